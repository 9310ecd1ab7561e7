// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/support/redundancy.hpp"

using namespace netsuden;

namespace {

constexpr ActivePower c = 1_MW;

/// All ways to fail one or two units, each once.
std::vector<Failures> single_and_double(const RedundantSystem& s) {
  std::vector<Failures> all;
  for (std::size_t a = 0; a < s.units.size(); ++a) {
    all.push_back({{a}, {}});
    for (std::size_t b = a + 1; b < s.units.size(); ++b) all.push_back({{a, b}, {}});
  }
  return all;
}
double mw(ActivePower w) { return w.in(1_MW); }
ActivePower sum(const std::vector<ActivePower>& v) {
  ActivePower total;
  for (const ActivePower& w : v) total += w;
  return total;
}

}  // namespace

TEST_CASE("ACC-ELEC-06: three systems share by thirds, and one fails, the others are full") {
  const RedundantSystem s = distributed_system(3, c);
  for (const ActivePower& w : unit_shares(s).unit) CHECK(mw(w) == Approx(2.0 / 3).epsilon(1e-12));
  for (std::size_t j = 0; j < 3; ++j) {
    const UnitShares after = unit_shares(s, {{j}, {}});
    for (std::size_t i = 0; i < 3; ++i) CHECK(mw(after.unit[i]) == Approx(i == j ? 0.0 : 1.0).epsilon(1e-12));
    CHECK_FALSE(after.overloaded);
  }
}

TEST_CASE("distributed xN/(x-1): loading (x-1)/x, all single failures carried, no double one") {
  for (int x = 2; x <= 6; ++x) {
    const RedundantSystem s = distributed_system(x, c);
    CHECK(mw(s.total_load()) == Approx(x - 1));
    CHECK(mw(unit_shares(s).unit[0]) == Approx((x - 1.0) / x));
    CHECK(mw(firm_load(s, 1)) == Approx(x - 1));
    for (const Failures& f : single_and_double(s)) {
      const UnitShares after = unit_shares(s, f);
      if (f.units.size() == 1) {
        // each partner takes 1/x, half of the pair's load of 2/x
        for (const ActivePower& w : after.unit) CHECK((w.si() == 0 || mw(w) == Approx(1.0)));
        CHECK_FALSE(after.overloaded);
      } else {
        CHECK(mw(after.unserved) == Approx(2.0 / x));  // the pair between the two
        CHECK(after.overloaded == (x > 2));            // the others carry (x + 1)/x
      }
      CHECK((sum(after.unit) + after.unserved).si() == Approx(s.total_load().si()).epsilon(1e-12));
    }
    CHECK(firm_load(s, 2).si() == 0);  // dual-corded loads do not survive both their feeds
  }
}

TEST_CASE("N and N+1: n/(n+1) each, and one may fail, the second overloads, and the bus fails for all") {
  CHECK(mw(firm_load(parallel_system(4, 0, c), 0)) == Approx(4));
  CHECK(mw(firm_load(parallel_system(4, 0, c), 1)) == Approx(3));
  const RedundantSystem s = parallel_system(4, 1, c);
  for (const ActivePower& w : unit_shares(s).unit) CHECK(mw(w) == Approx(0.8));
  CHECK(mw(firm_load(s, 1)) == Approx(4));
  CHECK(mw(firm_load(s, 2)) == Approx(3));
  CHECK(firm_load(s, 1, FailureScope::units_and_buses).si() == 0);
  for (const Failures& f : single_and_double(s)) {
    const UnitShares after = unit_shares(s, f);
    CHECK(after.overloaded == (f.units.size() == 2));
    CHECK(after.unserved.si() == 0);
  }
}

TEST_CASE("2N: half each, and a whole path may fail, and 2(N+1) survives a unit in each path as well") {
  const RedundantSystem s = dual_system(3, 0, c);
  for (const ActivePower& w : unit_shares(s).unit) CHECK(mw(w) == Approx(0.5));
  CHECK(mw(firm_load(s, 1, FailureScope::units_and_buses)) == Approx(3));
  CHECK(mw(unit_shares(s, {{}, {0}}).unit[3]) == Approx(1));
  // Two units of one path: the last one would carry 1.5. One in each path: 0.75 in each of four.
  CHECK(mw(unit_shares(s, {{0, 1}, {}}).unit[2]) == Approx(1.5));
  CHECK(mw(unit_shares(s, {{0, 3}, {}}).unit[1]) == Approx(0.75));
  CHECK(mw(firm_load(s, 2)) == Approx(2));
  const RedundantSystem more = dual_system(3, 1, c);
  CHECK(mw(firm_load(more, 2)) == Approx(4));  // shared by halves, two of the four units of a path carry up to 2
  CHECK(mw(firm_load(more, 2, FailureScope::units_and_buses)) == Approx(0));
}

TEST_CASE("catcher: the reserve is idle, takes any one block, and refuses the second") {
  const RedundantSystem s = catcher_system(4, c);
  const UnitShares normal = unit_shares(s);
  for (std::size_t i = 0; i < 4; ++i) CHECK(mw(normal.unit[i]) == Approx(1));
  CHECK(normal.unit[4].si() == 0);
  CHECK(mw(firm_load(s, 1)) == Approx(4));
  CHECK(mw(firm_load(s, 2)) == Approx(0));  // a block and the reserve
  for (const Failures& f : single_and_double(s)) {
    const UnitShares after = unit_shares(s, f, true);
    const bool reserve_failed = f.units.back() == 4;
    const double blocks = static_cast<double>(f.units.size()) - (reserve_failed ? 1 : 0);
    CHECK(mw(after.unserved) == Approx(reserve_failed ? blocks : std::max(0.0, blocks - 1)));
    CHECK_FALSE(after.overloaded);
    CHECK(unit_shares(s, f).overloaded == (blocks == 2));  // without the interlock the reserve would be overloaded
    CHECK((sum(after.unit) + after.unserved).si() == Approx(4e6).epsilon(1e-12));
  }
}

TEST_CASE("firm load: unequal units share in proportion, and the smallest margin counts") {
  RedundantSystem s;
  s.buses = 2;
  s.units = {{2_MW, 0}, {1_MW, 0}, {2_MW, 1}};
  s.loads = {{1.5_MW, {0, 1}, FeedSplit::equal}, {0.5_MW, {0}, FeedSplit::equal}};
  const UnitShares n = unit_shares(s);
  CHECK(mw(n.unit[0]) == Approx(1.25 * 2 / 3));
  CHECK(mw(n.unit[1]) == Approx(1.25 / 3));
  CHECK(mw(n.unit[2]) == Approx(0.75));
  // Worst single failure: the 2 MW unit of bus 0 leaves 1 MW for 1.25 MW: 2 MW in all scale by 0.8.
  CHECK(mw(firm_load(s, 1)) == Approx(1.6));
}
