// SPDX-License-Identifier: Apache-2.0
// The second and third pass over a scenario: references resolve, then the physics of what is described makes sense.
#pragma once

#include "io/scenario/reader.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

/// Names that are used are declared, and sizes are such that it can be completed. On the scenario as written.
void check_references(const Scenario&, const Reader&, const CurrencyContext&, Diagnostics&);

/// Facts of physics and plausibility on the completed scenario: the electrical graph has no loop, curves are near 1 at
/// their reference, COP is below Carnot, ratings along a feeder carry what hangs on them, dates lie in order, paths of
/// events exist. Whether the horizon stands, so that files can be laid out over it.
bool check_physics(const Scenario&, const Reader&, const CurrencyContext&, Diagnostics&);

}  // namespace netsuden
