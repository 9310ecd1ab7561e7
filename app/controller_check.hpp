// SPDX-License-Identifier: Apache-2.0
// Whether the controllers that a scenario names can be loaded: asked of a child, as a run does.
#pragma once

#include "io/scenario/load.hpp"
#include "sim/base/diagnostics.hpp"

namespace netsuden::app {

void check_controllers(const LoadedScenario&, Diagnostics&);

}  // namespace netsuden::app
