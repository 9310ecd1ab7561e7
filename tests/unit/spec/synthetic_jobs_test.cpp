// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/synthetic_jobs.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <numeric>

using namespace netsuden;

namespace {

constexpr double day = 86400;

Distribution of(DistributionType t) {
  Distribution d;
  d.type = t;
  return d;
}

std::vector<double> draws(const Distribution& d, int n = 20000) {
  RandomStream r(42, "test");
  std::vector<double> v;
  for (int i = 0; i < n; ++i) v.push_back(draw(d, r));
  return v;
}

/// Kolmogorov-Smirnov: the largest distance of the sample's distribution function from `cdf`. Of a true sample of n it
/// exceeds 1.95 / sqrt(n) once in a thousand times (1.36 once in twenty).
double distance(std::vector<double> v, const std::function<double(double)>& cdf) {
  std::sort(v.begin(), v.end());
  double d = 0;
  const double n = static_cast<double>(v.size());
  for (std::size_t i = 0; i < v.size(); ++i)
    d = std::max({d, std::abs(cdf(v[i]) - static_cast<double>(i) / n), std::abs(cdf(v[i]) - static_cast<double>(i + 1) / n)});
  return d;
}
double bound(std::size_t n) { return 1.95 / std::sqrt(static_cast<double>(n)); }

double mean(const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size()); }
double deviation(const std::vector<double>& v) {
  const double m = mean(v);
  double s = 0;
  for (const double x : v) s += (x - m) * (x - m);
  return std::sqrt(s / static_cast<double>(v.size() - 1));
}
/// Within four standard errors.
Approx sampled(double m, double sd, std::size_t n) { return Approx(m).epsilon(0).margin(4 * sd / std::sqrt(static_cast<double>(n))); }

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

SyntheticJobsSpec spec(double per_day = 1000) {
  SyntheticJobsSpec s;
  s.rate = Frequency::from_si(per_day / day);
  s.nodes = of(DistributionType::log_uniform);
  s.nodes.min = 1;
  s.nodes.max = 64;
  s.duration_h = of(DistributionType::lognormal);
  s.duration_h.median = 2;
  s.duration_h.sigma = 1;
  s.utilization = of(DistributionType::uniform);
  return s;
}

std::vector<Job> jobs(const SyntheticJobsSpec& s, std::uint64_t seed = 7, double days = 30, int largest = 1000) {
  return synthetic_jobs(s, seed, "jobs.0", days * day, largest, 0, 100, 3);
}

template <class F>
std::vector<double> column(const std::vector<Job>& all, F f) {
  std::vector<double> v;
  for (const Job& j : all) v.push_back(f(j));
  return v;
}

}  // namespace

TEST_CASE("distributions: each follows its law, mean and deviation") {
  const std::size_t n = 20000;
  Distribution d = of(DistributionType::uniform);
  d.min = 2;
  d.max = 5;
  std::vector<double> v = draws(d);
  CHECK(distance(v, [](double x) { return (x - 2) / 3; }) < bound(n));
  CHECK(mean(v) == sampled(3.5, 3 / std::sqrt(12.0), n));

  d = of(DistributionType::log_uniform);
  d.min = 1;
  d.max = 512;
  v = draws(d);
  CHECK(distance(v, [](double x) { return std::log(x) / std::log(512.0); }) < bound(n));
  // mean (b - a) / ln(b/a); second moment (b^2 - a^2) / (2 ln(b/a))
  const double m = 511 / std::log(512.0), second = (512.0 * 512 - 1) / 2 / std::log(512.0);
  CHECK(mean(v) == sampled(m, std::sqrt(second - m * m), n));

  d = of(DistributionType::lognormal);
  d.median = 4;
  d.sigma = 0.8;
  v = draws(d);
  CHECK(distance(v, [](double x) { return normal_cdf(std::log(x / 4) / 0.8); }) < bound(n));
  const double lm = 4 * std::exp(0.32), lsd = lm * std::sqrt(std::exp(0.64) - 1);
  CHECK(mean(v) == sampled(lm, lsd, n));

  d = of(DistributionType::exponential);
  d.mean = 3;
  v = draws(d);
  CHECK(distance(v, [](double x) { return 1 - std::exp(-x / 3); }) < bound(n));
  CHECK(mean(v) == sampled(3, 3, n));
  CHECK(deviation(v) == sampled(3, 3 * std::sqrt(2.0), n));  // variance of the sample's variance: kurtosis 9

  d = of(DistributionType::normal);
  d.mean = 10;
  d.deviation = 2;
  v = draws(d);
  CHECK(distance(v, [](double x) { return normal_cdf((x - 10) / 2); }) < bound(n));
  CHECK(mean(v) == sampled(10, 2, n));
  CHECK(deviation(v) == sampled(2, 2 / std::sqrt(2.0), n));

  d = of(DistributionType::constant);
  d.value = 1.5;
  for (const double x : draws(d, 5)) CHECK(x == 1.5);
}

