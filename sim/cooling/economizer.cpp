// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/economizer.hpp"

#include <algorithm>

namespace netsuden {

void describe(Describe& d, EconomizerParams& p) {
  const Range minutes{0, 86400, "a day at most"};
  d.quantity("approach", p.approach, {.unit = "K", .range = {0.2, 15, "plate heat exchangers"}, .text = "Chilled water that leaves the exchanger above the water that enters it from outdoors, at its rating.", .source = "physics reference 4.2: 2 to 4 K"});
  d.quantity("rated_heat", p.rated_heat, {.unit = "kW", .range = {1, 1e6, "plate exchangers of a site"}, .text = "Heat of the exchanger.", .default_text = "that of the plant's chillers"});
  d.boolean("integrated", p.integrated, {.text = "Whether chillers run behind it for what it does not take; else it runs alone or not at all.", .source = "physics reference 5.4"});
  d.quantity("on_margin", p.on_margin, {.unit = "K", .range = {0, 15, "some kelvins"}, .text = "It starts where the returning water is this much warmer than what the outdoor side gives.", .source = "physics reference 5.4: 1 to 2 K"});
  d.quantity("off_margin", p.off_margin, {.unit = "K", .range = {0, 10, "below on_margin"}, .text = "It stops where it cools the water by less.", .source = "physics reference 5.4: 0.6 K"});
  d.quantity("minimum_on", p.minimum_on, {.unit = "min", .range = minutes, .text = "Shortest time that it runs.", .source = "physics reference 5.4: 20 min"});
  d.quantity("minimum_off", p.minimum_off, {.unit = "min", .range = minutes, .text = "Shortest time that it stands.", .source = "physics reference 5.4: 20 min"});
}

bool economizer_starts(const EconomizerParams& p, const EconomizerState& s, Temperature chilled_return, Temperature coldest) {
  return !s.on && s.since_change >= p.minimum_off && chilled_return > coldest + p.on_margin;
}

bool economizer_pays(const EconomizerParams& p, const EconomizerTrial& t) {
  return (p.integrated || t.carries_all) && t.could_cool >= p.off_margin * 1.5;
}

bool economizer_stops(const EconomizerParams& p, const EconomizerState& s, const EconomizerTrial& t) {
  if (!s.on || !t.held || s.since_change < p.minimum_on) return false;
  return t.could_cool < p.off_margin || (!p.integrated && !t.carries_all && t.chillers_can);
}

EconomizerState advance_economizer(const EconomizerState& s, bool on, Duration dt) {
  return {on, on == s.on ? s.since_change + dt : Duration{}};
}

HeatExchanger size_economizer(const EconomizerParams& p, HeatFlow design_heat, TemperatureDiff chilled_rise, TemperatureDiff outdoor_range) {
  HeatExchangerParams x;
  x.rated_heat = p.rated_heat.value_or(design_heat);
  x.approach = p.approach;
  x.hot_drop = chilled_rise;
  x.cold_rise = std::min(outdoor_range, (chilled_rise + p.approach) * 0.95);
  return size_heat_exchanger(x);
}

EconomizerDuty economizer_duty(const HeatExchanger& x, HeatFlow asked, Temperature chilled_return, MassFlow chilled, Temperature water, MassFlow outdoor) {
  const HeatExchange full = run_heat_exchanger(x, chilled_return, chilled, water, outdoor);
  EconomizerDuty d;
  d.could = std::max(HeatFlow{}, full.heat);
  d.heat = std::clamp(asked, HeatFlow{}, d.could);
  d.holds_at = full.eps_c_min.si() > 0 ? chilled_return - asked / full.eps_c_min : water;
  d.eps_c_min = full.eps_c_min;
  return d;
}

}  // namespace netsuden
