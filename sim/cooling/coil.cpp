// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/coil.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netsuden {

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double z_is_zero = 1e-12;

double cross_unmixed(double ntu, double z) {
  const double n = std::pow(ntu, -0.22);
  return -std::expm1(std::expm1(-ntu * z * n) / (z * n));
}
}  // namespace

double effectiveness(FlowArrangement a, double ntu, double z) {
  if (!(ntu > 0)) return 0;
  if (a == FlowArrangement::phase_change || z < z_is_zero) return -std::expm1(-ntu);
  switch (a) {
    case FlowArrangement::counter: {
      if (z >= 1) return ntu / (1 + ntu);
      const double gained = -std::expm1(-ntu * (1 - z));
      return gained / ((1 - z) + z * gained);
    }
    case FlowArrangement::parallel:
      return -std::expm1(-ntu * (1 + z)) / (1 + z);
    case FlowArrangement::cross_unmixed:
      return cross_unmixed(ntu, z);
    case FlowArrangement::cross_c_min_unmixed:
      return -std::expm1(z * std::expm1(-ntu)) / z;
    case FlowArrangement::cross_c_min_mixed:
      return -std::expm1(std::expm1(-z * ntu) / z);
    case FlowArrangement::phase_change:
      break;
  }
  return 0;
}

double ntu_from_effectiveness(FlowArrangement a, double eps, double z) {
  if (!(eps > 0)) return 0;
  if (eps >= 1) return infinity;
  if (a == FlowArrangement::phase_change || z < z_is_zero) return -std::log1p(-eps);
  switch (a) {
    case FlowArrangement::counter:
      return z >= 1 ? eps / (1 - eps) : std::log1p(eps * (1 - z) / (1 - eps)) / (1 - z);
    case FlowArrangement::parallel:
      return eps * (1 + z) >= 1 ? infinity : -std::log1p(-eps * (1 + z)) / (1 + z);
    case FlowArrangement::cross_c_min_unmixed: {
      const double inner = eps * z >= 1 ? infinity : -std::log1p(-eps * z) / z;
      return inner >= 1 ? infinity : -std::log1p(-inner);
    }
    case FlowArrangement::cross_c_min_mixed: {
      const double inner = -z * std::log1p(-eps);
      return inner >= 1 ? infinity : -std::log1p(-inner) / z;
    }
    case FlowArrangement::cross_unmixed: {
      double low = -std::log1p(-eps), high = low;  // eps of cross-flow is at most that of a phase change
      while (cross_unmixed(high, z) < eps) {
        low = high;
        high *= 2;
        if (high > 1e9) return infinity;
      }
      for (int i = 0; i < 200 && high - low > 1e-15 * high; ++i) {
        const double mid = 0.5 * (low + high);
        (cross_unmixed(mid, z) < eps ? low : high) = mid;
      }
      return 0.5 * (low + high);
    }
    case FlowArrangement::phase_change:
      break;
  }
  return 0;
}

double UaCorrection::ratio(double hot, double cold) const {
  if (!(hot > 0) || !(cold > 0)) return 0;
  const auto power = [](double x, double e) { return x == 1 ? 1 : std::pow(x, e); };  // one side is often at its design flow
  const double resistance = 1 / (hot_to_cold * power(hot, hot_exponent)) + power(cold, -cold_exponent);
  return (1 / hot_to_cold + 1) / resistance;
}

void describe(Describe& d, CoilParams& p) {
  const Range temperatures{-20, 80, "air and water of a hall"};
  const Range differences{0.5, 60, "a coil of finite size and a finite flow"};
  d.quantity("rated_heat", p.rated_heat,
             {.unit = "kW",
              .range = {0.1, 1e5, "from a rack door to a fan wall"},
              .text = "Heat at the design point.",
              .source = "assumption"});
  d.temperature("air_in", p.air_in,
                {.unit = "degC", .range = temperatures, .text = "Return air at design.", .source = "assumption"});
  d.temperature("water_in", p.water_in,
                {.unit = "degC", .range = temperatures, .text = "Chilled water at design.", .source = "assumption"});
  d.quantity("air_drop", p.air_drop,
             {.unit = "K", .range = differences, .text = "Cooling of the air at design.", .source = "assumption"});
  d.quantity("water_rise", p.water_rise,
             {.unit = "K", .range = differences, .text = "Warming of the water at design.", .source = "assumption"});
}

Coil size_coil(const CoilParams& p) {
  Coil c;
  const double c_air = p.rated_heat.si() / p.air_drop.si(), c_water = p.rated_heat.si() / p.water_rise.si();
  c.air_flow = MassFlow::from_si(c_air / constants::cp_air);
  c.water_flow = MassFlow::from_si(c_water / constants::cp_water);
  const double c_min = std::min(c_air, c_water), z = c_min / std::max(c_air, c_water);
  const double driving_k = (p.air_in - p.water_in).si();
  double eps = driving_k > 0 ? p.rated_heat.si() / (c_min * driving_k) : 1;
  c.feasible = eps < 0.99;
  eps = std::min(eps, 0.99);
  c.ua = Conductance::from_si(ntu_from_effectiveness(c.arrangement, eps, z) * c_min);
  return c;
}

CoilPerformance coil_performance(const Coil& c, MassFlow air_total, MassFlow water_total, int count) {
  CoilPerformance r;
  if (count <= 0 || !(air_total.si() > 0) || !(water_total.si() > 0)) return r;
  const double air = air_total.si() / count, water = water_total.si() / count;
  const double ua = c.ua.si() * c.correction.ratio(air / c.air_flow.si(), water / c.water_flow.si());
  const double c_air = air * constants::cp_air, c_water = water * constants::cp_water;
  const double c_min = std::min(c_air, c_water);
  r.effectiveness = effectiveness(c.arrangement, ua / c_min, c_min / std::max(c_air, c_water));
  r.eps_c_min = Conductance::from_si(r.effectiveness * c_min * count);
  return r;
}

}  // namespace netsuden
