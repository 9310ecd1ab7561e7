// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/power_chain.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/power/timing.hpp"

namespace netsuden {

std::vector<int> leaves_first(const std::vector<std::vector<int>>& parents, std::vector<int>* loop) {
  const std::size_t n = parents.size();
  std::vector<int> unfinished_children(n, 0), order;
  for (const auto& p : parents)
    for (const int i : p) ++unfinished_children[static_cast<std::size_t>(i)];
  std::vector<char> done(n, 0);
  bool progress = true;
  while (progress) {
    progress = false;
    for (std::size_t i = 0; i < n; ++i) {
      if (done[i] || unfinished_children[i] > 0) continue;
      done[i] = 1;
      progress = true;
      order.push_back(static_cast<int>(i));
      for (const int p : parents[i]) --unfinished_children[static_cast<std::size_t>(p)];
    }
  }
  if (order.size() == n) return order;
  if (loop)
    for (std::size_t i = 0; i < n; ++i)
      if (!done[i]) loop->push_back(static_cast<int>(i));
  return {};
}

PowerChain::PowerChain(const std::vector<PowerNodeSpec>& specs, RandomStream starts) : starts_(std::move(starts)) {
  for (const auto& s : specs) nodes_.push_back(make_power_node(s));
  std::vector<std::vector<int>> parents;
  for (auto& n : nodes_) {
    for (const auto& name : n.spec.feeds_from) n.parents.push_back(find(name));
    n.feeding.reserve(n.parents.size() + 1);
    n.has_standby = has_sets(n);
    parents.push_back(n.parents);
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].is(PowerNodeType::bus_coupler)) {
      has_couplers_ = true;
      for (const int end : nodes_[i].parents) {
        at(end).couplers.push_back(static_cast<int>(i));
        at(end).has_standby = true;
      }
    }
  for (const PowerNodeType type : {PowerNodeType::pv, PowerNodeType::bess})
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (!nodes_[i].is(type)) continue;
      (type == PowerNodeType::pv ? has_solar_ : has_batteries_) = true;
      for (const int board : nodes_[i].parents) {
        at(board).local.push_back(static_cast<int>(i));
        at(board).has_standby = at(board).has_standby || nodes_[i].spec.island;
      }
    }
  by_impedance_ = std::any_of(nodes_.begin(), nodes_.end(), [](const Node& n) { return n.spec.sharing == FeedSharing::impedance; });
  flow_order_ = leaves_first_ = leaves_first(parents);
  inherit();
}

/// Power factor of the loads and nominal voltage, from the sources down.
void PowerChain::inherit() {
  for (auto it = leaves_first_.rbegin(); it != leaves_first_.rend(); ++it) {
    Node& n = at(*it);
    n.nominal_v = stated_voltage(n.spec);
    // Sets feed what the grid feeds at other times; behind a rectifier is direct current.
    const auto from = std::find_if(n.parents.begin(), n.parents.end(), [&](int p) { return !at(p).is(PowerNodeType::genset); });
    if (n.is_source()) n.tan_phi = reactive_from(1_W, n.spec.power_factor).si();
    else if (!n.parents.empty()) n.tan_phi = n.is(PowerNodeType::rectifier) ? 0 : at(from != n.parents.end() ? *from : n.parents.front()).tan_phi;
    if (n.is(PowerNodeType::transformer) || n.is(PowerNodeType::rectifier)) continue;  // another one, which nothing states
    for (const int p : n.parents)
      if (n.nominal_v <= 0) n.nominal_v = at(p).nominal_v;
  }
}

void PowerChain::reload(const std::vector<PowerNodeSpec>& specs) {
  for (std::size_t i = 0; i < nodes_.size() && i < specs.size(); ++i) nodes_[i].reload(specs[i]);
  inherit();
}

