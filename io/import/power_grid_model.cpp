// SPDX-License-Identifier: Apache-2.0
#include "io/import/power_grid_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/import/csv.hpp"
#include "io/import/power_grid_model_rows.hpp"

namespace netsuden {
namespace {

using pgm::Row;
using pgm::Rows;

constexpr double base_va = 1e6, default_sk_va = 1e10, default_rx = 0.1;

/// A quantity that is known at the lowest, the main and the highest tap, at a tap between them.
double at_tap(int tap, int lowest, int main, int highest, double at_main, double at_lowest, double at_highest) {
  const bool up = tap >= std::min(main, highest) && tap <= std::max(main, highest);
  const int end = up ? highest : lowest;
  return end == main ? at_main : at_main + ((up ? at_highest : at_lowest) - at_main) * (tap - main) / (end - main);
}

class Importer {
 public:
  Importer(const Rows& rows, const PowerGridModelOptions& o) : rows_(rows), options_(o) { case_.network.base = ApparentPower::from_si(base_va); }

  /// Reads on after an error, for those that follow.
  std::optional<PowerGridModelCase> run() {
    nodes();
    lines();
    links();
    generic_branches();
    transformers();
    three_windings();
    sources();
    consumers();
    shunts();
    faults();
    if (rows_.any_errors()) return std::nullopt;
    return std::move(case_);
  }

 private:
  static std::string name_of(const Row& r) { return std::to_string(r.id); }

  int node(const Row& r, std::string_view attribute) const {
    const std::int64_t id = rows_.id(r, attribute);
    const auto it = case_.buses.find(id);
    if (it != case_.buses.end()) return it->second;
    if (id != Rows::no_id && rows_.complete("node")) rows_.refuse(r, attribute, fmt::format("there is no node {}", id));
    return -1;
  }

  bool status(const Row& r, std::string_view attribute) const { return rows_.whole(r, attribute, 0, 1) == 1; }

  void nodes() {
    for (const Row& r : rows_.of("node")) {
      const double u = rows_.positive(r, "u_rated");
      case_.buses[r.id] = case_.network.add_bus(name_of(r), Voltage::from_si(u));
    }
  }

  struct Ends {
    int from, to;
    bool from_closed, to_closed;
    bool good() const { return from >= 0 && to >= 0 && from != to; }
  };
  Ends ends(const Row& r) const {
    const Ends e{node(r, "from_node"), node(r, "to_node"), status(r, "from_status"), status(r, "to_status")};
    if (e.from >= 0 && e.from == e.to) rows_.refuse(r, "to_node", "a branch must join two different nodes");
    return e;
  }

  /// After the branch has been added as the last one.
  void finish_branch(const Row& r, const Ends& e) {
    Network::Branch& b = case_.network.branches.back();
    b.from_closed = e.from_closed;
    b.to_closed = e.to_closed;
    case_.branches[r.id] = static_cast<int>(case_.network.branches.size()) - 1;
  }

  void impedance_not_zero(const Row& r, double r_ohm, double x_ohm) const {
    if (r_ohm == 0 && x_ohm == 0) rows_.refuse(r, "r1", "r1 and x1 are both zero: use a link");
  }

  void lines() {
    for (const Row& r : rows_.of("line")) {
      const Ends e = ends(r);
      LineData d;
      d.r_ohm = rows_.number(r, "r1");
      d.x_ohm = rows_.number(r, "x1");
      d.c_farad = rows_.number(r, "c1");
      d.tan_delta = rows_.number(r, "tan1");
      d.frequency = options_.frequency;
      if (rows_.has(r, "i_n")) d.ampacity = Current::from_si(rows_.positive(r, "i_n"));
      impedance_not_zero(r, d.r_ohm, d.x_ohm);
      if (!e.good()) continue;
      const auto& buses = case_.network.buses;
      if (std::abs(buses[e.from].nominal.si() - buses[e.to].nominal.si()) > 1e-8)
        rows_.refuse(r, "to_node", "a line must join nodes of one rated voltage");
      add_line(case_.network, name_of(r), e.from, e.to, d);
      finish_branch(r, e);
    }
  }

  void links() {
    for (const Row& r : rows_.of("link"))
      if (const Ends e = ends(r); e.good()) {
        add_link(case_.network, name_of(r), e.from, e.to);
        finish_branch(r, e);
      }
  }

