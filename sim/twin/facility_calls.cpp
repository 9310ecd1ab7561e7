// SPDX-License-Identifier: Apache-2.0
// What the grid asks of the sites of a facility: calls to import less.
#include <fmt/format.h>

#include <cmath>

#include "sim/base/unit_table.hpp"
#include "sim/twin/facility.hpp"

namespace netsuden {

void Facility::apply_call(const Change& c, double now) {
  using What = Change::What;
  std::size_t s = 0;
  while (sites_[s]->spec().name != c.target) ++s;
  SiteModel& site = *sites_[s];
  GridAccount& account = site.grid_account();
  if (c.what == What::look_at_import) return account.look_at_import(c.set, now, site.meters().import_j);
  const GridAccount::Call& call = account.calls()[static_cast<std::size_t>(c.set)];
  const std::string name = "curtailment " + site.spec().curtailment[static_cast<std::size_t>(call.programme)].name;
  const auto limit = [&] { return format_si(call.limit_w, "W", 4); };
  switch (c.what) {
    case What::call_out: return call_out_sets(s, now);
    case What::curtailment_notice:
      account.notice(c.set, now, site.meters().import_j);
      if (now > 0) plan_step(s, now);  // the controls may have to decide sooner than it was planned
      if (!(c.t_s >= 0)) return;  // it was announced before the run
      records_.event(now, severity_info, EventCode::curtailment_notice, site.path(), call.limit_w,
                     fmt::format("{}: at most {} from {} for {}", name, limit(), format_compact(call.when.from, inputs_.zone), format_duration(call.when.until - call.when.from)));
      return;
    case What::curtailment:
      account.begin(c.set);
      records_.event(now, severity_warning, EventCode::curtailment, site.path(), call.limit_w, fmt::format("{}: at most {} until {}", name, limit(), format_compact(call.when.until, inputs_.zone)));
      records_.open_window(now, EventCode::curtailment, site.path());
      call_out_sets(s, now);
      if (now > 0) plan_step(s, now);
      return;
    default:
      if (const auto crossing = site.end_call(c.set)) violation(*crossing, now);
      records_.event(now, severity_info, EventCode::curtailment_end, site.path(), call.limit_w, name + (call.over ? " is over; the import was above its limit" : " is over; its limit was kept"));
      records_.open_window(now, EventCode::curtailment_end, site.path());
      call_out_sets(s, now);
  }
}

/// Generating sets that answer calls run while one is on or near.
void Facility::call_out_sets(std::size_t s, double now) {
  SiteModel& site = *sites_[s];
  bool changed = false;
  for (PowerNode& n : site.chain().nodes()) {
    const bool out = n.spec.curtailment && std::isfinite(site.grid_account().limit_w(now, n.spec.curtailment_lead.si() + 1e-6));
    changed = changed || out != n.called_out;
    n.called_out = out;
  }
  if (!changed) return;
  apply_power(s, now, Cause::fault);
  note_machines(s, now);
  open_transient(s, now);
}

}  // namespace netsuden
