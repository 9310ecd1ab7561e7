// SPDX-License-Identifier: Apache-2.0
// A cooling plant: a water loop of one mixed volume, with chillers and towers, or with towers through a heat exchanger.
//
// loop:            C dT/dt = Q_in - Q_out, C = V rho cp; Q_in = coils or CDUs + heat of the loop's pumps
// chilled_water:   Q_out = clamp(Q_in + C (T - T_set)/dt, 0, Q_av(T, T_c)): the set-point is held or regained within a step
//                  as far as the chillers in service can; their T_c is the towers' leaving temperature, solved together
//                  (substitution, then bisection, to 0.01 K in at most 50 rounds; failing is an error that names
//                  the plant)
// facility_water:  T_inf = max(T_set, T_tower + approach Q/Q_design); T follows with the loop's turnover time C/(m cp)
// pumps:           flow = heat / (cp rise), by the affinity laws of sim/cooling/pump.hpp, condenser pumps per running unit
// staging:         as few chillers as keep each at or below 90 % of what it can take (all of them above that, and where two
//                  stages alternate because each makes the condenser water that asks for the other); without, no condenser pump
// restart:         chillers that lost their power take up their load by sim/cooling/chiller_restart.hpp; pumps and towers with it
// Left out here: minimum run times, economizers. Verified by tests/unit/twin/plant_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/cooling/chiller_restart.hpp"
#include "sim/cooling/pump.hpp"
#include "sim/spec/site.hpp"

namespace netsuden {

struct PlantInputs {
  double heat_w = 0;          ///< mean heat into the loop over the step, without pump heat
  double dt_s = 1;
  Temperature wet_bulb = 20_degC, dry_bulb = 25_degC;
  bool powered = true;
};

struct PlantStep {
  Temperature end_supply, mean_supply;
  double heat_in_w = 0;       ///< with pump heat
  double heat_out_w = 0;      ///< taken out of the loop
  double rejected_w = 0;      ///< at the towers: heat out + compressors + condenser pumps
  double stored_j = 0;
  double chiller_w = 0, tower_fan_w = 0, primary_pump_w = 0, condenser_pump_w = 0;
  double available_w = 0, firm_available_w = 0;  ///< heat that the plant can take at these temperatures
  double water_kg_s = 0, evaporation_kg_s = 0, blow_down_kg_s = 0;
  Temperature condenser_in, tower_leaving;
  double air_ratio = 0, part_load = 0, cop = 0;
  int chillers_running = 0;
  bool limited = false;       ///< the set-point is not held for want of capacity
  ValidityBits outside_validity = 0;
  double electric_w() const { return chiller_w + tower_fan_w + primary_pump_w + condenser_pump_w; }
};

class Plant {
 public:
  explicit Plant(const PlantSpec&);

  const PlantSpec& spec() const { return spec_; }
  /// New parameters, state kept.
  void reload(const PlantSpec&);
  Temperature supply() const { return supply_; }
  void set_supply(Temperature t) { supply_ = t; }
  double loop_capacity_j_k() const { return capacity_j_k_; }
  double design_heat_w() const { return design_heat_w_; }

  /// What would happen; `commit` makes it so.
  PlantStep evaluate(const PlantInputs&) const;
  void commit(const PlantStep&, const PlantInputs&);
  std::string name;           ///< path, for messages

  /// Its chillers stop: their board is dark, or below their undervoltage.
  void stop_chillers();
  /// A chiller that comes back from a repair boots, starts and loads.
  void restart_chiller(std::size_t chiller);
  /// Chillers in service that have stopped and do not carry yet what they can.
  int chillers_restarting() const;
  double next_restart_s() const;  ///< infinite where none does

  std::vector<char> chiller_up, tower_up;
  bool in_service = true;

  std::vector<double> state() const { return {supply_.k(), condenser_.k()}; }

 private:
  PlantStep chilled(const PlantInputs&) const;
  PlantStep facility(const PlantInputs&) const;
  double tower_available(Temperature wet_bulb, double heat_w) const;
  void pumps(const PlantInputs&, PlantStep&, double running_share) const;
  /// What each chiller in service can take in the middle of the step, share of its capacity, the largest first; none that cannot start yet.
  std::vector<double> shares(const PlantInputs&) const;

  PlantSpec spec_;
  Tower one_tower_;
  PumpParams primary_, condenser_pump_;
  double capacity_j_k_ = 1, design_heat_w_ = 1, design_flow_kg_s_ = 1, condenser_flow_kg_s_ = 1;
  Temperature supply_, condenser_;
  std::vector<ChillerRestart> restart_;  ///< one a chiller
};

}  // namespace netsuden
