// SPDX-License-Identifier: Apache-2.0
// Rows of /rack and /rack_daily.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/twin/records.hpp"

namespace netsuden {
namespace {
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
}  // namespace

void Records::build_racks() {
  if (!scenario_.record.racks_enabled) return;
  RecordGroup g = rack_group();
  for (const auto& s : sites_)
    for (const auto& h : s->halls())
      for (int r = 1; r <= h.spec().racks.count; ++r) {
        g.entities.push_back(s->spec().name + "." + h.spec().name + ".rack_" + std::to_string(r));
        g.labels[0].values.push_back(std::to_string(1 + (r - 1) * h.spec().racks.rows / h.spec().racks.count));
      }
  const double site = scenario_.record.site.value_or(scenario_.resolution.record).si();
  const double every = scenario_.record.racks ? scenario_.record.racks->si() : std::max(site, 3600.0);
  Series& r = add(std::move(g), every);
  r.racks = true;
  // Between two readings: mean and maximum of the inlet of each hall, and of single racks where they differ.
  std::size_t total = 0, racks = 0;
  for (const auto& s : sites_) {
    auto& of_site = r.of_site.emplace_back();
    for (std::size_t h = 0; h < s->halls().size(); ++h) {
      of_site.push_back({static_cast<int>(h), total++});
      first_rack_.push_back(racks);
      racks += static_cast<std::size_t>(s->halls()[h].spec().racks.count);
    }
  }
  hall_response_j_.assign(total, 0);
  rack_above_ks_.assign(racks, 0);
  rack_top_.assign(racks, nan);
  r.sum.assign(total, 0);
  r.extreme.assign(total, nan);
  r.seconds.assign(total, 0);
  if (every < 86400 && inputs_.duration() >= 2 * 86400.0) {  // a coarser level, for looking at years
    RecordGroup day = rack_daily_group();
    day.entities = groups_[r.group].entities;
    day.cadence_s = 86400;
    day.expected_rows = inputs_.duration() / 86400 + 1;
    daily_.assign(3 * day.entities.size(), nan);
    daily_group_ = static_cast<int>(table(std::move(day), 0));
  }
}

void Records::accumulate_racks(Series& r, const SiteModel& s) {
  const double dt = s.outputs().dt_s;
  for (const auto& [hall, k] : r.of_site[static_cast<std::size_t>(s.index())]) {
    const HallAirStep& a = s.outputs().halls[static_cast<std::size_t>(hall)].air;
    r.sum[k] += a.mean_inlet.c() * dt;
    r.seconds[k] += dt;
    const double top = std::max(a.mean_inlet.c(), a.end.cold.c());
    if (!(r.extreme[k] >= top)) r.extreme[k] = top;
    const Hall& of = s.halls()[static_cast<std::size_t>(hall)];
    hall_response_j_[k] += s.outputs().hall_response_w[static_cast<std::size_t>(hall)] * dt;
    if (!of.has_single_inlets()) continue;
    for (int i = 0; i < of.spec().racks.count; ++i) {
      const std::size_t rack = first_rack_[k] + static_cast<std::size_t>(i);
      const double above = of.inlet_above(i).si();
      rack_above_ks_[rack] += above * dt;
      if (!(rack_top_[rack] >= top + above)) rack_top_[rack] = top + above;
    }
  }
}

void Records::write_racks(Series& r, double t_s) {
  const std::size_t racks = groups_[r.group].entities.size();
  std::size_t at = 0, hall = 0;
  for (const auto& s : sites_)
    for (std::size_t h = 0; h < s->halls().size(); ++h, ++hall) {
      HallLoad& load = s->load(static_cast<int>(h));
      const auto n = static_cast<std::size_t>(load.racks());
      load.take_rack_means(t_s, &row_[1 + at]);
      const bool air = s->halls()[h].spec().air.has_value();
      const Hall& of = s->halls()[h];
      if (hall_response_j_[hall] != 0) {  // shared in proportion to their powers
        const double sum = std::accumulate(&row_[1 + at], &row_[1 + at] + n, 0.0);
        for (std::size_t i = 0; i < n && sum > 0; ++i) row_[1 + at + i] *= 1 + hall_response_j_[hall] / r.seconds[hall] / sum;
      }
      const double inlet = air && r.seconds[hall] > 0 ? r.sum[hall] / r.seconds[hall] : nan;
      for (std::size_t i = 0; i < n; ++i) {
        const double own = of.has_single_inlets() ? inlet + rack_above_ks_[at + i] / r.seconds[hall] : inlet;
        row_[1 + racks + at + i] = own;
        row_[1 + 2 * racks + at + i] = !air ? nan : of.has_single_inlets() ? rack_top_[at + i] : r.extreme[hall];
        row_[1 + 3 * racks + at + i] = air ? own + of.outlet_rise(row_[1 + at + i]).si() : nan;
        row_[1 + 4 * racks + at + i] = 1 - load.rack_clock(static_cast<int>(i));
      }
      at += n;
    }
  std::fill(r.sum.begin(), r.sum.end(), 0.0);
  std::fill(r.extreme.begin(), r.extreme.end(), nan);
  std::fill(r.seconds.begin(), r.seconds.end(), 0.0);
  std::fill(hall_response_j_.begin(), hall_response_j_.end(), 0.0);
  std::fill(rack_above_ks_.begin(), rack_above_ks_.end(), 0.0);
  std::fill(rack_top_.begin(), rack_top_.end(), nan);
  if (daily_group_ >= 0) add_to_day(t_s, racks);
}

void Records::add_to_day(double t_s, std::size_t racks) {
  ++daily_rows_;
  for (std::size_t i = 0; i < racks; ++i) {
    const double p = row_[1 + i];
    if (!(daily_[i] <= p)) daily_[i] = p;
    daily_[racks + i] = daily_rows_ == 1 ? p : daily_[racks + i] + p;
    if (!(daily_[2 * racks + i] >= p)) daily_[2 * racks + i] = p;
  }
  if (std::floor(t_s / 86400 + 1e-9) <= static_cast<double>(days_)) return;
  days_ = static_cast<std::int64_t>(std::floor(t_s / 86400 + 1e-9));
  std::vector<double> day{t_s};
  for (std::size_t k = 0; k < daily_.size(); ++k) day.push_back(k / racks == 1 ? daily_[k] / static_cast<double>(daily_rows_) : daily_[k]);
  if (sink_) sink_->append(static_cast<std::size_t>(daily_group_), day);
  std::fill(daily_.begin(), daily_.end(), nan);
  daily_rows_ = 0;
}

}  // namespace netsuden
