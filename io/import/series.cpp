// SPDX-License-Identifier: Apache-2.0
#include "io/import/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "io/import/csv.hpp"
#include "io/import/line_errors.hpp"

namespace netsuden {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double max_filled = 1e6;  ///< samples that a fill may add

bool is_empty_field(std::string_view s) {
  return s.empty() || s == "NaN" || s == "nan" || s == "NA" || s == "N/A" || s == "null";
}

std::optional<Unit> unit_of(const SeriesColumn& column, const CurrencyContext& currency, const SeriesImport& spec,
                            Diagnostics& diagnostics) {
  std::string message;
  if (column.unit.empty() && !(column.dim.is_plain() && column.want != Want::temperature)) {
    to_si("1", column.dim, column.want, currency, message);
    message = message.substr(std::min(message.size(), message.find(';') + 2));
    diagnostics.error("unit", spec.where, fmt::format("column \"{}\" has no unit; {}", column.name, message));
    return std::nullopt;
  }
  if (const auto unit = parse_unit(column.unit, currency, message)) {
    const bool point_fits = !unit->point || column.want == Want::temperature;
    const Dim wanted = column.want == Want::temperature ? dims::kelvin : column.dim;
    if (point_fits && unit_fits(unit->dim, wanted)) return unit;
  }
  to_si("1 " + column.unit, column.dim, column.want, currency, message);
  diagnostics.error("unit", spec.where, fmt::format("column \"{}\": {}", column.name, message));
  return std::nullopt;
}

/// Instants of the rows; NaN where a row's time could not be read.
class TimeColumn {
 public:
  TimeColumn(const CsvTable& table, const SeriesImport& spec, Diagnostics& diagnostics)
      : table_(table), spec_(spec), errors_(diagnostics, spec.file, "time") {
    usable_ = find(spec.time.column, column_, diagnostics);
    if (spec.time.form == SeriesTime::Form::slot) usable_ = find(spec.time.slot_column, slot_, diagnostics) && usable_;
    if (spec.time.form == SeriesTime::Form::slot && spec.time.slots_per_day < 1) {
      diagnostics.error("range", spec.where, fmt::format("{} slots per day; at least 1", spec.time.slots_per_day));
      usable_ = false;
    }
  }

  bool usable() const { return usable_; }

  std::vector<double> read() {
    std::vector<double> times;
    times.reserve(table_.rows());
    double last = -std::numeric_limits<double>::infinity();
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      double t = one(row);
      if (t <= last && later_of_two_ > t) t = later_of_two_;
      if (t <= last) {
        errors_.add(table_.where(row, column_), fmt::format("{} does not come after the line before ({})", show(t), show(last)),
                    "sort the lines by time and remove doubles");
        t = nan;
      }
      if (!std::isnan(t)) last = t;
      times.push_back(t);
    }
    return times;
  }
  bool failed() const { return errors_.any(); }
  std::string show(double t) const { return format_iso(t, spec_.time.zone); }

 private:
  bool find(const std::string& name, std::size_t& out, Diagnostics& diagnostics) const {
    const auto c = table_.column(name);
    if (c)
      out = *c;
    else
      report_missing_column(table_, name, spec_.named_at, spec_.where, diagnostics);
    return c.has_value();
  }

  double one(std::size_t row) {
    const std::string text(table_.text(row, column_));
    const SeriesTime& time = spec_.time;
    later_of_two_ = -std::numeric_limits<double>::infinity();
    if (time.form == SeriesTime::Form::seconds) {
      if (const auto v = parse_number(text)) return time.origin + *v;
      return bad(row, fmt::format("\"{}\" is not a number of seconds", text));
    }
    std::string message;
    auto t = parse_time(text, time.zone, message);
    if (!t) return bad(row, message);
    if (!message.empty()) {
      const double jump = time.zone.next_transition(*t);
      later_of_two_ = *t + time.zone.utc_offset(*t) - time.zone.utc_offset(jump);
    }
    if (time.form == SeriesTime::Form::timestamp) return *t;

    const std::string slot_text(table_.text(row, slot_));
    const auto n = parse_number(slot_text);
    if (!n || *n != std::floor(*n) || *n < 1 || *n > time.slots_per_day)
      return bad(row, slot_, fmt::format("\"{}\" is not a slot number 1 to {}", slot_text, time.slots_per_day));
    const CivilTime day = time.zone.to_civil(*t);
    const double second = (*n - 1) * 86400.0 / time.slots_per_day;
    return from_civil(day.year, day.month, day.day, 0, 0, second, time.zone);
  }

  double bad(std::size_t row, std::string message) { return bad(row, column_, std::move(message)); }
  double bad(std::size_t row, std::size_t column, std::string message) {
    errors_.add(table_.where(row, column), std::move(message));
    return nan;
  }

  const CsvTable& table_;
  const SeriesImport& spec_;
  LineErrors errors_;
  std::size_t column_ = 0, slot_ = 0;
  bool usable_ = false;
  double later_of_two_ = 0;
};

double median_step(const std::vector<double>& times) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < times.size(); ++i) steps.push_back(times[i] - times[i - 1]);
  if (steps.empty()) return 0;
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

