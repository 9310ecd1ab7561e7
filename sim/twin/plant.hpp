// SPDX-License-Identifier: Apache-2.0
// A cooling plant: a water loop of one mixed volume, with chillers, or with what rejects the heat through a heat exchanger.
//
// loop:            C dT/dt = Q_in - Q_out, C = V rho cp; Q_in = coils or CDUs + heat of the loop's pumps
// chilled_water:   Q_out = clamp(Q_in + C (T - T_set) (1 - exp(-dt / tau)) / dt, 0, Q_x + Q_av(T, T_c)): the set-point is held, or regained as
//                  T_set + (T_0 - T_set) exp(-t / tau), as far as economizer (Q_x, sim/cooling/economizer.hpp) and running chillers can; tau = 5 min
//                  (assumption): longer than the water's way round, 3 min where no `volume` is given, through which it is controlled, and than the 2 min between
//                  the decisions of a reset, so that neither a trim nor the length of a step calls a machine. Water from outdoors is found with
//                  them and the store (substitution, then bisection, to 0.01 K in at most 50 rounds; failing is an error that names the plant). Behind
//                  an economizer a bypass keeps the condensers at the coldest water of their curves (of a reformulated one, whose curves
//                  know the water that leaves: some kelvins warmer than need be)
// dark pumps:      without `hydraulics` too they coast and run up by sim/cooling/pump_motion.hpp, with the times of the pumps that `hydraulics` takes where
//                  it says nothing of them; the flow is at most that share of the design flow, and where it stands no heat comes
// facility_water:  T_inf = max(T_set, T_outdoor + approach Q/Q_design); T follows with the loop's turnover time C/(m cp); where
//                  the loop would take heat from outdoors instead, fans, pads and outdoor pumps rest. Towers keep 40 % of their water flow (a fill must
//                  stay wet), dry coolers 30 % (lowest speed of pumps): assumptions
// rejects_to:      cooling towers or dry coolers (sim/cooling/heat_rejection.hpp)
// pumps:           flow = heat / (cp rise), by the affinity laws of sim/cooling/pump.hpp, condenser pumps per running chiller and with
//                  the heat of the economizer; of a plant with hydraulics flow and power of the loop's pumps are given, and no more
//                  heat leaves the loop than its flow brings above the set-point: Q_out <= Q_in + m cp (T - T_set)
// staging:         sim/control/staging.hpp, on the heat that the economizer leaves; those that run are the first in service. The first starts at once;
//                  behind an integrated economizer by the delays as the others, or once the set-point is lost by a kelvin
// restart:         chillers that lost their power or are called take up their load by sim/cooling/chiller_restart.hpp
// store:           a stratified tank (sim/cooling/thermal_store.hpp) gives what economizer and chillers cannot, with the return as warm as
//                  it is; it is charged by what the chillers that run have to spare below `up_above`
// set-points:      of a controller (PlantCommand), else of the resets (sim/control/reset.hpp), else as specified; by load, with that of the last step
//                  (`free_cooling`: also by what the economizer could take more while it runs alone); by price where that is stated
// heat_recovery:   sim/cooling/heat_recovery.hpp. From the loop: out of the return, at most what the set-point asks; economizer, chillers
//                  and towers see the rest. From the condensers: out of the water on its way outdoors
// Left out: the power of the store's pumps.
// Verified by tests/unit/twin/plant_test.cpp, tests/unit/twin/plant_stages_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/control/staging.hpp"
#include "sim/cooling/chiller_restart.hpp"
#include "sim/cooling/economizer.hpp"
#include "sim/cooling/heat_rejection.hpp"
#include "sim/cooling/pump.hpp"
#include "sim/cooling/pump_motion.hpp"
#include "sim/spec/site.hpp"

