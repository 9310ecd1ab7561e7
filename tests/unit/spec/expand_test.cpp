// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/expand.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace netsuden;

namespace {

Scenario fleet(int copies) {
  Scenario s;
  s.seed = 7;
  SiteSpec site;
  site.name = "va";
  site.copies = copies;
  PowerNodeSpec ups;
  ups.name = "ups";
  ups.type = PowerNodeType::ups;
  ups.modes.emplace();
  site.power = {ups};
  HallSpec hall;
  hall.name = "hall";
  site.halls = {hall};
  s.sites = {site};
  SiteSpec other = site;
  other.name = "other";
  other.copies = 1;
  s.sites.push_back(other);
  return s;
}

DrawSpec uniform(const char* path, const char* unit, double min, double max, bool whole = false) {
  DrawSpec d;
  d.path = path;
  d.unit = unit;
  d.whole = whole;
  d.distribution.type = DistributionType::uniform;
  d.distribution.min = min;
  d.distribution.max = max;
  return d;
}

const UpsModesParams& modes(const Scenario& s, std::size_t site) { return *s.sites[site].power[0].modes; }

}  // namespace

TEST_CASE("expand: copies are numbered, the others keep their name, profiles mean the halls of every copy") {
  Scenario s = fleet(3);
  s.workload.profiles.resize(1);
  s.workload.profiles[0].halls = {"va.hall", "other.hall"};
  s.workload.training.resize(2);
  s.workload.training[0].name = "run";
  s.workload.training[0].hall = "va.hall";
  s.workload.training[1].name = "single";
  s.workload.training[1].hall = "other.hall";
  const Scenario all = expand_copies(s);
  std::vector<std::string> names;
  for (const auto& site : all.sites) {
    names.push_back(site.name);
    CHECK(site.copies == 1);
  }
  CHECK(names == std::vector<std::string>{"va_1", "va_2", "va_3", "other"});
  CHECK(all.workload.profiles[0].halls == std::vector<std::string>{"va_1.hall", "va_2.hall", "va_3.hall", "other.hall"});
  REQUIRE(all.workload.training.size() == 4);  // in each copy one of its own
  CHECK(all.workload.training[2].name == "run_3");
  CHECK(all.workload.training[2].hall == "va_3.hall");
  CHECK(all.workload.training[3].name == "single");
  CHECK(all.workload.training[3].hall == "other.hall");
  CHECK(expand_copies(all).sites.size() == 4);
  CHECK(expand_copies(all).workload.training.size() == 4);
}

TEST_CASE("expand: each copy draws its own number within its range, the same for the same seed, whatever else is drawn") {
  Scenario s = fleet(200);
  s.draws = {uniform("sites.va.power.ups.modes.v_min", "%", 80, 90)};
  Scenario all = expand_copies(s);
  REQUIRE(apply_draws(all, s, {}).empty());
  CHECK(all.draws.empty());
  std::set<double> seen;
  double sum = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const double v = modes(all, i).v_min.value();
    CHECK(v >= 0.80);
    CHECK(v < 0.90);
    seen.insert(v);
    sum += v;
  }
  CHECK(seen.size() == 200);
  CHECK(sum / 200 == Approx(0.85).margin(4 * 0.1 / std::sqrt(12 * 200)));  // four standard errors of the mean
  CHECK(modes(all, 200).v_min.value() == UpsModesParams{}.v_min.value());  // not of the fleet

  Scenario more = fleet(201);
  more.draws = {uniform("sites.va.power.ups.modes.strikes", "", 2.5, 4.5, true), s.draws[0]};
  Scenario again = expand_copies(more);
  REQUIRE(apply_draws(again, more, {}).empty());
  int threes = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    CHECK(modes(again, i).v_min.value() == modes(all, i).v_min.value());
    CHECK((modes(again, i).strikes == 3 || modes(again, i).strikes == 4));
    threes += modes(again, i).strikes == 3 ? 1 : 0;
  }
  CHECK(threes > 60);
  CHECK(threes < 140);

  more.seed = 8;
  Scenario differs = expand_copies(more);
  REQUIRE(apply_draws(differs, more, {}).empty());
  CHECK(modes(differs, 0).v_min.value() != modes(again, 0).v_min.value());
}

TEST_CASE("expand: a draw that cannot be set says where and why, once") {
  Scenario s = fleet(3);
  s.draws = {uniform("sites.va.power.ups.modes.v_min", "kW", 80, 90), uniform("sites.va.power.ups.modes.nothing", "", 0, 1), uniform("sites.other.power.ups.modes.strikes", "", 100, 200, true)};
  Scenario all = expand_copies(s);
  const auto problems = apply_draws(all, s, {});
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].draw == 0);
  CHECK(problems[0].message.starts_with("sites.va_1.power.ups.modes.v_min = "));
  CHECK(problems[1].message.find("there is no such value") != std::string::npos);
  CHECK(problems[2].message.find("outside") != std::string::npos);
}

TEST_CASE("refreshes: a hall beside the old one with the new racks, once, on whose profiles it runs too") {
  Scenario s = fleet(1);
  s.sites[0].halls[0].racks.count = 12;
  s.sites[0].halls[0].racks.rows = 3;
  s.sites[0].halls[0].air.emplace();
  Entry<RackPowerParams> racks;
  racks.name = "next";
  racks.params.rated_power = ActivePower::from_si(250e3);
  s.catalogue.racks = {racks};
  ProfileSpec profile;
  profile.halls = {"va.hall"};
  s.workload.profiles = {profile};
  PlanStep step;
  step.refresh.emplace();
  step.refresh->hall = "sites.va.halls.hall";
  step.refresh->with = "next";
  step.refresh->count = 2;
  s.build_plan = {step};
  REQUIRE(apply_refreshes(s).empty());
  REQUIRE(s.sites[0].halls.size() == 2);
  const HallSpec& h = s.sites[0].halls[1];
  CHECK(h.name == "hall_next");
  CHECK(h.replaces == "hall");
  CHECK(h.racks.model == "next");
  CHECK(h.racks.count == 2);
  CHECK(h.racks.rows == 2);
  CHECK(s.workload.profiles[0].halls == std::vector<std::string>{"va.hall", "va.hall_next"});
  CHECK(s.sites[1].halls.size() == 1);
  // What a resolved scenario has already is left as it is, whether or not it has the catalogue.
  s.catalogue.racks.clear();
  CHECK(apply_refreshes(s).empty());
  CHECK(s.sites[0].halls.size() == 2);
  // Problems, one a step.
  s.build_plan[0].refresh->as = "other";
  REQUIRE(apply_refreshes(s).size() == 1);
  CHECK(std::string(apply_refreshes(s)[0].key) == "with");
  s.build_plan[0].refresh->hall = "sites.va.halls.hal";
  CHECK(std::string(apply_refreshes(s)[0].key) == "hall");
}
