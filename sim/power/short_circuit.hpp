// SPDX-License-Identifier: Apache-2.0
// Three-phase short circuits, two ways.
//
// `solve_faults` superposes: (Y + y_fault) U = sum of y_s c e^(j angle) of the sources, with line charging, shunts, taps and clocks,
// without loads and generators; a fault without impedance holds its bus at zero. Currents everywhere follow from U.
//
// `iec60909` is the equivalent voltage source at the fault location, bus by bus:
//   I"k = c U_n/(sqrt(3) |Z_k|),  i_p = kappa sqrt(2) I"k,  I_th = I"k sqrt(m + n)
//   Z_k is the diagonal of the inverse of Y without charging, shunts and loads, ratios at the main tap;
//   network feeder Z_Q = c U^2/S"k with R/X;  line R at 20 degC (maximum) or at the end of the fault, R (1 + 0.004 (theta - 20))
//   (minimum);  transformer Z K_T, K_T = 0.95 c_max/(1 + 0.6 x_T), c_max that of the low-voltage side, in both cases
//   kappa = 1.02 + 0.98 e^(-3 R/X); method B: times 1.15 where the fault current comes along more than one way and not all
//   branches that carry it have R/X < 0.3, at most 1.8 up to 1 kV, else 2; method C: R/X = (R_c/X_c)(f_c/f) from an equivalent
//   frequency f_c of 20 Hz in 50 Hz (24 in 60)
//   m = (e^(4 f T_k ln(kappa - 1)) - 1)/(2 f T_k ln(kappa - 1)), 0 for kappa > 1.99;  n = 1 (far from generators)
//   c up to 1 kV: 1.05 or 1.10 at most, for a tolerance of 6 or 10 %, 0.95 at least; above: 1.10 and 1.00
//
// Source: IEC 60909-0 as applied by pandapower (BSD-3; K_T in both cases, c_min 0.95 at both tolerances) and power-grid-model
// (MPL-2.0). Range: far
// from generators. Left out: motors, generator and power-station corrections, converters, decay, unsymmetric faults.
// Verified by tests/unit/power/short_circuit_test.cpp, tests/cases/short_circuit_cases_test.cpp.
#pragma once

#include <complex>

#include "sim/power/network.hpp"

namespace netsuden {

enum class FaultCase { maximum, minimum };

struct BusFault {
  int bus = -1;
  double r_ohm = 0, x_ohm = 0;
  bool in_service = true;
};

/// Phasors per unit of nominal voltage and base current; a dark bus has zeros.
struct FaultSolution {
  std::vector<bool> energized;           ///< by bus
  std::vector<std::complex<double>> u;   ///< by bus
  std::vector<std::complex<double>> fault, source, shunt, branch_from, branch_to;  ///< currents
};

/// c of the sources: 1.10; minimum 1.00, up to 1 kV 0.95.
FaultSolution solve_faults(const Network&, const std::vector<BusFault>&, FaultCase);

struct Iec60909Options {
  FaultCase fault_case = FaultCase::maximum;
  double low_voltage_tolerance = 0.10;  ///< 0.06 or 0.10
  enum class Kappa { b, c } kappa = Kappa::c;
  Frequency frequency = Frequency::from_si(50);
  Duration duration = Duration::from_si(1);
};

struct Iec60909Bus {
  bool energized = false;
  double c = 0, r_pu = 0, x_pu = 0, kappa = 0;
  Current initial{}, peak{}, thermal{};  ///< I"k, i_p, I_th
};

/// One entry a bus; the network must be sound (`fault_in`).
std::vector<Iec60909Bus> iec60909(const Network&, const Iec60909Options& = {});

}  // namespace netsuden
