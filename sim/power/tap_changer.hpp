// SPDX-License-Identifier: Apache-2.0
// The taps of a transformer: they change its ratio by steps, by hand or on load.
//
//   voltage without load = input x (1 + position x step)
//   on load: while the output is outside target +- band for `delay`, one step towards the target, as far as there are steps
// A band below half a step would hunt; the scenario reader refuses it.
//
// Source: step and number of pandapower's standard types of 25 to 63 MVA; band and delay: assumption, usual settings of voltage
// regulators. Range: steady states and their drift. Left out: line-drop compensation, parallel operation by circulating current.
// Verified by tests/unit/power/tap_changer_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct TapChangerParams {
  bool on_load = true;
  Fraction step{0.015};
  int steps = 9;      ///< to either side of the main position
  int position = 0;   ///< where it stands, or begins
  double target = 1;  ///< share of nominal
  Fraction band{0.0125};
  Duration delay = 30_s;
};
void describe(Describe&, TapChangerParams&);

struct TapChangerState {
  int position = 0;
  Duration outside;   ///< for how long the output has been outside the band
};

/// Output voltage without load for an input voltage, both as shares of nominal.
double tapped(const TapChangerParams&, const TapChangerState&, double input);
/// Advances with an output voltage that holds, as a share of nominal, to at most one step.
TapChangerState advance_tap_changer(const TapChangerParams&, TapChangerState, double output, Duration);
/// Until the next step; `never` within the band, at the last step or without an on-load drive.
Duration next_tap_event(const TapChangerParams&, const TapChangerState&, double output);
/// Where it would stand after all the steps that an output voltage asks for: at the beginning of a run.
TapChangerState settled_tap_changer(const TapChangerParams&, TapChangerState, double output);

}  // namespace netsuden
