// SPDX-License-Identifier: Apache-2.0
// A hall of the twin: its racks' heat into air and liquid, CRAHs, CDUs. Joins the models of sim/cooling; no physics of
// its own but the split of heat: Q_liquid = liquid share x IT power, the rest goes to air.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "sim/cooling/hall_air.hpp"
#include "sim/spec/site.hpp"

namespace netsuden {

struct HallInputs {
  double it_w = 0;             ///< mean over the step
  Temperature ambient = 20_degC, water_supply = 18_degC, facility_water = 30_degC;
  bool powered = true;         ///< CRAHs and CDUs run
  bool racks_on = true;        ///< the servers' own fans run
  double dt_s = 1;
};

struct HallStep {
  HallAirStep air;
  double air_heat_w = 0, liquid_heat_w = 0;
  double coil_w = 0;           ///< mean heat into the air loop
  double liquid_loop_w = 0;    ///< mean heat into the liquid loop: liquid heat + CDU pumps
  double crah_fan_w = 0, cdu_pump_w = 0;
  double coolant_supply_c = 0; ///< technology loop supply; NaN without liquid cooling
  double coolant_approach_k = std::numeric_limits<double>::quiet_NaN();  ///< of the CDUs, above the facility water
  double coil_capacity_w_k = 0;
};

class Hall {
 public:
  Hall(const HallSpec&, const RackModel&);

  const HallSpec& spec() const { return spec_; }
  const RackModel& rack() const { return rack_; }
  void reload(const HallSpec&);
  HallStep evaluate(const HallInputs&) const;
  /// Takes other water temperatures into a step that was evaluated with the same inputs otherwise; false where the step
  /// must be evaluated anew.
  bool set_water(const HallInputs&, HallStep&) const;
  void commit(const HallStep& s) { state_ = s.air.end; }
  const HallAirState& state() const { return state_; }
  /// Air flow that the CRAHs in service give at full speed, kg/s; and of all installed less the spare ones.
  double crah_flow_available() const;
  double crah_flow_firm() const;
  int cdus_up() const;
  double rated_it_w() const { return rack_.rated.si() * spec_.racks.count; }
  /// Time until the cold aisle reaches a temperature with the inputs held; infinity beyond `horizon_s`.
  double time_to_inlet(const HallInputs&, Temperature threshold, double horizon_s) const;
  /// The state in balance with a load; for the start of a run.
  void settle(const HallInputs&);

  std::vector<char> crah_up, cdu_up;
  bool in_service = true;
  bool there = true;                    ///< by the build plan
  int air_loop = -1, liquid_loop = -1;  ///< plants of the site
  std::vector<int> feeds;               ///< power nodes

 private:
  HallAirInputs air_inputs(const HallInputs&, double air_heat_w, double* fan_w, double* coil_w_k) const;

  HallSpec spec_;
  RackModel rack_;
  HallAir air_;
  Coil coil_;
  HallAirState state_;
  mutable HallAirMemo memo_;
};

}  // namespace netsuden
