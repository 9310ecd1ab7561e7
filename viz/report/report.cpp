// SPDX-License-Identifier: Apache-2.0
#include "viz/report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/report/shown.hpp"
#include "sim/base/unit_table.hpp"
#include "viz/canvas/svg_canvas.hpp"
#include "viz/report/page.hpp"

namespace netsuden::viz {
namespace {

/// What a reader must know before the first number.
void write_state(Page& p) {
  const ReportFacts& f = p.facts;
  const Words& t = p.t;
  const double share = (f.until_s - f.start_s) / std::max(f.end_s - f.start_s, 1e-9);
  const std::vector<std::string> how_far{p.when(f.until_s), percent(share)};
  if (f.killed) p.html.paragraph(t("This run was killed. What follows is from the rows that it had recorded, until {0}, {1} of its horizon.", how_far), "note");
  else if (f.status == "running") p.html.paragraph(t("This run goes on. What follows is from the rows that it has recorded, until {0}, {1} of its horizon.", how_far), "note");
  else if (f.status == "interrupted") p.html.paragraph(t("This run was interrupted by its user at {0}, after {1} of its horizon.", how_far), "note");
  else if (f.status == "recovered") p.html.paragraph(t("This run was killed and its trace repaired: recorded until {0}, {1} of its horizon.", how_far), "note");
  else if (f.status == "failed") p.html.paragraph(t("This run could not go on at {0}, after {1} of its horizon.", how_far), "note");
  else if (f.status == "invalid") p.html.paragraph(t("This run is invalid: energy does not close. Do not use its numbers."), "note");
  if (!f.summary.text("message").empty()) p.html.paragraph(f.summary.text("message"), "note");
  if (f.from_rows) p.html.paragraph(t("Peaks and times over limits are those of recorded intervals: what happened within one counts for all of it. What a run only says at its end is left out."), "dim");
}

}  // namespace

std::string Page::when(double posix_s) const { return std::isfinite(posix_s) ? format_compact(std::round(posix_s), facts.zone) : "-"; }
std::string Page::when(const std::string& iso) const {
  std::string ignored;
  const auto at = parse_time(iso, facts.zone, ignored);
  return at ? when(*at) : "-";
}

std::string Page::minute(const std::string& iso) const {
  std::string ignored;
  const auto at = parse_time(iso, facts.zone, ignored);
  return at ? format_compact(60 * std::floor(*at / 60), facts.zone) : "-";
}
std::string Page::id_prefix() { return fmt::format("f{}-", ++figures); }

std::string report_value(double v, const std::string& unit, int digits) {
  std::string s = shown_value(v, unit, digits);
  if (s.find("e+") != std::string::npos && std::abs(v) < 1e12) {  // large amounts whole, not as powers of ten
    const std::string name = shown_unit_name(unit);
    s = fmt::format("{:.0f}{}{}", v, name.empty() ? "" : " ", name);
  }
  if (s.ends_with(" m3")) s.replace(s.size() - 1, 1, "\u00B3");
  if (s.ends_with(" degC")) s.replace(s.size() - 4, 4, "\u00B0C");
  return s;
}
std::string limit_value(double v, const std::string& unit) { return unit == "1" && std::isfinite(v) ? fmt::format("{:.2f} %", 100 * v) : report_value(v, unit); }
std::string margin_value(double v, const std::string& unit) { return limit_value(v, unit == "degC" ? "K" : unit); }
std::string percent(double share, int decimals) { return std::isfinite(share) ? fmt::format("{:.{}f} %", 100 * share, decimals) : "-"; }
std::string fixed_number(double v, int decimals) { return std::isfinite(v) ? fmt::format("{:.{}f}", v, decimals) : "-"; }
std::string hours(double h) { return !std::isfinite(h) ? "-" : h > 0 && h < 0.1 ? format_duration(3600 * h) : fmt::format("{:.4g} h", h); }
std::string readable(const std::string& key) {
  std::string s = key;
  std::replace(s.begin(), s.end(), '_', ' ');
  return s;
}

std::string report_html(const TraceReader& trace, const ReportFacts& facts, const ReportOptions& o) {
  const Words t(o.language);
  Html sections;
  Page p{facts, trace, t, sections};
  write_answer(p);
  write_asked(p);
  write_limits(p);
  write_capacity(p);
  write_energy(p);
  write_thermal(p);
  write_events(p);
  write_service(p);
  write_plan(p);
  write_cost(p);
  write_inputs(p);
  write_balance(p);
  write_provenance(p, o.made_at, o.made_by);
  sections.end_section();
  Html head;
  Page top{facts, trace, t, head};
  std::string places;
  for (const std::string& s : facts.sites) places += (places.empty() ? "" : ", ") + s;
  head.raw("<header>\n<h1>" + xml_escape(facts.name.empty() ? facts.file : facts.name) + "</h1>\n");
  head.paragraph(t("Report of a run of {0}, {1} to {2}", {places.empty() ? facts.file : places, top.when(facts.start_s), top.when(facts.end_s)}));
  head.paragraph(t("{0}, made {1}", {o.made_by, o.made_at}));
  head.raw("</header>\n");
  write_state(top);
  head.raw("<nav aria-label=\"" + xml_escape(t("Contents")) + "\"><ul>\n");
  for (const auto& [id, title] : sections.sections()) head.raw("<li><a href=\"#" + id + "\">" + xml_escape(title) + "</a></li>\n");
  head.raw("</ul></nav>\n");
  return html_page(t.code(), t("{0}: report", {facts.name}), o.made_by, head.body() + sections.body());
}

}  // namespace netsuden::viz
