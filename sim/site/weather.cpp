// SPDX-License-Identifier: Apache-2.0
#include "sim/site/weather.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/errors.hpp"
#include "sim/site/psychrometrics.hpp"

namespace netsuden {
namespace {

constexpr double day_s = 86400, infinity = std::numeric_limits<double>::infinity();
constexpr double decade_s = 3652.425 * day_s;  // ten mean Gregorian years

double mix(double a, double b, double share) { return a + (b - a) * share; }
Temperature mix(Temperature a, Temperature b, double share) { return Temperature::kelvin(mix(a.k(), b.k(), share)); }

Temperature field(const WeatherSample& s, WeatherField f) {
  return f == WeatherField::dry_bulb ? s.dry_bulb : s.wet_bulb;
}

template <class Counts>
double hours(const WeatherSeries& w, Counts counts) {
  double s = 0;
  for (std::size_t i = 0; i < w.size(); ++i)
    if (counts(w.samples()[i])) s += w.weight(i);
  return s / 3600;
}

}  // namespace

WeatherSample weather_sample(Temperature dry_bulb, Fraction rh, Pressure p, Speed wind, double ghi_w_m2) {
  return {dry_bulb, wet_bulb(dry_bulb, rh, p), dew_point(dry_bulb, rh), rh, p, wind, ghi_w_m2};
}

WeatherSeries WeatherSeries::regular(double first_unix_s, double step_s, std::vector<WeatherSample> samples) {
  NETSUDEN_ASSERT(step_s > 0, fmt::format("step {}", step_s));
  WeatherSeries w;
  w.samples_ = std::move(samples);
  w.first_s_ = first_unix_s;
  w.step_s_ = step_s;
  return w;
}

WeatherSeries WeatherSeries::irregular(std::vector<double> unix_s, std::vector<WeatherSample> samples) {
  NETSUDEN_ASSERT(unix_s.size() == samples.size(), fmt::format("{} times, {} samples", unix_s.size(), samples.size()));
  if (samples.empty()) return {};
  if (samples.size() == 1) return regular(unix_s.front(), 3600, std::move(samples));
  std::vector<double> steps;
  for (std::size_t i = 1; i < unix_s.size(); ++i) {
    NETSUDEN_ASSERT(unix_s[i] > unix_s[i - 1], fmt::format("time {} after {}", unix_s[i], unix_s[i - 1]));
    steps.push_back(unix_s[i] - unix_s[i - 1]);
  }
  const auto [least, most] = std::minmax_element(steps.begin(), steps.end());
  if (*least == *most) return regular(unix_s.front(), *least, std::move(samples));
  WeatherSeries w;
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  w.step_s_ = *middle;
  w.samples_ = std::move(samples);
  w.times_ = std::move(unix_s);
  w.first_s_ = w.times_.front();
  return w;
}

WeatherSeries WeatherSeries::constant(const WeatherSample& s) { return regular(0, 3600, {s}); }

WeatherSample WeatherSeries::at(double unix_s) const {
  NETSUDEN_ASSERT(!samples_.empty(), "weather without samples");
  const std::size_t n = samples_.size();
  std::size_t i = 0;
  double share = 0;
  if (times_.empty()) {
    const double x = (unix_s - first_s_) / step_s_;
    if (!(x > 0)) return samples_.front();
    if (x >= static_cast<double>(n - 1)) return samples_.back();
    i = static_cast<std::size_t>(x);
    share = x - static_cast<double>(i);
  } else {
    const auto after = std::upper_bound(times_.begin(), times_.end(), unix_s);
    if (after == times_.begin()) return samples_.front();
    if (after == times_.end()) return samples_.back();
    i = static_cast<std::size_t>(after - times_.begin()) - 1;
    share = (unix_s - times_[i]) / (times_[i + 1] - times_[i]);
  }
  const WeatherSample &a = samples_[i], &b = samples_[i + 1];
  if (share == 0 || held_) return a;  // also keeps a sample beside one that is missing
  WeatherSample s;
  s.dry_bulb = mix(a.dry_bulb, b.dry_bulb, share);
  s.wet_bulb = std::min(mix(a.wet_bulb, b.wet_bulb, share), s.dry_bulb);
  s.dew_point = std::min(mix(a.dew_point, b.dew_point, share), s.dry_bulb);
  s.relative_humidity = Fraction(mix(a.relative_humidity.value(), b.relative_humidity.value(), share));
  s.pressure = Pressure::from_si(mix(a.pressure.si(), b.pressure.si(), share));
  s.wind = Speed::from_si(mix(a.wind.si(), b.wind.si(), share));
  s.ghi_w_m2 = mix(a.ghi_w_m2, b.ghi_w_m2, share);
  return s;
}

double WeatherSeries::weight(std::size_t i) const {
  return times_.empty() || i + 1 >= times_.size() ? step_s_ : times_[i + 1] - times_[i];
}

double WeatherSeries::next_sample(double unix_s) const {
  if (!times_.empty()) {
    const auto after = std::upper_bound(times_.begin(), times_.end(), unix_s);
    return after == times_.end() ? infinity : *after;
  }
  if (samples_.empty() || !(unix_s < last())) return infinity;
  if (unix_s < first_s_) return first_s_;
  auto i = static_cast<std::size_t>((unix_s - first_s_) / step_s_);
  while (!(time(i) > unix_s)) ++i;
  return time(i);
}

WeatherSeries WeatherSeries::between(double from, double to) const {
  std::size_t a = 0, b = size();
  while (a < b && time(a) < from) ++a;
  while (b > a && time(b - 1) >= to) --b;
  const auto begin = static_cast<std::ptrdiff_t>(a), end = static_cast<std::ptrdiff_t>(b);
  std::vector<WeatherSample> part(samples_.begin() + begin, samples_.begin() + end);
  if (times_.empty()) return regular(time(a), step_s_, std::move(part));
  return irregular({times_.begin() + begin, times_.begin() + end}, std::move(part));
}

// ---- replay ---------------------------------------------------------------------------------------------------------

namespace {

/// A sample's place in its year, in the file's local time.
struct YearDay {
  int year, month, day;
  double second;  ///< of the day; 86400 for an hour-ending sample at midnight
};

YearDay place(const WeatherFile& f, double unix_s) {
  const double local = unix_s + f.utc_offset_s;
  double day = std::floor(local / day_s), second = local - day * day_s;
  if (f.hour_ending && second == 0) {
    day -= 1;
    second = day_s;
  }
  const CivilTime c = TimeZone().to_civil(day * day_s);
  return {c.year, c.month, c.day, second};
}

struct FileYear {
  int year;
  std::size_t begin, end;  ///< samples
};

/// Years of which the file holds all: no more than a step is missing at either end.
std::vector<FileYear> complete_years(const WeatherFile& f) {
  std::vector<FileYear> years;
  const WeatherSeries& w = f.series;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const int year = place(f, w.time(i)).year;
    if (years.empty() || years.back().year != year) years.push_back({year, i, i});
    years.back().end = i + 1;
  }
  std::vector<FileYear> complete;
  for (const FileYear& y : years) {
    const double begin = static_cast<double>(days_from_civil(y.year, 1, 1)) * day_s - f.utc_offset_s;
    const double end = static_cast<double>(days_from_civil(y.year + 1, 1, 1)) * day_s - f.utc_offset_s;
    if (w.time(y.begin) - begin <= w.step() && end - w.time(y.end - 1) <= w.step()) complete.push_back(y);
  }
  return complete;
}

std::string local_text(double unix_s, const WeatherFile& f) {
  return format_compact(unix_s, TimeZone::fixed(f.utc_offset_s));
}

WeatherSeries repeat_years(const WeatherFile& f, const std::map<int, int>& mapping, double from, double to,
                           const SourceLoc& where, Diagnostics& diagnostics) {
  const std::vector<FileYear> years = complete_years(f);
  if (years.empty()) {
    diagnostics.error("coverage", where,
                      fmt::format("{} covers {} to {}: no complete calendar year to repeat", f.path,
                                  local_text(f.series.first(), f), local_text(f.series.last(), f)));
    return {};
  }
  const TimeZone zone = TimeZone::fixed(f.utc_offset_s);
  const int first_year = zone.to_civil(from).year, last_year = zone.to_civil(to).year;
  const auto count = static_cast<int>(years.size());
  bool failed = false;
  std::map<int, int> anchor;  // year of the horizon -> index into `years`
  for (const auto& [horizon, wanted] : mapping) {
    const auto it = std::find_if(years.begin(), years.end(), [y = wanted](const FileYear& x) { return x.year == y; });
    if (it != years.end()) {
      anchor[horizon] = static_cast<int>(it - years.begin());
      continue;
    }
    failed = true;
    diagnostics.error("coverage", where,
                      fmt::format("{} replays {}, but {} holds the complete years {} to {}", horizon, wanted, f.path,
                                  years.front().year, years.back().year));
  }
  if (failed) return {};
  const auto source = [&](int year) -> const FileYear& {
    int base_year = first_year, base = 0;
    auto it = anchor.upper_bound(year);
    if (it != anchor.begin()) --it;  // before the first entry the order runs backward from it
    if (it != anchor.end()) {
      base_year = it->first;
      base = it->second;
    }
    return years[static_cast<std::size_t>((((base + year - base_year) % count) + count) % count)];
  };

  std::vector<double> times;
  std::vector<WeatherSample> samples;
  const double margin = 2 * f.series.step();
  const auto put = [&](double day_number, double second, std::size_t i) {
    const double t = day_number * day_s + second - f.utc_offset_s;
    if (t < from - margin || t > to + margin || (!times.empty() && t <= times.back())) return;
    times.push_back(t);
    samples.push_back(f.series.samples()[i]);
  };
  for (int year = first_year - 1; year <= last_year + 1; ++year) {
    const FileYear& y = source(year);
    std::vector<std::size_t> feb28;
    bool leap_day_due = is_leap_year(year) && !is_leap_year(y.year);
    for (std::size_t i = y.begin; i < y.end; ++i) {
      const YearDay d = place(f, f.series.time(i));
      if (d.month == 2 && d.day == 29 && !is_leap_year(year)) continue;
      if (d.month == 2 && d.day == 28) feb28.push_back(i);
      if (d.month == 3 && leap_day_due) {
        leap_day_due = false;
        for (const std::size_t k : feb28)
          put(static_cast<double>(days_from_civil(year, 2, 29)), place(f, f.series.time(k)).second, k);
      }
      put(static_cast<double>(days_from_civil(year, d.month, d.day)), d.second, i);
    }
  }
  return WeatherSeries::irregular(std::move(times), std::move(samples));
}

}  // namespace

