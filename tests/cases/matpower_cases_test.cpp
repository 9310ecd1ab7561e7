// SPDX-License-Identifier: Apache-2.0
// MATPOWER's cases against solutions of another Newton-Raphson (flat start, 1e-10 pu) and against MATPOWER's own runpf: bus
// voltages to 1e-8 pu, flows to 1e-6 MW. And the 33-bus network of Baran and Wu as published.
#include <cmath>

#include "io/import/matpower.hpp"
#include "sim/power/power_flow.hpp"
#include "tests/cases/network_data.hpp"

namespace netsuden::test {
namespace {

constexpr double degree = M_PI / 180;

Network import_case(const std::string& name) {
  Diagnostics d;
  auto n = read_matpower(network_cases + "matpower/" + name + ".m", d);
  INFO(d.render());
  REQUIRE(n);
  CHECK(d.all().empty());
  return std::move(*n);
}

double mw(ActivePower p) { return p.si() / 1e6; }
double mvar(ReactivePower q) { return q.si() / 1e6; }

void compare_with_solution(const std::string& name, const PowerFlowSolution& s) {
  const auto wanted = read_json(network_cases + "matpower/" + name + ".solution.json");
  REQUIRE(wanted["bus"].size() == s.buses.size());
  double voltage = 0, angle = 0, flow = 0;
  for (std::size_t i = 0; i < s.buses.size(); ++i) {
    voltage = std::max(voltage, std::abs(s.buses[i].magnitude_pu - wanted["bus"][i][1].get<double>()));
    angle = std::max(angle, std::abs(s.buses[i].angle_rad - wanted["bus"][i][2].get<double>() * degree));
  }
  const auto& branches = wanted["branch_from_to_Pf_Qf_Pt_Qt_MW"];
  REQUIRE(branches.size() == s.branches.size());
  for (std::size_t i = 0; i < s.branches.size(); ++i) {
    const auto& b = s.branches[i];
    const auto& w = branches[i];
    flow = std::max({flow, std::abs(mw(b.p_from) - w[2].get<double>()), std::abs(mvar(b.q_from) - w[3].get<double>()),
                     std::abs(mw(b.p_to) - w[4].get<double>()), std::abs(mvar(b.q_to) - w[5].get<double>())});
  }
  CHECK(voltage <= 1e-8);
  CHECK(angle <= 1e-8);
  CHECK(flow <= 1e-6);
}

/// A row of MATPOWER's own results; digits as printed.
struct Runpf {
  const char* name;
  double slack_mw, slack_mvar, losses_mw, v_min;
  const char* v_min_bus;
  double v_max;
  const char* v_max_bus;
};

const Runpf runpf[] = {{"case9", 71.641021, 27.045924, 4.641021, 0.995631, "9", 1.040000, "1"},
                       {"case14", 232.393272, -16.549301, 13.393272, 1.010000, "3", 1.090000, "8"},
                       {"case30", 25.973803, -0.998484, 2.443803, 0.960624, "8", 1.000000, "1"},
                       {"case33bw", 3.917677, 2.435141, 0.202677, 0.913090, "18", 1.000000, "1"},
                       {"case57", 478.663752, 128.849628, 27.863752, 0.935932, "31", 1.059797, "46"},
                       {"case85", 2.813587, 2.752891, 0.299307, 0.873890, "54", 1.000000, "1"},
                       {"case118", 513.862872, -82.424057, 132.862872, 0.943000, "76", 1.050000, "10"}};

void compare_with_runpf(const Runpf& w, const Network& n, const PowerFlowSolution& s) {
  REQUIRE(s.sources.size() == 1);
  CHECK(mw(s.sources[0].p) == Approx(w.slack_mw).margin(1e-6));
  CHECK(mvar(s.sources[0].q) == Approx(w.slack_mvar).margin(1e-6));
  CHECK(mw(s.losses.p) == Approx(w.losses_mw).margin(1e-6));
  std::size_t low = 0, high = 0;
  for (std::size_t i = 0; i < s.buses.size(); ++i) {
    if (s.buses[i].magnitude_pu < s.buses[low].magnitude_pu) low = i;
    if (s.buses[i].magnitude_pu > s.buses[high].magnitude_pu) high = i;
  }
  CHECK(s.buses[low].magnitude_pu == Approx(w.v_min).margin(5e-7));
  CHECK(s.buses[high].magnitude_pu == Approx(w.v_max).margin(5e-7));
  CHECK(n.buses[low].name == w.v_min_bus);
  // Where several buses hold the highest voltage, MATPOWER names the first.
  CHECK(n.buses[high].name == w.v_max_bus);
}

}  // namespace

TEST_CASE("MATPOWER cases by Newton-Raphson, flat start") {
  if (data_absent()) return;
  for (const Runpf& w : runpf) {
    INFO(w.name);
    const Network n = import_case(w.name);
    PowerFlow flow(n);
    const PowerFlowSolution& s = flow.solve({.method = PowerFlowOptions::Method::newton});
    INFO(flow.failure());
    REQUIRE(s.converged);
    CHECK_FALSE(s.radial);
    CHECK(s.iterations <= 5);
    compare_with_solution(w.name, s);
    compare_with_runpf(w, n, s);
  }
}

TEST_CASE("MATPOWER's radial cases by the sweep, which the automatic choice takes") {
  if (data_absent()) return;
  for (const Runpf& w : runpf) {
    if (w.name != std::string("case33bw") && w.name != std::string("case85")) continue;
    INFO(w.name);
    const Network n = import_case(w.name);
    PowerFlow flow(n);
    CHECK(flow.is_radial());
    const PowerFlowSolution& s = flow.solve();
    REQUIRE(s.converged);
    CHECK(s.radial);
    compare_with_solution(w.name, s);
    compare_with_runpf(w, n, s);
  }
}

TEST_CASE("the 33 buses of Baran and Wu") {
  // M. E. Baran, F. F. Wu, IEEE Trans. Power Delivery 4 (1989): 202.68 kW, 0.9131 pu; voltages of a separate solution to 1e-10.
  if (data_absent()) return;
  const double wanted[] = {1.00000, .99703, .98294, .97546, .96806, .94966, .94617, .94133, .93506, .92924, .92838,
                           .92688,  .92077, .91850, .91709, .91572, .91370, .91309, .99650, .99293, .99222, .99158,
                           .97935,  .97268, .96936, .94773, .94517, .93373, .92551, .92195, .91779, .91687, .91659};
  const Network n = import_case("case33bw");
  CHECK(loop_branches(n).empty());  // the five ties are open
  const PowerFlowSolution s = solve_power_flow(n);
  REQUIRE(s.buses.size() == 33);
  for (int i = 0; i < 33; ++i) CHECK(s.buses[i].magnitude_pu == Approx(wanted[i]).margin(5.1e-6));
  CHECK(s.losses.p.si() / 1e3 == Approx(202.677).margin(5e-4));
  CHECK(s.losses.q.si() / 1e3 == Approx(135.141).margin(5e-4));
}

}  // namespace netsuden::test
