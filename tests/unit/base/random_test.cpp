// SPDX-License-Identifier: Apache-2.0
// Expected values: the published demonstration output of the reference generator, the C library's erfc, and moments in
// closed form. Statistical checks use fixed seeds and bounds of about five standard errors.
#include "sim/base/random.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

using namespace netsuden;

namespace {

/// 128-bit arithmetic in 32-bit digits, without __int128: a second opinion on the recurrence.
struct Wide {
  std::array<std::uint64_t, 4> digit{};  // least first, each below 2^32
  static Wide of(std::uint64_t high, std::uint64_t low) {
    return {{low & 0xFFFFFFFFu, low >> 32, high & 0xFFFFFFFFu, high >> 32}};
  }
  std::uint64_t low() const { return digit[0] | digit[1] << 32; }
  std::uint64_t high() const { return digit[2] | digit[3] << 32; }
  Wide plus(const Wide& o) const {
    Wide r;
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::uint64_t s = digit[i] + o.digit[i] + carry;
      r.digit[i] = s & 0xFFFFFFFFu;
      carry = s >> 32;
    }
    return r;
  }
  Wide times(const Wide& o) const {
    Wide r;
    for (std::size_t i = 0; i < 4; ++i) {
      std::uint64_t carry = 0;
      for (std::size_t j = 0; i + j < 4; ++j) {
        const std::uint64_t s = digit[i] * o.digit[j] + r.digit[i + j] + carry;
        r.digit[i + j] = s & 0xFFFFFFFFu;
        carry = s >> 32;
      }
    }
    return r;
  }
};

struct Moments {
  double mean = 0, deviation = 0;
};
template <class F>
Moments moments(int n, F draw) {
  double sum = 0, squares = 0;
  for (int i = 0; i < n; ++i) {
    const double x = draw();
    sum += x;
    squares += x * x;
  }
  const double mean = sum / n;
  return {mean, std::sqrt(squares / n - mean * mean)};
}

}  // namespace

TEST_CASE("PCG64: the published demonstration output") {
  // pcg-c, test-high/expected/check-pcg64.out, round 1: seed 42, sequence 54.
  Pcg64 g(0, 42, 0, 54);
  for (const std::uint64_t expected : {0x86b1da1d72062b68ULL, 0x1304aa46c9853d39ULL, 0xa3670e9e0dd50358ULL,
                                       0xf9090e529a7dae00ULL, 0xc85b9fd837996f2cULL, 0x606121f8e3919196ULL})
    CHECK(g.next() == expected);
}

TEST_CASE("PCG64: the recurrence in independent arithmetic") {
  const Wide multiplier = Wide::of(0x2360ED051FC65DA4ULL, 0x4385DF649FCCF645ULL);
  RandomStream s(7, "recurrence");
  for (int i = 0; i < 1000; ++i) {
    const auto before = s.state();
    const std::uint64_t out = s.bits();
    const auto after = s.state();
    const Wide next = Wide::of(before[0], before[1]).times(multiplier).plus(Wide::of(before[2], before[3]));
    REQUIRE(next.high() == after[0]);
    REQUIRE(next.low() == after[1]);
    REQUIRE((after[3] & 1u) == 1u);
    std::uint64_t x = next.high() ^ next.low();
    for (std::uint64_t k = next.high() >> 58; k > 0; --k) x = (x >> 1) | (x << 63);
    REQUIRE(out == x);
  }
}

TEST_CASE("state of a stream goes out and comes back") {
  RandomStream a(3, "x"), b(99, "other");
  for (int i = 0; i < 10; ++i) a.normal();
  b.restore(a.state());
  for (int i = 0; i < 10; ++i) CHECK(a.bits() == b.bits());
}

TEST_CASE("streams of different seeds and names differ and do not correlate") {
  std::vector<std::uint64_t> first;
  for (std::uint64_t seed : {0ull, 1ull, 2ull, ~0ull})
    for (const char* name : {"", "weather.tokyo", "weather.osaka", "failures"})
      first.push_back(RandomStream(seed, name).bits());
  std::sort(first.begin(), first.end());
  CHECK(std::adjacent_find(first.begin(), first.end()) == first.end());

  RandomStream a(0, "weather.tokyo"), b(0, "weather.osaka"), c(1, "weather.tokyo"), again(0, "weather.tokyo");
  double ab = 0, ac = 0;
  const int n = 100000;
  for (int i = 0; i < n; ++i) {
    const double x = a.uniform() - 0.5;
    CHECK_FALSE(again.uniform() - 0.5 != x);
    ab += x * (b.uniform() - 0.5);
    ac += x * (c.uniform() - 0.5);
  }
  const double bound = 5 / std::sqrt(n);  // of a correlation coefficient of independent series
  CHECK(std::abs(ab / n * 12) < bound);
  CHECK(std::abs(ac / n * 12) < bound);
}

