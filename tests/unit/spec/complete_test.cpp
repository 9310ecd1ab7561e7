// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/complete.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace netsuden;

namespace {

/// A catalogue under the names that the completion takes where none is written, with round ratings.
Catalogue catalogue() {
  Catalogue c;
  const auto entry = [](auto& list, const char* name, auto params) { list.push_back({name, "test", params}); };
  TransformerParams tx;
  tx.rating = ApparentPower::from_si(1e6);
  entry(c.transformers, "cast_resin_2500kva", tx);
  UpsLossParams ups;
  ups.rating = ActivePower::from_si(500e3);
  entry(c.ups, "modular_1500kw", ups);
  PduParams pdu;
  pdu.rating = ApparentPower::from_si(250e3);
  entry(c.pdus, "pdu_500kva", pdu);
  CrahParams crah;
  crah.coil.rated_heat = 100_kWt;
  crah.fan.rated_flow = MassFlow::from_si(6);
  entry(c.crahs, "crah_120kw", crah);
  CduParams cdu;
  cdu.rated_heat = 300_kWt;
  entry(c.cdus, "cdu_1350kw", cdu);
  ChillerParams chiller;
  chiller.reference_capacity = 700_kWt;
  chiller.reference_cop = 5;
  entry(c.chillers, "centrifugal_warm_2mw", chiller);
  TowerParams tower;
  tower.rated_heat = 600_kWt;
  entry(c.towers, "tower_3mw", tower);
  return c;
}

HallSpec hall(const char* name, int racks, double rack_kw, double liquid_share) {
  HallSpec h;
  h.name = name;
  h.racks.count = racks;
  h.racks.params.rated_power = ActivePower::from_si(rack_kw * 1e3);
  h.racks.params.liquid_share = Fraction(liquid_share);
  return h;
}

Scenario scenario(std::vector<HallSpec> halls) {
  Scenario s;
  s.catalogue = catalogue();
  SiteSpec site;
  site.name = "lab";
  site.halls = std::move(halls);
  s.sites = {site};
  return s;
}

bool has(const std::vector<std::string>& v, const std::string& s) { return std::find(v.begin(), v.end(), s) != v.end(); }

template <class T>
const T& named(const std::vector<T>& v, const std::string& name) {
  const auto it = std::find_if(v.begin(), v.end(), [&](const T& x) { return x.name == name; });
  REQUIRE(it != v.end());
  return *it;
}

/// `count` machines of a rating carry a load with one of them out, and one fewer would not.
void one_to_spare(int count, double rating, double load) {
  INFO(count << " of " << rating << " for " << load);
  CHECK((count - 1) * rating >= load * (1 - 1e-9));
  CHECK((count - 2) * rating < load);
}

}  // namespace

TEST_CASE("complete: a hall of ten racks gets everything between the grid and the sky") {
  Scenario s = scenario({hall("h", 10, 40, 0)});
  const auto filled = complete(s);
  const SiteSpec& site = s.sites[0];
  for (const char* what :
       {"weather.climate", "halls.h.air", "halls.h.area", "halls.h.air.crahs.count", "halls.h.air.loop", "halls.h.fed_by", "cooling.chilled_water",
        "cooling.chilled_water.chillers.count", "cooling.chilled_water.towers.count", "cooling.chilled_water.fed_by", "power"}) {
    INFO(what);
    CHECK(has(filled, std::string("sites.lab.") + what));
  }
  CHECK(site.halls[0].area->si() == Approx(40));
  CHECK_FALSE(site.halls[0].liquid);
  REQUIRE(site.cooling.size() == 1);
  CHECK(site.halls[0].air->loop == site.cooling[0].name);
  CHECK(site.cooling[0].type == PlantType::chilled_water);
  CHECK(site.weather.normals);  // Tokyo, spelt out
  // The chain, each node fed by the one before it, the plant beside the UPS.
  const char* names[] = {"utility", "transformers", "ups", "pdus"};
  REQUIRE(site.power.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(site.power[i].name == names[i]);
    if (i > 0) CHECK(site.power[i].feeds_from == std::vector<std::string>{names[i - 1]});
  }
  CHECK(site.halls[0].fed_by == std::vector<std::string>{"pdus"});
  CHECK(site.cooling[0].fed_by == std::vector<std::string>{"transformers"});
}

