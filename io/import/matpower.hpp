// SPDX-License-Identifier: Apache-2.0
// MATPOWER case files (.m), version 2, as a Network on their own power base.
//
// baseMVA, bus, gen and branch are read; other fields with literal values are skipped (dcline with a warning). Code after the
// tables is carried out where it is arithmetic on them, as in case33bw (ohm to pu, kW to MW) or case141 (kVA at a power
// factor): matpower_script.hpp says what is understood; anything else is an error with its line.
//   reference bus: its first generator becomes an ideal source at the generator's Vg (the last one's, as MATPOWER does) and the
//   bus's angle, further ones give their Pg; without one that has a generator, the first PV bus takes its place
//   PV bus: generators; a generator on a PQ bus: a negative load; PV without a generator: PQ; type 4: dark
//   Pd, Qd: load of constant power; Gs, Bs: shunt; ratio 0: 1; rateA: rating in MVA, 0 is none
//   Vmin, Vmax, Qmin, Qmax: limits for reports; a pair that leaves no room is none
// All errors are told at once; a table that is not understood is not told to be missing.
// Source: MATPOWER manual 8.0, appendix B. Left out: costs, limits of active power and of angles, HVDC lines.
// Verified by tests/unit/import/matpower_test.cpp and tests/cases/matpower_cases_test.cpp.
#pragma once

#include <optional>
#include <string>

#include "sim/base/diagnostics.hpp"
#include "sim/power/network.hpp"

namespace netsuden {

/// Buses and branches of the network stand in the order of the file; the name of a bus is its number.
std::optional<Network> read_matpower(const std::string& path, Diagnostics&);
std::optional<Network> parse_matpower(const std::string& text, const std::string& file, Diagnostics&);

}  // namespace netsuden
