// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/standing.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/spec/asset_path.hpp"
#include "sim/spec/complete.hpp"
#include "sim/twin/machines_up.hpp"
#include "sim/twin/plant.hpp"

namespace netsuden {
namespace {

/// How many of a group are not there.
int missing(const std::set<std::string>& absent, const std::string& group) {
  return static_cast<int>(std::count_if(absent.begin(), absent.end(), [&](const std::string& a) { return is_member_of(a, group); }));
}

void put_out(std::vector<char>& up, const std::set<std::string>& absent, const std::string& group) {
  for (std::size_t m = 0; m < up.size(); ++m)
    if (absent.contains(group + "_" + std::to_string(m + 1))) up[m] = 0;
}

/// The electrical graph with its loads.
class Graph {
 public:
  /// `it_w`: of the first of the loads.
  Graph(std::vector<PowerNodeSpec> nodes, const std::set<std::string>& absent, const std::vector<ChainLoad>& loads, const std::vector<double>& it_w, const ContingencyOptions& o) : chain_(plain(std::move(nodes))) {
    for (PowerNode& n : chain_.nodes()) {
      if (absent.contains("power." + n.spec.name)) n.in_service = false;
      put_out(n.unit_up, absent, "power." + n.spec.name);
    }
    walk(chain_, GridSupply{}, o.settle.si(), [&](PowerChain& live) {
      for (const ChainLoad& l : loads) live.add_load(l.feeds, l.w);
    });
    for (const PowerNode& n : chain_.nodes()) sourced_.push_back(from_source(n) ? 1 : 0);
    it_w_.assign(chain_.nodes().size(), 0);
    for (std::size_t l = 0; l < it_w.size(); ++l) {
      const std::vector<int> live = chain_.live(loads[l].feeds);
      for (const int f : live) it_w_[static_cast<std::size_t>(f)] += it_w[l] / static_cast<double>(live.size());
    }
    for (const int i : chain_.flow_order()) {  // each after all that it supplies
      const PowerNode& n = chain_.nodes()[static_cast<std::size_t>(i)];
      for (std::size_t f = 0; f < n.feeding.size(); ++f) it_w_[static_cast<std::size_t>(n.feeding[f])] += it_w_[static_cast<std::size_t>(i)] * n.share(f);
    }
  }
  double it_w(std::size_t node) const { return it_w_[node]; }

  const PowerChain& chain() const { return chain_; }
  static double rating(const PowerNode& n, int units) { return n.is(PowerNodeType::genset) ? std::min(n.sets_available_w(), n.rating(units)) : n.rating(units); }
  static int firm_units(const PowerNode& n) { return std::min(n.units_up(), firm_count(std::max(1, n.spec.count), n.spec.redundancy)); }

  /// Whether something that does not empty supplies a load.
  bool supplied(const std::vector<int>& feeds) const {
    const std::vector<int> live = chain_.live(feeds);
    return std::any_of(live.begin(), live.end(), [&](int f) { return sourced_[static_cast<std::size_t>(f)] != 0; });
  }
  /// Least share of the nodes that supply a load now, and which.
  std::pair<double, std::string> share(const std::vector<int>& feeds) const {
    if (!supplied(feeds)) return {0, first_gap(feeds)};
    std::pair<double, std::string> least{1, ""};
    std::set<int> seen;
    std::vector<int> way_up = chain_.live(feeds);
    while (!way_up.empty()) {
      const int i = way_up.back();
      way_up.pop_back();
      if (!seen.insert(i).second) continue;
      const PowerNode& n = chain_.nodes()[static_cast<std::size_t>(i)];
      way_up.insert(way_up.end(), n.feeding.begin(), n.feeding.end());
      const double load = n.rated_load();
      if (const double s = load > 0 ? rating(n, n.units_up()) / load : 1; s < least.first * (1 - 1e-9)) least = {s, "power." + n.spec.name};
    }
    return least;
  }

