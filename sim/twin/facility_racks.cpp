// SPDX-License-Identifier: Apache-2.0
// Single racks and heat: where the inlets of a hall are known one by one, each rack throttles and saves itself by its own.
//
//   throttle  clock of a rack by its inlet (sim/control/throttle.hpp); a job runs at that of its slowest rack
//   trip      a rack stops at `shutdown.inlet`, its jobs go back to the queue; `shutdown.reset` below that it starts, boots, and
//             takes work again
// The hall as a whole stops by the mean of its cold aisle (SiteModel::protect). Left out: a rack that trips between two steps does so
// at the next one, but for the hottest, which is predicted; coolant is judged by hall.
// Verified by tests/invariants/rack_heat_test.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "sim/base/some_of.hpp"
#include "sim/base/unit_table.hpp"
#include "sim/control/throttle.hpp"
#include "sim/twin/facility.hpp"

namespace netsuden {

void Facility::guard_racks() {
  for (const auto& site : sites_)
    for (const Hall& h : site->halls()) {
      RackGuard& g = guards_.emplace_back();
      if (!h.has_single_inlets()) continue;
      g.racks.resize(static_cast<std::size_t>(h.spec().racks.count));
      g.ready_s.assign(g.racks.size(), std::numeric_limits<double>::infinity());
    }
}

bool Facility::throttle_racks(std::size_t s, std::size_t h, const ControlSpec& c) {
  RackGuard& g = guards_[static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)))];
  if (g.racks.empty() || c.per == ThrottleScope::hall) return false;
  const Hall& hall = sites_[s]->halls()[h];
  if (g.throttled == 0 && hall.hottest_inlet() <= c.start) return true;
  g.wanted.resize(g.racks.size(), 1.0);
  for (std::size_t r = 0; r < g.racks.size(); ++r)
    g.wanted[r] = std::min(g.wanted[r], next_thermal_clock(g.racks[r].clock, hall.state().cold + hall.inlet_above(static_cast<int>(r)), c.start, c.full, c.floor.value()));
  return true;
}

void Facility::apply_racks(std::size_t s, std::size_t h, double now) {
  const int hall = global_hall(static_cast<int>(s), static_cast<int>(h));
  dispatcher_.set_racks(hall, guards_[static_cast<std::size_t>(hall)].racks, now);
  on_load_change(hall, now);
}

void Facility::set_rack_clocks(std::size_t s, std::size_t h, double now) {
  RackGuard& g = guards_[static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)))];
  if (g.wanted.empty()) return;
  bool any = false;
  const int throttled = g.throttled;
  const double slowest = g.slowest;
  g.throttled = 0;
  g.slowest = 1;
  for (std::size_t r = 0; r < g.racks.size(); ++r) {
    const double level = clock_levels()[clock_level(g.wanted[r])];
    any = any || level != g.racks[r].clock;
    g.racks[r].clock = level;
    if (level < 1) ++g.throttled;
    g.slowest = std::min(g.slowest, level);
  }
  g.wanted.clear();
  if (!any) return;
  apply_racks(s, h, now);
  if ((g.throttled > 0) == (throttled > 0) && g.slowest == slowest) return;
  const std::string asset = sites_[s]->hall_path(h);
  const std::string text = g.throttled == 0 ? "no rack is throttled any more" : fmt::format("{} of {} racks throttled, the slowest to a relative clock of {:.2f}", g.throttled, g.racks.size(), g.slowest);
  records_.event(now, g.throttled > 0 ? severity_warning : severity_info, EventCode::throttle, asset, g.slowest, asset + ": " + text);
}

void Facility::protect_racks(std::size_t s, double now) {
  SiteModel& site = *sites_[s];
  for (std::size_t h = 0; h < site.halls().size(); ++h) {
    const Hall& hall = site.halls()[h];
    RackGuard& g = guards_[static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)))];
    if (g.racks.empty() || !site.racks_on(static_cast<int>(h))) continue;
    const ShutdownSpec& limit = hall.spec().shutdown;
    const Duration boot = site.replays(static_cast<int>(h)) ? Duration{} : hall.spec().racks.boot;
    std::vector<std::string> off, on;
    bool any = false;
    double hottest = -std::numeric_limits<double>::infinity();
    for (std::size_t r = 0; r < g.racks.size(); ++r) {
      HallLoad::RackState& rack = g.racks[r];
      const Temperature inlet = hall.state().cold + hall.inlet_above(static_cast<int>(r));
      const auto name = [&] { return fmt::format("rack_{} at {:.1f} degC", r + 1, inlet.c()); };
      if (rack.on && inlet >= limit.inlet) {
        rack.on = rack.works = false;
        g.ready_s[r] = std::numeric_limits<double>::infinity();
        off.push_back(name());
        hottest = std::max(hottest, inlet.c());
      } else if (!rack.on && inlet < limit.inlet - limit.reset) {
        rack.on = true;
        g.ready_s[r] = now + boot.si();
        on.push_back(name());
      }
      if (rack.on && !rack.works && now >= g.ready_s[r] - 1e-6) {
        rack.works = any = true;
        g.ready_s[r] = std::numeric_limits<double>::infinity();
      }
    }
    if (off.empty() && on.empty() && !any) continue;
    apply_racks(s, h, now);
    const std::string asset = site.hall_path(h);
    if (!off.empty()) {
      records_.event(now, severity_critical, EventCode::thermal_shutdown, asset, hottest, fmt::format("{}: shut down by heat: {}", asset, some_of(off, 4)));
      records_.open_window(now, EventCode::thermal_shutdown, asset);
      open_transient(s, now);
    }
    if (!on.empty()) records_.event(now, severity_info, EventCode::thermal_restart, asset, static_cast<double>(on.size()), fmt::format("{}: cool enough to start again: {}{}", asset, some_of(on, 4), boot.si() > 0 ? ", booting for " + format_duration(boot.si()) : ""));
  }
}

double Facility::next_rack_s(std::size_t s, double now) const {
  double next = std::numeric_limits<double>::infinity();
  for (std::size_t h = 0; h < sites_[s]->halls().size(); ++h)
    for (const double t : guards_[static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)))].ready_s) next = std::min(next, t - now);
  return next;
}

}  // namespace netsuden
