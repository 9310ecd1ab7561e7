// SPDX-License-Identifier: Apache-2.0
// Water-side economizer: a plate exchanger that cools the returning chilled water with water from the towers or dry coolers.
//
//   T_r = T_s + Q / (m cp)                         return of the chilled water; m its flow
//   Q_x = min(Q, eps C_min (T_r - T_w))            sim/cooling/heat_exchanger.hpp, counterflow; T_w water from outdoors
//   water that holds the duty alone                T_w* = T_r - Q / (eps C_min): the fans hold it where they can
//   integrated      chillers take Q - Q_x behind the exchanger;  else the exchanger carries all, or gives way as soon as the chillers that
//                   are called for all of it can take it
//   on    off for `minimum_off`, and T_r > T_out + on_margin,   T_out: what towers or dry coolers give this heat now at full fans
//         and only where it would then cool by 1.5 off_margin (assumption): the chillers' heat warms the outdoor water too
//   off   on for `minimum_on`, and T_r - T_x < off_margin,      T_x: behind the exchanger; without `integrated` also where it does not
//         carry all and the chillers that are on can; not while the set-point is not held
// Source: physics reference 5.4 (Stein, ASHRAE Journal 2009, as in Modelica Buildings CoolingMode: 20 min each). Range: plate exchangers
// within 0.2 to 1.5 of their design flow. Left out: freezing of the tower water, pump head of the exchanger (part of the plant's).
// Verified by tests/unit/cooling/economizer_test.cpp.
#pragma once

#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/heat_exchanger.hpp"

namespace netsuden {

struct EconomizerParams {
  TemperatureDiff approach = 2_K;     ///< of the exchanger at its rating: leaving chilled water above entering water
  std::optional<HeatFlow> rated_heat; ///< absent: the plant's design heat
  bool integrated = true;
  TemperatureDiff on_margin = 2_K, off_margin = TemperatureDiff::from_si(0.6);
  Duration minimum_on = 20_min, minimum_off = 20_min;
};
void describe(Describe&, EconomizerParams&);

struct EconomizerState {
  bool on = false;
  Duration since_change = Duration::from_si(1e9);
};

/// Whether it may start: `coldest` is what the outdoor side can give now.
bool economizer_starts(const EconomizerParams&, const EconomizerState&, Temperature chilled_return, Temperature coldest);
/// What a step with it came to.
struct EconomizerTrial {
  TemperatureDiff could_cool;  ///< T_r - T_x, had all of it been asked
  bool carries_all = true;     ///< no chiller is needed beside it
  bool chillers_can = false;   ///< those that are on could carry all
  bool held = true;            ///< the set-point
};
/// Of one that may start: whether it is worth it.
bool economizer_pays(const EconomizerParams&, const EconomizerTrial&);
/// Of one that runs: whether it stops at the end of the step.
bool economizer_stops(const EconomizerParams&, const EconomizerState&, const EconomizerTrial&);
EconomizerState advance_economizer(const EconomizerState&, bool on, Duration dt);

/// The exchanger of a plant: its rating, with the plant's rise on the chilled side and that of the outdoor water.
HeatExchanger size_economizer(const EconomizerParams&, HeatFlow design_heat, TemperatureDiff chilled_rise, TemperatureDiff outdoor_range);

struct EconomizerDuty {
  HeatFlow heat;             ///< Q_x
  HeatFlow could;            ///< whatever is asked: eps C_min (T_r - T_w)
  Temperature holds_at;      ///< T_w*
  Conductance eps_c_min;
};
EconomizerDuty economizer_duty(const HeatExchanger&, HeatFlow asked, Temperature chilled_return, MassFlow chilled, Temperature water, MassFlow outdoor);

}  // namespace netsuden
