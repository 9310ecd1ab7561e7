// SPDX-License-Identifier: Apache-2.0
#include "sim/control/load_shedding.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace netsuden;

namespace {

/// One source that feeds loads of which each draws `factor` of what it is known to need.
struct Plant {
  double capacity_w = 0, factor = 1;
  std::vector<double> need_w;
  std::vector<int> priority;

  SheddingInputs inputs(const LoadShedding& c) const {
    SheddingInputs in;
    double load = 0;
    for (std::size_t i = 0; i < need_w.size(); ++i) {
      const bool on = !c.is_shed(i);
      load += on ? need_w[i] * factor : 0;
      in.loads.push_back({priority[i], on, true});
      in.relief_w.push_back(need_w[i]);
    }
    in.sources.push_back({load, capacity_w, true});
    return in;
  }
};

/// What moves within a time in which the inputs hold.
std::vector<SheddingMove> pass(LoadShedding& c, const Plant& p, Duration dt) {
  std::vector<SheddingMove> moves = c.step(p.inputs(c), Duration{});
  for (const SheddingMove& m : c.step(p.inputs(c), dt)) moves.push_back(m);
  return moves;
}

std::vector<bool> shed(const LoadShedding& c, std::size_t n) {
  std::vector<bool> v;
  for (std::size_t i = 0; i < n; ++i) v.push_back(c.is_shed(i));
  return v;
}

}  // namespace

TEST_CASE("shedding goes by priority, of equals the last first, and stops where the rest fits") {
  Plant p{6, 1, {3, 2, 2, 2, 1}, {5, 1, 9, 1, 5}};  // 10 of 6: the two of priority 1 bring it to 6
  LoadShedding c({}, 1, 5);
  CHECK(pass(c, p, 4.9_s).empty());
  CHECK(c.next_event_s() == Approx(0.1));
  const auto moves = pass(c, p, Duration::from_si(0.1));
  REQUIRE(moves.size() == 2);
  CHECK(moves[0].load == 3);
  CHECK(moves[1].load == 1);
  CHECK(moves[0].source == 0);
  CHECK(shed(c, 5) == std::vector<bool>{false, true, false, true, false});
  p.capacity_w = 5;  // of the two of priority 5 the last: 6 - 1
  pass(c, p, 5_s);
  CHECK(shed(c, 5) == std::vector<bool>{false, true, false, true, true});
  p.capacity_w = 1;
  pass(c, p, 5_s);
  CHECK(shed(c, 5) == std::vector<bool>{true, true, true, true, true});
}

TEST_CASE("shedding holds a source to a share of its capacity, and an overload that ends in time is none") {
  Plant p{10, 1, {4, 4}, {1, 2}};
  SheddingParams params;
  params.limit = 0.7;
  LoadShedding c(params, 1, 2);
  pass(c, p, 4_s);
  p.need_w = {3, 4};  // 7 of 7
  CHECK(pass(c, p, 10_s).empty());
  p.need_w = {3.1, 4};
  CHECK(pass(c, p, 4_s).empty());  // counted anew
  const auto moves = pass(c, p, 1_s);
  REQUIRE(moves.size() == 1);
  CHECK(moves[0].load == 0);
}

TEST_CASE("shed loads return by priority when they have found room with the margin for the whole hold") {
  Plant p{5, 1, {4, 3, 2}, {3, 2, 1}};
  LoadShedding c({}, 1, 3);  // margin 40 %, hold 10 min
  pass(c, p, 5_s);
  REQUIRE(shed(c, 3) == std::vector<bool>{false, true, true});
  p.capacity_w = 8.1;  // 4 + 1.4 x 3 = 8.2 does not fit, and keeps 4 + 1.4 x 2 out
  CHECK(pass(c, p, 1_h).empty());
  p.capacity_w = 8.3;
  CHECK(pass(c, p, Duration::from_si(599)).empty());
  CHECK(c.next_event_s() == Approx(1));
  p.capacity_w = 8;  // a break
  pass(c, p, 1_s);
  p.capacity_w = 8.3;
  CHECK(pass(c, p, Duration::from_si(599)).empty());
  const auto moves = pass(c, p, 1_s);
  REQUIRE(moves.size() == 1);
  CHECK(moves[0].load == 1);
  CHECK_FALSE(moves[0].shed);
  p.capacity_w = 11;
  CHECK(pass(c, p, Duration::from_si(599)).empty());
  CHECK(pass(c, p, 1_s).size() == 1);
  CHECK_FALSE(c.any_shed());
}

