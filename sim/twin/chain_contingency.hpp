// SPDX-License-Identifier: Apache-2.0
// Failures of the electrical graph of a site, each by itself or in pairs: what goes dark, what is overloaded, and how much load is
// firm.
//
//   loads      halls at a share of their racks' rating, with fans and pumps at theirs; plants with the heat of those halls at a
//              given wet bulb; the site's other load
//   a failure  a node as a whole, or one of its units; then the graph is walked from event to event for `settle`: sets start,
//              couplers close, batteries empty, relays trip what is overloaded long enough
//   broken     a load that is dark then, or lives on batteries alone and will be, a node above its rating, a voltage where loads are fed outside its range, or racks above
//              what their live cords carry
//   single     a failure that breaks something at a thousandth of the load: nothing stands beside that element
//   worst      for every node the failure that loads it most, for every load those that leave it dark: of all failures alone
//   firm load  the greatest common factor on all loads with which no other failure breaks anything, by bisection to 1e-3
//
// Source: physics reference 2.3 (shares after a failure, ACC-ELEC-06). Range: held loads, starting sets do not fail; site batteries as
// charged at the start, no sun, price or call. Left out: the minutes of darkness until sets run where there is no battery, except by what stays dark.
// Verified by tests/unit/twin/chain_contingency_test.cpp.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/twin/plant.hpp"
#include "sim/twin/power_chain.hpp"

namespace netsuden {

struct ChainLoad {
  std::string name;  ///< as in "halls.hall1"
  std::vector<int> feeds;
  double w = 0;
  std::optional<RackFeedParams> rack_feed = {};
  double rack_w = 0;  ///< of one of its racks
};

struct ContingencyOptions {
  double load = 1;                  ///< share of the racks' rating
  Temperature wet_bulb = 28_degC, dry_bulb = 35_degC;
  Duration settle = 10_min;
  Fraction voltage{0.10};           ///< deviation from nominal that loads bear
  bool pairs = false;
};

/// A step of a plant whose water has come to rest with these inputs: four hours of their steps.
PlantStep at_rest(Plant&, const PlantInputs&);
/// The loads of a site as they stand at full load and design weather.
std::vector<ChainLoad> design_loads(const SiteSpec&, const ContingencyOptions&);

/// The graph with its loads, at rest.
PowerChain settled_chain(const std::vector<PowerNodeSpec>&, const std::vector<ChainLoad>&, const ContingencyOptions&);

struct NodeLoading {
  std::string node;                 ///< or "halls.hall1.rack_feed"
  double load = 0, rating = 0;      ///< W where `in_w`, else VA
  bool in_w = false;
  bool tripped = false;             ///< its relay has opened: it carries nothing
  double share() const { return rating > 0 ? load / rating : load > 0 ? 1e9 : 0; }
};

/// At a node that feeds loads, share of nominal.
struct NodeLevel {
  std::string node;
  double level = 1;
};

struct ChainOutage {
  std::vector<std::string> failed;  ///< one element, or two
  std::vector<std::string> dark;    ///< loads
  std::vector<std::string> on_batteries;  ///< loads that nothing else supplies then
  double dark_w = 0, battery_w = 0;
  std::vector<NodeLoading> over;    ///< above their rating, or tripped by their relay
  std::vector<NodeLevel> voltages;  ///< outside their range
  NodeLoading highest;              ///< of all, by share
  bool secure() const { return dark.empty() && on_batteries.empty() && over.empty() && voltages.empty(); }
};

/// What single failures do to one node, or to one load.
struct WorstFailure {
  std::string asset;                ///< "tx_a", "halls.hall1"
  NodeLoading before, highest;      ///< of a node: without a failure, and the most that one brings; of a load nothing
  std::string failed;               ///< the failure that does
  std::vector<std::string> dark_by; ///< of a load: those that leave it dark, or on batteries alone
};

struct WorstFailures {
  std::vector<WorstFailure> assets; ///< every node, then every load
  int failures = 0, secure = 0;
};

/// Each element alone, with these loads. Nodes out of service by `in_service` stay so, and do not fail.
WorstFailures worst_failures(const std::vector<PowerNodeSpec>&, const std::vector<char>& in_service, const std::vector<ChainLoad>& loads, const ContingencyOptions&);

struct ChainContingencies {
  std::vector<NodeLoading> before;  ///< every node, without a failure
  std::vector<ChainOutage> outages; ///< the worst first
  double load_w = 0;
  std::vector<std::string> single;  ///< failures that break something however small the load is: then no load at all is firm
  double firm_share = 0;            ///< of the loads, beside the failures of `single`
  std::string limit;                ///< the failure that breaks first above it
};

ChainContingencies chain_contingencies(const std::vector<PowerNodeSpec>&, const std::vector<ChainLoad>&, const ContingencyOptions&,
                                       const std::function<void(int done, int all)>& on_progress = {});

}  // namespace netsuden
