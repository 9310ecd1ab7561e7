// SPDX-License-Identifier: Apache-2.0
// Battery energy storage of a site.
//
//   dE/dt = eta_c P_c - P_d / eta_d - lambda E         soc_min C <= E <= soc_max C,  P <= C_rate E_rated
//   auxiliaries: a constant power from the AC side;   cycling x within a step: charged x/(eta_c eta_d), discharged x
//   at soc_max charging falls to what self-discharge takes; at soc_min (or the reserve) discharging stops
// Capacity loss:
//   q = sqrt(S) + q_end (N / N_life)^z,   C = E_rated (1 - q)
//   dS/dt = q_year^2 / year exp(2 T_a (1/298.15 K - 1/T)) (1 + c (SoC - 1/2))      q ~ exp(-T_a/T) sqrt(t) at held SoC
//   N: energy taken out of the chemistry over E_rated
// S and N are integrals and grow exactly; they take effect when `age_bess` is called (daily or monthly), so that a step
// may be split anywhere. All pieces are linear with constant input: closed forms.
//
// Source: physics reference 2.5 (ACC-ELEC-08); LFP anchors 2 % in a year at 25 degC, 4000 to 8000 full cycles to 80 %.
// Range: 10 to 45 degC. Left out: depth of cycle (rainflow), current and temperature in the efficiency; the
// inverter's response is in bess_smoothing.hpp. Verified by tests/unit/power/bess_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct BessParams {
  ActiveEnergy energy = 20_MWh;
  Frequency charge_rate = Frequency::from_si(0.5 / 3600), discharge_rate = Frequency::from_si(0.5 / 3600);
  Fraction charge_efficiency{0.95}, discharge_efficiency{0.95};
  Fraction soc_min{0.05}, soc_max{0.95};
  Frequency self_discharge = Frequency::from_si(0.02 / 2629800);
  Frequency auxiliaries = Frequency::from_si(0.01 / 86400);
  Fraction calendar_loss{0.02};
  TemperatureDiff activation = TemperatureDiff::from_si(6000);
  double calendar_soc = 1.0;
  double cycle_life = 6000, cycle_exponent = 1.0;
  Fraction end_of_life_loss{0.20};
};
void describe(Describe&, BessParams&);

struct BessState {
  ActiveEnergy stored, capacity;
  double calendar = 0;     ///< S
  double full_cycles = 0;  ///< N
  double state_of_charge() const { return stored / capacity; }
};
/// New, at a state of charge.
BessState new_bess(const BessParams&, double state_of_charge);

struct BessInputs {
  ActivePower command;    ///< at the AC side, > 0 charges
  Fraction reserve{0.0};  ///< discharging stops at this state of charge, where it is above soc_min
  Fraction headroom{0.0}; ///< charging stops this much below soc_max
  ActivePower cycling;    ///< given beside the command, and taken again with its losses: the charge stays
  Temperature temperature = 25_degC;
};

struct BessOutputs {
  ActiveEnergy charged, discharged;  ///< AC; charged - discharged = loss + stored change
  ActiveEnergy loss, stored_change;
  ActiveEnergy auxiliaries;  ///< beside these
  ActivePower power;         ///< at the end of the step, > 0 charges
  Duration limited{};        ///< time for which the command could not be followed because of the state of charge
};

struct BessStep {
  BessState state;
  BessOutputs out;
};
/// The command within the rated powers.
ActivePower bess_power(const BessParams&, ActivePower command);
BessStep advance_bess(const BessParams&, const BessState&, const BessInputs&, Duration dt);
/// Time until the state of charge stops this command.
Duration next_bess_event(const BessParams&, const BessState&, const BessInputs&);

double bess_capacity_loss(const BessParams&, const BessState&);
struct AgedBess {
  BessState state;
  ActiveEnergy lost;  ///< stored energy that the capacity no longer holds
};
AgedBess age_bess(const BessParams&, const BessState&);

}  // namespace netsuden