WeatherSeries replay(const WeatherFile& f, const Replay& how, double from, double to, const SourceLoc& where,
                     Diagnostics& diagnostics) {
  if (f.series.empty()) {
    diagnostics.error("coverage", where, fmt::format("{} holds no samples", f.path));
    return {};
  }
  if (how.mode == Replay::Mode::repeat) return repeat_years(f, how.years, from, to, where, diagnostics);
  if (f.typical_year) {
    diagnostics.error("coverage", where,
                      fmt::format("{} is a typical year of months from different years: it has no dates", f.path),
                      "say that its years repeat");
    return {};
  }
  // A last sample stands for its step.
  if (from < f.series.first() - (f.hour_ending ? f.series.step() : 0) || to > f.series.last() + f.series.step()) {
    diagnostics.error(
        "coverage", where,
        fmt::format("{} covers {} to {}, the horizon is {} to {}", f.path, local_text(f.series.first(), f),
                    local_text(f.series.last(), f), local_text(from, f), local_text(to, f)),
        "let the file's years repeat (repeat_years: true), or choose a horizon within it");
    return {};
  }
  const double margin = 2 * f.series.step();
  return f.series.between(from - margin, to + margin);
}

WeatherSeries with_warming(const WeatherSeries& w, double k_per_decade, double from) {
  if (k_per_decade == 0) return w;
  std::vector<double> times;
  std::vector<WeatherSample> samples = w.samples();
  for (std::size_t i = 0; i < samples.size(); ++i) {
    WeatherSample& s = samples[i];
    const double t = w.time(i);
    times.push_back(t);
    if (t <= from) continue;
    const Temperature warmer = s.dry_bulb + TemperatureDiff::from_si(k_per_decade * (t - from) / decade_s);
    s = weather_sample(warmer, s.relative_humidity, s.pressure, s.wind, s.ghi_w_m2);
  }
  if (w.is_regular()) return WeatherSeries::regular(w.first(), w.step(), std::move(samples));
  return WeatherSeries::irregular(std::move(times), std::move(samples));
}

