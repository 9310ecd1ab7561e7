// SPDX-License-Identifier: Apache-2.0
#include "io/import/series_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace netsuden {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double day_s = 86400;

double period_of(Repeat repeat) { return repeat == Repeat::weekly ? 7 * day_s : day_s; }

/// Whole days or weeks of wall-clock time that the series covers from its first sample, in seconds.
double whole_period(const Series& s, Repeat repeat, const TimeZone& zone) {
  const double begin = s.unix_s.front(), end = s.end_s();
  const double local_length = (end + zone.utc_offset(end)) - (begin + zone.utc_offset(begin));
  return std::floor((local_length + 1e-6) / period_of(repeat)) * period_of(repeat);
}

int whole_years(const Series& s, const TimeZone& zone) {
  int n = 0;
  while (add_years(s.unix_s.front(), n + 1, zone) <= s.end_s() + 1e-6) ++n;
  return n;
}

}  // namespace

SeriesReader::SeriesReader(Series series, Interpolation interpolation, Repeat repeat, TimeZone zone)
    : series_(std::move(series)), interpolation_(interpolation), repeat_(repeat), zone_(std::move(zone)) {
  if (series_.unix_s.empty()) {
    series_.unix_s = {0};
    series_.value = {0};
  }
  const double begin = series_.unix_s.front();
  local_begin_ = begin + zone_.utc_offset(begin);
  if (repeat_ == Repeat::yearly) {
    period_years_ = whole_years(series_, zone_);
    if (period_years_ == 0) repeat_ = Repeat::none;
    source_end_ = add_years(begin, period_years_, zone_);
  } else if (repeat_ != Repeat::none) {
    period_s_ = whole_period(series_, repeat_, zone_);
    if (period_s_ <= 0) repeat_ = Repeat::none;
    source_end_ = zone_.from_local(local_begin_ + period_s_);
  }
}

double SeriesReader::source_time(UnixSeconds t) {
  if (repeat_ == Repeat::none) return t;
  if (t >= map_begin_ && t < map_end_) return t + shift_;
  // The mapping is one shift from t to the end of t's local day at most.
  const CivilTime c = zone_.to_civil(t);
  const double local = t + c.utc_offset_s;
  double source = 0;
  if (repeat_ == Repeat::yearly) {
    const CivilTime first = zone_.to_civil(series_.unix_s.front());
    const double in_year = local - day_s * static_cast<double>(days_from_civil(c.year, 1, 1));
    // Whole years from the first sample to t: one less than the difference before the anniversary.
    const int feb29 = first.month == 2 && first.day == 29 && !is_leap_year(c.year) ? 28 : first.day;
    const double anniversary =
        day_s * static_cast<double>(days_from_civil(c.year, first.month, feb29) - days_from_civil(c.year, 1, 1)) +
        first.hour * 3600 + first.minute * 60 + first.second;
    const int years = c.year - first.year - (in_year < anniversary ? 1 : 0);
    const int in_cycle = ((years % period_years_) + period_years_) % period_years_;
    const int year = c.year - years + in_cycle;
    source =
        from_civil(year, c.month, std::min(c.day, days_in_month(year, c.month)), c.hour, c.minute, c.second, zone_);
  } else {
    const double k = std::floor((local - local_begin_) / period_s_);
    source = zone_.from_local(local_begin_ + (local - local_begin_ - k * period_s_));
  }
  // Shifts are whole seconds (days and zone offsets); rounding takes the noise of fractional t out of them.
  shift_ = std::round(source - t);
  const double last = std::nextafter(source_end_, 0);
  if (t + shift_ < series_.unix_s.front() || t + shift_ > last)
    shift_ = std::clamp(t + shift_, series_.unix_s.front(), last) - t;
  source = t + shift_;
  map_begin_ = t;
  map_end_ = std::min({add_days(t, 1, zone_), zone_.next_transition(t), source_end_ - shift_});
  const double source_transition = zone_.next_transition(source);
  map_end_ = std::min(map_end_, source_transition - shift_);
  if (!(map_end_ > t)) map_end_ = std::nextafter(t, infinity);
  return source;
}

