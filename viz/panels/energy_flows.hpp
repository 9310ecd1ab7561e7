// SPDX-License-Identifier: Apache-2.0
// What the energy panel draws: a site's flows of electricity, from the sources to what takes it, and of heat, from where it
// arises to the way on which it leaves. At the cursor, or means over the range in sight. What goes into a node comes out of
// it: differences, as heat that stays in walls or water, are nodes too. Verified by tests/viewer/values_test.py.
#pragma once

#include <string>
#include <vector>

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

struct SankeyNode {
  std::string name;
  double value = 0;  ///< W
  Color color{};
  int column = 0;
  Rect box{};
  double in = 0, out = 0;  ///< filled so far, px
};
struct SankeyLink {
  std::size_t from, to;
  double value;
  Color color;
};
struct Sankey {
  std::vector<SankeyNode> nodes;
  std::vector<SankeyLink> links;
  double whole = 0;      ///< W; shares are of it
  std::string of, says;  ///< "of the supply"; what names of values begin with
  std::size_t add(std::string name, double value, Color color, int column) {
    nodes.push_back({std::move(name), value, color, column});
    return nodes.size() - 1;
  }
  void link(std::size_t from, std::size_t to, double value, Color color) { links.push_back({from, to, value, color}); }
};

Sankey power_flows(PanelContext& ctx, bool range);
Sankey heat_flows(PanelContext& ctx, bool range);

}  // namespace netsuden::viz
