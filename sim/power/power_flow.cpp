// SPDX-License-Identifier: Apache-2.0
#include "sim/power/power_flow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/base/errors.hpp"
#include "sim/power/grid_model.hpp"
#include "sim/power/newton.hpp"
#include "sim/power/radial_sweep.hpp"

namespace netsuden {
namespace {

using grid::Complex;
using Power = PowerFlowSolution::Power;

constexpr int newton_iterations = 30, sweeps = 200;
constexpr double sweep_share = 1e-2;  // a voltage must settle to a hundredth of the tolerance for power

Power in_si(Complex s_pu, double base) {
  return {ActivePower::from_si(s_pu.real() * base), ReactivePower::from_si(s_pu.imag() * base)};
}

}  // namespace

struct PowerFlow::Parts {
  explicit Parts(Network n) : network(std::move(n)), model(grid::build(network)), generators_at(model.nodes, 0) {
    for (const auto& g : network.generators)
      if (const int node = model.node_of_bus[g.bus]; g.in_service && node >= 0) ++generators_at[node];
  }

  void run(const PowerFlowOptions& o) {
    using Method = PowerFlowOptions::Method;
    grid::fill_loads(network, model);
    NETSUDEN_ASSERT(o.method != Method::radial || model.radial, "the sweep was asked for a network that is not radial");
    grid::Outcome out;
    by_sweep = false;
    if (model.radial && o.method != Method::newton) {
      begin(o);
      out = grid::sweep(model, u, currents, o.tolerance_pu * sweep_share, o.max_iterations ? o.max_iterations : sweeps);
      by_sweep = true;
    }
    if (o.method == Method::newton || (o.method == Method::automatic && !out.converged)) {
      begin(o);
      if (!newton) newton.emplace(model);
      out = newton->solve(model, u, o.tolerance_pu, o.max_iterations ? o.max_iterations : newton_iterations);
      by_sweep = false;
    }
    solved = out.converged;
    result.converged = out.converged;
    result.radial = by_sweep;
    result.iterations = out.iterations;
    result.mismatch_pu = out.mismatch;
    result.worst_bus = out.worst_node < 0 ? -1 : bus_of(out.worst_node);
    report();
  }

  /// A node behind a source answers with the bus of the source.
  int bus_of(int node) const {
    if (model.bus_of_node[node] >= 0) return model.bus_of_node[node];
    const auto f = std::find_if(model.feeds.begin(), model.feeds.end(), [&](const grid::Feed& feed) { return feed.node == node; });
    return f->bus;
  }

  void begin(const PowerFlowOptions& o) {
    if (!solved || !o.from_last) u = model.start;
    solved = false;
  }

  void report() {
    const double base = network.base.si();
    balance.assign(model.nodes, 0);
    result.buses.assign(network.buses.size(), {});
    result.branches.assign(network.branches.size(), {});
    for (std::size_t i = 0; i < network.branches.size(); ++i) report_branch(i, base);
    for (const grid::Spur& s : model.spurs) report_spur(s, base);
    for (std::size_t i = 0; i < network.buses.size(); ++i) {
      const int node = model.node_of_bus[i];
      if (node < 0) continue;
      auto& b = result.buses[i];
      const Power p = in_si(balance[node], base);
      b = {true, std::abs(u[node]), std::arg(u[node]), network.buses[i].nominal * std::abs(u[node]), p.p, p.q};
    }
    report_consumers(base);
    report_producers(base);
    result.losses = {};
    for (const auto& b : result.branches) {
      result.losses.p += b.p_from + b.p_to;
      result.losses.q += b.q_from + b.q_to;
    }
  }

  void set_ends(std::size_t i, Complex from_pu, Complex to_pu, double base, double v_from, double v_to) {
    const auto& n = network.branches[i];
    auto& b = result.branches[i];
    const Power from = in_si(from_pu, base), to = in_si(to_pu, base);
    b.energized = true;
    b.p_from = from.p, b.q_from = from.q;
    b.p_to = to.p, b.q_to = to.q;
    if (v_from > 0) b.i_from = network.current_base(n.from) * (std::abs(from_pu) / v_from);
    if (v_to > 0) b.i_to = network.current_base(n.to) * (std::abs(to_pu) / v_to);
    if (n.rating.si() > 0) b.loading = std::max(std::abs(from_pu), std::abs(to_pu)) * base / n.rating.si();
    if (n.ampacity.si() > 0) b.loading = std::max(b.loading, std::max(b.i_from, b.i_to) / n.ampacity);
  }

  void report_branch(std::size_t i, double base) {
    const int k = model.branch_of[i];
    if (k < 0) return;
    const grid::Branch& b = model.branches[k];
    const Complex uf = u[b.from], ut = u[b.to];
    const Complex i_from = by_sweep ? currents.from[k] : b.yff * uf + b.yft * ut;
    const Complex i_to = by_sweep ? currents.to[k] : b.ytf * uf + b.ytt * ut;
    const Complex from = uf * std::conj(i_from), to = ut * std::conj(i_to);
    balance[b.from] += from;
    balance[b.to] += to;
    set_ends(i, from, to, base, std::abs(uf), std::abs(ut));
  }

  void report_spur(const grid::Spur& s, double base) {
    const Complex power = std::norm(u[s.node]) * std::conj(s.y);
    const double v = std::abs(u[s.node]);
    balance[s.node] += power;
    set_ends(s.network_branch, s.at_from ? power : 0, s.at_from ? 0 : power, base, s.at_from ? v : 0, s.at_from ? 0 : v);
  }

