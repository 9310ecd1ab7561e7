// SPDX-License-Identifier: Apache-2.0
// power-grid-model files: rows of both forms, models of loads, refusals by line and column, hostile text.
#include "io/import/power_grid_model.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "sim/base/random.hpp"
#include "sim/power/power_flow.hpp"

using namespace netsuden;
using Catch::Matchers::Contains;

namespace {

const std::string small = R"({
"version": "1.0", "type": "input", "is_batch": false,
"attributes": {"node": ["id", "u_rated"]},
"data": {
"node": [[1, 10000.0], [2, 10e3],
  {"id": 3, "u_rated": 400, "extra": "seen"}],
"line": [{"id": 10, "from_node": 1, "to_node": 2, "from_status": 1, "to_status": 1, "r1": 1, "x1": 2, "c1": 1e-6, "tan1": 0.1, "i_n": 100}],
"transformer": [{"id": 11, "from_node": 2, "to_node": 3, "from_status": 1, "to_status": 1, "u1": 10e3, "u2": 400, "sn": 1e6,
  "uk": 0.06, "pk": 10e3, "i0": 0, "p0": 0, "winding_from": 2, "winding_to": 1, "clock": 11, "tap_side": 0, "tap_min": 5, "tap_max": -5,
  "tap_nom": 0, "tap_size": 250, "tap_pos": -9}],
"source": [{"id": 12, "node": 1, "status": 1, "u_ref": 1.02, "u_ref_angle": null}],
"sym_load": [{"id": 13, "node": 3, "status": 1, "type": 1, "p_specified": 2e5, "q_specified": 1e5}],
"sym_gen": [{"id": 14, "node": 3, "status": 0, "type": 2, "p_specified": 1e5, "q_specified": 0}],
"asym_load": [{"id": 15, "node": 2, "status": 1, "type": 0, "p_specified": [1e3, 2e3, 3e3], "q_specified": [0, 0, 500]}],
"shunt": [{"id": 16, "node": 2, "status": 1, "g1": 1e-5, "b1": 2e-5}],
"fault": [{"id": 17, "status": 1, "fault_type": 0, "fault_object": 3, "r_f": 0.1}],
"sym_voltage_sensor": [{"id": 18, "anything": true}]
}}
)";

PowerGridModelCase good(const std::string& text, const PowerGridModelOptions& o = {}) {
  Diagnostics d;
  auto c = parse_power_grid_model(text, "x.json", d, o);
  INFO(text << "\n" << d.render());
  REQUIRE(c);
  REQUIRE_FALSE(fault_in(c->network));
  return *c;
}

std::string refusal(const std::string& text) {
  Diagnostics d;
  INFO(text);
  CHECK_FALSE(parse_power_grid_model(text, "x.json", d));
  CHECK(d.has_errors());
  return d.render();
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("components become buses, branches, loads, shunts, sources and faults") {
  const PowerGridModelCase c = good(small, {.frequency = Frequency::from_si(60)});
  const Network& n = c.network;
  REQUIRE(n.buses.size() == 3);
  CHECK(n.buses[c.buses.at(3)].nominal.si() == 400);
  const auto& line = n.branches[c.branches.at(10)];
  CHECK(line.r_pu == Approx(0.01));  // 10 kV and 1 MVA: 100 ohm
  CHECK(line.b_pu == Approx(2 * M_PI * 60 * 1e-6 * 100));
  CHECK(line.g_pu == Approx(line.b_pu * 0.1));
  CHECK(line.ampacity.si() == 100);
  // Taps run from 5 (lowest voltage) to -5 (highest); -9 is held at -5, five steps of 250 V up.
  CHECK(n.branches[c.branches.at(11)].ratio == Approx(1.125));
  const auto& source = n.sources[c.sources.at(12)];
  CHECK(std::hypot(source.r_pu, source.x_pu) == Approx(1e-4));  // sk 1e10 where none is given
  CHECK(source.r_pu == Approx(0.1 * source.x_pu));
  CHECK(source.angle_rad == 0);
  const auto& load = n.loads[c.loads.at(13)];
  CHECK(load.model == LoadModel::impedance);
  const auto& set = n.loads[c.loads.at(14)];
  CHECK((set.model == LoadModel::current && !set.in_service && set.p.si() == -1e5));
  const auto& phases = n.loads[c.loads.at(15)];
  CHECK((phases.p.si() == 6e3 && phases.q.si() == 500));
  CHECK(n.shunts[c.shunts.at(16)].p.si() == Approx(1e-5 * 1e8));
  CHECK(n.shunts[c.shunts.at(16)].q.si() == Approx(-2e-5 * 1e8));
  CHECK(c.faults[c.fault_of.at(17)].r_ohm == 0.1);
  CHECK(solve_power_flow(n).converged);
}

TEST_CASE("links, generic branches and stars") {
  const std::string with = R"("link": [{"id": 20, "from_node": 1, "to_node": 2, "from_status": 1, "to_status": 0}],
"generic_branch": [{"id": 21, "from_node": 2, "to_node": 3, "from_status": 1, "to_status": 1, "r1": 0.0016, "x1": 0.008, "g1": 1, "b1": -2,
  "k": 1.05, "theta": 0.5, "sn": 1e6}],
"three_winding_transformer": [{"id": 22, "node_1": 1, "node_2": 2, "node_3": 3, "status_1": 1, "status_2": 0, "status_3": 1,
  "u1": 10e3, "u2": 10e3, "u3": 400, "sn_1": 1e6, "sn_2": 1e6, "sn_3": 1e6, "uk_12": 0.1, "uk_13": 0.08, "uk_23": 0.12, "pk_12": 0, "pk_13": 0,
  "pk_23": 0, "i0": 0, "p0": 0, "winding_1": 1, "winding_2": 1, "winding_3": 1, "clock_12": 0, "clock_13": 0, "tap_side": 2, "tap_min": -2,
  "tap_max": 2, "tap_size": 10, "tap_pos": 2, "uk_13_max": 0.1}],
"source")";
  const PowerGridModelCase c = good(replaced(small, "\"source\"", with));
  const auto& link = c.network.branches[c.branches.at(20)];
  CHECK(1 / std::hypot(link.r_pu, link.x_pu) == Approx(std::sqrt(2.0) * 1e6));
  CHECK_FALSE(link.to_closed);
  const auto& generic = c.network.branches[c.branches.at(21)];  // 400 V: 0.16 ohm
  CHECK(generic.r_pu == Approx(0.01));
  CHECK(generic.x_pu == Approx(0.05));
  CHECK(generic.g_pu == Approx(0.16));
  CHECK(generic.b_pu == Approx(-0.32));
  CHECK((generic.ratio == 1.05 && generic.shift_rad == 0.5));
  const Star& star = c.three_winding.at(22);
  CHECK_FALSE(c.network.branches[star.branches[1]].from_closed);
  CHECK(c.network.branches[star.branches[0]].x_pu == Approx((0.1 + 0.1 - 0.12) / 2));  // uk_13 at the highest tap
  CHECK(c.network.branches[star.branches[2]].ratio == Approx(1.05));                  // 420 V
}

