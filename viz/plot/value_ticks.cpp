// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "viz/plot/ticks.hpp"

namespace netsuden::viz {
namespace {

/// The step, in the unit of the values, that divides `span` into about `wanted` parts.
double nice_step(double span, int wanted, double factor) {
  const double raw = span * factor / std::max(1, wanted);
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  const double lead = raw / power;
  const double nice = lead < 1.5 ? 1 : lead < 2.3 ? 2 : lead < 3.5 ? 2.5 : lead < 7.5 ? 5 : 10;
  return nice * power / factor;
}

}  // namespace

ValueTicks value_ticks(double low, double high, int wanted, const AxisUnit& unit) {
  ValueTicks t;
  if (!std::isfinite(low) || !std::isfinite(high) || !(unit.factor > 0)) return t;
  if (high < low) std::swap(low, high);
  const double largest = std::max(std::abs(low), std::abs(high));
  const double span = high - low;
  // Too close to be told apart in double precision: one tick.
  if (!(span > largest * 1e-12) || !(span > 1e-300) || !std::isfinite(span)) {
    t.at = {low};
    t.style = style_for(largest, largest > 0 ? std::pow(10.0, std::floor(std::log10(largest)) - 3) : 1, unit);
    t.label = {format_number(low, t.style)};
    return t;
  }
  t.step = nice_step(span, wanted, unit.factor);
  t.style = style_for(largest, t.step, unit);
  const double slack = 1e-9 * span;
  const double first = std::ceil((low - slack) / t.step), last = std::floor((high + slack) / t.step);
  for (double k = first; k <= last && t.at.size() < static_cast<std::size_t>(2 * std::max(1, wanted) + 2); ++k) {
    const double v = std::clamp(k * t.step, low, high);
    t.at.push_back(v);
    t.label.push_back(format_number(k * t.step, t.style));
  }
  return t;
}

void widen_to_ticks(double& low, double& high, int wanted, const AxisUnit& unit) {
  if (!std::isfinite(low) || !std::isfinite(high) || !(high > low)) return;
  if (!((high - low) > std::max(std::abs(low), std::abs(high)) * 1e-12)) return;
  const double step = nice_step(high - low, wanted, unit.factor);
  low = std::floor(low / step + 1e-9) * step;
  high = std::ceil(high / step - 1e-9) * step;
}

}  // namespace netsuden::viz
