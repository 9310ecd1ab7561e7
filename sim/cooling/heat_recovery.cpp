// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/heat_recovery.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {
namespace {

constexpr double valve_band_k = 0.5;                    // assumption: over which the exchanger's valve closes
constexpr double least_lift_k = 10, most_lift_k = 70;   // assumption: one stage of compression
constexpr double least_cop = 1.05;

/// P over the heat that is lifted.
double inverse_cop(const HeatPumpParams& p, Temperature supply, Temperature source_out) {
  return std::clamp((supply - source_out).si() / (p.carnot_fraction.value() * supply.k()), 1 / p.max_cop, 1 / least_cop);
}

}  // namespace

void describe(Describe& d, HeatPumpParams& p) {
  d.fraction("carnot_fraction", p.carnot_fraction, {.unit = "%", .range = {0.2, 0.75, "the best large machines reach 70 %"}, .text = "COP over that of Carnot between the water that leaves it and the network's supply.", .source = "physics reference 5.5: 45 to 55 %"});
  d.plain("max_cop", p.max_cop, {.range = {1.5, 30, "small lifts"}, .text = "Highest COP, at small lifts.", .source = "assumption"});
}

void describe(Describe& d, HeatNetworkParams& n) {
  d.temperature("supply", n.supply, {.unit = "degC", .range = {20, 130, "from ambient loops to old steam replacements"}, .text = "Supply that the network wants.", .source = "physics reference 5.5: 60 to 70 degC"});
  d.temperature("return", n.ret, {.unit = "degC", .range = {5, 90, "below the supply"}, .text = "Water that it gives back.", .source = "assumption"});
  d.quantity("heat", n.heat, {.unit = "MW", .range = {0, 1e4, "not negative"}, .text = "Heat that it takes: always; on the coldest day with `demand: outdoor`; where the profile is 1 with `demand: profile`.", .source = "assumption"});
  d.variant("demand", n.demand, {{"constant", "the same all year"}, {"outdoor", "heating by outdoor temperature, and hot water"}, {"profile", "by month and hour"}}, {.text = "What it takes when."}, [&n](Describe& v, int i) {
    if (i == static_cast<int>(NetworkDemandKind::outdoor)) {
      v.temperature("coldest", n.coldest, {.unit = "degC", .range = {-50, 20, "outdoor air"}, .text = "Outdoor temperature at which it takes `heat`.", .source = "assumption"});
      v.temperature("heating_limit", n.heating_limit, {.unit = "degC", .range = {0, 25, "outdoor air"}, .text = "Outdoor temperature from which nobody heats.", .source = "assumption"});
      v.fraction("base", n.base, {.unit = "%", .range = {0, 1, "a share"}, .text = "Share of `heat` that it takes all year for hot water.", .source = "assumption"});
      v.temperature("coldest_supply", n.coldest_supply, {.unit = "degC", .range = {20, 150, "networks that slide"}, .text = "Supply that it wants at `coldest`; in between in proportion.", .default_text = "`supply` at any weather"});
    }
    if (i == static_cast<int>(NetworkDemandKind::profile)) {
      const Range shares{0, 10, "relative to `heat`"};
      v.numbers("months", n.months, {.range = shares, .text = "Shares of `heat`, January to December."});
      v.numbers("hours", n.hours, {.range = shares, .text = "Factors of the hours of a day on top, from midnight."});
    }
  });
}

void describe(Describe& d, HeatRecoveryParams& p) {
  d.choice("from", p.from, {{"loop", "the water that comes back from the halls, before economizer, chillers or towers"}, {"condenser", "the water that leaves the chillers' condensers, before the towers"}}, {.text = "Water that gives the heat."});
  d.quantity("rated_heat", p.rated_heat, {.unit = "kW", .range = {1, 1e6, "exchangers of a site"}, .text = "The most heat that it hands over.", .default_text = "as much as the network asks"});
  d.quantity("approach", p.approach, {.unit = "K", .range = {0.2, 20, "plate heat exchangers"}, .text = "Of the exchanger, at either end.", .source = "physics reference 4.2: 2 to 4 K"});
  d.object("network", p.network, {.text = "The network, and what it takes."});
  d.object("heat_pump", p.heat_pump, {.text = "Heat pump that lifts what is not warm enough.", .default_text = "absent: only water that is warm enough is taken"});
}

