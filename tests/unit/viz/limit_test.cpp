// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/unit/viz/synthetic.hpp"
#include "viz/plot/limit.hpp"
#include "viz/plot/ribbon.hpp"

using namespace netsuden;
using namespace netsuden::viz;

TEST_CASE("violations of a step series: durations, worst value, gaps end them") {
  const std::vector<double> t{0, 10, 20, 30, 40, 50, 60}, v{1, 5, 7, 2, no_value, 6, 1};
  const auto over = find_violations({t, v, Hold::until_next}, 4.0);
  REQUIRE(over.size() == 2);
  CHECK(over[0].t0 == 10);
  CHECK(over[0].t1 == 30);
  CHECK(over[0].worst == 3);
  CHECK(over[0].worst_at == 20);
  CHECK(over[1].t0 == 50);
  CHECK(over[1].t1 == 60);
  CHECK(violation_time(over) == 30);
  // Means over the interval before: the same values hold one step earlier.
  const auto before = find_violations({t, v, Hold::since_last}, 4.0);
  REQUIRE(before.size() == 2);
  CHECK(before[0].t0 == 0);
  CHECK(before[0].t1 == 20);
  // Equal to the limit is not over it.
  CHECK(find_violations({t, v, Hold::until_next}, 7.0).empty());
  const auto below = find_violations({t, v, Hold::until_next}, 2.0, LimitSide::below);
  REQUIRE(below.size() == 2);
  CHECK(below[0].t0 == 0);
  CHECK(below[1].t0 == 60);
  CHECK(below[1].t1 == 70);  // the last sample holds as long as the one before
}

TEST_CASE("a limit that changes is compared at its own time, and where it has no value nothing is over") {
  const std::vector<double> t{0, 10, 20, 30, 40}, v{5, 5, 5, 5, 5}, limit_t{10, 30}, limit{4, 6};
  const auto over = find_violations({t, v, Hold::until_next}, Series{limit_t, limit});
  REQUIRE(over.size() == 1);
  CHECK(over[0].t0 == 10);
  CHECK(over[0].t1 == 30);
  const std::vector<double> none, missing{no_value, no_value};
  CHECK(find_violations({t, v}, Series{none, none}).empty());
  CHECK(find_violations({t, v}, Series{limit_t, missing}).empty());
  CHECK(find_violations({none, none}, 1.0).empty());
}

TEST_CASE("shares of states add up to the time that is known") {
  const std::vector<double> t{0, 10, 40, 60, 100};
  const std::vector<int> state{0, 1, 0, -1, 2};
  const std::vector<std::string> names{"a", "b"};
  const auto shares = state_shares({t, state, names}, {0, 100, TimeZone{}});
  CHECK(shares[0] == Approx(0.3));  // 0 to 10 and 40 to 60
  CHECK(shares[1] == Approx(0.3));
}

TEST_CASE("each column of a ribbon shows the state that holds longest in it") {
  const std::vector<double> t{0, 6, 10, 14, 30};
  const std::vector<int> state{0, 1, 0, 1, 7};
  const std::vector<std::string> names{"a", "b"};
  // Columns of 10: [0,10) a for 6, b for 4; [10,20) a for 4, b for 6; [20,30) b; [30,40) unknown state 7.
  const auto pieces = ribbon_pieces({t, state, names}, {0, 40, TimeZone{}}, {0, 0, 40, 5}, 4);
  REQUIRE(pieces.size() == 3);
  CHECK(pieces[0].state == 0);
  CHECK(pieces[1].state == 1);
  CHECK(pieces[1].x0 == 10);
  CHECK(pieces[1].x1 == 30);
  CHECK(pieces[2].state == -1);
  CHECK(pieces[2].x1 == 40);
}

TEST_CASE("a ribbon covers its area without holes or overlap, whatever the states") {
  synthetic::Random random(8);
  const std::vector<std::string> names{"a", "b", "c"};
  for (int k = 0; k < 50; ++k) {
    std::vector<double> t;
    std::vector<int> state;
    double at = 100 * random.uniform();
    for (int i = 0; i < 200; ++i) {
      t.push_back(at += 10 * random.uniform());
      state.push_back(static_cast<int>(5 * random.uniform()) - 1);
    }
    const Rect area{3, 0, 500, 10};
    const auto pieces = ribbon_pieces({t, state, names}, {0, 900, TimeZone{}}, area, 250);
    REQUIRE_FALSE(pieces.empty());
    CHECK(pieces.front().x0 == area.x);
    CHECK(pieces.back().x1 == Approx(area.right()));
    for (std::size_t i = 1; i < pieces.size(); ++i) {
      REQUIRE(pieces[i].x0 == Approx(pieces[i - 1].x1));
      REQUIRE(pieces[i].state != pieces[i - 1].state);
    }
  }
}
