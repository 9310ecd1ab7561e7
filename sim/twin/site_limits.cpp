// SPDX-License-Identifier: Apache-2.0
// The limits of a site: which constraints it has, and how each step is judged by them.
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/twin/site_model.hpp"

#include "sim/spec/complete.hpp"
#include "sim/twin/machines_up.hpp"

namespace netsuden {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double dip_voltage = 0.9;     // share of nominal; below it is a dip (EN 50160)
constexpr double rated_ambient_c = 20;  // at which IEC 60076-7 counts normal ageing

ConstraintKind constraint_kind(PowerNodeType t) {
  switch (t) {
    case PowerNodeType::grid_connection: return ConstraintKind::grid_connection;
    case PowerNodeType::transformer: return ConstraintKind::transformer;
    case PowerNodeType::switchboard: return ConstraintKind::switchboard;
    case PowerNodeType::ups: return ConstraintKind::ups;
    case PowerNodeType::pdu: return ConstraintKind::pdu;
    case PowerNodeType::genset: return ConstraintKind::genset;
    case PowerNodeType::transfer_switch: return ConstraintKind::transfer_switch;
    case PowerNodeType::bus_coupler: return ConstraintKind::bus_coupler;
    case PowerNodeType::busway: return ConstraintKind::busway;
    case PowerNodeType::rectifier: return ConstraintKind::rectifier;
    case PowerNodeType::bess:
    case PowerNodeType::pv: return ConstraintKind::bess;
  }
  return ConstraintKind::switchboard;
}

}  // namespace

bool SiteModel::feeds_consumers(int node) const {
  const auto has = [node](const std::vector<int>& feeds) { return std::find(feeds.begin(), feeds.end(), node) != feeds.end(); };
  return std::any_of(halls_.begin(), halls_.end(), [&](const Hall& h) { return has(h.feeds); }) ||
         std::any_of(auxiliaries_.begin(), auxiliaries_.end(), [&](const Auxiliary& a) { return has(a.feeds); });
}

