// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/complete.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace netsuden {
namespace {

// Catalogue entries that stand in for equipment that a scenario does not name.
constexpr const char* default_transformer = "cast_resin_2500kva";
constexpr const char* default_ups = "modular_1500kw";
constexpr const char* default_pdu = "pdu_500kva";
constexpr const char* default_crah = "crah_120kw";
constexpr const char* default_cdu = "cdu_1350kw";
constexpr const char* default_chiller = "centrifugal_warm_2mw";
constexpr const char* default_tower = "tower_3mw";
constexpr const char* default_dry_cooler = "dry_cooler_2900kw";
constexpr double design_overhead = 1.45;  // assumption: IT plus cooling and losses at design

template <class P>
void from_catalogue(const std::vector<Entry<P>>& entries, const char* name, std::string& model, P& params) {
  for (const auto& e : entries)
    if (e.name == name) {
      model = name;
      params = e.params;
      return;
    }
}

/// Heat of the doors of a hall at most, and whether a plant takes it that does not take the rest of the air's heat anyway.
double doors_w(const HallSpec& h) { return std::min(ratings(h).air_w, h.rear_doors->params.coil.rated_heat.si() * h.racks.count); }
bool takes_doors(const HallSpec& h, const PlantSpec& p) { return h.rear_doors && h.rear_doors->loop == p.name && !(h.air && h.air->loop == p.name); }

/// Machines for a load with one to spare; a million where it takes more (the checks refuse that).
int count_for(double load, double rating) { return std::max(1, static_cast<int>(std::min(1e6, std::ceil(load / rating - 1e-9)))) + 1; }

template <class T>
std::vector<T*> of_type(std::vector<T>& v, auto type) {
  std::vector<T*> r;
  for (auto& x : v)
    if (x.type == type) r.push_back(&x);
  return r;
}

class Completer {
 public:
  Completer(Scenario& s, SiteSpec& site, const Described& described, std::vector<std::string>& filled)
      : s_(s), site_(site), described_(described), filled_(filled), path_("sites." + site.name) {}

  void run() {
    if (site_.grid.empty() && s_.grids.size() == 1) site_.grid = s_.grids.front().name;
    auto& w = site_.weather;
    if (w.climate.empty() && !w.normals && w.file.empty() && !w.constant) {
      w.climate = "tokyo";
      fill(".weather.climate");
    }
    // A built-in climate becomes the normals that it stands for, so that the resolved scenario states them.
    if (!w.climate.empty() && !w.normals && w.file.empty() && !w.constant)
      if ((w.normals = built_in_climate(w.climate))) w.climate.clear();
    for (auto& h : site_.halls) hall(h);
    for (auto& p : site_.cooling) plant(p);
    for (auto& p : site_.cooling)
      if (p.hydraulics) circuit(p);
    if (site_.power.empty()) chain();
    for (auto& n : site_.power)
      if (n.ageing && !n.ageing->params.loss_ratio && n.transformer.no_load_loss.si() > 0) {
        n.ageing->params.loss_ratio = transformer_loss_ratio(n.transformer);
        fill(".power." + n.name + ".ageing.loss_ratio");
      }
    for (auto& h : site_.halls)
      if (h.fed_by.empty() && !site_.power.empty()) {
        const auto last = std::find_if(site_.power.rbegin(), site_.power.rend(), [](const PowerNodeSpec& n) { return !n.is_local(); });
        if (last == site_.power.rend()) continue;
        h.fed_by = {last->name};
        fill(".halls." + h.name + ".fed_by");
      }
    for (auto& p : site_.cooling)
      if (p.fed_by.empty()) {
        if (const std::string board = nearest_to_grid(); !board.empty()) {
          p.fed_by = {board};
          fill(".cooling." + p.name + ".fed_by");
        }
      }
    for (auto& h : site_.halls)
      if (h.air && h.air->cracs && h.air->cracs->fed_by.empty())
        if (const std::string board = nearest_to_grid(); !board.empty()) {
          h.air->cracs->fed_by = {board};
          fill(".halls." + h.name + ".air.cracs.fed_by");
        }
  }

 private:
  void fill(const std::string& what) { filled_.push_back(path_ + what); }

  /// Machines of which nothing is said are those of a catalogue entry.
  template <class P>
  void choose(Group<P>& g, const std::vector<Entry<P>>& entries, const char* name, const std::string& group) {
    if (g.model.empty() && !g.count && !described_(path_ + group)) from_catalogue(entries, name, g.model, g.params);
  }

