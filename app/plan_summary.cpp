// SPDX-License-Identifier: Apache-2.0
#include "app/plan_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/base/unit_table.hpp"
#include "sim/ledger/finance.hpp"

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;

json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }
double days(double s) { return s / 86400; }

/// What was lost by one cause, in all.
struct Cause {
  double mw_days = 0, gpu_days = 0, capital = 0, revenue = 0;
};
std::map<std::string, Cause> causes_of(const PlanSummary& p) {
  std::map<std::string, Cause> all;
  for (const StrandedSummary& s : p.stranded) {
    Cause& c = all[s.cause];
    c.mw_days += s.mw_days();
    c.gpu_days += s.gpu_days;
    if (std::isfinite(s.capital)) c.capital += s.capital;
    if (std::isfinite(s.revenue)) c.revenue += s.revenue;
  }
  return all;
}

}  // namespace

std::string plan_text(const PlanSummary& p, const std::string& currency, const std::function<std::string(double)>& date) {
  const auto day = [&](double s) { return date(s).substr(0, 10); };
  std::size_t width = 4;
  for (const PlanStepSummary& s : p.steps) width = std::max(width, s.name.size());
  std::string t = fmt::format("\nbuild plan  (* on the critical path: no float)\n  {:<{}}  {:<11}  {:<10}  {:<10}  {:>7}  {:>7}  waited for\n", "step", width, "kind", "planned", "done", "late d", "float d");
  for (const PlanStepSummary& s : p.steps)
    t += fmt::format("  {:<{}}  {:<11}  {:<10}  {:<10}  {:>7.0f}  {:>6.0f}{}  {}{}\n", s.name, width, s.kind, day(s.planned_end_s), day(s.end_s), days(s.late_s()), days(s.float_s), s.critical ? "*" : " ", s.waited_for.empty() ? "its own date" : s.waited_for,
                     s.p90_s > s.p10_s + 1 ? fmt::format("  (P10 {}, P90 {})", day(s.p10_s), day(s.p90_s)) : "");
  for (const StrandedSummary& s : p.stranded) {
    std::string what = fmt::format("{} of {} from {} to {} ({:.0f} d): {}", format_si(s.w, "W", 4), s.what, day(s.from_s), day(s.until_s), days(s.until_s - s.from_s), s.cause);
    if (!s.by.empty() && s.by != s.waited_for) what += " by " + s.by;
    what += s.waited_for.empty() ? ", which no step of the plan ends" : ", waited for " + s.waited_for;
    if (s.gpu_days > 0) what += fmt::format("; {:.0f} GPU-days", s.gpu_days);
    if (s.capital > 0) what += fmt::format("; idle capital {}", money_text(s.capital, currency));
    if (s.revenue > 0) what += fmt::format("; revenue not earned {}", money_text(s.revenue, currency));
    t += fmt::format("  {:<26}{}\n", "stranded", what);
  }
  for (const EnergisedSummary& e : p.energised)
    t += fmt::format("  {:<26}{}: asked for {}, there {}, {}\n", "time to power", e.hall, day(e.asked_s), day(e.there_s), std::isfinite(e.full_s) ? fmt::format("at its rating of {} {} ({:.0f} d late)", format_si(e.it_w, "W", 4), day(e.full_s), days(e.full_s - e.asked_s)) : "not at its rating within the plan");
  for (const auto& [name, c] : causes_of(p))
    t += fmt::format("  {:<26}{:.4g} MW-days{}{}{}\n", "stranded by " + name, c.mw_days, c.gpu_days > 0 ? fmt::format(", {:.0f} GPU-days", c.gpu_days) : "", c.capital > 0 ? ", idle capital " + money_text(c.capital, currency) : "", c.revenue > 0 ? ", revenue not earned " + money_text(c.revenue, currency) : "");
  return t;
}

json plan_json(const PlanSummary& p, const std::function<std::string(double)>& date) {
  json j = {{"steps", json::array()}, {"stranded", json::array()}, {"stranded_by_cause", json::object()}};
  for (const PlanStepSummary& s : p.steps)
    j["steps"].push_back({{"name", s.name}, {"kind", s.kind}, {"planned_start", date(s.planned_start_s)}, {"planned_end", date(s.planned_end_s)}, {"start", date(s.start_s)}, {"end", date(s.end_s)},
                          {"slip_d", days(s.slip_s)}, {"late_d", days(s.late_s())}, {"planned_float_d", days(s.planned_float_s)}, {"float_d", days(s.float_s)}, {"planned_critical", s.planned_critical}, {"critical", s.critical},
                          {"waited_for", s.waited_for}, {"p10", date(s.p10_s)}, {"p50", date(s.p50_s)}, {"p90", date(s.p90_s)}, {"adds_w", number(s.adds_w)}, {"cost", number(s.cost)}});
  for (const StrandedSummary& s : p.stranded)
    j["stranded"].push_back({{"what", s.what}, {"cause", s.cause}, {"by", s.by}, {"waited_for", s.waited_for}, {"from", date(s.from_s)}, {"until", date(s.until_s)}, {"power_w", s.w}, {"mw_days", s.mw_days()}, {"gpu_days", s.gpu_days}, {"capital", number(s.capital)}, {"revenue", number(s.revenue)}});
  j["time_to_power"] = json::array();
  for (const EnergisedSummary& e : p.energised)
    j["time_to_power"].push_back({{"hall", e.hall}, {"step", e.step}, {"it_power_w", e.it_w}, {"asked", date(e.asked_s)}, {"there", date(e.there_s)}, {"energised", std::isfinite(e.full_s) ? json(date(e.full_s)) : json(nullptr)}, {"late_d", number(days(e.full_s - e.asked_s))}});
  for (const auto& [name, c] : causes_of(p)) j["stranded_by_cause"][name] = {{"mw_days", c.mw_days}, {"gpu_days", c.gpu_days}, {"capital", c.capital}, {"revenue", c.revenue}};
  return j;
}

