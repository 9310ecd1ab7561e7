// SPDX-License-Identifier: Apache-2.0
// What a run came to, for the table at its end, the JSON and the trace.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/cooling/envelope.hpp"
#include "sim/ledger/finance.hpp"
#include "sim/ledger/meters.hpp"
#include "sim/ledger/service.hpp"
#include "sim/ledger/sovereign.hpp"
#include "sim/ledger/plan.hpp"

namespace netsuden {

struct ConstraintSummary {
  std::string name, kind, asset, unit;
  double peak_utilisation = 0, p95_utilisation = 0, peak_value = 0, limit = 0, margin = 0, peak_time_s = 0;
  double time_over_s = 0, time_over_firm_s = 0, first_violation_s = 0;  ///< first violation NaN if none
};

/// What the calls of a curtailment programme came to.
struct CurtailmentSummary {
  std::string name;
  int calls = 0, calls_kept = 0;                ///< begun; ended without a step above the limit
  double called_s = 0, kept_s = 0, over_j = 0;  ///< time of calls, time at or below the limit, energy above it
  double penalty = 0, payment = 0;
};

/// Training and the swings at the point of connection: highest values of the run.
struct SwingSummary {
  double training_j = 0, filler_j = 0;  ///< at the racks; filler: what smoothing added
  double ramp_up = 0, ramp_down = 0;    ///< W/s
  double range_w = 0, asked_range_w = 0, without_range_w = 0;  ///< as drawn, without any mitigation, without the site battery
  bool has_battery = false;               ///< one that smooths
  double battery_w = 0, battery_j = 0, battery_loss_j = 0;  ///< its highest power; what it gave (and took) within steps, and lost by it
  struct Band {
    double from_hz = 0, to_hz = 0, amplitude_w = 0, asked_w = 0, without_w = 0, limit_w = 0;
  };
  std::vector<Band> bands;
};

/// What a hall asked for and did not get.
struct HallSummary {
  std::string name;
  DemandMeters demand;
  int times_shed = 0;
  double first_shed_s = 0;  ///< NaN if never
  EnvelopeTimes envelope;
  /// Hottest case under its cold plates, when, and how long above its limit; NaN without cold plates.
  double case_hottest_c = std::numeric_limits<double>::quiet_NaN(), case_hottest_s = std::numeric_limits<double>::quiet_NaN(), case_above_s = std::numeric_limits<double>::quiet_NaN();
};

/// The tanks of a node of generating sets.
struct FuelSummary {
  std::string name;
  double tank_m3 = 0, left_m3 = 0, lowest_m3 = 0, burnt_m3 = 0, delivered_m3 = 0;
  int deliveries = 0;
  double load_w = 0;        ///< the highest that the sets carried, or their rating where they carried none
  double autonomy_s = 0;    ///< for which full tanks last at that load
  double left_s = 0;        ///< for which the fuel that is left does
};

/// What transformers and batteries have lost of their life.
struct AgeingSummary {
  std::string name, kind;   ///< transformer | ups_battery | bess
  double life_used_s = 0;   ///< of a transformer, in time at normal ageing; NaN for others
  double capacity_lost = 0; ///< of a battery, share of the new capacity; NaN for others
  double full_cycles = 0;   ///< of a site battery; NaN for others
};

/// What single failures bring to a node of the electrical graph, or to a load of it.
struct FailureSummary {
  std::string asset;                ///< "power.tx_a", "halls.hall1"
  double before = 0, load = 0, rating = 0;  ///< W where `in_w`, else VA; NaN of loads
  bool in_w = false, tripped = false;
  std::string failed;               ///< the failure that loads it most; empty where none adds to it
  std::vector<std::string> dark_by; ///< of a load: failures that leave it dark, or on batteries alone
};

/// Each element of the electrical graph fails alone, with the loads of the moment at which they were highest.
struct ContingencySummary {
  double at_s = std::numeric_limits<double>::quiet_NaN(), load_w = 0;  ///< that moment, and all loads then
  int failures = 0, secure = 0;
  std::vector<FailureSummary> assets;
};

struct SiteSummary {
  std::string name;
  SiteMeters meters;
  std::vector<std::pair<int, SiteMeters>> years;  ///< of each calendar year
  std::vector<std::pair<std::string, double>> outside_validity_s;  ///< what of, for how long
  std::vector<CurtailmentSummary> curtailment;
  std::vector<HallSummary> halls;
  std::vector<FuelSummary> fuel;
  std::vector<AgeingSummary> ageing;
  ContingencySummary contingency;
  bool demand_charged = false;
  std::optional<SwingSummary> swing;  ///< of a site with training or with limits of its grid
};

struct JobSummary {
  std::int64_t submitted = 0, started = 0, completed = 0, running = 0, queued = 0, refused = 0, lost_starts = 0;
  double node_hours = 0, mean_wait_s = 0, max_wait_s = 0, energy_j = 0;
  std::int64_t killed = 0, backfilled = 0;  ///< at the end of the time they asked for; started ahead of one before them
  double median_wait_s = 0;                 ///< waits: of jobs that have ended
  double slowdown = 0;                      ///< bounded, mean of jobs that have ended: max(1, (wait + run) / max(run, 10 s))
  double node_use = 0;                      ///< node-seconds held over those of the nodes that could take jobs
};

/// A synchronous training run: what it computed, and where the time of its accelerators went.
struct TrainingSummary {
  std::string name, hall, state;             ///< as "koto.hall1"; pending | queued | running | completed | refused
  double gpus = 0, energy_j = 0;
  double asked_flop = std::numeric_limits<double>::quiet_NaN(), done_flop = std::numeric_limits<double>::quiet_NaN();  ///< NaN without a peak
  double mfu = 0;                            ///< while it works
  /// GPU-hours that it held, and of them: work, checkpoints, work lost by failures, restarts, lost by dark halls, slower clocks.
  double held_h = 0, work_h = 0, checkpoint_h = 0, lost_h = 0, restart_h = 0, dark_h = 0, slowed_h = 0;
  double failures = 0;                       ///< in proportion to the part that it has done
  double goodput() const { return held_h > 0 ? work_h / held_h : std::numeric_limits<double>::quiet_NaN(); }
};

/// The name of jobs that have no tenant.
inline constexpr const char* no_tenant = "(none)";

struct TenantSummary {
  std::string name;
  std::int64_t submitted = 0, completed = 0, refused = 0, waiting = 0;  ///< submitted: within the time simulated
  double node_hours_asked = 0;   ///< at full clock
  double node_hours_served = 0, gpu_hours_served = 0, energy_j = 0;  ///< of jobs that have started and not lost their nodes
  std::int64_t killed = 0, backfilled = 0;
  double mean_wait_s = 0, median_wait_s = 0, max_wait_s = 0, slowdown = 0;  ///< as of all jobs
  SovereignSummary sovereign = {};
};

/// Of a fork: a run that is replayed unrecorded up to a checkpoint and goes on from there, with changes from a date on.
struct ForkFacts {
  double from_s = 0;   ///< the checkpoint
  double at_s = 0;     ///< the changes act
  double until_s = 0;
};

struct RunSummary {
  std::string status = "complete";  ///< complete | invalid | interrupted | failed
  std::string message;
  std::string name, currency;
  std::optional<ForkFacts> fork;       ///< sites and limits count from its checkpoint, all else from the start
  double start_unix_s = 0, simulated_s = 0, horizon_s = 0;
  std::vector<SiteSummary> sites;
  std::vector<ConstraintSummary> constraints;  ///< tightest first
  JobSummary jobs;
  std::string scheduler;               ///< policy and order, in words
  std::vector<TrainingSummary> training;       ///< in the order of the scenario
  std::vector<TrainingCapability> largest_training;  ///< by date
  std::vector<ServiceSummary> services;        ///< in the order of the scenario
  std::optional<PlanSummary> plan;             ///< of a scenario with a build plan
  std::optional<FinanceSummary> finance;       ///< of a scenario that says what the investment costs
  std::vector<TenantSummary> tenants;  ///< in the order of the inputs; jobs without a tenant last
  std::int64_t steps = 0, events = 0;
  double electrical_residual = 0, thermal_residual = 0;  ///< relative to the throughput
  bool any_violation() const {
    for (const auto& c : constraints)
      if (c.time_over_s > 0) return true;
    return jobs.refused > 0;
  }
};

}  // namespace netsuden
