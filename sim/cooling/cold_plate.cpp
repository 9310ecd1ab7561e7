// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/cold_plate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/linear.hpp"

namespace netsuden {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double l_per_min = 1e-3 / 60;
constexpr double least_share = 0.4 / 1.5, most_share = 2.4 / 1.5;  // of the rated flow: the range of the source
constexpr double slack = 1e-9;

double of_table(const std::vector<double>& flow, const std::vector<double>& resistance, double v) {
  if (v <= flow.front()) return resistance.front() * flow.front() / v;
  if (v >= flow.back()) return resistance.back();
  const auto i = static_cast<std::size_t>(std::upper_bound(flow.begin(), flow.end(), v) - flow.begin());
  return resistance[i - 1] + (resistance[i] - resistance[i - 1]) * (v - flow[i - 1]) / (flow[i] - flow[i - 1]);
}

}  // namespace

void describe(Describe& d, ColdPlateParams& p) {
  d.model(p.model, "cold_plates", {.text = "Entry of the catalogue."});
  d.quantity("flow", p.flow, {.unit = "L/min", .range = {0.05, 100, "from a memory plate to a large module"}, .text = "Rated flow of one plate; with more or less power in proportion, where the pumps of the CDUs are variable.", .source = "OCP OAI guidelines: 1.5 L/min for each kW"});
  d.quantity("conduction", p.conduction, {.unit = "K/W", .range = {0, 10, "not negative"}, .text = "Of the resistance from case to coolant supply, the part that flow does not change: interface and base.", .source = "fit to OCP OAI guidelines, figure 7 (PG25): within 1.2 % from 0.5 to 2.4 L/min"});
  d.quantity("convection", p.convection, {.unit = "K/W", .range = {0, 10, "not negative"}, .text = "The part that falls with the flow, at rated flow.", .source = "as `conduction`"});
  d.plain("exponent", p.exponent, {.range = {0, 1.5, "laminar to turbulent channels"}, .text = "With what power of the flow it falls.", .source = "as `conduction`; physics reference 4.1: 0.5 to 0.8"});
  d.numbers("table_flow", p.table_flow, {.range = {0.01, 1000, "L/min of one plate"}, .text = "Flows of one plate at which its resistance is stated, L/min, rising; in place of `conduction`, `convection` and `exponent`.", .source = "data sheet of the plate"});
  d.numbers("table_resistance", p.table_resistance, {.range = {1e-5, 10, "positive"}, .text = "Resistance from case to coolant supply at these flows, K/W.", .source = "data sheet of the plate"});
  d.quantity("pressure_drop", p.pressure_drop, {.unit = "kPa", .range = {0.1, 1000, "positive"}, .text = "Pressure drop of a plate with its hoses and couplings at rated flow.", .source = "OCP OAI guidelines: 50 kPa at 1.25 L/min for each of eight plates, by the exponent"});
  d.plain("pressure_exponent", p.pressure_exponent, {.range = {1, 2, "laminar to turbulent"}, .text = "With what power of the flow the pressure drop rises.", .source = "Modelica Buildings ColdPlateR_P: 1.85, fit to the OCP guidelines"});
  d.quantity("capacity", p.capacity, {.unit = "kJ/K", .range = {0.01, 100, "from a bare die to a large module"}, .text = "Heat capacity of a device, its plate and the coolant in it.", .source = "physics reference 4.1: 1 to 3 kJ/K"});
  d.quantity("junction", p.junction, {.unit = "K/W", .range = {0, 1, "not negative"}, .text = "Resistance from junction to case.", .source = "assumption: 10 K at 1.2 kW"});
  d.temperature("junction_limit", p.junction_limit, {.unit = "degC", .range = {40, 200, "semiconductors"}, .text = "Junction temperature to which the margin is counted.", .source = "physics reference 1: GPUs slow down at 87 to 90 degC"});
  d.temperature("limit", p.limit, {.unit = "degC", .range = {30, 150, "cases of devices"}, .text = "Case temperature that the devices may have; above it they lower their clock.", .source = "assumption: 10 K below a junction of 90 degC; an Intel Xeon 8480+ has 79 degC"});
  d.fraction("floor", p.floor, {.unit = "%", .range = {0.2, 1, "the lowest clock that hosts have"}, .text = "Relative clock at the temperature of `shutdown.case_temperature`; between, a straight line.", .source = "assumption"});
  d.fraction("leakage_per_10k", p.leakage_per_10k, {.unit = "%", .range = {0, 0.3, "more would run away with the resistance of a plate"}, .text = "More power of the devices for 10 K of case temperature, by leakage.", .source = "assumption: none"});
  d.temperature("leakage_reference", p.leakage_reference, {.unit = "degC", .range = {0, 120, "cases of devices"}, .text = "Case temperature at which the power of the catalogue holds.", .source = "assumption"});
}

