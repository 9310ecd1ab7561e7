// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "app/network_info.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden::app {
namespace {

using Power = NetworkSummary::Power;

constexpr std::size_t most = 8;         // lines of one warning
constexpr std::size_t most_loaded = 5;
constexpr double rounding = 1e-11;      // of the base: what is below is no power

/// Numbers of a report, on the base of its network.
class Words {
 public:
  explicit Words(const NetworkSolution& s) : s_(s), n_(s.file.network) {}

  std::string active(ActivePower p) const { return format_si(clean(p.si()), "W", 4); }
  std::string reactive(ReactivePower q) const { return format_si(clean(q.si()), "var", 4); }
  std::string power(const Power& p) const { return active(p.p) + ", " + reactive(p.q); }
  std::string bus(int i) const { return "bus " + n_.buses[i].name; }
  std::string voltage(int i) const {
    const auto& b = s_.flow.buses[i];
    std::string t = fmt::format("{:.5f} pu", b.magnitude_pu);
    if (b.voltage.si() > 0) t += fmt::format(" ({})", format_si(b.voltage.si(), "V", 4));
    return t;
  }

 private:
  double clean(double v) const { return std::abs(v) < rounding * n_.base.si() ? 0 : v; }
  const NetworkSolution& s_;
  const Network& n_;
};

std::string line(const std::string& label, const std::string& value) { return fmt::format("  {:<26}{}\n", label, value); }

std::string limits(double low, double high) {
  if (low > 0 && high > 0) return fmt::format("{:g} to {:g}", low, high);
  return low > 0 ? fmt::format("{:g} or more", low) : fmt::format("{:g} or less", high);
}

/// "-6 Mvar to 9 Mvar", "at most 9 Mvar".
std::string limits(const Network::ReactiveLimits& r) {
  const auto q = [](ReactivePower v) { return format_si(v.si(), "var", 4); };
  if (!std::isfinite(r.min.si())) return "at most " + q(r.max);
  if (!std::isfinite(r.max.si())) return "at least " + q(r.min);
  return q(r.min) + " to " + q(r.max);
}

std::string method(const PowerFlowSolution& s) {
  if (s.radial) return fmt::format("backward/forward sweep (radial network), {} sweeps, voltages settled to {:.1e} pu", s.iterations, s.mismatch_pu);
  return fmt::format("Newton's method, {} iteration{}, largest mismatch {:.1e} pu", s.iterations, s.iterations == 1 ? "" : "s", s.mismatch_pu);
}

std::string slack(const NetworkSolution& s, const Words& w) {
  const Network& n = s.file.network;
  std::string t;
  std::size_t on = 0;
  for (std::size_t i = 0; i < n.sources.size(); ++i) {
    if (!n.sources[i].in_service || s.file.converted(n.sources[i])) continue;
    if (++on > 4) continue;
    const auto& b = s.flow.buses[n.sources[i].bus];
    t += line("slack", fmt::format("{} at {}, {:.3f} deg  ({})", w.power(s.flow.sources[i]), w.bus(n.sources[i].bus), b.angle_rad * 180 / std::numbers::pi, w.voltage(n.sources[i].bus)));
  }
  if (on > 4) t += line("", fmt::format("and {} more; {} in all", on - 4, w.power(s.summary.from_sources)));
  return t;
}

/// The extreme of voltage, with how many buses share it.
std::string extreme(const NetworkSolution& s, const Words& w, int bus) {
  const auto& buses = s.flow.buses;
  const auto same = std::count_if(buses.begin(), buses.end(), [&](const auto& b) { return b.energized && std::abs(b.magnitude_pu - buses[bus].magnitude_pu) < 1e-9; });
  return fmt::format("{} at {}{}", w.voltage(bus), w.bus(bus), same > 1 ? fmt::format(" and {} more", same - 1) : "");
}

std::string most_loaded_branches(const NetworkSolution& s) {
  const Network& n = s.file.network;
  const bool rated = !s.summary.by_loading.empty();
  const auto& order = rated ? s.summary.by_loading : s.summary.by_power;
  if (order.empty()) return {};
  std::string t = rated ? fmt::format("\nthe most loaded branches  ({} of {} have a rating", s.summary.by_loading.size(), n.branches.size())
                        : std::string("\nthe branches that carry most  (the file gives no ratings");
  t += s.summary.overloaded > 0 ? fmt::format("; {} OVERLOADED)\n", s.summary.overloaded) : std::string(")\n");
  const std::size_t shown = std::min(order.size(), std::max(most_loaded, std::min<std::size_t>(most, static_cast<std::size_t>(s.summary.overloaded))));
  for (std::size_t k = 0; k < shown; ++k) {
    const int i = order[k];
    const auto& b = s.flow.branches[i];
    std::string value = format_si(through(b).si(), "VA", 4);
    if (n.branches[i].rating.si() > 0) value += " of " + format_si(n.branches[i].rating.si(), "VA", 4);
    const Current amperes = std::max(b.i_from, b.i_to);
    if (amperes.si() > 0) value += ", " + format_si(amperes.si(), "A", 4);
    if (n.branches[i].ampacity.si() > 0) value += " of " + format_si(n.branches[i].ampacity.si(), "A", 4);
    const std::string loading = rated ? fmt::format("{:.1f} %", 100 * b.loading) : std::string();
    t += line(rated ? fmt::format("{}. {:>8}", k + 1, loading) : fmt::format("{}.", k + 1), fmt::format("{}: {}{}", s.file.branch_name(i), value, rated && b.loading > 1 ? "  OVER" : ""));
  }
  return t;
}

std::string outside(const NetworkSolution& s, const Words& w) {
  const Network& n = s.file.network;
  std::string t;
  const auto rest = [&](std::size_t count) {
    if (count > most) t += line("", fmt::format("and {} more", count - most));
  };
  const auto voltages = [&](const std::vector<int>& buses, const char* what) {
    for (std::size_t k = 0; k < std::min(buses.size(), most); ++k) {
      const auto& b = n.buses[buses[k]];
      t += line(what, fmt::format("{} at {}, allowed {} pu", w.voltage(buses[k]), w.bus(buses[k]), limits(b.v_min_pu, b.v_max_pu)));
    }
    rest(buses.size());
  };
  voltages(s.summary.too_low, "voltage too low");
  voltages(s.summary.too_high, "voltage too high");
  const auto& q = s.summary.reactive_outside;
  for (std::size_t k = 0; k < std::min(q.size(), most); ++k)
    t += line("reactive power", fmt::format("{} at {}, allowed {}", w.reactive(q[k].q), w.bus(q[k].bus), limits(q[k].limits)));
  rest(q.size());
  if (!q.empty()) t += line("", "the power flow does not hold the limits of generators: their voltages are");
  return t.empty() ? t : fmt::format("\noutside the limits of the {}\n", s.file.site.empty() ? "file" : "scenario") + t;
}

/// The unit of a table: its largest number has up to seven digits.
struct Scale {
  double si;
  const char *active, *reactive;
};
Scale scale_of(const NetworkSolution& s) {
  double largest = 0;
  for (const auto& p : s.summary.generated_at) largest = std::max({largest, std::abs(p.p.si()), std::abs(p.q.si())});
  for (const auto& p : s.summary.load_at) largest = std::max({largest, std::abs(p.p.si()), std::abs(p.q.si())});
  if (largest >= 10e6) return {1e6, "MW", "Mvar"};
  if (largest >= 10e3) return {1e3, "kW", "kvar"};
  return {1, "W", "var"};
}

std::string fixed(double v, double unit) {
  const std::string t = fmt::format("{:.3f}", v / unit);
  return t == "-0.000" ? "0.000" : t;
}

/// What a site imports, where it goes.
std::string balance(const NetworkSolution& s, const Words& w) {
  const SiteBalance b = site_balance(s);
  std::string t = line("import", w.power(b.import)) + line("loads", w.active(b.loads));
  if (b.into_ups.si() > 0) t += line("UPS", fmt::format("{} in, {} out, {} lost", w.active(b.into_ups), w.active(b.out_of_ups), w.active(b.into_ups - b.out_of_ups)));
  return t;
}

}  // namespace

