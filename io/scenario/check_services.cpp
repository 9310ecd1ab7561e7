// SPDX-License-Identifier: Apache-2.0
// Services: halls that take work and have the nodes, figures that can be interpolated, targets that a single request meets.
#include <fmt/format.h>

#include <map>
#include <set>

#include "io/scenario/check_context.hpp"
#include "sim/base/calendar.hpp"

namespace netsuden {
namespace {

constexpr double most_steps = 5e6;  // of a run; each looks at its demand

void demand(const CheckContext& c, const ServiceSpec& s, const std::string& at) {
  const DemandSpec& d = s.demand;
  const int given = (d.peak ? 1 : 0) + (d.peak_tokens ? 1 : 0) + (d.peak_power ? 1 : 0) + (d.log ? 1 : 0);
  if (given != 1) c.error("service", at + ".demand", fmt::format("`{}` has {} of `peak`, `peak_tokens`, `peak_power`, `log`", s.name, given == 0 ? "none" : std::to_string(given)), "give exactly one");
  if (!d.log) return;
  const DemandSpec unsaid;
  for (const auto& [key, said] : {std::pair{"daily_amplitude", d.daily_amplitude != unsaid.daily_amplitude}, std::pair{"second_amplitude", d.second_amplitude != unsaid.second_amplitude},
                                  std::pair{"peak_hour", d.peak_hour != unsaid.peak_hour}, std::pair{"second_hour", d.second_hour != unsaid.second_hour}, std::pair{"weekend_drop", d.weekend_drop != unsaid.weekend_drop}})
    if (said) c.warn("unused", at + ".demand." + key, fmt::format("`{}` does nothing beside `log`", key));
}

void targets(const CheckContext& c, const ServiceSpec& s, const std::string& at) {
  const ServingModel model(s.engine.params);
  const ServingTargets t = s.target();
  const ServingPoint alone = model.at(0, 1, s.mix(), t);
  if (alone.token_s > t.token_s)
    c.error("service", at + ".targets.token", fmt::format("`{}` writes a token in {:.3g} ms at the smallest batch, longer than the target of {:.3g} ms: nothing would be served", s.name, 1e3 * alone.token_s, 1e3 * t.token_s), "a longer target, or a faster engine");
  if (!s.demand.log && alone.first_token_s > t.first_token_s)
    c.error("service", at + ".targets.first_token", fmt::format("a prompt of {:g} tokens takes {:.3g} s without any queue, longer than the target of {:.3g} s: nothing would be served", s.input_tokens, alone.first_token_s, t.first_token_s), "a longer target, or a faster engine");
}

}  // namespace

void check_services(const CheckContext& c) {
  const Scenario& s = c.scenario;
  if (s.workload.services.empty()) return;
  std::set<std::string> held, names;  // halls with a replay or a profile
  bool everywhere = false;
  for (const auto& r : s.workload.replay) held.insert(r.hall);
  for (const auto& p : s.workload.profiles) {
    everywhere = everywhere || p.halls.empty();
    held.insert(p.halls.begin(), p.halls.end());
  }
  std::map<std::string, const HallSpec*> halls;
  std::map<std::string, int> copies, taken;
  for (const auto& site : s.sites)
    for (const auto& h : site.halls) {
      halls[site.name + "." + h.name] = &h;
      copies[site.name + "." + h.name] = site.copies;
    }
  std::string message;
  const TimeZone zone = TimeZone::find(s.horizon.timezone, message).value_or(TimeZone());
  const auto from = parse_time(s.horizon.from, zone, message), to = parse_time(s.horizon.to, zone, message);
  int i = 0;
  for (const ServiceSpec& v : s.workload.services) {
    const std::string at = fmt::format("workload.services.{}", i++);
    if (!names.insert(v.name).second) c.error("service", at + ".name", fmt::format("there are two services `{}`", v.name), "a name of its own");
    if (v.reserved.empty()) c.error("service", at + ".reserved", fmt::format("`{}` holds no nodes", v.name), "add {hall: SITE.HALL, nodes: N}");
    if (const std::string wrong = serving_problem(v.engine.params); !wrong.empty()) c.error("service", at + ".engine", wrong);
    else targets(c, v, at);
    demand(c, v, at);
    if (v.demand.from) check_date(c, *v.demand.from, zone, at + ".demand.from");
    if (from && to && (*to - *from) / v.step.si() > most_steps)
      c.error("service", at + ".step", fmt::format("{} steps over the horizon; at most {}", format_bound((*to - *from) / v.step.si()), format_bound(most_steps)), "a longer step");
    int nodes = 0, kinds = 0, k = 0, instances = 0;
    int gpus_of_first = -1;
    std::set<std::string> here;
    for (const ReservedNodes& r : v.reserved) {
      const std::string where = fmt::format("{}.reserved.{}", at, k++);
      if (!here.insert(r.hall).second) c.error("service", where + ".hall", fmt::format("`{}` names the hall `{}` twice", v.name, r.hall), "sum the nodes");
      const auto hall = halls.find(r.hall);
      if (hall == halls.end()) continue;  // the references have spoken
      if (everywhere || held.contains(r.hall)) c.error("service", where + ".hall", fmt::format("`{}` has a profile or a replay", r.hall), "a hall has jobs and services, a profile or a replay: name the halls of the profiles");
      const RackPowerParams& rack = hall->second->racks.params;
      const int there = hall->second->racks.count * rack.nodes_per_rack, before = taken[r.hall];
      if (r.nodes > there - before)
        c.error("service", where + ".nodes", fmt::format("`{}` wants {} nodes of `{}`, which has {}{}", v.name, r.nodes, r.hall, there, before > 0 ? fmt::format(", of which services before it hold {}", before) : ""), "fewer nodes or more racks");
      taken[r.hall] += r.nodes;
      nodes += r.nodes * copies[r.hall];
      const int gpus = std::max(1, rack.node.gpus);
      if (gpus_of_first < 0) gpus_of_first = gpus;
      if (gpus != gpus_of_first) ++kinds;
      instances += instances_in(r.nodes, gpus, v.engine.params.gpus);
    }
    if (kinds > 0) c.error("service", at + ".reserved", fmt::format("the nodes of `{}` have different numbers of accelerators", v.name), "a service for each kind of node");
    if (!v.reserved.empty() && gpus_of_first > 0 && instances == 0)
      c.error("service", at + ".reserved", fmt::format("an instance takes {} accelerators, the nodes of `{}` do not have them in one hall", v.engine.params.gpus, v.name), fmt::format("at least {} nodes", nodes_of_instance(gpus_of_first, v.engine.params.gpus)));
    if (v.autoscale && nodes > 0) {
      if (v.autoscale->min_nodes > nodes) c.error("service", at + ".autoscale.min_nodes", fmt::format("{} nodes are to be awake, {} are reserved", v.autoscale->min_nodes, nodes), "fewer");
      if (v.autoscale->max_nodes && *v.autoscale->max_nodes < v.autoscale->min_nodes) c.error("service", at + ".autoscale.max_nodes", fmt::format("at most {} nodes are awake, but at least {}", *v.autoscale->max_nodes, v.autoscale->min_nodes), "swap them");
      if (v.autoscale->max_nodes && *v.autoscale->max_nodes > nodes) c.warn("service", at + ".autoscale.max_nodes", fmt::format("of {} nodes that may be awake {} are reserved", *v.autoscale->max_nodes, nodes));
    }
  }
}

}  // namespace netsuden
