// SPDX-License-Identifier: Apache-2.0
// Single models, and the step of a hall with its loops (target of the design: 2 us).
#include <benchmark/benchmark.h>

#include "io/scenario/load.hpp"
#include "sim/cooling/chiller.hpp"
#include "sim/cooling/hydraulics.hpp"
#include "sim/cooling/tower.hpp"
#include "sim/ledger/capacity.hpp"
#include "sim/site/psychrometrics.hpp"
#include "sim/twin/hall.hpp"
#include "sim/twin/plant.hpp"
#include "sim/twin/site_model.hpp"

namespace netsuden::bench {
namespace {

void wet_bulb_of(benchmark::State& state) {
  double t = 20;
  for (auto _ : state) {
    benchmark::DoNotOptimize(psychro::wet_bulb_from_rh(t, 0.6, 101325));
    t = t > 35 ? 5 : t + 0.01;
  }
}
BENCHMARK(wet_bulb_of)->Name("model/wet_bulb");

void chiller(benchmark::State& state) {
  const ChillerParams p;
  double heat = 1e6;
  for (auto _ : state) {
    benchmark::DoNotOptimize(run_chiller(p, {HeatFlow::from_si(heat), 7_degC, 26_degC}));
    heat = heat > 4e6 ? 1e6 : heat + 1e3;
  }
}
BENCHMARK(chiller)->Name("model/chiller_eir");

void tower(benchmark::State& state) {
  TowerParams p;
  p.model = state.range(0) ? TowerModel::merkel : TowerModel::yorkcalc;
  const Tower t = size_tower(p);
  double wet = 10;
  for (auto _ : state) {
    benchmark::DoNotOptimize(run_tower(t, {4_MWt, MassFlow::from_si(t.design_water_kg_s), Temperature::celsius(wet), 22_degC}));
    wet = wet > 28 ? 5 : wet + 0.01;
  }
}
BENCHMARK(tower)->Name("model/tower/merkel")->Arg(0)->Arg(1);

/// The reference hall without its jobs, at a constant load.
struct Koto {
  explicit Koto(bool hydraulics = false) {
    Diagnostics d;
    ComposeOptions options;
    options.set = {"workload.jobs=[]", "workload.profiles=[{mean: 70 %, daily_amplitude: 0.3}]", "events=[]"};
    if (hydraulics) options.set.insert(options.set.end(), {"sites.koto.cooling.warm.hydraulics={pipes: {}}", "sites.koto.cooling.chilled.hydraulics={pipes: {}}"});
    loaded = *load_scenario(NETSUDEN_SOURCE_DIR "/scenarios/tokyo-hall.yaml", options, d);
    inputs = *load_inputs(loaded, d);
  }
  LoadedScenario loaded;
  Inputs inputs;
  CapacityLedger ledger;
};

void hall(benchmark::State& state) {
  Koto k;
  const HallSpec& spec = k.loaded.scenario.sites[0].halls[0];
  Hall h(spec, make_rack(spec.racks.params));
  HallInputs in;
  in.dt_s = 60;
  double it = 8e6;
  for (auto _ : state) {
    in.it_w = it;
    const HallStep s = h.evaluate(in);
    h.commit(s);
    it = it > 11e6 ? 6e6 : it + 1e3;
  }
  state.counters["target_us"] = 2;
}
BENCHMARK(hall)->Name("step/hall_air_and_liquid");

void plant(benchmark::State& state) {
  Koto k;
  Plant p(k.loaded.scenario.sites[0].cooling[static_cast<std::size_t>(state.range(0))]);
  PlantInputs in;
  in.dt_s = 60;
  in.heat_w = state.range(0) ? 1.4e6 : 9e6;
  double wet = 10;
  for (auto _ : state) {
    in.wet_bulb = Temperature::celsius(wet);
    p.commit(p.evaluate(in), in);
    wet = wet > 28 ? 5 : wet + 0.001;
  }
}
BENCHMARK(plant)->Name("step/plant/chilled")->Arg(0)->Arg(1);

void site(benchmark::State& state) {
  Koto k(state.range(0) != 0);
  SiteModel s(k.loaded.scenario, 0, k.inputs, k.ledger);
  s.energize();
  s.apply_inputs(0);
  s.settle_at_start();
  double t = 0;
  for (auto _ : state) {
    t += 1;
    s.advance(t, [](const CapacityLedger::Crossing&) {});
    s.apply_inputs(t);
  }
}
BENCHMARK(site)->Name("step/site_with_chain_ledger_and_meters/hydraulics")->Arg(0)->Arg(1);

void circuit(benchmark::State& state) {
  CircuitPumpParams p;
  p.rated_flow = VolumeFlow::from_si(0.1);
  p.rated_head = 250_kPa;
  const CircuitPump pump(p);
  std::vector<CircuitBranch> branches{{2e6, 0.05, 0}, {8e6, 1, 0}, {4e6, 0.08, 0}};
  double speed = 0.5;
  for (auto _ : state) {
    benchmark::DoNotOptimize(solve_circuit(pump, {speed, speed, 0.3}, {0, 1e6}, branches));
    speed = speed > 0.99 ? 0.5 : speed + 0.001;
  }
}
BENCHMARK(circuit)->Name("model/circuit_of_three_pumps_and_branches");

}  // namespace
}  // namespace netsuden::bench
