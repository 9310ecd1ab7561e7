// SPDX-License-Identifier: Apache-2.0
#include "sim/site/synthetic_weather.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/calendar.hpp"
#include "sim/base/errors.hpp"
#include "sim/site/psychrometrics.hpp"

namespace netsuden {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double pi = 3.14159265358979323846;
constexpr double day_s = 86400, warmest_hour = 14;
constexpr double bend_k = 3;  // assumption: the last kelvins before an extreme over which dry bulbs are bent
// Assumption, from Tokyo 2020 to 2024: a year's highest wet bulb lies 1.1 to 1.5 K above its 99.6 % value.
constexpr double wet_bulb_headroom_k = 2, wet_bulb_bend_k = 1.5;
constexpr double tail_margin_k = 1;  // only speed depends on it

/// Where an hour lies: between which corners of the monthly and daily polygons.
struct Hour {
  int month, day;      ///< 0-based; day of the generated period
  int corner;          ///< of the month polygon, left of the hour
  double month_share;  ///< from it to the next
  int noon;            ///< day whose noon is left of the hour
  double noon_share;
  double daily_cycle;  ///< -1 to 1
};

double on(const Monthly& v, const Hour& h) {
  const auto i = static_cast<std::size_t>(h.corner);
  return v[i] + (v[(i + 1) % 12] - v[i]) * h.month_share;
}
double on(const std::vector<double>& v, const Hour& h) {  // v[0] is the day before the first
  const auto i = static_cast<std::size_t>(h.noon + 1);
  return v[i] + (v[i + 1] - v[i]) * h.noon_share;
}

/// Values at noon such that the polygon through them has these means over the days: mean = (x_- + 6 x + x_+) / 8.
std::vector<double> corners_for_means(const std::vector<double>& mean) {
  const std::size_t n = mean.size();
  std::vector<double> c(n), x(n);
  const auto diagonal = [n](std::size_t i) { return i == 0 || i + 1 == n ? 0.875 : 0.75; };  // ends go on level
  c[0] = 0.125 / diagonal(0);
  x[0] = mean[0] / diagonal(0);
  for (std::size_t i = 1; i < n; ++i) {
    const double m = diagonal(i) - 0.125 * c[i - 1];
    c[i] = 0.125 / m;
    x[i] = (mean[i] - 0.125 * x[i - 1]) / m;
  }
  for (std::size_t i = n - 1; i-- > 0;) x[i] -= c[i] * x[i + 1];
  return x;
}

double bent(double t, double limit, double width) {  // below the limit, unchanged from `width` below it
  const double from = limit - width;
  return t <= from ? t : from + width * std::tanh((t - from) / width);
}

class Generator {
 public:
  Generator(const ClimateNormals& normals, long long first_utc_day, int days, int utc_offset_s, const std::optional<FitWindow>& window)
      : n_(normals),
        first_s_(static_cast<double>(first_utc_day) * day_s),
        offset_s_(utc_offset_s),
        pressure_(standard_pressure(normals.elevation)) {
    requested_ = static_cast<std::size_t>(days) * 24;
    lay_out(days);
    if (window) fit_within(*window);
  }

  WeatherSeries run(RandomStream& random) {
    draw(random);
    fit_dry_bulb();
    fit_humidity();
    std::vector<WeatherSample> samples;
    samples.reserve(requested_ + 1);
    for (std::size_t i = 0; i <= requested_; ++i) {
      WeatherSample s = weather_sample(Temperature::celsius(t_[i]), Fraction(rh_[i]), pressure_, n_.wind);
      samples.push_back(s);
    }
    return WeatherSeries::regular(first_s_, 3600, std::move(samples));
  }

