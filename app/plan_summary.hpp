// SPDX-License-Identifier: Apache-2.0
// The build plan of a run as it came: text, JSON and tables of the trace.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "io/trace/summary_tables.hpp"
#include "sim/ledger/plan.hpp"

namespace netsuden::app {

/// `date`: of seconds from the start of the horizon.
std::string plan_text(const PlanSummary&, const std::string& currency, const std::function<std::string(double)>& date);
nlohmann::ordered_json plan_json(const PlanSummary&, const std::function<std::string(double)>& date);
/// `plan` and `stranded`.
void plan_tables(const std::optional<PlanSummary>&, std::vector<SummaryTable>&);

}  // namespace netsuden::app
