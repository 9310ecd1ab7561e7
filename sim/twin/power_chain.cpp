// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/power_chain.hpp"

#include <algorithm>
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
  }
  return 0;
}

PowerChain::PowerChain(const std::vector<PowerNodeSpec>& specs) {
  for (const auto& s : specs) {
    Node n;
    n.spec = s;
    n.unit_up.assign(static_cast<std::size_t>(std::max(1, s.count)), 1);
    n.power_factor = s.power_factor;
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

void PowerChain::energize(bool grid_up) {
  for (auto it = leaves_first_.rbegin(); it != leaves_first_.rend(); ++it) {
    Node& n = nodes_[static_cast<std::size_t>(*it)];
    const bool works = n.in_service && n.units_up() > 0;
    n.energized = works && (n.spec.type == PowerNodeType::grid_connection ? grid_up : any_energized(n.parents));
  }
}

bool PowerChain::any_energized(const std::vector<int>& feeds) const {
  return std::any_of(feeds.begin(), feeds.end(), [&](int i) { return nodes_[static_cast<std::size_t>(i)].energized; });
}

void PowerChain::clear_loads() {
  for (auto& n : nodes_) n.attached_w = n.attached_it_w = 0;
}

bool PowerChain::add_load(const std::vector<int>& feeds, double w, double it_w) {
  int live = 0;
  for (const int i : feeds) live += nodes_[static_cast<std::size_t>(i)].energized ? 1 : 0;
  if (live == 0) return false;
  for (const int i : feeds)
    if (Node& n = nodes_[static_cast<std::size_t>(i)]; n.energized) {
      n.attached_w += w / live;
      n.attached_it_w += it_w / live;
    }
  return true;
}

void PowerChain::solve() {
  for (auto& n : nodes_) {
    n.load_w = n.attached_w;
    n.it_ups_w = n.it_pdu_w = n.attached_it_w;
  }
  import_w_ = loss_w_ = it_ups_w_ = it_pdu_w_ = past_ups_w_ = past_pdu_w_ = 0;
  for (const int i : leaves_first_) {
    Node& n = nodes_[static_cast<std::size_t>(i)];
    n.loss_w = n.input_w = 0;
    if (!n.energized) {
      n.load_w = 0;
      continue;
    }
    const int up = n.units_up();
    const ActivePower each = ActivePower::from_si(n.load_w / up);
    switch (n.spec.type) {
      case PowerNodeType::transformer: n.loss_w = up * transformer_loss(n.spec.transformer, each, n.power_factor).si(); break;
      case PowerNodeType::ups: n.loss_w = up * ups_loss(n.spec.ups, each).si(); break;
      case PowerNodeType::pdu: n.loss_w = up * pdu_loss(n.spec.pdu, each, n.power_factor).si(); break;
      case PowerNodeType::grid_connection:
      case PowerNodeType::switchboard: break;
    }
    n.input_w = n.load_w + n.loss_w;
    loss_w_ += n.loss_w;
    if (n.spec.type == PowerNodeType::ups) it_ups_w_ += std::exchange(n.it_ups_w, 0);
    if (n.spec.type == PowerNodeType::pdu) it_pdu_w_ += std::exchange(n.it_pdu_w, 0);
    if (n.spec.type == PowerNodeType::grid_connection) {
      import_w_ += n.input_w;
      past_ups_w_ += n.it_ups_w;
      past_pdu_w_ += n.it_pdu_w;
      continue;
    }
    const double grown = n.load_w > 0 ? n.input_w / n.load_w : 0;  // losses go with the power that causes them
    int live = 0;
    for (const int p : n.parents) live += nodes_[static_cast<std::size_t>(p)].energized ? 1 : 0;
    for (const int p : n.parents)
      if (Node& parent = nodes_[static_cast<std::size_t>(p)]; parent.energized) {
        parent.load_w += n.input_w / live;
        parent.it_ups_w += n.it_ups_w * grown / live;
        parent.it_pdu_w += n.it_pdu_w * grown / live;
      }
  }
}

}  // namespace netsuden
