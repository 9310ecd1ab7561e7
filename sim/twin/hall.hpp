// SPDX-License-Identifier: Apache-2.0
// A hall of the twin: its racks' heat into air and liquid, CRAHs or CRACs, rear doors, CDUs. Joins the models of sim/cooling; no physics of
// its own but the split of heat: Q_liquid = liquid share x IT power, the rest goes to air. CRACs and wet coils are no straight lines over the
// return air: within a step they are the line through what they give at its start, K (T_ret - T*), and power and latent heat follow from
// the means of the step.
// On a plant with hydraulics (sim/twin/water_loop.hpp) coils and CDUs have the water that their branches can give them, and say what
// they want of it: the coils the flow at which they take their sensible heat, all of it where the supply air is not held or their PI loop
// opens the valves. The technology loop then has its mass (sim/cooling/cdu.hpp) and its supply set-point: the plant's as it is reset, and
// the approach of the CDUs; cold plates have its supply.
// On a plant without, coils, doors and CDUs have their design flow, and the share r of it that pumps drive which coast or run up. Then the coolant keeps
// what r of the CDUs' rated heat does not take,
//   M dT_x/dt = max(0, Q - r Q_rated) - r M T_x / tau,   M = rho V cp of the technology loop, T_x above facility water and approach,
//   tau = M / (m cp), one turn of the coolant at rated flow.
#pragma once

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/cooling/cdu.hpp"
#include "sim/cooling/hall_air.hpp"
#include "sim/cooling/recirculation.hpp"
#include "sim/cooling/row_air.hpp"
#include "sim/cooling/wet_coil.hpp"
#include "sim/spec/site.hpp"
#include "sim/twin/hall_plates.hpp"

