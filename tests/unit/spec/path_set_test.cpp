// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/path_set.hpp"

#include <catch2/catch.hpp>

using namespace netsuden;

namespace {

Scenario scenario() {
  Scenario s;
  SiteSpec site;
  site.name = "lab";
  PowerNodeSpec grid, tx;
  grid.name = "feeder";
  grid.type = PowerNodeType::grid_connection;
  tx.name = "tx";
  tx.type = PowerNodeType::transformer;
  tx.feeds_from = {"feeder"};
  site.power = {grid, tx};
  PlantSpec cold;
  cold.name = "cold";
  cold.chillers.count = 3;
  PlantSpec warm;
  warm.name = "warm";
  warm.type = PlantType::facility_water;
  site.cooling = {cold, warm};
  HallSpec h;
  h.name = "hall1";
  h.air.emplace();
  site.halls = {h};
  s.sites = {site};
  return s;
}

std::string set(Scenario& s, const std::string& path, const std::string& value) { return set_by_path(s, path, value, {}); }

/// The message of a value that must be refused and change nothing.
template <class Get>
std::string refused(const std::string& path, const std::string& value, Get get) {
  Scenario s = scenario();
  const auto before = get(s);
  const std::string message = set(s, path, value);
  CHECK(get(s) == before);
  return message;
}
using Catch::Contains;

}  // namespace

TEST_CASE("path set: a value of each kind") {
  Scenario s = scenario();
  SiteSpec& site = s.sites[0];
  CHECK(set(s, "sites.lab.power.feeder.capacity", "120 MVA") == "");
  CHECK(site.power[0].capacity.si() == Approx(120e6));
  CHECK(set(s, "sites.lab.power.feeder.power_factor", "0.9") == "");
  CHECK(site.power[0].power_factor == 0.9);
  CHECK(set(s, "sites.lab.power.tx.count", "3") == "");
  CHECK(site.power[1].count == 3);
  CHECK(set(s, "sites.lab.power.tx.redundancy", "2N") == "");
  CHECK(site.power[1].redundancy == Redundancy::two_n);
  CHECK(set(s, "sites.lab.power.tx.load_loss", "30 kW") == "");
  CHECK(site.power[1].transformer.load_loss.si() == Approx(30e3));
  CHECK(set(s, "sites.lab.cooling.cold.supply", "16 degC") == "");
  CHECK(site.cooling[0].supply.c() == Approx(16));
  CHECK(set(s, "sites.lab.cooling.cold.rise", "6 K") == "");
  CHECK(site.cooling[0].rise.si() == 6);
  CHECK(set(s, "sites.lab.cooling.cold.primary.efficiency", "70 %") == "");
  CHECK(site.cooling[0].primary.efficiency.value() == Approx(0.7));
  CHECK(set(s, "sites.lab.cooling.cold.primary.efficiency", "0.6") == "");
  CHECK(site.cooling[0].primary.efficiency.value() == Approx(0.6));
  CHECK(set(s, "sites.lab.cooling.cold.chillers.count", "4") == "");
  CHECK(site.cooling[0].chillers.count == 4);
  CHECK(set(s, "sites.lab.cooling.cold.volume", "30 m3") == "");  // was absent
  CHECK(site.cooling[0].volume->si() == 30);
  CHECK(set(s, "sites.lab.cooling.warm.exchanger_approach", "3 K") == "");
  CHECK(site.cooling[1].exchanger_approach.si() == 3);
  CHECK(set(s, "sites.lab.halls.hall1.air.supply", "22 degC") == "");
  CHECK(site.halls[0].air->supply.c() == Approx(22));
  CHECK(set(s, "sites.lab.other_load", "60 kW") == "");
  CHECK(site.other_load.si() == 60e3);
  CHECK(set(s, "constraints.import_limit", "9 MW") == "");
  CHECK(s.constraints.import_limit->si() == 9e6);
  CHECK(set(s, "constraints.rack_inlet", "ASHRAE_A1") == "");
  CHECK(s.constraints.rack_inlet == RackClass::a1);
}

