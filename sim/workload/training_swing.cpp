// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/training_swing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace netsuden {

void describe(Describe& d, TrainingSwingParams& p) {
  const char* ref = "physics reference 1.4";
  const Range watts{0, 5000, "a GPU of today draws 1.4 kW, one of tomorrow 2 to 4"};
  d.quantity("period", p.period,
             {.unit = "s",
              .range = {0.01, 120, "0.3 to 5 s usual, 30 s for very large batches"},
              .text = "Time of an iteration.",
              .source = ref});
  d.fraction("duty", p.duty,
             {.unit = "%",
              .range = {0.01, 0.99, "a share of the period"},
              .text = "Share of the iteration at high power.",
              .source = "assumption"});
  d.quantity("high", p.high,
             {.unit = "W",
              .range = watts,
              .text = "Power of a GPU while it computes.",
              .source = "physics reference 1.4: 0.9 to 1.0 of the rating"});
  d.quantity("low", p.low,
             {.unit = "W",
              .range = watts,
              .text = "Power of a GPU while it waits for others.",
              .source = "physics reference 1.4: 0.3 to 0.5 of the rating"});
  d.quantity("idle", p.idle,
             {.unit = "W", .range = watts, .text = "Power of a GPU without work.", .source = "physics reference 1.2"});
  d.quantity("slew", p.slew,
             {.unit = "kW/s",
              .range = {0.01, 10000, "edges of 0.1 ms to a minute"},
              .text = "Slope of the edges, for each GPU.",
              .source = "assumption"});
  d.fraction("jitter", p.jitter,
             {.unit = "%",
              .range = {0, 0.2, "1 to 3 % usual"},
              .text = "Standard deviation of the time of an iteration.",
              .source = ref});
  d.quantity("checkpoint_interval", p.checkpoint_interval,
             {.unit = "min",
              .range = {0.1, 10080, "minutes to days"},
              .text = "Time between checkpoints; none without it.",
              .source = "assumption"});
  d.quantity("checkpoint_time", p.checkpoint_time,
             {.unit = "s",
              .range = {0, 3600, "seconds to minutes"},
              .text = "Time that a checkpoint takes.",
              .source = "assumption"});
  d.quantity("checkpoint_power", p.checkpoint_power,
             {.unit = "W", .range = watts, .text = "Power of a GPU meanwhile.", .source = "assumption"});
  d.quantity("failure_drop", p.failure_drop,
             {.unit = "s",
              .range = {0, 60, "below a second"},
              .text = "Time in which a failed job falls to idle.",
              .source = ref});
  d.quantity("restart", p.restart,
             {.unit = "min",
              .range = {0, 1440, "minutes to hours"},
              .text = "Time from a failure until training goes on.",
              .source = "assumption"});
}

namespace {

class Pen {
 public:
  Pen(double start_w, double slew, double end_s) : slew_(slew), end_(end_s) { trace_.push_back({0, start_w}); }
  double now() const { return trace_.back().t_s; }
  double level() const { return trace_.back().p_w; }
  /// Goes towards a level along a slope, then holds it, until a time (or the end).
  void go(double level_w, double until_s, double slope) {
    until_s = std::min(until_s, end_);
    const double span = until_s - now(), change = level_w - level();
    if (span <= 0) return;
    const double need = slope > 0 ? std::abs(change) / slope : 0;
    if (need >= span) {
      line(until_s, level() + change * (span / need));
      return;
    }
    if (change != 0) line(now() + need, level_w);
    line(until_s, level_w);
  }
  void go(double level_w, double until_s) { go(level_w, until_s, slew_); }
  bool done() const { return now() >= end_; }
  SwingTrace take() { return std::move(trace_); }

 private:
  void line(double t, double w) { trace_.push_back({t, w}); }
  SwingTrace trace_;
  double slew_, end_;
};

double sinc(double x) { return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x); }

}  // namespace

SwingTrace training_trace(const TrainingSwingParams& p, Duration length, RandomStream* jitter,
                          const std::vector<Duration>& failures) {
  Pen pen(p.idle.si(), p.slew.si(), length.si());
  const double interval = p.checkpoint_interval ? p.checkpoint_interval->si() : std::numeric_limits<double>::infinity();
  double next_checkpoint = interval;
  std::size_t failed = 0;
  while (!pen.done()) {
    while (failed < failures.size() && failures[failed].si() < pen.now())
      ++failed;  // during a restart: nothing left to fail
    const double stop = failed < failures.size() ? failures[failed].si() : length.si();
    const double t0 = pen.now(), z = jitter ? jitter->normal() : 0;
    const double period = p.period.si() * std::max(0.1, 1 + p.jitter.value() * z);
    pen.go(p.high.si(), std::min(t0 + p.duty.value() * period, stop));
    pen.go(p.low.si(), std::min(t0 + period, stop));
    if (pen.now() >= next_checkpoint) {
      pen.go(p.checkpoint_power.si(), std::min(pen.now() + p.checkpoint_time.si(), stop));
      next_checkpoint = pen.now() + interval;
    }
    if (failed < failures.size() && pen.now() >= stop) {
      const double drop = p.failure_drop.si();
      pen.go(p.idle.si(), stop + std::max(drop, p.restart.si()),
             drop > 0 ? std::abs(pen.level() - p.idle.si()) / drop : 0);
      next_checkpoint = pen.now() + interval;
      ++failed;
    }
  }
  return pen.take();
}

Duration swing_edge(const TrainingSwingParams& p) { return (p.high - p.low) / p.slew; }

ActivePower swing_mean(const TrainingSwingParams& p) { return p.low + (p.high - p.low) * p.duty.value(); }

ActivePower swing_harmonic(const TrainingSwingParams& p, int n) {
  const double d = p.duty.value(), edge = swing_edge(p) / p.period;
  return (p.high - p.low) * (2 * d * std::abs(sinc(n * d) * sinc(n * edge)));
}

ActiveEnergy swing_floor_energy(const TrainingSwingParams& p, ActivePower floor) {
  const Duration edge = swing_edge(p);
  const ActivePower lift = floor - p.low;
  return lift * (p.period * (1 - p.duty.value()) - edge) + lift * edge * (lift / (p.high - p.low));
}

}  // namespace netsuden
