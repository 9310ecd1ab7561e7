// SPDX-License-Identifier: Apache-2.0
// A service of a scenario: a language model that answers requests on nodes that are reserved for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/spec/residency.hpp"
#include "sim/workload/serving.hpp"

namespace netsuden {

/// Nodes of a hall that a service holds from the start to the end, on top of each other from the hall's last node down.
struct ReservedNodes {
  std::string hall;                    ///< path `site.hall`
  int nodes = 1;
};

struct ServingSpec {
  std::string model;
  ServingParams params;
};

enum class RequestLog { azure, mooncake, csv };

struct RequestLogSpec {
  FilePath file;
  RequestLog format = RequestLog::csv;
  std::string time = "t_s", input = "input_tokens", output = "output_tokens";  ///< columns of the plain CSV
  double scale = 1;                    ///< requests for each of the log
  bool repeat = false;
};

/// Requests over the day, the week and the years: the highest of an ordinary day is `peak`.
struct DemandSpec {
  std::optional<Frequency> peak, peak_tokens;  ///< requests; tokens that are written
  std::optional<ActivePower> peak_power;       ///< of the nodes that serve it, as full as the targets allow
  std::optional<RequestLogSpec> log;
  double daily_amplitude = 0.35, second_amplitude = 0.1, peak_hour = 15, second_hour = 10, weekend_drop = 0.2;
  double growth = 0;                           ///< a year, relative
  std::optional<std::string> from;
  Duration ramp{};
};

struct ServingTargetSpec {
  Duration first_token = 2_s, token = Duration::from_si(0.05);
  Fraction share{0.95};
};

struct AutoscaleSpec {
  int min_nodes = 1;
  std::optional<int> max_nodes;
  Fraction headroom{0.15};
  Duration park_after = 30_min;
};

struct ServiceSpec {
  std::string name, tenant;
  ServingSpec engine;
  std::vector<ReservedNodes> reserved;
  double input_tokens = 1000, output_tokens = 250;
  DemandSpec demand;
  ServingTargetSpec targets;
  std::optional<AutoscaleSpec> autoscale;
  ActivePower parked_power = ActivePower::from_si(16);
  Duration wake = 5_min, step = 5_min;
  std::optional<ResidencySpec> residency;

  TokenMix mix() const { return {input_tokens, output_tokens}; }
  ServingTargets target() const { return {targets.first_token.si(), targets.token.si(), targets.share.value()}; }
};

void describe(Describe&, ReservedNodes&);
void describe(Describe&, ServingSpec&);
void describe(Describe&, RequestLogSpec&);
void describe(Describe&, DemandSpec&);
void describe(Describe&, ServingTargetSpec&);
void describe(Describe&, AutoscaleSpec&);
void describe(Describe&, ServiceSpec&);

/// Highest value of the cosines of a day over their mean.
double highest_of_day(const DemandSpec&);
/// Demand over that at the peak of an ordinary day without growth: the hour of the day, whether it is a day of the weekend, years since the
/// start. `highest`: highest_of_day.
double demand_shape(const DemandSpec&, double highest, double hour, bool weekend, double years);

}  // namespace netsuden
