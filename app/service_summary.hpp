// SPDX-License-Identifier: Apache-2.0
// Services, whose compute ran where, and the largest training run in the summary of a run: as text and as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "sim/base/calendar.hpp"
#include "sim/ledger/summary.hpp"

namespace netsuden::app {

/// "" where there are none.
std::string services_text(const RunSummary&);
nlohmann::ordered_json services_json(const RunSummary&, const TimeZone&);
/// GPU-hours by tenant, of scenarios that say where tenants are at home; "" of others.
std::string sovereign_text(const RunSummary&);
nlohmann::ordered_json sovereign_json(const SovereignSummary&);
std::string largest_training_text(const RunSummary&, const TimeZone&);
nlohmann::ordered_json largest_training_json(const RunSummary&, const TimeZone&);

}  // namespace netsuden::app