void plan_tables(const std::optional<PlanSummary>& plan, std::vector<SummaryTable>& tables) {
  const PlanSummary p = plan.value_or(PlanSummary{});
  const std::string money = ", money of the scenario (attribute currency)", from = ", from the start of the horizon";
  SummaryTable steps{"plan", {}, {}, "Steps of the build plan, each a bar of its Gantt chart: as planned, and as it came with its slips."};
  for (const PlanStepSummary& s : p.steps) steps.rows.push_back(s.name);
  using P = const PlanStepSummary&;
  const auto times = [&](const char* name, const char* unit, const std::string& text, auto f) {
    SummaryColumn c{name, unit, text, {}, {}};
    for (P s : p.steps) c.values.push_back(static_cast<double>(f(s)));
    steps.columns.push_back(std::move(c));
  };
  const auto words = [&](const char* name, const std::string& text, auto f) {
    SummaryColumn c{name, "", text, {}, {}};
    for (P s : p.steps) c.labels.push_back(f(s));
    steps.columns.push_back(std::move(c));
  };
  words("kind", "kind of step", [](P s) { return s.kind; });
  times("planned_start", "s", "start as planned" + from, [](P s) { return s.planned_start_s; });
  times("planned_end", "s", "end as planned" + from, [](P s) { return s.planned_end_s; });
  times("start", "s", "start as it came" + from, [](P s) { return s.start_s; });
  times("end", "s", "end as it came" + from, [](P s) { return s.end_s; });
  times("slip", "s", "its own delay, drawn", [](P s) { return s.slip_s; });
  times("planned_float", "s", "by how much it might be late, as planned, before a last step is", [](P s) { return s.planned_float_s; });
  times("float", "s", "the same as it came", [](P s) { return s.float_s; });
  times("planned_critical", "1", "1 on the critical path as planned", [](P s) { return s.planned_critical ? 1 : 0; });
  times("critical", "1", "1 on the critical path as it came", [](P s) { return s.critical ? 1 : 0; });
  words("waited_for", "step whose end it started at, empty for its own date", [](P s) { return s.waited_for; });
  times("end_p10", "s", "10th percentile of its end over the slips of all" + from, [](P s) { return s.p10_s; });
  times("end_p50", "s", "50th percentile", [](P s) { return s.p50_s; });
  times("end_p90", "s", "90th percentile", [](P s) { return s.p90_s; });
  times("adds", "W", "capacity that it adds; NaN where it adds none", [](P s) { return s.adds_w; });
  times("cost", "1", "its capital" + money + "; NaN without", [](P s) { return s.cost; });
  tables.push_back(std::move(steps));

  SummaryTable stranded{"stranded", {}, {}, "What was delivered by the build plan and could not be used, for one time and one cause a row."};
  for (const StrandedSummary& s : p.stranded) stranded.rows.push_back(s.what);
  using S = const StrandedSummary&;
  const auto values = [&](const char* name, const char* unit, const std::string& text, auto f) {
    SummaryColumn c{name, unit, text, {}, {}};
    for (S s : p.stranded) c.values.push_back(f(s));
    stranded.columns.push_back(std::move(c));
  };
  const auto labels = [&](const char* name, const std::string& text, auto f) {
    SummaryColumn c{name, "", text, {}, {}};
    for (S s : p.stranded) c.labels.push_back(f(s));
    stranded.columns.push_back(std::move(c));
  };
  labels("cause", "power or cooling, or the kind of the step that it waited for", [](S s) { return s.cause; });
  labels("by", "asset within the site that is not there or too small", [](S s) { return s.by; });
  labels("waited_for", "step that ended it, empty where none does", [](S s) { return s.waited_for; });
  values("from", "s", "begin" + from, [](S s) { return s.from_s; });
  values("until", "s", "end" + from, [](S s) { return s.until_s; });
  values("power", "W", "IT power, rated, that could not be used", [](S s) { return s.w; });
  values("gpu_days", "d", "accelerators times time", [](S s) { return s.gpu_days; });
  values("capital", "1", "annuities of what the steps cost that brought it" + money, [](S s) { return s.capital; });
  values("revenue", "1", "what its accelerators did not earn" + money, [](S s) { return s.revenue; });
  tables.push_back(std::move(stranded));

  SummaryTable power{"time_to_power", {}, {}, "Halls that the build plan brings: when they were asked for, and when they could first be powered and cooled at their rating."};
  SummaryColumn asked{"asked", "s", "end of its step as planned" + from, {}, {}}, there{"there", "s", "when it entered service" + from, {}, {}}, full{"energised", "s", "when all of it could be powered and cooled" + from + "; NaN: not within the plan", {}, {}}, rated{"it_power", "W", "rated IT power", {}, {}};
  for (const EnergisedSummary& e : p.energised) {
    power.rows.push_back(e.hall);
    asked.values.push_back(e.asked_s);
    there.values.push_back(e.there_s);
    full.values.push_back(e.full_s);
    rated.values.push_back(e.it_w);
  }
  power.columns = {asked, there, full, rated};
  tables.push_back(std::move(power));
}

}  // namespace netsuden::app
