// SPDX-License-Identifier: Apache-2.0
// Heat exchangers by effectiveness and number of transfer units (eps-NTU), and the chilled-water coil of a CRAH.
//
//   N = UA / C_min, Z = C_min / C_max, Q = eps C_min (T_hot_in - T_cold_in)
//   counterflow     eps = (1 - e^(-N(1-Z))) / (1 - Z e^(-N(1-Z))),  Z = 1: N/(1+N)
//   parallel flow   eps = (1 - e^(-N(1+Z))) / (1+Z)
//   cross, both unmixed       eps = 1 - exp((exp(-N Z n) - 1) / (Z n)), n = N^-0.22
//   cross, C_min unmixed      eps = (1 - exp(-Z (1 - e^-N))) / Z
//   cross, C_min mixed        eps = 1 - exp(-(1 - e^(-Z N)) / Z)
//   phase change              eps = 1 - e^-N                        (also the limit Z = 0 of all)
// Off-design UA: 1/UA = 1/(hA)_w + 1/(hA)_a, (hA)_w ~ m_w^0.85, (hA)_a ~ m_a^0.8, (hA)_a/(hA)_w = 0.5 nominal.
//
// Source: physics reference 3.3 (Incropera; ASHRAE; exponents and ratio of the Modelica Buildings library,
// UACorrection). Range: dry coil, flow ratios up to 1.5. Left out: condensation, fouling. Verified by
// tests/unit/cooling/coil_test.cpp (ACC-TH-03, round trips, limits).
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

enum class FlowArrangement { counter, parallel, cross_unmixed, cross_c_min_unmixed, cross_c_min_mixed, phase_change };

/// eps(N, Z) for N >= 0 and 0 <= Z <= 1.
double effectiveness(FlowArrangement, double ntu, double z);
/// The inverse; +infinity where eps is at or above what the arrangement reaches with N -> infinity.
double ntu_from_effectiveness(FlowArrangement, double eps, double z);

/// How UA follows the flows (as ratios to design).
struct UaCorrection {
  double hot_exponent = 0.8, cold_exponent = 0.85;  ///< here hot = air, cold = water
  double hot_to_cold = 0.5;                         ///< (hA)_hot / (hA)_cold at design
  /// UA / UA_design.
  double ratio(double hot_flow_ratio, double cold_flow_ratio) const;
};

/// One chilled-water coil by its design point (of one CRAH, or of a fan wall).
struct CoilParams {
  HeatFlow rated_heat = 100_kWt;
  Temperature air_in = 36_degC, water_in = 18_degC;
  TemperatureDiff air_drop = 12_K, water_rise = 8_K;
};
void describe(Describe&, CoilParams&);

struct Coil {
  FlowArrangement arrangement = FlowArrangement::cross_unmixed;
  Conductance ua;
  MassFlow air_flow, water_flow;  ///< at design
  UaCorrection correction;
  bool feasible = true;  ///< false: the design point breaks the second law, UA is that of eps = 0.99
};
/// UA from the design point: flows from heat and temperature differences, N from eps.
Coil size_coil(const CoilParams&);

struct CoilPerformance {
  double effectiveness = 0;
  Conductance eps_c_min;  ///< Q = eps_c_min (T_air_in - T_water_in)
};
/// Of `count` equal coils that share the flows equally.
CoilPerformance coil_performance(const Coil&, MassFlow air_total, MassFlow water_total, int count = 1);

}  // namespace netsuden