TEST_CASE("synthetic jobs: arrivals are a Poisson process of the stated rate") {
  const auto all = jobs(spec(1000));
  const double expected = 30000;
  CHECK(static_cast<double>(all.size()) == Approx(expected).epsilon(0).margin(4 * std::sqrt(expected)));
  std::vector<double> gaps;
  for (std::size_t i = 1; i < all.size(); ++i) gaps.push_back(all[i].submit_s - all[i - 1].submit_s);
  CHECK(distance(gaps, [](double x) { return 1 - std::exp(-x / 86.4); }) < bound(gaps.size()));
  CHECK(all.front().submit_s >= 0);
  CHECK(all.back().submit_s < 30 * day);
  CHECK(std::is_sorted(all.begin(), all.end(), [](const Job& a, const Job& b) { return a.submit_s < b.submit_s; }));
}

TEST_CASE("synthetic jobs: the daily cosine shapes the rate and leaves its mean") {
  SyntheticJobsSpec s = spec(1000);
  s.daily_amplitude = 0.8;
  s.peak_hour = 14;
  const double offset = 9 * 3600.0;  // second 0 is 9 o'clock
  const auto all = synthetic_jobs(s, 3, "jobs.0", 30 * day, 1000, offset, 0, -1);
  CHECK(static_cast<double>(all.size()) == Approx(30000).epsilon(0).margin(4 * std::sqrt(30000.0)));
  // In the time of the process' own mean count, Lambda(t), gaps are exponential with mean 1.
  const double w = 2 * M_PI / day;
  const auto lambda = [&](double t) { return (t + 0.8 / w * std::sin(w * (t + offset - 14 * 3600))) * 1000 / day; };
  std::vector<double> gaps;
  for (std::size_t i = 1; i < all.size(); ++i) gaps.push_back(lambda(all[i].submit_s) - lambda(all[i - 1].submit_s));
  CHECK(distance(gaps, [](double x) { return 1 - std::exp(-x); }) < bound(gaps.size()));
}

TEST_CASE("synthetic jobs: nodes, durations and utilisations follow their distributions") {
  const auto all = jobs(spec(), 11);
  const std::size_t n = all.size();
  const auto hours = column(all, [](const Job& j) { return j.run_s / 3600; });
  const double at_limit = normal_cdf(std::log(48 / 2.0));  // two days are the wall-time limit
  CHECK(distance(hours, [](double x) { return x >= 48 ? 1.0 : normal_cdf(std::log(x / 2)); }) < bound(n) + (1 - at_limit));
  CHECK(distance(column(all, [](const Job& j) { return static_cast<double>(j.cpu_util); }), [](double x) { return x; }) < bound(n));
  // Nodes are rounded: P(k) = ln((k + 1/2) / (k - 1/2)) / ln 64 inside, half a bin at the ends.
  for (const int k : {1, 2, 5, 20, 64}) {
    const double low = std::max(k - 0.5, 1.0), high = std::min(k + 0.5, 64.0), p = std::log(high / low) / std::log(64.0);
    const auto count = std::count_if(all.begin(), all.end(), [&](const Job& j) { return j.nodes == k; });
    INFO(k);
    CHECK(static_cast<double>(count) == Approx(p * static_cast<double>(n)).epsilon(0).margin(4 * std::sqrt(p * static_cast<double>(n))));
  }
  for (const Job& j : all) CHECK(j.gpu_util == j.cpu_util);
  CHECK(all.front().id == 100);
  CHECK(all[5].id == 105);
  CHECK(all[5].tenant == 3);
}

