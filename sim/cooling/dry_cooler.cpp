// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/dry_cooler.hpp"

#include <algorithm>
#include <cmath>

#include "sim/site/psychrometrics.hpp"

namespace netsuden {

void describe(Describe& d, DryCoolerParams& p) {
  const Range temperatures{-30, 90, "water and glycol below boiling"};
  d.quantity("rated_heat", p.rated_heat,
             {.unit = "kW",
              .range = {1, 1e5, "from a split unit to a row of V-coolers"},
              .text = "Heat of one unit at the design point.",
              .source = "BAC TDFS1238N-C60ET40B record"});
  d.temperature("air_in", p.air_in,
                {.unit = "degC",
                 .range = temperatures,
                 .text = "Outside air at design.",
                 .source = "BAC TDFS1238N-C60ET40B record"});
  d.temperature("water_in", p.water_in,
                {.unit = "degC",
                 .range = temperatures,
                 .text = "Entering water at design.",
                 .source = "BAC TDFS1238N-C60ET40B record"});
  d.temperature("water_out", p.water_out,
                {.unit = "degC",
                 .range = temperatures,
                 .text = "Leaving water at design.",
                 .source = "BAC TDFS1238N-C60ET40B record"});
  d.fraction("fan_power", p.fan_power,
             {.unit = "%",
              .range = {0, 0.2, "fans above a fifth of the heat are a mistake"},
              .text = "Fan power at full speed, as a share of the rated heat.",
              .source = "BAC TDFS1238N-C60ET40B record: 117.68 kW of 2931 kW"});
  d.quantity("air_rise", p.air_rise,
             {.unit = "K",
              .range = {1, 40, "below the entering temperature difference"},
              .text = "Warming of the air at design.",
              .source = "assumption"});
  d.plain("fan_exponent", p.fan_exponent,
          {.range = {1, 3, "3 is the affinity law"},
           .text = "Exponent of the fan power over the air ratio.",
           .source = "affinity law"});
  d.fraction("minimum_air", p.minimum_air,
             {.unit = "%",
              .range = {0.01, 1, "drives have a lowest speed"},
              .text = "Lowest air ratio while the fans run.",
              .source = "assumption"});
  d.boolean("adiabatic", p.adiabatic, {.text = "Wetted pads cool the entering air.", .source = "assumption"});
  d.fraction("adiabatic_effectiveness", p.adiabatic_effectiveness,
             {.unit = "%",
              .range = {0.1, 0.98, "an effectiveness"},
              .text = "Share of the wet-bulb depression that the pads reach.",
              .source = "physics reference 5.3: 60 to 90 %"});
  d.temperature("adiabatic_above", p.adiabatic_above,
                {.unit = "degC",
                 .range = {0, 50, "pads freeze below"},
                 .text = "Dry bulb above which the pads are wetted.",
                 .source = "assumption"});
}

DryCooler size_dry_cooler(const DryCoolerParams& p) {
  DryCooler d;
  d.params = p;
  d.rated_fan_power = ActivePower::from_si(p.fan_power.value() * p.rated_heat.si());
  const double c_air = p.rated_heat.si() / p.air_rise.si(),
               c_water = p.rated_heat.si() / (p.water_in - p.water_out).si();
  d.coil.air_flow = MassFlow::from_si(c_air / constants::cp_air);
  d.coil.water_flow = MassFlow::from_si(c_water / constants::cp_water);
  const double c_min = std::min(c_air, c_water), z = c_min / std::max(c_air, c_water);
  const double eps = p.rated_heat.si() / (c_min * (p.water_in - p.air_in).si());
  d.coil.feasible = eps > 0 && eps < 0.99;
  d.coil.ua = Conductance::from_si(
      ntu_from_effectiveness(FlowArrangement::cross_unmixed, d.coil.feasible ? eps : 0.99, z) * c_min);
  return d;
}

HeatFlow dry_cooler_capacity(const DryCooler& d, Temperature water_in, MassFlow water, Temperature air_in, int count) {
  const double driving_k = std::max(0.0, (water_in - air_in).si());
  return coil_performance(d.coil, d.coil.air_flow * count, water, count).eps_c_min *
         TemperatureDiff::from_si(driving_k);
}

Temperature dry_cooler_air(const DryCoolerParams& p, Temperature dry_bulb, Temperature wet_bulb) {
  if (!p.adiabatic || !(dry_bulb > p.adiabatic_above) || !(wet_bulb < dry_bulb)) return dry_bulb;
  return dry_bulb - (dry_bulb - wet_bulb) * p.adiabatic_effectiveness.value();
}

DryCoolerOutputs run_dry_cooler(const DryCooler& d, const DryCoolerInputs& in) {
  const DryCoolerParams& p = d.params;
  DryCoolerOutputs out;
  out.air_in = dry_cooler_air(p, in.dry_bulb, in.wet_bulb);
  const bool wet = out.air_in < in.dry_bulb;
  const double heat_w = in.heat.si(), water = in.water.si();
  if (!(heat_w > 0)) {
    out.leaving = out.entering = std::max(in.set_point, out.air_in);
    out.at_set_point = in.set_point >= out.air_in;
    return out;
  }
  constexpr double hottest_c = 95;
  if (in.count <= 0 || !(water > 0)) {
    out.leaving = out.entering = Temperature::celsius(hottest_c);
    out.outside_validity = validity::temperature;
    return out;
  }
  const double range_k = heat_w / (water * constants::cp_water);
  const auto eps_c_min = [&](double x) {
    return coil_performance(d.coil, d.coil.air_flow * (x * in.count), in.water, in.count).eps_c_min.si();
  };
  const double set_c = in.set_point.c(), air_c = out.air_in.c();
  const auto leaving_c = [&](double x) { return air_c + heat_w / eps_c_min(x) - range_k; };
  double run_share = 1, x = 1, leaving = leaving_c(1);
  if (leaving < set_c) {
    double low = p.minimum_air.value(), high = 1;
    const double capacity_at_minimum = eps_c_min(low) * (set_c + range_k - air_c);
    if (capacity_at_minimum >= heat_w) {  // minimum speed is too much: the fans cycle
      run_share = heat_w / capacity_at_minimum;
      x = low;
    } else {
      for (int i = 0; i < 60 && high - low > 1e-9; ++i) {
        const double mid = 0.5 * (low + high);
        (leaving_c(mid) > set_c ? low : high) = mid;
      }
      x = high;
    }
    leaving = set_c;
  }
  if (!(leaving <= hottest_c)) {
    leaving = hottest_c;
    out.outside_validity |= validity::temperature;
  }
  out.at_set_point = leaving <= set_c;
  out.leaving = Temperature::celsius(leaving);
  out.entering = Temperature::celsius(leaving + range_k);
  out.air_ratio = x;
  out.fan_power = d.rated_fan_power * (in.count * run_share * std::pow(x, p.fan_exponent));
  if (wet) {
    // Along a line of constant wet bulb the enthalpy is nearly constant: what the air loses in sensible heat it takes
    // up as vapour, w_eff - w_in = cp_moist (T_db - T_eff) / h_fg, both at the wet bulb.
    const double w_saturated = psychro::saturation_humidity_ratio(in.wet_bulb.c(), in.pressure.si());
    const double cp_moist = constants::cp_air + constants::cp_vapour * w_saturated;
    const double latent = constants::latent_heat_0c + (constants::cp_vapour - constants::cp_water) * in.wet_bulb.c();
    const double added = cp_moist * (in.dry_bulb - out.air_in).si() / latent;
    out.water_use = d.coil.air_flow * (in.count * x * run_share * added);
  }
  return out;
}

}  // namespace netsuden