TEST_CASE("what is wrong, by line and column") {
  CHECK_THAT(refusal(replaced(small, "\"id\": 10,", "\"id\": 2,")),
             Contains("x.json:7:17: error[power-grid-model]: id 2 is used twice: first in line 5"));
  CHECK_THAT(refusal(replaced(small, "\"to_node\": 2", "\"to_node\": 9")), Contains("x.json:7:48:") && Contains("there is no node 9"));
  CHECK_THAT(refusal(replaced(small, "\"to_node\": 2", "\"to_node\": 1")), Contains("two different nodes"));
  CHECK_THAT(refusal(replaced(small, "\"to_node\": 2", "\"to_node\": 3")), Contains("one rated voltage"));
  CHECK_THAT(refusal(replaced(small, "\"r1\": 1, \"x1\": 2", "\"r1\": 0, \"x1\": 0")), Contains("use a link"));
  CHECK_THAT(refusal(replaced(small, "\"r1\": 1", "\"r1\": \"1\"")), Contains("\"r1\" must be a number") && Contains("x.json:7:91:"));
  CHECK_THAT(refusal(replaced(small, "\"r1\": 1, ", "")), Contains("line needs \"r1\""));
  CHECK_THAT(refusal(replaced(small, "\"tan1\"", "\"tann1\"")), Contains("no attribute \"tann1\"") && Contains("did you mean \"tan1\"?"));
  CHECK_THAT(refusal(replaced(small, "\"sym_load\"", "\"sym_laod\"")),
             Contains("no component \"sym_laod\"") && Contains("did you mean \"sym_load\"?"));
  CHECK_THAT(refusal(replaced(small, "[2, 10e3]", "[2]")), Contains("1 values for 2 attributes"));
  CHECK_THAT(refusal(replaced(small, "\"attributes\": {\"node\": [\"id\", \"u_rated\"]}", "\"attributes\": {}")), Contains("does not name"));
  CHECK_THAT(refusal(replaced(small, "[2, 10e3]", "[2, -1]")), Contains("\"u_rated\" must be positive") && Contains("x.json:5:28:"));
  CHECK_THAT(refusal(replaced(small, "\"type\": 1,", "\"type\": 3,")), Contains("whole number from 0 to 2"));
  CHECK_THAT(refusal(replaced(small, "\"status\": 1, \"u_ref\"", "\"status\": 2, \"u_ref\"")), Contains("whole number from 0 to 1"));
  CHECK_THAT(refusal(replaced(small, "\"fault_type\": 0", "\"fault_type\": 1")), Contains("three-phase faults"));
  CHECK_THAT(refusal(replaced(small, "[1e3, 2e3, 3e3]", "[1e3, 2e3]")), Contains("list of three numbers"));
  CHECK_THAT(refusal(replaced(small, "\"tap_size\": 250", "\"tap_size\": -250")), Contains("must not be negative"));
  CHECK_THAT(refusal(replaced(replaced(small, "\"tap_min\": 5", "\"tap_min\": 50"), "\"tap_pos\": -9", "\"tap_pos\": 45")), Contains("no voltage"));
}

