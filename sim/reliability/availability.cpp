// SPDX-License-Identifier: Apache-2.0
#include "sim/reliability/availability.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netsuden {
double availability_of(double failure_rate, double repair_time) { return 1 / (1 + failure_rate * repair_time); }

double series(const std::vector<double>& a) { return std::accumulate(a.begin(), a.end(), 1.0, std::multiplies<>()); }

double parallel(const std::vector<double>& a) {
  double u = 1;
  for (const double x : a) u *= 1 - x;
  return 1 - u;
}

double k_of_n_unavailability(int k, int n, double u, double common_cause) {
  if (k <= 0) return 0;
  const double alone = u * (1 - common_cause);
  // The sum of the small terms, so that no digits are lost: more than n - k units are gone.
  double sum = 0, ways = 1;
  for (int gone = 0; gone <= n; ++gone) {
    if (gone > n - k) sum += ways * std::pow(alone, gone) * std::pow(1 - alone, n - gone);
    ways *= static_cast<double>(n - gone) / (gone + 1);
  }
  return std::min(1.0, common_cause * u + sum);
}

double k_of_n(int k, int n, double a) { return 1 - k_of_n_unavailability(k, n, 1 - a, 0); }

double series_frequency(const std::vector<double>& a, const std::vector<double>& rates) { return series(a) * std::accumulate(rates.begin(), rates.end(), 0.0); }

std::vector<double> failed_units(const RepairableGroup& g) {
  std::vector<double> p{1};
  for (int j = 0; j < g.n; ++j) p.push_back(p.back() * g.failing(j) / g.returning(j + 1));
  const double sum = std::accumulate(p.begin(), p.end(), 0.0);
  for (double& x : p) x /= sum;
  return p;
}

double unavailability(const RepairableGroup& g) {
  const std::vector<double> p = failed_units(g);
  return std::accumulate(p.begin() + (g.n - g.k + 1), p.end(), 0.0);
}

double mean_time_to_failure(const RepairableGroup& g) {
  double sum = 0, last = 0;
  for (int j = 0; j <= g.n - g.k; ++j) {
    last = (1 + g.returning(j) * last) / g.failing(j);
    sum += last;
  }
  return sum;
}

double ride_through(double available, double start_failure, double outage, double running_mttf) {
  return available * (1 - start_failure) * std::exp(-outage / running_mttf);
}

}  // namespace netsuden