std::string network_text(const NetworkSolution& s) {
  const Words w(s);
  const NetworkSummary& sum = s.summary;
  const bool lit = sum.lowest >= 0;
  std::string t = fmt::format("{}: {}, {}\n\n", s.file.path, s.file.site.empty() ? name_of(s.file.kind, false) : "site " + s.file.site, s.file.size());
  t += line("power flow", method(s.flow));
  t += slack(s, w);
  if (s.file.site.empty()) t += line("generation", w.power(sum.generation) + "  (slack included)") + line("load", w.power(sum.load));
  else t += balance(s, w);
  if (sum.shunts.p.si() != 0 || sum.shunts.q.si() != 0) t += line(s.file.site.empty() ? "shunts" : "no load, magnetising", w.power(sum.shunts));
  const double share = sum.generation.p.si() > 0 ? sum.losses.p.si() / sum.generation.p.si() : 0;
  if (s.file.site.empty()) t += line("losses", fmt::format("{} ({:.2f} % of the generation), {} net of line charging", w.active(sum.losses.p), 100 * share, w.reactive(sum.losses.q)));
  else t += line("wiring losses", w.power(sum.losses));
  if (lit) {
    t += line("lowest voltage", extreme(s, w, sum.lowest));
    t += line("highest voltage", extreme(s, w, sum.highest));
  }
  if (sum.dark_buses > 0) t += line("dark", fmt::format("{} {} without a source, {} not served", sum.dark_buses, sum.dark_buses == 1 ? "bus" : "buses", w.active(sum.dark_load)));
  t += most_loaded_branches(s);
  t += outside(s, w);
  return t;
}

