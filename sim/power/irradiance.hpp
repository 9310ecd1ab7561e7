// SPDX-License-Identifier: Apache-2.0
// Sunlight on the level ground under a clear sky, and its split into beam and sky light.
//
//   clear sky   GHI = 1098 cos z exp(-0.059 / cos z)                    Haurwitz
//   split       kt = GHI / (E cos z),   kd = 1 - 0.09 kt                                                kt <= 0.22
//               0.9511 - 0.1604 kt + 4.388 kt^2 - 16.638 kt^3 + 12.336 kt^4           up to 0.80, 0.165 above    Erbs
//               DHI = kd GHI,   DNI = (GHI - DHI) / cos z;  all of it is sky light where z > 87 deg
//   E = 1361 W/m2 / r^2, r the distance of the sun in astronomical units
//
// Source: B. Haurwitz, J. Meteorology 2 (1945) and 5 (1948), with the coefficients of pvlib-python; D. Erbs, S. Klein, J. Duffie,
// Solar Energy 28 (1982); G. Kopp, J. Lean, Geophys. Res. Lett. 38 (2011). Range: hourly means or shorter. Left out: turbidity,
// elevation. Verified by tests/unit/power/irradiance_test.cpp.
#pragma once

#include "sim/power/pv.hpp"

namespace netsuden {

Irradiance clear_sky_global(double sun_elevation_deg);
/// Normal to the sun's rays, outside the atmosphere.
Irradiance extraterrestrial(double distance_au);

struct SkySplit {
  Irradiance direct_normal, diffuse;
};
SkySplit split_global(Irradiance global, double sun_elevation_deg, Irradiance extraterrestrial_normal);

}  // namespace netsuden
