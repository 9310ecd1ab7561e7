// SPDX-License-Identifier: Apache-2.0
// A controller of the user's own for a site: what a scenario says of it. Its interface is netsuden_controller.h; it runs in a process of its
// own (sim/twin/controller_process.hpp).
// Verified by tests/cli/controller_test.py.
#pragma once

#include <string>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct ControllerSpec {
  FilePath library;
  Duration interval = 5_min, timeout = 1_s;
  std::string options;
  Fraction floor{0.5};  ///< lowest clock of a power cap
};
void describe(Describe&, ControllerSpec&);

/// Ranges of the set-points that resets and controllers may choose: those of the scenario's keys.
inline constexpr Range water_set_points{3, 60, "water loops of halls"}, condenser_set_points{5, 60, "condenser water"}, air_set_points{10, 40, "ASHRAE A4 allows 5 to 45 degC inlets"};

}  // namespace netsuden
