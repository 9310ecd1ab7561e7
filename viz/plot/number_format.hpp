// SPDX-License-Identifier: Apache-2.0
// Numbers with units for people: engineering prefixes, a fixed count of decimals over an axis, the true minus sign.
#pragma once

#include <string>

namespace netsuden::viz {

/// What the values of an axis are: `symbol` of the unit in which they are given, and whether it takes SI prefixes.
struct AxisUnit {
  std::string symbol{};   ///< "W", "°C", "%", "" for plain numbers
  bool prefixes = false;  ///< W, VA, Wh, J, g take them; °C, % and PUE do not
  double factor = 1;      ///< values are multiplied by it first (100 for shares shown in %)
};

namespace axis_units {
inline AxisUnit watt() { return {"W", true, 1}; }
inline AxisUnit volt_ampere() { return {"VA", true, 1}; }
inline AxisUnit watt_hour_from_joule() { return {"Wh", true, 1.0 / 3600}; }
inline AxisUnit celsius() { return {"\u00B0C", false, 1}; }
inline AxisUnit celsius_from_kelvin_difference() { return {"K", false, 1}; }
inline AxisUnit percent_from_share() { return {"%", false, 100}; }
inline AxisUnit plain() { return {"", false, 1}; }
}  // namespace axis_units

struct Prefix {
  const char* symbol = "";
  double factor = 1;
};

/// The engineering prefix (a power of 1000, f to E) with which `magnitude` has 1 to 3 digits before the point.
Prefix prefix_for(double magnitude);

/// How all numbers of one axis are written.
struct NumberStyle {
  double divide_by = 1;
  int decimals = 0;
  std::string unit{};  ///< with prefix: "MW"
};
/// For values up to `largest` in size, told apart at distances of `step`.
NumberStyle style_for(double largest, double step, const AxisUnit& unit);
std::string format_number(double value, const NumberStyle& style);     ///< "12.5", without the unit
std::string format_with_unit(double value, const NumberStyle& style);  ///< "12.5 MW", "27 °C", "45 %"

/// One value by itself with `digits` significant digits: "58.2 MW", "1.234".
std::string format_value(double value, const AxisUnit& unit, int digits = 3);
/// The same without zeros at the end of the decimals: "60 MW", for numbers that someone has set.
std::string format_setting(double value, const AxisUnit& unit, int digits = 4);

}  // namespace netsuden::viz
