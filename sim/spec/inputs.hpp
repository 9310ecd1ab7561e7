// SPDX-License-Identifier: Apache-2.0
// What a scenario's files and generators provide: read once by io, handed to the twin beside the scenario.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/cooling/recirculation.hpp"
#include "sim/base/step_series.hpp"
#include "sim/site/weather.hpp"
#include "sim/workload/goodput.hpp"
#include "sim/workload/job.hpp"

namespace netsuden {

/// A training run of the scenario, by its place there.
struct TrainingRun {
  int site = 0, hall = 0;            ///< of the scenario, in the site
  double gpus = 0;
  double utilization = 0;            ///< while it computes
  double mean_share = 1, filler_share = 0;  ///< of the power while it computes (training_load.hpp), restarts within
  double asked_s = 0;                ///< work of the whole run, without checkpoints and failures
  RunTimes times;                    ///< of the whole run at full clock
  double flop_per_s = std::numeric_limits<double>::quiet_NaN();  ///< while it works
};

/// Requests of a log in each step of a service from the horizon's start, and their mean tokens.
struct RequestBins {
  std::vector<double> requests, input, output;
};

struct HallReplay {
  int site = 0, hall = 0;
  StepSeries power_w;                ///< over s from the horizon's start
  std::vector<StepSeries> groups_w;  ///< of the hall's power groups, where the file has a column for each
};

/// Whose hot air the racks, or the rows, of a hall draw.
struct HallRecirculation {
  int site = 0, hall = 0;            ///< of the scenario, in the site
  RecirculationShares shares;
};

/// Times of series and jobs count seconds from the horizon's start.
struct Inputs {
  UnixSeconds start_unix = 0, end_unix = 0;
  TimeZone zone;
  std::vector<WeatherSeries> weather;          ///< one a site
  std::vector<StepSeries> price_per_j, carbon_kg_per_j;  ///< one a site, of its grid; money of the scenario's currency
  std::vector<StepSeries> carbon_marginal_kg_per_j;      ///< empty where the grid gives none
  std::vector<HallReplay> replay;
  std::vector<HallRecirculation> recirculation;
  std::vector<Job> jobs;                       ///< sorted by submission
  std::vector<StepSeries> usage;               ///< factors of the utilisation of jobs that name them
  std::vector<TrainingRun> training;           ///< one each of the scenario
  std::vector<PlacementRule> placement;        ///< that jobs name
  std::vector<int> placement_limits;           ///< nodes at once
  std::vector<int> service_rules;              ///< of each service; -1: none
  std::vector<RequestBins> services;           ///< one each of the scenario; empty without a log
  std::vector<std::string> tenants;
  double duration() const { return end_unix - start_unix; }
};

}  // namespace netsuden
