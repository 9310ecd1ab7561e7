// SPDX-License-Identifier: Apache-2.0
#include "sim/ledger/capacity.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace netsuden;

namespace {

Constraint load(const char* name, int site = 0, ConstraintKind kind = ConstraintKind::transformer) { return {name, kind, name, "W", site, 0}; }

}  // namespace

TEST_CASE("ledger: utilisation of a load and of a temperature") {
  CapacityLedger l;
  const int power = l.add(load("tx"));
  const int inlet = l.add({"inlet", ConstraintKind::rack_inlet, "hall", "degC", 0, 24});  // 24 degC is the design supply
  l.update(power, 60, 60, 80e3, 100e3, 50e3);
  CHECK(l.state(power).utilisation == Approx(0.8));
  CHECK(l.state(power).limit == 100e3);
  l.update(inlet, 60, 60, 29.5, 35, 35);
  CHECK(l.state(inlet).utilisation == Approx(0.5));  // half of the way from 24 to 35
  l.update(inlet, 120, 60, 22, 35, 35);
  CHECK(l.state(inlet).utilisation < 0);
  CHECK(l.constraint(inlet).name == "inlet");
  CHECK(l.size() == 2);
}

TEST_CASE("ledger: peaks begin anew, what goes on does not notice") {
  CapacityLedger l, other;
  const int i = l.add(load("tx"));
  other.add(load("tx"));
  const double values[] = {90, 130, 120, 120, 99, 80, 110, 80};
  for (int k = 0; k < 8; ++k) {
    if (k == 3) l.restart_peaks(30);  // while it is over its limit
    const auto c = l.update(i, 10.0 * (k + 1), 10, values[k], 100, 95), o = other.update(i, 10.0 * (k + 1), 10, values[k], 100, 95);
    CHECK(c.has_value() == o.has_value());
    CHECK(l.state(i).window_utilisation == other.state(i).window_utilisation);
    CHECK(l.state(i).active_s == other.state(i).active_s);
    CHECK(l.binding(0) == other.binding(0));
  }
  CHECK(l.state(i).peak_value == 120);
  CHECK(l.state(i).peak_time_s == 40);
  CHECK(other.state(i).peak_value == 130);
  CHECK(l.state(i).time_over_s == 20);       // from 30 to 40, from 60 to 70
  CHECK(other.state(i).time_over_s == 40);
  CHECK(l.state(i).first_violation_s == 30.0);
  CHECK(other.state(i).first_violation_s == 20.0);
  CHECK(l.state(i).time_over_firm_s == 30);  // 99 too
  CHECK(l.p95(i) == Approx(1.2).margin(0.0051));
  l.restart_peaks(80);
  CHECK_FALSE(l.state(i).first_violation_s);
  CHECK(l.tightest(1).empty());
}

TEST_CASE("ledger: a violation begins once, ends once, and its time counts") {
  CapacityLedger l;
  const int i = l.add(load("tx"));
  const double values[] = {90, 100, 101, 150, 99, 100, 120};  // limit 100: at the limit is not over it
  std::vector<double> begins, ends;
  for (int k = 0; k < 7; ++k)
    if (const auto c = l.update(i, 10.0 * (k + 1), 10, values[k], 100, 95)) (c->began ? begins : ends).push_back(10.0 * (k + 1));
  CHECK(begins == std::vector<double>{30, 70});
  CHECK(ends == std::vector<double>{50});
  const ConstraintState& s = l.state(i);
  CHECK(s.time_over_s == Approx(30));
  CHECK(s.time_over_firm_s == Approx(60));  // all but the 90
  CHECK(s.active_s == Approx(70));
  REQUIRE(s.first_violation_s);
  CHECK(*s.first_violation_s == 30);
  CHECK(s.peak_value == 150);
  CHECK(s.peak_time_s == 40);
  CHECK(s.peak_limit == 100);
  CHECK(s.over);
}

TEST_CASE("ledger: a limit that moves makes the peak where it is tightest, not where the value is highest") {
  CapacityLedger l;
  const int i = l.add(load("plant"));
  l.update(i, 10, 10, 90, 200, 200);
  l.update(i, 20, 10, 60, 80, 80);
  CHECK(l.state(i).peak_utilisation == Approx(0.75));
  CHECK(l.state(i).peak_value == 60);
  CHECK(l.state(i).peak_limit == 80);
}

TEST_CASE("ledger: a load on no capacity is over it, no load on no capacity is not") {
  CapacityLedger l;
  const int i = l.add(load("chillers"));
  CHECK_FALSE(l.update(i, 1, 1, 0, 0, 0));
  CHECK(l.state(i).utilisation == 0);
  const auto c = l.update(i, 2, 1, 5, 0, 0);
  REQUIRE(c);
  CHECK(c->began);
  CHECK(c->constraint == i);
  CHECK(l.state(i).utilisation == CapacityLedger::no_capacity);
}