 private:
  void lay_out(int days) {
    const double local = first_s_ + offset_s_;
    const auto first_day = static_cast<long long>(std::floor(local / day_s));
    const CivilTime c = TimeZone().to_civil(static_cast<double>(first_day) * day_s);
    int years = 0;
    long long length = 0;
    while (length < days) {
      ++years;
      length =
          days_from_civil(c.year + years, c.month, std::min(c.day, days_in_month(c.year + years, c.month))) - first_day;
    }
    period_ = static_cast<std::size_t>(length) * 24;
    const std::size_t hours = period_ + 24;
    hours_.reserve(hours);
    CivilTime date = c;
    long long date_day = first_day;
    for (std::size_t i = 0; i < hours; ++i) {
      const double s = local + static_cast<double>(i) * 3600;
      const auto day = static_cast<long long>(std::floor(s / day_s));
      if (day != date_day) {
        date = TimeZone().to_civil(static_cast<double>(day) * day_s);
        date_day = day;
      }
      const double share = (s - static_cast<double>(day) * day_s) / day_s;
      Hour h{};
      h.month = date.month - 1;
      h.day = static_cast<int>(day - first_day);
      const double x = h.month - 0.5 + (date.day - 1 + share) / days_in_month(date.year, date.month);
      h.corner = (static_cast<int>(std::floor(x)) + 12) % 12;
      h.month_share = x - std::floor(x);
      h.noon = share < 0.5 ? h.day - 1 : h.day;
      h.noon_share = share < 0.5 ? share + 0.5 : share - 0.5;
      h.daily_cycle = std::cos(2 * pi * (share * 24 - warmest_hour) / 24);
      hours_.push_back(h);
    }
    days_ = hours_.back().day + 1;
    // A month whose days all lie in the requested part is fitted there, the others over the whole years.
    std::array<std::size_t, 12> part{};
    for (std::size_t i = 0; i < requested_ && i < hours; ++i) ++part[static_cast<std::size_t>(hours_[i].month)];
    for (std::size_t m = 0; m < 12; ++m) fit_end_[m] = part[m] >= std::size_t{28 * 24 - 24} ? requested_ : period_;
    // Where the requested part decides alone, the rest of the whole years is drawn but not worked out: what is asked for
    // and the hours that complete its last day.
    const bool alone = std::all_of(fit_end_.begin(), fit_end_.end(), [&](std::size_t e) { return e == requested_; });
    const std::size_t worked = alone && tail_end() == requested_ ? std::min(hours, requested_ + 25) : hours;
    work_out(worked);
  }

  void work_out(std::size_t hours) {
    t_.resize(hours);
    rh_.resize(hours);
    wet_.resize(hours);
  }

  void fit_within(const FitWindow& w) {
    const auto hour = [&](double unix_s) { return static_cast<std::size_t>(std::clamp((unix_s - first_s_) / 3600, 0.0, static_cast<double>(requested_))); };
    const std::size_t end = hour(w.to_unix_s);
    fit_begin_ = hour(w.from_unix_s);
    NETSUDEN_ASSERT(end - fit_begin_ >= std::size_t{365 * 24 - 24}, "months to be fitted within less than a year");
    fit_end_.fill(end);
    tail_end_ = end;
    work_out(std::min(hours_.size(), requested_ + 25));
  }

  /// The wet bulb is stretched over the requested part where it is a year or more, else over the whole years.
  std::size_t tail_end() const { return tail_end_ > 0 ? tail_end_ : requested_ >= std::size_t{365 * 24} ? requested_ : period_; }
  bool fitted(std::size_t i) const { return i >= fit_begin_ && i < fit_end_[static_cast<std::size_t>(hours_[i].month)]; }

  void draw(RandomStream& random) {
    const auto n = static_cast<std::size_t>(days_) + 2;  // one day before, one after
    std::vector<double> anomaly(n);
    dryness_.resize(n);
    range_.resize(n);
    double x = random.normal(), z = random.normal();
    const double phi = n_.persistence, psi = n_.dryness_persistence;
    // Month figures of a day are those of its noon.
    std::vector<const Hour*> noon(n, &hours_.front());
    for (const Hour& h : hours_) {
      const auto d = static_cast<std::size_t>(h.day) + 1;
      if (h.noon == h.day && (noon[d] == &hours_.front() || h.noon_share < noon[d]->noon_share)) noon[d] = &h;
    }
    noon[n - 1] = &hours_.back();
    for (std::size_t d = 0; d < n; ++d) {
      const double rho = on(n_.dryness_correlation, *noon[d]);
      const double y = rho * x + std::sqrt(1 - rho * rho) * z;
      const double u = 0.55 * y + 0.835 * random.normal();
      anomaly[d] = on(n_.deviation_k, *noon[d]) * x;
      dryness_[d] = std::exp(n_.dryness_deviation * (y - 0.5 * n_.dryness_deviation));
      range_[d] = std::exp(n_.range_deviation * (u - 0.5 * n_.range_deviation));
      x = phi * x + std::sqrt(1 - phi * phi) * random.normal();
      z = psi * z + std::sqrt(1 - psi * psi) * random.normal();
    }
    anomaly_ = corners_for_means(anomaly);
  }