namespace netsuden {

struct PlantInputs {
  double heat_w = 0;          ///< mean heat into the loop over the step, without pump heat
  double dt_s = 1;
  Temperature wet_bulb = 20_degC, dry_bulb = 25_degC;
  bool powered = true, pumps_powered = true;  ///< machines; pumps of the loop
  NetworkDemand network{};    ///< that a heat network asks now
  EnergyPrice price{};
  bool dry_pads = false;      ///< adiabatic coolers without water
  double flow_kg_s = -1, pump_w = 0;  ///< of the loop, by its circuit (sim/twin/water_loop.hpp); < 0: the flow follows the heat
};

/// What a controller decides; what it does not stays with the plant.
struct PlantCommand {
  std::optional<Temperature> supply, condenser;
  std::optional<int> chillers;  ///< that are on
  bool operator==(const PlantCommand&) const = default;
};

struct PlantStep {
  Temperature end_supply, mean_supply;
  double heat_in_w = 0;       ///< with pump heat
  double heat_out_w = 0;      ///< taken out of the loop
  double economizer_w = 0;    ///< of that, without chillers
  double economizer_could_w = 0;  ///< with this water, whatever is asked
  double chillers_w = 0;      ///< heat that the chillers take, from the loop and out of the store
  double store_w = 0;         ///< of that, by the store; < 0: heat out of the store, which the chillers take as well
  double walls_w = 0;         ///< heat into the store through its walls
  double store_gain_w = 0;    ///< heat that stays in the store
  ThermalStore store_end;
  double rejected_w = 0;      ///< outdoors: heat out + compressors + condenser pumps
  double stored_j = 0;
  double asked_w = 0;         ///< by a heat network
  double taken_w = 0;         ///< heat that a heat network takes: of heat out where it takes from the loop, else from the condensers' water
  double reused_w = 0;        ///< what it gets, with the power of the heat pump
  double lifted_w = 0;        ///< of that, through the heat pump
  double heat_pump_w = 0;
  double water_saved_kg_s = 0;  ///< that the outdoor side would have used for what the network takes
  bool dry_pads = false;      ///< wetted pads were wanted, and had no water
  double economizer_store_w = 0;  ///< heat that the economizer takes out of the store
  double chiller_w = 0, fan_w = 0, primary_pump_w = 0, condenser_pump_w = 0;  ///< fans: of towers or dry coolers
  double available_w = 0, firm_available_w = 0;  ///< heat that the plant can take at these temperatures
  double water_kg_s = 0, evaporation_kg_s = 0, blow_down_kg_s = 0;
  Temperature condenser_in, outdoor_leaving;  ///< the same but for the bypass behind an economizer
  double air_ratio = 0, part_load = 0, cop = 0;
  int chillers_running = 0;   ///< that take heat
  int stages = 0;             ///< that are on
  double load = 0;            ///< on the chillers, in machines
  bool economizes = false;
  bool limited = false;       ///< the set-point is not held for want of capacity
  bool lost = false;          ///< by so much that one more chiller is wanted
  ValidityBits outside_validity = 0;
  double electric_w() const { return chiller_w + fan_w + primary_pump_w + condenser_pump_w + heat_pump_w; }
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

  /// Takes the set-points of the step that begins.
  void aim(Temperature wet_bulb, Temperature dry_bulb);
  Temperature set_point() const { return set_point_; }
  Temperature condenser_set_point() const { return condenser_set_point_; }
  /// Trim and respond, after a step; `requests`: halls that ask for colder water.
  bool resets_by_requests() const { return spec_.supply_reset && spec_.supply_reset->by == SupplyResetBy::requests; }
  void respond(int requests, Duration dt);
  double next_response_s(int requests) const;  ///< until the next decision that changes the set-point; infinite without
  PlantCommand command;
  int chillers_on() const { return stages_.running; }  ///< below 0 before the first step
  /// Return water with this heat and the flow that follows it.
  Temperature back(double heat_w) const {
    PlantInputs in;
    in.heat_w = heat_w;
    return back(in);
  }
  Temperature back(const PlantInputs& in) const { return supply_ + TemperatureDiff::from_si(in.heat_w / (loop_flow_kg_s(in) * constants::cp_water)); }

  /// What would happen; `commit` makes it so.
  PlantStep evaluate(const PlantInputs&) const;
  void commit(const PlantStep&, const PlantInputs&);
  std::string name;           ///< path, for messages

