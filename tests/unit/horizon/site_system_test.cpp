// SPDX-License-Identifier: Apache-2.0
// Sites whose halls have the availability of the horizon reference 3.3. A year has 8,760 h there.
#include "sim/horizon/site_system.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/spec/synthetic_jobs.hpp"
#include "tests/unit/horizon/node.hpp"

using namespace netsuden;

namespace {

Entry<ReliabilityParams> figure(const char* of, double per_year, double repair_h) {
  Entry<ReliabilityParams> e;
  e.name = of;
  e.params.failure_rate = Frequency::from_si(per_year / (8760 * 3600));
  e.params.repair = Duration::from_si(repair_h * 3600);
  return e;
}

using T = PowerNodeType;
using test::node;

/// The chain of the reference, with its rates times `worse`.
Scenario chain(double worse = 1) {
  Scenario s;
  s.catalogue.reliability = {figure("grid_connection", 0.5 * worse, 2), figure("transformer", 0.006 * worse, 200), figure("switchboard", 0.002 * worse, 30), figure("ups", 0.05 * worse, 10), figure("transfer_switch", 0.01 * worse, 6)};
  SiteSpec site;
  site.name = "s";
  site.power = {node("feeder", T::grid_connection), node("tx", T::transformer, {"feeder"}), node("board", T::switchboard, {"tx"}), node("ups", T::ups, {"board"}), node("ats", T::transfer_switch, {"ups"})};
  HallSpec hall;
  hall.name = "h";
  hall.fed_by = {"ats"};
  site.halls = {hall};
  s.sites = {site};
  return s;
}

void double_it(Scenario& s) {
  SiteSpec& site = s.sites[0];
  for (const PowerNodeSpec& n : std::vector<PowerNodeSpec>(site.power)) {
    PowerNodeSpec twin = n;
    twin.name += "_b";
    for (std::string& f : twin.feeds_from) f += "_b";
    site.power.push_back(twin);
  }
  site.halls[0].fed_by = {"ats", "ats_b"};
}

}  // namespace

TEST_CASE("Site: a hall on a single chain, and on two") {
  Scenario s = chain();
  const auto one = SiteSystem(s, s.sites[0]).availability(0, 1).at(0);
  CHECK(one.exact);
  CHECK(1 - one.unavailability == Approx(0.99967815).margin(6e-9));
  CHECK(one.unavailability * 8760 == Approx(2.8194).epsilon(2e-5));
  CHECK(one.interruptions == Approx(0.568 * (1 - one.unavailability) * 8766 / 8760).epsilon(1e-6));
  REQUIRE(one.shares.size() >= 2);
  CHECK(one.shares[0].what == "power.tx");  // 1.2 h a year of 2.8
  CHECK(one.shares[0].unavailability * 8760 == Approx(1.2).epsilon(1e-3));
  double_it(s);
  const auto two = SiteSystem(s, s.sites[0]).availability(0, 1).at(0);
  CHECK(two.unavailability * 8760 * 3600 == Approx(3.267).epsilon(2e-4));
  CHECK(two.power_unavailability == Approx(two.unavailability));
}

