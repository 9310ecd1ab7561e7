// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/wet_coil.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/root.hpp"
#include "sim/site/psychrometrics.hpp"

namespace netsuden {
namespace {

double moist_cp(double w) { return 1006 + 1860 * w; }

/// eps for any order of the two capacity rates.
double effectiveness_of(FlowArrangement a, double ua, double c_air, double c_water) {
  const double c_min = std::min(c_air, c_water);
  return effectiveness(a, ua / c_min, c_min / std::max(c_air, c_water));
}

/// The inverse of coil.hpp by secants from that of counterflow, which is near: its bisection would be most of the work here.
double ntu_of(FlowArrangement a, double eps, double z) {
  if (a != FlowArrangement::cross_unmixed || !(eps > 0)) return ntu_from_effectiveness(a, eps, z);
  double n0 = ntu_from_effectiveness(FlowArrangement::counter, eps, z);
  if (!std::isfinite(n0)) return n0;
  double n1 = 1.05 * n0 + 1e-6, f0 = effectiveness(a, n0, z) - eps;
  for (int i = 0; i < 12; ++i) {
    const double f1 = effectiveness(a, n1, z) - eps;
    if (std::abs(f1) < 1e-10) return n1;
    const double next = n1 - f1 * (n1 - n0) / (f1 - f0);
    if (!(next > 0) || !std::isfinite(next)) break;
    n0 = n1;
    f0 = f1;
    n1 = next;
  }
  return ntu_from_effectiveness(a, eps, z);
}

}  // namespace

WetCoilSides wet_coil_sides(const Coil& c, MassFlow air_total, MassFlow water_total, int count) {
  WetCoilSides s;
  s.arrangement = c.arrangement;
  if (count <= 0) return s;
  s.air = air_total * (1.0 / count);
  s.water = water_total * (1.0 / count);
  const double r = c.correction.hot_to_cold, water_side = c.ua.si() * (1 + 1 / r);
  s.air_side = Conductance::from_si(r * water_side * std::pow(std::max(0.0, s.air / c.air_flow), c.correction.hot_exponent));
  s.water_side = Conductance::from_si(water_side * std::pow(std::max(0.0, s.water / c.water_flow), c.correction.cold_exponent));
  return s;
}

namespace {

/// A wet coil, or the wet part of one: a share of its surface.
struct WetPart {
  double heat_w = 0, water_out_c = 0;
};
/// With the slope of saturation between water in and out.
double wet_heat_w(const WetCoilSides& s, double share, double cp, double h_in, double t_w, double h_w, double out_c, double p) {
  const double c_s = (psychro::saturated_enthalpy_j_kg(out_c, p) - h_w) / (out_c - t_w);
  const double ua = share / (cp / s.air_side.si() + c_s / s.water_side.si());  // kg/s
  const double m = s.air.si(), c_star = s.water.si() * constants::cp_water / c_s;
  return effectiveness_of(s.arrangement, ua, m, c_star) * std::min(m, c_star) * (h_in - h_w);
}
WetPart wet_part(const WetCoilSides& s, double cp, double h_in, double t_w, double h_w, double guess_c, double p) {
  WetPart r;
  r.water_out_c = std::max(t_w + 0.01, guess_c);
  for (int i = 0; i < 60; ++i) {
    r.heat_w = wet_heat_w(s, 1, cp, h_in, t_w, h_w, r.water_out_c, p);
    const double next = std::max(t_w + 1e-3, t_w + r.heat_w / (s.water.si() * constants::cp_water)), miss = next - r.water_out_c;
    r.water_out_c = next;
    if (std::abs(miss) < 1e-6) break;
  }
  return r;
}

}  // namespace

WetCoilResult run_wet_coil(const WetCoilSides& s, Temperature air_in, double w, Temperature water_in, Pressure pressure) {
  WetCoilResult r;
  const double t = air_in.c(), t_w = water_in.c(), p = pressure.si(), m = s.air.si();
  r.air_out = air_in;
  r.water_out = r.surface = water_in;
  r.humidity_out = r.surface_humidity = w;
  const double air_side = s.air_side.si(), water_side = s.water_side.si();
  if (!(m > 0) || !(s.water.si() > 0) || !(air_side > 0) || !(water_side > 0) || !(t > t_w)) return r;
  const double cp = moist_cp(w), c_air = m * cp, c_water = s.water.si() * constants::cp_water, c_min = std::min(c_air, c_water), z = c_min / std::max(c_air, c_water);
  const double ua = 1 / (1 / air_side + 1 / water_side);
  const double dry_w = effectiveness(s.arrangement, ua / c_min, z) * c_min * (t - t_w);
  r.total = r.sensible = HeatFlow::from_si(dry_w);
  r.air_out = Temperature::celsius(t - dry_w / c_air);
  r.water_out = Temperature::celsius(t_w + dry_w / c_water);
  if (w <= psychro::saturation_humidity_ratio(t_w, p)) return r;
  const auto surface = [&](double air_c, double water_c) { return (air_side * air_c + water_side * water_c) / (air_side + water_side); };
  const double dew = std::min(t, psychro::dew_point_from_humidity_ratio(w, p));
  if (surface(r.air_out.c(), t_w) >= dew) return r;  // its coldest place stays dry
  const double h_w = psychro::saturated_enthalpy_j_kg(t_w, p);
  const WetPart all = wet_part(s, cp, psychro::enthalpy_j_kg(t, w), t_w, h_w, r.water_out.c(), p);
  double share = 1, heat_w = all.heat_w, x_air = t, x_water = all.water_out_c;
  if (surface(t, all.water_out_c) > dew) {  // the first part of its surface is dry; water that enters that part, to 1e-5 K
    const auto part = [&](double water_c) {
      x_air = std::clamp((dew * (air_side + water_side) - water_side * water_c) / air_side, water_c, t);
      const double needed = c_air * (t - x_air) / (c_min * std::max(1e-9, t - water_c));
      share = std::clamp(1 - ntu_of(s.arrangement, needed, z) * c_min / ua, 0.0, 1.0);
      heat_w = share > 0 ? wet_heat_w(s, share, cp, psychro::enthalpy_j_kg(x_air, w), t_w, h_w, all.water_out_c, p) : 0;  // c_s of the whole, as the book has it
      return t_w + heat_w / c_water - water_c;
    };
    const double low = std::max(t_w, (dew * (air_side + water_side) - air_side * t) / water_side), f_low = part(low), f_high = part(dew);
    x_water = falling_root(part, low, dew, f_low, f_high, 1e-5);
    part(x_water);
    if (!(share > 0)) return r;
  }
  const double n = share * air_side / c_air, h_x = psychro::enthalpy_j_kg(x_air, w), h_out = h_x - heat_w / m;
  const double h_s = h_x - (h_x - h_out) / -std::expm1(-n), t_s = psychro::temperature_of_saturated_enthalpy(h_s, p, t_w + 4);
  const double t_out = t_s + (x_air - t_s) * std::exp(-n), w_out = std::min(w, psychro::humidity_ratio_from_enthalpy(h_out, t_out));
  if (w_out >= w) return r;
  r.wet = true;
  const double dry_part_w = c_air * (t - x_air);
  r.total = HeatFlow::from_si(dry_part_w + heat_w);
  r.condensate_kg_s = m * (w - w_out);
  r.sensible = HeatFlow::from_si(c_air * (t - t_out));
  r.air_out = Temperature::celsius(t_out);
  r.water_out = Temperature::celsius(t_w + (dry_part_w + heat_w) / c_water);
  r.surface = Temperature::celsius(t_s);
  r.humidity_out = w_out;
  r.surface_humidity = psychro::saturation_humidity_ratio(t_s, p);
  return r;
}

WetCoilResult throttled_wet_coil(const Coil& c, MassFlow air_total, MassFlow water_total, int count, Temperature air_in, double w, Temperature water_in, Pressure p, HeatFlow sensible) {
  WetCoilResult r;
  const auto lacks = [&](double share) {
    r = run_wet_coil(wet_coil_sides(c, air_total, water_total * share, count), air_in, w, water_in, p);
    return sensible.si() - r.sensible.si() * count;
  };
  const double open = lacks(1);
  if (open >= 0 || w <= psychro::saturation_humidity_ratio(water_in.c(), p.si())) return r;
  falling_root(lacks, 0, 1, sensible.si(), open, 1e-4 * sensible.si());  // `r` is of its last call
  return r;
}

}  // namespace netsuden
