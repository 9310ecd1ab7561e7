// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/cooling/pump_motion.hpp"

using namespace netsuden;

TEST_CASE("pump: it coasts as 1 over 1 + t over tau, and the same in one step as in many") {
  const double tau = 2.5;
  for (const double t : {0.5, 2.5, 10.0, 40.0}) CHECK(coast(1, tau, t).end == Approx(1 / (1 + t / tau)).epsilon(1e-12));
  CHECK(coast(1, tau, tau).end == Approx(0.5));  // half after the inertia time constant
  CHECK(coast(0.8, tau, 3).end == Approx(0.8 / (1 + 0.8 * 3 / tau)).epsilon(1e-12));
  double r = 1, turns = 0;
  for (int i = 0; i < 200; ++i) {
    const PumpSpeed s = coast(r, tau, 0.1);
    r = s.end;
    turns += s.mean * 0.1;
  }
  const PumpSpeed once = coast(1, tau, 20);
  CHECK(r == Approx(once.end).epsilon(1e-12));
  CHECK(turns == Approx(once.mean * 20).epsilon(1e-12));
  CHECK(once.mean * 20 == Approx(tau * std::log(1 + 20 / tau)).epsilon(1e-12));
}

TEST_CASE("pump: coasting is what the equation of motion gives, J dw/dt = -T with a torque of the square") {
  // A rotor of 2.1 kg m2 with 157 rad/s and 300 N m at its rated point, integrated with fourth-order Runge-Kutta.
  const double j = 2.1, w1 = 157, t1 = 300, tau = j * w1 / t1, dt = 0.01;
  const auto slope = [&](double w) { return -t1 * (w / w1) * (w / w1) / j; };
  double w = w1;
  for (int i = 0; i < 500; ++i) {
    const double a = slope(w), b = slope(w + dt / 2 * a), c = slope(w + dt / 2 * b), d = slope(w + dt * c);
    w += dt / 6 * (a + 2 * b + 2 * c + d);
  }
  CHECK(coast(1, tau, 5).end == Approx(w / w1).epsilon(1e-9));
}

TEST_CASE("pump: it comes to rest, and stays there") {
  const double tau = 3, rest = tau * (1 / pump_stands - 1);
  CHECK(coast(1, tau, rest - 0.1).end > pump_stands);
  CHECK(coast(1, tau, rest + 0.1).end == 0);
  CHECK(coast(1, tau, 10 * rest).mean * 10 * rest == Approx(tau * std::log(1 / pump_stands)).epsilon(1e-9));
  CHECK(coast(0, tau, 5).end == 0);
  CHECK(coast(0, tau, 5).mean == 0);
}

TEST_CASE("pump: it runs up and down along a straight line, and stays where it is asked to be") {
  CHECK(drive(0, 1, 10, 4).end == Approx(0.4));
  CHECK(drive(0, 1, 10, 4).mean == Approx(0.2));
  CHECK(drive(0, 0.8, 10, 20).end == 0.8);
  CHECK(drive(0, 0.8, 10, 20).mean * 20 == Approx(0.4 * 8 + 0.8 * 12));
  CHECK(drive(0.9, 0.5, 10, 2).end == Approx(0.7));
  CHECK(drive(0.6, 0.6, 10, 2).mean == Approx(0.6));
  double r = 0, turns = 0;
  for (int i = 0; i < 30; ++i) {
    const PumpSpeed s = drive(r, 0.8, 10, 0.7);
    r = s.end;
    turns += 0.7 * s.mean;
  }
  CHECK(turns == Approx(drive(0, 0.8, 10, 21).mean * 21).epsilon(1e-12));
}
