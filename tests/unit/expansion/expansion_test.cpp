// SPDX-License-Identifier: Apache-2.0
// The instance of the horizon reference, section 8, with all its variants: optima that glpsol and cbc agree on (1e-6), whole numbers exactly.
#include "sim/expansion/expansion.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "sim/base/errors.hpp"
#include "sim/base/random.hpp"

using namespace netsuden;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double MW = 1e6, million = 1e6;
enum { grid, halls, chillers };

ExpansionProblem instance() {
  ExpansionProblem p;
  p.periods = 4;
  p.rate = 0.08;
  p.resources = {{"grid", 0, 1.25, 15 * MW}, {"halls", 0, 1, 10 * MW}, {"cooling", 0, 1, 12 * MW}};  // three chillers of 6 MW, one of them spare
  p.options = {{"tranche", grid, 25 * MW, 12 * million, 2, {}, {}}, {"block", halls, 10 * MW, 130 * million, 1, {}, {}}, {"chiller", chillers, 6 * MW, 5 * million, 1, {}, {}}};
  p.rentals = {{"bridge", grid, 10 * MW, 9}};
  p.demands = {{"sovereign", {8 * MW, 18 * MW, 28 * MW, 40 * MW}, 60, {0}}};
  p.budget.assign(4, 300 * million);
  return p;
}

double optimum(const ExpansionProblem& p) { return solve(p).cost / million; }

using Orders = std::vector<int>;

}  // namespace

TEST_CASE("The worked capacity expansion: cost, orders and parts") {
  const ExpansionProblem p = instance();
  const ExpansionPlan x = solve(p);
  REQUIRE(x.feasible);
  CHECK_THAT(x.cost / million, WithinRel(470.268176, 1e-6));
  CHECK_THAT(x.bound / million, WithinRel(458.171331, 1e-6));
  CHECK(x.ordered[grid] == Orders{1, 1, 0, 0});
  CHECK(x.ordered[halls] == Orders{1, 1, 1, 0});
  CHECK(x.ordered[chillers] == Orders{1, 2, 2, 0});
  CHECK_THAT(x.rented_w[0][0], WithinAbs(0, 1));
  CHECK_THAT(x.rented_w[0][1], WithinRel(7.5 * MW, 1e-6));
  CHECK_THAT(x.rented_w[0][2] + x.rented_w[0][3], WithinAbs(0, 1));
  for (int t = 0; t < 4; ++t) CHECK_THAT(x.served(t), WithinRel(p.demands[0].power_w[static_cast<std::size_t>(t)], 1e-9));
  CHECK_THAT(x.option_cost[grid] / million, WithinRel(23.111111, 1e-6));
  CHECK_THAT(x.option_cost[halls] / million, WithinRel(361.824417, 1e-6));
  CHECK_THAT(x.option_cost[chillers] / million, WithinRel(22.832647, 1e-6));
  CHECK_THAT(x.rental_cost[0] / million, WithinRel(62.5, 1e-6));
  CHECK_THAT(x.unserved_cost[0], WithinAbs(0, 1));
  CHECK_THAT(capacity_of(p, x, grid, 1), WithinRel(22.5 * MW, 1e-6));
  CHECK_THAT(taken_of(p, x, grid, 1), WithinRel(22.5 * MW, 1e-6));
}

TEST_CASE("The variants of the worked capacity expansion, one change each") {
  ExpansionProblem p = instance();
  SECTION("initial grid") {
    for (const auto& [mw, cost] : {std::pair{16.0, 461.934842}, {17.0, 453.601509}, {22.5, 407.768176}}) {
      p.resources[grid].there_w = mw * MW;
      CHECK_THAT(optimum(p), WithinRel(cost, 1e-6));
      CHECK(solve(p).ordered[halls] == Orders{1, 1, 1, 0});
    }
  }
  SECTION("lead time of the grid") {
    p.options[grid].lead = 1;
    CHECK_THAT(optimum(p), WithinRel(406.945130, 1e-6));
    p.options[grid].lead = 3;
    const ExpansionPlan late = solve(p);
    CHECK_THAT(late.cost / million, WithinRel(950.580933, 1e-6));
    CHECK_THAT(late.unserved_w[0][2], WithinRel(8 * MW, 1e-6));
  }
  SECTION("PUE") {
    p.resources[grid].per_it = 1.15;
    CHECK_THAT(optimum(p), WithinRel(455.268176, 1e-6));
    p.resources[grid].per_it = 1.35;
    CHECK_THAT(optimum(p), WithinRel(485.268176, 1e-6));
  }
  SECTION("no bridge") {
    p.rentals[0].up_to_w = 0;
    const ExpansionPlan x = solve(p);
    CHECK_THAT(x.cost / million, WithinRel(740.731139, 1e-6));
    CHECK_THAT(x.unserved_w[0][1], WithinRel(6 * MW, 1e-6));
    CHECK(x.ordered[halls] == Orders{1, 1, 1, 0});
  }
}

TEST_CASE("What a megawatt more of a resource saves is 9/1.08 million while the bridge runs") {
  const ExpansionProblem p = instance();
  const ExpansionPlan x = solve(p);
  CHECK_THAT(value_of(p, x, grid, 1 * MW), WithinRel(8.333333, 1e-6));
}

