// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <unsupported/Eigen/MatrixFunctions>

#include "sim/base/linear.hpp"

using namespace netsuden;

namespace {

/// x(dt) and its integral by the exponential of the system augmented with the integral and the constant input.
template <int N>
Eigen::Matrix<long double, 2 * N, 1> reference(const LinearMat<N>& a, const LinearVec<N>& b, const LinearVec<N>& x,
                                               double dt) {
  using M = Eigen::Matrix<long double, 2 * N + 1, 2 * N + 1>;
  M m = M::Zero();
  for (int i = 0; i < N; ++i) {
    for (int j = 0; j < N; ++j) m(i, j) = a[i][j] * static_cast<long double>(dt);
    m(i, 2 * N) = b[i] * static_cast<long double>(dt);
    m(N + i, i) = dt;
  }
  Eigen::Matrix<long double, 2 * N + 1, 1> s = Eigen::Matrix<long double, 2 * N + 1, 1>::Zero();
  for (int i = 0; i < N; ++i) s(i) = x[i];
  s(2 * N) = 1;
  const M e = m.exp();
  return (e * s).template head<2 * N>();
}

/// A compartment network: capacities, conductances between neighbours and to the outside of node 0.
LinearMat<4> network(double stiff, double leak) {
  const double c[4] = {1, 2.0 / stiff, 5, 40};
  LinearMat<4> a{};
  const auto link = [&](int i, int j, double g) {
    a[i][i] -= g / c[i];
    a[i][j] += g / c[i];
    a[j][j] -= g / c[j];
    a[j][i] += g / c[j];
  };
  link(0, 1, 0.7);
  link(1, 2, 1.3);
  link(2, 3, 0.2);
  link(0, 3, 0.05);
  a[0][0] -= leak / c[0];
  return a;
}

}  // namespace

TEST_CASE("linear: a double integrator (nilpotent, singular A) is exact") {
  // x' = v, v' = 2: x = 3 + 5 t + t^2, int x = 3t + 5t^2/2 + t^3/3
  const LinearMat<2> a = {{{0, 1}, {0, 0}}};
  const auto r = advance<2>(a, {0, 2}, {3, 5}, 7.0);
  CHECK(r.end[0] == Approx(3 + 35 + 49).epsilon(1e-14));
  CHECK(r.end[1] == Approx(19).epsilon(1e-14));
  CHECK(r.integral[0] == Approx(21 + 5 * 49 / 2.0 + 343 / 3.0).epsilon(1e-14));
}

TEST_CASE("linear: one lag, from slow to very stiff") {
  for (const double rate : {0.0, 1e-9, 1e-3, 0.5, 10.0, 1e3, 1e6}) {
    INFO("rate " << rate);
    const LinearMat<1> a = {{{-rate}}};
    const double x_inf = 20, x0 = 35, dt = 1.7;
    const auto r = advance<1>(a, {rate * x_inf}, {x0}, dt);
    CHECK(r.end[0] == Approx(x_inf + (x0 - x_inf) * std::exp(-rate * dt)).epsilon(1e-9));
    const double integral = rate > 0 ? x_inf * dt - (x0 - x_inf) * std::expm1(-rate * dt) / rate : x0 * dt;
    CHECK(r.integral[0] == Approx(integral).epsilon(1e-13));
    const FirstOrderLag lag{rate > 0 ? 1 / rate : 1e30};
    CHECK(lag.after(x0, x_inf, dt) == Approx(r.end[0]).epsilon(1e-9));
    CHECK(lag.integral(x0, x_inf, dt) == Approx(r.integral[0]).epsilon(1e-13));
  }
}

