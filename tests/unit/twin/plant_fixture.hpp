// SPDX-License-Identifier: Apache-2.0
// What the tests of plants share.
#pragma once

#include "sim/twin/plant.hpp"

namespace netsuden::test {

/// Chillers of 1 MW whose capacity does not depend on temperatures, as many towers, 20 m3 of water, hardly any pump heat.
inline PlantSpec chilled_plant(int machines) {
  PlantSpec p;
  p.name = "chilled";
  p.supply = 18_degC;
  p.rise = 8_K;
  p.volume = 20_m3;
  p.chillers.count = machines;
  p.chillers.redundancy = Redundancy::n_plus_1;
  ChillerParams& c = p.chillers.params;
  c.model = ChillerModel::carnot;
  c.reference_capacity = 1_MWt;
  c.reference_cop = 8.9;
  c.part_load_curve = {0, 1, 0};
  c.min_part_load = c.min_unloading = 0.1;
  c.max_part_load = 1;
  p.towers.count = machines;
  p.towers.params.rated_heat = 1.3_MWt;
  p.primary.head = p.condenser.head = Pressure::from_si(1);
  return p;
}

/// Steps of `in.dt_s` over so long; the last one.
inline PlantStep run_for(Plant& p, const PlantInputs& in, double seconds) {
  PlantStep s;
  for (double t = 0; t < seconds; t += in.dt_s) {
    s = p.evaluate(in);
    p.commit(s, in);
  }
  return s;
}

/// Warm water, with hardly any pump heat either.
inline PlantSpec warm_plant() {
  PlantSpec p;
  p.name = "warm";
  p.type = PlantType::facility_water;
  p.rise = 10_K;
  p.primary.head = p.condenser.head = Pressure::from_si(1);
  return p;
}

}  // namespace netsuden::test
