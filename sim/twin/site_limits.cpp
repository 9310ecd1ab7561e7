// SPDX-License-Identifier: Apache-2.0
// The limits of a site: which constraints it has, and how each step is judged by them.
#include <algorithm>
#include <cmath>

#include "sim/twin/site_model.hpp"

namespace netsuden {

void SiteModel::add_constraints() {
  const auto add = [&](const std::string& name, ConstraintKind kind, const std::string& asset, const char* unit, double ref = 0) {
    const int i = ledger_.add({name, kind, asset, unit, index_, ref});
    all_constraints_.push_back(i);
    return i;
  };
  const std::string p = spec_.name;
  for (const auto& n : chain_.nodes()) {
    const std::string asset = p + ".power." + n.spec.name;
    switch (n.spec.type) {
      case PowerNodeType::grid_connection: node_constraint_.push_back(add(asset + ".capacity", ConstraintKind::grid_connection, asset, "VA")); break;
      case PowerNodeType::transformer: node_constraint_.push_back(add(asset + ".rating", ConstraintKind::transformer, asset, "VA")); break;
      case PowerNodeType::switchboard: node_constraint_.push_back(add(asset + ".rating", ConstraintKind::switchboard, asset, "VA")); break;
      case PowerNodeType::ups: node_constraint_.push_back(add(asset + ".rating", ConstraintKind::ups, asset, "W")); break;
      case PowerNodeType::pdu: node_constraint_.push_back(add(asset + ".rating", ConstraintKind::pdu, asset, "VA")); break;
      case PowerNodeType::genset: node_constraint_.push_back(add(asset + ".capacity", ConstraintKind::genset, asset, "W")); break;
    }
  }
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    const HallSpec& s = halls_[h].spec();
    const std::string asset = p + ".halls." + s.name;
    hall_rack_.push_back(add(asset + ".rack_power", ConstraintKind::rack_power, asset, "W"));
    const bool inlet = s.air && upper_limit(scenario_.constraints.rack_inlet);
    hall_inlet_.push_back(inlet ? add(asset + ".rack_inlet", ConstraintKind::rack_inlet, asset, "degC", s.air->supply.c()) : -1);
    hall_air_.push_back(s.air ? add(asset + ".crah_air_flow", ConstraintKind::air_flow, asset, "kg/s") : -1);
    const bool coolant = s.liquid && upper_limit(scenario_.constraints.coolant) && halls_[h].liquid_loop >= 0;
    hall_coolant_.push_back(coolant ? add(asset + ".coolant_supply", ConstraintKind::coolant_supply, asset, "degC",
                                          spec_.cooling[static_cast<std::size_t>(halls_[h].liquid_loop)].supply.c())
                                    : -1);
    const bool liquid = s.liquid && halls_[h].rack().params.liquid_share.value() > 0;
    hall_cdu_.push_back(liquid ? add(asset + ".cdu_heat", ConstraintKind::cdu, asset, "W") : -1);
  }
  for (const auto& c : spec_.cooling) {
    const std::string asset = p + ".cooling." + c.name;
    plant_capacity_.push_back(c.type == PlantType::chilled_water
                                  ? add(asset + ".chiller_capacity", ConstraintKind::cooling_capacity, asset, "W")
                                  : add(asset + ".tower_capacity", ConstraintKind::heat_rejection, asset, "W"));
    plant_towers_.push_back(c.type == PlantType::chilled_water ? add(asset + ".tower_capacity", ConstraintKind::heat_rejection, asset, "W") : -1);
  }
  if (scenario_.constraints.import_limit) contract_ = add(p + ".contract", ConstraintKind::contract, p, "W");
}

