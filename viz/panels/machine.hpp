// SPDX-License-Identifier: Apache-2.0
// What flow diagrams are made of: machines with what they do, and heat that flows between them.
#pragma once

#include <string>
#include <vector>

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

struct Fact {
  std::string name, value;
  bool loud = false;
};

/// A machine of the flow diagram: a name and what it does. Facts in the order in which they matter: what does not fit is left out.
void draw_machine(PanelContext& ctx, const Rect& box, const std::string& name, const std::string& words, const std::vector<Fact>& facts, Color edge, const std::string& asset);
/// Where nothing stands on the way of a flow: the band goes on, with a word.
void draw_passage(PanelContext& ctx, Point a, Point b, double watts, double most, Color color, const std::string& words);
/// A flow of heat: as wide as it is large, with its value, and what it is where that does not stand beside it.
void draw_flow(PanelContext& ctx, Point a, Point b, double watts, double most, Color color, const std::string& words = {});

/// Values as words; "-" for what is not known. Less than a milliwatt of either sign is none.
std::string temperature_words(double celsius);
std::string power_words(double watts);
std::string pressure_words(double pascal);
std::string share_words(double share);
inline AxisUnit pascal_unit() { return {"Pa", true, 1}; }

}  // namespace netsuden::viz