  void generic_branches() {
    for (const Row& r : rows_.of("generic_branch")) {
      const Ends e = ends(r);
      Network::Branch b;
      b.name = name_of(r);
      const double k = rows_.has(r, "k") ? rows_.positive(r, "k") : 1;
      const double r_ohm = rows_.number(r, "r1"), x_ohm = rows_.number(r, "x1");
      impedance_not_zero(r, r_ohm, x_ohm);
      const double g = rows_.number(r, "g1"), susceptance = rows_.number(r, "b1");
      b.ratio = b.main_ratio = k;
      b.shift_rad = rows_.number_or(r, "theta", 0);
      if (rows_.has(r, "sn")) b.rating = ApparentPower::from_si(rows_.not_negative(r, "sn"));
      if (!e.good()) continue;
      const double z_base = case_.network.impedance_base_ohm(e.to);
      b.from = e.from, b.to = e.to;
      b.r_pu = r_ohm / z_base, b.x_pu = x_ohm / z_base;
      b.g_pu = g * z_base, b.b_pu = susceptance * z_base;
      case_.network.branches.push_back(std::move(b));
      finish_branch(r, e);
    }
  }

  struct Tap {
    int lowest, main, highest, position;
    int steps() const { return (highest > lowest ? 1 : -1) * (position - main); }
  };

  Tap tap(const Row& r) const {
    Tap t{rows_.whole(r, "tap_min", -128, 127), 0, rows_.whole(r, "tap_max", -128, 127), 0};
    t.main = rows_.whole_or(r, "tap_nom", -128, 127, 0);
    t.position = std::clamp(rows_.whole_or(r, "tap_pos", -128, 127, t.main), std::min(t.lowest, t.highest), std::max(t.lowest, t.highest));
    return t;
  }

  /// An attribute with its `_min` and `_max` at the tap.
  double tapped(const Row& r, const std::string& attribute, const Tap& t) const {
    const double v = rows_.number(r, attribute);
    return at_tap(t.position, t.lowest, t.main, t.highest, v, rows_.number_or(r, attribute + "_min", v), rows_.number_or(r, attribute + "_max", v));
  }

  double positive_tapped(const Row& r, const std::string& attribute, const Tap& t) const {
    rows_.positive(r, attribute);
    return tapped(r, attribute, t);
  }

  void transformers() {
    for (const Row& r : rows_.of("transformer")) {
      const Ends e = ends(r);
      const Tap t = tap(r);
      TransformerData d;
      d.u1 = Voltage::from_si(rows_.positive(r, "u1"));
      d.u2 = Voltage::from_si(rows_.positive(r, "u2"));
      d.rating = ApparentPower::from_si(rows_.positive(r, "sn"));
      d.uk = positive_tapped(r, "uk", t);
      rows_.not_negative(r, "pk");
      d.load_loss = ActivePower::from_si(tapped(r, "pk", t));
      d.i0 = rows_.not_negative(r, "i0");
      d.no_load_loss = ActivePower::from_si(rows_.not_negative(r, "p0"));
      d.clock = rows_.whole(r, "clock", -12, 12);
      d.tap = {rows_.whole(r, "tap_side", 0, 1) + 1, t.steps(), Voltage::from_si(rows_.not_negative(r, "tap_size"))};
      winding_voltage(r, d.tap, {d.u1, d.u2});
      if (!e.good()) continue;
      add_transformer(case_.network, name_of(r), e.from, e.to, d);
      finish_branch(r, e);
    }
  }

  void winding_voltage(const Row& r, const TapData& t, std::initializer_list<Voltage> rated) const {
    if ((rated.begin()[t.side - 1] + t.size * t.steps).si() <= 0) rows_.refuse(r, "tap_size", "the tap leaves no voltage at its winding");
  }

  void three_windings() {
    for (const Row& r : rows_.of("three_winding_transformer")) {
      const int n[3] = {node(r, "node_1"), node(r, "node_2"), node(r, "node_3")};
      const bool good = n[0] >= 0 && n[1] >= 0 && n[2] >= 0;
      if (good && (n[0] == n[1] || n[0] == n[2] || n[1] == n[2])) rows_.refuse(r, "node_1", "the windings must join three different nodes");
      const Tap t = tap(r);
      ThreeWindingData d;
      for (int i = 0; i < 3; ++i) {
        d.u[i] = Voltage::from_si(rows_.positive(r, fmt::format("u{}", i + 1)));
        d.rating[i] = ApparentPower::from_si(rows_.positive(r, fmt::format("sn_{}", i + 1)));
      }
      d.uk12 = positive_tapped(r, "uk_12", t);
      d.uk13 = positive_tapped(r, "uk_13", t);
      d.uk23 = positive_tapped(r, "uk_23", t);
      d.pk12 = ActivePower::from_si(tapped(r, "pk_12", t));
      d.pk13 = ActivePower::from_si(tapped(r, "pk_13", t));
      d.pk23 = ActivePower::from_si(tapped(r, "pk_23", t));
      d.i0 = rows_.not_negative(r, "i0");
      d.no_load_loss = ActivePower::from_si(rows_.not_negative(r, "p0"));
      d.clock12 = rows_.whole(r, "clock_12", -12, 12);
      d.clock13 = rows_.whole(r, "clock_13", -12, 12);
      d.tap = {rows_.whole(r, "tap_side", 0, 2) + 1, t.steps(), Voltage::from_si(rows_.not_negative(r, "tap_size"))};
      winding_voltage(r, d.tap, {d.u[0], d.u[1], d.u[2]});
      if (!good) continue;
      const Star star = add_three_winding(case_.network, name_of(r), n[0], n[1], n[2], d);
      for (int i = 0; i < 3; ++i) {
        Network::Branch& b = case_.network.branches[star.branches[i]];
        b.from_closed = status(r, fmt::format("status_{}", i + 1));
        if (b.r_pu == 0 && b.x_pu == 0) rows_.refuse(r, "uk_12", fmt::format("the star has no impedance at winding {}", i + 1));
      }
      case_.three_winding[r.id] = star;
    }
  }

