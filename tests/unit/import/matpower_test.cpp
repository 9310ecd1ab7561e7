// SPDX-License-Identifier: Apache-2.0
// MATPOWER files: what is read, the code that is carried out, refusals by line and column, hostile text.
#include "io/import/matpower.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "sim/base/random.hpp"
#include "sim/power/power_flow.hpp"

using namespace netsuden;
using Catch::Matchers::Contains;

namespace {

const std::string head = "function mpc = small\n%% a comment\nmpc.version = '2';\nmpc.baseMVA = 10;\n";
const std::string tables =
    "mpc.bus = [  % columns\n"
    "\t1\t3\t0\t0\t0\t0\t1\t1.02\t5\t12.5\t1\t1.1\t0.9;\n"
    "\t7\t1\t2\t1\t0.1\t0.4\t1\t1\t0\t12.5\t1\t1.1\t0.9\n"
    "];\n"
    "mpc.gen = [1 0 0 10 -10 1.02 100 1 10 0;];\n"
    "mpc.branch = [\n"
    "\t1\t7\t0.02\t0.06\t0.01\t5\t0\t0\t0\t0\t1\t-360\t360;\n"
    "\t1\t7\t0.02\t0.06\t0\t0\t0\t0\t0.98\t30\t0\t-360\t360;\n"
    "];\n";
const std::string columns =
    "[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD, GS, BS, BUS_AREA, VM, ...\n"
    "    VA, BASE_KV, ZONE, VMAX, VMIN, LAM_P, LAM_Q, MU_VMAX, MU_VMIN] = idx_bus;\n"
    "[F_BUS, T_BUS, BR_R, BR_X, BR_B, RATE_A, RATE_B, RATE_C, ...\n"
    "    TAP, SHIFT, BR_STATUS, PF, QF, PT, QT, MU_SF, MU_ST, ...\n"
    "    ANGMIN, ANGMAX, MU_ANGMIN, MU_ANGMAX] = idx_brch;\n";

Network good(const std::string& text) {
  Diagnostics d;
  auto n = parse_matpower(text, "x.m", d);
  INFO(text << "\n" << d.render());
  REQUIRE(n);
  CHECK_FALSE(d.has_errors());
  REQUIRE_FALSE(fault_in(*n));
  return *n;
}

std::string refusal(const std::string& text) {
  Diagnostics d;
  INFO(text);
  CHECK_FALSE(parse_matpower(text, "x.m", d));
  CHECK(d.has_errors());
  return d.render();
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("tables of a case become buses, loads, shunts, branches and sources") {
  const Network n = good(head + tables);
  CHECK(n.base == 10_MVA);
  REQUIRE(n.buses.size() == 2);
  CHECK(n.buses[1].name == "7");
  CHECK(n.buses[1].nominal.si() == 12500);
  REQUIRE(n.loads.size() == 1);
  CHECK(n.loads[0].bus == 1);
  CHECK(n.loads[0].p == 2_MW);
  CHECK(n.loads[0].q.si() == 1e6);
  REQUIRE(n.shunts.size() == 1);
  CHECK(n.shunts[0].p.si() == Approx(0.1e6));
  CHECK(n.shunts[0].q.si() == Approx(-0.4e6));  // Bs is injected
  REQUIRE(n.branches.size() == 2);
  CHECK(n.branches[0].b_pu == 0.01);
  CHECK(n.branches[0].ratio == 1);
  CHECK(n.branches[0].rating == 5_MVA);
  CHECK(n.branches[1].ratio == 0.98);
  CHECK(n.branches[1].shift_rad == Approx(M_PI / 6));
  CHECK_FALSE(n.branches[1].from_closed);
  REQUIRE(n.sources.size() == 1);
  CHECK(n.sources[0].voltage_pu == 1.02);
  CHECK(n.sources[0].angle_rad == Approx(5 * M_PI / 180));
}

TEST_CASE("the code at the end of case33bw: ohm and kW") {
  const Network n = good(head + tables + columns +
                         "Vbase = mpc.bus(1, BASE_KV) * 1e3;      %% in Volts\n"
                         "Sbase = mpc.baseMVA * 1e6;              %% in VA\n"
                         "mpc.branch(:, [BR_R BR_X]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);\n"
                         "%% convert loads from kW to MW\n"
                         "mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;\n");
  const double ohm = 12.5e3 * 12.5e3 / 10e6;
  CHECK(n.branches[0].r_pu == Approx(0.02 / ohm).epsilon(1e-14));
  CHECK(n.branches[0].x_pu == Approx(0.06 / ohm).epsilon(1e-14));
  CHECK(n.branches[0].b_pu == 0.01);
  CHECK(n.loads[0].p.si() == Approx(2e3));
  CHECK(n.loads[0].q.si() == Approx(1e3));
}

TEST_CASE("the code at the end of case141: kVA at a power factor") {
  const Network n = good(head + tables + columns +
                         "mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;\n"
                         "pf = 0.85;\n"
                         "mpc.bus(:, QD) = mpc.bus(:, PD) * sin(acos(pf));\n"
                         "mpc.bus(:, PD) = mpc.bus(:, PD) * pf;\n");
  CHECK(n.loads[0].p.si() == Approx(2e3 * 0.85));
  CHECK(n.loads[0].q.si() == Approx(2e3 * std::sqrt(1 - 0.85 * 0.85)));
}

TEST_CASE("arithmetic as MATLAB does it") {
  const auto pd = [](const std::string& expression) {
    return good(head + tables + columns + "k = 2;\nmpc.bus(2, PD) = " + expression + ";\n").loads[0].p.si() / 1e6;
  };
  CHECK(pd("1 + 2 * 3") == 7);
  CHECK(pd("-2^2 + 9") == 5);
  CHECK(pd("2^-1") == 0.5);
  CHECK(pd("2^3^2") == 64);  // from the left
  CHECK(pd("(1 + 2) * -3") == -9);
  CHECK(pd("8 / 2 / 2") == 2);
  CHECK(pd("mpc.bus(2, PD) .* k") == 4);
  CHECK(pd("sqrt(abs(-16)) - exp(0)") == 3);
  CHECK(pd("4 * atan(1)") == Approx(M_PI));
  CHECK(pd("pi") == Approx(M_PI));
}

TEST_CASE("within brackets a blank before a sign begins a new number") {
  const auto with = [](const std::string& row) { return replaced(head + tables, "1\t7\t0.02\t0.06\t0.01\t5\t0\t0\t0\t0\t1\t-360\t360", row); };
  CHECK(good(with("1 7 0.02 -0.06 0.01 5 0 0 0 0 1 -360 360")).branches[0].x_pu == -0.06);
  CHECK(good(with("1, 7, 0.02, 0.05 + 0.01, 0.01, 5, 0, 0, 0, 0, 1, -360, 360")).branches[0].x_pu == Approx(0.06));
  CHECK(good(with("1 7 0.02 0.07-0.01 0.01 5 0 0 0 0 1 -360 360")).branches[0].x_pu == Approx(0.06));
  CHECK(good(with("1 7 0.02 0.06 0.01 Inf 0 0 ...  % goes on\n 0 0 1 -360 360")).branches[0].rating.si() == 0);
}

TEST_CASE("define_constants, block comments, text, other fields and Windows lines are taken in their stride") {
  std::string text = head + "%{\nmpc.bus = nonsense(;\n%}\n" + tables +
                     "mpc.gencost = [2 0 0 3 0 20 0;];\nmpc.bus_name = {'It''s one'; 'two'};\nmpc.areas = [];\nmpc.note.by = \"us\";\n"
                     "define_constants;\nmpc.bus(:, PD) = 3;\n";
  CHECK(good(text).loads[1].p == 3_MW);
  std::string windows;
  for (const char c : text) windows += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(good("\xEF\xBB\xBF" + windows).loads[1].p == 3_MW);
}

TEST_CASE("generators where MATPOWER puts them") {
  const auto with = [](const std::string& types, const std::string& gen) {
    std::string bus = "mpc.bus = [\n";
    for (std::size_t i = 0; i < types.size(); ++i) bus += std::to_string(i + 1) + " " + types[i] + " 0 0 0 0 1 1 0 10 1 1.1 0.9\n";
    return good(head + bus + "];\nmpc.gen = [" + gen + "];\nmpc.branch = [1 2 0 0.1 0 0 0 0 0 0 1\n 2 3 0 0.1 0 0 0 0 0 0 1];\n");
  };
  // Two at the reference: the first takes up what is missing, the voltage is the last one's.
  Network n = with("311", "1 1 0 9 -9 1.01 10 1\n 1 2 0 9 -9 1.03 10 1\n");
  REQUIRE((n.sources.size() == 1 && n.generators.size() == 1));
  CHECK(n.sources[0].voltage_pu == 1.03);
  CHECK(n.generators[0].p == 2_MW);
  // No generator at the reference: the first PV bus in the order of the buses.
  n = with("322", "3 5 0 9 -9 1.01 10 1\n 2 1 0 9 -9 1.02 10 1\n 1 1 0 9 -9 1 10 0\n");
  REQUIRE((n.sources.size() == 1 && n.generators.size() == 1));
  CHECK(n.sources[0].bus == 1);
  CHECK(n.generators[0].bus == 2);
  // At a PQ bus: a negative load. At an isolated one: nothing, and its branches are open.
  n = with("314", "1 0 0 9 -9 1 10 1\n 2 4 3 9 -9 1 10 1\n 3 1 1 9 -9 1 10 1\n");
  REQUIRE((n.loads.size() == 1 && n.generators.empty()));
  CHECK(n.loads[0].p == -4_MW);
  CHECK(n.loads[0].q.si() == -3e6);
  CHECK_FALSE(n.branches[1].from_closed);
}

TEST_CASE("what is wrong in the tables, by line and column") {
  const std::string all = head + tables;
  CHECK_THAT(refusal(replaced(all, "\t7\t1\t2", "\t1\t1\t2")), Contains("x.m:7:2: error[matpower]: bus 1 is there already, in line 6"));
  CHECK_THAT(refusal(replaced(all, "\t7\t1\t2", "\t7.5\t1\t2")), Contains("x.m:7:2:") && Contains("whole number"));
  CHECK_THAT(refusal(replaced(all, "\t7\t1\t2", "\t7\t5\t2")), Contains("x.m:7:4:") && Contains("1, 2, 3 or 4"));
  CHECK_THAT(refusal(replaced(all, "\t7\t1\t2", "\t7\t1\tNaN")), Contains("x.m:7:6:") && Contains("Pd is not a finite number"));
  CHECK_THAT(refusal(replaced(all, "1\t7\t0.02", "1\t9\t0.02")), Contains("x.m:11:4:") && Contains("there is no bus 9"));
  CHECK_THAT(refusal(replaced(all, "1\t7\t0.02", "7\t7\t0.02")), Contains("begins and ends"));
  CHECK_THAT(refusal(replaced(all, "0.02\t0.06\t0.01", "0\t0\t0.01")), Contains("x.m:11:6:") && Contains("impedance of zero"));
  CHECK_THAT(refusal(replaced(all, "0.98\t30", "-1\t30")), Contains("x.m:12:24:") && Contains("ratio is negative"));
  CHECK_THAT(refusal(replaced(all, "[1 0 0 10", "[3 0 0 10")), Contains("x.m:9:12:") && Contains("there is no bus 3"));
  CHECK_THAT(refusal(replaced(all, "1.02 100 1 10", "1.02 100 0 10")), Contains("no generator is in service"));
  CHECK_THAT(refusal(replaced(all, "1.02 100 1 10", "-1 100 1 10")), Contains("Vg must be positive"));
  CHECK_THAT(refusal(replaced(all, "\t0.9\n", "\n")), Contains("x.m:7:") && Contains("12 values in a row where the first row has 13"));
  CHECK_THAT(refusal(replaced(all, "mpc.baseMVA = 10", "mpc.baseMVA = -10")), Contains("x.m:4:1:") && Contains("baseMVA"));
  CHECK_THAT(refusal(replaced(all, "mpc.version = '2'", "mpc.version = '1'")), Contains("x.m:3:1:") && Contains("'2'"));
  CHECK_THAT(refusal(replaced(all, "mpc.version = '2';", "")), Contains("version is '2'"));
  CHECK_THAT(refusal(replaced(all, "mpc.branch", "mpc.lines")), Contains("no \"branch\""));
  CHECK_THAT(refusal(replaced(all, "mpc.gen = [1 0 0 10 -10 1.02 100 1 10 0;]", "mpc.gen = {}")), Contains("x.m:9:1:") && Contains("at least one"));
  CHECK_THAT(refusal(""), Contains("no \"bus\""));
}

TEST_CASE("code that is not understood, by line") {
  const std::string all = head + tables + columns;  // 18 lines
  const auto code = [&](const std::string& line) { return refusal(all + line); };
  CHECK_THAT(code("for i = 1:3\nend\n"), Contains("x.m:19:1:") && Contains("\"for\""));
  CHECK_THAT(code("if mpc.baseMVA > 1\nend\n"), Contains("x.m:19:1:") && Contains("\"if\""));
  CHECK_THAT(code("mpc = scale_load(2, mpc);\n"), Contains("x.m:19:7:") && Contains("\"scale_load\""));
  CHECK_THAT(code("mpc.bus(:, PD) = mpc.bus(:, PD) * unknown;\n"), Contains("x.m:19:35:") && Contains("\"unknown\""));
  CHECK_THAT(code("mpc.bus(:, PD) = mpc.bus(:, [PD QD]);\n"), Contains("2 by 2 values for 2 by 1"));
  CHECK_THAT(code("mpc.bus(3, PD) = 1;\n"), Contains("x.m:19:9:") && Contains("1 to 2"));
  CHECK_THAT(code("mpc.bus(:, 14) = 1;\n"), Contains("1 to 13"));
  CHECK_THAT(code("mpc.bus(0, 1) = 1;\n"), Contains("1 to 2"));
  CHECK_THAT(code("mpc.bus(:, PD) = mpc.bus(:, PD)';\n"), Contains("x.m:19:32:") && Contains("transposition"));
  CHECK_THAT(code("mpc.bus(:, PD) = mpc.bus(:, PD) * mpc.bus(:, QD);\n"), Contains("element by element"));
  CHECK_THAT(code("[a, b] = size(mpc.bus);\n"), Contains("x.m:19:10:") && Contains("\"size\""));
  CHECK_THAT(code("x = 1 2;\n"), Contains("x.m:19:7:") && Contains("should end"));
  CHECK_THAT(code("x = (1 + 2;\n"), Contains("x.m:19:11:") && Contains("\")\" was expected"));
  CHECK_THAT(code("x = [1 2;\n"), Contains("x.m:19:5:") && Contains("not closed"));
  CHECK_THAT(code("x = 'a;\n"), Contains("x.m:19:5:") && Contains("not closed"));
  CHECK_THAT(code("x = mpc.baseMVA > 1;\n"), Contains("x.m:19:17:") && Contains("should end"));
  CHECK_THAT(code("x = 1 $ 2;\n"), Contains("x.m:19:7:") && Contains("\"$\" is not understood"));
  CHECK_THAT(code("x = 3i;\n"), Contains("is not a number"));
  CHECK_THAT(code("x = 1e999;\n"), Contains("out of range"));
  CHECK_THAT(code("%{\n no end\n"), Contains("x.m:19:1:") && Contains("does not end"));
  CHECK_THAT(code("x = " + std::string(100000, '(') + ";\n"), Contains("too deep"));
  CHECK_THAT(code("x = " + std::string(100000, '[') + ";\n"), Contains("too deep"));
  CHECK_THAT(code("x = " + std::string(100000, '-') + "1; y\n"), Contains("\"y\""));
  CHECK_THAT(refusal("function [baseMVA, bus, gen, branch] = case9\n"), Contains("x.m:1:10:") && Contains("version 1"));
  Diagnostics d;
  CHECK(parse_matpower(all + "mpc.dcline = [1 2 1 0];\n", "x.m", d));
  CHECK_THAT(d.render(), Contains("warning[left-out]") && Contains("dcline"));
}

TEST_CASE("MATPOWER: all that is wrong is told at once, and nothing that only follows from it") {
  const auto errors = [](const std::string& text) {
    Diagnostics d;
    INFO(text);
    CHECK_FALSE(parse_matpower(text, "x.m", d));
    INFO(d.render());
    CHECK(d.all().size() == static_cast<std::size_t>(d.count(Severity::error)));
    return d;
  };
  const std::string all = head + tables + columns;
  // The three tables, each with its own mistake.
  Diagnostics d = errors(replaced(replaced(replaced(all, "\t7\t1\t2", "\t7\t5\tNaN"), "[1 0 0 10", "[3 0 0 10"), "1\t7\t0.02", "1\t9\t0.02"));
  CHECK(d.count(Severity::error) == 4);
  CHECK_THAT(d.render(), Contains("x.m:7:4:") && Contains("x.m:7:6:") && Contains("x.m:9:12:") && Contains("x.m:11:4:"));
  // A table that cannot be read is not missing, nor are its buses; every ragged row is told.
  d = errors(replaced(replaced(all, "\t0.9\n", "\n"), "12.5\t1\t1.1\t0.9;", "12.5\t1\t1.1\t0.9;\n\t5\t1;"));
  CHECK(d.count(Severity::error) == 2);
  CHECK_THAT(d.render(), Contains("x.m:7:") && Contains("2 values in a row") && Contains("x.m:8:") && Contains("12 values in a row"));
  // Statements: the second mistake does not hide behind the first, what uses a failed name is not told, and a block ends.
  d = errors(all + "a = f(1);\nb = a * 2;\nmpc.bus(1, 3) = b;\nc = 1 $ 2;\nfor i = 1:2\n  if i\n    x = g(i);\n  end\nend\nmpc.gen(9, 1) = 0;\n");
  CHECK(d.count(Severity::error) == 4);
  CHECK_THAT(d.render(), Contains("x.m:19:5:") && Contains("x.m:22:7:") && Contains("x.m:23:1:") && Contains("x.m:28:9:"));
  // A bracket that is not closed ends where the next assignment begins.
  d = errors(replaced(all, "];\nmpc.gen", "\nmpc.gen") + "y = h;\n");
  CHECK(d.count(Severity::error) == 2);
  CHECK_THAT(d.render(), Contains("x.m:5:11:") && Contains("\"[\" is not closed before the next statement, in line 9") && Contains("\"h\""));
  CHECK(errors("function [baseMVA, bus] = case9\nbaseMVA = 100;\nbus = [1 2;\n").count(Severity::error) == 1);
}

TEST_CASE("limits of voltage and of reactive power, for reports") {
  const double inf = std::numeric_limits<double>::infinity();
  Network n = good(head + tables);
  CHECK((n.buses[0].v_min_pu == 0.9 && n.buses[0].v_max_pu == 1.1));
  CHECK((n.sources[0].q_limits.max.si() == 10e6 && n.sources[0].q_limits.min.si() == -10e6));
  n = good(replaced(head + tables, "1.1\t0.9;", "0.9\t1.1;"));  // no room between them
  CHECK((n.buses[0].v_min_pu == 0 && n.buses[0].v_max_pu == 0));
  n = good(replaced(head + tables, "10 -10 1.02", "-10 10 1.02"));
  CHECK((n.sources[0].q_limits.max.si() == inf && n.sources[0].q_limits.min.si() == -inf));
  CHECK(good(replaced(head + tables, "10 -10 1.02", "Inf -10 1.02")).sources[0].q_limits.max.si() == inf);
}

TEST_CASE("MATPOWER: twenty errors are shown, the others counted") {
  std::string rows;
  for (int i = 0; i < 50; ++i) rows += "1 99 0 0.1 0 0 0 0 0 0 1\n";
  Diagnostics d;
  CHECK_FALSE(parse_matpower(head + tables + "mpc.branch = [" + rows + "];\n", "x.m", d));
  CHECK(d.count(Severity::error) == 21);
  CHECK_THAT(d.render(), Contains("and 30 more of this kind"));
}

TEST_CASE("MATPOWER: hostile text is refused or read, and never more than that") {
  const std::string whole = head + tables + columns + "mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;\nx = {'a', 1};\n";
  const auto feed = [](const std::string& text) {
    Diagnostics d;
    const auto n = parse_matpower(text, "x.m", d);
    CHECK(n.has_value() != d.has_errors());
    if (!n) return;
    CHECK_FALSE(fault_in(*n));
    const auto s = solve_power_flow(*n);  // whatever the numbers are, it ends and says whether it stands
    for (const auto& b : s.buses) CHECK((!s.converged || std::isfinite(b.magnitude_pu)));
  };
  for (std::size_t i = 0; i <= whole.size(); ++i) feed(whole.substr(0, i));
  RandomStream random(21, "hostile matpower");
  const std::string palette = "[](){};,.=+-*/^:'\"%# \t\n0159eEinfNaN_mpcbus\x80\xff";
  for (int k = 0; k < 3000; ++k) {
    std::string text = whole;
    for (std::uint64_t n = 1 + random.below(6); n > 0; --n) {
      const std::size_t at = random.below(text.size());
      if (random.uniform() < 0.3) text.erase(at, 1 + random.below(20));
      else if (random.uniform() < 0.5) text[at] = palette[random.below(palette.size())];
      else text.insert(at, 1, palette[random.below(palette.size())]);
    }
    feed(text);
  }
  feed(std::string(100, '\0'));
}
