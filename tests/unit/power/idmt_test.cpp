// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>

#include "sim/power/idmt.hpp"
#include "sim/power/timing.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

namespace {

IdmtParams relay(IdmtCurve curve, double setting_a = 100, double tms = 1) {
  IdmtParams p;
  p.curve = curve;
  p.setting = Current::from_si(setting_a);
  p.time_multiplier = tms;
  return p;
}
Current amps(double a) { return Current::from_si(a); }

}  // namespace

TEST_CASE("ACC-ELEC-09: operating times of the IEC curves") {
  const double m[] = {2, 5, 10, 20};
  const double si[] = {10.029, 4.280, 2.971, 2.267}, vi[] = {13.5, 3.375, 1.5, 0.711};
  const double ei[] = {26.667, 3.333, 0.808, 0.201}, lti[] = {120, 30, 13.333, 6.316};
  for (int i = 0; i < 4; ++i) {
    CHECK(idmt_time(relay(IdmtCurve::standard), amps(100 * m[i])).si() == Approx(si[i]).margin(1e-3));
    CHECK(idmt_time(relay(IdmtCurve::very), amps(100 * m[i])).si() == Approx(vi[i]).margin(1e-3));
    CHECK(idmt_time(relay(IdmtCurve::extremely), amps(100 * m[i])).si() == Approx(ei[i]).margin(1e-3));
    CHECK(idmt_time(relay(IdmtCurve::long_time), amps(100 * m[i])).si() == Approx(lti[i]).margin(1e-3));
    CHECK(idmt_time(relay(IdmtCurve::definite), amps(100 * m[i])).si() == Approx(0.5));
  }
  CHECK(idmt_time(relay(IdmtCurve::standard), amps(105)) == never);
  CHECK(idmt_time(relay(IdmtCurve::standard), amps(2000)) == idmt_time(relay(IdmtCurve::standard), amps(5000)));
}

TEST_CASE("ACC-ELEC-10: two relays graded at a fault of 1094 A") {
  const double near = idmt_time(relay(IdmtCurve::standard, 110, 0.10), amps(1094)).si();
  const double far = idmt_time(relay(IdmtCurve::standard, 300, 0.12), amps(1094)).si();
  CHECK(near == Approx(0.30).margin(0.01));
  CHECK(far == Approx(0.64).margin(0.01));
  CHECK(far - near == Approx(0.34).margin(0.01));
}

TEST_CASE("ACC-ELEC-11: pandapower's 20 kV feeder with a fault in the middle of line 4") {
  // External grid 100 MVA, R/X 0.1, c = 1.1: Z = 1.1 20^2/100; cable NAYY 4x50 SE 0.642 + j0.083 ohm/km, 0.142 kA; 2 +
  // 4 + 0.25 km to the fault. Pick-up 1.2 of the cable's ampacity; grading adds 1.0, 1.5 and 2.0 s at switches 4, 2 and
  // 0.
  const double z = 1.1 * 400 / 100, x = z / std::sqrt(1.01);
  const std::complex<double> path(0.1 * x + 6.25 * 0.642, x + 6.25 * 0.083);
  const Current fault = amps(1.1 * 20e3 / (std::sqrt(3) * std::abs(path)));
  const double grading[] = {1.0, 1.5, 2.0}, trip[] = {3.8211, 4.3211, 4.8211};
  for (int i = 0; i < 3; ++i) {
    IdmtParams p = relay(IdmtCurve::standard, 1.2 * 142);
    p.pickup = 1;
    p.addition = Duration::from_si(grading[i]);
    CHECK(idmt_time(p, fault).si() == Approx(trip[i]).margin(1e-4));
  }
  // Definite time: 0.07 s in the high-set stage, 1.1 and 1.4 s upstream.
  IdmtParams d = relay(IdmtCurve::definite, 1.5 * 142);
  d.definite_delay = Duration::from_si(1.1);
  CHECK(idmt_time(d, fault).si() == Approx(1.1));
  d.high_set = 2;
  d.high_set_delay = Duration::from_si(0.07);
  CHECK(idmt_time(d, fault).si() == Approx(0.07));
}

