// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/changes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <tuple>

using namespace netsuden;
using What = Change::What;

namespace {

constexpr double day = 86400, hour = 3600;

/// Ten days from 1 January 2026 in Tokyo.
Inputs ten_days() {
  Inputs in;
  in.zone = TimeZone::fixed(9 * 3600);
  std::string message;
  in.start_unix = *parse_time("2026-01-01", in.zone, message);
  in.end_unix = in.start_unix + 10 * day;
  return in;
}

EventSpec event(const char* at) {
  EventSpec e;
  e.at = at;
  return e;
}

}  // namespace

TEST_CASE("changes: a trip with a duration is restored, without one it stays") {
  Scenario s;
  s.events = {event("2026-01-02T06:00"), event("2026-01-03")};
  s.events[0].trip = "sites.a.power.tx_1";
  s.events[0].duration = 90_min;
  s.events[1].trip = "sites.a.power.tx_2";
  const auto c = dated_changes(s, ten_days());
  REQUIRE(c.size() == 3);
  CHECK(c[0].t_s == Approx(day + 6 * hour));
  CHECK(c[0].what == What::trip);
  CHECK(c[0].target == "sites.a.power.tx_1");
  CHECK(c[1].t_s == Approx(day + 7.5 * hour));
  CHECK(c[1].what == What::restore);
  CHECK(c[1].target == "sites.a.power.tx_1");
  CHECK(c[2].t_s == Approx(2 * day));
  CHECK(c[2].what == What::trip);
}

TEST_CASE("changes: dates with an offset of their own are instants, others are local") {
  Scenario s;
  s.events = {event("2026-01-02T00:00Z"), event("2026-01-02T00:00")};
  s.events[0].outage = "east";
  s.events[1].outage = "west";
  const auto c = dated_changes(s, ten_days());
  REQUIRE(c.size() == 2);
  CHECK(c[0].target == "west");
  CHECK(c[0].t_s == Approx(day));
  CHECK(c[1].target == "east");
  CHECK(c[1].t_s == Approx(day + 9 * hour));
}

TEST_CASE("changes: where dates agree, what ends comes first, then the build plan, then what begins") {
  Scenario s;
  s.events = {event("2026-01-05"), event("2026-01-04"), event("2026-01-04"), event("2026-01-05")};
  s.events[0].trip = "new trip";
  s.events[1].outage = "grid";
  s.events[1].duration = 1_d;
  s.events[2].set = {{"path", "1 MW"}, {"other", "2 MW"}};
  s.events[2].duration = 1_d;
  s.events[3].outage = "second";
  PlanStep p;
  p.date = "2026-01-05";
  p.commission = {"hall"};
  p.retire = {"old"};
  p.set = {{"grown", "3 MW"}};
  s.build_plan = {p};
  const auto c = dated_changes(s, ten_days());
  std::vector<std::string> on_the_fifth;
  std::vector<What> kinds;
  for (const Change& x : c)
    if (x.t_s == 4 * day) {
      on_the_fifth.push_back(x.target);
      kinds.push_back(x.what);
    }
  CHECK(on_the_fifth == std::vector<std::string>{"grid", "path", "other", "hall", "old", "grown", "new trip", "second"});
  CHECK(kinds == std::vector<What>{What::outage_end, What::unset, What::unset, What::commission, What::retire, What::set, What::trip, What::outage});
  CHECK(std::is_sorted(c.begin(), c.end(), [](const Change& a, const Change& b) { return a.t_s < b.t_s; }));
}

TEST_CASE("changes: what lies before the horizon is kept, what begins or ends after it is not") {
  Scenario s;
  s.events = {event("2025-12-31"), event("2026-01-10"), event("2026-01-12"), event("2026-01-11")};
  s.events[0].set = {{"a", "1 MW"}};
  s.events[1].trip = "tx";
  s.events[1].duration = 5_d;  // ends on the 15th
  s.events[2].trip = "never";
  s.events[3].trip = "at the last instant";
  const auto c = dated_changes(s, ten_days());
  REQUIRE(c.size() == 3);
  CHECK(c[0].t_s == Approx(-day));
  CHECK(c[0].value == "1 MW");
  CHECK(c[1].what == What::trip);
  CHECK(c[1].t_s == Approx(9 * day));
  CHECK(c[2].target == "at the last instant");
}