  double daily_base(std::size_t i) const { return on(mean_, hours_[i]) + on(anomaly_, hours_[i]); }

  void compose_dry_bulb() {
    for (std::size_t i = 0; i < t_.size(); ++i) {
      const Hour& h = hours_[i];
      double t = daily_base(i) + 0.5 * on(spread_, h) * on(range_, h) * h.daily_cycle;
      if (n_.highest_dry_bulb) t = bent(t, n_.highest_dry_bulb->c(), bend_k);
      if (n_.lowest_dry_bulb) t = -bent(-t, -n_.lowest_dry_bulb->c(), bend_k);
      t_[i] = t;
    }
  }

  Monthly monthly_mean(const std::vector<double>& v) const {
    Monthly sum{}, count{};
    for (std::size_t i = 0; i < v.size() && (i < period_ || i < requested_); ++i) {
      if (!fitted(i)) continue;
      const auto m = static_cast<std::size_t>(hours_[i].month);
      sum[m] += v[i];
      count[m] += 1;
    }
    for (std::size_t m = 0; m < 12; ++m) sum[m] = count[m] > 0 ? sum[m] / count[m] : 0;
    return sum;
  }

  Monthly monthly_range() const {
    Monthly sum{}, count{};
    for (std::size_t i = 0; i < t_.size();) {
      std::size_t end = i;
      double low = t_[i], high = t_[i];
      for (; end < t_.size() && hours_[end].day == hours_[i].day; ++end) {
        low = std::min(low, t_[end]);
        high = std::max(high, t_[end]);
      }
      if (end - i == 24 && fitted(i)) {
        const auto m = static_cast<std::size_t>(hours_[i].month);
        sum[m] += high - low;
        count[m] += 1;
      }
      i = end;
    }
    for (std::size_t m = 0; m < 12; ++m) sum[m] = count[m] > 0 ? sum[m] / count[m] : 0;
    return sum;
  }

  void fit_dry_bulb() {
    mean_ = n_.dry_bulb_c;
    spread_ = n_.daily_range_k;
    for (int round = 0; round < 14; ++round) {
      compose_dry_bulb();
      const Monthly mean = monthly_mean(t_);
      const Monthly range = monthly_range();
      for (std::size_t m = 0; m < 12; ++m) {
        mean_[m] += n_.dry_bulb_c[m] - mean[m];
        if (range[m] > 0.01) spread_[m] *= std::clamp(n_.daily_range_k[m] / range[m], 0.5, 2.0);
      }
    }
    compose_dry_bulb();
  }

  /// What stays while the humidity is fitted to the dry bulbs.
  void hold_dry_bulb() {
    held_.resize(t_.size());
    for (std::size_t i = 0; i < t_.size(); ++i)
      held_[i] = {daily_base(i), on(dryness_, hours_[i]), psychro::saturation_pressure_pa(t_[i])};
  }

  void compose_humidity() {
    for (std::size_t i = 0; i < t_.size(); ++i) {
      const double depression = std::exp(on(log_depression_, hours_[i])) * held_[i].dryness;
      const double dew = std::max(held_[i].base_c - depression, -90.0);
      rh_[i] = dew >= t_[i] ? 1.0 : psychro::saturation_pressure_pa(dew) / held_[i].saturation_pa;
    }
  }

  /// Moves the corners of the depression by what relative humidity lacks: p_w falls 6 % for each kelvin of depression.
  void correct_depression() {
    const Monthly rh = monthly_mean(rh_);
    for (std::size_t m = 0; m < 12; ++m) {
      const double slope = 0.06 * rh[m] * std::max(0.5, std::exp(log_depression_[m]));
      const double step = (rh[m] - n_.relative_humidity_pct[m] / 100) / slope;
      log_depression_[m] = std::clamp(log_depression_[m] + std::clamp(step, -0.7, 0.7), -4.0, 4.0);
    }
  }

  void fit_humidity() {
    hold_dry_bulb();
    for (std::size_t m = 0; m < 12; ++m)
      log_depression_[m] = std::log(std::max(0.05, -std::log(n_.relative_humidity_pct[m] / 100) / 0.06));
    for (int round = 0; round < 8; ++round) {
      compose_humidity();
      correct_depression();
    }
    compose_humidity();
    if (!n_.design_wet_bulb) return;
    // The tail of the wet bulb moves the means of the summer months, and they it.
    tail_from_c_ = sampled_tail_c();
    for (int round = 0; round < 5; ++round) {
      stretch_wet_bulb();
      correct_depression();
      compose_humidity();
    }
    stretch_wet_bulb();
  }

