// SPDX-License-Identifier: Apache-2.0
// Who supplies whom: transfer switches, couplers, sets and their return, refusals, relays. Times and powers by hand.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/twin/chain_fixture.hpp"

using namespace netsuden;
using namespace netsuden::test;

namespace {

/// With one load, as a run does.
void walk(PowerChain& c, const char* load, double w, double seconds, double grid_voltage = 1) {
  netsuden::walk(c, GridSupply{grid_voltage, 0}, seconds, [&](PowerChain& live) { live.add_load({live.find(load)}, w); });
}

PowerChain two_feeders(const TransferSwitchParams& p) {
  auto sw = node("switch", T::transfer_switch, {"a", "b"});
  sw.transfer_switch = p;
  return PowerChain({node("fa", T::grid_connection), node("fb", T::grid_connection), node("a", T::switchboard, {"fa"}), node("b", T::switchboard, {"fb"}), sw,
                     node("load", T::switchboard, {"switch"})});
}

}  // namespace

TEST_CASE("supply: a static switch moves the load at once and returns after its delay") {
  PowerChain c = two_feeders({});
  walk(c, "load", 1e5, 1);
  CHECK(at(c, "a").load_w == Approx(1e5));
  at(c, "fa").in_service = false;
  c.energize(true);
  CHECK(at(c, "load").energized);  // 2 ms + 4 ms are within the hold-up of the supplies
  walk(c, "load", 1e5, 5);
  CHECK(at(c, "b").load_w == Approx(1e5));
  CHECK(at(c, "a").load_w == 0);
  at(c, "fa").in_service = true;
  walk(c, "load", 1e5, 9.9);
  CHECK(at(c, "b").load_w == Approx(1e5));
  walk(c, "load", 1e5, 0.2);
  CHECK(at(c, "a").load_w == Approx(1e5));
}

TEST_CASE("supply: a dip of one connection is felt behind it alone, and the lower of it and its grid holds") {
  PowerChain c = two_feeders({});
  walk(c, "load", 1e5, 1);
  at(c, "fa").grid_voltage = 0.6;
  c.energize(true);
  CHECK(at(c, "a").voltage == 0.6);
  CHECK(at(c, "b").voltage == 1);
  CHECK(at(c, "load").voltage == 1);  // the switch has left it within the hold-up of the supplies
  walk(c, "load", 1e5, 5);
  CHECK(at(c, "b").load_w == Approx(1e5));
  c.energize(GridSupply{0.8, 0});
  CHECK(at(c, "a").voltage == 0.6);
  CHECK(at(c, "b").voltage == 0.8);
  c.energize(GridSupply{0.4, 0});
  CHECK(at(c, "a").voltage == 0.4);
  at(c, "fa").grid_voltage = 0;
  c.energize(true);
  CHECK_FALSE(at(c, "a").energized);
  at(c, "fa").grid_voltage = 1;
  walk(c, "load", 1e5, 10.1);
  CHECK(at(c, "a").load_w == Approx(1e5));
}

TEST_CASE("supply: behind an automatic switch the load is dark for detection and transfer") {
  PowerChain c = two_feeders(automatic_transfer_switch());
  walk(c, "load", 1e5, 1);
  at(c, "fa").in_service = false;
  c.energize(true);
  CHECK_FALSE(at(c, "load").energized);
  walk(c, "load", 1e5, 1.149);  // 1 s of waiting, 150 ms without contact
  CHECK_FALSE(at(c, "load").energized);
  walk(c, "load", 1e5, 0.002);
  CHECK(at(c, "load").energized);
  CHECK(at(c, "b").load_w == Approx(1e5));
}

