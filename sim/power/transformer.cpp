// SPDX-License-Identifier: Apache-2.0
#include "sim/power/transformer.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

void describe(Describe& d, TransformerParams& p) {
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
}

namespace {
double load_share(const TransformerParams& p, ActivePower load, double power_factor) {
  return apparent_from(load, power_factor).si() / p.rating.si();
}
}  // namespace

ActivePower transformer_loss(const TransformerParams& p, ActivePower load, double power_factor) {
  const double k = load_share(p, load, power_factor);
  return p.no_load_loss + p.load_loss * (k * k);
}

double transformer_peak_load_share(const TransformerParams& p) { return std::sqrt(p.no_load_loss / p.load_loss); }

double transformer_peak_efficiency_index(const TransformerParams& p) {
  return 1 - 2 * std::sqrt(p.no_load_loss.si() * p.load_loss.si()) / p.rating.si();
}

double transformer_voltage_drop(const TransformerParams& p, ActivePower load, double power_factor) {
  const double k = load_share(p, load, power_factor);
  const double e_r = p.load_loss.si() / p.rating.si();
  const double e_z = p.impedance.value();
  const double e_x = std::sqrt(std::max(0.0, e_z * e_z - e_r * e_r));
  return k * (e_r * power_factor + e_x * std::sqrt(std::max(0.0, 1 - power_factor * power_factor)));
}

}  // namespace netsuden
