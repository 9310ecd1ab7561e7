// SPDX-License-Identifier: Apache-2.0
#include "app/scenario_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/files.hpp"
#include "io/scenario/load.hpp"
#include "sim/twin/chain_network.hpp"

namespace netsuden::app {
namespace {

/// A bus is named by the nodes that share it, boards first: `board + ups`.
void name_buses(ChainNetwork& n, const PowerChain& c) {
  std::vector<std::vector<std::string>> names(n.network.buses.size());
  for (const bool boards : {true, false})
    for (std::size_t i = 0; i < c.nodes().size(); ++i)
      if (n.bus[i] >= 0 && c.nodes()[i].is(PowerNodeType::switchboard) == boards) names[static_cast<std::size_t>(n.bus[i])].push_back(c.nodes()[i].spec.name);
  for (std::size_t b = 0; b < names.size(); ++b)
    if (!names[b].empty()) n.network.buses[b].name = fmt::format("{}", fmt::join(names[b], " + "));
}

/// Voltages are judged where loads are fed.
void set_limits(ChainNetwork& n, const std::vector<ChainLoad>& loads, double deviation) {
  for (const ChainLoad& l : loads)
    for (const int f : l.feeds)
      if (const int b = n.bus[static_cast<std::size_t>(f)]; b >= 0) {
        Network::Bus& bus = n.network.buses[static_cast<std::size_t>(b)];
        bus.v_min_pu = 1 - deviation;
        bus.v_max_pu = 1 + deviation;
      }
}

/// A node behind a rectifier: by the sweep of the run, as the power flow knows alternating current alone.
struct DirectNode {
  std::string name;
  double voltage_v, level, load_w, loss_w, current_a, loading;
};

DirectNode direct_node(const PowerNode& n) {
  const double volts = n.nominal_v * n.level, rating = n.rating(n.units_up());
  return {n.spec.name, volts, n.level, n.load_w, n.loss_w, n.units_up() * n.unit_current().si(), rating > 0 ? n.rated_load() / rating : 0};
}

std::string direct_text(const std::vector<DirectNode>& nodes) {
  std::string t;
  std::size_t width = 0;
  for (const DirectNode& n : nodes) width = std::max(width, n.name.size());
  for (const DirectNode& n : nodes)
    t += fmt::format("    {:<{}}  {} (output, {:.2f} %), {} of load at {:.0f} % of its rating, {}{} lost\n", n.name, width, n.voltage_v > 0 ? format_si(n.voltage_v, "V", 4) : "voltage unknown", 100 * n.level,
                     format_si(n.load_w, "W", 4), 100 * n.loading, n.current_a > 0 ? format_si(n.current_a, "A", 4) + ", " : "", format_si(n.loss_w, "W", 3));
  return t.empty() ? t : "  direct current, by the sweep of a run\n" + t;
}

nlohmann::ordered_json direct_json(const std::vector<DirectNode>& nodes) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const DirectNode& n : nodes)
    list.push_back({{"name", n.name}, {"voltage_v", n.voltage_v}, {"voltage_pu", n.level}, {"load_w", n.load_w}, {"loss_w", n.loss_w}, {"current_a", n.current_a}, {"loading", n.loading}});
  return list;
}

struct SiteNetwork {
  NetworkFile flow, faults;
  std::vector<DirectNode> direct;
  std::vector<std::string> notes;  ///< what the network leaves out
};

SiteNetwork site_network(const std::string& path, const Scenario& s, const SiteSpec& site, const ContingencyOptions& o) {
  const std::vector<ChainLoad> loads = design_loads(site, o);
  const PowerChain chain = settled_chain(site.power, loads, o);
  ChainNetwork flow = chain_network(chain), faults = chain_network(chain, UpsPath::bypass);
  name_buses(flow, chain);
  name_buses(faults, chain);
  set_limits(flow, loads, s.constraints.voltage.value());
  faults.network.loads.clear();
  faults.network.shunts.clear();
  SiteNetwork out{{path, FileKind::scenario, std::move(flow.network), site.name}, {path, FileKind::scenario, std::move(faults.network), site.name}, {}, {}};
  std::vector<std::string> dark, sets;
  for (std::size_t i = 0; i < chain.nodes().size(); ++i) {
    const PowerNode& n = chain.nodes()[i];
    if (n.is(PowerNodeType::genset)) sets.push_back(n.spec.name);
    else if (!n.spec.is_local() && !n.energized) dark.push_back(n.spec.name);
    else if (!n.spec.is_local() && flow.bus[i] < 0) out.direct.push_back(direct_node(n));
  }
  out.notes.push_back(fmt::format("racks at {:.0f} % of their rating, plants at a wet bulb of {:.1f} degC", 100 * o.load, o.wet_bulb.c()));
  if (!sets.empty()) out.notes.push_back(fmt::format("standing by: {}", fmt::join(sets, ", ")));
  if (!dark.empty()) out.notes.push_back(fmt::format("dark or open: {}", fmt::join(dark, ", ")));
  return out;
}

}  // namespace

int scenario_network(const std::string& path, const NetworkOptions& given, bool given_frequency, const ContingencyOptions& loads, const std::optional<std::string>& json) {
  if (json && *json != "-") {
    require_other_file("info", *json, path, "the scenario");
    require_writable(*json);
  }
  Diagnostics d;
  const auto loaded = load_scenario(path, ComposeOptions{}, d);
  if (!d.all().empty()) fmt::print(stderr, "{}", d.render());
  if (!loaded) return bad_input;
  const Scenario& s = loaded->scenario;
  std::string text;
  nlohmann::ordered_json sites = nlohmann::ordered_json::array();
  for (const SiteSpec& site : s.sites) {
    NetworkOptions o = given;
    const auto grid = std::find_if(s.grids.begin(), s.grids.end(), [&](const GridSpec& g) { return g.name == site.grid; });
    if (!given_frequency && grid != s.grids.end()) o.frequency = fmt::format("{} Hz", grid->frequency.si());
    const SiteNetwork n = site_network(path, s, site, loads);
    const NetworkReport report(n.flow, n.faults, o);
    text += (text.empty() ? "" : "\n") + report.text();
    for (const std::string& note : n.notes) text += fmt::format("  {}\n", note);
    text += direct_text(n.direct) + report.tables();
    sites.push_back(report.json());
    sites.back()["direct_current"] = direct_json(n.direct);
    sites.back()["notes"] = n.notes;
  }
  const std::string document = nlohmann::ordered_json{{"file", path}, {"sites", sites}}.dump(1) + "\n";
  if (!json || *json != "-") fmt::print("{}", text);
  if (json && *json != "-") write_file(*json, document);
  else if (json) fmt::print("{}", document);
  return ok;
}

}  // namespace netsuden::app
