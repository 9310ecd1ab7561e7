// SPDX-License-Identifier: Apache-2.0
// The validation cases of power-grid-model that have a symmetric or a three-phase short-circuit result, each within the
// tolerances of its own params.json. A batch is its input with the rows of one update at a time laid over it.
#include <complex>

#include "io/import/power_grid_model.hpp"
#include "sim/power/power_flow.hpp"
#include "tests/cases/network_data.hpp"

namespace netsuden::test {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;
using Complex = std::complex<double>;

json with_update(json input, const json& update) {
  for (const auto& [component, rows] : update.items())
    for (const json& row : rows)
      for (json& target : input["data"][component])
        if (target["id"] == row["id"]) target.update(row);
  return input;
}

PowerGridModelCase import_case(const json& input) {
  Diagnostics d;
  auto c = parse_power_grid_model(input.dump(1), "input.json", d);
  INFO(d.render());
  REQUIRE(c);
  return std::move(*c);
}

/// Numbers wanted and given, by component, id and attribute.
class Comparison {
 public:
  Comparison(const json& params) : rtol_(params["rtol"]), atol_(params["atol"]) {}

  void row(const char* component, const json& wanted, const std::map<std::string, double>& given) {
    for (const auto& [attribute, value] : wanted.items()) {
      if (attribute == "id") continue;
      const json& one = value.is_array() ? value[0] : value;  // phase a
      const auto it = given.find(attribute);
      if (it == given.end()) {
        INFO(component << " " << attribute);
        FAIL("an attribute that is not compared");
      }
      const double w = one.get<double>();
      ++compared;
      if (std::abs(it->second - w) <= atol_ + rtol_ * std::abs(w)) continue;
      INFO(component << " " << wanted["id"] << " " << attribute << ": " << it->second << ", not " << w);
      CHECK(false);
    }
  }

  int compared = 0;

