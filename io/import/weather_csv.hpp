// SPDX-License-Identifier: Apache-2.0
// Weather from CSV files whose columns the caller names. Temperatures in degC, humidity in %, pressure in Pa, wind in
// m/s, radiation in W/m2; local time of a fixed UTC offset, or seconds from an origin.
//
// Humidity comes from the wet bulb where that is named, else from relative humidity, else from the dew point. A file of
// wet bulbs alone is taken with a relative humidity that the caller assumes: the dry bulb follows, and a note says so.
// Without a pressure column: the standard atmosphere at the elevation. Missing lines and fields of up to six hours are
// interpolated with a warning; longer gaps are errors, by line.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "sim/base/diagnostics.hpp"
#include "sim/site/weather.hpp"

namespace netsuden {

/// Names of columns; "" for none. A default name that the file does not have is no error where another humidity
/// (or, for the dry bulb, the wet bulb) is named.
struct WeatherColumns {
  std::string time = "time_local", dry_bulb = "drybulb_C", relative_humidity = "rh_pct";
  std::string dew_point, wet_bulb, pressure;
  std::string wind = "wind_m_s";  ///< absent from the file: calm
  std::string ghi;
};

struct WeatherCsv {
  std::string path;
  WeatherColumns columns;
  int utc_offset_s = 0;
  bool seconds = false;  ///< the time column counts seconds from `origin`
  UnixSeconds origin = 0;
  Length elevation;
  Fraction assumed_humidity{0.65};  ///< for files of wet bulbs alone; assumption: the mean of Tokyo, JMA 1991-2020
  SourceLoc where;                  ///< the place in the scenario, for what is wrong with the words above
  std::map<std::string, SourceLoc> named_at;  ///< where the scenario names a column, by its name
};

std::optional<WeatherFile> read_weather_csv(const WeatherCsv&, Diagnostics&);
std::optional<WeatherFile> parse_weather_csv(const std::string& text, const WeatherCsv&, Diagnostics&);

}  // namespace netsuden
