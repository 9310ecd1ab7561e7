// SPDX-License-Identifier: Apache-2.0
// One node of the electrical graph: what it is, who supplies it now, what it carries, and the machines in it.
#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "sim/base/excursion.hpp"
#include "sim/spec/site.hpp"

namespace netsuden {

/// A site battery; means of the last step.
struct SiteBattery {
  BessState state;
  BessInputs held;               ///< what it does until the next step
  bool carries = false;          ///< its board, as an island
  bool spent = false;            ///< emptied or tripped by an island, until the board has another feed
  bool overloaded = false;       ///< it tripped
  bool limited = false;          ///< it could not follow its command throughout the last step
  double over_s = 0;             ///< since when an island asks for more than it can give
  double power_w = 0;            ///< at its board, > 0 charges; without auxiliaries
  double asked_w = 0;            ///< by an island
  double rest_w = std::numeric_limits<double>::infinity();  ///< what its board would take without it; infinity: not known yet
  double import_w = std::numeric_limits<double>::quiet_NaN();  ///< of its board with it
  double since_aged_s = 0;
  // smoothing
  bool smooths = true;           ///< it is on the grid, and has the energy
  bool topped = false, drained = false;  ///< its policy has come to the energy that smoothing keeps
  double reference_w = std::numeric_limits<double>::quiet_NaN();  ///< r of bess_smoothing.hpp
  double smoothing_w = 0;        ///< of its power, what follows the load from step to step
  double cycling_w = 0;          ///< what it gives and takes within the step, beside its mean
};

struct SolarArray {
  double possible_w = 0, curtailed_w = 0, plane_w_m2 = 0;
};

/// Of a node of generating sets, all its tanks together.
struct FuelStore {
  double filled_m3 = 0;          ///< at the start and since
  double delivered_m3 = 0, last_m3 = 0;  ///< since the start; by the last delivery
  double lowest_m3 = 0, highest_load_w = 0;
  double due_s = -1;             ///< until the delivery that is ordered; < 0 without
  int orders = 0, deliveries = 0;
  bool refilled = false;         ///< dry sets may start again: `energize` is to follow
};

struct PowerNode {
  PowerNodeSpec spec;
  std::vector<int> parents;      ///< `feeds_from`
  std::vector<int> couplers;     ///< of a board: those that it is an end of
  std::vector<int> local;        ///< of a board: PV, then batteries connected to it
  std::vector<char> unit_up;     ///< one a unit
  bool in_service = true;        ///< commissioned and not tripped as a whole by an event
  // who supplies it, from one change to the next
  bool energized = true;
  double grid_voltage = 1;       ///< of a grid connection: what disturbances of its own leave, share of nominal
  double voltage = 1;            ///< share of nominal at its output
  std::vector<int> feeding;      ///< the nodes that supply it
  std::vector<double> shares, var_shares;  ///< of each of these, of active and reactive power; empty: equal
  bool has_standby = false;      ///< generating sets, a coupler or a battery may feed it
  bool on_standby = false;       ///< sets or a coupler do
  int island_by = -1;            ///< of a board: the battery that carries it alone
  bool on_generator = false;     ///< all that feeds it comes from generating sets
  bool wants_generator = false;  ///< a UPS behind it refuses the grid
  bool called = false;           ///< a generating set that is wanted
  double feeds_good_s = 1e9;     ///< since when its own feeds are good
  double dark_s = 0;             ///< of a coupler: since when one of its boards waits for it
  int tie_to = -1;               ///< of a closed coupler: the board that takes from it
  bool refused = false;          ///< of a UPS: `locked_out` as last seen
  int shown = 0;                 ///< of a transfer switch: `switch_position` as last seen
  // what it carries: means of the last step, W
  double attached_w = 0;         ///< loads fed directly
  double attached_it_w = 0;      ///< IT power among them
  double it_ups_w = 0, it_pdu_w = 0;  ///< of its load, IT power with its losses that has passed no UPS, no PDU yet
  double tan_phi = 0;            ///< of the loads attached to it: Q / P
  double nominal_v = 0;          ///< voltage at its output; 0 where nothing states it
  double load_w = 0, loss_w = 0, input_w = 0;
  Excursion attached_swing, swing;  ///< of its load within the step, and of what it takes:
  Excursion input_swing;
  double swing_variance = 0;     ///< of what it carries within the step, of a board with local sources that of its feed, W^2
  double shared_w = 0;           ///< its load when the shares of its feeds were worked out
  double load_var = 0, input_var = 0;  ///< reactive power
  double compensated_var = 0;    ///< of that, by the capacitors of a board
  double level = 1, input_level = 1;  ///< voltages at output and input with the drop of the load, shares of nominal
  double stored_w = 0, unserved_w = 0;  ///< into batteries; asked of a battery or of sets that could not give it
  double shortfall = 0;          ///< share of its load that a battery or sets, in it or above it, could not give
  double input_shortfall = 0;    ///< of its input, what those above it could not
  /// What came of what was asked.
  double served_w() const { return load_w * (1 - shortfall); }
  double served_loss_w() const { return loss_w * (1 - shortfall); }
  double taken_w() const { return input_w * (1 - input_shortfall); }
  // machines
  std::optional<UpsState> ups;   ///< a UPS with a battery; all units alike
  double since_tested_s = 0;     ///< since when the capacity of that battery stands
  std::vector<GensetState> sets;
  std::vector<char> start_fails; ///< one a set, drawn at the call
  FuelStore fuel;
  bool called_out = false;       ///< its sets answer a curtailment call
  TransferSwitchState transfer;
  std::optional<IdmtState> relay;
  double trip_a = 0;             ///< current of a unit with which the relay tripped
  std::optional<TransformerThermalState> thermal;
  std::optional<SiteBattery> battery;
  std::optional<SolarArray> solar;
  TapChangerState taps;
  bool thermal_settled = false;  ///< its temperatures begin in balance with the first load

