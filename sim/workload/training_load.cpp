// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/training_load.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace netsuden {

void describe(Describe& d, SwingShape& p) {
  const char* ref = "physics reference 1.4";
  d.quantity("period", p.period, {.unit = "s", .range = {0.1, 120, "0.3 to 5 s usual, 30 s for very large batches"}, .text = "Time of an iteration.", .source = ref});
  d.fraction("depth", p.depth, {.unit = "%", .range = {0, 1, "a share"}, .text = "Fall of the power while GPUs wait for each other, as a share of the power while they compute.", .source = "physics reference 1.4: low level of 0.3 to 0.5 of the rating"});
  d.fraction("duty", p.duty, {.unit = "%", .range = {0.01, 0.99, "a share of the period"}, .text = "Share of the iteration at high power.", .source = "assumption"});
  d.quantity("slew", p.slew, {.unit = "kW/s", .range = {0.01, 10000, "edges of 0.1 ms to a minute"}, .text = "Slope of the edges, for each GPU.", .source = "assumption"});
  d.fraction("jitter", p.jitter, {.unit = "%", .range = {0, 0.2, "1 to 3 % usual"}, .text = "Standard deviation of the time of an iteration.", .source = ref});
  d.quantity("checkpoint_interval", p.checkpoint_interval, {.unit = "min", .range = {0.1, 10080, "minutes to days"}, .text = "Time between checkpoints; none without it.", .source = "assumption"});
  d.quantity("checkpoint_time", p.checkpoint_time, {.unit = "s", .range = {0, 3600, "seconds to minutes"}, .text = "Time that a checkpoint takes.", .source = "assumption"});
  d.fraction("checkpoint_power", p.checkpoint_power, {.unit = "%", .range = {0, 1, "a share"}, .text = "Power meanwhile, as a share of that while GPUs compute; not below idle.", .source = "assumption"});
  d.quantity("stop", p.stop, {.unit = "s", .range = {0, 60, "a failure takes less than a second"}, .text = "Time in which a job that ends or fails falls to idle.", .source = ref});
}

void describe(Describe& d, SwingSmoothing& p) {
  const char* nvml = "NVML power smoothing profile";
  d.fraction("floor", p.floor, {.unit = "%", .range = {0, 1, "a share"}, .text = "Power below which an active GPU does not go, as a share of that while it computes.", .source = nvml});
  d.quantity("ramp_up", p.ramp_up, {.unit = "W/s", .range = {0.1, 1e7, "from hours to none"}, .text = "Fastest rise of a GPU's power.", .source = nvml});
  d.quantity("ramp_down", p.ramp_down, {.unit = "W/s", .range = {0.1, 1e7, "from hours to none"}, .text = "Fastest fall of a GPU's power.", .source = nvml});
  d.quantity("hysteresis", p.hysteresis, {.unit = "ms", .range = {0, 600000, "milliseconds to minutes"}, .text = "Time for which the floor is kept once the load has ended.", .source = nvml});
}

void describe(Describe& d, SwingStore& p) {
  d.quantity("energy_per_gpu", p.energy_per_gpu, {.unit = "J", .range = {0, 1e6, "capacitors to a battery"}, .text = "Usable energy for each GPU.", .source = "physics reference 1.4: GB300 shelf"});
  d.quantity("time_constant", p.time_constant, {.unit = "ms", .range = {1, 600000, "longer is a battery"}, .text = "Time constant with which the grid power follows the load.", .source = "assumption", .default_text = "the store's energy over the rated power, with which it is never empty nor full"});
}

namespace {

PowerSmoothingParams smoothing_of(const SwingSmoothing& s, const GpuPower& g) {
  PowerSmoothingParams p;
  p.floor = g.high * s.floor.value();
  p.ramp_up = s.ramp_up;
  p.ramp_down = s.ramp_down;
  p.activation = g.idle;
  p.hysteresis = s.hysteresis;
  return p;
}

double mean_between(const SwingTrace& trace, double from_s, double to_s) {
  SwingTrace part{{from_s, trace_value(trace, from_s)}};
  for (const SwingPoint& q : trace)
    if (q.t_s > from_s && q.t_s < to_s) part.push_back(q);
  part.push_back({to_s, trace_value(trace, to_s)});
  return trace_energy_j(part) / (to_s - from_s);
}

}  // namespace

GpuPower training_power(const RackModel& rack, double utilization, double clock) {
  const double gpus = std::max(1.0, static_cast<double>(rack.params.node.gpus));
  return {node_wall_power(rack, utilization, utilization, clock) / gpus, node_wall_power(rack, 0, 0) / gpus, rack.node_max / gpus};
}

