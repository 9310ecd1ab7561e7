// SPDX-License-Identifier: Apache-2.0
// The water circuit of a plant with hydraulics, as a scheme at the cursor: pumps, the main to the halls, a branch for each
// set of coils, CDUs or doors with its valve, and the main back; and the same over time.
#pragma once

#include "viz/panels/time_plots.hpp"

namespace netsuden::viz {

struct CircuitPart {
  std::string hall;   ///< with its site
  std::string what;   ///< "coils", "CDUs", "rear doors"
  SeriesKey flow, valve;
};
struct CircuitShown {
  std::string plant;  ///< with its site
  std::vector<CircuitPart> branches;
};

/// Those of the site; none in traces without.
std::vector<CircuitShown> circuits_of(PanelContext& ctx);
void draw_circuit(PanelContext& ctx, const Rect& box, const CircuitShown& circuit);
/// Flow, pressures, and how far pumps and valves are open.
std::vector<TimePlot> circuit_plots(PanelContext& ctx, const CircuitShown& circuit);

}  // namespace netsuden::viz
