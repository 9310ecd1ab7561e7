// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sim/base/curves.hpp"

using namespace netsuden;

TEST_CASE("quadratic and biquadratic: order of coefficients, clamping, flag") {
  const Quadratic q{{1, 2, 3}, {0, 2}};
  CHECK(q.at(2).value == 17);
  CHECK_FALSE(q.at(2).outside);
  CHECK(q.at(5).value == 17);  // held at x = 2
  CHECK(q.at(5).outside);
  CHECK(q.raw(5) == 86);
  const Biquadratic b{{1, 10, 100, 1000, 10000, 100000}, {0, 3}, {0, 3}};
  CHECK(b.at(2, 3).value == 1 + 20 + 400 + 3000 + 90000 + 600000);
  CHECK(b.at(2, 4).value == b.raw(2, 3));
  CHECK(b.at(2, 4).outside);
}

TEST_CASE("piecewise linear: interpolation and both policies beyond the ends") {
  const PiecewiseLinear hold({{0, 0}, {1, 10}, {3, 50}});
  REQUIRE(hold.valid());
  CHECK(hold.at(0.5).value == 5);
  CHECK(hold.at(1).value == 10);
  CHECK(hold.at(2).value == 30);
  CHECK(hold.at(3).value == 50);
  CHECK_FALSE(hold.at(3).outside);
  CHECK(hold.at(4).value == 50);
  CHECK(hold.at(4).outside);
  CHECK(hold.at(-1).value == 0);
  const PiecewiseLinear line({{0, 0}, {1, 10}, {3, 50}}, Extrapolation::linear);
  CHECK(line.at(4).value == 70);
  CHECK(line.at(-1).value == -10);
  CHECK(line.at(-1).outside);
  CHECK_FALSE(PiecewiseLinear({{1, 0}, {1, 2}}).valid());
  CHECK_FALSE(PiecewiseLinear().valid());
}
