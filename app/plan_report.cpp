// SPDX-License-Identifier: Apache-2.0
#include "app/plan_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/base/unit_table.hpp"
#include "sim/ledger/finance.hpp"

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;

std::string power(double w) { return format_si(w, "W", 4); }
std::string money(const PlanFile& p, double x) { return money_text(x, p.spec.currency.unit); }

/// Columns as wide as their widest word, numbers to the right.
std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> width;
  for (const auto& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c >= width.size()) width.push_back(0);
      width[c] = std::max(width[c], row[c].size());
    }
  std::string t;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) line += c == 0 ? fmt::format("  {:<{}}", row[c], width[c]) : fmt::format("  {:>{}}", row[c], width[c]);
    while (line.ends_with(' ')) line.pop_back();
    t += line + "\n";
  }
  return t;
}

std::string words_of(const PlanFile& p, const PlanTrial& t) {
  std::vector<std::string> words;
  if (t.status != "complete") words.push_back(t.status + ": " + t.message);
  for (const BrokenLimit& b : t.broken)
    words.push_back(fmt::format("{} {:.1f} % at {}{}", b.name, 100 * b.utilisation, b.when.substr(0, 16),
                                b.resource >= 0 ? fmt::format(" ({} needs {:.1f} % more)", p.spec.resources[static_cast<std::size_t>(b.resource)].name, 100 * (b.factor - 1)) : " (of no resource: name it in `limits`)"));
  if (t.unserved_kwh > 1e-9) words.push_back(fmt::format("{} not served", format_si(t.unserved_kwh * 3.6e6, "J", 4)));
  return fmt::format("{}", fmt::join(words, "; "));
}

double asked(const ExpansionProblem& p, int t) {
  double w = 0;
  for (const ExpansionDemand& d : p.demands) w += d.power_w[static_cast<std::size_t>(t)];
  return w;
}

}  // namespace

std::string plan_text(const PlanFile& p, const PlanAnswer& a) {
  std::string t = fmt::format("{}: {}\n", p.spec.name.empty() ? p.file : p.spec.name, a.question);
  if (a.trials.empty()) return t + "\n  there is none within these years, budgets and options\n";
  const PlanTrial& last = a.trials.back();
  const ExpansionPlan& x = last.plan;
  const int years = a.problem.periods;
  if (a.year > 0) t += fmt::format("  {}: {} of {} that is asked for\n", a.year, power(x.served(a.year - p.spec.from)), power(asked(a.problem, a.year - p.spec.from)));
  t += fmt::format("  {:<20}{}  (present value at {} %; without whole units {})\n", "cost", money(p, x.cost), 100 * p.spec.discount_rate.value(), money(p, x.bound));
  const auto part = [&](const std::string& name, double cost) {
    if (cost > 0) t += fmt::format("    {:<18}{}\n", name, money(p, cost));
  };
  for (std::size_t o = 0; o < x.option_cost.size(); ++o) part(p.spec.options[o].name, x.option_cost[o]);
  for (std::size_t r = 0; r < x.rental_cost.size(); ++r) part(p.spec.rentals[r].name, x.rental_cost[r]);
  for (std::size_t j = 0; j < x.unserved_cost.size(); ++j) part("not served, " + p.spec.demand[j].name, x.unserved_cost[j]);
  std::vector<std::vector<std::string>> rows{{""}};
  const auto row = [&](const std::string& name, const auto& cell) {
    rows.push_back({name});
    for (int y = 0; y < years; ++y) rows.back().push_back(cell(y));
  };
  for (int y = 0; y < years; ++y) rows[0].push_back(fmt::format("{}", p.spec.from + y));
  for (std::size_t o = 0; o < x.ordered.size(); ++o)
    row("order " + p.spec.options[o].name, [&](int y) { const int n = x.ordered[o][static_cast<std::size_t>(y)]; return n > 0 ? fmt::format("{}", n) : std::string("-"); });
  for (std::size_t r = 0; r < x.rented_w.size(); ++r)
    row("rent " + p.spec.rentals[r].name, [&](int y) { const double w = x.rented_w[r][static_cast<std::size_t>(y)]; return w > 0.5 ? power(w) : std::string("-"); });
  for (std::size_t k = 0; k < a.problem.resources.size(); ++k)
    row(a.problem.resources[k].name + " used", [&](int y) {
      const double c = capacity_of(a.problem, x, static_cast<int>(k), y), taken = taken_of(a.problem, x, static_cast<int>(k), y);
      return fmt::format("{} of {}", power(taken), power(c));
    });
  row("served", [&](int y) { return fmt::format("{} of {}", power(x.served(y)), power(asked(a.problem, y))); });
  t += '\n';
  t += table(rows);
  if (!a.value_per_w.empty()) {
    t += "\n  what 1 MW more from the start would save\n";
    for (std::size_t k = 0; k < a.value_per_w.size(); ++k) t += fmt::format("    {:<18}{}\n", a.problem.resources[k].name, money(p, 1e6 * a.value_per_w[k]));
  }
  if (p.spec.base.empty()) return t + "\n  not run: the plan names no base scenario\n";
  if (last.status.empty()) return t + "\n  not run\n";
  t += "\n  runs of " + p.spec.base.written + "\n";
  for (std::size_t n = 0; n < a.trials.size(); ++n)
    t += fmt::format("    {}. {}  {}\n", n + 1, money(p, a.trials[n].plan.cost), a.trials[n].confirmed ? "confirmed: no limit is exceeded, all that is asked for is served" : "refuted: " + words_of(p, a.trials[n]));
  if (!last.confirmed) t += "  none is confirmed\n";
  return t;
}

