// SPDX-License-Identifier: Apache-2.0
// Heat recovery: a water loop, or the water that leaves condensers, gives heat to a district network, directly or by a heat pump.
//
// The network's water comes back at T_r and is to leave at T_n. The warm water comes at T_h, m its flow, C = m cp.
//   exchanger    counterflow, no closer than the approach a at either end:
//                preheats to T_h - a: share x = (T_h - a - T_r) / (T_n - T_r), 0 to 1;  Q_x = min(x Q, C (T_h - a - T_r))
//   alone        gives only what is as warm as the network wants: Q = Q_x where T_h - a >= T_n, throttled to nothing 0.5 K below
//   heat pump    lifts the rest:  COP = eta_II T_n / (T_n - T_c), at most `max_cop`, at least 1.05;  T_c the warm water that leaves it
//                Q - Q_x = Q_e + P,  P = (Q - Q_x) / COP;  Q_e out of the warm water. T_c = T_h - (Q_x + Q_e) / C makes it linear: no iteration
//   limits       Q <= what the network asks, the rating; Q_x + Q_e <= what the warm water has to give
// demand         constant; by outdoor temperature (heating below a limit, and hot water all year); or a profile of months and hours
//
// Source: physics reference 5.5 (eta_II 0.45 to 0.55: COP 4 to 6 from 30 to 40 degC to 60 to 70 degC); reused energy is counted where it
// is handed over (ISO/IEC 30134-6). Range: one stage of compression, lifts of 10 to 70 K, flagged outside. Left out: the network's own
// pumps and losses, part load of the heat pump, an approach that narrows at low load.
// Verified by tests/unit/cooling/heat_recovery_test.cpp.
#pragma once

#include <array>
#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/validity.hpp"

namespace netsuden {

enum class RecoverySource { loop, condenser };
enum class NetworkDemandKind { constant, outdoor, profile };

struct HeatPumpParams {
  Fraction carnot_fraction{0.5};
  double max_cop = 10;
};
void describe(Describe&, HeatPumpParams&);

/// What a network wants.
struct HeatNetworkParams {
  Temperature supply = 65_degC, ret = 45_degC;
  NetworkDemandKind demand = NetworkDemandKind::constant;
  HeatFlow heat = 1_MWt;                                     ///< always; at the coldest; where the profile is 1
  // by outdoor temperature
  Temperature coldest = Temperature::celsius(-5), heating_limit = 15_degC;
  Fraction base{0.15};                                       ///< of `heat`, all year
  std::optional<Temperature> coldest_supply;                 ///< absent: `supply` at any weather
  // profile
  std::array<double, 12> months{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  std::array<double, 24> hours{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
};
void describe(Describe&, HeatNetworkParams&);

struct HeatRecoveryParams {
  RecoverySource from = RecoverySource::loop;
  std::optional<HeatFlow> rated_heat;                        ///< to the network; absent: as much as it asks
  TemperatureDiff approach = 3_K;
  HeatNetworkParams network;
  std::optional<HeatPumpParams> heat_pump;
};
void describe(Describe&, HeatRecoveryParams&);

struct NetworkDemand {
  HeatFlow heat;
  Temperature supply;
};
/// Of an hour of a month (1 to 12), at an outdoor temperature.
NetworkDemand network_demand(const HeatNetworkParams&, Temperature outdoor, int month, int hour);

struct HeatRecoveryInputs {
  Temperature source;  ///< T_h
  MassFlow flow;       ///< m
  HeatFlow most;       ///< that it may give
  NetworkDemand asked;
};
struct HeatRecoveryOutputs {
  HeatFlow delivered;  ///< Q
  HeatFlow taken;      ///< Q_x + Q_e
  HeatFlow lifted;     ///< Q - Q_x
  ActivePower power;   ///< P
  ValidityBits outside_validity = 0;
};
HeatRecoveryOutputs recover_heat(const HeatRecoveryParams&, const HeatRecoveryInputs&);

/// Power of the heat pump at its rating, with warm water that leaves it at `source_out`.
ActivePower rated_heat_pump_power(const HeatRecoveryParams&, Temperature source_out);

}  // namespace netsuden
