// SPDX-License-Identifier: Apache-2.0
// Whole runs in which demand is not served: that served and unserved are the demand of each hall and site in every record, what a
// dark hall lacks by hand, what load shedding gives up and takes back, what tanks hold.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

using Times = std::vector<double>;

Result shedding(const std::vector<std::string>& set = {}, const std::function<void(Scenario&, Inputs&)>& edit = nullptr) {
  Request q;
  q.file = NETSUDEN_SOURCE_DIR "/scenarios/shedding.yaml";
  q.set = set;
  q.edit = edit;
  Result r = run(q);
  REQUIRE(r.status == "complete");
  return r;
}

/// Water flows on while the plant waits for power: else the halls stop by heat before anything else happens to them.
const std::string pumps_on_ups = "sites.koto.cooling.cold.pumps_fed_by=ups";

const HallSummary& hall(const Result& r, const std::string& name) {
  return *std::find_if(r.halls.begin(), r.halls.end(), [&](const HallSummary& h) { return h.name == name; });
}

double off_s(const Result& r, const std::string& name, UnservedCause c) { return hall(r, name).demand.off_s[static_cast<std::size_t>(c)]; }

/// Row of a record that ends at t.
std::size_t row(const Table& t, double at) {
  const auto times = t.times();
  return static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), at - 1e-6) - times.begin());
}

/// In every record of every hall and site, and in the meters.
void check_sums(const Result& r) {
  const Table &site = r.table("site"), &halls = r.table("equipment/hall");
  const auto check = [](const Table& t, const std::string& who) {
    const auto demand = t.column("load_demand", who), served = t.column("load_served", who), unserved = t.column("unserved", who);
    double worst = 0;
    for (std::size_t i = 0; i < demand.size(); ++i) worst = std::max(worst, std::abs(served[i] + unserved[i] - demand[i]) / std::max(1.0, demand[i]));
    INFO(who);
    CHECK(worst < 1e-9);
  };
  for (const std::string& h : halls.entities) check(halls, h);
  check(site, site.entities.front());
  const auto it = site.column("it_power"), cooling = site.column("cooling_power"), other = site.column("other_power"), served = site.column("load_served");
  for (std::size_t i = 0; i < it.size(); ++i) REQUIRE(served[i] == Approx(it[i] + cooling[i] + other[i]).epsilon(1e-9).margin(1e-3));
  const DemandMeters& m = r.sites[0].demand;
  CHECK(m.served_j + sum(m.unserved_j) == Approx(m.demand_j).epsilon(1e-9));
  CHECK(m.served_j == Approx(r.sites[0].it_j + r.sites[0].cooling_j + r.sites[0].other_j).epsilon(1e-9));
  CHECK(r.sites[0].pue() >= 1);
}

}  // namespace

TEST_CASE("One set of three: halls are shed by priority until it carries the rest, and one returns with the second set") {
  const Result r = shedding();
  check_sums(r);
  const auto shed = r.event_times("shed"), back = r.event_times("taken_back");
  REQUIRE(shed.size() == 2);
  CHECK(r.event_times("dark").empty());
  // The outage at 14:20; the set runs 9 s later; 10 s of overload.
  CHECK(shed[0] >= 1200 + 9 + 10);
  CHECK(shed[0] <= 1200 + 60);
  CHECK(hall(r, "batch").times_shed == 1);
  CHECK(hall(r, "research").times_shed == 1);
  CHECK(hall(r, "inference").times_shed == 0);
  CHECK(hall(r, "batch").first_shed_s == shed[0]);
  // The higher priority first, with the second set at 14:45 and the hold; the other only with the grid, 5 min after 15:20.
  REQUIRE(back.size() == 2);
  CHECK(back[0] >= 2700 + 300);
  CHECK(back[0] <= 2700 + 420);
  CHECK(back[1] >= 4800 + 600);
  const Table& halls = r.table("equipment/hall");
  CHECK(halls.column("shed", "koto.research")[row(halls, back[0] + 60)] == 0);
  CHECK(halls.column("shed", "koto.batch")[row(halls, back[0] + 60)] == 1);
  CHECK(off_s(r, "research", UnservedCause::shed) == Approx(back[0] - shed[1]).epsilon(1e-9));
  CHECK(off_s(r, "batch", UnservedCause::shed) == Approx(back[1] - shed[0]).epsilon(1e-9));
  CHECK(sum(hall(r, "inference").demand.off_s) == 0);
  // By hand: the power before the shedding, held until it is taken back.
  const auto unserved = halls.column("unserved", "koto.batch"), it = halls.column("it_power", "koto.batch");
  const double held = unserved[row(halls, 3000)];
  CHECK(held > it[row(halls, 1200)]);
  CHECK(held == Approx(it[row(halls, 1200)] + halls.column("crah_fan_power", "koto.batch")[row(halls, 1200)]).epsilon(0.01));
  CHECK(hall(r, "batch").demand.unserved_j[static_cast<std::size_t>(UnservedCause::shed)] == Approx(held * (back[1] - shed[0])).epsilon(1e-9));
  // What is left fits, but for the delay.
  const Table& sets = r.table("equipment/genset");
  const auto load = sets.column("load", "koto.gensets"), running = sets.column("running", "koto.gensets");
  for (std::size_t i = row(sets, shed[1] + 90); i < row(sets, 4800); ++i) REQUIRE(load[i] <= running[i] * 500e3);
}

