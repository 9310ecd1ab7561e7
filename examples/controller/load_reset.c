/* SPDX-License-Identifier: Apache-2.0
 * A chilled-water reset by load: 18 degC at 90 % of a plant's design heat and above, 22 degC at 30 % and below, a straight line between.
 * It is what `supply_reset: {by: load, highest: 22 degC, low: 30 %, full: 90 %}` does with a supply of 18 degC; start from here. */
#include "netsuden_controller.h"

uint32_t netsuden_controller_version(void) { return NETSUDEN_CONTROLLER_VERSION; }

int32_t netsuden_control(const struct netsuden_view *view, struct netsuden_decision *decision) {
  const double low = 0.3, full = 0.9, highest_degC = 22, design_degC = 18;
  for (uint32_t p = 0; p < view->plants; ++p) {
    const struct netsuden_plant *plant = &view->plant[p];
    if (!(plant->chillers_in_service >= 0)) continue; /* a plant without chillers: not a number */
    const double load = plant->heat_W / plant->design_heat_W;
    double x = (load - low) / (full - low);
    if (x < 0) x = 0;
    if (x > 1) x = 1;
    decision->plant[p].decided = NETSUDEN_SUPPLY_SET_POINT;
    decision->plant[p].supply_set_point_degC = highest_degC + (design_degC - highest_degC) * x;
  }
  return 0;
}
