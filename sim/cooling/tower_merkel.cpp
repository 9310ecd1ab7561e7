// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/tower_merkel.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/curves.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/coil.hpp"
#include "sim/site/psychrometrics.hpp"

namespace netsuden {

namespace {

constexpr CurveRange wet_bulb_differences{-10, 25}, air_ratios{0.2, 1}, water_ratios{0.3, 1};

struct Exchange {
  double ua_w_k = 0, c_water = 0, air_kg_s = 0;
  ValidityBits outside = 0;
};

Exchange exchange(const MerkelTower& t, double water_kg_s, double wet_bulb_c, double air_ratio) {
  Exchange e;
  const double d = t.wet_bulb_c - wet_bulb_c, w = water_kg_s / t.water_kg_s;
  // Beyond a difference of 25 K the factor's own upper bound 1.3 is not reached: only the argument is held.
  if (!wet_bulb_differences.contains(d)) e.outside |= validity::wet_bulb;
  if (air_ratio < air_ratios.min - 1e-9 || air_ratio > air_ratios.max + 1e-9) e.outside |= validity::air_flow;
  if (w < water_ratios.min - 1e-9 || w > water_ratios.max + 1e-9) e.outside |= validity::water_flow;
  const double x = air_ratios.clamp(air_ratio), y = water_ratios.clamp(w);
  const double f1 = 1 + 0.0081 * wet_bulb_differences.clamp(d);
  const double f2 = x * (1.3 - 0.3 * x);
  const double f3 = 0.1082 + y * (1.667 - 0.7713 * y);
  e.ua_w_k = t.ua_w_k * f1 * f2 * f3;
  e.c_water = water_kg_s * constants::cp_water;
  e.air_kg_s = air_ratio * t.air_kg_s;
  return e;
}

/// eps C_min with air that leaves saturated at `wet_bulb_out_c`.
double eps_c_min(const Exchange& e, double c_pe) {
  const double c_air = e.air_kg_s * c_pe, c_min = std::min(e.c_water, c_air);
  const double ua_e = e.ua_w_k * c_pe / constants::cp_air;
  return c_min * effectiveness(FlowArrangement::counter, ua_e / c_min, c_min / std::max(e.c_water, c_air));
}

double mean_cp(double in_c, double out_c, double h_in, double pressure_pa) {
  const double dt = out_c - in_c;
  if (std::abs(dt) < 1e-6) return (psychro::saturated_enthalpy_j_kg(in_c + 1e-3, pressure_pa) - h_in) / 1e-3;
  return (psychro::saturated_enthalpy_j_kg(out_c, pressure_pa) - h_in) / dt;
}

}  // namespace

MerkelTower size_merkel(double water_kg_s, double air_kg_s, double wet_bulb_c, double approach_k, double range_k,
                        double pressure_pa) {
  MerkelTower t{0, water_kg_s, air_kg_s, wet_bulb_c, pressure_pa};
  const double heat = water_kg_s * constants::cp_water * range_k;
  const double h_in = psychro::saturated_enthalpy_j_kg(wet_bulb_c, pressure_pa);
  const double out_c = psychro::temperature_of_saturated_enthalpy(h_in + heat / air_kg_s, pressure_pa, wet_bulb_c + 5);
  const double c_pe = mean_cp(wet_bulb_c, out_c, h_in, pressure_pa);
  const double c_water = water_kg_s * constants::cp_water, c_air = air_kg_s * c_pe;
  const double c_min = std::min(c_water, c_air), z = c_min / std::max(c_water, c_air);
  const double eps = heat / (c_min * (approach_k + range_k));
  const double ntu = ntu_from_effectiveness(FlowArrangement::counter, eps, z);
  t.ua_w_k = ntu * c_min * constants::cp_air / c_pe;
  return t;
}

MerkelResult run_merkel(const MerkelTower& t, double entering_c, double water_kg_s, double wet_bulb_c,
                        double air_ratio) {
  MerkelResult r;
  const Exchange e = exchange(t, water_kg_s, wet_bulb_c, air_ratio);
  r.outside_validity = e.outside;
  const double h_in = psychro::saturated_enthalpy_j_kg(wet_bulb_c, t.pressure_pa);
  // The leaving wet bulb lies between the entering one and the entering water; the air's uptake minus the exchanger's
  // heat rises over it.
  double low = std::min(wet_bulb_c, entering_c), high = std::max(wet_bulb_c, entering_c), out_c = low;
  for (int i = 0; i < 100 && high - low > 1e-11; ++i) {
    out_c = 0.5 * (low + high);
    const double q = eps_c_min(e, mean_cp(wet_bulb_c, out_c, h_in, t.pressure_pa)) * (entering_c - wet_bulb_c);
    const double uptake = e.air_kg_s * (psychro::saturated_enthalpy_j_kg(out_c, t.pressure_pa) - h_in);
    (uptake < q ? low : high) = out_c;
  }
  const double c_pe = mean_cp(wet_bulb_c, out_c, h_in, t.pressure_pa);
  r.heat_w = eps_c_min(e, c_pe) * (entering_c - wet_bulb_c);
  r.leaving_c = entering_c - r.heat_w / e.c_water;
  r.entering_c = entering_c;
  r.leaving_wet_bulb_c = out_c;
  return r;
}

MerkelInverse::MerkelInverse(const MerkelTower& t, double water_kg_s, double wet_bulb_c)
    : tower_(t), water_kg_s_(water_kg_s), wet_bulb_c_(wet_bulb_c) {
  const psychro::SaturatedAir in = psychro::saturated_air(wet_bulb_c, t.pressure_pa);
  inlet_j_kg_ = in.enthalpy_j_kg;
  last_ = {wet_bulb_c, 0, in.slope_j_kg_k, in.curvature_j_kg_k2};
}

double MerkelInverse::expected_c(double uptake_j_kg) const {
  const double rise = (uptake_j_kg - last_.uptake_j_kg) / last_.slope;
  return last_.t_c + rise / std::max(0.1, 1 + 0.5 * rise * last_.curvature / last_.slope);
}

MerkelResult MerkelInverse::exchanged(double heat_w, double air_ratio, double uptake_j_kg, double out_c) const {
  MerkelResult r;
  const Exchange e = exchange(tower_, water_kg_s_, wet_bulb_c_, air_ratio);
  r.outside_validity = e.outside;
  r.heat_w = heat_w;
  r.leaving_wet_bulb_c = out_c;
  const double rise = out_c - wet_bulb_c_;
  // Below a microkelvin the quotient is rounding.
  const double c_pe = std::abs(rise) < 1e-6 ? mean_cp(wet_bulb_c_, wet_bulb_c_, inlet_j_kg_, tower_.pressure_pa) : uptake_j_kg / rise;
  r.entering_c = wet_bulb_c_ + heat_w / eps_c_min(e, c_pe);
  r.leaving_c = r.entering_c - heat_w / e.c_water;
  return r;
}

MerkelResult MerkelInverse::at(double heat_w, double air_ratio) {
  const double uptake = heat_w / (air_ratio * tower_.air_kg_s);
  const double out_c = psychro::temperature_of_saturated_enthalpy(inlet_j_kg_ + uptake, tower_.pressure_pa, expected_c(uptake));
  return exchanged(heat_w, air_ratio, uptake, out_c);
}

MerkelInverse::Held MerkelInverse::hold(double heat_w, double leaving_c, double least, double full_entering_c) {
  // In 1/x the leaving temperature is nearly straight: secants over it. A wet bulb of the leaving air stands for each x, so
  // that its enthalpy gives x and nothing has to be inverted.
  const double full_uptake = heat_w / tower_.air_kg_s;
  Held h;
  double fast = 1, slow = 1 / least;  // 1/x with water below the set-point, and above it
  double before = 1, f_before = full_entering_c - range_k(heat_w) - leaving_c;
  bool slow_known = false;
  // The first: the exchanger's heat at one temperature grows about with the 0.8th power of the air flow.
  const double share = (leaving_c + range_k(heat_w) - wet_bulb_c_) / (full_entering_c - wet_bulb_c_);
  double inverse = share * std::sqrt(std::sqrt(share));
  for (int i = 0; i < 60; ++i) {
    const bool ends = !slow_known && inverse >= slow;
    double f = 0;
    if (ends) {
      inverse = slow;
      h.result = at(heat_w, h.air_ratio = least);
      f = h.result.leaving_c - leaving_c;
      h.too_cold = f <= 0;
      if (h.too_cold) return h;
    } else {
      const double t_c = expected_c(inverse * full_uptake);
      const psychro::SaturatedAir a = psychro::saturated_air(t_c, tower_.pressure_pa);
      last_ = {t_c, a.enthalpy_j_kg - inlet_j_kg_, a.slope_j_kg_k, a.curvature_j_kg_k2};
      inverse = last_.uptake_j_kg / full_uptake;
      h.air_ratio = 1 / inverse;
      h.result = exchanged(heat_w, h.air_ratio, last_.uptake_j_kg, t_c);
      f = h.result.leaving_c - leaving_c;
    }
    if (std::abs(f) < 1e-6 || slow - fast < 1e-9) {
      if (h.air_ratio < least) {  // the expected air was a little slower than asked for
        h.result = at(heat_w, h.air_ratio = least);
        h.too_cold = h.result.leaving_c <= leaving_c;
      }
      return h;
    }
    (f > 0 ? slow : fast) = inverse;
    slow_known = slow_known || f > 0;
    const double next = inverse - f * (inverse - before) / (f - f_before);
    before = inverse;
    f_before = f;
    const bool inside = next > fast && (next < slow || !slow_known);
    inverse = inside && i < 30 ? next : 0.5 * (fast + slow);
  }
  h.converged = false;
  return h;
}

}  // namespace netsuden
