// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <cmath>
#include <functional>

#include "sim/horizon/plan_schedule.hpp"

namespace netsuden {
namespace {

constexpr double day = 86400;

TimeZone tokyo() {
  std::string message;
  return *TimeZone::find("Asia/Tokyo", message);
}

UnixSeconds at(const std::string& date) {
  std::string message;
  return *parse_time(date, tokyo(), message);
}

PlanStep step(const std::string& name, std::vector<std::string> after = {}) {
  PlanStep s;
  s.name = name;
  s.after = std::move(after);
  return s;
}

Duration months(double n) { return Duration::from_si(n * constants::year_s / 12); }

PlanSchedule schedule(const std::vector<PlanStep>& plan, std::uint64_t seed = 1) { return {plan, seed, at("2026-04-01"), tokyo()}; }

SlipSpec triangular(double low, double mode, double high) {
  SlipSpec s;
  s.type = SlipType::triangular;
  s.low = Duration::from_si(low * day);
  s.mode = Duration::from_si(mode * day);
  s.high = Duration::from_si(high * day);
  return s;
}

/// Mean and variance of many draws against closed forms, within three standard errors.
void check_moments(const SlipSpec& s, double mean, double variance, double fourth_central) {
  RandomStream stream(7, "moments");
  constexpr int n = 200000;
  double sum = 0, square = 0;
  for (int i = 0; i < n; ++i) {
    const double x = draw(s, stream) / day;
    sum += x;
    square += (x - mean) * (x - mean);
  }
  const double m = sum / n, v = square / n;
  INFO("mean " << m << " of " << mean << ", variance " << v << " of " << variance);
  CHECK(std::abs(m - mean) < 3 * std::sqrt(variance / n));
  CHECK(std::abs(v - variance) < 3 * std::sqrt((fourth_central - variance * variance) / n));
}

}  // namespace

TEST_CASE("plan: slips have the moments of their distributions") {
  // Triangular (a, c, b): mean (a+b+c)/3, variance (a2+b2+c2-ab-ac-bc)/18, kurtosis 12/5.
  const double a = -10, c = 30, b = 180, var = (a * a + b * b + c * c - a * b - a * c - b * c) / 18;
  check_moments(triangular(a, c, b), (a + b + c) / 3, var, 12.0 / 5 * var * var);
  // Lognormal: mean m exp(s2/2), variance (exp(s2)-1) mean2, kurtosis w4+2w3+3w2-3 with w = exp(s2).
  SlipSpec l;
  l.type = SlipType::lognormal;
  l.median = 60_d;
  l.sigma = 0.5;
  const double w = std::exp(0.25), mean = 60 * std::sqrt(w), variance = (w - 1) * mean * mean;
  check_moments(l, mean, variance, (std::pow(w, 4) + 2 * std::pow(w, 3) + 3 * w * w - 3) * variance * variance);
  SlipSpec f;
  f.by = 26_d;
  RandomStream stream(1, "fixed");
  CHECK(draw(f, stream) == 26 * day);
}

TEST_CASE("plan: another slip, step or order moves no other slip, the seed moves all") {
  std::vector<PlanStep> plan{step("a"), step("b"), step("c")};
  for (PlanStep& s : plan) s.slip = triangular(0, 30, 180);
  const PlanSchedule first = schedule(plan);
  const auto slip = [](const PlanSchedule& s, std::size_t i) { return s.times()[i].slip_s; };
  CHECK(slip(first, 0) != slip(first, 1));
  std::vector<PlanStep> other{plan[2], step("new"), plan[0], plan[1]};
  other[1].slip = triangular(0, 1, 2);
  other[0].slip = triangular(0, 300, 400);
  const PlanSchedule second = schedule(other);
  CHECK(slip(second, 2) == slip(first, 0));
  CHECK(slip(second, 3) == slip(first, 1));
  CHECK(slip(second, 0) > slip(first, 2));  // the same quantile of a later distribution
  CHECK(slip(schedule(plan, 2), 0) != slip(first, 0));
  // The run is the first of the samples.
  const auto one = first.spread(1);
  for (std::size_t i = 0; i < 3; ++i) CHECK(one[i].p50_s == first.done_s(i));
}

TEST_CASE("plan: percentiles of an end are those of its distribution") {
  std::vector<PlanStep> plan{step("feeder")};
  plan[0].date = "2027-04-01";
  plan[0].slip = triangular(0, 30, 180);
  const StepSpread s = schedule(plan).spread(20000)[0];
  // Inverse of the triangular distribution: a + sqrt(p (b-a)(c-a)) below the mode, b - sqrt((1-p)(b-a)(b-c)) above.
  const auto quantile = [](double p) { return p < 30.0 / 180 ? std::sqrt(p * 180 * 30) : 180 - std::sqrt((1 - p) * 180 * 150); };
  const double date = at("2027-04-01") - at("2026-04-01");
  for (const auto& [p, x] : {std::pair{0.1, s.p10_s}, {0.5, s.p50_s}, {0.9, s.p90_s}}) {
    const double q = quantile(p), density = q < 30 ? 2 * q / (180 * 30) : 2 * (180 - q) / (180 * 150);
    INFO(p);
    CHECK(std::abs((x - date) / day - q) < 3 * std::sqrt(p * (1 - p) / 20000) / density);
  }
}

TEST_CASE("plan: lead times of whole months end on their day, a date is kept, and what it waits for moves it") {
  // NTT Shiroi: building shell April 2025 to April 2027, 24 months (horizon reference 1.1).
  std::vector<PlanStep> plan{step("shell"), step("feeder"), step("hall", {"shell", "feeder"}), step("last_of_month")};
  plan[0].start = "2025-04-01";
  plan[0].lead_time = months(24);
  plan[1].date = "2027-03-15";
  plan[1].lead_time = months(36);
  plan[2].lead_time = months(6);
  plan[2].date = "2027-08-01";
  plan[3].date = "2026-03-31";
  plan[3].lead_time = months(1);
  const PlanSchedule s = schedule(plan);
  const double zero = at("2026-04-01");
  CHECK(s.times()[0].planned.finish == at("2027-04-01") - zero);
  CHECK(s.times()[1].planned.start == at("2024-03-15") - zero);
  CHECK(s.times()[1].planned.finish == at("2027-03-15") - zero);
  CHECK(s.times()[2].planned.start == at("2027-04-01") - zero);
  CHECK(s.times()[2].planned.finish == at("2027-10-01") - zero);  // later than it was wanted
  CHECK(s.times()[2].planned.driver == 0);
  CHECK(s.times()[1].planned.total_float == 17 * day);
  CHECK_FALSE(s.times()[1].planned.critical);
  CHECK(s.times()[0].planned.critical);
  CHECK(s.times()[3].planned.finish == at("2026-03-31") - zero);
  // A late feeder takes over.
  SlipSpec late;
  late.by = 30_d;
  plan[1].slip = late;
  const PlanSchedule slipped = schedule(plan);
  CHECK(slipped.times()[1].planned.finish == s.times()[1].planned.finish);
  CHECK(slipped.times()[2].actual.start == at("2027-04-14") - zero);
  CHECK(slipped.times()[2].actual.finish == at("2027-10-14") - zero);
  CHECK(slipped.times()[2].actual.driver == 1);
  CHECK(slipped.times()[0].actual.total_float == 13 * day);
  CHECK(slipped.times()[1].actual.critical);
}

TEST_CASE("plan: what says nothing starts with the horizon, and steps without names are told apart") {
  std::vector<PlanStep> plan(3);
  plan[0].commission = {"sites.a.halls.h"};
  plan[1].commission = {"sites.a.halls.h"};
  plan[2].set = {{"sites.a.other_load", "1 MW"}};
  const PlanSchedule s = schedule(plan);
  CHECK(s.done_s(0) == 0);
  CHECK(s.labels() == std::vector<std::string>{"commission sites.a.halls.h", "commission sites.a.halls.h #2", "set sites.a.other_load"});
}

}  // namespace netsuden