TEST_CASE("synthetic jobs: sizes, durations and utilisations are clipped") {
  SyntheticJobsSpec s = spec();
  s.nodes = of(DistributionType::lognormal);
  s.nodes.median = 8;
  s.nodes.sigma = 2;
  s.largest = 100;
  s.longest = 3_h;
  s.utilization = of(DistributionType::normal);
  s.utilization.mean = 0.9;
  s.utilization.deviation = 0.5;
  const auto ends = [](const std::vector<double>& v) {
    return std::make_pair(*std::min_element(v.begin(), v.end()), *std::max_element(v.begin(), v.end()));
  };
  const auto all = jobs(s);
  CHECK(ends(column(all, [](const Job& j) { return j.nodes; })) == std::make_pair(1.0, 100.0));
  CHECK(ends(column(all, [](const Job& j) { return j.run_s; })).second == 3 * 3600);
  CHECK(ends(column(all, [](const Job& j) { return j.cpu_util; })) == std::make_pair(0.0, 1.0));
  CHECK(ends(column(jobs(s, 7, 30, 20), [](const Job& j) { return j.nodes; })).second == 20);  // the largest hall
  s.duration_h = of(DistributionType::constant);
  s.duration_h.value = 0;
  CHECK(jobs(s).front().run_s == 1);  // no job is shorter than a second
  s.count = 17;
  CHECK(jobs(s).size() == 17);
  s.rate = Frequency{};
  CHECK(jobs(s).empty());
}

TEST_CASE("synthetic jobs: the same seed gives the same jobs, another seed or source others") {
  const auto same = [](const Job& a, const Job& b) {
    return a.id == b.id && a.submit_s == b.submit_s && a.nodes == b.nodes && a.run_s == b.run_s && a.cpu_util == b.cpu_util;
  };
  const auto a = jobs(spec()), b = jobs(spec());
  CHECK(std::equal(a.begin(), a.end(), b.begin(), b.end(), same));
  CHECK(jobs(spec(), 8).front().submit_s != a.front().submit_s);
  CHECK(synthetic_jobs(spec(), 7, "jobs.1", day, 1000, 0, 100, 3).front().submit_s != a.front().submit_s);
}

TEST_CASE("synthetic jobs: a change of one distribution leaves the others' draws as they are") {
  const auto base = jobs(spec());
  SyntheticJobsSpec s = spec();
  s.nodes = of(DistributionType::constant);
  s.duration_h.median = 5;
  const auto other = jobs(s);
  REQUIRE(other.size() == base.size());
  for (std::size_t i = 0; i < base.size(); i += 100) {
    CHECK(other[i].submit_s == base[i].submit_s);
    CHECK(other[i].cpu_util == base[i].cpu_util);
    CHECK(other[i].run_s == Approx(std::min(base[i].run_s * 2.5, 2 * day)).epsilon(1e-12));  // the median is 2.5 times
  }
  // Independent of each other: the correlation of n pairs is within 4 / sqrt(n) of 0.
  const auto x = column(base, [](const Job&j) { return std::log(j.run_s); }), y = column(base, [](const Job&j) { return std::log(j.nodes); });
  double r = 0;
  for (std::size_t i = 0; i < x.size(); ++i) r += (x[i] - mean(x)) * (y[i] - mean(y));
  r /= static_cast<double>(x.size()) * deviation(x) * deviation(y);
  CHECK(std::abs(r) < 4 / std::sqrt(static_cast<double>(x.size())));
}

TEST_CASE("synthetic jobs: requests are what is drawn times the run time, at least the run time, and leave the rest as it is") {
  SyntheticJobsSpec s = spec();
  const auto plain = jobs(s);
  s.overestimate = of(DistributionType::uniform);
  s.overestimate->min = 0;
  s.overestimate->max = 4;
  s.priority = 2;
  const auto asked = jobs(s);
  REQUIRE(asked.size() == plain.size());
  std::vector<double> over;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    CHECK(std::isnan(plain[i].limit_s));
    CHECK(asked[i].run_s == plain[i].run_s);
    CHECK(asked[i].nodes == plain[i].nodes);
    CHECK(asked[i].priority == 2);
    over.push_back(asked[i].limit_s / asked[i].run_s);
    CHECK(over.back() >= 1 - 1e-12);
  }
  // max(1, U(0, 4)): 1/4 + (16 - 1)/8; second moment 1/4 + (64 - 1)/12
  const double m = 0.25 + 15.0 / 8, second = 0.25 + 63.0 / 12;
  CHECK(mean(over) == sampled(m, std::sqrt(second - m * m), over.size()));
}
