// SPDX-License-Identifier: Apache-2.0
// The subcommands that say what finished runs say: beside those of command.hpp.
#pragma once

#include "app/command.hpp"

namespace netsuden::app {

Action add_compare(CLI::App&);
Action add_report(CLI::App&);

}  // namespace netsuden::app
