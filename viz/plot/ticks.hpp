// SPDX-License-Identifier: Apache-2.0
// Where an axis has its ticks and what they say. Pure functions of the range; nothing of pixels but the wanted spacing.
#pragma once

#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "viz/plot/number_format.hpp"

namespace netsuden::viz {

struct ValueTicks {
  std::vector<double> at;
  std::vector<std::string> label;  ///< numbers alone; the unit stands once at the axis: `style.unit`
  double step = 0;
  NumberStyle style;
};

/// Multiples of 1, 2, 2.5 or 5 times a power of ten (of the *shown* value: 100 times a share in %) within [low, high];
/// about `wanted` of them, at most 2 x wanted + 2. Nothing where the range is not finite; one tick where it is a point.
ValueTicks value_ticks(double low, double high, int wanted, const AxisUnit& unit);

/// [low, high] widened to the next tick on either side, so that curves do not touch the frame.
void widen_to_ticks(double& low, double& high, int wanted, const AxisUnit& unit);

struct TimeTick {
  UnixSeconds at = 0;
  std::string label;    ///< "06:00", "4 Aug", "Apr", "2027"
  std::string context;  ///< the next larger unit where it changes: "Tue 4 Aug 2027", "2027"; else empty
};

struct TimeTicks {
  std::vector<TimeTick> ticks;
  std::string first_context;  ///< what holds at the left border, where no tick says it
};

/// Calendar ticks in the local time of `zone`, from milliseconds to centuries: whole minutes, hours, days, weeks that
/// start on Monday, months, years. At most `most` of them, all within [from, to], rising, and no two with the same
/// label and context (in the hour that autumn repeats, the labels name the offset).
TimeTicks time_ticks(UnixSeconds from, UnixSeconds to, int most, const TimeZone& zone);

}  // namespace netsuden::viz
