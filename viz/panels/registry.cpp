// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/answer.hpp"
#include "viz/panels/capacity.hpp"
#include "viz/panels/panel.hpp"

namespace netsuden::viz {

const std::vector<PanelInfo>& panels() {
  static const std::vector<PanelInfo> all{
      {"answer", "Answer", "What limits the site, when, and by how much?", draw_answer},
      {"capacity", "Capacity", "Which limit binds when, with what margin, and why?", draw_capacity},
  };
  return all;
}

const PanelInfo* find_panel(const std::string& name) {
  for (const PanelInfo& p : panels())
    if (name == p.name) return &p;
  return nullptr;
}

}  // namespace netsuden::viz
