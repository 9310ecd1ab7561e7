// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/power_chain.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <complex>
#include <random>

using namespace netsuden;

namespace {

PowerNodeSpec node(const char* name, PowerNodeType type, std::vector<std::string> from = {}, int count = 1) {
  PowerNodeSpec n;
  n.name = name;
  n.type = type;
  n.feeds_from = std::move(from);
  n.count = count;
  n.power_factor = 0.95;
  n.transformer.rating = ApparentPower::from_si(2e6);
  n.transformer.no_load_loss = ActivePower::from_si(3e3);
  n.transformer.load_loss = ActivePower::from_si(20e3);
  n.ups.rating = 1_MW;
  n.ups.a0 = 0.01;
  n.ups.a1 = 0.02;
  n.ups.a2 = 0.03;
  n.pdu.rating = ApparentPower::from_si(500e3);
  n.pdu.standby_loss = ActivePower::from_si(100);
  n.pdu.full_load_loss = ActivePower::from_si(2500);
  return n;
}
constexpr auto grid = PowerNodeType::grid_connection, transformer = PowerNodeType::transformer, board = PowerNodeType::switchboard,
               ups = PowerNodeType::ups, pdu = PowerNodeType::pdu;

/// grid -> 2 transformers -> board -> 2 UPS -> 3 PDUs
PowerChain column() {
  return PowerChain({node("grid", grid), node("tx", transformer, {"grid"}, 2), node("board", board, {"tx"}), node("ups", ups, {"board"}, 2),
                     node("pdu", pdu, {"ups"}, 3)});
}

/// Loss of a transformer of `node` for what it delivers, by fixed-point iteration on its circuit: V1 = 1 behind e_r + j e_x.
double transformer_loss_of(double p_w, double q_var) {
  const double e_r = 0.01, e_x = std::sqrt(0.06 * 0.06 - e_r * e_r);
  std::complex<double> current;
  for (int i = 0; i < 100; ++i) current = std::conj(std::complex<double>(p_w, q_var) / 2e6 / (1.0 - std::complex<double>(e_r, e_x) * current));
  return 3e3 + 20e3 * std::norm(current);
}
double tangent(double power_factor) { return std::sqrt(1 / (power_factor * power_factor) - 1); }

PowerChain::Node& at(PowerChain& c, const char* name) { return c.nodes()[static_cast<std::size_t>(c.find(name))]; }

void load(PowerChain& c, std::vector<std::pair<const char*, double>> loads, bool grid_up = true) {
  c.energize(grid_up);
  c.clear_loads();
  for (const auto& [name, w] : loads) c.add_load({c.find(name)}, w, std::string_view(name) == "pdu" ? w : 0);  // IT hangs on the PDUs
  c.solve();
}

}  // namespace

TEST_CASE("power chain: losses of a column by hand") {
  PowerChain c = column();
  load(c, {{"pdu", 600e3}, {"board", 100e3}});
  // PDU: 3 x (100 + 2500 (200e3 / 0.95 / 500e3)^2)
  const double k = 200e3 / 0.95 / 500e3, pdu_loss = 3 * (100 + 2500 * k * k);
  CHECK(at(c, "pdu").loss_w == Approx(pdu_loss).epsilon(1e-12));
  // UPS: 2 modules share 600 kW and the loss of the PDUs
  const double p = (600e3 + pdu_loss) / 2 / 1e6, ups_loss = 2 * 1e6 * (0.01 + 0.02 * p + 0.03 * p * p);
  CHECK(at(c, "ups").loss_w == Approx(ups_loss).epsilon(1e-12));
  const double board_load = 600e3 + pdu_loss + ups_loss + 100e3;
  CHECK(at(c, "board").load_w == Approx(board_load).epsilon(1e-12));
  CHECK(at(c, "board").loss_w == 0);
  // What the UPS take has their power factor, what hangs on the board that of the loads.
  const double reactive = (600e3 + pdu_loss + ups_loss) * tangent(0.99) + 100e3 * tangent(0.95);
  const double tx_loss = 2 * transformer_loss_of(board_load / 2, reactive / 2);
  CHECK(at(c, "tx").loss_w == Approx(tx_loss).epsilon(1e-12));
  CHECK(c.import_w() == Approx(board_load + tx_loss).epsilon(1e-12));
  CHECK(c.loss_w() == Approx(pdu_loss + ups_loss + tx_loss).epsilon(1e-12));
  CHECK(c.it_behind_ups_w() == Approx(600e3 + pdu_loss).epsilon(1e-12));
  CHECK(c.it_behind_pdu_w() == Approx(600e3).epsilon(1e-12));
  CHECK(c.it_past_ups_w() == 0);
  CHECK(c.it_past_pdu_w() == 0);
}

