// SPDX-License-Identifier: Apache-2.0
// The build plan: steps with a lead time that wait for others, may be late, cost, and change the facility on the day on which they are done.
//
//   start  = the latest of `start`, the ends of `after`, and `date` less the lead time; the start of the horizon where nothing is said
//   end    = start + lead time                  as planned
//          = start + lead time + slip           as it came; a slip is drawn once for a run, each from a stream of its own
// A lead time of whole months ends on the day of the month on which it began.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/spec/finance.hpp"

namespace netsuden {

enum class StepKind { other, land, permit, contract, shell, feeder, transformer, switchgear, genset, ups, cooling, hall, racks, network, test, refresh, retire };
inline constexpr const char* step_kind_names[] = {"other", "land", "permit", "contract", "shell", "feeder", "transformer", "switchgear", "genset", "ups", "cooling", "hall", "racks", "network", "test", "refresh", "retire"};

enum class SlipType { fixed, triangular, lognormal };

/// By how much a step is late; below zero it is early.
struct SlipSpec {
  SlipType type = SlipType::fixed;
  Duration by{};                          ///< fixed
  Duration low{}, mode{}, high{};         ///< triangular
  Duration median = Duration::from_si(30 * 86400.0);  ///< lognormal
  double sigma = 0.5;                     ///< of its logarithm
};

/// Other racks in the place of those of a hall.
struct RefreshSpec {
  std::string hall;                       ///< path
  std::string with;                       ///< entry of the catalogue's racks
  std::string as;                         ///< name of the hall with the new racks; empty: HALL_MODEL
  std::optional<int> count;               ///< absent: as many as before
  Duration down{};                        ///< between the last day of the old racks and the first of the new ones
};

struct PlanStep {
  std::string name;                       ///< may be empty
  StepKind kind = StepKind::other;
  std::optional<std::string> date, start;
  std::optional<Duration> lead_time;
  std::vector<std::string> after;         ///< names of steps
  std::optional<SlipSpec> slip;
  std::optional<ActivePower> adds;        ///< absent: the ratings of the halls that it commissions, else the least of its nodes and plants
  std::vector<std::string> commission, retire;  ///< paths of assets
  std::vector<std::pair<std::string, std::string>> set;  ///< path into the scenario -> value as written
  std::optional<RefreshSpec> refresh;
  std::optional<CapexSpec> cost;          ///< capital of the finances

  bool changes() const { return !commission.empty() || !retire.empty() || !set.empty() || refresh; }
};

/// What a step is called: its name, else what it does. Steps without a name that do the same are told apart by a number.
std::vector<std::string> step_labels(const std::vector<PlanStep>&);

/// An asset that a step brings into service or takes out of it, so long before its end.
struct AssetChange {
  std::string asset;
  bool enters = true;
  double before_s = 0;
};
std::vector<AssetChange> asset_changes(const PlanStep&);

/// Name of the hall that a refresh brings, and its path.
std::string refreshed_hall(const RefreshSpec&);
std::string refreshed_path(const RefreshSpec&);

void describe(Describe&, SlipSpec&);
void describe(Describe&, RefreshSpec&);
void describe(Describe&, PlanStep&);

}  // namespace netsuden
