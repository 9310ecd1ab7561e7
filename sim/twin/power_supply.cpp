// SPDX-License-Identifier: Apache-2.0
// Who supplies whom: the switching rules of the electrical graph. Nothing here knows a load.
//
//   grid connection    has the voltage of its grid, or what a disturbance of its own leaves, whichever is lower
//   grid connections and generating sets are sources; a node takes from its live feeds, or from the first good one, and never
//                      through different nodes from the grid and from sets, or from different sets
//   generating sets    are called while a node in service has no good feed of its own (voltage below `good_voltage`), or a UPS
//                      behind it refuses the grid; they carry it only then, in long dips too, and until its own feeds have been good for
//                      `retransfer`: a set and the grid are never in parallel; or while they answer a curtailment call
//   bus coupler        closes where one of its boards has been dark for `delay` and the other is live, opens where that board's
//                      own feeds have been good for `retransfer` or the other has died: two live boards are never joined
//   site battery       with `island`, carries its board while no feed, set or coupler does and until it is empty, or the feeds have
//                      been good for `retransfer`; a board is never on it and another feed at once
//   transfer switch    sim/power/transfer_switch.hpp; a break within `hold_up` is none for what hangs on it (the supplies' own
//                      capacitors carry it), a longer one darkens it
//   UPS with a battery sim/power/ups_modes.hpp; while it refuses the grid its board is moved to generating sets if it has any
// Voltage: of the best feed; a UPS gives nominal voltage but on bypass and in eco mode, or without a battery.
//
// Source: physics reference 2.3 (ITIC: 20 ms without voltage), 2.4 (retransfer). Verified by
// tests/unit/twin/power_supply_test.cpp, tests/invariants/power_property_test.cpp.
#include <algorithm>
#include <limits>

#include "sim/power/timing.hpp"
#include "sim/twin/power_chain.hpp"

