// SPDX-License-Identifier: Apache-2.0
// The electrical graph of a site, evaluated from the loads up to the grid.
//
//   a node's load = attached loads + its shares of its children's inputs; input = load + loss(load) + stored; the input is
//   shared equally among the energised nodes that feed it, by generating sets only where nothing else does; units in
//   parallel share a node's load equally
//   import = sum of the inputs of the grid connections, generation = of the generating sets
//   import + generation + unserved = loads + losses + stored
// Losses: transformer P0 + Pk K^2, UPS a0 + a1 p + a2 p^2, PDU standby + I^2 R (sim/power). A node without an energised
// feed is dark, and so is what it feeds; a UPS with a battery supplies until it is empty (sim/power/ups_modes.hpp), sets
// are called while something that they feed has no other feed (sim/power/genset.hpp). Apparent power: P over the power
// factor of the site's grid connection. Machines advance with the step: its means are theirs, its end is an event of theirs.
// Range: radial or parallel-fed graphs without loops. Left out here: voltage drop, transfer switches, retransfer delays.
// Verified by tests/unit/twin/power_chain_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/spec/site.hpp"

namespace netsuden {

class PowerChain {
 public:
  struct Node {
    PowerNodeSpec spec;
    std::vector<int> parents;
    std::vector<char> unit_up;     ///< one a unit
    bool in_service = true;        ///< commissioned and not tripped as a whole
    bool energized = true;
    double attached_w = 0;         ///< loads fed directly
    double attached_it_w = 0;      ///< IT power among them
    double it_ups_w = 0, it_pdu_w = 0;  ///< of its load, IT power with its losses that has passed no UPS, no PDU yet
    double power_factor = 1;       ///< of the grid connection above it
    double load_w = 0, loss_w = 0, input_w = 0;
    double stored_w = 0, unserved_w = 0;  ///< into batteries; asked of a machine that could not give it
    bool on_generator = false;     ///< what feeds it are generating sets
    bool called = false;           ///< a generating set that is wanted
    std::optional<UpsState> ups;   ///< a UPS with a battery; all units alike
    std::vector<GensetState> sets;
    std::vector<char> start_fails; ///< one a set, drawn at the call
    /// Sets that supply, and what they can give together now.
    int sets_on_load() const;
    double sets_available_w() const;
    double fuel_m3() const;        ///< left in the tanks
    int units_up() const;
    /// Rating of `units` units: VA, for a UPS W.
    double rating(int units) const;
  };

  /// The specs' references are resolved already (the scenario reader reports those that are not, and loops).
  explicit PowerChain(const std::vector<PowerNodeSpec>&, RandomStream starts = RandomStream(1, "gensets"));

  int find(const std::string& name) const;  ///< -1 if there is none
  std::vector<Node>& nodes() { return nodes_; }
  const std::vector<Node>& nodes() const { return nodes_; }

  /// Who is energised when the grid is up or down.
  void energize(bool grid_up);
  bool any_energized(const std::vector<int>& feeds) const;

  void clear_loads();
  /// A load shared equally among those of `feeds` that are energised; false if none is.
  bool add_load(const std::vector<int>& feeds, double w, double it_w = 0);
  /// Loads, losses and inputs of all nodes: means over a step of `dt_s` that ends now, with who was energised during it.
  /// Batteries and sets advance; `energize` is to follow where `machines_changed`.
  void solve(double dt_s = 0);
  /// Whether a UPS or a set now supplies, or not, other than in the last `energize`.
  bool machines_changed() const;
  /// Seconds to the next event of a UPS or set with the present loads; infinity without.
  double next_event_s() const;
  double generated_w() const { return generated_w_; }
  double stored_w() const { return stored_w_; }
  double unserved_w() const { return unserved_w_; }
  double import_w() const { return import_w_; }
  double loss_w() const { return loss_w_; }
  /// IT power at the outputs of the UPS, and of the PDUs, next to the racks, with the losses behind them; and what of it comes
  /// from the grid past any UPS, past any PDU.
  double it_behind_ups_w() const { return it_ups_w_; }
  double it_behind_pdu_w() const { return it_pdu_w_; }
  double it_past_ups_w() const { return past_ups_w_; }
  double it_past_pdu_w() const { return past_pdu_w_; }

 private:
  bool supplies(const Node&) const;
  /// The energised nodes that feed a list of feeds now: generating sets only where there is nothing else.
  template <class F>
  int for_live(const std::vector<int>& feeds, F f) const;
  UpsInputs ups_inputs(const Node&) const;
  GensetInputs genset_inputs(const Node&, std::size_t set) const;
  void advance_ups_node(Node&, double dt_s);
  void advance_sets(Node&, double dt_s);

  std::vector<Node> nodes_;
  std::vector<int> leaves_first_;
  RandomStream starts_;
  double import_w_ = 0, loss_w_ = 0, it_ups_w_ = 0, it_pdu_w_ = 0, past_ups_w_ = 0, past_pdu_w_ = 0, generated_w_ = 0, stored_w_ = 0, unserved_w_ = 0;
};

/// The order in which every node comes after all that it feeds; empty if the graph has a loop (`loop` names its nodes).
std::vector<int> leaves_first(const std::vector<std::vector<int>>& parents, std::vector<int>* loop = nullptr);

}  // namespace netsuden
