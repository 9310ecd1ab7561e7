// SPDX-License-Identifier: Apache-2.0
#include "sim/power/ups.hpp"

namespace netsuden {

void describe(Describe& d, UpsLossParams& p) {
  d.quantity("rating", p.rating,
             {.unit = "kW",
              .range = {1, 5000, "from a rack unit to the largest module"},
              .text = "Rated output of one module.",
              .source = "assumption"});
  d.plain("a0", p.a0,
          {.range = {1e-6, 0.2, "a UPS without loss at zero load does not exist"},
           .text = "Loss at zero load over the rating.",
           .source = "physics reference 2.2: fit to 96.0/97.0/97.1/96.9 %"});
  d.plain("a1", p.a1,
          {.range = {-0.05, 0.2, "fits of legacy units give small negative values"},
           .text = "Loss in proportion to the load, over the rating.",
           .source = "physics reference 2.2: fit to 96.0/97.0/97.1/96.9 %"});
  d.plain("a2", p.a2,
          {.range = {0, 0.3, "ohmic losses are not negative"},
           .text = "Loss with the square of the load, over the rating.",
           .source = "physics reference 2.2: fit to 96.0/97.0/97.1/96.9 %"});
  d.choice("mode", p.mode,
           {{"double_conversion", "Rectifier and inverter carry the load."},
            {"eco", "The bypass path carries the load while the mains is good."}},
           {.text = "How the UPS runs while the mains is good.", .source = "physics reference 2.2"});
  d.plain("eco_share", p.eco_share,
          {.range = {0.05, 1, "eco mode saves losses, not all of them"},
           .text = "Loss in eco mode over that of double conversion.",
           .source = "Schneider Galaxy VX operation manual: about one third"});
  d.fraction("eco_minimum_load", p.eco_minimum_load,
             {.unit = "%",
              .range = {0, 1, "a share of the rating"},
              .text = "Below this load eco mode is left for double conversion.",
              .source = "Schneider Galaxy VX operation manual: 5 to 10 %"});
}

ActivePower ups_loss(const UpsLossParams& p, ActivePower output) {
  const double load = output / p.rating;
  const double share = p.a0 + load * (p.a1 + load * p.a2);
  const bool eco = p.mode == UpsMode::eco && load >= p.eco_minimum_load.value();
  return p.rating * (eco ? share * p.eco_share : share);
}

}  // namespace netsuden
