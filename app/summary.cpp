// SPDX-License-Identifier: Apache-2.0
#include "app/summary.hpp"

#include "app/finance_summary.hpp"
#include "app/service_summary.hpp"
#include "app/plan_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "sim/base/some_of.hpp"
#include "sim/base/unit_table.hpp"
#include "sim/ledger/capacity.hpp"

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;

std::string energy(double j) { return format_si(j, "Wh", 4); }
std::string power(double w) { return format_si(w, "W", 4); }
std::string share(double x) {
  if (x >= CapacityLedger::no_capacity) return "no capacity";
  return std::isfinite(x) ? fmt::format("{:.1f} %", x * 100) : "-";
}
std::string ratio(double x, const char* f = "{:.3f}") { return std::isfinite(x) ? fmt::format(fmt::runtime(f), x) : "-"; }

std::string amount(double v, const std::string& unit) {
  if (unit == "W/s") return format_si(v, "W", 4) + "/s";
  if (unit == "W" || unit == "VA" || unit == "Pa") return format_si(v, unit, 4);
  if (unit == "1") return fmt::format("{:.2f} %", 100 * v);
  if (unit.size() == 3 && std::all_of(unit.begin(), unit.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return money_text(v, unit);
  return fmt::format("{:.4g} {}", v, unit);
}

std::string money(double v, const std::string& currency) { return money_text(v, currency); }

json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }

json causes_json(const ByCause& c, double unit) {
  json j = json::object();
  for (std::size_t i = 0; i < unserved_causes; ++i) j[unserved_cause_names[i]] = c[i] / unit;
  return j;
}

/// "grid 12 min, shed 3 min": what there is.
template <class F>
std::string causes_text(const ByCause& c, F words) {
  std::string t;
  for (std::size_t i = 0; i < unserved_causes; ++i)
    if (c[i] > 0) t += fmt::format("{}{} {}", t.empty() ? "" : ", ", unserved_cause_names[i], words(c[i]));
  return t;
}

json meters_json(const SiteMeters& m) {
  return {{"seconds", m.seconds},
          {"it_energy_kwh", m.it_j / 3.6e6},
          {"facility_energy_kwh", m.supply_j() / 3.6e6}, {"generated_energy_kwh", m.generated_j / 3.6e6}, {"fuel_l", m.fuel_m3 * 1e3}, {"stored_energy_kwh", m.stored_j / 3.6e6},
          {"solar_energy_kwh", m.solar_j / 3.6e6}, {"curtailed_energy_kwh", m.curtailed_j / 3.6e6}, {"charged_energy_kwh", m.charged_j / 3.6e6}, {"discharged_energy_kwh", m.discharged_j / 3.6e6},
          {"cooling_energy_kwh", m.cooling_j / 3.6e6},
          {"loss_energy_kwh", m.loss_j / 3.6e6},
          {"other_energy_kwh", m.other_j / 3.6e6},
          {"demand_energy_kwh", m.demand.demand_j / 3.6e6}, {"served_energy_kwh", m.demand.served_j / 3.6e6}, {"unserved_energy_kwh", sum(m.demand.unserved_j) / 3.6e6}, {"unserved_by_cause_kwh", causes_json(m.demand.unserved_j, 3.6e6)},
          {"pue", number(m.pue())},
          {"wue_l_per_kwh", number(m.wue_l_per_kwh())},
          {"cue_kg_per_kwh", number(m.cue_kg_per_kwh())},
          {"water_m3", m.water_kg / 998.0},
          {"heat_asked_kwh", m.network_asked_j / 3.6e6}, {"heat_reused_kwh", m.reused_j / 3.6e6}, {"heat_reused_source_kwh", m.reused_source_j / 3.6e6}, {"heat_pump_energy_kwh", m.heat_pump_j / 3.6e6},
          {"reused_share_of_it", number(m.it_j > 0 ? m.reused_source_j / m.it_j : std::numeric_limits<double>::quiet_NaN())}, {"erf", number(m.erf())}, {"ere", number(m.ere())}, {"water_saved_m3", m.water_saved_kg / 998.0},
          {"carbon_t", m.carbon_kg / 1e3},
          {"carbon_marginal_t", number(m.carbon_marginal_kg / 1e3)},
          {"cost", m.cost()}, {"energy_cost", m.energy_cost}, {"demand_charge", m.demand_charge},
          {"curtailment_penalty", m.curtailment_penalty}, {"curtailment_payment", m.curtailment_payment}};
}

/// What a single failure would do at the highest loads; nothing of a site without a graph.
std::string failures_text(const ContingencySummary& c) {
  if (c.failures == 0) return {};
  std::string t = c.secure == c.failures ? fmt::format("each of {} alone leaves all served", c.failures)
                                         : fmt::format("{} of {} alone leave a load dark or a node over its rating", c.failures - c.secure, c.failures);
  const FailureSummary* most = nullptr;
  for (const auto& f : c.assets)
    if (!f.failed.empty() && f.rating > 0 && (!most || f.load / f.rating > most->load / most->rating)) most = &f;
  if (most) t += fmt::format("; most loaded then: {}, {} when {} fails", most->asset, share(most->load / most->rating), most->failed);
  return t + fmt::format("  (at {} of loads, the highest)", power(c.load_w));
}

/// Of a fork: what it is, and since when what counts.
template <class Date>
std::string fork_text(const RunSummary& r, const Date& date) {
  const ForkFacts& f = *r.fork;
  if (r.simulated_s <= f.from_s && f.from_s > 0) return fmt::format("{}: fork, {} on the way to its checkpoint of {}: nothing is recorded\n", r.name, r.status, date(f.from_s));
  std::string t = fmt::format("{}: fork, {}, {} from {}, changes at {}\n", r.name, r.status, format_duration(r.simulated_s - f.from_s), date(f.from_s), date(f.at_s));
  if (f.from_s > 0) t += fmt::format("  sites and limits count from {}; jobs, tenants, services, fuel, batteries, plan and finance from {}\n", date(f.from_s), date(0));
  return t;
}

}  // namespace