  /// Its chillers stop: their board is dark, or below their undervoltage.
  void stop_chillers();
  /// A chiller that comes back from a repair boots, starts and loads.
  void restart_chiller(std::size_t chiller);
  /// Chillers in service that have lost their power or were repaired, and do not carry yet what they can.
  int chillers_restarting() const;
  double next_restart_s() const;  ///< infinite where none does
  /// Until the staging changes if the last step goes on; infinite where it does not.
  double next_stage_s() const;

  /// Cold share of its store; NaN without one.
  double store_charge() const;
  const ThermalStore& store() const { return store_; }

  /// Of a plant without hydraulics: what its pumps drive of the design flow over a step, as they run up or coast.
  PumpSpeed pumped(bool driven, double dt_s) const;
  void move_pumps(bool driven, double dt_s) { pump_speed_ = pumped(driven, dt_s).end; }
  double next_pump_s(bool driven) const;  ///< length of a step that follows that; infinite where it rests
  void limit_flow(PlantInputs&, double share) const;

  std::vector<char> chiller_up, outdoor_up;  ///< in service: chillers; towers or dry coolers
  bool in_service = true;

  std::vector<double> state() const { return {supply_.k(), condenser_.k(), static_cast<double>(stages_.running), economizer_.on ? 1.0 : 0.0, spec_.store ? store_charge() : 0.0}; }

 private:
  struct Running {               ///< the chillers that are on
    int count = 0;
    double machines = 0;         ///< what they can take, in machines
    int active = 0;              ///< that can take any
  };
  PlantStep chilled(const PlantInputs&) const;
  PlantStep staged(const PlantInputs&, bool economizes) const;
  PlantStep solve(const PlantInputs&, const Running&, bool economizes) const;
  PlantStep settle(const PlantInputs&, const Running&, bool economizes, bool may_charge = true) const;
  EconomizerTrial trial(const PlantInputs&, const PlantStep&) const;
  void close(const PlantInputs&, PlantStep&, TemperatureDiff tolerance) const;
  PlantStep facility(const PlantInputs&) const;
  MassFlow use_store(const PlantInputs&, double left_w, double most_w, double spare_w, Temperature back, PlantStep&) const;
  double free_charge_w(const PlantInputs&, double need_w, Temperature back) const;
  double exchanger_rating() const;  ///< of the economizer, share of the plant's outdoor water
  double exchanger_share(double heat_w) const;
  Temperature coldest(const PlantInputs&, double heat_w) const;
  double shifts_w(const PlantInputs&) const;
  double store_could_w(const PlantInputs&, Temperature back) const;
  MassFlow most_store_flow() const;
  static double beside_store(double left_w, const PlantStep&);
  double give(const PlantInputs&, Temperature source, double flow_kg_s, double most_w, PlantStep&) const;
  bool gives(const PlantInputs&, RecoverySource) const;
  Outdoors outdoors(const PlantInputs&) const;
  double loop_flow_kg_s(const PlantInputs&) const;
  void pumps(const PlantInputs&, PlantStep&, double running_share) const;
  Running running(const PlantInputs&, int count) const;
  double machines_available(const PlantInputs&) const;
  void stage(const PlantStep&, const PlantInputs&, Duration);
  std::vector<char> first(int count) const;  ///< flags of the chillers that are on where so many are
  bool are_on(int count) const;              ///< whether they are these already
  void call(int count);

  PlantSpec spec_;
  HeatRejection outdoor_;
  HeatExchanger exchanger_;
  PumpParams primary_, condenser_pump_;
  double capacity_j_k_ = 1, design_heat_w_ = 1, design_flow_kg_s_ = 1, condenser_flow_kg_s_ = 1;
  Temperature supply_, condenser_, set_point_, condenser_set_point_;
  Temperature reset_answer(int requests) const;
  Temperature asked_;                   ///< set-point of trim and respond
  Duration since_response_{};
  double pump_speed_ = 1;
  double last_load_ = 1;                ///< heat of the last step, of the design heat
  Stages stages_;
  StagingInputs last_;                  ///< of the last step
  EconomizerState economizer_;
  ThermalStore store_;                  ///< empty without one
  std::vector<char> on_;                ///< chillers that are called
  std::vector<char> staged_;            ///< of those that start: by staging, no stop before
  std::vector<ChillerRestart> restart_;  ///< one a chiller
};

}  // namespace netsuden
