// SPDX-License-Identifier: Apache-2.0
// The electrical graph of a site, evaluated from the loads up to the grid.
//
//   a node's load = attached loads + its shares of the inputs of those it supplies; input = load + loss(load) + stored, taken
//   from the nodes that supply it now (power_supply.cpp says who does), in equal shares or as impedances have it; units in
//   parallel share equally
//   a board with PV and batteries takes what these leave of its load (power_local.cpp)
//   import = sum of the inputs of the grid connections, generation = of generating sets and PV
//   import + generation + unserved = loads + losses + stored
//   swings within the step (sim/base/excursion.hpp) go up with the loads, grown by the losses that they cause, less what the battery
//   that smooths takes of them at its board; ratings and high-set stages meet the highest load, losses their mean over the swing,
//   temperatures and dependent relays the root mean square; voltages the mean load
// Losses: transformer P0 + Pk K^2, UPS and rectifier a0 + a1 p + a2 p^2, PDU standby + I^2 R, busway R I^2 at its end voltage
// (sim/power), at the voltages of power_voltage.cpp, where reactive power stands too; direct current has none. Machines, relays
// and timers advance with the step: its means are theirs, its end is an event of theirs.
// Range: radial or parallel-fed graphs without loops.
// Verified by tests/unit/twin/power_chain_test.cpp, tests/unit/twin/power_supply_test.cpp, tests/unit/twin/chain_contingency_test.cpp.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/twin/power_node.hpp"

namespace netsuden {

/// What the grid gives at all points of connection; what one of them lacks stands at its node.
struct GridSupply {
  double voltage = 1;              ///< share of nominal; 0 in an outage
  double frequency_deviation = 0;  ///< share of nominal
};

/// What the policies of the batteries know of the world outside.
struct DispatchSignals {
  EnergyPrice price = EnergyPrice::from_si(std::numeric_limits<double>::quiet_NaN());  ///< unknown: arbitrage rests
  std::optional<ActivePower> import_limit;  ///< of the site: by contract, in a call
  bool curtailed = false;                   ///< a call is on
};

/// How often the capacity of the batteries of the UPS follows their wear.
inline constexpr Duration capacity_test = Duration::from_si(30 * 86400.0);

class PowerChain {
 public:
  using Node = PowerNode;

  /// The specs' references are resolved already (the scenario reader reports those that are not, and loops).
  explicit PowerChain(const std::vector<PowerNodeSpec>&, RandomStream starts = RandomStream(1, "gensets"));

  int find(const std::string& name) const;  ///< -1 if there is none
  std::vector<Node>& nodes() { return nodes_; }
  const std::vector<Node>& nodes() const { return nodes_; }

  /// Who is energised, and by whom, with this grid.
  void energize(const GridSupply&);
  void energize(bool grid_up) { energize(GridSupply{grid_up ? 1.0 : 0.0, 0}); }
  bool any_energized(const std::vector<int>& feeds) const { return live_feeds(feeds) > 0; }
  /// How many of a list of feeds would share a load.
  int live_feeds(const std::vector<int>& feeds) const;
  /// The highest voltage of the nodes that would supply a list of feeds, share of nominal; 0 without.
  double voltage_of(const std::vector<int>& feeds) const;

  /// Those of a list of feeds that would supply a load on it.
  std::vector<int> live(const std::vector<int>& feeds) const;
  bool is_live(const std::vector<int>& feeds, int feed) const;
  /// Every node after all that it supplies now; batteries that carry an island anywhere.
  const std::vector<int>& flow_order() const { return flow_order_; }

  void clear_loads();
  /// A load shared equally among those of `feeds` that are energised; false if none is.
  bool add_load(const std::vector<int>& feeds, double w, double it_w = 0);
  /// How that load swings within the step, shared in the same way.
  void add_swing(const std::vector<int>& feeds, const Excursion&);
  /// What the battery that smooths gives at the highest instant and takes at the lowest, while it does; and the variance of the
  /// swings over that of a wave with two levels.
  void set_swing(const Excursion& smoothed, double spread) {
    smoothed_ = smoothed;
    spread_ = spread;
  }
  /// Swing of what sources supply, without that battery, over that of the loads; 0 where none swings.
  double swing_growth() const;
  void set_ambient(Temperature t) { ambient_ = t; }
  bool has_batteries() const { return has_batteries_; }
  bool has_solar() const { return has_solar_; }
  /// The battery that smooths the import of the site; null without.
  const Node* smoothing_battery() const;
  /// How the load swings within the steps from now on, as that battery takes it; null: it does not. Outlives its use.
  void set_cycling(const Cycling* c) { cycling_ = c; }
  void set_signals(const DispatchSignals& s) { signals_ = s; }
  void set_sky(const PvInputs& s) { sky_ = s; }
  /// Loads, losses and inputs of all nodes: means over a step of `dt_s` that ends now, with who was energised during it.
  /// Machines advance; `energize` is to follow where `changed`.
  void solve(double dt_s = 0);
  /// Whether a machine, a relay or a timer asks for another `energize`.
  bool changed() const;
  /// Seconds to the next event of a machine, relay or timer with the present loads; infinity without.
  double next_event_s() const;
  /// Takes the parameters of a changed specification, of the same nodes; states stay, and so do the units that both have.
  void reload(const std::vector<PowerNodeSpec>&);
  /// Someone clears the lockouts of a node: a UPS that refuses the grid or is off, a tripped relay, sets that have failed.
  void reset(int node);
  /// Fuel into the tanks of a genset node, as far as they take it; sets that had run dry may start again.
  void deliver(int node, Volume fuel);
  double generated_w() const { return generated_w_; }
  double solar_w() const { return solar_w_; }  ///< of that
  double curtailed_w() const { return curtailed_w_; }
  double charged_w() const { return charged_w_; }  ///< at the boards of the site batteries
  double discharged_w() const { return discharged_w_; }
  double stored_w() const { return stored_w_; }
  double unserved_w() const { return unserved_w_; }
  /// Share of what is taken from a list of feeds that a battery above them could not give; mean of the last step.
  double shortfall(const std::vector<int>& feeds) const;
  double import_w() const { return import_w_; }
  /// Of the grid connections together.
  double import_power_factor() const;
  double loss_w() const { return loss_w_; }
  /// IT power at the outputs of the UPS, and of the PDUs, next to the racks, with the losses behind them; and what of it comes
  /// from the grid past any UPS, past any PDU.
  double it_behind_ups_w() const { return it_ups_w_; }
  double it_behind_pdu_w() const { return it_pdu_w_; }
  double it_past_ups_w() const { return past_ups_w_; }
  double it_past_pdu_w() const { return past_pdu_w_; }

