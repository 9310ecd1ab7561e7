// SPDX-License-Identifier: Apache-2.0
// What happens to the supply of the sites in a run: grids that fail, dip or drift, machines that change their mode, and the
// halls that lose or get power by it; each with its event.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/base/errors.hpp"
#include "sim/twin/facility.hpp"

namespace netsuden {
namespace {

/// What a hall's racks feel, as it was when they shut down or started again.
std::string rack_temperatures(const SiteModel& site, std::size_t h) {
  const Hall& hall = site.halls()[h];
  std::string text;
  if (hall.spec().air) text = fmt::format(" at an inlet of {:.1f} degC", hall.state().cold.c());
  if (hall.liquid_loop < 0) return text;
  // Without a running CDU the facility water stands for the coolant.
  const double supply = site.outputs().halls[h].coolant_supply_c;
  const double coolant = std::isfinite(supply) ? supply : site.plants()[static_cast<std::size_t>(hall.liquid_loop)].supply().c();
  text += fmt::format("{} coolant {} {:.1f} degC", text.empty() ? " at a" : ",", text.empty() ? "of" : "at", coolant);
  if (const HallPlates* plates = hall.plates()) text += fmt::format(", cases at {:.1f} degC", plates->worst().c());
  return text;
}

bool by_priority(const PowerChain::Node& n) { return n.spec.sharing == FeedSharing::priority && n.parents.size() > 1; }

/// What supplies a node, as one number; 0 is the first choice; it changes where that does.
int supply_mode(const PowerChain::Node& n) {
  if (n.is(PowerNodeType::transfer_switch)) return n.switch_position();
  if (n.is(PowerNodeType::bus_coupler)) return n.tie_to + 1;
  if (by_priority(n) && !n.on_standby && !n.feeding.empty()) return n.feeding.front() == n.parents.front() ? 0 : 2 + n.feeding.front();
  return n.on_standby ? 1 : 0;
}

bool has_supply_mode(const PowerChain::Node& n) { return n.has_standby || by_priority(n) || n.is(PowerNodeType::transfer_switch) || n.is(PowerNodeType::bus_coupler); }

/// The modes of which a change is an event, in the order in which `note_machines` looks at them.
template <class F>
void for_modes(const SiteModel& site, F f) {
  using Mode = Facility::MachineMode;
  for (const PowerChain::Node& n : site.chain().nodes()) {
    if (n.ups) {
      f(n, Mode::ups, std::size_t{0}, static_cast<int>(n.ups->operation));
      f(n, Mode::lockout, std::size_t{0}, n.locked_out() ? 1 : 0);
    }
    // A dip that is over before a call is confirmed is no event of the sets.
    for (std::size_t i = 0; i < n.sets.size(); ++i) f(n, Mode::set, i, static_cast<int>(n.sets[i].phase == GensetPhase::confirm ? GensetPhase::stopped : n.sets[i].phase));
    if (!n.sets.empty()) {
      f(n, Mode::delivery, std::size_t{0}, n.fuel.deliveries);
      f(n, Mode::order, std::size_t{0}, n.fuel.orders);
    }
    if (has_supply_mode(n)) f(n, Mode::supply, std::size_t{0}, supply_mode(n));
    if (n.battery && n.spec.island) f(n, Mode::island, std::size_t{0}, n.battery->carries ? 1 : 0);
    if (n.battery && n.spec.smoothing) f(n, Mode::smoothing, std::size_t{0}, n.battery->smooths ? 0 : 1);
    if (n.relay) f(n, Mode::relay, std::size_t{0}, n.relay->tripped ? 1 : 0);
  }
}

}  // namespace

std::vector<int> Facility::modes_now(const SiteModel& site) {
  std::vector<int> modes;
  for_modes(site, [&](const PowerChain::Node&, MachineMode, std::size_t, int mode) { modes.push_back(mode); });
  return modes;
}

std::vector<int> Facility::modes_at_rest(const SiteModel& site) {
  std::vector<int> modes;
  for_modes(site, [&](const PowerChain::Node& n, MachineMode what, std::size_t, int) {
    modes.push_back(what == MachineMode::supply && n.is(PowerNodeType::transfer_switch) ? n.spec.transfer_switch.preferred : 0);
  });
  return modes;
}

namespace {

/// What an auxiliary is, and whether it has power.
std::string words_of(const SiteModel& site, const Auxiliary& a) {
  if (a.what == Auxiliary::What::plant) return a.powered ? " has power" : " is dark";
  const char* what = a.what == Auxiliary::What::pumps ? "the pumps of its loop" : a.what == Auxiliary::What::cdus ? "its CDUs" : site.halls()[a.index].spec().air->cracs ? "its CRACs" : "its CRAHs";
  return fmt::format(": {} {}", what, a.powered ? "have power" : "are dark");
}

}  // namespace

void Facility::apply_power(std::size_t s, double now, Cause cause) {
  SiteModel& site = *sites_[s];
  const std::vector<Auxiliary> before = site.auxiliaries();
  const std::vector<int> changed = site.energize();
  for (std::size_t i = 0; i < before.size() && now > 0; ++i) {
    const Auxiliary& a = site.auxiliaries()[i];
    if (a.powered == before[i].powered) continue;
    const std::string asset = a.of_hall() ? site.hall_path(a.index) : site.plants()[a.index].name;
    records_.event(now, a.powered || cause == Cause::plan ? severity_info : severity_critical, a.powered ? EventCode::cooling_powered : EventCode::cooling_dark, asset, site.auxiliary_w(a), asset + words_of(site, a));
  }
  for (const int h : changed) {
    const bool on = site.racks_on(h);
    const auto k = static_cast<std::size_t>(h);
    const std::string asset = site.hall_path(k);
    const int hall = global_hall(static_cast<int>(s), h);
    if (!on) dispatcher_.set_accepts(hall, false, now);
    site.load(h).set_powered(now, on);
    // What the build plan brings has been started before; measured power is what it is.
    if (on && now > 0 && cause != Cause::plan && !site.replays(h) && site.halls()[k].spec().racks.boot.si() > 0) site.boot(h, now);
    site.apply_inputs(now);
    if (on && !site.boots(h) && site.takes_jobs(h)) dispatcher_.set_accepts(hall, true, now);
    if (!(now > 0) || cause == Cause::shed) continue;  // shedding has told it
    const std::string boot = site.boots(h) ? ", the racks boot for " + format_duration(site.halls()[k].spec().racks.boot.si()) : "";
    const int severity = on || cause == Cause::plan ? severity_info : severity_critical;
    if (cause == Cause::heat) {
      const EventCode code = on ? EventCode::thermal_restart : EventCode::thermal_shutdown;
      records_.event(now, severity, code, asset, site.halls()[k].state().cold.c(),
                     fmt::format("{}: the racks {}{}{}", asset, on ? "start again" : "shut down by heat", rack_temperatures(site, k), boot));
      records_.open_window(now, code, asset);
    } else {
      records_.event(now, severity, on ? EventCode::powered : EventCode::dark, asset, site.load(h).power_w(),
                     asset + (on ? " has power" + boot : site.hall_voltage(h) > 0 && site.hall_voltage(h) < steady_voltage ? fmt::format(": the racks drop out at {:.0f} % of their voltage", 100 * site.hall_voltage(h)) : !site.halls()[k].in_service ? " goes out of service" : " is dark"));
    }
  }
  site.note_power();
}

void Facility::note_machines(std::size_t s, double now) {
  const SiteModel& site = *sites_[s];
  std::size_t k = 0;
  for_modes(site, [&](const PowerChain::Node& n, MachineMode what, std::size_t part, int mode) {
    if (std::exchange(machine_modes_[s][k++], mode) == mode) return;
    switch (what) {
      case MachineMode::ups: return note_ups(site, n, now);
      case MachineMode::lockout: return note_lockout(site, n, now);
      case MachineMode::set: return note_set(site, n, part, now);
      case MachineMode::delivery: return note_delivery(site, n, now);
      case MachineMode::order: return note_order(site, n, now);
      case MachineMode::supply: return note_supply(site, n, now);
      case MachineMode::island: return note_island(site, n, now);
      case MachineMode::smoothing: return note_smoothing(site, n, now);
      case MachineMode::relay: return note_relay(site, n, now);
    }
  });
}

void Facility::note_chillers(std::size_t s, double now) {
  const SiteModel& site = *sites_[s];
  for (std::size_t p = 0; p < site.plants().size(); ++p) {
    const Plant& plant = site.plants()[p];
    const int n = plant.chillers_restarting(), before = std::exchange(restarting_[s][p], n);
    if (n > before && site.plant_is_low(p)) {
      records_.event(now, severity_warning, EventCode::chillers_stop, plant.name, n, fmt::format("{}: {} chiller{} stop{}", plant.name, n, n == 1 ? "" : "s", n == 1 ? "s" : ""));
      records_.open_window(now, EventCode::chillers_stop, plant.name);
    } else if (n == 0 && before > 0) {
      records_.event(now, severity_info, EventCode::chillers_run, plant.name, before, plant.name + ": all chillers in service can carry their load again");
    }
  }
  for (std::size_t h = 0; h < site.halls().size(); ++h) {
    const int n = site.halls()[h].cracs_restarting(), before = std::exchange(restarting_[s][site.plants().size() + h], n);
    const std::string asset = site.hall_path(h);
    if (n > before && site.crac_is_low(h)) {
      records_.event(now, severity_warning, EventCode::chillers_stop, asset, n, fmt::format("{}: {} CRAC{} stop{}", asset, n, n == 1 ? "" : "s", n == 1 ? "s" : ""));
      records_.open_window(now, EventCode::chillers_stop, asset);
    } else if (n == 0 && before > 0) {
      records_.event(now, severity_info, EventCode::chillers_run, asset, before, asset + ": all CRACs in service can carry their load again");
    }
  }
}

/// Each range of a model that a site leaves, once; the summary has for how long.
void Facility::note_validity(std::size_t s, double now) {
  const ValidityBits seen = sites_[s]->validity_seen(), first = seen & ~std::exchange(outside_[s], seen);
  for (int b = 0; b < validity::count; ++b)
    if (first & (1u << b)) records_.event(now, severity_warning, EventCode::outside_validity, sites_[s]->path(), b, fmt::format("{}: {}, for the first time", sites_[s]->path(), validity::names[b]));
}

void Facility::note_pumps(std::size_t s, double now) {
  const SiteModel& site = *sites_[s];
  for (std::size_t p = 0; p < site.plants().size(); ++p) {
    const WaterLoop* w = site.water(static_cast<int>(p));
    if (!w) continue;
    const std::string& name = site.plants()[p].name;
    PumpMode& before = pumps_[s][p];
    for (std::size_t i = 0; i < before.called.size(); ++i)
      if (w->called()[i] != 0 && before.called[i] == 0)
        records_.event(now, severity_info, EventCode::pump, name, static_cast<double>(i + 1), fmt::format("{}.pumps_{} starts", name, i + 1));
    const bool first = before.called.empty(), stand = w->turning() == 0;
    before.called = w->called();
    if (std::exchange(before.stand, stand) == stand || first) continue;
    records_.event(now, stand ? severity_critical : severity_info, EventCode::pump, name, w->turning(), name + (stand ? ": all pumps stand" : ": pumps run again"));
    if (stand) records_.open_window(now, EventCode::pump, name);
  }
}

void Facility::note(const SiteModel& site, const PowerChain::Node& n, double now, int severity, EventCode code, double value, const std::string& text) {
  const std::string asset = site.path() + ".power." + n.spec.name;
  records_.event(now, severity, code, asset, value, text);
  if (severity > severity_info || (code != EventCode::genset && code != EventCode::fuel)) records_.open_window(now, code, asset);
}

void Facility::note_ups(const SiteModel& site, const PowerChain::Node& n, double now) {
  const UpsOperation o = n.ups->operation;
  const double charge = n.ups->battery.state_of_charge();
  const int severity = o == UpsOperation::off ? severity_critical : o == UpsOperation::battery || o == UpsOperation::bypass ? severity_warning : severity_info;
  const std::string mode = o == UpsOperation::off ? "is off" : fmt::format("on {}", netsuden::name(o));
  note(site, n, now, severity, EventCode::ups, charge, fmt::format("{} {}, battery at {:.0f} %", n.spec.name, mode, charge * 100));
}

void Facility::note_lockout(const SiteModel& site, const PowerChain::Node& n, double now) {
  const bool locked = n.locked_out();
  note(site, n, now, locked ? severity_critical : severity_info, EventCode::lockout, locked ? 1 : 0,
       fmt::format("{} {}", n.spec.name, locked ? "refuses the grid after too many dips" : "takes the grid again"));
}

void Facility::note_set(const SiteModel& site, const PowerChain::Node& n, std::size_t set, double now) {
  const char* words = nullptr;
  switch (n.sets[set].phase) {
    case GensetPhase::cranking: words = n.sets[set].attempts > 0 ? "tries again to start" : "starts"; break;
    case GensetPhase::on_load: words = "takes load"; break;
    case GensetPhase::cool_down: words = "cools down"; break;
    case GensetPhase::stopped: words = "has stopped"; break;
    case GensetPhase::failed: words = n.sets[set].out_of_fuel ? "has run out of fuel" : n.sets[set].overloaded ? "trips: overloaded" : "has failed"; break;
    case GensetPhase::confirm:
    case GensetPhase::resting:
    case GensetPhase::run_up:
    case GensetPhase::synchronising: return;  // on the way
  }
  const int severity = n.sets[set].phase == GensetPhase::failed ? severity_critical : severity_info;
  const EventCode code = n.sets[set].phase == GensetPhase::failed && n.sets[set].out_of_fuel ? EventCode::fuel : EventCode::genset;
  records_.event(now, severity, code, site.path() + ".power." + n.spec.name, n.sets_on_load(), fmt::format("{}_{} {}", n.spec.name, set + 1, words));
}

void Facility::note_order(const SiteModel& site, const PowerChain::Node& n, double now) {
  note(site, n, now, severity_info, EventCode::fuel, n.fuel_m3(),
       fmt::format("{}: {:.4g} m3 of fuel ordered with {:.4g} of {:.4g} m3 left, due in {}", n.spec.name, n.spec.delivery->volume.si(), n.fuel_m3(), n.tank_m3(), format_duration(n.fuel.due_s)));
}

void Facility::note_delivery(const SiteModel& site, const PowerChain::Node& n, double now) {
  note(site, n, now, severity_info, EventCode::fuel, n.fuel.last_m3, fmt::format("{}: {:.4g} m3 of fuel delivered, {:.4g} of {:.4g} m3 in the tanks", n.spec.name, n.fuel.last_m3, n.fuel_m3(), n.tank_m3()));
}

void Facility::note_supply(const SiteModel& site, const PowerChain::Node& n, double now) {
  const auto name = [&](int i) { return site.chain().nodes()[static_cast<std::size_t>(i)].spec.name; };
  std::string text;
  if (n.is(PowerNodeType::bus_coupler)) {
    text = n.tie_to >= 0 ? fmt::format("{} closes: {} takes from {}", n.spec.name, name(n.tie_to), name(n.parents[n.parents[0] == n.tie_to ? 1 : 0]))
                         : n.spec.name + " opens";
  } else if (n.is(PowerNodeType::transfer_switch)) {
    text = n.transfer.open ? n.spec.name + " opens" : fmt::format("{} is on {}", n.spec.name, name(n.parents[static_cast<std::size_t>(n.transfer.source)]));
  } else {
    std::string from;
    for (const int p : n.feeding) from += (from.empty() ? "" : ", ") + name(p);
    if (from.empty()) return;  // its darkness is told by what hangs on it
    text = fmt::format("{} {} {}", n.spec.name, supply_mode(n) != 0 ? "is taken over by" : "is back on", from);
  }
  const bool away = n.on_standby || (by_priority(n) && supply_mode(n) != 0);
  note(site, n, now, away ? severity_warning : severity_info, EventCode::transfer, supply_mode(n), text);
}

void Facility::note_island(const SiteModel& site, const PowerChain::Node& n, double now) {
  const SiteBattery& b = *n.battery;
  const std::string& board = site.chain().nodes()[static_cast<std::size_t>(n.parents.front())].spec.name;
  const double charge = b.state.state_of_charge();
  const char* words = b.carries ? "carries {} as an island, at {:.0f} %" : b.overloaded ? "trips: asked for more than it can give to {}, at {:.0f} %" : b.spent ? "no longer carries {}: empty at {:.0f} %" : "no longer carries {}, at {:.0f} %";
  note(site, n, now, b.carries ? severity_warning : b.spent ? severity_critical : severity_info, EventCode::island, charge,
       n.spec.name + " " + fmt::format(fmt::runtime(words), board, 100 * charge));
}

void Facility::note_smoothing(const SiteModel& site, const PowerChain::Node& n, double now) {
  const SiteBattery& b = *n.battery;
  note(site, n, now, b.smooths ? severity_info : severity_warning, EventCode::smoothing, b.state.state_of_charge(),
       fmt::format("{} {}, at {:.0f} %", n.spec.name, b.smooths ? "smooths the import again" : "no longer smooths the import", 100 * b.state.state_of_charge()));
}

void Facility::note_relay(const SiteModel& site, const PowerChain::Node& n, double now) {
  if (!n.relay->tripped) return;  // a reset has its own event
  note(site, n, now, severity_critical, EventCode::relay, n.trip_a,
       fmt::format("{} trips on overcurrent: {} at a setting of {}", n.spec.name, format_si(n.trip_a, "A", 4), format_si(n.spec.protection->setting.si(), "A", 4)));
}

GridSupply Facility::GridState::supply() const {
  GridSupply g;
  for (const double v : dips) g.voltage = std::min(g.voltage, v);
  if (outages > 0) g.voltage = 0;
  for (const double d : deviations)
    if (std::abs(d) > std::abs(g.frequency_deviation)) g.frequency_deviation = d;
  return g;
}

/// Overlapping disturbances of a grid or a connection: the worst holds, each ends with its own end.
void Facility::apply_grid(const Change& c, double now) {
  using What = Change::What;
  GridState& grid = grids_[c.target];
  const GridSupply before = grid.supply();
  const auto end_one = [&](std::vector<double>& list) {
    if (const auto it = std::find(list.begin(), list.end(), c.amount); it != list.end()) list.erase(it);
  };
  EventCode code = EventCode::outage;
  switch (c.what) {
    case What::outage: ++grid.outages; break;
    case What::outage_end: --grid.outages; code = EventCode::outage_end; break;
    case What::dip: grid.dips.push_back(c.amount); code = EventCode::dip; break;
    case What::dip_end: end_one(grid.dips); code = EventCode::dip_end; break;
    case What::frequency: grid.deviations.push_back(c.amount); code = EventCode::frequency; break;
    default: end_one(grid.deviations); code = EventCode::frequency_end;
  }
  const GridSupply after = grid.supply();
  if (after.voltage == before.voltage && after.frequency_deviation == before.frequency_deviation) return;  // a worse one holds
  const bool begins = c.what == What::outage || c.what == What::dip || c.what == What::frequency;
  std::string words = begins ? "is down" : "is back";
  double value = after.voltage;
  if (c.what == What::dip) words = fmt::format("dips to {:.0f} %", 100 * after.voltage);
  if (c.what == What::dip_end) words = fmt::format("is at {:.0f} % again", 100 * after.voltage);
  if (c.what == What::frequency || c.what == What::frequency_end) {
    words = after.frequency_deviation == 0 ? "is at its frequency again" : fmt::format("runs {:+.2f} % off its frequency", 100 * after.frequency_deviation);
    value = after.frequency_deviation;
  }
  const int severity = !begins ? severity_info : c.what == What::outage ? severity_critical : severity_warning;
  const auto tell = [&](std::size_t s, const std::string& asset, const std::string& who) {
    records_.event(now, severity, code, asset, value, who + " " + words);
    records_.open_window(now, code, asset);
    apply_power(s, now, Cause::fault);
    note_machines(s, now);
    open_transient(s, now);
  };
  if (const Service* connection = service(c.target)) {
    sites_[connection->site]->chain().nodes()[static_cast<std::size_t>(connection->asset.index)].grid_voltage = after.voltage;
    return tell(connection->site, c.target, c.target);
  }
  for (std::size_t s = 0; s < sites_.size(); ++s) {
    if (sites_[s]->spec().grid != c.target) continue;
    sites_[s]->set_grid(after);
    tell(s, sites_[s]->path(), "grid " + c.target);
  }
}

void Facility::apply_reset(const Change& c, double now) {
  const Service* a = service(c.target);
  if (!a || a->asset.what != AssetRef::What::power_node) throw SimulationError(fmt::format("t = {:.0f} s: there is no power node {}", now, c.target));
  sites_[a->site]->chain().reset(a->asset.index);
  records_.event(now, severity_info, EventCode::reset, c.target, 0, c.target + " is reset");
  apply_power(a->site, now, Cause::fault);
  note_machines(a->site, now);
  open_transient(a->site, now);
}

}  // namespace netsuden