void SeriesReader::seek(double s) {
  const auto& x = series_.unix_s;
  if (cursor_ >= x.size() || x[cursor_] > s || (cursor_ + 2 < x.size() && x[cursor_ + 2] <= s)) {
    const auto after = std::upper_bound(x.begin(), x.end(), s) - x.begin();
    cursor_ = after > 0 ? static_cast<std::size_t>(after - 1) : 0;
  } else if (cursor_ + 1 < x.size() && x[cursor_ + 1] <= s) {
    ++cursor_;
  }
}

double SeriesReader::at(UnixSeconds t) {
  const double s = source_time(t);
  seek(s);
  const auto& x = series_.unix_s;
  const auto& v = series_.value;
  const std::size_t i = cursor_;
  if (interpolation_ == Interpolation::hold || s <= x[i]) return v[i];
  // Over the seam of a repetition the line leads from the last sample to the first.
  if (i + 1 < x.size() && (repeat_ == Repeat::none || x[i + 1] < source_end_))
    return v[i] + (v[i + 1] - v[i]) * (s - x[i]) / (x[i + 1] - x[i]);
  if (repeat_ == Repeat::none) return v[i];
  return v[i] + (v.front() - v[i]) * std::min(1.0, (s - x[i]) / (source_end_ - x[i]));
}

UnixSeconds SeriesReader::next_change(UnixSeconds t) {
  const double s = source_time(t);
  const auto& x = series_.unix_s;
  const auto after = std::upper_bound(x.begin(), x.end(), s);
  if (repeat_ == Repeat::none) return after == x.end() ? infinity : *after;
  const double next = after == x.end() ? infinity : *after - shift_;
  const double c = std::min(next, map_end_);
  return c > t ? c : std::nextafter(t, infinity);
}

bool check_coverage(const Series& series, Repeat repeat, UnixSeconds from, UnixSeconds to, const TimeZone& zone,
                    const SourceLoc& where, const std::string& file, Diagnostics& diagnostics) {
  const auto range = [&](double a, double b) {
    return fmt::format("{} to {}", format_compact(a, zone), format_compact(b, zone));
  };
  if (series.unix_s.empty()) {
    diagnostics.error("coverage", where, fmt::format("{} holds no samples", file));
    return false;
  }
  const double begin = series.unix_s.front(), end = series.end_s();
  if (repeat == Repeat::none) {
    if (begin <= from && end >= to) return true;
    const bool year = whole_years(series, zone) > 0;
    diagnostics.error("coverage", where,
                      fmt::format("{} covers {}, the horizon is {}", file, range(begin, end), range(from, to)),
                      year ? "shorten the horizon, or say repeat_years: true" : "shorten the horizon, or take a longer file");
    return false;
  }
  const char* name = repeat == Repeat::daily ? "daily" : repeat == Repeat::weekly ? "weekly" : "yearly";
  const char* span = repeat == Repeat::daily ? "day" : repeat == Repeat::weekly ? "week" : "year";
  const bool enough = repeat == Repeat::yearly ? whole_years(series, zone) > 0 : whole_period(series, repeat, zone) > 0;
  if (!enough)
    diagnostics.error("coverage", where,
                      fmt::format("repeat: {} needs a whole {}; {} covers {}", name, span, file, range(begin, end)));
  return enough;
}

StepSeries lay_out(SeriesReader& reader, UnixSeconds from, UnixSeconds to) {
  std::vector<double> time{0}, value{reader.at(from)};
  for (double t = reader.next_change(from); t < to; t = reader.next_change(t)) {
    const double v = reader.at(t);
    if (v == value.back()) continue;
    time.push_back(t - from);
    value.push_back(v);
  }
  return StepSeries(std::move(time), std::move(value));
}

}  // namespace netsuden