TEST_CASE("supply: a coupler takes over a dark board after its delay, never joins two live ones, and gives it back") {
  auto tie = node("tie", T::bus_coupler, {"a", "b"});
  tie.coupler_delay = 2_s;
  auto a = node("a", T::switchboard, {"ta"}), b = node("b", T::switchboard, {"tb"});
  a.retransfer = b.retransfer = 60_s;
  PowerChain c({node("f", T::grid_connection), node("ta", T::switchboard, {"f"}), node("tb", T::switchboard, {"f"}), a, b, tie, node("la", T::switchboard, {"a"}),
                node("lb", T::switchboard, {"b"})});
  walk(c, "lb", 2e5, 10);
  CHECK(at(c, "tie").tie_to == -1);
  at(c, "ta").in_service = false;
  walk(c, "la", 2e5, 1.9);
  CHECK_FALSE(at(c, "la").energized);
  walk(c, "la", 2e5, 0.2);
  CHECK(at(c, "la").energized);
  CHECK(at(c, "tie").tie_to == c.find("a"));
  walk(c, "la", 2e5, 1);
  CHECK(at(c, "tie").load_w == Approx(2e5));
  CHECK(at(c, "tb").load_w == Approx(2e5));
  CHECK(at(c, "ta").load_w == 0);
  at(c, "ta").in_service = true;
  walk(c, "la", 2e5, 59.9);
  CHECK(at(c, "tb").load_w == Approx(2e5));
  walk(c, "la", 2e5, 0.2);
  CHECK(at(c, "tie").tie_to == -1);
  CHECK(at(c, "tb").load_w == 0);
  CHECK(at(c, "ta").load_w == Approx(2e5));
  // Both boards dead: nothing to take from. An open position stays open.
  walk(c, "la", 2e5, 10, 0);
  CHECK(at(c, "tie").tie_to == -1);
  at(c, "tie").spec.coupler = CouplerPosition::open;
  at(c, "ta").in_service = false;
  walk(c, "la", 2e5, 30);
  CHECK_FALSE(at(c, "la").energized);
}

TEST_CASE("supply: sets carry a board until its feeds have been good for the retransfer time") {
  auto board = node("board", T::switchboard, {"f", "sets"});
  board.retransfer = 5_min;
  PowerChain c({node("f", T::grid_connection), node("sets", T::genset), board});
  const double start = genset_start_time(at(c, "sets").spec.genset, false).si();
  walk(c, "board", 5e5, 60);
  CHECK(at(c, "sets").sets[0].phase == GensetPhase::stopped);
  walk(c, "board", 5e5, start - 0.1, 0);
  CHECK_FALSE(at(c, "board").energized);
  walk(c, "board", 5e5, 0.2, 0);
  CHECK(at(c, "board").energized);
  CHECK(at(c, "board").on_generator);
  walk(c, "board", 5e5, 60, 0);
  CHECK(c.import_w() == 0);
  CHECK(c.generated_w() == Approx(5e5));
  walk(c, "board", 5e5, 299.9);
  CHECK(c.generated_w() == Approx(5e5));
  CHECK(c.import_w() == 0);
  walk(c, "board", 5e5, 0.2);
  CHECK(c.import_w() == Approx(5e5));
  CHECK(c.generated_w() == 0);
  // A dip shorter than the confirmation starts nothing.
  walk(c, "board", 5e5, 600);
  walk(c, "board", 5e5, 0.1, 0.4);
  CHECK(at(c, "board").energized);
  walk(c, "board", 5e5, 30);
  CHECK(at(c, "sets").sets[0].starts == 1);
  CHECK(at(c, "sets").sets[0].phase == GensetPhase::stopped);
}

