// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/power_chain.hpp"

#include <algorithm>
#include <limits>
#include <utility>

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

int PowerChain::Node::units_up() const {
  return static_cast<int>(std::count(unit_up.begin(), unit_up.end(), char{1}));
}

double PowerChain::Node::rating(int units) const {
  switch (spec.type) {
    case PowerNodeType::grid_connection: return spec.capacity.si();
    case PowerNodeType::switchboard: return spec.rating.si();
    case PowerNodeType::transformer: return units * spec.transformer.rating.si();
    case PowerNodeType::ups: return units * spec.ups.rating.si();
    case PowerNodeType::pdu: return units * spec.pdu.rating.si();
    case PowerNodeType::genset: return units * spec.genset.rating.si();
  }
  return 0;
}

int PowerChain::Node::sets_on_load() const {
  int n = 0;
  for (std::size_t i = 0; i < sets.size(); ++i) n += unit_up[i] != 0 && sets[i].phase == GensetPhase::on_load ? 1 : 0;
  return n;
}

double PowerChain::Node::fuel_m3() const {
  double m3 = 0;
  for (const GensetState& g : sets) m3 += g.fuel.si();
  return m3;
}

double PowerChain::Node::sets_available_w() const {
  double w = 0;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (unit_up[i] == 0 || sets[i].phase != GensetPhase::on_load) continue;
    GensetInputs in;
    in.call = true;
    w += advance_genset(spec.genset, sets[i], in, Duration{}).out.available.si();
  }
  return w;
}

PowerChain::PowerChain(const std::vector<PowerNodeSpec>& specs, RandomStream starts) : starts_(std::move(starts)) {
  for (const auto& s : specs) {
    Node n;
    n.spec = s;
    const auto units = static_cast<std::size_t>(std::max(1, s.count));
    n.unit_up.assign(units, 1);
    n.power_factor = s.power_factor;
    if (s.type == PowerNodeType::ups && s.modes) {
      n.spec.modes->losses = s.ups;
      n.ups = ups_at_rest(*n.spec.modes);
    }
    if (s.type == PowerNodeType::genset) {
      n.sets.assign(units, genset_at_rest(s.genset));
      n.start_fails.assign(units, 0);
    }
    nodes_.push_back(std::move(n));
  }
  std::vector<std::vector<int>> parents;
  for (auto& n : nodes_) {
    for (const auto& name : n.spec.feeds_from) n.parents.push_back(find(name));
    parents.push_back(n.parents);
  }
  leaves_first_ = leaves_first(parents);
  for (auto it = leaves_first_.rbegin(); it != leaves_first_.rend(); ++it) {
    Node& n = nodes_[static_cast<std::size_t>(*it)];
    if (!n.parents.empty()) n.power_factor = nodes_[static_cast<std::size_t>(n.parents.front())].power_factor;
  }
}

int PowerChain::find(const std::string& name) const {
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].spec.name == name) return static_cast<int>(i);
  return -1;
}

template <class F>
int PowerChain::for_live(const std::vector<int>& feeds, F f) const {
  for (const bool standby : {false, true}) {
    int live = 0;
    for (const int i : feeds) {
      const Node& n = nodes_[static_cast<std::size_t>(i)];
      if (!n.energized || (n.spec.type == PowerNodeType::genset) != standby) continue;
      ++live;
      f(static_cast<std::size_t>(i));
    }
    if (live > 0) return live;
  }
  return 0;
}

bool PowerChain::any_energized(const std::vector<int>& feeds) const {
  return for_live(feeds, [](std::size_t) {}) > 0;
}

UpsInputs PowerChain::ups_inputs(const Node& n) const {
  UpsInputs in;
  in.voltage = any_energized(n.parents) ? 1 : 0;
  in.generator = n.on_generator;
  in.load = ActivePower::from_si(n.load_w / std::max(1, n.units_up()));
  return in;
}

