// SPDX-License-Identifier: Apache-2.0
// Strong-typed quantities. SI inside; the dimension and the kind are part of the type, so a volt-ampere
// cannot be added to a watt, nor heat to electricity, nor a temperature to a temperature.
//
// A value leaves its type only by name: `.in(kW)` or `.si()`. Numeric kernels that take plain doubles carry
// the unit in the identifier (`p_w`, `t_k`, `e_j`).
#pragma once

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstdint>

namespace netsuden {

/// What a quantity of equal dimension *is*: W of electricity, VA, var and W of heat share kg m2 s-3.
/// `any_power` occurs only in the unit table: the unit "MW" serves electricity and heat alike.
enum class Kind : std::uint8_t { none, active, apparent, reactive, heat, any_power };

/// Dimension exponents of the SI base units in use, money, and the kind with its exponent (EUR/kWh has kind
/// `active` to the power -1).
struct Dim {
  std::int8_t m = 0, kg = 0, s = 0, K = 0, A = 0, money = 0, flop = 0;
  Kind kind = Kind::none;
  std::int8_t kind_power = 0;
  constexpr bool operator==(const Dim&) const = default;
  constexpr bool is_plain() const { return *this == Dim{}; }
};

namespace detail {
constexpr bool kinds_combine(Dim a, Dim b) {
  return a.kind == Kind::none || b.kind == Kind::none || a.kind == b.kind;
}
constexpr Dim combine(Dim a, Dim b, int sign) {
  Dim r;
  r.m = static_cast<std::int8_t>(a.m + sign * b.m);
  r.kg = static_cast<std::int8_t>(a.kg + sign * b.kg);
  r.s = static_cast<std::int8_t>(a.s + sign * b.s);
  r.K = static_cast<std::int8_t>(a.K + sign * b.K);
  r.A = static_cast<std::int8_t>(a.A + sign * b.A);
  r.money = static_cast<std::int8_t>(a.money + sign * b.money);
  r.flop = static_cast<std::int8_t>(a.flop + sign * b.flop);
  r.kind_power = static_cast<std::int8_t>(a.kind_power + sign * b.kind_power);
  r.kind = r.kind_power == 0 ? Kind::none : (a.kind != Kind::none ? a.kind : b.kind);
  return r;
}
}  // namespace detail

constexpr Dim operator*(Dim a, Dim b) { return detail::combine(a, b, +1); }
constexpr Dim operator/(Dim a, Dim b) { return detail::combine(a, b, -1); }

template <Dim D>
class Quantity {
 public:
  static constexpr Dim dim = D;
  constexpr Quantity() = default;
  static constexpr Quantity from_si(double v) {
    Quantity q;
    q.si_ = v;
    return q;
  }
  constexpr double si() const { return si_; }
  constexpr double& si_ref() { return si_; }
  constexpr double in(Quantity unit) const { return si_ / unit.si_; }
  constexpr auto operator<=>(const Quantity&) const = default;
  constexpr Quantity operator-() const { return from_si(-si_); }
  constexpr Quantity operator+(Quantity o) const { return from_si(si_ + o.si_); }
  constexpr Quantity operator-(Quantity o) const { return from_si(si_ - o.si_); }
  constexpr Quantity operator*(double f) const { return from_si(si_ * f); }
  constexpr Quantity operator/(double f) const { return from_si(si_ / f); }
  constexpr Quantity& operator+=(Quantity o) { si_ += o.si_; return *this; }
  constexpr Quantity& operator-=(Quantity o) { si_ -= o.si_; return *this; }
  constexpr Quantity& operator*=(double f) { si_ *= f; return *this; }
  friend constexpr Quantity operator*(double f, Quantity q) { return q * f; }

