// SPDX-License-Identifier: Apache-2.0
#include "sim/power/pv.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace netsuden {

namespace {
constexpr double deg = std::numbers::pi / 180;
constexpr double standard_w_m2 = 1000;
}  // namespace

void describe(Describe& d, PvLosses& p) {
  const char* manual = "PVWatts Version 5 Manual, NREL/TP-6A20-62641";
  const auto share = [&](const char* key, Fraction& f, const char* text) {
    d.fraction(key, f, {.unit = "%", .range = {0, 1, "a share"}, .text = text, .source = manual});
  };
  share("soiling", p.soiling, "Loss by dirt.");
  share("shading", p.shading, "Loss by shade.");
  share("snow", p.snow, "Loss by snow.");
  share("mismatch", p.mismatch, "Loss by modules that differ.");
  share("wiring", p.wiring, "Loss in cables of the array.");
  share("connections", p.connections, "Loss in connectors.");
  share("light_degradation", p.light_degradation, "Light-induced degradation of the first months.");
  share("nameplate", p.nameplate, "Shortfall of the modules against their nameplate.");
  share("age", p.age, "Loss by age.");
  share("availability", p.availability, "Loss by outages.");
}

void describe(Describe& d, PvParams& p) {
  const char* manual = "PVWatts Version 5 Manual, NREL/TP-6A20-62641";
  const char* sapm = "SAND2004-3535, open rack, glass/glass";
  d.quantity("dc_rating", p.dc_rating,
             {.unit = "MW",
              .range = {0.001, 5000, "the largest parks"},
              .text = "DC power at 1000 W/m2 and 25 degC.",
              .source = "assumption"});
  d.plain("dc_ac_ratio", p.dc_ac_ratio,
          {.range = {0.5, 3, "1.1 to 1.4 usual"},
           .text = "DC rating of the array over the AC rating of the inverter.",
           .source = "assumption"});
  d.plain("tilt_deg", p.tilt_deg,
          {.range = {0, 90, "degrees"}, .text = "Tilt from horizontal in degrees.", .source = manual});
  d.plain(
      "azimuth_deg", p.azimuth_deg,
      {.range = {0, 360, "degrees"}, .text = "Direction it faces in degrees from north over east.", .source = manual});
  d.quantity("temperature_coefficient", p.temperature_coefficient,
             {.unit = "%/K",
              .range = {-1, 0, "thin film -0.2 to standard silicon -0.47"},
              .text = "Change of power with cell temperature.",
              .source = "PVWatts v5 manual: premium module"});
  d.fraction("albedo", p.albedo,
             {.unit = "%", .range = {0, 1, "a share"}, .text = "Reflectivity of the ground.", .source = manual});
  d.fraction("inverter_efficiency", p.inverter_efficiency,
             {.unit = "%",
              .range = {0.5, 1, "an efficiency"},
              .text = "Efficiency of the inverter at rated power.",
              .source = manual});
  d.plain("cell_a", p.cell_a,
          {.range = {-5, -1, "SAPM table"}, .text = "Coefficient a of the cell temperature.", .source = sapm});
  d.plain("cell_b", p.cell_b,
          {.range = {-0.5, 0, "SAPM table"},
           .text = "Coefficient b of the cell temperature, with wind in m/s.",
           .source = sapm});
  d.quantity(
      "cell_rise", p.cell_rise,
      {.unit = "K", .range = {0, 10, "SAPM table"}, .text = "Cell over module back at 1000 W/m2.", .source = sapm});
  d.object("losses", p.losses, {.text = "Losses of the array.", .source = manual});
}

double PvLosses::total() const {
  double left = 1;
  for (const Fraction& f :
       {soiling, shading, snow, mismatch, wiring, connections, light_degradation, nameplate, age, availability})
    left *= 1 - f.value();
  return 1 - left;
}

ActivePower pv_dc_power(ActivePower rating, Irradiance effective, Temperature cell, PerKelvin coefficient) {
  return rating * (effective.si() / standard_w_m2) * (1 + coefficient * (cell - 25_degC));
}

ActivePower pv_inverter_power(ActivePower dc, ActivePower dc_rating, double nominal_efficiency) {
  if (dc <= ActivePower{}) return {};
  const double zeta = dc / dc_rating;
  const double eta = nominal_efficiency / 0.9637 * (-0.0162 * zeta - 0.0059 / zeta + 0.9858);
  return std::clamp(dc * eta, ActivePower{}, dc_rating * nominal_efficiency);
}

Temperature pv_cell_temperature(Irradiance plane, Temperature air, Speed wind, double a, double b,
                                TemperatureDiff rise) {
  const double g = plane.si();
  return air + TemperatureDiff::from_si(g * std::exp(a + b * wind.si())) + rise * (g / standard_w_m2);
}

double pv_incidence_cosine(double tilt, double azimuth, double sun_elevation, double sun_azimuth) {
  return std::cos(tilt * deg) * std::sin(sun_elevation * deg) +
         std::sin(tilt * deg) * std::cos(sun_elevation * deg) * std::cos((sun_azimuth - azimuth) * deg);
}

Irradiance pv_sky_diffuse(Irradiance diffuse, double tilt) { return diffuse * (0.5 * (1 + std::cos(tilt * deg))); }

double pv_reflection_factor(double cosine) {
  constexpr double n = 1.526, extinction_per_m = 4, glass_m = 0.002;
  if (cosine <= 0) return 0;
  const double sine2 = 1 - std::min(1.0, cosine * cosine);
  const double inner = std::sqrt(1 - sine2 / (n * n));  // cosine of the refracted ray
  const double parallel = (n * cosine - inner) / (n * cosine + inner),
               normal = (cosine - n * inner) / (cosine + n * inner);
  const double reflected = 0.5 * (parallel * parallel + normal * normal);
  const double at_normal = (n - 1) * (n - 1) / ((n + 1) * (n + 1));
  return std::exp(-extinction_per_m * glass_m * (1 / inner - 1)) * (1 - reflected) / (1 - at_normal);
}

PvOutputs pv_power(const PvParams& p, const PvInputs& in) {
  const double cosine = in.sun_elevation_deg > 0
                            ? pv_incidence_cosine(p.tilt_deg, p.azimuth_deg, in.sun_elevation_deg, in.sun_azimuth_deg)
                            : 0;
  const Irradiance beam = in.direct_normal * std::max(0.0, cosine);
  const Irradiance diffuse =
      pv_sky_diffuse(in.diffuse, p.tilt_deg) + in.global * (p.albedo.value() * 0.5 * (1 - std::cos(p.tilt_deg * deg)));
  PvOutputs o;
  o.plane = beam + diffuse;
  o.effective = beam * pv_reflection_factor(cosine) + diffuse;
  o.cell = pv_cell_temperature(o.plane, in.air, in.wind, p.cell_a, p.cell_b, p.cell_rise);
  o.dc = std::max(ActivePower{},
                  pv_dc_power(p.dc_rating, o.effective, o.cell, p.temperature_coefficient) * (1 - p.losses.total()));
  const double eta = p.inverter_efficiency.value();
  const ActivePower inverter = p.dc_rating * (1 / (p.dc_ac_ratio * eta));
  o.ac = pv_inverter_power(o.dc, inverter, eta);
  // At the limit the inverter takes from the array only what it turns into its rated output.
  if (o.ac >= inverter * eta) o.clipped = std::max(ActivePower{}, o.dc - inverter);
  o.inverter_loss = o.dc - o.clipped - o.ac;
  return o;
}

}  // namespace netsuden
