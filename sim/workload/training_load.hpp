// SPDX-License-Identifier: Apache-2.0
// The waveform of a training job at the input of its racks, past what the GPUs and the power shelves smooth.
//
//   P(t) of a GPU with its share of the node swings between P_hi and (1 - depth) P_hi (training_swing.hpp), goes through
//   floor and ramps of the GPU (power_smoothing.hpp), then through the store of its shelf (rack_store.hpp)
//   mean share = time mean of the smoothed P over P_hi, checkpoints included: by it a run on mean powers draws what the
//   waveform draws; the shelf's store changes no mean
//   filler share = mean share less that without smoothing
// All powers are those of a node at the rack's input divided by its GPUs: the conversion stages are taken as constant over
// a swing, so a floor and a ramp hold at the input of the rack.
//
// Source: physics reference 1.4. Range: that of its parts. Left out: work that a ramp defers makes no job longer; losses of
// the shelf's store. Verified by tests/unit/workload/training_load_test.cpp.
#pragma once

#include <optional>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/base/random.hpp"
#include "sim/workload/power_smoothing.hpp"
#include "sim/workload/rack_store.hpp"
#include "sim/workload/rack_supply.hpp"
#include "sim/workload/training_swing.hpp"

namespace netsuden {

/// The swing of an iteration, in shares of the power while computing.
struct SwingShape {
  Duration period = 2_s;
  Fraction depth{0.5}, duty{0.7};
  PowerRamp slew = PowerRamp::from_si(20e3);
  Fraction jitter{0.02};
  std::optional<Duration> checkpoint_interval;
  Duration checkpoint_time = 30_s;
  Fraction checkpoint_power{0.4};
  Duration stop = Duration::from_si(0.5);
};
void describe(Describe&, SwingShape&);

struct SwingSmoothing {
  Fraction floor{0.8};
  PowerRamp ramp_up = PowerRamp::from_si(2000), ramp_down = PowerRamp::from_si(2000);
  Duration hysteresis = Duration::from_si(0.5);
};
void describe(Describe&, SwingSmoothing&);

struct SwingStore {
  ActiveEnergy energy_per_gpu = ActiveEnergy::from_si(65);
  std::optional<Duration> time_constant;
};
void describe(Describe&, SwingStore&);

struct TrainingLoadParams {
  SwingShape swing;
  std::optional<SwingSmoothing> smoothing;
  std::optional<SwingStore> store;
};

/// Powers of a GPU with its share of the node.
struct GpuPower {
  ActivePower high, idle, rated;
};

/// Of a node at a utilisation and clock.
GpuPower training_power(const RackModel&, double utilization, double clock = 1);

TrainingSwingParams swing_of(const SwingShape&, const GpuPower&);

struct MeanShares {
  double mean = 1, filler = 0;
};
MeanShares mean_shares(const TrainingLoadParams&, const GpuPower&);

/// What a job does in a window: it swings all the time, or something happens `lead` after the window's start.
enum class TrainingPhase { steady, start, stop, checkpoint };

struct SampleGrid {
  double rate_hz = 64;
  std::size_t count = 0;
  double lead_s = 0;
  double length_s() const { return static_cast<double>(count) / rate_hz; }
};
/// Adds the power of `gpus` GPUs to the sums: as the work asks for it, and as it leaves the shelves. The stream gives the
/// place in the iteration at the start and the jitter: the same stream, the same iterations.
void add_training(const TrainingLoadParams&, const GpuPower&, double gpus, TrainingPhase, RandomStream, const SampleGrid&,
                  std::vector<double>& asked_w, std::vector<double>& drawn_w);

}  // namespace netsuden
