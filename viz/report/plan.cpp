// SPDX-License-Identifier: Apache-2.0
// The build plan, and the work that was done: jobs, tenants, training.
#include <fmt/format.h>

#include <cmath>

#include "sim/base/unit_table.hpp"
#include "viz/report/page.hpp"

namespace netsuden::viz {
namespace {

std::string count(double x) { return std::isfinite(x) ? fmt::format("{:.0f}", x) : "-"; }
std::string wait(double s) { return std::isfinite(s) ? format_duration(s) : "-"; }
std::string day(const Page& p, const std::string& iso) { return p.when(iso).substr(0, 10); }

void build_plan(Page& p) {
  const Words& t = p.t;
  const Fields plan = p.facts.summary["plan"];
  if (plan["steps"].items().empty()) return;
  p.html.section("plan", t("Build plan"));
  HtmlTable steps{t("Steps as planned and as they came"), {{t("Step")}, {t("Kind")}, {t("Planned")}, {t("Done")}, {t("Late, d"), true}, {t("Float, d"), true}, {"P10"}, {"P90"}, {t("Waited for")}}, {}};
  for (const Fields& s : plan["steps"].items())
    steps.rows.push_back({s.text("name"), t(readable(s.text("kind"))), day(p, s.text("planned_end")), day(p, s.text("end")), {count(s.number("late_d")), s.number("late_d") >= 0.5 ? "over" : ""}, count(s.number("float_d")) + (s.truth("critical") ? " *" : ""), day(p, s.text("p10")), day(p, s.text("p90")), s.text("waited_for").empty() ? t("its own date") : s.text("waited_for")});
  p.html.table(steps);
  p.html.paragraph(t("* on the critical path: no float"), "dim");
  HtmlTable stranded{t("Delivered and not usable"), {{t("What")}, {t("From")}, {t("Until")}, {t("Power"), true}, {t("Cause")}, {t("Waited for")}, {t("GPU-days"), true}, {t("Idle capital"), true}, {t("Revenue not earned"), true}}, {}};
  for (const Fields& s : plan["stranded"].items())
    stranded.rows.push_back({s.text("what"), day(p, s.text("from")), day(p, s.text("until")), report_value(s.number("power_w"), "W"), t(readable(s.text("cause"))) + (s.text("by").empty() ? "" : ": " + s.text("by")), s.text("waited_for").empty() ? t("no step of the plan") : s.text("waited_for"), count(s.number("gpu_days")), s.has("capital") ? report_value(s.number("capital"), p.facts.currency) : "-", s.has("revenue") ? report_value(s.number("revenue"), p.facts.currency) : "-"});
  p.html.table(stranded);
  HtmlTable power{t("Time to power"), {{t("Hall")}, {t("IT power"), true}, {t("Asked for")}, {t("There")}, {t("At its rating")}, {t("Late, d"), true}}, {}};
  for (const Fields& e : plan["time_to_power"].items())
    power.rows.push_back({e.text("hall"), report_value(e.number("it_power_w"), "W"), day(p, e.text("asked")), day(p, e.text("there")), e.has("energised") ? HtmlCell(day(p, e.text("energised"))) : HtmlCell(t("not within the plan"), "over"), count(e.number("late_d"))});
  p.html.table(power);
}

void work(Page& p) {
  const Words& t = p.t;
  const Fields jobs = p.facts.summary["jobs"], training = p.facts.summary["training"];
  const Fields services = p.facts.summary["services"];
  const bool any_jobs = jobs.number("submitted") > 0;
  if (!any_jobs && training.members().empty() && services.members().empty()) return;
  p.html.section("work", t("Work that was done"));
  if (any_jobs) {
    p.html.paragraph(t("{0} jobs submitted: {1} completed, {2} running, {3} waiting, {4} refused; {5} of the nodes in use. Scheduler: {6}.", {count(jobs.number("submitted")), count(jobs.number("completed")), count(jobs.number("running")), count(jobs.number("queued")), count(jobs.number("refused")), percent(jobs.number("node_use")), jobs.text("scheduler")}));
    p.html.paragraph(t("Wait: mean {0}, median {1}, longest {2}.", {wait(jobs.number("mean_wait_s")), wait(jobs.number("median_wait_s")), wait(jobs.number("max_wait_s"))}));
    HtmlTable tenants{t("Tenants"), {{t("Tenant")}, {t("Jobs"), true}, {t("Node-hours asked"), true}, {t("Node-hours served"), true}, {t("Energy"), true}, {t("Mean wait"), true}, {t("Longest wait"), true}}, {}};
    for (const auto& [name, u] : p.facts.summary["tenants"].members())
      tenants.rows.push_back({name, count(u.number("submitted")), count(u.number("node_hours_asked")), count(u.number("node_hours_served")), report_value(u.number("energy_kwh"), "kW h"), wait(u.number("mean_wait_s")), wait(u.number("max_wait_s"))});
    p.html.table(tenants);
  }
  HtmlTable runs{t("Training"), {{t("Run")}, {t("State")}, {t("Accelerators"), true}, {t("FLOP done"), true}, {t("FLOP asked"), true}, {t("Goodput"), true}, {t("GPU-hours"), true}, {t("Failures"), true}, {t("Energy"), true}}, {}};
  for (const auto& [name, u] : training.members())
    runs.rows.push_back({name, t(u.text("state")), count(u.number("gpus")), report_value(u.number("done_flop"), "1", 3), report_value(u.number("asked_flop"), "1", 3), percent(u.number("goodput")), report_value(u.number("gpu_hours"), "1"), count(u.number("failures")), report_value(u.number("energy_kwh"), "kW h")});
  p.html.table(runs);
  HtmlTable served{t("Services"), {{t("Service")}, {t("Tenant")}, {t("Requests"), true}, {t("Within their time"), true}, {t("Refused"), true}, {t("First token, mean"), true}, {t("A token, mean"), true}, {t("GPU-hours"), true}, {t("Energy"), true}}, {}};
  for (const auto& [name, s] : services.members()) {
    const double asked = s.number("asked");
    served.rows.push_back({name, s.text("tenant"), count(asked), percent(s.number("within") / asked, 2), percent(s.number("refused") / asked, 2), wait(s.number("first_token_mean_s")), wait(s.number("token_time_mean_s")), report_value(s.number("gpu_hours"), "1"), report_value(s.number("energy_kwh"), "kW h")});
  }
  p.html.table(served);
}

}  // namespace

void write_plan(Page& p) {
  build_plan(p);
  work(p);
}

}  // namespace netsuden::viz