  void hall(HallSpec& h) {
    const HallRatings r = ratings(h);
    const std::string at = ".halls." + h.name;
    if (!h.area) {
      h.area = Area::from_si(4.0 * h.racks.count);
      fill(at + ".area");
    }
    if (!h.air) {
      h.air.emplace();
      fill(at + ".air");
    }
    if (h.air->cracs) cracs(h, r, at + ".air.cracs");
    else crahs(h, r, at);
    if (h.rear_doors && h.rear_doors->loop.empty()) h.rear_doors->loop = loop(PlantType::chilled_water, "chilled_water", at + ".rear_doors.loop");
    if (h.liquid && h.liquid->cold_plate) {
      ColdPlateSpec& c = *h.liquid->cold_plate;
      const RackPowerParams& rack = h.racks.params;
      if (!c.manifold.branches) {
        c.manifold.branches = std::max(1, rack.nodes_per_rack);
        fill(at + ".liquid.cold_plate.manifold.branches");
      }
      if (!c.plates) {
        c.plates = std::max(1, rack.nodes_per_rack * std::max(1, rack.node.gpus));
        fill(at + ".liquid.cold_plate.plates");
      }
    }
    if (r.liquid_w <= 0) return;
    if (!h.liquid) {
      h.liquid.emplace();
      fill(at + ".liquid");
    }
    choose(h.liquid->cdus, s_.catalogue.cdus, default_cdu, at + ".liquid.cdus");
    if (!h.liquid->cdus.count) {
      h.liquid->cdus.count = count_for(r.liquid_w, h.liquid->cdus.params.rated_heat.si());
      h.liquid->cdus.redundancy = Redundancy::n_plus_1;
      fill(at + ".liquid.cdus.count");
    }
    if (h.liquid->loop.empty()) h.liquid->loop = loop(PlantType::facility_water, "facility_water", at + ".liquid.loop");
  }

  void crahs(HallSpec& h, const HallRatings& r, const std::string& at) {
    choose(h.air->crahs, s_.catalogue.crahs, default_crah, at + ".air.crahs");
    if (!h.air->crahs.count) {
      // Enough coils for the heat and enough air for the servers past recirculation and bypass.
      const auto& p = h.air->crahs.params;
      const double flow = r.air_w / (constants::cp_air * h.air->hall.server_temperature_rise.si()) *
                          (1 - h.air->hall.recirculation.value()) / (1 - h.air->hall.bypass.value());
      h.air->crahs.count = std::max(count_for(r.air_w, p.coil.rated_heat.si()), count_for(flow, p.fan.rated_flow.si()));
      h.air->crahs.redundancy = Redundancy::n_plus_1;
      fill(at + ".air.crahs.count");
    }
    if (h.air->loop.empty()) h.air->loop = loop(PlantType::chilled_water, "chilled_water", at + ".air.loop");
  }

  void cracs(HallSpec& h, const HallRatings& r, const std::string& at) {
    Group<CracParams>& g = h.air->cracs->units;
    if (g.count) return;
    const double flow = r.air_w / (constants::cp_air * h.air->hall.server_temperature_rise.si()) * (1 - h.air->hall.recirculation.value()) / (1 - h.air->hall.bypass.value());
    g.count = std::max(count_for(r.air_w * 1.05, crac_design_w(*h.air)), count_for(flow, g.params.fan.rated_flow.si()));
    g.redundancy = Redundancy::n_plus_1;
    fill(at + ".count");
  }

  /// The only plant of a type, or a new one.
  std::string loop(PlantType type, const char* name, const std::string& what) {
    auto found = of_type(site_.cooling, type);
    if (found.empty()) {
      PlantSpec p;
      p.name = name;
      p.type = type;
      if (type == PlantType::facility_water) {
        p.supply = 32_degC;
        p.rise = 10_K;
      }
      site_.cooling.push_back(std::move(p));
      fill(".cooling." + std::string(name));
      fill(what);
      return name;
    }
    if (found.size() > 1) return "";  // ambiguous: reported by the checks
    fill(what);
    return found.front()->name;
  }

  /// Machines for the heat that is rejected.
  template <class P>
  void size(Group<P>& g, double heat_w, const std::string& what) {
    if (g.count) return;
    g.count = count_for(heat_w, g.params.rated_heat.si());
    g.redundancy = Redundancy::n_plus_1;
    fill(what);
  }

