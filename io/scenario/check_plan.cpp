// SPDX-License-Identifier: Apache-2.0
// The build plan: what its steps change, whom they wait for, dates that can be, slips that are distributions, costs that have finances.
#include <fmt/format.h>

#include <algorithm>

#include "io/scenario/check_context.hpp"
#include "sim/base/calendar.hpp"
#include "sim/horizon/plan_schedule.hpp"
#include "sim/spec/expand.hpp"

namespace netsuden {
namespace {

class Plan {
 public:
  explicit Plan(const CheckContext& c) : c_(c), s_(c.scenario), labels_(step_labels(s_.build_plan)) {
    std::string message;
    zone_ = TimeZone::find(s_.horizon.timezone, message).value_or(TimeZone());
    from_ = parse_time(s_.horizon.from, zone_, message).value_or(0);
    to_ = parse_time(s_.horizon.to, zone_, message).value_or(0);
  }

  void check() {
    bool dates = true;
    for (std::size_t i = 0; i < s_.build_plan.size(); ++i) dates = step(s_.build_plan[i], fmt::format("build_plan.{}", i)) && dates;
    refreshes();
    if (circle() || !dates) return;
    const PlanSchedule schedule(s_.build_plan, s_.seed, from_, zone_);
    for (std::size_t i = 0; i < s_.build_plan.size(); ++i) {
      const PlanStep& p = s_.build_plan[i];
      if (from_ + schedule.times()[i].planned.finish <= to_ || !p.changes()) continue;
      c_.warn("date", fmt::format("build_plan.{}{}", i, p.date ? ".date" : ""), fmt::format("{} lies after the end of the horizon: it never happens", format_compact(from_ + schedule.times()[i].planned.finish, zone_)));
    }
  }

 private:
  /// Whether its dates are dates.
  bool step(const PlanStep& p, const std::string& at) {
    bool dates = true;
    for (const auto& [date, key] : {std::pair{&p.date, ".date"}, {&p.start, ".start"}})
      if (*date && !check_date(c_, **date, zone_, at + key)) dates = false;
    if (!p.date && !p.start && p.after.empty() && !p.lead_time)
      c_.error("plan", at, "nothing says when this step is done", "add date: 2028-04-01; or start and lead_time; or the steps `after` which it starts");
    if (!p.changes() && !p.cost && p.name.empty())
      c_.error("plan", at, "a step of the build plan commissions, retires, sets or refreshes something, costs something, or has a name by which others wait for it", "add commission, retire, set, refresh, cost or name");
    if (!p.name.empty() && std::count_if(s_.build_plan.begin(), s_.build_plan.end(), [&](const PlanStep& x) { return x.name == p.name; }) > 1)
      c_.error("duplicate-name", at + ".name", fmt::format("`{}` is the name of several steps", p.name), "name each once: `after` names one of them");
    assets(p.commission, at + ".commission");
    assets(p.retire, at + ".retire");
    if (p.slip) slip(*p.slip, at + ".slip");
    if (p.cost && !s_.finance) c_.error("capex", at + ".cost", "a cost is capital of the finances, and the scenario has none", "add finance: {} with what it needs, or leave the cost out");
    else if (p.cost) {
      CapexSpec named = *p.cost;
      named.name = p.name.empty() ? "cost" : p.name;
      check_capital(c_, *s_.finance, named, at + ".cost");
    }
    return dates;
  }

  void assets(const std::vector<std::string>& paths, const std::string& at) {
    for (const std::string& path : paths)
      if (const std::string wrong = asset_problem(s_, path); !wrong.empty()) c_.error("asset", at, fmt::format("`{}`: {}", path, wrong));
  }

  void slip(const SlipSpec& s, const std::string& at) {
    if (s.type != SlipType::triangular) return;
    if (s.low <= s.mode && s.mode <= s.high) return;
    c_.error("slip", at, fmt::format("low {}, mode {} and high {} do not rise", format_duration(s.low.si()), format_duration(s.mode.si()), format_duration(s.high.si())), "low <= mode <= high, as in {type: triangular, low: 0 d, mode: 30 d, high: 180 d}");
  }

  void refreshes() {
    Scenario trial = s_;
    for (const RefreshProblem& p : apply_refreshes(trial)) c_.error("refresh", fmt::format("build_plan.{}.refresh.{}", p.step, p.key), p.message);
    for (std::size_t i = 0; i < s_.build_plan.size(); ++i) {
      const PlanStep& p = s_.build_plan[i];
      if (!p.refresh) continue;
      const auto parts = path_parts(p.refresh->hall);
      if (parts.size() != 4) continue;
      const auto named = [&](const std::string& hall) { return hall == parts[1] + "." + parts[3]; };
      if (std::any_of(s_.workload.replay.begin(), s_.workload.replay.end(), [&](const ReplaySpec& r) { return named(r.hall); }))
        c_.error("refresh", fmt::format("build_plan.{}.refresh.hall", i), fmt::format("the power of `{}` is replayed: nothing is known of that of other racks", p.refresh->hall), "give the hall a profile or jobs");
      if (std::any_of(s_.workload.training.begin(), s_.workload.training.end(), [&](const TrainingSpec& t) { return named(t.hall); }))
        c_.warn("refresh", fmt::format("build_plan.{}.refresh.hall", i), fmt::format("a training run asks for `{}`: it does not run on the racks that take their place", p.refresh->hall));
    }
  }

  bool circle() {
    std::vector<Activity> all(s_.build_plan.size());
    for (std::size_t i = 0; i < all.size(); ++i)
      for (const std::string& name : s_.build_plan[i].after)
        for (std::size_t k = 0; k < all.size(); ++k)
          if (s_.build_plan[k].name == name) all[i].after.push_back(static_cast<int>(k));
    const std::vector<int> found = cycle_of(all);
    if (found.empty()) return false;
    std::vector<std::string> names;
    for (const int i : found) names.push_back(labels_[static_cast<std::size_t>(i)]);
    names.push_back(names.front());
    c_.error("plan-loop", fmt::format("build_plan.{}.after", found.front()), found.size() == 1 ? fmt::format("`{}` waits for itself", names.front()) : fmt::format("steps wait for each other in a circle: {}", fmt::join(names, " waits for ")), "a step starts after others that do not wait for it");
    return true;
  }

  const CheckContext& c_;
  const Scenario& s_;
  std::vector<std::string> labels_;
  TimeZone zone_;
  double from_ = 0, to_ = 0;
};

}  // namespace

void check_plan(const CheckContext& c) { Plan(c).check(); }

}  // namespace netsuden
