// SPDX-License-Identifier: Apache-2.0
#include "sim/control/reset.hpp"

#include <algorithm>
#include <cmath>

#include "sim/control/controller.hpp"

namespace netsuden {
namespace {
const Range outdoors{-40, 50, "outdoor air"};
const Range intervals{0.01, 1440, "a second to a day"};
const Range small_steps{0.01, 5, "set-points move slowly"};
}  // namespace

void describe(Describe& d, SupplyResetParams& p) {
  d.variant("by", p.by, {{"outdoor_air", "warmer water in cold weather"}, {"load", "warmer water at part load"}, {"requests", "trim and respond by what its halls ask for"}}, {.required = true, .text = "What the set-point follows."}, [&p](Describe& v, int i) {
    v.temperature("highest", p.highest, {.unit = "degC", .range = water_set_points, .text = "Warmest supply set-point; the coldest is `supply`.", .source = "assumption"});
    if (i == static_cast<int>(SupplyResetBy::outdoor_air)) {
      v.temperature("cold", p.cold, {.unit = "degC", .range = outdoors, .text = "Outdoor air at or below which the water is warmest.", .source = "ASHRAE 90.1: 60 degF"});
      v.temperature("warm", p.warm, {.unit = "degC", .range = outdoors, .text = "Outdoor air at or above which the water is at `supply`.", .source = "ASHRAE 90.1: 80 degF"});
    } else if (i == static_cast<int>(SupplyResetBy::load)) {
      v.fraction("low", p.low, {.unit = "%", .range = {0, 1, "a share of the design heat"}, .text = "Heat of the last step, of the plant's design heat, at or below which the water is warmest.", .source = "assumption"});
      v.fraction("full", p.full, {.unit = "%", .range = {0, 1, "a share of the design heat"}, .text = "Heat at or above which the water is at `supply`.", .source = "assumption"});
    } else {
      v.fraction("ask", p.ask, {.unit = "%", .range = {0.1, 1, "a valve's position"}, .text = "A hall asks for colder water where its coils take more than this of what they can, or where rear doors with a `leaving` temperature are fully open.", .source = "ASHRAE Guideline 36: valves above 95 %"});
      v.quantity("trim", p.trim, {.unit = "K", .range = small_steps, .text = "How much warmer each interval while nobody asks.", .source = "assumption; Guideline 36 leaves it to the designer"});
      v.quantity("respond", p.respond, {.unit = "K", .range = small_steps, .text = "How much colder for each hall that asks, at most three times that.", .source = "assumption; Guideline 36 leaves it to the designer"});
      v.quantity("interval", p.interval, {.unit = "min", .range = intervals, .text = "How often it decides.", .source = "ASHRAE Guideline 36: 2 to 5 min"});
    }
  });
}

void describe(Describe& d, CondenserResetParams& p) {
  d.quantity("approach", p.approach, {.unit = "K", .range = {0.5, 30, "towers and dry coolers"}, .text = "Set-point above the wet bulb (towers) or the dry bulb (dry coolers).", .source = "physics reference 5.2: 3 to 5 K"});
  d.temperature("lowest", p.lowest, {.unit = "degC", .range = condenser_set_points, .text = "Coldest set-point.", .source = "assumption: what chillers bear"});
  d.temperature("highest", p.highest, {.unit = "degC", .range = condenser_set_points, .text = "Warmest set-point.", .source = "assumption"});
}

void describe(Describe& d, AirResetParams& p) {
  d.temperature("inlet", p.inlet, {.unit = "degC", .range = air_set_points, .text = "Inlet that the hottest rack is brought to.", .source = "ASHRAE TC 9.9, 5th ed. 2021: recommended up to 27 degC"});
  d.temperature("lowest", p.lowest, {.unit = "degC", .range = air_set_points, .text = "Coldest supply air.", .source = "ASHRAE TC 9.9, 5th ed. 2021: recommended from 18 degC"});
  d.temperature("highest", p.highest, {.unit = "degC", .range = air_set_points, .text = "Warmest supply air.", .source = "ASHRAE TC 9.9, 5th ed. 2021: recommended up to 27 degC"});
  d.quantity("trim", p.trim, {.unit = "K", .range = small_steps, .text = "How much warmer each interval while the hottest inlet is below `inlet`.", .source = "ASHRAE Guideline 36, supply air: 0.2 degF"});
  d.quantity("respond", p.respond, {.unit = "K", .range = small_steps, .text = "How much colder for each request: one above `inlet`, two and three above it by 1 and 2 K.", .source = "ASHRAE Guideline 36, supply air: 0.3 degF"});
  d.quantity("most", p.most, {.unit = "K", .range = small_steps, .text = "How much colder at a time at most.", .source = "ASHRAE Guideline 36, supply air: 1.0 degF"});
  d.quantity("interval", p.interval, {.unit = "min", .range = intervals, .text = "How often it decides.", .source = "ASHRAE Guideline 36, supply air: 2 min"});
}

Temperature linear_reset(double x, double low, double full, Temperature highest, Temperature design) {
  if (!(x > low)) return highest;
  if (!(x < full)) return design;
  return highest + (design - highest) * ((x - low) / (full - low));
}

Temperature reset(const CondenserResetParams& p, Temperature outdoor) { return std::clamp(outdoor + p.approach, p.lowest, std::max(p.lowest, p.highest)); }

int inlet_requests(Temperature hottest, Temperature target) {
  const double over = (hottest - target).si();
  return over <= 0 ? 0 : over <= 1 ? 1 : over <= 2 ? 2 : 3;
}

Temperature trim_and_respond(const TrimRespond& p, Temperature now, int requests) {
  const Temperature next = now + p.trim - std::min(p.respond * std::max(requests, 0), p.most);
  return std::clamp(next, p.lowest, std::max(p.lowest, p.highest));
}

bool interval_over(Duration& since, Duration interval) {
  constexpr double rounding = 1e-6;
  if (since.si() < interval.si() - rounding) return false;
  since = Duration::from_si(std::max(0.0, std::fmod(since.si() + rounding, interval.si()) - rounding));
  return true;
}

}  // namespace netsuden
