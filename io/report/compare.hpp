// SPDX-License-Identifier: Apache-2.0
// What differs between two runs: in what was asked (their resolved scenarios), in what came out (their summaries), in what was recorded (their rows).
//
// Without a tolerance, values differ unless they are the same numbers: the same run gives the same bytes. With one, a and b agree where
//   |a - b| <= max(tolerance * scale, floor)
// scale: the larger of |a| and |b|; of recorded columns the largest |value| of the column and its entity in either run, so that a value that passes through
// zero is not judged by itself; of dates the length of the horizon. floor: of the unit (`floor_of`), or of a pattern that the user gives.
// Verified by tests/cli/compare_test.py.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/report/scenario_values.hpp"
#include "io/report/summary_values.hpp"
#include "io/trace/reader.hpp"
#include "sim/base/calendar.hpp"

namespace netsuden {

struct CompareOptions {
  std::optional<double> tolerance;
  std::vector<std::pair<std::string, double>> floors;  ///< pattern of names, in the unit of the quantity; the last that matches counts
  std::vector<std::string> ignore;                     ///< patterns of names of quantities and of "group/column": neither listed nor judged
  bool series = true;
};

/// What a difference must be at least to be one, where there is a tolerance: well below what anybody reads off a result.
double floor_of(const std::string& unit);
/// `*` stands for any characters, also none.
bool name_matches(const std::string& name, const std::string& pattern);

struct ComparedRun {
  std::string path, name, status, run_id, version, revision, seed, format;
  bool killed = false;
  double start_s = 0, end_s = 0;  ///< POSIX, of the horizon
  double recorded_until_s = 0;    ///< POSIX
};

struct ValueDifference {
  std::string name, unit;
  SummaryValue::Kind kind = SummaryValue::Kind::number;
  double a = 0, b = 0;  ///< NaN: none
  std::string a_words, b_words;
  bool in_a = true, in_b = true;
  double difference = 0, relative = 0;  ///< b less a; over |a|. NaN where there is none
  bool equal = false, within = false;
};

/// A recorded column: the worst of its entities and rows.
struct SeriesDifference {
  std::string column, unit, long_name;  ///< "site/it_power"
  std::string entity;                   ///< of the worst; "" where the group has none
  double at_s = 0;                      ///< POSIX; NaN of tables without time
  std::size_t row = 0;                  ///< of A, of tables without time
  double a = 0, b = 0, difference = 0, relative = 0;  ///< relative: over the scale
  std::string a_words, b_words;                       ///< of columns of words and codes
  std::size_t compared = 0, different = 0, beyond = 0;  ///< values
  bool equal() const { return different == 0; }
  bool within() const { return beyond == 0; }
};

struct EventDifference {
  std::size_t in_a = 0, in_b = 0;
  bool equal = true;
  double a_at_s = 0, b_at_s = 0;  ///< the first that is not the same; NaN where a run has no further one
  std::string a_text, b_text;
};

struct Comparison {
  ComparedRun a, b;
  TimeZone zone;
  std::string currency;
  std::optional<double> tolerance;          ///< none: the same numbers
  std::vector<std::string> notes;           ///< of the runs as a whole: other programs, killed, other horizons
  std::size_t keys = 0;                     ///< of the scenarios, in either
  std::vector<KeyDifference> scenario;
  std::vector<ValueDifference> results;     ///< all of them
  std::vector<SeriesDifference> series;     ///< all columns that could be compared
  std::vector<std::string> not_comparable;  ///< in words
  std::optional<EventDifference> events;
  bool within() const;  ///< results and series; what was asked does not count, events do by their number
};

/// Throws IoError for what cannot be read.
Comparison compare_runs(const TraceReader& a, const TraceReader& b, const CompareOptions&);

/// The parts; for compare_runs.
void compare_series(const TraceReader& a, const TraceReader& b, const CompareOptions&, Comparison&);
bool values_agree(double a, double b, double scale, double floor, const std::optional<double>& tolerance);
double floor_for(const CompareOptions&, const std::string& name, const std::string& unit);

}  // namespace netsuden
