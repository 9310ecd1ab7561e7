// SPDX-License-Identifier: Apache-2.0
// Availability by formula: series, parallel, k of n, repair crews, standby, common causes, sets that must start and run.
//
//   series A = prod A_i, frequency of failure w = A sum lambda_i;  parallel U = prod U_i;  k of n A = sum_{i>=k} C(n,i) A^i (1-A)^(n-i)
//   birth and death, j failed, c crews:  p_{j+1} / p_j = active(j) lambda / (min(j+1, c) mu);  active(j) = n - j with all units energised,
//     min(n - j, k) with cold standby
//   first failure of a system of k of n:  m_j = 1/lambda_j + (mu_j / lambda_j) m_{j-1},  MTTF = sum_{j<=n-k} m_j
//   common cause (beta):  U = beta U_1 + U_system((1 - beta) U_1)
//   ride-through of a set: p = A (1 - q_start) exp(-T / MTTF_run)
//
// Source: Billinton and Allan, Reliability Evaluation of Engineering Systems, 2nd ed. 1992; IEC 61508-6 (beta factor); REopt (sets);
// horizon reference 3.3. Range: constant rates, independent units but for beta. Verified by tests/unit/reliability/availability_test.cpp.
#pragma once

#include <algorithm>
#include <vector>

namespace netsuden {

/// Of a rate and a mean repair time in the same unit of time.
double availability_of(double failure_rate, double repair_time);
double series(const std::vector<double>& availabilities);
double parallel(const std::vector<double>& availabilities);
/// Chance that at least k of n units are there; 1 for k <= 0.
double k_of_n(int k, int n, double availability);
/// Unavailability of k of n with a share of common causes.
double k_of_n_unavailability(int k, int n, double unit_unavailability, double common_cause);

/// Failures of a series system in the unit of the rates.
double series_frequency(const std::vector<double>& availabilities, const std::vector<double>& failure_rates);

struct RepairableGroup {
  int k = 1, n = 2;         ///< needed, installed
  double lambda = 0, mu = 0;
  int crews = 1;
  bool cold_standby = false;
  /// Rates from one state to the next, with so many units failed.
  double failing(int failed) const { return (cold_standby ? std::min(n - failed, k) : n - failed) * lambda; }
  double returning(int failed) const { return std::min(failed, crews) * mu; }
};
/// Chances of 0 ... n failed units in the steady state.
std::vector<double> failed_units(const RepairableGroup&);
double unavailability(const RepairableGroup&);
/// Mean time to the first failure of the group, from all units up.
double mean_time_to_failure(const RepairableGroup&);

/// Of one set over an outage of length T, without repair.
double ride_through(double available, double start_failure, double outage, double running_mttf);

}  // namespace netsuden
