// SPDX-License-Identifier: Apache-2.0
// The devices of a hall under their cold plates: what coolant their racks want and get, and how warm their cases are. Joins the models of
// sim/cooling; its own is only who gets what:
//
//   wanted  = racks x plates x rated flow / share of the heat under the plates, in proportion to the hall's liquid heat: each plate has its
//             share of the rack's coolant as of its heat
//   given   = what the pumps of the CDUs that run give: at most their rated flow, and no more than their head drives through a rack
//   mean    = a plate with the mean flow and the mean heat; all heat of the liquid is stored in plates as in this one
//   worst   = the plate with the least flow (manifold), in the rack that draws most, whichever that is
// Power within a step is its mean: swings of training are as fast as a plate is slow.
// Verified by tests/invariants/cold_plate_test.cpp.
#pragma once

#include <limits>
#include <vector>

#include "sim/cooling/cold_plate.hpp"
#include "sim/cooling/manifold.hpp"
#include "sim/spec/site.hpp"

namespace netsuden {

struct PlatesInputs {
  double liquid_w = 0;          ///< heat of the racks into liquid, mean over the step
  double busiest = 1;           ///< power of the rack that draws most, over the mean
  double coolant_kg_s = 0;      ///< of the hall
  Temperature supply = 30_degC; ///< technology loop; of no account without flow
};

struct PlatesStep {
  Temperature mean, worst, steady_worst;          ///< of cases: at the end; what the worst comes to in the end
  double mean_c = std::numeric_limits<double>::quiet_NaN();  ///< of the mean case over the step
  double highest_c = std::numeric_limits<double>::quiet_NaN();  ///< of the worst case in the step
  double margin_k = std::numeric_limits<double>::quiet_NaN();   ///< of the junction of the worst
  double stored_w = 0;          ///< heat that stays in devices, plates and coolant
  double flow_m3_s = 0, least_m3_s = 0;           ///< of a plate
  ValidityBits outside_validity = 0;
};

class HallPlates {
 public:
  HallPlates(const HallSpec&, const RackModel&);
  /// Takes other parameters; states stay.
  void reload(const HallSpec&, const RackModel&);

  const ColdPlateParams& params() const { return plate_; }
  /// Coolant that the racks want at a heat, and that the pumps of so many CDUs can give, kg/s.
  double wanted_kg_s(double liquid_w) const;
  double available_kg_s(double units) const;
  /// Flow of the CDUs' pumps over rated, of so many units with pumps for so many.
  double pump_share(double liquid_w, int units, double flow_up) const;
  double rated_kg_s() const { return cdu_kg_s_; }  ///< of one CDU

  PlatesStep step(const PlatesInputs&, double dt_s) const;
  void commit(const PlatesStep& s) { mean_ = s.mean, worst_ = s.worst; }
  /// At rest, but no warmer than `most`.
  void settle(const PlatesInputs&, Temperature most);
  Temperature mean() const { return mean_; }
  Temperature worst() const { return worst_; }
  double time_to_worst_s(const PlatesInputs&, Temperature threshold) const;

 private:
  PlateInputs plate(const PlatesInputs&, double busiest, double share, ValidityBits*) const;
  VolumeFlow plate_flow(double coolant_kg_s) const;

  ColdPlateParams plate_;
  CoolantProperties coolant_;
  bool variable_ = true;
  double plates_ = 1;           ///< of the hall, over the share of the heat that is theirs
  double rated_w_ = 1;          ///< of the hall into liquid
  double cdu_kg_s_ = 1, least_pump_ = 0;
  double driven_ = std::numeric_limits<double>::infinity();  ///< flow that the CDUs' head drives through the racks, over what plates are rated for
  double least_ = 1;            ///< of the branches of a rack, over the mean
  Temperature mean_ = 30_degC, worst_ = 30_degC;
};

}  // namespace netsuden