namespace netsuden {
namespace {
constexpr double good_voltage = 0.85;  // assumption: what undervoltage relays and UPS rectifiers take, 85 to 90 %
constexpr Duration hold_up = Duration::from_si(0.020);
constexpr double look_again_s = 0.1;  // assumption: short against overload times and shedding delays, seconds
}  // namespace

int PowerChain::live_feeds(const std::vector<int>& feeds) const {
  return for_live(feeds, [](int) {});
}

std::vector<int> PowerChain::live(const std::vector<int>& feeds) const {
  std::vector<int> l;
  for_live(feeds, [&](int i) { l.push_back(i); });
  return l;
}

bool PowerChain::is_live(const std::vector<int>& feeds, int feed) const {
  bool found = false;
  for_live(feeds, [&](int i) { found = found || i == feed; });
  return found;
}

double PowerChain::voltage_of(const std::vector<int>& feeds) const {
  double v = 0;
  for_live(feeds, [&](int i) { v = std::max(v, at(i).voltage); });
  return v;
}

bool PowerChain::own_feeds_good(const Node& n) const {
  return std::any_of(n.parents.begin(), n.parents.end(), [&](int p) {
    const Node& f = at(p);
    return f.energized && !f.is(PowerNodeType::genset) && f.voltage >= good_voltage;
  });
}

bool PowerChain::has_sets(const Node& n) const {
  return std::any_of(n.parents.begin(), n.parents.end(), [&](int p) { return at(p).is(PowerNodeType::genset); });
}

/// A UPS behind it refuses the grid, and its sets run.
bool PowerChain::held_on_sets(const Node& n) const {
  return n.wants_generator && std::any_of(n.parents.begin(), n.parents.end(), [&](int p) { return at(p).is(PowerNodeType::genset) && at(p).energized; });
}

/// Sets that answer a call take a board from a good feed when they can carry it, or when all of them run.
bool PowerChain::sets_are_ready(const Node& n) const {
  bool called_out = false, all_run = true;
  double available = 0;
  for (const int p : n.parents) {
    const Node& f = at(p);
    if (f.sets.empty()) continue;
    called_out = called_out || f.called_out;
    available += f.sets_available_w();
    for (std::size_t i = 0; i < f.sets.size(); ++i)
      all_run = all_run && (f.unit_up[i] == 0 || f.sets[i].phase == GensetPhase::on_load || f.sets[i].phase == GensetPhase::failed);
  }
  return !called_out || n.locked_out() || all_run || available >= n.load_w;
}

UpsInputs PowerChain::ups_inputs(const Node& n) const {
  UpsInputs in;
  in.voltage = 0;
  for (const int p : n.feeding) in.voltage = std::max(in.voltage, at(p).voltage);
  in.generator = n.on_generator;
  in.frequency_deviation = n.on_generator ? 0 : grid_.frequency_deviation;
  in.load = ActivePower::from_si(n.load_w / std::max(1, n.units_up()));
  in.battery_temperature = n.spec.modes->battery.temperature;
  return in;
}

GensetInputs PowerChain::genset_inputs(const Node& n, std::size_t set) const {
  GensetInputs in;
  in.trip = !n.in_service || n.unit_up[set] == 0;
  in.call = n.called && !in.trip;
  in.bus_live = n.sets_on_load() > 0;
  in.start_fails = n.start_fails[set] != 0;
  if (n.sets[set].phase == GensetPhase::on_load) in.load = ActivePower::from_si(n.load_w / std::max(1, n.sets_on_load()));
  return in;
}

TransferSwitchInputs PowerChain::switch_inputs(const Node& n) const {
  TransferSwitchInputs in;
  for (std::size_t k = 0; k < 2; ++k) {
    const Node* f = k < n.parents.size() ? &at(n.parents[k]) : nullptr;
    in.voltage[k] = f && f->energized ? f->voltage : 0;
  }
  return in;
}

void PowerChain::energize(const GridSupply& grid) {
  grid_ = grid;
  for (Node& n : nodes_) {
    n.wants_generator = n.refused = n.locked_out();
    for (const int p : n.parents) n.wants_generator = n.wants_generator || at(p).called_out;
  }
  for (const int i : leaves_first_) {  // a refusal goes up to the first board that has sets
    const Node& n = at(i);
    if (!n.wants_generator || n.is(PowerNodeType::bus_coupler) || has_sets(n)) continue;
    for (const int p : n.parents) at(p).wants_generator = true;
  }
  // Couplers move first, on what would be live: no UPS sees the instants in between.
  if (has_couplers_)
    for (std::size_t round = 0; round <= 2 * nodes_.size(); ++round) {
      supply_all();
      if (!operate_couplers()) break;
    }
  for (auto it = leaves_first_.rbegin(); it != leaves_first_.rend(); ++it) {
    Node& n = at(*it);
    supply(n);
    if (n.ups && n.available()) {  // a mode that this input changes at once
      n.ups = advance_ups(*n.spec.modes, *n.ups, ups_inputs(n), Duration{}).state;
      n.refused = n.locked_out();
      n.energized = n.available() && n.ups->operation != UpsOperation::off;
      n.voltage = !n.energized ? 0 : n.converts() ? 1 : ups_inputs(n).voltage;
    }
    if (!own_feeds_good(n)) n.feeds_good_s = 0;
  }
  call_sets();
  order_by_flow();
  drop_voltages();
  switched_ = true;
}

/// As often as supply may pass from coupler to coupler.
void PowerChain::supply_all() {
  const auto couplers = std::count_if(nodes_.begin(), nodes_.end(), [](const Node& n) { return n.is(PowerNodeType::bus_coupler); });
  for (std::ptrdiff_t pass = 0; pass <= couplers; ++pass)
    for (auto it = leaves_first_.rbegin(); it != leaves_first_.rend(); ++it) supply(at(*it));
}

void PowerChain::supply(Node& n) {
  n.feeding.clear();
  n.shares.clear();
  n.var_shares.clear();
  n.on_generator = false;
  if (n.is(PowerNodeType::grid_connection)) {
    const double v = std::min(grid_.voltage, n.grid_voltage);
    n.energized = n.available() && v > 0;
    n.voltage = n.energized ? v : 0;
    return;
  }
  if (n.is(PowerNodeType::genset)) {
    n.energized = n.available() && n.sets_on_load() > 0;
    n.voltage = n.energized ? 1 : 0;
    return;
  }
  if (n.spec.is_local()) {
    const int board = n.parents.front();
    n.energized = n.available() && at(board).energized;
    n.voltage = n.energized ? at(board).voltage : 0;
    if (n.battery) n.battery->carries = at(board).island_by == index_of(n);
    return;
  }
  n.shown = n.switch_position();
  if (!n.available()) {
    n.on_standby = false;
    n.island_by = -1;
  } else {
    if (n.is(PowerNodeType::transfer_switch)) supply_switched(n);
    else if (!n.is(PowerNodeType::bus_coupler)) supply_from_feeds(n);
    else if (n.tie_to >= 0)
      for (const int end : n.parents)
        if (end != n.tie_to && at(end).energized) n.feeding.push_back(end);
  }
  bool utility = false;
  n.voltage = 0;
  for (const int p : n.feeding) {
    const Node& f = at(p);
    n.voltage = std::max(n.voltage, f.battery ? 1.0 : f.voltage);
    const bool generator = f.is(PowerNodeType::genset) || f.on_generator;
    n.on_generator = n.on_generator || generator;
    utility = utility || !generator;
  }
  n.on_generator = n.on_generator && !utility;
  n.energized = !n.feeding.empty();
  if (n.ups) {  // until its mode is settled
    n.energized = n.available() && (n.energized || n.ups->operation != UpsOperation::off);
    n.voltage = n.energized ? 1 : 0;
  }
}

void PowerChain::supply_from_feeds(Node& n) {
  int tie = -1;
  if (n.has_standby) {
    for (const int c : n.couplers)
      if (at(c).tie_to == index_of(n) && at(c).energized) tie = c;
    bool own = false, sets = false;
    for (const int p : n.parents) (at(p).is(PowerNodeType::genset) ? sets : own) |= at(p).energized;
    const bool standby = tie >= 0 || sets;
    if (n.island_by >= 0 && !standby && can_carry(at(n.island_by)) && !(own && own_feeds_good(n) && expired(Duration::from_si(n.feeds_good_s), n.spec.retransfer))) {
      n.on_standby = false;
      n.feeding.push_back(n.island_by);
      return;
    }
    if (!own || (sets && !own_feeds_good(n))) n.on_standby = standby;  // a long dip is no supply for what sets can carry
    else if (n.on_standby) n.on_standby = standby && (held_on_sets(n) || !expired(Duration::from_si(n.feeds_good_s), n.spec.retransfer));
    else n.on_standby = held_on_sets(n) && sets_are_ready(n);
    if (n.on_standby && tie >= 0 && !held_on_sets(n)) {
      n.island_by = -1;
      n.feeding.push_back(tie);
      return;
    }
  }
  n.island_by = -1;
  for (const int p : n.parents)
    if (at(p).energized && at(p).is(PowerNodeType::genset) == n.on_standby) n.feeding.push_back(p);
  if (n.spec.sharing == FeedSharing::priority && !n.on_standby && n.feeding.size() > 1) {
    const auto good = std::find_if(n.feeding.begin(), n.feeding.end(), [&](int p) { return at(p).voltage >= good_voltage; });
    n.feeding = {good != n.feeding.end() ? *good : n.feeding.front()};
  }
  if (!n.on_standby && n.feeding.size() > 1) keep_in_step(n.feeding);
  if (!n.feeding.empty() || !n.has_standby) return;
  for (const int b : n.local)
    if (can_carry(at(b))) {
      n.island_by = b;
      n.feeding.push_back(b);
      return;
    }
}

/// The generating sets that a node's output is in step with; -1: the grid, or a UPS that makes its own.
int PowerChain::in_step_with(int i) const {
  while (!at(i).is(PowerNodeType::genset)) {
    if (!at(i).on_generator || at(i).converts()) return -1;
    i = at(i).feeding.front();
  }
  return i;
}

/// Feeds that would join the grid and sets, or different sets, are left open: the first kind of the list feeds, the grid before sets.
void PowerChain::keep_in_step(std::vector<int>& feeds) const {
  const auto on_grid = std::find_if(feeds.begin(), feeds.end(), [&](int p) { return in_step_with(p) < 0; });
  const int wanted = in_step_with(on_grid != feeds.end() ? *on_grid : feeds.front());
  std::erase_if(feeds, [&](int p) { return in_step_with(p) != wanted; });
}

void PowerChain::supply_switched(Node& n) {
  const TransferSwitchParams& p = n.spec.transfer_switch;
  const TransferSwitchInputs in = switch_inputs(n);
  TransferSwitchStep now = advance_transfer_switch(p, n.transfer, in, Duration{});
  if (!now.out.supplied)
    if (const TransferSwitchStep soon = advance_transfer_switch(p, n.transfer, in, hold_up); soon.out.supplied) now = soon;
  n.transfer = now.state;
  n.shown = n.switch_position();
  if (n.transfer.open) return;
  const int from = n.parents[static_cast<std::size_t>(n.transfer.source)];
  if (at(from).energized) n.feeding.push_back(from);
}

/// The board that a coupler could help: dark or on its battery, while the other is live; -1 if none is.
int PowerChain::waiting_board(const Node& c) const {
  if (!c.is(PowerNodeType::bus_coupler) || c.spec.coupler == CouplerPosition::open || !c.available() || c.parents.size() != 2) return -1;
  for (std::size_t k = 0; k < 2; ++k) {
    const Node &dark = at(c.parents[k]), &live = at(c.parents[1 - k]);
    if (dark.available() && (!dark.energized || dark.island_by >= 0) && live.energized && live.island_by < 0) return c.parents[k];
  }
  return -1;
}

bool PowerChain::operate_couplers() {
  for (Node& c : nodes_) {
    if (!c.is(PowerNodeType::bus_coupler)) continue;
    if (c.tie_to >= 0) {
      const Node& board = at(c.tie_to);
      const bool takes = !board.feeding.empty() && board.feeding.front() == index_of(c);
      if (takes && c.available() && c.spec.coupler == CouplerPosition::automatic) continue;
      c.tie_to = -1;
      c.dark_s = 0;
      return true;
    }
    const int waiting = waiting_board(c);
    if (waiting < 0) c.dark_s = 0;
    else if (expired(Duration::from_si(c.dark_s), c.spec.coupler_delay)) {
      c.tie_to = waiting;
      return true;
    }
  }
  return false;
}

void PowerChain::call_sets() {
  for (Node& n : nodes_) n.called = n.fuel.refilled = false;
  for (const Node& n : nodes_) {
    if (!n.available() || n.is(PowerNodeType::bus_coupler)) continue;
    const bool tied = !n.feeding.empty() && at(n.feeding.front()).is(PowerNodeType::bus_coupler);
    const bool by_switch = n.is(PowerNodeType::transfer_switch) && at(n.parents[static_cast<std::size_t>(n.transfer.source)]).is(PowerNodeType::genset);
    if (!(n.wants_generator || by_switch || (n.on_standby && !tied) || (!own_feeds_good(n) && !tied))) continue;
    for (const int p : n.parents)
      if (at(p).is(PowerNodeType::genset)) at(p).called = true;
  }
  for (Node& n : nodes_)
    for (std::size_t i = 0; i < n.sets.size(); ++i) {
      const bool begins = n.called && n.sets[i].phase == GensetPhase::stopped;
      if (begins) n.start_fails[i] = starts_.uniform(0, 1) < n.spec.genset.start_failure.value() ? 1 : 0;
      n.sets[i] = advance_genset(n.spec.genset, n.sets[i], genset_inputs(n, i), Duration{}).state;
    }
}

void PowerChain::order_by_flow() {
  const bool tied = has_couplers_ && std::any_of(nodes_.begin(), nodes_.end(), [](const Node& n) { return n.tie_to >= 0; });
  if (tied) {
    std::vector<std::vector<int>> sources;
    for (const Node& n : nodes_) sources.push_back(n.feeding);
    flow_order_ = leaves_first(sources);
  } else if (tied_) {
    flow_order_ = leaves_first_;
  }
  tied_ = tied;
}

double PowerChain::next_timer_s(const Node& n) const {
  double next = never_s;
  const auto until = [&](double elapsed_s, Duration limit) { next = std::min(next, remaining_s(Duration::from_si(elapsed_s), limit)); };
  if ((n.on_standby || n.island_by >= 0) && own_feeds_good(n) && !held_on_sets(n)) until(n.feeds_good_s, n.spec.retransfer);
  if (n.is(PowerNodeType::bus_coupler) && n.tie_to < 0 && waiting_board(n) >= 0) until(n.dark_s, n.spec.coupler_delay);
  return next;
}

void PowerChain::advance_timers(double dt_s) {
  for (Node& n : nodes_) {
    if (n.has_standby && own_feeds_good(n)) n.feeds_good_s += dt_s;
    if (n.is(PowerNodeType::bus_coupler)) n.dark_s = n.tie_to < 0 && waiting_board(n) >= 0 ? n.dark_s + dt_s : 0;
  }
}

bool PowerChain::changed() const {
  return std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& n) {
    if (n.ups) return n.energized != (n.available() && n.ups->operation != UpsOperation::off) || n.refused != n.locked_out();
    if (!n.sets.empty()) return n.fuel.refilled || n.energized != (n.available() && n.sets_on_load() > 0);
    if (n.is(PowerNodeType::transfer_switch) && n.shown != n.switch_position()) return true;
    if (n.island_by >= 0 && !can_carry(at(n.island_by))) return true;
    if (n.wants_generator && !n.on_standby && n.energized && held_on_sets(n) && sets_are_ready(n)) return true;
    return (n.relay && n.relay->tripped && n.energized) || next_timer_s(n) <= 0;
  });
}