std::string bus_table(const NetworkSolution& s) {
  const Network& n = s.file.network;
  const Scale scale = scale_of(s);
  std::size_t width = 3;
  for (const auto& b : n.buses) width = std::max(width, b.name.size());
  const std::string active = scale.active, reactive = scale.reactive;
  std::vector<std::string> marks(n.buses.size());
  for (const int i : s.summary.too_low) marks[i] = "  LOW";
  for (const int i : s.summary.too_high) marks[i] = "  HIGH";
  std::string t = "buses\n";
  t += fmt::format("  {:>{}} {:>9} {:>9} {:>10} {:>9} {:>12} {:>12} {:>12} {:>12}\n", "bus", width, "rated kV", "pu", "kV", "degree", "gen " + active, "gen " + reactive, "load " + active, "load " + reactive);
  for (std::size_t i = 0; i < n.buses.size(); ++i) {
    const auto& b = s.flow.buses[i];
    const bool known = n.buses[i].nominal.si() > 0;
    t += fmt::format("  {:>{}} {:>9}", n.buses[i].name, width, known ? fmt::format("{:.6g}", n.buses[i].nominal.si() / 1e3) : "-");
    if (!b.energized) {
      t += "  dark\n";
      continue;
    }
    const auto number = [&](double v) { return fixed(v, scale.si); };
    const Power &g = s.summary.generated_at[i], &l = s.summary.load_at[i];
    t += fmt::format(" {:>9.5f} {:>10} {:>9.4f} {:>12} {:>12} {:>12} {:>12}{}\n", b.magnitude_pu, known ? fmt::format("{:.5f}", b.voltage.si() / 1e3) : "-", b.angle_rad * 180 / std::numbers::pi,
                     number(g.p.si()), number(g.q.si()), number(l.p.si()), number(l.q.si()), !marks[i].empty() ? marks[i] : n.buses[i].star_point ? "  star point" : "");
  }
  return t;
}

std::string branch_table(const NetworkSolution& s) {
  const Network& n = s.file.network;
  const Scale scale = scale_of(s);
  std::size_t width = 4, name_width = 3;
  for (const auto& b : n.buses) width = std::max(width, b.name.size());
  for (const auto& b : n.branches) name_width = std::max(name_width, b.name.size());
  const std::string active = scale.active, reactive = scale.reactive;
  // A MATPOWER branch has no name but its ends: its row tells it from its twins.
  const auto label = [&](std::size_t i) { return s.file.matpower() ? fmt::format("{}", i + 1) : n.branches[i].name; };
  if (s.file.matpower()) name_width = std::max<std::size_t>(3, fmt::format("{}", n.branches.size()).size());
  std::string t = "branches  (powers into the branch at each end)\n";
  t += fmt::format("  {:>{}} {:>{}} {:>{}} {:>12} {:>12} {:>12} {:>12} {:>11} {:>9} {:>9} {:>8}\n", s.file.matpower() ? "row" : "id", name_width, "from", width, "to", width, "from " + active, "from " + reactive,
                   "to " + active, "to " + reactive, "loss " + active, "from A", "to A", "loading");
  for (std::size_t i = 0; i < n.branches.size(); ++i) {
    const auto& b = n.branches[i];
    const auto& f = s.flow.branches[i];
    t += fmt::format("  {:>{}} {:>{}} {:>{}}", label(i), name_width, n.buses[b.from].name, width, n.buses[b.to].name, width);
    if (!f.energized) {
      t += b.from_closed && b.to_closed ? "  dark\n" : "  open\n";
      continue;
    }
    const auto number = [&](double v) { return fixed(v, scale.si); };
    const auto ampere = [&](Current c, int bus) { return n.buses[bus].nominal.si() > 0 ? fmt::format("{:.2f}", c.si()) : std::string("-"); };
    const bool rated = b.rating.si() > 0 || b.ampacity.si() > 0;
    t += fmt::format(" {:>12} {:>12} {:>12} {:>12} {:>11} {:>9} {:>9} {:>8}{}{}\n", number(f.p_from.si()), number(f.q_from.si()), number(f.p_to.si()), number(f.q_to.si()), number(f.loss().si()),
                     ampere(f.i_from, b.from), ampere(f.i_to, b.to), rated ? fmt::format("{:.1f} %", 100 * f.loading) : "-", rated && f.loading > 1 ? "  OVER" : "",
                     b.from_closed && b.to_closed ? "" : b.from_closed ? "  open at the to end" : "  open at the from end");
  }
  return t;
}

}  // namespace netsuden::app