TEST_CASE("complete: sizes carry the rated load with one machine to spare, and no more than that") {
  for (const int racks : {1, 3, 10, 25, 96}) {
    const double it = racks * 40e3, air = it * 0.3, liquid = it * 0.7;
    INFO(racks << " racks");
    Scenario s = scenario({hall("h", racks, 40, 0.7)});
    complete(s);
    const SiteSpec& site = s.sites[0];
    const HallRatings r = ratings(site.halls[0]);
    CHECK(r.it_w == Approx(it));
    CHECK(r.air_w == Approx(air));
    CHECK(r.liquid_w == Approx(liquid));
    const AirSpec& a = *site.halls[0].air;
    // Air handlers: heat, and air for servers at 16 K that draw 5 % of the hot and lose 8 % of the cold.
    const double flow = air / (constants::cp_air * 16) * 0.95 / 0.92;
    const int count = *a.crahs.count;
    CHECK((count - 1) * 100e3 >= air * (1 - 1e-9));
    CHECK((count - 1) * 6 >= flow * (1 - 1e-9));
    CHECK(((count - 2) * 100e3 < air || (count - 2) * 6 < flow));
    CHECK(a.crahs.redundancy == Redundancy::n_plus_1);
    one_to_spare(*site.halls[0].liquid->cdus.count, 300e3, liquid);
    // Plants take the heat of fans and pumps too: 8 % of the air's, 2 % of the liquid's.
    const PlantSpec& cold = named(site.cooling, "chilled_water");
    const PlantSpec& warm = named(site.cooling, "facility_water");
    CHECK((*cold.chillers.count - 1) * 700e3 >= air * 1.08);
    CHECK((*cold.chillers.count - 2) * 0.9 * 700e3 < air * 1.08);  // one runs at 90 % at most
    one_to_spare(*cold.towers.count, 600e3, air * 1.08 * 1.2);     // with compressors at a COP of 5
    one_to_spare(*warm.towers.count, 600e3, liquid * 1.02 * 1.02);
    CHECK(warm.supply.c() == Approx(32));
    // The chain: IT and 45 % at a power factor of 0.98; the UPS and the PDUs the IT and 5 %.
    one_to_spare(named(site.power, "transformers").count, 1e6, it * 1.45 / 0.98);
    one_to_spare(named(site.power, "ups").count, 500e3, it * 1.05);
    one_to_spare(named(site.power, "pdus").count, 250e3, it * 1.05 / 0.98);
    const double connection = site.power[0].capacity.si();
    CHECK(connection >= it * 1.45 / 0.98);
    CHECK(connection < it * 1.45 / 0.98 + 0.5e6);  // rounded up to half a MVA
    CHECK(site.power[0].voltage.si() == (it * 1.45 / 0.98 > 2e6 ? 66e3 : 6.6e3));
  }
}

TEST_CASE("complete: what is written stays, and only the gaps around it are filled") {
  Scenario s = scenario({hall("a", 10, 40, 0.5), hall("b", 5, 40, 0)});
  SiteSpec& site = s.sites[0];
  site.halls[0].air.emplace();
  site.halls[0].air->crahs.count = 3;
  site.halls[0].air->loop = "mine";
  site.halls[0].area = 99_m2;
  site.halls[0].fed_by = {"board"};
  PlantSpec mine;
  mine.name = "mine";
  mine.chillers.count = 2;
  mine.chillers.params.reference_capacity = 1_MWt;
  mine.fed_by = {"board"};
  site.cooling = {mine};
  PowerNodeSpec grid, board;
  grid.name = "feeder";
  grid.type = PowerNodeType::grid_connection;
  board.name = "board";
  board.feeds_from = {"feeder"};
  site.power = {grid, board};
  site.weather.constant = WeatherSpec::Constant{};
  GridSpec g;
  g.name = "east";
  s.grids = {g};
  const auto filled = complete(s);
  CHECK(site.grid == "east");  // the only one
  CHECK_FALSE(site.weather.normals);
  CHECK(*site.halls[0].air->crahs.count == 3);
  CHECK(site.halls[0].air->crahs.redundancy == Redundancy::n);
  CHECK(site.halls[0].area->si() == 99);
  CHECK(site.halls[1].air->loop == "mine");
  CHECK(*named(site.cooling, "mine").chillers.count == 2);
  CHECK(named(site.cooling, "mine").chillers.params.reference_capacity.si() == 1e6);
  CHECK(site.cooling.size() == 2);  // facility water for the liquid of hall a
  CHECK(site.power.size() == 2);
  CHECK(site.halls[1].fed_by == std::vector<std::string>{"board"});
  CHECK(named(site.cooling, "facility_water").fed_by == std::vector<std::string>{"board"});
  for (const char* what : {"sites.lab.power", "sites.lab.weather.climate", "sites.lab.halls.a.area", "sites.lab.halls.a.fed_by",
                           "sites.lab.cooling.mine.chillers.count"}) {
    INFO(what);
    CHECK_FALSE(has(filled, what));
  }
  CHECK(has(filled, "sites.lab.halls.b.fed_by"));
  CHECK(has(filled, "sites.lab.cooling.mine.towers.count"));
}

