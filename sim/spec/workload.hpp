// SPDX-License-Identifier: Apache-2.0
// What the halls compute: batch jobs from logs or distributions, measured power replayed, or a plain load profile.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/spec/residency.hpp"
#include "sim/spec/service.hpp"
#include "sim/workload/goodput.hpp"
#include "sim/workload/job_queue.hpp"
#include "sim/workload/training_load.hpp"

namespace netsuden {

enum class JobLog { csv, raps, philly, swf, alibaba_2023, alibaba_2025 };
/// Fields of a standard workload format line that tell tenants, or priorities, apart.
enum class SwfGroup { none, user, group, executable, queue, partition };
/// Where the zero of a log lies.
enum class LogStart { first_job, header };

/// What all jobs of a log used together, over time.
struct JobUsageSpec {
  FilePath file;
  std::string column, time = "t_s";
  double per_node = 1;                       ///< what the column holds for one node in full use
};

struct JobTraceSpec {
  FilePath file;
  JobLog format = JobLog::csv;
  // columns of the plain CSV
  std::string id = "id", submit = "submit_s", nodes = "nodes", run = "run_s", utilization = "utilization",
              tenant = "tenant", limit = "limit_s", priority = "priority";
  // standard workload format
  SwfGroup tenant_of = SwfGroup::none, priority_of = SwfGroup::none;
  std::optional<int> procs_per_node;
  LogStart start = LogStart::first_job;
  std::optional<Fraction> fill_utilization;  ///< where the log has none
  double time_scale = 1;                     ///< submit times are multiplied by it
  std::optional<JobUsageSpec> usage;
};

enum class DistributionType { constant, uniform, log_uniform, lognormal, exponential, normal };

/// A distribution of a plain number; which of its numbers matter depends on the type.
struct Distribution {
  DistributionType type = DistributionType::constant;
  double value = 1;                   ///< constant
  double min = 0, max = 1;            ///< uniform, log_uniform
  double median = 1, sigma = 1;       ///< lognormal (median of the variable, sigma of its logarithm)
  double mean = 1, deviation = 0.1;   ///< exponential (mean), normal (mean, deviation)
};

struct SyntheticJobsSpec {
  Frequency rate = Frequency::from_si(100.0 / 86400);
  std::optional<int> count;           ///< stop after so many
  Distribution nodes, duration_h, utilization;
  Duration longest = 2_d;             ///< wall-time limit: durations are clipped to it
  int largest = 1 << 30;              ///< node counts are clipped to it (and to the largest hall)
  std::optional<Distribution> overestimate;  ///< wall time asked for over run time; absent: none is asked for
  double priority = 0;
  std::string tenant;
  double daily_amplitude = 0;         ///< of the arrival rate, peak at peak_hour
  double peak_hour = 14;
};

struct JobSourceSpec {
  std::optional<JobTraceSpec> trace;
  std::optional<SyntheticJobsSpec> synthetic;
  std::optional<ResidencySpec> residency;   ///< beside that of the tenant
};

enum class WallLimit { ignore, kill };

struct SchedulerSpec {
  int policy = 0;                     ///< index into scheduling_policies()
  QueueOrder order = QueueOrder::submission;
  int backfill_depth = 100;
  WallLimit wall_limit = WallLimit::ignore;
  Duration half_life = 7_d;           ///< of the usage that fair share looks at
};

/// What a tenant may take.
struct TenantSpec {
  std::string name;
  double share = 1;                   ///< fair share, relative to others
  std::optional<Fraction> quota;      ///< of the nodes of all halls that take jobs
  std::optional<int> quota_nodes;     ///< the same as a number
  std::string jurisdiction;           ///< where it is at home
  SovereignLevel level = SovereignLevel::l0;
  std::string operator_name;          ///< whose sites are its own; "": all
  std::optional<ResidencySpec> residency;
  std::vector<SiteQuotaSpec> site_quotas;
};

/// Load without jobs: utilisation of a hall's nodes over the day, the week and the years.
struct ProfileSpec {
  std::vector<std::string> halls;     ///< paths `site.hall`; empty = all
  Fraction mean{0.7};
  double daily_amplitude = 0, weekend_drop = 0;
  double peak_hour = 15;
  std::optional<std::string> from;    ///< start date of the ramp
  Duration ramp{};                    ///< linear growth from 0 to the mean over this time
};

/// Measured power replayed as the IT power of a hall.
struct ReplaySpec {
  std::string hall;                   ///< path `site.hall`
  FilePath file;
  std::vector<std::string> columns;   ///< summed; one per power group of the hall if their counts agree
  std::string unit = "W";
  std::string time = "t_s";           ///< seconds from `origin`
  std::string origin;                 ///< date of second 0; "" = the horizon's start
};

/// A synchronous training run: a job of known length with the waveform of its iterations.
struct TrainingSpec {
  std::string name;
  std::string hall;                   ///< path `site.hall`
  std::optional<std::string> from;    ///< absent: the horizon's start
  std::optional<Duration> duration;   ///< at full clock, its checkpoints within; absent: beyond the horizon
  int nodes = 1;
  Fraction utilization{0.9};          ///< power utilisation while it computes
  std::string tenant;
  double priority = 0;
  std::optional<Compute> compute;     ///< in place of `duration`
  Fraction mfu{0.4};                  ///< model FLOP utilisation
  std::optional<FailureParams> failures;
  TrainingLoadParams load;
};

/// What such a run is to do on `gpus` accelerators with a peak; `open_end`: how long it works where nothing is said of it.
RunPlan plan_of(const TrainingSpec&, double gpus, std::optional<ComputeRate> peak, Duration open_end);

struct WorkloadSpec {
  SchedulerSpec scheduler;
  std::vector<TenantSpec> tenants;
  std::vector<JobSourceSpec> jobs;
  std::vector<ProfileSpec> profiles;
  std::vector<ReplaySpec> replay;
  std::vector<TrainingSpec> training;
  std::vector<ServiceSpec> services;
  std::vector<ContractSpec> contracts;
  TrainingCapabilitySpec largest_training;
};

void describe(Describe&, JobTraceSpec&);
void describe(Describe&, Distribution&);
void describe(Describe&, SyntheticJobsSpec&);
void describe(Describe&, JobSourceSpec&);
void describe(Describe&, SchedulerSpec&);
void describe(Describe&, TenantSpec&);
void describe(Describe&, ProfileSpec&);
void describe(Describe&, ReplaySpec&);
void describe(Describe&, TrainingSpec&);
void describe(Describe&, WorkloadSpec&);

}  // namespace netsuden