 private:
  Node& at(int i) { return nodes_[static_cast<std::size_t>(i)]; }
  const Node& at(int i) const { return nodes_[static_cast<std::size_t>(i)]; }
  /// The energised nodes that feed a list of feeds now: generating sets only where there is nothing else.
  template <class F>
  int for_live(const std::vector<int>& feeds, F f) const;
  int index_of(const Node& n) const { return static_cast<int>(&n - nodes_.data()); }
  // power_supply.cpp
  void supply_all();
  bool operate_couplers();
  void supply(Node&);
  void supply_switched(Node&);
  int in_step_with(int node) const;
  void keep_in_step(std::vector<int>& feeds) const;
  void supply_from_feeds(Node&);
  bool own_feeds_good(const Node&) const;
  bool sets_are_ready(const Node&) const;
  void call_sets();
  void order_by_flow();
  double next_timer_s(const Node&) const;
  bool has_sets(const Node&) const;
  bool held_on_sets(const Node&) const;
  int waiting_board(const Node& coupler) const;
  static bool can_carry(const Node& battery);
  static double next_battery_event_s(const Node& battery);
  void advance_timers(double dt_s);
  UpsInputs ups_inputs(const Node&) const;
  GensetInputs genset_inputs(const Node&, std::size_t set) const;
  TransferSwitchInputs switch_inputs(const Node&) const;
  // power_chain.cpp
  void inherit();
  void sweep(double dt_s, bool settle_taps = false);
  void advance_ups_node(Node&, double dt_s);
  void advance_sets(Node&, double dt_s);
  void advance_guard(Node&, double dt_s);
  // power_voltage.cpp
  void carry(Node&);
  static double loss_at(const Node&, double load_w);
  void take_reactive(Node&);
  double input_level(const Node&) const;
  bool shares_are_old() const;
  void share_by_impedance();
  void drop_voltages(bool settle_taps = false);
  // power_fuel.cpp
  void advance_fuel(Node&, double dt_s);
  static double next_fuel_event_s(const Node&);
  // power_local.cpp
  void serve_local(Node& board, double dt_s);
  double solar_power(const Node& board);
  double operate_battery(const Node& board, Node& battery, double rest_w, double dt_s);
  ActivePower dispatch(const Node& battery, double rest_w, double dt_s) const;
  double beside(const Node& battery) const;
  void smooth(Node& battery, double rest_w, double dt_s, BessInputs&);
  bool smooths(const Node& board) const;
  void swing(Node&);
  void pass_on(Node&);
  void share_shortfall();

  std::vector<Node> nodes_;
  std::vector<int> leaves_first_;  ///< by `feeds_from`
  std::vector<int> flow_order_;    ///< by who supplies whom now
  bool short_ = false;  ///< a battery could not give what was asked in the last step
  bool has_couplers_ = false, tied_ = false, has_batteries_ = false, has_solar_ = false;
  bool restless_ = false;  ///< a machine has changed what it takes or gives in the last step
  bool switched_ = true, by_impedance_ = false, taps_settled_ = false;
  GridSupply grid_;
  Temperature ambient_ = 20_degC;
  DispatchSignals signals_;
  PvInputs sky_;
  const Cycling* cycling_ = nullptr;
  RandomStream starts_;
  Excursion smoothed_;
  double spread_ = 1;
  bool swings_ = false;
  double import_w_ = 0, loss_w_ = 0, it_ups_w_ = 0, it_pdu_w_ = 0, past_ups_w_ = 0, past_pdu_w_ = 0, generated_w_ = 0, stored_w_ = 0, unserved_w_ = 0;
  double solar_w_ = 0, curtailed_w_ = 0, charged_w_ = 0, discharged_w_ = 0, last_import_w_ = 0;
};

/// Advances from event to event for `seconds` with a held grid; `apply_loads` attaches the loads to what is live.
void walk(PowerChain&, const GridSupply&, double seconds, const std::function<void(PowerChain&)>& apply_loads);

/// The order in which every node comes after all that it feeds; empty if the graph has a loop (`loop` names its nodes).
std::vector<int> leaves_first(const std::vector<std::vector<int>>& parents, std::vector<int>* loop = nullptr);

template <class F>
int PowerChain::for_live(const std::vector<int>& feeds, F f) const {
  for (const bool standby : {false, true}) {
    int live = 0;
    for (const int i : feeds) {
      const Node& n = at(i);
      if (!n.energized || n.is(PowerNodeType::genset) != standby) continue;
      ++live;
      f(i);
    }
    if (live > 0) return live;
  }
  return 0;
}

}  // namespace netsuden
