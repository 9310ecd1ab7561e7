// SPDX-License-Identifier: Apache-2.0
#include "sim/reliability/block_diagram.hpp"

#include <algorithm>

namespace netsuden {
namespace {

class Disjoint {
 public:
  Disjoint(const Structure& s, const std::vector<double>& u, double negligible, long long most) : works_(s), u_(u), negligible_(negligible), most_(most), may_(u.size(), 1), known_(u.size(), 0) {
    for (std::size_t i = 0; i < u.size(); ++i)
      if (u[i] >= 1) may_[i] = 0, known_[i] = 1;
  }

  std::optional<ExactAvailability> run() {
    descend(1);
    if (out_.evaluations > most_) return std::nullopt;
    return out_;
  }

 private:
  bool works(const std::vector<char>& up) {
    ++out_.evaluations;
    return works_(up);
  }

  /// What is not known may be up. `weight`: chance of what is known.
  void descend(double weight) {
    if (out_.evaluations > most_) return;
    if (weight < negligible_) {
      out_.width += weight;
      return;
    }
    if (!works(may_)) {
      out_.unavailability += weight;
      return;
    }
    std::vector<char> path = may_;
    std::vector<std::size_t> needed;
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (!path[i] || known_[i]) continue;
      path[i] = 0;
      if (works(path)) continue;
      path[i] = 1;
      if (u_[i] > 0) needed.push_back(i);
    }
    // In order of their chance to fail: heavy events first keep the tree small.
    std::sort(needed.begin(), needed.end(), [&](std::size_t a, std::size_t b) { return u_[a] != u_[b] ? u_[a] > u_[b] : a < b; });
    double chance = weight;
    for (const std::size_t i : needed) {
      known_[i] = 1;
      may_[i] = 0;
      descend(chance * u_[i]);
      may_[i] = 1;
      chance *= 1 - u_[i];
    }
    for (const std::size_t i : needed) known_[i] = 0;
  }

  const Structure& works_;
  const std::vector<double>& u_;
  double negligible_;
  long long most_;
  std::vector<char> may_, known_;
  ExactAvailability out_;
};

}  // namespace

std::optional<ExactAvailability> exact_availability(const Structure& s, const std::vector<double>& u, double negligible, long long most) { return Disjoint(s, u, negligible, most).run(); }

std::vector<std::vector<int>> minimal_cuts(const Structure& works, int components, bool pairs) {
  std::vector<std::vector<int>> cuts;
  std::vector<char> up(static_cast<std::size_t>(components), 1);
  std::vector<int> rest;
  for (int i = 0; i < components; ++i) {
    up[static_cast<std::size_t>(i)] = 0;
    if (works(up)) rest.push_back(i);
    else cuts.push_back({i});
    up[static_cast<std::size_t>(i)] = 1;
  }
  for (std::size_t a = 0; pairs && a < rest.size(); ++a)
    for (std::size_t b = a + 1; b < rest.size(); ++b) {
      char &x = up[static_cast<std::size_t>(rest[a])], &y = up[static_cast<std::size_t>(rest[b])];
      x = y = 0;
      if (!works(up)) cuts.push_back({rest[a], rest[b]});
      x = y = 1;
    }
  return cuts;
}

}  // namespace netsuden