double PowerChain::next_event_s() const {
  // Where a machine has changed what it takes or gives, the means of the step before say nothing of what others carry now.
  double next = restless_ ? look_again_s : std::numeric_limits<double>::infinity();
  for (const Node& n : nodes_) {
    if (n.ups && n.available()) next = std::min({next, next_ups_event(*n.spec.modes, *n.ups, ups_inputs(n)).si(), remaining_s(Duration::from_si(n.since_tested_s), capacity_test)});
    for (std::size_t i = 0; i < n.sets.size(); ++i) next = std::min(next, next_genset_event(n.spec.genset, n.sets[i], genset_inputs(n, i)).si());
    if (n.is(PowerNodeType::transfer_switch)) next = std::min(next, next_transfer_event(n.spec.transfer_switch, n.transfer, switch_inputs(n)).si());
    if (!n.sets.empty()) next = std::min(next, next_fuel_event_s(n));
    if (n.battery) next = std::min(next, next_battery_event_s(n));
    if (n.spec.taps && n.energized) next = std::min(next, next_tap_event(*n.spec.taps, n.taps, n.level).si());
    if (n.relay && n.energized) next = std::min(next, next_relay_event(*n.spec.protection, *n.relay, n.relay_current()).si());
    if (n.has_standby || n.is(PowerNodeType::bus_coupler)) next = std::min(next, next_timer_s(n));
  }
  return next;
}

void PowerChain::reset(int node) {
  Node& n = at(node);
  if (n.relay) n.relay = reset_relay();
  if (n.ups) {
    UpsInputs in = ups_inputs(n);
    in.release = true;
    n.ups = advance_ups(*n.spec.modes, *n.ups, in, Duration{}).state;
  }
  for (std::size_t i = 0; i < n.sets.size(); ++i) {
    GensetInputs in = genset_inputs(n, i);
    in.reset = true;
    n.sets[i] = advance_genset(n.spec.genset, n.sets[i], in, Duration{}).state;
  }
}

}  // namespace netsuden