/// Values for NaN: from the sample before, or on the line to the one after; none at the ends of the series for linear.
void fill_empty(std::vector<double>& v, const std::vector<double>& t, Fill fill) {
  std::size_t j = 0;  // the next sample with a value
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (!std::isnan(v[i]) || i == 0) continue;
    if (fill == Fill::previous) v[i] = v[i - 1];
    if (fill != Fill::linear) continue;
    for (j = std::max(j, i); j < v.size() && std::isnan(v[j]);) ++j;
    if (j == v.size()) return;
    v[i] = v[i - 1] + (v[j] - v[i - 1]) * (t[i] - t[i - 1]) / (t[j] - t[i - 1]);
  }
}

}  // namespace

namespace {

std::optional<std::vector<Series>> series_of(const CsvTable& table, const std::vector<std::optional<Unit>>& units,
                                             const SeriesImport& spec, int errors_before, Diagnostics& diagnostics) {
  const auto failed = [&] { return diagnostics.count(Severity::error) > errors_before; };

  std::vector<std::size_t> columns;
  for (const SeriesColumn& c : spec.columns) {
    const auto at = table.column(c.name);
    if (!at) report_missing_column(table, c.name, spec.named_at, spec.where, diagnostics);
    columns.push_back(at.value_or(0));
  }
  TimeColumn time_column(table, spec, diagnostics);
  if (failed() || !time_column.usable()) return std::nullopt;
  if (table.rows() == 0) {
    diagnostics.error("empty", {spec.file, 0, 0}, "no lines of data");
    return std::nullopt;
  }

  // Time base; `at_row[i]` is the line of sample i, or none for samples that fill a gap.
  std::vector<double> times, row_times = time_column.read();
  std::vector<std::ptrdiff_t> at_row;
  std::vector<double> known;
  for (const double t : row_times)
    if (!std::isnan(t)) known.push_back(t);
  const double step = median_step(known);
  double filled = 0;
  {
    LineErrors gaps(diagnostics, spec.file, "gap");
    for (std::size_t row = 0; row < row_times.size(); ++row) {
      const double t = row_times[row];
      if (std::isnan(t)) continue;
      const double last = times.empty() ? t : times.back();
      if (spec.regular && step > 0 && t - last > 1.5 * step) {
        filled += (t - last) / step;
        if (spec.fill == Fill::none)
          gaps.add(table.line(row),
                   fmt::format("a gap from {} to {}: {} where samples are {} apart", time_column.show(last + step),
                               time_column.show(t), format_duration(t - last - step), format_duration(step)),
                   "complete the file");
        else if (filled > max_filled)
          gaps.add(table.line(row),
                   fmt::format("filling the gap of {} takes too many samples", format_duration(t - last)));
        else
          for (int k = 1; last + k * step < t - step / 2; ++k) {
            times.push_back(last + k * step);
            at_row.push_back(-1);
          }
      }
      times.push_back(t);
      at_row.push_back(static_cast<std::ptrdiff_t>(row));
    }
  }

  std::vector<Series> out;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    LineErrors bad(diagnostics, spec.file, "number"), empty(diagnostics, spec.file, "gap");
    const double factor = units[c]->factor(), offset = units[c]->offset;
    Series s;
    s.unix_s = times;
    s.step_s = step;
    s.value.assign(times.size(), nan);
    bool unreadable = false;
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (at_row[i] < 0) continue;
      const auto row = static_cast<std::size_t>(at_row[i]);
      const std::string text(table.text(row, columns[c]));
      if (is_empty_field(text)) {
        if (spec.fill == Fill::none)
          empty.add(table.where(row, columns[c]), fmt::format("no value in column \"{}\"", spec.columns[c].name),
                    "complete the file");
      } else if (const auto v = parse_number(text)) {
        s.value[i] = (*v + offset) * factor;
      } else {
        bad.add(table.where(row, columns[c]), fmt::format("\"{}\" in column \"{}\" is not a number", text, spec.columns[c].name));
        unreadable = true;
      }
    }
    if (spec.fill != Fill::none && !unreadable) {
      fill_empty(s.value, times, spec.fill);
      for (std::size_t i = 0; i < times.size(); ++i)
        if (std::isnan(s.value[i]) && at_row[i] >= 0)
          empty.add(
              table.where(static_cast<std::size_t>(at_row[i]), columns[c]),
              fmt::format("no value in column \"{}\" at the {} of the series, where nothing can be filled",
                          spec.columns[c].name, i == 0 || std::isnan(s.value[i - 1]) ? "beginning or end" : "end"));
    }
    out.push_back(std::move(s));
  }
  if (failed()) return std::nullopt;
  return out;
}

}  // namespace

std::optional<std::vector<Series>> parse_series(const std::string& text, const SeriesImport& spec,
                                                const CurrencyContext& currency, Diagnostics& diagnostics) {
  const int errors_before = diagnostics.count(Severity::error);
  std::vector<std::optional<Unit>> units;
  std::set<std::string> wrong;  // said of the first column of a unit
  for (const SeriesColumn& c : spec.columns) {
    Diagnostics repeated;
    units.push_back(unit_of(c, currency, spec, wrong.contains(c.unit) ? repeated : diagnostics));
    if (!units.back()) wrong.insert(c.unit);
  }
  const auto table = CsvTable::parse(text, spec.file, diagnostics);
  if (!table) return std::nullopt;
  auto out = series_of(*table, units, spec, errors_before, diagnostics);
  if (!out) diagnostics.add_source(spec.file, text);
  return out;
}

std::optional<std::vector<Series>> read_series(const SeriesImport& spec, const CurrencyContext& currency,
                                               Diagnostics& diagnostics) {
  const auto text = read_text_file(spec.file, diagnostics);
  return text ? parse_series(*text, spec, currency, diagnostics) : std::nullopt;
}

}  // namespace netsuden