  void plant(PlantSpec& p) {
    double heat = 0;
    for (const HallSpec* hall : halls_at_once(site_)) {
      const HallSpec& h = *hall;
      const HallRatings r = ratings(h);
      if (h.air && h.air->loop == p.name) heat += r.air_w * 1.08;  // with the heat of the CRAH fans
      if (h.liquid && h.liquid->loop == p.name) heat += r.liquid_w * 1.02;
      if (takes_doors(h, p)) heat += doors_w(h);
    }
    const std::string at = ".cooling." + p.name;
    double reject = heat * 1.02;
    if (p.type == PlantType::chilled_water) {
      choose(p.chillers, s_.catalogue.chillers, default_chiller, at + ".chillers");
      if (!p.chillers.count) {
        p.chillers.count = count_for(heat, 0.9 * p.chillers.params.reference_capacity.si());
        p.chillers.redundancy = Redundancy::n_plus_1;
        fill(at + ".chillers.count");
      }
      reject = heat * (1 + 1 / p.chillers.params.reference_cop);
    }
    if (p.rejects_to == RejectsTo::towers) {
      choose(p.towers, s_.catalogue.towers, default_tower, at + ".towers");
      size(p.towers, reject, at + ".towers.count");
    } else {
      choose(p.dry_coolers, s_.catalogue.dry_coolers, default_dry_cooler, at + ".dry_coolers");
      size(p.dry_coolers, reject, at + ".dry_coolers.count");
    }
  }

  /// Branches by the rated points of their machines, pumps by the branches.
  void circuit(PlantSpec& p) {
    double flow = 0, most_pa = 0;
    const auto branch = [&](std::optional<CircuitBranchParams>& b, double design_m3_s, const std::string& at) {
      if (!b) {
        b.emplace();
        fill(at);
      }
      if (!b->flow) {
        b->flow = VolumeFlow::from_si(design_m3_s);
        fill(at + ".flow");
      }
      flow += b->flow->si();
      most_pa = std::max(most_pa, open_drop(*b).si());
    };
    for (auto& h : site_.halls) {
      const std::string at = ".halls." + h.name;
      if (h.air && h.air->loop == p.name) {
        const CoilParams& c = h.air->crahs.params.coil;
        branch(h.air->branch, h.air->crahs.count.value_or(1) * c.rated_heat.si() / (constants::cp_water * c.water_rise.si()) / constants::rho_water, at + ".air.branch");
      }
      if (h.liquid && h.liquid->loop == p.name) {
        const CduParams& c = h.liquid->cdus.params;
        branch(h.liquid->branch, h.liquid->cdus.count.value_or(1) * c.rated_heat.si() / (constants::cp_water * c.facility_rise.si()) / constants::rho_water, at + ".liquid.branch");
      }
      if (h.rear_doors && h.rear_doors->loop == p.name) {
        const CoilParams& c = h.rear_doors->params.coil;
        branch(h.rear_doors->branch, h.racks.count * c.rated_heat.si() / (constants::cp_water * c.water_rise.si()) / constants::rho_water, at + ".rear_doors.branch");
      }
    }
    HydraulicsSpec& c = *p.hydraulics;
    const std::string at = ".cooling." + p.name + ".hydraulics";
    if (!(flow > 0)) return;  // reported by the checks
    const auto give = [&](auto& value, auto what, const char* key) {
      if (value) return;
      value = what;
      fill(at + key);
    };
    give(c.differential_pressure, Pressure::from_si(most_pa), ".differential_pressure");
    CircuitPumpParams& pump = c.pumps.params;
    give(pump.rated_flow, VolumeFlow::from_si(flow / firm_count(c.pumps.count, c.pumps.redundancy)), ".pumps.rated_flow");
    give(pump.rated_head, c.plant_drop + *c.differential_pressure, ".pumps.rated_head");
    if (!pump.curve) give(pump.shut_off_head, *pump.rated_head * shut_off_ratio, ".pumps.shut_off_head");
  }

