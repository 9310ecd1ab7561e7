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

struct SiteNetwork {
  NetworkFile flow, faults;
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
  SiteNetwork out{{path, FileKind::scenario, std::move(flow.network), site.name}, {path, FileKind::scenario, std::move(faults.network), site.name}, {}};
  std::vector<std::string> direct, dark, sets;
  for (std::size_t i = 0; i < chain.nodes().size(); ++i) {
    const PowerNode& n = chain.nodes()[i];
    if (n.is(PowerNodeType::genset)) sets.push_back(n.spec.name);
    else if (!n.spec.is_local() && !n.energized) dark.push_back(n.spec.name);
    else if (!n.spec.is_local() && flow.bus[i] < 0) direct.push_back(n.spec.name);
  }
  out.notes.push_back(fmt::format("racks at {:.0f} % of their rating, plants at a wet bulb of {:.1f} degC", 100 * o.load, o.wet_bulb.c()));
  if (!direct.empty()) out.notes.push_back(fmt::format("direct current is left out: {}", fmt::join(direct, ", ")));
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
    text += report.tables();
    sites.push_back(report.json());
    sites.back()["notes"] = n.notes;
  }
  const std::string document = nlohmann::ordered_json{{"file", path}, {"sites", sites}}.dump(1) + "\n";
  if (!json || *json != "-") fmt::print("{}", text);
  if (json && *json != "-") write_file(*json, document);
  else if (json) fmt::print("{}", document);
  return ok;
}

}  // namespace netsuden::app
