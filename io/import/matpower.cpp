// SPDX-License-Identifier: Apache-2.0
#include "io/import/matpower.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <unordered_map>

#include "io/import/csv.hpp"
#include "io/import/line_errors.hpp"
#include "io/import/matpower_script.hpp"

namespace netsuden {
namespace {

using matlab::Field;
using matlab::Matrix;
using matlab::Place;

constexpr double mega = 1e6, degree = std::numbers::pi / 180, inf = std::numeric_limits<double>::infinity();
constexpr int pq = 1, pv = 2, reference = 3, isolated = 4;  // types of a bus

// Columns, from 0.
namespace bus {
enum { number, type, pd, qd, gs, bs, area, vm, va, base_kv, zone, vmax, vmin };
}
namespace gen {
enum { bus, pg, qg, qmax, qmin, vg, mbase, status };
}
namespace branch {
enum { from, to, r, x, b, rate_a, rate_b, rate_c, tap, shift, status };
}

class Reader {
 public:
  Reader(const std::string& file, const matlab::Script& script, Diagnostics& d)
      : file_(file), script_(script), diagnostics_(d), errors_(d, file, "matpower") {}

  /// Nothing where anything is wrong, in the script too.
  std::optional<Network> read() {
    for (const matlab::Error& e : script_.errors) errors_.add(e.where.line, e.where.column, e.message, e.help);
    if (script_.version_1) return std::nullopt;
    const bool same_columns = version();
    base();
    const Matrix* buses = table("bus", 13);
    const Matrix* generators = table("gen", 8);
    const Matrix* branches = table("branch", 11);
    if (const auto dc = script_.fields.find("dcline"); dc != script_.fields.end() && dc->second.value.rows > 0)
      diagnostics_.warning("left-out", {file_, dc->second.where.line, dc->second.where.column}, "HVDC lines (dcline) are left out");
    if (!same_columns || !buses) return std::nullopt;
    read_buses(*buses);
    if (branches) read_branches(*branches);
    if (generators) read_generators(*generators);
    if (errors_.any()) return std::nullopt;
    return std::move(n_);
  }

 private:
  const Field* field(std::string_view name) {
    const auto f = script_.fields.find(name);
    if (script_.unreadable.count(name) > 0) return nullptr;
    if (f != script_.fields.end()) return &f->second;
    errors_.add(0, fmt::format("the case has no \"{}\"", name));
    return nullptr;
  }

  bool version() {
    const auto f = script_.fields.find("version");
    if (f == script_.fields.end()) {
      if (script_.unreadable.count("version") == 0)
        errors_.add(0, "the case does not say that its version is '2'", "version 1 cases have other columns: save them anew with MATPOWER");
      return false;
    }
    const Matrix& v = f->second.value;
    if (v.text == "2" || (v.scalar() && v.values[0] == 2)) return true;
    errors_.add(f->second.where.line, f->second.where.column, "version '2' is read, no other");
    return false;
  }

  void base() {
    const Field* f = field("baseMVA");
    if (!f) return;
    if (!f->value.scalar() || !(f->value.values[0] > 0) || !std::isfinite(f->value.values[0]))
      errors_.add(f->where.line, f->where.column, "baseMVA must be one positive number");
    else
      n_.base = ApparentPower::from_si(f->value.values[0] * mega);
  }

  const Matrix* table(std::string_view name, std::size_t columns) {
    const Field* f = field(name);
    if (!f) return nullptr;
    if (f->value.is_text || f->value.rows == 0 || f->value.columns < columns) {
      errors_.add(f->where.line, f->where.column,
                  fmt::format("\"{}\" has {} rows of {} columns; at least one of {} is needed", name, f->value.rows, f->value.columns, columns));
      return nullptr;
    }
    return &f->value;
  }

  static Place place(const Matrix& m, std::size_t row, std::size_t column) {
    return m.places.empty() ? Place{} : m.places[row * m.columns + column];
  }

  void refuse(const Matrix& m, std::size_t row, std::size_t column, std::string message) {
    const Place p = place(m, row, column);
    errors_.add(p.line, p.column, std::move(message));
  }

