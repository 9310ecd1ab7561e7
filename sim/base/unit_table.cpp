// SPDX-License-Identifier: Apache-2.0
#include "sim/base/unit_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "sim/base/diagnostics.hpp"

namespace netsuden {
namespace {

constexpr Dim any_power{.m = 2, .kg = 1, .s = -3, .kind = Kind::any_power, .kind_power = 1};
constexpr Dim any_energy = any_power * dims::time;
constexpr Dim resistance = dims::voltage / dims::current;
constexpr std::size_t max_length = 240;  // of a unit expression: the longest that coherent_unit writes is shorter
constexpr Dim charge = dims::current * dims::time;

struct Entry {
  std::string_view name;
  Dim dim;
  double num = 1, den = 1;
  int exp10 = 0;
  bool point = false;
  double offset = 0;
};

// Sources: SI Brochure 9th ed. (SI and accepted units), NIST SP 811 (2008) app. B: Btu_IT = 1055.05585262 J and the ton
// of refrigeration = 12 000 Btu/h, psi = 4.4482216152605 N / (2.54 cm)^2, US gallon = 3.785411784e-3 m3.
constexpr Entry table[] = {
    {"W", any_power},
    {"kW", any_power, 1, 1, 3},
    {"MW", any_power, 1, 1, 6},
    {"GW", any_power, 1, 1, 9},
    {"mW", any_power, 1, 1, -3},
    {"VA", dims::apparent_power},
    {"kVA", dims::apparent_power, 1, 1, 3},
    {"MVA", dims::apparent_power, 1, 1, 6},
    {"GVA", dims::apparent_power, 1, 1, 9},
    {"var", dims::reactive_power},
    {"kvar", dims::reactive_power, 1, 1, 3},
    {"Mvar", dims::reactive_power, 1, 1, 6},
    {"RT", dims::heat_flow, 105505585262.0 * 12, 36, -7},
    {"J", any_energy},
    {"kJ", any_energy, 1, 1, 3},
    {"MJ", any_energy, 1, 1, 6},
    {"GJ", any_energy, 1, 1, 9},
    {"TJ", any_energy, 1, 1, 12},
    {"Wh", any_energy, 36, 1, 2},
    {"kWh", any_energy, 36, 1, 5},
    {"MWh", any_energy, 36, 1, 8},
    {"GWh", any_energy, 36, 1, 11},
    {"TWh", any_energy, 36, 1, 14},
    {"RTh", dims::heat_energy, 105505585262.0 * 12, 1, -5},
    {"kVAh", dims::apparent_power* dims::time, 36, 1, 5},
    {"kvarh", dims::reactive_power* dims::time, 36, 1, 5},
    {"s", dims::time},
    {"ms", dims::time, 1, 1, -3},
    {"us", dims::time, 1, 1, -6},
    {"min", dims::time, 6, 1, 1},
    {"h", dims::time, 36, 1, 2},
    {"d", dims::time, 864, 1, 2},
    {"week", dims::time, 6048, 1, 2},
    {"month", dims::time, 2629800, 1, 0},
    {"year", dims::time, 315576, 1, 2},
    {"decade", dims::time, 315576, 1, 3},
    {"Hz", dims::frequency},
    {"kHz", dims::frequency, 1, 1, 3},
    {"MHz", dims::frequency, 1, 1, 6},
    {"GHz", dims::frequency, 1, 1, 9},
    {"rpm", dims::frequency, 1, 6, -1},
    {"m", dims::length},
    {"mm", dims::length, 1, 1, -3},
    {"cm", dims::length, 1, 1, -2},
    {"km", dims::length, 1, 1, 3},
    {"ha", dims::area, 1, 1, 4},
    {"L", dims::volume, 1, 1, -3},
    {"mL", dims::volume, 1, 1, -6},
    {"kL", dims::volume},
    {"gal", dims::volume, 3785411784, 1, -12},
    {"gpm", dims::volume_flow, 3785411784, 6, -13},
    {"g", dims::mass, 1, 1, -3},
    {"mg", dims::mass, 1, 1, -6},
    {"kg", dims::mass},
    {"t", dims::mass, 1, 1, 3},
    {"kt", dims::mass, 1, 1, 6},
    {"Pa", dims::pressure},
    {"hPa", dims::pressure, 1, 1, 2},
    {"kPa", dims::pressure, 1, 1, 3},
    {"MPa", dims::pressure, 1, 1, 6},
    {"mbar", dims::pressure, 1, 1, 2},
    {"bar", dims::pressure, 1, 1, 5},
    {"psi", dims::pressure, 44482216152605, 64516, -5},
    {"K", dims::kelvin},
    {"mK", dims::kelvin, 1, 1, -3},
    {"degC", dims::kelvin, 1, 1, 0, true, 273.15},
    {"degF", dims::kelvin, 5, 9, 0, true, 459.67},
    {"V", dims::voltage},
    {"mV", dims::voltage, 1, 1, -3},
    {"kV", dims::voltage, 1, 1, 3},
    {"A", dims::current},
    {"mA", dims::current, 1, 1, -3},
    {"kA", dims::current, 1, 1, 3},
    {"Ah", charge, 36, 1, 2},
    {"ohm", resistance},
    {"mohm", resistance, 1, 1, -3},
    {"%", Dim{}, 1, 1, -2},
    {"FLOP", dims::flop},
    {"GFLOP", dims::flop, 1, 1, 9},
    {"TFLOP", dims::flop, 1, 1, 12},
    {"PFLOP", dims::flop, 1, 1, 15},
    {"EFLOP", dims::flop, 1, 1, 18},
    {"ZFLOP", dims::flop, 1, 1, 21},
};

// Codes recognised as money, so that one without a rate is named as such (ISO 4217).
constexpr std::string_view currencies[] = {"JPY", "USD", "EUR", "GBP", "CHF", "CNY", "KRW", "TWD", "SGD",
                                           "HKD", "INR", "AUD", "NZD", "CAD", "SEK", "NOK", "DKK", "PLN",
                                           "CZK", "HUF", "ISK", "THB", "MYR", "IDR", "PHP", "VND", "BRL",
                                           "MXN", "ZAR", "ILS", "SAR", "AED", "TRY", "RUB", "CLP"};

struct Spelling {
  std::string_view wrong, hint;
};
constexpr Spelling spellings[] = {
    {"C", "degC for a temperature, K for a difference"},
    {"F", "degF"},
    {"°C", "degC"},
    {"℃", "degC"},
    {"°F", "degF"},
    {"deg", "degC or K"},
    {"Celsius", "degC"},
    {"celsius", "degC"},
    {"ton", "t (1000 kg) or RT (refrigeration ton)"},
    {"tons", "t (1000 kg) or RT (refrigeration ton)"},
    {"TR", "RT"},
    {"USRT", "RT"},
    {"sec", "s"},
    {"second", "s"},
    {"seconds", "s"},
    {"minute", "min"},
    {"minutes", "min"},
    {"mins", "min"},
    {"hr", "h"},
    {"hrs", "h"},
    {"hour", "h"},
    {"hours", "h"},
    {"H", "h"},
    {"day", "d"},
    {"days", "d"},
    {"weeks", "week"},
    {"w", "W or week"},
    {"months", "month"},
    {"mo", "month"},
    {"y", "year"},
    {"yr", "year"},
    {"years", "year"},
    {"a", "year"},
    {"l", "L"},
    {"lit", "L"},
    {"VAr", "var"},
    {"VAR", "var"},
    {"kVAr", "kvar"},
    {"kVAR", "kvar"},
    {"MVAr", "Mvar"},
    {"MVAR", "Mvar"},
    {"MVar", "Mvar"},
    {"MWt", "MW"},
    {"MWe", "MW"},
    {"kWt", "kW"},
    {"kWe", "kW"},
    {"kWp", "kW"},
    {"MWp", "MW"},
    {"KW", "kW"},
    {"KWh", "kWh"},
    {"tCO2", "t"},
    {"kgCO2", "kg"},
    {"gCO2", "g"},
    {"FLOPS", "FLOP/s"},
    {"FLOPs", "FLOP or FLOP/s"},
    {"TFLOPS", "TFLOP/s"},
    {"PFLOPS", "PFLOP/s"},
    {"EFLOPS", "EFLOP/s"},
    {"percent", "%"},
    {"pct", "%"},
    {"yen", "JPY"},
    {"¥", "JPY"},
    {"€", "EUR"},
    {"Ω", "ohm"},
    {"Ohm", "ohm"},
};

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i)
    out += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return out;
}

