// SPDX-License-Identifier: Apache-2.0
// Statistics in one pass against the definitions in two.
#include "sim/base/running_stats.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "sim/base/random.hpp"

using namespace netsuden;

TEST_CASE("running statistics are those of the definitions, also far from zero") {
  for (const double offset : {0.0, 1e9}) {
    RandomStream random(3, "running");
    RunningStats s;
    std::vector<double> all;
    double sum = 0, least = 1e300, most = -1e300;
    for (int i = 0; i < 1000; ++i) {
      const double x = offset + random.uniform(-3, 5);
      s.add(x);
      all.push_back(x);
      sum += x - offset;
      least = std::min(least, x);
      most = std::max(most, x);
    }
    const double mean = offset + sum / 1000;
    double squares = 0;
    for (const double x : all) squares += (x - mean) * (x - mean);
    CHECK(s.count() == 1000);
    CHECK(s.mean() == Approx(mean).epsilon(1e-13));
    CHECK(s.min() == least);
    CHECK(s.max() == most);
    CHECK(s.standard_error() == Approx(std::sqrt(squares / 999 / 1000)).epsilon(1e-6));
  }
  // NIST StRD, NumAcc1: 10000001, 10000003, 10000002: mean 10000002, deviation 1.
  RunningStats nist;
  for (const double x : {10000001.0, 10000003.0, 10000002.0}) nist.add(x);
  CHECK(nist.mean() == 10000002);
  CHECK(nist.standard_error() == Approx(1 / std::sqrt(3.0)).epsilon(1e-12));
  CHECK(std::isnan(RunningStats().standard_error()));
}
