// SPDX-License-Identifier: Apache-2.0
#include "io/import/weather_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/import/csv.hpp"
#include "io/import/line_errors.hpp"
#include "sim/base/calendar.hpp"
#include "sim/site/psychrometrics.hpp"

namespace netsuden {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double longest_gap_s = 6 * 3600;
constexpr double most_filled = 1e6;  // samples

using Column = std::optional<std::size_t>;

/// Two digits (or four) at `at`, or -1.
int digits(std::string_view s, std::size_t at, std::size_t n) {
  if (at + n > s.size()) return -1;
  int v = 0;
  for (std::size_t i = at; i < at + n; ++i) {
    if (s[i] < '0' || s[i] > '9') return -1;
    v = v * 10 + (s[i] - '0');
  }
  return v;
}

/// `2020-01-01T00:00`, also with a blank and with seconds; seconds of local time since 1970, NaN where it is none.
double local_seconds(std::string_view s) {
  const int year = digits(s, 0, 4), month = digits(s, 5, 2), day = digits(s, 8, 2), hour = digits(s, 11, 2),
            minute = digits(s, 14, 2), second = s.size() == 19 ? digits(s, 17, 2) : 0;
  const bool shape = (s.size() == 16 || (s.size() == 19 && s[16] == ':')) && s[4] == '-' && s[7] == '-' &&
                     (s[10] == 'T' || s[10] == ' ') && s[13] == ':';
  if (!shape || year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || hour < 0 ||
      hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return nan;
  return static_cast<double>(days_from_civil(year, month, day)) * 86400 + hour * 3600 + minute * 60 + second;
}

class WeatherCsvReader {
 public:
  WeatherCsvReader(const WeatherCsv& spec, const CsvTable& table, Diagnostics& diagnostics)
      : spec_(spec), table_(table), diagnostics_(diagnostics), errors_before_(diagnostics.count(Severity::error)) {}

  std::optional<WeatherFile> read() {
    columns();
    if (!failed() && table_.rows() == 0) diagnostics_.error("empty", {spec_.path, 0, 0}, "no lines of data");
    if (failed()) return std::nullopt;
    read_times();
    if (times_.empty()) return std::nullopt;
    const double standard = standard_pressure(spec_.elevation).si();
    const auto dry = values(dry_, "dry bulb", -90, 70, true), wet = values(wet_, "wet bulb", -90, 70, true);
    const auto rh = values(wet_ ? Column() : rh_, "relative humidity", 0, 110, true);
    const auto dew = values(wet_ || rh_ ? Column() : dew_, "dew point", -90, 70, true);
    const auto pressure = values(pressure_, "pressure", 31000, 120000, true);
    const auto wind = values(wind_, "wind speed", 0, 113, true), ghi = values(ghi_, "radiation", 0, 2000, false);
    if (failed()) return std::nullopt;
    if (!dry_)
      diagnostics_.note("assumption", spec_.where,
                        fmt::format("{} has only wet bulbs: the dry bulb follows from a relative humidity of {:g} %, "
                                    "an assumption",
                                    spec_.path, spec_.assumed_humidity.value() * 100));
    WeatherFile f;
    f.path = spec_.path;
    f.utc_offset_s = spec_.utc_offset_s;
    f.elevation = spec_.elevation;
    std::vector<WeatherSample> samples;
    samples.reserve(times_.size());
    std::size_t above = 0;
    for (std::size_t i = 0; i < times_.size(); ++i) {
      const auto p = Pressure::from_si(pressure_ ? pressure[i] : standard);
      double t_c = dry_ ? dry[i] : 0, share = 0;
      if (!dry_) {
        share = spec_.assumed_humidity.value();
        t_c = psychro::dry_bulb_from_wet_bulb(wet[i], share, p.si());
      } else if (wet_) {
        if (wet[i] > t_c) ++above;
        share = relative_humidity(Temperature::celsius(t_c), Temperature::celsius(std::min(wet[i], t_c)), p).value();
      } else {
        share = rh_ ? rh[i] / 100
                    : relative_humidity_from_dew_point(Temperature::celsius(t_c), Temperature::celsius(dew[i])).value();
      }
      WeatherSample s = weather_sample(Temperature::celsius(t_c), Fraction(std::clamp(share, 0.0, 1.0)), p,
                                       Speed::from_si(wind_ ? wind[i] : 0), ghi_ ? ghi[i] : nan);
      // The file's own wet bulb, not the one that comes back through the humidity.
      if (wet_) s.wet_bulb = std::min(Temperature::celsius(wet[i]), s.dry_bulb);
      samples.push_back(s);
    }
    if (above > 0)
      diagnostics_.warning("range", {spec_.path, 0, 0},
                           fmt::format("{} samples have a wet bulb above the dry bulb: taken as saturated", above));
    f.series = WeatherSeries::irregular(std::move(times_), std::move(samples));
    return f;
  }

 private:
  bool failed() const { return diagnostics_.count(Severity::error) > errors_before_; }

  void columns() {
    const WeatherColumns &c = spec_.columns, defaults;
    const auto find = [&](const std::string& name, const std::string& usual, bool replaceable) -> Column {
      if (name.empty()) return std::nullopt;
      const Column at = table_.column(name);
      if (!at && !(replaceable && name == usual))
        report_missing_column(table_, name, spec_.named_at, spec_.where, diagnostics_);
      return at;
    };
    const auto time = find(c.time, "", false);
    if (c.time.empty())
      diagnostics_.error("missing-key", spec_.where, fmt::format("no time column is named for {}", spec_.path));
    time_ = time.value_or(0);
    wet_ = find(c.wet_bulb, "", false);
    dew_ = find(c.dew_point, "", false);
    dry_ = find(c.dry_bulb, defaults.dry_bulb, wet_.has_value());
    rh_ = find(c.relative_humidity, defaults.relative_humidity, wet_ || dew_);
    pressure_ = find(c.pressure, "", false);
    wind_ = find(c.wind, defaults.wind, true);
    ghi_ = find(c.ghi, "", false);
    if (failed()) return;
    if (!dry_ && !wet_)
      diagnostics_.error("missing-key", spec_.where,
                         fmt::format("neither dry nor wet bulb is named for {}", spec_.path));
    else if (!wet_ && !rh_ && !dew_)
      diagnostics_.error(
          "missing-key", spec_.where,
          fmt::format("no humidity is named for {}: relative humidity, dew point or wet bulb", spec_.path));
  }

  /// Times, with those of short gaps put in; `row_` tells the line of a sample, or none.
  void read_times() {
    LineErrors bad(diagnostics_, spec_.path, "time");
    std::vector<double> t;
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < table_.rows(); ++row) {
      const auto text = table_.text(row, time_);
      double x = nan;
      if (spec_.seconds) {
        if (const auto v = csv_number(text)) x = spec_.origin + *v;
      } else {
        x = local_seconds(text) - spec_.utc_offset_s;
      }
      if (std::isnan(x))
        bad.add(table_.where(row, time_), spec_.seconds ? fmt::format("\"{}\" is not a number of seconds", text)
                                                : fmt::format("\"{}\" is not a time like 2020-01-01T00:00", text));
      else if (!t.empty() && x <= t.back())
        bad.add(table_.where(row, time_), fmt::format("time {} does not come after the line before", text));
      else {
        t.push_back(x);
        rows.push_back(row);
      }
    }
    if (t.empty()) return;
    std::vector<double> steps;
    for (std::size_t i = 1; i < t.size(); ++i) steps.push_back(t[i] - t[i - 1]);
    step_ = 3600;
    if (!steps.empty()) {
      const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
      std::nth_element(steps.begin(), middle, steps.end());
      step_ = *middle;
    }
    LineErrors gaps(diagnostics_, spec_.path, "gap");
    std::size_t filled = 0;
    int first_line = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
      const double missing = i == 0 ? 0 : t[i] - t[i - 1] - step_;
      if (missing > 0.5 * step_ && missing > longest_gap_s) {
        gaps.add(table_.line(rows[i]),
                 fmt::format("{:g} h are missing before this line; at most 6 h are interpolated", missing / 3600));
      } else if (missing > 0.5 * step_) {
        if (filled == 0) first_line = table_.line(rows[i]);
        if (missing / step_ > most_filled - static_cast<double>(filled)) {
          gaps.add(table_.line(rows[i]), fmt::format("filling the gaps takes more than {:.0f} samples of {:g} s", most_filled, step_),
                   "the usual distance of the lines is far below that of some");
          break;
        }
        const double last = t[i - 1];
        for (int k = 1; last + k * step_ < t[i] - 0.5 * step_; ++k) {
          times_.push_back(last + k * step_);
          row_.push_back(-1);
          ++filled;
        }
      }
      times_.push_back(t[i]);
      row_.push_back(static_cast<std::ptrdiff_t>(rows[i]));
    }
    if (filled > 0)
      diagnostics_.warning("gap", {spec_.path, first_line, 0},
                           fmt::format("{} missing lines in gaps of up to 6 h are interpolated, the first before this "
                                       "line",
                                       filled));
  }