GensetInputs PowerChain::genset_inputs(const Node& n, std::size_t set) const {
  GensetInputs in;
  in.call = n.called && n.unit_up[set] != 0;
  in.bus_live = n.sets_on_load() > 0;
  in.start_fails = n.start_fails[set] != 0;
  if (n.sets[set].phase == GensetPhase::on_load) in.load = ActivePower::from_si(n.load_w / std::max(1, n.sets_on_load()));
  return in;
}

/// Whether a node gives what it is asked, its feeds apart.
bool PowerChain::supplies(const Node& n) const {
  if (!n.in_service || n.units_up() == 0) return false;
  if (n.spec.type == PowerNodeType::genset) return n.sets_on_load() > 0;
  return any_energized(n.parents) || (n.ups && n.ups->operation != UpsOperation::off);
}

void PowerChain::energize(bool grid_up) {
  for (Node& n : nodes_) n.called = false;
  for (auto it = leaves_first_.rbegin(); it != leaves_first_.rend(); ++it) {
    Node& n = nodes_[static_cast<std::size_t>(*it)];
    n.on_generator = false;
    if (n.spec.type == PowerNodeType::grid_connection) {
      n.energized = n.in_service && grid_up;
      continue;
    }
    bool utility = false;
    for_live(n.parents, [&](std::size_t p) {
      const Node& parent = nodes_[p];
      utility = utility || (parent.spec.type != PowerNodeType::genset && !parent.on_generator);
      n.on_generator = n.on_generator || parent.spec.type == PowerNodeType::genset || parent.on_generator;
    });
    n.on_generator = n.on_generator && !utility;
    if (n.ups) {  // a mode that this input changes at once
      n.ups = advance_ups(*n.spec.modes, *n.ups, ups_inputs(n), Duration{}).state;
      n.energized = n.in_service && n.units_up() > 0 && n.ups->operation != UpsOperation::off;
    } else {
      n.energized = supplies(n);
    }
    if (!n.in_service || n.units_up() == 0) continue;
    // Sets are wanted where nothing else feeds a node in service.
    bool other = false;
    for (const int p : n.parents) {
      const Node& parent = nodes_[static_cast<std::size_t>(p)];
      other = other || (parent.energized && parent.spec.type != PowerNodeType::genset);
    }
    if (!other)
      for (const int p : n.parents)
        if (Node& parent = nodes_[static_cast<std::size_t>(p)]; parent.spec.type == PowerNodeType::genset) parent.called = true;
  }
  for (Node& n : nodes_)
    for (std::size_t i = 0; i < n.sets.size(); ++i) {
      const bool begins = n.called && n.sets[i].phase == GensetPhase::stopped;
      if (begins) n.start_fails[i] = starts_.uniform(0, 1) < n.spec.genset.start_failure.value() ? 1 : 0;
      n.sets[i] = advance_genset(n.spec.genset, n.sets[i], genset_inputs(n, i), Duration{}).state;
    }
}

bool PowerChain::machines_changed() const {
  return std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& n) {
    if (n.ups) return n.energized != (n.in_service && n.units_up() > 0 && n.ups->operation != UpsOperation::off);
    return !n.sets.empty() && n.energized != supplies(n);
  });
}

double PowerChain::next_event_s() const {
  double next = std::numeric_limits<double>::infinity();
  for (const Node& n : nodes_) {
    if (n.ups) next = std::min(next, next_ups_event(*n.spec.modes, *n.ups, ups_inputs(n)).si());
    for (std::size_t i = 0; i < n.sets.size(); ++i) next = std::min(next, next_genset_event(n.spec.genset, n.sets[i], genset_inputs(n, i)).si());
  }
  return next;
}

void PowerChain::clear_loads() {
  for (auto& n : nodes_) n.attached_w = n.attached_it_w = 0;
}

bool PowerChain::add_load(const std::vector<int>& feeds, double w, double it_w) {
  const int live = for_live(feeds, [](std::size_t) {});
  for_live(feeds, [&](std::size_t i) {
    nodes_[i].attached_w += w / live;
    nodes_[i].attached_it_w += it_w / live;
  });
  return live > 0;
}