TEST_CASE("Without the control the set trips on its overload, and what hung on it is dark until someone resets it or the grid is back") {
  const Result r = shedding({"control=[]", pumps_on_ups});
  CHECK(r.event_times("shed").empty());
  CHECK_FALSE(r.event_times("violation_begin").empty());
  // 20 s of overload after the walk-in of the UPS; the second set comes at 14:45, to all of the load, and trips too.
  const auto set = r.event_times("genset");
  CHECK(std::any_of(r.table("event").texts.begin(), r.table("event").texts.end(), [](const std::string& t) { return t.find("gensets_1 trips: overloaded") != std::string::npos; }));
  const Table& sets = r.table("equipment/genset");
  const auto load = sets.column("load", "koto.gensets");
  for (const double w : load) REQUIRE(w <= 1.1 * 3 * 500e3);
  CHECK(load[row(sets, 2000)] == 0);
  CHECK(r.sites[0].demand.unserved_j[static_cast<std::size_t>(UnservedCause::grid)] > sum(shedding().sites[0].demand.unserved_j));
}

TEST_CASE("Where all sets start nothing is shed, and the plant alone waits for them") {
  const Result r = shedding({}, [](Scenario& s, Inputs&) { s.events.erase(s.events.begin(), s.events.begin() + 2); });
  CHECK(r.event_times("shed").empty());
  for (const HallSummary& h : r.halls) CHECK(sum(h.demand.unserved_j) <= 1e-9 * h.demand.demand_j);
  // On load 9 s after the call: confirm 2, crank 3, run up 4. For 3 s the first one carries the plant alone, above its overload.
  const Table& site = r.table("site");
  const std::size_t before = row(site, 1200);
  double plant = site.column("cooling_power")[before];
  for (const HallSummary& h : r.halls) plant -= r.table("equipment/hall").column("crah_fan_power", "koto." + h.name)[before];
  CHECK(r.sites[0].missing_j < 0.05 * plant * 9);
  CHECK(sum(r.sites[0].demand.unserved_j) - r.sites[0].missing_j == Approx(plant * 9).epsilon(0.01));
  CHECK(r.sites[0].demand.unserved_j[static_cast<std::size_t>(UnservedCause::grid)] == Approx(sum(r.sites[0].demand.unserved_j)));
  check_sums(r);
}

TEST_CASE("Halls of equal priority go from the last, and a watched node that is not overloaded sheds none") {
  const auto equal = [](Scenario& s, Inputs&) {
    for (auto& h : s.sites[0].halls) h.priority = 0;
  };
  const Result r = shedding({}, equal);
  CHECK(hall(r, "inference").times_shed == 0);
  CHECK(hall(r, "batch").first_shed_s <= hall(r, "research").first_shed_s);
  const Result target = shedding({}, [](Scenario& s, Inputs&) { s.control[0].target = "sites.koto.power.ups"; });
  CHECK(target.event_times("shed").empty());
}

TEST_CASE("A hall in the dark lacks what it drew, by hand, with the cause of its darkness") {
  // Batteries of 150 kWh for about 0.6 MW of halls and no set: dark until the grid is back.
  const Result r = shedding({"control=[]", pumps_on_ups}, [](Scenario& s, Inputs&) {
    for (auto& n : s.sites[0].power)
      if (n.type == PowerNodeType::genset) n.genset.start_failure = Fraction(1);
    EventSpec trip;  // another cause: the UPS fails after the outage
    trip.at = "2027-08-04T16:00";
    trip.trip = "sites.koto.power.ups";
    trip.duration = 10_min;
    s.events.push_back(trip);
  });
  check_sums(r);
  const auto dark = r.event_times("dark"), powered = r.event_times("powered");
  REQUIRE(dark.size() == 6);
  REQUIRE(powered.size() == 6);
  CHECK(dark[3] == 7200);
  CHECK(off_s(r, "batch", UnservedCause::grid) == Approx(powered[0] - dark[0]).epsilon(1e-9));
  CHECK(off_s(r, "batch", UnservedCause::equipment) == Approx(600).epsilon(1e-9));
  const Table& halls = r.table("equipment/hall");
  const auto unserved = halls.column("unserved", "koto.batch"), demand = halls.column("load_demand", "koto.batch");
  const double held = unserved[row(halls, powered[0] - 60)], later = unserved[row(halls, 7500)];
  CHECK(held == Approx(demand[row(halls, 1200)]).epsilon(0.02));
  CHECK(sum(hall(r, "batch").demand.unserved_j) == Approx(held * (powered[0] - dark[0]) + later * 600).epsilon(1e-6));
}

