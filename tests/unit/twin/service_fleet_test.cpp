// SPDX-License-Identifier: Apache-2.0
// A service on the loads of its halls: what is asked is served or refused, and power is what awake, waking and parked nodes draw.
#include "sim/twin/service_fleet.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/base/random.hpp"

using namespace netsuden;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

RackPowerParams dgx() {
  RackPowerParams p;
  p.nodes_per_rack = 4;
  p.node.gpus = 8;
  p.node.idle = 2000_W;
  p.node.max = 10_kW;
  return p;
}

ServiceSpec chat(double peak) {
  ServiceSpec s;
  s.name = "chat";
  s.demand.peak = Frequency::from_si(peak);
  s.demand.daily_amplitude = s.demand.second_amplitude = s.demand.weekend_drop = 0;
  return s;
}

struct Bench {
  RackModel rack = make_rack(dgx());
  std::vector<std::unique_ptr<HallLoad>> loads;
  RequestBins bins;
  ServiceSpec spec;
  std::vector<char> blocked;
  std::unique_ptr<ServiceFleet> fleet;

  Bench(ServiceSpec s, std::vector<int> nodes, RequestBins log = {}) : bins(std::move(log)), spec(std::move(s)) {
    std::vector<ServiceFleet::Place> places;
    for (std::size_t h = 0; h < nodes.size(); ++h) {
      loads.push_back(std::make_unique<HallLoad>(rack, 10));
      places.push_back({static_cast<int>(h), loads.back().get(), h == 0 ? &blocked : nullptr, 40 - nodes[h], nodes[h]});
    }
    fleet = std::make_unique<ServiceFleet>(spec, bins, TimeZone(), TimeZone(), 0, std::move(places));
    fleet->begin(0);
  }
  /// To a date, through all that happens by itself.
  void to(double end) {
    while (fleet->next_s() <= end) fleet->update(fleet->next_s());
    fleet->meters(end);
  }
};

void conserves(const ServiceMeters& m) {
  CHECK_THAT(m.within + m.late + m.refused_sum(), WithinRel(m.asked, 1e-9));
  for (const double r : m.refused) CHECK(r >= -1e-9);
}

}  // namespace

TEST_CASE("A service that has room serves all, and draws what its accelerators do") {
  Bench b(chat(20), {10});  // 20 instances of 4 accelerators
  b.to(86400);
  const ServiceMeters& m = b.fleet->meters(86400);
  conserves(m);
  CHECK_THAT(m.asked, WithinRel(20.0 * 86400, 1e-9));
  CHECK(m.refused_sum() == 0);
  CHECK(m.within > 0.95 * m.asked);
  CHECK_THAT(m.awake_s, WithinRel(10.0 * 86400, 1e-12));
  const ServingModel model(b.spec.engine.params);
  const ServingPoint p = model.at(20, 20, b.spec.mix(), b.spec.target());
  const double node = wall_power(b.rack, ActivePower::from_si(2000 + 8000 * model.power_share(p.gpu_w))).si();
  CHECK_THAT(m.energy_j, WithinRel(10 * node * 86400, 1e-6));
  CHECK_THAT(b.loads[0]->energy_j(86400), WithinRel((10 * b.rack.fixed.si() + 30 * b.rack.node_idle.si() + 10 * node) * 86400, 1e-6));
}

TEST_CASE("A demand in power is met with that power") {
  ServiceSpec s = chat(1);
  s.demand.peak.reset();
  s.demand.peak_power = 80_kW;
  s.autoscale = AutoscaleSpec{};
  s.autoscale->headroom = Fraction(0);
  Bench b(s, {20});
  b.to(3600);
  // As many nodes as are needed are awake, rounded up to whole ones, and a small pool is less full than all 20.
  CHECK_THAT(b.fleet->power_w() - (20 - b.fleet->awake()) * 16, WithinRel(80e3, 0.1));
  CHECK(b.fleet->meters(3600).refused_sum() == 0);
}

TEST_CASE("What is refused has its cause") {
  ServiceSpec s = chat(20);
  s.demand.peak = Frequency::from_si(500);
  Bench b(s, {10});
  b.to(3600);
  const ServiceMeters full = b.fleet->meters(3600);
  conserves(full);
  CHECK(full.refused[static_cast<std::size_t>(RefusalCause::capacity)] > 0);
  CHECK_THAT(full.refused[0], WithinRel(full.refused_sum(), 1e-9));
  CHECK(full.short_s == 3600);
  CHECK(full.within >= 0.95 * full.served() * (1 - 1e-6));  // those that are admitted meet the target

  Bench dark(chat(75), {5, 5});
  dark.to(3600);
  dark.fleet->set_up(1, false, 3600);
  dark.loads[1]->set_powered(3600, false);
  dark.fleet->update(3600);
  dark.to(7200);
  dark.loads[1]->set_powered(7200, true);
  dark.fleet->set_up(1, true, 7200);
  dark.fleet->update(7200);
  const double lost = dark.fleet->meters(7200).refused[static_cast<std::size_t>(RefusalCause::dark)];
  CHECK(lost > 0);
  CHECK_THAT(dark.fleet->meters(7200).refused_sum(), WithinRel(lost, 1e-9));
  CHECK_THAT(dark.fleet->meters(7200).down_s, WithinRel(5.0 * 3600, 1e-9));
  dark.to(10800);
  const ServiceMeters& m = dark.fleet->meters(10800);
  conserves(m);
  CHECK(m.refused[static_cast<std::size_t>(RefusalCause::waking)] > 0);  // five minutes of start
  CHECK_THAT(m.waking_s, WithinRel(5.0 * 300, 1e-9));
  CHECK(dark.fleet->awake() == 10);
  CHECK_FALSE(dark.fleet->is_short());
}

