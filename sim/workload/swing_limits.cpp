// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/swing_limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>

#include "sim/workload/spectrum.hpp"

namespace netsuden {

void describe(Describe& d, BandLimit& p) {
  const char* ref = "physics reference 1.4: 0.1 to 20 Hz is what utilities ask for";
  d.quantity("from", p.from,
             {.unit = "Hz", .range = {0, 1000, "power systems"}, .text = "Lower end of the band.", .source = ref});
  d.quantity("to", p.to,
             {.unit = "Hz", .range = {0, 1000, "power systems"}, .text = "Upper end of the band.", .source = ref});
  d.quantity("amplitude", p.amplitude,
             {.unit = "MW",
              .range = {0, 1e5, "the utility's"},
              .text = "Largest amplitude in the band.",
              .source = "assumption"});
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

std::vector<SwingFinding> check_swings(const SwingLimits& limits, const std::vector<double>& samples, double rate_hz,
                                       std::size_t segment) {
  const auto window = [&](Duration t) {
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(t.si() * rate_hz)));
  };
  std::vector<SwingFinding> found;
  if (limits.ramp_up || limits.ramp_down) {
    const std::size_t n = window(limits.ramp_window);
    const SwingExtremes e = swing_extremes(samples, n);
    const double span_s = static_cast<double>(n) / rate_hz;
    if (limits.ramp_up) found.push_back({"ramp up", e.rise_w / span_s, limits.ramp_up->si()});
    if (limits.ramp_down) found.push_back({"ramp down", e.fall_w / span_s, limits.ramp_down->si()});
  }
  if (limits.range) {
    const SwingExtremes e = swing_extremes(samples, window(limits.range_window));
    found.push_back({"range", std::max(e.rise_w, e.fall_w), limits.range->si()});
  }
  if (limits.bands.empty()) return found;
  const Spectrum s = welch(samples, rate_hz, segment);
  for (const BandLimit& b : limits.bands)
    found.push_back({fmt::format("{:g} to {:g} Hz", b.from.si(), b.to.si()), band_amplitude(s, b.from.si(), b.to.si()),
                     b.amplitude.si()});
  return found;
}

}  // namespace netsuden