TEST_CASE("A hall that shuts down by heat is unserved by heat, and one that the plan has not brought yet asks for nothing") {
  const Result r = shedding({"control=[]", pumps_on_ups}, [](Scenario& s, Inputs&) {
    s.events.clear();
    s.sites[0].cooling[0].volume = Volume::from_si(5);
    EventSpec trip;
    trip.at = "2027-08-04T14:30";
    trip.trip = "sites.koto.cooling.cold";
    s.events.push_back(trip);
    PlanStep step;
    step.date = "2027-08-05";
    step.commission = {"sites.koto.halls.batch"};
    s.build_plan.push_back(step);
  });
  check_sums(r);
  REQUIRE_FALSE(r.event_times("thermal_shutdown").empty());
  CHECK(off_s(r, "inference", UnservedCause::heat) == Approx(3 * 3600 - r.event_times("thermal_shutdown")[0]).epsilon(0.05));
  CHECK(hall(r, "inference").demand.unserved_j[static_cast<std::size_t>(UnservedCause::heat)] > 0);
  CHECK(hall(r, "batch").demand.demand_j == 0);
}

TEST_CASE("In runs with random trips and outages every hall and site is served or unserved, and shedding does not hunt") {
  int shed = 0, unserved = 0;
  for (unsigned seed = 0; seed < 12; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const char* assets[] = {"power.gensets_1", "power.gensets_2", "power.gensets_3", "power.ups_1", "power.ups", "power.tx", "halls.research", "cooling.cold"};
    const Result r = shedding({}, [&](Scenario& s, Inputs&) {
      s.events.clear();
      for (int i = 0; i < 6; ++i) {
        EventSpec e;
        e.at = "2027-08-04T1" + std::to_string(4 + random() % 2) + ":" + std::to_string(10 + random() % 50);
        if (i % 3 == 0) e.outage = "tokyo";
        else e.trip = std::string("sites.koto.") + assets[random() % std::size(assets)];
        e.duration = Duration::from_si(60.0 * static_cast<double>(1 + random() % 60));
        s.events.push_back(e);
      }
    });
    check_sums(r);
    for (const HallSummary& h : r.halls) {
      CHECK(h.times_shed <= 6);
      shed += h.times_shed;
      unserved += sum(h.demand.unserved_j) > 0 ? 1 : 0;
    }
  }
  CHECK(shed > 5);
  CHECK(unserved > 10);
}

TEST_CASE("Fuel: a run orders it at its level, gets it after its lead, and its sets stop where none comes") {
  const Result r = shedding({"control=[]", pumps_on_ups}, [](Scenario& s, Inputs&) {
    s.events.erase(s.events.begin(), s.events.begin() + 2);
    s.events[0].duration = 2_h;
  });
  const Table& sets = r.table("equipment/genset");
  const auto fuel = sets.column("fuel", "koto.gensets"), load = sets.column("load", "koto.gensets");
  const FuelSummary& f = r.fuel.at(0);
  CHECK(f.tank_m3 == Approx(0.6));
  CHECK(fuel.front() == Approx(0.6));
  CHECK(f.deliveries == 1);
  CHECK(f.left_m3 == Approx(0.6 + f.delivered_m3 - f.burnt_m3));
  CHECK(f.lowest_m3 == Approx(*std::min_element(fuel.begin(), fuel.end())).epsilon(0.02));
  // HOMER's line at the highest load, by hand.
  CHECK(f.autonomy_s / 3600 == Approx(600 / (0.08145 * 1500 + 0.246 * f.load_w / 1e3)).epsilon(1e-9));
  const auto events = r.event_times("fuel");
  REQUIRE(events.size() == 2);
  CHECK(events[1] - events[0] == Approx(1200).epsilon(1e-9));
  CHECK(fuel[row(sets, events[0])] == Approx(0.4 * 0.6).epsilon(0.02));
  // The same by an event that comes too late: the sets have stopped.
  const Result late = shedding({"control=[]", pumps_on_ups}, [](Scenario& s, Inputs&) {
    s.events.erase(s.events.begin(), s.events.begin() + 2);
    s.events[0].duration = 3_h;
    for (auto& n : s.sites[0].power) n.delivery.reset();
    EventSpec e;
    e.at = "2027-08-04T16:40";
    e.fuel_delivery = "sites.koto.power.gensets";
    e.volume = Volume::from_si(0.3);
    s.events.push_back(e);
  });
  CHECK(late.event_times("fuel").size() == 4);  // three tanks, one delivery
  CHECK(late.event_times("dark").size() == 3);
  CHECK(late.fuel.at(0).delivered_m3 == Approx(0.3));
  CHECK(late.event_times("powered").size() == 3);
  const double empty_s = late.event_times("fuel").front();
  double litres = 0;
  const auto l = late.table("equipment/genset").column("load", "koto.gensets");
  for (std::size_t i = 0; i < row(late.table("equipment/genset"), empty_s); ++i) litres += l[i] > 0 ? (0.08145 * 1500 + 0.246 * l[i] / 1e3) * 30 / 3600 : 0;
  CHECK(litres == Approx(600).epsilon(0.02));
}

