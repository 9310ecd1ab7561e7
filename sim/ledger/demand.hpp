// SPDX-License-Identifier: Apache-2.0
// What is asked for and what of it is served: the convention, and its meters.
//
//   a load that is served      demand = what it draws
//   a load without power       demand = what it drew when it lost power, held until it has power again
//   an overdrawn battery       what an island or a UPS asks of its battery beyond what that gives is not served: loads behind it
//                              draw on in the model, of what they draw a share  unserved / asked  at the battery counts
//   demand = served + unserved   for each load, each hall, each site, in each step and so in the meters
// Loads: the racks of a hall, its fans and pumps, each cooling plant, the other load. A hall that is not there yet, or no longer,
// by the build plan asks for nothing, and neither does a plant that is out of service; a hall out of service by a trip does.
// Causes, as when the load lost power: shed by load shedding; heat, racks that shut down by their temperature; grid, while that
// or one of its connections is down or below 90 % of its voltage; equipment, everything else.
// That load is held constant is the convention of statistics of energy not supplied (EENS, interruption indices of IEEE 1366).
// Limits: a load that would have changed meanwhile is not followed; a job that starts again elsewhere is served there, and what it
// drew stays unserved here; losses are no demand; a load that is dark from the start of a run has drawn nothing but its idle power.
// Verified by tests/invariants/demand_test.cpp, tests/invariants/power_property_test.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <numeric>

namespace netsuden {

enum class UnservedCause { grid, equipment, shed, heat };
inline constexpr std::size_t unserved_causes = 4;
inline constexpr std::array<const char*, unserved_causes> unserved_cause_names{"grid", "equipment", "shed", "heat"};

using ByCause = std::array<double, unserved_causes>;
inline double sum(const ByCause& c) { return std::accumulate(c.begin(), c.end(), 0.0); }

/// Of a load, from one look at its supply to the next.
class HeldDemand {
 public:
  /// `asks`: it is there, and would draw if it had power; `drew_w`: when it lost power.
  void look(bool served, bool asks, double drew_w, UnservedCause c) {
    if (served || !asks) *this = {};
    else if (!off_) *this = {true, drew_w, c};
  }
  bool off() const { return off_; }
  double w() const { return w_; }
  UnservedCause cause() const { return cause_; }

  HeldDemand() = default;

 private:
  HeldDemand(bool off, double w, UnservedCause c) : off_(off), w_(w), cause_(c) {}
  bool off_ = false;
  double w_ = 0;
  UnservedCause cause_ = UnservedCause::grid;
};

/// Means of a step.
struct DemandStep {
  double demand_w = 0, served_w = 0;
  ByCause unserved_w{};

  void draws(double w, double shortfall, UnservedCause c) {
    demand_w += w;
    served_w += w * (1 - shortfall);
    unserved_w[static_cast<std::size_t>(c)] += w * shortfall;
  }
  void lacks(double w, UnservedCause c) {
    demand_w += w;
    unserved_w[static_cast<std::size_t>(c)] += w;
  }
  void lacks(const HeldDemand& h) { lacks(h.w(), h.cause()); }
  DemandStep& operator+=(const DemandStep& s) {
    demand_w += s.demand_w;
    served_w += s.served_w;
    for (std::size_t c = 0; c < unserved_causes; ++c) unserved_w[c] += s.unserved_w[c];
    return *this;
  }
};

struct DemandMeters {
  double demand_j = 0, served_j = 0;
  ByCause unserved_j{};
  ByCause off_s{};              ///< of a hall: time in which its racks had no power
  double boot_s = 0;            ///< of a hall: time in which they booted

  void account(const DemandStep& s, double dt_s) {
    demand_j += s.demand_w * dt_s;
    served_j += s.served_w * dt_s;
    for (std::size_t c = 0; c < unserved_causes; ++c) unserved_j[c] += s.unserved_w[c] * dt_s;
  }
};

}  // namespace netsuden
