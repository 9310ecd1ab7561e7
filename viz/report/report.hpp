// SPDX-License-Identifier: Apache-2.0
// The report of a run, or of what differs between two: one HTML file that needs nothing else. Figures are those of the viewer's charts.
// Verified by tests/report/.
#pragma once

#include <string>

#include "io/report/compare.hpp"
#include "io/report/facts.hpp"
#include "viz/report/words.hpp"

namespace netsuden::viz {

struct ReportOptions {
  Language language = Language::english;
  std::string made_at, made_by;  ///< date and program, as they are to stand there
};

std::string report_html(const TraceReader&, const ReportFacts&, const ReportOptions&);
std::string difference_html(const TraceReader& a, const TraceReader& b, const Comparison&, const ReportOptions&);

}  // namespace netsuden::viz
