// SPDX-License-Identifier: Apache-2.0
// What happened: the worst events with their traces, the list, and what was not served.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/base/unit_table.hpp"
#include "viz/report/page.hpp"

namespace netsuden::viz {
namespace {

constexpr std::size_t most_worst = 4, most_listed = 60, most_failures = 12;

double or_zero(double x) { return std::isfinite(x) ? x : 0; }

const char* severity_name(int s) { return s >= 2 ? "critical" : s == 1 ? "warning" : "information"; }

std::size_t site_of(const Page& p, const ReportedEvent& e) {
  const int g = p.trace.find_group("site");
  if (g < 0) return 0;
  const auto& sites = p.trace.groups()[static_cast<std::size_t>(g)].entities;
  for (std::size_t s = 0; s < sites.size(); ++s)
    if (e.asset == "sites." + sites[s] || e.asset.starts_with("sites." + sites[s] + ".") || e.text.starts_with(sites[s] + ".")) return s;
  return 0;
}

/// What makes two events the same but for their moment and their numbers: kind, asset, and the first word, which names a limit.
std::string sort_of(const ReportedEvent& e) { return e.code + '|' + e.asset + '|' + e.text.substr(0, e.text.find(' ')); }

/// The most severe first, each of another sort than the others and far enough from them to deserve a picture of its own.
std::vector<const ReportedEvent*> worst_events(const Page& p) {
  std::vector<const ReportedEvent*> order;
  for (const ReportedEvent& e : p.facts.events)
    if (e.severity > 0) order.push_back(&e);
  std::stable_sort(order.begin(), order.end(), [](const ReportedEvent* a, const ReportedEvent* b) { return a->severity > b->severity; });
  std::vector<const ReportedEvent*> out;
  for (const ReportedEvent* e : order) {
    const bool near = std::any_of(out.begin(), out.end(), [&](const ReportedEvent* o) { return sort_of(*o) == sort_of(*e) || (std::abs(o->at_s - e->at_s) < 3600 && site_of(p, *o) == site_of(p, *e)); });
    if (!near && out.size() < most_worst) out.push_back(e);
  }
  std::stable_sort(out.begin(), out.end(), [](const ReportedEvent* a, const ReportedEvent* b) { return a->at_s < b->at_s; });
  return out;
}

/// Where there are too many for a list: a line for each sort of event.
void events_by_sort(Page& p) {
  const Words& t = p.t;
  struct Sort {
    const ReportedEvent* first = nullptr;
    double last_s = 0;
    std::size_t count = 0;
  };
  std::map<std::string, std::size_t> place;
  std::vector<Sort> sorts;
  for (const ReportedEvent& e : p.facts.events) {
    const auto [it, is_new] = place.emplace(sort_of(e), sorts.size());
    if (is_new) sorts.push_back({&e, e.at_s, 0});
    Sort& s = sorts[it->second];
    s.last_s = e.at_s;
    ++s.count;
  }
  std::stable_sort(sorts.begin(), sorts.end(), [](const Sort& a, const Sort& b) { return a.first->severity > b.first->severity; });
  std::size_t left = 0;
  HtmlTable table{t("Events by sort, the first of each in words"), {{t("First")}, {t("Last")}, {t("Times"), true}, {t("Severity")}, {t("What")}}, {}};
  for (const Sort& s : sorts) {
    if (table.rows.size() >= most_listed) {
      left += s.count;
      continue;
    }
    const ReportedEvent& e = *s.first;
    table.rows.push_back({p.when(e.at_s), s.count > 1 ? p.when(s.last_s) : "", std::to_string(s.count), {t(severity_name(e.severity)), e.severity >= 2 ? "over" : e.severity == 0 ? "dim" : ""}, e.text.empty() ? readable(e.code) : e.text});
  }
  p.html.table(table);
  if (left > 0) p.html.paragraph(t("and {0} more in the trace: netsuden info {1} --events", {std::to_string(left), p.facts.file}), "dim");
}

void event_list(Page& p) {
  const Words& t = p.t;
  if (p.facts.events.size() > most_listed) return events_by_sort(p);
  HtmlTable table{t("Events"), {{t("When")}, {t("Severity")}, {t("What")}}, {}};
  for (const ReportedEvent& e : p.facts.events) table.rows.push_back({p.when(e.at_s), {t(severity_name(e.severity)), e.severity >= 2 ? "over" : e.severity == 0 ? "dim" : ""}, e.text.empty() ? readable(e.code) : e.text});
  p.html.table(table);
}

std::string causes(const Words& t, const Fields& by, const char* unit) {
  std::string out;
  for (const auto& [cause, v] : by.members())
    if (v.number() > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", t(cause), *unit ? report_value(v.number(), unit, 3) : format_duration(3600 * v.number()));
  return out;
}

void served(Page& p) {
  const Words& t = p.t;
  HtmlTable table{t("Energy that was asked for and not served"), {{t("Hall")}, {t("Asked for"), true}, {t("Not served"), true}, {t("By cause")}, {t("Without power")}, {t("Times shed"), true}}, {}};
  for (const std::string& site : p.facts.sites)
    for (const auto& [hall, h] : p.site(site)["halls"].members()) {
      if (!(or_zero(h.number("unserved_energy_kwh")) > 0)) continue;
      const std::string without = causes(t, h["without_power_h"], "");
      table.rows.push_back({site + "." + hall, report_value(h.number("demand_energy_kwh"), "kW h"), {report_value(h.number("unserved_energy_kwh"), "kW h"), "over"}, causes(t, h["unserved_by_cause_kwh"], "kW h"), without.empty() ? t("never") : without, fmt::format("{:.0f}", or_zero(h.number("times_shed")))});
    }
  p.html.table(table);
}

void one_failure(Page& p) {
  const Words& t = p.t;
  for (const std::string& site : p.facts.sites) {
    const Fields c = p.site(site)["one_failure"];
    const double failures = or_zero(c.number("failures")), secure = or_zero(c.number("secure"));
    if (!(failures > 0)) continue;
    p.html.heading(t("{0}: when one thing fails", {site}));
    p.html.paragraph(secure == failures ? t("Each of {0} failures alone leaves all served, at the highest loads of the run ({1}).", {fmt::format("{:.0f}", failures), report_value(c.number("load_w"), "W")})
                                        : t("{0} of {1} failures alone leave a load dark or a node over its rating, at the highest loads of the run ({2}).", {fmt::format("{:.0f}", failures - secure), fmt::format("{:.0f}", failures), report_value(c.number("load_w"), "W")}));
    std::vector<Fields> nodes, dark;
    for (const Fields& a : c["assets"].items()) {
      if (a.number("rating") > 0 && !a.text("failed").empty()) nodes.push_back(a);
      if (!a["dark_by"].items().empty()) dark.push_back(a);
    }
    std::stable_sort(nodes.begin(), nodes.end(), [](const Fields& a, const Fields& b) { return a.number("load") / a.number("rating") > b.number("load") / b.number("rating"); });
    HtmlTable table{t("Nodes by their load after the worst failure"), {{t("Asset")}, {t("Before"), true}, {t("After"), true}, {t("Rating left"), true}, {t("Load"), true}, {t("When this fails")}}, {}};
    for (const Fields& a : nodes) {
      if (table.rows.size() >= most_failures) break;
      const double share = a.number("load") / a.number("rating");
      table.rows.push_back({a.text("asset"), report_value(a.number("before"), a.text("unit")), report_value(a.number("load"), a.text("unit")), report_value(a.number("rating"), a.text("unit")), {percent(share), share > 1 ? "over" : ""}, a.text("failed") + (a.truth("tripped") ? " (" + t("its relay opens") + ")" : "")});
    }
    p.html.table(table);
    HtmlTable darkened{t("Loads that a single failure leaves dark, or on batteries alone"), {{t("Load")}, {t("By the failure of")}}, {}};
    for (const Fields& a : dark) {
      std::string by;
      for (const Fields& x : a["dark_by"].items()) by += (by.empty() ? "" : ", ") + x.text();
      darkened.rows.push_back({a.text("asset"), by});
    }
    p.html.table(darkened);
  }
}

void wear(Page& p) {
  const Words& t = p.t;
  HtmlTable fuel{t("Fuel"), {{t("Sets")}, {t("Tank"), true}, {t("Burnt"), true}, {t("Lowest"), true}, {t("Left"), true}, {t("Full tanks last"), true}}, {}}, ageing{t("Ageing"), {{t("Asset")}, {t("Life used"), true}, {t("Capacity lost"), true}, {t("Full cycles"), true}}, {}};
  for (const std::string& site : p.facts.sites) {
    for (const auto& [name, f] : p.site(site)["fuel"].members())
      fuel.rows.push_back({site + "." + name, report_value(f.number("tank_m3"), "m3"), report_value(f.number("burnt_m3"), "m3"), report_value(f.number("lowest_m3"), "m3"), report_value(f.number("left_m3"), "m3"), hours(f.number("autonomy_h"))});
    for (const auto& [name, a] : p.site(site)["ageing"].members())
      ageing.rows.push_back({site + "." + name, a.has("life_used_h") ? hours(a.number("life_used_h")) : "-", a.has("capacity_lost") ? percent(a.number("capacity_lost"), 3) : "-", a.has("full_cycles") ? report_value(a.number("full_cycles"), "1") : "-"});
  }
  p.html.table(fuel);
  p.html.table(ageing);
}

}  // namespace

void write_events(Page& p) {
  const Words& t = p.t;
  p.html.section("events", t("What happened"));
  std::size_t critical = 0, warnings = 0;
  for (const ReportedEvent& e : p.facts.events) critical += e.severity >= 2, warnings += e.severity == 1;
  p.html.paragraph(p.facts.events.empty() ? t("Nothing: the run has no events.") : t("{0} events, {1} of them critical, {2} warnings.", {std::to_string(p.facts.events.size()), std::to_string(critical), std::to_string(warnings)}));
  for (const ReportedEvent* e : worst_events(p)) {
    p.html.heading(p.when(e->at_s) + "  " + (e->text.empty() ? readable(e->code) : e->text));
    p.html.figure(event_figure(p, site_of(p, *e), e->at_s), t("Power and temperatures around it; the vertical line is the moment of the event."));
  }
  event_list(p);
}

void write_service(Page& p) {
  p.html.section("service", p.t("Service, failures, wear"));
  const std::size_t with_heading = p.html.body().size();
  served(p);
  one_failure(p);
  wear(p);
  if (p.html.body().size() == with_heading) p.html.paragraph(p.t("Everything that was asked for was served."));
}

}  // namespace netsuden::viz
