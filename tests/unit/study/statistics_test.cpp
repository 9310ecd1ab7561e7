// SPDX-License-Identifier: Apache-2.0
#include "sim/study/statistics.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace netsuden;

TEST_CASE("the incomplete beta function at closed forms", "[study]") {
  CHECK(incomplete_beta(2, 3, 0.5) == Approx(0.6875).epsilon(1e-13));       // 11/16
  CHECK(incomplete_beta(1, 1, 0.3) == Approx(0.3).epsilon(1e-13));
  CHECK(incomplete_beta(0.5, 0.5, 0.25) == Approx(1.0 / 3).epsilon(1e-13)); // 2/pi asin(sqrt(x))
  CHECK(incomplete_beta(5, 1, 0.9) == Approx(0.59049).epsilon(1e-13));      // x^5
  CHECK(binomial_cdf(2, 10, 0.5) == Approx(56.0 / 1024).epsilon(1e-12));
  CHECK(binomial_cdf(10, 10, 0.5) == 1);
  CHECK(binomial_cdf(-1, 10, 0.5) == 0);
}

TEST_CASE("Student quantiles are those of the tables", "[study]") {
  // NIST/SEMATECH e-Handbook, 1.3.6.7.2; six digits from R's qt.
  CHECK(student_quantile(0.975, 1) == Approx(12.706205).epsilon(1e-7));
  CHECK(student_quantile(0.975, 10) == Approx(2.228139).epsilon(1e-6));
  CHECK(student_quantile(0.95, 5) == Approx(2.015048).epsilon(1e-6));
  CHECK(student_quantile(0.995, 30) == Approx(2.749996).epsilon(1e-6));
  CHECK(student_quantile(0.025, 10) == Approx(-2.228139).epsilon(1e-6));
  CHECK(student_quantile(0.975, 1e8) == Approx(1.959964).epsilon(1e-6));
  CHECK(student_quantile(0.5, 7) == Approx(0).margin(1e-7));
}

TEST_CASE("the mean has Student's interval", "[study]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> v{nan, 2, 4, 4, 4, 5, 5, 7, 9};
  const MeanEstimate e = estimate_mean(v, 0.95);
  CHECK(e.count == 8);
  CHECK(e.mean == Approx(5));
  CHECK(e.deviation == Approx(std::sqrt(32.0 / 7)));
  CHECK(e.half_width == Approx(2.364624 * std::sqrt(32.0 / 7) / std::sqrt(8.0)).epsilon(1e-6));
  CHECK(std::isnan(estimate_mean(std::vector<double>{1.0}, 0.95).half_width));
  CHECK(std::isnan(estimate_mean({}, 0.95).mean));
}

TEST_CASE("quantiles are of type 7 and their intervals order statistics", "[study]") {
  std::vector<double> v;
  for (int i = 1; i <= 10; ++i) v.push_back(i);
  CHECK(sorted_quantile(v, 0.1) == Approx(1.9));  // numpy.quantile(range(1, 11), 0.1)
  CHECK(sorted_quantile(v, 0.5) == Approx(5.5));
  CHECK(sorted_quantile(v, 0.9) == Approx(9.1));
  CHECK(sorted_quantile(v, 0) == 1);
  CHECK(sorted_quantile(v, 1) == 10);
  // The median of ten: ranks 2 and 9, with 97.9 % (Conover, table A3).
  const QuantileEstimate m = estimate_quantile(v, 0.5, 0.95);
  CHECK(m.low == 2);
  CHECK(m.high == 9);
  // Of twenty: 6 and 15, with 95.9 %.
  v.clear();
  for (int i = 1; i <= 20; ++i) v.push_back(i);
  CHECK(estimate_quantile(v, 0.5, 0.95).low == 6);
  CHECK(estimate_quantile(v, 0.5, 0.95).high == 15);
  CHECK(std::isnan(estimate_quantile(v, 0.05, 0.95).low));  // no run is surely below
  const double inf = std::numeric_limits<double>::infinity();
  CHECK(sorted_quantile(std::vector<double>{1, 2, inf, inf, inf}, 0.9) == inf);
  CHECK(sorted_quantile(std::vector<double>{1, 2, inf, inf, inf}, 0.25) == 2);
}

TEST_CASE("intervals of quantiles cover as often as they say", "[study]") {
  // Exponential variables, whose P90 is ln 10; the interval may cover more often than asked, never much less.
  std::uint64_t state = 12345;
  const auto uniform = [&] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (static_cast<double>(state >> 11) + 0.5) * 0x1p-53;
  };
  int covered = 0;
  constexpr int trials = 2000;
  for (int t = 0; t < trials; ++t) {
    std::vector<double> v(100);
    for (double& x : v) x = -std::log(uniform());
    const auto q = estimate_quantile(sorted_numbers(v), 0.9, 0.9);
    covered += q.low <= std::log(10.0) && std::log(10.0) <= q.high ? 1 : 0;
  }
  CHECK(covered > 0.88 * trials);
  CHECK(covered < 0.96 * trials);
}

TEST_CASE("rank correlation as published", "[study]") {
  // The example of Wikipedia's article on Spearman's coefficient: IQ and hours of television, -29/165.
  const std::vector<double> iq{106, 100, 86, 101, 99, 103, 97, 113, 112, 110}, hours{7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
  CHECK(rank_correlation(iq, hours) == Approx(-29.0 / 165).epsilon(1e-12));
  CHECK(rank_correlation(iq, iq) == Approx(1));
  CHECK(std::isnan(rank_correlation(iq, std::vector<double>(10, 1.0))));
}
