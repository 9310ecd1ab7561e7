// SPDX-License-Identifier: Apache-2.0
// The equipment of a site by groups of equal machines, each with its figures: of the asset itself, else of its class by the scenario, else
// of the catalogue. Planned windows of the scenario count as outages of the group's units.
//
// Verified by tests/unit/horizon/site_system_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/spec/scenario.hpp"

namespace netsuden {

struct EquipmentGroup {
  std::string path;          ///< "sites.koto.power.ups_a", "sites.koto.cooling.chilled.chillers"
  std::string of;            ///< class: of a node its type
  int installed = 1, needed = 1;
  bool in_power = false;     ///< a node of the electrical graph; its units are PATH_1 ..., of cooling groups too
  ReliabilityParams figures;
  std::string unit(int i) const { return in_power && installed == 1 ? path : path + "_" + std::to_string(i + 1); }
};

/// Of a class or an asset in a scenario.
ReliabilityParams figures_of(const Scenario&, const std::string& equipment_class, const std::string& path);
/// What events call the units of a group by its path (sites.SITE.cooling.PLANT.chillers); the path itself where it is an asset of its own.
std::vector<std::string> units_of(const Scenario&, const std::string& path);
/// Every group of a site: power nodes but batteries and photovoltaics, then plants, then halls.
std::vector<EquipmentGroup> equipment_of(const Scenario&, const SiteSpec&);

}  // namespace netsuden