 private:
  static PowerChain plain(std::vector<PowerNodeSpec> nodes) {
    for (PowerNodeSpec& n : nodes) {
      n.genset.start_failure = Fraction(0);
      n.protection.reset();
    }
    return PowerChain(nodes);
  }
  bool from_source(const PowerNode& n) const {
    if (!n.energized || n.island_by >= 0 || (n.ups && n.ups->operation == UpsOperation::battery)) return false;
    if (n.is_source()) return true;
    return std::any_of(n.feeding.begin(), n.feeding.end(), [&](int f) { return from_source(chain_.nodes()[static_cast<std::size_t>(f)]); });
  }
  /// Of a load without power, the node nearest to it on its way up that is not there.
  std::string first_gap(const std::vector<int>& feeds) const {
    std::vector<int> way_up = feeds;
    std::set<int> seen;
    for (std::size_t k = 0; k < way_up.size(); ++k) {
      if (!seen.insert(way_up[k]).second) continue;
      const PowerNode& n = chain_.nodes()[static_cast<std::size_t>(way_up[k])];
      if (!n.available()) return "power." + n.spec.name;
      way_up.insert(way_up.end(), n.parents.begin(), n.parents.end());
    }
    return "power";
  }

  PowerChain chain_;
  std::vector<char> sourced_;
  std::vector<double> it_w_;
};

struct PlantMeans {
  double heat_w = 0, available_w = 0, firm_w = 0;
};

/// What a plant can take with its water at its set-point: with less heat than it is asked for, where that is too much.
PlantMeans means_of(const SiteSpec& site, const PlantSpec& p, const std::set<std::string>& absent, const ContingencyOptions& o) {
  PlantMeans m;
  PlantInputs in;
  in.heat_w = ratings(site, p, o.load).heat_w;
  in.dt_s = 60;
  in.wet_bulb = o.wet_bulb;
  in.dry_bulb = o.dry_bulb;
  double pumps_w = 0;
  for (int round = 0; round < 4; ++round) {
    Plant plant(p);
    put_out(plant.chiller_up, absent, "cooling." + p.name + ".chillers");
    put_out(plant.outdoor_up, absent, "cooling." + p.name + "." + p.outdoor_group());
    const PlantStep step = at_rest(plant, in);
    if (round == 0) pumps_w = step.heat_in_w - in.heat_w, m.heat_w = step.heat_in_w;
    m.available_w = step.available_w;
    m.firm_w = step.firm_available_w;
    if (step.available_w >= step.heat_in_w * (1 - 1e-3)) break;
    in.heat_w = std::max(0.0, 0.999 * step.available_w - pumps_w);
  }
  return m;
}

}  // namespace

Standing standing(const SiteSpec& whole, const std::set<std::string>& absent, const ContingencyOptions& o) {
  SiteSpec site = whole;
  std::erase_if(site.halls, [&](const HallSpec& h) { return absent.contains("halls." + h.name); });
  for (HallSpec& h : site.halls) h.replaces.clear();  // what is there stands
  std::erase_if(site.cooling, [&](const PlantSpec& p) { return absent.contains("cooling." + p.name); });
  std::vector<ChainLoad> loads = site.halls.empty() ? std::vector<ChainLoad>{} : design_loads(site, o);
  std::vector<double> it_w;
  for (const HallSpec& h : site.halls) it_w.push_back(ratings(h).it_w * o.load);
  const Graph graph(site.power, absent, loads, it_w, o);
  const auto feeds_of = [&](const std::vector<std::string>& names) {
    std::vector<int> f;
    for (const std::string& n : names)
      if (const int i = graph.chain().find(n); i >= 0) f.push_back(i);
    return f;
  };
  Standing s;
  s.import_w = graph.chain().import_w();
  for (std::size_t i = 0; i < graph.chain().nodes().size(); ++i) {
    const PowerNode& n = graph.chain().nodes()[i];
    if (n.spec.is_local() || !n.available()) continue;
    s.resources.push_back({"power." + n.spec.name, n.rated_in_w() ? "W" : "VA", n.rating(n.units_up()), n.rating(Graph::firm_units(n)), n.rated_load(), graph.it_w(i)});
  }
  std::map<std::string, PlantMeans> plants;
  for (const PlantSpec& p : site.cooling) plants[p.name] = means_of(site, p, absent, o);
  std::map<std::string, double> it_of_plant;
  for (const HallSpec& h : site.halls) {
    const HallRatings r = ratings(h);
    const RackModel rack = make_rack(h.racks.params);
    StandingHall x{h.name, r.it_w, static_cast<double>(rack.params.node.gpus) * rack.params.nodes_per_rack * h.racks.count, 1, 1, "", ""};
    s.it_w += r.it_w;
    std::tie(x.power, x.power_by) = graph.share(feeds_of(h.fed_by));
    const auto cooled = [&](double share, const std::string& by) {
      if (share < x.cooling * (1 - 1e-9)) x.cooling = share, x.cooling_by = by;
    };
    const auto on_plant = [&](const std::string& name) {
      if (name.empty()) return;
      const auto p = std::find_if(site.cooling.begin(), site.cooling.end(), [&](const PlantSpec& c) { return c.name == name; });
      if (p == site.cooling.end()) return cooled(0, "cooling." + name);
      if (!p->fed_by.empty() && !graph.supplied(feeds_of(p->fed_by))) return cooled(0, graph.share(feeds_of(p->fed_by)).second);
      const PlantMeans& m = plants[name];
      cooled(m.heat_w > 0 ? m.available_w / m.heat_w : 1, "cooling." + name);
      it_of_plant[name] += r.it_w * o.load;
    };
    const auto units = [&](const char* group, int count, Redundancy redundancy, double one, double used, const char* unit) {
      const std::string name = "halls." + h.name + "." + group;
      const int up = std::max(0, count - missing(absent, name));
      s.resources.push_back({name, unit, up * one, std::min(up, firm_count(count, redundancy)) * one, used, r.it_w * o.load});
      if (used > 0) cooled(up * one / used, name);
    };
    if (h.air) {
      const double doors_w = h.rear_doors ? std::min(r.air_w, h.rear_doors->params.coil.rated_heat.si() * h.racks.count) : 0;
      const double heat_w = std::max(0.0, o.load * r.air_w - doors_w);
      const double flow = o.load * r.air_w / (constants::cp_air * h.air->hall.server_temperature_rise.si()) * (1 - h.air->hall.recirculation.value()) / (1 - h.air->hall.bypass.value());
      const double one_w = h.air->cracs ? crac_design_w(*h.air) : h.air->crahs.params.coil.rated_heat.si();
      units(h.air->unit_group(), h.air->units(), h.air->redundancy(), one_w, heat_w, "W");
      const int up = std::max(0, h.air->units() - missing(absent, "halls." + h.name + "." + h.air->unit_group()));
      if (flow > 0) cooled(up * h.air->fan().rated_flow.si() / flow, "halls." + h.name + "." + h.air->unit_group());
      if (!h.air->cracs) on_plant(h.air->loop);
    }
    if (h.liquid && r.liquid_w > 0) {
      units("cdus", h.liquid->cdus.count.value_or(1), h.liquid->cdus.redundancy, h.liquid->cdus.params.rated_heat.si(), o.load * r.liquid_w, "W");
      if (!h.air || h.liquid->loop != h.air->loop) on_plant(h.liquid->loop);
    }
    if (h.rear_doors && (!h.air || h.rear_doors->loop != h.air->loop)) on_plant(h.rear_doors->loop);
    s.halls.push_back(std::move(x));
  }
  for (const PlantSpec& p : site.cooling)
    if (const PlantMeans& m = plants[p.name]; it_of_plant[p.name] > 0) s.resources.push_back({"cooling." + p.name, "W", m.available_w, m.firm_w, m.heat_w, it_of_plant[p.name]});
  return s;
}

}  // namespace netsuden
