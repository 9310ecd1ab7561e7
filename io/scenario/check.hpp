// SPDX-License-Identifier: Apache-2.0
// The second and third pass over a scenario: references resolve, then the physics of what is described makes sense.
#pragma once

#include "io/scenario/reader.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

/// Names that are used are declared; lists say what exists. On the scenario as written, before it is completed.
void check_references(const Scenario&, const Reader&, Diagnostics&);

/// Facts of physics and plausibility on the completed scenario: the electrical graph has no loop, curves are near 1 at
/// their reference, COP is below Carnot, ratings along a feeder carry what hangs on them, dates lie in order, paths of
/// events exist.
void check_physics(const Scenario&, const Reader&, const CurrencyContext&, Diagnostics&);

}  // namespace netsuden
