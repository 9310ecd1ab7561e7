// SPDX-License-Identifier: Apache-2.0
// Single inlets of a hall: whose hot air each rack or row draws, as a map from CFD has it.
//
//   a_ij         share of the outlet air of i that the inlet of j draws; places draw equal flows when all work at their rating
//   x_j = sum_i a_ij (x_i + theta_i)         rise of inlet j above the supply air; theta_i: rise through the servers of i
//   x = M theta,  M = (1 - A^T)^-1 A^T
//   hall's share r of hall_air.hpp: the one with the same mean inlet where all rises are equal, r / (1 - r) = mean of M 1
//   inlet_j = cold aisle + mixing (x_j - r / (1 - r) theta of the hall),  mixing = (1 - r now) / (1 - r): x_j above the supply air while
//             the CRAHs give what the servers draw
//   the deviations follow their powers with the time constant of the servers, tau = C_S / (e_S m_srv cp) of hall_air.hpp
//   theta_i = P_i / (m_i cp),  m_i = P_i / (cp dT design), at least the minimum share of the design flow, at most that
// Without differences of flow this is T_in = T_sup + [(K - A^T K)^-1 - K^-1] P with K = m cp.
//
// Source: physics reference 3.1 (Tang, Gupta, Varsamopoulos, IEEE TPDS 2008). Range: the pattern of the map, which scales with
// the flows; racks alike. Air that CRAHs cannot give makes the aisles mix (assumption). Left out: that air needs time
// from rack to rack. Verified by tests/unit/cooling/recirculation_test.cpp (ACC-TH-00), tests/invariants/single_inlets_test.cpp.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/cooling/hall_air.hpp"

namespace netsuden {

/// a_ij as given, row i the outlet, column j the inlet.
struct RecirculationShares {
  std::size_t places = 0;
  std::vector<double> share;
  double at(std::size_t outlet, std::size_t inlet) const { return share[outlet * places + inlet]; }
};

/// What is wrong with them, one sentence each: shares outside 0 to 1, an outlet that gives more than all, an inlet that draws more
/// than 0.9 of its air from outlets (assumption: 0.1 to 0.3 in open aisles, physics reference 3.1).
std::vector<std::string> mistakes(const RecirculationShares&);

class RecirculationMap {
 public:
  RecirculationMap() = default;
  /// Without mistakes.
  explicit RecirculationMap(const RecirculationShares&);

  std::size_t places() const { return places_; }
  Fraction recirculation() const { return Fraction(share_); }  ///< of the hall
  /// x from theta, both in K, `places` numbers.
  void rises(std::span<const double> theta_k, std::span<double> x_k) const;

 private:
  std::size_t places_ = 0;
  double share_ = 0;
  std::vector<double> response_;  ///< M, by inlet
};

/// Air that the servers of one of `racks` alike draw, and its rise through them.
MassFlow rack_air_flow(const HallAir&, int racks, HeatFlow);
TemperatureDiff server_rise(const HallAir&, int racks, HeatFlow);

}  // namespace netsuden