  std::vector<double> values(Column column, const char* name, double min, double max, bool needed) {
    std::vector<double> v;
    if (!column) return v;
    LineErrors bad(diagnostics_, spec_.path, "number"), gaps(diagnostics_, spec_.path, "gap");
    v.reserve(times_.size());
    std::size_t lines_missing = 0;
    for (const std::ptrdiff_t r : row_) {
      v.push_back(nan);
      if (r < 0) {
        ++lines_missing;
        continue;
      }
      const auto row = static_cast<std::size_t>(r);
      const auto text = table_.text(row, *column);
      if (text.empty()) continue;
      const auto x = csv_number(text);
      if (x && *x >= min && *x <= max)
        v.back() = *x;
      else
        bad.add(table_.where(row, *column), x ? fmt::format("{} {} is outside {:g} to {:g}", name, text, min, max)
                                    : fmt::format("{} \"{}\" is not a number", name, text));
    }
    if (bad.any() || !needed) return v;
    const auto longest = static_cast<std::size_t>(std::max(1.0, std::floor(longest_gap_s / step_)));
    const GapFill g = fill_short_gaps(v, longest);
    for (const auto& [begin, n] : g.left) {
      std::size_t i = begin;
      while (i < row_.size() && row_[i] < 0) ++i;
      const int line = i < row_.size() ? table_.line(static_cast<std::size_t>(row_[i])) : 0;
      gaps.add(line, fmt::format("{}: no value for {:g} h; at most 6 h are interpolated", name,
                                 static_cast<double>(n) * step_ / 3600));
    }
    if (g.filled > lines_missing)
      diagnostics_.warning(
          "gap", {spec_.path, 0, 0},
          fmt::format("{}: {} empty fields in gaps of up to 6 h are interpolated", name, g.filled - lines_missing));
    return v;
  }

  const WeatherCsv& spec_;
  const CsvTable& table_;
  Diagnostics& diagnostics_;
  int errors_before_;
  std::size_t time_ = 0;
  Column dry_, rh_, dew_, wet_, pressure_, wind_, ghi_;
  std::vector<double> times_;
  std::vector<std::ptrdiff_t> row_;
  double step_ = 3600;
};

}  // namespace

std::optional<WeatherFile> read_weather_csv(const WeatherCsv& spec, Diagnostics& diagnostics) {
  const auto text = read_text_file(spec.path, diagnostics);
  if (!text) return std::nullopt;
  return parse_weather_csv(*text, spec, diagnostics);
}

std::optional<WeatherFile> parse_weather_csv(const std::string& text, const WeatherCsv& spec,
                                             Diagnostics& diagnostics) {
  const auto table = CsvTable::parse(text, spec.path, diagnostics);
  if (!table) return std::nullopt;
  const std::size_t before = diagnostics.all().size();
  auto file = WeatherCsvReader(spec, *table, diagnostics).read();
  if (diagnostics.all().size() != before) diagnostics.add_source(spec.path, text);
  return file;
}

}  // namespace netsuden
