// SPDX-License-Identifier: Apache-2.0
// Date and program of a report, as it states them.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "app/command.hpp"
#include "sim/base/calendar.hpp"
#include "sim/base/unit_table.hpp"
#include "viz/report/report.hpp"

namespace netsuden::app {

/// The date is now, or SOURCE_DATE_EPOCH (reproducible-builds.org) where that is a number: then the same trace gives the same file.
inline viz::ReportOptions report_options(const std::string& language) {
  viz::ReportOptions o;
  o.language = language == "ja" ? viz::Language::japanese : viz::Language::english;
  const char* given = std::getenv("SOURCE_DATE_EPOCH");
  const auto epoch = given ? parse_number(given) : std::nullopt;
  const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  o.made_at = format_compact(std::floor(epoch.value_or(now)), TimeZone()) + " UTC";
  o.made_by = fmt::format("netsuden {} ({})", version(), git_revision());
  return o;
}

}  // namespace netsuden::app