TEST_CASE("supply: a UPS that refuses the grid is moved to the sets until someone resets it") {
  auto ups = node("ups", T::ups, {"board"});
  ups.modes.emplace();
  ups.modes->strikes = 3;
  ups.modes->strike_window = 60_s;
  ups.modes->lockout.reset();
  ups.modes->dip_rules = {DipRule{Fraction(0.85), Duration::from_si(0.010)}};
  ups.modes->retransfer_delay = 1_s;
  PowerChain c({node("f", T::grid_connection), node("sets", T::genset), node("board", T::switchboard, {"f", "sets"}), ups});
  walk(c, "ups", 5e5, 120);
  for (int dip = 0; dip < 2; ++dip) {
    walk(c, "ups", 5e5, 0.08, 0.4);
    walk(c, "ups", 5e5, 10);
  }
  CHECK_FALSE(at(c, "ups").locked_out());
  walk(c, "ups", 5e5, 0.08, 0.4);
  CHECK(at(c, "ups").locked_out());
  walk(c, "ups", 5e5, 60);
  CHECK(c.import_w() == 0);  // the grid has lost its load for good
  CHECK(c.generated_w() > 5e5);
  CHECK(at(c, "ups").ups->operation == UpsOperation::normal);
  walk(c, "ups", 5e5, 3600);
  CHECK(c.import_w() == 0);
  c.reset(c.find("ups"));
  walk(c, "ups", 5e5, 1);
  CHECK(c.import_w() > 5e5);  // its feeds have been good for an hour
  CHECK(c.generated_w() == 0);
}

TEST_CASE("supply: two dips within a window of three strikes do nothing lasting") {
  auto ups = node("ups", T::ups, {"f"});
  ups.modes.emplace();
  ups.modes->strikes = 3;
  ups.modes->retransfer_delay = 1_s;
  PowerChain c({node("f", T::grid_connection), ups});
  for (int dip = 0; dip < 6; ++dip) {
    walk(c, "ups", 5e5, 0.08, 0.4);
    CHECK(at(c, "ups").ups->operation == UpsOperation::battery);
    walk(c, "ups", 5e5, 100);
    CHECK_FALSE(at(c, "ups").locked_out());
  }
}

TEST_CASE("supply: an overload trips when IEC 60255-151 says so") {
  auto tx = node("tx", T::transformer, {"f"});
  tx.transformer.rating = ApparentPower::from_si(1e6);
  tx.output_voltage = Voltage::from_si(415);
  tx.protection.emplace();
  tx.protection->setting = Current::from_si(1000);
  tx.protection->time_multiplier = 1;
  tx.transformer.impedance = Fraction(0);  // its own drop would add to the current
  tx.transformer.load_loss = ActivePower{};
  auto feeder = node("f", T::grid_connection);
  feeder.power_factor = 1;
  PowerChain c({feeder, tx});
  // M = 2 on the standard inverse curve: 10.029 s (ACC-ELEC-09)
  const double w = 2 * 1000 * std::sqrt(3.0) * 415;
  walk(c, "tx", w, 10.02);
  CHECK(at(c, "tx").energized);
  CHECK(at(c, "tx").unit_current().si() == Approx(2000));
  walk(c, "tx", w, 0.02);
  CHECK_FALSE(at(c, "tx").energized);
  CHECK(c.import_w() == 0);
  walk(c, "tx", w, 100);
  CHECK_FALSE(at(c, "tx").energized);
  c.reset(c.find("tx"));
  walk(c, "tx", w / 4, 100);
  CHECK(at(c, "tx").energized);
}

TEST_CASE("supply: the first live feed of a priority list carries everything") {
  auto board = node("board", T::switchboard, {"a", "b"});
  board.sharing = FeedSharing::priority;
  PowerChain c({node("a", T::grid_connection), node("b", T::grid_connection), board});
  walk(c, "board", 1e5, 1);
  CHECK(at(c, "a").load_w == Approx(1e5));
  CHECK(at(c, "b").load_w == 0);
  at(c, "a").in_service = false;
  walk(c, "board", 1e5, 1);
  CHECK(at(c, "b").load_w == Approx(1e5));
}

