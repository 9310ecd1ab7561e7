// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <complex>
#include <random>
#include <string>

#include "chain_fixture.hpp"
#include "sim/power/power_flow.hpp"
#include "sim/twin/chain_network.hpp"
#include "tests/support/baran_wu_69.hpp"

using namespace netsuden;
using namespace netsuden::test;

namespace {

struct Load {
  const char* node;
  double w;
};

/// The loads held until the sweeps have settled.
void settle(PowerChain& c, const std::vector<Load>& loads, int sweeps = 60) {
  c.energize(true);
  c.clear_loads();
  for (const Load& l : loads) c.add_load({c.find(l.node)}, l.w);
  for (int i = 0; i < sweeps; ++i) c.solve();
}

PowerNodeSpec unit(const std::string& name, const std::string& from, double mva, double impedance) {
  PowerNodeSpec n = node(name, T::transformer, {from});
  n.transformer.rating = ApparentPower::from_si(mva * 1e6);
  n.transformer.impedance = Fraction(impedance);
  n.transformer.load_loss = ActivePower::from_si(0.006 * mva * 1e6);
  n.transformer.no_load_loss = ActivePower::from_si(0.001 * mva * 1e6);
  return n;
}

/// Voltages and import of the chain against the AC power flow on the network made of it.
void same_as_power_flow(const PowerChain& c) {
  const ChainNetwork n = chain_network(c);
  const PowerFlowSolution s = solve_power_flow(n.network, {.method = PowerFlowOptions::Method::newton});
  REQUIRE(s.converged);
  for (std::size_t i = 0; i < c.nodes().size(); ++i) {
    if (n.bus[i] < 0) continue;
    INFO(c.nodes()[i].spec.name);
    CHECK(c.nodes()[i].level == Approx(s.buses[static_cast<std::size_t>(n.bus[i])].magnitude_pu).margin(1e-7));
  }
  double p = 0, q = 0, import_var = 0;
  for (std::size_t k = 0; k < s.sources.size(); ++k)
    for (std::size_t i = 0; i < c.nodes().size(); ++i)
      if (n.bus[i] == n.network.sources[k].bus && c.nodes()[i].is(T::grid_connection)) {
        p += s.sources[k].p.si();
        q += s.sources[k].q.si();
      }
  for (const PowerNode& g : c.nodes())
    if (g.is(T::grid_connection)) import_var += g.load_var;
  CHECK(c.import_w() == Approx(p).epsilon(1e-7).margin(1));
  CHECK(import_var == Approx(q).epsilon(1e-6).margin(10));
}

}  // namespace

TEST_CASE("voltage: the 69 buses of Baran and Wu, as cables of the electrical graph") {
  std::vector<PowerNodeSpec> specs{node("1", T::grid_connection)};
  specs[0].voltage = Voltage::from_si(12.66e3);
  for (const auto& s : baran_wu_69::sections) {
    specs.push_back(node(std::to_string(s.to), T::busway, {std::to_string(s.from)}));
    CableParams& b = specs.back().busway;
    b.voltage = Voltage::from_si(12.66e3);
    b.length = Length::from_si(1);
    b.resistance = ResistancePerLength::from_si(s.r_ohm);
    b.reactance = ResistancePerLength::from_si(s.x_ohm);
  }
  PowerChain c(specs);
  c.energize(true);
  c.clear_loads();
  for (const auto& s : baran_wu_69::sections) {
    PowerNode& n = at(c, std::to_string(s.to).c_str());
    n.tan_phi = s.kw > 0 ? s.kvar / s.kw : 0;
    n.attached_w = s.kw * 1e3;
  }
  for (int i = 0; i < 100; ++i) c.solve();
  CHECK(c.loss_w() / 1e3 == Approx(224.992).margin(5e-4));
  double reactive = 0, low = 2;
  std::string lowest;
  for (const PowerNode& n : c.nodes()) {
    if (n.is(T::busway)) reactive += n.input_var - n.load_var;
    if (n.level < low) {
      low = n.level;
      lowest = n.spec.name;
    }
  }
  CHECK(reactive / 1e3 == Approx(102.158).margin(5e-4));
  CHECK(low == Approx(0.909188).margin(5e-7));
  CHECK(lowest == "65");
}

