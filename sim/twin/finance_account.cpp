// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/finance_account.hpp"

#include <algorithm>

#include "sim/horizon/investment.hpp"
#include "sim/twin/budget_account.hpp"
#include "sim/twin/dispatcher.hpp"

namespace netsuden {

std::optional<FinanceSummary> finance_summary(const Scenario& s, const Inputs& in, const RunSummary& r, const Dispatcher& dispatcher, const std::vector<int>& gpus_per_node) {
  if (!s.finance) return std::nullopt;
  const Investment investment = investment_of(s, in);
  const double end = r.simulated_s;
  std::vector<Operation> periods;
  for (const CalendarYear& y : calendar_years(in.start_unix, end, in.zone)) periods.push_back({.year = y.year, .from_s = y.from_s, .until_s = y.until_s});
  const bool powered = s.finance->revenue && s.finance->revenue->of == SoldHours::powered;
  for (Operation& o : periods) {
    const double years = investment.years_to(o.until_s) - investment.years_to(o.from_s);
    for (const SiteSummary& site : r.sites)
      for (const auto& [year, m] : site.years) {
        if (year != o.year) continue;
        o.energy += m.energy_cost;
        o.demand_charge += m.demand_charge;
        o.curtailment += m.curtailment_penalty - m.curtailment_payment;
        o.water_m3 += m.water_kg / constants::rho_water;
        o.carbon_kg += m.carbon_kg;
        o.fuel_m3 += m.fuel_m3;
        o.rated_mw_years += m.rated_it_j / 1e6 / (o.until_s - o.from_s) * years;
        if (powered) o.gpu_hours += m.gpu_powered_s / 3600;
      }
  }
  for (std::size_t i = 0; i < dispatcher.jobs().size() && !powered; ++i) {
    const Job& j = dispatcher.jobs()[i];
    const JobState& state = dispatcher.state(static_cast<int>(i));
    if (!held_nodes(state.outcome)) continue;
    const double until = state.outcome == JobOutcome::running ? end : state.end_s;
    const double gpus = accelerators_of(j, gpus_per_node[static_cast<std::size_t>(state.hall)]);
    for (Operation& o : periods) o.gpu_hours += gpus * std::max(0.0, std::min(until, o.until_s) - std::max(state.start_s, o.from_s)) / 3600;
  }
  return investment.value(periods, end);
}

}  // namespace netsuden
