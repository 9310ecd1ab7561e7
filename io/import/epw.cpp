// SPDX-License-Identifier: Apache-2.0
#include "io/import/epw.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "io/import/csv.hpp"
#include "io/import/line_errors.hpp"
#include "sim/site/psychrometrics.hpp"

namespace netsuden {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t fields_needed = 22;  // up to the wind speed
constexpr int header_lines = 8;
constexpr double longest_gap_s = 6 * 3600;

/// A field of the data lines, 1-based as in the documentation. Values of `missing` and above mean "no value".
struct Field {
  std::size_t number;
  const char* name;
  double min, max, missing;
};
constexpr Field dry_bulb{7, "dry bulb", -90, 70, 99.9};
constexpr Field dew_point{8, "dew point", -90, 70, 99.9};
constexpr Field humidity{9, "relative humidity", 0, 110, 999};
constexpr Field pressure{10, "station pressure", 31000, 120000, 999999};
constexpr Field radiation{14, "global horizontal radiation", 0, 2000, 9999};
constexpr Field wind_speed{22, "wind speed", 0, 113, 999};  // 113.2 m/s: the highest gust measured (WMO, 1996)

using Fields = std::vector<std::string_view>;

void split(std::string_view line, Fields& out) {
  out.clear();
  for (;;) {
    const std::size_t n = line.find(',');
    std::string_view f = line.substr(0, n);
    while (!f.empty() && (f.front() == ' ' || f.front() == '\t')) f.remove_prefix(1);
    while (!f.empty() && (f.back() == ' ' || f.back() == '\t')) f.remove_suffix(1);
    out.push_back(f);
    if (n == std::string_view::npos) return;
    line.remove_prefix(n + 1);
  }
}

struct Row {
  int line, year, month, day, hour, minute;
  double t_c, dew_c, rh, p_pa, ghi, wind;
};

class EpwReader {
 public:
  EpwReader(std::string_view text, const std::string& path, Diagnostics& diagnostics)
      : text_(text), path_(path), diagnostics_(diagnostics) {}

  std::optional<WeatherFile> read() {
    file_.path = path_;
    file_.hour_ending = true;
    const int errors_before = diagnostics_.count(Severity::error);
    const auto failed = [&] { return diagnostics_.count(Severity::error) > errors_before; };
    header();
    rows();
    if (!failed()) calendar();
    if (!failed()) fill();
    if (failed()) return std::nullopt;
    series();
    return std::move(file_);
  }

 private:
  bool next_line(std::string_view& line) {
    if (at_ >= text_.size()) return false;
    const std::size_t n = std::min(text_.find('\n', at_), text_.size());
    line = text_.substr(at_, n - at_);
    line_begin_ = line.data();
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    at_ = n + 1;
    ++line_;
    return true;
  }

  void header() {
    std::string_view line;
    Fields f;
    while (line_ < header_lines && next_line(line)) {
      split(line, f);
      if (line_ == 1) location(f);
      if (line_ == header_lines) {
        const auto n = f.size() > 2 && f[0] == "DATA PERIODS" ? csv_number(f[2]) : std::nullopt;
        if (!n || *n < 1 || *n > 60 || 60 % static_cast<int>(*n) != 0 || *n != std::floor(*n))
          diagnostics_.error("epw", {path_, line_, 0},
                             "the eighth line must be DATA PERIODS with a number of records an hour that divides 60");
        else
          per_hour_ = static_cast<int>(*n);
      }
    }
    if (line_ < header_lines)
      diagnostics_.error("epw", {path_, 0, 0}, "the file ends within the eight header lines of an EPW");
  }

  void location(const Fields& f) {
    // LOCATION, city, state, country, source, WMO number, latitude, longitude, time zone, elevation
    std::array<double, 4> v{};
    bool good = f.size() >= 10 && f[0].substr(f[0].size() < 8 ? 0 : f[0].size() - 8) == "LOCATION";
    for (std::size_t i = 0; good && i < 4; ++i) {
      const auto x = csv_number(f[6 + i]);
      good = x.has_value();
      v[i] = x.value_or(0);
    }
    if (!good || std::abs(v[0]) > 90 || std::abs(v[1]) > 180 || std::abs(v[2]) > 14 || v[3] < -500 || v[3] > 9000) {
      diagnostics_.error("epw", {path_, 1, 0},
                         "the first line must be LOCATION with latitude, longitude, time zone in hours and elevation "
                         "in m as fields 7 to 10");
      return;
    }
    file_.place = fmt::format("{}, {}", f[1], f[3]);
    file_.latitude_deg = v[0];
    file_.longitude_deg = v[1];
    file_.utc_offset_s = static_cast<int>(std::lround(v[2] * 3600));
    file_.elevation = Length::from_si(v[3]);
  }

