// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/swing_limits.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

namespace netsuden {

void describe(Describe& d, BandLimit& p) {
  const char* ref = "physics reference 1.4: 0.1 to 20 Hz is what utilities ask for";
  d.quantity("from", p.from,
             {.unit = "Hz", .required = true, .range = {0, 500, "power systems"}, .text = "Lower end of the band.", .source = ref});
  d.quantity("to", p.to,
             {.unit = "Hz", .required = true, .range = {0, 500, "power systems"}, .text = "Upper end of the band.", .source = ref});
  d.quantity("amplitude", p.amplitude,
             {.unit = "MW",
              .required = true,
              .range = {0, 1e5, "the utility's"},
              .text = "Largest amplitude in the band: that of the sine with the same power.",
              .source = ref});
}

void describe(Describe& d, SwingLimits& p) {
  const char* own = "each utility's own";
  d.quantity("ramp_up", p.ramp_up,
             {.unit = "MW/s",
              .range = {0, 1e5, "the utility's"},
              .text = "Fastest rise of the load; no limit without it.",
              .source = own});
  d.quantity("ramp_down", p.ramp_down,
             {.unit = "MW/s",
              .range = {0, 1e5, "the utility's"},
              .text = "Fastest fall of the load; no limit without it.",
              .source = own});
  d.quantity("range", p.range,
             {.unit = "MW",
              .range = {0, 1e5, "the utility's"},
              .text = "Largest difference within the range window; no limit without it.",
              .source = own});
  d.quantity("ramp_window", p.ramp_window,
             {.unit = "s",
              .range = {0.001, 3600, "seconds to minutes"},
              .text = "Time over which a ramp is measured.",
              .source = "assumption"});
  d.quantity("range_window", p.range_window,
             {.unit = "s",
              .range = {0.001, 86400, "seconds to hours"},
              .text = "Time within which the range is measured.",
              .source = "assumption"});
  d.list("bands", p.bands, {.text = "Limits of the amplitude in bands of frequencies.", .source = own});
}

SwingExtremes swing_extremes(const std::vector<double>& x, std::size_t window) {
  SwingExtremes e;
  std::deque<std::size_t> lowest, highest;  // candidates in the window: values rising, falling
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (auto* q : {&lowest, &highest})
      while (!q->empty() && q->front() + window < i) q->pop_front();
    while (!lowest.empty() && x[lowest.back()] >= x[i]) lowest.pop_back();
    while (!highest.empty() && x[highest.back()] <= x[i]) highest.pop_back();
    lowest.push_back(i);
    highest.push_back(i);
    e.rise_w = std::max(e.rise_w, x[i] - x[lowest.front()]);
    e.fall_w = std::max(e.fall_w, x[highest.front()] - x[i]);
  }
  return e;
}

SwingFigures swing_figures(const SwingLimits& limits, const std::vector<double>& samples, double rate_hz, const Spectrum& spectrum) {
  const auto window = [&](Duration t) { return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(t.si() * rate_hz))); };
  SwingFigures f;
  const std::size_t n = window(limits.ramp_window);
  const SwingExtremes ramp = swing_extremes(samples, n), range = swing_extremes(samples, window(limits.range_window));
  f.ramp_up = ramp.rise_w / (static_cast<double>(n) / rate_hz);
  f.ramp_down = ramp.fall_w / (static_cast<double>(n) / rate_hz);
  f.range = std::max(range.rise_w, range.fall_w);
  for (const BandLimit& b : limits.bands) f.bands.push_back(band_amplitude(spectrum, b.from.si(), b.to.si()));
  return f;
}

}  // namespace netsuden