void walk(PowerChain& c, const GridSupply& grid, double seconds, const std::function<void(PowerChain&)>& apply_loads) {
  const auto load = [&] {
    c.clear_loads();
    apply_loads(c);
    c.solve(0);  // what the machines see from now on
  };
  c.energize(grid);
  for (double left = seconds; left > 1e-9;) {
    load();
    const double dt = std::min(left, std::max(c.next_event_s(), 1e-6));
    c.solve(dt);
    left -= dt;
    if (c.changed()) c.energize(grid);
  }
  load();
}

double PowerChain::import_power_factor() const {
  double p = 0, q = 0;
  for (const Node& n : nodes_)
    if (n.is(PowerNodeType::grid_connection)) {
      p += n.input_w;
      q += n.load_var;
    }
  return p > 0 ? p / std::hypot(p, q) : 1;
}

int PowerChain::find(const std::string& name) const {
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].spec.name == name) return static_cast<int>(i);
  return -1;
}

void PowerChain::clear_loads() {
  for (auto& n : nodes_) n.attached_w = n.attached_it_w = 0;
  if (std::exchange(swings_, false))
    for (auto& n : nodes_) n.attached_swing = n.swing = n.input_swing = {};
}

bool PowerChain::add_load(const std::vector<int>& feeds, double w, double it_w) {
  const int live = for_live(feeds, [](int) {});
  for_live(feeds, [&](int i) {
    at(i).attached_w += w / live;
    at(i).attached_it_w += it_w / live;
  });
  return live > 0;
}

void PowerChain::add_swing(const std::vector<int>& feeds, const Excursion& e) {
  const int live = for_live(feeds, [](int) {});
  for_live(feeds, [&](int i) { at(i).attached_swing += 1.0 / live * e; });
  swings_ = true;
}

double PowerChain::swing_growth() const {
  if (!swings_) return 0;
  double loads = 0, sources = 0;
  for (const Node& n : nodes_) {
    loads += n.attached_swing.high - n.attached_swing.low;
    if (n.is_source()) sources += n.swing.high - n.swing.low;
    if (n.battery && n.battery->smooths) sources += smoothed_.high - smoothed_.low;
  }
  return loads > 0 ? sources / loads : 0;
}

void PowerChain::advance_ups_node(Node& n, double dt_s) {
  const int up = n.units_up();
  const UpsStep s = advance_ups(*n.spec.modes, *n.ups, ups_inputs(n), Duration::from_si(dt_s));
  restless_ = restless_ || s.state.operation != n.ups->operation || s.state.walking != n.ups->walking;
  n.ups = s.state;
  n.input_w = up * s.out.from_input.si() / dt_s;
  n.loss_w = up * s.out.loss.si() / dt_s;
  n.stored_w = up * s.out.stored_change.si() / dt_s;
  n.unserved_w = up * s.out.unserved.si() / dt_s;
  n.since_tested_s += dt_s;
  if (!expired(Duration::from_si(n.since_tested_s), capacity_test)) return;
  n.since_tested_s = 0;
  const CapacityTest test = renew_capacity(n.spec.modes->battery, n.ups->battery);
  n.ups->battery = test.battery;
  const double lost_w = up * test.lost.si() / dt_s;  // what the worn battery no longer holds
  n.loss_w += lost_w;
  n.stored_w -= lost_w;
}

/// The sets give what is asked of them, also where it is more than they can take yet: that is a violation of their limit. What is
/// above their overload is unserved.
void PowerChain::advance_sets(Node& n, double dt_s) {
  double given_j = 0;
  const int carry = std::max(1, n.sets_on_load());  // a set that drops out at the end of the step has carried its share of it
  for (std::size_t i = 0; i < n.sets.size(); ++i) {
    GensetInputs in = genset_inputs(n, i);
    if (n.sets[i].phase == GensetPhase::on_load) in.load = ActivePower::from_si(n.load_w / carry);
    const GensetStep s = advance_genset(n.spec.genset, n.sets[i], in, Duration::from_si(dt_s));
    restless_ = restless_ || s.state.phase != n.sets[i].phase;
    n.sets[i] = s.state;
    given_j += s.out.given.si();
  }
  if (!n.energized) return;
  const double given_w = given_j / dt_s;
  n.input_w = given_w < n.load_w * (1 - 1e-9) ? given_w : n.load_w;  // an energy over its time is rounded
  n.unserved_w = n.load_w - n.input_w;
}

