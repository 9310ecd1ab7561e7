// SPDX-License-Identifier: Apache-2.0
#include "sim/power/cable.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sim/power/series_impedance.hpp"

namespace netsuden {

void describe(Describe& d, CableParams& p) {
  d.choice("system", p.system,
           {{"three_phase", "Three-phase alternating current."}, {"direct_current", "Direct current, two conductors."}},
           {.text = "Kind of current.", .source = "physics reference 2.9"});
  d.quantity("voltage", p.voltage,
             {.unit = "V",
              .range = {10, 1e6, "rack bus bar to transmission"},
              .text = "Voltage at the sending end, line to line or between poles.",
              .source = "assumption"});
  d.quantity(
      "length", p.length,
      {.unit = "m", .range = {0, 1e5, "short lines"}, .text = "Length of the run, one way.", .source = "assumption"});
  d.integer("parallel", p.parallel,
            {.range = {1, 100, "runs side by side"}, .text = "Runs in parallel.", .source = "assumption"});
  d.quantity("resistance", p.resistance,
             {.unit = "ohm/km",
              .range = {0, 20, "from a busway to a thin wire"},
              .text = "Resistance of one conductor at working temperature.",
              .source = "assumption: copper busway of 2000 A"});
  d.quantity("reactance", p.reactance,
             {.unit = "ohm/km",
              .range = {0, 2, "overhead lines have about 0.4"},
              .text = "Reactance of one conductor, three-phase only.",
              .source = "assumption"});
  d.quantity("ampacity", p.ampacity,
             {.unit = "A",
              .range = {1, 20000, "the largest busways"},
              .text = "Current that one run carries for ever.",
              .source = "assumption"});
  d.plain("derating", p.derating,
          {.range = {0.1, 1.5, "grouping, soil and air temperature"},
           .text = "Factor on the ampacity for the way it is laid.",
           .source = "IEC 60364-5-52"});
}

CableFlow cable_flow(const CableParams& p, ActivePower load, ReactivePower reactive, double sending) {
  const bool dc = p.system == CableSystem::direct_current;
  const double runs = p.parallel, length = p.length.si();
  const double r = p.resistance.si() * length / runs * (dc ? 2 : 1), x = dc ? 0 : p.reactance.si() * length / runs;
  const double us = p.voltage.si() * sending;
  const SeriesFlow s = series_flow(r, x, load.si(), dc ? 0 : reactive.si(), us);
  CableFlow f;
  f.carried = s.carried;
  f.end_voltage = Voltage::from_si(std::sqrt(s.end2));
  f.current = Current::from_si(std::sqrt(s.current2) / (dc ? 1 : std::numbers::sqrt3));
  f.loss = ActivePower::from_si(r * s.current2);
  f.reactive_loss = ReactivePower::from_si(x * s.current2);
  f.drop = 1 - f.end_voltage.si() / us;
  f.utilisation = f.current / (p.ampacity * p.derating * runs);
  return f;
}

}  // namespace netsuden
