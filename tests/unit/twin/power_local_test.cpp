// SPDX-License-Identifier: Apache-2.0
// PV and batteries at a board. Powers and energies by hand.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "tests/unit/twin/chain_fixture.hpp"

using namespace netsuden;
using test::at;
using test::T;

namespace {

PowerNodeSpec node(const char* name, T type, std::vector<std::string> from = {}) {
  PowerNodeSpec n = test::node(name, type, std::move(from));
  n.genset.rating = 20_MW;
  n.retransfer = 5_min;
  // 20 MWh with 10 MW, one-way efficiencies 0.95; nothing else lost unless a test says so
  n.bess.self_discharge = n.bess.auxiliaries = Frequency{};
  n.dispatch.reserve = Fraction(0);
  n.dispatch.threshold = 6_MW;
  n.pv.dc_rating = 6_MW;
  return n;
}

PvInputs noon() {
  PvInputs s;
  s.global = Irradiance::from_si(900);
  s.direct_normal = Irradiance::from_si(850);
  s.diffuse = Irradiance::from_si(120);
  s.sun_elevation_deg = 65;
  return s;
}

void step(PowerChain& c, double w, double dt, double grid_voltage = 1) {
  c.energize(GridSupply{grid_voltage, 0});
  c.clear_loads();
  c.add_load({c.find("board")}, w);
  c.solve(dt);
}

/// Supply less use: zero where no energy is lost or made. The load is what the board could give to it.
double residual(const PowerChain& c, double served_w) { return c.import_w() + c.generated_w() + c.unserved_w() - (served_w + c.loss_w() + c.stored_w()); }

/// Walks from event to event, as a run does; returns the time at which the board went dark, or -1.
double walk(PowerChain& c, double w, double seconds, double grid_voltage) {
  c.energize(GridSupply{grid_voltage, 0});
  double t = 0, dark = -1;
  while (t < seconds - 1e-9) {
    c.clear_loads();
    c.add_load({c.find("board")}, w);
    c.solve(0);
    const double dt = std::min({seconds - t, 60.0, std::max(c.next_event_s(), 1e-6)});
    c.solve(dt);
    t += dt;
    if (c.changed()) c.energize(GridSupply{grid_voltage, 0});
    if (dark < 0 && !at(c, "board").energized) dark = t;
  }
  return dark;
}

}  // namespace

TEST_CASE("local: a battery keeps the import at the threshold, with its losses, until it is empty") {
  PowerChain c({node("grid", T::grid_connection), node("board", T::switchboard, {"grid"}), node("bess", T::bess, {"board"})});
  // 50 % of 20 MWh, 5 % stay: 9 MWh of cells give 8.55 MWh, at 4 MW 2.1375 h.
  double t = 0;
  while (t < 3 * 3600) {
    step(c, 10e6, 60);
    t += 60;
    CHECK(residual(c, 10e6) == Approx(0).margin(1e-5));
    if (t <= 2.13 * 3600) {
      CHECK(c.import_w() == Approx(6e6).epsilon(1e-12));
      CHECK(c.stored_w() == Approx(-4e6 / 0.95).epsilon(1e-12));
      CHECK(c.loss_w() == Approx(4e6 * (1 / 0.95 - 1)).epsilon(1e-12));
    }
    if (t > 2.16 * 3600) CHECK(c.import_w() == Approx(10e6).epsilon(1e-12));
  }
  CHECK(at(c, "bess").battery->state.state_of_charge() == Approx(0.05).epsilon(1e-9));
  CHECK(at(c, "bess").battery->state.full_cycles == Approx(9.0 / 20).epsilon(1e-9));
  // Below the threshold it charges up to it: 6 - 2 = 4 MW.
  step(c, 2e6, 60);
  CHECK(c.import_w() == Approx(6e6).epsilon(1e-12));
  CHECK(c.stored_w() == Approx(4e6 * 0.95).epsilon(1e-12));
}

