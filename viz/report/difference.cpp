// SPDX-License-Identifier: Apache-2.0
// The report of what differs between two runs.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/report/shown.hpp"
#include "viz/canvas/svg_canvas.hpp"
#include "viz/plot/marks.hpp"
#include "viz/plot/theme.hpp"
#include "viz/report/page.hpp"
#include "viz/report/report.hpp"
#include "viz/report/words_canvas.hpp"

namespace netsuden::viz {
namespace {

constexpr std::size_t most_results = 400, most_series = 200, most_keys = 400;

std::string when(const Comparison& c, double t) { return std::isfinite(t) ? format_compact(std::round(t), c.zone) : "-"; }

std::string side(const ValueDifference& d, bool of_a, const Comparison& c, const Words& t) {
  if (!(of_a ? d.in_a : d.in_b)) return t("not there");
  if (d.kind == SummaryValue::Kind::words) return of_a ? d.a_words : d.b_words;
  const double v = of_a ? d.a : d.b;
  return d.kind == SummaryValue::Kind::date ? when(c, v) : report_value(v, d.unit, 5);
}

std::string change(const ValueDifference& d) {
  if (std::isnan(d.difference)) return "-";
  if (d.kind == SummaryValue::Kind::date) return fmt::format("{:+.5g} s", d.difference);
  return fmt::format("{}{}", d.difference > 0 ? "+" : "", report_value(d.difference, d.unit == "degC" ? "K" : d.unit, 4));
}

struct Curve {
  std::vector<double> t, v;
  Series series() const { return {t, v, Hold::since_last}; }
};

Curve curve(const TraceReader& r, const std::string& site, const char* channel) {
  Curve c;
  const int g = r.find_group("site");
  if (g < 0) return c;
  const auto group = static_cast<std::size_t>(g);
  const auto& sites = r.groups()[group].entities;
  const auto it = std::find(sites.begin(), sites.end(), site);
  const int column = r.find_channel(group, channel);
  if (it == sites.end() || column < 0) return c;
  c.t = r.times(group);
  for (double& t : c.t) t += r.epoch_unix_s();
  c.v = r.read(group, static_cast<std::size_t>(column), static_cast<std::size_t>(it - sites.begin()));
  return c;
}

/// A above B on one axis; the difference is in the tables.
std::string overlay(const Comparison& c, const Words& t, const Curve& a, const Curve& b, const char* title, const AxisUnit& unit, bool from_zero, const std::string& prefix) {
  if (a.t.empty() || b.t.empty()) return "";
  SvgOptions options;
  options.title = t(title);
  options.description = t("A and B on one axis of time; the tables have the differences in numbers.");
  options.background = {0, 0, 0, 0};
  options.id_prefix = prefix;
  SvgCanvas svg({812, 220}, options);
  WordsCanvas canvas(svg, t);
  const Theme& theme = light_theme();
  const TimeAxis axis{std::min(c.a.start_s, c.b.start_s), std::max({c.a.recorded_until_s, c.b.recorded_until_s, c.a.start_s + 1}), c.zone};
  const std::vector<Series> both{a.series(), b.series()};
  FrameSpec spec;
  spec.title = title;
  spec.unit = unit;
  spec.gutter_right = 6;
  const ValueRange range = fit_range(both, axis, from_zero, unit);
  spec.low = range.low, spec.high = range.high;
  spec.legend = {{"A", theme.category(0), Swatch::line}, {"B", theme.category(1), Swatch::dashed}};
  const Frame frame = make_frame(canvas, theme, {0, 0, 812, 220}, axis, spec);
  draw_frame(canvas, theme, frame, spec);
  draw_line(canvas, frame, both[0], {theme.category(0), 1.8});
  draw_line(canvas, frame, both[1], {theme.category(1), 1.4, {5, 3}});
  draw_frame_edge(canvas, theme, frame);
  return svg.str();
}

void write_outcome(Html& h, const Words& t, const Comparison& c) {
  std::size_t differ = 0, beyond = 0, columns = 0;
  for (const ValueDifference& d : c.results) differ += !d.equal, beyond += !d.within;
  for (const SeriesDifference& d : c.series) columns += !d.equal();
  h.section("answer", t("The answer"));
  if (differ == 0 && columns == 0) h.paragraph(t("The two runs came to the same."), "headline");
  else if (c.tolerance) h.paragraph(t("{0} of {1} quantities differ, {2} of them by more than the tolerance of {3}.", {std::to_string(differ), std::to_string(c.results.size()), std::to_string(beyond), fmt::format("{:.4g} %", 100 * *c.tolerance)}), "headline");
  else h.paragraph(t("{0} of {1} quantities differ.", {std::to_string(differ), std::to_string(c.results.size())}), "headline");
  if (!c.scenario.empty()) h.paragraph(t("{0} of {1} keys of their scenarios differ.", {std::to_string(c.scenario.size()), std::to_string(c.keys)}));
  else if (c.keys > 0) h.paragraph(t("Their scenarios are the same."));
  h.list(c.notes);
  // The quantities that are asked for first.
  HtmlTable table{t("What it comes to"), {{t("Quantity")}, {"A", true}, {"B", true}, {t("B less A"), true}, {t("Relative"), true}}, {}};
  for (const ValueDifference& d : c.results) {
    const std::size_t dot = d.name.rfind('.');
    const std::string key = d.name.substr(dot + 1);
    const bool of_site = d.name.starts_with("sites.") && std::count(d.name.begin(), d.name.end(), '.') == 2;
    static const std::vector<std::string> first{"it_energy_kwh", "facility_energy_kwh", "cooling_energy_kwh", "loss_energy_kwh", "unserved_energy_kwh", "pue", "wue_l_per_kwh", "water_m3", "carbon_t", "cost", "it_power_max_w", "import_peak_w"};
    const bool tightest = d.name.starts_with("constraints.") && d.name.ends_with(".peak_utilisation") && (d.a > 0.9 || d.b > 0.9);
    if (!(of_site && std::find(first.begin(), first.end(), key) != first.end()) && !tightest && d.name != "finance.npv" && d.name != "finance.lcogh") continue;
    if (d.a == 0 && d.b == 0) continue;
    table.rows.push_back({d.name, side(d, true, c, t), side(d, false, c, t), d.equal ? t("the same") : change(d), std::isnan(d.relative) ? "" : shown_change(d.relative)});
  }
  h.table(table);
}

void write_runs(Html& h, const Words& t, const Comparison& c, const ReportOptions& o) {
  h.section("provenance", t("Where this comes from"));
  HtmlTable table{t("Provenance"), {{t("What")}, {"A"}, {"B"}}, {}};
  const auto row = [&](const char* label, const std::string& a, const std::string& b) { table.rows.push_back({t(label), a, b}); };
  row("Trace", c.a.path, c.b.path);
  row("Scenario", c.a.name, c.b.name);
  row("Run", c.a.run_id, c.b.run_id);
  row("Status", t(c.a.killed ? "killed" : c.a.status), t(c.b.killed ? "killed" : c.b.status));
  row("Program", c.a.version + " (" + c.a.revision + ")", c.b.version + " (" + c.b.revision + ")");
  row("Seed", c.a.seed, c.b.seed);
  row("From", when(c, c.a.start_s), when(c, c.b.start_s));
  row("Until", when(c, c.a.end_s), when(c, c.b.end_s));
  row("Recorded until", when(c, c.a.recorded_until_s), when(c, c.b.recorded_until_s));
  h.table(table);
  h.paragraph(t("{0}, made {1}", {o.made_by, o.made_at}), "dim");
}

}  // namespace

std::string difference_html(const TraceReader& a, const TraceReader& b, const Comparison& c, const ReportOptions& o) {
  const Words t(o.language);
  Html h;
  h.raw("<header>\n<h1>" + xml_escape(c.a.name == c.b.name ? c.a.name : c.a.name + " \u2013 " + c.b.name) + "</h1>\n");
  h.paragraph(t("What differs between two runs: A is {0}, B is {1}", {c.a.path, c.b.path}));
  h.raw("</header>\n");
  write_outcome(h, t, c);

  h.section("asked", t("What was asked"));
  HtmlTable keys{t("Keys of the resolved scenarios that differ"), {{t("Key")}, {"A"}, {"B"}}, {}};
  for (const KeyDifference& d : c.scenario)
    if (keys.rows.size() < most_keys) keys.rows.push_back({d.key, d.a ? *d.a : t("not there"), d.b ? *d.b : t("not there")});
  h.table(keys);
  if (c.scenario.empty()) h.paragraph(t("Nothing differs."));
  if (c.scenario.size() > most_keys) h.paragraph(t("and {0} more", {std::to_string(c.scenario.size() - most_keys)}), "dim");

  const int g = a.find_group("site");
  if (g >= 0) {
    h.section("horizon", t("Over the horizon"));
    int n = 0;
    for (const std::string& site : a.groups()[static_cast<std::size_t>(g)].entities)
      for (const auto& [channel, title, unit, zero] : {std::tuple{"facility_power", "Facility power", axis_units::watt(), true}, std::tuple{"it_power", "IT power", axis_units::watt(), true}, std::tuple{"pue", "Power usage effectiveness", axis_units::plain(), false}})
        h.figure(overlay(c, t, curve(a, site, channel), curve(b, site, channel), title, unit, zero, fmt::format("d{}-", ++n)), site + ": " + t(title));
  }

  h.section("results", t("Results"));
  HtmlTable results{t("Quantities that differ"), {{t("Quantity")}, {"A", true}, {"B", true}, {t("B less A"), true}, {t("Relative"), true}}, {}};
  std::size_t left = 0;
  for (const ValueDifference& d : c.results) {
    if (d.equal) continue;
    if (results.rows.size() < most_results) results.rows.push_back({d.name, side(d, true, c, t), side(d, false, c, t), {change(d), d.within ? "dim" : ""}, std::isnan(d.relative) ? "" : shown_change(d.relative)});
    else ++left;
  }
  h.table(results);
  if (results.rows.empty()) h.paragraph(t("Nothing differs."));
  if (left > 0) h.paragraph(t("and {0} more", {std::to_string(left)}), "dim");

  h.section("rows", t("Recorded rows"));
  HtmlTable rows{t("Columns that differ, each at its worst"), {{t("Column")}, {t("Of")}, {t("When")}, {"A", true}, {"B", true}, {t("B less A"), true}, {t("Of the largest"), true}, {t("Values that differ"), true}}, {}};
  for (const SeriesDifference& d : c.series) {
    if (d.equal() || rows.rows.size() >= most_series) continue;
    const bool words = !d.a_words.empty() || !d.b_words.empty();
    rows.rows.push_back({d.column, d.entity, when(c, d.at_s), words ? d.a_words : report_value(d.a, d.unit, 5), words ? d.b_words : report_value(d.b, d.unit, 5), words ? "" : report_value(d.difference, d.unit == "degC" ? "K" : d.unit, 4), words ? "" : percent(std::abs(d.relative), 2), fmt::format("{} / {}", d.different, d.compared)});
  }
  h.table(rows);
  if (rows.rows.empty()) h.paragraph(t("Nothing differs."));
  if (!c.not_comparable.empty()) h.heading(t("What could not be compared")), h.list(c.not_comparable);

  write_runs(h, t, c, o);
  h.end_section();
  return html_page(t.code(), t("{0}: comparison", {c.a.name}), o.made_by, h.body());
}

}  // namespace netsuden::viz
