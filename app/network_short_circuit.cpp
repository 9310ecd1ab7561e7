// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "app/command.hpp"
#include "app/network_info.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden::app {
namespace {

constexpr double reference_temperature_c = 20;

std::string some(const std::vector<std::string>& names) {
  constexpr std::size_t most = 6;
  std::vector<std::string> shown(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), most)));
  if (names.size() > most) shown.push_back(fmt::format("{} more", names.size() - most));
  return fmt::format("{}", fmt::join(shown, ", "));
}

/// Sources in service, by the name of their bus.
std::vector<std::string> source_buses(const Network& n, bool without_impedance) {
  std::set<int> buses;
  for (const auto& s : n.sources)
    if (s.in_service && (!without_impedance || (s.r_pu == 0 && s.x_pu == 0))) buses.insert(s.bus);
  std::vector<std::string> names;
  for (const int b : buses) names.push_back(n.buses[b].name);
  return names;
}

double share(const std::string& name, const std::string& text) {
  std::string message;
  const auto v = to_si(text, {}, Want::fraction, {}, message, "%");
  if (!v) throw UsageError(fmt::format("info: {}: {}", name, message));
  return *v;
}

Iec60909Options options_of(const NetworkOptions& o) {
  Iec60909Options out;
  out.fault_case = o.fault == "minimum" ? FaultCase::minimum : FaultCase::maximum;
  out.kappa = o.kappa == "B" ? Iec60909Options::Kappa::b : Iec60909Options::Kappa::c;
  out.low_voltage_tolerance = share("--lv-tolerance", o.lv_tolerance);
  if (out.low_voltage_tolerance != 0.06 && out.low_voltage_tolerance != 0.10)
    throw UsageError(fmt::format("info: --lv-tolerance: IEC 60909 has factors for 6 % and 10 %, not for {}", o.lv_tolerance));
  out.frequency = frequency_option("info", o.frequency);
  out.duration = Duration::from_si(option_si("info", "--fault-duration", o.fault_duration, dims::time, "s"));
  if (!(out.duration.si() > 0)) throw UsageError(fmt::format("info: --fault-duration must be positive, not {}", o.fault_duration));
  return out;
}

/// Gives the sources what the command line says of the network behind them.
void strengthen(Network& n, const NetworkFile& f, const NetworkOptions& o, ShortCircuits& out) {
  const auto ideal = source_buses(n, true);
  double rx = 0.1;
  if (!o.rx.empty()) {
    const auto v = parse_number(o.rx);
    if (!v || *v < 0) throw UsageError(fmt::format("info: --rx: R/X must be a number from 0 up, not `{}`", o.rx));
    if (o.sk.empty()) throw UsageError("info: --rx needs --sk: it is R/X of the network whose short-circuit power --sk gives");
    rx = *v;
  }
  if (o.sk.empty()) {
    if (!ideal.empty())
      throw UsageError(fmt::format("info: --short-circuit needs --sk: {} gives no short-circuit power of the network behind bus {}; "
                                   "give it ({}--sk \"5 GVA\", --rx 0.1), or --sk infinite for an upper bound",
                                   f.path, some(ideal), f.site.empty() ? "" : "fault_level: of the grid connection, or "));
    if (!f.site.empty()) {
      for (const auto& s : n.sources)
        out.notes.push_back(fmt::format("behind bus {}: S\"k {}, R/X {:g}", n.buses[s.bus].name, format_si(s.fault_level_max.si(), "VA", 4), s.rx_max));
      return;
    }
    out.notes.push_back(fmt::format("source at bus {}: |Z| = U2/sk from the file, without the factor c (--sk sets S\"k as the standard has it)", some(source_buses(n, false))));
    return;
  }
  if (o.sk == "infinite") {
    out.infinite = true;
    for (auto& s : n.sources) {
      s.r_pu = s.x_pu = 0;
      s.fault_level_max = s.fault_level_min = {};
      if (s.in_service) out.at_infinite[s.bus] = true;
    }
    out.notes.push_back(fmt::format("an infinite network stands behind bus {}: the currents are an upper bound of what it gives", some(source_buses(n, false))));
    return;
  }
  const double sk = option_si("info", "--sk", o.sk, dims::apparent_power, "VA");
  if (!(sk > 0)) throw UsageError(fmt::format("info: --sk must be positive, not {}", o.sk));
  for (auto& s : n.sources) {
    s.fault_level_max = s.fault_level_min = ApparentPower::from_si(sk);
    s.rx_max = s.rx_min = rx;
  }
  out.notes.push_back(fmt::format("behind bus {}: S\"k {}, R/X {:g}{}", some(source_buses(n, false)), format_si(sk, "VA", 4), rx, n.sources.size() > 1 ? ", each" : ""));
}

