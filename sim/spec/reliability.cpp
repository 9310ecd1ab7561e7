// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/reliability.hpp"

namespace netsuden {

void describe(Describe& d, FigureSpec& f) {
  d.text("of", f.of, {.required = true, .text = "A class of equipment (ups, chiller ...) or the path of one asset (sites.SITE.power.NODE, sites.SITE.cooling.PLANT.chillers)."});
  d.model(f.model, "reliability", {.text = "Entry of the catalogue from which the figures come that are not given here."});
  describe(d, f.params);
}

void describe(Describe& d, CommonCauseSpec& c) {
  d.quantity("rate", c.rate, {.unit = "/year", .required = true, .range = {0, 1000, "not negative"}, .text = "How often it comes.", .source = "for an earthquake -ln(1 - p) / 30 of the chance in 30 years; horizon reference 3.4"});
  d.quantity("duration", c.duration, {.unit = "h", .range = {0.001, 1e5, "positive"}, .text = "Mean time for which what it takes is gone."});
  d.texts("takes", c.takes, {.text = "What it takes: names of grids, paths of assets or of members of a group (sites.SITE.cooling.PLANT.chillers_1)."});
  d.fraction("probability", c.probability, {.unit = "%", .range = {0, 1, "a share"}, .text = "Chance of each of them to go."});
  d.plain("start_failure_factor", c.start_failure_factor, {.range = {1, 100, "not better than else"}, .text = "Meanwhile generating sets fail to start so many times as often; of account to the availability, not to the sets of a run.", .source = "horizon reference 3.4: 2 to 5 after an earthquake"});
}

void describe(Describe& d, MaintenanceSpec& m) {
  d.text("asset", m.asset, {.required = true, .text = "Path of the asset, or of one member of a group, that is taken out of service."});
  d.date("at", m.at, {.required = true, .text = "When the first window begins."});
  d.quantity("for", m.duration, {.unit = "h", .range = {0.001, 1e5, "positive"}, .text = "How long it lasts."});
  d.quantity("every", m.every, {.unit = "d", .range = {0.01, 36525, "up to a century"}, .text = "From one window to the next.", .default_text = "absent: once"});
}

void describe(Describe& d, ReliabilitySpec& r) {
  d.boolean("simulate", r.simulate, {.text = "Whether a run draws failures, repairs and common causes with the seed; without, they count in `netsuden contingency --availability` alone."});
  d.list("figures", r.figures, {.text = "Rates and repair times of classes of equipment or of single assets.", .default_text = "those of the catalogue's section `reliability`"});
  d.map("common_causes", r.common_causes, {.text = "What takes several assets at once."});
  d.map("maintenance", r.maintenance, {.text = "Windows in which an asset is out of service by plan."});
}

}  // namespace netsuden
