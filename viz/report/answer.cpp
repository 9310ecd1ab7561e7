// SPDX-License-Identifier: Apache-2.0
// What binds, when, by how much; what was asked; every limit; capacity over the horizon.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/report/shown.hpp"
#include "sim/base/unit_table.hpp"
#include "viz/report/page.hpp"

namespace netsuden::viz {
namespace {

constexpr std::size_t most_limits = 25, most_assets = 30, most_entries = 40;
constexpr double no_capacity = 99;  // of the ledger: a load where there is nothing to carry it

std::string use(double u) { return u >= no_capacity ? "> 9900 %" : percent(u); }
double or_zero(double x) { return std::isfinite(x) ? x : 0; }

/// Lists as the scenario says them; where it has them from another file, as resolved, with their defaults.
const std::vector<std::pair<std::string, std::string>>& said_or_resolved(const ReportFacts& f, const std::string& key) {
  const bool said = std::any_of(f.said.begin(), f.said.end(), [&](const auto& x) { return x.first.starts_with(key + "."); });
  return said ? f.said : f.scenario;
}

/// The rating of the racks says how busy they are, not what keeps out the next one.
bool is_rack_rating(const Fields& limit) { return limit.text("kind") == "rack_power" && !(limit.number("peak_utilisation") > 1); }

void headline(Page& p, const std::vector<Fields>& limits) {
  const Words& t = p.t;
  if (limits.empty()) {
    p.html.paragraph(t("The run watched no limits."), "headline");
    return;
  }
  const Fields& top = limits.front();
  const std::string name = top.text("name"), unit = top.text("unit");
  const double u = top.number("peak_utilisation"), over_s = or_zero(top.number("time_over_s"));
  const bool over = over_s > 0;
  if (u >= no_capacity) p.html.paragraph(t("{0} is exceeded: there was a load and nothing to carry it.", {name}), "headline over");
  else if (over) p.html.paragraph(t("{0} is exceeded: {1} of its limit at the worst.", {name, use(u)}), "headline over");
  else p.html.paragraph(t("{0} is the tightest limit: {1} of it is used at the highest, and it holds.", {name, use(u)}), "headline");
  std::string second = t("At {0}: {1} of {2}, margin {3}.", {p.when(top.text("peak_at")), limit_value(top.number("peak_value"), unit), limit_value(top.number("limit"), unit), margin_value(top.number("margin"), unit)});
  if (over) second += ' ', second += t("Over its limit for {0}, first at {1}.", {format_duration(over_s), p.when(top.text("first_violation"))});
  p.html.paragraph(second);
  std::size_t broken = 0, firm = 0;
  double longest = 0;
  for (const Fields& l : limits) {
    const double s = or_zero(l.number("time_over_s"));
    broken += s > 0, longest = std::max(longest, s);
    firm += or_zero(l.number("time_over_firm_s")) > 0;
  }
  std::string third = broken == 0 ? t("None of the {0} limits is exceeded.", {std::to_string(limits.size())})
                                  : t("{0} of {1} limits are exceeded, the longest for {2}.", {std::to_string(broken), std::to_string(limits.size()), format_duration(longest)});
  if (firm > 0) third += ' ', third += t("Above what is left when their redundant units are down: {0}.", {std::to_string(firm)});
  p.html.paragraph(third);
  if (!p.facts.binding.empty()) {
    const BindingShare& most = p.facts.binding.front();
    const auto strands = std::max_element(p.facts.binding.begin(), p.facts.binding.end(), [](const BindingShare& a, const BindingShare& b) { return a.stranded_w < b.stranded_w; });
    std::string fourth = t("{0} binds most often: {1} of the time.", {most.limit, percent(most.share, 0)});
    if (strands->stranded_w > 0) fourth += ' ', fourth += t("{0} keeps out up to {1} of IT power that the next limits would still have allowed.", {strands->limit, report_value(strands->stranded_w, "W", 3)});
    p.html.paragraph(fourth);
  }
  for (const std::string& s : p.facts.sites) {
    const double unserved = or_zero(p.site(s).number("unserved_energy_kwh"));
    if (unserved > 1e-3) p.html.paragraph(t("{0} did not get {1} of the energy that it asked for.", {s, report_value(unserved, "kW h")}));
  }
}

void at_a_glance(Page& p) {
  const Words& t = p.t;
  HtmlTable table{t("What it comes to"), {{t("Site")}, {t("IT energy"), true}, {t("Facility energy"), true}, {"PUE", true}, {t("Peak import"), true}, {t("Water"), true}, {"CO\u2082", true}, {t("Cost of supply"), true}}, {}};
  for (const std::string& name : p.facts.sites) {
    const Fields s = p.site(name);
    const double carbon = s.number("carbon_t"), cost = s.number("cost");
    table.rows.push_back({name, report_value(s.number("it_energy_kwh"), "kW h"), report_value(s.number("facility_energy_kwh"), "kW h"), fixed_number(s.number("pue"), 3), report_value(s.number("import_peak_w"), "W"), report_value(s.number("water_m3"), "m3"),
                          carbon != 0 ? report_value(carbon, "t") : t("no intensity given"), cost != 0 ? report_value(cost, p.facts.currency) : t("no price given")});
  }
  p.html.table(table);
}

}  // namespace

void write_answer(Page& p) {
  p.html.section("answer", p.t("The answer"));
  headline(p, p.facts.summary["constraints"].items());
  at_a_glance(p);
}

void write_asked(Page& p) {
  const Words& t = p.t;
  const ReportFacts& f = p.facts;
  p.html.section("asked", t("What was asked"));
  p.html.paragraph(t("{0}: from {1} to {2} ({3}), {4}.", {f.name, p.when(f.start_s), p.when(f.end_s), f.zone.name(), format_duration(f.end_s - f.start_s)}));
  HtmlTable assets{t("What stands there, by its rating"), {{t("Asset")}, {t("Kind")}, {t("Rating"), true}}, {}};
  for (const char* kind : {"grid_connection", "genset", "bess", "pv", "hall", "plant", "transformer", "ups"})
    for (const RatedAsset& a : f.assets)
      if (a.kind == kind && assets.rows.size() < most_assets) assets.rows.push_back({a.path, t(readable(a.kind)), report_value(a.rating, a.unit)});
  p.html.table(assets);
  // Dated changes: lists of the scenario, an entry a line.
  for (const auto& [key, title] : {std::pair{"events", "Events that the scenario brings"}, std::pair{"build_plan", "Steps of the build plan"}, std::pair{"control", "Control"}}) {
    std::vector<std::string> entries;
    std::string at;
    for (const auto& [path, value] : said_or_resolved(f, key)) {
      const std::string begin = std::string(key) + ".";
      if (!path.starts_with(begin)) continue;
      const std::size_t dot = path.find('.', begin.size());
      const std::string number = path.substr(0, dot);
      if (number != at) entries.emplace_back(), at = number;
      entries.back() += (entries.back().empty() ? "" : ", ") + (dot == std::string::npos ? value : path.substr(dot + 1) + " " + value);
    }
    if (entries.empty()) continue;
    p.html.heading(t(title));
    const std::size_t more = entries.size() > most_entries ? entries.size() - most_entries : 0;
    if (more > 0) entries.resize(most_entries);
    p.html.list(entries);
    if (more > 0) p.html.paragraph(t("and {0} more", {std::to_string(more)}), "dim");
  }
}

void write_limits(Page& p) {
  const Words& t = p.t;
  const std::vector<Fields> limits = p.facts.summary["constraints"].items();
  if (limits.empty()) return;
  p.html.section("limits", t("Limits, the tightest first"));
  HtmlTable table{t("Each limit at its highest use"), {{t("Limit")}, {t("Kind")}, {t("Highest use"), true}, {t("Value of limit"), true}, {t("Margin"), true}, {t("When")}, {t("Over the limit")}, {t("Above firm")}}, {}};
  std::size_t left = 0;
  for (const Fields& l : limits) {
    if (table.rows.size() >= most_limits) {
      ++left;
      continue;
    }
    const std::string unit = l.text("unit");
    const double over = or_zero(l.number("time_over_s")), firm = or_zero(l.number("time_over_firm_s"));
    const bool nothing = l.number("peak_utilisation") >= no_capacity;
    table.rows.push_back({l.text("name"), t(readable(l.text("kind"))) + (is_rack_rating(l) ? " *" : ""), {use(l.number("peak_utilisation")), over > 0 ? "over" : ""}, limit_value(l.number("peak_value"), unit) + " / " + limit_value(l.number("limit"), unit),
                          nothing ? HtmlCell(t("nothing to carry it"), "over") : HtmlCell(margin_value(l.number("margin"), unit), over > 0 ? "over" : ""), HtmlCell(p.minute(l.text("peak_at")), "date"), over > 0 ? HtmlCell(t("OVER for {0}", {format_duration(over)}), "over") : HtmlCell(t("never"), "dim"),
                          firm > 0 ? HtmlCell(format_duration(firm)) : HtmlCell(t("never"), "dim")});
  }
  p.html.table(table);
  if (left > 0) p.html.paragraph(t("and {0} more, all less used", {std::to_string(left)}), "dim");
  if (std::any_of(limits.begin(), limits.end(), is_rack_rating)) p.html.paragraph(t("* The racks' own rating says how busy they are, not what keeps out the next one: it comes last unless it is exceeded."), "dim");
  p.html.paragraph(t("Use of a temperature limit counts from the design supply temperature. Firm: what is left with the redundant units down."), "dim");
}

void write_capacity(Page& p) {
  const Words& t = p.t;
  std::vector<std::string> figures;
  const int g = p.trace.find_group("site");
  if (g < 0 || p.trace.rows(static_cast<std::size_t>(g)) == 0) return;
  p.html.section("horizon", t("Capacity over the horizon"));
  for (std::size_t s = 0; s < p.trace.groups()[static_cast<std::size_t>(g)].entities.size(); ++s) {
    const std::string name = p.trace.groups()[static_cast<std::size_t>(g)].entities[s];
    if (p.several_sites()) p.html.heading(name);
    p.html.figure(overview_figure(p, s), t("{0}: power by consumer against the grid connection, temperatures, PUE, and which limit binds.", {name}));
  }
  if (p.facts.binding.empty()) return;
  HtmlTable table{t("Which limit binds, by recorded time"), {{t("Limit")}, {t("Site")}, {t("Binds"), true}, {t("Keeps out at most"), true}}, {}};
  for (const BindingShare& b : p.facts.binding)
    if (table.rows.size() < most_limits) table.rows.push_back({b.limit, b.site, percent(b.share), b.stranded_w > 0 ? report_value(b.stranded_w, "W", 3) : "-"});
  p.html.table(table);
}

}  // namespace netsuden::viz
