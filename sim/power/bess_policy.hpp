// SPDX-License-Identifier: Apache-2.0
// What a site battery is told to do. Pure functions of what is known now; > 0 charges.
//
//   peak shaving  discharge what the load exceeds the threshold by; else charge up to it
//   arbitrage     price <= low: charge; price >= high: discharge, never more than the load (no export)
//   curtailment   while called: discharge what the load exceeds the allowed import by, never charge; else charge up to it
//   reserve       keep the reserve for an outage: what is lacking is charged with a time constant of 15 min, the same for any step
//   ramp limit    on top of any: import follows within [previous - down dt, previous + up dt]
// No policy charges beyond an import limit. The state of charge and the reserve are enforced by advance_bess.
//
// Source: ours (assumption). Left out: forecasts, optimisation over a day. Verified by
// tests/unit/power/bess_policy_test.cpp.
#pragma once

#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/power/bess.hpp"

namespace netsuden {

using PowerRamp = Quantity<dims::active_power / dims::time>;

enum class BessPolicy { peak_shaving, arbitrage, curtailment, reserve };

struct BessPolicyParams {
  BessPolicy policy = BessPolicy::peak_shaving;
  ActivePower threshold = 10_MW;
  EnergyPrice price_low = EnergyPrice::from_si(8 / 3.6e6), price_high = EnergyPrice::from_si(20 / 3.6e6);
  Fraction reserve{0.2};
  std::optional<PowerRamp> ramp_up, ramp_down;
};
void describe(Describe&, BessPolicyParams&);

struct DispatchInputs {
  ActivePower load;  ///< of the site without the battery
  EnergyPrice price;
  bool curtailed = false;                   ///< a curtailment call is on
  ActivePower allowed_import;               ///< in the call
  std::optional<ActivePower> import_limit;  ///< of the connection
  ActivePower previous_import;              ///< for the ramp limit
  double state_of_charge = 0.5;
};

ActivePower shave_peak(ActivePower load, ActivePower threshold);
ActivePower arbitrage(EnergyPrice now, EnergyPrice low, EnergyPrice high, ActivePower load, ActivePower full_power);
ActivePower follow_curtailment(bool called, ActivePower load, ActivePower allowed, ActivePower full_power);
ActivePower keep_reserve(double state_of_charge, double reserve, ActiveEnergy energy, ActivePower full_power, Duration dt);
/// The command that keeps the import within the ramp; an absent bound is none.
ActivePower limit_ramp(ActivePower load, ActivePower command, ActivePower previous_import, std::optional<PowerRamp> up,
                       std::optional<PowerRamp> down, Duration dt);

/// The policy, the ramp limit on top, within the import limit and the rated powers.
ActivePower bess_command(const BessParams&, const BessPolicyParams&, const DispatchInputs&, Duration dt);

}  // namespace netsuden
