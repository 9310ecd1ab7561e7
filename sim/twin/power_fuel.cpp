// SPDX-License-Identifier: Apache-2.0
// Fuel of generating sets: tanks, orders, deliveries.
//
//   order     where a tank of a node is at `below` of its volume, and none is under way
//   delivery  `lead` later: each tank gets its share by the space in it, what they do not take goes back; then the level is
//             looked at again. Deliveries by event come beside that.
//   empty     a set stops (sim/power/genset.hpp) and stays off until fuel comes, which also clears its lockout
// Source: ours (assumption). Left out: day tanks and transfer pumps, fuel of one node for the sets of another, polishing.
// Verified by tests/unit/twin/power_fuel_test.cpp, tests/invariants/demand_test.cpp.
#include <algorithm>

#include "sim/power/timing.hpp"
#include "sim/twin/power_chain.hpp"

namespace netsuden {
namespace {
constexpr double spill_m3 = 1e-9;  // less is no fuel
}

double PowerNode::tank_m3() const { return static_cast<double>(sets.size()) * spec.genset.tank.si(); }

VolumeFlow PowerNode::fuel_flow(const GensetState& g) const {
  switch (g.phase) {
    case GensetPhase::on_load: return fuel_rate(spec.genset, ActivePower::from_si(input_w / std::max(1, sets_on_load())));
    case GensetPhase::run_up:
    case GensetPhase::synchronising:
    case GensetPhase::cool_down: return fuel_rate(spec.genset, ActivePower{});
    default: return {};
  }
}

void PowerChain::deliver(int node, Volume fuel) {
  Node& n = at(node);
  const double space_m3 = n.tank_m3() - n.fuel_m3();
  const double taken_m3 = std::min(fuel.si(), std::max(0.0, space_m3));
  for (std::size_t i = 0; i < n.sets.size(); ++i) {
    GensetState& g = n.sets[i];
    const bool dry = g.out_of_fuel;
    if (space_m3 > spill_m3) refuel(n.spec.genset, g, Volume::from_si(taken_m3 * (n.spec.genset.tank - g.fuel).si() / space_m3));
    if (!dry || g.out_of_fuel) continue;
    GensetInputs in = genset_inputs(n, i);
    in.reset = true;
    in.call = false;  // called by the next `energize`, with a start of its own
    g = advance_genset(n.spec.genset, g, in, Duration{}).state;
    n.fuel.refilled = true;
  }
  n.fuel.filled_m3 += taken_m3;
  n.fuel.delivered_m3 += taken_m3;
  n.fuel.last_m3 = taken_m3;
  ++n.fuel.deliveries;
}

void PowerChain::advance_fuel(Node& n, double dt_s) {
  FuelStore& f = n.fuel;
  f.lowest_m3 = std::min(f.lowest_m3, n.fuel_m3());
  f.highest_load_w = std::max(f.highest_load_w, n.input_w);
  if (!n.spec.delivery) return;
  if (f.due_s >= 0) {
    f.due_s = std::max(0.0, f.due_s - dt_s);  // below zero would be: none is ordered
    if (f.due_s <= same_instant_s) {
      f.due_s = -1;
      deliver(index_of(n), n.spec.delivery->volume);
    }
  }
  const double level_m3 = n.spec.delivery->below.value() * n.spec.genset.tank.si();
  if (f.due_s < 0 && std::any_of(n.sets.begin(), n.sets.end(), [&](const GensetState& g) { return g.fuel.si() <= level_m3 + spill_m3; })) {
    f.due_s = n.spec.delivery->lead.si();
    ++f.orders;
  }
}

double PowerChain::next_fuel_event_s(const Node& n) {
  if (!n.spec.delivery) return never_s;
  if (n.fuel.due_s >= 0) return n.fuel.due_s;
  const double level_m3 = n.spec.delivery->below.value() * n.spec.genset.tank.si();
  double next = never_s;
  for (const GensetState& g : n.sets)
    if (const double flow = n.fuel_flow(g).si(); flow > 0) next = std::min(next, std::max(0.0, g.fuel.si() - level_m3) / flow);
  return next;
}

}  // namespace netsuden
