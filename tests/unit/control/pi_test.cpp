// SPDX-License-Identifier: Apache-2.0
// Closed loops against their closed forms: a first-order plant, an integrating one whose actuator saturates.
#include "sim/control/pi.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace netsuden;

namespace {

/// tau y' = k u - y with u held over dt, exactly; the loop samples at the end of each step.
template <class Check>
void first_order(const PiParams& p, double k, double tau, double dt, double until, const Check& check) {
  PiState s;
  double y = 0, u = pi_output(p, s, 1);
  for (int n = 1; n * dt <= until + 1e-9; ++n) {
    y = k * u + (y - k * u) * std::exp(-dt / tau);
    s = advance_pi(p, s, 1 - y, Duration::from_si(dt));
    u = pi_output(p, s, 1 - y);
    check(n * dt, y, u);
  }
}

}  // namespace

TEST_CASE("PI: a first-order plant whose pole the integral time cancels follows one exponential") {
  // T_i = tau: L(s) = K k / (tau s), y = 1 - exp(-K k t / tau); u = (1 - y) K + integral, in the end 1 / k.
  PiParams p{0.8, Duration::from_si(50), Duration::from_si(25), -100, 100};
  double worst = 0, last = 0;
  first_order(p, 2, 50, 0.01, 400, [&](double t, double y, double u) {
    worst = std::max(worst, std::abs(y - (1 - std::exp(-0.8 * 2 / 50 * t))));
    last = u;
  });
  CHECK(worst < 2e-4);  // of sampling each 0.01 s
  CHECK(last == Approx(0.5).margin(1e-4));
}

TEST_CASE("PI: a first-order plant with an underdamped loop rings as the second-order closed form does") {
  // tau s^2 + (1 + K k) s + K k / T_i: here w = 0.1 /s, damping 0.3; y / r = (K k s + K k / T_i) / (...).
  const double tau = 20, k = 1, w = 0.1, z = 0.3, gain = (2 * z * w * tau - 1) / k, integral = gain * k / (w * w * tau);
  REQUIRE(gain > 0);
  PiParams p{gain, Duration::from_si(integral), Duration::from_si(integral), -100, 100};
  const double wd = w * std::sqrt(1 - z * z);
  double worst = 0, peak = 0;
  first_order(p, k, tau, 0.005, 200, [&](double t, double y, double) {
    // 1 - e^(-z w t) (cos wd t + (z w - K k / tau) / wd sin wd t), from y(0) = 0 and y'(0) = K k / tau
    const double exact = 1 - std::exp(-z * w * t) * (std::cos(wd * t) + (z * w - gain * k / tau) / wd * std::sin(wd * t));
    worst = std::max(worst, std::abs(y - exact));
    peak = std::max(peak, y);
  });
  CHECK(worst < 1e-3);
  CHECK(peak > 1.3);
}

TEST_CASE("PI: an integrating plant leaves saturation where the closed form says, and anti-windup spares the overshoot") {
  // y' = u, |u| <= 1, a step of 10. Saturated: e = 10 - t and I' = K e / T_i + (1 - K e - I) / T_t, a linear equation with a ramp; the bound is
  // left where K e + I = 1. Then e'' + K e' + K / T_i e = 0 from e and e' = -1.
  const double gain = 1, ti = 8, tt = 2, dt = 5e-4;
  const PiParams p{gain, Duration::from_si(ti), Duration::from_si(tt), -1, 1};
  const double a = 1 / tt, c0 = 10 * gain / ti + a * (1 - 10 * gain), c1 = -gain / ti + a * gain, b = c1 / a, start = (c0 - b) / a;
  const auto integral = [&](double t) { return start + b * t - start * std::exp(-a * t); };
  double low = 0, high = 10;
  for (int i = 0; i < 60; ++i) {
    const double mid = (low + high) / 2;
    (gain * (10 - mid) + integral(mid) > 1 ? low : high) = mid;
  }
  const double left = low, e0 = 10 - left, root = std::sqrt(gain * gain - 4 * gain / ti), r1 = (-gain + root) / 2, r2 = (-gain - root) / 2;
  const double c2 = (-1 - r1 * e0) / (r2 - r1);
  const auto error = [&](double t) { return t < left ? 10 - t : (e0 - c2) * std::exp(r1 * (t - left)) + c2 * std::exp(r2 * (t - left)); };
  const auto overshoot = [&](const PiParams& q, double* worst) {
    PiState s;
    double y = 0, top = 0;
    for (int n = 0; n * dt < 60; ++n) {
      y += pi_output(q, s, 10 - y) * dt;
      s = advance_pi(q, s, 10 - y, Duration::from_si(dt));
      top = std::max(top, y - 10);
      if (worst) *worst = std::max(*worst, std::abs((10 - y) - error((n + 1) * dt)));
    }
    return top;
  };
  double worst = 0;
  const double with = overshoot(p, &worst), without = overshoot({gain, p.integral, Duration::from_si(1e12), -1, 1}, nullptr);
  CHECK(left > 5);
  CHECK(left < 10);
  CHECK(worst < 2e-3);
  CHECK(with < 1);
  CHECK(without > 3 * std::max(with, 0.3));
}

TEST_CASE("PI: a step is the same as its pieces, whatever bound it meets, and the start is bumpless") {
  std::mt19937_64 random(7);
  const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<double>(a, b)(random); };
  for (int k = 0; k < 2000; ++k) {
    PiParams p{uniform(0.01, 5), Duration::from_si(uniform(1, 500)), Duration::from_si(uniform(1, 500)), 0, 1};
    const double error = uniform(-3, 3), dt = std::pow(10, uniform(-2, 4));
    PiState s = start_pi(p, uniform(-3, 3), uniform(-0.5, 1.5));
    const PiState whole = advance_pi(p, s, error, Duration::from_si(dt));
    for (int i = 0; i < 7; ++i) s = advance_pi(p, s, error, Duration::from_si(dt / 7));
    INFO(k << ": " << p.gain << " " << p.integral.si() << " " << p.tracking.si() << " error " << error << " dt " << dt);
    REQUIRE(std::isfinite(whole.integral));
    REQUIRE(s.integral == Approx(whole.integral).epsilon(1e-9).margin(1e-9));
    const double e0 = uniform(-3, 3), u0 = uniform(0, 1);
    REQUIRE(pi_output(p, start_pi(p, e0, u0), e0) == Approx(u0).margin(1e-12));
    REQUIRE(advance_pi(p, whole, 0, Duration::from_si(1e6)).integral >= -1e-9);  // what was beyond the bounds has come back
    REQUIRE(advance_pi(p, whole, 0, Duration::from_si(1e6)).integral <= 1 + 1e-9);
  }
}
