// SPDX-License-Identifier: Apache-2.0
// Balanced AC power flow on a `Network`: voltages, flows at both ends of every branch, losses, what the sources give.
//
//   S_i = U_i conj(sum_j Y_ij U_j) = S_generated - S_load(|U_i|),   S_load = S_P + S_I |U| + S_Z |U|^2
//
// A bus with an ideal source is the slack; a source behind an impedance stands at a bus of its own behind a branch, or, above
// 1e6 pu of admittance, holds its bus at E - Z I; several at one bus act as one, E = sum(y E)/sum(y), y = sum(y). A generator
// holds the voltage of its bus. The start is the no-load profile (ratios and clocks of transformers included) or the last
// solution. Parts of the network without a source are dark: not energised, everything zero.
// Methods: Newton-Raphson (newton.hpp) for any mesh, the backward/forward sweep (radial_sweep.hpp) where every part is a tree
// with one source and no generator; the automatic choice is the sweep there, and Newton where the sweep does not converge.
//
// Building analyses the topology; solving again after `set_load` and the like does not. What is opened or closed needs a new
// PowerFlow.
// Source: physics reference 2.8; Tinney and Hart, IEEE Trans. PAS-86 (1967); Shirmohammadi et al., IEEE Trans. Power Systems 3
// (1988). Range: up to voltage collapse, where it says so. Left out: limits of reactive power, automatic tap changers.
// Verified by tests/unit/power/power_flow*_test.cpp, tests/cases/matpower_cases_test.cpp, power_grid_model_cases_test.cpp.
#pragma once

#include <memory>

#include "sim/power/network.hpp"

namespace netsuden {

struct PowerFlowOptions {
  enum class Method { automatic, newton, radial };
  Method method = Method::automatic;
  bool from_last = true;        ///< start from the last solution, if there is one
  double tolerance_pu = 1e-10;  ///< largest power mismatch at a bus
  int max_iterations = 0;       ///< 0: 30 of Newton, 200 sweeps
};

struct PowerFlowSolution {
  struct Bus {
    bool energized = false;
    double magnitude_pu = 0, angle_rad = 0;
    Voltage voltage{};
    ActivePower p{};  ///< what flows from the bus into its branches
    ReactivePower q{};
  };
  struct Branch {
    bool energized = false;
    ActivePower p_from{}, p_to{};  ///< into the branch at each end
    ReactivePower q_from{}, q_to{};
    Current i_from{}, i_to{};
    double loading = 0;  ///< the greater of S / rating and I / ampacity, of those given
    ActivePower loss() const { return p_from + p_to; }
  };
  struct Power {
    ActivePower p{};
    ReactivePower q{};
  };

  bool converged = false;
  bool radial = false;  ///< solved by the sweep
  int iterations = 0;
  double mismatch_pu = 0;  ///< the largest; of the sweep, the largest change of a voltage
  int worst_bus = -1;      ///< where
  std::vector<Bus> buses;
  std::vector<Branch> branches;
  std::vector<Power> loads, shunts;         ///< consumed
  std::vector<Power> generators, sources;   ///< produced; ideal sources and generators of one bus share equally
  Power losses;                             ///< of all branches
};

class PowerFlow {
 public:
  /// The network must be sound (`fault_in`).
  explicit PowerFlow(Network);
  PowerFlow(PowerFlow&&) noexcept;
  PowerFlow& operator=(PowerFlow&&) noexcept;
  ~PowerFlow();

  const Network& network() const;
  void set_load(int load, ActivePower, ReactivePower);
  void set_generation(int generator, ActivePower);

  bool is_radial() const;
  bool energized(int bus) const;
  /// Not converged: the voltages are those of the last iteration, and say nothing.
  const PowerFlowSolution& solve(const PowerFlowOptions& = {});
  const PowerFlowSolution& solution() const;
  /// One sentence on a solution that did not converge, with the name of the worst bus.
  std::string failure() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// The solution of a network that is solved once.
PowerFlowSolution solve_power_flow(Network, const PowerFlowOptions& = {});

}  // namespace netsuden