void SiteModel::add_constraints() {
  const auto add = [&](const std::string& name, ConstraintKind kind, const std::string& asset, const char* unit, double ref = 0) {
    const int i = ledger_.add({name, kind, asset, unit, index_, ref});
    all_constraints_.push_back(i);
    return i;
  };
  const std::string p = spec_.name;
  for (const auto& n : chain_.nodes()) {
    const std::string asset = p + ".power." + n.spec.name;
    const bool source = n.is_source();
    const bool limits = !n.solar && (!n.battery || n.spec.island);  // the others give what they can
    node_constraint_.push_back(!limits ? -1 : add(asset + (source ? ".capacity" : ".rating"), constraint_kind(n.spec.type), asset, n.rated_in_w() ? "W" : "VA"));
    const bool voltage = feeds_consumers(static_cast<int>(hot_spot_.size()));
    voltage_.push_back(voltage ? add(asset + ".voltage", ConstraintKind::voltage, asset, "1") : -1);
    hot_spot_.push_back(n.spec.ageing ? add(asset + ".hot_spot", ConstraintKind::hot_spot, asset, "degC", rated_ambient_c) : -1);
  }
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    const HallSpec& s = halls_[h].spec();
    const std::string asset = p + ".halls." + s.name;
    hall_rack_.push_back(add(asset + ".rack_power", ConstraintKind::rack_power, asset, "W"));
    hall_feed_.push_back(s.rack_feed ? add(asset + ".rack_feed", ConstraintKind::rack_feed, asset, "W") : -1);
    const bool inlet = s.air && upper_limit(scenario_.constraints.rack_inlet);
    hall_inlet_.push_back(inlet ? add(asset + ".rack_inlet", ConstraintKind::rack_inlet, asset, "degC", s.air->supply.c()) : -1);
    const bool dx = s.air && s.air->cracs;
    hall_air_.push_back(s.air ? add(asset + (dx ? ".crac_air_flow" : ".crah_air_flow"), ConstraintKind::air_flow, asset, "kg/s") : -1);
    hall_crac_.push_back(dx ? add(asset + ".crac_capacity", ConstraintKind::cooling_capacity, asset, "W") : -1);
    const bool coolant = s.liquid && upper_limit(scenario_.constraints.coolant) && halls_[h].liquid_loop >= 0;
    hall_coolant_.push_back(coolant ? add(asset + ".facility_water", ConstraintKind::facility_water, asset, "degC",
                                          spec_.cooling[static_cast<std::size_t>(halls_[h].liquid_loop)].supply.c())
                                    : -1);
    const bool liquid = s.liquid && halls_[h].rack().params.liquid_share.value() > 0;
    hall_cdu_.push_back(liquid ? add(asset + ".cdu_heat", ConstraintKind::cdu, asset, "W") : -1);
    const bool plates = halls_[h].plates() != nullptr;
    hall_flow_.push_back(plates ? add(asset + ".coolant_flow", ConstraintKind::coolant_flow, asset, "kg/s") : -1);
    hall_case_.push_back(plates ? add(asset + ".case_temperature", ConstraintKind::case_temperature, asset, "degC",
                                      halls_[h].liquid_loop >= 0 ? spec_.cooling[static_cast<std::size_t>(halls_[h].liquid_loop)].supply.c() : 0)
                                : -1);
  }
  for (const auto& c : spec_.cooling) {
    const std::string asset = p + ".cooling." + c.name;
    const bool chilled = c.type == PlantType::chilled_water;
    const char* outdoors = c.rejects_to == RejectsTo::towers ? ".tower_capacity" : ".dry_cooler_capacity";
    plant_capacity_.push_back(chilled ? add(asset + ".chiller_capacity", ConstraintKind::cooling_capacity, asset, "W") : add(asset + outdoors, ConstraintKind::heat_rejection, asset, "W"));
    plant_pumps_.push_back(c.hydraulics ? add(asset + ".pump_head", ConstraintKind::pump, asset, "Pa") : -1);
    plant_outdoors_.push_back(chilled ? add(asset + outdoors, ConstraintKind::heat_rejection, asset, "W") : -1);
    const auto water = [&](const std::optional<WaterLimitSpec>& w, const std::string& of, int& flow, int& year) {
      flow = w && w->flow ? add(of + ".make_up_flow", ConstraintKind::water, of, "m3/h") : -1;
      year = w && w->yearly ? add(of + ".make_up_of_the_year", ConstraintKind::water, of, "m3") : -1;
    };
    water(c.water_limit, asset, plant_water_flow_.emplace_back(), plant_water_year_.emplace_back());
    if (plant_water_flow_.size() == spec_.cooling.size()) water(spec_.water_limit, p, water_flow_, water_year_);
  }
  if (grid_account_.contract()) contract_ = ledger_.add({p + ".contract", ConstraintKind::contract, p, "W", index_, 0, true});
  if (contract_ >= 0) all_constraints_.push_back(contract_);
  for (const auto& c : spec_.curtailment) curtailment_.push_back(add(p + ".curtailment." + c.name, ConstraintKind::curtailment, p, "W"));
}

void SiteModel::note_installed() {
  using What = AssetRef::What;
  installed_is_old_ = false;
  const auto of = [&](int c, double x) {
    if (c >= 0) ledger_.set_installed(c, x);
  };
  for (std::size_t i = 0; i < chain_.nodes().size(); ++i) {
    const PowerChain::Node& n = chain_.nodes()[i];
    of(node_constraint_[i], stands(What::power_node, i) ? n.rating(std::max(0, std::max(1, n.spec.count) - missing(What::power_unit, i))) : 0);
  }
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    const HallSpec& s = halls_[h].spec();
    const bool there = stands(What::hall, h);
    const auto group = [&](int c, What what, int count, double one) { of(c, there ? std::max(0, count - missing(what, h)) * one : 0); };
    of(hall_rack_[h], there ? halls_[h].rated_it_w() : 0);
    if (s.air) group(hall_air_[h], What::crah, s.air->units(), s.air->fan().rated_flow.si());
    if (s.air && s.air->cracs) group(hall_crac_[h], What::crah, s.air->units(), crac_design_w(*s.air));
    if (s.liquid) group(hall_cdu_[h], What::cdu, s.liquid->cdus.count.value_or(1), s.liquid->cdus.params.rated_heat.si());
  }
  for (std::size_t p = 0; p < plants_.size(); ++p) {
    const PlantSpec& s = plants_[p].spec();
    const bool there = stands(What::plant, p);
    const double outdoors_w = there ? std::max(0, s.outdoor_count() - missing(What::outdoor, p)) * s.outdoor_rated().si() : 0;
    const bool chilled = s.type == PlantType::chilled_water;
    of(plant_capacity_[p], !chilled ? outdoors_w : there ? std::max(0, s.chillers.count.value_or(1) - missing(What::chiller, p)) * s.chillers.params.reference_capacity.si() : 0);
    of(plant_outdoors_[p], outdoors_w);
  }
  if (contract_ >= 0 && grid_account_.contract()) of(contract_, grid_account_.contract()->si());
}