TEST_CASE("path set: a wrong path names the nearest") {
  const auto nothing = [](const Scenario&) { return 0; };
  CHECK_THAT(refused("sites.lab.power.feeder.capacty", "1 MVA", nothing), Contains("did you mean `capacity`"));
  CHECK_THAT(refused("sites.lab.power.feder.capacity", "1 MVA", nothing), Contains("no such value"));
  CHECK_THAT(refused("sites.lab.power.feeder", "1 MVA", nothing), Contains("no such value"));  // an object is no value
  CHECK_THAT(refused("sites.lab.power.feeder.capacity.deep", "1 MVA", nothing), Contains("no such value"));
  CHECK_THAT(refused("sites.lab.power.feeder.load_loss", "1 kW", nothing), Contains("no such value"));  // of a transformer
  CHECK_THAT(refused("sites.other.power.feeder.capacity", "1 MVA", nothing), Contains("no such value"));
  CHECK_THAT(refused("", "1", nothing), Contains("only values of sites, tariffs"));
  CHECK_THAT(refused("sites.lab.cooling.cold.store.layers", "10", nothing), Contains("fixed for a run"));
  CHECK_THAT(refused("sites.lab.", "1", nothing), Contains("no such value"));
}

TEST_CASE("path set: a wrong unit, a wrong kind, a value out of range") {
  const auto capacity = [](const Scenario& s) { return s.sites[0].power[0].capacity.si(); };
  CHECK_THAT(refused("sites.lab.power.feeder.capacity", "120 MW", capacity), Contains("apparent power"));
  CHECK_THAT(refused("sites.lab.power.feeder.capacity", "120", capacity), Contains("MVA"));
  CHECK_THAT(refused("sites.lab.power.feeder.capacity", "", capacity), !Catch::Equals(""));
  CHECK_THAT(refused("sites.lab.power.feeder.capacity", "-1 MVA", capacity), Contains("outside 0 to 100000 MVA"));
  const auto supply = [](const Scenario& s) { return s.sites[0].cooling[0].supply.k(); };
  CHECK_THAT(refused("sites.lab.cooling.cold.supply", "5 K", supply), !Catch::Equals(""));  // a difference is no point
  CHECK_THAT(refused("sites.lab.cooling.cold.supply", "61 degC", supply), Contains("outside 3 to 60 degC"));
  const auto efficiency = [](const Scenario& s) { return s.sites[0].cooling[0].primary.efficiency.value(); };
  CHECK_THAT(refused("sites.lab.cooling.cold.primary.efficiency", "130 %", efficiency), !Catch::Equals(""));
  const auto count = [](const Scenario& s) { return s.sites[0].power[1].count; };
  CHECK_THAT(refused("sites.lab.power.tx.count", "2.5", count), Contains("whole number"));
  CHECK_THAT(refused("sites.lab.power.tx.count", "0", count), Contains("outside"));
  const auto spare = [](const Scenario& s) { return s.sites[0].power[1].redundancy; };
  CHECK_THAT(refused("sites.lab.power.tx.redundancy", "N+9", spare), Contains("none of N, N+1"));
}

TEST_CASE("path set: both ends of a range are inside it") {
  Scenario s = scenario();
  for (const char* t : {"3 degC", "60 degC", "140 degF", "333.15 K"}) CHECK(set(s, "sites.lab.cooling.cold.supply", t) == "");
  for (const char* f : {"5 %", "95 %"}) CHECK(set(s, "sites.lab.cooling.cold.primary.efficiency", f) == "");
  for (const char* p : {"1 kPa", "2000 kPa"}) CHECK(set(s, "sites.lab.cooling.cold.primary.head", p) == "");
}

TEST_CASE("path set: what a run is built on cannot change while it is on") {
  Scenario s = scenario();
  for (const char* path : {"sites.lab.halls.hall1.racks.count", "sites.lab.weather.elevation", "sites.lab.power.tx.feeds_from",
                           "sites.lab.halls.hall1.fed_by", "sites.lab.halls.hall1.area", "sites.lab.halls.hall1.power_groups"}) {
    INFO(path);
    CHECK_THAT(set(s, path, "1"), Contains("fixed"));
    CHECK_FALSE(changeable(path).empty());
  }
  for (const char* path : {"horizon.from", "seed", "name", "workload.profiles.0.mean", "sitesabc"}) CHECK_FALSE(set(s, path, "1").empty());
  CHECK_THAT(set(s, "sites.lab.operator", "me"), Contains("cannot change"));
  CHECK_THAT(set(s, "sites.lab.power.tx.type", "ups"), Contains("cannot change"));
  CHECK_THAT(set(s, "sites.lab.cooling.cold.chillers.part_load_curve", "[1, 0, 0]"), Contains("cannot change"));
  CHECK(changeable("sites.lab.power.feeder.capacity").empty());
  CHECK(changeable("sites.lab.power.area_board.rating").empty());  // a name is no key
  CHECK(changeable("sites.racks.halls.racks.air.supply").empty());
  CHECK(changeable("constraints.import_limit").empty());
}
