// SPDX-License-Identifier: Apache-2.0
// Vapour in the air of a hall, one mixed volume: outdoor air brings it, a wet coil takes it.
//
//   M dw/dt = m_o (w_o - w) - c,   c = g (w - w_s) while w > w_s, else 0
//   m_o  outdoor air: infiltration, and what an air-side economizer takes;  w_o its humidity ratio
//   g    from the coil at the start of the step: c = condensate there, w_s saturated at its surface
//   most: air that leaves a coil is at most saturated; what is above that at the end of a step has condensed there
//   held: where a dew point is stated, w is that; what the coil takes is made up with as much vapour
// Exact within a step for constant inputs; where w passes w_s the rest of the step is without condensation.
// Latent heat: 2.501 MJ for each kg (that of psychrometrics.hpp at 0 degC). Balance: brought = condensed + stored, to rounding.
//
// Source: mass balance. Range: mixed air; no fog. Left out: what makes up a stated dew point (its energy), moisture of people and floors,
// adsorption. Verified by tests/unit/cooling/hall_humidity_test.cpp.
#pragma once

#include <limits>
#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct HallHumidityParams {
  std::optional<Temperature> dew_point;  ///< absent: it follows outdoor air and coil
  double air_changes_per_hour = 0.1;
};
void describe(Describe&, HallHumidityParams&);

inline constexpr double latent_heat_j_kg = 2.501e6;

struct HallHumidityInputs {
  double air_kg = 1;                 ///< M
  double outdoor_kg_s = 0, outdoor_w = 0;
  double condensate_kg_s = 0, surface_w = 0;  ///< of the coil, with the air at the start of the step
  double most_w = std::numeric_limits<double>::infinity();  ///< that the supply air can hold: what is above condenses on the coil
  bool held = false;
};
struct HallHumidityStep {
  double end_w = 0;
  double condensate_kg = 0, brought_kg = 0, stored_kg = 0;  ///< over the step
};
HallHumidityStep advance_humidity(double w, const HallHumidityInputs&, Duration dt);

}  // namespace netsuden
