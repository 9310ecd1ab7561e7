// SPDX-License-Identifier: Apache-2.0
#include "sim/control/load_shedding.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace netsuden {
namespace {

constexpr double same_instant_s = 1e-9;
constexpr double rounding = 1e-9;  // of a capacity

/// Loads in the order in which they go; reversed, in which they return.
std::vector<std::size_t> order_of_going(const SheddingInputs& in) {
  std::vector<std::size_t> order(in.loads.size());
  std::iota(order.rbegin(), order.rend(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return in.loads[a].priority < in.loads[b].priority; });
  return order;
}

}  // namespace

LoadShedding::LoadShedding(const SheddingParams& p, std::size_t sources, std::size_t loads)
    : params_(p), over_s_(sources, -1), loads_(loads), hold_s_(p.hold.si()) {}

bool LoadShedding::any_shed() const {
  return std::any_of(loads_.begin(), loads_.end(), [](const Load& l) { return l.shed; });
}

std::vector<SheddingMove> LoadShedding::step(const SheddingInputs& in, Duration dt) {
  std::vector<SheddingMove> moves;
  for (Load& l : loads_)
    if (!l.shed) l.back_s += dt.si();
  all_on_s_ = any_shed() ? 0 : all_on_s_ + dt.si();
  if (all_on_s_ >= hold_s_) hold_s_ = params_.hold.si();
  for (std::size_t s = 0; s < in.sources.size(); ++s) {
    const SheddingInputs::Source& source = in.sources[s];
    const bool over = source.watched && source.load_w > allowed_w(source) * (1 + rounding);
    over_s_[s] = !over ? -1 : over_s_[s] < 0 ? 0 : over_s_[s] + dt.si();
    if (over && over_s_[s] >= params_.delay.si() - same_instant_s) shed(in, s, moves);
  }
  look_for_room(in, dt.si());
  if (moves.empty()) take_back(in, moves);
  return moves;
}

void LoadShedding::shed(const SheddingInputs& in, std::size_t s, std::vector<SheddingMove>& moves) {
  const std::size_t before = moves.size();
  bool too_soon = false;
  double load_w = in.sources[s].load_w;
  for (const SheddingMove& m : moves) load_w -= in.relief(s, static_cast<std::size_t>(m.load));  // for another source
  for (const std::size_t k : order_of_going(in)) {
    if (load_w <= allowed_w(in.sources[s])) break;
    Load& l = loads_[k];
    if (l.shed || !in.loads[k].may_go || !(in.relief(s, k) > 0)) continue;
    load_w -= in.relief(s, k);
    too_soon = too_soon || (l.returned && l.back_s < hold_s_);
    l = Load{};
    l.shed = true;
    moves.push_back({static_cast<int>(k), true, static_cast<int>(s)});
  }
  if (too_soon) hold_s_ *= 2;
  // What it does not bring is seen after another delay; where nothing is left to go, it stays over.
  over_s_[s] = moves.size() > before ? -1 : params_.delay.si();
}

/// Those that could return together, the highest priority first.
void LoadShedding::look_for_room(const SheddingInputs& in, double dt_s) {
  std::vector<double> room_w;
  std::vector<char> kept(in.sources.size(), 0);  // for a load before
  for (const auto& s : in.sources) room_w.push_back(allowed_w(s) - s.load_w);
  auto order = order_of_going(in);
  std::reverse(order.begin(), order.end());
  for (const std::size_t k : order) {
    Load& l = loads_[k];
    if (!l.shed) continue;
    bool room = in.loads[k].may_return;
    for (std::size_t s = 0; s < in.sources.size(); ++s) {
      const double need_w = in.relief(s, k) * (1 + params_.margin.value());
      if (!(need_w > 0) || !in.sources[s].watched) continue;
      if (kept[s] != 0) room = false;
      if (need_w > room_w[s]) {
        kept[s] = 1;
        room = false;
      }
    }
    if (room)
      for (std::size_t s = 0; s < in.sources.size(); ++s) room_w[s] -= in.relief(s, k) * (1 + params_.margin.value());
    l.room_s = room && l.room ? l.room_s + dt_s : 0;
    l.room = room;
  }
}

void LoadShedding::take_back(const SheddingInputs& in, std::vector<SheddingMove>& moves) {
  for (std::size_t k = 0; k < loads_.size(); ++k) {
    Load& l = loads_[k];
    if (!l.shed || !l.room || l.room_s < hold_s_ - same_instant_s) continue;
    l.shed = l.room = false;
    l.returned = true;
    l.back_s = 0;
    moves.push_back({static_cast<int>(k), false, -1});
  }
  if (moves.empty()) return;
  // The others wait until what follows the return is seen.
  for (std::size_t k = 0; k < loads_.size(); ++k)
    if (loads_[k].shed && in.loads[k].may_return) loads_[k].room_s = 0;
}

double LoadShedding::next_event_s() const {
  double next = std::numeric_limits<double>::infinity();
  for (const double over : over_s_)
    if (over >= 0 && over < params_.delay.si() - same_instant_s) next = std::min(next, params_.delay.si() - over);
  for (const Load& l : loads_)
    if (l.shed && l.room) next = std::min(next, std::max(0.0, hold_s_ - l.room_s));
  return next;
}

}  // namespace netsuden
