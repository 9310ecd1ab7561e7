// SPDX-License-Identifier: Apache-2.0
// Where the sun stands.
//
//   The algorithm of the NREL solar position report (Earth's heliocentric longitude and distance by VSOP87, nutation,
//   aberration, apparent sidereal time, parallax, refraction), shortened: 20 + 5 + 2 terms of the longitude, 6 + 1 of
//   the distance, no heliocentric latitude (below 0.0003 deg), nutation by its four largest terms. refraction = (p /
//   1010 mbar) (283 / (273 + t)) 1.02' / tan(e + 10.3 / (e + 5.11)), e in degrees, above the horizon
//
// Source: I. Reda, A. Andreas, Solar Position Algorithm, NREL/TP-560-34302, 2004 (series of VSOP87, Bretagnon and
// Francou 1988); nutation after J. Meeus, Astronomical Algorithms, ch. 22. Range: years 1900 to 2100, within 0.003 deg
// of the full algorithm (dropped terms together at most 0.0025 deg). Left out: elevation of the horizon. Verified by
// tests/unit/power/pv_test.cpp (ACC-PV-05, the report's intermediate values, almanac dates of equinox and solstice).
#pragma once

#include "sim/base/calendar.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct Place {
  double latitude_deg = 0, longitude_deg = 0;  ///< north and east positive
  Length elevation{};
};

struct SunPosition {
  double elevation_deg;    ///< topocentric, without refraction
  double apparent_deg;     ///< elevation with refraction
  double azimuth_deg;      ///< from north over east
  double declination_deg;  ///< geocentric
  double distance_au;
  double equation_of_time_min;
};

/// `delta_t_s`: terrestrial minus universal time; 10 s make 0.0001 deg.
SunPosition sun_position(UnixSeconds, const Place&, Pressure = Pressure::from_si(101325), Temperature air = 12_degC,
                         double delta_t_s = 69.2);

}  // namespace netsuden
