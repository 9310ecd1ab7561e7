// SPDX-License-Identifier: Apache-2.0
// What the runs of a study say together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/study_run.hpp"
#include "sim/study/sensitivity.hpp"
#include "sim/study/statistics.hpp"

namespace netsuden::app {

/// The outcomes of a study by number of the run; those that are not there yet have no status.
struct StudyRuns {
  std::vector<RunOutcome> of;
  std::string status = "complete";  ///< complete | stopped (its rule was met) | interrupted
  std::string stop_words;           ///< what the rule found

  std::size_t count(const std::string& status) const;
  std::size_t done() const;
  std::vector<double> metric(std::size_t k) const;  ///< NaN where there is none
};

struct MetricResult {
  Metric metric;
  MeanEstimate mean;                ///< of dates in seconds, over the runs in which they come
  QuantileEstimate p10, p50, p90;   ///< of dates with those that never come as the last
  double min = 0, max = 0;
  double share_never = 0;           ///< of dates
};

struct EffectColumn {
  std::string name, long_name;
  bool of_metric = false;  ///< in the unit of the metric
};

enum class EffectKind { none, tornado, rank_correlation, morris, sobol };

/// What each parameter does to each metric: values by column.
struct Effects {
  EffectKind kind = EffectKind::none;
  std::vector<EffectColumn> columns;
  std::vector<std::vector<std::vector<double>>> of;  ///< metric, parameter, column
  std::vector<std::vector<double>> size;             ///< metric, parameter: what they are ordered by
};

struct StudyResults {
  std::vector<MetricResult> metrics;
  Effects effects;
  std::vector<SobolIndices> sobol;  ///< of each metric, of a Saltelli study
};

StudyResults results_of(const StudyWork&, const StudyRuns&);

/// The rule asked after the first `runs` runs; nothing while it is not met.
std::optional<std::string> stop_after(const StudyWork&, const std::vector<RunOutcome>&, std::size_t runs);

}  // namespace netsuden::app