TEST_CASE("Generating sets answer a call: they carry the board from before it until its end, and its limit is kept") {
  const auto called = [](bool answers) {
    return shedding({}, [&](Scenario& s, Inputs&) {
      s.events.clear();
      CurtailmentProgramme p;
      p.name = "p";
      p.level = 100_kW;
      p.notice = 30_min;
      p.events.push_back({"2027-08-04T15:00", 1_h});
      s.sites[0].curtailment.push_back(p);
      for (auto& n : s.sites[0].power) n.curtailment = answers && n.type == PowerNodeType::genset;
    });
  };
  const Result without = called(false), with = called(true);
  CHECK(without.constraint("koto.curtailment.p").time_over_s == Approx(3600));
  CHECK(with.constraint("koto.curtailment.p").time_over_s == 0);
  CHECK(with.event_times("dark").empty());
  const Table& site = with.table("site");
  const auto import = site.column("grid_import"), generated = site.column("generation");
  CHECK(import[row(site, 3600 - 150)] > 500e3);
  for (std::size_t i = row(site, 3630); i <= row(site, 7200); ++i) {
    INFO(site.times()[i]);
    REQUIRE(import[i] < 6e3);  // the transformers stay live: 2 x 2.8 kW without load
  }
  CHECK(generated[row(site, 5400)] > 500e3);
  CHECK(import[row(site, 7260)] > 500e3);
  CHECK(generated[row(site, 7260)] == 0);
  // Called two minutes before, on load 9 s later.
  const auto running = with.table("equipment/genset").column("running", "koto.gensets");
  CHECK(running[row(site, 3600 - 120)] == 0);
  CHECK(running[row(site, 3600 - 60)] == 3);
}

TEST_CASE("A set that runs dry within a step has carried its share of it: the other one is not overloaded, however long the steps are") {
  const auto run_with = [](const char* step) {
    return run_text(std::string(R"(netsuden: 1
name: two tanks
horizon: {from: 2027-08-04T00:00, to: 2027-08-04T02:00, timezone: Asia/Tokyo}
resolution: {calm: )") + step + R"(, transient: 1 s, record: 1 min}
grids: {g: {}}
sites:
  s:
    weather: {constant: {dry_bulb: 20 degC, relative_humidity: 50 %}}
    grid: g
    power:
      feeder: {type: grid_connection, capacity: 20 MVA, voltage: 415 V}
      sets: {type: genset, count: 2, rating: 1 MW, start_failure: 0 %, tank: 100 L}
      b1: {type: switchboard, rating: 20 MVA, feeds_from: [feeder, sets]}
      u: {type: ups, rating: 1.5 MW, feeds_from: b1, modes: {battery: {capacity: 150 kWh}}}
    halls:
      h1: {racks: {model: dgx_h100, count: 22}, fed_by: u}
workload: {profiles: [{mean: 100 %}]}
events: [{at: 2027-08-04T00:20, outage: g, for: 90 min}]
)");
  };
  const Result coarse = run_with("1 min"), fine = run_with("2 s");
  for (const Result* r : {&coarse, &fine}) {
    const auto& told = r->table("event").texts;
    CHECK(std::count_if(told.begin(), told.end(), [](const std::string& t) { return t.find("has run out of fuel") != std::string::npos; }) == 2);
    CHECK(std::none_of(told.begin(), told.end(), [](const std::string& t) { return t.find("overloaded") != std::string::npos; }));
  }
  CHECK(coarse.sites[0].demand.served_j == Approx(fine.sites[0].demand.served_j).epsilon(2e-3));
}

}  // namespace netsuden::test
