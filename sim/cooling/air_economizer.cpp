// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/air_economizer.hpp"

#include <algorithm>

namespace netsuden {

void describe(Describe& d, AirEconomizerParams& p) {
  d.fraction("outdoor_share", p.outdoor_share, {.unit = "%", .range = {0.01, 1, "a share of the supply air"}, .text = "The most outdoor air in the supply.", .source = "assumption"});
  d.quantity("change_over", p.change_over, {.unit = "K", .range = {0, 20, "a difference of dry bulbs"}, .text = "Outdoor air is taken where it is this much colder than the return air.", .source = "assumption"});
  d.temperature("lowest_dew_point", p.lowest_dew_point, {.unit = "degC", .range = {-60, 30, "outdoor air"}, .text = "Drier air stays outdoors.", .source = "ASHRAE TC 9.9, 5th ed. 2021, recommended"});
  d.temperature("highest_dew_point", p.highest_dew_point, {.unit = "degC", .range = {-30, 35, "outdoor air"}, .text = "Moister air stays outdoors.", .source = "ASHRAE TC 9.9, 5th ed. 2021, recommended"});
}

Fraction outdoor_share(const AirEconomizerParams& p, Temperature outdoor, Temperature dew_point, Temperature return_air) {
  const bool fits = outdoor <= return_air - p.change_over && dew_point >= p.lowest_dew_point && dew_point <= p.highest_dew_point;
  return fits ? p.outdoor_share : Fraction(0.0);
}

CombinedCoil with_outdoor_air(Conductance coil, Temperature water, MassFlow air, Fraction share, Temperature outdoor, Temperature return_air) {
  const double f = share.value(), air_w_k = f * air.si() * constants::cp_air;
  const double mixed_k = (1 - f) * return_air.k() + f * outdoor.k(), coil_w_k = mixed_k > water.k() ? coil.si() : 0;
  const double k = air_w_k + (1 - f) * coil_w_k;
  if (!(k > 0)) return {coil, water};
  return {Conductance::from_si(k), Temperature::kelvin((air_w_k * outdoor.k() + coil_w_k * (water.k() - f * outdoor.k())) / k)};
}

HeatFlow free_heat(HeatFlow q, MassFlow air, Fraction share, Temperature outdoor, Temperature return_air) {
  const double most = share.value() * air.si() * constants::cp_air * (return_air - outdoor).si();
  return HeatFlow::from_si(std::clamp(most, 0.0, std::max(0.0, q.si())));
}

}  // namespace netsuden