TEST_CASE("local: PV lowers what the board takes, charges a battery with the surplus, and curtails the rest") {
  auto rest = node("bess", T::bess, {"board"});
  rest.dispatch.policy = BessPolicy::reserve;  // full enough: it would do nothing
  PowerChain c({node("grid", T::grid_connection), node("board", T::switchboard, {"grid"}), rest, node("pv", T::pv, {"board"})});
  c.set_sky(noon());
  const double ac = pv_power(at(c, "pv").spec.pv, noon()).ac.si();
  REQUIRE(ac > 4e6);
  step(c, 10e6, 300);
  CHECK(c.import_w() == Approx(10e6 - ac).epsilon(1e-12));
  CHECK(c.solar_w() == Approx(ac).epsilon(1e-12));
  CHECK(c.curtailed_w() == 0);
  // A relay in the feed of the board sees what comes through it at 66 kV: PV lowers the active power of loads at 0.98.
  const double reactive = 10e6 * std::sqrt(1 / (0.98 * 0.98) - 1);
  CHECK(at(c, "board").unit_current().si() == Approx(std::hypot(10e6 - ac, reactive) / (std::sqrt(3.0) * 66e3)).epsilon(1e-12));
  CHECK(at(c, "grid").load_var == Approx(reactive));
  step(c, 1e6, 300);
  CHECK(at(c, "grid").load_var == Approx(reactive / 10));  // PV has none to give
  CHECK(c.import_w() == 0);
  CHECK(c.charged_w() == Approx(ac - 1e6).epsilon(1e-12));
  CHECK(c.curtailed_w() == Approx(0).margin(1e-3));
  at(c, "bess").in_service = false;
  step(c, 1e6, 300);
  CHECK(c.solar_w() == Approx(1e6).epsilon(1e-12));
  CHECK(c.curtailed_w() == Approx(ac - 1e6).epsilon(1e-12));
  CHECK(at(c, "pv").solar->plane_w_m2 == Approx(pv_power(at(c, "pv").spec.pv, noon()).plane.si()));
  step(c, 1e6, 300, 0);  // without the grid its inverters stand
  CHECK(c.generated_w() == 0);
  CHECK_FALSE(at(c, "board").energized);
}

TEST_CASE("local: an island carries the board until the battery is empty, sets take over before") {
  auto bess = node("bess", T::bess, {"board"});
  bess.island = true;
  // 9 MWh of cells give 8.55 MWh; with 1 %/d of 20 MWh auxiliaries (8333 W) a load of 5 MW lasts 8.55 / 5.00833 h.
  bess.bess.auxiliaries = Frequency::from_si(0.01 / 86400);
  SECTION("alone") {
    PowerChain c({node("grid", T::grid_connection), node("board", T::switchboard, {"grid"}), bess});
    const double dark = walk(c, 5e6, 3 * 3600, 0);
    CHECK(dark == Approx(8.55e6 / (5e6 + 20e6 * 0.01 / 24) * 3600).epsilon(1e-6));
    CHECK_FALSE(at(c, "board").energized);  // it does not come back by itself
    walk(c, 5e6, 1, 1);
    CHECK(at(c, "board").energized);
    CHECK(at(c, "board").feeding.front() == c.find("grid"));
  }
  SECTION("asked for more than it gives it trips, after ten seconds, and what it gave is all that was had") {
    PowerChain c({node("grid", T::grid_connection), node("board", T::switchboard, {"grid"}), bess});
    const double most = (bess.bess.energy * bess.bess.discharge_rate).si();
    CHECK(walk(c, 1.5 * most, 3600, 0) == Approx(10).margin(1e-6));
    CHECK(at(c, "bess").battery->overloaded);
    walk(c, most, 1, 1);
    CHECK(at(c, "board").energized);
    CHECK_FALSE(at(c, "bess").battery->overloaded);
    CHECK(walk(c, 0.99 * most, 600, 0) < 0);  // what it can give it gives
  }
  SECTION("the feeds come back in time") {
    PowerChain c({node("grid", T::grid_connection), node("board", T::switchboard, {"grid"}), bess});
    CHECK(walk(c, 5e6, 600, 0) < 0);
    CHECK(at(c, "bess").battery->carries);
    CHECK(c.import_w() == 0);
    CHECK(walk(c, 5e6, 299.9, 1) < 0);
    CHECK(c.import_w() == 0);
    walk(c, 5e6, 0.2, 1);
    walk(c, 5e6, 1, 1);
    CHECK(c.import_w() > 5e6);
    CHECK_FALSE(at(c, "bess").battery->carries);
  }
  SECTION("more than it can give") {
    PowerChain c({node("grid", T::grid_connection), node("board", T::switchboard, {"grid"}), bess});
    step(c, 12e6, 60, 0);
    CHECK(c.discharged_w() == Approx(10e6).epsilon(1e-12));
    CHECK(c.unserved_w() == Approx(2e6 + 20e6 * 0.01 / 24).epsilon(1e-12));
    CHECK(at(c, "bess").battery->asked_w == Approx(12e6 + 20e6 * 0.01 / 24).epsilon(1e-12));
    CHECK(residual(c, 12e6) == Approx(0).margin(1e-4));
  }
  SECTION("sets") {
    PowerChain c({node("grid", T::grid_connection), node("sets", T::genset), node("board", T::switchboard, {"grid", "sets"}), bess});
    CHECK(walk(c, 5e6, 60, 0) < 0);
    CHECK(at(c, "board").on_generator);
    CHECK_FALSE(at(c, "bess").battery->carries);
    CHECK(c.stored_w() == 0);  // no charging from fuel
    CHECK(c.generated_w() == Approx(5e6 + 20e6 * 0.01 / 24).epsilon(1e-12));
  }
  SECTION("a battery without that right does not") {
    bess.island = false;
    PowerChain c({node("grid", T::grid_connection), node("board", T::switchboard, {"grid"}), bess});
    step(c, 5e6, 60, 0);
    CHECK_FALSE(at(c, "board").energized);
    CHECK(c.stored_w() == 0);
  }
}

