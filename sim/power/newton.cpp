// SPDX-License-Identifier: Apache-2.0
#include "sim/power/newton.hpp"

#include <Eigen/SparseLU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/power/nodal.hpp"

namespace netsuden::grid {

namespace {
constexpr double eps = std::numeric_limits<double>::epsilon();
constexpr Complex j_unit(0, 1);
constexpr double stiff_settled = 1e-13;  // pu
}  // namespace

struct Newton::Work {
  using Matrix = Eigen::SparseMatrix<double>;

  explicit Work(const Model& m) : y(nodal_admittance(m)), angle_at(m.nodes, -1), magnitude_at(m.nodes, -1) {
    for (int i = 0; i < m.nodes; ++i) {
      if (m.kind[i] != NodeKind::slack) angle_at[i] = unknowns++;
      if (m.kind[i] == NodeKind::load) magnitude_at[i] = unknowns++;
    }
    std::vector<Eigen::Triplet<double>> pattern;
    for_each_slot(m, [&](int row, int column) { pattern.emplace_back(row, column, 1.0); });
    jacobian.resize(unknowns, unknowns);
    jacobian.setFromTriplets(pattern.begin(), pattern.end());
    jacobian.makeCompressed();
    slots.reserve(pattern.size());
    for (const auto& p : pattern) slots.push_back(slot_of(p.row(), p.col()));
    if (unknowns > 0) lu.analyzePattern(jacobian);
    step.resize(unknowns);
    rhs.resize(unknowns);
    s.resize(m.nodes);
    f.resize(m.nodes);
  }

  /// Rows P_i, Q_i and columns theta_j, V_j of every entry of Y, in the order in which they are filled.
  template <class Visit>
  void for_each_slot(const Model& m, Visit visit) const {
    for (int i = 0; i < m.nodes; ++i)
      for (int e = y.first[i]; e < y.first[i + 1]; ++e) {
        const int j = y.column[e];
        for (const int row : {angle_at[i], magnitude_at[i]})
          for (const int column : {angle_at[j], magnitude_at[j]})
            if (row >= 0 && column >= 0) visit(row, column);
      }
  }

  int slot_of(int row, int column) const {
    const int* begin = jacobian.innerIndexPtr() + jacobian.outerIndexPtr()[column];
    const int* end = jacobian.innerIndexPtr() + jacobian.outerIndexPtr()[column + 1];
    return static_cast<int>(std::lower_bound(begin, end, row) - jacobian.innerIndexPtr());
  }

  void injections(const std::vector<Complex>& u) {
    for (std::size_t i = 0; i < u.size(); ++i) s[i] = u[i] * std::conj(y.current(static_cast<int>(i), u));
  }

  /// Moves the slacks behind very small impedances to E - Z I; by how much at most.
  double move_stiff_slacks(const Model& m, std::vector<Complex>& u) const {
    double moved = 0;
    for (const Feed& feed : m.feeds) {
      if (feed.z == Complex(0)) continue;
      const Complex taken = s[feed.node] + m.load_at(feed.node, std::abs(u[feed.node]));
      const Complex now = feed.emf - feed.z * std::conj(taken / u[feed.node]);
      moved = std::max(moved, std::abs(now - u[feed.node]));
      u[feed.node] = now;
    }
    return moved;
  }

  /// Fills f; the outcome's mismatch and worst node; true within the tolerance.
  bool mismatches(const Model& m, const std::vector<Complex>& u, double tolerance, Outcome& out) {
    out.mismatch = 0;
    out.worst_node = -1;
    bool good = true;
    for (int i = 0; i < m.nodes; ++i) {
      if (angle_at[i] < 0) continue;
      f[i] = s[i] + m.load_at(i, std::abs(u[i]));
      const double wrong = std::max(std::abs(f[i].real()), magnitude_at[i] < 0 ? 0.0 : std::abs(f[i].imag()));
      if (!(wrong <= tolerance + 8 * eps * std::abs(y.diagonal(i)) * std::norm(u[i]))) good = false;
      if (!(wrong <= out.mismatch) || out.worst_node < 0) out.mismatch = wrong, out.worst_node = i;
      if (!std::isfinite(f[i].real() + f[i].imag())) {
        out.mismatch = std::numeric_limits<double>::infinity(), out.worst_node = i;
        return false;
      }
    }
    return good;
  }

  void fill_jacobian(const Model& m, const std::vector<Complex>& u) {
    double* values = jacobian.valuePtr();
    std::fill_n(values, jacobian.nonZeros(), 0.0);
    std::size_t k = 0;
    for (int i = 0; i < m.nodes; ++i)
      for (int e = y.first[i]; e < y.first[i + 1]; ++e) {
        const int j = y.column[e];
        const Complex sij = u[i] * std::conj(y.value[e] * u[j]);
        Complex by_angle = -j_unit * sij, by_magnitude = sij;
        if (i == j) {
          const double v = std::abs(u[i]);
          by_angle += j_unit * s[i];
          by_magnitude += s[i] + v * (m.current[i] + 2 * v * m.impedance[i]);
        }
        for (const bool reactive : {false, true}) {
          if ((reactive ? magnitude_at[i] : angle_at[i]) < 0) continue;
          if (angle_at[j] >= 0) values[slots[k++]] += reactive ? by_angle.imag() : by_angle.real();
          if (magnitude_at[j] >= 0) values[slots[k++]] += reactive ? by_magnitude.imag() : by_magnitude.real();
        }
      }
  }

  bool take_step(const Model& m, std::vector<Complex>& u) {
    for (int i = 0; i < m.nodes; ++i) {
      if (angle_at[i] >= 0) rhs[angle_at[i]] = -f[i].real();
      if (magnitude_at[i] >= 0) rhs[magnitude_at[i]] = -f[i].imag();
    }
    lu.factorize(jacobian);
    if (lu.info() != Eigen::Success) return false;
    step = lu.solve(rhs);
    for (int i = 0; i < m.nodes; ++i)
      if (angle_at[i] >= 0) u[i] *= std::polar(magnitude_at[i] < 0 ? 1.0 : 1.0 + step[magnitude_at[i]], step[angle_at[i]]);
    return true;
  }

  Nodal y;
  std::vector<int> angle_at, magnitude_at;  ///< rows of P and Q, columns of the angle and the magnitude; -1: none
  int unknowns = 0;
  Matrix jacobian;
  std::vector<int> slots;
  Eigen::SparseLU<Matrix, Eigen::COLAMDOrdering<int>> lu;
  Eigen::VectorXd step, rhs;
  std::vector<Complex> s, f;
};

Newton::Newton(const Model& m) : work_(std::make_unique<Work>(m)) {}
Newton::Newton(Newton&&) noexcept = default;
Newton::~Newton() = default;

Outcome Newton::solve(const Model& m, std::vector<Complex>& u, double tolerance, int max_iterations) {
  Work& w = *work_;
  Outcome out;
  for (;; ++out.iterations) {
    w.injections(u);
    const bool good = w.mismatches(m, u, tolerance, out);
    const double moved = w.move_stiff_slacks(m, u);
    out.converged = good && moved <= stiff_settled;
    if (out.converged || out.iterations == max_iterations || std::isinf(out.mismatch)) return out;
    if (moved > 0) {
      w.injections(u);
      w.mismatches(m, u, tolerance, out);
    }
    w.fill_jacobian(m, u);
    if (w.unknowns > 0 && !w.take_step(m, u)) return out;
  }
}

}  // namespace netsuden::grid
