// SPDX-License-Identifier: Apache-2.0
// Power flow of random networks: the two methods agree, every node balances, numbering does not matter, solving again is solving
// anew.
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "sim/base/random.hpp"
#include "tests/unit/power/small_network.hpp"

using namespace netsuden;
using namespace netsuden::test;
using Method = PowerFlowOptions::Method;

namespace {

/// A tree of lines and transformers of any direction, ratio and clock, with every model of load, shunts and an open spur.
Network random_tree(RandomStream& random, int buses) {
  Network n;
  for (int i = 0; i < buses; ++i) bus(n, std::to_string(i));
  const double share = 1.0 / buses;
  for (int i = 1; i < buses; ++i) {
    const int parent = static_cast<int>(random.below(static_cast<std::uint64_t>(i)));
    const bool forward = random.uniform() < 0.5;
    Network::Branch& b = line(n, forward ? parent : i, forward ? i : parent, random.uniform(0.001, 0.03), random.uniform(0.001, 0.06));
    b.b_pu = random.uniform(0, 0.02);
    b.g_pu = random.uniform(0, 0.001);
    if (random.uniform() < 0.3) b.ratio = random.uniform(0.97, 1.03), b.shift_rad = M_PI / 6 * static_cast<double>(random.below(12));
    load(n, i, random.uniform(-0.3, 1) * share, random.uniform(-0.2, 0.5) * share, static_cast<LoadModel>(random.below(3)));
    if (random.uniform() < 0.2) n.shunts.push_back({.name = "", .bus = i, .p = mw(0.01 * share), .q = mvar(-0.3 * share)});
  }
  Network::Branch& spur = line(n, 0, buses - 1, 0.01, 0.02);
  spur.b_pu = 0.05;
  spur.to_closed = false;
  n.sources.push_back({.name = "grid", .bus = static_cast<int>(random.below(static_cast<std::uint64_t>(buses))),
                       .voltage_pu = random.uniform(0.98, 1.05), .angle_rad = random.uniform(-3, 3)});
  if (random.uniform() < 0.5) n.sources[0].r_pu = 0.002, n.sources[0].x_pu = 0.02;
  return n;
}

/// The tree without clocks, with more lines across it, a second source and generators.
Network random_mesh(RandomStream& random, int buses) {
  Network n = random_tree(random, buses);
  for (auto& b : n.branches) b.shift_rad = 0;
  const auto any = [&] { return static_cast<int>(random.below(static_cast<std::uint64_t>(buses))); };
  for (int k = 0; k < buses / 4 + 1; ++k)
    if (const int a = any(), b = any(); a != b) line(n, a, b, 0.01, 0.05);
  n.sources.push_back({.name = "second", .bus = any(), .voltage_pu = 1.01, .angle_rad = n.sources[0].angle_rad + 0.01, .r_pu = 0.01, .x_pu = 0.05});
  for (int k = 0; k < 2; ++k) n.generators.push_back({.name = "set", .bus = any(), .p = mw(0.1), .voltage_pu = 1.0});
  n.generators[1].bus = n.generators[0].bus;
  return n;
}

}  // namespace

TEST_CASE("on random trees the sweep equals Newton and every node balances") {
  RandomStream random(11, "trees");
  for (int k = 0; k < 200; ++k) {
    const Network n = random_tree(random, 2 + static_cast<int>(random.below(60)));
    INFO("tree " << k << " of " << n.buses.size() << " buses");
    PowerFlow flow(n);
    REQUIRE(flow.is_radial());
    const PowerFlowSolution sweep = flow.solve({.method = Method::radial}), newton = flow.solve({.method = Method::newton, .from_last = false});
    REQUIRE((sweep.converged && newton.converged));
    double apart = 0, off = 0;
    for (std::size_t i = 0; i < n.buses.size(); ++i) apart = std::max(apart, std::abs(phasor(sweep.buses[i]) - phasor(newton.buses[i])));
    for (const auto* s : {&sweep, &newton})
      for (const Complex c : imbalance(n, *s)) off = std::max(off, std::abs(c));
    CHECK(apart < 1e-9);
    CHECK(off < 1e-9);
  }
}

