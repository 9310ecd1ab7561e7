// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/power_smoothing.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace netsuden {

void describe(Describe& d, PowerSmoothingParams& p) {
  const char* nvml = "NVML power smoothing profile";
  d.quantity("floor", p.floor,
             {.unit = "W",
              .range = {0, 5000, "up to the rating of a GPU"},
              .text = "Power below which an active GPU does not go.",
              .source = nvml});
  d.quantity("ramp_up", p.ramp_up,
             {.unit = "W/s",
              .range = {0.1, 1e7, "from minutes to none"},
              .text = "Fastest rise of a GPU's power.",
              .source = nvml});
  d.quantity("ramp_down", p.ramp_down,
             {.unit = "W/s",
              .range = {0.1, 1e7, "from minutes to none"},
              .text = "Fastest fall of a GPU's power.",
              .source = nvml});
  d.quantity(
      "activation", p.activation,
      {.unit = "W", .range = {0, 5000, "above idle"}, .text = "Power above which a GPU is active.", .source = nvml});
  d.quantity("hysteresis", p.hysteresis,
             {.unit = "ms",
              .range = {0, 600000, "milliseconds to minutes"},
              .text = "Time for which the floor is kept once the load has ended.",
              .source = nvml});
}

namespace {

class Smoother {
 public:
  Smoother(const PowerSmoothingParams& p, double start_t, double start_w)
      : floor_(p.floor.si()),
        up_(p.ramp_up.si()),
        down_(p.ramp_down.si()),
        threshold_(p.activation.si()),
        hysteresis_(p.hysteresis.si()),
        t_(start_t),
        y_(start_w),
        active_(start_w > threshold_) {
    if (active_) y_ = std::max(y_, floor_);
    r_.out.push_back({t_, y_});
  }

  /// A straight line of the input: cut where it crosses the floor or the threshold, and where the floor is released.
  void line(double u0, double u1, double h) {
    const double start = t_;
    if (h <= 0) return;  // a jump: the output follows along its ramps
    const auto at = [&](double t) { return u0 + (u1 - u0) * (t - start) / h; };
    std::array<double, 2> cuts{start + cut(u0, u1, h, floor_), start + cut(u0, u1, h, threshold_)};
    std::sort(cuts.begin(), cuts.end());
    const double end = start + h;
    while (t_ < end) {
      double next = end;
      for (const double c : cuts)
        if (c > t_ && c < next) next = c;
      const double middle = at(0.5 * (t_ + next));
      if (middle > threshold_) {
        active_ = true;
        low_since_ = never_;
      } else if (active_) {
        if (low_since_ == never_) low_since_ = t_;
        const double release = low_since_ + hysteresis_;
        if (release <= t_)
          active_ = false;
        else
          next = std::min(next, release);
      }
      piece(at(t_), at(next), next);
    }
  }
  SmoothedTrace take() { return std::move(r_); }

 private:
  static constexpr double never_ = std::numeric_limits<double>::infinity();

  static double cut(double u0, double u1, double h, double level) {
    return (u0 < level) != (u1 < level) ? h * (level - u0) / (u1 - u0) : never_;
  }

  /// Input and target are straight up to `end`.
  void piece(double u0, double u1, double end) {
    const double h = end - t_, slope = (u1 - u0) / h;
    const bool floored = active_ && 0.5 * (u0 + u1) < floor_;
    const double v0 = floored ? floor_ : u0, v_slope = floored ? 0 : slope;
    const double gap = v0 - y_;
    const double rate = gap > 0 ? up_ : gap < 0 ? -down_ : std::clamp(v_slope, -down_, up_);
    double meet = never_;
    if (gap != 0 && gap / (rate - v_slope) > 0) meet = gap / (rate - v_slope);
    if (meet < h) {
      move(u0, slope, rate, meet);
      y_ = v0 + v_slope * meet;
      r_.out.back().p_w = y_;
      move(u0 + slope * meet, slope, std::clamp(v_slope, -down_, up_), h - meet);
    } else {
      move(u0, slope, rate, h);
    }
    t_ = end;
    r_.out.back().t_s = end;
  }
  /// Output along `rate` for h, and what lies between it and the input u + slope t.
  void move(double u, double slope, double rate, double h) {
    const double y1 = y_ + rate * h, d0 = y_ - u, d1 = y1 - (u + slope * h);
    r_.filler += ActiveEnergy::from_si(positive_area(d0, d1, h));
    r_.deferred += ActiveEnergy::from_si(positive_area(-d0, -d1, h));
    t_ += h;
    y_ = y1;
    r_.out.push_back({t_, y_});
  }
  /// Of a straight line from d0 to d1, the part above 0.
  static double positive_area(double d0, double d1, double h) {
    if (d0 >= 0 && d1 >= 0) return 0.5 * (d0 + d1) * h;
    const double top = std::max({d0, d1, 0.0});
    return top > 0 ? 0.5 * top * h * top / (std::abs(d0) + std::abs(d1)) : 0;
  }

  double floor_, up_, down_, threshold_, hysteresis_;
  double t_, y_;
  bool active_;
  double low_since_ = never_;
  SmoothedTrace r_;
};

}  // namespace

SmoothedTrace smooth_power(const PowerSmoothingParams& p, const SwingTrace& in) {
  if (in.empty()) return {};
  Smoother s(p, in.front().t_s, in.front().p_w);
  for (std::size_t i = 1; i < in.size(); ++i) s.line(in[i - 1].p_w, in[i].p_w, in[i].t_s - in[i - 1].t_s);
  return s.take();
}

}  // namespace netsuden