 private:
  double si_ = 0;
};

/// A product or quotient that is a plain number is a `double`.
template <Dim A, Dim B>
  requires(detail::kinds_combine(A, B))
constexpr auto operator*(Quantity<A> a, Quantity<B> b) {
  if constexpr ((A * B).is_plain()) return a.si() * b.si();
  else return Quantity<A * B>::from_si(a.si() * b.si());
}
template <Dim A, Dim B>
  requires(detail::kinds_combine(A, B))
constexpr auto operator/(Quantity<A> a, Quantity<B> b) {
  if constexpr ((A / B).is_plain()) return a.si() / b.si();
  else return Quantity<A / B>::from_si(a.si() / b.si());
}
template <Dim B>
constexpr auto operator/(double a, Quantity<B> b) {
  return Quantity<Dim{} / B>::from_si(a / b.si());
}
template <Dim D>
constexpr Quantity<D> abs(Quantity<D> q) { return Quantity<D>::from_si(std::abs(q.si())); }

namespace dims {
inline constexpr Dim length{.m = 1}, area{.m = 2}, volume{.m = 3}, mass{.kg = 1}, time{.s = 1}, kelvin{.K = 1};
inline constexpr Dim current{.A = 1}, money{.money = 1}, flop{.flop = 1}, frequency{.s = -1};
inline constexpr Dim speed{.m = 1, .s = -1};
inline constexpr Dim active_power{.m = 2, .kg = 1, .s = -3, .kind = Kind::active, .kind_power = 1};
inline constexpr Dim apparent_power{.m = 2, .kg = 1, .s = -3, .kind = Kind::apparent, .kind_power = 1};
inline constexpr Dim reactive_power{.m = 2, .kg = 1, .s = -3, .kind = Kind::reactive, .kind_power = 1};
inline constexpr Dim heat_flow{.m = 2, .kg = 1, .s = -3, .kind = Kind::heat, .kind_power = 1};
inline constexpr Dim active_energy = active_power * time, heat_energy = heat_flow * time;
inline constexpr Dim voltage{.m = 2, .kg = 1, .s = -3, .A = -1};
inline constexpr Dim pressure{.m = -1, .kg = 1, .s = -2};
inline constexpr Dim mass_flow = mass / time, volume_flow = volume / time;
inline constexpr Dim conductance = heat_flow / kelvin, heat_capacity = heat_energy / kelvin;
inline constexpr Dim energy_price = money / active_energy, power_price = money / active_power;
inline constexpr Dim carbon_intensity = mass / active_energy;
}  // namespace dims

using Length = Quantity<dims::length>;
using Area = Quantity<dims::area>;
using Volume = Quantity<dims::volume>;
using Mass = Quantity<dims::mass>;
using Duration = Quantity<dims::time>;
using Frequency = Quantity<dims::frequency>;
using Speed = Quantity<dims::speed>;
using TemperatureDiff = Quantity<dims::kelvin>;
using ActivePower = Quantity<dims::active_power>;
using ApparentPower = Quantity<dims::apparent_power>;
using ReactivePower = Quantity<dims::reactive_power>;
using HeatFlow = Quantity<dims::heat_flow>;
using ActiveEnergy = Quantity<dims::active_energy>;
using HeatEnergy = Quantity<dims::heat_energy>;
using Voltage = Quantity<dims::voltage>;
using Current = Quantity<dims::current>;
using Pressure = Quantity<dims::pressure>;
using MassFlow = Quantity<dims::mass_flow>;
using VolumeFlow = Quantity<dims::volume_flow>;
using Conductance = Quantity<dims::conductance>;
using HeatCapacity = Quantity<dims::heat_capacity>;
using Money = Quantity<dims::money>;
using EnergyPrice = Quantity<dims::energy_price>;
using CarbonIntensity = Quantity<dims::carbon_intensity>;
using Compute = Quantity<dims::flop>;
using ComputeRate = Quantity<dims::flop / dims::time>;

/// Electricity turned into heat: the only road from one kind to the other. J/s stay J/s.
constexpr HeatFlow electric_to_heat(ActivePower p) { return HeatFlow::from_si(p.si()); }
constexpr HeatEnergy electric_to_heat(ActiveEnergy e) { return HeatEnergy::from_si(e.si()); }
/// Q = P tan(phi); the power factor is the only road from W to var.
inline ReactivePower reactive_from(ActivePower p, double power_factor) {
  return ReactivePower::from_si(p.si() * std::sqrt(std::max(0.0, 1 / (power_factor * power_factor) - 1)));
}

/// A temperature *point*. Point - point = difference, point + difference = point; point + point does not compile.
class Temperature {
 public:
  constexpr Temperature() = default;
  static constexpr Temperature kelvin(double k) {
    Temperature t;
    t.k_ = k;
    return t;
  }
  static constexpr Temperature celsius(double c) { return kelvin(c + 273.15); }
  constexpr double k() const { return k_; }
  constexpr double c() const { return k_ - 273.15; }
  constexpr double& k_ref() { return k_; }
  constexpr auto operator<=>(const Temperature&) const = default;
  constexpr TemperatureDiff operator-(Temperature o) const { return TemperatureDiff::from_si(k_ - o.k_); }
  constexpr Temperature operator+(TemperatureDiff d) const { return kelvin(k_ + d.si()); }
  constexpr Temperature operator-(TemperatureDiff d) const { return kelvin(k_ - d.si()); }

