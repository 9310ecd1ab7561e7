// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/sovereign_account.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/twin/plan_account.hpp"
#include "sim/twin/plan_state.hpp"
#include "sim/workload/rack_supply.hpp"
#include "sim/workload/training_compute.hpp"

namespace netsuden {
namespace {

const SiteSpec* site_of_hall(const Scenario& s, int hall) {
  for (const SiteSpec& site : s.sites) {
    if (hall < static_cast<int>(site.halls.size())) return &site;
    hall -= static_cast<int>(site.halls.size());
  }
  return nullptr;
}

/// What a site may import, W.
double limit_of(const Scenario& s, const SiteSpec& site) {
  double connections = 0;
  for (const PowerNodeSpec& n : site.power)
    if (n.type == PowerNodeType::grid_connection) connections += n.capacity.si() * std::max(1, n.count);
  if (site.contract_demand) return std::min(connections > 0 ? connections : site.contract_demand->si(), site.contract_demand->si());
  if (s.constraints.import_limit) return std::min(connections > 0 ? connections : s.constraints.import_limit->si(), s.constraints.import_limit->si());
  return connections;
}

TrainingCapability of_site(const Scenario& s, const SiteSpec& site, double pue) {
  TrainingCapability c;
  c.site = site.name;
  double peak = 0;
  for (const HallSpec& h : site.halls) {
    const NodePowerParams& node = h.racks.params.node;
    if (!node.gpu_peak) continue;
    const double gpus = static_cast<double>(h.racks.count) * h.racks.params.nodes_per_rack * std::max(1, node.gpus);
    c.gpus += gpus;
    peak += gpus * node.gpu_peak->si();
    c.it_w += make_rack(h.racks.params).rated.si() * h.racks.count;
  }
  c.facility_w = c.it_w * (pue >= 1 ? pue : 1) + site.other_load.si();
  c.limit_w = limit_of(s, site);
  if (c.facility_w > c.limit_w && c.limit_w > 0) c.share = std::clamp((c.limit_w - site.other_load.si()) / std::max(1.0, c.facility_w - site.other_load.si()), 0.0, 1.0);
  const TrainingCapabilitySpec& t = s.workload.largest_training;
  c.flop = training_compute(c.share, ComputeRate::from_si(peak), t.mfu, t.time, t.goodput).si();
  return c;
}

}  // namespace

void account_job(const Scenario& s, const TenantSpec* tenant, const Job& j, const JobDone& d, const std::vector<int>& gpus, SovereignSummary& out) {
  static constexpr const char* levels[] = {"L0", "L1", "L2", "L3", "L4"};
  if (tenant && !tenant->jurisdiction.empty()) {
    out.jurisdiction = tenant->jurisdiction;
    out.level = levels[static_cast<int>(tenant->level)];
  }
  const double n = accelerators_of(j, gpus.empty() ? 0 : gpus[static_cast<std::size_t>(std::max(0, d.hall))]), asked = n * j.run_s / 3600;
  out.asked_h += asked;
  if (d.outcome == JobOutcome::refused) {
    out.refused_h[static_cast<std::size_t>(d.refusal)] += asked;
    return;
  }
  const double served = std::clamp(n * d.done_s / 3600, 0.0, asked);
  out.served_h += served;
  out.left_h += asked - served;
  const SiteSpec* site = d.hall >= 0 ? site_of_hall(s, d.hall) : nullptr;
  if (!site || !tenant) return;
  if (!tenant->jurisdiction.empty() && site->jurisdiction == tenant->jurisdiction) out.home_h += served;
  if (!tenant->operator_name.empty() && site->operator_name != tenant->operator_name) out.partner_h += served;
}

std::vector<TrainingCapability> largest_training(const Scenario& s, const Inputs& in, const std::vector<double>& pue) {
  std::set<double> dates{0};
  for (const PlanDeed& d : plan_deeds(s, plan_schedule(s, in)))
    if (d.t_s > 0 && d.t_s < in.duration()) dates.insert(d.t_s);
  std::vector<TrainingCapability> all;
  std::vector<TrainingCapability> last(s.sites.size());  // as the reader of the list takes them to be; at first no accelerators
  for (const double date : dates) {
    const PlanState then = plan_state(s, in, date);
    for (std::size_t i = 0; i < s.sites.size(); ++i) {
      const auto absent = then.absent.find(s.sites[i].name);
      const SiteSpec site = standing_site(then.scenario.sites[i], absent != then.absent.end() ? absent->second : std::set<std::string>{});
      TrainingCapability c = of_site(then.scenario, site, i < pue.size() ? pue[i] : 1);
      c.from_s = date;
      if (last[i].flop == c.flop && last[i].gpus == c.gpus && (last[i].limit_w == c.limit_w || !(c.gpus > 0))) continue;
      last[i] = c;
      all.push_back(c);
    }
  }
  return all;
}

}  // namespace netsuden