TEST_CASE("local: policies see prices, import limits and calls") {
  auto spec = node("bess", T::bess, {"board"});
  spec.dispatch.policy = BessPolicy::arbitrage;
  PowerChain c({node("grid", T::grid_connection), node("board", T::switchboard, {"grid"}), node("other", T::switchboard, {"grid"}), spec});
  DispatchSignals s;
  s.price = EnergyPrice::from_si(5 / 3.6e6);
  s.import_limit = 12_MW;
  c.set_signals(s);
  c.energize(true);
  for (int k = 0; k < 2; ++k) {  // the second step knows what the other board takes
    c.clear_loads();
    c.add_load({c.find("board")}, 3e6);
    c.add_load({c.find("other")}, 4e6);
    c.solve(60);
  }
  CHECK(c.import_w() == Approx(12e6).epsilon(1e-12));
  CHECK(c.charged_w() == Approx(5e6).epsilon(1e-12));
  s.price = EnergyPrice::from_si(30 / 3.6e6);
  c.set_signals(s);
  c.solve(60);
  CHECK(c.discharged_w() == Approx(3e6).epsilon(1e-12));  // nothing beyond its board
  CHECK(c.import_w() == Approx(4e6).epsilon(1e-12));
  at(c, "bess").spec.dispatch.policy = BessPolicy::curtailment;
  s.curtailed = true;
  s.import_limit = 5_MW;
  c.set_signals(s);
  c.solve(60);
  CHECK(c.import_w() == Approx(5e6).epsilon(1e-12));
}

TEST_CASE("local: a year of ageing takes the capacity that age_bess says, whatever the steps") {
  const auto capacity_after = [](double dt) {
    auto spec = node("bess", T::bess, {"board"});
    spec.dispatch.policy = BessPolicy::reserve;
    PowerChain c({node("grid", T::grid_connection), node("board", T::switchboard, {"grid"}), spec});
    for (double t = 0; t < 365.25 * 86400 - 1; t += dt) step(c, 1e6, dt);
    return at(c, "bess").battery->state.capacity.si();
  };
  // 2 % in the first year at 25 degC and half charge.
  CHECK(capacity_after(86400 / 4.0) == Approx(20 * 3.6e9 * 0.98).epsilon(1e-4));
  CHECK(capacity_after(86400 / 24.0) == Approx(capacity_after(86400 / 4.0)).epsilon(1e-9));
}

