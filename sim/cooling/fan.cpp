// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/fan.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

void describe(Describe& d, FanParams& p) {
  d.quantity("rated_flow", p.rated_flow,
             {.unit = "kg/s",
              .range = {0.001, 10000, "from a server's fan to a fan wall"},
              .text = "Air flow at full speed.",
              .source = "assumption: 100 kW at a rise of 12 K"});
  d.quantity("rated_power", p.rated_power,
             {.unit = "kW",
              .range = {0.0001, 5000, "a fan's motor"},
              .text = "Electric power at full speed.",
              .source = "physics reference 3.3: 0.03 to 0.06 kW for each kW of heat"});
  d.choice("law", p.law,
           {{"exponent", "Power is a power of the flow."}, {"static_pressure", "Part of the pressure is held."}},
           {.text = "How power follows the flow.", .source = "physics reference 3.3"});
  d.plain("exponent", p.exponent,
          {.range = {1, 3, "3 is the affinity law without held pressure"},
           .text = "Exponent of the power over the flow.",
           .source = "physics reference 3.3: installed 2.5 to 2.8"});
  d.fraction("static_share", p.static_share,
             {.unit = "%",
              .range = {0, 1, "a share of the rated pressure"},
              .text = "Share of the rated pressure that is held at any flow.",
              .source = "assumption"});
  d.fraction("minimum_speed", p.minimum_speed,
             {.unit = "%",
              .range = {0, 1, "a share of full speed"},
              .text = "Lowest speed while running.",
              .source = "assumption"});
}

double fan_power_ratio(const FanParams& p, double flow_ratio) {
  if (!(flow_ratio > 0)) return 0;
  const double v = std::max(flow_ratio, p.minimum_speed.value());
  if (p.law == FanLaw::exponent) return std::pow(v, p.exponent);
  const double s = p.static_share.value();
  return v * (s + (1 - s) * v * v);
}

ActivePower fan_power(const FanParams& p, MassFlow flow) {
  return p.rated_power * fan_power_ratio(p, flow / p.rated_flow);
}

}  // namespace netsuden
