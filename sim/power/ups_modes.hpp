// SPDX-License-Identifier: Apache-2.0
// The mode machine of a UPS with its battery and its transfer rules.
//
//   NORMAL  double conversion; input = load + loss + recharge. After BATTERY the input is walked in: for `walk_in` its
//           share rises from 0 to 1 linearly, the battery gives the rest
//   ECO     the bypass path carries the load: eco_share of the losses; needs mains (no generator) inside the eco
//           tolerances and a minimum load for `eco_return`
//   BATTERY input = 0; battery = load + battery_loss_share of the losses, until the cut-off -> OFF
//   BYPASS  load + eco_share of the losses from the input, unprotected; after an overload or by hand
//   OFF     nothing is supplied
// Input outside v_min..v_max or the frequency tolerance: BATTERY at once. Input back for `retransfer_delay`: NORMAL,
// walked in. Battery empty while the input is good: NORMAL at once. Transfer rules (data): a voltage below `voltage`
// for `duration` is a dip event and puts the UPS on battery; `strikes` events within `strike_window` lock the grid out:
// the UPS stays on battery, a generator is still accepted, until `lockout` has passed or someone releases it (input
// `release`). Overload: a share x of the rating above 1 is carried for the time of the first step that is not below x;
// used-up time adds up, and recovers within `overload_recovery`. Used up: BYPASS if the input is good, else OFF.
// Energy: from_input = to_load + loss + stored change; to_load + unserved = demand.
//
// Source: physics reference 2.2 (Schneider Galaxy VX manual for eco and overload); the three events in a minute after
// NERC, Incident Review: Considering Simultaneous Voltage-Sensitive Load Reductions, January 2025. Range: one module or
// a group that acts as one. Left out: DC-link, harmonics, reactive power, redundancy inside a frame. Verified by
// tests/unit/power/ups_modes_test.cpp.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/power/ups.hpp"
#include "sim/power/ups_battery.hpp"

namespace netsuden {

struct DipRule {
  Fraction voltage{0.85};
  Duration duration = Duration::from_si(0.010);
};
void describe(Describe&, DipRule&);

struct OverloadStep {
  double load = 1.1;
  Duration time = 60_min;
};
void describe(Describe&, OverloadStep&);

struct UpsModesParams {
  UpsLossParams losses;
  UpsBatteryParams battery;
  Fraction v_min{0.85}, frequency_tolerance{0.05};
  double v_max = 1.10;  ///< of nominal
  Fraction eco_voltage_tolerance{0.10}, eco_frequency_tolerance{0.01}, eco_distortion{0.05};
  Duration eco_return = 60_s, eco_gap{};
  std::vector<OverloadStep> overload{{1.10, 60_min}, {1.25, 10_min}, {1.50, 60_s}};
  Duration overload_recovery = 60_min, bypass_return = 10_s;
  std::vector<DipRule> dip_rules{{}};
  int strikes = 3;
  Duration strike_window = 60_s;
  std::optional<Duration> lockout;
  Duration retransfer_delay = 10_s, walk_in = 15_s;
  bool automatic_restart = true;
  Duration restart_delay = 60_s;
  Fraction battery_loss_share{0.6};
  Fraction generator_recharge{0.0};
  double input_limit = 1.25;
};
/// At most `max_dip_rules` rules and `max_strikes` strikes have room in the state.
inline constexpr std::size_t max_dip_rules = 4, max_strikes = 8;
void describe(Describe&, UpsModesParams&);

enum class UpsOperation { normal, eco, battery, bypass, off };
const char* name(UpsOperation);

struct UpsState {
  UpsOperation operation = UpsOperation::normal;
  bool walking = false;  ///< NORMAL, the input being walked in
  Duration walked{};
  UpsBattery battery;
  double overload = 0;                          ///< share of the allowed overload time that is used up
  Duration good{}, eco_good{}, bypass_ready{};  ///< since when the conditions for a return hold
  std::array<Duration, max_dip_rules> below{};  ///< time below each rule's voltage
  bool struck = false;                          ///< the present dip has been counted
  std::array<double, max_strikes> strike_age_s{};
  int strike_count = 0;  ///< entries of strike_age_s in use, latest first
  bool locked = false;   ///< the grid is refused
  Duration locked_for{};
};
/// NORMAL with a full battery (`locked` and counters clear).
UpsState ups_at_rest(const UpsModesParams&);

struct UpsInputs {
  double voltage = 1;              ///< share of nominal
  double frequency_deviation = 0;  ///< share of nominal
  double distortion = 0;           ///< THD of the input voltage
  bool generator = false;          ///< the input comes from a generating set
  ActivePower load;
  Temperature battery_temperature = 20_degC;
  bool release = false;             ///< someone ends the lockout, or restarts a UPS that is off
  bool maintenance_bypass = false;  ///< someone has put it on bypass
};

struct UpsOutputs {
  ActiveEnergy from_input, to_load, unserved, loss, stored_change;
  ActivePower input, output, battery;  ///< at the end of the step; battery > 0 discharges
  Duration dark{};                     ///< time without output
  Duration gap{};                      ///< interruptions of transfers out of ECO
  int transfers = 0, strikes = 0;      ///< to battery; dip events counted
};

struct UpsStep {
  UpsState state;
  UpsOutputs out;
};
UpsStep advance_ups(const UpsModesParams&, const UpsState&, const UpsInputs&, Duration dt);
/// Time to the next event with the inputs held; 0 where these inputs change the mode at once.
Duration next_ups_event(const UpsModesParams&, const UpsState&, const UpsInputs&);
/// How long the battery would carry this load from its present charge.
Duration ups_autonomy(const UpsModesParams&, const UpsState&, ActivePower load);

}  // namespace netsuden