  void report_consumers(double base) {
    result.loads.assign(network.loads.size(), {});
    result.shunts.assign(network.shunts.size(), {});
    for (std::size_t i = 0; i < network.loads.size(); ++i) {
      const auto& l = network.loads[i];
      const int node = model.node_of_bus[l.bus];
      if (!l.in_service || node < 0) continue;
      const double v = std::abs(u[node]);
      const double factor = l.model == LoadModel::power ? 1 : l.model == LoadModel::current ? v : v * v;
      result.loads[i] = {l.p * factor, l.q * factor};
      balance[node] += Complex(l.p.si(), l.q.si()) * (factor / base);
    }
    for (std::size_t i = 0; i < network.shunts.size(); ++i) {
      const auto& s = network.shunts[i];
      const int node = model.node_of_bus[s.bus];
      if (!s.in_service || node < 0) continue;
      const double v2 = std::norm(u[node]);
      result.shunts[i] = {s.p * v2, s.q * v2};
      balance[node] += Complex(s.p.si(), s.q.si()) * (v2 / base);
    }
  }

  /// What is missing at a bus comes from its sources, or as reactive power from its generators.
  void report_producers(double base) {
    result.generators.assign(network.generators.size(), {});
    result.sources.assign(network.sources.size(), {});
    for (const auto& g : network.generators)
      if (const int node = model.node_of_bus[g.bus]; g.in_service && node >= 0) balance[node] -= g.p.si() / base;
    // Where a generator stands beside a source, the source gives what its impedance lets through, the generator the rest.
    for (const grid::Feed& f : model.feeds) {
      const int node = model.node_of_bus[f.bus];
      if (model.kind[node] != grid::NodeKind::generator) continue;
      const Complex given = u[node] * std::conj((f.emf - u[node]) / model.branches[f.branch].z);
      report_feed(f, given, base);
      balance[node] -= given;
    }
    for (std::size_t i = 0; i < network.generators.size(); ++i) {
      const auto& g = network.generators[i];
      const int node = model.node_of_bus[g.bus];
      if (!g.in_service || node < 0) continue;
      result.generators[i].p = g.p;
      if (model.kind[node] == grid::NodeKind::generator)
        result.generators[i].q = ReactivePower::from_si(balance[node].imag() * base / generators_at[node]);
    }
    for (const grid::Feed& f : model.feeds)
      if (const int node = model.node_of_bus[f.bus]; model.kind[node] != grid::NodeKind::generator) report_feed(f, balance[node], base);
  }

  void report_feed(const grid::Feed& f, Complex total, double base) {
    const int node = model.node_of_bus[f.bus];
    const Complex i_total = std::conj(total / u[node]);
    const grid::Equivalent e = grid::equivalent(network, f.sources);
    if (e.ideal) {
      int ideal = 0;
      for (const int s : f.sources) ideal += network.sources[s].r_pu == 0 && network.sources[s].x_pu == 0;
      Complex rest = total;
      for (const int s : f.sources) {
        const auto& source = network.sources[s];
        if (source.r_pu == 0 && source.x_pu == 0) continue;
        const Complex i = (std::polar(source.voltage_pu, source.angle_rad) - u[node]) / Complex(source.r_pu, source.x_pu);
        result.sources[s] = in_si(u[node] * std::conj(i), base);
        rest -= u[node] * std::conj(i);
      }
      for (const int s : f.sources)
        if (network.sources[s].r_pu == 0 && network.sources[s].x_pu == 0) result.sources[s] = in_si(rest / double(ideal), base);
      return;
    }
    for (const int s : f.sources) {
      const auto& source = network.sources[s];
      const Complex y = 1.0 / Complex(source.r_pu, source.x_pu);
      const Complex i = y * (std::polar(source.voltage_pu, source.angle_rad) - e.emf) + y / e.y * i_total;
      result.sources[s] = in_si(u[node] * std::conj(i), base);
    }
  }

  Network network;
  grid::Model model;
  std::vector<int> generators_at;  ///< by node
  std::optional<grid::Newton> newton;
  std::vector<Complex> u, balance;
  grid::SweepCurrents currents;
  bool solved = false, by_sweep = false;
  PowerFlowSolution result;
};

PowerFlow::PowerFlow(Network n) : parts_(std::make_unique<Parts>(std::move(n))) {}
PowerFlow::PowerFlow(PowerFlow&&) noexcept = default;
PowerFlow& PowerFlow::operator=(PowerFlow&&) noexcept = default;
PowerFlow::~PowerFlow() = default;

const Network& PowerFlow::network() const { return parts_->network; }

void PowerFlow::set_load(int load, ActivePower p, ReactivePower q) {
  parts_->network.loads[load].p = p;
  parts_->network.loads[load].q = q;
}

void PowerFlow::set_generation(int generator, ActivePower p) { parts_->network.generators[generator].p = p; }

bool PowerFlow::is_radial() const { return parts_->model.radial; }
bool PowerFlow::energized(int bus) const { return parts_->model.node_of_bus[bus] >= 0; }

const PowerFlowSolution& PowerFlow::solve(const PowerFlowOptions& options) {
  parts_->run(options);
  return parts_->result;
}

const PowerFlowSolution& PowerFlow::solution() const { return parts_->result; }

std::string PowerFlow::failure() const {
  const auto& r = parts_->result;
  return fmt::format("the power flow did not converge in {} {}: at bus \"{}\" {} {:.3g} pu {} left", r.iterations,
                     r.radial ? "sweeps" : "iterations", r.worst_bus < 0 ? "" : network().buses[r.worst_bus].name,
                     r.radial ? "voltage changes of" : "a mismatch of", r.mismatch_pu, r.radial ? "are" : "is");
}

PowerFlowSolution solve_power_flow(Network network, const PowerFlowOptions& options) {
  return PowerFlow(std::move(network)).solve(options);
}

}  // namespace netsuden
