// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/hall_load.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "sim/workload/node_pool.hpp"

using namespace netsuden;

namespace {

/// Four nodes a rack of 100 to 300 W in whole watts, without losses; a switch of 50 W in each rack.
RackModel rack() {
  RackPowerParams p;
  p.nodes_per_rack = 4;
  p.node.idle = ActivePower::from_si(100);
  p.node.max = ActivePower::from_si(300);
  p.switches = 1;
  p.switch_power = ActivePower::from_si(50);
  p.switch_efficiency = Fraction(1);
  p.psu.load = {1};
  p.psu.efficiency = {1};
  p.psu.no_load_loss = Fraction(0);
  return make_rack(p);
}

constexpr std::int64_t watt = 1'000'000'000;

std::vector<double> rack_means(HallLoad& h, double t) {
  std::vector<double> w(static_cast<std::size_t>(h.racks()));
  h.take_rack_means(t, w.data());
  return w;
}

}  // namespace

TEST_CASE("hall load: fixed and idle power, jobs on top, to the nanowatt") {
  HallLoad h(rack(), 3);
  CHECK(h.nodes() == 12);
  CHECK(h.rated_w() == Approx(3 * (50 + 4 * 300)));
  CHECK(h.power_w() == 3 * 50 + 12 * 100);
  CHECK(h.job_power_nw(5, 1, 1) == 5 * 300 * watt);
  CHECK(h.job_power_nw(5, 0.5, 0.5) == 5 * 200 * watt);
  h.start(0, {{0, 5}}, 5, h.job_power_nw(5, 1, 1));
  CHECK(h.power_w() == 3 * 50 + 7 * 100 + 5 * 300);
  CHECK(h.busy_nodes() == 5);
  h.end(10, {{0, 5}}, 5, 5 * 300 * watt);
  CHECK(h.power_w() == 3 * 50 + 12 * 100);
  CHECK(h.busy_nodes() == 0);
}

TEST_CASE("hall load: the energy of a thousand starts and ends is exact, and nothing is left behind") {
  HallLoad h(rack(), 10);
  struct Run {
    double t0, t1;
    int nodes, watts;
  };
  std::mt19937 random(11);
  std::vector<Run> runs;
  std::vector<std::pair<double, std::pair<int, bool>>> order;  // time, run, start
  NodePool pool(40);
  std::vector<std::vector<NodeRange>> at(1000);
  for (int i = 0; i < 1000; ++i) {
    const double t0 = static_cast<int>(random() % 100000), t1 = t0 + 1 + static_cast<int>(random() % 500);
    runs.push_back({t0, t1, 1, 100 + static_cast<int>(random() % 201)});
    order.push_back({t0, {i, true}});
    order.push_back({t1, {i, false}});
  }
  std::sort(order.begin(), order.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first < b.first : a.second.second < b.second.second; });
  std::int64_t joules = (10 * 50 + 40 * 100) * 101000LL;  // to the last second of interest
  for (const auto& [t, what] : order) {
    const auto& [i, start] = what;
    Run& r = runs[static_cast<std::size_t>(i)];
    auto& ranges = at[static_cast<std::size_t>(i)];
    if (start) {
      REQUIRE(pool.take(r.nodes, ranges));
      h.start(t, ranges, r.nodes, r.watts * watt);
      joules += static_cast<std::int64_t>(r.t1 - r.t0) * (r.watts - 100);
    } else {
      h.end(t, ranges, r.nodes, r.watts * watt);
      pool.give_back(ranges);
    }
  }
  CHECK(h.power_w() == 10 * 50 + 40 * 100);
  // Whole watts and seconds, hence a whole number of joules: 4e8 of them, summed in 2000 parts of double precision.
  CHECK(h.energy_j(101000) == Approx(static_cast<double>(joules)).epsilon(0).margin(1e-3));
  double sum = 0;
  for (const double w : rack_means(h, 101000)) sum += w * 101000;
  CHECK(sum == Approx(static_cast<double>(joules)).epsilon(1e-12));
}

TEST_CASE("hall load: the mean of each rack, for jobs that begin and end inside the interval and cross racks") {
  HallLoad h(rack(), 5);
  h.start(10, {{2, 15}}, 13, 13 * 300 * watt);         // racks 0 (2 nodes), 1, 2 (4 each), 3 (3 nodes)
  h.start(20, {{0, 2}, {18, 19}}, 3, 3 * 200 * watt);  // rack 0 (2 nodes) and 4 (1 node)
  h.end(70, {{2, 15}}, 13, 13 * 300 * watt);
  const std::vector<double> first = rack_means(h, 100);
  const double base = 50 + 400;
  CHECK(first[0] == Approx(base + (2 * 200 * 60 + 2 * 100 * 80) / 100.0).epsilon(1e-12));
  CHECK(first[1] == Approx(base + 4 * 200 * 60 / 100.0).epsilon(1e-12));
  CHECK(first[2] == Approx(base + 4 * 200 * 60 / 100.0).epsilon(1e-12));
  CHECK(first[3] == Approx(base + 3 * 200 * 60 / 100.0).epsilon(1e-12));
  CHECK(first[4] == Approx(base + 1 * 100 * 80 / 100.0).epsilon(1e-12));
  h.end(150, {{0, 2}, {18, 19}}, 3, 3 * 200 * watt);
  const std::vector<double> second = rack_means(h, 200);
  CHECK(second[0] == Approx(base + 2 * 100 * 50 / 100.0).epsilon(1e-12));
  CHECK(second[3] == Approx(base).epsilon(1e-12));
  CHECK(second[4] == Approx(base + 1 * 100 * 50 / 100.0).epsilon(1e-12));
  // Without time between two readings: what holds now.
  CHECK(rack_means(h, 200)[0] == Approx(base));
}

