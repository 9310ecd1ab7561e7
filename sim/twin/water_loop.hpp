// SPDX-License-Identifier: Apache-2.0
// The circuit between a plant and its halls, on a plant with `hydraulics`: pumps, valves and pipes (sim/cooling/hydraulics.hpp,
// pump_motion.hpp, plug_flow.hpp) joined; no physics of its own.
//
// pumps:     those on duty are as many as are not to spare, more where they do not do, less again below 95 % of their speed; who runs
//            goes on, one that fails is replaced. Variable ones have one speed, at which the pressure across the branches is held with
//            what the valves want; while one still runs up the others make up for it. Without power all coast.
// a step:    circuit at the mean speeds of the step; what its halls want comes from the heat that they give in it: found with
//            them in a few rounds, then held, so that valves and flows may lag by a part of a step, heat and water never
// limit:     head wanted for the flow wanted, of what the pumps in service can give by now at that flow
// electric:  power of the pumps that are driven, from their curve; all of it warms the water
// Verified by tests/unit/twin/water_loop_test.cpp, tests/invariants/hydraulics_test.cpp.
#pragma once

#include <vector>

#include "sim/cooling/hydraulics.hpp"
#include "sim/cooling/plug_flow.hpp"
#include "sim/cooling/pump_motion.hpp"
#include "sim/spec/site.hpp"

namespace netsuden {

/// What of a hall takes water from a circuit.
enum class BranchKind { coils, cdus, doors };

/// What a step came to.
struct WaterLoopStep {
  double flow_kg_s = 0, wanted_kg_s = 0;       ///< of all branches
  double head_pa = 0, header_pa = 0;           ///< of the pumps; across the branches
  double wanted_pa = 0, most_pa = 0, firm_pa = 0;
  double speed = 0;                            ///< mean of the pumps that turn, of rated
  double pump_w = 0, hydraulic_w = 0;
  int running = 0;                             ///< pumps that are driven
  bool short_of_flow = false;                  ///< a branch has less than it wants
  bool outside_curve = false;
  double delay_s = 0;                          ///< from the plant to the halls at this flow; infinite without
  Temperature at_halls, back;                  ///< means: water to the halls, and back at the plant
  double heat_w = 0, arriving_w = 0, stored_j = 0;  ///< of the halls; of that, at the plant; what the pipes keep
};

class WaterLoop {
 public:
  struct Branch {
    int hall = -1;
    BranchKind kind = BranchKind::coils;
    CircuitBranchParams params;
    double in_service = 1;                      ///< share of its machines that are open to the water
    double wants_kg_s = 0;                      ///< infinite: open
    // of the last solution
    double flow_kg_s = 0, most_kg_s = 0, lift = 0;  ///< flow; what it can have with its valve open; stroke of the valve
  };

  WaterLoop(const HydraulicsSpec&, std::vector<Branch>, Temperature supply);

  const HydraulicsSpec& spec() const { return spec_; }
  std::vector<Branch>& branches() { return branches_; }
  const std::vector<Branch>& branches() const { return branches_; }

  /// Flows of a step with what the branches want now; whether one has changed by more than `settled` of its design flow.
  bool solve(double dt_s, bool powered);
  /// Water for the halls over a step, with the flow of `solve` and this water from the plant.
  Temperature at_halls(Temperature from_plant, double dt_s) const { return mains_.at_halls(flow(), from_plant, Duration::from_si(dt_s)); }
  /// With the heat of the halls: what comes to the plant.
  const WaterLoopStep& evaluate(Temperature from_plant, double heat_w, double dt_s);
  /// The return pipe is full of water that has taken so much heat at the flow of `solve`.
  void settle(Temperature from_plant, double heat_w);
  /// Makes the last solution and evaluation so.
  void commit(double dt_s);
  const WaterLoopStep& step() const { return step_; }

  /// Length of a step that follows the pumps while their speed changes; infinite where it does not.
  double next_pump_s() const;
  int turning() const;                          ///< pumps that are not at rest
  const std::vector<double>& speeds() const { return speed_; }  ///< of each pump, of the rated one
  const std::vector<char>& called() const { return on_; }  ///< pumps that are to run

  std::vector<double> state() const;
  static std::vector<const char*> state_names() { return {"pump_speed", "supply_pipe_k", "return_pipe_k"}; }

  std::vector<char> pump_up;                    ///< in service

 private:
  VolumeFlow flow() const;
  void call(double head_pa, double flow_m3_s);
  double target(double head_pa, double flow_m3_s, int pumps) const;

  HydraulicsSpec spec_;
  CircuitPump pump_;
  CircuitSystem system_;
  std::vector<Branch> branches_;
  WaterMains mains_;
  std::vector<double> speed_;                   ///< of each pump, at the end of the last step
  std::vector<char> on_;                        ///< called
  bool started_ = false;
  double design_m3_s_ = 0;                      ///< of all branches
  // the solution at hand
  std::vector<CircuitBranch> circuit_;
  std::vector<double> mean_, end_, reach_;      ///< speeds: mean, end of the step; the most by now
  std::vector<char> called_, ramps_;            ///< are to run; their speed still changes
  Temperature from_plant_;
  WaterLoopStep step_;
};

}  // namespace netsuden