TEST_CASE("A low clock refuses, and a blocked rack takes its nodes away") {
  Bench b(chat(40), {10});
  b.to(3600);
  REQUIRE_FALSE(b.fleet->is_short());
  b.fleet->lift(0, 3600);
  b.loads[0]->set_clock(3600, 0.3);
  b.fleet->put(0, 3600);
  b.fleet->update(3600);
  b.to(7200);
  CHECK(b.fleet->meters(7200).refused[static_cast<std::size_t>(RefusalCause::throttled)] > 0);
  b.fleet->lift(0, 7200);
  b.loads[0]->set_clock(7200, 1);
  b.fleet->put(0, 7200);
  b.blocked.assign(10, 0);
  b.blocked[8] = 1;  // nodes 32 to 35 of 30 to 39
  b.fleet->update(7200);
  CHECK(b.fleet->live() == 6);
  CHECK(b.fleet->awake() == 6);
  conserves(b.fleet->meters(7200));
}

TEST_CASE("Autoscaling follows the day, parks what is idle and saves its power") {
  ServiceSpec s = chat(40);
  s.demand.daily_amplitude = 0.6;
  Bench always(s, {10, 10});
  s.autoscale = AutoscaleSpec{};
  s.autoscale->min_nodes = 2;
  Bench b(s, {10, 10});
  always.to(7 * 86400);
  b.to(7 * 86400);
  const ServiceMeters &m = b.fleet->meters(7 * 86400), &a = always.fleet->meters(7 * 86400);
  conserves(m);
  CHECK_THAT(m.asked, WithinRel(a.asked, 1e-12));
  CHECK(m.energy_j < 0.8 * a.energy_j);
  CHECK(m.refused_sum() < 1e-3 * m.asked);  // the headroom covers what five minutes bring
  CHECK(m.parked_s > 0.3 * 20 * 7 * 86400);
  CHECK_THAT(m.awake_s + m.waking_s + m.parked_s + m.down_s, WithinRel(20.0 * 7 * 86400, 1e-9));
  CHECK_THAT(m.parked_j, WithinRel(16 * m.parked_s, 1e-6));
  // The meters of the halls are its own and those of the nodes that it does not hold.
  const double others = 2 * 10 * b.rack.fixed.si() + 60 * b.rack.node_idle.si();
  CHECK_THAT(b.loads[0]->energy_j(7 * 86400) + b.loads[1]->energy_j(7 * 86400), WithinRel(m.energy_j + others * 7 * 86400, 1e-9));
}

TEST_CASE("More nodes never serve less in time") {
  RandomStream random(3, "fleet");
  for (int i = 0; i < 30; ++i) {
    ServiceSpec s = chat(5 + 150 * random.uniform());
    s.demand.daily_amplitude = 0.5 * random.uniform();
    s.input_tokens = 100 + 3000 * random.uniform();
    s.output_tokens = 20 + 500 * random.uniform();
    double before = 0;
    for (const int nodes : {1, 2, 5, 12, 30}) {
      Bench b(s, {nodes});
      b.to(86400);
      const ServiceMeters& m = b.fleet->meters(86400);
      conserves(m);
      CHECK(m.within >= before * (1 - 1e-6));
      before = m.within;
    }
  }
}

TEST_CASE("Nodes where it may not run serve nobody") {
  Bench b(chat(60), {10});
  std::vector<ServiceFleet::Place> places;
  HallLoad other(b.rack, 10);
  places.push_back({0, &other, nullptr, 30, 5});
  places.push_back({1, b.loads[0].get(), nullptr, 0, 5});
  places.back().barred = true;
  ServiceFleet f(b.spec, b.bins, TimeZone(), TimeZone(), 0, places);
  f.begin(0);
  const ServiceMeters& m = f.meters(3600);
  conserves(m);
  CHECK(m.refused[static_cast<std::size_t>(RefusalCause::residency)] > 0);
  CHECK_THAT(m.refused_sum(), WithinRel(m.refused[static_cast<std::size_t>(RefusalCause::residency)] + m.refused[0], 1e-9));
}

TEST_CASE("Requests of a log are served step by step") {
  ServiceSpec s = chat(1);
  s.demand.peak.reset();
  s.demand.log.emplace();
  s.demand.log->repeat = true;
  s.demand.log->scale = 2;
  Bench b(s, {10}, {{300, 0, 600}, {1000, 0, 2000}, {100, 0, 300}});
  b.to(3600);
  const ServiceMeters& m = b.fleet->meters(3600);
  CHECK_THAT(m.asked, WithinRel(2.0 * 900 * 4, 1e-9));
  CHECK_THAT(m.tokens_out, WithinRel(2.0 * 4 * (300 * 100 + 600 * 300), 1e-9));
}
