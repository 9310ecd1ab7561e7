// SPDX-License-Identifier: Apache-2.0
// A fleet from one description: sites in several copies, and values that are drawn from distributions.
//
//   `copies: 60` of a site NAME are the sites NAME_1 ... NAME_60, alike in all that is not drawn
//   a draw gives a value at a path its own number in every copy of the site that the path names: stream "draw PATH" of the
//   scenario's seed, so that one draw more or one copy more leaves the others as they are
//   a refresh of the build plan puts other racks into the place of a hall: a hall beside it that `replaces` it (the plan says when)
// A training run of such a site runs in every copy, as NAME_1 and so on. The resolved scenario states copies and numbers, and runs again as it is.
// Verified by tests/unit/spec/expand_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/base/unit_table.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

/// "NAME_3" of a site; the name itself where there is one of it.
std::string copy_name(const SiteSpec&, int copy);

/// The scenario with each copy as a site of its own; profiles that name a hall of a site mean that of every copy.
Scenario expand_copies(const Scenario&);

struct DrawProblem {
  std::size_t draw = 0;
  std::string message;
};
/// Draws the values into an expanded scenario, and leaves none to draw. One problem a draw at most.
std::vector<DrawProblem> apply_draws(Scenario&, const Scenario& written, const CurrencyContext&);

struct RefreshProblem {
  std::size_t step = 0;
  const char* key = "hall";          ///< of the refresh
  std::string message;
};
/// Gives each refresh of the build plan its hall: like the one whose place it takes, with the new racks; profiles of that are its own too.
/// What is there already stays. Machines of the hall stay as they are: as many CRAHs, CDUs and cords.
std::vector<RefreshProblem> apply_refreshes(Scenario&);

}  // namespace netsuden
