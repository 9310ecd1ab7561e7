// SPDX-License-Identifier: Apache-2.0
// The closed table of units a scenario may use, the parser of `1.2 MW`, `13.5 JPY/kWh`, `18 degC`, `40 %/year`,
// and the way back to text.
//
// Unit expressions: names of the table with an integer power (`m3`, `m^3`, `s^-1`), products with `*` or a space,
// quotients with `/`, parentheses; a leading `/` or `1/` is a rate. `a/b c` is refused as ambiguous. A factor to SI is
// kept as num/den * 10^exp10 and the power of ten is applied to the decimal text, hence 4.35 MW and 4350 kW are the
// same double. `year` is 365.25 d (Julian year) and `month` a twelfth of it: lengths for rates and lead times;
// dates are calendar arithmetic (calendar.hpp).
// Verified by tests/unit/base/unit_table_test.cpp (factors: SI Brochure 9th ed.; NIST SP 811 app. B).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/units.hpp"

namespace netsuden {

/// Money is in units of `base`; `exchange["USD"]` is the price of one USD in `base`.
struct CurrencyContext {
  std::string base = "JPY";
  std::map<std::string, double, std::less<>> exchange;
};

/// A unit with its way to SI: si = (value + offset) * num / den * 10^exp10.
struct Unit {
  Dim dim{};
  double num = 1, den = 1;
  int exp10 = 0;
  bool point = false;  ///< degC, degF: serves temperature points only
  double offset = 0;   ///< degC 273.15, degF 459.67

  double factor() const;  ///< num / den * 10^exp10
  double to_si(double value) const { return (value + offset) * factor(); }
  double from_si(double si) const { return si / factor() - offset; }
};

/// What a key takes: a number of a dimension, a temperature point (dim is kelvin), a share (dim is plain).
enum class Want { number, temperature, fraction };

/// `text` is a unit expression without a number; the empty text and `1` are the plain unit. On failure `message` says
/// what was found and what is allowed. Currency codes need a rate in `currency` or to be its base.
std::optional<Unit> parse_unit(std::string_view text, const CurrencyContext& currency, std::string& message);

/// The value of `text` ("1.2 MW", "18 degC", "45 %", "0.45") in SI, or nothing and a message that says what was found,
/// what is allowed and what to do. `example_unit` is the display unit of the key, named among the allowed ones.
std::optional<double> to_si(std::string_view text, Dim wanted, Want want, const CurrencyContext& currency,
                            std::string& message, std::string_view example_unit = {});

/// A whole text as a finite number: `[+-]digits[.digits][e[+-]digits]`, independent of the locale.
std::optional<double> parse_number(std::string_view text);

/// Whether a unit of dimension `found` serves a quantity of dimension `wanted` (kW serves electricity and heat).
bool unit_fits(Dim found, Dim wanted);

/// "active power", "energy price", ...; for dimensions without a name the product of base units ("kg m2/s3").
std::string dim_name(Dim dim);

/// Units a message offers for a dimension, usual ones first ("W", "kW", "MW", "GW").
std::vector<std::string> units_for(Dim dim, const CurrencyContext& currency = {});

/// The shortest number in `display_unit` that `to_si` reads back as the same double ("1.2" for 1.2e6 and "MW"); where
/// no decimal does (rare, only for units that are no power of ten of SI), 17 digits, one ulp off at most.
std::string format_value(double si, std::string_view display_unit, Dim dim, const CurrencyContext& currency = {});

/// Number and unit ("1.2 MW", "18 degC", "0.45"), reading back as the same double always: where `display_unit` has no
/// such decimal, the coherent SI unit is written instead ("0.30000000000000004 s").
std::string format_exact(double si, std::string_view display_unit, Dim dim, const CurrencyContext& currency = {});

/// For people: `digits` significant digits and an engineering prefix ("3.42 MW", "18.2 degC", "13.5 JPY/kWh").
/// `unit` names the family ("W", "kW", "VA", "Wh", "degC", "m3/s", ...); only prefixed families are rescaled.
std::string format_si(double si, std::string_view unit, int digits = 3, const CurrencyContext& currency = {});

/// A bound for people: six significant digits, 1e6 for a million and more.
std::string format_bound(double);

/// A duration for people, its two largest parts: "12 min 30 s", "3 d 4 h", "250 ms".
std::string format_duration(double seconds);

}  // namespace netsuden
