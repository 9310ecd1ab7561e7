// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/power_node.hpp"

#include <algorithm>
#include <cmath>

#include "sim/twin/machines_up.hpp"

namespace netsuden {

int PowerNode::units_up() const { return machines_up(unit_up); }

bool PowerNode::rated_in_w() const { return rated_in_watts(spec); }

double PowerNode::rating(int units) const { return node_rating(spec, units); }

Current PowerNode::relay_current() const {
  const Current highest = highest_unit_current();
  return spec.protection->high_set && highest >= *spec.protection->high_set * spec.protection->setting ? highest : unit_current() * rms_factor();
}

/// A board carries what its feed brings, too.
double PowerNode::highest_load_w() const {
  const double load = load_w + swing.above(load_w);
  return local.empty() ? load : std::max(load, input_w + input_swing.above(input_w));
}

double PowerNode::highest_rated_load() const {
  const double highest = highest_load_w();
  return load_w > 0 ? rated_load() * (highest / load_w) : highest;
}

/// A relay stands in the feed of its board: what a battery there takes of the swing does not pass it.
Current PowerNode::highest_unit_current() const {
  const double mean = local.empty() ? load_w : input_w, above = local.empty() ? swing.above(load_w) : input_swing.above(input_w);
  return mean > 0 ? unit_current() * (1 + above / mean) : Current{};
}

Current PowerNode::unit_current() const {
  const double v = is(PowerNodeType::busway) ? spec.busway.voltage.si() : nominal_v;
  if (!(v > 0) || !(voltage > 0)) return {};
  const double now = level > 0 ? level : voltage;  // just energised: nothing has flowed yet
  const double phases = rated_in_w() ? 1 : std::sqrt(3.0);
  const double through = local.empty() ? rated_load() : std::hypot(input_w, input_var);  // the relay stands in the feed of its board
  return Current::from_si(through / std::max(1, units_up()) / (phases * v * now));
}

int PowerNode::sets_on_load() const {
  int n = 0;
  for (std::size_t i = 0; i < sets.size(); ++i) n += unit_up[i] != 0 && sets[i].phase == GensetPhase::on_load ? 1 : 0;
  return n;
}

double PowerNode::fuel_m3() const {
  double m3 = 0;
  for (const GensetState& g : sets) m3 += g.fuel.si();
  return m3;
}

double PowerNode::sets_available_w() const {
  double w = 0;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (unit_up[i] == 0 || sets[i].phase != GensetPhase::on_load) continue;
    GensetInputs in;
    in.call = true;
    w += advance_genset(spec.genset, sets[i], in, Duration{}).out.available.si();
  }
  return w;
}

void PowerNode::reload(const PowerNodeSpec& s) {
  spec = s;
  if (spec.modes) spec.modes->losses = s.ups;
  const auto units = static_cast<std::size_t>(std::max(1, s.count));
  unit_up.resize(units, 1);
  if (!is(PowerNodeType::genset)) return;
  const double before_m3 = fuel_m3();
  GensetState fresh = genset_at_rest(s.genset);
  fresh.fuel = fresh.fuel * s.fuel.value();
  sets.resize(units, fresh);
  fuel.filled_m3 += fuel_m3() - before_m3;  // sets come and go with their fuel
  start_fails.resize(units, 0);
}

PowerNode make_power_node(const PowerNodeSpec& s) {
  PowerNode n;
  n.reload(s);
  if (s.is_ups() && s.modes) n.ups = ups_at_rest(*n.spec.modes);
  if (n.is(PowerNodeType::transfer_switch)) n.transfer.source = s.transfer_switch.preferred;
  if (n.is(PowerNodeType::bess)) {
    n.battery = SiteBattery{};
    n.battery->state = new_bess(s.bess, s.charge.value());
  }
  if (n.is(PowerNodeType::pv)) n.solar = SolarArray{};
  if (s.taps) n.taps.position = s.taps->position;
  n.fuel.lowest_m3 = n.fuel_m3();
  if (s.ageing) n.thermal = TransformerThermalState{};
  if (s.protection) n.relay = IdmtState{};
  return n;
}

double stated_voltage(const PowerNodeSpec& s) {
  if (s.type == PowerNodeType::grid_connection) return s.voltage.si();
  if (s.type == PowerNodeType::busway) return s.busway.voltage.si();
  return s.output_voltage ? s.output_voltage->si() : 0;
}

}  // namespace netsuden
