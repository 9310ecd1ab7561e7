// SPDX-License-Identifier: Apache-2.0
#include <Eigen/SparseLU>
#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/power/nodal.hpp"
#include "sim/power/short_circuit.hpp"

namespace netsuden {
namespace {

using grid::Complex;

constexpr double infinite_bus_pu = 1e12;      // of a source whose strength nobody gave
constexpr double carries = 1e-9;              // a current below this share of the fault's is rounding
constexpr double aluminium_copper_per_k = 0.004;

double c_max(Voltage nominal, const Iec60909Options& o) { return nominal.si() > 1000 ? 1.10 : o.low_voltage_tolerance > 0.08 ? 1.10 : 1.05; }
double c_min(Voltage nominal) { return nominal.si() > 1000 ? 1.00 : 0.95; }

/// The network of the short circuit: nodes are the energised buses, sources are branches to earth.
class ShortCircuitGrid {
 public:
  ShortCircuitGrid(const Network& n, const Iec60909Options& o, const std::vector<int>& node_of_bus, int nodes, double x_factor)
      : nodes_(nodes), x_factor_(x_factor), to_earth_(nodes, 0) {
    for (const auto& b : n.branches) {
      if (!b.from_closed || !b.to_closed || node_of_bus[b.from] < 0) continue;
      branches_.push_back(grid::two_port(node_of_bus[b.from], node_of_bus[b.to], scaled(impedance(n, b, o)), 0, b.main_ratio));
    }
    for (const auto& s : n.sources)
      if (s.in_service) to_earth_[node_of_bus[s.bus]] += 1.0 / scaled(impedance(n, s, o));
    const grid::Nodal y = grid::nodal_admittance(nodes, branches_, to_earth_);
    std::vector<Eigen::Triplet<Complex>> entries;
    for (int i = 0; i < nodes; ++i)
      for (int e = y.first[i]; e < y.first[i + 1]; ++e) entries.emplace_back(i, y.column[e], y.value[e]);
    Eigen::SparseMatrix<Complex> matrix(nodes, nodes);
    matrix.setFromTriplets(entries.begin(), entries.end());
    if (nodes > 0) lu_.compute(matrix);
  }

  /// Voltages for a current of 1 pu into a node; the node's own is its impedance.
  Eigen::VectorXcd column(int node) const {
    Eigen::VectorXcd unit = Eigen::VectorXcd::Zero(nodes_);
    unit[node] = 1;
    return lu_.solve(unit);
  }

  /// Factor of method B for a fault at the node with this column.
  double several_ways(const Eigen::VectorXcd& u) const {
    int branches = 0, touched = 1;  // earth
    bool reactive = true;           // R/X < 0.3 all along
    std::vector<char> seen(nodes_, 0);
    const auto touch = [&](int i) {
      if (!seen[i]) seen[i] = 1, ++touched;
    };
    for (const grid::Branch& b : branches_) {
      if (std::abs(b.yff * u[b.from] + b.yft * u[b.to]) < carries) continue;
      ++branches;
      touch(b.from);
      touch(b.to);
      reactive = reactive && b.z.real() < 0.3 * b.z.imag();
    }
    for (int i = 0; i < nodes_; ++i) {
      if (to_earth_[i] == Complex(0) || std::abs(to_earth_[i] * u[i]) < carries) continue;
      ++branches;
      touch(i);
      const Complex z = 1.0 / to_earth_[i];
      reactive = reactive && z.real() < 0.3 * z.imag();
    }
    return branches > touched - 1 && !reactive ? 1.15 : 1.0;
  }

 private:
  Complex scaled(Complex z) const { return {z.real(), z.imag() * x_factor_}; }