std::string summary_text(const RunSummary& r, const TimeZone& zone) {
  std::string t;
  const auto line = [&](const std::string& label, const std::string& value) { t += fmt::format("  {:<25} {}\n", label, value); };
  const auto date = [&](double s) { return format_compact(r.start_unix_s + s, zone); };
  if (r.fork) t += fork_text(r, date);
  else t += fmt::format("{}: {}, {} simulated from {}\n", r.name, r.status, format_duration(r.simulated_s), date(0));
  if (!r.message.empty()) t += fmt::format("  {}\n", r.message);
  for (const auto& s : r.sites) {
    const SiteMeters& m = s.meters;
    t += fmt::format("\n{}\n", s.name);
    line("IT energy", fmt::format("{}  (mean {}, min {}, max {})", energy(m.it_j), power(m.it_j / std::max(m.seconds, 1e-9)), power(m.it_min_w), power(m.it_max_w)));
    line("facility energy", fmt::format("{}  (peak import {} at {})", energy(m.supply_j()), power(m.import_max_w), date(m.import_max_time_s)));
    if (m.generated_j > 0) line("  generated", energy(m.generated_j) + (m.fuel_m3 > 0 ? fmt::format("  ({:.0f} L of fuel)", m.fuel_m3 * 1e3) : ""));
    if (m.solar_j > 0 || m.curtailed_j > 0) line("    by PV", fmt::format("{}  (curtailed {})", energy(m.solar_j), energy(m.curtailed_j)));
    if (m.charged_j > 0 || m.discharged_j > 0) line("  site batteries", fmt::format("charged {}, discharged {}", energy(m.charged_j), energy(m.discharged_j)));
    line("  cooling", fmt::format("{}  (chillers {}, towers and dry coolers {}, pumps {}, CRAH {}, CDU {}{}{}{})", energy(m.cooling_j), energy(m.chiller_j), energy(m.tower_j), energy(m.pump_j), energy(m.crah_j), energy(m.cdu_j),
                                     m.heat_pump_j > 0 ? ", heat pumps " + energy(m.heat_pump_j) : "", m.crac_j > 0 ? ", CRAC compressors " + energy(m.crac_j) : "", m.door_fan_j > 0 ? ", rear doors " + energy(m.door_fan_j) : ""));
    if (m.door_heat_j > 0) line("  rear doors", energy(m.door_heat_j) + " taken behind the racks");
    if (m.condensate_kg > 0) line("  condensate", fmt::format("{:.4g} m3 of water out of the air, {} of latent heat", m.condensate_kg / 998, energy(m.latent_j)));
    if (m.air_economizer_j > 0) line("  outdoor air", fmt::format("{} of {} taken out of the halls, {}", energy(m.air_economizer_j), energy(m.air_economizer_j + m.coil_j), share(m.air_economizer_j / (m.air_economizer_j + m.coil_j))));
    if (m.economizer_j > 0) line("  free cooling", fmt::format("{} of {} taken out of the loops, {}; {:.0f} h without chillers, {:.0f} h beside them", energy(m.economizer_j), energy(m.plant_heat_j), share(m.economizer_j / m.plant_heat_j), m.free_alone_s / 3600, m.free_beside_s / 3600));
    if (m.network_asked_j > 0) {
      line("  heat to networks", fmt::format("{} of {} asked for, {} of it out of the water: {} of the IT energy", energy(m.reused_j), energy(m.network_asked_j), energy(m.reused_source_j), share(m.reused_source_j / m.it_j)));
      line("  ERE", fmt::format("{}  (ERF {}; {:.1f} m3 of make-up water saved)", ratio(m.ere()), ratio(m.erf()), m.water_saved_kg / 998));
    }
    if (m.circuit_pump_j > 0) line("  loop pumps", fmt::format("{}, {} of it given to the water as pressure{}", energy(m.circuit_pump_j), share(m.circuit_hydraulic_j / m.circuit_pump_j), m.circuit_short_s > 0 ? fmt::format("; a branch short of flow for {}", format_duration(m.circuit_short_s)) : ""));
    line("  losses", fmt::format("{}  (transformers {}, UPS {}, PDU {})", energy(m.loss_j), energy(m.transformer_loss_j), energy(m.ups_loss_j), energy(m.pdu_loss_j)));
    if (m.other_j > 0) line("  other", energy(m.other_j));
    if (sum(m.demand.unserved_j) > 0) {
      line("unserved energy", fmt::format("{} of {} asked for  ({})", energy(sum(m.demand.unserved_j)), energy(m.demand.demand_j), causes_text(m.demand.unserved_j, energy)));
      for (const auto& h : s.halls) {
        if (!(sum(h.demand.unserved_j) > 0)) continue;
        const std::string shed = h.times_shed > 0 ? fmt::format("; shed {}, first at {}", h.times_shed == 1 ? "once" : fmt::format("{} times", h.times_shed), date(h.first_shed_s)) : "";
        line("  " + h.name, fmt::format("{}; without power {}{}", energy(sum(h.demand.unserved_j)), sum(h.demand.off_s) > 0 ? causes_text(h.demand.off_s, format_duration) : "never", h.demand.boot_s > 0 ? "; booting " + format_duration(h.demand.boot_s) : "") + shed);
      }
    }
    for (const auto& h : s.halls) {
      if (!(h.envelope.inlet_s[0] > 0)) continue;
      std::string above;
      for (std::size_t c = 0; c < inlet_envelopes.size(); ++c)
        if (h.envelope.inlet_s[c] > 0) above += fmt::format("{}{:g} degC ({}) {}", above.empty() ? "" : ", ", inlet_envelopes[c].limit_c, inlet_envelopes[c].name, format_duration(h.envelope.inlet_s[c]));
      line("inlets of " + h.name, "above " + above);
    }
    for (const auto& h : s.halls) {
      std::string above;
      for (std::size_t c = 0; c < coolant_envelopes.size() && h.envelope.with_coolant_s > 0; ++c)
        if (h.envelope.coolant_s[c] > 0) above += fmt::format("{}{:g} degC ({}) {}", above.empty() ? "" : ", ", coolant_envelopes[c].limit_c, coolant_envelopes[c].name, format_duration(h.envelope.coolant_s[c]));
      if (!above.empty()) line("water to " + h.name, "above " + above);
    }
    for (const auto& h : s.halls)
      if (std::isfinite(h.case_hottest_c)) line("cases of " + h.name, fmt::format("at most {:.1f} degC at {}{}", h.case_hottest_c, date(h.case_hottest_s), h.case_above_s > 0 ? "; above their limit for " + format_duration(h.case_above_s) : ""));
    for (const auto& f : s.fuel)
      if (f.burnt_m3 > 0) line("fuel of " + f.name, fmt::format("{:.4g} of {:.4g} m3 left, lowest {:.4g}; {:.4g} m3 burnt, {:.4g} delivered; full tanks last {} at {}, what is left {}", f.left_m3, f.tank_m3, f.lowest_m3, f.burnt_m3, f.delivered_m3, format_duration(f.autonomy_s), power(f.load_w), format_duration(f.left_s)));
    if (m.seconds > 27.5 * 86400)  // less tells nothing of a life
      for (const auto& a : s.ageing)
        line("ageing of " + a.name, std::isfinite(a.life_used_s) ? fmt::format("{} at normal ageing in {} ({:.3g} of the normal rate)", format_duration(a.life_used_s), format_duration(m.seconds), a.life_used_s / m.seconds)
                                                                 : fmt::format("{:.3g} % of its new capacity lost{}", 100 * a.capacity_lost, std::isfinite(a.full_cycles) ? fmt::format(" in {:.4g} full cycles", a.full_cycles) : ""));
    if (const std::string failures = failures_text(s.contingency); !failures.empty()) line("one failure", failures);
    const bool interim = m.seconds < 364.5 * 86400;
    line(interim ? "PUE (interim)" : "PUE", fmt::format("{}  (measured at the racks; at the PDU outputs {}, at the UPS outputs {})", ratio(m.pue()), ratio(m.pue2()), ratio(m.pue1())));
    line("WUE", fmt::format("{} L/kWh  ({:.1f} m3: evaporation {:.1f}, blow-down {:.1f})", ratio(m.wue_l_per_kwh()), m.water_kg / 998, m.evaporation_kg / 998, m.blow_down_kg / 998));
    line("CUE", fmt::format("{} kg/kWh  ({:.1f} t CO2{})", ratio(m.cue_kg_per_kwh()), m.carbon_kg / 1e3, m.carbon_kg == 0 ? "; the scenario gives no carbon intensity" : ""));
    if (std::isfinite(m.carbon_marginal_kg)) line("marginal CO2", fmt::format("{:.1f} t  (what the imports cause beside what else the grid supplies)", m.carbon_marginal_kg / 1e3));
    line("energy cost", money(m.energy_cost, r.currency) + (m.energy_cost == 0 ? "  (the scenario gives no price)" : ""));
    if (s.demand_charged) line("demand charge", fmt::format("{}  (highest demand {} at {})", money(m.demand_charge, r.currency), power(m.demand_max_w), date(m.demand_max_time_s)));
    for (const auto& p : s.curtailment)
      line("curtailment", fmt::format("{}: {} call{}, {:.1f} h, {:.1f} h of it within the limit, {} above it; paid {}, penalty {}", p.name, p.calls, p.calls == 1 ? "" : "s", p.called_s / 3600, p.kept_s / 3600, energy(p.over_j), money(p.payment, r.currency), money(p.penalty, r.currency)));
    if (s.demand_charged || !s.curtailment.empty()) line("cost of supply", money(m.cost(), r.currency));
    if (s.swing && s.swing->training_j > 0) {
      const std::string filler = s.swing->filler_j > 0 ? fmt::format("  (of it {} to fill valleys)", energy(s.swing->filler_j)) : "";
      line("training energy", energy(s.swing->training_j) + filler);
    }
    if (s.swing) {
      line("swings at the grid", fmt::format("up {}, down {}, range {}{}", amount(s.swing->ramp_up, "W/s"), amount(s.swing->ramp_down, "W/s"), power(s.swing->range_w),
                                             s.swing->asked_range_w > s.swing->range_w * 1.0001 ? fmt::format(" (unmitigated {})", power(s.swing->asked_range_w)) : ""));
      if (s.swing->has_battery)
        line("site battery", fmt::format("up to {} against swings, {} given and taken within steps, {} lost by it; range without it {}", power(s.swing->battery_w), energy(s.swing->battery_j), energy(s.swing->battery_loss_j), power(s.swing->without_range_w)));
      for (const auto& b : s.swing->bands)
        line(fmt::format("  {:g} to {:g} Hz", b.from_hz, b.to_hz), fmt::format("{} of {}{}", power(b.amplitude_w), power(b.limit_w), b.asked_w > b.amplitude_w * 1.0001 ? fmt::format(" (unmitigated {}{})", power(b.asked_w), s.swing->has_battery ? fmt::format(", without the site battery {}", power(b.without_w)) : "") : ""));
    }
    for (const auto& [what, seconds] : s.outside_validity_s) line("outside validity", fmt::format("{} for {}", what, format_duration(seconds)));
    if (s.years.size() > 1) {
      t += "  year   IT energy    facility     PUE    water m3    CO2 t   cost\n";
      for (const auto& [year, y] : s.years)
        t += fmt::format("  {:<6} {:<12} {:<12} {:<6} {:<11.0f} {:<7.0f} {}\n", year, energy(y.it_j), energy(y.supply_j()), ratio(y.pue()), y.water_kg / 998, y.carbon_kg / 1e3, money(y.cost(), r.currency));
    }
  }
  if (r.jobs.submitted > 0) {
    t += "\njobs\n";
    line("submitted", fmt::format("{}  (started {}, completed {}, running {}, waiting {}, refused {}, starts lost {})", r.jobs.submitted, r.jobs.started, r.jobs.completed, r.jobs.running, r.jobs.queued, r.jobs.refused, r.jobs.lost_starts));
    line("node-hours completed", fmt::format("{:.0f}", r.jobs.node_hours));
    line("scheduler", fmt::format("{}  ({} backfilled{})", r.scheduler, r.jobs.backfilled, r.jobs.killed > 0 ? fmt::format(", {} killed at the end of their time", r.jobs.killed) : ""));
    line("wait", fmt::format("mean {}, median {}, longest {}; bounded slowdown {:.3g}", format_duration(r.jobs.mean_wait_s), format_duration(r.jobs.median_wait_s), format_duration(r.jobs.max_wait_s), r.jobs.slowdown));
    line("nodes in use", fmt::format("{:.1f} %", 100 * r.jobs.node_use));
    for (const auto& u : r.tenants)
      if (r.tenants.size() > 1 || u.name != no_tenant)
        line("  " + u.name, fmt::format("{} jobs, {:.0f} of {:.0f} node-hours served, {}, wait mean {}, longest {}", u.submitted, u.node_hours_served, u.node_hours_asked, energy(u.energy_j), format_duration(u.mean_wait_s), format_duration(u.max_wait_s)));
  }
  if (!r.training.empty()) t += "\ntraining\n";
  for (const TrainingSummary& u : r.training) {
    const std::string compute = std::isfinite(u.asked_flop) ? fmt::format(", {:.3g} FLOP of {:.3g} ({}) at {} of the peak", u.done_flop, u.asked_flop, share(u.asked_flop > 0 ? u.done_flop / u.asked_flop : 0), share(u.mfu)) : "";
    line(u.name, fmt::format("{}, {:.0f} accelerators{}, {}", u.state, u.gpus, compute, energy(u.energy_j)));
    if (!(u.held_h > 0)) continue;
    std::string causes;
    for (const auto& [what, hours] : {std::pair{"checkpoints", u.checkpoint_h}, std::pair{"work lost by failures", u.lost_h}, std::pair{"restarts", u.restart_h}, std::pair{"lost by dark halls", u.dark_h}, std::pair{"slower clocks", u.slowed_h}})
      if (hours > 5e-5 * u.held_h) causes += fmt::format("{}{} {}", causes.empty() ? "; " : ", ", what, share(hours / u.held_h));
    line("  goodput", fmt::format("{} of {:.4g} GPU-hours{}{}", share(u.goodput()), u.held_h, causes, u.failures >= 0.5 ? fmt::format("; {:.0f} failures", u.failures) : ""));
  }
  t += services_text(r) + sovereign_text(r) + largest_training_text(r, zone);
  if (r.plan) t += plan_text(*r.plan, r.currency, date);
  if (r.finance) t += finance_text(*r.finance, r.currency);
  double racks = 0;
  for (const auto& c : r.constraints)
    if (c.kind == name_of(ConstraintKind::rack_power) && c.peak_utilisation <= 1) racks = std::max(racks, c.peak_utilisation);
  t += fmt::format("\nthe three tightest limits{}\n", racks > 0 ? fmt::format("  (beside the racks' own rating, {} at most)", share(racks)) : "");
  for (std::size_t i = 0; i < r.constraints.size() && i < 3; ++i) {
    const auto& c = r.constraints[i];
    std::string when = fmt::format("{} of {}, margin {}, at {}", amount(c.peak_value, c.unit), amount(c.limit, c.unit), amount(c.margin, c.unit == "degC" ? "K" : c.unit), date(c.peak_time_s));
    if (c.time_over_s > 0) when += fmt::format("; OVER for {}, first at {}", format_duration(c.time_over_s), date(c.first_violation_s));
    line(fmt::format("{}. {:>7} ", i + 1, share(c.peak_utilisation)), fmt::format("{}: {}, p95 {}", c.name, when, share(c.p95_utilisation)));
  }
  int over = 0;
  for (const auto& c : r.constraints) over += c.time_over_s > 0 ? 1 : 0;
  std::vector<std::string> not_firm;
  for (const auto& c : r.constraints)
    if (c.time_over_firm_s > 0) not_firm.push_back(fmt::format("{} for {}", c.name, format_duration(c.time_over_firm_s)));
  if (!not_firm.empty()) line("above their firm limit", some_of(not_firm, 3));
  line("limits", fmt::format("{} watched, {} exceeded; {} events", r.constraints.size(), over, r.events));
  const auto closes = [](double x) { return x < 1e-12 ? std::string("1e-12") : fmt::format("{:.1e}", x); };  // below it is rounding
  line("energy closes to", fmt::format("{} of its throughput (electrical), {} (thermal), in {} steps", closes(r.electrical_residual), closes(r.thermal_residual), r.steps));
  return t;
}

