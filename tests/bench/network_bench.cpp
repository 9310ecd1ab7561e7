// SPDX-License-Identifier: Apache-2.0
// Power flow of a campus of 2,000 buses: built and solved from nothing (target of the design: 80 ms), and again after every
// load has changed. Radial as it is switched, and lightly meshed, with a tie between neighbouring feeders. The same as the text of a
// MATPOWER case: read, solved and summarised, which is what `netsuden info` does.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <string>

#include "io/import/matpower.hpp"
#include "sim/base/random.hpp"
#include "sim/power/network_summary.hpp"
#include "sim/power/power_flow.hpp"
#include "sim/power/short_circuit.hpp"

namespace netsuden::bench {
namespace {

constexpr int halls = 20, boards_each = 9, racks_each = 10;  // 1 + 20 (1 + 9 (1 + 10)) = 2001 buses

/// 66 kV, a 22 kV hall feeder each, 415 V boards behind transformers, rack feeds. 180 MW in all.
Network campus(bool meshed) {
  Network n;
  n.base = 100_MVA;
  RandomStream random(5, "campus");
  const int grid = n.add_bus("66 kV", Voltage::from_si(66e3));
  Network::Source s{.name = "grid", .bus = grid};
  s.x_pu = 0.02;
  s.fault_level_max = s.fault_level_min = ApparentPower::from_si(5e9);
  n.sources.push_back(s);
  TransformerData main, unit;
  main.u1 = Voltage::from_si(66e3), main.u2 = Voltage::from_si(22e3);
  main.rating = 20_MVA, main.uk = 0.1, main.load_loss = 80_kW, main.clock = 1;
  unit.u1 = Voltage::from_si(22e3), unit.u2 = Voltage::from_si(415);
  unit.rating = ApparentPower::from_si(2.5e6), unit.uk = 0.06, unit.load_loss = ActivePower::from_si(18.5e3), unit.clock = 11;
  unit.i0 = 0.003, unit.no_load_loss = ActivePower::from_si(1.6e3);
  std::vector<int> feeders;
  for (int h = 0; h < halls; ++h) {
    const int feeder = n.add_bus("hall " + std::to_string(h), Voltage::from_si(22e3));
    feeders.push_back(feeder);
    add_transformer(n, "", grid, feeder, main);
    for (int b = 0; b < boards_each; ++b) {
      const int board = n.add_bus("board", Voltage::from_si(415));
      add_transformer(n, "", feeder, board, unit);
      for (int r = 0; r < racks_each; ++r) {
        const int rack = n.add_bus("rack", Voltage::from_si(415));
        add_line(n, "", board, rack, {.r_ohm = 0.001, .x_ohm = 0.0005});
        n.loads.push_back({.name = "", .bus = rack, .p = ActivePower::from_si(random.uniform(60e3, 140e3)), .q = ReactivePower::from_si(20e3)});
      }
    }
  }
  if (meshed)
    for (int h = 0; h + 1 < halls; h += 2) add_line(n, "tie", feeders[h], feeders[h + 1], {.r_ohm = 0.1, .x_ohm = 0.1, .c_farad = 3e-7});
  return n;
}

void check(benchmark::State& state, const PowerFlow& flow) {
  if (!flow.solution().converged) state.SkipWithError(flow.failure().c_str());
}

void cold(benchmark::State& state) {
  const Network n = campus(state.range(0));
  for (auto _ : state) {
    PowerFlow flow(n);
    flow.solve();
    check(state, flow);
  }
  state.counters["buses"] = static_cast<double>(n.buses.size());
  state.SetLabel("target 80 ms");
}
BENCHMARK(cold)->Name("network/cold/meshed")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

/// Buses carry one load each; magnetising branches are left out.
std::string as_matpower(const Network& n) {
  std::string text = fmt::format("function mpc = campus\nmpc.version = '2';\nmpc.baseMVA = {};\nmpc.bus = [\n", n.base.si() / 1e6);
  std::vector<ActivePower> p(n.buses.size());
  std::vector<ReactivePower> q(n.buses.size());
  for (const auto& l : n.loads) p[l.bus] += l.p, q[l.bus] += l.q;
  for (std::size_t i = 0; i < n.buses.size(); ++i)
    text += fmt::format("\t{}\t{}\t{}\t{}\t0\t0\t1\t1\t0\t{}\t1\t1.1\t0.9;\n", i + 1, i == 0 ? 3 : 1, p[i].si() / 1e6, q[i].si() / 1e6, n.buses[i].nominal.si() / 1e3);
  text += "];\nmpc.gen = [\n\t1\t0\t0\t300\t-300\t1\t100\t1\t600\t0;\n];\nmpc.branch = [\n";
  for (const auto& b : n.branches)
    text += fmt::format("\t{}\t{}\t{}\t{}\t0\t{}\t0\t0\t{}\t{}\t1\t-360\t360;\n", b.from + 1, b.to + 1, b.r_pu, b.x_pu, b.rating.si() / 1e6, b.ratio, b.shift_rad * 57.29577951308232);
  return text + "];\n";
}

void from_text(benchmark::State& state) {
  const std::string text = as_matpower(campus(state.range(0)));
  for (auto _ : state) {
    Diagnostics d;
    auto n = parse_matpower(text, "campus.m", d);
    if (!n) return state.SkipWithError(d.render().c_str());
    PowerFlow flow(std::move(*n));
    benchmark::DoNotOptimize(summarise(flow.network(), flow.solve()));
    check(state, flow);
  }
  state.counters["kB"] = static_cast<double>(text.size()) / 1e3;
  state.SetLabel("target 80 ms");
}
BENCHMARK(from_text)->Name("network/from_text/meshed")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void warm(benchmark::State& state) {
  PowerFlow flow(campus(state.range(0)));
  flow.solve();
  const auto loads = flow.network().loads;
  bool high = false;
  for (auto _ : state) {
    high = !high;
    for (std::size_t i = 0; i < loads.size(); ++i) flow.set_load(static_cast<int>(i), loads[i].p * (high ? 1.05 : 1.0), loads[i].q);
    flow.solve();
    check(state, flow);
  }
  state.counters["iterations"] = flow.solution().iterations;
}
BENCHMARK(warm)->Name("network/again/meshed")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void radial_by_newton(benchmark::State& state) {
  const Network n = campus(false);
  for (auto _ : state) {
    PowerFlow flow(n);
    flow.solve({.method = PowerFlowOptions::Method::newton});
    check(state, flow);
  }
}
BENCHMARK(radial_by_newton)->Name("network/cold/radial_by_newton")->Unit(benchmark::kMillisecond);

void short_circuits(benchmark::State& state) {
  const Network n = campus(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(iec60909(n));
}
BENCHMARK(short_circuits)->Name("network/iec60909_every_bus/meshed")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace netsuden::bench
