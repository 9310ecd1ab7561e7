// SPDX-License-Identifier: Apache-2.0
// What the halls compute and what the grid charges: one source a hall, distributions that can be drawn, series that say
// where they come from.
#include <fmt/format.h>

#include <map>

#include "io/scenario/check_context.hpp"
#include "sim/base/calendar.hpp"

namespace netsuden {
namespace {

constexpr double most_jobs = 1e7;  // about a gigabyte

void distribution(const CheckContext& c, const Distribution& d, const std::string& at, const char* what, bool zero_is_none) {
  const auto positive = [&](const char* key, double v) {
    if (!(v >= 0) || (v == 0 && zero_is_none)) c.error("distribution", at + "." + key, fmt::format("`{}` is {:g}: {} lie above 0", key, v, what));
  };
  switch (d.type) {
    case DistributionType::constant:
      positive("value", d.value);
      break;
    case DistributionType::uniform:
    case DistributionType::log_uniform:
      if (!(d.min <= d.max))
        c.error("distribution", at + ".min", fmt::format("`min` of {:g} is above `max` of {:g}", d.min, d.max), "swap them");
      else if (d.type == DistributionType::log_uniform && !(d.min > 0))
        c.error("distribution", at + ".min", fmt::format("`min` of {:g} has no logarithm", d.min), "log_uniform needs min above 0");
      else
        positive("max", d.max);
      break;
    case DistributionType::lognormal:
      break;
    case DistributionType::exponential:
    case DistributionType::normal:
      positive("mean", d.mean);
      break;
  }
}

void synthetic(const CheckContext& c, const SyntheticJobsSpec& s, const std::string& at) {
  distribution(c, s.nodes, at + ".nodes", "nodes", true);
  distribution(c, s.duration_h, at + ".duration_h", "durations", true);
  distribution(c, s.utilization, at + ".utilization", "utilisations", false);
  if (s.overestimate) distribution(c, *s.overestimate, at + ".overestimate", "requests over run times", true);
  std::string message;
  const TimeZone zone = TimeZone::find(c.scenario.horizon.timezone, message).value_or(TimeZone());
  const auto from = parse_time(c.scenario.horizon.from, zone, message), to = parse_time(c.scenario.horizon.to, zone, message);
  const double expected = from && to ? s.rate.si() * (*to - *from) : 0;
  if ((s.count ? std::min(expected, static_cast<double>(*s.count)) : expected) > most_jobs)
    c.error("jobs", at + ".rate",
            fmt::format("about {} jobs over the horizon; at most {} are held in memory", format_bound(expected), format_bound(most_jobs)),
            "a lower rate, a `count`, or a shorter horizon");
}

template <class Q>
void series(const CheckContext& c, const SeriesSpec<Q>& s, const std::string& at) {
  const int given = (s.flat ? 1 : 0) + (s.file.empty() ? 0 : 1) + (s.mean ? 1 : 0);
  if (given > 1) c.error("series", at, "more than one of `flat`, `file`, `mean`", "give exactly one");
  const SeriesSpec<Q> unsaid;
  const std::vector<std::pair<const char*, bool>> of_mean{{"daily_amplitude", s.daily_amplitude != unsaid.daily_amplitude},
                                                          {"yearly_amplitude", s.yearly_amplitude != unsaid.yearly_amplitude},
                                                          {"peak_hour", s.peak_hour != unsaid.peak_hour},
                                                          {"peak_day", s.peak_day != unsaid.peak_day}};
  const std::vector<std::pair<const char*, bool>> of_file{
      {"column", s.column != unsaid.column},       {"unit", s.unit != unsaid.unit}, {"time", s.time != unsaid.time}, {"slots", s.slots.has_value()},
      {"timezone", s.timezone != unsaid.timezone}, {"repeat_years", s.repeat_years}};
  const auto any = [](const auto& keys) { return std::any_of(keys.begin(), keys.end(), [](const auto& k) { return k.second; }); };
  if (given == 0 && (any(of_mean) || any(of_file))) c.error("series", at, "none of `flat`, `file`, `mean`", "give exactly one");
  if (!s.file.empty() && s.column.empty()) c.error("series", at, "`file` needs a `column`", "add column: NAME, as the first line of the file has it");
  std::string message;
  if (!s.timezone.empty() && !TimeZone::find(s.timezone, message)) c.error("timezone", at + ".timezone", message);
  const auto idle = [&](const auto& keys, const char* need) {
    for (const auto& [key, said] : keys)
      if (said) c.warn("unused", at + "." + key, fmt::format("`{}` does nothing without `{}`", key, need));
  };
  if (!s.mean) idle(of_mean, "mean");
  if (s.file.empty()) idle(of_file, "file");
}

}  // namespace

void check_workload(const CheckContext& c) {
  const Scenario& s = c.scenario;
  for (const auto& g : s.grids) {
    series(c, g.price, "grids." + g.name + ".price");
    series(c, g.carbon, "grids." + g.name + ".carbon");
    series(c, g.carbon_marginal, "grids." + g.name + ".carbon_marginal");
  }
  int i = 0;
  for (const auto& j : s.workload.jobs) {
    const std::string at = fmt::format("workload.jobs.{}", i++);
    if (j.trace.has_value() == j.synthetic.has_value()) c.error("jobs", at, "a source of jobs is either `trace` or `synthetic`", "give exactly one");
    if (j.synthetic) synthetic(c, *j.synthetic, at + ".synthetic");
  }
  // One source a hall: a profile without `halls` takes those that nothing else holds.
  std::map<std::string, std::string> replayed, profiled;
  i = 0;
  for (const auto& r : s.workload.replay) {
    const std::string at = fmt::format("workload.replay.{}", i++);
    if (!replayed.emplace(r.hall, at).second)
      c.error("replay", at + ".hall", fmt::format("`{}` is replayed twice", r.hall), "sum the columns of one replay");
  }
  i = 0;
  std::string everywhere;
  for (const auto& p : s.workload.profiles) {
    const std::string at = fmt::format("workload.profiles.{}", i++);
    if (p.halls.empty()) {
      if (!everywhere.empty() || !profiled.empty()) c.error("profile", at, "a profile of all halls beside another profile", "name the halls of each");
      everywhere = at;
      continue;
    }
    for (const auto& h : p.halls) {
      if (replayed.contains(h))
        c.error("profile", at + ".halls", fmt::format("`{}` has a replay and a profile", h), "a hall has jobs, a profile or a replay");
      if (!profiled.emplace(h, at).second || !everywhere.empty())
        c.error("profile", at + ".halls", fmt::format("`{}` has two profiles", h), "a hall has one");
    }
  }
  if (s.workload.jobs.empty()) return;
  for (const auto& site : s.sites)
    for (const auto& h : site.halls) {
      const std::string name = site.name + "." + h.name;
      if (!replayed.contains(name) && !profiled.contains(name) && everywhere.empty()) return;
    }
  c.error("jobs", "workload.jobs", "no hall is left for the jobs: every hall has a profile or a replay",
          "a hall has jobs, a profile or a replay: name the halls of the profiles");
}

}  // namespace netsuden
