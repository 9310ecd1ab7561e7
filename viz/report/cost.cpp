// SPDX-License-Identifier: Apache-2.0
// What supply costs, and what the investment is worth.
#include <fmt/format.h>

#include <cmath>

#include "viz/report/page.hpp"

namespace netsuden::viz {
namespace {

/// "capital: electrical"
std::string line_name(const Words& t, const std::string& name) {
  const std::size_t colon = name.find(": ");
  return colon == std::string::npos ? t(readable(name)) : t(readable(name.substr(0, colon))) + ": " + t(readable(name.substr(colon + 2)));
}

void supply(Page& p) {
  const Words& t = p.t;
  const std::string& currency = p.facts.currency;
  HtmlTable table{t("Cost of supply"), {{t("Site")}, {t("Energy"), true}, {t("Demand charge"), true}, {t("Penalties of curtailment"), true}, {t("Payments for curtailment"), true}, {t("In all"), true}, {t("For a kWh of IT"), true}}, {}};
  for (const std::string& name : p.facts.sites) {
    const Fields s = p.site(name);
    const double cost = s.number("cost"), it = s.number("it_energy_kwh");
    table.rows.push_back({name, report_value(s.number("energy_cost"), currency), report_value(s.number("demand_charge"), currency), report_value(s.number("curtailment_penalty"), currency), report_value(s.number("curtailment_payment"), currency), report_value(cost, currency),
                          it > 0 ? fmt::format("{:.4g} {}", cost / it, currency) : "-"});
    if (s.number("energy_cost") == 0) p.html.paragraph(t("{0}: the scenario gives no price of energy.", {name}), "dim");
  }
  p.html.table(table);
  HtmlTable calls{t("Calls of curtailment programmes"), {{t("Programme")}, {t("Calls"), true}, {t("Kept"), true}, {t("Called for"), true}, {t("Energy above the limit"), true}, {t("Payment"), true}, {t("Penalty"), true}}, {}};
  for (const std::string& name : p.facts.sites)
    for (const auto& [programme, c] : p.site(name)["curtailment"].members())
      calls.rows.push_back({name + "." + programme, fmt::format("{:.0f}", c.number("calls")), fmt::format("{:.0f}", c.number("calls_kept")), hours(c.number("called_h")), report_value(c.number("energy_over_kwh"), "kW h"), report_value(c.number("payment"), currency), report_value(c.number("penalty"), currency)});
  p.html.table(calls);
}

void investment(Page& p) {
  const Words& t = p.t;
  const Fields f = p.facts.summary["finance"];
  if (!f.exists()) return;
  const std::string& currency = p.facts.currency;
  p.html.heading(t("Investment"));
  p.html.paragraph(t("Real money of {0}, discounted at {1} a year.", {fmt::format("{:.0f}", f.number("base_year")), percent(f.number("discount_rate"))}), "dim");
  HtmlTable value{t("What it is worth"), {{t("Measure")}, {t("Value"), true}}, {}};
  const auto row = [&](const char* label, const std::string& text) { value.rows.push_back({t(label), text}); };
  row("Net present value", report_value(f.number("npv"), currency));
  std::string rates;
  for (const Fields& r : f["irr"].items()) rates += (rates.empty() ? "" : ", ") + percent(r.number());
  row("Internal rate of return", rates.empty() ? t("none") : rates);
  row("Payback, years", fixed_number(f.number("payback_years"), 2));
  row("Book value at the end", report_value(f.number("residual"), currency));
  row("Levelised cost of a GPU-hour", std::isfinite(f.number("lcogh")) ? fmt::format("{:.4g} {}", f.number("lcogh"), currency) : "-");
  row("Levelised cost of a MW of rated IT and year", report_value(f.number("levelised_per_mw_year"), currency));
  row("Capital and operation, in all", report_value(f.number("spent"), currency));
  if (f.has("budget_total")) row("Budget, in all", report_value(f.number("budget_total"), currency));
  p.html.table(value);
  if (!f.text("not_valued").empty()) p.html.paragraph(f.text("not_valued"), "dim");
  HtmlTable years{t("Costs and revenue by calendar year"), {{t("Year")}, {t("Capital"), true}, {t("Energy"), true}, {t("Operation, in all"), true}, {t("Revenue"), true}, {t("Budget"), true}, {t("Over budget"), true}}, {}};
  for (const auto& [year, y] : f["years"].members()) {
    const double over = y.number("over_budget");
    years.rows.push_back({year, report_value(y.number("capex"), currency), report_value(y.number("energy"), currency), report_value(y.number("opex"), currency), report_value(y.number("revenue"), currency), y.has("budget") ? report_value(y.number("budget"), currency) : t("no limit"), {std::isfinite(over) ? report_value(over, currency) : "-", over > 0 ? "over" : ""}});
  }
  p.html.table(years);
  HtmlTable lines{t("What a GPU-hour is made of"), {{t("Line")}, {t("Present value"), true}, {t("For a GPU-hour"), true}, {t("Share"), true}}, {}};
  for (const auto& [name, l] : f["levelised"].members()) lines.rows.push_back({line_name(t, name), report_value(l.number("present_value"), currency), std::isfinite(l.number("per_gpu_hour")) ? fmt::format("{:.4g} {}", l.number("per_gpu_hour"), currency) : "-", percent(l.number("share"))});
  p.html.table(lines);
}

}  // namespace

void write_cost(Page& p) {
  p.html.section("cost", p.t("Cost"));
  supply(p);
  investment(p);
}

}  // namespace netsuden::viz
