// SPDX-License-Identifier: Apache-2.0
// Networks in a line or two, and the balance at every bus from the flows of the elements alone.
#pragma once

#include <complex>
#include <string>
#include <vector>

#include "sim/power/power_flow.hpp"

namespace netsuden::test {

using Complex = std::complex<double>;

inline ActivePower mw(double v) { return ActivePower::from_si(v * 1e6); }
inline ReactivePower mvar(double v) { return ReactivePower::from_si(v * 1e6); }

inline int bus(Network& n, const std::string& name = "") { return n.add_bus(name, Voltage::from_si(10e3)); }

inline Network::Branch& line(Network& n, int from, int to, double r, double x) {
  n.branches.push_back({.name = "", .from = from, .to = to, .r_pu = r, .x_pu = x});
  return n.branches.back();
}

inline void load(Network& n, int at, double p_mw, double q_mvar, LoadModel model = LoadModel::power) {
  n.loads.push_back({.name = "", .bus = at, .p = mw(p_mw), .q = mvar(q_mvar), .model = model});
}

inline Complex phasor(const PowerFlowSolution::Bus& b) { return std::polar(b.magnitude_pu, b.angle_rad); }

/// What comes to a bus and what is taken from it, from the flows of the elements alone, pu.
inline std::vector<Complex> imbalance(const Network& n, const PowerFlowSolution& s) {
  std::vector<Complex> sum(n.buses.size());
  const auto of = [](const PowerFlowSolution::Power& p) { return Complex(p.p.si(), p.q.si()); };
  for (std::size_t i = 0; i < n.branches.size(); ++i) {
    sum[n.branches[i].from] += Complex(s.branches[i].p_from.si(), s.branches[i].q_from.si());
    sum[n.branches[i].to] += Complex(s.branches[i].p_to.si(), s.branches[i].q_to.si());
  }
  for (std::size_t i = 0; i < n.loads.size(); ++i) sum[n.loads[i].bus] += of(s.loads[i]);
  for (std::size_t i = 0; i < n.shunts.size(); ++i) sum[n.shunts[i].bus] += of(s.shunts[i]);
  for (std::size_t i = 0; i < n.sources.size(); ++i) sum[n.sources[i].bus] -= of(s.sources[i]);
  for (std::size_t i = 0; i < n.generators.size(); ++i) sum[n.generators[i].bus] -= of(s.generators[i]);
  for (Complex& c : sum) c /= n.base.si();
  return sum;
}

}  // namespace netsuden::test