TEST_CASE("Site: Monte Carlo over single units is within three standard errors of the formula") {
  for (const bool twice : {false, true}) {
    Scenario s = chain(300);  // ten days a year: there is something to see
    if (twice) double_it(s);
    s.sites[0].power[3].count = 3;  // N+1 on one side
    s.sites[0].power[3].redundancy = Redundancy::n_plus_1;
    s.catalogue.reliability[3].params.common_cause = Fraction(0.1);
    const auto h = SiteSystem(s, s.sites[0]).availability(400'000, 7).at(0);
    INFO(h.unavailability << " by formula, " << h.sampled.mean << " +- " << h.sampled.standard_error);
    CHECK(h.sampled.standard_error > 0);
    CHECK(h.sampled.agrees(h.unavailability));
  }
}

TEST_CASE("Site: chillers of which four of five are needed, and what a plant asks for besides") {
  Scenario s = chain(0);
  s.catalogue.reliability.push_back(figure("chiller", 0.3, 36));
  PlantSpec p;
  p.name = "cold";
  p.type = PlantType::chilled_water;
  p.chillers.count = 5;
  p.chillers.redundancy = Redundancy::n_plus_1;
  p.fed_by = {"board"};
  s.sites[0].cooling = {p};
  HallSpec& h = s.sites[0].halls[0];
  h.air.emplace();
  h.air->loop = "cold";
  const auto a = SiteSystem(s, s.sites[0]).availability(0, 1).at(0);
  CHECK(a.unavailability == Approx(1.512513e-5).epsilon(2e-6));
  CHECK(a.power_unavailability == 0);
  CHECK(a.shares.at(0).what == "cooling.cold.chillers");
  // Without the plant's feed there is no cooling.
  const SiteSystem system(s, s.sites[0]);
  std::vector<char> up(system.components().size(), 1);
  for (std::size_t i = 0; i < up.size(); ++i)
    if (system.components()[i].name == "power.board") up[i] = 0;
  CHECK_FALSE(system.works(0, up));
}

TEST_CASE("Site: blackouts with four of five generating sets behind a utility") {
  Scenario s = chain(0);
  s.catalogue.reliability = {figure("grid", 1.956, 1.32)};
  Entry<ReliabilityParams> set = figure("genset", 0, 1);
  set.params.maintenance = Duration::from_si(0.005 * 365.25 * 86400);
  set.params.on_demand = Fraction(0.0094);
  set.params.running_mttf = Duration::from_si(1100 * 3600);
  s.catalogue.reliability.push_back(set);
  SiteSpec& site = s.sites[0];
  site.power.push_back(node("sets", T::genset, {}, 5, Redundancy::n_plus_1));
  site.power[2].feeds_from = {"tx", "sets"};
  const SiteSystem system(s, site);
  CHECK(system.outage_h() == Approx(1.32));
  const auto h = system.availability(0, 1).at(0);
  CHECK(h.interruptions == Approx(0.0045756 * 8766 / 8760).epsilon(4e-4));  // less the 0.03 % of the time in which the utility is gone already
  const double u_grid = 1 - 1 / (1 + 1.956 * 1.32 / 8760);
  CHECK(h.unavailability == Approx(u_grid * 0.00233927).epsilon(2e-5));
}

TEST_CASE("Site: what a common cause takes, alone and with sets that start worse") {
  Scenario s = chain();
  double_it(s);
  s.reliability.emplace();
  CommonCauseSpec quake;
  quake.name = "earthquake";
  quake.rate = Frequency::from_si(0.0218 / (8760 * 3600));  // Tokyo, shaking of 6-lower
  quake.duration = Duration::from_si(24 * 3600);
  quake.takes = {"sites.s.power.feeder", "sites.s.power.feeder_b"};
  s.reliability->common_causes = {quake};
  const double without = [&] {
    Scenario t = s;
    t.reliability.reset();
    return SiteSystem(t, t.sites[0]).availability(0, 1).at(0).unavailability;
  }();
  const double load = 0.0218 * 24 / 8760, chance = load / (1 + load);
  const auto with = SiteSystem(s, s.sites[0]).availability(2'000'000, 3).at(0);
  CHECK(with.unavailability == Approx(chance + (1 - chance) * without).epsilon(1e-9));
  CHECK(with.shares.at(0).what == "cause earthquake");
  CHECK(with.sampled.agrees(with.unavailability));
  // Half as likely to take each of the two: a quarter, and the rest of the chain on one side.
  s.reliability->common_causes[0].probability = Fraction(0.5);
  const auto half = SiteSystem(s, s.sites[0]).availability(0, 1).at(0);
  CHECK(half.unavailability > 0.25 * chance);
  CHECK(half.unavailability < 0.26 * chance + without);
  // A member of a group is one machine less.
  s.sites[0].power[3].count = s.sites[0].power[8].count = 2;
  s.reliability->common_causes[0].takes = {"sites.s.power.ups_1", "sites.s.power.ups_b_1"};
  s.reliability->common_causes[0].probability = Fraction(1);
  CHECK(SiteSystem(s, s.sites[0]).availability(0, 1).at(0).unavailability == Approx(chance).epsilon(0.01));
}

TEST_CASE("Site: planned windows count for the units that they take, figures of an asset before those of its class") {
  Scenario s = chain(0);
  s.reliability.emplace();
  MaintenanceSpec m;
  m.asset = "sites.s.power.ups";
  m.duration = Duration::from_si(8 * 3600);
  m.every = Duration::from_si(365.25 * 86400);
  s.reliability->maintenance = {m};
  CHECK(SiteSystem(s, s.sites[0]).availability(0, 1).at(0).unavailability == Approx(8 / 8766.0).epsilon(1e-9));
  FigureSpec f;
  f.of = "transformer";
  f.params.failure_rate = Frequency::from_si(1 / (8766 * 3600.0));
  f.params.repair = Duration::from_si(10 * 3600);
  s.reliability->figures = {f};
  CHECK(figures_of(s, "transformer", "sites.s.power.tx").repair.si() == 36000);
  f.of = "sites.s.power.tx";
  f.params.repair = Duration::from_si(20 * 3600);
  s.reliability->figures.push_back(f);
  CHECK(figures_of(s, "transformer", "sites.s.power.tx").repair.si() == 72000);
  CHECK(figures_of(s, "transformer", "sites.s.power.other").repair.si() == 36000);
}

TEST_CASE("Site: a coupler joins its boards both ways") {
  Scenario s = chain(0);
  double_it(s);
  SiteSpec& site = s.sites[0];
  site.power.push_back(node("tie", T::bus_coupler, {"board", "board_b"}));
  site.halls[0].fed_by = {"ats"};
  const SiteSystem system(s, site);
  const auto without = [&](const std::vector<std::string>& gone) {
    std::vector<char> up(system.components().size(), 1);
    for (std::size_t i = 0; i < up.size(); ++i)
      for (const std::string& g : gone)
        if (system.components()[i].name == "power." + g) up[i] = 0;
    return system.works(0, up);
  };
  CHECK(without({}));
  CHECK(without({"tx"}));
  CHECK(without({"feeder"}));
  CHECK_FALSE(without({"tx", "tie"}));
  CHECK_FALSE(without({"tx", "tx_b"}));
  CHECK_FALSE(without({"board"}));
}

TEST_CASE("Site: means of the distributions of outages") {
  Distribution d;
  d.type = DistributionType::lognormal;
  d.median = 720;
  d.sigma = 1.1;
  CHECK(mean_of(d) == Approx(720 * std::exp(0.605)));
  d.type = DistributionType::log_uniform;
  d.min = 1;
  d.max = std::exp(2.0);
  CHECK(mean_of(d) == Approx((std::exp(2.0) - 1) / 2));
  d.type = DistributionType::uniform;
  CHECK(mean_of(d) == Approx((1 + std::exp(2.0)) / 2));
}

TEST_CASE("Site: what of a hall's cooling hangs on other nodes than its racks goes with them") {
  Scenario s;
  SiteSpec site;
  site.name = "s";
  site.power = {node("feeder", T::grid_connection), node("it", T::switchboard, {"feeder"}), node("mech", T::switchboard, {"feeder"}), node("pumping", T::switchboard, {"feeder"})};
  PlantSpec p;
  p.name = "cold";
  p.fed_by = {"it"};
  p.pumps_fed_by = {"pumping"};
  HallSpec h;
  h.name = "h";
  h.fed_by = {"it"};
  h.air.emplace();
  h.air->loop = "cold";
  h.air->crahs.fed_by = {"mech"};
  site.cooling = {p};
  site.halls = {h};
  s.sites = {site};
  const SiteSystem system(s, s.sites[0]);
  const auto without = [&](const std::string& name) {
    std::vector<char> up(system.components().size(), 1);
    for (std::size_t i = 0; i < up.size(); ++i)
      if (system.components()[i].name == name) up[i] = 0;
    return up;
  };
  REQUIRE(system.works(0, without("")));
  for (const char* board : {"power.mech", "power.pumping"}) {
    CHECK_FALSE(system.works(0, without(board)));
    CHECK(system.powered(0, without(board)));
  }
  CHECK_FALSE(system.powered(0, without("power.it")));
}