void PowerChain::advance_guard(Node& n, double dt_s) {
  const Duration dt = Duration::from_si(dt_s);
  if (n.relay && !n.relay->tripped) {
    n.relay = advance_relay(*n.spec.protection, *n.relay, n.energized ? n.relay_current() : Current{}, dt);
    if (n.relay->tripped) n.trip_a = n.relay_current().si();
  }
  if (n.thermal) {
    const double rating = n.rating(n.units_up());
    const double k = n.energized && rating > 0 && n.level > 0 ? n.rated_load() * n.rms_factor() / rating / n.level : 0;  // of the rated current
    const TransformerThermalParams& p = n.spec.ageing->params;
    if (!std::exchange(n.thermal_settled, true)) n.thermal = steady_transformer(p, {k, ambient_, n.energized});
    n.thermal = advance_transformer(p, *n.thermal, {k, ambient_, n.energized}, dt);
  }
  if (n.is(PowerNodeType::transfer_switch)) n.transfer = advance_transfer_switch(n.spec.transfer_switch, n.transfer, switch_inputs(n), dt).state;
}

/// A board whose battery takes the swings.
bool PowerChain::smooths(const Node& board) const {
  return std::any_of(board.local.begin(), board.local.end(), [&](int i) { return at(i).battery && at(i).battery->smooths; });
}

/// What the swing of its load adds to the loss of an energised node, and how its input swings.
void PowerChain::swing(Node& n) {
  n.input_swing = {};
  if (!n.energized) n.swing = {};
  const bool passes = n.input_w > 0 && !(n.ups && n.ups->operation == UpsOperation::battery);
  if (passes && n.swing.any()) {
    n.swing_variance = spread_ * n.swing.two_level_variance();
    const double at_mean = loss_at(n, n.load_w);
    n.input_swing = n.swing + Excursion{loss_at(n, n.load_w + n.swing.high) - at_mean, loss_at(n, n.load_w + n.swing.low) - at_mean};
    const double more = added_by_swing(n.swing, n.load_w, spread_, [&](double w) { return loss_at(n, w); });
    n.loss_w += more;
    n.input_w += more;
  }
  if (smooths(n)) n.input_swing = n.input_swing - smoothed_;
}

/// The input of a node onto what supplies it; losses go with the power that causes them.
void PowerChain::pass_on(Node& n) {
  if (n.is_source()) {
    (n.sets.empty() ? import_w_ : generated_w_) += n.input_w;
    past_ups_w_ += n.it_ups_w;
    past_pdu_w_ += n.it_pdu_w;
    return;
  }
  if ((n.input_w == 0 && n.input_var == 0) || n.feeding.empty()) return;
  const double grown = !n.local.empty() ? 1 : n.load_w > 0 ? n.input_w / n.load_w : 0;  // what PV gives is IT power too
  for (std::size_t k = 0; k < n.feeding.size(); ++k) {
    const double share = n.share(k);
    Node& f = at(n.feeding[k]);
    f.load_w += n.input_w * share;
    f.load_var += n.input_var * n.var_share(k);
    if (swings_) f.swing += share * n.input_swing;
    f.it_ups_w += n.it_ups_w * grown * share;
    f.it_pdu_w += n.it_pdu_w * grown * share;
  }
}

void PowerChain::solve(double dt_s) {
  if (dt_s > 0) {
    last_import_w_ = import_w_;
    restless_ = false;
  }
  if (std::exchange(switched_, false) || (by_impedance_ && shares_are_old())) {  // voltages and shares of the instant come first
    sweep(0, !std::exchange(taps_settled_, true));
    if (by_impedance_) share_by_impedance();
  }
  sweep(dt_s);
}

