// SPDX-License-Identifier: Apache-2.0
#include "sim/base/unit_table.hpp"

#include <catch2/catch.hpp>
#include <clocale>
#include <cmath>
#include <cstring>
#include <limits>

using namespace netsuden;

namespace {

const CurrencyContext yen{"JPY", {{"USD", 150.0}}};

double si(const char* text, Dim dim, Want want = Want::number) {
  std::string message;
  const auto v = to_si(text, dim, want, yen, message);
  INFO(text << ": " << message);
  REQUIRE(v.has_value());
  REQUIRE(message.empty());
  return *v;
}

std::string refusal(const char* text, Dim dim, Want want = Want::number, std::string_view example = {}) {
  std::string message;
  const auto v = to_si(text, dim, want, yen, message, example);
  INFO(text);
  REQUIRE_FALSE(v.has_value());
  REQUIRE_FALSE(message.empty());
  return message;
}

using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

}  // namespace

TEST_CASE("factors to SI agree with the SI brochure and NIST SP 811") {
  struct Row {
    const char* text;
    Dim dim;
    double expected;  // printed in SP 811 appendix B.8, or by the definition of the prefix
  };
  const Row rows[] = {
      {"1 kW", dims::active_power, 1e3},
      {"1 MVA", dims::apparent_power, 1e6},
      {"1 Mvar", dims::reactive_power, 1e6},
      {"1 kWh", dims::active_energy, 3.6e6},
      {"1 TWh", dims::active_energy, 3.6e15},
      {"1 RT", dims::heat_flow, 3.516853e3},  // ton of refrigeration (12 000 Btu_IT/h)
      {"1 RTh", dims::heat_energy, 3.516853e3 * 3600},
      {"1 psi", dims::pressure, 6.894757e3},
      {"1 bar", dims::pressure, 1e5},
      {"1 mbar", dims::pressure, 1e2},
      {"1 gal", dims::volume, 3.785412e-3},
      {"1 gpm", dims::volume_flow, 6.309020e-5},
      {"1 L/min", dims::volume_flow, 1e-3 / 60},
      {"1 rpm", dims::frequency, 1.0 / 60},
      {"1 h", dims::time, 3600},
      {"1 d", dims::time, 86400},
      {"1 week", dims::time, 604800},
      {"1 year", dims::time, 31557600},  // Julian year
      {"12 month", dims::time, 31557600},
      {"1 decade", dims::time, 315576000},
      {"1 km/h", dims::speed, 1 / 3.6},
      {"1 t", dims::mass, 1e3},
      {"2e26 FLOP", dims::flop, 2e26},
      {"1 EFLOP/s", dims::flop / dims::time, 1e18},
      {"13.5 JPY/kWh", dims::energy_price, 13.5 / 3.6e6},
      {"1 USD", dims::money, 150},
      {"35 USD/MWh", dims::energy_price, 35 * 150 / 3.6e9},
      {"400 g/kWh", dims::carbon_intensity, 0.4 / 3.6e6},
      {"0.1 /year", dims::frequency, 0.1 / 31557600},
      {"12 /d", dims::frequency, 12.0 / 86400},
      {"40 %/year", dims::frequency, 0.4 / 31557600},
      {"0.3 K/decade", dims::kelvin / dims::time, 0.3 / 315576000},
      {"4.186 kJ/(kg K)", dims::heat_energy / (dims::mass * dims::kelvin), 4186},
      {"4186 J kg^-1 K^-1", dims::heat_energy / (dims::mass * dims::kelvin), 4186},
      {"4186 J/kg/K", dims::heat_energy / (dims::mass * dims::kelvin), 4186},
      {"2 W/(L/s)", dims::active_power / dims::volume_flow, 2000},
      {"1500 JPY/kW", dims::power_price, 1.5},
      {"1 m^3/h", dims::volume_flow, 1.0 / 3600},
      {"10 m³/h", dims::volume_flow, 10.0 / 3600},
      {"5K", dims::kelvin, 5},
      {"+.5e1 kPa", dims::pressure, 5000},
  };
  for (const Row& r : rows) {
    INFO(r.text);
    CHECK(si(r.text, r.dim) == Approx(r.expected).epsilon(3e-7));  // SP 811 prints seven digits
  }
}

TEST_CASE("exact definitions hold to the last digit") {
  CHECK(si("1 RT", dims::heat_flow) == Approx(12000 * 1055.05585262 / 3600).epsilon(1e-15));
  CHECK(si("1 psi", dims::pressure) == Approx(4.4482216152605 / (0.0254 * 0.0254)).epsilon(1e-15));
}

