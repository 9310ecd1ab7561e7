// SPDX-License-Identifier: Apache-2.0
// A site as a system of components: which halls have power and cooling when some are down; from it the availability of each hall.
//
//   hall works    one of its feeds has power; its air units, CDUs and the plants of their loops work
//   plant works   one of its feeds has power; chillers, towers or dry coolers, pumps of its circuit work
//   node has power  it is up, and it is a source or one of its feeds has power; couplers join their boards both ways
//   group up      at least as many units as its redundancy leaves; a share of its failures is common to all (beta)
//   grid          the area and each connection: by their `disturbances`, else by the figures; its mean outage decides how long sets must run
//   sets          chance to be there, start and run through the outage; k of n, in place of repair
//   common causes  states of the site beside the normal one, each with the chance rate x duration; in it what is taken is down, sets start worse
//                  and must run as long as it lasts. Two causes at once are left out.
//   A = sum over states P(state) A(system | state); interruptions w = sum of importance x frequency of each group, normal state, and the causes
//   Exact by disjoint events (sim/reliability/block_diagram.hpp); else Monte Carlo over single units.
// Source: horizon reference 3.3. Range: steady state; a group that has its needed units carries its load. Left out: overload of what is left
// (`netsuden contingency` judges it), batteries, thermal stores, the seconds until sets run, switches that do not move, pipes and valves.
// Verified by tests/unit/horizon/site_system_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/horizon/equipment.hpp"
#include "sim/reliability/block_diagram.hpp"
#include "sim/reliability/monte_carlo.hpp"

namespace netsuden {

struct HallAvailability {
  std::string hall;
  bool exact = true;
  double unavailability = 0, width = 0;   ///< of power and cooling; exact
  double power_unavailability = 0;        ///< of power alone
  double interruptions = 0;               ///< in a year; NaN where it is not exact
  Estimate sampled;                       ///< by Monte Carlo; no samples: none were wanted
  struct Share {
    std::string what;
    double unavailability = 0;            ///< that would go with it
  };
  std::vector<Share> shares;              ///< the largest first
};

class SiteSystem {
 public:
  SiteSystem(const Scenario&, const SiteSpec&);

  struct Component {
    std::string name;                     ///< without "sites.SITE."
    int installed = 1, needed = 1;
    double unit_unavailability = 0, failures_per_year = 0;  ///< of a unit
    double common_cause = 0;
    bool standby = false;                 ///< sets
    bool path = false;                    ///< a power node: a way, not only a machine
    double unavailability() const;
    double frequency() const;             ///< of the group, a year
  };
  const std::vector<Component>& components() const { return components_; }
  std::size_t halls() const { return halls_.size(); }
  const std::string& hall(std::size_t h) const { return halls_[h].name; }
  bool works(std::size_t hall, const std::vector<char>& up) const {
    const std::vector<char> on = energised(up);
    return powered_hall(halls_[hall], on) && cooled_hall(halls_[hall], up, on);
  }
  bool powered(std::size_t hall, const std::vector<char>& up) const { return powered_hall(halls_[hall], energised(up)); }
  /// Mean outage of the grid, for which sets must run.
  double outage_h() const { return outage_h_; }

  /// `samples` 0: by formula alone, where that is possible. The stream is drawn from only for samples.
  std::vector<HallAvailability> availability(std::int64_t samples, std::uint64_t seed) const;

 private:
  struct Node {
    int component = -1;                   ///< -1: not of the system (batteries, sun)
    bool source = false, coupler = false;
    std::vector<int> feeds;
  };
  struct Plant {
    std::vector<int> feeds, pump_feeds, groups;
  };
  struct Hall {
    std::string name;
    std::vector<int> feeds;
    std::vector<std::vector<int>> apart;  ///< of CRAHs, CRACs and CDUs that hang on nodes of their own
    std::vector<int> groups, plants;
  };
  struct State {
    std::string cause;                    ///< empty: none
    double chance = 1, per_year = 0;
    std::vector<Component> components;
    std::vector<double> taken;            ///< chance of each component to be taken as a whole
  };
  int add(const EquipmentGroup&);
  void add_states(const Scenario&, const SiteSpec&, const std::vector<EquipmentGroup>&);
  std::vector<char> energised(const std::vector<char>& up) const;
  bool powered_hall(const Hall&, const std::vector<char>& on) const;  ///< on: nodes with power
  bool cooled_hall(const Hall&, const std::vector<char>& up, const std::vector<char>& on) const;
  HallAvailability by_formula(std::size_t hall) const;
  void sample(std::vector<HallAvailability>&, std::int64_t samples, std::uint64_t seed) const;
  static std::vector<double> unavailabilities(const State&);

  std::vector<Component> components_;
  std::vector<Node> nodes_;
  std::vector<Plant> plants_;
  std::vector<Hall> halls_;
  std::vector<State> states_;
  int grid_ = -1;
  double outage_h_ = 0;
};

}  // namespace netsuden
