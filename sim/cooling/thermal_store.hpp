// SPDX-License-Identifier: Apache-2.0
// Stratified chilled-water tank: cold below, warm above, in layers of equal volume.
//
//   discharge   water enters above, as warm as the loop returns it, and leaves below; charge: the other way
//   plug flow   a step moves the profile by m dt / (rho V), mixed within layers: exact in energy for any step
//   between     layers mix by d dT/dz, d = conductivity of water times `mixing` (inlets, walls):  k = d lambda A / dz, exact exponential
//               of pairs, sweep by sweep
//   buoyancy    layers that are warmer than one above mix with it, at once and wholly
//   outside     UA (T_ambient - T) of each layer, exact
//   full        all layers at the supply;  charge = 1 - mean(T - T_s) / (T_r - T_s), 0 to 1
// What the thermocline spoils is the figure of merit of the reference: rho V cp dT FoM, 0.85 to 0.95.
//
// Source: physics reference 5.5 (ACC-TES-01). Range: one tank, height over diameter as stated. Left out: inlet plumes. Verified by tests/unit/cooling/thermal_store_test.cpp.
#pragma once

#include <vector>

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct ThermalStoreParams {
  Volume volume = Volume::from_si(100);
  int layers = 20;
  double height_over_diameter = 1;
  double mixing = 10;                               ///< over the conductivity of still water
  double wall_w_m2k = 0.3;                          ///< U of the walls
};
void describe(Describe&, ThermalStoreParams&);

struct ThermalStore {
  std::vector<double> kelvin;  ///< from below
  Temperature bottom() const { return Temperature::kelvin(kelvin.front()); }
  Temperature top() const { return Temperature::kelvin(kelvin.back()); }
};
ThermalStore full_store(const ThermalStoreParams&, Temperature supply);

/// Share of what it holds between supply and return that is cold.
double store_charge(const ThermalStore&, Temperature supply, Temperature ret);
HeatCapacity store_capacity(const ThermalStoreParams&);

struct StoreStep {
  ThermalStore end;
  Temperature out;     ///< mean of what left
  HeatEnergy gained;   ///< of the water in the tank: what entered less what left, and what came through the walls
  HeatEnergy through_walls;
};
/// `flow` > 0 discharges, < 0 charges, with water of `in` that enters.
StoreStep advance_store(const ThermalStoreParams&, const ThermalStore&, MassFlow flow, Temperature in, Temperature ambient, Duration dt);

/// The flow (at most `most`, and what of the tank is colder than `ret`) that takes `wanted` from water of `ret`, on average over a step; mean heat with it.
struct StoreDuty {
  MassFlow flow;
  HeatFlow heat;
};
StoreDuty discharge_duty(const ThermalStoreParams&, const ThermalStore&, HeatFlow wanted, Temperature ret, MassFlow most, Temperature ambient, Duration dt);

}  // namespace netsuden