NetworkDemand network_demand(const HeatNetworkParams& n, Temperature outdoor, int month, int hour) {
  switch (n.demand) {
    case NetworkDemandKind::constant: break;
    case NetworkDemandKind::outdoor: {
      const double cold = std::clamp((n.heating_limit - outdoor) / (n.heating_limit - n.coldest), 0.0, 1.0);
      return {n.heat * (n.base.value() + (1 - n.base.value()) * cold), n.supply + (n.coldest_supply.value_or(n.supply) - n.supply) * cold};
    }
    case NetworkDemandKind::profile: return {n.heat * (n.months[static_cast<std::size_t>(month - 1)] * n.hours[static_cast<std::size_t>(hour)]), n.supply};
  }
  return {n.heat, n.supply};
}

HeatRecoveryOutputs recover_heat(const HeatRecoveryParams& p, const HeatRecoveryInputs& in) {
  HeatRecoveryOutputs out;
  const double asked = std::min(in.asked.heat, p.rated_heat.value_or(in.asked.heat)).si(), most = in.most.si();
  const double c = in.flow.si() * constants::cp_water, span_k = (in.asked.supply - p.network.ret).si();
  if (!(asked > 0) || !(most > 0) || !(c > 0) || !(span_k > 0)) return out;
  const double warm_k = (in.source - p.approach - p.network.ret).si();  // above the network's return, behind the approach
  const double preheat = std::clamp(warm_k / span_k, 0.0, 1.0), exchanger = std::max(0.0, c * warm_k);
  if (!p.heat_pump) {
    const double open = std::clamp((warm_k - span_k + valve_band_k) / valve_band_k, 0.0, 1.0);
    out.delivered = out.taken = HeatFlow::from_si(open * std::min({asked, exchanger, most}));
    return out;
  }
  const Temperature supply = in.asked.supply;
  const double k = p.heat_pump->carnot_fraction.value() * supply.k();
  double q = asked, direct = std::min(preheat * q, exchanger), lifted = q - direct;
  double taken = (direct + lifted * (1 - (supply - in.source).si() / k)) / (1 + lifted / (c * k));
  double inverse = inverse_cop(*p.heat_pump, supply, in.source - TemperatureDiff::from_si(taken / c));
  taken = direct + lifted * (1 - inverse);
  if (taken > most) {  // with what there is: then the water that leaves is known
    taken = most;
    inverse = inverse_cop(*p.heat_pump, supply, in.source - TemperatureDiff::from_si(taken / c));
    q = taken / (preheat + (1 - preheat) * (1 - inverse));
    direct = preheat * q;
    if (direct > exchanger) {
      direct = exchanger;
      q = direct + (taken - direct) / (1 - inverse);
    }
    lifted = q - direct;
  }
  out.delivered = HeatFlow::from_si(q);
  out.taken = HeatFlow::from_si(taken);
  out.lifted = HeatFlow::from_si(lifted);
  out.power = ActivePower::from_si(q - taken);
  const double lift_k = (supply - (in.source - TemperatureDiff::from_si(taken / c))).si();
  if (lifted > 1e-9 * q && (lift_k < least_lift_k || lift_k > most_lift_k)) out.outside_validity = validity::heat_pump;
  return out;
}

ActivePower rated_heat_pump_power(const HeatRecoveryParams& p, Temperature source_out) {
  if (!p.heat_pump) return {};
  const Temperature supply = p.network.demand == NetworkDemandKind::outdoor ? std::max(p.network.supply, p.network.coldest_supply.value_or(p.network.supply)) : p.network.supply;
  return ActivePower::from_si(p.rated_heat.value_or(p.network.heat).si() * inverse_cop(*p.heat_pump, supply, source_out));
}

}  // namespace netsuden
