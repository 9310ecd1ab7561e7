// SPDX-License-Identifier: Apache-2.0
#include "sim/power/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace netsuden {
namespace {

constexpr double sqrt3 = std::numbers::sqrt3;

double root_of_difference(double a, double b) { return std::sqrt(std::max(0.0, a * a - b * b)); }

/// Rated voltage of a winding at its tap.
double tapped_v(Voltage rated, const TapData& tap, int side) {
  return rated.si() + (tap.side == side ? tap.steps * tap.size.si() : 0);
}

/// A winding pair with voltages at the tap; `main1`, `main2` are those of the main position.
Network::Branch winding_pair(const Network& n, int from, int to, const TransformerData& d, double u1, double u2) {
  const double s = d.rating.si(), z_base_ohm = n.impedance_base_ohm(to);
  const double z = std::abs(d.uk) * u2 * u2 / s, r = d.load_loss.si() * u2 * u2 / (s * s);
  const double y = d.i0 * s / (u2 * u2), g = d.no_load_loss.si() / (u2 * u2);
  const double nominal_ratio = n.buses[from].nominal.si() / n.buses[to].nominal.si();
  Network::Branch b;
  b.from = from;
  b.to = to;
  b.r_pu = r / z_base_ohm;
  b.x_pu = (d.uk < 0 ? -1 : 1) * root_of_difference(z, r) / z_base_ohm;
  b.g_pu = g * z_base_ohm;
  b.b_pu = -root_of_difference(y, g) * z_base_ohm;
  b.ratio = u1 / u2 / nominal_ratio;
  b.main_ratio = d.u1.si() / d.u2.si() / nominal_ratio;
  b.shift_rad = std::remainder(d.clock * std::numbers::pi / 6, 2 * std::numbers::pi);
  b.rating = d.rating;
  b.own_x_pu = root_of_difference(std::abs(d.uk), d.load_loss.si() / s);
  return b;
}

/// Sets that are joined one by one.
class Joined {
 public:
  explicit Joined(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0); }
  int root(int i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  /// False where they are one already.
  bool join(int a, int b) {
    a = root(a), b = root(b);
    if (a == b) return false;
    parent_[std::max(a, b)] = std::min(a, b);
    return true;
  }

 private:
  std::vector<int> parent_;
};

bool finite(std::initializer_list<double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

}  // namespace

int Network::add_bus(std::string name, Voltage nominal) {
  buses.push_back({.name = std::move(name), .nominal = nominal});
  return static_cast<int>(buses.size()) - 1;
}

double Network::impedance_base_ohm(int bus) const {
  const double u = buses[bus].nominal.si();
  return u * u / base.si();
}

Current Network::current_base(int bus) const {
  const double u = buses[bus].nominal.si();
  return Current::from_si(u > 0 ? base.si() / (sqrt3 * u) : 0);
}

int add_line(Network& n, std::string name, int from, int to, const LineData& d) {
  const double z_base_ohm = n.impedance_base_ohm(to);
  Network::Branch b;
  b.name = std::move(name);
  b.from = from;
  b.to = to;
  b.r_pu = d.r_ohm / z_base_ohm;
  b.x_pu = d.x_ohm / z_base_ohm;
  b.b_pu = 2 * std::numbers::pi * d.frequency.si() * d.c_farad * z_base_ohm;
  b.g_pu = b.b_pu * d.tan_delta;
  b.ampacity = d.ampacity;
  b.end_temperature_c = d.end_temperature_c;
  n.branches.push_back(std::move(b));
  return static_cast<int>(n.branches.size()) - 1;
}

int add_transformer(Network& n, std::string name, int from, int to, const TransformerData& d) {
  n.branches.push_back(winding_pair(n, from, to, d, tapped_v(d.u1, d.tap, 1), tapped_v(d.u2, d.tap, 2)));
  n.branches.back().name = std::move(name);
  return static_cast<int>(n.branches.size()) - 1;
}

int add_link(Network& n, std::string name, int from, int to) {
  Network::Branch b;
  b.name = std::move(name);
  b.from = from;
  b.to = to;
  b.r_pu = b.x_pu = 0.5e-6 * (n.base.si() / 1e6);
  n.branches.push_back(std::move(b));
  return static_cast<int>(n.branches.size()) - 1;
}

Star add_three_winding(Network& n, const std::string& name, int bus1, int bus2, int bus3, const ThreeWindingData& d) {
  const double s1 = d.rating[0].si(), s2 = d.rating[1].si(), s3 = d.rating[2].si();
  const double to12 = s1 / std::min(s1, s2), to13 = s1 / std::min(s1, s3), to23 = s1 / std::min(s2, s3);
  const double uk12 = d.uk12 * to12, uk13 = d.uk13 * to13, uk23 = d.uk23 * to23;
  const double pk12 = d.pk12.si() * to12 * to12, pk13 = d.pk13.si() * to13 * to13, pk23 = d.pk23.si() * to23 * to23;
  const double uk[3] = {(uk12 + uk13 - uk23) / 2, (uk12 + uk23 - uk13) / 2 * (s2 / s1), (uk13 + uk23 - uk12) / 2 * (s3 / s1)};
  const double pk[3] = {(pk12 + pk13 - pk23) / 2, (pk12 + pk23 - pk13) / 2 * (s2 / s1) * (s2 / s1),
                        (pk13 + pk23 - pk12) / 2 * (s3 / s1) * (s3 / s1)};
  const int bus[3] = {bus1, bus2, bus3}, clock[3] = {0, -d.clock12, -d.clock13};
  Star star;
  star.bus = n.add_bus(name + " star", n.buses[bus1].nominal);
  n.buses[star.bus].star_point = true;
  const double u_star = tapped_v(d.u[0], d.tap, 1);
  for (int i = 0; i < 3; ++i) {
    TransformerData t;
    t.u1 = d.u[i];
    t.u2 = d.u[0];
    t.rating = d.rating[i];
    t.uk = uk[i];
    t.load_loss = ActivePower::from_si(pk[i]);
    if (i == 0) t.i0 = d.i0, t.no_load_loss = d.no_load_loss;
    t.clock = clock[i];
    Network::Branch b = winding_pair(n, bus[i], star.bus, t, tapped_v(d.u[i], d.tap, i + 1), u_star);
    b.name = name + " winding " + std::to_string(i + 1);
    star.branches[i] = static_cast<int>(n.branches.size());
    n.branches.push_back(std::move(b));
  }
  return star;
}

Parts parts_of(const Network& n) {
  Joined joined(n.buses.size());
  for (const auto& b : n.branches)
    if (b.from_closed && b.to_closed) joined.join(b.from, b.to);
  Parts parts;
  std::vector<int> number(n.buses.size(), -1);
  int count = 0;
  for (std::size_t i = 0; i < n.buses.size(); ++i) {
    int& k = number[joined.root(static_cast<int>(i))];
    if (k < 0) k = count++;
    parts.of_bus.push_back(k);
  }
  parts.fed.assign(count, false);
  for (const auto& s : n.sources)
    if (s.in_service) parts.fed[parts.of_bus[s.bus]] = true;
  return parts;
}

std::vector<int> loop_branches(const Network& n) {
  Joined joined(n.buses.size());
  std::vector<int> closing;
  for (std::size_t i = 0; i < n.branches.size(); ++i) {
    const auto& b = n.branches[i];
    if (b.from_closed && b.to_closed && !joined.join(b.from, b.to)) closing.push_back(static_cast<int>(i));
  }
  return closing;
}

std::optional<std::string> fault_in(const Network& n) {
  const int buses = static_cast<int>(n.buses.size());
  const auto outside = [&](int bus) { return bus < 0 || bus >= buses; };
  const auto at = [](const char* what, const std::string& name) { return fmt::format("{} \"{}\"", what, name); };
  if (!(n.base.si() > 0) || !std::isfinite(n.base.si())) return "the power base is not positive";
  for (const auto& b : n.buses)
    if (!finite({b.nominal.si()}) || b.nominal.si() < 0) return at("bus", b.name) + ": nominal voltage below zero";
  for (const auto& b : n.branches) {
    if (outside(b.from) || outside(b.to)) return at("branch", b.name) + ": no such bus";
    if (b.from == b.to) return at("branch", b.name) + ": both ends at one bus";
    if (!finite({b.r_pu, b.x_pu, b.g_pu, b.b_pu, b.ratio, b.shift_rad})) return at("branch", b.name) + ": not a number";
    if (b.r_pu == 0 && b.x_pu == 0) return at("branch", b.name) + ": an impedance of zero";
    if (!(b.ratio > 0)) return at("branch", b.name) + ": a ratio that is not positive";
  }
  const auto element = [&](const char* what, const std::string& name, int bus, std::initializer_list<double> values) {
    if (outside(bus)) return at(what, name) + ": no such bus";
    return finite(values) ? std::string() : at(what, name) + ": not a number";
  };
  std::string found;
  for (const auto& s : n.shunts)
    if (!(found = element("shunt", s.name, s.bus, {s.p.si(), s.q.si()})).empty()) return found;
  for (const auto& l : n.loads)
    if (!(found = element("load", l.name, l.bus, {l.p.si(), l.q.si()})).empty()) return found;
  for (const auto& g : n.generators) {
    if (!(found = element("generator", g.name, g.bus, {g.p.si(), g.voltage_pu})).empty()) return found;
    if (!(g.voltage_pu > 0)) return at("generator", g.name) + ": a voltage that is not positive";
  }
  for (const auto& s : n.sources) {
    if (!(found = element("source", s.name, s.bus, {s.voltage_pu, s.angle_rad, s.r_pu, s.x_pu})).empty()) return found;
    if (!(s.voltage_pu > 0)) return at("source", s.name) + ": a voltage that is not positive";
  }
  return std::nullopt;
}

}  // namespace netsuden