TEST_CASE("voltage: random trees agree with the Newton-Raphson solution of their network") {
  std::mt19937 random(5);
  const auto uniform = [&](double a, double b) { return a + (b - a) * static_cast<double>(random() % 10000) / 1e4; };
  for (int round = 0; round < 60; ++round) {
    INFO("round " << round);
    std::vector<PowerNodeSpec> specs{node("n0", T::grid_connection)};
    specs[0].power_factor = uniform(0.8, 1);
    if (round % 2 == 0) specs[0].fault_level = ApparentPower::from_si(uniform(200e6, 900e6));
    std::vector<Load> loads;
    std::vector<std::string> names;
    for (int i = 0; i < 14; ++i) names.push_back("n" + std::to_string(i));
    for (std::size_t i = 1; i < names.size(); ++i) {
      const std::string& from = names[random() % i];
      switch (random() % 5) {
        case 0: specs.push_back(unit(names[i], from, uniform(20, 60), uniform(0.04, 0.16))); break;
        case 1:
          specs.push_back(node(names[i], T::busway, {from}));
          specs.back().busway.voltage = Voltage::from_si(6600);
          specs.back().busway.length = Length::from_si(uniform(10, 400));
          break;
        case 2: specs.push_back(node(names[i], T::ups, {from})); specs.back().ups.rating = 20_MW; break;
        case 3: specs.push_back(node(names[i], T::switchboard, {from})); specs.back().compensation = ReactivePower::from_si(uniform(0, 1e6)); break;
        default: specs.push_back(node(names[i], T::pdu, {from})); specs.back().pdu.rating = ApparentPower::from_si(10e6);
      }
      if (specs.back().type == T::transformer && random() % 2 == 0) {
        specs.back().taps.emplace();
        specs.back().taps->on_load = random() % 2 == 0;
        specs.back().taps->position = static_cast<int>(random() % 5) - 2;
      }
      specs.back().count = 1 + static_cast<int>(random() % 3);
      loads.push_back({names[i].c_str(), uniform(0, 1.2e6)});
    }
    PowerChain c(specs);
    settle(c, loads);
    same_as_power_flow(c);
  }
}

TEST_CASE("voltage: transformers in parallel share as their impedances have it") {
  std::vector<PowerNodeSpec> specs{node("f", T::grid_connection), unit("soft", "f", 10, 0.08), unit("stiff", "f", 10, 0.04), node("board", T::switchboard, {"soft", "stiff"})};
  for (auto* t : {&specs[1], &specs[2]}) t->transformer.load_loss = ActivePower{}, t->transformer.no_load_loss = ActivePower{}, t->transformer.no_load_current = Fraction(0);
  specs[3].sharing = FeedSharing::impedance;
  specs[3].rating = ApparentPower::from_si(20e6);
  PowerChain c(specs);
  settle(c, {{"board", 9e6}});
  CHECK(at(c, "soft").load_w == Approx(3e6).epsilon(1e-4));  // S1/S2 = z2/z1, but for the links at the board
  CHECK(at(c, "stiff").load_w == Approx(6e6).epsilon(1e-4));
  CHECK(at(c, "soft").level == Approx(at(c, "stiff").level).epsilon(1e-5));
  at(c, "stiff").in_service = false;
  settle(c, {{"board", 9e6}});
  CHECK(at(c, "soft").load_w == Approx(9e6).epsilon(1e-9));
  same_as_power_flow(c);
  at(c, "stiff").in_service = true;  // the first step already knows its shares
  settle(c, {{"board", 9e6}}, 1);
  CHECK(at(c, "soft").load_w == Approx(3e6).epsilon(1e-4));
}