/// Lines and cables at the end of the fault; a branch with a ratio or between two voltages is a transformer.
void heat(Network& n, const NetworkOptions& o, ShortCircuits& out) {
  std::string message;
  const auto kelvin = to_si(o.end_temperature, dims::kelvin, Want::temperature, {}, message, "degC");
  if (!kelvin) throw UsageError(fmt::format("info: --end-temperature: {}", message));
  const double c = *kelvin - 273.15;
  if (c < reference_temperature_c - 1e-9) throw UsageError(fmt::format("info: --end-temperature: conductors are at 20 degC or above, not {}", o.end_temperature));
  for (auto& b : n.branches)
    if (b.own_x_pu == 0 && b.main_ratio == 1 && n.buses[b.from].nominal == n.buses[b.to].nominal) b.end_temperature_c = c;
  if (out.options.fault_case == FaultCase::minimum)
    out.notes.push_back(fmt::format("lines at {:g} degC at the end of the fault{}", c, c < reference_temperature_c + 1e-9 ? " (the file gives no temperature; --end-temperature raises their resistance)" : ""));
}

void say_what_is_missing(const NetworkFile& f, ShortCircuits& out) {
  const Network& n = f.network;
  std::vector<std::string> units;
  for (const auto& g : n.generators)
    if (g.in_service) units.push_back(n.buses[g.bus].name);
  for (const auto& l : n.loads)
    if (l.in_service && l.generates) units.push_back(n.buses[l.bus].name);
  if (!units.empty())
    out.notes.push_back(fmt::format("{} feed{} nothing into the fault: the file gives no subtransient reactance (bus {})",
                                    units.size() == 1 ? std::string("1 generator") : fmt::format("{} generators", units.size()), units.size() == 1 ? "s" : "", some(units)));
  if (f.matpower()) {
    const auto is_transformer = [&](const auto& b) { return b.main_ratio != 1 || n.buses[b.from].nominal != n.buses[b.to].nominal; };
    if (std::any_of(n.branches.begin(), n.branches.end(), is_transformer))
      out.notes.push_back("transformers without the correction K_T: the file does not give their ratings");
  }
  const auto unknown = std::count_if(n.buses.begin(), n.buses.end(), [](const auto& b) { return b.nominal.si() == 0; });
  if (unknown > 0)
    out.notes.push_back(fmt::format("{} of {} buses have no base voltage in the file: powers, no currents{}", unknown, n.buses.size(),
                                    out.options.fault_case == FaultCase::minimum ? "; c is that of low voltage" : ""));
}

}  // namespace

ShortCircuits short_circuits(const NetworkFile& f, const NetworkOptions& o) {
  ShortCircuits out;
  out.options = options_of(o);
  out.at_infinite.assign(f.network.buses.size(), false);
  Network n = f.network;
  strengthen(n, f, o, out);
  heat(n, o, out);
  say_what_is_missing(f, out);
  out.buses = iec60909(n, out.options);
  out.network = std::move(n);
  return out;
}

std::string short_circuit_text(const ShortCircuits& s) {
  const Network& n = s.network;
  const bool maximum = s.options.fault_case == FaultCase::maximum;
  std::string t = fmt::format("three-phase short circuits by IEC 60909-0: {} currents, kappa by method {}, {:g} Hz, {:g} s\n", maximum ? "greatest" : "smallest",
                              s.options.kappa == Iec60909Options::Kappa::b ? "B" : "C", s.options.frequency.si(), s.options.duration.si());
  for (const std::string& note : s.notes) t += fmt::format("  {}\n", note);
  std::size_t width = 3;
  for (const auto& b : n.buses) width = std::max(width, b.name.size());
  t += fmt::format("  {:>{}} {:>9} {:>6} {:>10} {:>10} {:>10} {:>10} {:>8} {:>7}\n", "bus", width, "kV", "c", "I\"k kA", "ip kA", "Ith kA", "S\"k MVA", "R/X", "kappa");
  for (std::size_t i = 0; i < n.buses.size(); ++i) {
    const Iec60909Bus& b = s.buses[i];
    if (n.buses[i].star_point) continue;
    const bool known = n.buses[i].nominal.si() > 0;
    const std::string kv = known ? fmt::format("{:.6g}", n.buses[i].nominal.si() / 1e3) : "-";
    t += fmt::format("  {:>{}} {:>9} ", n.buses[i].name, width, kv);
    if (!b.energized) {
      t += "  dark\n";
      continue;
    }
    if (s.at_infinite[i]) {
      t += "  no limit: the infinite network\n";
      continue;
    }
    const auto ka = [&](Current c) { return known ? fmt::format("{:.4f}", c.si() / 1e3) : std::string("-"); };
    const double mva = n.base.si() * b.c / std::hypot(b.r_pu, b.x_pu) / 1e6;
    t += fmt::format("{:>6.2f} {:>10} {:>10} {:>10} {:>10.3f} {:>8.4f} {:>7.4f}\n", b.c, ka(b.initial), ka(b.peak), ka(b.thermal), mva, b.r_pu / b.x_pu, b.kappa);
  }
  return t;
}

}  // namespace netsuden::app