TEST_CASE("hall load: the peak between two readings") {
  HallLoad h(rack(), 1);
  h.start(1, {{0, 4}}, 4, 4 * 300 * watt);
  h.end(2, {{0, 4}}, 4, 4 * 300 * watt);
  CHECK(h.take_peak() == 50 + 1200);
  CHECK(h.take_peak() == 50 + 400);
}

TEST_CASE("hall load: the rack that draws most") {
  HallLoad h(rack(), 5);
  h.follow_highest();
  const double idle = h.highest_rack_w();
  CHECK(idle == Approx(h.power_w() / 5));
  h.start(1, {{2, 5}, {18, 19}}, 4, 4 * 300 * watt);  // two nodes in the first rack, one in the second and fifth
  const double two = h.highest_rack_w();
  CHECK(two == Approx(idle + 2 * 200));
  h.start(2, {{5, 8}}, 3, 3 * 300 * watt);
  CHECK(h.highest_rack_w() == Approx(idle + 4 * 200));
  h.end(3, {{5, 8}}, 3, 3 * 300 * watt);
  CHECK(h.highest_rack_w() == Approx(two));
  h.set_powered(4, false);
  CHECK(h.highest_rack_w() == 0);
  h.energy_j(9);  // a second idle, one with two jobs, one with four, one with two, five dark
  CHECK(h.take_highest_j() == Approx(4 * idle + (2 + 4 + 2) * 200));
  h.energy_j(10);
  CHECK(h.take_highest_j() == 0);
}

TEST_CASE("hall load: the clock changes what jobs draw above idle") {
  HallLoad h(rack(), 1);
  h.start(0, {{0, 2}}, 2, h.job_power_nw(2, 1, 1));
  h.end(10, {{0, 2}}, 2, 2 * 300 * watt);
  h.set_clock(10, 0.5);
  h.start(10, {{0, 2}}, 2, h.job_power_nw(2, 1, 1));
  const double f = 1.98 / 2, phi = (36.76 * f + 52.46 * f * f * f) / (36.76 * 1.98 + 52.46 * 1.98 * 1.98 * 1.98);
  CHECK(h.power_w() == Approx(50 + 2 * 100 + 2 * (100 + 200 * phi)).epsilon(1e-12));
  CHECK(h.energy_j(20) == Approx(10 * (50 + 200 + 600) + 10 * h.power_w()).epsilon(1e-12));
  CHECK(h.clock() == 0.5);
  // A profile follows the clock too.
  HallLoad p(rack(), 1);
  p.set_clock(0, 0.5);
  p.set_profile(0, 1);
  CHECK(p.power_w() == Approx(50 + 4 * (100 + 200 * phi)).epsilon(0).margin(4e-9));  // whole nanowatts a node
}

TEST_CASE("hall load: replayed and profiled power spreads evenly over the racks") {
  HallLoad h(rack(), 4);
  h.set_replayed(0, 8000);
  CHECK(h.power_w() == Approx(8000).epsilon(1e-15));
  h.set_replayed(30, 4000);
  CHECK(h.energy_j(60) == Approx(30 * 8000 + 30 * 4000).epsilon(1e-14));
  for (const double w : rack_means(h, 60)) CHECK(w == Approx(6000.0 / 4).epsilon(1e-12));
  HallLoad p(rack(), 4);
  p.set_profile(0, 0.25);
  CHECK(p.power_w() == 4 * 50 + 16 * 150);
  for (const double w : rack_means(p, 10)) CHECK(w == Approx(50 + 4 * 150).epsilon(1e-12));
}

TEST_CASE("hall load: racks of a replay by groups draw nothing in the dark, and what it says by then afterwards") {
  HallLoad h(rack(), 4);
  h.set_replayed(0, std::vector<double>{4000, 1000});
  h.set_powered(30, false);
  h.set_replayed(50, std::vector<double>{2000, 3000});
  const auto first = rack_means(h, 60);
  CHECK(first[0] == Approx(2000 * 30 / 60.0));
  CHECK(first[3] == Approx(500 * 30 / 60.0));
  for (const double w : rack_means(h, 100)) CHECK(w == Approx(0).margin(1e-9));
  h.set_powered(150, true);
  const auto back = rack_means(h, 200);
  CHECK(back[0] == Approx(1000 * 50 / 100.0));
  CHECK(back[3] == Approx(1500 * 50 / 100.0));
  CHECK(h.energy_j(200) == Approx(5000 * 30 + 5000 * 50));
}