TEST_CASE("uniform numbers: range, mean, evenness of bits") {
  RandomStream s(0, "uniform");
  int bits[64] = {};
  double least = 1, most = 0;
  const int n = 200000;
  for (int i = 0; i < n; ++i) {
    const auto state = s.state();
    const double u = s.uniform();
    least = std::min(least, u);
    most = std::max(most, u);
    s.restore(state);
    const std::uint64_t word = s.bits();
    for (int k = 0; k < 64; ++k) bits[k] += static_cast<int>((word >> k) & 1u);
  }
  CHECK(least >= 0);
  CHECK(least < 1e-4);
  CHECK(most < 1);
  CHECK(most > 1 - 1e-4);
  for (const int count : bits) CHECK(std::abs(count - n / 2.0) < 5 * std::sqrt(n / 4.0));
}

TEST_CASE("integers below n are equally likely (chi-square)") {
  RandomStream s(11, "die");
  for (const std::uint64_t n : {1ull, 2ull, 7ull, 10ull, 1000ull}) {
    std::vector<double> count(n, 0.0);
    const double draws = 200000;
    for (int i = 0; i < 200000; ++i) {
      const std::uint64_t x = s.below(n);
      REQUIRE(x < n);
      count[x] += 1;
    }
    double chi2 = 0;
    for (const double c : count) chi2 += (c - draws / double(n)) * (c - draws / double(n)) / (draws / double(n));
    // Chi-square of n - 1 degrees: mean n - 1, variance 2 (n - 1).
    CHECK(std::abs(chi2 - double(n - 1)) <= 5 * std::sqrt(2.0 * double(n - 1)));
  }
  // Just above half the range a plain remainder would double the small numbers.
  const std::uint64_t big = (1ull << 63) + (1ull << 62);
  int low = 0;
  for (int i = 0; i < 30000; ++i) low += s.below(big) < (1ull << 62) ? 1 : 0;
  CHECK(low == Approx(10000).margin(5 * std::sqrt(30000 * 2.0 / 9)));
}

TEST_CASE("normal quantile against the C library's erfc") {
  for (const double p : {1e-300, 1e-30, 1e-12, 1e-6, 0.001, 0.02425, 0.07, 0.0749999, 0.0750001, 0.3, 0.5, 0.7, 0.95}) {
    const double x = normal_quantile(p);
    const double back = 0.5 * std::erfc(-x / std::sqrt(2.0));
    // A relative error e of x moves the probability by x^2 e in the tail.
    CHECK(back == Approx(p).epsilon(1e-14 * (1 + x * x)));
  }
  CHECK(normal_quantile(0.975) == Approx(1.959963984540054).epsilon(1e-14));  // tables of the normal distribution
  CHECK(std::isinf(normal_quantile(0)));
  CHECK(std::isinf(normal_quantile(1)));
}

TEST_CASE("moments of the distributions in closed form") {
  RandomStream s(42, "moments");
  const int n = 400000;
  const double root = std::sqrt(double(n));
  const auto near = [&](Moments m, double mean, double deviation) {
    CHECK(std::abs(m.mean - mean) < 5 * deviation / root);
    CHECK(m.deviation == Approx(deviation).epsilon(0.02));
  };
  near(moments(n, [&] { return s.uniform(2, 5); }), 3.5, 3 / std::sqrt(12.0));
  near(moments(n, [&] { return s.normal(-3, 2); }), -3, 2);
  near(moments(n, [&] { return s.exponential(4); }), 4, 4);
  const double a = 1, m = 2, b = 5;
  near(moments(n, [&] { return s.triangular(a, m, b); }), (a + m + b) / 3,
       std::sqrt((a * a + b * b + m * m - a * b - a * m - b * m) / 18));
  const double sigma = 0.5, median = 10;
  near(moments(n, [&] { return s.lognormal(median, sigma); }), median * std::exp(sigma * sigma / 2),
       median * std::sqrt((std::exp(sigma * sigma) - 1) * std::exp(sigma * sigma)));
  const double low = 1, high = 100, l = std::log(high / low);
  const double mean = (high - low) / l;
  near(moments(n, [&] { return s.log_uniform(low, high); }), mean,
       std::sqrt((high * high - low * low) / (2 * l) - mean * mean));
  near(moments(n, [&] { return s.triangular(0, 0, 1); }), 1.0 / 3, std::sqrt(1.0 / 18));
  near(moments(n, [&] { return s.triangular(0, 1, 1); }), 2.0 / 3, std::sqrt(1.0 / 18));
  CHECK(s.triangular(3, 3, 3) == 3);
  CHECK(s.log_uniform(3, 3) == 3);
}