void PowerChain::advance_ups_node(Node& n, double dt_s) {
  const int up = n.units_up();
  const UpsStep s = advance_ups(*n.spec.modes, *n.ups, ups_inputs(n), Duration::from_si(dt_s));
  n.ups = s.state;
  n.input_w = up * s.out.from_input.si() / dt_s;
  n.loss_w = up * s.out.loss.si() / dt_s;
  n.stored_w = up * s.out.stored_change.si() / dt_s;
  n.unserved_w = up * s.out.unserved.si() / dt_s;
}

/// The sets carry what is asked of them, also where it is more than they can take yet: that is a violation of their limit.
void PowerChain::advance_sets(Node& n, double dt_s) {
  for (std::size_t i = 0; i < n.sets.size(); ++i) {
    const GensetInputs in = genset_inputs(n, i);
    n.sets[i] = advance_genset(n.spec.genset, n.sets[i], in, Duration::from_si(dt_s)).state;
  }
}

void PowerChain::solve(double dt_s) {
  for (auto& n : nodes_) {
    n.load_w = n.attached_w;
    n.it_ups_w = n.it_pdu_w = n.attached_it_w;
  }
  it_ups_w_ = it_pdu_w_ = past_ups_w_ = past_pdu_w_ = 0;
  import_w_ = loss_w_ = generated_w_ = stored_w_ = unserved_w_ = 0;
  for (const int i : leaves_first_) {
    Node& n = nodes_[static_cast<std::size_t>(i)];
    n.loss_w = n.input_w = n.stored_w = n.unserved_w = 0;
    if (!n.energized) {
      n.load_w = 0;
      if (dt_s > 0 && !n.sets.empty()) advance_sets(n, dt_s);
      if (dt_s > 0 && n.ups) advance_ups_node(n, dt_s);  // off: it may come back
    } else {
      const int up = n.units_up();
      const ActivePower each = ActivePower::from_si(n.load_w / up);
      if (n.ups && dt_s > 0) {
        advance_ups_node(n, dt_s);
      } else {
        switch (n.spec.type) {
          case PowerNodeType::transformer: n.loss_w = up * transformer_loss(n.spec.transformer, each, n.power_factor).si(); break;
          case PowerNodeType::ups: n.loss_w = up * ups_loss(n.spec.ups, each).si(); break;
          case PowerNodeType::pdu: n.loss_w = up * pdu_loss(n.spec.pdu, each, n.power_factor).si(); break;
          case PowerNodeType::grid_connection:
          case PowerNodeType::genset:
          case PowerNodeType::switchboard: break;
        }
        n.input_w = n.load_w + n.loss_w;
      }
      if (!n.sets.empty() && dt_s > 0) advance_sets(n, dt_s);
    }
    loss_w_ += n.loss_w;
    stored_w_ += n.stored_w;
    unserved_w_ += n.unserved_w;
    if (n.spec.type == PowerNodeType::ups) it_ups_w_ += std::exchange(n.it_ups_w, 0);
    if (n.spec.type == PowerNodeType::pdu) it_pdu_w_ += std::exchange(n.it_pdu_w, 0);
    if (n.spec.type == PowerNodeType::grid_connection || n.spec.type == PowerNodeType::genset) {
      (n.sets.empty() ? import_w_ : generated_w_) += n.input_w;
      past_ups_w_ += n.it_ups_w;
      past_pdu_w_ += n.it_pdu_w;
    } else if (n.input_w != 0) {
      const double grown = n.load_w > 0 ? n.input_w / n.load_w : 0;  // losses go with the power that causes them
      const int live = for_live(n.parents, [](std::size_t) {});
      for_live(n.parents, [&](std::size_t p) {
        Node& parent = nodes_[p];
        parent.load_w += n.input_w / live;
        parent.it_ups_w += n.it_ups_w * grown / live;
        parent.it_pdu_w += n.it_pdu_w * grown / live;
      });
    }
  }
}

}  // namespace netsuden
