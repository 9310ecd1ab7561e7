// SPDX-License-Identifier: Apache-2.0
// Where a job may stand: halls that its tenant's law, sites, operators and contracts allow, and limits of nodes at once in groups of halls.
//
// A rule says of each hall why it is barred (none: it is not), in which order halls are looked at (a tenant's own first, then those of
// partners), and which limits count there: that of a contract and that of the tenant's quota at the site. Jobs without a rule may stand
// anywhere. A limit is one of the nodes of all jobs with a rule that names it.
// Verified by tests/unit/workload/placement_test.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace netsuden {

/// Why a job is refused, or may not stand in a hall; the later, the further it got. `contract`: none, or a larger job than it allows.
enum class Refusal : std::int8_t { none, size, quota, country, site, operated_by, control, contract };
inline constexpr const char* refusal_names[] = {"none", "size", "quota", "country", "site", "operator", "control", "contract"};
inline constexpr std::size_t refusals = std::size(refusal_names);

struct PlacementRule {
  std::vector<Refusal> barred;               ///< of each hall, why; none: it may stand there
  std::vector<int> order;                    ///< all halls, in the order in which they are looked at
  std::vector<std::array<int, 2>> limits;    ///< of each hall, numbers of limits; -1: none
};

class Placement {
 public:
  Placement() = default;
  /// `most`: nodes at once of each limit.
  Placement(std::vector<PlacementRule> rules, std::vector<int> most) : rules_(std::move(rules)), most_(std::move(most)), held_(most_.size(), 0) {}

  bool has_limits() const { return !most_.empty(); }
  Refusal barred(int rule, std::size_t hall) const { return rule < 0 ? Refusal::none : of(rule).barred[hall]; }
  /// The hall that is looked at as number `i`.
  std::size_t hall(int rule, std::size_t i) const { return rule < 0 ? i : static_cast<std::size_t>(of(rule).order[i]); }
  /// Nodes that a job may have there at all, or now beside those that are held and promised.
  int most(int rule, std::size_t hall) const {
    int n = std::numeric_limits<int>::max();
    for (const int l : limits(rule, hall))
      if (l >= 0) n = n < most_[static_cast<std::size_t>(l)] ? n : most_[static_cast<std::size_t>(l)];
    return n;
  }
  int room(int rule, std::size_t hall) const {
    int n = std::numeric_limits<int>::max();
    for (const int l : limits(rule, hall))
      if (l >= 0) {
        const int left = most_[static_cast<std::size_t>(l)] - held_[static_cast<std::size_t>(l)];
        n = n < left ? n : left;
      }
    return n;
  }
  /// Nodes are taken, or given back (below 0).
  void hold(int rule, std::size_t hall, int nodes) {
    for (const int l : limits(rule, hall))
      if (l >= 0) held_[static_cast<std::size_t>(l)] += nodes;
  }
  int held(std::size_t limit) const { return held_[limit]; }
  bool same_limits(int rule, std::size_t a, std::size_t b) const { return limits(rule, a) == limits(rule, b); }

 private:
  const PlacementRule& of(int rule) const { return rules_[static_cast<std::size_t>(rule)]; }
  std::array<int, 2> limits(int rule, std::size_t hall) const { return rule < 0 || most_.empty() ? std::array<int, 2>{-1, -1} : of(rule).limits[hall]; }
  std::vector<PlacementRule> rules_;
  std::vector<int> most_, held_;
};

}  // namespace netsuden
