// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/queueing.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("Erlang B agrees with published tables") {
  // Erlang loss tables: load that 1 % of blocking allows, and blocking at a load.
  CHECK_THAT(erlang_b(5, 2), WithinAbs(0.0367, 5e-5));
  CHECK_THAT(erlang_b(10, 5), WithinAbs(0.0184, 5e-5));
  CHECK_THAT(erlang_b(14, 10), WithinAbs(0.0568, 5e-5));
  CHECK_THAT(erlang_b(10, 4.46), WithinAbs(0.01, 5e-5));
  CHECK_THAT(erlang_b(20, 12.03), WithinAbs(0.01, 5e-5));
  CHECK_THAT(erlang_b(100, 84.1), WithinAbs(0.01, 1e-4));
  CHECK(erlang_b(1, 1) == 0.5);
  CHECK(erlang_b(0, 3) == 1);
  CHECK(erlang_b(3, 0) == 0);
}

TEST_CASE("Erlang C agrees with the worked example of call centres") {
  // 360 calls in half an hour of 4 minutes each, 55 agents: 48 erlangs; 0.239 wait, 8.2 s on average, 84.6 % are answered within 15 s.
  CHECK_THAT(erlang_c(55, 48), WithinAbs(0.239, 5e-4));
  CHECK_THAT(mean_wait_s(55, 48, 240), WithinAbs(8.2, 0.05));
  CHECK_THAT(1 - wait_tail(55, 48, 240, 15), WithinAbs(0.846, 5e-4));
  // 10 erlangs, 12 agents, 300 s: 44.9 %, 63.2 % within 30 s.
  CHECK_THAT(erlang_c(12, 10), WithinAbs(0.44939, 5e-5));
  CHECK_THAT(1 - wait_tail(12, 10, 300, 30), WithinAbs(0.63207, 5e-5));
}

TEST_CASE("M/M/1 and M/M/2 are their closed forms") {
  for (const double rho : {0.01, 0.3, 0.7, 0.99}) {
    CHECK_THAT(erlang_c(1, rho), WithinRel(rho, 1e-12));
    CHECK_THAT(mean_wait_s(1, rho, 3), WithinRel(3 * rho / (1 - rho), 1e-12));
    CHECK_THAT(erlang_c(2, 2 * rho), WithinRel(2 * rho * rho / (1 + rho), 1e-12));
  }
}

TEST_CASE("Many servers are no other formula") {
  // The recursion B(n) = a B(n-1) / (n + a B(n-1)), from the first server on.
  for (const double a : {3.7, 95.0, 990.0, 19900.0}) {
    double b = 1;
    for (int n = 1; n <= 20000; ++n) {
      b = a * b / (n + a * b);
      if (n == 4 || n == 100 || n == 1000 || n == 20000) {
        if (b > 1e-15) CHECK_THAT(erlang_b(n, a), WithinRel(b, 1e-9));
        else CHECK(erlang_b(n, a) < 2e-15);
      }
    }
  }
}

TEST_CASE("More servers wait less, and those that cannot keep up wait for ever") {
  double before = 1;
  for (int n = 11; n < 60; ++n) {
    const double c = wait_tail(n, 10, 1, 0.5);
    CHECK(c < before);
    before = c;
  }
  CHECK(wait_tail(10, 10, 1, 100) == 1);
  CHECK(std::isinf(mean_wait_s(10, 10, 1)));
  CHECK(wait_tail(5, 0, 1, 0) == 0);
}