void SiteModel::judge(double dt, const std::function<void(const CapacityLedger::Crossing&)>& on_crossing) {
  if (installed_is_old_) note_installed();
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
    if (c < 0) continue;
    if (!n.in_service) {
      leave(c);
      leave(hot_spot_[i]);
      leave(voltage_[i]);
      continue;
    }
    if (voltage_[i] >= 0) {
      if (n.energized && n.voltage >= dip_voltage) update(voltage_[i], std::abs(n.level - 1), scenario_.constraints.voltage.value(), scenario_.constraints.voltage.value());
      else leave(voltage_[i]);
    }
    const int up = n.units_up();
    if (hot_spot_[i] >= 0) {
      const double limit = transformer_loading_limits(n.spec.ageing->regime, n.spec.transformer.rating).hot_spot.c();
      update(hot_spot_[i], n.thermal->hot_spot().c(), limit, limit);
    }
    if (n.is(PowerNodeType::genset)) {  // a limit while they run: what they can take by now
      const double available = n.sets_available_w();
      if (n.sets_on_load() > 0) update(c, n.highest_load_w(), available, std::min(available, n.rating(firm_count(std::max(1, n.spec.count), n.spec.redundancy))));
      else leave(c);
      continue;
    }
    if (n.battery) {  // a limit while it carries an island
      if (n.battery->carries) update(c, n.battery->asked_w + n.swing.above(n.battery->asked_w), n.rating(1), n.rating(1));
      else leave(c);
      continue;
    }
    update(c, n.highest_rated_load(), n.rating(up), n.rating(std::min(up, firm_count(std::max(1, n.spec.count), n.spec.redundancy))));
  }
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    const HallStep& s = out_.halls[h];
    if (!halls_[h].in_service) {
      for (const int c : {hall_rack_[h], hall_feed_[h], hall_inlet_[h], hall_air_[h], hall_crac_[h], hall_coolant_[h], hall_cdu_[h], hall_flow_[h], hall_case_[h]})
        leave(c);
      continue;
    }
    // Those on nodes of their own can be dark while the racks run.
    const bool cdus_live = racks_on_[h] == 0 || cdus_powered(h), air_live = racks_on_[h] == 0 || air_powered(h);
    update(hall_rack_[h], std::max(out_.hall_it_w[h] + out_.hall_swing[h].high, hall_peak_w_[h]), halls_[h].rated_it_w(), halls_[h].rated_it_w());
    if (hall_feed_[h] >= 0) {  // the rack that draws most, on the cords that have power
      const RackFeedParams& feed = *halls_[h].spec().rack_feed;
      const int sides = static_cast<int>(halls_[h].feeds.size()), live = chain_.live_feeds(halls_[h].feeds);
      const double cord = cord_power(feed).si();
      if (live > 0) update(hall_feed_[h], rack_peak_w_[h], netsuden::live_cords(feed, sides, live) * cord, firm_cords(feed, sides, live) * cord);
      else leave(hall_feed_[h]);
    }
    if (hall_cdu_[h] >= 0) {
      const auto& g = halls_[h].spec().liquid->cdus;
      const double one = g.params.rated_heat.si();
      const int up = cdus_live ? halls_[h].cdus_up() : 0;
      update(hall_cdu_[h], s.liquid_heat_w, up * one, std::min(up, firm_count(g.count.value_or(1), g.redundancy)) * one);
    }
    if (const HallPlates* plates = halls_[h].plates(); plates && hall_case_[h] >= 0) {
      update(hall_flow_[h], plates->wanted_kg_s(s.liquid_heat_w), plates->available_kg_s(cdus_live ? halls_[h].cdu_flow_up() : 0), plates->available_kg_s(cdus_live ? halls_[h].cdu_flow_firm() : 0));
      const double limit = plates->params().limit.c();
      CaseTally& tally = case_tally_[h];
      if (!(s.plates.highest_c <= tally.hottest_c)) tally.hottest_c = s.plates.highest_c, tally.hottest_s = plates->worst().c() < s.plates.highest_c ? t_ - dt : t_;
      if (plates->worst().c() > limit + envelope_tolerance_k) tally.above_s += dt;
      if (racks_on_[h] != 0) update(hall_case_[h], plates->worst().c(), limit, limit);
      else leave(hall_case_[h]);
    }
    if (racks_on_[h] == 0) {  // nothing stands in the air that would mind it
      leave(hall_inlet_[h]);
      leave(hall_coolant_[h]);
    } else if (hall_inlet_[h] >= 0) {
      const double limit = upper_limit(scenario_.constraints.rack_inlet)->c();
      update(hall_inlet_[h], halls_[h].hottest_inlet().c(), limit, limit);
    }
    envelope_[h].add(dt, halls_[h].spec().air ? (std::max(s.air.mean_inlet, s.air.end.cold) + halls_[h].hottest_above()).c() : nan,
                     halls_[h].liquid_loop >= 0 ? facility_water(h).c() : nan);
    if (hall_air_[h] >= 0) {
      // What the servers draw, turned into the supply that it takes past bypass and recirculation.
      const double wanted = s.air.flows.server.si() * (1 - halls_[h].recirculation().value()) /
                            (1 - halls_[h].spec().air->hall.bypass.value());
      update(hall_air_[h], wanted, air_live ? halls_[h].crah_flow_available() : 0, air_live ? halls_[h].crah_flow_firm() : 0);
    }
    if (hall_crac_[h] >= 0) {  // what is asked of them: what they take while they hold the supply, else all that comes
      const bool holds = s.crac_available_w > 0 && s.air.regime != SupplyRegime::saturated;
      update(hall_crac_[h], holds ? s.coil_w : std::max(s.coil_w, s.air_heat_w + s.crah_fan_w + s.latent_w), s.crac_available_w, s.crac_firm_w);
    }
    if (hall_coolant_[h] >= 0 && racks_on_[h] != 0 && std::isfinite(s.coolant_supply_c)) {
      const double limit = upper_limit(scenario_.constraints.coolant)->c();
      update(hall_coolant_[h], facility_water(h).c(), limit, limit);
    }
  }
  for (std::size_t p = 0; p < plants_.size(); ++p) {
    if (!plants_[p].in_service) {
      leave(plant_capacity_[p]);
      leave(plant_outdoors_[p]);
      leave(plant_pumps_[p]);
      continue;
    }
    const PlantStep& s = out_.plants[p];
    if (const WaterLoop* w = water(static_cast<int>(p))) update(plant_pumps_[p], w->step().wanted_pa, w->step().most_pa, w->step().firm_pa);
    update(plant_capacity_[p], s.heat_in_w, s.available_w, s.firm_available_w);
    if (plant_outdoors_[p] >= 0) {
      const PlantSpec& spec = plants_[p].spec();
      const double one = spec.outdoor_rated().si();
      const int up = machines_up(plants_[p].outdoor_up);
      update(plant_outdoors_[p], s.rejected_w, up * one, std::min(up, firm_count(spec.outdoor_count(), spec.outdoor_redundancy())) * one);
    }
  }
  const auto water = [&](const std::optional<WaterLimitSpec>& w, int flow, int year, double kg_s, double year_kg) {
    const auto at_most = [&](int c, double value, double limit) { update(c, value, limit, limit); };
    if (flow >= 0) w && w->flow ? at_most(flow, kg_s / constants::rho_water * 3600, w->flow->si() * 3600) : leave(flow);
    if (year >= 0) w && w->yearly ? at_most(year, year_kg / constants::rho_water, w->yearly->si()) : leave(year);
  };
  double year_kg = 0;
  for (std::size_t p = 0; p < plants_.size(); ++p) {
    water(plants_[p].spec().water_limit, plant_water_flow_[p], plant_water_year_[p], out_.plants[p].water_kg_s, plant_year_kg_[p]);
    year_kg += plant_year_kg_[p];
  }
  water(spec_.water_limit, water_flow_, water_year_, out_.water_kg_s, year_kg);
  if (contract_ >= 0)
    for (const GridAccount::Interval& i : grid_account_.intervals())
      if (const auto crossing = ledger_.update(contract_, i.end_s, i.length_s, i.mean_w, grid_account_.contract()->si(), grid_account_.contract()->si())) on_crossing(*crossing);
  for (std::size_t p = 0; p < curtailment_.size(); ++p)
    if (const GridAccount::Call* call = grid_account_.active_call(static_cast<int>(p))) update(curtailment_[p], out_.import_w, call->limit_w, call->limit_w);
}

std::optional<CapacityLedger::Crossing> SiteModel::end_call(int call) {
  grid_account_.end(call);
  return ledger_.set_inactive(curtailment_[static_cast<std::size_t>(grid_account_.calls()[static_cast<std::size_t>(call)].programme)]);
}

}  // namespace netsuden