void SiteModel::judge(double dt, const std::function<void(const CapacityLedger::Crossing&)>& on_crossing) {
  const auto update = [&](int c, double value, double limit, double firm) {
    if (const auto crossing = ledger_.update(c, t_, dt, value, limit, firm)) on_crossing(*crossing);
  };
  const auto leave = [&](int c) {
    if (c < 0) return;
    if (const auto crossing = ledger_.set_inactive(c)) on_crossing(*crossing);
  };
  for (std::size_t i = 0; i < chain_.nodes().size(); ++i) {
    const PowerChain::Node& n = chain_.nodes()[i];
    const int c = node_constraint_[i];
    if (!n.in_service) {
      leave(c);
      continue;
    }
    const int up = n.units_up();
    if (n.spec.type == PowerNodeType::genset) {  // a limit while they run: what they can take by now
      const double available = n.sets_available_w();
      if (n.sets_on_load() > 0) update(c, n.load_w, available, std::min(available, n.rating(firm_count(std::max(1, n.spec.count), n.spec.redundancy))));
      else leave(c);
      continue;
    }
    const double firm = n.rating(std::min(up, firm_count(std::max(1, n.spec.count), n.spec.redundancy)));
    const double value = n.spec.type == PowerNodeType::ups ? n.load_w : n.load_w / n.power_factor;
    update(c, value, n.rating(up), firm);
  }
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    const HallStep& s = out_.halls[h];
    if (!halls_[h].in_service) {
      for (const int c : {hall_rack_[h], hall_inlet_[h], hall_air_[h], hall_coolant_[h], hall_cdu_[h]})
        leave(c);
      continue;
    }
    update(hall_rack_[h], std::max(out_.hall_it_w[h], hall_peak_w_[h]), halls_[h].rated_it_w(), halls_[h].rated_it_w());
    if (hall_cdu_[h] >= 0) {
      const auto& g = halls_[h].spec().liquid->cdus;
      const double one = g.params.rated_heat.si();
      update(hall_cdu_[h], s.liquid_heat_w, halls_[h].cdus_up() * one, std::min(halls_[h].cdus_up(), firm_count(g.count.value_or(1), g.redundancy)) * one);
    }
    if (racks_on_[h] == 0) {  // nothing stands in the air that would mind it
      leave(hall_inlet_[h]);
      leave(hall_coolant_[h]);
    } else if (hall_inlet_[h] >= 0) {
      const double limit = upper_limit(scenario_.constraints.rack_inlet)->c();
      update(hall_inlet_[h], s.air.end.cold.c(), limit, limit);
    }
    if (hall_air_[h] >= 0) {
      // What the servers draw, turned into the supply that it takes past bypass and recirculation.
      const double wanted = s.air.flows.server.si() * (1 - halls_[h].spec().air->hall.recirculation.value()) /
                            (1 - halls_[h].spec().air->hall.bypass.value());
      update(hall_air_[h], wanted, halls_[h].crah_flow_available(), halls_[h].crah_flow_firm());
    }
    if (hall_coolant_[h] >= 0 && racks_on_[h] != 0 && std::isfinite(s.coolant_supply_c)) {
      const double limit = upper_limit(scenario_.constraints.coolant)->c();
      update(hall_coolant_[h], plants_[static_cast<std::size_t>(halls_[h].liquid_loop)].supply().c(), limit, limit);
    }
  }
  for (std::size_t p = 0; p < plants_.size(); ++p) {
    if (!plants_[p].in_service) {
      leave(plant_capacity_[p]);
      leave(plant_towers_[p]);
      continue;
    }
    const PlantStep& s = out_.plants[p];
    update(plant_capacity_[p], s.heat_in_w, s.available_w, s.firm_available_w);
    if (plant_towers_[p] >= 0) {
      const auto& g = plants_[p].spec().towers;
      const double one = g.params.rated_heat.si();
      const int up = static_cast<int>(std::count(plants_[p].tower_up.begin(), plants_[p].tower_up.end(), char{1}));
      update(plant_towers_[p], s.rejected_w, up * one, std::min(up, firm_count(g.count.value_or(1), g.redundancy)) * one);
    }
  }
  if (contract_ >= 0) update(contract_, out_.import_w, scenario_.constraints.import_limit->si(), scenario_.constraints.import_limit->si());
}

}  // namespace netsuden
