// SPDX-License-Identifier: Apache-2.0
// A scenario as its build plan has it at an instant: values that are set by then, and what is not there. Steps are done when they come,
// with their slips.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/horizon/plan_schedule.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

/// "sites.koto.power.tx" -> "koto", "power.tx"; two empty words for a path that does not go into a site.
std::pair<std::string, std::string> site_and_asset(const std::string& path);

/// Something that a step does at an instant.
struct PlanDeed {
  double t_s = 0;            ///< from the start
  std::size_t step = 0;
  std::string site, asset;   ///< asset within the site; empty where a value is set
  bool enters = false;
  std::string path, value;   ///< set
};
/// In the order of their instants.
std::vector<PlanDeed> plan_deeds(const Scenario&, const PlanSchedule&);

struct PlanState {
  Scenario scenario;
  std::map<std::string, std::set<std::string>> absent;  ///< of each site: paths within it, also of members
};
/// Of the inputs only start, end and time zone matter.
PlanState plan_state(const Scenario&, const Inputs&, double t_s);

/// A site without what is not there: nodes, plants and halls gone, fewer units; feeds that are gone are not named any more.
SiteSpec standing_site(const SiteSpec&, const std::set<std::string>& absent);

}  // namespace netsuden