  void chain() {
    double it = 0;
    for (const HallSpec* h : halls_at_once(site_)) it += ratings(*h).it_w;
    const double total_va = it * design_overhead / 0.98;
    PowerNodeSpec grid;
    grid.name = "utility";
    grid.type = PowerNodeType::grid_connection;
    grid.capacity = ApparentPower::from_si(std::ceil(total_va / 1e6 * 2) / 2 * 1e6);
    grid.voltage = Voltage::from_si(total_va > 2e6 ? 66e3 : 6.6e3);
    PowerNodeSpec tx;
    tx.name = "transformers";
    tx.type = PowerNodeType::transformer;
    tx.feeds_from = {"utility"};
    from_catalogue(s_.catalogue.transformers, default_transformer, tx.model, tx.transformer);
    tx.count = count_for(total_va, tx.transformer.rating.si());
    tx.redundancy = Redundancy::n_plus_1;
    PowerNodeSpec ups;
    ups.name = "ups";
    ups.type = PowerNodeType::ups;
    ups.feeds_from = {"transformers"};
    from_catalogue(s_.catalogue.ups, default_ups, ups.model, ups.ups);
    ups.count = count_for(it * 1.05, ups.ups.rating.si());
    ups.redundancy = Redundancy::n_plus_1;
    PowerNodeSpec pdu;
    pdu.name = "pdus";
    pdu.type = PowerNodeType::pdu;
    pdu.feeds_from = {"ups"};
    from_catalogue(s_.catalogue.pdus, default_pdu, pdu.model, pdu.pdu);
    pdu.count = count_for(it * 1.05 / 0.98, pdu.pdu.rating.si());
    site_.power = {grid, tx, ups, pdu};
    fill(".power");
  }

  /// The first transformer or switchboard below a grid connection, else the connection.
  std::string nearest_to_grid() const {
    std::vector<std::string> connections;
    for (const auto& n : site_.power)
      if (n.type == PowerNodeType::grid_connection) connections.push_back(n.name);
    for (const auto& n : site_.power) {
      if (n.type != PowerNodeType::transformer && n.type != PowerNodeType::switchboard) continue;
      for (const auto& f : n.feeds_from)
        if (std::find(connections.begin(), connections.end(), f) != connections.end()) return n.name;
    }
    return connections.empty() ? "" : connections.front();
  }

  Scenario& s_;
  SiteSpec& site_;
  const Described& described_;
  std::vector<std::string>& filled_;
  std::string path_;
};

}  // namespace

HallRatings ratings(const HallSpec& h) {
  const RackModel rack = make_rack(h.racks.params);
  HallRatings r;
  r.it_w = rack.rated.si() * h.racks.count;
  r.liquid_w = r.it_w * rack.params.liquid_share.value();
  r.air_w = r.it_w - r.liquid_w;
  return r;
}

std::vector<const HallSpec*> halls_at_once(const SiteSpec& site) {
  std::vector<const HallSpec*> all;
  const auto first = [&](const HallSpec& h) {
    const HallSpec* p = &h;
    for (std::size_t n = 0; !p->replaces.empty() && n < site.halls.size(); ++n) {
      const auto before = std::find_if(site.halls.begin(), site.halls.end(), [&](const HallSpec& x) { return x.name == p->replaces; });
      if (before == site.halls.end()) break;
      p = &*before;
    }
    return p;
  };
  for (const HallSpec& h : site.halls) {
    const auto same = std::find_if(all.begin(), all.end(), [&](const HallSpec* x) { return first(*x) == first(h); });
    if (same == all.end()) all.push_back(&h);
    else if (ratings(h).it_w > ratings(**same).it_w) *same = &h;
  }
  return all;
}

double crac_design_w(const AirSpec& a) {
  const CracParams& p = a.cracs->units.params;
  CracInputs in;
  in.air_in = a.supply + a.hall.server_temperature_rise;
  in.outdoor = 35_degC;
  in.air = p.fan.rated_flow;
  return crac_full_load(p, size_crac(p), in).sensible.si();
}

double crac_electric_w(const HallSpec& h, double load) {
  if (!h.air || !h.air->cracs) return 0;
  const CracParams& p = h.air->cracs->units.params;
  const double fans_w = h.air->units() * p.fan.rated_power.si();
  return fans_w + (load * ratings(h).air_w + fans_w) / p.rated_cop;
}

HallCooling hall_cooling(const HallSpec& h) {
  HallCooling c;
  if (h.rear_doors && h.rear_doors->params.kind == DoorKind::active) c.doors_w = h.racks.count * h.rear_doors->params.fan.rated_power.si();
  if (h.air && !h.air->cracs) c.crahs_w = h.air->crahs.count.value_or(1) * h.air->crahs.params.fan.rated_power.si();
  if (h.liquid) c.cdus_w = h.liquid->cdus.count.value_or(1) * h.liquid->cdus.params.pump_power.si();
  return c;
}