TEST_CASE("power chain: without load what is energised still loses its constants") {
  PowerChain c = column();
  load(c, {});
  const double pdus = 3 * 100, p = pdus / 2 / 1e6, upses = 2e6 * (0.01 + 0.02 * p + 0.03 * p * p);
  const double each = (pdus + upses) / 2;
  CHECK(c.import_w() == Approx(pdus + upses + 2 * transformer_loss_of(each, each * tangent(0.99))).epsilon(1e-12));
}

TEST_CASE("power chain: what several nodes feed is shared equally among those that are live") {
  PowerChain c({node("a", grid), node("b", grid), node("left", board, {"a"}), node("right", board, {"b"}), node("rack", board, {"left", "right"})});
  load(c, {{"rack", 300e3}});
  CHECK(at(c, "left").load_w == Approx(150e3));
  CHECK(at(c, "right").load_w == Approx(150e3));
  at(c, "b").in_service = false;
  load(c, {{"rack", 300e3}});
  CHECK(at(c, "left").load_w == Approx(300e3));
  CHECK(at(c, "right").load_w == 0);
  CHECK_FALSE(at(c, "right").energized);
  CHECK(at(c, "rack").energized);
  CHECK(c.import_w() == Approx(300e3));
  // A load with two feeds of its own: halves, or all of it on the one that lives.
  c.clear_loads();
  CHECK(c.add_load({c.find("left"), c.find("right")}, 80e3));
  CHECK(at(c, "left").attached_w == Approx(80e3));
  at(c, "b").in_service = true;
  c.energize(true);
  c.clear_loads();
  CHECK(c.add_load({c.find("left"), c.find("right")}, 80e3));
  CHECK(at(c, "left").attached_w == Approx(40e3));
}

TEST_CASE("power chain: a tripped unit leaves its load to the others, a tripped node darkens what hangs on it") {
  PowerChain c = column();
  at(c, "ups").unit_up[0] = 0;
  load(c, {{"ups", 600e3}});
  CHECK(at(c, "ups").loss_w == Approx(1e6 * (0.01 + 0.02 * 0.6 + 0.03 * 0.36) + 0).margin(20));  // and the idle PDUs
  CHECK(at(c, "ups").rating(at(c, "ups").units_up()) == Approx(1e6));
  at(c, "ups").unit_up[1] = 0;
  load(c, {{"ups", 600e3}});
  CHECK_FALSE(at(c, "ups").energized);
  CHECK_FALSE(at(c, "pdu").energized);
  CHECK(at(c, "board").energized);
  CHECK(at(c, "ups").load_w + at(c, "ups").loss_w + at(c, "pdu").loss_w == 0);
  CHECK_FALSE(c.add_load({c.find("pdu")}, 1));
  at(c, "ups").unit_up = {1, 1};
  at(c, "ups").in_service = false;
  c.energize(true);
  CHECK_FALSE(at(c, "pdu").energized);
}

TEST_CASE("power chain: half of a double feed can be dark, and nothing is imported when the grid is down") {
  PowerChain c({node("grid", grid), node("tx_a", transformer, {"grid"}), node("tx_b", transformer, {"grid"}), node("ups_a", ups, {"tx_a"}),
                node("ups_b", ups, {"tx_b"}), node("hall", board, {"ups_a", "ups_b"})});
  at(c, "tx_a").in_service = false;
  load(c, {{"hall", 400e3}});
  CHECK_FALSE(at(c, "ups_a").energized);
  CHECK(at(c, "ups_a").loss_w == 0);
  CHECK(at(c, "ups_b").load_w == Approx(400e3));
  CHECK(c.any_energized({c.find("ups_a"), c.find("ups_b")}));
  CHECK_FALSE(c.any_energized({c.find("ups_a")}));
  load(c, {{"hall", 400e3}}, false);
  for (const auto& n : c.nodes()) {
    INFO(n.spec.name);
    CHECK_FALSE(n.energized);
    CHECK(n.input_w == 0);
  }
  CHECK(c.import_w() == 0);
  CHECK(c.loss_w() == 0);
}