TEST_CASE("voltage: two feeders with different drops, joined at a board, share by the whole network") {
  std::vector<PowerNodeSpec> specs{node("a", T::grid_connection), node("b", T::grid_connection), unit("tx_a", "a", 10, 0.08), unit("tx_b", "b", 6, 0.06), node("board", T::switchboard, {"tx_a", "tx_b"})};
  specs[0].fault_level = ApparentPower::from_si(150e6);
  specs[4].sharing = FeedSharing::impedance;
  PowerChain c(specs);
  settle(c, {{"board", 8e6}, {"tx_a", 2e6}});
  CHECK(at(c, "tx_a").load_w + at(c, "tx_b").load_w == Approx(10e6).epsilon(1e-9));
  const ChainNetwork n = chain_network(c);
  const PowerFlowSolution s = solve_power_flow(n.network);
  REQUIRE(s.converged);
  for (const char* name : {"tx_a", "tx_b"}) {
    const auto i = static_cast<std::size_t>(c.find(name));
    const auto found = std::find_if(n.network.branches.begin(), n.network.branches.end(), [&](const auto& b) { return b.name == name && b.to == n.bus[i]; });
    REQUIRE(found != n.network.branches.end());
    const auto& branch = s.branches[static_cast<std::size_t>(found - n.network.branches.begin())];
    CHECK(at(c, name).load_w == Approx(-branch.p_to.si()).epsilon(1e-4));
    CHECK(at(c, name).load_var == Approx(-branch.q_to.si()).epsilon(1e-3));
  }
  for (const char* name : {"tx_a", "tx_b"}) CHECK(at(c, name).level == Approx(at(c, "board").level).margin(1e-5));  // one bus
}

TEST_CASE("voltage: in parallel, active and reactive power have shares of their own") {
  // Z1 = 0.8 + j7.96 %, Z2 = 0.8 + j3.92 % on 5 MVA: I1 Z1 = I2 Z2, with S = 5.4915 + j1.3214 MVA at the board
  std::vector<PowerNodeSpec> specs{node("f", T::grid_connection), unit("t1", "f", 5, 0.08), unit("t2", "f", 5, 0.04), node("board", T::switchboard, {"t1", "t2"})};
  for (auto* t : {&specs[1], &specs[2]}) t->transformer.load_loss = 40_kW, t->transformer.no_load_loss = ActivePower{}, t->transformer.no_load_current = Fraction(0);
  specs[0].power_factor = 5.4915 / std::hypot(5.4915, 1.3214);
  specs[3].sharing = FeedSharing::impedance;
  PowerChain c(specs);
  settle(c, {{"board", 5.4915e6}});
  const std::complex<double> z1(0.008, std::sqrt(0.0064 - 6.4e-5)), z2(0.008, std::sqrt(0.0016 - 6.4e-5)), s(5.4915e6, 1.3214e6);
  const std::complex<double> s1 = std::conj(std::conj(s) * z2 / (z1 + z2));
  CHECK(at(c, "t1").load_w == Approx(s1.real()).epsilon(1e-4));
  CHECK(at(c, "t1").load_var == Approx(s1.imag()).epsilon(1e-3));
  CHECK(at(c, "t1").load_var / at(c, "t1").load_w > 1.2 * s.imag() / s.real());  // not in proportion
  CHECK(at(c, "t1").level == Approx(at(c, "t2").level).margin(1e-5));
}

TEST_CASE("voltage: a UPS holds its output and its power factor, on bypass and in eco mode it passes both on") {
  for (const bool eco : {false, true}) {
    std::vector<PowerNodeSpec> specs{node("f", T::grid_connection), unit("tx", "f", 1.2, 0.12), node("ups", T::ups, {"tx"}), node("board", T::switchboard, {"ups"})};
    specs[0].power_factor = 0.9;
    specs[2].modes.emplace();
    if (eco) specs[2].ups.mode = UpsMode::eco;
    PowerChain c(specs);
    walk(c, {}, 600, [](PowerChain& live) { live.add_load({live.find("board")}, 0.8e6); });
    const PowerNode &ups = at(c, "ups"), &tx = at(c, "tx");
    CHECK(tx.level < 0.985);
    CHECK(tx.level > 0.94);
    const double tan_out = std::sqrt(1 / 0.81 - 1), tan_in = std::sqrt(1 / (0.99 * 0.99) - 1);
    if (eco) {
      REQUIRE(ups.ups->operation == UpsOperation::eco);
      CHECK(at(c, "board").level == Approx(tx.level));
      CHECK(tx.load_var == Approx(0.8e6 * tan_out));
    } else {
      CHECK(at(c, "board").level == 1);
      CHECK(tx.load_var == Approx(ups.input_w * tan_in));
    }
  }
}