TEST_CASE("relay: travel adds up over a varying current as the standard's integral") {
  const IdmtParams p = relay(IdmtCurve::very);  // 13.5 s at 2, 3.375 s at 5
  IdmtState s = advance_relay(p, {}, amps(200), Duration::from_si(6.75));
  CHECK(s.travel == Approx(0.5));
  CHECK(time_to_trip(p, s, amps(500)).si() == Approx(0.5 * 3.375));
  s = advance_relay(p, s, amps(500), Duration::from_si(1.68));
  CHECK_FALSE(s.tripped);
  s = advance_relay(p, s, amps(500), Duration::from_si(0.0076));
  CHECK(s.tripped);
  CHECK(time_to_trip(p, s, amps(0)).si() == 0);
  CHECK_FALSE(reset_relay().tripped);
}

TEST_CASE("relay: the same in one step or in a thousand") {
  for (const IdmtReset reset : {IdmtReset::instant, IdmtReset::delayed, IdmtReset::inverse}) {
    IdmtParams p = relay(IdmtCurve::standard, 100, 0.5);
    p.reset = reset;
    const struct { double a, t; } course[] = {{300, 1}, {60, 0.8}, {250, 1.2}, {0, 0.5}, {400, 0.6}};
    IdmtState once, many;
    for (const auto& [a, t] : course) {
      once = advance_relay(p, once, amps(a), Duration::from_si(t));
      for (int i = 0; i < 1000; ++i) many = advance_relay(p, many, amps(a), Duration::from_si(t / 1000));
    }
    CHECK(many.travel == Approx(once.travel).margin(1e-11));
    CHECK(many.tripped == once.tripped);
    CHECK(once.travel < 1);
  }
}

TEST_CASE("relay: three ways to reset") {
  IdmtParams p = relay(IdmtCurve::standard);
  const IdmtState half = advance_relay(p, {}, amps(200), Duration::from_si(5.0145));
  REQUIRE(half.travel == Approx(0.5).epsilon(1e-3));
  CHECK(advance_relay(p, half, amps(50), Duration::from_si(0.01)).travel == 0);
  p.reset = IdmtReset::delayed;
  CHECK(next_relay_event(p, half, amps(50)).si() == Approx(1));
  CHECK(advance_relay(p, half, amps(50), Duration::from_si(0.99)).travel == half.travel);
  CHECK(advance_relay(p, half, amps(50), 1_s).travel == 0);
  p.reset = IdmtReset::inverse;  // from full travel at no current: TMS 13.5 s; at half the setting 13.5 / (1 - 0.25)
  CHECK(next_relay_event(p, half, amps(0)).si() == Approx(0.5 * 13.5).epsilon(1e-3));
  CHECK(next_relay_event(p, half, amps(50)).si() == Approx(0.5 * 13.5 / 0.75).epsilon(1e-3));
  CHECK(advance_relay(p, half, amps(50), 8_s).travel == Approx(half.travel - 8 * 0.75 / 13.5));
  CHECK(advance_relay(p, half, amps(50), 90_s).travel == 0);
}

TEST_CASE("relay: a larger current never trips later") {
  for (const IdmtCurve c :
       {IdmtCurve::standard, IdmtCurve::very, IdmtCurve::extremely, IdmtCurve::long_time, IdmtCurve::definite}) {
    Duration last = never;
    for (double a = 90; a < 4000; a *= 1.07) {
      const Duration t = idmt_time(relay(c), amps(a));
      CHECK(t <= last);
      last = t;
    }
  }
}

TEST_CASE("relay: a step that ends at its trip trips, one nanosecond earlier does not") {
  const IdmtParams p = relay(IdmtCurve::extremely);
  const Duration t = idmt_time(p, amps(730));
  CHECK(advance_relay(p, {}, amps(730), t).tripped);
  CHECK_FALSE(advance_relay(p, {}, amps(730), Duration::from_si(t.si() - 1e-8)).tripped);
}

TEST_CASE("relay parameters are described") { CHECK(described<IdmtParams>() == 11); }
