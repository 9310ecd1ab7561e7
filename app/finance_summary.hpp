// SPDX-License-Identifier: Apache-2.0
// The investment in the summary of a run: as text, as JSON and as tables of the trace.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "io/trace/summary_tables.hpp"
#include "sim/ledger/finance.hpp"

namespace netsuden::app {

std::string finance_text(const FinanceSummary&, const std::string& currency);
nlohmann::ordered_json finance_json(const FinanceSummary&);
/// Tables "capex", "finance_year", "finance" and "levelised"; without rows where a scenario has no finances.
void finance_tables(const std::optional<FinanceSummary>&, std::vector<SummaryTable>&);

}  // namespace netsuden::app
