// SPDX-License-Identifier: Apache-2.0
// What the loads of a site ask for and what of it they get, by the convention of sim/ledger/demand.hpp.
#include <algorithm>

#include "sim/twin/site_model.hpp"

namespace netsuden {

UnservedCause SiteModel::supply_cause() const {
  const auto& nodes = chain_.nodes();
  const bool grid = std::any_of(nodes.begin(), nodes.end(), [&](const PowerNode& n) { return n.is(PowerNodeType::grid_connection) && std::min(grid_supply_.voltage, n.grid_voltage) < steady_voltage; });
  return grid ? UnservedCause::grid : UnservedCause::equipment;
}

/// After `energize`, with the loads of before.
void SiteModel::hold_demand() {
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    const bool powered = hall_powered_[h] != 0;
    const UnservedCause cause = shed_[h] != 0 ? UnservedCause::shed : halls_[h].in_service ? supply_cause() : UnservedCause::equipment;
    rack_demand_[h].look(racks_on_[h] != 0, halls_[h].there, drew_w_[h] >= 0 ? drew_w_[h] : loads_[h]->power_w(), powered ? UnservedCause::heat : cause);
    hall_cooling_demand_[h].look(powered, halls_[h].there, on_racks_nodes_w(h), cause);
  }
  for (Auxiliary& a : auxiliaries_) {
    const bool there = a.of_hall() ? halls_[a.index].there : plants_[a.index].in_service;
    a.demand.look(a.powered, there, auxiliary_w(a), a.of_hall() && !halls_[a.index].in_service ? UnservedCause::equipment : supply_cause());
  }
  other_demand_.look(spec_.other_load.si() <= 0 || chain_.any_energized(other_feeds_), true, spec_.other_load.si(), supply_cause());
}

double SiteModel::hall_asks_w(int h) const {
  const auto k = static_cast<std::size_t>(h);
  const double racks = rack_demand_[k].off() ? rack_demand_[k].w() : loads_[k]->power_w() + out_.hall_response_w[k];
  return racks + (hall_cooling_demand_[k].off() ? hall_cooling_demand_[k].w() : on_racks_nodes_w(k));
}

void SiteModel::account_demand(double dt_s) {
  const UnservedCause cause = supply_cause();
  out_.demand = {};
  const auto take = [&](const Auxiliary& a, DemandStep& d) {
    if (a.powered) d.draws(auxiliary_w(a), chain_.shortfall(a.feeds), cause);
    d.lacks(a.demand);
  };
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    DemandStep& d = out_.hall_demand[h] = {};
    d.draws(hall_asked_w_[h], chain_.shortfall(halls_[h].feeds), cause);
    d.lacks(rack_demand_[h]);
    if (racks_on_[h] != 0) d.lacks(loads_[h]->off_w(), UnservedCause::heat);
    d.lacks(hall_cooling_demand_[h]);
    for (const int own : {air_apart_[h], cdus_apart_[h]})
      if (own >= 0) take(apart(own), d);
    hall_demand_meters_[h].account(d, dt_s);
    if (rack_demand_[h].off()) hall_demand_meters_[h].off_s[static_cast<std::size_t>(rack_demand_[h].cause())] += dt_s;
    if (boots(static_cast<int>(h))) hall_demand_meters_[h].boot_s += dt_s;
    out_.hall_shed[h] = shed_[h];
    out_.demand += d;
  }
  for (const Auxiliary& a : auxiliaries_)
    if (!a.of_hall()) take(a, out_.demand);
  const bool other_on = spec_.other_load.si() > 0 && chain_.any_energized(other_feeds_);
  out_.demand.draws(other_on ? spec_.other_load.si() : 0, chain_.shortfall(other_feeds_), cause);
  out_.demand.lacks(other_demand_);
  meters_.demand.account(out_.demand, dt_s);
}

}  // namespace netsuden