TEST_CASE("the spelling of a unit does not change the number") {
  // Property: a value in steps of 1/1000 means the same bits in W, kW, MW and GW.
  for (int i = 1; i < 20000; i += 7) {
    const std::string watts = std::to_string(i) + "000 W", kilo = std::to_string(i) + " kW";
    char mega[32];
    std::snprintf(mega, sizeof mega, "%d.%03d MW", i / 1000, i % 1000);
    CHECK(si(mega, dims::active_power) == i * 1000.0);
    CHECK(si(kilo.c_str(), dims::heat_flow) == si(watts.c_str(), dims::heat_flow));
  }
}

TEST_CASE("temperatures: points with offset, differences in K") {
  CHECK(si("18 degC", dims::kelvin, Want::temperature) == 18 + 273.15);
  CHECK(si("291.15 K", dims::kelvin, Want::temperature) == 291.15);
  CHECK(si("64.4 degF", dims::kelvin, Want::temperature) == Approx(291.15).epsilon(1e-14));
  CHECK(si("-40 degF", dims::kelvin, Want::temperature) == Approx(233.15).epsilon(1e-14));
  CHECK(si("5 K", dims::kelvin) == 5);
  CHECK_THAT(refusal("5 degC", dims::kelvin), Contains("a temperature difference is given in K"));
  CHECK_THAT(refusal("18 C", dims::kelvin, Want::temperature), Contains("degC"));
  CHECK_THAT(refusal("64 F", dims::kelvin, Want::temperature), Contains("degF"));
  CHECK_THAT(refusal("18 °C", dims::kelvin, Want::temperature), Contains("degC"));
  CHECK_THAT(refusal("18", dims::kelvin, Want::temperature), Contains("degC"));
  CHECK_THAT(refusal("-300 degC", dims::kelvin, Want::temperature), Contains("absolute zero"));
  CHECK_THAT(refusal("5 W/degC", dims::conductance), Contains("write K"));
  CHECK_THAT(refusal("18 degC", dims::active_power), Contains("active power"));
}

TEST_CASE("shares") {
  CHECK(si("45 %", Dim{}, Want::fraction) == 0.45);
  CHECK(si("45%", Dim{}, Want::fraction) == 0.45);
  CHECK(si("0.45", Dim{}, Want::fraction) == 0.45);
  CHECK(si("1", Dim{}, Want::fraction) == 1);
  CHECK_THAT(refusal("45", Dim{}, Want::fraction), Contains("\"45 %\" or 0.45"));
  CHECK_THAT(refusal("130 %", Dim{}, Want::fraction), Contains("between 0 and 1"));
  CHECK_THAT(refusal("-0.1", Dim{}, Want::fraction), Contains("between 0 and 1"));
  CHECK_THAT(refusal("0.4 MW", Dim{}, Want::fraction), Contains("a share is given as"));
  CHECK(si("130 %", Dim{}) == 1.3);
  CHECK(si("3.5", Dim{}) == 3.5);
}

TEST_CASE("kinds of power are kept apart") {
  CHECK_THAT(refusal("5 kVA", dims::active_power),
             Equals("kVA is apparent power; expected active power in W, kW, MW or GW"));
  CHECK_THAT(refusal("5 kW", dims::apparent_power), Contains("expected apparent power in VA, kVA or MVA"));
  CHECK_THAT(refusal("5 kvar", dims::active_power), Contains("reactive power"));
  CHECK_THAT(refusal("5 RT", dims::active_power), Contains("heat flow"));
  CHECK_THAT(refusal("5 kWh", dims::active_power), Contains("energy"));
  CHECK_THAT(refusal("5 JPY/kVA", dims::power_price), Contains("apparent"));
  CHECK_THAT(refusal("5 kVA kW", dims::active_power), Contains("kVA kW"));
  CHECK(si("5 kW", dims::heat_flow) == 5000);
  CHECK(si("5 kW/K", dims::conductance) == 5000);
  CHECK(unit_fits(dims::active_power, dims::active_power));
  CHECK_FALSE(unit_fits(dims::active_power, dims::heat_flow));
}

