// SPDX-License-Identifier: Apache-2.0
// EnergyPlus weather files (EPW): dry bulb, humidity, station pressure, wind, global horizontal radiation.
//
// Fields as in the EnergyPlus "Auxiliary Programs" document (physics reference 7.1). Hours 1 to 24 are hour-ending: the
// values of hour h are taken at h:00 of local standard time. Radiation is the sum of the hour before, laid at its end.
// Humidity is the field of relative humidity; where that is missing, it follows from the dew point.
// Missing values: gaps of dry bulb, humidity, pressure and wind of up to six hours are filled on a line, with a
// warning; longer ones are errors in dry bulb and humidity, the standard atmosphere in pressure, calm in wind (with a
// note); missing radiation stays missing (NaN). Files whose months come from different years (TMY) are `typical_year`.
#pragma once

#include <optional>
#include <string>

#include "sim/base/diagnostics.hpp"
#include "sim/site/weather.hpp"

namespace netsuden {

std::optional<WeatherFile> read_epw(const std::string& path, Diagnostics&);
std::optional<WeatherFile> parse_epw(const std::string& text, const std::string& path, Diagnostics&);

}  // namespace netsuden