  /// The parameters of a changed specification; units that are new run, sets that are new stand.
  void reload(const PowerNodeSpec&);
  bool is(PowerNodeType t) const { return spec.type == t; }
  bool is_source() const { return is(PowerNodeType::grid_connection) || is(PowerNodeType::genset); }
  int units_up() const;
  /// In service, with a unit that runs and no relay that has tripped.
  bool available() const { return in_service && units_up() > 0 && !(relay && relay->tripped); }
  /// Rating of `units` units: VA, for a UPS, rectifier, set or direct current W.
  double rating(int units) const;
  bool rated_in_w() const;
  /// What the rating is compared with: the load in VA or W.
  double rated_load() const { return rated_in_w() ? load_w : std::sqrt(load_w * load_w + load_var * load_var); }
  /// Current of one unit; 0 where the voltage is unknown.
  Current unit_current() const;
  /// The same with the swings within the step: what a rating and a high-set stage meet. Swings keep the power factor.
  double highest_load_w() const;
  double highest_rated_load() const;
  Current highest_unit_current() const;
  /// Root mean square within the step over the mean: what heats.
  double rms_factor() const {
    const double mean = local.empty() ? load_w : input_w;
    return mean > 0 ? std::sqrt(1 + swing_variance / (mean * mean)) : 1;
  }
  /// What its relay acts on: the root mean square (pulses are shorter than dependent times), unless they reach the high-set stage.
  Current relay_current() const;
  /// Sets that supply, and what they can give together now.
  int sets_on_load() const;
  double sets_available_w() const;
  double fuel_m3() const;        ///< left in the tanks
  double tank_m3() const;        ///< of full tanks
  double burnt_m3() const { return fuel.filled_m3 - fuel_m3(); }
  VolumeFlow fuel_flow(const GensetState&) const;  ///< of one of its sets, with the load of the last step
  /// A battery UPS that refuses the grid until someone releases it.
  bool locked_out() const { return ups && ups->locked; }
  double share(std::size_t feed) const { return shares.empty() ? 1.0 / static_cast<double>(feeding.size()) : shares[feed]; }
  double var_share(std::size_t feed) const { return var_shares.empty() ? share(feed) : var_shares[feed]; }
  /// A UPS or rectifier whose output does not hang on the voltage of its input.
  bool converts() const { return spec.is_ups() && !(ups && (ups->operation == UpsOperation::bypass || ups->operation == UpsOperation::eco)); }
  int switch_position() const { return transfer.source + (transfer.open ? 2 : 0); }
};

/// At rest.
PowerNode make_power_node(const PowerNodeSpec&);
/// Of its own output, or 0 where it is that of what feeds it.
double stated_voltage(const PowerNodeSpec&);

}  // namespace netsuden