TEST_CASE("power chain: import is the loads and the losses, on random graphs with random failures") {
  std::mt19937 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 200; ++round) {
    std::vector<PowerNodeSpec> specs{node("n0", grid), node("n1", grid)};
    for (int i = 2; i < 12; ++i) {
      const PowerNodeType types[] = {transformer, board, ups, pdu};
      std::vector<std::string> from;
      for (int k = 0; k < i; ++k)
        if (below(3) == 0) from.push_back("n" + std::to_string(k));
      if (from.empty()) from.push_back("n0");
      specs.push_back(node(("n" + std::to_string(i)).c_str(), types[below(4)], from, 1 + below(3)));
    }
    std::shuffle(specs.begin(), specs.end(), random);  // the order of declaration does not matter
    PowerChain c(specs);
    for (auto& n : c.nodes()) {
      n.in_service = below(8) != 0;
      for (auto& u : n.unit_up) u = below(5) != 0;
    }
    c.energize(true);
    double loads = 0;
    for (std::size_t i = 0; i < c.nodes().size(); ++i) {
      const double w = 1e3 * below(200);
      if (c.add_load({static_cast<int>(i)}, w)) loads += w;
    }
    c.solve();
    double losses = 0;
    for (const auto& n : c.nodes()) losses += n.loss_w;
    CHECK(losses == Approx(c.loss_w()).epsilon(1e-12).margin(1e-9));
    CHECK(c.import_w() == Approx(loads + losses).epsilon(1e-12).margin(1e-9));
  }
}

TEST_CASE("power chain: ratings of units in parallel, and the power factor of the connection") {
  PowerChain c = column();
  for (const auto& n : c.nodes()) CHECK(n.tan_phi == Approx(tangent(0.95)));
  CHECK(at(c, "tx").rating(2) == Approx(4e6));   // VA
  CHECK(at(c, "ups").rating(1) == Approx(1e6));  // W
  CHECK(at(c, "pdu").rating(3) == Approx(1.5e6));
  CHECK(at(c, "board").rating(1) == Approx(at(c, "board").spec.rating.si()));
  CHECK(at(c, "grid").rating(1) == Approx(at(c, "grid").spec.capacity.si()));
  // A lower power factor means more current, hence more loss in copper and none more in a UPS, whose rating is in W.
  std::vector<PowerNodeSpec> specs{node("grid", grid), node("tx", transformer, {"grid"}), node("ups", ups, {"tx"})};
  specs[0].power_factor = 0.8;
  PowerChain low(specs);
  load(low, {{"ups", 500e3}});
  CHECK(at(low, "ups").loss_w == Approx(1e6 * (0.01 + 0.02 * 0.5 + 0.03 * 0.25)).epsilon(1e-12));
  load(low, {{"tx", 500e3}});
  CHECK(at(low, "tx").loss_w == Approx(transformer_loss_of(500e3 + at(low, "ups").input_w, 500e3 * 0.75 + at(low, "ups").input_w * tangent(0.99))).epsilon(1e-12));
}

TEST_CASE("power chain: leaves come first, and a loop is named") {
  // 0 feeds 1 and 2, both feed 3
  const std::vector<std::vector<int>> diamond{{}, {0}, {0}, {1, 2}};
  const std::vector<int> order = leaves_first(diamond);
  REQUIRE(order.size() == 4);
  CHECK(order.front() == 3);
  CHECK(order.back() == 0);
  std::vector<int> loop;
  CHECK(leaves_first({{}, {0, 3}, {1}, {2}, {0}}, &loop).empty());  // 1 -> 2 -> 3 -> 1; 4 hangs on 0
  for (const int i : {1, 2, 3}) CHECK(std::count(loop.begin(), loop.end(), i) == 1);
  CHECK(std::count(loop.begin(), loop.end(), 4) == 0);
  CHECK(leaves_first({{0}}, &loop).empty());  // feeds itself
  CHECK(leaves_first({}).empty());
}
