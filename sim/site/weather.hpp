// SPDX-License-Identifier: Apache-2.0
// Weather over time: samples with the wet bulb solved beforehand, linear in between; replay of a file's years over a
// horizon, a warming trend, and the statistics that decide on economizer hours.
//
//   x(t) = x_i + (x_{i+1} - x_i) (t - t_i) / (t_{i+1} - t_i)          every field; the ends hold outside the samples
//   T'(t) = T(t) + trend (t - t_0), RH' = RH, wet bulb and dew point solved anew
//
// Source: physics reference 7.1 (hour-ending EPW), 7.4 (shift with relative humidity held, Belcher 2005).
// Range: any step; a step of an hour is usual, extremes within it are lost. Left out: holding the hour as some programs
// do, correlation of a warming trend with season and extremes (stretch).
// Verified by tests/unit/site/weather_test.cpp and, on measured years, tests/unit/import/weather_statistics_test.cpp.
#pragma once

#include <cstddef>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/diagnostics.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct WeatherSample {
  Temperature dry_bulb, wet_bulb, dew_point;
  Fraction relative_humidity;
  Pressure pressure = Pressure::from_si(101325);
  Speed wind;
  double ghi_w_m2 = std::numeric_limits<double>::quiet_NaN();  ///< NaN: no sample
};

/// Wet bulb and dew point from the rest.
WeatherSample weather_sample(Temperature dry_bulb, Fraction relative_humidity, Pressure, Speed wind = {},
                             double ghi_w_m2 = std::numeric_limits<double>::quiet_NaN());

/// Samples at UTC seconds. Const and without memory: at() may be called from several threads.
class WeatherSeries {
 public:
  WeatherSeries() = default;
  /// Sample i at first_unix_s + i * step_s.
  static WeatherSeries regular(double first_unix_s, double step_s, std::vector<WeatherSample>);
  /// Rising times, one for each sample. Evenly spaced times make a regular series.
  static WeatherSeries irregular(std::vector<double> unix_s, std::vector<WeatherSample>);
  static WeatherSeries constant(const WeatherSample&);  ///< the same at all times

  WeatherSample at(double unix_s) const;
  /// Each sample holds until the next, instead of straight lines between them: short steps of telemetry.
  void hold() { held_ = true; }

  bool empty() const { return samples_.empty(); }
  std::size_t size() const { return samples_.size(); }
  bool is_regular() const { return times_.empty(); }
  double time(std::size_t i) const { return times_.empty() ? first_s_ + static_cast<double>(i) * step_s_ : times_[i]; }
  double first() const { return empty() ? 0 : time(0); }
  double last() const { return empty() ? 0 : time(size() - 1); }
  double step() const { return step_s_; }  ///< of an irregular series the median
  /// For how long sample i stands in statistics: the step, or the time to the next sample.
  double weight(std::size_t i) const;
  const std::vector<WeatherSample>& samples() const { return samples_; }
  /// The first sample after t, or infinity.
  double next_sample(double unix_s) const;
  /// The samples with from <= time < to.
  WeatherSeries between(double from_unix_s, double to_unix_s) const;

 private:
  std::vector<WeatherSample> samples_;
  std::vector<double> times_;  ///< empty for a regular series
  double first_s_ = 0, step_s_ = 3600;
  bool held_ = false;
};

/// A weather file as read.
struct WeatherFile {
  std::string path, place;
  WeatherSeries series;
  int utc_offset_s = 0;
  Length elevation;
  double latitude_deg = std::numeric_limits<double>::quiet_NaN(), longitude_deg = latitude_deg;
  bool typical_year = false;  ///< months of different years: dates carry a nominal year and must not be taken as real
  bool hour_ending = false;   ///< the sample at midnight belongs to the day that ends
};

struct Replay {
  enum class Mode {
    exact,  ///< the file must cover the horizon
    repeat  ///< complete years of the file repeat in order, by calendar date and hour in the file's UTC offset
  };
  Mode mode = Mode::exact;
  /// repeat: year of the horizon -> year of the file. Years after an entry go on in the file's order, and around.
  std::map<int, int> years;
};

/// The file laid out over the horizon [from, to]; empty and errors at `where` where that cannot be. 29 February of the
/// horizon repeats 28 February where the file's year has none; the file's is left out where the horizon has none.
WeatherSeries replay(const WeatherFile&, const Replay&, double from_unix_s, double to_unix_s, const SourceLoc& where,
                     Diagnostics&);

/// Dry bulb raised by the trend, counted from `from_unix_s` (nothing before); relative humidity held.
WeatherSeries with_warming(const WeatherSeries&, double k_per_decade, double from_unix_s);

enum class WeatherField { dry_bulb, wet_bulb };

double hours_below(const WeatherSeries&, WeatherField, Temperature threshold);
double hours_at_or_below(const WeatherSeries&, WeatherField, Temperature threshold);
/// Not exceeded during this share of the samples; linear between order statistics. 0.996: the 0.4 % design value.
Temperature percentile(const WeatherSeries&, WeatherField, double share);
Temperature mean(const WeatherSeries&, WeatherField);

/// Runs of NaN no longer than `longest` are filled: on the line between the neighbours, at the ends with the nearest.
struct GapFill {
  std::size_t filled = 0;                                 ///< samples
  std::vector<std::pair<std::size_t, std::size_t>> left;  ///< first and length of the runs that are too long
};
GapFill fill_short_gaps(std::vector<double>& values, std::size_t longest);

}  // namespace netsuden