namespace netsuden {

struct HallInputs {
  double it_w = 0;             ///< mean over the step
  double busiest = 1;          ///< power of the rack that draws most, over the mean; of account to cold plates
  Temperature ambient = 20_degC, water_supply = 18_degC, facility_water = 30_degC;
  Temperature dew_point = 10_degC;  ///< outdoors
  Temperature door_water = 20_degC;
  Pressure pressure = Pressure::from_si(101325);  ///< of the site
  bool powered = true;         ///< the racks' nodes: fans of rear doors
  bool air_powered = true, cdus_powered = true;  ///< CRACs or CRAHs; CDUs
  bool racks_on = true;        ///< the servers' own fans run
  double dt_s = 1;
  /// On plants with hydraulics, the most that the branches can have; else those below.
  std::optional<MassFlow> coil_water, cdu_water, door_flow;
  Temperature coolant_set_point = 36_degC;           ///< of the technology supply, with `cdu_water`
  double coil_pumped = 1, cdu_pumped = 1, door_pumped = 1;  ///< without those: of the design flow, while pumps coast or run up
};

struct HallStep {
  HallAirStep air;
  double air_heat_w = 0, liquid_heat_w = 0;
  double coil_w = 0;           ///< mean heat that the coils take, with the latent one: into the air loop, or outdoors
  double latent_w = 0, condensate_kg_s = 0;
  double vapour_w = 0, vapour_stored_w = 0;  ///< latent heat that comes with outdoor air or is made up; that stays in the air
  double humidity = std::numeric_limits<double>::quiet_NaN();  ///< kg/kg at the end; NaN: unknown
  double door_w = 0, door_fan_w = 0, door_server_w = 0;  ///< heat into the doors; their fans; what the servers' fans pay for them, IT power
  bool dx = false;             ///< CRACs
  double crac_w = 0, crac_available_w = 0, crac_firm_w = 0;  ///< compressors and condenser fans; total cooling that they could give
  double crac_part_load = 0, crac_running = 0;  ///< of a unit that can run; units whose compressors run, the mean
  double rejected_w = 0;       ///< by CRACs, outdoors
  ValidityBits outside_validity = 0;
  double free_w = 0;           ///< mean heat that outdoor air takes
  double outdoor_share = 0;    ///< of the supply air, the mean
  double liquid_loop_w = 0;    ///< mean heat into the liquid loop: liquid heat + CDU pumps - what stays in plates
  double crah_fan_w = 0, cdu_pump_w = 0;
  double coolant_supply_c = 0; ///< technology loop supply; NaN without liquid cooling
  double coolant_approach_k = std::numeric_limits<double>::quiet_NaN();  ///< of the CDUs, above the facility water
  double coolant_kg_s = 0;     ///< of the technology loop, where there are cold plates
  PlatesStep plates;
  double coil_capacity_w_k = 0;
  Fraction outdoor{};          ///< the most outdoor air of the step
  double dt_s = 0;
  Temperature supply_set_point;
  double coil_most_w = 0;      ///< that coils and outdoor air can take at the end of the step
  bool follows_valves = false;  ///< the loop of the valves was followed, not taken as settled
  double air_units_w() const { return crah_fan_w + crac_w; }  ///< electricity of CRACs or CRAHs
  // on plants with hydraulics
  double coil_wants_kg_s = 0, cdu_wants_kg_s = 0, door_wants_kg_s = 0;  ///< infinite: valves open
  double coolant_excess_k = 0, coolant_excess_end_k = 0;  ///< of water that stood, on a plant without: above the approach; mean, end
  bool coolant_followed = false;                   ///< with a technology loop of its own
  double coolant_stored_j = 0, coolant_rate_k_s = 0;
  Temperature coolant_return, coolant_end, coolant_mean;  ///< of the technology loop: return and supply at the end of the step, mean supply
};

/// What is taken from the air at the end of a step, of what could be: how far the valves are open.
inline double coil_share(const HallStep& s) { return s.coil_most_w > 0 ? std::clamp(s.air.end_coil_heat.si() / s.coil_most_w, 0.0, 1.0) : 0.0; }

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
  void commit(const HallStep&);
  const HallAirState& state() const { return state_; }
  /// Of the supply air: of a controller, else of the reset, else as specified.
  Temperature supply_set_point() const { return command ? *command : spec_.air && spec_.air->supply_reset ? asked_ : spec_.air ? spec_.air->supply : Temperature{}; }
  std::optional<Temperature> command;
  /// Trim and respond, after a step.
  void respond(Duration dt);
  Temperature reset_answer() const;  ///< what trim and respond would decide now
  /// Longest step while the loop of the valves moves; infinite where it rests.
  double longest_step_s() const;
  /// Single inlets: by a map of the hall, of its racks or rows, or by its rows as zones.
  void set_recirculation(const RecirculationShares&);
  Fraction recirculation() const { return air_.recirculation; }  ///< as designed: of the map, where there is one
  bool has_single_inlets() const { return places() > 0; }
  /// With these powers, one a rack in W: how inlets deviate from the cold aisle in the end.
  void spread(const std::vector<double>& rack_w);
  /// A step towards that.
  void follow_spread(double dt_s);
  /// Of a rack, and of the hottest one, above the cold aisle. 0 without a map.
  TemperatureDiff inlet_above(int rack) const { return has_single_inlets() ? TemperatureDiff::from_si(mixing_ * above_k_[place_of(rack)]) : TemperatureDiff{}; }
  TemperatureDiff hottest_above() const { return TemperatureDiff::from_si(mixing_ * hottest_k_); }
  Temperature hottest_inlet() const { return state_.cold + hottest_above(); }
  /// What inlet and cases change in the power of the racks, which is `it_w` at their references, and what passive doors add; 0 where nothing
  /// is said of them. W.
  double response_w(double it_w) const;
  /// Through the servers of a rack that draws so much.
  TemperatureDiff outlet_rise(double rack_w) const;
  /// Air flow that the CRAHs in service give at full speed while they have power, kg/s; and of all installed less the spare ones.
  double crah_flow_available() const;
  double crah_flow_firm() const;
  int cdus_up() const { return cdus_up_; }          ///< in service, with a pump at least
  double cdu_flow_up() const { return cdu_flow_up_; }  ///< coolant that they can give, of the rated flow of one
  double cdu_flow_firm() const;         ///< the same of all installed less the spare ones
  /// Its rows as zones of their own; empty without.
  const std::vector<RowAirState>& rows() const { return rows_; }
  TemperatureDiff row_above(std::size_t row) const { return TemperatureDiff::from_si(above_k_[row]); }  ///< of its inlet, above that of the hall
  double row_heat_w(std::size_t row) const { return place_heat_w_[row] * (1 - capture_); }  ///< into its hot aisle, in the last step
  /// Null where cases are not followed.
  const HallPlates* plates() const { return plates_ ? &*plates_ : nullptr; }
  /// Whether its heat follows the water of its loops beyond what the supply regime says.
  bool follows_water() const { return spec_.rear_doors || (spec_.air && spec_.air->humidity && !spec_.air->cracs); }

  /// Its CRACs stop: their board is dark, or below their undervoltage.
  void stop_cracs();
  void restart_crac(std::size_t unit);
  /// In service, that have lost their power or were repaired and do not carry yet what they can.
  int cracs_restarting() const;
  double next_crac_s() const;  ///< infinite where none does
  void advance_cracs(bool powered, double dt_s);
  double rated_it_w() const { return rack_.rated.si() * spec_.racks.count; }
  /// Time until the cold aisle reaches a temperature with the inputs held; infinity beyond `horizon_s`.
  double time_to_inlet(const HallInputs&, Temperature threshold, double horizon_s) const;
  /// The same of the hottest case.
  double time_to_case(const HallInputs&, Temperature threshold) const;
  /// The same of the technology supply, with `cdu_water`.
  double time_to_coolant(const HallInputs&, Temperature threshold, double horizon_s) const;
  /// The state in balance with a load; for the start of a run.
  void settle(const HallInputs&);

  int crahs_up() const;
  /// Of the technology loop, where it is followed.
  std::optional<Temperature> coolant_supply() const { return coolant_return_ ? std::optional(coolant_supply_) : std::nullopt; }
  TemperatureDiff coolant_excess() const { return TemperatureDiff::from_si(coolant_excess_k_); }
  /// After `cdu_up` or `cdu_pump_up` have changed.
  void size_cdus();

