// SPDX-License-Identifier: Apache-2.0
// Values to text, and the names of dimensions and their usual units.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "sim/base/unit_table.hpp"

namespace netsuden {
namespace {

constexpr Dim any_power{.m = 2, .kg = 1, .s = -3, .kind = Kind::any_power, .kind_power = 1};
constexpr Dim flop_rate = dims::flop / dims::time;

struct NamedDim {
  Dim dim;
  const char* name;
  std::vector<const char*> units;  ///< `$` stands for a currency
};

const std::vector<NamedDim>& named_dims() {
  using namespace dims;
  static const std::vector<NamedDim> names = {
      {Dim{}, "a plain number", {"%"}},
      {active_power, "active power", {"W", "kW", "MW", "GW"}},
      {apparent_power, "apparent power", {"VA", "kVA", "MVA"}},
      {reactive_power, "reactive power", {"var", "kvar", "Mvar"}},
      {heat_flow, "heat flow", {"W", "kW", "MW", "GW", "RT"}},
      {any_power, "power", {"W", "kW", "MW", "GW"}},
      {active_energy, "electric energy", {"Wh", "kWh", "MWh", "GWh", "TWh", "J", "kJ", "MJ", "GJ"}},
      {heat_energy, "heat", {"J", "kJ", "MJ", "GJ", "kWh", "MWh", "RTh"}},
      {any_power * time, "energy", {"Wh", "kWh", "MWh", "GWh", "TWh", "J", "kJ", "MJ", "GJ"}},
      {apparent_power * time, "apparent energy", {"kVAh"}},
      {reactive_power * time, "reactive energy", {"kvarh"}},
      {time, "a duration", {"ms", "s", "min", "h", "d", "week", "month", "year"}},
      {frequency, "a frequency or rate", {"Hz", "kHz", "MHz", "GHz", "rpm", "/h", "/d", "/year", "%/year"}},
      {length, "a length", {"mm", "m", "km"}},
      {area, "an area", {"m2", "ha"}},
      {volume, "a volume", {"L", "m3", "gal"}},
      {speed, "a speed", {"m/s", "km/h"}},
      {mass, "a mass", {"g", "kg", "t", "kt"}},
      {kelvin, "a temperature difference", {"K"}},
      {current, "an electric current", {"A", "kA"}},
      {voltage, "a voltage", {"V", "kV"}},
      {voltage / current, "an electric resistance", {"ohm", "mohm"}},
      {current * time, "an electric charge", {"Ah"}},
      {pressure, "a pressure", {"Pa", "hPa", "kPa", "MPa", "mbar", "bar", "psi"}},
      {pressure / length, "a pressure gradient", {"Pa/m", "kPa/m"}},
      {mass_flow, "a mass flow", {"kg/s", "kg/h", "t/h"}},
      {volume_flow, "a volume flow", {"m3/s", "m3/h", "L/s", "L/min", "gpm"}},
      {mass / volume, "a density", {"kg/m3"}},
      {conductance, "a thermal conductance", {"W/K", "kW/K"}},
      {kelvin / heat_flow, "a thermal resistance", {"K/W", "K/kW"}},
      {heat_capacity, "a heat capacity", {"J/K", "kJ/K", "MJ/K"}},
      {heat_energy / (mass * kelvin), "a specific heat", {"J/(kg K)", "kJ/(kg K)"}},
      {heat_energy / mass, "a specific enthalpy", {"J/kg", "kJ/kg"}},
      {conductance / area, "a heat transfer coefficient", {"W/(m2 K)"}},
      {heat_flow / area, "a heat flux", {"W/m2", "kW/m2"}},
      {active_power / area, "a power density", {"W/m2", "kW/m2"}},
      {any_power / area, "a power per area", {"W/m2", "kW/m2"}},
      {active_power / volume_flow, "a specific fan or pump power", {"W/(m3/s)", "kW/(m3/s)", "W/(L/s)"}},
      {active_power / time, "a power ramp", {"W/s", "kW/s", "MW/s", "MW/min"}},
      {kelvin / time, "a rate of temperature change", {"K/s", "K/min", "K/h", "K/year", "K/decade"}},
      {money, "an amount of money", {"$"}},
      {money / time, "a cost per time", {"$/h", "$/month", "$/year"}},
      {energy_price, "an energy price", {"$/kWh", "$/MWh"}},
      {money / (any_power * time), "an energy price", {"$/kWh", "$/MWh"}},
      {money / heat_energy, "a heat price", {"$/kWh", "$/MJ"}},
      {power_price, "a price of power", {"$/W", "$/kW", "$/MW"}},
      {money / any_power, "a price of power", {"$/W", "$/kW", "$/MW"}},
      {money / apparent_power, "a price of apparent power", {"$/kVA", "$/MVA"}},
      {money / heat_flow, "a price of cooling capacity", {"$/kW", "$/RT"}},
      {money / mass, "a price per mass", {"$/kg", "$/t"}},
      {money / volume, "a price per volume", {"$/L", "$/m3"}},
      {money / area, "a price per area", {"$/m2"}},
      {money / flop, "a price of computation", {"$/PFLOP", "$/EFLOP"}},
      {carbon_intensity, "a carbon intensity", {"g/kWh", "kg/kWh", "kg/MWh", "t/MWh"}},
      {mass / (any_power * time), "a mass per energy", {"g/kWh", "kg/MWh"}},
      {volume / active_energy, "a volume per energy", {"L/kWh", "m3/MWh"}},
      {volume / (any_power * time), "a volume per energy", {"L/kWh", "m3/MWh"}},
      {flop, "computation", {"FLOP", "TFLOP", "PFLOP", "EFLOP"}},
      {flop_rate, "a computing rate", {"GFLOP/s", "TFLOP/s", "PFLOP/s", "EFLOP/s"}},
      {flop / active_energy, "computation per energy", {"GFLOP/J"}},
  };
  return names;
}

/// The product of base units, which the parser reads back.
std::string coherent_unit(Dim d, const std::string& currency) {
  // Powers are spelled with their own unit, so that the kind survives: W^k, VA^k, var^k.
  const int k = d.kind_power;
  const char* power = d.kind == Kind::apparent ? "VA" : d.kind == Kind::reactive ? "var" : "W";
  const std::pair<std::string, int> parts[] = {{currency, d.money}, {"FLOP", d.flop},   {power, k}, {"kg", d.kg - k},
                                               {"m", d.m - 2 * k},  {"s", d.s + 3 * k}, {"A", d.A}, {"K", d.K}};
  std::string over, under;
  int n_under = 0;
  for (const auto& [name, exponent] : parts) {
    std::string& out = exponent > 0 ? over : under;
    constexpr int highest = 6;  // that the parser takes of one name
    for (int left = std::abs(exponent); left > 0; left -= highest) {
      if (exponent < 0) ++n_under;
      out += (out.empty() ? "" : " ") + name + (left > 1 ? std::to_string(std::min(left, highest)) : "");
    }
  }
  if (under.empty()) return over;
  return over + "/" + (n_under > 1 ? "(" + under + ")" : under);
}

std::string with_currency(std::string_view unit, std::string_view currency) {
  std::string out(unit);
  if (const auto at = out.find('$'); at != std::string::npos) out.replace(at, 1, currency);
  return out;
}

std::optional<std::string> exact_number(double si, std::string_view unit_text, const Unit& unit, Dim dim,
                                        const CurrencyContext& currency) {
  const Want want = unit.point ? Want::temperature : Want::number;
  std::string message;
  const auto reads_back = [&](const std::string& number) {
    const auto v = to_si(number + " " + std::string(unit_text), dim, want, currency, message);
    return v && *v == si && std::signbit(*v) == std::signbit(si);
  };
  const double near = unit.from_si(si);
  if (!std::isfinite(near)) return std::nullopt;
  for (int digits = 1; digits <= 17; ++digits) {
    const auto rounded = parse_number(fmt::format("{:.{}e}", near, digits - 1));
    if (!rounded) continue;
    std::string number = fmt::format("{}", *rounded);
    if (reads_back(number)) return number;
  }
  for (const double to : {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()}) {
    double x = near;
    for (int i = 0; i < 8; ++i) {
      x = std::nextafter(x, to);
      std::string number = fmt::format("{}", x);
      if (reads_back(number)) return number;
    }
  }
  return std::nullopt;
}

struct Ladder {
  const char* family;
  std::vector<const char*> rungs;
};
const std::vector<Ladder>& ladders() {
  static const std::vector<Ladder> all = {
      {"W", {"mW", "W", "kW", "MW", "GW"}},
      {"VA", {"VA", "kVA", "MVA", "GVA"}},
      {"var", {"var", "kvar", "Mvar"}},
      {"Wh", {"Wh", "kWh", "MWh", "GWh", "TWh"}},
      {"J", {"J", "kJ", "MJ", "GJ", "TJ"}},
      {"Hz", {"Hz", "kHz", "MHz", "GHz"}},
      {"m", {"mm", "m", "km"}},
      {"g", {"mg", "g", "kg", "t", "kt"}},
      {"V", {"mV", "V", "kV"}},
      {"A", {"mA", "A", "kA"}},
      {"Pa", {"Pa", "kPa", "MPa"}},
      {"FLOP", {"FLOP", "GFLOP", "TFLOP", "PFLOP", "EFLOP", "ZFLOP"}},
      {"FLOP/s", {"FLOP/s", "GFLOP/s", "TFLOP/s", "PFLOP/s", "EFLOP/s"}},
  };
  return all;
}

/// `digits` significant digits without an exponent where that is readable.
std::string significant(double v, int digits) {
  if (v == 0) return "0";
  const std::string e = fmt::format("{:.{}e}", v, digits - 1);
  int exponent = 0;
  const auto at = e.find('e');
  const char* first = e.data() + at + 1;
  if (*first == '+') ++first;
  std::from_chars(first, e.data() + e.size(), exponent);
  if (exponent < -4 || exponent > 8) return fmt::format("{:.{}g}", v, digits);
  return fmt::format("{:.{}f}", v, std::max(0, digits - 1 - exponent));
}

/// `v` is written with fewer than four digits before the point.
bool below_thousand(double v, int digits) {
  return std::abs(*parse_number(fmt::format("{:.{}e}", v, std::max(digits, 3) - 1))) < 1000;
}

}  // namespace

std::string dim_name(Dim dim) {
  for (const NamedDim& n : named_dims())
    if (n.dim == dim) return n.name;
  return "a quantity in " + coherent_unit(dim, "money");
}

std::vector<std::string> units_for(Dim dim, const CurrencyContext& currency) {
  std::vector<std::string> out;
  for (const NamedDim& n : named_dims()) {
    if (n.dim != dim) continue;
    for (const char* u : n.units) out.push_back(with_currency(u, currency.base));
    if (dim == dims::money)
      for (const auto& [code, rate] : currency.exchange) out.push_back(code);
    return out;
  }
  out.push_back(coherent_unit(dim, currency.base));
  return out;
}

std::string format_value(double si, std::string_view display_unit, Dim dim, const CurrencyContext& currency) {
  std::string message;
  const auto unit = parse_unit(display_unit, currency, message);
  if (!unit || !std::isfinite(si)) return fmt::format("{}", si);
  if (auto number = exact_number(si, display_unit, *unit, dim, currency)) return *number;
  return fmt::format("{:.17g}", unit->from_si(si));
}

std::string format_exact(double si, std::string_view display_unit, Dim dim, const CurrencyContext& currency) {
  std::string message;
  const auto unit = parse_unit(display_unit, currency, message);
  if (unit && std::isfinite(si))
    if (auto number = exact_number(si, display_unit, *unit, dim, currency))
      return display_unit.empty() ? *number : *number + " " + std::string(display_unit);
  const std::string coherent = coherent_unit(dim, currency.base);
  return fmt::format("{}{}{}", si, coherent.empty() ? "" : " ", coherent);
}

std::string format_si(double si, std::string_view unit, int digits, const CurrencyContext& currency) {
  if (!std::isfinite(si)) return std::isnan(si) ? "n/a" : si > 0 ? "inf" : "-inf";
  digits = std::clamp(digits, 1, 17);
  std::string message;
  const auto shown = parse_unit(unit, currency, message);
  if (!shown) return fmt::format("{} {}", significant(si, digits), unit);
  if (unit == currency.base) {
    constexpr std::pair<double, const char*> steps[] = {
        {1, ""}, {1e6, "million "}, {1e9, "billion "}, {1e12, "trillion "}};
    std::size_t i = std::abs(si) < 1e6 ? 0 : 1;
    while (i > 0 && i < 3 && !below_thousand(si / steps[i].first, digits)) ++i;
    const double v = si / steps[i].first;
    return fmt::format("{} {}{}", i == 0 ? fmt::format("{:.0f}", v) : significant(v, digits), steps[i].second, unit);
  }
  for (const Ladder& l : ladders()) {
    if (std::find(l.rungs.begin(), l.rungs.end(), unit) == l.rungs.end()) continue;
    if (si == 0) return fmt::format("0 {}", unit);
    std::string text;
    for (const char* rung : l.rungs) {
      const double v = parse_unit(rung, currency, message)->from_si(si);
      text = significant(v, digits) + " " + rung;
      if (below_thousand(v, digits)) break;
    }
    return text;
  }
  const std::string number = significant(shown->from_si(si), digits);
  return unit.empty() ? number : unit == "%" ? number + " %" : fmt::format("{} {}", number, unit);
}

std::string format_bound(double v) {
  std::string s = fmt::format("{:g}", v);
  if (const std::size_t e = s.find("e+"); e != std::string::npos) s.erase(e + 1, s[e + 2] == '0' ? 2 : 1);
  return s;
}

std::string format_duration(double seconds) {
  if (!std::isfinite(seconds)) return std::isnan(seconds) ? "n/a" : seconds > 0 ? "for ever" : "-inf";
  if (seconds < 0) return fmt::format("-{}", format_duration(-seconds));
  if (seconds == 0) return "0 s";
  if (seconds < 0.9995) return significant(seconds * 1e3, 3) + " ms";
  if (seconds < 59.95) {
    std::string s = significant(seconds, 3);
    while (s.find('.') != std::string::npos && (s.back() == '0' || s.back() == '.')) s.pop_back();
    return s + " s";
  }
  const auto two = [](double big, const char* b, double small, const char* s) {
    return small > 0 ? fmt::format("{:.0f} {} {:.0f} {}", big, b, small, s) : fmt::format("{:.0f} {}", big, b);
  };
  const double s = std::round(seconds);
  if (s < 3600) return two(std::floor(s / 60), "min", std::fmod(s, 60), "s");
  const double min = std::round(seconds / 60);
  if (min < 1440) return two(std::floor(min / 60), "h", std::fmod(min, 60), "min");
  const double h = std::round(seconds / 3600);
  return two(std::floor(h / 24), "d", std::fmod(h, 24), "h");
}

}  // namespace netsuden
