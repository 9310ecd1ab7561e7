// SPDX-License-Identifier: Apache-2.0
#include "sim/power/transformer_thermal.hpp"

#include <cmath>

#include "sim/base/linear.hpp"
#include "sim/power/exponential_sum.hpp"
#include "sim/power/timing.hpp"

namespace netsuden {

void describe(Describe& d, TransformerThermalParams& p) {
  const char* onan = "IEC 60076-7:2018, ONAN power transformer";
  d.quantity("top_oil_rise", p.top_oil_rise,
             {.unit = "K",
              .range = {5, 80, "60 K is the limit of IEC 60076-2; tests give less"},
              .text = "Top-oil temperature rise over ambient at rated losses.",
              .source = onan});
  d.quantity("winding_gradient", p.winding_gradient,
             {.unit = "K",
              .range = {1, 40, "average winding over average oil of units built"},
              .text = "Temperature of the average winding over the average oil at rated current.",
              .source = "transformer-thermal-model @3d59996b"});
  d.plain("hot_spot_factor", p.hot_spot_factor,
          {.range = {1, 2.1, "IEC 60076-7 reports 1.0 to 2.1"},
           .text = "Hot-spot gradient over average winding gradient.",
           .source = onan});
  d.plain("loss_ratio", p.loss_ratio,
          {.range = {0.5, 2000, "distribution units 4 to 12; the example of the standard takes 1000"},
           .text = "Load loss at rated current over no-load loss.",
           .source = "IEC 60076-7:2018",
           .default_text = "load_loss over no_load_loss of the transformer"});
  d.quantity("oil_time_constant", p.oil_time_constant,
             {.unit = "min",
              .range = {10, 600, "small units to large ONAN units"},
              .text = "Time constant of the average oil.",
              .source = onan});
  d.quantity("winding_time_constant", p.winding_time_constant,
             {.unit = "min",
              .range = {1, 60, "windings follow within minutes"},
              .text = "Time constant of the winding.",
              .source = onan});
  d.plain("k11", p.k11,
          {.range = {0.1, 2, "0.5 to 1.0 in the standard"},
           .text = "Factor on the oil's time constant for the top oil.",
           .source = onan});
  d.plain("k21", p.k21,
          {.range = {1, 4, "1.0 to 3.0 in the standard"},
           .text = "Share of the hot-spot gradient that comes at once, 1 plus the share that the oil takes back.",
           .source = onan});
  d.plain("k22", p.k22,
          {.range = {0.5, 4, "1.0 to 2.0 in the standard"},
           .text = "Factor on the winding's time constant.",
           .source = onan});
  d.plain("oil_exponent", p.oil_exponent,
          {.range = {0.5, 1.2, "0.8 natural and forced air, 1.0 forced oil"},
           .text = "Exponent x of the total losses in the top-oil rise.",
           .source = onan});
  d.plain("winding_exponent", p.winding_exponent,
          {.range = {1, 2.2, "1.3 natural oil, 1.6 distribution, 2.0 directed oil"},
           .text = "Exponent y of the current in the winding gradient.",
           .source = onan});
  d.quantity("ambient_surcharge", p.ambient_surcharge,
             {.unit = "K",
              .range = {0, 40, "a closed box in the sun"},
              .text = "Added to the ambient temperature for an enclosure.",
              .source = "assumption"});
  d.choice("paper", p.paper,
           {{"normal", "Kraft paper, normal ageing at 98 degC."},
            {"upgraded", "Thermally upgraded paper, normal ageing at 110 degC."}},
           {.text = "Insulation of the windings.", .source = "IEC 60076-7:2018"});
}

double transformer_loss_ratio(const TransformerParams& p) { return p.load_loss / p.no_load_loss; }

namespace {

/// Where the three lags go, and how fast (1/s).
struct Targets {
  double oil_c, rise, delay;
  double oil_rate, rise_rate, delay_rate;
};

Targets targets(const TransformerThermalParams& p, const TransformerThermalInputs& in) {
  const double k = in.load_factor,
               gradient = p.hot_spot_factor * p.winding_gradient.si() * std::pow(k, p.winding_exponent);
  const double ratio = p.loss_ratio.value_or(6), losses = in.energized ? (1 + ratio * k * k) / (1 + ratio) : 0;
  return {(in.ambient + p.ambient_surcharge).c() + p.top_oil_rise.si() * std::pow(losses, p.oil_exponent),
          p.k21 * gradient,
          (p.k21 - 1) * gradient,
          1 / (p.k11 * p.oil_time_constant.si()),
          1 / (p.k22 * p.winding_time_constant.si()),
          p.k22 / p.oil_time_constant.si()};
}

double lag(double x, double target, double rate, double t) { return target + (x - target) * std::exp(-rate * t); }

/// The hot spot in degC along a step.
struct HotSpotPath {
  Targets to;
  double oil_c, rise, delay;
  double at(double t) const {
    return lag(oil_c, to.oil_c, to.oil_rate, t) + lag(rise, to.rise, to.rise_rate, t) -
           lag(delay, to.delay, to.delay_rate, t);
  }
  /// hot spot minus a limit, as a sum of exponentials
  std::vector<ExponentialTerm> over(double limit_c) const {
    return {{to.oil_c + to.rise - to.delay - limit_c, 0},
            {oil_c - to.oil_c, to.oil_rate},
            {rise - to.rise, to.rise_rate},
            {to.delay - delay, to.delay_rate}};
  }
};

HotSpotPath path(const TransformerThermalParams& p, const TransformerThermalState& s,
                 const TransformerThermalInputs& in) {
  return {targets(p, in), s.top_oil.c(), s.rise.si(), s.oil_delay.si()};
}

double gauss(const HotSpotPath& hot, TransformerPaper paper, double a, double b) {
  // Nodes and weights of Legendre's polynomial of degree 8 (Abramowitz and Stegun, table 25.4).
  static constexpr double x[] = {0.183434642495650, 0.525532409916329, 0.796666477413627, 0.960289856497536};
  static constexpr double w[] = {0.362683783378362, 0.313706645877887, 0.222381034453374, 0.101228536290376};
  const double mid = 0.5 * (a + b), half = 0.5 * (b - a);
  double sum = 0;
  for (int i = 0; i < 4; ++i)
    for (const double side : {-1.0, 1.0})
      sum += w[i] * transformer_ageing_rate(paper, Temperature::celsius(hot.at(mid + side * half * x[i])));
  return sum * half;
}

double integrate(const HotSpotPath& hot, TransformerPaper paper, double a, double b, double whole, int depth) {
  const double mid = 0.5 * (a + b);
  const double left = gauss(hot, paper, a, mid), right = gauss(hot, paper, mid, b);
  // Beyond thousands of degrees the rate is infinite: that is the answer, too.
  if (depth == 0 || !(std::abs(left + right - whole) > 1e-10 * (left + right))) return left + right;
  return integrate(hot, paper, a, mid, left, depth - 1) + integrate(hot, paper, mid, b, right, depth - 1);
}

}  // namespace

TransformerThermalState steady_transformer(const TransformerThermalParams& p, const TransformerThermalInputs& in) {
  const Targets to = targets(p, in);
  return {Temperature::celsius(to.oil_c), TemperatureDiff::from_si(to.rise), TemperatureDiff::from_si(to.delay), {}};
}

TransformerThermalState advance_transformer(const TransformerThermalParams& p, const TransformerThermalState& s,
                                            const TransformerThermalInputs& in, Duration dt) {
  const HotSpotPath hot = path(p, s, in);
  const double t = dt.si();
  TransformerThermalState out = s;
  out.top_oil = Temperature::celsius(lag(hot.oil_c, hot.to.oil_c, hot.to.oil_rate, t));
  out.rise = TemperatureDiff::from_si(lag(hot.rise, hot.to.rise, hot.to.rise_rate, t));
  out.oil_delay = TemperatureDiff::from_si(lag(hot.delay, hot.to.delay, hot.to.delay_rate, t));
  out.aged += Duration::from_si(integrate(hot, p.paper, 0, t, gauss(hot, p.paper, 0, t), 20));
  return out;
}

double transformer_ageing_rate(TransformerPaper paper, Temperature hot_spot) {
  // 273, not 273.15: the standard's own rounding.
  if (paper == TransformerPaper::upgraded) return std::exp(15000.0 / 383 - 15000.0 / (hot_spot.c() + 273));
  return std::exp2((hot_spot.c() - 98) / 6);
}

Duration time_to_hot_spot(const TransformerThermalParams& p, const TransformerThermalState& s,
                          const TransformerThermalInputs& in, Temperature limit) {
  return Duration::from_si(first_not_negative(path(p, s, in).over(limit.c())));
}

Duration time_to_top_oil(const TransformerThermalParams& p, const TransformerThermalState& s,
                         const TransformerThermalInputs& in, Temperature limit) {
  const Targets to = targets(p, in);
  if (s.top_oil >= limit) return {};
  return Duration::from_si(FirstOrderLag{1 / to.oil_rate}.crossing(s.top_oil.c(), to.oil_c, limit.c()));
}

LoadingLimits transformer_loading_limits(LoadingRegime regime, ApparentPower rating) {
  const int size = rating < 10_MVA ? 0 : rating <= 100_MVA ? 1 : 2;
  static constexpr double factor[3][3] = {{1.5, 1.5, 1.3}, {1.8, 1.5, 1.3}, {2.0, 1.8, 1.5}};
  static constexpr Temperature oil[] = {105_degC, 115_degC, 115_degC}, hot[] = {120_degC, 140_degC, 160_degC};
  const int r = static_cast<int>(regime);
  return {oil[r], hot[r], factor[r][size]};
}

std::array<LoadingConstraint, 3> transformer_constraints(const LoadingLimits& limits, const TransformerThermalState& s,
                                                         double load_factor) {
  return {{{"top oil", s.top_oil.c(), limits.top_oil.c()},
           {"hot spot", s.hot_spot().c(), limits.hot_spot.c()},
           {"load factor", load_factor, limits.load_factor}}};
}

}  // namespace netsuden