TEST_CASE("files that are no input") {
  CHECK_THAT(refusal(replaced(small, "\"1.0\"", "\"2.0\"")), Contains("x.json:2:12:") && Contains("\"1.0\""));
  CHECK_THAT(refusal(replaced(small, "\"input\"", "\"update\"")), Contains("\"input\""));
  CHECK_THAT(refusal(replaced(small, "\"is_batch\": false", "\"is_batch\": true")), Contains("batch"));
  CHECK_THAT(refusal(replaced(small, "\"data\"", "\"dada\"")), Contains("\"data\" must be"));
  CHECK_THAT(refusal(replaced(small, "\"sym_voltage_sensor\"", "\"voltage_regulator\"")), Contains("left out"));
  CHECK_THAT(refusal(replaced(small, "\"clock\": 11", "\"clock\": 11,,")), Contains("x.json:9:") && Contains("error[json]"));
  CHECK_THAT(refusal(replaced(small, "\"clock\": 11", "\"clock\": 11, \"clock\": 5")), Contains("error[duplicate-key]") && Contains("\"clock\""));
  CHECK_THAT(refusal(""), Contains("error[json]"));
  CHECK_THAT(refusal("[]"), Contains("must hold an object"));
  CHECK_THAT(refusal(std::string(1000000, '[')), Contains("64 levels"));
  Diagnostics d;
  CHECK(parse_power_grid_model(replaced(small, "\"sym_voltage_sensor\"", "\"transformer_tap_regulator\""), "x.json", d));
  CHECK_THAT(d.render(), Contains("warning[left-out]"));
}

TEST_CASE("power-grid-model: all that is wrong is told at once, and nothing that only follows from it") {
  const auto errors = [](const std::string& text) {
    Diagnostics d;
    INFO(text);
    CHECK_FALSE(parse_power_grid_model(text, "x.json", d));
    INFO(d.render());
    return d;
  };
  // A mistake in the nodes, in a line, in a transformer and in a load.
  Diagnostics d = errors(replaced(replaced(replaced(replaced(small, "[2, 10e3]", "[2, -1]"), "\"to_status\": 1", "\"to_status\": 2"), "\"clock\": 11", "\"clock\": 13"),
                                  "[1e3, 2e3, 3e3]", "[1e3, 2e3]"));
  CHECK_THAT(d.render(), Contains("\"u_rated\" must be positive") && Contains("\"to_status\" must be") && Contains("\"clock\" must be") && Contains("list of three numbers"));
  // A node that cannot be read is not one that is missing.
  d = errors(replaced(small, "[2, 10e3]", "[2]"));
  CHECK(d.count(Severity::error) == 1);
  d = errors(replaced(small, "\"to_node\": 2", "\"to_node\": \"2\""));
  CHECK(d.count(Severity::error) == 1);
}

TEST_CASE("power-grid-model: twenty errors are shown, the others counted") {
  std::string rows;
  for (int i = 0; i < 50; ++i) rows += ", {\"id\": 1}";
  Diagnostics d;
  CHECK_FALSE(parse_power_grid_model(replaced(small, "[[1, 10000.0]", "[[1, 10000.0]" + rows), "x.json", d));
  CHECK(d.count(Severity::error) == 21);
  CHECK_THAT(d.render(), Contains("and 30 more of this kind"));
}

TEST_CASE("power-grid-model: hostile text is refused or read, and never more than that") {
  const auto feed = [](const std::string& text) {
    Diagnostics d;
    const auto c = parse_power_grid_model(text, "x.json", d);
    CHECK(c.has_value() != d.has_errors());
    if (!c) return;
    CHECK_FALSE(fault_in(c->network));
    const auto s = solve_power_flow(c->network);
    for (const auto& b : s.buses) CHECK((!s.converged || std::isfinite(b.magnitude_pu)));
    const auto f = solve_faults(c->network, c->faults, FaultCase::maximum);
    CHECK(f.u.size() == c->network.buses.size());
    CHECK(iec60909(c->network).size() == c->network.buses.size());
  };
  for (std::size_t i = 0; i <= small.size(); ++i) feed(small.substr(0, i));
  RandomStream random(22, "hostile power-grid-model");
  const std::string palette = "[]{},:\"\\ \n0159.eE+-ntfu_id\x80\xff";
  for (int k = 0; k < 3000; ++k) {
    std::string text = small;
    for (std::uint64_t n = 1 + random.below(4); n > 0; --n) {
      const std::size_t at = random.below(text.size());
      if (random.uniform() < 0.3) text.erase(at, 1 + random.below(10));
      else if (random.uniform() < 0.5) text[at] = palette[random.below(palette.size())];
      else text.insert(at, 1, palette[random.below(palette.size())]);
    }
    // Digits alone leave the file well formed and its numbers strange.
    for (std::size_t i = 0; i < text.size() && k % 2; ++i)
      if (text[i] >= '0' && text[i] <= '9' && random.uniform() < 0.02) text[i] = static_cast<char>('0' + random.below(10));
    feed(text);
  }
}
