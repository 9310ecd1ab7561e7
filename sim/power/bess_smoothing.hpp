// SPDX-License-Identifier: Apache-2.0
// A site battery against swings of the load: the import follows the load like behind a low pass.
//
//   tau dr/dt = -b,   tau = 1/(2 pi f_c)          r what the import is to be, b the battery's power (> 0 charges)
//   T_i db/dt = clip(r - u, -P, P) - b            u the load, T_i the response of the inverter; import = u + b
// Within its power: import/load = (1 + s^2 tau T_i)/(1 + s tau + s^2 tau T_i); without T_i the first-order low pass, of gain
// 1/sqrt(1 + (f/f_c)^2). At its power r moves at P/tau only, so that what it has given is tau (r_0 - r) in any case: the energy comes
// back when the load does. Empty or full, r is the load.
//
// A run on mean powers takes this in two parts: `follow_load` is the mean of a step of constant load, for which T_i is nothing;
// what swings about the mean of a step is `Cycling`: with a mean of its own the battery gives D(m) = E[(m + s)-] and takes C = m + D.
// Of that, min(C, D) goes both ways; what it loses is taken from the board at once, so that its charge stays:
//   charged x/(eta_c eta_d), discharged x, loss x (1/(eta_c eta_d) - 1), x = min(C, D)
//
// Source: first-order filters; response of grid-following inverters 20 to 100 ms (physics reference 2.5). Range: corners far below
// 1/T_i; samples closer than tau/10. Left out: reactive power, ripple of the losses within a cycle, delay of the measurement, losses
// between its board and the point of connection. Verified by tests/unit/power/bess_smoothing_test.cpp.
#pragma once

#include <optional>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/power/bess.hpp"

namespace netsuden {

struct BessSmoothingParams {
  Frequency corner = Frequency::from_si(0.02);
  ActivePower power = 10_MW;
  Duration response = Duration::from_si(0.03);
  std::optional<ActiveEnergy> energy;
  Duration tau() const;
  /// What is kept in store, and free above it.
  ActiveEnergy kept(const BessParams& b) const { return energy.value_or(b.energy * 0.1); }
};
void describe(Describe&, BessSmoothingParams&);

struct SmoothedLoad {
  std::vector<double> import_w, battery_w;
  double saturated_s = 0;  ///< empty or full, at the end of its energy
};
/// Samples of a load; at the first one r is `start_w`. What is stored moves within +-`energy`.
SmoothedLoad smooth_load(const BessSmoothingParams&, ActiveEnergy energy, const std::vector<double>& load_w, double rate_hz, double start_w);

struct FollowStep {
  double reference_w = 0;  ///< r at the end
  double mean_w = 0;       ///< of b
  double end_w = 0;        ///< b at the end
};
/// A step with a constant load from r = `reference_w`; of no length: b at the instant.
FollowStep follow_load(const BessSmoothingParams&, double power_w, double reference_w, double load_w, double dt_s);

/// How a battery's power is spread about its mean.
class Cycling {
 public:
  Cycling() = default;
  explicit Cycling(std::vector<double> battery_w);
  /// What goes both ways with a mean power, W.
  double both_ways(double mean_w) const;
  double highest_w() const { return highest_w_; }  ///< of |s|

 private:
  std::vector<double> sorted_, sums_;  ///< s from the lowest up; sums of the first k of them
  double highest_w_ = 0;
};

}  // namespace netsuden