  /// Where a field of the present line stands.
  SourceLoc place(std::string_view field) const {
    return {path_, line_, static_cast<int>(field.data() - line_begin_) + 1, static_cast<int>(std::min<std::size_t>(field.size(), 40))};
  }

  double value(const Fields& f, const Field& field, LineErrors& errors) {
    const std::string_view s = f[field.number - 1];
    if (s.empty()) return nan;
    const auto v = csv_number(s);
    if (v && *v >= field.missing - 1e-9) return nan;
    if (v && *v >= field.min && *v <= field.max) return *v;
    errors.add(place(s), v ? fmt::format("{} {} is outside {:g} to {:g} (field {})", field.name, s, field.min, field.max,
                                      field.number)
                        : fmt::format("{} \"{}\" is not a number (field {})", field.name, s, field.number));
    return nan;
  }

  int whole(const Fields& f, std::size_t number, const char* name, int min, int max, LineErrors& errors) {
    const auto v = csv_number(f[number - 1]);
    if (v && *v >= min && *v <= max && *v == std::floor(*v)) return static_cast<int>(*v);
    errors.add(place(f[number - 1]), fmt::format("{} \"{}\" is not a whole number {} to {}", name, f[number - 1], min, max));
    return min;
  }

  void rows() {
    LineErrors errors(diagnostics_, path_, "epw");
    std::string_view line;
    Fields f;
    while (next_line(line)) {
      if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
      split(line, f);
      if (f.size() < fields_needed) {
        errors.add(line_, fmt::format("{} fields; a data line has 35, of which 22 are needed", f.size()));
        continue;
      }
      Row r{};
      r.line = line_;
      r.year = whole(f, 1, "year", 1, 9999, errors);
      r.month = whole(f, 2, "month", 1, 12, errors);
      r.day = whole(f, 3, "day", 1, days_in_month(2000, r.month), errors);
      r.hour = whole(f, 4, "hour", 1, 24, errors);
      r.minute = whole(f, 5, "minute", 0, 60, errors);
      r.t_c = value(f, dry_bulb, errors);
      r.dew_c = value(f, dew_point, errors);
      r.rh = value(f, humidity, errors) / 100;
      r.p_pa = value(f, pressure, errors);
      r.ghi = value(f, radiation, errors);
      r.wind = value(f, wind_speed, errors);
      if (std::isnan(r.rh) && !std::isnan(r.dew_c) && !std::isnan(r.t_c))
        r.rh = psychro::saturation_pressure_pa(r.dew_c) / psychro::saturation_pressure_pa(r.t_c);
      r.rh = std::min(r.rh, 1.0);  // NaN stays
      rows_.push_back(r);
    }
    if (rows_.empty() && !errors.any()) errors.add(0, "no data lines");
  }

  double instant(const Row& r, int year) const {
    const double hour = per_hour_ == 1 ? r.hour : r.hour - 1 + r.minute / 60.0;
    return static_cast<double>(days_from_civil(year, r.month, r.day)) * 86400 + std::round(hour * 3600) -
           file_.utc_offset_s;
  }

