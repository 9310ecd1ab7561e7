// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "sim/cooling/plug_flow.hpp"

using namespace netsuden;

namespace {

constexpr double rho_cp = constants::rho_water * constants::cp_water;
Temperature kelvin(double k) { return Temperature::kelvin(k); }
VolumeFlow flow(double m3_s) { return VolumeFlow::from_si(m3_s); }
Duration seconds(double s) { return Duration::from_si(s); }
WaterMains mains(double supply, double back, double k) { return {PlugFlowPipe(supply, k), PlugFlowPipe(back, k)}; }

}  // namespace

TEST_CASE("pipe: a step of temperature comes out after volume over flow, undistorted") {
  for (const double dt : {1.0, 7.0, 60.0, 300.0}) {
    PlugFlowPipe p(30, 290);  // at 0.1 m3/s: 300 s
    double t = 0, out = 0, exact = 0;
    for (; t < 900; t += dt) {
      const double x = 0.1 * dt;
      const double mean = p.leaving(x, 300) / x;
      p.push(x, 300);
      const double late = std::min(std::max(t + dt - 300, 0.0), dt);  // of the step, after the front has come
      CHECK(mean == Approx((290 * (dt - late) + 300 * late) / dt).margin(0.05));
      out += mean * x;
      exact += x * (290 * (dt - late) + 300 * late) / dt;
    }
    CHECK(out == Approx(exact).epsilon(1e-9));
    CHECK(p.mean_k() == Approx(300).epsilon(1e-12));
    CHECK(p.content() == Approx(30 * (300 - PlugFlowPipe::reference_k)).epsilon(1e-12));
  }
}

TEST_CASE("pipe: the delay follows the flow while the front is on its way") {
  PlugFlowPipe p(10, 290);
  double t = 0, arrives = -1;
  for (int i = 0; i < 400 && arrives < 0; ++i, t += 1) {
    const double q = t < 40 ? 0.1 : 0.05;  // 4 m3 in the first 40 s, the other 6 m3 in 120 s
    if (p.leaving(q, 300) / q > 295) arrives = t;
    p.push(q, 300);
  }
  CHECK(arrives == Approx(160).margin(1));
}

TEST_CASE("mains: heat comes to the plant after the return pipe, and what is on its way is kept") {
  WaterMains m = mains(6, 12, 291);
  // 0.06 m3/s: the return takes 200 s. Halls give 1 MW from the start; the plant holds 291 K.
  const double q = 0.06, rise = 1e6 / (q * rho_cp);
  double kept = 0, arrived = 0;
  for (int t = 0; t < 400; ++t) {
    const MainsStep s = m.evaluate(flow(q), kelvin(291), HeatFlow::from_si(1e6), seconds(1));
    CHECK(s.at_halls.k() == Approx(291).epsilon(1e-12));
    CHECK(s.arriving.si() == Approx(t < 200 ? 0 : 1e6).margin(t == 199 || t == 200 ? 1e6 : 1));
    CHECK(s.back.k() == Approx(t < 200 ? 291 : 291 + rise).margin(t == 199 || t == 200 ? rise : 1e-6));
    const double stored = m.advance(flow(q), kelvin(291), HeatFlow::from_si(1e6), seconds(1)).si();
    CHECK(stored == Approx(1e6 - s.arriving.si()).margin(1e-3));
    kept += stored;
    arrived += s.arriving.si();
  }
  CHECK(kept == Approx(12 * rho_cp * rise).epsilon(1e-9));
  CHECK(arrived + kept == Approx(400e6).epsilon(1e-9));
}

TEST_CASE("mains: a second or five minutes a step, the same water at the same time and the same energy") {
  // The plant's water warms by steps on full five minutes, the halls' heat and the flow too.
  struct Run {
    std::vector<double> at_halls, back, arriving;
  };
  const auto run = [](double dt) {
    Run r;
    WaterMains m = mains(9.3, 21.7, 291);
    for (int block = 0; block < 24; ++block) {
      const double supply = 291 + (block % 5) * 1.7, q = 0.05 + 0.03 * std::sin(block * 0.9), heat = 1e6 * (1 + 0.6 * std::cos(block * 0.7));
      double a = 0, b = 0, c = 0;
      const int n = static_cast<int>(std::round(300 / dt));
      for (int i = 0; i < n; ++i) {
        const MainsStep s = m.evaluate(flow(q), kelvin(supply), HeatFlow::from_si(heat), seconds(dt));
        m.advance(flow(q), kelvin(supply), HeatFlow::from_si(heat), seconds(dt));
        a += s.at_halls.k() / n;
        b += s.back.k() / n;
        c += s.arriving.si() / n;
      }
      r.at_halls.push_back(a);
      r.back.push_back(b);
      r.arriving.push_back(c);
    }
    return r;
  };
  const Run second = run(1), long_step = run(300);
  double energy = 0, difference = 0;
  for (std::size_t i = 0; i < second.back.size(); ++i) {
    CHECK(long_step.at_halls[i] == Approx(second.at_halls[i]).margin(0.05));
    CHECK(long_step.back[i] == Approx(second.back[i]).margin(0.05));
    energy += second.arriving[i];
    difference += long_step.arriving[i] - second.arriving[i];
  }
  CHECK(std::abs(difference) < 1e-3 * energy);
}

TEST_CASE("mains: whatever flows, energy is kept to rounding, and water that stands stays as it is") {
  std::mt19937 r(3);
  std::uniform_real_distribution<double> u(0, 1);
  for (const double volume : {0.0, 0.01, 5.0, 400.0}) {
    WaterMains m = mains(volume, 2 * volume, 295);
    double throughput = 0, residual = 0;
    for (int i = 0; i < 5000; ++i) {
      const double q = u(r) < 0.05 ? 0 : 0.2 * u(r), dt = u(r) < 0.5 ? 1 : 300 * u(r), supply = 285 + 20 * u(r), heat = q > 0 ? 4e6 * q * u(r) * 20 : 0;
      const MainsStep s = m.evaluate(flow(q), kelvin(supply), HeatFlow::from_si(heat), seconds(dt));
      const double stored = m.advance(flow(q), kelvin(supply), HeatFlow::from_si(heat), seconds(dt)).si();
      residual += std::abs((heat - s.arriving.si()) * dt - stored);
      throughput += heat * dt;
      CHECK(s.at_halls.k() >= 285 - 1e-6);
      CHECK(s.at_halls.k() <= 305 + 1e-6);
      if (q == 0) CHECK(stored == 0);
    }
    CHECK(residual < 1e-9 * throughput);
    CHECK(m.supply.mean_k() <= 305.0 * (1 + 1e-9));
  }
}