 private:
  double rtol_, atol_;
};

std::map<std::string, double> power(const PowerFlowSolution::Power& s, bool on, double volts) {
  const double p = s.p.si(), q = s.q.si(), va = std::hypot(p, q);
  return {{"p", p}, {"q", q}, {"s", va}, {"i", volts > 0 ? va / volts / std::sqrt(3.0) : 0}, {"pf", va > 0 ? p / va : 0}, {"energized", on}};
}

std::map<std::string, double> ends(const PowerFlowSolution::Branch& b) {
  return {{"energized", b.energized}, {"loading", b.loading},
          {"p_from", b.p_from.si()}, {"q_from", b.q_from.si()}, {"i_from", b.i_from.si()}, {"s_from", std::hypot(b.p_from.si(), b.q_from.si())},
          {"p_to", b.p_to.si()}, {"q_to", b.q_to.si()}, {"i_to", b.i_to.si()}, {"s_to", std::hypot(b.p_to.si(), b.q_to.si())}};
}

std::map<std::string, double> windings(const PowerGridModelCase& c, const PowerFlowSolution& s, const Star& star) {
  std::map<std::string, double> out;
  for (int i = 0; i < 3; ++i) {
    const auto& b = s.branches[star.branches[i]];
    const std::string n = std::to_string(i + 1);
    const double va = std::hypot(b.p_from.si(), b.q_from.si()), share = va / c.network.branches[star.branches[i]].rating.si();
    out["p_" + n] = b.p_from.si();
    out["q_" + n] = b.q_from.si();
    out["i_" + n] = b.i_from.si();
    out["s_" + n] = va;
    out["loading_" + n] = share;
    out["loading"] = std::max(out["loading"], share);
    out["energized"] = std::max(out["energized"], double(b.energized));
  }
  return out;
}

int compare_flow(const json& wanted, const PowerGridModelCase& c, const PowerFlowSolution& s, const json& params) {
  Comparison by(params);
  const auto volts = [&](int bus) { return s.buses[bus].voltage.si(); };
  for (const auto& [component, rows] : wanted.items())
    for (const json& r : rows) {
      const auto id = r["id"].get<std::int64_t>();
      if (component == "node") {
        const auto& b = s.buses[c.buses.at(id)];
        const double angle = r.value("u_angle", 0.0);
        by.row("node", r, {{"energized", b.energized}, {"u", b.voltage.si()}, {"u_pu", b.magnitude_pu}, {"p", b.p.si()}, {"q", b.q.si()},
                           {"u_angle", angle + std::remainder(b.angle_rad - angle, 2 * M_PI)}});
      } else if (component == "source") {
        const int i = c.sources.at(id), bus = c.network.sources[i].bus;
        by.row("source", r, power(s.sources[i], c.network.sources[i].in_service, volts(bus)));
      } else if (component == "shunt") {
        const int i = c.shunts.at(id);
        by.row("shunt", r, power(s.shunts[i], c.network.shunts[i].in_service, volts(c.network.shunts[i].bus)));
      } else if (component == "sym_load" || component == "sym_gen") {
        const int i = c.loads.at(id);
        const auto& l = c.network.loads[i];
        PowerFlowSolution::Power p = s.loads[i];
        if (component == "sym_gen") p = {-p.p, -p.q};
        by.row("load", r, power(p, l.in_service, volts(l.bus)));
      } else if (component == "three_winding_transformer") {
        by.row("three_winding_transformer", r, windings(c, s, c.three_winding.at(id)));
      } else {
        by.row(component.c_str(), r, ends(s.branches[c.branches.at(id)]));
      }
    }
  return by.compared;
}

/// Every method that the network allows.
int check_flow(const json& input, const json& wanted, const json& params) {
  const PowerGridModelCase c = import_case(input);
  PowerFlow flow(c.network);
  int compared = 0;
  using Method = PowerFlowOptions::Method;
  for (const Method method : {Method::newton, Method::radial}) {
    if (method == Method::radial && !flow.is_radial()) continue;
    const PowerFlowSolution& s = flow.solve({.method = method, .from_last = false, .tolerance_pu = 1e-13});
    INFO((method == Method::radial ? "radial" : "Newton") << ", " << flow.failure());
    REQUIRE(s.converged);
    compared += compare_flow(wanted, c, s, params);
  }
  return compared;
}

double base_amperes(const Network& n, int bus) { return n.current_base(bus).si(); }

/// Angles of what is rounded zero say nothing.
std::map<std::string, double> phasor(const json& r, const std::string& name, Complex value, double unit) {
  const std::string angle = name == "u_pu" ? "u_angle" : name + "_angle";
  double a = std::arg(value);
  if (r.contains(angle)) {
    const double w = r[angle][0];
    a = std::abs(value) < 1e-9 ? w : w + std::remainder(a - w, 2 * M_PI);
  }
  return {{name, std::abs(value) * unit}, {angle, a}};
}

int check_faults(const json& input, const json& wanted, const json& params) {
  const PowerGridModelCase c = import_case(input);
  const bool minimum = params["short_circuit_voltage_scaling"] == "minimum";
  const FaultSolution s = solve_faults(c.network, c.faults, minimum ? FaultCase::minimum : FaultCase::maximum);
  Comparison by(params);
  const Network& n = c.network;
  const auto row = [&](const char* component, const json& r, bool on, std::map<std::string, double> given) {
    given["energized"] = on;
    by.row(component, r, given);
  };
  for (const auto& [component, rows] : wanted.items())
    for (const json& r : rows) {
      const auto id = r["id"].get<std::int64_t>();
      if (component == "node") {
        const int bus = c.buses.at(id);
        auto given = phasor(r, "u_pu", s.u[bus], 1);
        given["u"] = std::abs(s.u[bus]) * n.buses[bus].nominal.si() / std::sqrt(3.0);
        row("node", r, s.energized[bus], given);
      } else if (component == "source") {
        const int i = c.sources.at(id);
        row("source", r, n.sources[i].in_service, phasor(r, "i", s.source[i], base_amperes(n, n.sources[i].bus)));
      } else if (component == "shunt") {
        const int i = c.shunts.at(id);
        row("shunt", r, n.shunts[i].in_service, phasor(r, "i", s.shunt[i], base_amperes(n, n.shunts[i].bus)));
      } else if (component == "fault") {
        const int i = c.fault_of.at(id);
        row("fault", r, c.faults[i].in_service, phasor(r, "i_f", s.fault[i], base_amperes(n, c.faults[i].bus)));
      } else {
        const int i = c.branches.at(id);
        auto given = phasor(r, "i_from", s.branch_from[i], base_amperes(n, n.branches[i].from));
        given.merge(phasor(r, "i_to", s.branch_to[i], base_amperes(n, n.branches[i].to)));
        row(component.c_str(), r, true, given);
      }
    }
  return by.compared;
}

/// Runs `check` on the file, or on each of its batch, that stands beside an input; the number of values compared.
template <class Check>
int in_folder(const fs::path& folder, const std::string& output, Check check) {
  const json input = read_json(folder / "input.json"), params = read_json(folder / "params.json");
  int compared = 0;
  if (fs::exists(folder / (output + ".json"))) compared += check(input, read_json(folder / (output + ".json"))["data"], params);
  if (fs::exists(folder / (output + "_batch.json"))) {
    const json wanted = read_json(folder / (output + "_batch.json"))["data"], updates = read_json(folder / "update_batch.json")["data"];
    REQUIRE(wanted.size() == updates.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      INFO("scenario " << i);
      compared += check(with_update(input, updates[i]), wanted[i], params);
    }
  }
  return compared;
}

template <class Check>
int in_all_folders(const std::string& under, const std::string& output, Check check) {
  int folders = 0;
  for (const auto& entry : fs::recursive_directory_iterator(network_cases + "power-grid-model/" + under)) {
    if (entry.path().filename() != "input.json") continue;
    const fs::path folder = entry.path().parent_path();
    INFO(folder.string());
    const int compared = in_folder(folder, output, check);
    if (compared > 0) ++folders;
  }
  return folders;
}

}  // namespace

TEST_CASE("power-grid-model: symmetric power flow") {
  if (data_absent()) return;
  CHECK(in_all_folders("power_flow", "sym_output", check_flow) == 15);
}

TEST_CASE("power-grid-model: three-phase short circuits") {
  if (data_absent()) return;
  CHECK(in_all_folders("short_circuit", "sc_output", check_faults) == 2);
}

}  // namespace netsuden::test
