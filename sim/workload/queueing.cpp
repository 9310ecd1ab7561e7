// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/queueing.hpp"

#include <cmath>
#include <limits>

namespace netsuden {

double erlang_b(double servers, double offered) {
  if (!(offered > 0)) return servers > 0 ? 0 : 1;
  constexpr double nil = 1e18, small = 1e-17;
  double term = 1, sum = 1;
  for (double k = 0; k < std::floor(servers); ++k) {
    term *= (std::floor(servers) - k) / offered;
    sum += term;
    if (sum > nil || term < small * sum) break;  // terms rise while n - k > a, then fall for good
  }
  return 1 / sum;
}

double erlang_c(double servers, double offered) {
  if (!(offered < servers)) return 1;
  const double b = erlang_b(servers, offered);
  return b / (1 - offered / servers * (1 - b));
}

double wait_tail(double servers, double offered, double service_s, double wait_s) {
  if (!(offered < servers)) return 1;
  if (!(service_s > 0)) return 0;
  return erlang_c(servers, offered) * std::exp(-(servers - offered) * wait_s / service_s);
}

double mean_wait_s(double servers, double offered, double service_s) {
  if (!(offered < servers)) return std::numeric_limits<double>::infinity();
  return erlang_c(servers, offered) * service_s / (servers - offered);
}

}  // namespace netsuden
