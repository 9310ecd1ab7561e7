// SPDX-License-Identifier: Apache-2.0
// Does an IT supply ride through a dip or a swell? A voltage tolerance curve, as data.
//
//   dips:   a voltage of at least `voltage_i` is tolerated up to `until_i`; the last step holds for ever
//   swells: a voltage of at most `voltage_i` is tolerated up to `until_i`
//   a dip to V rides through if its duration is at most the tolerated time of V
// Defaults: ITIC (CBEMA) curve 2000: 0 for 20 ms, 70 % for 0.5 s, 80 % for 10 s, 90 % for ever; 200 % for 1 ms, 140 %
// for 3 ms, 120 % for 0.5 s, 110 % for ever. semi_f47(): 50 % for 0.2 s, 70 % for 0.5 s, 80 % for 1 s.
//
// Source: ITI (CBEMA) Curve Application Note, 2000; SEMI F47-0706. Range: rectangular dips of single-phase supplies.
// Left out: point on wave, dips in several stages, the share of load on the supply. Verified by
// tests/unit/power/transfer_switch_test.cpp.
#pragma once

#include <vector>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct ToleranceStep {
  Fraction voltage{0.9};
  std::optional<Duration> until;  ///< absent: for ever
};
void describe(Describe&, ToleranceStep&);

struct VoltageTolerance {
  std::vector<ToleranceStep> dips{{Fraction(0), Duration::from_si(0.02)},
                                  {Fraction(0.7), Duration::from_si(0.5)},
                                  {Fraction(0.8), 10_s},
                                  {Fraction(0.9), std::nullopt}};
  std::vector<ToleranceStep> swells{{Fraction(2), Duration::from_si(0.001)},
                                    {Fraction(1.4), Duration::from_si(0.003)},
                                    {Fraction(1.2), Duration::from_si(0.5)},
                                    {Fraction(1.1), std::nullopt}};
};
void describe(Describe&, VoltageTolerance&);
VoltageTolerance semi_f47();

/// The longest time for which a supply lives with this voltage (share of nominal); 0 s, or `never` ends.
Duration tolerated_time(const VoltageTolerance&, double voltage);
bool rides_through(const VoltageTolerance&, double voltage, Duration);

}  // namespace netsuden