std::string plan_json(const PlanFile& p, const PlanAnswer& a) {
  json root = {{"file", p.file}, {"question", a.question}, {"currency", p.spec.currency.unit}, {"from", p.spec.from}, {"year", a.year > 0 ? json(a.year) : json(nullptr)}};
  root["confirmed"] = !a.trials.empty() && a.trials.back().confirmed;
  root["trials"] = json::array();
  for (const PlanTrial& t : a.trials) {
    json broken = json::array();
    for (const BrokenLimit& b : t.broken) broken.push_back({{"constraint", b.name}, {"utilisation", b.utilisation}, {"at", b.when}, {"time_over_s", b.time_over_s}, {"resource", b.resource >= 0 ? json(p.spec.resources[static_cast<std::size_t>(b.resource)].name) : json(nullptr)}, {"factor", b.factor}});
    json ordered = json::object(), rented = json::object(), served = json::object(), cost = json::object();
    for (std::size_t o = 0; o < t.plan.ordered.size(); ++o) ordered[p.spec.options[o].name] = t.plan.ordered[o], cost[p.spec.options[o].name] = t.plan.option_cost[o];
    for (std::size_t r = 0; r < t.plan.rented_w.size(); ++r) rented[p.spec.rentals[r].name] = t.plan.rented_w[r], cost[p.spec.rentals[r].name] = t.plan.rental_cost[r];
    for (std::size_t j = 0; j < t.plan.served_w.size(); ++j) {
      json by_site = json::object();
      for (std::size_t i = 0; i < t.plan.served_w[j].size(); ++i) by_site[p.spec.sites[i]] = t.plan.served_w[j][i];
      served[p.spec.demand[j].name] = {{"served_w", by_site}, {"unserved_w", t.plan.unserved_w[j]}};
    }
    root["trials"].push_back({{"cost", t.plan.cost}, {"bound", t.plan.bound}, {"status", t.status.empty() ? json(nullptr) : json(t.status)}, {"confirmed", t.confirmed}, {"ordered", ordered}, {"rented_w", rented}, {"demand", served}, {"cost_of", cost}, {"unserved_kwh", t.unserved_kwh}, {"broken", broken}});
  }
  json resources = json::object();
  for (std::size_t k = 0; k < a.problem.resources.size(); ++k) {
    json r = {{"per_it", a.problem.resources[k].per_it}};
    if (k < a.value_per_w.size()) r["value_of_a_mw"] = 1e6 * a.value_per_w[k];
    resources[a.problem.resources[k].name] = r;
  }
  root["resources"] = resources;
  return root.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace netsuden::app
