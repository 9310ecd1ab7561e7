// SPDX-License-Identifier: Apache-2.0
#include "app/finance_summary.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;

json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }

struct Column {
  const char *key, *long_name;
  double (*of)(const FinanceYear&);
};
using Y = const FinanceYear&;
const Column columns[] = {
    {"capex", "capital paid", [](Y y) { return y.capex; }},
    {"energy", "energy", [](Y y) { return y.energy; }},
    {"demand_charge", "demand charge", [](Y y) { return y.demand_charge; }},
    {"curtailment", "penalties of curtailment less its payments", [](Y y) { return y.curtailment; }},
    {"water", "make-up water", [](Y y) { return y.water; }},
    {"carbon", "CO2 of imports and fuel", [](Y y) { return y.carbon; }},
    {"fuel", "fuel of generating sets", [](Y y) { return y.fuel; }},
    {"staff", "staff", [](Y y) { return y.staff; }},
    {"maintenance", "maintenance", [](Y y) { return y.maintenance; }},
    {"other", "other costs by time", [](Y y) { return y.other; }},
    {"opex", "all costs of operation", [](Y y) { return y.opex(); }},
    {"revenue", "revenue", [](Y y) { return y.revenue; }},
    {"budget", "what capital and operation may cost; NaN where that is not limited", [](Y y) { return y.budget; }},
};

}  // namespace

std::string finance_text(const FinanceSummary& f, const std::string& currency) {
  std::string t = fmt::format("\nfinance  (real {} of {}, {:.2f} % a year)\n", currency, f.base_year, 100 * f.discount_rate);
  const auto line = [&](const std::string& label, const std::string& value) { t += fmt::format("  {:<26}{}\n", label, value); };
  const auto money = [&](double v) { return money_text(v, currency); };
  for (const CapexSummary& c : f.capex) line(fmt::format("capital {}", c.year), fmt::format("{}  ({}{}{}, {}{})", money(c.amount), c.phase.empty() ? "" : c.phase + ": ", c.name, c.renewal ? ", renewed" : "", c.category, c.date.empty() ? "" : ", " + c.date));
  for (const FinanceYear& y : f.years) {
    std::string kinds;
    for (const Column& c : columns)
      if (const std::string key = c.key; key != "capex" && key != "opex" && key != "revenue" && key != "budget" && c.of(y) != 0) kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", c.long_name, money(c.of(y)));
    line(fmt::format("operation {}", y.year), money(y.opex()) + (kinds.empty() ? "" : "  (" + kinds + ")"));
    if (f.has_revenue) line(fmt::format("revenue {}", y.year), fmt::format("{}  ({:.4g} GPU-hours)", money(y.revenue), y.gpu_hours));
    if (std::isfinite(y.budget)) line(fmt::format("budget {}", y.year), fmt::format("{} of {}{}", money(y.spent()), money(y.budget), y.spent() > y.budget ? ", OVER by " + money(y.spent() - y.budget) : ""));
  }
  if (std::isfinite(f.budget_total)) line("budget in all", fmt::format("{} of {}{}", money(f.spent()), money(f.budget_total), f.spent() > f.budget_total ? ", OVER by " + money(f.spent() - f.budget_total) : ""));
  if (!f.not_valued.empty()) {
    line("not valued", f.not_valued);
    return t;
  }
  line("valued over", std::isfinite(f.factor) ? fmt::format("{:.4g} years, each {:.6g} times this run", f.valued_years, f.factor) : fmt::format("{:.4g} years, as they were run", f.valued_years));
  line("  timing", finance_timing);
  line("residual value", money(f.residual));
  line("NPV", money(f.npv));
  if (f.has_revenue) {
    std::string rates;
    for (const double r : f.irr) rates += fmt::format("{}{:.2f} %", rates.empty() ? "" : ", ", 100 * r);
    line("IRR", rates.empty() ? "none: what is paid and what comes in never balance" : rates + (f.irr.size() > 1 ? "  (more than one: the flows change sign more than once)" : ""));
    line("payback", std::isfinite(f.payback_years) ? fmt::format("{:.2f} years{}", f.payback_years, std::isfinite(f.discounted_payback_years) ? fmt::format(", {:.2f} discounted", f.discounted_payback_years) : ", not discounted") : "not within this time");
  }
  if (std::isfinite(f.lcogh)) {
    line("levelised cost", fmt::format("{:.4g} {} per GPU-hour{}", f.lcogh, currency, std::isfinite(f.per_mw_year) ? ", " + money(f.per_mw_year) + " per MW of rated IT and year" : ""));
    for (const FinanceLine& l : f.lines) line("  " + l.name, fmt::format("{:.4g} {}  ({:.1f} %)", l.per_gpu_hour, currency, 100 * l.share));
  } else {
    line("levelised cost", (std::isfinite(f.per_mw_year) ? money(f.per_mw_year) + " per MW of rated IT and year; " : std::string()) + "no GPU-hours to divide by");
  }
  return t;
}

