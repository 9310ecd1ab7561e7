// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <cmath>

#include "sim/base/root.hpp"

using namespace netsuden;

TEST_CASE("root: where it is known, in few steps, however bent the function") {
  for (const double power : {0.2, 1.0, 3.0, 9.0})
    for (const double root : {1e-3, 0.5, 0.999}) {
      int calls = 0;
      const auto f = [&](double x) {
        ++calls;
        return std::pow(root, power) - std::pow(x, power);
      };
      const double x = falling_root(f, 0, 1, f(0), f(1), 0);
      INFO(power << ", " << root);
      CHECK(x == Approx(root).epsilon(power > 5 && root < 0.01 ? 0.5 : 1e-9));
      CHECK(calls < 210);
    }
}

TEST_CASE("root: a tolerance ends it early, an end that is the root is given back") {
  int calls = 0;
  const auto f = [&](double x) {
    ++calls;
    return 2 - x;
  };
  CHECK(std::abs(f(falling_root(f, 0, 5, 2, -3, 1e-3))) <= 1e-3);
  CHECK(calls <= 3);
  CHECK(falling_root(f, 2, 5, 0, -3, 1e-9) == 2);
  CHECK(falling_root(f, 0, 2, 2, 0, 1e-9) == 2);
  CHECK(falling_root([](double x) { return x < 3 ? 1.0 : -1.0; }, 0, 5, 1, -1, 0) == Approx(3).epsilon(1e-12));  // a step
}