TEST_CASE("complete: machines that are described are not replaced by those of the catalogue") {
  Scenario s = scenario({hall("a", 10, 40, 0)});
  PlantSpec p;
  p.name = "mine";
  p.chillers.params.reference_capacity = 123_kWt;
  p.towers.params.rated_heat = 456_kWt;
  s.sites[0].cooling = {p};
  complete(s, [](const std::string& group) { return group == "sites.lab.cooling.mine.chillers"; });
  const PlantSpec& mine = s.sites[0].cooling[0];
  CHECK(mine.chillers.params.reference_capacity.si() == 123e3);
  CHECK((*mine.chillers.count - 1) * 123e3 * 0.9 >= 400e3 * 1.08);  // sized all the same
  CHECK(mine.towers.params.rated_heat.si() == 600e3);               // of the catalogue
}

TEST_CASE("complete: between two plants of a kind it does not choose") {
  Scenario s = scenario({hall("a", 10, 40, 0)});
  PlantSpec p;
  p.name = "one";
  s.sites[0].cooling = {p, p};
  s.sites[0].cooling[1].name = "two";
  complete(s);
  CHECK(s.sites[0].halls[0].air->loop.empty());  // the checks report it
  CHECK(s.sites[0].cooling.size() == 2);
}

TEST_CASE("complete: a complete scenario has nothing left to fill") {
  Scenario s = scenario({hall("a", 10, 40, 0.5), hall("b", 5, 40, 0)});
  CHECK_FALSE(complete(s).empty());
  CHECK(complete(s).empty());
}

TEST_CASE("complete: an unknown climate is left for the reader of inputs to report") {
  Scenario s = scenario({hall("a", 1, 40, 0)});
  s.sites[0].weather.climate = "atlantis";
  complete(s);
  CHECK(s.sites[0].weather.climate == "atlantis");
  CHECK_FALSE(s.sites[0].weather.normals);
}

TEST_CASE("redundancy: how many of a group must run") {
  CHECK(firm_count(5, Redundancy::n) == 5);
  CHECK(firm_count(5, Redundancy::n_plus_1) == 4);
  CHECK(firm_count(5, Redundancy::n_plus_2) == 3);
  CHECK(firm_count(6, Redundancy::two_n) == 3);
  CHECK(firm_count(5, Redundancy::two_n) == 3);
  CHECK(firm_count(1, Redundancy::n_plus_1) == 1);
}

TEST_CASE("complete: the loss ratio of an ageing transformer is that of its losses, unless it is stated") {
  Scenario s = scenario({hall("h", 1, 40, 0)});
  PowerNodeSpec tx;
  tx.name = "tx";
  tx.type = PowerNodeType::transformer;
  tx.transformer.no_load_loss = ActivePower::from_si(7e3);
  tx.transformer.load_loss = ActivePower::from_si(60e3);
  tx.ageing.emplace();
  s.sites[0].power.push_back(tx);
  tx.name = "stated";
  tx.ageing->params.loss_ratio = 4;
  s.sites[0].power.push_back(tx);
  const auto filled = complete(s);
  CHECK(*named(s.sites[0].power, "tx").ageing->params.loss_ratio == Approx(60.0 / 7));
  CHECK(*named(s.sites[0].power, "stated").ageing->params.loss_ratio == 4);
  CHECK(has(filled, "sites.lab.power.tx.ageing.loss_ratio"));
  CHECK_FALSE(has(filled, "sites.lab.power.stated.ageing.loss_ratio"));
}