TEST_CASE("supply: 800 V direct current loses R I^2 in its busway and has no power factor") {
  auto rectifier = node("rectifier", T::rectifier, {"f"});
  rectifier.ups.a0 = 0.003;
  rectifier.ups.a1 = 0.0045;
  rectifier.ups.a2 = 0.0107;
  auto bus = node("bus", T::busway, {"rectifier"});
  bus.busway.system = CableSystem::direct_current;
  bus.busway.voltage = Voltage::from_si(800);
  bus.busway.length = Length::from_si(50);
  bus.busway.resistance = ResistancePerLength::from_si(0.03e-3);
  PowerChain c({node("f", T::grid_connection), rectifier, bus});
  CHECK(at(c, "bus").tan_phi == 0);
  walk(c, "bus", 8e5, 1);
  // R of both conductors 2 x 0.03e-3 x 50 = 3 mohm; U^2 - 800 U + R P = 0
  const double u = 400 + std::sqrt(400.0 * 400 - 3e-3 * 8e5), i = 8e5 / u, loss = 3e-3 * i * i;
  CHECK(at(c, "bus").loss_w == Approx(loss).epsilon(1e-9));
  CHECK(at(c, "bus").rating(1) == Approx(800.0 * 2000));
  CHECK(at(c, "bus").level == Approx(u / 800).epsilon(1e-9));
  CHECK(at(c, "bus").load_var == 0);
  const double p = (8e5 + loss) / 1e6;
  CHECK(at(c, "rectifier").loss_w == Approx(1e6 * (0.003 + 0.0045 * p + 0.0107 * p * p)).epsilon(1e-9));
}

TEST_CASE("supply: a transformer's hot spot is that of IEC 60076-7 under its load") {
  auto tx = node("tx", T::transformer, {"f"});
  tx.transformer.rating = ApparentPower::from_si(1e6);
  tx.ageing.emplace();
  PowerChain c({node("f", T::grid_connection), tx});
  const double pf = at(c, "f").spec.power_factor;
  c.set_ambient(30_degC);
  walk(c, "tx", 0.5e6 * pf, 600);
  const auto settled = steady_transformer(tx.ageing->params, {0.5 / at(c, "tx").level, 30_degC});  // the current over the rated one
  CHECK(at(c, "tx").thermal->hot_spot().c() == Approx(settled.hot_spot().c()).epsilon(1e-9));
  walk(c, "tx", 1.0e6 * pf, 3600);
  const auto later = advance_transformer(tx.ageing->params, settled, {1.0 / at(c, "tx").level, 30_degC}, 3600_s);
  CHECK(at(c, "tx").thermal->hot_spot().c() == Approx(later.hot_spot().c()).epsilon(1e-4));  // the first sweep has the voltage of before
}

TEST_CASE("supply: a changed specification keeps losses, states and the units that remain") {
  auto ups = node("ups", T::ups, {"board"});
  ups.ups.a0 = 0.02;
  ups.modes.emplace();
  auto sets = node("sets", T::genset);
  sets.count = 3;
  std::vector<PowerNodeSpec> specs{node("f", T::grid_connection), sets, node("board", T::switchboard, {"f", "sets"}), ups};
  PowerChain c(specs);
  walk(c, "ups", 5e5, 60);
  const double loss = at(c, "ups").loss_w;
  walk(c, "ups", 5e5, 120, 0);
  REQUIRE(at(c, "sets").sets_on_load() == 3);
  specs[1].count = 1;
  specs[0].power_factor = 0.9;
  c.reload(specs);
  CHECK(at(c, "board").tan_phi == Approx(std::sqrt(1 / 0.81 - 1)));
  walk(c, "ups", 5e5, 60, 0);
  CHECK(at(c, "sets").sets_on_load() == 1);
  CHECK(c.generated_w() > 5e5);
  specs[1].count = 4;
  c.reload(specs);
  walk(c, "ups", 5e5, 60, 0);
  CHECK(at(c, "sets").sets_on_load() == 4);
  walk(c, "ups", 5e5, 7200);
  CHECK(at(c, "ups").loss_w == Approx(loss));  // charged again: as at first
}

