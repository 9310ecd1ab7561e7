// SPDX-License-Identifier: Apache-2.0
// How reliable the equipment of a scenario is: figures by class or asset, causes that take several at once, windows of maintenance.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/reliability/params.hpp"

namespace netsuden {

/// Classes of equipment: names of entries of the catalogue's section `reliability`.
inline constexpr std::array<const char*, 18> equipment_classes{"grid", "grid_connection", "transformer", "switchboard", "ups", "rectifier", "pdu", "genset", "transfer_switch",
                                                               "bus_coupler", "busway", "chiller", "tower", "dry_cooler", "pump", "crah", "crac", "cdu"};

struct FigureSpec {
  std::string of, model;                  ///< a class or the path of an asset
  ReliabilityParams params;
};

/// Something that takes several assets at once: an earthquake, a typhoon, a heat wave.
struct CommonCauseSpec {
  std::string name;
  Frequency rate{};
  Duration duration = 24_h;
  std::vector<std::string> takes;         ///< grids, assets or members of groups
  Fraction probability{1};                ///< with which each of them goes
  double start_failure_factor = 1;        ///< on the failures to start of all generating sets meanwhile
};

struct MaintenanceSpec {
  std::string name, asset, at;
  Duration duration = 8_h;
  std::optional<Duration> every;          ///< absent: once
};

struct ReliabilitySpec {
  bool simulate = false;                  ///< failures are drawn in a run
  std::vector<FigureSpec> figures;
  std::vector<CommonCauseSpec> common_causes;
  std::vector<MaintenanceSpec> maintenance;
};

void describe(Describe&, FigureSpec&);
void describe(Describe&, CommonCauseSpec&);
void describe(Describe&, MaintenanceSpec&);
void describe(Describe&, ReliabilitySpec&);

}  // namespace netsuden