  /// About where the tail begins: from every seventh hour.
  double sampled_tail_c() const {
    std::vector<double> some;
    for (std::size_t i = 0; i < t_.size(); i += 7) some.push_back(psychro::wet_bulb_from_rh(t_[i], rh_[i], pressure_.si()));
    const auto k = static_cast<std::ptrdiff_t>(0.9 * static_cast<double>(some.size() - 1));
    std::nth_element(some.begin(), some.begin() + k, some.end());
    return some[static_cast<std::size_t>(k)];
  }

  /// Wet bulbs of the hours above `cutoff_c`; the others, whose value nobody asks for, stand at -infinity.
  void find_wet_bulbs(double cutoff_c) {
    for (std::size_t i = 0; i < wet_.size(); ++i) {
      const double p = pressure_.si(), w = psychro::humidity_ratio(rh_[i] * held_[i].saturation_pa, p);
      // The humidity at a wet bulb rises with it (water's formula, from 0 degC on).
      const bool below = cutoff_c > 0 && (t_[i] <= cutoff_c || w <= psychro::humidity_ratio_from_wet_bulb(t_[i], cutoff_c, p));
      wet_[i] = below ? -infinity : psychro::wet_bulb_from_humidity_ratio(t_[i], w, p);
    }
  }

  void stretch_wet_bulb() {
    const std::size_t end = tail_end();
    std::vector<double> order;
    const auto at = [&](double share) {
      const auto k = static_cast<std::ptrdiff_t>(share * static_cast<double>(end - fit_begin_ - 1));
      std::nth_element(order.begin(), order.begin() + k, order.end());
      return order[static_cast<std::size_t>(k)];
    };
    // The tail begins near where it did in the last round. Where it does not, all hours are solved.
    double from = 0;
    for (const double cutoff : {tail_from_c_ - tail_margin_k, -infinity}) {
      find_wet_bulbs(cutoff);
      order.assign(wet_.begin() + static_cast<std::ptrdiff_t>(fit_begin_), wet_.begin() + static_cast<std::ptrdiff_t>(end));
      from = at(0.9);
      if (from > cutoff + 1e-6) break;
    }
    tail_from_c_ = from;
    const double reached = at(0.996), design = n_.design_wet_bulb->c();
    if (!(reached > from)) return;
    const double stretch = std::clamp((design - from) / (reached - from), 0.2, 3.0);
    for (std::size_t i = 0; i < wet_.size(); ++i) {
      if (wet_[i] <= from) continue;
      const double wanted = bent(from + (wet_[i] - from) * stretch, design + wet_bulb_headroom_k, wet_bulb_bend_k);
      const double s = std::min(wanted, t_[i]);
      const double w = psychro::humidity_ratio_from_wet_bulb(t_[i], s, pressure_.si());
      rh_[i] = std::clamp(psychro::vapour_pressure_pa(w, pressure_.si()) / held_[i].saturation_pa, 0.01, 1.0);
    }
  }

  const ClimateNormals& n_;
  double first_s_;
  int offset_s_;
  Pressure pressure_;
  std::size_t requested_ = 0, period_ = 0;  ///< hours asked for; hours of the whole years
  int days_ = 0;
  std::vector<Hour> hours_;
  std::size_t fit_begin_ = 0, tail_end_ = 0;
  std::array<std::size_t, 12> fit_end_{};
  std::vector<double> anomaly_, dryness_, range_;  ///< a value a day, from the day before the first
  Monthly mean_{}, spread_{}, log_depression_{};
  std::vector<double> t_, rh_, wet_;
  struct Held {
    double base_c, dryness, saturation_pa;
  };
  std::vector<Held> held_;
  double tail_from_c_ = 0;  ///< wet bulb from which the stretched tail began in the last round
};

}  // namespace

WeatherSeries generate_hourly(const ClimateNormals& normals, long long first_utc_day, int days, int utc_offset_s,
                              RandomStream& random, std::optional<FitWindow> window) {
  NETSUDEN_ASSERT(days > 0, fmt::format("{} days of weather", days));
  return Generator(normals, first_utc_day, days, utc_offset_s, window).run(random);
}

}  // namespace netsuden
