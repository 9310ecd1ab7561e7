// SPDX-License-Identifier: Apache-2.0
// Values of a scenario by path, as events and the build plan change them during a run.
#pragma once

#include <string>

#include "sim/base/unit_table.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

/// Sets the value at a dotted path ("sites.inzai.power.feeder_b.capacity") from text ("120 MVA"). Returns "" or what is
/// wrong: no such path, a value that the run cannot change, a wrong unit, out of range.
std::string set_by_path(Scenario&, const std::string& path, const std::string& value, const CurrencyContext&);

/// The same for a scenario that does not run yet: any number, choice or yes or no.
std::string set_value(Scenario&, const std::string& path, const std::string& value, const CurrencyContext&);

/// Whether a path may be changed while a run is on ("" = yes, else why not).
std::string changeable(const std::string& path);

}  // namespace netsuden
