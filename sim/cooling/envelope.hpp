// SPDX-License-Identifier: Apache-2.0
// How long the inlets and the facility water of a hall were above the classes of ASHRAE.
// Source: ASHRAE TC 9.9, Thermal Guidelines for Data Processing Environments, 5th ed. 2021 (upper limits, allowable dry bulb; W
// classes of facility water supply). The recommended 27 degC is that of all classes. Verified by tests/invariants/single_inlets_test.cpp.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace netsuden {

struct Envelope {
  double limit_c;
  const char *name, *key;
};
inline constexpr std::array<Envelope, 5> inlet_envelopes{{{27, "recommended", "inlet_above_recommended"}, {32, "A1", "inlet_above_a1"}, {35, "A2", "inlet_above_a2"}, {40, "A3", "inlet_above_a3"}, {45, "A4", "inlet_above_a4"}}};
inline constexpr std::array<Envelope, 5> coolant_envelopes{{{17, "W17", "coolant_above_w17"}, {27, "W27", "coolant_above_w27"}, {32, "W32", "coolant_above_w32"}, {40, "W40", "coolant_above_w40"}, {45, "W45", "coolant_above_w45"}}};

/// A set-point that is held to its limit is not above it.
inline constexpr double envelope_tolerance_k = 0.01;

/// In s, whether the racks run or not: their inlets are as hot as the hall. A hall without air or without liquid has no time of it at all.
struct EnvelopeTimes {
  double with_inlet_s = 0, with_coolant_s = 0;
  std::array<double, inlet_envelopes.size()> inlet_s{};
  std::array<double, coolant_envelopes.size()> coolant_s{};
  /// NaN where the hall has no air, no liquid.
  void add(double dt_s, double inlet_c, double coolant_c) {
    if (!std::isnan(inlet_c)) with_inlet_s += dt_s;
    if (!std::isnan(coolant_c)) with_coolant_s += dt_s;
    for (std::size_t c = 0; c < inlet_s.size(); ++c)
      if (inlet_c > inlet_envelopes[c].limit_c + envelope_tolerance_k) inlet_s[c] += dt_s;
    for (std::size_t c = 0; c < coolant_s.size(); ++c)
      if (coolant_c > coolant_envelopes[c].limit_c + envelope_tolerance_k) coolant_s[c] += dt_s;
  }
};

}  // namespace netsuden