  double value(const Matrix& m, std::size_t row, std::size_t column, const char* what) {
    const double v = m.at(row, column);
    if (!std::isfinite(v)) refuse(m, row, column, fmt::format("{} is not a finite number", what));
    return v;
  }

  /// A bus by its number; -1 and an error where there is none.
  int bus_at(const Matrix& m, std::size_t row, std::size_t column) {
    const double v = m.at(row, column);
    const auto i = index_.find(v);
    if (i != index_.end()) return i->second;
    refuse(m, row, column, fmt::format("there is no bus {:g}", v));
    return -1;
  }

  void read_buses(const Matrix& m) {
    for (std::size_t i = 0; i < m.rows; ++i) {
      const double number = m.at(i, bus::number), type = m.at(i, bus::type);
      if (!(number >= 1 && number < 1e15) || number != std::floor(number))
        refuse(m, i, bus::number, fmt::format("a bus number must be a positive whole number, not {:g}", number));
      const auto [first, is_new] = index_.emplace(number, static_cast<int>(i));
      if (!is_new)
        refuse(m, i, bus::number, fmt::format("bus {:g} is there already, in line {}", number, place(m, first->second, 0).line));
      if (type != pq && type != pv && type != reference && type != isolated)
        refuse(m, i, bus::type, fmt::format("a bus type is 1, 2, 3 or 4, not {:g}", type));
      const double kv = value(m, i, bus::base_kv, "the base voltage");
      if (kv < 0) refuse(m, i, bus::base_kv, "the base voltage is negative");
      Network::Bus& b = n_.buses[n_.add_bus(fmt::format("{:.0f}", number), Voltage::from_si(kv * 1e3))];
      if (const double low = m.at(i, bus::vmin), high = m.at(i, bus::vmax); low >= 0 && low <= high && std::isfinite(high))
        b.v_min_pu = low, b.v_max_pu = high;
      const double pd = value(m, i, bus::pd, "Pd"), qd = value(m, i, bus::qd, "Qd");
      const double gs = value(m, i, bus::gs, "Gs"), bs = value(m, i, bus::bs, "Bs");
      type_.push_back(type >= pq && type <= isolated ? static_cast<int>(type) : pq);
      angle_.push_back(value(m, i, bus::va, "Va") * degree);
      const bool on = type != isolated;
      if (pd != 0 || qd != 0)
        n_.loads.push_back({b.name, static_cast<int>(i), power(pd), reactive(qd), LoadModel::power, on});
      if (gs != 0 || bs != 0) n_.shunts.push_back({b.name, static_cast<int>(i), power(gs), reactive(-bs), on});
    }
  }

  void read_branches(const Matrix& m) {
    for (std::size_t i = 0; i < m.rows; ++i) {
      Network::Branch b;
      b.from = bus_at(m, i, branch::from);
      b.to = bus_at(m, i, branch::to);
      b.name = fmt::format("{:g}-{:g}", m.at(i, branch::from), m.at(i, branch::to));
      b.r_pu = value(m, i, branch::r, "r");
      b.x_pu = value(m, i, branch::x, "x");
      b.b_pu = value(m, i, branch::b, "b");
      const double tap = value(m, i, branch::tap, "the ratio"), rate = m.at(i, branch::rate_a);
      const double status = value(m, i, branch::status, "the status");
      b.ratio = b.main_ratio = tap == 0 ? 1 : tap;
      b.shift_rad = value(m, i, branch::shift, "the angle") * degree;
      if (std::isfinite(rate) && rate > 0) b.rating = ApparentPower::from_si(rate * mega);
      if (b.ratio < 0) refuse(m, i, branch::tap, "the ratio is negative");
      if (b.from == b.to && b.from >= 0) refuse(m, i, branch::to, "the branch begins and ends at one bus");
      if (b.r_pu == 0 && b.x_pu == 0) refuse(m, i, branch::r, "the branch has an impedance of zero");
      const bool on = status > 0 && b.from >= 0 && b.to >= 0 && type_[b.from] != isolated && type_[b.to] != isolated;
      b.from_closed = b.to_closed = on;
      n_.branches.push_back(std::move(b));
    }
  }

