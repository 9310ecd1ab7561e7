// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/hall_load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "sim/base/errors.hpp"

namespace netsuden {
namespace {
constexpr double per_watt = 1e9;  // nW; a quotient by it gives whole watts exactly
std::int64_t to_nw(double w) { return static_cast<std::int64_t>(std::llround(w * 1e9)); }
}  // namespace

HallLoad::HallLoad(const RackModel& rack, int racks)
    : rack_(rack), racks_(racks), nodes_(racks * rack.params.nodes_per_rack), per_rack_(rack.params.nodes_per_rack),
      rated_w_(rack.rated.si() * racks), diff_nw_(static_cast<std::size_t>(racks) + 1),
      diff_q_(static_cast<std::size_t>(racks) + 1) {
  idle_nw_ = to_nw(node_wall_power(rack_, 0, 0).si());
  even_nw_ = racks_ * to_nw(rack_.fixed.si()) + nodes_ * idle_nw_;
  changed();
  peak_w_ = power_w_;
}

void HallLoad::changed() {
  power_w_ = powered_ ? static_cast<double>(even_nw_ + excess_nw_) / per_watt : 0;
  peak_w_ = std::max(peak_w_, power_w_);
}

void HallLoad::settle(double t_s) {
  const double dt = t_s - t_;
  NETSUDEN_ASSERT(dt >= -1e-6, fmt::format("meter of a hall went back from {} s to {} s", t_, t_s));
  energy_j_ += power_w_ * dt;
  if (follows_highest_ && dt > 0) highest_j_ += highest_rack_w() * dt;
  if (powered_) even_energy_j_ += static_cast<double>(even_nw_) / per_watt * dt;
  t_ = t_s;
}

double HallLoad::power_w() const { return power_w_; }

double HallLoad::highest_rack_w() const {
  if (!powered_) return 0;
  std::int64_t nw = 0, highest = 0;
  for (int r = 0; r < racks_; ++r) highest = std::max(highest, nw += diff_nw_[static_cast<std::size_t>(r)]);
  return static_cast<double>(highest + even_nw_ / racks_) / per_watt;
}

void HallLoad::rack_powers_w(double* out) const {
  std::int64_t nw = even_nw_ / racks_;
  for (int r = 0; r < racks_; ++r) out[r] = powered_ ? static_cast<double>(nw += diff_nw_[static_cast<std::size_t>(r)]) / per_watt : 0;
}

double HallLoad::energy_j(double t_s) {
  settle(t_s);
  return energy_j_;
}

double HallLoad::take_peak() {
  const double p = peak_w_;
  peak_w_ = power_w_;
  return p;
}

std::int64_t HallLoad::job_power_nw(int nodes, double cpu_util, double gpu_util, double share, double clock) const {
  const double wall = node_wall_power(rack_, cpu_util, gpu_util, clock).si();
  // A share is that of a waveform at full clock; at a low one the valleys of the waveform are idle power, and so is the least mean.
  return nodes * to_nw(share < 1 ? std::max(wall * share, std::min(wall, rack_.node_idle.si())) : wall * share);
}

void HallLoad::add_racks(double t_s, int first, int end, std::int64_t nw) {
  const double q = static_cast<double>(nw) / per_watt * (t_s - window_start_);
  diff_nw_[static_cast<std::size_t>(first)] += nw;
  diff_nw_[static_cast<std::size_t>(end)] -= nw;
  diff_q_[static_cast<std::size_t>(first)] += q;
  diff_q_[static_cast<std::size_t>(end)] -= q;
}

void HallLoad::spread(double t_s, const std::vector<NodeRange>& ranges, std::int64_t excess_nw, int nodes, int sign) {
  if (nodes == 0) return;
  const std::int64_t each = sign * (excess_nw / nodes);  // exact: the excess is nodes times a whole number
  for (const NodeRange& r : ranges) {
    const int first = r.first / per_rack_, last = (r.end - 1) / per_rack_;
    if (first == last) {
      add_racks(t_s, first, first + 1, r.count() * each);
      continue;
    }
    const int head = (first + 1) * per_rack_ - r.first, tail = r.end - last * per_rack_;
    add_racks(t_s, first, first + 1, head * each);
    if (last > first + 1) add_racks(t_s, first + 1, last, per_rack_ * each);
    add_racks(t_s, last, last + 1, tail * each);
  }
}

void HallLoad::start(double t_s, const std::vector<NodeRange>& ranges, int nodes, std::int64_t power_nw) {
  settle(t_s);
  const std::int64_t excess = power_nw - nodes * idle_nw_;
  excess_nw_ += excess;
  busy_ += nodes;
  spread(t_s, ranges, excess, nodes, +1);
  changed();
}

void HallLoad::end(double t_s, const std::vector<NodeRange>& ranges, int nodes, std::int64_t power_nw) {
  settle(t_s);
  const std::int64_t excess = power_nw - nodes * idle_nw_;
  excess_nw_ -= excess;
  busy_ -= nodes;
  spread(t_s, ranges, excess, nodes, -1);
  changed();
}

void HallLoad::set_clock(double t_s, double clock) {
  settle(t_s);
  clock_ = clock;
}

void HallLoad::set_powered(double t_s, bool powered) {
  settle(t_s);
  if (powered != powered_)  // jobs have ended before; what is replayed goes on in the dark, unseen
    for (std::size_t r = 0; r < replayed_nw_.size(); ++r) add_racks(t_s, static_cast<int>(r), static_cast<int>(r) + 1, powered ? replayed_nw_[r] : -replayed_nw_[r]);
  powered_ = powered;
  correct_racks(t_s);
  changed();
}

void HallLoad::set_replayed(double t_s, double power_w) {
  settle(t_s);
  even_nw_ = to_nw(power_w);
  profile_ = -1;
  correct_racks(t_s);
  changed();
}

void HallLoad::set_replayed(double t_s, std::span<const double> groups_w) {
  settle(t_s);
  even_nw_ = 0;
  replayed_nw_.resize(static_cast<std::size_t>(racks_));
  const int groups = static_cast<int>(groups_w.size()), full = (racks_ + groups - 1) / groups;
  const bool last_is_short = (groups - 1) * full < racks_;  // else in proportion
  for (int g = 0; g < groups; ++g) {
    const int first = last_is_short ? g * full : g * racks_ / groups, end = last_is_short ? std::min(racks_, (g + 1) * full) : (g + 1) * racks_ / groups;
    const std::int64_t nw = to_nw(groups_w[static_cast<std::size_t>(g)]), each = nw / (end - first);
    for (int r = first; r < end; ++r) {
      std::int64_t& now = replayed_nw_[static_cast<std::size_t>(r)];
      const std::int64_t wanted = r == first ? nw - each * (end - first - 1) : each;  // the sum is that of the group, to the nW
      if (wanted == now) continue;
      if (powered_) add_racks(t_s, r, r + 1, wanted - now);
      excess_nw_ += wanted - now;
      now = wanted;
    }
  }
  profile_ = -1;
  correct_racks(t_s);
  changed();
}

void HallLoad::set_profile(double t_s, double utilisation) {
  settle(t_s);
  even_nw_ = racks_ * to_nw(rack_.fixed.si()) +
             nodes_ * to_nw(node_wall_power(rack_, utilisation, utilisation, clock_).si());
  profile_ = utilisation;
  correct_racks(t_s);
  changed();
}

void HallLoad::set_racks(double t_s, const std::vector<RackState>& states) {
  settle(t_s);
  states_ = states;
  corrected_nw_.resize(static_cast<std::size_t>(racks_));
  correct_racks(t_s);
  changed();
}

/// By what a rack draws more than its share of what all draw evenly, and of a replay.
std::int64_t HallLoad::correction_nw(int rack) const {
  const auto r = static_cast<std::size_t>(rack);
  const RackState& s = states_[r];
  if (!powered_) return 0;
  if (!s.on) return -(even_nw_ / racks_ + (replayed_nw_.empty() ? 0 : replayed_nw_[r]));
  if (profile_ < 0) return 0;
  const double u = s.works ? profile_ : 0;
  return per_rack_ * (to_nw(node_wall_power(rack_, u, u, rack_clock(rack)).si()) - to_nw(node_wall_power(rack_, profile_, profile_, clock_).si()));
}

void HallLoad::correct_racks(double t_s) {
  for (int r = 0; r < static_cast<int>(states_.size()); ++r) {
    const std::int64_t wanted = correction_nw(r);
    std::int64_t& now = corrected_nw_[static_cast<std::size_t>(r)];
    if (wanted == now) continue;
    add_racks(t_s, r, r + 1, wanted - now);
    excess_nw_ += wanted - now;
    now = wanted;
  }
}

double HallLoad::mean_clock() const {
  if (states_.empty()) return clock_;
  double sum = 0;
  for (int r = 0; r < racks_; ++r) sum += rack_clock(r);
  return sum / racks_;
}

double HallLoad::off_w() const {
  std::int64_t nw = 0;
  for (std::size_t r = 0; r < states_.size(); ++r)
    if (!states_[r].on) nw -= corrected_nw_[r];
  return static_cast<double>(nw) / per_watt;
}

void HallLoad::take_rack_means(double t_s, double* out) {
  settle(t_s);
  const double span = t_s - window_start_;
  std::int64_t nw = 0;
  double q = 0;
  for (int r = 0; r < racks_; ++r) {
    const auto k = static_cast<std::size_t>(r);
    nw += diff_nw_[k];
    q += diff_q_[k];
    const double energy = static_cast<double>(nw) / per_watt * span - q + even_energy_j_ / racks_;
    out[r] = span > 0 ? std::max(0.0, energy) / span : static_cast<double>(nw + even_nw_ / racks_) / per_watt;
  }
  std::fill(diff_q_.begin(), diff_q_.end(), 0.0);
  even_energy_j_ = 0;
  window_start_ = t_s;
}

std::vector<double> HallLoad::state(double t_s) {
  return {energy_j(t_s), static_cast<double>(busy_), mean_clock(), power_w_};
}

}  // namespace netsuden