TEST_CASE("ledger: p95 is the time-weighted percentile, to the bin of 0.5 %") {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (const double width : {0.05, 0.6, 1.7}) {
    CapacityLedger l;
    const int i = l.add(load("tx"));
    std::vector<std::pair<double, double>> samples;  // utilisation, duration
    double t = 0, total = 0;
    for (int k = 0; k < 3000; ++k) {
      const double u = 0.2 + width * uniform(random), dt = 1 + 300 * uniform(random) * uniform(random);
      l.update(i, t += dt, dt, u * 1e6, 1e6, 1e6);
      samples.emplace_back(u, dt);
      total += dt;
    }
    std::sort(samples.begin(), samples.end());
    double sum = 0, expected = 0;
    for (const auto& [u, dt] : samples) {
      sum += dt;
      expected = u;
      if (sum >= 0.95 * total) break;
    }
    INFO(width);
    CHECK(l.p95(i) >= expected);
    CHECK(l.p95(i) <= expected + 0.005 + 1e-12);
  }
  CapacityLedger none;
  CHECK(none.p95(none.add(load("never updated"))) == 0);
  CapacityLedger far;
  const int i = far.add(load("chillers"));
  far.update(i, 1, 1, 1e9, 1e6, 1e6);
  CHECK(far.p95(i) == Approx(2.005));  // the open bin above 200 %
}

TEST_CASE("ledger: what binds is the tightest of a site since the last record") {
  CapacityLedger l;
  const int tx = l.add(load("tx")), ups = l.add(load("ups")), other = l.add(load("elsewhere", 1));
  CHECK(l.binding(0) == -1);
  l.update(tx, 1, 1, 50, 100, 100);
  l.update(ups, 1, 1, 60, 100, 100);
  l.update(other, 1, 1, 99, 100, 100);
  CHECK(l.binding(0) == ups);
  CHECK(l.binding(1) == other);
  l.update(tx, 2, 1, 70, 100, 100);
  l.update(tx, 3, 1, 10, 100, 100);
  CHECK(l.binding(0) == tx);  // within the window it was
  CHECK(l.state(tx).window_value == 70);
  l.start_window();
  l.update(tx, 4, 1, 10, 100, 100);
  l.update(ups, 4, 1, 20, 100, 100);
  CHECK(l.binding(0) == ups);
  CHECK(l.state(tx).peak_utilisation == Approx(0.7));  // the peak of the run stays
  l.set_inactive(ups);
  CHECK(l.binding(0) == tx);
}

TEST_CASE("ledger: nameplates of racks bind only when they are exceeded, and come last among the tightest") {
  CapacityLedger l;
  const int rack = l.add(load("racks", 0, ConstraintKind::rack_power)), tx = l.add(load("tx")), ups = l.add(load("ups"));
  const int unused = l.add(load("never in service"));
  l.update(rack, 1, 1, 95, 100, 100);
  l.update(tx, 1, 1, 40, 100, 100);
  l.update(ups, 1, 1, 50, 100, 100);
  CHECK(l.binding(0) == ups);
  CHECK(l.tightest(10) == std::vector<int>{ups, tx, rack});
  CHECK(l.tightest(1) == std::vector<int>{ups});
  l.update(rack, 2, 1, 101, 100, 100);
  CHECK(l.binding(0) == rack);
  CHECK(l.tightest(10) == std::vector<int>{rack, ups, tx});
  CHECK(l.state(unused).active_s == 0);
}

TEST_CASE("ledger: an asset out of service counts no time, and begins anew when it returns over its limit") {
  CapacityLedger l;
  const int i = l.add(load("tx"));
  l.update(i, 10, 10, 120, 100, 100);
  l.set_inactive(i);
  CHECK_FALSE(l.state(i).active);
  const auto c = l.update(i, 30, 10, 120, 100, 100);
  REQUIRE(c);
  CHECK(c->began);
  CHECK(l.state(i).time_over_s == Approx(20));
  CHECK(l.state(i).active_s == Approx(20));
  CHECK(*l.state(i).first_violation_s == 10);
}

TEST_CASE("ledger: a limit that is judged now and then keeps its last value in windows without a judgement") {
  CapacityLedger l;
  Constraint c = load("contract", 0, ConstraintKind::contract);
  c.holds = true;
  const int held = l.add(c), every = l.add(load("tx"));
  l.update(every, 10, 10, 50, 100, 100);
  CHECK(l.state(held).window_value < -1e299);  // not judged yet
  CHECK(l.binding(0) == every);
  l.update(held, 20, 20, 90, 100, 100);
  l.start_window();
  CHECK(l.state(held).window_value == 90);
  CHECK(l.state(held).window_margin == 10);
  CHECK(l.binding(0) == held);
  l.start_window();
  CHECK(l.state(held).window_value == 90);
  // The next judgement replaces it: the window is not the highest of both.
  l.update(held, 60, 40, 70, 100, 100);
  CHECK(l.state(held).window_value == 70);
  CHECK(l.state(held).window_utilisation == Approx(0.7));
  l.update(held, 80, 20, 80, 100, 100);
  CHECK(l.state(held).window_value == 80);
  CHECK(l.state(held).active_s == 80);
  // Others start anew.
  l.start_window();
  CHECK(l.state(every).window_value < -1e299);
}
