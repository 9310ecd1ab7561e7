// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/heat_exchanger.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

void describe(Describe& d, HeatExchangerParams& p) {
  d.quantity("rated_heat", p.rated_heat,
             {.unit = "kW",
              .range = {1, 1e6, "plate exchangers of a site"},
              .text = "Heat at the design point.",
              .source = "assumption"});
  d.quantity("approach", p.approach,
             {.unit = "K",
              .range = {0.2, 30, "an exchanger of finite size"},
              .text = "Leaving hot side above entering cold side at design.",
              .source = "assumption"});
  d.quantity("hot_drop", p.hot_drop,
             {.unit = "K",
              .range = {0.5, 60, "a finite flow"},
              .text = "Cooling of the hot side at design.",
              .source = "assumption"});
  d.quantity("cold_rise", p.cold_rise,
             {.unit = "K",
              .range = {0.5, 60, "a finite flow"},
              .text = "Warming of the cold side at design; below hot_drop + approach.",
              .source = "assumption"});
}

HeatExchanger size_heat_exchanger(const HeatExchangerParams& p, double hot_cp, double cold_cp) {
  HeatExchanger h;
  h.hot_cp = hot_cp;
  h.cold_cp = cold_cp;
  const double c_hot = p.rated_heat.si() / p.hot_drop.si(), c_cold = p.rated_heat.si() / p.cold_rise.si();
  h.hot_flow = MassFlow::from_si(c_hot / hot_cp);
  h.cold_flow = MassFlow::from_si(c_cold / cold_cp);
  const double c_min = std::min(c_hot, c_cold), z = c_min / std::max(c_hot, c_cold);
  const double driving_k = p.hot_drop.si() + p.approach.si();  // T_hot_in - T_cold_in
  const double eps = std::min(p.rated_heat.si() / (c_min * driving_k), 0.999);
  h.ua = Conductance::from_si(ntu_from_effectiveness(FlowArrangement::counter, eps, z) * c_min);
  return h;
}

HeatExchange run_heat_exchanger(const HeatExchanger& h, Temperature hot_in, MassFlow hot, Temperature cold_in,
                                MassFlow cold, int count) {
  HeatExchange r;
  r.hot_out = hot_in;
  r.cold_out = cold_in;
  if (count <= 0 || !(hot.si() > 0) || !(cold.si() > 0)) return r;
  const double ua = count * h.ua.si() *
                    h.correction.ratio(hot.si() / (count * h.hot_flow.si()), cold.si() / (count * h.cold_flow.si()));
  const double c_hot = hot.si() * h.hot_cp, c_cold = cold.si() * h.cold_cp;
  const double c_min = std::min(c_hot, c_cold);
  r.effectiveness = effectiveness(FlowArrangement::counter, ua / c_min, c_min / std::max(c_hot, c_cold));
  r.eps_c_min = Conductance::from_si(r.effectiveness * c_min);
  r.heat = r.eps_c_min * (hot_in - cold_in);
  r.hot_out = hot_in - TemperatureDiff::from_si(r.heat.si() / c_hot);
  r.cold_out = cold_in + TemperatureDiff::from_si(r.heat.si() / c_cold);
  return r;
}

}  // namespace netsuden
