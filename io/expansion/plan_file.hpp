// SPDX-License-Identifier: Apache-2.0
// From the file of a capacity expansion to the programme that is solved.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/scenario/load.hpp"
#include "sim/expansion/expansion.hpp"
#include "sim/expansion/expansion_spec.hpp"

namespace netsuden {

struct PlanFile {
  ExpansionSpec spec;
  CurrencyContext currency;
  std::string file, text;
  ExpansionProblem problem;  ///< resources, options, rentals and demands in the order of the spec
};

/// Whether a file begins as a plan does.
bool is_plan_file(const std::string& path);

/// Reads and checks; all mistakes at once. Nothing where there are errors.
std::optional<PlanFile> read_plan(const std::string& file, Diagnostics&);
std::optional<PlanFile> read_plan_text(const std::string& file, const std::string& text, Diagnostics&);

/// The build plan of a proposal, as JSON on one line, that is a value of `build_plan` of a scenario whose horizon ends at `until`
/// (a date): a step for each unit that is ordered, on the first day of the year in which it is there, and one after that date for what is not.
std::string build_plan_of(const PlanFile&, const ExpansionPlan&, const std::string& after_the_end);

}  // namespace netsuden