std::string_view trim(std::string_view s) {
  const auto* space = " \t\r\n";
  const auto b = s.find_first_not_of(space);
  if (b == std::string_view::npos) return {};
  return s.substr(b, s.find_last_not_of(space) - b + 1);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%' || c == '$' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string with_plain_signs(std::string_view s) {
  constexpr std::pair<std::string_view, std::string_view> signs[] = {
      {"²", "2"}, {"³", "3"}, {"·", "*"}, {"\u00a0", " "}};
  std::string out(s);
  for (const auto& [from, to] : signs)
    for (auto at = out.find(from); at != std::string::npos; at = out.find(from, at)) out.replace(at, from.size(), to);
  return out;
}

class UnitParser {
 public:
  UnitParser(std::string_view text, const CurrencyContext& currency) : text_(text), currency_(currency) {}

  std::optional<Unit> parse(std::string& message) {
    std::optional<Unit> u;
    if (text_.size() > max_length)
      fail(fmt::format("a unit of more than {} characters", max_length));
    else if ((u = quotient(0)); u && at_ != text_.size())
      u = fail(fmt::format("unexpected \"{}\" in the unit \"{}\"", text_.substr(at_), text_));
    // Lower than on the way, so that the coherent unit of what is read can be read (W9 has s-27).
    if (u && highest_power(u->dim) > 9) u = fail(fmt::format("the powers in the unit \"{}\" are too high", text_));
    if (u && !(std::isfinite(u->factor()) && u->factor() > 0)) u = fail("the unit is out of range");
    if (!u) message = error_;
    return u;
  }