std::string summary_json(const RunSummary& r, const TimeZone& zone) {
  const auto date = [&](double s) { return std::isfinite(s) ? json(format_iso(r.start_unix_s + s, zone)) : json(nullptr); };
  json root = {{"name", r.name}, {"status", r.status}, {"message", r.message}, {"start", date(0)}, {"end", date(r.simulated_s)},
               {"simulated_s", r.simulated_s}, {"horizon_s", r.horizon_s}, {"currency", r.currency}};
  if (r.fork) root["fork"] = {{"from", date(r.fork->from_s)}, {"at", date(r.fork->at_s)}, {"until", date(r.fork->until_s)}};
  for (const auto& s : r.sites) {
    json j = meters_json(s.meters);
    const SiteMeters& m = s.meters;
    j.update({{"it_power_mean_w", m.seconds > 0 ? number(m.it_j / m.seconds) : json(nullptr)}, {"it_power_min_w", number(m.it_min_w)}, {"it_power_max_w", m.it_max_w},
              {"it_power_max_at", date(m.it_max_time_s)}, {"import_peak_w", m.import_max_w}, {"import_peak_at", date(m.import_max_time_s)},
              {"pue_category_1", number(m.pue1())}, {"pue_category_2", number(m.pue2())},
              {"chiller_energy_kwh", m.chiller_j / 3.6e6}, {"tower_energy_kwh", m.tower_j / 3.6e6}, {"free_cooling_kwh", m.economizer_j / 3.6e6}, {"free_cooling_alone_h", m.free_alone_s / 3600}, {"free_cooling_beside_chillers_h", m.free_beside_s / 3600}, {"outdoor_air_kwh", m.air_economizer_j / 3.6e6}, {"coil_heat_kwh", m.coil_j / 3.6e6}, {"plant_heat_kwh", m.plant_heat_j / 3.6e6}, {"pump_energy_kwh", m.pump_j / 3.6e6},
              {"loop_pump_energy_kwh", m.circuit_pump_j / 3.6e6}, {"loop_pump_hydraulic_kwh", m.circuit_hydraulic_j / 3.6e6}, {"short_of_flow_h", m.circuit_short_s / 3600},
              {"crah_energy_kwh", m.crah_j / 3.6e6}, {"cdu_energy_kwh", m.cdu_j / 3.6e6}, {"crac_energy_kwh", m.crac_j / 3.6e6}, {"rear_door_fan_kwh", m.door_fan_j / 3.6e6}, {"rear_door_heat_kwh", m.door_heat_j / 3.6e6}, {"latent_heat_kwh", m.latent_j / 3.6e6}, {"condensate_m3", m.condensate_kg / 998}, {"transformer_loss_kwh", m.transformer_loss_j / 3.6e6},
              {"ups_loss_kwh", m.ups_loss_j / 3.6e6}, {"pdu_loss_kwh", m.pdu_loss_j / 3.6e6},
              {"evaporation_m3", m.evaporation_kg / 998}, {"blow_down_m3", m.blow_down_kg / 998}});
    j.update({{"demand_peak_w", m.demand_max_w > 0 ? json(m.demand_max_w) : json(nullptr)}, {"demand_peak_at", m.demand_max_w > 0 ? date(m.demand_max_time_s) : json(nullptr)}});
    json programmes = json::object();
    for (const auto& p : s.curtailment)
      programmes[p.name] = {{"calls", p.calls}, {"calls_kept", p.calls_kept}, {"called_h", p.called_s / 3600}, {"kept_h", p.kept_s / 3600}, {"energy_over_kwh", p.over_j / 3.6e6}, {"penalty", p.penalty}, {"payment", p.payment}};
    j["curtailment"] = programmes;
    json halls = json::object();
    const auto envelope_json = [](const auto& envelopes, const auto& seconds, double with_s) {
      json above = json::object();
      if (!(with_s > 0)) return json(nullptr);
      for (std::size_t c = 0; c < envelopes.size(); ++c) above[envelopes[c].name] = seconds[c] / 3600;
      return above;
    };
    for (const auto& h : s.halls)
      halls[h.name] = {{"inlet_above_h", envelope_json(inlet_envelopes, h.envelope.inlet_s, h.envelope.with_inlet_s)}, {"coolant_above_h", envelope_json(coolant_envelopes, h.envelope.coolant_s, h.envelope.with_coolant_s)},
                       {"demand_energy_kwh", h.demand.demand_j / 3.6e6}, {"served_energy_kwh", h.demand.served_j / 3.6e6}, {"unserved_energy_kwh", sum(h.demand.unserved_j) / 3.6e6},
                       {"unserved_by_cause_kwh", causes_json(h.demand.unserved_j, 3.6e6)}, {"without_power_h", causes_json(h.demand.off_s, 3600)}, {"booting_h", h.demand.boot_s / 3600}, {"times_shed", h.times_shed}, {"first_shed", date(h.first_shed_s)}};
    for (const auto& h : s.halls)
      if (std::isfinite(h.case_hottest_c)) halls[h.name].update({{"case_hottest_degc", h.case_hottest_c}, {"case_hottest_at", date(h.case_hottest_s)}, {"case_above_limit_h", h.case_above_s / 3600}});
    j["halls"] = halls;
    json fuel = json::object();
    for (const auto& f : s.fuel)
      fuel[f.name] = {{"tank_m3", f.tank_m3}, {"left_m3", f.left_m3}, {"lowest_m3", f.lowest_m3}, {"burnt_m3", f.burnt_m3}, {"delivered_m3", f.delivered_m3}, {"deliveries", f.deliveries},
                      {"load_w", f.load_w}, {"autonomy_h", f.autonomy_s / 3600}, {"left_h", f.left_s / 3600}};
    j["fuel"] = fuel;
    json failures = json::array();
    for (const auto& f : s.contingency.assets)
      failures.push_back({{"asset", f.asset}, {"unit", f.in_w ? "W" : "VA"}, {"before", number(f.before)}, {"load", number(f.load)}, {"rating", number(f.rating)}, {"tripped", f.tripped}, {"failed", f.failed}, {"dark_by", f.dark_by}});
    j["one_failure"] = {{"at", date(s.contingency.at_s)}, {"load_w", s.contingency.load_w}, {"failures", s.contingency.failures}, {"secure", s.contingency.secure}, {"assets", failures}};
    json ageing = json::object();
    for (const auto& a : s.ageing) ageing[a.name] = {{"kind", a.kind}, {"life_used_h", number(a.life_used_s / 3600)}, {"capacity_lost", number(a.capacity_lost)}, {"full_cycles", number(a.full_cycles)}};
    j["ageing"] = ageing;
    json years = json::object();
    for (const auto& [year, y] : s.years) years[std::to_string(year)] = meters_json(y);
    j["years"] = years;
    json outside = json::object();
    for (const auto& [what, seconds] : s.outside_validity_s) outside[what] = seconds;
    j["outside_validity_s"] = outside;
    if (s.swing) {
      json bands = json::array();
      for (const auto& b : s.swing->bands)
        bands.push_back({{"from_hz", b.from_hz}, {"to_hz", b.to_hz}, {"amplitude_w", b.amplitude_w}, {"amplitude_unmitigated_w", b.asked_w}, {"amplitude_without_bess_w", b.without_w}, {"limit_w", b.limit_w}});
      j["swing"] = {{"training_energy_kwh", s.swing->training_j / 3.6e6}, {"filler_energy_kwh", s.swing->filler_j / 3.6e6}, {"ramp_up_w_per_s", s.swing->ramp_up}, {"ramp_down_w_per_s", s.swing->ramp_down},
                    {"range_w", s.swing->range_w}, {"range_unmitigated_w", s.swing->asked_range_w}, {"range_without_bess_w", s.swing->without_range_w}, {"bands", bands}};
      if (s.swing->has_battery) j["swing"]["bess"] = {{"power_w", s.swing->battery_w}, {"cycled_energy_kwh", s.swing->battery_j / 3.6e6}, {"loss_kwh", s.swing->battery_loss_j / 3.6e6}};
    }
    root["sites"][s.name] = j;
  }
  root["jobs"] = {{"submitted", r.jobs.submitted}, {"started", r.jobs.started}, {"completed", r.jobs.completed}, {"running", r.jobs.running}, {"queued", r.jobs.queued},
                  {"refused", r.jobs.refused}, {"starts_lost", r.jobs.lost_starts}, {"node_hours", r.jobs.node_hours}, {"mean_wait_s", r.jobs.mean_wait_s}, {"max_wait_s", r.jobs.max_wait_s},
                  {"scheduler", r.scheduler}, {"killed", r.jobs.killed}, {"backfilled", r.jobs.backfilled}, {"median_wait_s", r.jobs.median_wait_s}, {"bounded_slowdown", r.jobs.slowdown}, {"node_use", r.jobs.node_use}};
  root["training"] = json::object();
  for (const TrainingSummary& u : r.training)
    root["training"][u.name] = {{"hall", u.hall}, {"state", u.state}, {"gpus", u.gpus}, {"asked_flop", number(u.asked_flop)}, {"done_flop", number(u.done_flop)}, {"mfu", u.mfu}, {"goodput", number(u.goodput())}, {"energy_kwh", u.energy_j / 3.6e6},
                                {"gpu_hours", u.held_h}, {"work_gpu_hours", u.work_h}, {"checkpoint_gpu_hours", u.checkpoint_h}, {"failure_gpu_hours", u.lost_h}, {"restart_gpu_hours", u.restart_h}, {"dark_gpu_hours", u.dark_h}, {"slowed_gpu_hours", u.slowed_h}, {"failures", u.failures}};
  root["tenants"] = json::object();
  for (const auto& u : r.tenants)
    root["tenants"][u.name] = {{"submitted", u.submitted}, {"completed", u.completed}, {"refused", u.refused}, {"waiting", u.waiting}, {"node_hours_asked", u.node_hours_asked},
                               {"node_hours_served", u.node_hours_served}, {"gpu_hours_served", u.gpu_hours_served}, {"energy_kwh", u.energy_j / 3.6e6},
                               {"killed", u.killed}, {"backfilled", u.backfilled}, {"mean_wait_s", u.mean_wait_s}, {"median_wait_s", u.median_wait_s}, {"max_wait_s", u.max_wait_s}, {"bounded_slowdown", u.slowdown}, {"sovereign", sovereign_json(u.sovereign)}};
  root["services"] = services_json(r, zone);
  root["largest_training"] = largest_training_json(r, zone);
  if (r.plan) root["plan"] = plan_json(*r.plan, [&](double s) { return format_iso(r.start_unix_s + s, zone); });
  if (r.finance) root["finance"] = finance_json(*r.finance);
  root["constraints"] = json::array();
  for (const auto& c : r.constraints)
    root["constraints"].push_back({{"name", c.name}, {"kind", c.kind}, {"asset", c.asset}, {"unit", c.unit}, {"peak_utilisation", number(c.peak_utilisation)},
                                   {"p95_utilisation", number(c.p95_utilisation)}, {"peak_value", c.peak_value}, {"limit", c.limit}, {"margin", c.margin}, {"peak_at", date(c.peak_time_s)},
                                   {"time_over_s", c.time_over_s}, {"time_over_firm_s", c.time_over_firm_s}, {"first_violation", date(c.first_violation_s)}});
  root["steps"] = r.steps;
  root["events"] = r.events;
  root["residual"] = {{"electrical", r.electrical_residual}, {"thermal", r.thermal_residual}};
  return root.dump(1) + "\n";
}

}  // namespace netsuden::app