TEST_CASE("refusals say what was found, what is allowed and what to do") {
  CHECK_THAT(refusal("5", dims::active_power), Equals("5 has no unit; active power is given in W, kW, MW or GW"));
  CHECK_THAT(refusal("5 mw", dims::active_power), Contains("did you mean MW?"));
  CHECK_THAT(refusal("5 MVAr", dims::reactive_power), Contains("write Mvar"));
  CHECK_THAT(refusal("5 parsec", dims::length), Contains("unknown unit \"parsec\"") && Contains("mm, m or km"));
  CHECK_THAT(refusal("3 EUR", dims::money), Contains("add currency.exchange.EUR"));
  CHECK_THAT(refusal("1,000 kW", dims::active_power), Contains("separators"));
  CHECK_THAT(refusal("1_000 kW", dims::active_power), Contains("separators"));
  CHECK_THAT(refusal("", dims::active_power), Contains("W, kW, MW or GW"));
  CHECK_THAT(refusal("kW", dims::active_power), Contains("is not a number"));
  CHECK_THAT(refusal("nan kW", dims::active_power), Contains("is not a number"));
  CHECK_THAT(refusal("inf kW", dims::active_power), Contains("is not a number"));
  CHECK_THAT(refusal("1e999 kW", dims::active_power), Contains("out of the range"));
  CHECK_THAT(refusal("1e99999999999 kW", dims::active_power), Contains("out of the range"));
  CHECK_THAT(refusal("1 2 kW", dims::active_power), Contains("not one number"));
  CHECK_THAT(refusal("5 W/m2 K", dims::conductance / dims::area), Contains("ambiguous"));
  CHECK_THAT(refusal("5 W/(m2 K", dims::conductance / dims::area), Contains("\")\""));
  CHECK_THAT(refusal("5 m^", dims::length), Contains("power is missing"));
  CHECK_THAT(refusal("5 m99", dims::length), Contains("too high"));
  CHECK_THAT(refusal("5 kW)", dims::active_power), Contains("unexpected"));
  CHECK_THAT(refusal("5 W/s", dims::conductance, Want::number, "kW/K"), Contains("kW/K"));
  CHECK_THAT(refusal("5 ((((((((m))))))))", dims::length), Contains("parentheses"));
  CHECK_THAT(refusal("5 J6*J6*J6*J6", dims::length), Contains("too high"));
}

TEST_CASE("hostile unit texts neither crash nor pass") {
  std::string message;
  for (const char* text : {"5 /", "5 //h", "5 1/", "5 *", "5 ()", "5 (", "5 %%", "5 \xff\xfe", "5 m-", "5 m^-",
                           "5 psi6*psi6*psi6", "5 W/(", "5 $", "--5 W", "5e W", "5..1 W", "0x10 W"}) {
    INFO(text);
    CHECK_FALSE(to_si(text, dims::active_power, Want::number, yen, message).has_value());
    CHECK_FALSE(message.empty());
  }
  CHECK_FALSE(parse_unit(std::string(1000, '('), yen, message).has_value());
  CurrencyContext bad{"JPY", {{"USD", 0.0}}};
  CHECK_FALSE(to_si("5 USD", dims::money, Want::number, bad, message).has_value());
}

TEST_CASE("numbers do not depend on the locale") {
  const char* before = std::setlocale(LC_NUMERIC, nullptr);
  const std::string saved = before ? before : "C";
  for (const char* l : {"de_DE.UTF-8", "fr_FR.UTF-8", "C"})
    if (std::setlocale(LC_NUMERIC, l)) {
      CHECK(si("1.5 kW", dims::active_power) == 1500);
      CHECK(format_value(1500, "kW", dims::active_power) == "1.5");
    }
  std::setlocale(LC_NUMERIC, saved.c_str());
  CHECK(parse_number("1.5") == 1.5);
  CHECK_FALSE(parse_number("1,5").has_value());
  CHECK_FALSE(parse_number("1.5x").has_value());
  CHECK_FALSE(parse_number("").has_value());
}

TEST_CASE("every unit that a message offers is read back with its dimension") {
  const Dim all[] = {dims::active_power, dims::apparent_power, dims::reactive_power, dims::heat_flow,
                     dims::active_energy, dims::heat_energy, dims::time, dims::frequency, dims::length, dims::area,
                     dims::volume, dims::speed, dims::mass, dims::kelvin, dims::current, dims::voltage, dims::pressure,
                     dims::mass_flow, dims::volume_flow, dims::conductance, dims::heat_capacity, dims::energy_price,
                     dims::power_price, dims::carbon_intensity, dims::money, dims::flop, Dim{},
                     dims::conductance / dims::area, dims::heat_flow / dims::area, dims::kelvin / dims::heat_flow,
                     dims::active_power / dims::volume_flow, dims::money / dims::time,
                     // without a name: written as a product of base units
                     dims::heat_flow * dims::area / dims::mass, dims::apparent_power / dims::length,
                     dims::money / dims::heat_flow / dims::volume, dims::kelvin * dims::length};
  std::string message;
  for (const Dim d : all) {
    const auto units = units_for(d, yen);
    REQUIRE_FALSE(units.empty());
    for (const std::string& u : units) {
      const auto unit = parse_unit(u, yen, message);
      INFO(dim_name(d) << " in " << u << ": " << message);
      REQUIRE(unit.has_value());
      CHECK(unit_fits(unit->dim, d));
    }
  }
}

