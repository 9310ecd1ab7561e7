// SPDX-License-Identifier: Apache-2.0
// Energy storage in a rack's power shelf: capacitors that keep fast swings from the grid.
//
//   tau dg/dt = u - g;   dE/dt = g - u = -tau dg/dt;   0 <= E <= E_max = energy per GPU x N
//   g grid power, u load; the loss of the capacitors is in the shelf's efficiency
// empty (full): g follows u until u falls (rises). Default tau: E_max over the rated power, with which the store is
// never empty nor full, whatever the load does between 0 and the rated power. The load is straight inside a step, so g
// is an exponential plus a line and a step may be split anywhere; E is found from g.
//
// Source: physics reference 1.4 (65 J a GPU: GB300 shelf; ACC-IT-05). Range: 1 ms and more. Left out: loss and ageing
// of capacitors, droop. Verified by tests/unit/workload/swing_mitigation_test.cpp.
#pragma once

#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct RackStoreParams {
  ActiveEnergy energy_per_gpu = ActiveEnergy::from_si(65);
  double gpus = 72;
  ActivePower rated_power = 100_kW;
  std::optional<Duration> time_constant;
  ActiveEnergy capacity() const { return energy_per_gpu * gpus; }
  Duration tau() const { return time_constant.value_or(capacity() / rated_power); }
};
void describe(Describe&, RackStoreParams&);

struct RackStoreState {
  ActivePower grid;
  ActiveEnergy stored;
};
/// Settled at a load: with the default tau full at no load, empty at the rated power.
RackStoreState rack_store_at(const RackStoreParams&, ActivePower load);

struct RackStoreStep {
  RackStoreState state;
  ActiveEnergy from_grid, to_load;  ///< from_grid = to_load + change of stored
  Duration saturated{};             ///< time in which the grid followed a changing load, the store being empty or full
  ActivePower jump;                 ///< largest step of the grid power, on becoming empty or full
};
/// The load goes straight from one value to the other.
RackStoreStep advance_rack_store(const RackStoreParams&, const RackStoreState&, ActivePower from, ActivePower to,
                                 Duration dt);

}  // namespace netsuden
