// SPDX-License-Identifier: Apache-2.0
#include "sim/power/dc_stage.hpp"

namespace netsuden {

LossCurveParams DcStageParams::default_rectifier() {
  LossCurveParams p;
  p.rating = 1.2_MW;
  p.load = {0.1, 0.2, 0.5, 1.0};
  p.efficiency = {0.955, 0.975, 0.985, 0.980};
  p.no_load_loss = Fraction(0.003);
  return p;
}

LossCurveParams DcStageParams::default_converter() {
  LossCurveParams p;
  p.rating = 33_kW;
  p.load = {0.1, 0.2, 0.5, 1.0};
  p.efficiency = {0.950, 0.970, 0.980, 0.975};
  p.no_load_loss = Fraction(0.004);
  return p;
}

CableParams DcStageParams::default_busway() {
  CableParams p;
  p.system = CableSystem::direct_current;
  p.voltage = Voltage::from_si(800);
  p.ampacity = Current::from_si(1600);
  return p;
}

void describe(Describe& d, DcStageParams& p) {
  const char* ref = "physics reference 2.9";
  d.integer(
      "rectifiers", p.rectifiers,
      {.range = {1, 1000, "modules of a row"}, .text = "Rectifiers that share the load.", .source = "assumption"});
  d.object("rectifier", p.rectifier,
           {.text = "Rectifier or solid-state transformer, from AC to the busway.", .source = ref});
  d.object("busway", p.busway, {.text = "The busway between rectifiers and racks.", .source = ref});
  d.integer("converters", p.converters,
            {.range = {1, 10000, "shelves of a row of racks"},
             .text = "Converters in the racks that share the load.",
             .source = "assumption"});
  d.object("converter", p.converter, {.text = "Converter in the rack, from the busway to 50 V.", .source = ref});
}

DcStage::DcStage(const DcStageParams& p) : params(p), rectifier(p.rectifier), converter(p.converter) {}

DcFlow dc_flow(const DcStage& s, ActivePower rack_load) {
  const double n = s.params.converters, m = s.params.rectifiers;
  DcFlow f;
  f.converter_loss = s.converter.loss(rack_load / n) * n;
  const ActivePower end = rack_load + f.converter_loss;
  f.busway = cable_flow(s.params.busway, end);
  f.busway_loss = f.busway.loss;
  const ActivePower sent = end + f.busway_loss;
  f.rectifier_loss = s.rectifier.loss(sent / m) * m;
  f.input = sent + f.rectifier_loss;
  return f;
}

}  // namespace netsuden