TEST_CASE("format_value is short and read back bit for bit") {
  CHECK(format_value(1.2e6, "MW", dims::active_power) == "1.2");
  CHECK(format_value(18 + 273.15, "degC", dims::kelvin) == "18");
  CHECK(format_value(0.45, "%", Dim{}) == "45");
  CHECK(format_value(13.5e-5 / 36, "JPY/kWh", dims::energy_price) == "13.5");
  CHECK(format_value(0, "kW", dims::active_power) == "0");
  CHECK(format_value(-2500, "kW", dims::active_power) == "-2.5");
  CHECK(format_exact(300, "min", dims::time) == "5 min");
  CHECK(format_exact(0.1, "", Dim{}) == "0.1");

  // Property: exact for any double, whatever the unit.
  struct Row {
    const char* unit;
    Dim dim;
    Want want;
  };
  const Row rows[] = {{"MW", dims::active_power, Want::number},
                      {"kWh", dims::active_energy, Want::number},
                      {"h", dims::time, Want::number},
                      {"degC", dims::kelvin, Want::temperature},
                      {"degF", dims::kelvin, Want::temperature},
                      {"RT", dims::heat_flow, Want::number},
                      {"JPY/kWh", dims::energy_price, Want::number},
                      {"%", Dim{}, Want::number},
                      {"K/decade", dims::kelvin / dims::time, Want::number}};
  std::uint64_t state = 42;  // splitmix64
  std::string message;
  for (const Row& r : rows)
    for (int i = 0; i < 300; ++i) {
      std::uint64_t z = (state += 0x9E3779B97F4A7C15ull);
      z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
      z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
      z ^= z >> 31;
      const double unit_interval = static_cast<double>(z >> 11) * 0x1p-53;
      const double x = r.want == Want::temperature ? 200 + 200 * unit_interval : std::ldexp(unit_interval, i % 60 - 30);
      const std::string text = format_exact(x, r.unit, r.dim, yen);
      const auto back = to_si(text, r.dim, r.want, yen, message);
      INFO(text << " " << message);
      REQUIRE(back.has_value());
      REQUIRE(*back == x);
    }
}

TEST_CASE("numbers for people") {
  CHECK(format_si(3.4211e6, "W") == "3.42 MW");
  CHECK(format_si(3.4211e6, "kW") == "3.42 MW");
  CHECK(format_si(999.6, "W") == "1.00 kW");
  CHECK(format_si(999.4, "W") == "999 W");
  CHECK(format_si(291.35, "degC") == "18.2 degC");
  CHECK(format_si(0, "MW") == "0 MW");
  CHECK(format_si(-3.4211e6, "W") == "-3.42 MW");
  CHECK(format_si(3.6e9, "kWh") == "1.00 MWh");
  CHECK(format_si(13.5 / 3.6e6, "JPY/kWh") == "13.5 JPY/kWh");
  CHECK(format_si(0.123, "%") == "12.3 %");
  CHECK(format_si(4.2e9, "JPY") == "4.20 billion JPY");
  CHECK(format_si(123456, "JPY") == "123456 JPY");
  CHECK(format_si(1500, "kg") == "1.50 t");
  CHECK(format_si(std::nan(""), "W") == "n/a");
  CHECK(format_si(0.05, "m3/s") == "0.0500 m3/s");
}

TEST_CASE("durations for people") {
  CHECK(format_duration(0) == "0 s");
  CHECK(format_duration(0.25) == "250 ms");
  CHECK(format_duration(12.5) == "12.5 s");
  CHECK(format_duration(12) == "12 s");
  CHECK(format_duration(59.99) == "1 min");
  CHECK(format_duration(750) == "12 min 30 s");
  CHECK(format_duration(3599.7) == "1 h");
  CHECK(format_duration(5400) == "1 h 30 min");
  CHECK(format_duration(86399) == "1 d");
  CHECK(format_duration(3 * 86400 + 4 * 3600) == "3 d 4 h");
  CHECK(format_duration(-90) == "-1 min 30 s");
  CHECK(format_duration(std::numeric_limits<double>::infinity()) == "for ever");
}