TEST_CASE("changes: random disturbances come at their rate, with their durations, the same for the same seed") {
  Scenario s;
  s.seed = 3;
  s.grids.resize(1);
  s.grids[0].name = "g";
  s.grids[0].disturbances.emplace();
  RandomDisturbance& dips = s.grids[0].disturbances->dips.emplace();
  dips.rate = Frequency::from_si(40 / 31557600.0);
  dips.duration_s = {.type = DistributionType::uniform, .min = 0.05, .max = 0.25};
  dips.amount = {.type = DistributionType::uniform, .min = 0.2, .max = 0.8};
  Inputs in;
  in.end_unix = in.start_unix + 10 * 31557600.0;
  const auto list = dated_changes(s, in);
  int begins = 0, open = 0;
  double voltage = 0;
  for (const auto& c : list) {
    begins += c.what == Change::What::dip ? 1 : 0;
    open += c.what == Change::What::dip ? 1 : -1;
    CHECK(open >= 0);
    if (c.what == Change::What::dip) {
      voltage += c.amount;
      CHECK(c.amount >= 0.2);
      CHECK(c.amount <= 0.8);
    }
  }
  CHECK(begins == Approx(400).margin(4 * 20));  // Poisson: four standard deviations
  CHECK(voltage / begins == Approx(0.5).margin(4 * 0.6 / std::sqrt(12.0 * 400)));
  const auto again = dated_changes(s, in);
  REQUIRE(again.size() == list.size());
  for (std::size_t i = 0; i < list.size(); ++i) CHECK(again[i].t_s == list[i].t_s);
  s.seed = 4;
  CHECK(dated_changes(s, in)[0].t_s != list[0].t_s);
}

TEST_CASE("changes: the disturbances of two connections are drawn apart, and those of a grid stay what they are") {
  Scenario s;
  s.grids.resize(1);
  s.grids[0].name = "g";
  RandomDisturbance often;
  often.rate = Frequency::from_si(40 / 31557600.0);
  s.grids[0].disturbances.emplace().outages = often;
  Inputs in;
  in.end_unix = in.start_unix + 10 * 31557600.0;
  const auto of_grid = dated_changes(s, in);
  s.sites.resize(1);
  s.sites[0].name = "s";
  for (const char* name : {"a", "b"}) {
    PowerNodeSpec n;
    n.name = name;
    n.type = PowerNodeType::grid_connection;
    n.disturbances.emplace().outages = often;
    s.sites[0].power.push_back(n);
  }
  std::vector<double> g, a, b;
  for (const Change& c : dated_changes(s, in))
    if (c.what == Change::What::outage) (c.target == "g" ? g : c.target == "sites.s.power.a" ? a : b).push_back(c.t_s);
  REQUIRE(g.size() == static_cast<std::size_t>(std::count_if(of_grid.begin(), of_grid.end(), [](const Change& c) { return c.what == Change::What::outage; })));
  CHECK(g.front() == of_grid.front().t_s);
  CHECK(static_cast<double>(a.size()) == Approx(400).margin(80));  // Poisson: four standard deviations
  CHECK(static_cast<double>(b.size()) == Approx(400).margin(80));
  CHECK(a.front() != b.front());
}

TEST_CASE("changes: a curtailment call is looked ahead for, announced, begun and ended, and one that follows another begins after it has ended") {
  Scenario s;
  s.sites.resize(2);
  s.sites[0].name = "a";
  s.sites[1].name = "b";
  CurtailmentProgramme p;
  p.level = 5_MW;
  p.notice = 2_h;
  p.events = {{"2026-01-02T12:00", 3_h}, {"2026-01-02T09:00", 3_h}, {"2026-02-01", 1_h}};
  s.sites[1].curtailment = {p};
  const auto c = dated_changes(s, ten_days());
  REQUIRE(c.size() == 8);
  const std::vector<std::tuple<double, What, int>> expected{
      {day + 6 * hour, What::look_at_import, 0}, {day + 7 * hour, What::curtailment_notice, 0}, {day + 9 * hour, What::curtailment, 0},  {day + 9 * hour, What::look_at_import, 1},
      {day + 10 * hour, What::curtailment_notice, 1}, {day + 12 * hour, What::curtailment_end, 0}, {day + 12 * hour, What::curtailment, 1}, {day + 15 * hour, What::curtailment_end, 1}};
  for (std::size_t i = 0; i < c.size(); ++i) {
    INFO(i);
    CHECK(c[i].t_s == Approx(std::get<0>(expected[i])));
    CHECK(c[i].what == std::get<1>(expected[i]));
    CHECK(c[i].set == std::get<2>(expected[i]));
    CHECK(c[i].target == "b");
  }
}
