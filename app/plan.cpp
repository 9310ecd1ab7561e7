// SPDX-License-Identifier: Apache-2.0
// `netsuden plan`: a programme proposes what to order when, runs of the twin confirm or refute it, until one is confirmed.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/files.hpp"
#include "app/metrics.hpp"
#include "app/network_info.hpp"
#include "app/plan_report.hpp"
#include "app/progress.hpp"
#include "app/study_pool.hpp"
#include "app/summary.hpp"
#include "sim/base/errors.hpp"
#include "sim/base/unit_table.hpp"
#include "sim/twin/twin.hpp"

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;

struct Options {
  std::string file, earliest, output, json, mps;
  int most = 0, tries = 8;
  bool no_run = false, quiet = false;
};

/// How a file is named in another: relative to its folder.
std::string beside(const std::string& file, const std::string& named) {
  std::error_code none;
  const auto folder = std::filesystem::absolute(file, none).parent_path();
  const auto path = std::filesystem::relative(named, folder, none);
  return none || path.empty() ? std::filesystem::absolute(named).string() : path.string();
}

/// The base with a build plan on top, run in a process of its own.
json run_with(const PlanFile& plan, const std::string& steps) {
  return json::parse(in_own_process([&] {
    Diagnostics d;
    ComposeOptions options;
    options.overrides.push_back({"build_plan", steps, {plan.file, 1, 1}});
    const auto loaded = load_scenario(plan.spec.base.found, options, d);
    const auto inputs = loaded ? load_inputs(*loaded, d) : std::nullopt;
    if (!inputs || d.has_errors()) return json{{"status", "refused"}, {"message", d.render()}}.dump(-1, ' ', false, json::error_handler_t::replace);
    Twin twin(loaded->scenario, *inputs);
    const RunSummary summary = twin.run(nullptr);
    return summary_json(summary, inputs->zone);
  }));
}

/// Resource of the plan that a limit of a run is; -1: none.
int resource_of_limit(const PlanFile& plan, const std::string& limit) {
  for (std::size_t k = 0; k < plan.spec.resources.size(); ++k)
    for (const std::string& pattern : plan.spec.resources[k].limits)
      if (matches(limit, pattern)) return static_cast<int>(k);
  return -1;
}

/// What a run says against a proposal.
PlanTrial judge(const PlanFile& plan, const ExpansionProblem& problem, const ExpansionPlan& x, const json& run) {
  PlanTrial t;
  t.plan = x;
  t.status = run.value("status", "failed");
  if (t.status != "complete") {
    t.message = run.value("message", "");
    return t;
  }
  double unserved = 0;
  for (const auto& site : run["sites"]) unserved += site.value("unserved_energy_kwh", 0.0);
  t.unserved_kwh = unserved;
  for (const auto& c : run["constraints"]) {
    const double u = c["peak_utilisation"].is_number() ? c["peak_utilisation"].get<double>() : 0;
    if (u <= 1 + 1e-9 || c["kind"] == "rack_power" || c["kind"] == "budget") continue;
    BrokenLimit b{c["name"], u, c["peak_at"].is_string() ? c["peak_at"].get<std::string>() : "", c.value("time_over_s", 0.0), resource_of_limit(plan, c["name"]), 0};
    if (b.resource >= 0) {
      // Of the year of its peak: the programme thought that taken / capacity of it is used; the run found u.
      const int year = std::clamp(b.when.size() >= 4 ? std::atoi(b.when.c_str()) - plan.spec.from : 0, 0, problem.periods - 1);
      const double thought = taken_of(problem, x, b.resource, year) / std::max(1.0, capacity_of(problem, x, b.resource, year));
      b.factor = std::max(1.001, u / std::max(1e-3, std::min(1.0, thought)) * 1.0001);
    }
    t.broken.push_back(std::move(b));
  }
  t.confirmed = t.broken.empty() && unserved <= 1e-9;
  return t;
}

