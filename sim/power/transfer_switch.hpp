// SPDX-License-Identifier: Apache-2.0
// Static and automatic transfer switches: two sources, one load.
//
//   a source is good while its voltage is in [v_min, v_max]
//   supply on S goes bad for `detection`: open, `transfer_time` without supply (break before make), close on the other
//     source if that has been good for `confirmation`
//   both bad: stay, and go to the first that is confirmed good
//   preferred source confirmed good for `retransfer_delay`: go back, if the two are in phase (or the switch needs no
//   phase) a fault downstream (current far above rating) inhibits every transfer: the fault would only be moved
// Supply is interrupted from the moment a source goes bad until the switch has closed on the other. A static switch: 4
// to 8 ms in all; an automatic one with contacts 50 to 300 ms after seconds of waiting.
//
// Source: physics reference 2.3 (STS 4 to 8 ms), 2.4 (retransfer after 5 to 30 min); IEC 62310-3 and IEC 60947-6-1 for
// the terms. Range: two sources. Left out: phase angle itself, inrush of transformers behind, overload of the
// thyristors. Verified by tests/unit/power/transfer_switch_test.cpp.
#pragma once

#include <array>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct TransferSwitchParams {
  int preferred = 0;
  Fraction v_min{0.88};
  double v_max = 1.10;  ///< of nominal
  Duration detection = Duration::from_si(0.002), transfer_time = Duration::from_si(0.004);
  Duration confirmation = Duration::from_si(0.02);
  Duration retransfer_delay = 10_s;
  bool needs_phase = true;
};
void describe(Describe&, TransferSwitchParams&);
/// The defaults above are a static switch; this is an automatic one with contacts.
TransferSwitchParams automatic_transfer_switch();

struct TransferSwitchState {
  int source = 0;                                            ///< 0 or 1: where the contacts are or are going
  bool open = false;                                         ///< between two sources
  Duration opened{};                                         ///< time in the break
  Duration bad{};                                            ///< time for which the connected source has been bad
  std::array<Duration, 2> good{never_good(), never_good()};  ///< time for which each source has been good
  static constexpr Duration never_good() { return Duration::from_si(1e9); }
};

struct TransferSwitchInputs {
  std::array<double, 2> voltage{1, 1};  ///< share of nominal
  bool in_phase = true;
  bool downstream_fault = false;
};

struct TransferSwitchOutputs {
  bool supplied = true;    ///< at the end of the step
  double voltage = 1;      ///< at the load, share of nominal; 0 in the break
  Duration interrupted{};  ///< time in this step in the break or on a bad source
  int transfers = 0;
};

struct TransferSwitchStep {
  TransferSwitchState state;
  TransferSwitchOutputs out;
};
TransferSwitchStep advance_transfer_switch(const TransferSwitchParams&, const TransferSwitchState&,
                                           const TransferSwitchInputs&, Duration dt);
/// Time to the next event of the switch with the inputs held.
Duration next_transfer_event(const TransferSwitchParams&, const TransferSwitchState&, const TransferSwitchInputs&);

}  // namespace netsuden