json finance_json(const FinanceSummary& f) {
  json j = {{"base_year", f.base_year}, {"discount_rate", f.discount_rate}, {"timing", finance_timing}};
  j["capex"] = json::array();
  for (const CapexSummary& c : f.capex) j["capex"].push_back({{"year", c.year}, {"date", c.date}, {"phase", c.phase}, {"category", c.category}, {"name", c.name}, {"renewal", c.renewal}, {"amount", c.amount}});
  j["years"] = json::object();
  for (const FinanceYear& y : f.years) {
    json& row = j["years"][std::to_string(y.year)];
    for (const Column& c : columns) row[c.key] = number(c.of(y));
    row["gpu_hours"] = y.gpu_hours;
    row["over_budget"] = number(std::isfinite(y.budget) ? std::max(0.0, y.spent() - y.budget) : y.budget);
  }
  j["budget_total"] = number(f.budget_total);
  j["spent"] = f.spent();
  j["not_valued"] = f.not_valued;
  j["valued_years"] = f.valued_years;
  j["annualise_factor"] = number(f.factor);
  j["residual"] = f.residual;
  j["npv"] = number(f.npv);
  j["irr"] = f.irr;
  j["payback_years"] = number(f.payback_years);
  j["discounted_payback_years"] = number(f.discounted_payback_years);
  j["gpu_hours"] = f.gpu_hours;
  j["lcogh"] = number(f.lcogh);
  j["levelised_per_mw_year"] = number(f.per_mw_year);
  j["levelised"] = json::object();
  for (const FinanceLine& l : f.lines) j["levelised"][l.name] = {{"present_value", l.present_value}, {"per_gpu_hour", number(l.per_gpu_hour)}, {"share", l.share}};
  return j;
}

void finance_tables(const std::optional<FinanceSummary>& finance, std::vector<SummaryTable>& tables) {
  const FinanceSummary f = finance.value_or(FinanceSummary{});
  const std::string money = ", money of the scenario (attribute currency)";
  SummaryTable capex{"capex", {}, {}, "Payments of capital, in order of time."};
  SummaryColumn year{"year", "1", "calendar year", {}, {}}, amount{"amount", "1", "what was paid" + money, {}, {}}, phase{"phase", "", "phase of the investment", {}, {}}, category{"category", "", "what kind of thing it is", {}, {}};
  for (const CapexSummary& c : f.capex) {
    capex.rows.push_back(fmt::format("{} {}", c.name, c.date));
    year.values.push_back(c.year);
    amount.values.push_back(c.amount);
    phase.labels.push_back(c.phase);
    category.labels.push_back(c.category);
  }
  capex.columns = {year, amount, phase, category};
  tables.push_back(std::move(capex));

  SummaryTable years{"finance_year", {}, {}, "Costs and revenue of each calendar year of the run."};
  for (const FinanceYear& y : f.years) years.rows.push_back(std::to_string(y.year));
  for (const Column& c : columns) {
    SummaryColumn column{c.key, "1", c.long_name + money, {}, {}};
    for (const FinanceYear& y : f.years) column.values.push_back(c.of(y));
    years.columns.push_back(std::move(column));
  }
  SummaryColumn hours{"gpu_hours", "h", "GPU-hours that are paid for", {}, {}};
  for (const FinanceYear& y : f.years) hours.values.push_back(y.gpu_hours);
  years.columns.push_back(std::move(hours));
  tables.push_back(std::move(years));

  SummaryTable value{"finance", {}, {}, "What the investment is worth; NaN where the horizon is less than a year and no factor is stated."};
  if (finance) value.rows.push_back("investment");
  const auto of = [&](const char* name, const char* unit, const std::string& long_name, double v) {
    value.columns.push_back({name, unit, long_name, finance ? std::vector<double>{v} : std::vector<double>{}, {}});
  };
  of("valued_years", "1", "years over which it is valued", f.valued_years);
  of("npv", "1", "net present value at the start" + money, f.npv);
  of("irr", "1", "internal rate of return of a year, real; the lowest where there is more than one", f.irr.empty() ? FinanceSummary::none : f.irr.front());
  of("payback", "1", "years until what came in covers what went out", f.payback_years);
  of("residual", "1", "book value at the end" + money, f.residual);
  of("lcogh", "1", "levelised cost of a GPU-hour" + money, f.lcogh);
  of("levelised_per_mw_year", "1", "levelised cost of a MW of rated IT and year" + money, f.per_mw_year);
  tables.push_back(std::move(value));

  SummaryTable lines{"levelised", {}, {}, "What the levelised cost of a GPU-hour is made of; capital as annuities."};
  SummaryColumn present{"present_value", "1", "present value of the costs" + money, {}, {}}, each{"per_gpu_hour", "1", "of each GPU-hour" + money, {}, {}}, share{"share", "1", "share of the levelised cost", {}, {}};
  for (const FinanceLine& l : f.lines) {
    lines.rows.push_back(l.name);
    present.values.push_back(l.present_value);
    each.values.push_back(l.per_gpu_hour);
    share.values.push_back(l.share);
  }
  lines.columns = {present, each, share};
  tables.push_back(std::move(lines));
}

}  // namespace netsuden::app
