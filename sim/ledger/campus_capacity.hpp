// SPDX-License-Identifier: Apache-2.0
// The capacity of a site as a chain of resources in MW of IT, and what a load that may be curtailed adds to it.
//
//   C = min over resources of available;  binding = the least;  stranded = available - C;  headroom = C - used
//   gain of x more at a resource = C with it - C           (shadow value by finite difference; 0 but for the binding ones)
//   first violation = the first instant at which a demand that grows linearly is above C
//   curtailable: the largest constant X with  sum over hours of max(0, L + X - C) <= rho X hours,  by bisection to 1e-9 of C
// Source: horizon reference 4.1, 4.2; T. H. Norris et al., "Rethinking Load Growth", Duke University, 2025 (curtailment-enabled headroom).
// Range: resources in series, each carries all of the load. Verified by tests/unit/ledger/campus_capacity_test.cpp.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

namespace netsuden {

struct ResourceCapacity {
  std::string name;
  double available_w = 0;      ///< of IT: firm, at the weather
};

struct CampusCapacity {
  double capacity_w = std::numeric_limits<double>::infinity();
  int binding = -1;            ///< the first of the least; -1 without resources
  std::vector<double> stranded_w;
};
CampusCapacity campus_capacity(const std::vector<ResourceCapacity>&);

/// What `more_w` (of IT) at one resource frees.
double capacity_gain(const std::vector<ResourceCapacity>&, std::size_t resource, double more_w);

/// Years until used + growth x years is above the capacity; infinity where it never is, 0 where it is already.
double years_to_violation(double capacity_w, double used_w, double growth_w_per_year);

struct CurtailableLoad {
  double w = 0;                ///< X
  double rate = 0;             ///< share of its energy that is curtailed
  double hours = 0;            ///< with any curtailment
  int events = 0;              ///< runs of such samples
  double longest_h = 0, mean_h = 0;
  double deepest_w = 0, mean_cut_w = 0;  ///< mean: over the curtailed hours
};
/// `load_w`: means of steps of equal length, in order of time; `rho`: share of the energy of the new load that may be cut.
CurtailableLoad curtailable_load(std::span<const double> load_w, double step_h, double capacity_w, double rho);

}  // namespace netsuden
