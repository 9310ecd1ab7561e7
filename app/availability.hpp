// SPDX-License-Identifier: Apache-2.0
// Availability of halls and the class of a topology in `netsuden contingency`, as text and JSON.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/horizon/topology_class.hpp"
#include "sim/twin/chain_contingency.hpp"

namespace netsuden::app {

TopologyClass class_of_site(const Scenario&, const SiteSpec&, const ChainContingencies&);
std::string class_text(const TopologyClass&);
nlohmann::ordered_json class_json(const TopologyClass&);

std::string availability_text(const std::vector<HallAvailability>&, double outage_h);
nlohmann::ordered_json availability_json(const std::vector<HallAvailability>&);

}  // namespace netsuden::app
