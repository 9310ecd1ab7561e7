// SPDX-License-Identifier: Apache-2.0
// Where each value of a scenario comes from: said by the scenario, by an entry of the catalogue with its source, a default with its source, or computed from
// what the scenario does say.
// Verified by tests/report/assumptions_test.py (against `netsuden check --assumptions` and a scenario whose origins are counted by hand).
#pragma once

#include <string>
#include <vector>

#include "io/scenario/load.hpp"

namespace netsuden {

enum class Origin { scenario, catalogue, default_value, filled };
const char* name_of(Origin);

/// Values that have one origin and one source.
struct ValueSource {
  Origin origin = Origin::scenario;
  std::string entry;   ///< "racks.dgx_h100" of the catalogue
  std::string source;  ///< as the catalogue or the declaration has it; "" for what the scenario says
  int values = 0;
  bool assumed = false;
};

/// Values that count: numbers, curves, choices and switches; no names and texts.
std::vector<ValueSource> value_sources(const LoadedScenario&);

}  // namespace netsuden
