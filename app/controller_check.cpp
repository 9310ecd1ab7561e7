// SPDX-License-Identifier: Apache-2.0
#include "app/controller_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/twin/controller_process.hpp"

namespace netsuden::app {

void check_controllers(const LoadedScenario& s, Diagnostics& d) {
  std::set<std::pair<std::string, std::string>> seen;  // copies of a site have the same
  for (const SiteSpec& site : s.scenario.sites) {
    if (!site.controller || !seen.emplace(site.controller->library.found, site.controller->options).second) continue;
    const ControllerSpec& c = *site.controller;
    const std::string why = probe_controller("/proc/self/exe", c.library.found, c.options, std::max(c.timeout.si(), 1.0));
    if (!why.empty()) d.error("controller", s.where("sites." + site.name + ".controller.library"), fmt::format("`{}` is no controller: {}", c.library.written, why), "see examples/controller for one, and how it is compiled");
  }
}

}  // namespace netsuden::app
