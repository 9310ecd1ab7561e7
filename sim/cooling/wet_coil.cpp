// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/wet_coil.hpp"

#include <algorithm>
#include <cmath>

#include "sim/site/psychrometrics.hpp"

namespace netsuden {
namespace {

double moist_cp(double w) { return 1006 + 1860 * w; }

/// eps for any order of the two capacity rates.
double effectiveness_of(FlowArrangement a, double ua, double c_air, double c_water) {
  const double c_min = std::min(c_air, c_water);
  return effectiveness(a, ua / c_min, c_min / std::max(c_air, c_water));
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

WetCoilResult run_wet_coil(const WetCoilSides& s, Temperature air_in, double w, Temperature water_in, Pressure pressure) {
  WetCoilResult r;
  const double t = air_in.c(), t_w = water_in.c(), p = pressure.si(), m = s.air.si();
  r.air_out = air_in;
  r.water_out = r.surface = water_in;
  r.humidity_out = r.surface_humidity = w;
  if (!(m > 0) || !(s.water.si() > 0) || !(s.air_side.si() > 0) || !(s.water_side.si() > 0) || !(t > t_w)) return r;
  const double cp = moist_cp(w), c_air = m * cp, c_water = s.water.si() * constants::cp_water;
  const double dry_w = effectiveness_of(s.arrangement, 1 / (1 / s.air_side.si() + 1 / s.water_side.si()), c_air, c_water) * std::min(c_air, c_water) * (t - t_w);
  r.total = r.sensible = HeatFlow::from_si(dry_w);
  r.air_out = Temperature::celsius(t - dry_w / c_air);
  r.water_out = Temperature::celsius(t_w + dry_w / c_water);
  const double h_w = psychro::saturated_enthalpy_j_kg(t_w, p), h_in = psychro::enthalpy_j_kg(t, w);
  if (w <= psychro::saturation_humidity_ratio(t_w, p) || h_in <= h_w) return r;
  double out_c = std::max(t_w + 0.5, r.water_out.c()), wet_w = 0;
  for (int i = 0; i < 60; ++i) {
    const double c_s = (psychro::saturated_enthalpy_j_kg(out_c, p) - h_w) / (out_c - t_w);
    const double ua = 1 / (cp / s.air_side.si() + c_s / s.water_side.si());  // kg/s
    const double c_star = c_water / c_s, m_min = std::min(m, c_star);
    wet_w = effectiveness_of(s.arrangement, ua, m, c_star) * m_min * (h_in - h_w);
    const double next = std::max(t_w + 1e-3, t_w + wet_w / c_water), miss = next - out_c;
    out_c = next;
    if (std::abs(miss) < 1e-6) break;
  }
  if (wet_w <= dry_w) return r;
  const double n = s.air_side.si() / c_air, h_out = h_in - wet_w / m;
  const double h_s = h_in - (h_in - h_out) / -std::expm1(-n), t_s = psychro::temperature_of_saturated_enthalpy(h_s, p, t_w + 4);
  const double t_out = t_s + (t - t_s) * std::exp(-n), w_out = std::min(w, psychro::humidity_ratio_from_enthalpy(h_out, t_out));
  if (w_out >= w) return r;
  r.wet = true;
  r.total = HeatFlow::from_si(wet_w);
  r.condensate_kg_s = m * (w - w_out);
  r.sensible = HeatFlow::from_si(m * cp * (t - t_out));
  r.air_out = Temperature::celsius(t_out);
  r.water_out = Temperature::celsius(out_c);
  r.surface = Temperature::celsius(t_s);
  r.humidity_out = w_out;
  r.surface_humidity = psychro::saturation_humidity_ratio(t_s, p);
  return r;
}

WetCoilResult throttled_wet_coil(const Coil& c, MassFlow air_total, MassFlow water_total, int count, Temperature air_in, double w, Temperature water_in, Pressure p, HeatFlow sensible) {
  const auto at = [&](double share) { return run_wet_coil(wet_coil_sides(c, air_total, water_total * share, count), air_in, w, water_in, p); };
  const auto takes = [&](const WetCoilResult& r) { return r.sensible.si() * count; };
  WetCoilResult r = at(1);
  if (takes(r) <= sensible.si() || !r.wet) return r;
  double low = 0, high = 1;
  for (int i = 0; i < 40 && high - low > 1e-5; ++i) {
    const double mid = 0.5 * (low + high);
    const WetCoilResult x = at(mid);
    if (takes(x) > sensible.si()) high = mid, r = x;
    else low = mid;
  }
  return r;
}

}  // namespace netsuden