TEST_CASE("hall load: a share of a job's power is never below that of idle nodes") {
  HallLoad h(rack(), 1);
  CHECK(h.job_power_nw(2, 1, 1, 0.6) == 2 * 180 * watt);
  CHECK(h.job_power_nw(2, 1, 1, 0.2) == 2 * 100 * watt);
  CHECK(h.job_power_nw(2, 0, 0) == 2 * 100 * watt);
}

TEST_CASE("hall load: a dark hall draws nothing and its racks neither, whatever is set meanwhile") {
  HallLoad h(rack(), 2);
  h.set_powered(100, false);
  CHECK(h.power_w() == 0);
  CHECK_FALSE(h.powered());
  h.set_profile(150, 1);
  CHECK(h.power_w() == 0);
  h.set_powered(200, true);
  CHECK(h.power_w() == 2 * 50 + 8 * 300);
  CHECK(h.energy_j(300) == 100 * (2 * 50 + 8 * 100) + 100 * (2 * 50 + 8 * 300));
  for (const double w : rack_means(h, 300)) CHECK(w == Approx((100 * 450 + 100 * 1250) / 300.0).epsilon(1e-12));
}

TEST_CASE("node pool: the lowest free nodes, over as few ranges as that needs") {
  NodePool p(10);
  CHECK(p.total() == 10);
  std::vector<NodeRange> a, b, c, d;
  CHECK(p.take(3, a));
  CHECK(p.take(4, b));
  CHECK(p.take(2, c));
  CHECK(p.free_nodes() == 1);
  CHECK_FALSE(p.take(2, d));
  CHECK(d.empty());
  CHECK(p.free_nodes() == 1);
  p.give_back(a);
  p.give_back(c);  // free: 0..3 and 7..10
  CHECK(p.take(5, d));
  REQUIRE(d.size() == 2);
  CHECK((d[0].first == 0 && d[0].end == 3));
  CHECK((d[1].first == 7 && d[1].end == 9));
  CHECK(NodePool(0).free_nodes() == 0);
}

TEST_CASE("node pool: against a set of nodes, over random takes and returns") {
  std::mt19937 random(5);
  NodePool p(64);
  std::vector<char> is_free(64, 1);
  std::vector<std::vector<NodeRange>> held;
  for (int round = 0; round < 5000; ++round) {
    if (random() % 2 == 0) {
      const int want = 1 + static_cast<int>(random() % 20);
      std::vector<NodeRange> r;
      const auto free_now = std::count(is_free.begin(), is_free.end(), char{1});
      const bool got = p.take(want, r);
      REQUIRE(got == (free_now >= want));
      if (!got) continue;
      // The same nodes as the set's lowest.
      std::vector<int> expected, found;
      for (int i = 0; static_cast<int>(expected.size()) < want; ++i)
        if (is_free[static_cast<std::size_t>(i)]) expected.push_back(i);
      for (const NodeRange& x : r)
        for (int i = x.first; i < x.end; ++i) found.push_back(i);
      REQUIRE(found == expected);
      for (const int i : found) is_free[static_cast<std::size_t>(i)] = 0;
      held.push_back(std::move(r));
    } else if (!held.empty()) {
      const std::size_t k = random() % held.size();
      for (const NodeRange& x : held[k])
        for (int i = x.first; i < x.end; ++i) is_free[static_cast<std::size_t>(i)] = 1;
      p.give_back(held[k]);
      held.erase(held.begin() + static_cast<std::ptrdiff_t>(k));
    }
    REQUIRE(p.free_nodes() == std::count(is_free.begin(), is_free.end(), char{1}));
  }
}

TEST_CASE("hall load: a replay by groups gives each rack its share, to the nanowatt in sum") {
  RackPowerParams p;
  p.supply = RackSupply::shelf;
  HallLoad load(make_rack(p), 8);  // three groups: racks 1 to 3, 4 to 6, 7 and 8
  const std::vector<double> first{9000, 100, 2000}, second{3, 1, 1};
  load.set_replayed(0, first);
  CHECK(load.power_w() == 11100);
  load.set_replayed(60, second);
  CHECK(load.power_w() == 5);
  CHECK(load.energy_j(120) == 11100.0 * 60 + 5 * 60);
  double mean[8];
  load.take_rack_means(120, mean);
  const double expected[] = {1500.5, 1500.5, 1500.5, 16.8333333333, 16.8333333333, 16.8333333333, 500.25, 500.25};
  for (int i = 0; i < 8; ++i) CHECK(mean[i] == Approx(expected[i]).epsilon(1e-9));
}
