// SPDX-License-Identifier: Apache-2.0
// Direct-current distribution: rectifier or solid-state transformer, busway, converters in the racks.
//
//   P_busway_end = P_rack + n loss_conv(P_rack / n)           n converters share the load
//   P_busway     = P_busway_end + R I^2                        sim/power/cable.hpp, direct current
//   P_ac         = P_busway + m loss_rect(P_busway / m)        m rectifiers share the load
// Each stage has its loss curve; none has a constant efficiency.
//
// Source: physics reference 2.9 (rectification from medium voltage 97.5 to 98.5 %, 800 V to 50 V in the rack 97 to 98
// %; curves over load: assumption). Range: steady, up to the ratings. Left out: transients of converters, protection of
// DC. Verified by tests/unit/power/dc_stage_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/power/cable.hpp"
#include "sim/power/loss_curve.hpp"

namespace netsuden {

struct DcStageParams {
  int rectifiers = 1;
  LossCurveParams rectifier = default_rectifier();
  CableParams busway = default_busway();
  int converters = 8;
  LossCurveParams converter = default_converter();

  static LossCurveParams default_rectifier();
  static CableParams default_busway();
  static LossCurveParams default_converter();
};
void describe(Describe&, DcStageParams&);

/// What depends on parameters only.
struct DcStage {
  explicit DcStage(const DcStageParams&);
  bool valid() const { return rectifier.valid() && converter.valid(); }
  DcStageParams params;
  LossCurve rectifier, converter;
};

struct DcFlow {
  ActivePower input, rectifier_loss, busway_loss, converter_loss;
  CableFlow busway;
};
/// From the power that the rack's 50 V bus takes to the AC input.
DcFlow dc_flow(const DcStage&, ActivePower rack_load);

}  // namespace netsuden