  /// Dates of the rows: real where they follow one another, otherwise those of a nominal year.
  void calendar() {
    step_ = 3600.0 / per_hour_;
    const auto follows = [&](double a, double b) { return b - a == step_; };
    times_.clear();
    for (const Row& r : rows_) times_.push_back(instant(r, r.year));
    bool dated = true;
    for (std::size_t i = 0; i < rows_.size() && dated; ++i)
      dated =
          rows_[i].day <= days_in_month(rows_[i].year, rows_[i].month) && (i == 0 || follows(times_[i - 1], times_[i]));
    if (dated) return;
    file_.typical_year = true;
    const bool leap = std::any_of(rows_.begin(), rows_.end(), [](const Row& r) { return r.month == 2 && r.day == 29; });
    int year = leap ? 2000 : 2001;
    LineErrors errors(diagnostics_, path_, "epw");
    times_.clear();
    for (const Row& r : rows_) {
      const double t = instant(r, year);
      if (!times_.empty() && !follows(times_.back(), t)) {
        const Row& before = rows_[times_.size() - 1];
        errors.add(r.line,
                   fmt::format("{:02}-{:02} hour {} does not follow {:02}-{:02} hour {}", r.month, r.day, r.hour,
                               before.month, before.day, before.hour),
                   "lines are missing, doubled or out of order");
      }
      times_.push_back(t);
    }
  }

  void fill() {
    const auto longest = static_cast<std::size_t>(std::lround(longest_gap_s / step_));
    const auto treat = [&](const Field& field, double Row::*member, bool needed) {
      std::vector<double> v;
      for (const Row& r : rows_) v.push_back(r.*member);
      const auto first = static_cast<std::size_t>(
          std::find_if(v.begin(), v.end(), [](double x) { return std::isnan(x); }) - v.begin());
      const GapFill g = fill_short_gaps(v, longest);
      if (g.filled > 0)
        diagnostics_.warning("gap", {path_, rows_[first].line, 0},
                             fmt::format("{}: {} missing values in gaps of up to 6 h are interpolated, the first here",
                                         field.name, g.filled));
      if (needed) {
        LineErrors errors(diagnostics_, path_, "gap");
        for (const auto& [begin, n] : g.left)
          errors.add(rows_[begin].line,
                     fmt::format("{}: no value from here on for {:g} h; at most 6 h are interpolated", field.name,
                                 static_cast<double>(n) * step_ / 3600));
      }
      for (std::size_t i = 0; i < v.size(); ++i) rows_[i].*member = v[i];
      std::size_t left = 0;
      for (const auto& gap : g.left) left += gap.second;
      return left;
    };
    treat(dry_bulb, &Row::t_c, true);
    treat(humidity, &Row::rh, true);
    const double standard = standard_pressure(file_.elevation).si();
    if (const auto n = treat(pressure, &Row::p_pa, false); n > 0)
      diagnostics_.note(
          "gap", {path_, 0, 0},
          fmt::format("station pressure: {} missing values are the standard atmosphere at {:g} m, {:.0f} Pa", n,
                      file_.elevation.si(), standard));
    if (const auto n = treat(wind_speed, &Row::wind, false); n > 0)
      diagnostics_.note("gap", {path_, 0, 0}, fmt::format("wind speed: {} missing values are taken as calm", n));
    for (Row& r : rows_) {
      if (std::isnan(r.p_pa)) r.p_pa = standard;
      if (std::isnan(r.wind)) r.wind = 0;
    }
  }

  void series() {
    std::vector<WeatherSample> samples;
    samples.reserve(rows_.size());
    for (const Row& r : rows_)
      samples.push_back(weather_sample(Temperature::celsius(r.t_c), Fraction(r.rh), Pressure::from_si(r.p_pa),
                                       Speed::from_si(r.wind), r.ghi));
    file_.series = WeatherSeries::regular(times_.front(), step_, std::move(samples));
  }

  std::string_view text_;
  std::string path_;
  Diagnostics& diagnostics_;
  WeatherFile file_;
  std::vector<Row> rows_;
  std::vector<double> times_;
  std::size_t at_ = 0;
  const char* line_begin_ = nullptr;
  int line_ = 0, per_hour_ = 1;
  double step_ = 3600;
};

}  // namespace

std::optional<WeatherFile> parse_epw(const std::string& text, const std::string& path, Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.all().size();
  auto file = EpwReader(text, path, diagnostics).read();
  if (diagnostics.all().size() != before) diagnostics.add_source(path, text);
  return file;
}

std::optional<WeatherFile> read_epw(const std::string& path, Diagnostics& diagnostics) {
  const auto text = read_text_file(path, diagnostics);
  if (!text) return std::nullopt;
  return parse_epw(*text, path, diagnostics);
}

}  // namespace netsuden