TEST_CASE("local: random loads, skies, prices, outages and trips close the energy of every step") {
  std::mt19937_64 random(20270804);
  const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<double>(a, b)(random); };
  for (int campus = 0; campus < 40; ++campus) {
    std::vector<PowerNodeSpec> specs{node("grid", T::grid_connection), node("sets", T::genset)};
    auto board = node("board", T::switchboard, campus % 2 ? std::vector<std::string>{"grid", "sets"} : std::vector<std::string>{"grid"});
    board.retransfer = Duration::from_si(uniform(0, 600));
    specs.push_back(board);
    for (const char* name : {"one", "two"}) {
      auto b = node(name, T::bess, {"board"});
      b.bess.energy = ActiveEnergy::from_si(uniform(0.5, 30) * 3.6e9);
      b.bess.self_discharge = Frequency::from_si(uniform(0, 1e-7));
      b.bess.auxiliaries = Frequency::from_si(uniform(0, 2e-7));
      b.dispatch.policy = static_cast<BessPolicy>(std::uniform_int_distribution<int>(0, 3)(random));
      b.dispatch.reserve = Fraction(uniform(0, 0.9));
      if (uniform(0, 1) < 0.3) b.dispatch.ramp_up = b.dispatch.ramp_down = PowerRamp::from_si(uniform(1e3, 1e6));
      b.island = uniform(0, 1) < 0.7;
      b.charge = Fraction(uniform(0.05, 0.95));
      specs.push_back(b);
    }
    specs.push_back(node("pv", T::pv, {"board"}));
    specs.push_back(node("roof", T::pv, {"board"}));
    PowerChain c(specs);
    double grid = 1;
    for (int k = 0; k < 400; ++k) {
      if (uniform(0, 1) < 0.05) grid = uniform(0, 1) < 0.5 ? 0 : 1;
      if (uniform(0, 1) < 0.03) at(c, uniform(0, 1) < 0.5 ? "one" : "pv").in_service = uniform(0, 1) < 0.7;
      PvInputs sky = noon();
      sky.sun_elevation_deg = uniform(-20, 80);
      sky.global = Irradiance::from_si(sky.sun_elevation_deg > 0 ? uniform(0, 1000) : 0);
      sky.direct_normal = sky.diffuse = sky.global * 0.5;
      c.set_sky(sky);
      DispatchSignals s;
      s.price = EnergyPrice::from_si(uniform(-5, 40) / 3.6e6);
      if (uniform(0, 1) < 0.5) s.import_limit = ActivePower::from_si(uniform(0, 15e6));
      s.curtailed = s.import_limit && uniform(0, 1) < 0.5;
      c.set_signals(s);
      const double w = uniform(0, 15e6), dt = std::pow(10, uniform(-3, 3.5));
      const double before = at(c, "one").battery->state.stored.si() + at(c, "two").battery->state.stored.si();
      step(c, w, dt, grid);
      const double served = at(c, "board").energized ? w : 0;
      CHECK(std::abs(residual(c, served)) <= 1e-12 * 50e6);
      CHECK(at(c, "one").battery->state.stored.si() + at(c, "two").battery->state.stored.si() - before == Approx(c.stored_w() * dt).epsilon(1e-9).margin(1));
      CHECK(c.import_w() >= 0);
      CHECK(c.curtailed_w() >= 0);
      CHECK(c.solar_w() >= 0);
      CHECK(c.unserved_w() >= 0);
      double refused = 0;  // by generating sets
      for (const PowerNode& n : c.nodes()) {
        if (n.sets.empty()) continue;
        refused += n.unserved_w;
        CHECK(n.input_w <= 1.1 * n.rating(n.units_up()) * (1 + 1e-9));
      }
      if (at(c, "board").island_by < 0) CHECK(c.unserved_w() == refused);
      if (grid <= 0) CHECK(c.import_w() == 0);
      for (const char* name : {"one", "two"}) {
        const SiteBattery& b = *at(c, name).battery;
        CHECK(b.state.stored.si() >= -1e-6);
        CHECK(b.state.stored <= b.state.capacity * (1 + 1e-9));
      }
    }
  }
}