TEST_CASE("random meshes balance at every node, and so do their sums") {
  RandomStream random(12, "meshes");
  for (int k = 0; k < 200; ++k) {
    const Network n = random_mesh(random, 3 + static_cast<int>(random.below(60)));
    INFO("mesh " << k << " of " << n.buses.size() << " buses");
    PowerFlow flow(n);
    const auto& s = flow.solve();
    INFO(flow.failure());
    REQUIRE(s.converged);
    double off = 0;
    for (const Complex c : imbalance(n, s)) off = std::max(off, std::abs(c));
    CHECK(off < 1e-9);
    double sum = -s.losses.p.si();
    for (const auto& x : s.loads) sum -= x.p.si();
    for (const auto& x : s.shunts) sum -= x.p.si();
    for (const auto& x : s.sources) sum += x.p.si();
    for (const auto& x : s.generators) sum += x.p.si();
    CHECK(std::abs(sum) < 1e-9 * n.base.si() * static_cast<double>(n.buses.size()));
  }
}

TEST_CASE("the numbers of the buses and the order of the branches do not matter") {
  RandomStream random(13, "renumbered");
  for (int k = 0; k < 100; ++k) {
    const int buses = 2 + static_cast<int>(random.below(40));
    const Network n = k % 2 ? random_tree(random, buses) : random_mesh(random, buses + 2);
    const std::size_t count = n.buses.size();
    std::vector<int> to(count);
    std::iota(to.begin(), to.end(), 0);
    for (std::size_t i = count - 1; i > 0; --i) std::swap(to[i], to[random.below(i + 1)]);
    Network other = n;
    for (std::size_t i = 0; i < count; ++i) other.buses[to[i]] = n.buses[i];
    for (auto& b : other.branches) b.from = to[b.from], b.to = to[b.to];
    for (auto& x : other.loads) x.bus = to[x.bus];
    for (auto& x : other.shunts) x.bus = to[x.bus];
    for (auto& x : other.sources) x.bus = to[x.bus];
    for (auto& x : other.generators) x.bus = to[x.bus];
    std::reverse(other.branches.begin(), other.branches.end());
    const auto a = solve_power_flow(n), b = solve_power_flow(other);
    REQUIRE((a.converged && b.converged));
    double apart = 0;
    for (std::size_t i = 0; i < count; ++i) apart = std::max(apart, std::abs(phasor(a.buses[i]) - phasor(b.buses[to[i]])));
    CHECK(apart < 1e-9);
  }
}

TEST_CASE("solving again with other loads is solving anew") {
  RandomStream random(14, "again");
  for (const bool meshed : {false, true}) {
    Network n = meshed ? random_mesh(random, 30) : random_tree(random, 30);
    PowerFlow flow(n);
    for (int k = 0; k < 20; ++k) {
      for (std::size_t i = 0; i < n.loads.size(); ++i) {
        n.loads[i].p = mw(random.uniform(0, 0.04)), n.loads[i].q = mvar(random.uniform(0, 0.02));
        flow.set_load(static_cast<int>(i), n.loads[i].p, n.loads[i].q);
      }
      if (meshed) flow.set_generation(0, n.generators[0].p = mw(random.uniform(0, 0.3)));
      const auto& again = flow.solve();
      const auto anew = solve_power_flow(n);
      REQUIRE((again.converged && anew.converged));
      CHECK(again.radial == !meshed);
      CHECK(again.iterations <= anew.iterations);
      double apart = 0;
      for (std::size_t i = 0; i < n.buses.size(); ++i) apart = std::max(apart, std::abs(phasor(again.buses[i]) - phasor(anew.buses[i])));
      CHECK(apart < 1e-9);
    }
  }
}
