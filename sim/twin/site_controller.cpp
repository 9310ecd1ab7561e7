// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/site_controller.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "sim/site/psychrometrics.hpp"
#include "sim/twin/machines_up.hpp"

namespace netsuden {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
constexpr double trifle_k = 0.2;  // a set-point that moves by less opens no transient

template <std::size_t N>
void name(char (&to)[N], const std::string& from) {
  const std::size_t n = std::min(from.size(), N - 1);
  std::memcpy(to, from.data(), n);
  std::memset(to + n, 0, N - n);
}

double count(const std::vector<char>& v) { return machines_up(v); }

}  // namespace

SiteController::SiteController(const SiteModel& site, std::string program) : program_(std::move(program)) {
  exists_ = site.spec().controller.has_value();
  if (!exists_) return;
  spec_ = *site.spec().controller;
  outside_.assign(1 + site.halls().size() + 3 * site.plants().size(), 0);
}

std::string SiteController::start() {
  if (!exists_) return {};
  std::string why = process_.start(program_, spec_.library.found, spec_.options, spec_.timeout.si());
  if (process_.runs()) next_ask_s_ = spec_.interval.si();
  return why;
}

double SiteController::next_s(double now) const {
  if (!runs()) return infinity;
  const double interval = spec_.interval.si();
  return (std::floor((now + 1e-6) / interval) + 1) * interval;
}

void SiteController::show(const SiteModel& site, double now_s, double unix_s) {
  const SiteOutputs& out = site.outputs();
  netsuden_view& v = view_.site;
  v = {};
  v.version = NETSUDEN_CONTROLLER_VERSION;
  v.halls = static_cast<std::uint32_t>(site.halls().size());
  v.plants = static_cast<std::uint32_t>(site.plants().size());
  name(v.site, site.spec().name);
  v.time_s = now_s;
  v.unix_time_s = unix_s;
  v.interval_s = spec_.interval.si();
  v.dry_bulb_degC = out.weather.dry_bulb.c();
  v.wet_bulb_degC = out.weather.wet_bulb.c();
  v.dew_point_degC = out.weather.dew_point.c();
  v.import_W = out.import_w;
  v.it_power_W = out.it_w;
  v.cooling_power_W = out.cooling_w;
  v.contract_W = site.grid_account().contract() ? site.grid_account().contract()->si() : nan;
  const double call = site.grid_account().limit_w(now_s, 0);
  v.curtailment_W = std::isfinite(call) ? call : nan;
  v.price_per_kWh = out.rates.price_per_j * 3.6e6;
  v.carbon_kg_per_kWh = out.rates.carbon_kg_per_j * 3.6e6;
  view_.halls.assign(v.halls, {});
  for (std::size_t h = 0; h < view_.halls.size(); ++h) {
    const Hall& hall = site.halls()[h];
    const HallStep& s = out.halls[h];
    netsuden_hall& to = view_.halls[h];
    name(to.name, hall.spec().name);
    to.powered = site.hall_powered(static_cast<int>(h)) ? 1 : 0;
    to.fans_powered = site.air_powered(h) ? 1 : 0;
    to.it_power_W = out.hall_it_w[h];
    to.inlet_degC = hall.state().cold.c();
    to.hottest_inlet_degC = hall.hottest_inlet().c();
    to.supply_set_point_degC = hall.supply_set_point().c();
    to.supply_degC = s.air.mean_supply.c();
    to.return_degC = s.air.mean_return.c();
    to.coil_heat_W = s.coil_w;
    to.coil_share = coil_share(s);
    to.air_flow_kg_s = s.air.flows.crah.si();
    to.air_flow_most_kg_s = hall.crah_flow_available();
    to.fan_power_W = s.crah_fan_w;
    to.clock = site.load(static_cast<int>(h)).clock();
    to.dew_point_degC = std::isfinite(s.humidity) ? psychro::dew_point_from_humidity_ratio(s.humidity, out.weather.pressure.si()) : nan;
    to.door_heat_W = hall.spec().rear_doors ? s.door_w : nan;
    to.liquid_heat_W = hall.spec().liquid ? s.liquid_heat_w : nan;
    to.coolant_supply_degC = hall.spec().liquid ? s.coolant_supply_c : nan;
    to.coolant_flow_kg_s = hall.plates() ? s.coolant_kg_s : nan;
    to.hottest_case_degC = hall.plates() ? hall.plates()->worst().c() : nan;
  }
  view_.plants.assign(v.plants, {});
  for (std::size_t p = 0; p < view_.plants.size(); ++p) {
    const Plant& plant = site.plants()[p];
    const PlantStep& s = out.plants[p];
    const bool chilled = plant.spec().type == PlantType::chilled_water;
    netsuden_plant& to = view_.plants[p];
    name(to.name, plant.spec().name);
    to.powered = site.plant_powered(p) ? 1 : 0;
    to.heat_W = s.heat_in_w;
    to.design_heat_W = plant.design_heat_w();
    to.available_W = s.available_w;
    to.supply_set_point_degC = plant.set_point().c();
    to.supply_degC = plant.supply().c();
    const WaterLoop* circuit = site.water(static_cast<int>(p));
    to.return_degC = (circuit ? circuit->step().back : plant.back(s.heat_in_w)).c();
    to.condenser_set_point_degC = chilled ? plant.condenser_set_point().c() : nan;
    to.condenser_degC = s.condenser_in.c();
    to.chillers_running = chilled ? s.stages : nan;
    to.chillers_in_service = chilled ? count(plant.chiller_up) : nan;
    to.chiller_power_W = s.chiller_w;
    to.fan_power_W = s.fan_w;
    to.pump_power_W = s.primary_pump_w + s.condenser_pump_w;
    to.economizer_heat_W = s.economizer_w;
    to.store_charge = plant.store_charge();
    to.pumps_powered = site.pumps_powered(p) ? 1 : 0;
    to.flow_kg_s = circuit ? circuit->step().flow_kg_s : nan;
    to.flow_wanted_kg_s = circuit ? circuit->step().wanted_kg_s : nan;
    to.pump_head_Pa = circuit ? circuit->step().head_pa : nan;
    to.differential_pressure_Pa = circuit ? circuit->step().header_pa : nan;
    to.pump_speed = circuit ? circuit->step().speed : nan;
    to.pumps_running = circuit ? circuit->step().running : nan;
    to.pumps_in_service = circuit ? count(circuit->pump_up) : nan;
  }
}

