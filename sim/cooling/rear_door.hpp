// SPDX-License-Identifier: Apache-2.0
// Rear-door heat exchangers: water coils in the outlet air of the racks, one door a rack.
//
//   full   Q = K (T_out - T_w),  K = eps C_min of all doors (coil.hpp), T_out the outlet air of the servers
//   held   Q = m cp (T_out - T_leaving), where a leaving temperature is asked for: the valve throttles;  shut where that is negative
//   what a door does not take goes into the hot aisle: hall_air.hpp has it in its equations
//   passive   the servers' fans pay for its resistance: dP = (m / rho) dp (m / m_rated)^2 / efficiency, IT power
//   active    own fans by the laws of fan.hpp at the flow of the servers; their heat goes into the hot aisle
//
// Source: physics reference 4.4 (effectiveness 0.6 to 0.9 of T_out - T_w, active doors 30 to 75 kW a rack). Range: racks alike, dry coils:
// water above the dew point of the hall (flagged where it is known not to be). Left out: condensation, air that leaks past the door,
// the change of the servers' air flow by the resistance. Verified by tests/unit/cooling/rear_door_test.cpp, tests/invariants/rear_door_test.cpp.
#pragma once

#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/coil.hpp"
#include "sim/cooling/fan.hpp"

namespace netsuden {

enum class DoorKind { passive, active };

struct RearDoorParams {
  DoorKind kind = DoorKind::passive;
  CoilParams coil = default_coil();        ///< of one door
  std::optional<Temperature> leaving;      ///< absent: the valve stays open
  Pressure resistance = Pressure::from_si(25);  ///< passive: at the design air flow of the coil
  Fraction server_fan_efficiency{0.3};
  FanParams fan = default_fan();           ///< active: of one door

 private:
  static CoilParams default_coil();
  static FanParams default_fan();
};
void describe(Describe&, RearDoorParams&);

/// K of `racks` doors with the air and the water of all of them.
Conductance door_conductance(const Coil&, MassFlow air_total, MassFlow water_total, int racks);
/// What the fans of the servers draw more behind passive doors, all racks together.
ActivePower door_resistance_power(const RearDoorParams&, const Coil&, MassFlow air_total, int racks);
/// Fans of active doors together.
ActivePower door_fan_power(const RearDoorParams&, MassFlow air_total, int racks);

}  // namespace netsuden
