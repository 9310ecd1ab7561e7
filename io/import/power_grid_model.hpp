// SPDX-License-Identifier: Apache-2.0
// Input files of power-grid-model (JSON, version 1) as a Network on 1 MVA, for symmetric calculations.
//
// node, line, link, generic_branch, transformer, three_winding_transformer, source, sym_load, sym_gen, shunt and fault are read;
// of asym_load and asym_gen the sum of the phases. Sensors are skipped, tap regulators with a warning. Rows are objects, or
// arrays in the order of `attributes`. What is unknown, missing, out of range or given twice is an error with its place.
//   source: E = u_ref at u_ref_angle behind |Z| = U^2/sk, R/X = rx_ratio (sk 1e10 VA, rx_ratio 0.1 where absent)
//   load type 0: constant power, 1: constant impedance, 2: constant current; a tap beyond its limits is held at the limit
//   line: y_shunt = 2 pi f c1 (tan1 + j);  link: (1 + j) 1e6 pu;  fault: three-phase alone
//
// Source: documentation of power-grid-model 1.10 (components, native data interface), MPL-2.0; formulas only. Left out: batches,
// asymmetric lines, voltage regulators, state estimation.
// Verified by tests/unit/import/power_grid_model_test.cpp and tests/cases/power_grid_model_cases_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "sim/base/diagnostics.hpp"
#include "sim/power/network.hpp"
#include "sim/power/short_circuit.hpp"

namespace netsuden {

struct PowerGridModelCase {
  using Index = std::map<std::int64_t, int>;  ///< by the file's id

  Network network;
  Index buses, branches, loads, shunts, sources, fault_of;
  std::map<std::int64_t, Star> three_winding;
  std::vector<BusFault> faults;
};

struct PowerGridModelOptions {
  Frequency frequency = Frequency::from_si(50);
};

std::optional<PowerGridModelCase> read_power_grid_model(const std::string& path, Diagnostics&, const PowerGridModelOptions& = {});
std::optional<PowerGridModelCase> parse_power_grid_model(const std::string& text, const std::string& file, Diagnostics&,
                                                         const PowerGridModelOptions& = {});

}  // namespace netsuden