 private:
  static int highest_power(const Dim& d) {
    int high = 0;
    for (const int x : {d.m, d.kg, d.s, d.K, d.A, d.money, d.flop, d.kind_power}) high = std::max(high, std::abs(x));
    return high;
  }
  std::nullopt_t fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    return std::nullopt;
  }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool at_factor() const { return peek() == '(' || is_name_char(peek()); }

  std::optional<Unit> quotient(int depth) {
    if (depth > 6) return fail("too many parentheses in the unit");
    skip_space();
    std::optional<Unit> u = Unit{};
    if (peek() == '1') {
      ++at_;
      skip_space();
      if (peek() != '/' && peek() != '\0' && peek() != ')') return fail("a unit begins with a name, \"/\" or \"1/\"");
    } else if (peek() != '/') {
      u = product(depth);
    }
    while (u) {
      skip_space();
      if (peek() != '/') break;
      ++at_;
      skip_space();
      const auto below = factor(depth);
      if (!below) return std::nullopt;
      u = combine(*u, *below, -1);
      skip_space();
      if (u && (peek() == '*' || at_factor()))
        return fail(fmt::format("the unit \"{}\" is ambiguous; write a/(b c) or a*c/b", text_));
    }
    return u;
  }

  std::optional<Unit> product(int depth) {
    auto u = factor(depth);
    while (u) {
      skip_space();
      const bool times = peek() == '*';
      if (times) ++at_;
      skip_space();
      if (!times && !at_factor()) break;
      const auto next = factor(depth);
      if (!next) return std::nullopt;
      u = combine(*u, *next, +1);
    }
    return u;
  }

  std::optional<Unit> factor(int depth) {
    if (peek() == '(') {
      ++at_;
      auto u = quotient(depth + 1);
      skip_space();
      if (u && peek() != ')') return fail(fmt::format("missing \")\" in the unit \"{}\"", text_));
      ++at_;
      return u;
    }
    const std::size_t from = at_;
    while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
    const std::string_view name = text_.substr(from, at_ - from);
    if (name.empty()) return fail(fmt::format("a unit name is missing in \"{}\"", text_));
    const auto base = named(name);
    if (!base) return std::nullopt;
    int power = 1;
    const bool hat = peek() == '^';
    if (hat) ++at_;
    bool negative = false;
    if (peek() == '-' || (hat && peek() == '+')) negative = text_[at_++] == '-';
    if (is_digit(peek())) {
      power = peek() - '0';
      ++at_;
      if (is_digit(peek()) || power > 6) return fail(fmt::format("the power of {} is too high", name));
    } else if (hat || negative) {
      return fail(fmt::format("a power is missing after {}", name));
    }
    if (base->point) {
      if (power == 1 && !negative && from == 0 && at_ == text_.size()) return base;
      return fail(fmt::format("{} is a temperature and cannot stand in a product or quotient; write K", name));
    }
    std::optional<Unit> u = Unit{};
    for (int i = 0; u && i < power; ++i) u = combine(*u, *base, negative ? -1 : +1);
    return u;
  }

  std::optional<Unit> named(std::string_view name) {
    for (const Entry& e : table)
      if (e.name == name) return Unit{e.dim, e.num, e.den, e.exp10, e.point, e.offset};
    if (name == currency_.base) return Unit{dims::money};
    if (const auto rate = currency_.exchange.find(name); rate != currency_.exchange.end()) {
      if (!(rate->second > 0)) return fail(fmt::format("currency.exchange.{} is not a positive number", name));
      return Unit{dims::money, rate->second};
    }
    if (std::find(std::begin(currencies), std::end(currencies), name) != std::end(currencies))
      return fail(fmt::format("{0} has no exchange rate; add currency.exchange.{0} (the price of one {0} in {1})", name,
                              currency_.base));
    for (const Spelling& s : spellings)
      if (s.wrong == name) return fail(fmt::format("unknown unit \"{}\"; write {}", name, s.hint));
    std::vector<std::string> names{currency_.base};
    for (const Entry& e : table) {
      names.emplace_back(e.name);
      if (e.name.size() == name.size() &&
          std::equal(name.begin(), name.end(), e.name.begin(), [](char a, char b) { return (a | 0x20) == (b | 0x20); }))
        return fail(fmt::format("unknown unit \"{}\"; did you mean {}?", name, e.name));
    }
    const std::string near = nearest_name(name, names);
    return fail(fmt::format("unknown unit \"{}\"{}", name, near.empty() ? "" : "; did you mean " + near + "?"));
  }

  std::optional<Unit> combine(const Unit& a, const Unit& b, int sign) {
    Unit r;
    Kind kind = a.dim.kind != Kind::none ? a.dim.kind : b.dim.kind;
    if (a.dim.kind == Kind::any_power && b.dim.kind != Kind::none) kind = b.dim.kind;
    r.dim = sign > 0 ? a.dim * b.dim : a.dim / b.dim;
    r.dim.kind = r.dim.kind_power == 0 ? Kind::none : kind;
    const bool mixed = a.dim.kind != Kind::none && b.dim.kind != Kind::none && a.dim.kind != b.dim.kind &&
                       a.dim.kind != Kind::any_power && b.dim.kind != Kind::any_power;
    if (mixed && r.dim.kind_power != 0) return fail(fmt::format("the unit \"{}\" mixes kinds of power", text_));
    if (highest_power(r.dim) > 60) return fail(fmt::format("the powers in the unit \"{}\" are too high", text_));
    r.num = sign > 0 ? a.num * b.num : a.num * b.den;
    r.den = sign > 0 ? a.den * b.den : a.den * b.num;
    r.exp10 = a.exp10 + sign * b.exp10;
    if (r.num == r.den) r.num = r.den = 1;
    return r;
  }

  std::string_view text_;
  const CurrencyContext& currency_;
  std::size_t at_ = 0;
  std::string error_;
};

