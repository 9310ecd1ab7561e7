// SPDX-License-Identifier: Apache-2.0
// A part of the horizon, recorded alone. Nothing here changes how the run goes: what it counts is compared with what stood at the
// checkpoint, and what only says how high something came begins anew there.
//
// Verified by tests/cli/fork_test.py, tests/unit/ledger/meters_test.cpp, tests/unit/ledger/capacity_test.cpp.
#include <algorithm>
#include <cmath>

#include "sim/twin/twin_impl.hpp"

namespace netsuden {

double Twin::checkpoint_before(double t_s) const {
  const double every = checkpoint_interval_s(impl_->scenario, impl_->inputs), n = std::ceil((t_s - 1e-6) / every) - 1;
  return n >= 1 ? n * every : 0;
}

void Twin::fork(const Fork& f) {
  impl_->fork = f;
  impl_->records->plan_part(f.from_s, f.until_s, f.at_s, f.record_s);
}

std::vector<std::pair<int, SiteMeters>> Twin::Impl::years_of(const Facility& facility, std::size_t site, SiteMeters last) const {
  std::vector<std::pair<int, SiteMeters>> years;
  const SiteMeters& end = sites[site]->meters();
  for (const auto& [year, meters] : facility.yearly) {
    if (meters[site].seconds <= last.seconds + 1e-6) continue;  // over before
    years.emplace_back(year, meters[site].since(last));
    last = meters[site];
  }
  if (end.seconds > last.seconds + 1e-6)  // a run that ended within a year
    years.emplace_back(inputs.zone.to_civil(inputs.start_unix + end.seconds - 1e-6).year, end.since(last));
  return years;
}

void Twin::Impl::begin_recording(const Facility& facility, double now, TraceSink* sink) {
  for (const auto& s : sites) {
    before.sites.push_back(s->meters());
    auto& halls = before.halls.emplace_back();
    auto& envelopes = before.envelopes.emplace_back();
    for (std::size_t h = 0; h < s->halls().size(); ++h) {
      halls.push_back(s->hall_demand_meters(static_cast<int>(h)));
      envelopes.push_back(s->envelope_times(static_cast<int>(h)));
    }
    auto& outside = before.outside_validity_s.emplace_back();
    for (std::size_t k = 0; k < std::size(validity::names); ++k) outside.push_back(s->validity_time_s(static_cast<int>(k)));
    s->restart_extremes();
  }
  before.steps = facility.steps();
  ledger.restart_peaks(now);
  records->begin(now, sink);
}

namespace {

EnvelopeTimes since(EnvelopeTimes now, const EnvelopeTimes& before) {
  now.with_inlet_s -= before.with_inlet_s;
  now.with_coolant_s -= before.with_coolant_s;
  for (std::size_t c = 0; c < now.inlet_s.size(); ++c) now.inlet_s[c] -= before.inlet_s[c];
  for (std::size_t c = 0; c < now.coolant_s.size(); ++c) now.coolant_s[c] -= before.coolant_s[c];
  return now;
}

}  // namespace

void Twin::Impl::count_from_fork(RunSummary& r, const Facility& facility) const {
  r.fork = ForkFacts{fork->from_s, fork->at_s, fork->until_s};
  if (before.sites.empty()) return;  // recorded from the start, or it never came to its checkpoint
  double throughput_e = 0, throughput_q = 0, residual_e = 0, residual_q = 0;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    SiteSummary& s = r.sites[i];
    s.meters = sites[i]->meters().since(before.sites[i]);
    s.years = years_of(facility, i, before.sites[i]);
    for (std::size_t h = 0; h < s.halls.size(); ++h) {
      s.halls[h].demand = netsuden::since(s.halls[h].demand, before.halls[i][h]);
      s.halls[h].envelope = since(s.halls[h].envelope, before.envelopes[i][h]);
    }
    s.outside_validity_s.clear();
    for (std::size_t k = 0; k < std::size(validity::names); ++k)
      if (const double t = sites[i]->validity_time_s(static_cast<int>(k)) - before.outside_validity_s[i][k]; t > 0) s.outside_validity_s.emplace_back(validity::names[k], t);
    throughput_e += s.meters.supply_j();
    throughput_q += s.meters.heat_in_j;
    residual_e += s.meters.electrical_residual_j;
    residual_q += s.meters.thermal_residual_j;
  }
  r.electrical_residual = throughput_e > 0 ? residual_e / throughput_e : 0;
  r.thermal_residual = throughput_q > 0 ? residual_q / throughput_q : 0;
  r.steps -= before.steps;
}

}  // namespace netsuden