TEST_CASE("supply: a board never takes from the grid and from generating sets at once, through whatever stands between") {
  PowerChain c({node("f", T::grid_connection), node("t1", T::transformer, {"f"}), node("t2", T::transformer, {"f"}), node("g", T::genset), node("b1", T::switchboard, {"t1", "g"}),
                node("b2", T::switchboard, {"t2"}), node("p", T::pdu, {"b1", "b2"})});
  walk(c, "p", 4e5, 60);
  CHECK(at(c, "p").feeding.size() == 2);
  at(c, "t1").in_service = false;
  walk(c, "p", 4e5, 120);
  REQUIRE(at(c, "b1").on_generator);
  CHECK(at(c, "p").feeding == std::vector<int>{c.find("b2")});
  CHECK(at(c, "g").load_w == 0);
  at(c, "t2").in_service = false;  // then the sets are all there is
  walk(c, "p", 4e5, 120);
  CHECK(at(c, "p").feeding == std::vector<int>{c.find("b1")});
  CHECK(at(c, "g").load_w > 4e5);
}

TEST_CASE("supply: a long dip is left for sets that run, and for a healthy feed of a priority list") {
  auto dipped = node("board", T::switchboard, {"f", "g"});
  dipped.retransfer = 10_s;
  PowerChain c({node("f", T::grid_connection), node("g", T::genset), dipped});
  c.energize(GridSupply{0.3, 0});
  netsuden::walk(c, GridSupply{0.3, 0}, 60, [](PowerChain& live) { live.add_load({live.find("board")}, 3e5); });
  CHECK(at(c, "board").on_generator);
  CHECK(c.generated_w() == Approx(3e5));
  walk(c, "board", 3e5, 60);
  CHECK_FALSE(at(c, "board").on_generator);
  auto first = node("first", T::switchboard, {"a", "b"});
  first.sharing = FeedSharing::priority;
  PowerChain two({node("a", T::grid_connection), node("b", T::grid_connection), first});
  at(two, "a").grid_voltage = 0.1;
  walk(two, "first", 1e5, 1);
  CHECK(at(two, "b").load_w == Approx(1e5));
}

TEST_CASE("supply: a tripped UPS is off, and its battery rests") {
  auto ups = node("ups", T::ups, {"f"});
  ups.modes.emplace();
  PowerChain c({node("f", T::grid_connection), ups});
  walk(c, "ups", 5e5, 60);
  at(c, "ups").in_service = false;
  const double charge = at(c, "ups").ups->battery.state_of_charge();
  walk(c, "ups", 5e5, 600);
  CHECK(at(c, "ups").ups->battery.state_of_charge() == charge);
  CHECK(c.import_w() == 0);
  CHECK(c.loss_w() == 0);
}

TEST_CASE("supply: UPS stand side by side whatever feeds them, one on the grid and one on generating sets") {
  PowerChain c({node("f", T::grid_connection), node("ta", T::transformer, {"f"}), node("tb", T::transformer, {"f"}), node("g", T::genset), node("a", T::switchboard, {"ta", "g"}), node("b", T::switchboard, {"tb"}),
                node("ups_a", T::ups, {"a"}), node("ups_b", T::ups, {"b"}), node("hall", T::switchboard, {"ups_a", "ups_b"})});
  at(c, "ta").in_service = false;
  walk(c, "hall", 6e5, 120);
  REQUIRE(at(c, "a").on_generator);
  CHECK(at(c, "ups_a").load_w == Approx(3e5));
  CHECK(at(c, "ups_b").load_w == Approx(3e5));
}

