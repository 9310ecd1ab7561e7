// SPDX-License-Identifier: Apache-2.0
// Values of results with their units, as people read them.
#pragma once

#include <string>

namespace netsuden {

/// A value in a unit of a trace or a summary: "1.718 MW", "61.55 MWh", "12.3 degC", "1.176"; money by `money_text`. "-" for NaN.
std::string shown_value(double value, const std::string& udunits, int digits = 5);
/// The unit alone: "kWh" for "kW h", "L/kWh" for "l kW-1 h-1", nothing for "1".
std::string shown_unit_name(const std::string& udunits);
/// "+1.23 %", "x 3.2" from a factor of 2 on; "-" for NaN.
std::string shown_change(double relative);
bool is_currency(const std::string& unit);

}  // namespace netsuden