TEST_CASE("two shed loads return together only where both find room") {
  Plant p{4, 1, {4, 2, 2}, {3, 2, 2}};
  LoadShedding c({}, 1, 3);
  pass(c, p, 5_s);
  p.capacity_w = 4 + 1.4 * 4 - 0.1;
  CHECK(pass(c, p, 10_min).size() == 1);
  LoadShedding d({}, 1, 3);
  p.capacity_w = 4;
  pass(d, p, 5_s);
  p.capacity_w = 4 + 1.4 * 4 + 0.1;
  CHECK(pass(d, p, 10_min).size() == 2);
}

TEST_CASE("a source that has nothing left to shed asks for no more steps") {
  Plant p{1, 1, {4}, {0}};
  LoadShedding c({}, 1, 1);
  SheddingInputs in = p.inputs(c);
  in.relief_w = {0};
  CHECK(c.step(in, 0_s).empty());
  CHECK(c.next_event_s() == 5);
  CHECK(c.step(in, 5_s).empty());
  CHECK(std::isinf(c.next_event_s()));
  in.relief_w = {4};  // now it hangs on it
  CHECK(c.step(in, 1_s).size() == 1);
}

TEST_CASE("shedding does not hunt, even where a load that returns takes far more than the margin") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> uniform(0, 1);
  const double hold = 600, horizon = 40 * 86400;
  int returned = 0;
  for (int trial = 0; trial < 200; ++trial) {
    INFO("trial " << trial);
    Plant p;
    const std::size_t n = 1 + static_cast<std::size_t>(6 * uniform(random));
    double all = 0;
    for (std::size_t i = 0; i < n; ++i) {
      p.need_w.push_back(0.1 + uniform(random));
      p.priority.push_back(static_cast<int>(3 * uniform(random)));
      all += p.need_w.back();
    }
    p.factor = 1 + 2 * uniform(random);
    p.capacity_w = all * p.factor * (0.2 + 0.8 * uniform(random));
    LoadShedding c({}, 1, n);
    std::vector<int> times(n, 0);
    for (double t = 0; t < horizon;) {
      const double dt = std::clamp(c.next_event_s(), 1e-6, 300.0);
      for (const SheddingMove& m : c.step(p.inputs(c), Duration::from_si(dt))) {
        times[static_cast<std::size_t>(m.load)] += m.shed ? 1 : 0;
        returned += m.shed ? 0 : 1;
      }
      t += dt;
    }
    // Each failure doubles the wait: hold (2^k - 1) has passed at the k-th return.
    for (const int k : times) CHECK(k <= 2 + std::log2(horizon / hold + 1));
  }
  CHECK(returned > 100);
}

TEST_CASE("whatever happens to a source, what it carries fits or everything is shed, and no load of lower priority is kept") {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> uniform(0, 1);
  int kept = 0, moved = 0;
  for (int trial = 0; trial < 500; ++trial) {
    INFO("trial " << trial);
    Plant p;
    for (std::size_t i = 0; i < 5; ++i) {
      p.need_w.push_back(0.1 + uniform(random));
      p.priority.push_back(static_cast<int>(4 * uniform(random)));
    }
    LoadShedding c({}, 1, 5);
    for (int k = 0; k < 30; ++k) {
      p.capacity_w = 4 * uniform(random);
      for (const double dt : {5.0, 5.0, 2000.0 * uniform(random)}) moved += static_cast<int>(pass(c, p, Duration::from_si(dt)).size());
      pass(c, p, 5_s);
      const SheddingInputs in = p.inputs(c);
      if (c.any_shed() && in.sources[0].load_w > 0) ++kept;
      if (in.sources[0].load_w > 0) CHECK(in.sources[0].load_w <= p.capacity_w * (1 + 1e-9));
      for (std::size_t a = 0; a < 5; ++a)
        for (std::size_t b = 0; b < 5; ++b)
          if (c.is_shed(a) && !c.is_shed(b)) CHECK(p.priority[b] >= p.priority[a]);
    }
  }
  CHECK(kept > 1000);
  CHECK(moved > 1000);
}