  void read_generators(const Matrix& m) {
    struct Unit {
      int bus;
      double p, q, v;
      Network::ReactiveLimits limits;
    };
    std::vector<Unit> on;
    bool sound = true;
    std::vector<int> units(n_.buses.size(), 0);
    std::vector<double> voltage(n_.buses.size(), 1);
    for (std::size_t i = 0; i < m.rows; ++i) {
      const int at = bus_at(m, i, gen::bus);
      const double p = value(m, i, gen::pg, "Pg"), q = value(m, i, gen::qg, "Qg"), v = value(m, i, gen::vg, "Vg");
      const double status = value(m, i, gen::status, "the status");
      sound = sound && at >= 0;
      if (at < 0 || !(status > 0) || type_[at] == isolated) continue;
      if (!(v > 0) && type_[at] != pq) refuse(m, i, gen::vg, "Vg must be positive");
      on.push_back({at, p, q, v, {}});
      if (const double low = m.at(i, gen::qmin), high = m.at(i, gen::qmax); low <= high && low < inf && high > -inf)
        on.back().limits = {reactive(low), reactive(high)};
      ++units[at];
      voltage[at] = v;
    }
    if (!sound) return;
    const Place table = script_.fields.find("gen")->second.where;
    if (on.empty()) return errors_.add(table.line, table.column, "no generator is in service");
    bool has_reference = false;
    for (const Unit& u : on) has_reference |= type_[u.bus] == reference;
    if (!has_reference) {
      // In the order of the buses, as MATPOWER chooses.
      for (std::size_t i = 0; i < type_.size() && !has_reference; ++i)
        if (type_[i] == pv && units[i] > 0) type_[i] = reference, has_reference = true;
      if (!has_reference) return errors_.add(table.line, table.column, "no reference bus and no PV bus has a generator in service");
    }
    std::vector<bool> sourced(n_.buses.size(), false);
    for (const Unit& u : on) {
      const std::string& name = n_.buses[u.bus].name;
      if (type_[u.bus] == reference && !sourced[u.bus]) {
        Network::Source s;
        s.name = name;
        s.bus = u.bus;
        s.voltage_pu = voltage[u.bus];
        s.angle_rad = angle_[u.bus];
        s.q_limits = u.limits;
        n_.sources.push_back(std::move(s));
        sourced[u.bus] = true;
      } else if (type_[u.bus] == pq) {
        n_.loads.push_back({name + " generator", u.bus, power(-u.p), reactive(-u.q), LoadModel::power, true, true});
      } else {
        n_.generators.push_back({name, u.bus, power(u.p), voltage[u.bus], true, u.limits});
      }
    }
  }

  static ActivePower power(double mw) { return ActivePower::from_si(mw * mega); }
  static ReactivePower reactive(double mvar) { return ReactivePower::from_si(mvar * mega); }

  const std::string& file_;
  const matlab::Script& script_;
  Diagnostics& diagnostics_;
  LineErrors errors_;
  Network n_;
  std::unordered_map<double, int> index_;  ///< by number
  std::vector<int> type_;
  std::vector<double> angle_;
};

}  // namespace

std::optional<Network> parse_matpower(const std::string& text, const std::string& file, Diagnostics& diagnostics) {
  matlab::Script script = matlab::run_script(text);
  std::stable_sort(script.errors.begin(), script.errors.end(), [](const matlab::Error& a, const matlab::Error& b) {
    return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
  });
  const std::size_t told_before = diagnostics.all().size();
  auto network = Reader(file, script, diagnostics).read();
  if (diagnostics.all().size() > told_before && !diagnostics.source(file)) diagnostics.add_source(file, text);
  return network;
}

std::optional<Network> read_matpower(const std::string& path, Diagnostics& diagnostics) {
  const auto text = read_text_file(path, diagnostics);
  return text ? parse_matpower(*text, path, diagnostics) : std::nullopt;
}

}  // namespace netsuden
