// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/chiller.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/curves.hpp"

namespace netsuden {

void describe(Describe& d, ChillerParams& p) {
  d.quantity("reference_capacity", p.reference_capacity,
             {.unit = "kW",
              .range = {1, 5e4, "the largest machines built"},
              .text = "Cooling at reference temperatures.",
              .source = "York YK 4969 kW (EnergyPlus data set)"});
  d.plain("reference_cop", p.reference_cop,
          {.range = {1, 20, "below Carnot at the reference temperatures"},
           .text = "Cooling over electric power at reference temperatures and full load.",
           .source = "York YK 4969 kW (EnergyPlus data set)"});
  const Range water{-30, 60, "chilled water and glycol"};
  const Range condenser{-30, 80, "condenser water or outside air"};
  const auto eir_keys = [&](Describe& v) {
    v.numbers(
        "capacity_curve", p.capacity_curve,
        {.text = "c1..c6 of CAPFT over T_e and T_c in degC; 1 at the reference.", .source = "EnergyPlus data set"});
    v.numbers(
        "eir_curve", p.eir_curve,
        {.text = "c1..c6 of EIRFT over T_e and T_c in degC; 1 at the reference.", .source = "EnergyPlus data set"});
    v.temperature("min_leaving", p.min_leaving,
                  {.unit = "degC",
                   .range = water,
                   .text = "Lowest leaving chilled water for which the curves hold; below it they are clamped.",
                   .source = "EnergyPlus data set"});
    v.temperature("max_leaving", p.max_leaving,
                  {.unit = "degC",
                   .range = water,
                   .text = "Highest leaving chilled water for which the curves hold.",
                   .source = "EnergyPlus data set"});
    v.temperature("min_condenser", p.min_condenser,
                  {.unit = "degC",
                   .range = condenser,
                   .text = "Lowest entering condenser fluid for which the curves hold.",
                   .source = "EnergyPlus data set"});
    v.temperature("max_condenser", p.max_condenser,
                  {.unit = "degC",
                   .range = condenser,
                   .text = "Highest entering condenser fluid for which the curves hold.",
                   .source = "EnergyPlus data set"});
  };
  const auto reformulated_keys = [&](Describe& v) {
    eir_keys(v);
    v.numbers("load_curve", p.load_curve, {.text = "a1..a10 of EIRFPLR over the water that leaves the condenser in degC and the part-load ratio.", .source = "EnergyPlus data set"});
    v.quantity("condenser_flow", p.condenser_flow, {.unit = "kg/s", .range = {0.01, 1e5, "positive"}, .text = "Design flow of the condenser water.", .source = "York YK 4969 kW (EnergyPlus data set)"});
  };
  const auto carnot_keys = [&](Describe& v) {
    v.fraction("carnot_fraction", p.carnot_fraction,
               {.unit = "%",
                .range = {0.05, 0.85, "built machines reach 0.5 to 0.65 of Carnot"},
                .text = "Share of the Carnot efficiency that is reached.",
                .source = "physics reference 5.1: 0.5 to 0.6"});
    v.quantity("heat_exchanger_difference", p.heat_exchanger_difference,
               {.unit = "K",
                .range = {0, 40, "approaches of evaporator and condenser and the rise of the condenser water"},
                .text = "Refrigerant lift beyond T_c - T_e.",
                .source = "assumption"});
    v.plain("max_cop", p.max_cop,
            {.range = {2, 60, "auxiliaries keep the efficiency finite at small lift"},
             .text = "The efficiency does not rise above this at small lift.",
             .source = "assumption"});
  };
  d.variant("method", p.model,
            {{"eir", "Polynomials of capacity and input ratio (DOE-2, EnergyPlus)."},
             {"carnot", "A fraction of the Carnot efficiency, for warm chilled water."},
             {"reformulated", "Polynomials over the water that leaves the condenser (EnergyPlus ReformulatedEIR)."}},
            {.text = "How capacity and efficiency follow the temperatures.", .source = "physics reference 5.1"},
            [&](Describe& v, int i) { i == 0 ? eir_keys(v) : i == 1 ? carnot_keys(v) : reformulated_keys(v); });
  d.temperature("reference_leaving", p.reference_leaving,
                {.unit = "degC",
                 .range = water,
                 .text = "Leaving chilled water at reference.",
                 .source = "York YK 4969 kW (EnergyPlus data set)"});
  d.temperature("reference_condenser", p.reference_condenser,
                {.unit = "degC",
                 .range = condenser,
                 .text = "Entering condenser fluid at reference.",
                 .source = "York YK 4969 kW (EnergyPlus data set)"});
  d.numbers("part_load_curve", p.part_load_curve,
            {.text = "d1..d3 of EIRFPLR over the part-load ratio; 1 at full load.", .source = "EnergyPlus data set"});
  d.plain("min_part_load", p.min_part_load,
          {.range = {0.01, 1, "a share of the available capacity"},
           .text = "Part-load ratio below which the machine cycles.",
           .source = "EnergyPlus data set"});
  d.plain("min_unloading", p.min_unloading,
          {.range = {0.01, 1, "a share of the available capacity"},
           .text = "Part-load ratio below which the compressor does not unload further (hot-gas bypass).",
           .source = "EnergyPlus data set"});
  d.plain("max_part_load", p.max_part_load,
          {.range = {0.5, 1.5, "short overload beyond the reference"},
           .text = "Largest part-load ratio.",
           .source = "EnergyPlus data set"});
  d.fraction("motor_share", p.motor_share,
             {.unit = "%",
              .range = {0, 1, "a share"},
              .text = "Share of the electric power that the condenser takes up (1 for hermetic motors).",
              .source = "EnergyPlus data set"});
}

namespace {

struct Factors {
  double capacity = 1, eir = 1;
  ValidityBits outside = 0;
};

constexpr double warmest_carnot_c = 32, coldest_carnot_c = 5;  // physics reference 5.1: 20 to 30 degC; assumption below

Factors factors(const ChillerParams& p, Temperature leaving, Temperature condenser) {
  Factors f;
  if (p.model == ChillerModel::carnot) {
    const auto cop = [&](Temperature t_e, Temperature t_c) {
      const double lift = (t_c - t_e + p.heat_exchanger_difference).si();
      const double ideal = lift > 0 ? p.carnot_fraction.value() * t_e.k() / lift : p.max_cop;
      return std::min(ideal, p.max_cop);
    };
    f.eir = p.reference_cop / cop(leaving, condenser);
    if (leaving.c() < coldest_carnot_c || leaving.c() > warmest_carnot_c) f.outside |= validity::evaporator_temperature;
    return f;
  }
  const CurveRange e{p.min_leaving.c(), p.max_leaving.c()}, c{p.min_condenser.c(), p.max_condenser.c()};
  // Limits are stated to 0.01 K: a hair's breadth beyond them by rounding of units is not outside.
  constexpr double hair = 1e-6;
  const auto beyond = [](const CurveRange& r, double t) { return t < r.min - hair || t > r.max + hair; };
  double t_e = leaving.c(), t_c = condenser.c();
  if (beyond(e, t_e)) f.outside |= validity::evaporator_temperature;
  if (beyond(c, t_c)) f.outside |= validity::condenser_temperature;
  if (p.clamp) {
    t_e = e.clamp(t_e);
    t_c = c.clamp(t_c);
  }
  f.capacity = Biquadratic{p.capacity_curve, {}, {}}.raw(t_e, t_c);
  f.eir = Biquadratic{p.eir_curve, {}, {}}.raw(t_e, t_c);
  return f;
}

double load_factor(const ChillerParams& p, double part_load, double t_cl) {
  if (p.model != ChillerModel::reformulated) return Quadratic{p.part_load_curve, {}}.raw(part_load);
  const auto& a = p.load_curve;
  const double x = t_cl, y = part_load;
  return a[0] + a[1] * x + a[2] * x * x + a[3] * y + a[4] * y * y + a[5] * x * y + a[6] * x * x * x + a[7] * y * y * y + a[8] * x * x * y + a[9] * x * y * y;
}

ChillerOutputs run_at(const ChillerParams& p, const ChillerInputs& in, Temperature curve) {
  ChillerOutputs out;
  const Factors f = factors(p, in.leaving, curve);
  out.capacity_factor = f.capacity;
  out.eir_factor = f.eir;
  const double q_av = p.reference_capacity.si() * std::max(0.0, f.capacity);
  out.available = HeatFlow::from_si(q_av * p.max_part_load);
  const double q_set = in.heat.si();
  if (!(q_set > 0) || !(q_av > 0)) return out;
  out.outside_validity = f.outside;
  const double plr1 = std::min(q_set / q_av, p.max_part_load);
  const double cycling = std::min(plr1 / p.min_part_load, 1.0);
  const double plr2 = std::max(p.min_unloading, plr1);
  const double eir_plr = load_factor(p, plr2, p.clamp ? std::clamp(curve.c(), p.min_condenser.c(), p.max_condenser.c()) : curve.c());
  const double q_evap = std::min(q_set, q_av * p.max_part_load);
  // Where polynomials fall to nothing, power in proportion to the load; nowhere less than Carnot.
  const bool holds = f.eir > 0 && eir_plr > 0;
  const double by_curves = q_av / p.reference_cop * (holds ? f.eir * eir_plr : plr2) * cycling, least = q_evap * std::max(0.0, (in.condenser - in.leaving).si()) / in.leaving.k();
  if (!holds || by_curves < least) out.outside_validity |= validity::part_load;
  const double power = std::max(by_curves, least);
  out.part_load = plr1;
  out.cycling = cycling;
  out.power = ActivePower::from_si(power);
  out.evaporator = HeatFlow::from_si(q_evap);
  out.condenser = out.evaporator + electric_to_heat(out.power) * p.motor_share.value();
  out.cop = power > 0 ? q_evap / power : 0;
  return out;
}

/// Water that leaves the condenser: it decides the heat that warms it. Hotter water means less heat and more power; halved steps settle.
template <class F>
Temperature leaving_condenser(const ChillerParams& p, Temperature entering, F heat_at) {
  const double c = p.condenser_flow.si() * constants::cp_water;
  Temperature t = entering + TemperatureDiff::from_si(p.reference_capacity.si() * (1 + 1 / p.reference_cop) / c);
  for (int i = 0; i < 60; ++i) {
    const Temperature next = entering + TemperatureDiff::from_si(heat_at(t) / c);
    if (std::abs((next - t).si()) < 1e-9) break;
    t = t + (next - t) * 0.7;
  }
  return t;
}

}  // namespace

HeatFlow chiller_available(const ChillerParams& p, Temperature leaving, Temperature condenser) {
  if (p.model == ChillerModel::reformulated) {
    const auto full = [&](Temperature t) {
      return run_at(p, {p.reference_capacity * 10.0, leaving, t}, t);
    };
    return full(leaving_condenser(p, condenser, [&](Temperature t) { return full(t).condenser.si(); })).available;
  }
  return p.reference_capacity * (std::max(0.0, factors(p, leaving, condenser).capacity) * p.max_part_load);
}

ChillerOutputs run_chiller(const ChillerParams& p, const ChillerInputs& in) {
  if (p.model != ChillerModel::reformulated) return run_at(p, in, in.condenser);
  return run_at(p, in, leaving_condenser(p, in.condenser, [&](Temperature t) { return run_at(p, in, t).condenser.si(); }));
}

ChillerCheck check_chiller(const ChillerParams& p) {
  ChillerCheck c;
  ChillerParams unclamped = p;
  unclamped.clamp = false;
  const Factors f = factors(unclamped, p.reference_leaving, p.reference_condenser);
  c.capacity_factor = f.capacity;
  c.eir_factor = f.eir;
  c.part_load_factor = load_factor(p, 1, p.reference_condenser.c());
  const double lift = (p.reference_condenser - p.reference_leaving).si();
  c.carnot_cop = lift > 0 ? p.reference_leaving.k() / lift : std::numeric_limits<double>::infinity();
  c.above_carnot = p.reference_cop > c.carnot_cop;
  for (const double factor : {c.capacity_factor, c.eir_factor, c.part_load_factor}) {
    c.curve_warning = c.curve_warning || std::abs(factor - 1) > 0.05;
    c.curve_error = c.curve_error || !(factor >= 0.8 && factor <= 1.3);
  }
  return c;
}

}  // namespace netsuden