  std::vector<char> crah_up, cdu_up;
  std::vector<char> cdu_pump_up;        ///< unit by unit
  bool in_service = true;
  bool there = true;                    ///< by the build plan
  int air_loop = -1, liquid_loop = -1, door_loop = -1;  ///< plants of the site
  std::vector<int> feeds;               ///< power nodes

 private:
  std::size_t places() const { return rows_.empty() ? map_.places() : rows_.size(); }
  std::size_t place_of(int rack) const { return static_cast<std::size_t>(rack) * places() / static_cast<std::size_t>(spec_.racks.count); }
  /// Of the power of racks, what goes into liquid, and into air.
  double liquid_heat_w(double it_w) const { return spec_.liquid ? rack_.params.liquid_share.value() * it_w : 0; }
  double rack_air_w(double it_w) const { return it_w - liquid_heat_w(it_w); }
  /// Of a set-point; else its valve is open.
  static constexpr TemperatureDiff held_within = TemperatureDiff::from_si(1e-3);
  /// With servers whose fans follow the inlet.
  HallAir air_now() const;
  struct AirSide {
    double fan_w = 0, coil_w_k = 0, door_fan_w = 0;
    Fraction outdoor{};
  };
  HallAirInputs air_inputs(const HallInputs&, double air_heat_w, AirSide&) const;
  void split_free_heat(const HallInputs&, HallStep&) const;
  void run_cdus(const HallInputs&, HallStep&) const;
  PlatesInputs plates_inputs(const HallInputs&, const HallStep&) const;
  void commit_valves(const HallStep&);
  /// Line through what coils give now that is none: CRACs, wet coils. False where the coil is dry.
  bool line_of_coils(const HallInputs&, const HallAirFlows&, int units, Fraction outdoor, HallAirInputs&) const;
  MassFlow coil_water(const HallInputs&, int units) const;  ///< with all valves open
  CracInputs crac_inputs(const HallInputs&, Temperature back, double share, const HallAirFlows&, int units) const;
  double crac_machines(const HallInputs&) const;  ///< that can run, in the middle of the step
  std::optional<double> humidity(const HallInputs&) const;
  /// Of the air in front of the coils.
  std::optional<double> coil_humidity(const HallInputs&, double outdoor_share) const;
  double take_crac(const HallInputs&, HallStep&) const;  ///< the humidity at its surface
  void take_vapour(const HallInputs&, HallStep&, double surface_w) const;
  void take_doors(const HallInputs&, HallStep&) const;
  void coil_valve(const HallInputs&, HallStep&) const;
  void door_valves(const HallInputs&, HallStep&) const;
  MassFlow door_flow(const HallInputs&) const;  ///< with all valves open
  CduInputs cdu_inputs(const HallInputs&, const HallStep&, double heat_w) const;
  void technology_loop(const HallInputs&, HallStep&) const;
  void keep_coolant(const HallInputs&, HallStep&) const;
  void settle_liquid(const HallInputs&);

  HallSpec spec_;
  RackModel rack_;
  HallAir air_;
  Coil coil_, door_coil_;
  CracCoil crac_;
  std::vector<ChillerRestart> crac_restart_;
  double humidity_ = -1;  ///< kg/kg; < 0: not yet
  double capture_ = 0;    ///< of the racks' heat by the doors, in the last step
  HallAirState state_;
  std::optional<HallPlates> plates_;
  int cdus_up_ = 0;
  double cdu_flow_up_ = 0;
  Cdu cdu_;                            ///< all in service; of none, all: their water stands
  double coolant_excess_k_ = 0;
  std::optional<Temperature> coolant_return_;  ///< of the technology loop, on a plant with hydraulics
  Temperature coolant_supply_;
  RecirculationMap map_;
  std::vector<double> above_k_, above_in_the_end_k_;  ///< of each place, at the recirculation of the map; of each row, as it is
  std::vector<double> place_heat_w_, place_flow_, place_rise_k_;  ///< of `spread`
  bool spread_ = false;                               ///< the deviations begin in balance
  double hottest_k_ = 0, server_flow_ = 0;
  double mixing_ = 1;                                 ///< what is left of the deviations of a map; rows mix by themselves
  void divide_into_rows();
  void mix_rows();
  void follow_rows(double dt_s);
  std::vector<RowAirState> rows_;
  std::vector<double> row_recirculation_;
  Temperature supplied_, hot_mean_;                   ///< means of the last step, for the rows
  double own_share_ = 1;                              ///< of the air that servers draw, that of their row or map: (1 - r now) / (1 - r)
  mutable HallAirMemo memo_;
  Temperature asked_;                   ///< set-point of trim and respond
  Duration since_response_{};
  ValveLoop valve_;
  double followed_s_ = 0;               ///< longest step with which the loop of the valves is followed
};

}  // namespace netsuden
