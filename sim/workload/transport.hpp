// SPDX-License-Identifier: Apache-2.0
// Classes of demand and pools of capacity: what can be served when each class may use some of the pools only.
//
//   greatest flow from the classes (demand d_c) over what is allowed to the pools (capacity k_p), classes in their order: an earlier class never
//   gives way, but moves to other pools (augmenting paths; Hall's condition says when all is served)
//   headroom of c = the largest x for which d with d_c + x is still served; nothing where d is not
//   firm capacity of c with k pools lost = sum of its pools less the k largest: the same predicate holds for what takes over
//
// Source: horizon reference, section 5 (transport check); L. R. Ford and D. R. Fulkerson, Canadian J. Math. 8, 1956.
// Verified by tests/unit/workload/transport_test.cpp.
#pragma once

#include <vector>

namespace netsuden {

struct Transport {
  std::vector<std::vector<double>> flow;   ///< of each class into each pool
  std::vector<double> served;              ///< of each class
  double total = 0;
};

Transport serve(const std::vector<double>& demand, const std::vector<double>& capacity, const std::vector<std::vector<char>>& allowed);
double headroom(std::size_t of, const std::vector<double>& demand, const std::vector<double>& capacity, const std::vector<std::vector<char>>& allowed);
double firm_capacity(const std::vector<double>& capacity, const std::vector<char>& allowed, int lost);

}  // namespace netsuden
