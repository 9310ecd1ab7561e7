// SPDX-License-Identifier: Apache-2.0
// Evaluation of a series at any time, with repetition by the calendar.
#pragma once

#include <optional>
#include <string>

#include "io/import/series.hpp"
#include "sim/base/step_series.hpp"

namespace netsuden {

/// How a series goes on outside its file. The period is the largest number of whole days, weeks or years that the file
/// covers from its first sample (a three-year file repeats every three years). Wall-clock time in the zone is kept, so
/// the midnight value is read at midnight. `yearly` keeps month and day: 29 February reads 28 February where the
/// source year has none, and a 29 February of the file is left out in other years.
enum class Repeat { none, daily, weekly, yearly };
enum class Interpolation { hold, linear };

class SeriesReader {
 public:
  /// A series shorter than one period of `repeat` is used as if Repeat::none; check_coverage tells the user.
  SeriesReader(Series series, Interpolation interpolation, Repeat repeat, TimeZone zone);

  /// Value at t. Outside an unrepeated series the nearest sample. Keeps a cursor: forward scans cost O(1).
  double at(UnixSeconds t);
  /// A time after t before which the held value does not change; infinity where it never does again.
  UnixSeconds next_change(UnixSeconds t);
  const Series& series() const { return series_; }

 private:
  double source_time(UnixSeconds t);
  void seek(double source_t);

  Series series_;
  Interpolation interpolation_;
  Repeat repeat_;
  TimeZone zone_;
  double local_begin_ = 0;                          ///< first sample, local wall time
  double period_s_ = 0;                             ///< daily, weekly
  int period_years_ = 0;                            ///< yearly
  double source_end_ = 0;                           ///< end of the last whole period
  double map_begin_ = 0, map_end_ = 0, shift_ = 0;  ///< source = t + shift_ within [map_begin_, map_end_)
  std::size_t cursor_ = 0;
};

/// Whether the series serves the horizon; else an error at `where` that says what is covered and how to repeat it.
bool check_coverage(const Series& series, Repeat repeat, UnixSeconds from, UnixSeconds to, const TimeZone& zone,
                    const SourceLoc& where, const std::string& file, Diagnostics& diagnostics);

/// The held series over a horizon as the simulation takes it: dates in seconds from `from`, equal neighbours joined.
StepSeries lay_out(SeriesReader& reader, UnixSeconds from, UnixSeconds to);

}  // namespace netsuden
