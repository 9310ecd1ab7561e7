// SPDX-License-Identifier: Apache-2.0
// A capacity expansion as its file says it: what there is, what can be ordered or rented, what is asked for, and the scenario whose runs
// confirm or refute what the programme proposes.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

struct PlannedResourceSpec {
  std::string name, site;
  double per_it = 1;
  std::optional<ActivePower> there;
  std::optional<int> units;
  std::optional<ActivePower> unit;
  int spare = 0;
  std::vector<std::string> limits;        ///< patterns of constraints of the run
};

/// What a unit brings when it is there.
struct PlannedUnitSpec {
  std::vector<std::string> commission;
  std::vector<std::pair<std::string, std::string>> set;
};

struct PlannedOptionSpec {
  std::string name, resource;
  ActivePower adds{};
  Money cost{};
  int lead = 1;
  std::optional<int> most_a_year, most;
  std::vector<PlannedUnitSpec> units;
};

struct PlannedRentalSpec {
  std::string name, resource;
  ActivePower up_to{};
  PricePerPower price{};
  std::string set;
};

struct PlannedDemandSpec {
  std::string name;
  std::vector<std::string> power;
  PricePerPower unserved{};
  std::vector<std::string> sites;
};

struct ExpansionSpec {
  int version = 0;
  std::string name, description;
  FilePath base;
  CurrencySpec currency;
  int from = 2026;
  Fraction discount_rate{0.08};
  std::vector<std::string> budget;
  std::vector<std::string> sites;
  std::vector<PlannedResourceSpec> resources;
  std::vector<PlannedOptionSpec> options;
  std::vector<PlannedRentalSpec> rentals;
  std::vector<PlannedDemandSpec> demand;
};

void describe(Describe&, PlannedResourceSpec&);
void describe(Describe&, PlannedUnitSpec&);
void describe(Describe&, PlannedOptionSpec&);
void describe(Describe&, PlannedRentalSpec&);
void describe(Describe&, PlannedDemandSpec&);
void describe(Describe&, ExpansionSpec&);

}  // namespace netsuden
