// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/pump.hpp"

#include <algorithm>

namespace netsuden {

void describe(Describe& d, PumpParams& p) {
  d.quantity("rated_flow", p.rated_flow,
             {.unit = "m3/s",
              .range = {1e-6, 50, "from a cold plate to a district loop"},
              .text = "Flow at the design point.",
              .source = "assumption"});
  d.quantity("rated_head", p.rated_head,
             {.unit = "kPa",
              .range = {1, 3000, "closed loops of a site"},
              .text = "Pressure difference at the design point.",
              .source = "assumption"});
  d.fraction("efficiency", p.efficiency,
             {.unit = "%",
              .range = {0.05, 0.95, "hydraulic times motor times drive"},
              .text = "Total efficiency at the design point.",
              .source = "Wilo Stratos 80/1-12 record: 0.648"});
  d.choice("control", p.control,
           {{"variable", "Speed follows the flow."}, {"constant", "Rated power whenever it runs."}},
           {.text = "How the pump is driven.", .source = "physics reference 4.3"});
  d.fraction("static_share", p.static_share,
             {.unit = "%",
              .range = {0, 1, "a share of the rated pressure"},
              .text = "Share of the rated pressure held at any flow (differential-pressure set-point).",
              .source = "assumption"});
  d.fraction("minimum_speed", p.minimum_speed,
             {.unit = "%",
              .range = {0, 1, "a share of full speed"},
              .text = "Lowest flow of a variable pump while it runs.",
              .source = "assumption"});
}

ActivePower pump_rated_power(const PumpParams& p) {
  return ActivePower::from_si(p.rated_flow.si() * p.rated_head.si() / p.efficiency.value());
}

double pump_power_ratio(const PumpParams& p, double flow_ratio) {
  if (!(flow_ratio > 0)) return 0;
  if (p.control == PumpControl::constant) return 1;
  const double v = std::max(flow_ratio, p.minimum_speed.value()), s = p.static_share.value();
  return v * (s + (1 - s) * v * v);
}

ActivePower pump_power(const PumpParams& p, VolumeFlow flow) {
  return pump_rated_power(p) * pump_power_ratio(p, flow / p.rated_flow);
}

PumpPoint pump_point(const PumpCurve& c, double flow_m3_s, double r) {
  const CurveValue head = c.head_pa.at(flow_m3_s / r), power = c.power_w.at(flow_m3_s / r);
  PumpPoint point;
  point.head_pa = head.value * r * r;
  point.power_w = power.value * r * r * r;
  point.efficiency = point.power_w > 0 ? flow_m3_s * point.head_pa / point.power_w : 0;
  point.outside = head.outside || power.outside;
  return point;
}

}  // namespace netsuden