TEST_CASE("linear: four nodes against the exponential of an independent library") {
  for (const double stiff : {1.0, 30.0, 1000.0})
    for (const double leak : {0.0, 0.4})  // 0: singular
      for (const double dt : {0.01, 1.0, 60.0}) {
        const LinearMat<4> a = network(stiff, leak);
        const LinearVec<4> b = {0.3, 2, 0, 0.1}, x = {3, -5, 12, 1};
        INFO("stiff " << stiff << " leak " << leak << " dt " << dt);
        const auto r = advance<4>(a, b, x, dt);
        const auto ref = reference<4>(a, b, x, dt);
        double scale = 0;
        for (int i = 0; i < 4; ++i) scale = std::max(scale, static_cast<double>(std::abs(ref(i))));
        // The end state comes from a balance whose terms are ||A|| dt times larger than the state.
        const double norm = 2 * 2.0 * stiff / 2;
        for (int i = 0; i < 4; ++i) {
          CHECK(std::abs(r.end[i] - static_cast<double>(ref(i))) < (1e-12 + 1e-15 * norm * dt) * scale);
          CHECK(std::abs(r.integral[i] - static_cast<double>(ref(4 + i))) < 1e-11 * scale * dt);
        }
      }
}

TEST_CASE("linear: six nodes with complex eigenvalues") {
  LinearMat<6> a{};
  for (int i = 0; i < 6; ++i) {
    a[i][i] = -0.1 * (i + 1);
    a[i][(i + 1) % 6] += 1.5;
    a[(i + 1) % 6][i] -= 1.5;
  }
  const LinearVec<6> b = {1, 0, 0, 0, 0, -1}, x = {1, 2, 3, 4, 5, 6};
  const auto r = advance<6>(a, b, x, 5.0);
  const auto ref = reference<6>(a, b, x, 5.0);
  for (int i = 0; i < 6; ++i) {
    CHECK(r.end[i] == Approx(static_cast<double>(ref(i))).epsilon(1e-11));
    CHECK(r.integral[i] == Approx(static_cast<double>(ref(6 + i))).epsilon(1e-11));
  }
}

TEST_CASE("linear: F = h I + A G, so flows over the integral account for the change") {
  for (const double dt : {1e-3, 1.0, 300.0, 1e5}) {
    const LinearMat<4> a = network(1000, 0.4);
    const auto s = linear_step<4>(a, dt);
    for (int i = 0; i < 4; ++i) {
      for (int j = 0; j < 4; ++j) {
        double ag = i == j ? dt : 0, size = std::abs(ag);
        for (int k = 0; k < 4; ++k) {
          ag += a[i][k] * s.g[k][j];
          size += std::abs(a[i][k] * s.g[k][j]);
        }
        CHECK(std::abs(s.f[i][j] - ag) < 1e-14 * size);
      }
    }
  }
}

TEST_CASE("linear: one long step is many short ones") {
  const LinearMat<4> a = network(100, 0.1);
  const LinearVec<4> b = {1, 2, 3, 4};
  LinearVec<4> x = {5, 6, 7, 8}, sum{};
  const auto whole = advance<4>(a, b, x, 40.0);
  for (int n = 0; n < 400; ++n) {
    const auto r = advance<4>(a, b, x, 0.1);
    x = r.end;
    for (int i = 0; i < 4; ++i) sum[i] += r.integral[i];
  }
  for (int i = 0; i < 4; ++i) {
    CHECK(whole.end[i] == Approx(x[i]).epsilon(1e-11));
    CHECK(whole.integral[i] == Approx(sum[i]).epsilon(1e-11));
  }
}

TEST_CASE("first-order lag: the crossing time is when the exact solution is at the threshold") {
  const FirstOrderLag lag{120};
  const double t = lag.crossing(20, 50, 32);
  CHECK(t == Approx(120 * std::log(30.0 / 18)));
  CHECK(lag.after(20, 50, t) == Approx(32).epsilon(1e-14));
  CHECK(std::isinf(lag.crossing(20, 50, 50)));
  CHECK(std::isinf(lag.crossing(20, 50, 55)));
  CHECK(std::isinf(lag.crossing(20, 50, 15)));  // moves away from it
  CHECK(lag.crossing(20, 50, 20) == 0);
  CHECK(lag.crossing(50, 20, 32) == Approx(120 * std::log(30.0 / 12)));
}
