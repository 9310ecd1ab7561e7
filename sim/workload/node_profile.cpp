// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/node_profile.hpp"

#include <algorithm>
#include <limits>

namespace netsuden {

std::size_t NodeProfile::split(double at) {
  const auto next = std::upper_bound(steps_.begin(), steps_.end(), at, [](double t, const Step& s) { return t < s.from; });
  const auto i = static_cast<std::size_t>(next - steps_.begin());
  if (i == 0 || steps_[i - 1].from == at) return i == 0 ? 0 : i - 1;
  const Step step{at, steps_[i - 1].free};
  steps_.insert(next, step);
  return i;
}

void NodeProfile::join(std::size_t i) {
  if (i > 0 && i < steps_.size() && steps_[i].free == steps_[i - 1].free) steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(i));
}

void NodeProfile::add(double from, double to, int nodes) {
  from = std::max(from, steps_.front().from);
  if (!(to > from)) return;
  const std::size_t a = split(from);
  const std::size_t b = to < std::numeric_limits<double>::infinity() ? split(to) : steps_.size();
  for (std::size_t i = a; i < b; ++i) steps_[i].free += nodes;
  join(b);
  join(a);
}

void NodeProfile::then(double from, int nodes) {
  const int free = steps_.back().free + nodes;
  if (steps_.back().from < from) steps_.push_back({from, free});
  else steps_.back().free = free;
}

void NodeProfile::trim(double now) {
  std::size_t past = 0;
  while (past + 1 < steps_.size() && steps_[past + 1].from <= now) ++past;
  steps_.erase(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(past));
}

double NodeProfile::earliest(double now, int nodes, double length, double before) const {
  constexpr double never = std::numeric_limits<double>::infinity();
  double start = never;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (steps_[i].free < nodes) {
      start = never;
      continue;
    }
    if (start == never) start = std::max(now, steps_[i].from);
    if (!(start < before)) return never;
    const double until = i + 1 < steps_.size() ? steps_[i + 1].from : never;
    if (until >= start + length) return start;
  }
  return never;
}

}  // namespace netsuden
