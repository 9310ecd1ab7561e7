// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/crac.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/root.hpp"
#include "sim/site/psychrometrics.hpp"

namespace netsuden {
namespace {

constexpr double rated_dry_bulb_c = 26.67, rated_wet_bulb_c = 19.44, rated_outdoor_c = 35, standard_pa = 101325;
constexpr double least_flow = 0.5, most_flow = 1.5;  // of the rated one, within which the flow curves hold
constexpr double least_part_load_fraction = 0.7;     // EnergyPlus
constexpr double infeasible_bypass = 0.01;

double biquadratic(const std::array<double, 6>& c, double x, double y) { return c[0] + c[1] * x + c[2] * x * x + c[3] * y + c[4] * y * y + c[5] * x * y; }
double quadratic(const std::array<double, 3>& c, double x) { return c[0] + c[1] * x + c[2] * x * x; }

}  // namespace

FanParams CracParams::default_fan() {
  FanParams f;
  f.rated_flow = MassFlow::from_si(7.2);
  f.rated_power = 4_kW;
  f.minimum_speed = Fraction(0.5);
  return f;
}

ChillerRestartParams CracParams::default_restart() {
  ChillerRestartParams r;
  r.boot = 30_s;
  r.sequence = 5_s;
  r.loading = 30_s;
  r.start_load = Fraction(0.5);
  return r;
}

void describe(Describe& d, CracParams& p) {
  const Range wet_bulbs{-10, 40, "air of halls"}, outdoors{-40, 60, "weather on Earth"};
  const char* curves = "EnergyPlus DXCoilSystemAuto (Modelica Buildings, Curve_II)";
  d.quantity("rated_capacity", p.rated_capacity, {.unit = "kW", .range = {1, 5000, "from a closet to a packaged plant"}, .text = "Total cooling of a unit, before its fans, with air of 26.67 degC and 19.44 degC wet bulb and 35 degC outdoors.", .source = "assumption: a large perimeter unit"});
  d.fraction("rated_sensible", p.rated_sensible, {.unit = "%", .range = {0.5, 0.99, "a coil that dehumidifies at its rating point"}, .text = "Share of it that cools and does not dry.", .source = "assumption: 80 to 95 % of units for data centres"});
  d.plain("rated_cop", p.rated_cop, {.range = {1, 8, "built machines between 26.67 and 35 degC"}, .text = "Total cooling over the power of compressors and condenser fans there.", .source = "physics reference 3.3: 2.8 to 4"});
  d.numbers("capacity_curve", p.capacity_curve, {.text = "c1..c6 of the capacity over entering wet bulb and outdoor dry bulb in degC; 1 at the rating point.", .source = curves});
  d.numbers("eir_curve", p.eir_curve, {.text = "c1..c6 of power over capacity, over the same; 1 at the rating point.", .source = curves});
  d.numbers("capacity_flow_curve", p.capacity_flow_curve, {.text = "Capacity over the share of the rated air flow, quadratic.", .source = curves});
  d.numbers("eir_flow_curve", p.eir_flow_curve, {.text = "Power over capacity, over the share of the rated air flow, quadratic.", .source = curves});
  d.numbers("part_load_curve", p.part_load_curve, {.text = "Part-load fraction over the part-load ratio, quadratic: what starting and stopping costs.", .source = "EnergyPlus 1ZoneDataCenterCRAC, HPACCOOLPLFFPLR"});
  d.temperature("min_wet_bulb", p.min_wet_bulb, {.unit = "degC", .range = wet_bulbs, .text = "Lowest entering wet bulb for which the curves hold; they are held there.", .source = curves});
  d.temperature("max_wet_bulb", p.max_wet_bulb, {.unit = "degC", .range = wet_bulbs, .text = "Highest entering wet bulb for which the curves hold; they are held there.", .source = curves});
  d.temperature("head_pressure_outdoor", p.head_pressure_outdoor, {.unit = "degC", .range = outdoors, .text = "In colder weather the condenser fans hold the head pressure: capacity and power are those of this temperature.", .source = "the lower limit of the curves"});
  d.temperature("max_outdoor", p.max_outdoor, {.unit = "degC", .range = outdoors, .text = "Hottest outdoor air for which the curves hold; they are held there.", .source = curves});
  d.fraction("minimum_flow", p.minimum_flow, {.unit = "%", .range = {0.1, 1, "a share of the rated flow"}, .text = "Lowest air flow of running units: less would freeze the coil.", .source = "the lower limit of the flow curves"});
  d.object("fan", p.fan, {.text = "Fans of a unit together; the rated flow is that of the coil."});
  d.object("restart", p.restart, {.text = "Compressors after a loss of their power; fans return with it."});
}

std::optional<double> coil_bypass(Temperature air, double w, HeatFlow total, MassFlow m, double sensible_share, Pressure p) {
  const double t = air.c(), h = psychro::enthalpy_j_kg(t, w), drop = total.si() / m.si();
  const double w_out = psychro::humidity_ratio_from_enthalpy(h - (1 - sensible_share) * drop, t);
  const double t_out = psychro::dry_bulb_from_enthalpy(h - drop, w_out);
  if (!(w_out > 0 && w_out < w && t_out < t) || w_out > psychro::saturation_humidity_ratio(t_out, p.si())) return {};
  // The line of the coil meets saturation below its outlet: the first crossing on the way down.
  const double slope = (w - w_out) / (t - t_out);
  const auto above = [&](double x) { return psychro::saturation_humidity_ratio(x, p.si()) - (w - slope * (t - x)); };
  double high = t_out, low = t_out;
  while (above(low) > 0) {
    high = low;
    low -= 0.25;
    if (low < -30 || w - slope * (t - low) <= 0) return {};
  }
  for (int i = 0; i < 60; ++i) {
    const double mid = 0.5 * (low + high);
    (above(mid) > 0 ? high : low) = mid;
  }
  const double h_adp = psychro::saturated_enthalpy_j_kg(low, p.si());
  return (h - drop - h_adp) / (h - h_adp);
}

CracCoil size_crac(const CracParams& p) {
  CracCoil c;
  const double w = psychro::humidity_ratio_from_wet_bulb(rated_dry_bulb_c, rated_wet_bulb_c, standard_pa);
  const auto bypass = coil_bypass(Temperature::celsius(rated_dry_bulb_c), w, p.rated_capacity, p.fan.rated_flow, p.rated_sensible.value(), Pressure::from_si(standard_pa));
  c.feasible = bypass && *bypass > 1e-6;
  c.bypass = Fraction(c.feasible ? *bypass : infeasible_bypass);
  c.a0_kg_s = -std::log(c.bypass.value()) * p.fan.rated_flow.si();
  return c;
}

CracFullLoad crac_full_load(const CracParams& p, const CracCoil& coil, const CracInputs& in) {
  CracFullLoad r;
  if (!(in.air.si() > 0)) return r;
  const double t = in.air_in.c(), m = in.air.si(), pa = in.pressure.si();
  const double ff = m / p.fan.rated_flow.si(), flow = std::clamp(ff, least_flow, most_flow);
  const double outdoor = std::clamp(in.outdoor.c(), p.head_pressure_outdoor.c(), p.max_outdoor.c());
  const double capacity_w = std::max(0.05, quadratic(p.capacity_flow_curve, flow)) * p.rated_capacity.si(), passed = -std::expm1(-coil.a0_kg_s / m);
  const auto held = [&](double wet_bulb) { return std::clamp(wet_bulb, p.min_wet_bulb.c(), p.max_wet_bulb.c()); };
  const auto total = [&](double wet_bulb) { return capacity_w * std::max(0.05, biquadratic(p.capacity_curve, held(wet_bulb), outdoor)); };
  double wet_bulb = 0, q = 0, sensible = 1, t_adp = 0, w_adp = 0;
  bool dry = true;
  if (in.humidity_ratio) {
    const double w = *in.humidity_ratio, h = psychro::enthalpy_j_kg(t, w);
    wet_bulb = psychro::wet_bulb_from_humidity_ratio(t, w, pa);
    q = total(wet_bulb);
    const double h_adp = h - q / (m * passed);
    t_adp = psychro::temperature_of_saturated_enthalpy(h_adp, pa, wet_bulb - 8);
    w_adp = psychro::saturation_humidity_ratio(t_adp, pa);
    dry = w <= w_adp;
    if (!dry) sensible = std::clamp((psychro::enthalpy_j_kg(t, w_adp) - h_adp) / (h - h_adp), 0.0, 1.0);
  }
  if (dry) {  // the state in which it just stays dry; what is left to take falls as the apparatus dew point rises
    const auto left = [&](double x) {
      const double w = psychro::saturation_humidity_ratio(x, pa);
      wet_bulb = psychro::wet_bulb_from_humidity_ratio(t, w, pa);
      q = total(wet_bulb);
      return m * passed * (psychro::enthalpy_j_kg(t, w) - psychro::enthalpy_j_kg(x, w)) - q;
    };
    const double low = t - 60, f_low = left(low), f_high = left(t);  // where the air has less to give it is held at 60 K
    t_adp = falling_root(left, low, t, f_low, f_high, 1e-9 * q);
    left(t_adp);
    w_adp = psychro::saturation_humidity_ratio(t_adp, pa);
  }
  const double eir = std::max(0.02, biquadratic(p.eir_curve, held(wet_bulb), outdoor)) * std::max(0.05, quadratic(p.eir_flow_curve, flow)) / p.rated_cop;
  r.total = HeatFlow::from_si(q);
  r.sensible = HeatFlow::from_si(q * sensible);
  r.power = ActivePower::from_si(q * eir);
  r.apparatus = Temperature::celsius(t_adp);
  r.apparatus_humidity = w_adp;
  if (held(wet_bulb) != wet_bulb || t_adp < 0) r.outside_validity |= validity::evaporator_temperature;
  if (in.outdoor > p.max_outdoor) r.outside_validity |= validity::condenser_temperature;
  if (ff < least_flow * (1 - 1e-6) || ff > most_flow * (1 + 1e-6)) r.outside_validity |= validity::air_flow;
  return r;
}

double crac_runtime(const CracParams& p, double part_load) {
  if (!(part_load > 0)) return 0;
  if (part_load >= 1) return part_load;  // by what a mean leaves over
  return std::min(1.0, part_load / std::clamp(quadratic(p.part_load_curve, part_load), least_part_load_fraction, 1.0));
}

CracCheck check_crac(const CracParams& p) {
  return {biquadratic(p.capacity_curve, rated_wet_bulb_c, rated_outdoor_c), biquadratic(p.eir_curve, rated_wet_bulb_c, rated_outdoor_c),
          quadratic(p.capacity_flow_curve, 1), quadratic(p.eir_flow_curve, 1), quadratic(p.part_load_curve, 1)};
}

}  // namespace netsuden
