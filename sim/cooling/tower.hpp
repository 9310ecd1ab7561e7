// SPDX-License-Identifier: Apache-2.0
// Cooling towers as equipment: YorkCalc or Merkel, cells, fan control, free convection, water.
//
// Control (EnergyPlus): fans off (free convection) if that holds the set-point; else fans at minimum air ratio,
// cycling; else the air ratio that holds it; else full fans and what leaving temperature results.
//   fan power  P = P_rated n/N (0.02 + 0.98 x^3) of n running cells at air ratio x, times run share when cycling
//   cells      as many of N as keep each cell's water flow at or above the minimum share of its design flow
//   water      evaporation = Q (w_out - w_in) / (h_out - h_in), air leaving saturated (merkel, dry bulb known), else
//              evaporation = loss_factor dT_range m_w;  drift = drift_share m_w,design x;
//              blow-down = max(0, evaporation/(CoC-1) - drift);  make-up = sum
// The range follows from the heat: R = Q / (m_w cp).
//
// Source: physics reference 5.2 (EnergyPlus Engineering Reference, cooling towers). Range: that of the kernel chosen.
// Left out: plume, basin heaters and basin storage, icing. Verified by tests/unit/cooling/tower_test.cpp
// (ACC-TW-03; control invariants; leaving temperature never below wet bulb).
#pragma once

#include <optional>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/cooling/tower_merkel.hpp"
#include "sim/cooling/validity.hpp"

namespace netsuden {

enum class Evaporation { saturated_exit, loss_factor };

struct TowerWaterParams {
  Evaporation model = Evaporation::saturated_exit;
  double evaporation_per_k = 0.002;  ///< share of the water flow for each kelvin of range
  Fraction drift{0.00008};           ///< of the design water flow, times the air ratio
  double cycles_of_concentration = 4;
};
void describe(Describe&, TowerWaterParams&);

struct TowerWater {
  MassFlow evaporation, drift, blow_down, make_up;
};
/// Drift and blow-down to an evaporation.
TowerWater tower_water(const TowerWaterParams&, MassFlow evaporation, MassFlow design_water, double air_ratio);
/// Evaporation by loss factor.
MassFlow evaporation_of(const TowerWaterParams&, MassFlow water, TemperatureDiff range);

enum class TowerModel { yorkcalc, merkel };

struct TowerParams {
  TowerModel model = TowerModel::merkel;
  HeatFlow rated_heat = 6_MWt;
  Temperature wet_bulb = Temperature::celsius(25.6);
  TemperatureDiff approach = TemperatureDiff::from_si(3.9), range = TemperatureDiff::from_si(5.6);
  Fraction fan_power{0.0105};        ///< of the rated heat
  double air_per_heat = 2.76316e-5;  ///< m3/s per W of rated heat (merkel)
  int cells = 1;
  Fraction minimum_air{0.2};
  Fraction free_convection{0.1};      ///< of the heat at full fan
  Fraction minimum_cell_water{0.33};  ///< of a cell's design flow
  TowerWaterParams water;
};
void describe(Describe&, TowerParams&);

/// A tower sized to its design point.
struct Tower {
  TowerParams params;
  double design_water_kg_s = 0;
  double yorkcalc_ratio = 1;  ///< FR_w of the correlation at design
  MerkelTower merkel;         ///< all cells
  ActivePower rated_fan_power;
  bool feasible = true;  ///< false: the design point lies outside the kernel's range
};
Tower size_tower(const TowerParams&);

struct TowerInputs {
  HeatFlow heat;
  MassFlow water;  ///< condenser water, total
  Temperature wet_bulb;
  Temperature set_point;     ///< leaving water
  std::optional<Temperature> dry_bulb = {};  ///< of the entering air; unknown: evaporation by loss factor
  int cells_available = -1;  ///< -1 = all
};
struct TowerOutputs {
  Temperature leaving, entering;
  double air_ratio = 0;  ///< while the fans run
  double run_share = 0;  ///< below 1: cycling at minimum air ratio
  ActivePower fan_power;
  TowerWater water;
  int cells = 0;
  bool at_set_point = false;
  ValidityBits outside_validity = 0;
};
/// Leaving temperature, fans and water for a heat that must be rejected (quasi-steady: what enters leaves).
TowerOutputs run_tower(const Tower&, const TowerInputs&);
/// Leaving temperature at full fans.
TowerOutputs run_tower_full(const Tower&, const TowerInputs&);

}  // namespace netsuden
