// SPDX-License-Identifier: Apache-2.0
#include "sim/horizon/plan_schedule.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace netsuden {
namespace {

constexpr double month_s = constants::year_s / 12;
constexpr double nothing = -std::numeric_limits<double>::infinity();

double percentile(std::vector<double>& v, double p) {
  const auto k = static_cast<std::ptrdiff_t>(std::min<double>(static_cast<double>(v.size()) - 1, std::floor(p * static_cast<double>(v.size()))));
  std::nth_element(v.begin(), v.begin() + k, v.end());
  return v[static_cast<std::size_t>(k)];
}

}  // namespace

double draw(const SlipSpec& s, RandomStream& stream) {
  switch (s.type) {
    case SlipType::fixed: return s.by.si();
    case SlipType::triangular: return stream.triangular(s.low.si(), s.mode.si(), s.high.si());
    case SlipType::lognormal: return stream.lognormal(s.median.si(), s.sigma);
  }
  return 0;
}

/// A lead time later (or, with -1, earlier): whole months by the calendar.
double PlanSchedule::shifted(double t_s, double lead_s, int sign) const {
  if (lead_s == 0) return t_s;
  const double months = lead_s / month_s;
  if (std::abs(months - std::round(months)) > 1e-9 || months > 12e3) return t_s + sign * lead_s;
  return add_months(start_ + t_s, sign * static_cast<int>(std::round(months)), zone_) - start_;
}

PlanSchedule::PlanSchedule(const std::vector<PlanStep>& plan, std::uint64_t seed, UnixSeconds start, TimeZone zone)
    : plan_(plan), labels_(step_labels(plan)), seed_(seed), start_(start), zone_(std::move(zone)) {
  const auto seconds = [&](const std::optional<std::string>& date) {
    std::string message;
    return date ? parse_time(*date, zone_, message).value_or(start_) - start_ : nothing;
  };
  for (const PlanStep& s : plan_) {
    Activity a;
    a.not_before = seconds(s.start);
    const double lead = s.lead_time ? s.lead_time->si() : 0;
    wanted_s_.push_back(seconds(s.date));
    if (s.date) a.not_before = std::max(a.not_before, shifted(wanted_s_.back(), lead, -1));
    for (const std::string& name : s.after)
      for (std::size_t i = 0; i < plan_.size(); ++i)
        if (!name.empty() && plan_[i].name == name) a.after.push_back(static_cast<int>(i));
    if (a.not_before == nothing && a.after.empty()) a.not_before = 0;
    activities_.push_back(std::move(a));
  }
  std::vector<double> slips;
  for (std::size_t i = 0; i < plan_.size(); ++i) {
    RandomStream stream(seed_, "slip " + labels_[i]);
    slips.push_back(plan_[i].slip ? draw(*plan_[i].slip, stream) : 0);
  }
  const std::vector<ActivityTimes> planned = with(std::vector<double>(plan_.size(), 0)), actual = with(slips);
  for (std::size_t i = 0; i < plan_.size(); ++i) times_.push_back({planned[i], actual[i], slips[i]});
}

std::vector<ActivityTimes> PlanSchedule::with(const std::vector<double>& slips_s) const {
  return critical_path(activities_, [&](int i, double start) {
    const auto k = static_cast<std::size_t>(i);
    // Not before its date: a month earlier and later again, the last of a month may have become another day.
    return std::max(shifted(start, plan_[k].lead_time ? plan_[k].lead_time->si() : 0, 1), wanted_s_[k]) + slips_s[k];
  });
}

std::vector<StepSpread> PlanSchedule::spread(int samples) const {
  std::vector<RandomStream> streams;
  for (const std::string& label : labels_) streams.emplace_back(seed_, "slip " + label);
  std::vector<std::vector<double>> ends(plan_.size());
  std::vector<double> slips(plan_.size());
  for (int n = 0; n < samples; ++n) {
    for (std::size_t i = 0; i < plan_.size(); ++i) slips[i] = plan_[i].slip ? draw(*plan_[i].slip, streams[i]) : 0;
    const std::vector<ActivityTimes> t = with(slips);
    for (std::size_t i = 0; i < plan_.size(); ++i) ends[i].push_back(t[i].finish);
  }
  std::vector<StepSpread> all;
  for (auto& e : ends) all.push_back(e.empty() ? StepSpread{} : StepSpread{percentile(e, 0.1), percentile(e, 0.5), percentile(e, 0.9)});
  return all;
}

}  // namespace netsuden