TrainingSwingParams swing_of(const SwingShape& s, const GpuPower& g) {
  TrainingSwingParams p;
  p.period = s.period;
  p.duty = s.duty;
  p.high = g.high;
  p.low = std::max(g.idle, g.high * (1 - s.depth.value()));
  p.idle = g.idle;
  p.slew = s.slew;
  p.jitter = s.jitter;
  p.checkpoint_interval = s.checkpoint_interval;
  p.checkpoint_time = s.checkpoint_time;
  p.checkpoint_power = std::max(g.idle, g.high * s.checkpoint_power.value());
  p.failure_drop = s.stop;
  return p;
}

MeanShares mean_shares(const TrainingLoadParams& load, const GpuPower& g) {
  const TrainingSwingParams swing = swing_of(load.swing, g);
  // From the first whole iterations on: with checkpoints, over one of their cycles (they come at the end of an iteration),
  // else over iterations that are all alike.
  const double period = swing.period.si();
  double cycle = 20 * period;
  if (swing.checkpoint_interval) cycle = std::ceil(swing.checkpoint_interval->si() / period - 1e-9) * period + swing.checkpoint_time.si();
  double settle = std::ceil(2 * (g.high / swing.slew).si() / period + 1) * period;
  if (load.smoothing) settle += std::ceil(2 * (g.high / load.smoothing->ramp_up).si() / period) * period;
  if (swing.checkpoint_interval) settle = std::max(settle, cycle);
  const SwingTrace asked = training_trace(swing, Duration::from_si(settle + cycle), nullptr);
  const double plain = mean_between(asked, settle, settle + cycle);
  const double mean = load.smoothing ? mean_between(smooth_power(smoothing_of(*load.smoothing, g), asked).out, settle, settle + cycle) : plain;
  return {mean / g.high.si(), (mean - plain) / g.high.si()};
}

void add_training(const TrainingLoadParams& load, const GpuPower& g, double gpus, TrainingPhase phase, RandomStream stream,
                  const SampleGrid& grid, std::vector<double>& asked_w, std::vector<double>& drawn_w) {
  TrainingSwingParams swing = swing_of(load.swing, g);
  swing.checkpoint_interval.reset();
  const double length = grid.length_s(), dt = 1 / grid.rate_hz;
  // Where the window begins in the job's time: some iterations after its ramp-up, at a place of its own in the iteration.
  double begin = 3 * swing.period.si() + (g.high / swing.slew).si();
  if (load.smoothing) begin += 2 * (g.high / load.smoothing->ramp_up).si();
  begin += stream.uniform() * swing.period.si();
  std::vector<Duration> failures;
  if (phase == TrainingPhase::start) begin = -grid.lead_s;
  if (phase == TrainingPhase::stop) {
    failures.push_back(Duration::from_si(begin + grid.lead_s));
    swing.restart = Duration::from_si(2 * length);
  }
  if (phase == TrainingPhase::checkpoint) swing.checkpoint_interval = Duration::from_si(begin + grid.lead_s);
  const SwingTrace asked = training_trace(swing, Duration::from_si(std::max(begin, 0.0) + length), &stream, failures);
  add_samples(asked, begin, dt, gpus, 0, asked_w);
  if (!load.smoothing && !load.store) return add_samples(asked, begin, dt, gpus, 0, drawn_w);
  std::vector<double> one(grid.count, 0);
  add_samples(load.smoothing ? smooth_power(smoothing_of(*load.smoothing, g), asked).out : asked, begin, dt, 1, 0, one);
  if (load.store) {
    RackStoreParams store;
    store.energy_per_gpu = load.store->energy_per_gpu;
    store.gpus = 1;
    store.rated_power = g.rated;
    store.time_constant = load.store->time_constant;
    // In the middle of its swing where it swings all the time; before an event, as it was.
    const double at = phase == TrainingPhase::steady ? std::accumulate(one.begin(), one.end(), 0.0) / static_cast<double>(one.size()) : one.front();
    RackStoreState state = rack_store_at(store, ActivePower::from_si(at));
    double from = one.front();
    for (double& w : one) {
      state = advance_rack_store(store, state, ActivePower::from_si(from), ActivePower::from_si(w), Duration::from_si(dt)).state;
      from = std::exchange(w, state.grid.si());
    }
  }
  for (std::size_t i = 0; i < one.size(); ++i) drawn_w[i] += gpus * one[i];
}

}  // namespace netsuden
