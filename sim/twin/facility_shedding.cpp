// SPDX-License-Identifier: Apache-2.0
// Halls that load shedding switches off and on, each with its event; and fuel that comes by an event.
#include <fmt/format.h>

#include "sim/base/errors.hpp"
#include "sim/base/unit_table.hpp"
#include "sim/twin/facility.hpp"

namespace netsuden {

void Facility::shed(std::size_t s, double now, double dt_s) {
  SiteShedding& shedding = shedding_[s];
  if (!shedding.present()) return;
  SiteModel& site = *sites_[s];
  const std::vector<SiteShedding::Move> moves = shedding.step(site, dt_s);
  if (moves.empty()) return;
  for (const SiteShedding::Move& m : moves) {
    const std::string asset = site.hall_path(static_cast<std::size_t>(m.hall));
    std::string text = asset + " is taken back";
    if (m.shed) {
      const auto& node = site.chain().nodes()[static_cast<std::size_t>(m.node)];
      text = fmt::format("{} is shed: {} is asked for {} of {}", asset, node.spec.name, format_si(m.load_w, "W", 4), format_si(m.capacity_w, "W", 4));
    }
    const EventCode code = m.shed ? EventCode::shed : EventCode::taken_back;
    records_.event(now, m.shed ? severity_critical : severity_info, code, asset, site.hall_asks_w(m.hall), text);
    records_.open_window(now, code, asset);
    site.set_shed(m.hall, m.shed);
  }
  apply_power(s, now, Cause::shed);
  note_machines(s, now);
  open_transient(s, now);
}

void Facility::apply_fuel(const Change& c, double now) {
  const Service* a = service(c.target);
  if (!a || a->asset.what != AssetRef::What::power_node) throw SimulationError(fmt::format("t = {:.0f} s: there is no power node {}", now, c.target));
  sites_[a->site]->chain().deliver(a->asset.index, Volume::from_si(c.amount));
  apply_power(a->site, now, Cause::fault);
  note_machines(a->site, now);
  open_transient(a->site, now);
}

}  // namespace netsuden