/// Losses and flows are those at the voltages and shares of the sweep before.
void PowerChain::sweep(double dt_s, bool settle_taps) {
  for (auto& n : nodes_) {
    n.load_w = n.attached_w;
    n.load_var = n.attached_w * n.tan_phi;
    n.it_ups_w = n.it_pdu_w = n.attached_it_w;
    if (swings_) n.swing = n.attached_swing;
    n.swing_variance = 0;
  }
  it_ups_w_ = it_pdu_w_ = past_ups_w_ = past_pdu_w_ = 0;
  solar_w_ = curtailed_w_ = charged_w_ = discharged_w_ = 0;
  import_w_ = loss_w_ = generated_w_ = stored_w_ = unserved_w_ = 0;
  for (const int i : flow_order_) {
    Node& n = at(i);
    if (n.spec.is_local()) continue;  // with its board
    n.loss_w = n.input_w = n.stored_w = n.unserved_w = 0;
    n.input_var = n.compensated_var = 0;
    if (!n.energized) n.load_w = n.load_var = 0;
    if (n.ups && dt_s > 0 && n.available()) {
      advance_ups_node(n, dt_s);  // off too: it may come back
    } else if (n.energized) {
      carry(n);
      n.input_w = n.load_w + n.loss_w;
    }
    if (!n.local.empty()) serve_local(n, dt_s);
    if (swings_) swing(n);
    take_reactive(n);
    if (dt_s > 0) {
      if (!n.sets.empty()) {
        advance_sets(n, dt_s);
        advance_fuel(n, dt_s);
      }
      advance_guard(n, dt_s);
    }
    loss_w_ += n.loss_w;
    stored_w_ += n.stored_w;
    unserved_w_ += n.unserved_w;
    if (n.spec.is_ups()) it_ups_w_ += std::exchange(n.it_ups_w, 0);
    if (n.is(PowerNodeType::pdu) || n.is(PowerNodeType::busway)) it_pdu_w_ += std::exchange(n.it_pdu_w, 0);
    pass_on(n);
  }
  drop_voltages(settle_taps);
  share_shortfall();
  if (!(dt_s > 0)) return;
  advance_timers(dt_s);
  for (Node& n : nodes_)
    if (n.spec.taps && n.energized) n.taps = advance_tap_changer(*n.spec.taps, n.taps, n.level, Duration::from_si(dt_s));
}

/// What batteries and generating sets could not give is missing behind them, of every watt the same share.
void PowerChain::share_shortfall() {
  if (!(unserved_w_ > 0) && !short_) return;
  short_ = unserved_w_ > 0;
  for (auto it = flow_order_.rbegin(); it != flow_order_.rend(); ++it) {
    Node& n = at(*it);
    const double missing = n.island_by >= 0 ? at(n.island_by).unserved_w : n.unserved_w;
    double above = 0;
    if (n.island_by < 0)
      for (std::size_t k = 0; k < n.feeding.size(); ++k) above += at(n.feeding[k]).shortfall * n.share(k);
    n.input_shortfall = above;
    // Of what comes from above; what its own battery or PV gives is there.
    above *= n.load_w + n.loss_w > 0 ? std::clamp(n.input_w / (n.load_w + n.loss_w), 0.0, 1.0) : 0;
    const double own = n.load_w > 0 ? std::clamp(missing / n.load_w, 0.0, 1.0) : 0;
    n.shortfall = 1 - (1 - own) * (1 - above);
  }
}

double PowerChain::shortfall(const std::vector<int>& feeds) const {
  if (!short_) return 0;
  double sum = 0;
  const int live = for_live(feeds, [&](int i) { sum += at(i).shortfall; });
  return live > 0 ? sum / live : 0;
}

}  // namespace netsuden
