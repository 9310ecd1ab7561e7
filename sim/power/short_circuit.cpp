// SPDX-License-Identifier: Apache-2.0
#include "sim/power/short_circuit.hpp"

#include <Eigen/SparseLU>
#include <algorithm>

#include "sim/power/nodal.hpp"

namespace netsuden {
namespace {

using grid::Complex;

/// Y U = I over the energised buses, with nodes whose voltage is held.
class Superposition {
 public:
  Superposition(const Network& n, FaultCase fault_case) : n_(n), case_(fault_case), model_(grid::build(n)) {
    buses_ = static_cast<int>(std::count_if(model_.node_of_bus.begin(), model_.node_of_bus.end(), [](int i) { return i >= 0; }));
    std::vector<grid::Branch> branches;
    for (const grid::Branch& b : model_.branches)
      if (b.from < buses_ && b.to < buses_) branches.push_back(b);  // sources are no branches here
    y_ = grid::nodal_admittance(buses_, branches, model_.shunt);
    extra_.assign(buses_, 0);
    injected_.assign(buses_, 0);
    held_.assign(buses_, false);
    u_.assign(buses_, 0);
  }

  FaultSolution solve(const std::vector<BusFault>& faults) {
    add_sources();
    for (const BusFault& f : faults)
      if (at(f)) {
        const int node = model_.node_of_bus[f.bus];
        if (solid(f)) held_[node] = true, u_[node] = 0;
        else extra_[node] += admittance(f);
      }
    solve_voltages();
    return answer(faults);
  }

 private:
  bool at(const BusFault& f) const { return f.in_service && model_.node_of_bus[f.bus] >= 0; }
  static bool solid(const BusFault& f) { return f.r_ohm == 0 && f.x_ohm == 0; }
  Complex admittance(const BusFault& f) const { return n_.impedance_base_ohm(f.bus) / Complex(f.r_ohm, f.x_ohm); }
  static bool ideal(const Network::Source& s) { return s.r_pu == 0 && s.x_pu == 0; }
  bool on(const Network::Source& s) const { return s.in_service && model_.node_of_bus[s.bus] >= 0; }

  Complex emf(const Network::Source& s) const {
    const bool low = n_.buses[s.bus].nominal.si() <= 1000;
    return std::polar(case_ == FaultCase::maximum ? 1.10 : low ? 0.95 : 1.00, s.angle_rad);
  }

  void add_sources() {
    for (const auto& s : n_.sources) {
      if (!on(s)) continue;
      const int node = model_.node_of_bus[s.bus];
      if (ideal(s)) {
        held_[node] = true;
        u_[node] = emf(s);
      } else {
        const Complex y = 1.0 / Complex(s.r_pu, s.x_pu);
        extra_[node] += y;
        injected_[node] += y * emf(s);
      }
    }
  }

  void solve_voltages() {
    std::vector<Eigen::Triplet<Complex>> entries;
    Eigen::VectorXcd rhs(buses_);
    for (int i = 0; i < buses_; ++i) {
      rhs[i] = held_[i] ? u_[i] : injected_[i];
      if (held_[i]) {
        entries.emplace_back(i, i, 1.0);
        continue;
      }
      for (int e = y_.first[i]; e < y_.first[i + 1]; ++e)
        entries.emplace_back(i, y_.column[e], y_.value[e] + (y_.column[e] == i ? extra_[i] : Complex(0)));
    }
    if (buses_ == 0) return;
    Eigen::SparseMatrix<Complex> matrix(buses_, buses_);
    matrix.setFromTriplets(entries.begin(), entries.end());
    Eigen::SparseLU<Eigen::SparseMatrix<Complex>> lu(matrix);
    const Eigen::VectorXcd u = lu.solve(rhs);
    for (int i = 0; i < buses_; ++i) u_[i] = u[i];
  }

  FaultSolution answer(const std::vector<BusFault>& faults) const {
    FaultSolution a;
    a.energized.assign(n_.buses.size(), false);
    a.u.assign(n_.buses.size(), 0);
    for (std::size_t i = 0; i < n_.buses.size(); ++i)
      if (const int node = model_.node_of_bus[i]; node >= 0) a.energized[i] = true, a.u[i] = u_[node];
    a.branch_from.assign(n_.branches.size(), 0);
    a.branch_to.assign(n_.branches.size(), 0);
    for (std::size_t i = 0; i < n_.branches.size(); ++i)
      if (const int k = model_.branch_of[i]; k >= 0) {
        const grid::Branch& b = model_.branches[k];
        a.branch_from[i] = b.yff * u_[b.from] + b.yft * u_[b.to];
        a.branch_to[i] = b.ytf * u_[b.from] + b.ytt * u_[b.to];
      }
    for (const grid::Spur& s : model_.spurs) (s.at_from ? a.branch_from : a.branch_to)[s.network_branch] = s.y * u_[s.node];
    for (const auto& s : n_.shunts)
      a.shunt.push_back(s.in_service && model_.node_of_bus[s.bus] >= 0
                            ? Complex(s.p.si(), -s.q.si()) / n_.base.si() * a.u[s.bus] : Complex(0));
    sources_and_faults(faults, a);
    return a;
  }

  /// What a held node draws beyond its known currents is shared by those that hold it.
  void sources_and_faults(const std::vector<BusFault>& faults, FaultSolution& a) const {
    std::vector<int> holders(buses_, 0);
    std::vector<Complex> missing(buses_);
    for (int i = 0; i < buses_; ++i) missing[i] = y_.current(i, u_);
    for (const auto& s : n_.sources) {
      a.source.push_back(0);
      if (!on(s)) continue;
      const int node = model_.node_of_bus[s.bus];
      if (ideal(s)) {
        ++holders[node];
        continue;
      }
      a.source.back() = (emf(s) - u_[node]) / Complex(s.r_pu, s.x_pu);
      missing[node] -= a.source.back();
    }
    for (const BusFault& f : faults) {
      a.fault.push_back(0);
      if (!at(f)) continue;
      const int node = model_.node_of_bus[f.bus];
      if (solid(f)) ++holders[node];
      else missing[node] += a.fault.back() = admittance(f) * u_[node];
    }
    for (std::size_t i = 0; i < n_.sources.size(); ++i)
      if (const auto& s = n_.sources[i]; on(s) && ideal(s)) {
        const int node = model_.node_of_bus[s.bus];
        a.source[i] = missing[node] / static_cast<double>(holders[node]);
      }
    for (std::size_t i = 0; i < faults.size(); ++i)
      if (const BusFault& f = faults[i]; at(f) && solid(f)) {
        const int node = model_.node_of_bus[f.bus];
        a.fault[i] = -missing[node] / static_cast<double>(holders[node]);
      }
  }

  const Network& n_;
  FaultCase case_;
  grid::Model model_;
  int buses_ = 0;
  grid::Nodal y_;
  std::vector<Complex> extra_, injected_, u_;
  std::vector<bool> held_;
};

}  // namespace

FaultSolution solve_faults(const Network& n, const std::vector<BusFault>& faults, FaultCase fault_case) {
  return Superposition(n, fault_case).solve(faults);
}

}  // namespace netsuden
