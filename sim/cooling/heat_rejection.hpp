// SPDX-License-Identifier: Apache-2.0
// What a plant rejects its heat with: cooling towers or dry coolers, several alike side by side.
// Verified by tests/unit/cooling/heat_rejection_test.cpp.
#pragma once

#include <variant>

#include "sim/cooling/dry_cooler.hpp"
#include "sim/cooling/tower.hpp"

namespace netsuden {

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
  /// The set-point that the fans are given at least, colder ones only waste their power: wet bulb plus design approach of a tower,
  /// entering air plus that difference of a dry cooler.
  Temperature floor(const Outdoors&) const;
  /// What the water comes to with no heat at all.
  Temperature sink(const Outdoors&) const;
  /// Heat with which one, at full fans, still gives water of `supply` less `approach` in proportion to its heat over the rated one. At
  /// most the rating; `near`: about where.
  HeatFlow available(Temperature supply, TemperatureDiff approach, HeatFlow near, const Outdoors&) const;

 private:
  Temperature full_leaving(HeatFlow one, const Outdoors&) const;
  std::variant<Tower, DryCooler> machine_;
};

}  // namespace netsuden