ActivePower case_leakage(const ColdPlateParams& p, ActivePower power, Temperature plate_case) {
  return power * std::max(-1.0, p.leakage_per_10k.value() * (plate_case - p.leakage_reference).si() / 10);
}

bool table_holds(const ColdPlateParams& p) {
  if (p.table_flow.size() != p.table_resistance.size()) return false;
  for (std::size_t i = 1; i < p.table_flow.size(); ++i)
    if (!(p.table_flow[i] > p.table_flow[i - 1]) || p.table_resistance[i] > p.table_resistance[i - 1]) return false;
  return true;
}

ThermalResistance plate_resistance(const ColdPlateParams& p, VolumeFlow flow, const CoolantProperties& coolant, ValidityBits* outside) {
  if (!(flow.si() > 0)) return ThermalResistance::from_si(infinity);
  const bool table = !p.table_flow.empty();
  const double v = flow.si() / l_per_min, share = flow / p.flow;
  const double least = table ? p.table_flow.front() : least_share * p.flow.si() / l_per_min, most = table ? p.table_flow.back() : most_share * p.flow.si() / l_per_min;
  if (outside && (v < least * (1 - slack) || v > most * (1 + slack))) *outside |= validity::plate_flow;
  const double r = table ? of_table(p.table_flow, p.table_resistance, v) : p.conduction.si() + p.convection.si() * std::pow(share, -p.exponent);
  return ThermalResistance::from_si(std::max(r, 1 / (coolant.rho * coolant.cp * flow.si())));
}

Pressure plate_pressure_drop(const ColdPlateParams& p, VolumeFlow flow) { return p.pressure_drop * std::pow(std::max(0.0, flow / p.flow), p.pressure_exponent); }

Temperature steady_case(const PlateInputs& in) {
  if (std::isfinite(in.resistance.si())) return in.supply + TemperatureDiff::from_si(in.heat.si() * in.resistance.si());
  return Temperature::kelvin(in.heat.si() > 0 ? infinity : in.supply.k());
}

PlateStep advance_plate(HeatCapacity c, Temperature t, const PlateInputs& in, Duration dt) {
  double change = in.heat.si() * dt.si() / c.si();
  if (std::isfinite(in.resistance.si())) change = (steady_case(in) - t).si() * -std::expm1(-dt.si() / (c.si() * in.resistance.si()));
  return {t + TemperatureDiff::from_si(change), HeatEnergy::from_si(c.si() * change)};
}

Duration time_to_case(HeatCapacity c, Temperature t, const PlateInputs& in, Temperature threshold) {
  if (t >= threshold) return {};
  if (!std::isfinite(in.resistance.si())) return Duration::from_si(in.heat.si() > 0 ? c.si() * (threshold - t).si() / in.heat.si() : infinity);
  const Temperature end = steady_case(in);
  if (end <= threshold) return Duration::from_si(infinity);
  return Duration::from_si(FirstOrderLag{c.si() * in.resistance.si()}.crossing(t.k(), end.k(), threshold.k()));
}

TemperatureDiff junction_margin(const ColdPlateParams& p, Temperature plate_case, HeatFlow heat) {
  return p.junction_limit - (plate_case + TemperatureDiff::from_si(heat.si() * p.junction.si()));
}

}  // namespace netsuden
