// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/answer.hpp"
#include "viz/panels/campus.hpp"
#include "viz/panels/capacity.hpp"
#include "viz/panels/compare.hpp"
#include "viz/panels/electrical.hpp"
#include "viz/panels/energy.hpp"
#include "viz/panels/events.hpp"
#include "viz/panels/halls.hpp"
#include "viz/panels/inspector.hpp"
#include "viz/panels/jobs.hpp"
#include "viz/panels/panel.hpp"
#include "viz/panels/plant.hpp"
#include "viz/panels/scenario.hpp"
#include "viz/panels/services.hpp"
#include "viz/panels/signals.hpp"
#include "viz/panels/study.hpp"

namespace netsuden::viz {

const std::vector<PanelInfo>& panels() {
  static const std::vector<PanelInfo> all{
      {"answer", "Answer", "What limits the site, when, and by how much?", draw_answer},
      {"campus", "Campus", "What does the site do at this moment?", draw_campus},
      {"capacity", "Capacity", "Which limit binds when, with what margin, and why?", draw_capacity},
      {"electrical", "One-line", "Which way does power go, and what is loaded, open or dark?", draw_electrical},
      {"halls", "Halls", "Are the racks cool enough, and which are loaded?", draw_halls},
      {"plant", "Plant", "Where does the heat go, and what holds it back?", draw_plant},
      {"energy", "Energy", "Where does the energy go?", draw_energy},
      {"jobs", "Jobs", "Who holds the machine, and who waits?", draw_jobs},
      {"services", "Services", "What is asked of the services, what is served in time, and whose compute ran where?", draw_services},
      {"events", "Events", "What happened, when, to what?", draw_events},
      {"signals", "Signals", "How does any recorded column move?", draw_signals},
      {"compare", "Compare", "What is different between the runs?", draw_compare},
      {"study", "Study", "Which runs are better, what drives them, and how far do they spread?", draw_study, true},
      {"scenario", "Scenario", "What was asked of the run?", draw_scenario},
      {"inspector", "Inspector", "Where does each number come from?", draw_inspector},
  };
  return all;
}

const PanelInfo* find_panel(const std::string& name) {
  for (const PanelInfo& p : panels())
    if (name == p.name) return &p;
  return nullptr;
}

}  // namespace netsuden::viz
