// SPDX-License-Identifier: Apache-2.0
// Exact advance of linear systems with constant input, for small fixed N:
//
//   dx/dt = A x + b,   v = A x0 + b
//   x(dt)            = x0 + F v            F = int_0^dt exp(A s) ds
//   int_0^dt x dt'   = x0 dt + G v         G = int_0^dt F(s) ds
//
// A may be singular and stiff. G is a Taylor polynomial of the step scaled to ||A|| h <= 1/2, F = h I + A G, then
// doubling: G(2h) = 2 G + F F, F(2h) = 2 F + F A F, from E = I + A F and F = h I + A G. The order of the factors
// matters: F A F is Newton's iteration for -A^-1 and corrects itself, A F F amplifies rounding by the condition of A.
// `advance` takes the end state from the balance x0 + A (int x) + b dt, so that an account of flows over the integral
// closes to rounding. Rows of A should be balanced about a nearby reference value (temperatures as differences), which
// keeps |b| small.
//
// First-order lag: tau dx/dt = x_inf - x, exact update and threshold-crossing time t* = tau
// ln((x-x_inf)/(x_thr-x_inf)).
//
// Sources: C. Van Loan, "Computing integrals involving the matrix exponential", IEEE Trans. Autom. Control 23 (1978);
// C. Moler, C. Van Loan, "Nineteen dubious ways ... twenty-five years later", SIAM Review 45 (2003) (scaling,
// squaring). Range: ||A|| dt up to 1e9 for systems without growing modes. Left out: complex-step error estimates,
// pivoting, sparsity. Verified by tests/unit/cooling/linear_test.cpp (closed forms, matrix exponential of an
// independent library).
#pragma once

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace netsuden {

template <int N>
using LinearVec = std::array<double, N>;
template <int N>
using LinearMat = std::array<std::array<double, N>, N>;

/// The propagators of one step; reusable for every state as long as A and dt stay.
template <int N>
struct LinearStep {
  double dt = 0;
  LinearMat<N> f{}, g{};
};

template <int N>
struct LinearResult {
  LinearVec<N> end{};       ///< x(dt)
  LinearVec<N> change{};    ///< x(dt) - x(0), without the rounding of that difference
  LinearVec<N> integral{};  ///< int_0^dt x dt'
};

namespace detail {
/// Two neighbouring numbers of a row, which every x86-64 and arm64 multiplies at once (GCC and clang; left to themselves
/// they find a third of it). Each number sees the operations of the plain loop in their order: the same bits.
using Pair [[gnu::vector_size(16)]] = double;
inline Pair load(const double* p) {
  Pair x;
  std::memcpy(&x, p, sizeof x);
  return x;
}

template <int N>
inline LinearMat<N> mat_mul(const LinearMat<N>& a, const LinearMat<N>& b) {
  LinearMat<N> r;
  for (int i = 0; i < N; ++i) {
    for (int j = 0; j + 1 < N; j += 2) {
      Pair sum = a[i][0] * load(&b[0][j]);
      for (int k = 1; k < N; ++k) sum += a[i][k] * load(&b[k][j]);
      std::memcpy(&r[i][j], &sum, sizeof sum);
    }
    if constexpr (N % 2 == 1) {
      r[i][N - 1] = a[i][0] * b[0][N - 1];
      for (int k = 1; k < N; ++k) r[i][N - 1] += a[i][k] * b[k][N - 1];
    }
  }
  return r;
}
/// m <- alpha m + beta I
template <int N>
inline void scale_add_identity(LinearMat<N>& m, double alpha, double beta) {
  for (int i = 0; i < N; ++i) {
    for (int j = 0; j < N; ++j) m[i][j] *= alpha;
    m[i][i] += beta;
  }
}
}  // namespace detail

template <int N>
LinearStep<N> linear_step(const LinearMat<N>& a, double dt) {
  double norm = 0;  // infinity norm
  for (int i = 0; i < N; ++i) {
    double row = 0;
    for (int j = 0; j < N; ++j) row += std::abs(a[i][j]);
    norm = row > norm ? row : norm;
  }
  int doublings = 0;
  double h = dt;
  while (norm * h > 0.5 && doublings < 60) {
    h *= 0.5;
    ++doublings;
  }
  // G / h^2 = sum_k (A h)^k / (k+2)!, k = 0..11; the remainder is below 0.5^12 / 14! = 3e-15 of the first term 1/2.
  LinearMat<N> x = a;
  for (auto& row : x)
    for (double& v : row) v *= h;
  const LinearMat<N> x2 = detail::mat_mul<N>(x, x);
  const LinearMat<N> x3 = detail::mat_mul<N>(x2, x);
  static constexpr std::array<double, 12> c = {1.0 / 2,        1.0 / 6,         1.0 / 24,         1.0 / 120,
                                               1.0 / 720,      1.0 / 5040,      1.0 / 40320.,     1.0 / 362880.,
                                               1.0 / 3628800., 1.0 / 39916800., 1.0 / 479001600., 1.0 / 6227020800.};
  const auto block = [&](int k) {
    LinearMat<N> m;
    for (int i = 0; i < N; ++i) {
      for (int j = 0; j < N; ++j) m[i][j] = c[k + 1] * x[i][j] + c[k + 2] * x2[i][j];
      m[i][i] += c[k];
    }
    return m;
  };
  const auto add = [](LinearMat<N>& m, const LinearMat<N>& other) {
    for (int i = 0; i < N; ++i)
      for (int j = 0; j < N; ++j) m[i][j] += other[i][j];
  };
  LinearStep<N> s;
  s.dt = dt;
  s.g = block(9);
  for (int k = 6; k >= 0; k -= 3) {
    s.g = detail::mat_mul<N>(s.g, x3);
    add(s.g, block(k));
  }
  s.f = detail::mat_mul<N>(x, s.g);  // F = h (I + (A h) G/h^2)
  detail::scale_add_identity<N>(s.f, h, h);
  for (auto& row : s.g)
    for (double& v : row) v *= h * h;
  for (int d = 0; d < doublings; ++d) {
    const LinearMat<N> faf = detail::mat_mul<N>(s.f, detail::mat_mul<N>(a, s.f));
    const LinearMat<N> ff = detail::mat_mul<N>(s.f, s.f);
    for (int i = 0; i < N; ++i)
      for (int j = 0; j < N; ++j) {
        s.g[i][j] = 2 * s.g[i][j] + ff[i][j];
        s.f[i][j] = 2 * s.f[i][j] + faf[i][j];
      }
  }
  return s;
}

/// The propagators of the last step asked for, for systems that often stay as they are.
template <int N>
class LinearStepMemo {
 public:
  const LinearStep<N>& of(const LinearMat<N>& a, double dt) {
    if (dt != step_.dt || a != a_) {
      a_ = a;
      step_ = linear_step<N>(a, dt);
    }
    return step_;
  }

 private:
  LinearMat<N> a_{};
  LinearStep<N> step_{};  // a step of no time has propagators of zero
};

template <int N>
LinearVec<N> linear_rate(const LinearMat<N>& a, const LinearVec<N>& b, const LinearVec<N>& x) {
  LinearVec<N> v = b;
  for (int i = 0; i < N; ++i)
    for (int j = 0; j < N; ++j) v[i] += a[i][j] * x[j];
  return v;
}

template <int N>
LinearResult<N> advance(const LinearStep<N>& s, const LinearMat<N>& a, const LinearVec<N>& b, const LinearVec<N>& x) {
  const LinearVec<N> v = linear_rate<N>(a, b, x);
  LinearResult<N> r;
  for (int i = 0; i < N; ++i) {
    double gv = 0;
    for (int j = 0; j < N; ++j) gv += s.g[i][j] * v[j];
    r.integral[i] = x[i] * s.dt + gv;
  }
  for (int i = 0; i < N; ++i) {
    r.change[i] = b[i] * s.dt;
    for (int j = 0; j < N; ++j) r.change[i] += a[i][j] * r.integral[j];
    r.end[i] = x[i] + r.change[i];
  }
  return r;
}

template <int N>
LinearResult<N> advance(const LinearMat<N>& a, const LinearVec<N>& b, const LinearVec<N>& x, double dt) {
  return advance<N>(linear_step<N>(a, dt), a, b, x);
}

/// tau dx/dt = x_inf - x; tau = 0 follows at once.
struct FirstOrderLag {
  double tau_s = 0;
  double after(double x, double x_inf, double dt_s) const {
    if (!(tau_s > 0)) return x_inf;
    return x_inf + (x - x_inf) * std::exp(-dt_s / tau_s);
  }
  /// int_0^dt x dt'
  double integral(double x, double x_inf, double dt_s) const {
    if (!(tau_s > 0)) return x_inf * dt_s;
    return x_inf * dt_s - (x - x_inf) * tau_s * std::expm1(-dt_s / tau_s);
  }
  /// The time until x reaches the threshold, with the input held; infinity if it never does, 0 if it is there.
  double crossing(double x, double x_inf, double threshold) const {
    if (x == threshold) return 0;
    const double ratio = (x - x_inf) / (threshold - x_inf);
    if (!(ratio > 1)) return std::numeric_limits<double>::infinity();
    return tau_s > 0 ? tau_s * std::log(ratio) : 0;
  }
};

}  // namespace netsuden
