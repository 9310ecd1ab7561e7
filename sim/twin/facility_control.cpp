// SPDX-License-Identifier: Apache-2.0
// The controls of a facility: which clock each hall may run at.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/control/throttle.hpp"
#include "sim/twin/facility.hpp"

namespace netsuden {

/// Whether a control of the site has, or will soon have, something to decide: then it decides every control interval,
/// otherwise with the steps.
bool Facility::near_control(std::size_t s) const {
  const SiteModel& site = *sites_[s];
  if (shedding_[s].near(site)) return true;
  for (std::size_t h = 0; h < site.halls().size(); ++h)
    if (const HallPlates* plates = site.halls()[h].plates(); plates && site.racks_on(static_cast<int>(h)) &&
                                                             (plates->worst() > plates->params().limit - 2_K || case_clock_[static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)))] < 1)) return true;
  if (const SiteController& c = *controllers_[s]; c.exists()) {
    for (std::size_t h = 0; h < site.halls().size(); ++h)
      if (site.racks_on(static_cast<int>(h)) && clock_[static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)))] < 1) return true;
    if (site.outputs().import_w > 0.9 * c.power_cap_w()) return true;
  }
  for (const ControlSpec& c : scenario_.control) {
    if (c.type == ControlType::load_shedding) continue;
    for (std::size_t h = 0; h < site.halls().size(); ++h) {
      if (!site.racks_on(static_cast<int>(h))) continue;
      const auto g = static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)));
      if (clock_[g] < 1 || guards_[g].throttled > 0) return true;
      if (c.type == ControlType::thermal_throttle && site.halls()[h].hottest_inlet() > c.start - 2_K) return true;
    }
    // A step of calm may pass before it is asked again.
    if (c.type == ControlType::demand_response && std::isfinite(site.grid_account().limit_w(site.time(), c.lead.si() + calm_s_))) return true;
    if (c.type == ControlType::power_cap) {
      const auto [load, rating] = capped_load(site, c);
      if (load > 0.9 * c.limit.value() * rating) return true;
    }
  }
  return false;
}

/// Load and rating, W, of the nodes that a power cap watches.
std::pair<double, double> Facility::capped_load(const SiteModel& site, const ControlSpec& c) {
  double load = 0, rating = 0;
  for (const auto& n : site.chain().nodes()) {
    const bool meant = c.target.empty() ? n.spec.type == PowerNodeType::grid_connection
                                        : c.target == site.path() + ".power." + n.spec.name;
    if (!meant || !n.energized) continue;
    load += n.load_w;
    rating += n.rating(n.units_up()) * (n.rated_load() > 0 ? n.load_w / n.rated_load() : 1);
  }
  return {load, rating};
}

void Facility::control(double now) {
  std::vector<double> wanted(clock_.size(), 1.0);
  for (std::size_t s = 0; s < sites_.size(); ++s) {  // power caps of controllers
    if (!std::isfinite(controllers_[s]->power_cap_w())) continue;
    for (std::size_t h = 0; h < sites_[s]->halls().size(); ++h) {
      const auto g = static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)));
      wanted[g] = capped_clock(clock_[g], ActivePower::from_si(sites_[s]->outputs().import_w), ActivePower::from_si(controllers_[s]->power_cap_w()), controllers_[s]->floor());
    }
  }
  for (const ControlSpec& c : scenario_.control) {
    if (c.type == ControlType::load_shedding) continue;  // after every step
    for (std::size_t s = 0; s < sites_.size(); ++s) {
      SiteModel& site = *sites_[s];
      if (c.type == ControlType::thermal_throttle) {
        for (std::size_t h = 0; h < site.halls().size(); ++h) {
          if (throttle_racks(s, h, c)) continue;
          const auto g = static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)));
          wanted[g] = std::min(wanted[g], next_thermal_clock(clock_[g], site.halls()[h].hottest_inlet(), c.start, c.full, c.floor.value()));
        }
        continue;
      }
      double load = 0, allowed = 0;
      if (c.type == ControlType::power_cap) {
        const auto [of_nodes, rating] = capped_load(site, c);
        load = of_nodes;
        allowed = c.limit.value() * rating;
        if (rating <= 0) continue;
      } else {
        load = site.outputs().import_w;
        allowed = (1 - c.margin.value()) * site.grid_account().limit_w(now, c.lead.si());
        if (!std::isfinite(allowed)) continue;
      }
      for (std::size_t h = 0; h < site.halls().size(); ++h) {
        const auto g = static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)));
        const double clock = capped_clock(clock_[g], ActivePower::from_si(load), ActivePower::from_si(allowed), c.floor.value());
        wanted[g] = std::min(wanted[g], clock);
      }
    }
  }
  for (std::size_t s = 0; s < sites_.size(); ++s)
    for (std::size_t h = 0; h < sites_[s]->halls().size(); ++h) {
      if (!sites_[s]->racks_on(static_cast<int>(h))) continue;  // nothing to throttle; decided when it has power
      const auto g = static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)));
      set_rack_clocks(s, h, now);
      control_clock_[g] = wanted[g];
      set_hall_clock(s, h, std::min(wanted[g], case_clock_[g]), now);
    }
}

void Facility::set_hall_clock(std::size_t s, std::size_t h, double wanted, double now, const std::string& why) {
  const auto g = static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)));
  const double level = clock_levels()[clock_level(wanted)];
  if (level == clock_[g]) return;
  const bool lower = level < clock_[g];
  clock_[g] = level;
  dispatcher_.set_clock(static_cast<int>(g), level, now);
  sites_[s]->refresh_profile(static_cast<int>(h), now);
  const std::string asset = sites_[s]->hall_path(h);
  records_.event(now, lower ? severity_warning : severity_info, EventCode::throttle,
                 asset, level, fmt::format("{} at a relative clock of {:.2f}{}", asset, level, why));
  on_load_change(static_cast<int>(g), now);
}

void Facility::throttle_by_case(std::size_t s, double now) {
  SiteModel& site = *sites_[s];
  for (std::size_t h = 0; h < site.halls().size(); ++h) {
    const Hall& hall = site.halls()[h];
    const HallPlates* plates = hall.plates();
    if (!plates || !site.racks_on(static_cast<int>(h))) continue;
    const auto g = static_cast<std::size_t>(global_hall(static_cast<int>(s), static_cast<int>(h)));
    const HallStep& step = site.outputs().halls[h];
    const Temperature supply = Temperature::celsius(std::isfinite(step.coolant_supply_c) ? step.coolant_supply_c : plates->worst().c());
    const double next = next_case_clock(case_clock_[g], plates->worst(), step.plates.steady_worst, supply, plates->params().limit, hall.spec().shutdown.case_temperature, plates->params().floor.value());
    case_clock_[g] = clock_levels()[clock_level(next)];
    set_hall_clock(s, h, std::min(control_clock_[g], case_clock_[g]), now, fmt::format(", by cases of {:.1f} degC", plates->worst().c()));
  }
}

}  // namespace netsuden