std::optional<ExpansionPlan> proposal(const ExpansionProblem& p, const Options& o, const PlanFile& file, double earliest_w, PlanAnswer& answer) {
  answer.goal = {};
  if (earliest_w > 0) {
    auto e = earliest(p, earliest_w);
    answer.question = fmt::format("the earliest year with {}", format_si(earliest_w, "W", 4));
    if (!e) return std::nullopt;
    answer.year = file.spec.from + e->period;
    answer.goal = {ExpansionGoal::Kind::served_at_least, e->period, earliest_w};
    return std::move(e->plan);
  }
  if (o.most > 0) {
    answer.goal = {ExpansionGoal::Kind::most_served, o.most - file.spec.from, 0};
    answer.question = fmt::format("the most in {}", o.most);
    answer.year = o.most;
  } else {
    answer.question = "the cheapest plan";
  }
  ExpansionPlan x = solve(p, answer.goal);
  return x.feasible ? std::optional(std::move(x)) : std::nullopt;
}

int plan(const Options& o) {
  Diagnostics d;
  const auto file = read_plan(o.file, d);
  if (!o.quiet || d.has_errors()) fmt::print(stderr, "{}", d.render());
  if (!file) {
    fmt::print(stderr, "{}: not solved: {} error{}\n", o.file, d.count(Severity::error), d.count(Severity::error) == 1 ? "" : "s");
    return bad_input;
  }
  for (const std::string* result : {&o.output, &o.json, &o.mps})
    if (!result->empty() && *result != "-") {
      require_other_file("plan", *result, o.file, "the plan");
      require_writable(*result);
    }
  const double earliest_w = o.earliest.empty() ? 0 : option_si("plan", "--earliest", o.earliest, dims::active_power, "MW");
  if (!o.earliest.empty() && earliest_w <= 0) throw UsageError("plan: --earliest takes a power above zero, as 28 MW");
  if (o.most > 0 && (o.most < file->spec.from || o.most >= file->spec.from + file->problem.periods))
    throw UsageError(fmt::format("plan: --most {}: the plan has the years {} to {}", o.most, file->spec.from, file->spec.from + file->problem.periods - 1));
  if (!o.output.empty() && file->spec.base.empty()) throw UsageError("plan: --output writes a scenario on top of `base`, and the plan names none");

  PlanAnswer answer;
  answer.problem = file->problem;
  std::string steps, after;
  bool refused = false;
  {
    CountedProgress progress("proposals", o.quiet);
    for (int n = 0; n < std::max(1, o.tries); ++n) {
      const auto x = proposal(answer.problem, o, *file, earliest_w, answer);
      if (!x) break;
      if (n == 0 && !o.mps.empty()) write_file(o.mps, mps_of(answer.problem, answer.goal));
      if (file->spec.base.empty() || o.no_run) {
        answer.trials.emplace_back().plan = *x;
        break;
      }
      steps = build_plan_of(*file, *x, fmt::format("{}-01-01", file->spec.from + 2 * file->problem.periods + 60));
      PlanTrial t = judge(*file, answer.problem, *x, run_with(*file, steps));
      answer.trials.push_back(t);
      progress.update(n + 1, o.tries);
      refused = t.status == "refused";
      bool remedy = false;
      for (const BrokenLimit& b : t.broken)
        if (b.resource >= 0) remedy = true;
      if (t.confirmed || refused || !remedy) break;
      // The largest factor of each resource: its limits do not add up.
      std::vector<double> factor(answer.problem.resources.size(), 1);
      for (const BrokenLimit& b : t.broken)
        if (b.resource >= 0) factor[static_cast<std::size_t>(b.resource)] = std::max(factor[static_cast<std::size_t>(b.resource)], b.factor);
      for (std::size_t k = 0; k < factor.size(); ++k) answer.problem.resources[k].per_it *= factor[k];
    }
  }
  if (refused) {
    fmt::print(stderr, "{}\n{}: the base scenario cannot be run with the plan\n", answer.trials.back().message, o.file);
    return bad_input;
  }
  const bool solved = !answer.trials.empty();
  if (solved && answer.trials.back().plan.feasible && o.earliest.empty() && o.most == 0)
    for (std::size_t k = 0; k < answer.problem.resources.size(); ++k) answer.value_per_w.push_back(value_of(answer.problem, answer.trials.back().plan, static_cast<int>(k), 1e6));
  const bool proven = solved && answer.trials.back().confirmed;
  if (o.json != "-") fmt::print("{}", plan_text(*file, answer));
  else fmt::print("{}", plan_json(*file, answer));
  if (!o.json.empty() && o.json != "-") write_file(o.json, plan_json(*file, answer));
  if (!o.output.empty() && proven) {
    write_file(o.output, fmt::format("# What `netsuden plan {}` proposes, and a run has confirmed.\nextends: {}\nbuild_plan: {}\n", o.file, beside(o.output, file->spec.base.found), steps));
    if (o.json != "-") fmt::print("\nscenario {}\n", o.output);
  }
  std::fflush(stdout);
  if (!solved) return violation;
  if (file->spec.base.empty() || o.no_run) return ok;
  if (answer.trials.back().status != "complete") {
    fmt::print(stderr, "error: {}\n", answer.trials.back().message);
    return simulation_failed;
  }
  return proven ? ok : violation;
}

}  // namespace

