// SPDX-License-Identifier: Apache-2.0
// A chilled-water coil that may dehumidify, by the enthalpy potential (Braun).
//
//   wet    UA* = 1 / (cp_m / UA_air + c_s / UA_water)          kg/s; c_s = (h_s(T_w,out) - h_s(T_w,in)) / (T_w,out - T_w,in), h_s saturated
//          N* = UA* / m_a,  m* = m_a c_s / C_w,  Q = eps(N*, m*) m_a (h_in - h_s(T_w,in));  T_w,out found by substitution to 1e-6 K
//          surface: h_s,eff = h_in - (h_in - h_out) / (1 - e^-N_a),  N_a = UA_air / (m_a cp_m)
//          T_out = T_s,eff + (T_in - T_s,eff) e^-N_a;  w_out from h_out and T_out;  condensate m_a (w_in - w_out)
//   dry    as coil.hpp, where its coldest surface, (UA_air T_a + UA_water T_w) / (UA_air + UA_water), is above the dew point
//   partly the surface from the air inlet to where that is the dew point is dry, the rest wet: their border found by regula falsi to 1e-5 K
// UA_air and UA_water are those of coil.hpp at these flows.
//
// Source: Braun, Klein, Mitchell, ASHRAE Trans. 95-1 (1989); Mitchell and Braun, Principles of HVAC in Buildings (2012), example SM2-1.
// Range: as coil.hpp; c_s is one for all of the surface: 3 % below a coil in pieces where it is wet all over. Left out: heat of the condensate that
// drains, frost. Verified by tests/unit/cooling/wet_coil_test.cpp (example SM2-1, mass and energy, no steps), tests/invariants/rear_door_test.cpp.
#pragma once

#include "sim/base/units.hpp"
#include "sim/cooling/coil.hpp"

namespace netsuden {

/// Conductances and flows of one coil.
struct WetCoilSides {
  FlowArrangement arrangement = FlowArrangement::cross_unmixed;
  Conductance air_side, water_side;
  MassFlow air, water;
};
/// Of one of `count` equal coils at these flows.
WetCoilSides wet_coil_sides(const Coil&, MassFlow air_total, MassFlow water_total, int count);

struct WetCoilResult {
  HeatFlow total, sensible;
  Temperature air_out, water_out, surface;  ///< surface: the effective one, where wet
  double humidity_out = 0, surface_humidity = 0;
  double condensate_kg_s = 0;
  bool wet = false;
};
WetCoilResult run_wet_coil(const WetCoilSides&, Temperature air_in, double humidity_ratio, Temperature water_in, Pressure);
/// With the water throttled until the coil takes no more than `sensible`.
WetCoilResult throttled_wet_coil(const Coil&, MassFlow air_total, MassFlow water_total, int count, Temperature air_in, double humidity_ratio, Temperature water_in, Pressure, HeatFlow sensible);

}  // namespace netsuden
