// SPDX-License-Identifier: Apache-2.0
// What the viewer holds of a study: runs by columns, its statistics and sensitivity, and series over all runs. Made once by the I/O thread, then
// only read. Nothing of files, nothing of windows.
// Verified by tests/viewer/study_data_test.cpp and tests/viewer/study_test.py.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "viz/model/trace_data.hpp"

namespace netsuden::viz {

enum class StudyKind { number, parameter, metric };

/// A value of each run. Where there is none (a run that failed has no metrics) it is NaN.
struct StudyColumn {
  std::string name;   ///< as in the index: "sites.lab.import_peak_w"; "run" of the numbers of runs
  std::string title;  ///< for people: "import peak"
  std::string about;  ///< the path that a parameter sets
  std::string unit;   ///< as stored
  StudyKind kind = StudyKind::metric;
  AxisUnit shown{};
  bool date = false;               ///< POSIX seconds
  std::vector<double> values;      ///< by run; codes where there are words
  std::vector<std::string> words;  ///< of the codes
  double low = no_value, high = no_value;
  std::string text(double v, const TimeZone& zone, int digits = 4) const;  ///< "24.1 °C"
};

struct StudyQuantile {
  double value = no_value, low = no_value, high = no_value;
};
/// Of a metric over the runs that gave it, as the index has it.
struct StudyStatistic {
  int column = -1;  ///< place in `columns`
  double runs = no_value, mean = no_value, half_width = no_value, deviation = no_value, min = no_value, max = no_value, share_never = no_value;
  StudyQuantile p10, p50, p90;
};

enum class EffectKind { none, tornado, morris, sobol, rank_correlation };
/// What a parameter does to a metric.
struct StudyEffect {
  int metric = -1, parameter = -1;  ///< places in `columns`
  std::string parameter_name;
  double size = no_value;                      ///< by which they are ordered
  double low = no_value, high = no_value;      ///< the bar; tornado: the metric at either setting
  double interval_low = no_value, interval_high = no_value;
  double base = no_value;                      ///< tornado: the metric of the base; else 0
  double low_setting = no_value, high_setting = no_value;
  double other = no_value;                     ///< Sobol: first order; Morris: sigma
};

/// A recorded series of all runs.
struct StudySeries {
  std::string group, channel, unit, entity_kind;
  std::vector<std::string> entities;  ///< empty: one value a row
  std::size_t rows = 0;
  AxisUnit shown{};
  std::string name() const { return group + "/" + channel; }
};

struct StudyData {
  std::string path, folder, name, status, design, base;
  TimeZone zone;
  std::string currency;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::size_t runs = 0;
  std::vector<StudyColumn> columns;  ///< the number of the run, parameters, metrics
  std::vector<double> row, replication, seed;
  std::vector<unsigned char> state;  ///< place in `states`
  std::vector<std::string> states;   ///< "complete", "invalid", "failed", ...
  std::vector<std::string> messages, run_ids;
  std::vector<StudyStatistic> statistics;
  EffectKind effects_kind = EffectKind::none;
  std::vector<StudyEffect> effects;
  std::vector<StudySeries> series;
  std::string study_text, report;

  int find(const std::string& name) const;  ///< of a column; -1: none
  const StudyColumn& column(int i) const { return columns[static_cast<std::size_t>(i)]; }
  std::size_t count(const std::string& status_word) const;
  const std::string& state_of(std::size_t run) const { return states[state[run]]; }
  bool complete(std::size_t run) const { return state_of(run) == "complete"; }
  bool numbers(std::size_t run) const { return complete(run) || state_of(run) == "invalid"; }  ///< it ended with metrics
  std::string trace_of(std::size_t run) const;      ///< the path where its trace stands, if it was kept
  std::string command_of(std::size_t run) const;    ///< how to repeat it
  std::vector<const StudyEffect*> effects_on(int metric) const;  ///< the largest first
  int first(StudyKind kind, std::size_t place = 0) const;        ///< column that varies; -1: none
};

/// A title for each of names like "sites.lab.import_peak_w": the shortest end of its own, without the unit.
std::vector<std::string> short_titles(const std::vector<std::string>& names, const std::vector<std::string>& units);

/// Ranges of columns by name; a run is in sight where it is in all of them.
using Brushes = std::map<std::string, std::pair<double, double>>;
struct RunSelection {
  std::vector<char> in;  ///< by run
  std::size_t count = 0;
  std::uint64_t stamp = 0;  ///< the same for the same ranges of the same columns
};
std::shared_ptr<const RunSelection> select_runs(const StudyData& data, const Brushes& brushes);
std::uint64_t stamp_of(const Brushes& brushes);
/// "LOW..HIGH" in the column's shown unit or as dates or words; nothing with a message where it is none. Either end may be missing.
std::optional<std::pair<double, double>> parse_brush(const StudyColumn& column, const TimeZone& zone, const std::string& text, std::string& message);

/// One entity of a series in all runs. Where it has more rows than `most_columns`, neighbours are joined: their mean, lowest and highest.
struct StudyMatrix final : Datum {
  static constexpr std::size_t most_columns = 2000;
  std::vector<double> times;  ///< POSIX; of values that hold until the next: the start
  Hold hold = Hold::until_next;
  std::size_t runs = 0, columns = 0, joined = 1;
  std::vector<float> mean;       ///< run by run; NaN: none
  std::vector<float> low, high;  ///< empty where nothing was joined
  std::size_t with_values = 0;   ///< runs that have any
  const float* of(const std::vector<float>& v, std::size_t run) const { return v.data() + run * columns; }
  std::size_t bytes() const override;
};

/// Over the runs of a selection, at each time: quantiles as numpy's "linear" (Hyndman and Fan, type 7) of the means, and the extremes.
struct StudyBands final : Datum {
  std::vector<double> times, p10, p50, p90, min, max;
  Hold hold = Hold::until_next;
  std::size_t runs = 0, joined = 1;  ///< with values
  std::size_t bytes() const override { return 48 * times.size() + 64; }
};
std::shared_ptr<const StudyBands> bands_of(const StudyMatrix& matrix, const RunSelection* selection);

/// The quantile of sorted numbers, type 7.
double quantile_of(const std::vector<float>& sorted, double p);

}  // namespace netsuden::viz