// ---- statistics -----------------------------------------------------------------------------------------------------

double hours_below(const WeatherSeries& w, WeatherField f, Temperature threshold) {
  return hours(w, [&](const WeatherSample& s) { return field(s, f) < threshold; });
}

double hours_at_or_below(const WeatherSeries& w, WeatherField f, Temperature threshold) {
  return hours(w, [&](const WeatherSample& s) { return field(s, f) <= threshold; });
}

Temperature percentile(const WeatherSeries& w, WeatherField f, double share) {
  NETSUDEN_ASSERT(!w.empty(), "weather without samples");
  std::vector<double> k;
  for (const WeatherSample& s : w.samples()) k.push_back(field(s, f).k());
  std::sort(k.begin(), k.end());
  const double x = std::clamp(share, 0.0, 1.0) * static_cast<double>(k.size() - 1);
  const auto i = std::min(static_cast<std::size_t>(x), k.size() - 1), j = std::min(i + 1, k.size() - 1);
  return Temperature::kelvin(mix(k[i], k[j], x - static_cast<double>(i)));
}

Temperature mean(const WeatherSeries& w, WeatherField f) {
  NETSUDEN_ASSERT(!w.empty(), "weather without samples");
  double sum = 0, weights = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    sum += field(w.samples()[i], f).k() * w.weight(i);
    weights += w.weight(i);
  }
  return Temperature::kelvin(sum / weights);
}

GapFill fill_short_gaps(std::vector<double>& v, std::size_t longest) {
  GapFill result;
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (!std::isnan(v[i])) continue;
    std::size_t end = i;
    while (end < v.size() && std::isnan(v[end])) ++end;
    const std::size_t n = end - i;
    if (n > longest || n == v.size()) {
      result.left.emplace_back(i, n);
    } else {
      result.filled += n;
      const double before = i > 0 ? v[i - 1] : v[end], after = end < v.size() ? v[end] : v[i - 1];
      for (std::size_t k = 0; k < n; ++k)
        v[i + k] = mix(before, after, static_cast<double>(k + 1) / static_cast<double>(n + 1));
    }
    i = end;
  }
  return result;
}

}  // namespace netsuden