  static Complex impedance(const Network& n, const Network::Branch& b, const Iec60909Options& o) {
    const Complex z(b.r_pu, b.x_pu);
    if (b.own_x_pu > 0) {
      const Voltage low = std::min(n.buses[b.from].nominal, n.buses[b.to].nominal);
      return z * (0.95 * c_max(low, o) / (1 + 0.6 * b.own_x_pu));
    }
    const bool hot = o.fault_case == FaultCase::minimum;
    return {z.real() * (hot ? 1 + aluminium_copper_per_k * (b.end_temperature_c - 20) : 1), z.imag()};
  }

  static Complex impedance(const Network& n, const Network::Source& s, const Iec60909Options& o) {
    const bool minimum = o.fault_case == FaultCase::minimum;
    const Voltage nominal = n.buses[s.bus].nominal;
    const ApparentPower level = minimum && s.fault_level_min.si() > 0 ? s.fault_level_min : s.fault_level_max;
    if (level.si() > 0) {
      const double z = (minimum ? c_min(nominal) : c_max(nominal, o)) * n.base.si() / level.si();
      const double rx = minimum ? s.rx_min : s.rx_max, x = z / std::sqrt(1 + rx * rx);
      return {rx * x, x};
    }
    return s.r_pu == 0 && s.x_pu == 0 ? Complex(0, 1 / infinite_bus_pu) : Complex(s.r_pu, s.x_pu);
  }

  int nodes_;
  double x_factor_;
  std::vector<grid::Branch> branches_;
  std::vector<Complex> to_earth_;
  Eigen::SparseLU<Eigen::SparseMatrix<Complex>> lu_;
};

double kappa_of(double rx) { return 1.02 + 0.98 * std::exp(-3 * rx); }

/// Heat of the direct current, m.
double heat_of_direct_current(double kappa, double f_hz, double t_s) {
  if (kappa > 1.99 || kappa <= 1) return 0;
  const double l = std::log(kappa - 1);
  return (std::exp(4 * f_hz * t_s * l) - 1) / (2 * f_hz * t_s * l);
}

}  // namespace

std::vector<Iec60909Bus> iec60909(const Network& n, const Iec60909Options& o) {
  const Parts parts = parts_of(n);
  std::vector<int> node_of_bus;
  int nodes = 0;
  for (const int part : parts.of_bus) node_of_bus.push_back(parts.fed[part] ? nodes++ : -1);
  const double slow = o.frequency.si() > 55 ? 24 / o.frequency.si() : 20 / o.frequency.si();  // f_c / f
  const bool by_c = o.kappa == Iec60909Options::Kappa::c;
  const ShortCircuitGrid grid(n, o, node_of_bus, nodes, 1);
  std::optional<ShortCircuitGrid> slow_grid;
  if (by_c) slow_grid.emplace(n, o, node_of_bus, nodes, slow);
  std::vector<Iec60909Bus> out(n.buses.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int node = node_of_bus[i];
    if (node < 0) continue;
    Iec60909Bus& b = out[i];
    const Voltage nominal = n.buses[i].nominal;
    const Eigen::VectorXcd u = grid.column(node);
    const Complex z = u[node];
    b.energized = true;
    b.c = o.fault_case == FaultCase::maximum ? c_max(nominal, o) : c_min(nominal);
    b.r_pu = z.real();
    b.x_pu = z.imag();
    if (by_c) {
      const Complex z_slow = slow_grid->column(node)[node];
      b.kappa = kappa_of(z_slow.real() / z_slow.imag() * slow);
    } else {
      b.kappa = std::clamp(grid.several_ways(u) * kappa_of(b.r_pu / b.x_pu), 1.0, nominal.si() > 1000 ? 2.0 : 1.8);
    }
    b.initial = n.current_base(static_cast<int>(i)) * (b.c / std::abs(z));
    b.peak = b.initial * (b.kappa * std::sqrt(2.0));
    b.thermal = b.initial * std::sqrt(heat_of_direct_current(b.kappa, o.frequency.si(), o.duration.si()) + 1);
  }
  return out;
}

}  // namespace netsuden
