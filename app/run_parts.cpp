// SPDX-License-Identifier: Apache-2.0
#include "app/run_parts.hpp"

#include "app/command.hpp"

namespace netsuden::app {

std::string run_id(const LoadedScenario& s) {
  return sha256_hex(s.resolved + "\n" + std::to_string(s.scenario.seed) + "\n" + version() + " " + git_revision()).substr(0, 16);
}

TraceLayout trace_layout(const Twin& twin, const LoadedScenario& s) {
  TraceLayout layout = twin.layout(s.written, s.resolved);
  layout.attributes = {{"scenario_name", s.scenario.name},
                       {"run_id", run_id(s)},
                       {"scenario_sha256", s.written_sha256},
                       {"resolved_sha256", s.resolved_sha256},
                       {"seed", std::to_string(s.scenario.seed)},
                       {"code_version", version()},
                       {"git_sha", git_revision()},
                       {"simgrid_version", Twin::simgrid_version()},
                       {"currency", s.scenario.currency.unit},
                       {"timezone", s.scenario.horizon.timezone},
                       {"horizon_from", s.scenario.horizon.from},
                       {"horizon_to", s.scenario.horizon.to}};
  return layout;
}

}  // namespace netsuden::app
