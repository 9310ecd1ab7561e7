// SPDX-License-Identifier: Apache-2.0
// Temperatures and ageing of an oil-immersed transformer.
//
//   theta_o,inf = theta_a + dTheta_or ((1 + R K^2) / (1 + R))^x        K load factor (current over rated), R = Pk / P0;
//                 theta_a where it is dead
//   theta_o     lags theta_o,inf with k11 tau_o
//   dh1         lags k21 H g_r K^y       with k22 tau_w
//   dh2         lags (k21 - 1) H g_r K^y with tau_o / k22
//   theta_h     = theta_o + dh1 - dh2
//   V = 2^((theta_h - 98)/6)  normal paper,   V = exp(15000/383 - 15000/(theta_h + 273))  thermally upgraded paper
//   loss of life = integral of V over time
// The lags are exact exponentials: no step size. The integral of V is an adaptive Gauss-Legendre quadrature to 1e-10 of
// its value along those exponentials. The time until the hot spot reaches a limit is the first zero of their sum.
// Loading limits by regime (top oil, hot spot, load factor for small / medium / large units):
//   normal cyclic        105  120  1.5  1.5  1.3     small < 10 MVA, medium <= 100 MVA, large above
//   long-time emergency  115  140  1.8  1.5  1.3
//   short-time emergency 115  160  2.0  1.8  1.5
//
// Source: IEC 60076-7:2018 clause 8 and table 2 as quoted by physics reference 2.1. Range: mineral oil, load factor up
// to the limits above, ambient -25 to 40 degC. Left out: tap changer, bushings, bubbling, oil viscosity, cooler stages.
// Verified by tests/unit/power/transformer_thermal_test.cpp (ACC-ELEC-01, -02, -03).
#pragma once

#include <array>
#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/power/transformer.hpp"

namespace netsuden {

enum class TransformerPaper { normal, upgraded };

struct TransformerThermalParams {
  TemperatureDiff top_oil_rise = 60_K, winding_gradient = 17_K;
  double hot_spot_factor = 1.3;
  std::optional<double> loss_ratio;  ///< absent: 6, of distribution transformers
  Duration oil_time_constant = 210_min, winding_time_constant = 10_min;
  double k11 = 0.5, k21 = 2, k22 = 2;
  double oil_exponent = 0.8, winding_exponent = 1.3;
  TemperatureDiff ambient_surcharge{};
  TransformerPaper paper = TransformerPaper::normal;
};
void describe(Describe&, TransformerThermalParams&);

/// R of a transformer with these losses.
double transformer_loss_ratio(const TransformerParams&);

struct TransformerThermalState {
  Temperature top_oil = 20_degC;
  TemperatureDiff rise, oil_delay;  ///< dh1, dh2
  Duration aged{};                  ///< loss of life so far, in time at normal ageing
  Temperature hot_spot() const { return top_oil + rise - oil_delay; }
};

struct TransformerThermalInputs {
  double load_factor = 0;
  Temperature ambient = 20_degC;
  bool energized = true;
};

/// All temperatures settled at constant inputs.
TransformerThermalState steady_transformer(const TransformerThermalParams&, const TransformerThermalInputs&);
TransformerThermalState advance_transformer(const TransformerThermalParams&, const TransformerThermalState&,
                                            const TransformerThermalInputs&, Duration dt);
/// V, in hours of life an hour.
double transformer_ageing_rate(TransformerPaper, Temperature hot_spot);
/// Time until the hot spot (or the top oil) reaches a limit with the inputs held: 0 if it is there, `never` if it will
/// not.
Duration time_to_hot_spot(const TransformerThermalParams&, const TransformerThermalState&,
                          const TransformerThermalInputs&, Temperature limit);
Duration time_to_top_oil(const TransformerThermalParams&, const TransformerThermalState&,
                         const TransformerThermalInputs&, Temperature limit);

enum class LoadingRegime { normal_cyclic, long_emergency, short_emergency };

struct LoadingLimits {
  Temperature top_oil, hot_spot;
  double load_factor;
};
LoadingLimits transformer_loading_limits(LoadingRegime, ApparentPower rating);

/// One limit beside its value, for the ledger of constraints.
struct LoadingConstraint {
  const char* name;
  double value, limit;  ///< degC or load factor
  bool broken() const { return value > limit; }
};
std::array<LoadingConstraint, 3> transformer_constraints(const LoadingLimits&, const TransformerThermalState&,
                                                         double load_factor);

}  // namespace netsuden
