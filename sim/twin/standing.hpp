// SPDX-License-Identifier: Apache-2.0
// What a site can carry as it stands: with those of its assets that are there, all racks at their rating, at a design weather.
//
//   node       rating of its units over what goes through it, losses within, as the electrical graph shares its loads
//   hall       power   = least of the nodes that supply it now; 0 where it hangs on none with a source (batteries are none)
//              cooling = least of: what its plants can take over the heat of their halls, of its CDUs and air units over its own
//   resource   carries so many times the rated IT behind it: `installed / used`, and `firm / used` with its redundant units down
//   it_equivalent = IT power that goes through it x installed / used: a resource in MW of IT (horizon reference 4.1, eq)
// Above its rating a node is cut in proportion: of all that hangs on it the same share is left out. Relays do not open.
// Source: horizon reference 4.1. Range: as sim/twin/chain_contingency.hpp. Left out: the flow and head of pumps, what a shortage of one hall
// frees for another (each hall is judged beside all others at their rating).
// Verified by tests/unit/twin/standing_test.cpp.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sim/twin/chain_contingency.hpp"

namespace netsuden {

struct StandingResource {
  std::string name;                 ///< within the site: "power.ups_a", "cooling.warm", "halls.hall1.cdus"
  std::string unit;                 ///< W, VA or kg/s
  double installed = 0, firm = 0;   ///< of the units that are there; less those to spare
  double used = 0;                  ///< with all racks that are there at their rating
  double it_w = 0;                  ///< rated IT power that goes through it
  double it_equivalent_w() const { return used > 0 ? it_w * installed / used : 0; }
  double firm_it_equivalent_w() const { return used > 0 ? it_w * firm / used : 0; }
};

struct StandingHall {
  std::string name;
  double it_w = 0, gpus = 0;        ///< rated
  double power = 1, cooling = 1;    ///< what can be powered and cooled, of its rating; at most 1
  std::string power_by, cooling_by; ///< the resource that says so
  double served() const { return power < cooling ? power : cooling; }
};

struct Standing {
  std::vector<StandingHall> halls;  ///< that are there
  std::vector<StandingResource> resources;
  double import_w = 0, it_w = 0;
};

/// `absent`: paths within the site, also of members ("power.ups_a_3", "halls.hall1.cdus_2").
Standing standing(const SiteSpec&, const std::set<std::string>& absent, const ContingencyOptions&);

}  // namespace netsuden