int check_plan_file(const std::string& file) {
  Diagnostics d;
  const auto plan = read_plan(file, d);
  fmt::print(stderr, "{}", d.render());
  const int errors = d.count(Severity::error);
  if (!plan) {
    fmt::print(stderr, "{}: {} error{}\n", file, errors, errors == 1 ? "" : "s");
    return bad_input;
  }
  fmt::print("{}: ok, {} years from {}, {} resources, {} options\n", file, plan->problem.periods, plan->spec.from, plan->problem.resources.size(), plan->problem.options.size());
  return ok;
}

Action add_plan(CLI::App& cli) {
  auto o = std::make_shared<Options>();
  cli.add_option("FILE", o->file, "Plan (YAML): resources, options, rentals, demand, and the scenario that confirms")->required()->type_name("");
  CLI::Option* earliest = cli.add_option("--earliest", o->earliest, "Ask for the earliest year in which so much IT power is served, as \"28 MW\"")->type_name("POWER");
  cli.add_option("--most", o->most, "Ask for the most IT power that can be served in this year")->type_name("YEAR")->check(CLI::Range(1990, 2300).description(""))->excludes(earliest);
  cli.add_option("--tries", o->tries, "Proposals that are run at most; default 8")->type_name("N")->check(CLI::Range(1, 1000).description(""));
  cli.add_flag("--no-run", o->no_run, "Solve only; nothing is confirmed");
  cli.add_option("-o,--output", o->output, "Write the confirmed plan as a scenario on top of the base")->type_name("FILE");
  cli.add_option("--json", o->json, "The answer as JSON; - instead of the report")->type_name("FILE");
  cli.add_option("--mps", o->mps, "Write the first programme in MPS, for other solvers")->type_name("FILE");
  cli.add_flag("--quiet,-q", o->quiet, "No progress and no warnings");
  cli.footer("Example: netsuden plan examples/plan/growing-campus.yaml\n"
             "         netsuden plan examples/plan/growing-campus.yaml --earliest \"15 MW\" -o expansion.yaml\n"
             "A mixed-integer programme orders the cheapest units that serve the demand, with lead times, budgets and firm (N+1) capacities.\n"
             "Then the base scenario runs with that build plan: where a limit is exceeded, the resource that it is needs more, as the run\n"
             "says how much, and the programme proposes anew. What was refuted is in the report.\n"
             "Exit codes: 0 solved (and confirmed where there is a base), 2 the file is wrong, 3 a run failed, 4 there is no plan, or none\n"
             "was confirmed, 5 a file cannot be read or written.");
  return [o] { return plan(*o); };
}

}  // namespace netsuden::app
