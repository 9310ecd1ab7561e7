// SPDX-License-Identifier: Apache-2.0
// Waiting before n equal servers with Poisson arrivals and exponential service (M/M/n).
//
//   offered load a = arrival rate x mean service time, in servers (erlangs)
//   Erlang B  1 / B(n, a) = sum over k = 0..n of n (n-1) .. (n-k+1) / a^k       share of arrivals that find all n busy and are lost
//   Erlang C  C(n, a) = B / (1 - (a/n) (1 - B)),  a < n                          share that finds all busy and waits
//   P(W > t) = C e^(-(n - a) t / s),   mean wait = C s / (n - a),   s = mean service time
//
// The sum is broken off where its terms have become small beside it, or it is so large that B is nil: its cost grows with sqrt(n) at most.
//
// Source: A. K. Erlang, POEEJ 10, 1917; L. Kleinrock, Queueing Systems I, 1975, section 3.4 and 3.6. Range: any n >= 0. Left out: impatience,
// service times of another spread, arrivals in bursts. Verified by tests/unit/workload/queueing_test.cpp.
#pragma once

namespace netsuden {

/// Share of arrivals that find all servers busy, where those are lost. `offered` >= 0.
double erlang_b(double servers, double offered);
/// Share of arrivals that have to wait; 1 where the servers cannot keep up.
double erlang_c(double servers, double offered);
/// Share of arrivals that wait longer than `wait_s` (>= 0); 1 where the servers cannot keep up.
double wait_tail(double servers, double offered, double service_s, double wait_s);
/// Mean wait of all arrivals, s; infinite where the servers cannot keep up.
double mean_wait_s(double servers, double offered, double service_s);

}  // namespace netsuden