double SiteController::within(double value, const Range& range, const char* unit, std::size_t place, const std::string& what, Outcome& o) {
  const double to = std::clamp(value, range.min, range.max);
  const bool outside = to != value;
  if (outside && outside_[place] == 0) o.clamped.push_back(fmt::format("{} of {:.4g} {} is brought to {:.4g} {}", what, value, unit, to, unit));
  outside_[place] = outside ? 1 : 0;
  return to;
}

/// Empty, or what of the decision is no decision; nothing is changed then.
std::string SiteController::apply(SiteModel& site, Outcome& o) {
  const auto& halls = decision_.halls;
  const auto& plants = decision_.plants;
  const std::string unknown = "it decides what the interface does not have, bits {:#x} of {}", no_number = "the {} of {} is not a number";
  if ((decision_.site.decided & ~NETSUDEN_POWER_CAP) != 0) return fmt::format(fmt::runtime(unknown), decision_.site.decided, "the site");
  if ((decision_.site.decided & NETSUDEN_POWER_CAP) != 0 && !std::isfinite(decision_.site.power_cap_W)) return fmt::format(fmt::runtime(no_number), "power cap", "the site");
  for (std::size_t h = 0; h < halls.size(); ++h) {
    const std::string of = "halls." + site.halls()[h].spec().name;
    if ((halls[h].decided & ~NETSUDEN_SUPPLY_SET_POINT) != 0) return fmt::format(fmt::runtime(unknown), halls[h].decided, of);
    if (halls[h].decided != 0 && !std::isfinite(halls[h].supply_set_point_degC)) return fmt::format(fmt::runtime(no_number), "supply set-point", of);
  }
  for (std::size_t p = 0; p < plants.size(); ++p) {
    const std::string of = "cooling." + site.plants()[p].spec().name;
    const bool chilled = site.plants()[p].spec().type == PlantType::chilled_water;
    const unsigned known = chilled ? NETSUDEN_SUPPLY_SET_POINT | NETSUDEN_CONDENSER_SET_POINT | NETSUDEN_CHILLERS : NETSUDEN_SUPPLY_SET_POINT;
    if ((plants[p].decided & ~known) != 0) return fmt::format(fmt::runtime(unknown), plants[p].decided, of);
    if ((plants[p].decided & NETSUDEN_SUPPLY_SET_POINT) != 0 && !std::isfinite(plants[p].supply_set_point_degC)) return fmt::format(fmt::runtime(no_number), "supply set-point", of);
    if ((plants[p].decided & NETSUDEN_CONDENSER_SET_POINT) != 0 && !std::isfinite(plants[p].condenser_set_point_degC)) return fmt::format(fmt::runtime(no_number), "condenser set-point", of);
  }
  const auto far = [](std::optional<Temperature> a, std::optional<Temperature> b, Temperature held) { return std::abs((a.value_or(held) - b.value_or(held)).si()) > trifle_k; };
  cap_w_ = (decision_.site.decided & NETSUDEN_POWER_CAP) != 0 ? within(decision_.site.power_cap_W, {0, 1e300, ""}, "W", 0, "a power cap", o) : infinity;
  for (std::size_t h = 0; h < halls.size(); ++h) {
    Hall& hall = site.halls()[h];
    std::optional<Temperature> next;
    if (halls[h].decided != 0)
      next = Temperature::celsius(within(halls[h].supply_set_point_degC, air_set_points, "degC", 1 + h, "a supply set-point of halls." + hall.spec().name, o));
    o.moved = o.moved || far(next, hall.command, hall.supply_set_point());
    hall.command = next;
  }
  for (std::size_t p = 0; p < plants.size(); ++p) {
    Plant& plant = site.plants()[p];
    const std::string of = " of cooling." + plant.spec().name;
    const std::size_t place = 1 + halls.size() + 3 * p;
    PlantCommand next;
    if ((plants[p].decided & NETSUDEN_SUPPLY_SET_POINT) != 0) next.supply = Temperature::celsius(within(plants[p].supply_set_point_degC, water_set_points, "degC", place, "a supply set-point" + of, o));
    if ((plants[p].decided & NETSUDEN_CONDENSER_SET_POINT) != 0)
      next.condenser = Temperature::celsius(within(plants[p].condenser_set_point_degC, condenser_set_points, "degC", place + 1, "a condenser set-point" + of, o));
    if ((plants[p].decided & NETSUDEN_CHILLERS) != 0)
      next.chillers = static_cast<int>(within(plants[p].chillers, {0, static_cast<double>(plant.chiller_up.size()), ""}, "chillers", place + 2, "a number" + of, o));
    o.moved = o.moved || far(next.supply, plant.command.supply, plant.set_point()) || next.chillers != plant.command.chillers;
    plant.command = next;
  }
  return {};
}

void SiteController::give_back(SiteModel& site, Outcome& o) {
  cap_w_ = next_ask_s_ = infinity;
  for (Hall& h : site.halls()) {
    o.moved = o.moved || h.command;
    h.command.reset();
  }
  for (Plant& p : site.plants()) {
    o.moved = o.moved || p.command != PlantCommand{};
    p.command = {};
  }
}

SiteController::Outcome SiteController::decide(SiteModel& site, double now_s, double unix_s) {
  Outcome o;
  if (const auto& now = site.spec().controller) spec_ = *now;  // an event may have set its times
  show(site, now_s, unix_s);
  o.failure = process_.ask(view_, decision_, spec_.timeout.si());
  if (o.failure.empty()) o.failure = apply(site, o);
  if (!o.failure.empty()) {
    process_.end();
    give_back(site, o);
    return o;
  }
  ++decisions_;
  next_ask_s_ = next_s(now_s);
  return o;
}

}  // namespace netsuden
