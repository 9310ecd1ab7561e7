// SPDX-License-Identifier: Apache-2.0
// Time series of CSV files: one or several columns over one time base, values in SI. Gaps, repeated and backward times,
// empty and unreadable fields are reported by line, all of a file at once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/diagnostics.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden {

/// value[i] is sampled at unix_s[i] and holds (or leads) to unix_s[i + 1]; the last holds for `step_s`.
struct Series {
  std::vector<double> unix_s;
  std::vector<double> value;  ///< SI
  double step_s = 0;          ///< usual distance of samples (the median)
  double end_s() const { return unix_s.empty() ? 0 : unix_s.back() + step_s; }
};

/// How a file says when its values hold.
struct SeriesTime {
  enum class Form {
    timestamp,  ///< `column` holds dates, read in `zone` where they carry no offset; a step back of one hour within
                ///< the overlap at the end of daylight saving is understood
    slot,       ///< `column` holds a date, `slot_column` the number n = 1, 2, ... of `slots_per_day` in it
    seconds     ///< `column` holds seconds since `origin`
  };
  Form form = Form::timestamp;
  std::string column = "time";
  std::string slot_column;
  int slots_per_day = 48;
  TimeZone zone;
  UnixSeconds origin = 0;
};

struct SeriesColumn {
  std::string name;
  std::string unit;  ///< unit expression; "" for plain numbers
  Dim dim{};         ///< what the unit must serve
  Want want = Want::number;
};

enum class Fill { none, previous, linear };  ///< `none`: a gap is an error

struct SeriesImport {
  std::string file;
  SeriesTime time;
  std::vector<SeriesColumn> columns;
  Fill fill = Fill::none;
  bool regular = true;  ///< samples lie on a grid; false: at dates of their own (a price list), there are no gaps
  SourceLoc where;      ///< the place in the scenario, for what is wrong with the words above
  std::map<std::string, SourceLoc> named_at;  ///< where the scenario names a column, by its name
};

/// The columns in the order of `spec.columns`, or nothing and at least one error in `diagnostics`.
std::optional<std::vector<Series>> read_series(const SeriesImport& spec, const CurrencyContext& currency,
                                               Diagnostics& diagnostics);
/// The same of a text that is not in a file.
std::optional<std::vector<Series>> parse_series(const std::string& text, const SeriesImport& spec,
                                                const CurrencyContext& currency, Diagnostics& diagnostics);

}  // namespace netsuden
