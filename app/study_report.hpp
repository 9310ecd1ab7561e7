// SPDX-License-Identifier: Apache-2.0
// The results of a study as text, as CSV and as the index file.
#pragma once

#include "app/study_results.hpp"
#include "io/study/index.hpp"

namespace netsuden::app {

std::string study_report(const StudyWork&, const StudyRuns&, const StudyResults&);

std::string runs_csv(const StudyWork&, const StudyRuns&);
std::string statistics_csv(const StudyWork&, const StudyResults&);
std::string sensitivity_csv(const StudyWork&, const StudyResults&);  ///< empty where the design tells none

StudyIndex study_index(const StudyWork&, const StudyRuns&, const StudyResults&, std::string report);

/// Bars of each parameter's effect, the widest first, for each of the first outputs. Empty where the design tells none.
std::string tornado_svg(const StudyWork&, const StudyResults&);

}  // namespace netsuden::app
