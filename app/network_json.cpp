// SPDX-License-Identifier: Apache-2.0
// The machine's form of a network's solution: SI units and per unit, named in the keys; what has no number is null.
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "app/network_info.hpp"

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;

json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }
json positive(double x) { return x > 0 && std::isfinite(x) ? json(x) : json(nullptr); }
constexpr double degrees(double rad) { return rad * 180 / std::numbers::pi; }

void add_power(json& to, const std::string& key, const NetworkSummary::Power& p) {
  to[key + "_w"] = p.p.si();
  to[key + "_var"] = p.q.si();
}

json names(const Network& n, const std::vector<int>& buses) {
  json out = json::array();
  for (const int b : buses) out.push_back(n.buses[b].name);
  return out;
}

json extreme(const NetworkSolution& s, int bus) {
  if (bus < 0) return nullptr;
  return {{"bus", s.file.network.buses[bus].name}, {"voltage_pu", s.flow.buses[bus].magnitude_pu}, {"voltage_v", positive(s.flow.buses[bus].voltage.si())}};
}

json buses_json(const NetworkSolution& s) {
  json out = json::array();
  const Network& n = s.file.network;
  for (std::size_t i = 0; i < n.buses.size(); ++i) {
    const auto& b = s.flow.buses[i];
    json j = {{"name", n.buses[i].name}, {"energized", b.energized}, {"star_point", n.buses[i].star_point}, {"nominal_v", positive(n.buses[i].nominal.si())},
              {"voltage_pu", b.energized ? json(b.magnitude_pu) : json(nullptr)}, {"angle_deg", b.energized ? json(degrees(b.angle_rad)) : json(nullptr)},
              {"voltage_v", positive(b.voltage.si())}, {"limit_min_pu", positive(n.buses[i].v_min_pu)}, {"limit_max_pu", positive(n.buses[i].v_max_pu)}};
    add_power(j, "generation", s.summary.generated_at[i]);
    add_power(j, "load", s.summary.load_at[i]);
    out.push_back(std::move(j));
  }
  return out;
}

json branches_json(const NetworkSolution& s) {
  json out = json::array();
  const Network& n = s.file.network;
  for (std::size_t i = 0; i < n.branches.size(); ++i) {
    const auto& b = n.branches[i];
    const auto& f = s.flow.branches[i];
    const auto amperes = [&](Current c, int bus) { return n.buses[bus].nominal.si() > 0 ? json(c.si()) : json(nullptr); };
    const bool rated = b.rating.si() > 0 || b.ampacity.si() > 0;
    out.push_back({{"name", b.name}, {"from_bus", n.buses[b.from].name}, {"to_bus", n.buses[b.to].name}, {"from_closed", b.from_closed}, {"to_closed", b.to_closed}, {"energized", f.energized},
                   {"from_w", f.p_from.si()}, {"from_var", f.q_from.si()}, {"to_w", f.p_to.si()}, {"to_var", f.q_to.si()}, {"loss_w", f.loss().si()},
                   {"from_a", amperes(f.i_from, b.from)}, {"to_a", amperes(f.i_to, b.to)},
                   {"rating_va", positive(b.rating.si())}, {"ampacity_a", positive(b.ampacity.si())}, {"loading", rated ? json(f.loading) : json(nullptr)}});
  }
  return out;
}

template <class Unit>
json units_json(const NetworkSolution& s, const std::vector<Unit>& units, const std::vector<NetworkSummary::Power>& powers) {
  json out = json::array();
  for (std::size_t i = 0; i < units.size(); ++i) {
    json j = {{"name", units[i].name}, {"bus", s.file.network.buses[units[i].bus].name}, {"in_service", units[i].in_service}};
    add_power(j, "power", powers[i]);
    j["limit_min_var"] = number(units[i].q_limits.min.si());
    j["limit_max_var"] = number(units[i].q_limits.max.si());
    out.push_back(std::move(j));
  }
  return out;
}

json short_circuits_json(const Network& n, const ShortCircuits& s) {
  json out = {{"standard", "IEC 60909-0"}, {"case", s.options.fault_case == FaultCase::maximum ? "maximum" : "minimum"}, {"kappa_method", s.options.kappa == Iec60909Options::Kappa::b ? "B" : "C"},
              {"low_voltage_tolerance", s.options.low_voltage_tolerance}, {"frequency_hz", s.options.frequency.si()}, {"duration_s", s.options.duration.si()}, {"notes", s.notes}};
  json buses = json::array();
  for (std::size_t i = 0; i < n.buses.size(); ++i) {
    const Iec60909Bus& b = s.buses[i];
    const bool finite = b.energized && !s.at_infinite[i], known = finite && n.buses[i].nominal.si() > 0;
    const auto when = [](bool there, double v) { return there ? number(v) : json(nullptr); };
    const double power_va = n.base.si() * b.c / std::hypot(b.r_pu, b.x_pu);
    buses.push_back({{"name", n.buses[i].name}, {"energized", b.energized}, {"c", when(b.energized, b.c)}, {"initial_a", when(known, b.initial.si())}, {"peak_a", when(known, b.peak.si())},
                     {"thermal_a", when(known, b.thermal.si())}, {"power_va", when(finite, power_va)}, {"r_pu", when(finite, b.r_pu)}, {"x_pu", when(finite, b.x_pu)}, {"kappa", when(finite, b.kappa)}});
  }
  out["buses"] = std::move(buses);
  return out;
}

}  // namespace

json network_json(const NetworkSolution& s, const ShortCircuits* faults) {
  const Network& n = s.file.network;
  const NetworkSummary& sum = s.summary;
  json root = {{"file", s.file.path}, {"format", s.file.matpower() ? "matpower" : s.file.site.empty() ? "power-grid-model" : "scenario"}, {"base_va", n.base.si()}, {"converged", s.flow.converged},
               {"method", s.flow.radial ? "sweep" : "newton"}, {"iterations", s.flow.iterations}, {"mismatch_pu", number(s.flow.mismatch_pu)}};
  add_power(root, "generation", sum.generation);
  add_power(root, "load", sum.load);
  add_power(root, "shunt", sum.shunts);
  add_power(root, "loss", sum.losses);
  root["dark_buses"] = sum.dark_buses;
  root["dark_load_w"] = sum.dark_load.si();
  root["lowest_voltage"] = extreme(s, sum.lowest);
  root["highest_voltage"] = extreme(s, sum.highest);
  json overloaded = json::array(), reactive = json::array();
  for (int k = 0; k < sum.overloaded; ++k) overloaded.push_back(sum.by_loading[k]);
  for (const auto& r : sum.reactive_outside) reactive.push_back(n.buses[r.bus].name);
  root["outside_limits"] = {{"voltage_low_buses", names(n, sum.too_low)}, {"voltage_high_buses", names(n, sum.too_high)}, {"reactive_power_buses", reactive}, {"overloaded_branch_indices", overloaded}};
  root["buses"] = buses_json(s);
  root["branches"] = branches_json(s);
  root["sources"] = units_json(s, n.sources, s.flow.sources);
  root["generators"] = units_json(s, n.generators, s.flow.generators);
  if (faults) root["short_circuit"] = short_circuits_json(faults->network, *faults);
  if (!s.file.site.empty()) {
    const SiteBalance b = site_balance(s);
    root["site"] = s.file.site;
    add_power(root, "import", b.import);
    root["site_load_w"] = b.loads.si();
    root["ups_input_w"] = b.into_ups.si();
    root["ups_output_w"] = b.out_of_ups.si();
  }
  return root;
}

}  // namespace netsuden::app
