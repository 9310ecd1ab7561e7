// SPDX-License-Identifier: Apache-2.0
#include "sim/reliability/params.hpp"

namespace netsuden {

void describe(Describe& d, ReliabilityParams& p) {
  d.quantity("failure_rate", p.failure_rate, {.unit = "/year", .range = {0, 1000, "what fails oftener than daily is no equipment"}, .text = "Failures of one unit in service.", .source = "IEEE 493-2007, by the entry of the catalogue"});
  d.quantity("repair", p.repair, {.unit = "h", .range = {0.001, 1e5, "up to the lead time of a transformer"}, .text = "Mean time until it is back: with a spare part hours, without one the lead time of a new machine.", .source = "IEEE 493-2007, by the entry of the catalogue"});
  d.quantity("maintenance", p.maintenance, {.unit = "h", .range = {0, 4000, "less than half of a year"}, .text = "Planned outage of each unit in a year.", .source = "assumption: no default is that of a make"});
  d.fraction("on_demand", p.on_demand, {.unit = "%", .range = {0, 1, "a share"}, .text = "Share of calls to which it does not come: a generating set that does not start (in place of its `start_failure`), a switch that does not move.", .source = "REopt: 0.94 % of starts"});
  d.quantity("running_mttf", p.running_mttf, {.unit = "h", .range = {1, 1e6, "hours of running"}, .text = "Mean running time to failure of a generating set.", .default_text = "absent: it does not fail while it runs"});
  d.fraction("common_cause", p.common_cause, {.unit = "%", .range = {0, 1, "a share"}, .text = "Share of the failures that take all units of the group at once (beta factor).", .source = "IEC 61508-6: 1 to 10 %"});
}

double unavailability(const ReliabilityParams& p) {
  const double down = p.failure_rate * p.repair, planned = p.maintenance.si() / constants::year_s;
  return 1 - (1 / (1 + down)) * (1 - planned);
}

double availability(const ReliabilityParams& p) { return 1 - unavailability(p); }

}  // namespace netsuden
