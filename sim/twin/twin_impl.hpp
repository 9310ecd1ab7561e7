// SPDX-License-Identifier: Apache-2.0
// What a Twin is made of.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "sim/twin/budget_account.hpp"
#include "sim/twin/dispatcher.hpp"
#include "sim/twin/facility.hpp"
#include "sim/twin/records.hpp"
#include "sim/twin/site_model.hpp"
#include "sim/twin/twin.hpp"

namespace netsuden {

struct Twin::Impl {
  Scenario scenario;
  Inputs inputs;
  CapacityLedger ledger;
  std::vector<std::unique_ptr<SiteModel>> sites;
  std::unique_ptr<BudgetAccount> budget;
  std::unique_ptr<Records> records;

  double wait_sum_s = 0, wait_max_s = 0, node_hours = 0, job_energy_j = 0;

  std::optional<Fork> fork;
  /// How it stood at the checkpoint of a fork.
  struct Before {
    std::vector<SiteMeters> sites;
    std::vector<std::vector<DemandMeters>> halls;
    std::vector<std::vector<EnvelopeTimes>> envelopes;
    std::vector<std::vector<double>> outside_validity_s;
    std::int64_t steps = 0;
  } before;
  /// At the checkpoint of a fork.
  void begin_recording(const Facility&, double now, TraceSink*);
  /// Of what a fork recorded, instead of since the start.
  void count_from_fork(RunSummary&, const Facility&) const;
  /// Of each calendar year since the meters of a site stood at `before`.
  std::vector<std::pair<int, SiteMeters>> years_of(const Facility&, std::size_t site, SiteMeters before) const;

  Dispatcher::Params dispatching() const;
  RunSummary summarize(const Facility*, const Dispatcher*, double end) const;
  /// Of a node of each hall of all sites.
  std::vector<int> accelerators() const;
  std::vector<TenantSummary> summarize_tenants(const Dispatcher&, double end) const;
  std::vector<TrainingSummary> summarize_training(const Dispatcher&, double end) const;
};

}  // namespace netsuden