TEST_CASE("The earliest year and the most that can be served") {
  const ExpansionProblem p = instance();
  // By hand. Year 1: 10 MW of halls, 12 of cooling, (15 + 10) / 1.25 = 20 of power. In year 2 two more blocks (260 of the 300 million) and
  // three chillers are there, 30 MW, and power for 20; the first tranches come in year 3.
  CHECK(earliest(p, 8 * MW)->period == 0);
  CHECK(earliest(p, 18 * MW)->period == 1);
  CHECK(earliest(p, 28 * MW)->period == 2);
  CHECK_FALSE(earliest(p, 41 * MW).has_value());
  ExpansionProblem q = instance();
  q.demands[0].power_w.assign(4, 100 * MW);
  CHECK_THAT(solve(q, {ExpansionGoal::Kind::most_served, 0, 0}).served(0), WithinRel(10 * MW, 1e-6));
  CHECK_THAT(solve(q, {ExpansionGoal::Kind::most_served, 1, 0}).served(1), WithinRel(20 * MW, 1e-6));
  CHECK_FALSE(earliest(q, 21 * MW)->period < 2);
}

TEST_CASE("Work of a country stands in that country, whatever is cheaper elsewhere") {
  ExpansionProblem p;
  p.periods = 2;
  p.sites = 2;
  p.resources = {{"home", 0, 1, 5 * MW}, {"abroad", 1, 1, 50 * MW}};
  p.options = {{"block at home", 0, 5 * MW, 100 * million, 1, {}, {}}};
  p.demands = {{"anyone", {20 * MW, 20 * MW}, 1000, {0, 1}}, {"home only", {8 * MW, 8 * MW}, 30, {0}}};
  const ExpansionPlan x = solve(p);
  CHECK_THAT(x.served_w[1][1][0] + x.served_w[1][1][1], WithinAbs(0, 1));
  CHECK_THAT(x.served_w[1][0][0], WithinRel(5 * MW, 1e-6));
  CHECK_THAT(x.unserved_w[1][0], WithinRel(3 * MW, 1e-6));
  // A block for 100 million serves 3 MW that cost 90 if they are not: it is not worth it; at 40 a MW it is.
  CHECK(x.ordered[0] == Orders{0, 0});
  p.demands[1].unserved_price = 40;
  CHECK(solve(p).ordered[0] == Orders{1, 0});
}

TEST_CASE("No plan is said, and bounds hold") {
  ExpansionProblem p = instance();
  CHECK_FALSE(solve(p, {ExpansionGoal::Kind::served_at_least, 0, 11 * MW}).feasible);
  p.options[halls].most = 1;
  const Orders blocks = solve(p).ordered[halls];
  CHECK(std::accumulate(blocks.begin(), blocks.end(), 0) == 1);
  p.demands[0].power_w.pop_back();
  CHECK_THROWS_AS(solve(p), SimulationError);
}

TEST_CASE("No cheaper plan is found by trying all orders of random small problems") {
  RandomStream random(7, "expansion");
  for (int k = 0; k < 60; ++k) {
    ExpansionProblem p;
    p.periods = 3;
    p.rate = 0.1 * random.uniform();
    p.resources = {{"a", 0, 1 + random.uniform(), 20 * MW * random.uniform()}, {"b", 0, 1, 20 * MW * random.uniform()}};
    for (int o = 0; o < 2; ++o) p.options.push_back({"o", o, (4 + 10 * random.uniform()) * MW, (1 + 20 * random.uniform()) * million, static_cast<int>(2 * random.uniform()), 2, {}});
    p.demands = {{"d", {10 * MW * random.uniform(), 20 * MW * random.uniform(), 30 * MW * random.uniform()}, 5 * random.uniform(), {0}}};
    p.budget.assign(3, 30 * million);
    // With the orders given, each year serves what the tighter resource lets it.
    double best = 1e300;
    for (int code = 0; code < 729; ++code) {
      int n[2][3];
      for (int i = 0, c = code; i < 6; ++i, c /= 3) n[i / 3][i % 3] = c % 3;
      double cost = 0;
      bool good = true;
      for (int t = 0; t < 3; ++t) {
        const double spent = n[0][t] * p.options[0].cost + n[1][t] * p.options[1].cost;
        good = good && spent <= p.budget[0] * (1 + 1e-12);
        double served = p.demands[0].power_w[static_cast<std::size_t>(t)];
        for (int r = 0; r < 2; ++r) {
          double w = p.resources[static_cast<std::size_t>(r)].there_w;
          for (int from = 0; from + p.options[static_cast<std::size_t>(r)].lead <= t; ++from) w += n[r][from] * p.options[static_cast<std::size_t>(r)].adds_w;
          served = std::min(served, w / p.resources[static_cast<std::size_t>(r)].per_it);
        }
        cost += std::pow(1 + p.rate, -t) * (spent + p.demands[0].unserved_price * (p.demands[0].power_w[static_cast<std::size_t>(t)] - served));
      }
      if (good) best = std::min(best, cost);
    }
    INFO(k);
    CHECK_THAT(solve(p).cost, WithinRel(best, 1e-7) || WithinAbs(best, 1.0));
  }
}

TEST_CASE("The MPS of a problem names its rows, columns and whole numbers") {
  const std::string t = mps_of(instance());
  CHECK_THAT(t, Contains("INTORG") && Contains(" E  dem1_1") && Contains(" L  bud_4") && Contains(" UP BND  o1_1  10") && Contains("ENDATA"));
}
