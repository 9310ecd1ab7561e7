// SPDX-License-Identifier: Apache-2.0
#include "viz/plot/number_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace netsuden::viz {
namespace {

constexpr std::array<Prefix, 12> prefixes{{{"f", 1e-15},
                                           {"p", 1e-12},
                                           {"n", 1e-9},
                                           {"\u00B5", 1e-6},
                                           {"m", 1e-3},
                                           {"", 1},
                                           {"k", 1e3},
                                           {"M", 1e6},
                                           {"G", 1e9},
                                           {"T", 1e12},
                                           {"P", 1e15},
                                           {"E", 1e18}}};

}  // namespace

Prefix prefix_for(double magnitude) {
  magnitude = std::abs(magnitude);
  if (!(magnitude > 0) || !std::isfinite(magnitude)) return {};
  const Prefix* best = &prefixes.front();
  for (const Prefix& p : prefixes) {
    if (magnitude >= p.factor * (1 - 1e-12)) best = &p;
  }
  return *best;
}

namespace {

/// Money and counts take no SI prefix; from a million on they have a word.
constexpr std::array<Prefix, 4> words{{{"", 1}, {"M ", 1e6}, {"bn ", 1e9}, {"tn ", 1e12}}};

Prefix scale_for(double magnitude, const AxisUnit& unit) {
  if (unit.prefixes) return prefix_for(magnitude);
  Prefix best = words.front();
  for (const Prefix& p : words)
    if (std::isfinite(magnitude) && std::abs(magnitude) >= p.factor * (1 - 1e-12)) best = p;
  return best;
}

std::string scaled_unit(const Prefix& p, const AxisUnit& unit) {
  std::string out = p.symbol + unit.symbol;
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace

NumberStyle style_for(double largest, double step, const AxisUnit& unit) {
  NumberStyle s;
  const Prefix prefix = scale_for(largest * unit.factor, unit);
  s.divide_by = prefix.factor / unit.factor;
  s.unit = scaled_unit(prefix, unit);
  const double shown = std::abs(step / s.divide_by);
  while (s.decimals < 12 && shown > 0) {
    const double scaled = shown * std::pow(10.0, s.decimals);
    if (scaled > 0.5 && std::abs(scaled - std::round(scaled)) < 1e-6 * scaled) break;
    ++s.decimals;
  }
  return s;
}

std::string format_number(double value, const NumberStyle& style) {
  const double v = value / style.divide_by;
  if (std::isnan(v)) return "\u2013";
  if (std::isinf(v)) return v > 0 ? "inf" : "\u2212inf";
  std::string out = std::abs(v) < 1e15 ? fmt::format("{:.{}f}", v, style.decimals) : fmt::format("{:.3g}", v);
  if (out.find_first_not_of("-0.") == std::string::npos && out[0] == '-') out.erase(0, 1);
  if (out[0] == '-') out.replace(0, 1, "\u2212");
  return out;
}

std::string format_with_unit(double value, const NumberStyle& style) {
  std::string out = format_number(value, style);
  return style.unit.empty() ? out : out + ' ' + style.unit;
}

namespace {

NumberStyle style_of(double value, const AxisUnit& unit, int digits) {
  if (!std::isfinite(value)) return {1, 0, unit.symbol};
  double size = std::abs(value * unit.factor);
  NumberStyle s;
  for (int pass = 0; pass < 2; ++pass) {
    const Prefix prefix = scale_for(size, unit);
    s.divide_by = prefix.factor / unit.factor;
    s.unit = scaled_unit(prefix, unit);
    const double shown = size / prefix.factor;
    const int before = shown >= 1 ? static_cast<int>(std::floor(std::log10(shown) + 1e-12)) + 1 : 1;
    s.decimals = std::clamp(digits - before, 0, 9);
    // Rounding may carry into the next prefix: 999.97 kW is 1.00 MW.
    const double unitless = std::pow(10.0, s.decimals);
    const double rounded = std::round(shown * unitless) / unitless;
    if (rounded < 1000 || (!unit.prefixes && rounded * prefix.factor < 1e6)) break;
    size = rounded * prefix.factor;
  }
  return s;
}

}  // namespace

std::string format_value(double value, const AxisUnit& unit, int digits) {
  return format_with_unit(value, style_of(value, unit, digits));
}

std::string format_setting(double value, const AxisUnit& unit, int digits) {
  NumberStyle s = style_of(value, unit, digits);
  const std::string full = format_number(value, s);
  if (s.decimals > 0) {
    const std::size_t kept = full.find_last_not_of('0') + 1;
    s.decimals -= static_cast<int>(full.size() - kept);
    s.decimals = std::max(0, s.decimals);
  }
  return format_with_unit(value, s);
}

}  // namespace netsuden::viz