TEST_CASE("voltage: capacitors of a board give what is asked for, up to their rating") {
  std::vector<PowerNodeSpec> specs{node("f", T::grid_connection), unit("tx", "f", 10, 0.08), node("board", T::switchboard, {"tx"})};
  specs[0].power_factor = 0.8;
  specs[2].compensation = ReactivePower::from_si(10e6);
  PowerChain c(specs);
  settle(c, {{"board", 6e6}});
  CHECK(at(c, "board").load_var == Approx(4.5e6));
  CHECK(at(c, "tx").load_var == Approx(0).margin(1e-6));
  CHECK(at(c, "tx").rated_load() == Approx(6e6));
  CHECK(c.import_power_factor() > 0.99);
  specs[2].compensation = ReactivePower::from_si(1e6);
  c.reload(specs);
  settle(c, {{"board", 6e6}});
  CHECK(at(c, "board").compensated_var == Approx(1e6 * at(c, "board").level * at(c, "board").level));
  CHECK(at(c, "tx").load_var == Approx(4.5e6 - at(c, "board").compensated_var));
}

TEST_CASE("voltage: a tap changer brings the board back into its band, a step after each delay") {
  std::vector<PowerNodeSpec> specs{node("f", T::grid_connection), unit("tx", "f", 10, 0.12), node("board", T::switchboard, {"tx"})};
  specs[0].power_factor = 0.9;
  specs[1].taps.emplace();
  PowerChain c(specs);
  const auto run = [&](double w, double seconds) { walk(c, {}, seconds, [w](PowerChain& live) { live.add_load({live.find("board")}, w); }); };
  run(1e6, 1);
  CHECK(at(c, "tx").taps.position == 0);
  run(9e6, 29);
  CHECK(at(c, "tx").taps.position == 0);
  const double before = at(c, "board").level;
  CHECK(before < 0.95);
  run(9e6, 2);
  CHECK(at(c, "tx").taps.position == 1);
  run(9e6, 600);
  CHECK(at(c, "board").level == Approx(1).margin(0.0125));
  const int position = at(c, "tx").taps.position;
  CHECK(position >= 3);
  run(9e6, 3600);
  CHECK(at(c, "tx").taps.position == position);  // no hunting
  run(1e6, 600);
  CHECK(at(c, "board").level == Approx(1).margin(0.0125));
  CHECK(at(c, "tx").taps.position < position);
  PowerChain late(specs);  // a run begins where it would have come to
  walk(late, {}, 1, [](PowerChain& live) { live.add_load({live.find("board")}, 9e6); });
  CHECK(at(late, "board").level == Approx(1).margin(0.0125));
}

TEST_CASE("voltage: the grid gives way by its fault level") {
  std::vector<PowerNodeSpec> specs{node("f", T::grid_connection)};
  specs[0].power_factor = 0.8;
  specs[0].fault_level = ApparentPower::from_si(500e6);
  PowerChain c(specs);
  settle(c, {{"f", 40e6}});
  // E = V + Z conj(S/V) with |Z| = 1/10 on 50 MVA
  const std::complex<double> z = std::complex<double>(0.1, 1) / std::hypot(0.1, 1.0) * 0.1;
  const double v = at(c, "f").level;
  CHECK(std::abs(v + z * std::conj(std::complex<double>(0.8, 0.6) / v)) == Approx(1).epsilon(1e-12));
  CHECK(v < 0.94);
}

TEST_CASE("voltage: an on-load tap changer begins at its stated position, or where the first load brings it") {
  for (const int stated : {0, -3}) {
    PowerNodeSpec tx = unit("tx", "grid", 10, 0.10);
    tx.taps.emplace();
    tx.taps->position = stated;
    PowerChain c({node("grid", T::grid_connection), tx, node("board", T::switchboard, {"tx"})});
    c.energize(true);
    c.clear_loads();
    c.add_load({c.find("board")}, 9e6);
    c.solve(0.1);
    if (stated == 0) CHECK(at(c, "tx").taps.position > 0);
    else CHECK(at(c, "tx").taps.position == -3);
  }
}