TEST_CASE("supply: sets give no more than their overload, the rest is unserved behind them, and a lasting overload trips them") {
  auto sets = node("g", T::genset);
  sets.genset.rating = ActivePower::from_si(5e5);
  sets.genset.steps.clear();
  PowerChain c({node("f", T::grid_connection), sets, node("board", T::switchboard, {"f", "g"})});
  walk(c, "board", 5.4e5, 60, 0);
  REQUIRE(at(c, "g").sets_on_load() == 1);
  CHECK(c.generated_w() == Approx(5.4e5));  // within its overload
  c.clear_loads();
  c.add_load({c.find("board")}, 6e5);
  c.solve(1);
  CHECK(c.generated_w() == Approx(5.5e5));
  CHECK(c.unserved_w() == Approx(5e4));
  CHECK(c.shortfall({c.find("board")}) == Approx(5 / 60.0));
  walk(c, "board", 4e5, 1, 0);
  walk(c, "board", 8e5, 19, 0);
  CHECK(at(c, "board").energized);
  walk(c, "board", 8e5, 2, 0);
  CHECK_FALSE(at(c, "board").energized);
  CHECK(at(c, "g").sets[0].overloaded);
}

TEST_CASE("supply: loads keep the power factor of their connection, also where a set is named first") {
  auto feeder = node("f", T::grid_connection);
  feeder.power_factor = 0.8;
  PowerChain c({feeder, node("g", T::genset), node("board", T::switchboard, {"g", "f"})});
  walk(c, "board", 1e5, 1);
  CHECK(at(c, "board").load_var == Approx(0.75e5));
}

TEST_CASE("supply: sets that answer a call take the board when they can carry it, or when all of them run") {
  auto sets = node("sets", T::genset);
  sets.count = 3;
  const auto time_to_take = [&](double w) {
    PowerChain c({node("grid", T::grid_connection), sets, node("board", T::switchboard, {"grid", "sets"})});
    walk(c, "board", w, 5);
    at(c, "sets").called_out = true;
    double t = 0;
    for (; t < 60 && !at(c, "board").on_standby; t += 0.5) walk(c, "board", w, 0.5);
    return t;
  };
  // 2 MW each, half of it at once: the first runs 9 s after the call (2 + 3 + 4), the two others 3 s later.
  CHECK(time_to_take(0.9e6) == Approx(9).margin(0.51));
  CHECK(time_to_take(2.9e6) == Approx(12).margin(0.51));
  CHECK(time_to_take(50e6) == Approx(12).margin(0.51));  // all run: more there is not
}

TEST_CASE("supply: the battery of a UPS loses capacity month by month, and energy closes over it") {
  // Calendar life of 15 years at 20 degC until 20 % are lost, half of it at 30 degC; by hand.
  for (const double at_c : {20.0, 30.0}) {
    auto ups = node("ups", T::ups, {"grid"});
    ups.modes.emplace();
    ups.modes->battery.temperature = Temperature::celsius(at_c);
    PowerChain c({node("grid", T::grid_connection), ups});
    const double new_j = at(c, "ups").ups->battery.capacity.si();
    double stored_j = 0, seconds = 0;
    c.energize(true);
    while (seconds < 5 * 365 * 86400.0) {
      c.clear_loads();
      c.add_load({c.find("ups")}, 5e5);
      c.solve(0);
      const double dt = std::min(86400.0, c.next_event_s());
      c.solve(dt);
      REQUIRE(std::abs(c.import_w() - 5e5 - c.loss_w() - c.stored_w()) < 1e-6);
      stored_j += c.stored_w() * dt;
      seconds += dt;
    }
    const double tests = std::floor(seconds / (30 * 86400.0) + 1e-9);
    const double left = 1 - 0.2 * tests * 30 * 86400.0 / (15 * 31557600.0) * (at_c > 25 ? 2 : 1);
    CHECK(at(c, "ups").ups->battery.capacity.si() / new_j == Approx(left).epsilon(1e-6));
    CHECK(stored_j == Approx(at(c, "ups").ups->battery.stored.si() - new_j).epsilon(1e-6));
  }
}
