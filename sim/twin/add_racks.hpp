// SPDX-License-Identifier: Apache-2.0
// May a hall take more racks? The margin of each resource on their way, with all racks at their rating at a design weather.
//
//   units      firm rating (redundant units down) less what goes through with the racks added: nodes, plants, CDUs, air units of the hall
//   N-1        what every single failure of the electrical graph leaves served, less the load (sim/twin/chain_contingency.hpp), beside
//              failures that break something at any load
//   contract   contract demand less the import;  rack feed: cords that one lost side leaves;  positions: white space at 4 m2 a rack
// Racks that give heat to liquid need a hall that has CDUs. A resource that the racks do not touch is not listed.
// Source: horizon reference 4.1 and 6 (question F1). Range: as sim/twin/standing.hpp. Left out: flow and head of pumps, floor load, busway taps.
// Verified by tests/unit/twin/standing_test.cpp.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sim/spec/scenario.hpp"
#include "sim/twin/chain_contingency.hpp"

namespace netsuden {

struct ResourceMargin {
  std::string name;                        ///< within the site, or what it is: "contract", "N-1 of the power chain"
  std::string unit;                        ///< W, VA, 1 or a currency
  double installed = 0, firm = 0, before = 0, with = 0;
  std::string note = {};
  double margin() const { return firm - with; }
  bool holds() const { return with <= firm * (1 + 1e-9) + 1e-9; }
};

struct AddVerdict {
  double it_w = 0;                         ///< of the racks that are added
  std::vector<ResourceMargin> rows;
  bool fits() const;
  /// That which has least room of its firm rating; null without rows.
  const ResourceMargin* binding() const;
};

struct AddRequest {
  std::string hall;                        ///< of the site
  RackPowerParams racks;
  int count = 1;
};

/// `site`: of the scenario, as the plan has it at the date.
AddVerdict add_racks(const Scenario&, const SiteSpec& site, const std::set<std::string>& absent, const AddRequest&, const ContingencyOptions&);

/// The most racks of this kind that fit, up to `most`.
int most_racks(const Scenario&, const SiteSpec& site, const std::set<std::string>& absent, AddRequest, const ContingencyOptions&, int most);

}  // namespace netsuden
