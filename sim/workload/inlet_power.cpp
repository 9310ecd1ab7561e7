// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/inlet_power.hpp"

#include <algorithm>

namespace netsuden {

void describe(Describe& d, InletPowerParams& p) {
  d.quantity("fans", p.fans, {.unit = "W", .range = {0, 1e5, "fans of one node"}, .text = "Fans of a node at full speed.", .source = "assumption: 8 % of a DGX H100; physics reference 1.3 has 8 to 15 % of air-cooled nodes"});
  d.temperature("slow_at", p.slow_at, {.unit = "degC", .range = {-10, 60, "inlets of servers"}, .text = "Inlet up to which the fans run at `minimum`.", .source = "assumption"});
  d.temperature("full_at", p.full_at, {.unit = "degC", .range = {0, 80, "inlets of servers"}, .text = "Inlet from which they run at full speed.", .source = "assumption: ASHRAE A2 allowable upper limit"});
  d.temperature("reference", p.reference, {.unit = "degC", .range = {-10, 60, "inlets of servers"}, .text = "Inlet at which the power of the catalogue holds.", .source = "assumption"});
  d.fraction("minimum", p.minimum, {.unit = "%", .range = {0, 1, "a share of full speed"}, .text = "Lowest speed of the fans.", .source = "assumption"});
  d.fraction("leakage_per_10k", p.leakage_per_10k, {.unit = "%", .range = {0, 0.5, "chips that double their power in 20 K are broken"}, .text = "More power of the racks for 10 K of inlet, by leakage, of what they give to air.", .source = "assumption"});
}

double server_fan_speed(const InletPowerParams& p, Temperature inlet) {
  const double span = (p.full_at - p.slow_at).si(), share = span > 0 ? (inlet - p.slow_at).si() / span : inlet >= p.full_at ? 1 : 0;
  return p.minimum.value() + (1 - p.minimum.value()) * std::clamp(share, 0.0, 1.0);
}

ActivePower inlet_power(const InletPowerParams& p, int nodes, ActivePower it, Temperature inlet) {
  const double now = server_fan_speed(p, inlet), reference = server_fan_speed(p, p.reference);
  const ActivePower fans = p.fans * (nodes * (now * now * now - reference * reference * reference));
  const ActivePower leakage = it * (p.leakage_per_10k.value() * (inlet - p.reference).si() / 10);
  return std::max(fans + leakage, -it);
}

}  // namespace netsuden
