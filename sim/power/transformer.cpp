// SPDX-License-Identifier: Apache-2.0
#include "sim/power/transformer.hpp"

#include <algorithm>
#include <cmath>

#include "sim/power/series_impedance.hpp"

namespace netsuden {

void describe(Describe& d, TransformerParams& p) {
  d.choice("insulation", p.insulation, {{"oil", "liquid-immersed"}, {"dry", "cast resin or another dry type"}}, {.text = "What insulates it; ageing is known for oil."});
  d.quantity("rating", p.rating,
             {.unit = "MVA",
              .range = {0.01, 1500, "from a pole-mounted unit to the largest built"},
              .text = "Rated apparent power.",
              .source = "assumption"});
  d.quantity("no_load_loss", p.no_load_loss,
             {.unit = "kW",
              .range = {0, 2000, "a thousandth of the largest rating"},
              .text = "Loss P0 whenever the transformer is energised.",
              .source = "EU 548/2014 tier 2, 2500 kVA liquid-immersed"});
  d.quantity("load_loss", p.load_loss,
             {.unit = "kW",
              .range = {0, 10000, "one per cent of the largest rating"},
              .text = "Loss Pk at rated current, beside the no-load loss.",
              .source = "EU 548/2014 tier 2, 2500 kVA liquid-immersed"});
  d.fraction("impedance", p.impedance,
             {.unit = "%",
              .range = {0.01, 0.3, "4 % for small, up to 20 % for large units"},
              .text = "Short-circuit voltage vk.",
              .source = "pandapower standard types"});
  d.fraction("no_load_current", p.no_load_current,
             {.unit = "%",
              .range = {0, 0.1, "below 1 % in what is built today"},
              .text = "Magnetising current i0.",
              .source = "pandapower standard type 0.63 MVA 20/0.4 kV"});
}

ActivePower transformer_loss(const TransformerParams& p, double current_share, double input_voltage) {
  return p.no_load_loss * (input_voltage * input_voltage) + p.load_loss * (current_share * current_share);
}

TransformerFlow transformer_flow(const TransformerParams& t, ActivePower load, ReactivePower reactive, double no_load_voltage) {
  const double rating = t.rating.si(), p = load.si() / rating, q = reactive.si() / rating;
  const double e_r = t.load_loss.si() / rating, e_z = t.impedance.value(), e_x = std::sqrt(std::max(0.0, e_z * e_z - e_r * e_r));
  const double p0 = t.no_load_loss.si() / rating, i0 = t.no_load_current.value(), q0 = std::sqrt(std::max(0.0, i0 * i0 - p0 * p0));
  const SeriesFlow s = series_flow(e_r, e_x, p, q, no_load_voltage);
  TransformerFlow f;
  f.carried = s.carried;
  f.voltage = std::sqrt(s.end2);
  f.loss = transformer_loss(t, std::sqrt(s.current2), no_load_voltage);
  f.reactive_loss = ReactivePower::from_si(rating * (q0 * no_load_voltage * no_load_voltage + e_x * s.current2));
  return f;
}

}  // namespace netsuden