  void sources() {
    for (const Row& r : rows_.of("source")) {
      Network::Source s;
      s.name = name_of(r);
      s.bus = node(r, "node");
      s.in_service = status(r, "status");
      s.voltage_pu = rows_.positive(r, "u_ref");
      s.angle_rad = rows_.number_or(r, "u_ref_angle", 0);
      const double sk = rows_.has(r, "sk") ? rows_.positive(r, "sk") : default_sk_va;
      const double rx = rows_.has(r, "rx_ratio") ? rows_.not_negative(r, "rx_ratio") : default_rx;
      s.x_pu = base_va / sk / std::sqrt(1 + rx * rx);
      s.r_pu = s.x_pu * rx;
      case_.sources[r.id] = static_cast<int>(case_.network.sources.size());
      case_.network.sources.push_back(std::move(s));
    }
  }

  void consumers() {
    constexpr LoadModel models[] = {LoadModel::power, LoadModel::impedance, LoadModel::current};
    for (const std::string kind : {"sym_load", "sym_gen", "asym_load", "asym_gen"})
      for (const Row& r : rows_.of(kind)) {
        const double sign = kind.ends_with("gen") ? -1 : 1;
        const auto specified = [&](const char* attribute) {
          return sign * (kind[0] == 'a' ? rows_.sum_of_three(r, attribute) : rows_.number(r, attribute));
        };
        const double p = specified("p_specified"), q = specified("q_specified");
        case_.loads[r.id] = static_cast<int>(case_.network.loads.size());
        case_.network.loads.push_back({name_of(r), node(r, "node"), ActivePower::from_si(p), ReactivePower::from_si(q),
                                       models[rows_.whole(r, "type", 0, 2)], status(r, "status"), sign < 0});
      }
  }

  void shunts() {
    for (const Row& r : rows_.of("shunt")) {
      const int bus = node(r, "node");
      const double g = rows_.number(r, "g1"), b = rows_.number(r, "b1");
      if (bus < 0) continue;
      const double u = case_.network.buses[bus].nominal.si();
      case_.shunts[r.id] = static_cast<int>(case_.network.shunts.size());
      case_.network.shunts.push_back(
          {name_of(r), bus, ActivePower::from_si(g * u * u), ReactivePower::from_si(-b * u * u), status(r, "status")});
    }
  }

  void faults() {
    for (const Row& r : rows_.of("fault")) {
      BusFault f;
      f.bus = node(r, "fault_object");
      f.in_service = status(r, "status");
      f.r_ohm = rows_.number_or(r, "r_f", 0);
      f.x_ohm = rows_.number_or(r, "x_f", 0);
      if (rows_.whole(r, "fault_type", 0, 3) != 0) rows_.refuse(r, "fault_type", "three-phase faults (0) are read, no other");
      case_.fault_of[r.id] = static_cast<int>(case_.faults.size());
      case_.faults.push_back(f);
    }
  }

  const Rows& rows_;
  PowerGridModelOptions options_;
  PowerGridModelCase case_;
};

}  // namespace

std::optional<PowerGridModelCase> parse_power_grid_model(const std::string& text, const std::string& file, Diagnostics& diagnostics,
                                                         const PowerGridModelOptions& options) {
  std::optional<PowerGridModelCase> result;
  const std::size_t told_before = diagnostics.all().size();
  if (const auto root = parse_located_json(text, file, diagnostics)) {
    result = Importer(Rows(*root, file, text, diagnostics), options).run();
  }
  if (diagnostics.all().size() > told_before && !diagnostics.source(file)) diagnostics.add_source(file, text);
  return result;
}

std::optional<PowerGridModelCase> read_power_grid_model(const std::string& path, Diagnostics& diagnostics,
                                                        const PowerGridModelOptions& options) {
  const auto text = read_text_file(path, diagnostics);
  return text ? parse_power_grid_model(*text, path, diagnostics, options) : std::nullopt;
}

}  // namespace netsuden