 private:
  double k_ = 273.15;
};

/// A share between 0 and 1 (a utilisation, an efficiency, a relative humidity). Written `45 %` or `0.45` in YAML.
class Fraction {
 public:
  constexpr Fraction() = default;
  constexpr explicit Fraction(double v) : v_(v) {}
  constexpr double value() const { return v_; }
  constexpr double& ref() { return v_; }
  constexpr auto operator<=>(const Fraction&) const = default;

 private:
  double v_ = 0;
};

/// Constants of physics used by more than one model. Sources: `physics.md` section 0 conventions, ASHRAE Handbook
/// of Fundamentals 2017 ch. 1 (air, vapour), IAPWS values rounded at 20 degC (water).
namespace constants {
inline constexpr double cp_air = 1006.0;          // J/(kg K), dry air
inline constexpr double cp_vapour = 1860.0;       // J/(kg K)
inline constexpr double latent_heat_0c = 2.501e6; // J/kg, vaporisation at 0 degC
inline constexpr double cp_water = 4186.0;        // J/(kg K)
inline constexpr double rho_water = 998.0;        // kg/m3 at 20 degC
inline constexpr double rho_air = 1.19;           // kg/m3 at about 24 degC, sea level
inline constexpr double r_dry_air = 287.042;      // J/(kg K)
inline constexpr double zero_celsius = 273.15;    // K
inline constexpr double year_s = 31557600.0;      // s, 365.25 days: the year of rates, `/year` in the unit table
}  // namespace constants

inline namespace literals {
#define NETSUDEN_UNIT(suffix, Type, factor)                                                             \
  constexpr Type operator""_##suffix(long double v) { return Type::from_si(static_cast<double>(v) * (factor)); } \
  constexpr Type operator""_##suffix(unsigned long long v) { return Type::from_si(static_cast<double>(v) * (factor)); }
NETSUDEN_UNIT(W, ActivePower, 1.0)
NETSUDEN_UNIT(kW, ActivePower, 1e3)
NETSUDEN_UNIT(MW, ActivePower, 1e6)
NETSUDEN_UNIT(kVA, ApparentPower, 1e3)
NETSUDEN_UNIT(MVA, ApparentPower, 1e6)
NETSUDEN_UNIT(kWh, ActiveEnergy, 3.6e6)
NETSUDEN_UNIT(MWh, ActiveEnergy, 3.6e9)
NETSUDEN_UNIT(kWt, HeatFlow, 1e3)
NETSUDEN_UNIT(MWt, HeatFlow, 1e6)
NETSUDEN_UNIT(s, Duration, 1.0)
NETSUDEN_UNIT(min, Duration, 60.0)
NETSUDEN_UNIT(h, Duration, 3600.0)
NETSUDEN_UNIT(d, Duration, 86400.0)
NETSUDEN_UNIT(K, TemperatureDiff, 1.0)
NETSUDEN_UNIT(Pa, Pressure, 1.0)
NETSUDEN_UNIT(kPa, Pressure, 1e3)
NETSUDEN_UNIT(kg, Mass, 1.0)
NETSUDEN_UNIT(m, Length, 1.0)
NETSUDEN_UNIT(m2, Area, 1.0)
NETSUDEN_UNIT(m3, Volume, 1.0)
NETSUDEN_UNIT(m3_per_s, VolumeFlow, 1.0)
NETSUDEN_UNIT(kg_per_s, MassFlow, 1.0)
NETSUDEN_UNIT(W_per_K, Conductance, 1.0)
NETSUDEN_UNIT(kJ_per_K, HeatCapacity, 1e3)
#undef NETSUDEN_UNIT
constexpr Temperature operator""_degC(long double v) { return Temperature::celsius(static_cast<double>(v)); }
constexpr Temperature operator""_degC(unsigned long long v) { return Temperature::celsius(static_cast<double>(v)); }
}  // namespace literals

}  // namespace netsuden
