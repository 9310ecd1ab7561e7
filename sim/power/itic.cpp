// SPDX-License-Identifier: Apache-2.0
#include "sim/power/itic.hpp"

#include <algorithm>

#include "sim/power/timing.hpp"

namespace netsuden {

void describe(Describe& d, ToleranceStep& p) {
  d.fraction("voltage", p.voltage,
             {.unit = "%",
              .range = {0, 5, "the curves on record end at 500 %"},
              .text = "Voltage over nominal.",
              .source = "ITI (CBEMA) curve, 2000"});
  d.quantity("until", p.until,
             {.unit = "s",
              .range = {0, 3600, "longer is for ever"},
              .text = "How long this voltage is tolerated; for ever where it is not given.",
              .source = "ITI (CBEMA) curve, 2000"});
}

void describe(Describe& d, VoltageTolerance& p) {
  d.list("dips", p.dips,
         {.text = "Lowest voltages that are tolerated, and how long.", .source = "ITI (CBEMA) curve, 2000"});
  d.list("swells", p.swells,
         {.text = "Highest voltages that are tolerated, and how long.", .source = "ITI (CBEMA) curve, 2000"});
}

VoltageTolerance semi_f47() {
  VoltageTolerance v;
  v.dips = {{Fraction(0.5), Duration::from_si(0.2)},
            {Fraction(0.7), Duration::from_si(0.5)},
            {Fraction(0.8), 1_s},
            {Fraction(0.9), std::nullopt}};
  return v;
}

Duration tolerated_time(const VoltageTolerance& p, double voltage) {
  Duration longest{};
  const bool dip = voltage < 1;
  for (const ToleranceStep& step : dip ? p.dips : p.swells)
    if (dip ? voltage >= step.voltage.value() : voltage <= step.voltage.value())
      longest = std::max(longest, step.until.value_or(never));
  return longest;
}

bool rides_through(const VoltageTolerance& p, double voltage, Duration duration) {
  return duration <= tolerated_time(p, voltage);
}

}  // namespace netsuden
