// SPDX-License-Identifier: Apache-2.0
// Whether energy closes, where models left their range, and where the run comes from.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/unit_table.hpp"
#include "viz/report/page.hpp"

namespace netsuden::viz {
namespace {

std::string closes(double x) { return !std::isfinite(x) ? "-" : x < 1e-12 ? "1e-12" : fmt::format("{:.1e}", x); }  // below it is rounding

}  // namespace

void write_balance(Page& p) {
  const Words& t = p.t;
  const ReportFacts& f = p.facts;
  p.html.section("balance", t("Energy balance and validity"));
  const Fields residual = f.summary["residual"];
  if (residual.exists()) {
    const double steps = f.summary.number("steps");
    std::string line = t("Energy in is energy out and stored, to {0} of its throughput (electrical) and {1} (thermal)", {closes(residual.number("electrical")), closes(residual.number("thermal"))});
    line += std::isfinite(steps) ? t(", in {0} steps.", {fmt::format("{:.0f}", steps)}) : t(".");
    p.html.paragraph(line);
    p.html.paragraph(t("A run in which it does not close to 1e-9 ends as invalid."), "dim");
  } else {
    p.html.paragraph(t("The run did not come far enough to say whether energy closes."));
  }
  HtmlTable outside{t("Models outside the range in which they hold"), {{t("Site")}, {t("What")}, {t("For"), true}}, {}};
  for (const std::string& site : f.sites)
    for (const auto& [what, s] : p.site(site)["outside_validity_s"].members()) outside.rows.push_back({site, what, {format_duration(s.number()), "over"}});
  std::vector<std::string> told;
  for (const ReportedEvent& e : f.events)
    if (e.code == "outside_validity" && told.size() < 20) told.push_back(p.when(e.at_s) + "  " + e.text);
  p.html.table(outside);
  if (outside.rows.empty() && told.empty()) p.html.paragraph(t("No model left the range in which it holds."));
  if (!told.empty()) p.html.list(told);
}

void write_provenance(Page& p, const std::string& made_at, const std::string& made_by) {
  const Words& t = p.t;
  const ReportFacts& f = p.facts;
  p.html.section("provenance", t("Where this comes from"));
  HtmlTable table{t("Provenance"), {{t("What")}, {t("Value")}}, {}};
  const auto row = [&](const char* label, const std::string& value) {
    if (!value.empty()) table.rows.push_back({t(label), value});
  };
  row("Trace", f.file);
  row("Run", f.attribute("run_id"));
  row("Program", "netsuden " + f.attribute("code_version") + " (" + f.attribute("git_sha") + ")");
  row("SimGrid", f.attribute("simgrid_version"));
  row("Seed", f.attribute("seed"));
  row("Scenario as written, SHA-256", f.attribute("scenario_sha256"));
  row("Scenario as resolved, SHA-256", f.attribute("resolved_sha256"));
  row("Format of the trace", f.format);
  row("Status", t(f.killed ? "killed" : f.status));
  row("Report made", made_at);
  row("Report made by", made_by);
  p.html.table(table);
  p.html.paragraph(t("The same again: netsuden info {0} --resolved > again.yaml, then netsuden run again.yaml.", {f.file}), "dim");
  if (!f.written.empty()) p.html.folded(t("The scenario as written"), f.written);
}

}  // namespace netsuden::viz
