// SPDX-License-Identifier: Apache-2.0
// Generating set: start sequence, load acceptance, fuel.
//
//   STOPPED -call-> CONFIRM -> CRANKING -> RUN_UP -> SYNCHRONISING (only onto a live bus) -> ON_LOAD
//   CRANKING fails: RESTING, again up to `crank_attempts` times, then FAILED until reset
//   asked for more than `overload` of the rating for `overload_time`: FAILED, under frequency
//   FAILED ends by a reset, or when it has been repaired;  a trip stops it at once
//   no call: ON_LOAD, SYNCHRONISING, RUN_UP -> COOL_DOWN -> STOPPED (a call in COOL_DOWN goes to SYNCHRONISING at
//   once); empty tank: FAILED
// Load acceptance, from closing the breaker on:
//   steps: share steps[i] of the rating from i recovery times on (ISO 8528-5)
//   ramp:  ramp_start + ramp_rate t
//   served = min(load, available): what it takes within its class;  given = min(load, overload x rating) once on load: what it gives
//   all the same, at a lower frequency
// Frequency dip of a step dP (share of the rating), first-order fuel lag tau against inertia H:
//   2 H d(f/f0)/dt = P_m - P_e, P_m -> P_e with tau:   df/f0 = dP tau / (2 H)
// Fuel: F [L] = F0 P_r t + F1 E, E what it gives; running without load F0 P_r t. Whether a start fails is drawn outside, with the
// probability `start_failure` a demand.
//
// Source: physics reference 2.4 (NFPA 110 type 10, ISO 8528-5 class G2, HOMER's fuel line after Skarstein and Uhlen
// 1989). Range: 25 to 100 % load. Left out: voltage transients, governor droop, derating by heat and height, wear by
// low load. Verified by tests/unit/power/genset_test.cpp (ACC-ELEC-07).
#pragma once

#include <vector>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

using FuelPerEnergy = Quantity<dims::volume / dims::active_energy>;
using EnergyPerFuel = Quantity<dims::active_energy / dims::volume>;
using MassPerVolume = Quantity<dims::mass / dims::volume>;

enum class LoadAcceptance { steps, ramp };

struct GensetParams {
  ActivePower rating = 2.5_MW;
  Duration confirm = 2_s, crank = 3_s, crank_limit = 10_s, crank_rest = 10_s, run_up = 4_s, synchronise = 3_s;
  int crank_attempts = 3;
  Fraction start_failure{0.01};
  LoadAcceptance acceptance = LoadAcceptance::steps;
  std::vector<double> steps{0.5, 0.8, 1.0};
  Duration step_recovery = 5_s;
  Fraction ramp_start{0.2};
  Frequency ramp_rate = Frequency::from_si(0.2 / 60);
  Duration cool_down = 5_min;
  Fraction minimum_load{0.30};
  double overload = 1.1;          ///< share of the rating
  Duration overload_time = 20_s;
  Duration repair = 24_h;
  FuelPerEnergy fuel_rated = FuelPerEnergy::from_si(0.08145e-3 / 3.6e6);  ///< F0: per kWh of rating
  FuelPerEnergy fuel_energy = FuelPerEnergy::from_si(0.246e-3 / 3.6e6);   ///< F1
  Volume tank = Volume::from_si(20);
  EnergyPerFuel heating_value = EnergyPerFuel::from_si(10 * 3.6e6 / 1e-3);
  MassPerVolume carbon = MassPerVolume::from_si(2.63 / 1e-3);
  Duration fuel_lag = Duration::from_si(0.5), inertia = 1_s;
  Fraction frequency_limit{0.10};
};
void describe(Describe&, GensetParams&);

enum class GensetPhase { stopped, confirm, cranking, resting, run_up, synchronising, on_load, cool_down, failed };
const char* name(GensetPhase);

struct GensetState {
  GensetPhase phase = GensetPhase::stopped;
  Duration elapsed{};  ///< in this phase
  int attempts = 0;    ///< failed ones in this start
  Volume fuel;
  bool out_of_fuel = false, overloaded = false;  ///< why it has failed
  Duration over{};     ///< asked for too much, without a break
  Duration running{}, low_load{};  ///< engine hours; of these below the minimum load
  int starts = 0;                  ///< starts that fired
};
/// Stopped, tank full.
GensetState genset_at_rest(const GensetParams&);

struct GensetInputs {
  bool call = false;         ///< it is wanted
  bool bus_live = false;     ///< another source is on its bus: synchronise first
  bool start_fails = false;  ///< drawn outside for this demand
  bool reset = false;        ///< someone clears FAILED
  bool trip = false;         ///< it is taken out of service
  ActivePower load;          ///< what the bus asks of it
};

struct GensetOutputs {
  ActiveEnergy served;
  ActiveEnergy refused;  ///< asked while it was not there or could not take it yet
  ActiveEnergy given;
  Volume fuel;
  ActivePower power, available;  ///< at the end of the step
  int phase_changes = 0;
  HeatEnergy heat(const GensetParams&) const;  ///< fuel energy that did not become electricity
  Mass carbon(const GensetParams&) const;
};

struct GensetStep {
  GensetState state;
  GensetOutputs out;
};
GensetStep advance_genset(const GensetParams&, const GensetState&, const GensetInputs&, Duration dt);
/// Time to the next event with the inputs held: a change of phase, of the available power, the empty tank.
Duration next_genset_event(const GensetParams&, const GensetState&, const GensetInputs&);
/// Call to breaker closed, without failed attempts.
Duration genset_start_time(const GensetParams&, bool bus_live);

/// Delivery: what the tank takes of it.
Volume refuel(const GensetParams&, GensetState&, Volume delivered);
/// Running time that the fuel allows at a constant load.
Duration fuel_autonomy(const GensetParams&, const GensetState&, ActivePower load);
VolumeFlow fuel_rate(const GensetParams&, ActivePower load);

/// Frequency dip over nominal of a load step (share of the rating), and the largest step within the limit.
double frequency_dip(const GensetParams&, double step);
double largest_step(const GensetParams&);

}  // namespace netsuden
