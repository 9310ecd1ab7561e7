// SPDX-License-Identifier: Apache-2.0
// Bits that a model sets in `outside_validity` where it left the range of its source; callers count them as warnings.
#pragma once

#include <cstdint>

namespace netsuden {

using ValidityBits = std::uint32_t;

namespace validity {
inline constexpr ValidityBits evaporator_temperature = 1u << 0;  ///< chilled water outside the chiller's curve
inline constexpr ValidityBits condenser_temperature = 1u << 1;   ///< condenser fluid outside the chiller's curve
inline constexpr ValidityBits part_load = 1u << 2;               ///< load outside the part-load curve
inline constexpr ValidityBits wet_bulb = 1u << 3;                ///< wet bulb outside the tower correlation
inline constexpr ValidityBits range = 1u << 4;                   ///< tower water range outside the correlation
inline constexpr ValidityBits approach = 1u << 5;                ///< tower approach outside the correlation
inline constexpr ValidityBits water_flow = 1u << 6;              ///< water flow ratio outside the correlation
inline constexpr ValidityBits air_flow = 1u << 7;                ///< air flow ratio outside the correlation
inline constexpr ValidityBits no_convergence = 1u << 8;          ///< an iteration ended without meeting its tolerance
inline constexpr ValidityBits temperature = 1u << 9;             ///< a temperature outside any sensible range
inline constexpr ValidityBits heat_pump = 1u << 10;              ///< lift outside that of one stage of compression
inline constexpr ValidityBits plate_flow = 1u << 11;             ///< flow of a cold plate outside the data of its resistance
inline constexpr ValidityBits condensation = 1u << 12;           ///< water of a dry coil below the dew point of its air
inline constexpr ValidityBits pump_curve = 1u << 13;             ///< flow of a pump outside its curve
inline constexpr ValidityBits water_temperature = 1u << 14;      ///< water that would freeze or boil
inline constexpr int count = 15;
/// In words, by bit: "... for 3 h".
inline constexpr const char* names[count] = {
    "evaporator outside the chiller's or CRAC's curve", "condenser outside the chiller's or CRAC's curve", "load outside the part-load curve", "wet bulb outside the tower's range",
    "water range outside the tower's range", "approach outside the tower's range", "water flow outside the tower's range", "air flow outside the tower's or CRAC's range",
    "an iteration that did not converge", "a temperature outside any sensible range", "a lift outside that of the heat pump", "coolant flow outside the data of the cold plates",
    "water of rear doors below the dew point of the hall", "flow of loop pumps outside their curve", "water below 0 or above 95 degC, which would freeze or boil"};
}  // namespace validity

}  // namespace netsuden
