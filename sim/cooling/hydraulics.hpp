// SPDX-License-Identifier: Apache-2.0
// A closed water circuit: pumps in parallel, what all of the flow passes, and branches side by side with their control valves.
//
//   pump      dp(V, r) = r^2 h(V/r), r: speed over rated speed (affinity laws); h from the data sheet, in shares of the rated point:
//             by shut-off head  h = H0 - (H0 - H1)(V/V1)^2, or by points, straight lines between them and on from the last two
//   power     P = V dp / eta(V/r); eta by points, or eta_1 x (2 - x), x = V / (r V1): best at the rated point, 0 at no flow;
//             beyond 1.6 times the rated flow held, and flagged
//   check     a pump whose shut-off head at its speed is below the head of the others carries nothing, never a flow backwards
//   common    dp = static + k V^2                  plant, strainers, mains
//   branch    V = min(wanted, sqrt(dp / k_open)),  k_open = (dp_branch + dp_valve) / V_design^2, dp_valve / (dp_branch + dp_valve): authority
//   valve     Kv / Kvs = R^(lift - 1) (equal percentage, rangeability R), or lift (linear); what it leaves is its part of the pressure
//
// The operating point is the header pressure at which the pumps give what the branches take: pumps give less, branches take more,
// the higher it is, so it is one root of a falling function, bracketed and found by regula falsi (Illinois), to 1e-12 of the flow.
//
// Source: physics reference 4.3; the one-point curve (shut-off head 133 %, no head at twice the flow) and the check valve of
// EPANET 2.2, user manual 3.1, 3.2; inherent characteristics of IEC 60534-2-4. Range: turbulent flow, one density. Left out: the inertia
// of the water, laminar flow, leakage of closed valves, efficiency of motor and drive over their load. Verified by
// tests/unit/cooling/hydraulics_test.cpp (closed forms, operating points of an EPANET report, Wilo Stratos 80/1-12).
#pragma once

#include <optional>
#include <vector>

#include "sim/base/curves.hpp"
#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/pump.hpp"

namespace netsuden {

/// Points of a data sheet, as shares of the rated flow, the rated head, and total efficiency itself.
struct PumpCurvePoints {
  std::vector<double> flow, head, efficiency;
};
void describe(Describe&, PumpCurvePoints&);

/// One pump of a circuit, as on its data sheet.
struct CircuitPumpParams {
  std::optional<VolumeFlow> rated_flow;
  std::optional<Pressure> rated_head, shut_off_head;
  Fraction efficiency{0.7};
  std::optional<PumpCurvePoints> curve;
  PumpControl control = PumpControl::variable;
  Fraction minimum_speed{0.3};
  Duration run_up = 10_s, run_down = 3_s;
};
void describe(Describe&, CircuitPumpParams&);
inline constexpr double shut_off_ratio = 4.0 / 3;  ///< of the rated head, where nothing is said of it

enum class ValveCharacteristic { linear, equal_percentage };
struct ControlValveParams {
  ValveCharacteristic characteristic = ValveCharacteristic::equal_percentage;
  Fraction authority{0.5};
  double rangeability = 50;
};
void describe(Describe&, ControlValveParams&);

/// What hangs between supply and return: coils or CDUs of a hall together.
struct CircuitBranchParams {
  std::optional<VolumeFlow> flow;
  Pressure pressure_drop = 60_kPa;  ///< at that flow, without the valve
  ControlValveParams valve;
};
void describe(Describe&, CircuitBranchParams&);
/// With the valve open, at the design flow.
Pressure open_drop(const CircuitBranchParams&);

/// Lift of 0 to 1 for Kv / Kvs; a closed valve passes nothing.
double lift_for(const ControlValveParams&, double relative_kv);

class CircuitPump {
 public:
  CircuitPump() = default;
  /// `rated_flow` and `rated_head` are given.
  explicit CircuitPump(const CircuitPumpParams&);
  bool valid() const;  ///< heads fall with the flow, as many of each as of flows

  double head_pa(double flow_m3_s, double speed) const;
  /// Flow at a head; 0 where the check valve is shut.
  double flow_m3_s(double head_pa, double speed) const;
  double power_w(double flow_m3_s, double speed) const;
  double shut_off_pa() const { return shut_off_pa_; }  ///< at rated speed
  /// The speed at which it gives this flow at this head; may be above 1.
  double speed_for(double flow_m3_s, double head_pa) const;
  /// Whether its curve says anything of that.
  bool covers(double flow_m3_s, double speed) const;

 private:
  double head_at_full_speed(double flow) const;
  double efficiency_over_flow(double x) const;  ///< eta / x

  double flow_ = 1, head_ = 1, shut_off_pa_ = 1, slope_ = 1, efficiency_ = 1;
  std::vector<double> x_, h_, eta_;  ///< by points: shares
};

/// As the solver sees it.
struct CircuitBranch {
  double open_pa_s2_m6 = 1;  ///< dp / V^2 with its valve open
  double wanted_m3_s = 0;
  double flow_m3_s = 0;      ///< result
};
struct CircuitSystem {
  double static_pa = 0, common_pa_s2_m6 = 0;
};
struct CircuitPoint {
  double flow_m3_s = 0, head_pa = 0, header_pa = 0;  ///< header: across the branches
};
/// Equal pumps at these speeds (0: stands) on the circuit; fills the flows of the branches.
CircuitPoint solve_circuit(const CircuitPump&, const std::vector<double>& speeds, const CircuitSystem&, std::vector<CircuitBranch>&);
/// Head that the pumps have at a flow through all of them; 0 where they do not give so much.
double bank_head_pa(const CircuitPump&, const std::vector<double>& speeds, double flow_m3_s);

}  // namespace netsuden
