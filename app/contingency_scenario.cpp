// SPDX-License-Identifier: Apache-2.0
#include "app/contingency_scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/availability.hpp"
#include "app/command.hpp"
#include "app/files.hpp"
#include "app/network_info.hpp"
#include "app/progress.hpp"
#include "io/scenario/load.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden::app {
namespace {

std::string amount(const NodeLoading& l) {
  const char* unit = l.in_w ? "W" : "VA";
  return fmt::format("{} of {}", format_si(l.load, unit, 3), format_si(l.rating, unit, 3));
}

std::string consequence(const ChainOutage& o) {
  std::vector<std::string> words;
  if (!o.dark.empty()) words.push_back(fmt::format("dark: {} ({})", fmt::join(o.dark, ", "), format_si(o.dark_w, "W", 3)));
  if (!o.on_batteries.empty()) words.push_back(fmt::format("on batteries alone: {} ({})", fmt::join(o.on_batteries, ", "), format_si(o.battery_w, "W", 3)));
  for (const NodeLoading& l : o.over) words.push_back(l.tripped ? l.node + " trips on overcurrent" : fmt::format("{} over its rating, {}", l.node, amount(l)));
  for (const NodeLevel& v : o.voltages) words.push_back(fmt::format("{} at {:.1f} % of its voltage", v.node, 100 * v.level));
  return words.empty() ? "secure" : fmt::format("{}", fmt::join(words, "; "));
}

std::string report(const SiteSpec& site, const ChainContingencies& c, const ScenarioContingencyOptions& o) {
  std::string t = fmt::format("{}\n  load                {} at {:.0f} % of the racks' rating and a wet bulb of {:.1f} degC\n", site.name, format_si(c.load_w, "W", 4), 100 * o.graph.load, o.graph.wet_bulb.c());
  const auto secure = std::count_if(c.outages.begin(), c.outages.end(), [](const auto& x) { return x.secure(); });
  t += fmt::format("  failures            {} of {}, {} of them secure\n", c.outages.size(), o.graph.pairs ? "one or two elements" : "one element", secure);
  std::vector<std::string> shown(c.single.begin(), c.single.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(8, c.single.size())));
  if (c.single.size() > shown.size()) shown.push_back(fmt::format("{} more", c.single.size() - shown.size()));
  if (!c.single.empty()) t += fmt::format("  single points       {}: each breaks something at any load\n", fmt::join(shown, ", "));
  t += fmt::format("  firm load           {}{} ({:.1f} % of this){}\n", c.single.empty() ? "" : "beside them ", format_si(c.firm_share * c.load_w, "W", 4), 100 * c.firm_share, c.limit.empty() ? "" : "; above it the first to break is " + c.limit);
  std::size_t width = 8;
  for (const auto& n : c.before) width = std::max(width, n.node.size());
  t += "\n  without a failure\n";
  for (const auto& n : c.before) t += fmt::format("    {:<{}}  {:>6.1f} %  {}{}\n", n.node, width, n.rating > 0 ? 100 * n.share() : 0, amount(n), n.tripped ? ", TRIPPED on overcurrent" : "");
  std::vector<const ChainOutage*> rows;
  for (const auto& x : c.outages)
    if (o.all || !x.secure()) rows.push_back(&x);
  const std::size_t found = rows.size();
  if (!o.all && rows.size() > static_cast<std::size_t>(o.top)) rows.resize(static_cast<std::size_t>(o.top));
  if (rows.empty()) return t + "\n  every failure leaves all loads served, no node over its rating and no voltage outside its range\n";
  t += rows.size() < found ? fmt::format("\n  the {} worst of {}  (--top N, --all)\n", rows.size(), found) : "\n  failures, the worst first\n";
  for (const ChainOutage* x : rows)
    t += fmt::format("    {}: {}; highest {:.1f} % at {}\n", fmt::join(x->failed, " with "), consequence(*x), 100 * x->highest.share(), x->highest.node.empty() ? "-" : x->highest.node);
  return t;
}

