// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/goodput.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

void describe(Describe& d, FailureParams& p) {
  const char* llama = "Llama 3 405B, 54 days on 16,384 H100: 148 failures of GPUs and 72 of their memory";
  d.quantity("gpu", p.gpu, {.unit = "h", .range = {1, 1e9, "positive"}, .text = "Mean time between failures of an accelerator with its memory.", .source = llama});
  d.quantity("network", p.network, {.unit = "h", .range = {1, 1e9, "positive"}, .text = "Mean time between failures of an accelerator's part of the network.", .source = "the same: 35 of switches and cables"});
  d.quantity("node", p.node, {.unit = "h", .range = {1, 1e9, "positive"}, .text = "Mean time between failures of all else of a node, software with it.", .source = "the same: 164 of 419"});
  d.quantity("restart", p.restart, {.unit = "min", .range = {0, 10080, "minutes to days"}, .text = "From a failure until the run works again.", .source = "assumption"});
}

Duration mean_time_between(const FailureParams& p, double gpus, double nodes) {
  const double rate = gpus / p.gpu.si() + gpus / p.network.si() + nodes / p.node.si();
  return Duration::from_si(1 / rate);
}

Duration best_interval(Duration checkpoint_time, Duration between) { return Duration::from_si(std::sqrt(2 * checkpoint_time.si() * between.si())); }

Duration expected_wall(const RunPlan& p) {
  const double work = p.work.si(), interval = p.interval ? p.interval->si() : work, delta = p.interval ? p.checkpoint_time.si() : 0;
  if (!p.between) return Duration::from_si(work + delta * work / interval);
  const double m = p.between->si();
  return Duration::from_si(m * std::exp(p.restart.si() / m) * std::expm1((interval + delta) / m) * work / interval);
}

RunTimes draw_run(const RunPlan& p, RandomStream& random, Duration longest) {
  RunTimes t;
  const double work = p.work.si(), interval = p.interval ? p.interval->si() : work, delta = p.interval ? p.checkpoint_time.si() : 0, limit = longest.si();
  const auto draw = [&] { return p.between ? random.exponential(p.between->si()) : std::numeric_limits<double>::infinity(); };
  double now = 0, done = 0, checkpoints = 0, lost = 0, restarting = 0, next = draw();
  while (done < work && now < limit) {
    const double stretch = std::min(interval, work - done), writes = stretch < work - done ? delta : 0;
    if (now + stretch + writes <= next) {
      now += stretch + writes;
      done += stretch;
      checkpoints += writes;
      continue;
    }
    ++t.failures;
    lost += next - now;
    now = next;
    next += draw();
    double up = now + p.restart.si();
    while (next < up) {  // it fails again before it works
      ++t.failures;
      up = next + p.restart.si();
      next += draw();
    }
    restarting += up - now;
    now = up;
  }
  t.work = Duration::from_si(done);
  t.checkpoints = Duration::from_si(checkpoints);
  t.lost = Duration::from_si(lost);
  t.restarting = Duration::from_si(restarting);
  return t;
}

}  // namespace netsuden