/// Length of the number at the head of `s`, 0 if there is none.
std::size_t number_length(std::string_view s) {
  std::size_t i = 0, digits = 0;
  const auto run = [&] {
    for (; i < s.size() && is_digit(s[i]); ++i) ++digits;
  };
  if (i < s.size() && (s[i] == '+' || s[i] == '-')) ++i;
  run();
  if (i < s.size() && s[i] == '.') {
    ++i;
    run();
  }
  if (digits == 0) return 0;
  if (i < s.size() && (s[i] == 'e' || s[i] == 'E')) {
    std::size_t j = i + 1;
    if (j < s.size() && (s[j] == '+' || s[j] == '-')) ++j;
    if (j < s.size() && is_digit(s[j])) {
      while (j < s.size() && is_digit(s[j])) ++j;
      i = j;
    }
  }
  return i;
}

/// The number `text` (checked by number_length) times 10^exp10, correctly rounded.
std::optional<double> scaled_number(std::string_view text, int exp10) {
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  std::string shifted;
  if (exp10 != 0) {
    const auto e = text.find_first_of("eE");
    int exponent = 0;
    if (e != std::string_view::npos) {
      const char* first = text.data() + e + 1;
      if (*first == '+') ++first;
      if (std::from_chars(first, text.data() + text.size(), exponent).ec != std::errc{} || std::abs(exponent) > 9999)
        return std::nullopt;
    }
    shifted = fmt::format("{}e{}", text.substr(0, e), exponent + exp10);
    text = shifted;
  }
  double v = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (ec != std::errc{} || end != text.data() + text.size() || !std::isfinite(v)) return std::nullopt;
  return v;
}