nlohmann::ordered_json to_json(const SiteSpec& site, const ChainContingencies& c) {
  using json = nlohmann::ordered_json;
  const auto node = [](const NodeLoading& l) { return json{{"node", l.node}, {"unit", l.in_w ? "W" : "VA"}, {"load", l.load}, {"rating", l.rating}, {"tripped", l.tripped}}; };
  json before = json::array(), outages = json::array();
  for (const auto& n : c.before) before.push_back(node(n));
  for (const auto& x : c.outages) {
    json over = json::array();
    for (const auto& l : x.over) over.push_back(node(l));
    json voltages = json::array();
    for (const auto& v : x.voltages) voltages.push_back({{"node", v.node}, {"voltage_pu", v.level}});
    outages.push_back({{"failed", x.failed}, {"secure", x.secure()}, {"dark", x.dark}, {"dark_w", x.dark_w}, {"on_batteries", x.on_batteries}, {"battery_w", x.battery_w}, {"over", over}, {"voltages", voltages}, {"highest", node(x.highest)}});
  }
  return {{"site", site.name}, {"load_w", c.load_w}, {"firm_load_w", c.single.empty() ? c.firm_share * c.load_w : 0}, {"firm_load_beside_single_points_w", c.firm_share * c.load_w}, {"firm_limit", c.limit}, {"single_points", c.single}, {"before", before}, {"outages", outages}};
}

}  // namespace

ContingencyOptions design_point(const std::string& subcommand, const std::string& load, const std::string& wet_bulb) {
  ContingencyOptions o;
  o.load = option_si(subcommand, "--load", load, Dim{}, "%", Want::fraction);
  const double wet_bulb_k = option_si(subcommand, "--wet-bulb", wet_bulb, dims::kelvin, "degC", Want::temperature);
  if (wet_bulb_k < Temperature::celsius(-50).k() || wet_bulb_k > Temperature::celsius(40).k()) throw UsageError(fmt::format("{}: --wet-bulb {}: weather on Earth has -50 degC to 40 degC", subcommand, wet_bulb));
  o.wet_bulb = Temperature::kelvin(wet_bulb_k);
  o.dry_bulb = std::max(o.dry_bulb, o.wet_bulb);
  return o;
}

int scenario_contingency(const ScenarioContingencyOptions& o, const std::optional<std::string>& json, bool fail) {
  if (json && *json != "-") {
    require_other_file("contingency", *json, o.file, "the scenario");
    require_writable(*json);
  }
  Diagnostics d;
  const auto loaded = load_scenario(o.file, ComposeOptions{}, d);
  if (!d.all().empty()) fmt::print(stderr, "{}", d.render());
  if (!loaded) return bad_input;
  ContingencyOptions graph = o.graph;
  graph.voltage = loaded->scenario.constraints.voltage;
  nlohmann::ordered_json sites = nlohmann::ordered_json::array();
  std::string text;
  bool broken = false;
  for (const SiteSpec& site : loaded->scenario.sites) {
    ChainContingencies c;
    {
      CountedProgress progress("failures", o.quiet);
      c = chain_contingencies(site.power, design_loads(site, graph), graph, [&](int done, int all) { progress.update(done, all); });
    }
    broken = broken || std::any_of(c.outages.begin(), c.outages.end(), [](const auto& x) { return !x.secure(); });
    text += (text.empty() ? "" : "\n") + report(site, c, o);
    sites.push_back(to_json(site, c));
    const TopologyClass topology = class_of_site(loaded->scenario, site, c);
    text += class_text(topology);
    sites.back()["topology_class"] = class_json(topology);
    if (!o.availability) continue;
    const SiteSystem system(loaded->scenario, site);
    const std::vector<HallAvailability> halls = system.availability(o.samples, loaded->scenario.seed);
    text += availability_text(halls, system.outage_h());
    sites.back()["availability"] = availability_json(halls);
  }
  const std::string document = nlohmann::ordered_json{{"file", o.file}, {"sites", sites}}.dump(1) + "\n";
  if (!json || *json != "-") fmt::print("{}", text);
  if (json && *json != "-") write_file(*json, document);
  else if (json) fmt::print("{}", document);
  return fail && broken ? violation : ok;
}

}  // namespace netsuden::app