std::vector<FedApart> fed_apart(const HallSpec& h, double load) {
  std::vector<FedApart> all;
  const HallCooling c = hall_cooling(h);
  if (h.air && h.air->cracs) all.push_back({"air.cracs", &h.air->cracs->fed_by, crac_electric_w(h, load)});
  else if (h.air && !h.air->crahs.fed_by.empty()) all.push_back({"air.crahs", &h.air->crahs.fed_by, c.crahs_w});
  if (h.liquid && !h.liquid->cdus.fed_by.empty()) all.push_back({"liquid.cdus", &h.liquid->cdus.fed_by, c.cdus_w});
  return all;
}

double hall_cooling_w(const HallSpec& h) {
  const HallCooling c = hall_cooling(h);
  const bool crahs_apart = h.air && !h.air->crahs.fed_by.empty(), cdus_apart = h.liquid && !h.liquid->cdus.fed_by.empty();
  return c.doors_w + (crahs_apart ? 0 : c.crahs_w) + (cdus_apart ? 0 : c.cdus_w);
}

namespace {
double circuit_pumps_w(const HydraulicsSpec& h) {
  const CircuitPumpParams& p = h.pumps.params;
  return firm_count(h.pumps.count, h.pumps.redundancy) * p.rated_flow->si() * p.rated_head->si() / p.efficiency.value();
}
}  // namespace

PlantRatings ratings(const SiteSpec& site, const PlantSpec& p, double load) {
  PlantRatings r;
  for (const HallSpec* hall : halls_at_once(site)) {
    const HallSpec& h = *hall;
    const HallRatings of = ratings(h);
    if (h.air && h.air->loop == p.name) r.heat_w += load * of.air_w + h.air->crahs.count.value_or(1) * h.air->crahs.params.fan.rated_power.si();
    if (h.liquid && h.liquid->loop == p.name) r.heat_w += load * of.liquid_w;
    if (takes_doors(h, p)) r.heat_w += std::min(load * of.air_w, doors_w(h));
  }
  const auto pump_w = [&](const PlantPumps& pumps, double heat_w, TemperatureDiff rise) {
    const double flow_m3_s = heat_w / (constants::cp_water * rise.si()) / constants::rho_water;
    return flow_m3_s * pumps.head.si() / pumps.efficiency.value();
  };
  const bool chilled = p.type == PlantType::chilled_water;
  const double chillers_w = chilled ? r.heat_w / p.chillers.params.reference_cop : 0;
  r.rejected_w = r.heat_w + chillers_w;
  const bool towers = p.rejects_to == RejectsTo::towers;
  const TemperatureDiff range = towers ? p.towers.params.range : p.dry_coolers.params.water_in - p.dry_coolers.params.water_out;
  const Fraction fans = towers ? p.towers.params.fan_power : p.dry_coolers.params.fan_power;
  r.loop_pumps_w = p.hydraulics && p.hydraulics->pumps.params.rated_flow ? circuit_pumps_w(*p.hydraulics) : pump_w(p.primary, r.heat_w, p.rise);
  r.electric_w = chillers_w + r.rejected_w * fans.value() + r.loop_pumps_w + pump_w(p.condenser, r.rejected_w, range);
  if (p.heat_recovery) r.electric_w += rated_heat_pump_power(*p.heat_recovery, p.heat_recovery->from == RecoverySource::condenser ? p.condenser_set_point : p.supply).si();
  return r;
}

std::vector<std::string> complete(Scenario& s, const Described& described) {
  std::vector<std::string> filled;
  for (std::size_t i = 0; i < s.workload.jobs.size(); ++i)
    if (auto& trace = s.workload.jobs[i].trace; trace && trace->format != JobLog::csv && trace->format != JobLog::raps && !trace->fill_utilization) {
      trace->fill_utilization = Fraction(1);
      filled.push_back(fmt::format("workload.jobs.{}.trace.fill_utilization", i));
    }
  for (auto& site : s.sites) Completer(s, site, described, filled).run();
  if (s.reliability)  // the figures of each class are stated
    for (const char* of : equipment_classes) {
      auto& figures = s.reliability->figures;
      if (std::any_of(figures.begin(), figures.end(), [&](const FigureSpec& f) { return f.of == of; })) continue;
      FigureSpec f{of, "", {}};
      from_catalogue(s.catalogue.reliability, of, f.model, f.params);
      if (f.model.empty()) continue;
      filled.push_back(fmt::format("reliability.figures.{}", figures.size()));
      figures.push_back(std::move(f));
    }
  return filled;
}

}  // namespace netsuden
