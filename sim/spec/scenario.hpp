// SPDX-License-Identifier: Apache-2.0
// What a scenario says, as plain structs: the one form in which a facility, its work and its horizon are handed to
// the twin. Every struct has its `describe` (sim/spec/*.cpp), from which the YAML reader, the resolved scenario, the
// schemas and the inspector are made.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/unit_table.hpp"
#include "sim/base/describe.hpp"
#include "sim/control/load_shedding.hpp"
#include "sim/spec/build_plan.hpp"
#include "sim/spec/finance.hpp"
#include "sim/spec/grid.hpp"
#include "sim/spec/reliability.hpp"
#include "sim/spec/site.hpp"
#include "sim/spec/workload.hpp"

namespace netsuden {

struct Horizon {
  std::string from, to, timezone = "UTC";
};

struct Resolution {
  Duration calm = 5_min, transient = 1_s, record = 1_h, control = 1_min;
  Fraction load_step{0.05};
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

struct CurrencySpec {
  std::string unit = "JPY";
  int base_year = 2026;
  Pairs exchange;  ///< units of `unit` for one of `name`
};
/// What amounts of money are read with; a rate that is no number is left out.
CurrencyContext money_of(const CurrencySpec&);

struct EventSpec {
  std::string at;
  std::optional<std::string> trip;    ///< an asset or a member of it (`..._2`)
  std::optional<std::string> outage;  ///< a grid, or a connection by its path
  std::optional<std::string> dip;     ///< a grid or a connection: its voltage is `voltage` of nominal
  Fraction voltage{0.5};
  std::optional<std::string> frequency;  ///< a grid: its frequency deviates
  double deviation = -0.01;           ///< share of nominal
  std::optional<std::string> reset;   ///< a power node: someone clears its lockouts
  std::optional<std::string> fuel_delivery;  ///< a genset node: its tanks get `volume`
  Volume volume = Volume::from_si(10);
  Pairs set;  ///< path into the scenario -> value as written
  std::optional<Duration> duration;   ///< `for`; without it the change stays
};

enum class RackClass { none, a1, a2, a3, a4 };
enum class CoolantClass { none, w17, w27, w32, w40, w45 };
/// Upper inlet temperature of an ASHRAE TC 9.9 class; nullopt for `none`.
std::optional<Temperature> upper_limit(RackClass);
std::optional<Temperature> upper_limit(CoolantClass);

struct ConstraintSpec {
  RackClass rack_inlet = RackClass::a2;
  CoolantClass coolant = CoolantClass::w40;
  Fraction voltage{0.10};                   ///< deviation from nominal at the nodes that feed halls and plants
  std::optional<ActivePower> import_limit;  ///< contract demand of each site that has no other, beside the connection's capacity
};

enum class ControlType { thermal_throttle, power_cap, demand_response, load_shedding };

enum class ThrottleScope { rack, hall };

struct ControlSpec {
  ControlType type = ControlType::thermal_throttle;
  Temperature start = 32_degC, full = 35_degC;  ///< thermal_throttle: clocks fall from 1 to `floor` between these
  Fraction floor{0.5};
  ThrottleScope per = ThrottleScope::rack;      ///< thermal_throttle: who has a clock of its own, where inlets are known one by one
  std::string target;                           ///< a power node; "": power_cap each site's grid connections, load_shedding every node
  Fraction limit{0.95};
  Fraction margin{0.02};                        ///< demand_response: below the limit of the call
  Duration lead = 10_min;                       ///< demand_response: before the call
  SheddingParams shedding;                      ///< load_shedding
};

struct RecordSpec {
  std::optional<Duration> site, capacity, equipment, racks;
  bool racks_enabled = true;
  bool jobs = true;
  std::optional<Duration> checkpoint;
  struct AroundEvents {
    Duration before = 2_min, after = 15_min;
    int max_rows = 200000;
  };
  std::optional<AroundEvents> around_events;
};

/// A value that is drawn from a distribution before the run, for each copy of a site its own.
struct DrawSpec {
  std::string path, unit;
  Distribution distribution;
  bool whole = false;
};

struct Scenario {
  int version = 1;
  std::string name, description;
  Horizon horizon;
  Resolution resolution;
  std::uint64_t seed = 1;
  CurrencySpec currency;
  Catalogue catalogue;
  std::vector<GridSpec> grids;
  std::vector<SiteSpec> sites;
  std::vector<DrawSpec> draws;
  WorkloadSpec workload;
  std::vector<PlanStep> build_plan;
  std::vector<ControlSpec> control;
  ConstraintSpec constraints;
  std::vector<EventSpec> events;
  std::optional<FinanceSpec> finance;
  std::optional<ReliabilitySpec> reliability;
  RecordSpec record;
};

/// Whether an event or the build plan sets the value at a path.
bool sets_later(const Scenario&, const std::string& path);

void describe(Describe&, Horizon&);
void describe(Describe&, Resolution&);
void describe(Describe&, CurrencySpec&);
void describe(Describe&, EventSpec&);
void describe(Describe&, ConstraintSpec&);
void describe(Describe&, ControlSpec&);
void describe(Describe&, RecordSpec::AroundEvents&);
void describe(Describe&, RecordSpec&);
void describe(Describe&, DrawSpec&);
void describe(Describe&, Scenario&);

}  // namespace netsuden
