// SPDX-License-Identifier: Apache-2.0
// Limit lines and what lies over them. A violation is shown by colour, by hatching, by a tick at the top of the plot at
// least two pixels wide, and by the word OVER with the largest exceedance: never by colour alone.
#pragma once

#include <string>
#include <vector>

#include "viz/plot/frame.hpp"

namespace netsuden::viz {

enum class LimitSide { above, below };  ///< on which side of the limit a value is a violation

/// A stretch of time over the limit. Judged at every sample, so that no short excursion is lost.
struct Violation {
  double t0 = 0, t1 = 0;
  double worst = 0;  ///< the largest distance from the limit, positive
  double worst_at = 0;
};

/// `limit` holds as a step curve; where it has no value nothing is a violation. A sample over the limit counts for the
/// interval over which it holds (a linear series: half-way to its neighbours).
std::vector<Violation> find_violations(const Series& value, const Series& limit, LimitSide side = LimitSide::above);
/// With a limit that does not change.
std::vector<Violation> find_violations(const Series& value, double limit, LimitSide side = LimitSide::above);
/// Time over the limit in all, seconds.
double violation_time(std::span<const Violation> violations);

/// Shading, hatching, ticks and labels. Drawn below the curves: call before them. `unit` words the exceedance.
void draw_violations(Canvas& canvas, const Theme& theme, const Frame& frame, std::span<const Violation> violations);
/// The labels alone, to be drawn above the curves; `below_top` pixels lower where something else stands at the top.
void draw_violation_labels(Canvas& canvas, const Theme& theme, const Frame& frame,
                           std::span<const Violation> violations, double below_top = 0);

/// The dashed line, as a step curve, and `label` just above its right end where that is not empty.
void draw_limit(Canvas& canvas, const Theme& theme, const Frame& frame, const Series& limit, const std::string& label,
                Color color);
void draw_limit(Canvas& canvas, const Theme& theme, const Frame& frame, double limit, const std::string& label,
                Color color);

}  // namespace netsuden::viz
