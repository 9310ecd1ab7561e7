// SPDX-License-Identifier: Apache-2.0
#include "sim/power/loss_curve.hpp"

#include <algorithm>

namespace netsuden {

void describe(Describe& d, LossCurveParams& p) {
  d.model(p.model, "power_supplies", {.text = "Entry of the catalogue."});
  d.quantity("rating", p.rating,
             {.unit = "kW",
              .range = {0.1, 1e5, "from a server's supply to a large UPS"},
              .text = "Output power to which the load shares refer.",
              .source = "assumption"});
  d.numbers("load", p.load,
            {.range = {0, 2, "shares of the rating"},
             .text = "Load shares of the rating at which the efficiency is stated, rising.", .source = "80 PLUS"});
  d.numbers("efficiency", p.efficiency,
            {.range = {0.01, 1, "an efficiency"},
             .text = "Efficiency at these loads; the default is 80 PLUS Titanium, 230 V internal redundant.",
             .source = "80 PLUS"});
  d.fraction("no_load_loss", p.no_load_loss,
             {.unit = "%",
              .range = {0, 0.1, "above a tenth of the rating a unit is defective"},
              .text = "Loss without load, as a share of the rating.",
              .source = "assumption"});
}

LossCurve::LossCurve(const LossCurveParams& p) : rating_w_(p.rating.si()) {
  if (p.load.size() != p.efficiency.size() || p.load.empty() || !(rating_w_ > 0)) return;
  std::vector<std::pair<double, double>> points{{0.0, p.no_load_loss.value() * rating_w_}};
  for (std::size_t i = 0; i < p.load.size(); ++i) {
    const double eta = p.efficiency[i];
    if (!(eta > 0 && eta <= 1) || !(p.load[i] > 0)) return;
    points.emplace_back(p.load[i] * rating_w_, p.load[i] * rating_w_ * (1 / eta - 1));
  }
  loss_w_ = PiecewiseLinear(std::move(points), Extrapolation::linear);
  valid_ = loss_w_.valid();
}

ActivePower LossCurve::loss(ActivePower output) const {
  return ActivePower::from_si(std::max(0.0, loss_w_.at(std::max(0.0, output.si())).value));
}

}  // namespace netsuden
