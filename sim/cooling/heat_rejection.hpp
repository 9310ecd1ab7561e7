// SPDX-License-Identifier: Apache-2.0
// What a plant rejects its heat with: cooling towers or dry coolers, several alike side by side.
//
// Set-point and model decide how near the water comes to the sink (wet bulb, or the air behind the pads): at part load nearer than at the
// design point, in cold air not as near. A set-point below what full fans give means full fans.
//   set-point >= sink + closest_to_sink      nearer ones are taken as this: the fans' power rises without bound for the last of it
// Source of the latter: YorkCalc is given for approaches of 1.1 K (2 F) and more (EnergyPlus Engineering Reference; BoundsYorkCalc of Modelica
// Buildings), with a tenth of a kelvin to it, so that fans that hold it are inside. Merkel's theory and
// coils have no such end; the same, by assumption.
// Verified by tests/unit/cooling/heat_rejection_test.cpp.
#pragma once

#include <variant>

#include "sim/cooling/dry_cooler.hpp"
#include "sim/cooling/tower.hpp"

namespace netsuden {

inline constexpr TemperatureDiff closest_to_sink = TemperatureDiff::from_si(1.2);

struct Outdoors {
  Temperature wet_bulb = 20_degC, dry_bulb = 25_degC;
};

struct RejectionInputs {
  HeatFlow heat;          ///< of all that run
  Fraction flow{1};       ///< of the design water flow
  Temperature set_point;  ///< of the leaving water
  int count = 1;          ///< that run
};

struct RejectionOutputs {
  Temperature leaving;
  double air_ratio = 0;
  ActivePower fan_power;
  TowerWater water;       ///< of all; pads of adiabatic coolers evaporate all that they take
  ValidityBits outside_validity = 0;
};

class HeatRejection {
 public:
  HeatRejection() : HeatRejection(TowerParams{}) {}
  explicit HeatRejection(const TowerParams&);
  explicit HeatRejection(const DryCoolerParams&);

  HeatFlow rated_heat() const;          ///< of one
  MassFlow design_water() const;        ///< of one
  TemperatureDiff range() const;        ///< of the water at the design point
  bool evaporates() const { return std::holds_alternative<Tower>(machine_); }

  RejectionOutputs run(const RejectionInputs&, const Outdoors&) const;
  /// The coldest set-point that the fans follow: `closest_to_sink` above the sink.
  Temperature floor(const Outdoors&) const;
  /// What one gives with this heat at full fans.
  Temperature coldest(HeatFlow one, Fraction flow, const Outdoors&) const;
  /// What the water comes to with no heat at all.
  Temperature sink(const Outdoors&) const;
  /// Heat with which one, at full fans, still gives water of `supply` less `approach` in proportion to its heat over the rated one. At
  /// most the rating; `near`: about where.
  HeatFlow available(Temperature supply, TemperatureDiff approach, HeatFlow near, const Outdoors&) const;

 private:
  std::variant<Tower, DryCooler> machine_;
};

}  // namespace netsuden
