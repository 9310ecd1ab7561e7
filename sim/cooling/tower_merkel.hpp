// SPDX-License-Identifier: Apache-2.0
// Cooling tower by Merkel's theory in eps-NTU form (kernel; the equipment is sim/cooling/tower.hpp).
//
//   c_pe = dh_sat / dT_wb between entering and leaving wet bulb;  UA_e = UA c_pe / cp_a
//   C_w = m_w cp_w, C_a = m_a c_pe;  Q = eps_counter(UA_e / C_min, C_min / C_max) C_min (T_w_in - T_wb_in)
//   T_wb_out = T_wb_in + Q / C_a                                          (fixed point)
//   UA = UA_0 f1 f2 f3:  f1 = 1 + 0.0081 (T_wb0 - T_wb)                   (-10..25 K)
//                        f2 = 1.3 x - 0.3 x^2                             (air ratio x 0.2..1)
//                        f3 = 0.1082 + 1.667 x - 0.7713 x^2               (water ratio x 0.3..1)
//
// Source: physics reference 5.2 (EnergyPlus CoolingTower:VariableSpeed:Merkel and its example's curves).
// Range: as printed; arguments are clamped with a flag. Left out: evaporated mass in the water balance of the
// exchanger. Verified by tests/unit/cooling/tower_test.cpp (ACC-TW-02 against EnergyPlus output).
#pragma once

#include "sim/cooling/validity.hpp"

namespace netsuden {

struct MerkelTower {
  double ua_w_k = 0;                    ///< UA_0
  double water_kg_s = 0, air_kg_s = 0;  ///< at design
  double wet_bulb_c = 25.6;             ///< at design
  double pressure_pa = 101325;
};

/// UA_0 from the design point: water flow, air flow, wet bulb, approach, range.
MerkelTower size_merkel(double water_kg_s, double air_kg_s, double wet_bulb_c, double approach_k, double range_k,
                        double pressure_pa = 101325);

struct MerkelResult {
  double heat_w = 0, entering_c = 0, leaving_c = 0, leaving_wet_bulb_c = 0;
  ValidityBits outside_validity = 0;
};
/// Heat from water that enters at `entering_c`, at an air ratio (absolute air flow over design).
MerkelResult run_merkel(const MerkelTower&, double entering_c, double water_kg_s, double wet_bulb_c, double air_ratio);

/// The inverse: the temperature at which water must enter for the tower to reject a heat, at one water flow and wet bulb.
/// Explicit but for the leaving wet bulb, which follows from the air's enthalpy; neighbouring calls start from each other.
class MerkelInverse {
 public:
  MerkelInverse(const MerkelTower&, double water_kg_s, double wet_bulb_c);
  /// `heat_w` repeats; `leaving_c` = entering - range.
  MerkelResult at(double heat_w, double air_ratio);

 private:
  MerkelTower tower_;
  double water_kg_s_, wet_bulb_c_, inlet_j_kg_;
  double last_uptake_j_kg_ = 0, last_wet_bulb_c_ = 0;  ///< of the air, at the call before
};

}  // namespace netsuden