std::vector<std::string> offered_units(Dim wanted, const CurrencyContext& currency, std::string_view example_unit) {
  auto units = units_for(wanted, currency);
  const std::string first(example_unit);
  if (!first.empty() && std::find(units.begin(), units.end(), first) == units.end()) units.insert(units.begin(), first);
  return units;
}

std::string expectation(Dim wanted, Want want, const CurrencyContext& currency, std::string_view example_unit) {
  if (want == Want::temperature) return "a temperature is given in degC, degF or K";
  if (want == Want::fraction) return "a share is given as 45 % or 0.45";
  if (wanted.is_plain()) return "a plain number or % is needed";
  return dim_name(wanted) + " is given in " + join(offered_units(wanted, currency, example_unit));
}

}  // namespace

double Unit::factor() const {
  const double r = num / den;
  if (exp10 == 0) return r;
  return *scaled_number("1", std::clamp(exp10, -300, 300)) * r;
}

std::optional<Unit> parse_unit(std::string_view text, const CurrencyContext& currency, std::string& message) {
  const std::string plain = with_plain_signs(trim(text));
  message.clear();
  if (plain.empty()) return Unit{};
  return UnitParser(plain, currency).parse(message);
}

std::optional<double> parse_number(std::string_view text) {
  text = trim(text);
  const auto n = number_length(text);
  if (n == 0 || n != text.size()) return std::nullopt;
  return scaled_number(text, 0);
}

bool unit_fits(Dim found, Dim wanted) {
  const auto in_watts = [](Kind k) { return k == Kind::active || k == Kind::heat; };
  if (found.kind == Kind::any_power && in_watts(wanted.kind)) found.kind = wanted.kind;
  if (wanted.kind == Kind::any_power && in_watts(found.kind)) found.kind = wanted.kind;
  return found == wanted;
}

std::optional<double> to_si(std::string_view text, Dim wanted, Want want, const CurrencyContext& currency,
                            std::string& message, std::string_view example_unit) {
  message.clear();
  text = trim(text);
  const auto fail = [&](std::string m) {
    message = std::move(m);
    return std::nullopt;
  };
  const auto expected = [&] { return expectation(wanted, want, currency, example_unit); };
  if (want == Want::temperature) wanted = dims::kelvin;
  const auto length = number_length(text);
  if (length == 0) return fail(fmt::format("\"{}\" is not a number; {}", text, expected()));
  const std::string_view digits = text.substr(0, length), rest = trim(text.substr(length));
  if (!rest.empty() && (rest[0] == ',' || rest[0] == '_' || rest[0] == '\''))
    return fail(fmt::format("\"{}\" is not a number: write a decimal point and no separators of thousands", text));
  if (!rest.empty() && (is_digit(rest[0]) || rest[0] == '.' || rest[0] == '+' || rest[0] == '-'))
    return fail(fmt::format("\"{}\" is not one number; {}", text, expected()));

  if (rest.empty() && !wanted.is_plain()) return fail(fmt::format("{} has no unit; {}", digits, expected()));
  const auto unit = parse_unit(rest, currency, message);
  if (!unit) return fail(message + (message.back() == '?' ? " " : "; ") + expected());

  if (unit->point && want != Want::temperature) {
    if (wanted == dims::kelvin)
      return fail(fmt::format("{} is a temperature; a temperature difference is given in K", rest));
    return fail(fmt::format("{} is a temperature; {}", rest, expected()));
  }
  if (!unit_fits(unit->dim, wanted)) {
    if (want != Want::number || wanted.is_plain())
      return fail(fmt::format("{} is {}; {}", rest, dim_name(unit->dim), expected()));
    return fail(fmt::format("{} is {}; expected {} in {}", rest, dim_name(unit->dim), dim_name(wanted),
                            join(offered_units(wanted, currency, example_unit))));
  }

  const auto v = scaled_number(digits, unit->exp10);
  if (!v) return fail(fmt::format("{} is out of the range of numbers", digits));
  const double si = (*v + unit->offset) * unit->num / unit->den;
  if (!std::isfinite(si)) return fail(fmt::format("{} is out of the range of numbers", text));
  if (want == Want::temperature && si < 0) return fail(fmt::format("{} is below absolute zero", text));
  if (want == Want::fraction && (si < 0 || si > 1)) {
    if (rest.empty() && si > 1 && si <= 100)
      return fail(fmt::format("{0} is not a share between 0 and 1; write \"{0} %\" or {1}", digits, si / 100));
    return fail(fmt::format("{} is not a share between 0 and 1 (0 % to 100 %)", text));
  }
  return si;
}

}  // namespace netsuden
