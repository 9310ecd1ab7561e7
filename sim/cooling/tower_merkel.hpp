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

#include "sim/base/units.hpp"
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

  struct Held {
    double air_ratio = 1;
    MerkelResult result;
    bool too_cold = false;  ///< even at the least air ratio the water leaves no warmer: `result` is that state
    bool converged = true;
  };
  /// The air ratio in [least, 1] at which the water leaves at `leaving_c`, to 1e-6 K; at full air, which water
  /// must enter with `full_entering_c`, it leaves colder.
  Held hold(double heat_w, double leaving_c, double least, double full_entering_c);

  double inlet_j_kg() const { return inlet_j_kg_; }  ///< of the entering air, saturated at its wet bulb
  /// The water's cooling for a heat.
  double range_k(double heat_w) const { return heat_w / (water_kg_s_ * constants::cp_water); }

 private:
  /// Saturated air that has taken up some heat.
  struct Air {
    double t_c, uptake_j_kg, slope, curvature;
  };
  /// The temperature after an uptake, to second order about the air seen last.
  double expected_c(double uptake_j_kg) const;
  MerkelResult exchanged(double heat_w, double air_ratio, double uptake_j_kg, double out_c) const;

  MerkelTower tower_;
  double water_kg_s_, wet_bulb_c_, inlet_j_kg_ = 0;
  Air last_{};
};

}  // namespace netsuden
