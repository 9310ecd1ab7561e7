// SPDX-License-Identifier: Apache-2.0
// Cumulative meters of a site and the metrics of ISO/IEC 30134 that follow from them.
//
// Boundaries. E_DC: import of the grid connections and generation on the site. E_IT by measuring point: category 3 at the
// input of the racks (with the power supplies inside), category 2 at the output of the PDUs, category 1 at the output of
// the UPS. Without a PDU or UPS the category is absent.
//   PUE = E_DC / E_IT (category 3 unless said otherwise), WUE = make-up water [L] / E_IT [kWh],
//   CUE = CO2 of the imports [kg] / E_IT [kWh], ERF = E_reused / E_DC, ERE = (E_DC - E_reused) / E_IT = PUE (1 - ERF), E_reused the heat
//   that is handed to networks, with what heat pumps add to it (their electricity is part of E_DC); all energy-weighted over the run, never means of hourly ratios.
// Periods shorter than twelve months give interim values (iPUE).
// Source: ISO/IEC 30134-2, -6, -8, -9; The Green Grid (ERE). Verified by tests/unit/ledger/meters_test.cpp (ACC-MET-01, ACC-MET-02).
#pragma once

#include <limits>

#include "sim/ledger/demand.hpp"

namespace netsuden {

struct SiteMeters {
  double seconds = 0;
  double it_j = 0, cooling_j = 0, loss_j = 0, other_j = 0, import_j = 0;
  double generated_j = 0, stored_j = 0, missing_j = 0;  ///< by generating sets and PV; into batteries; asked of a battery that could not give it
  DemandMeters demand;
  double solar_j = 0, curtailed_j = 0;     ///< of PV: given, and what its boards could not take
  double charged_j = 0, discharged_j = 0;  ///< of site batteries, at their boards
  double fuel_m3 = 0;
  double ups_out_j = 0, pdu_out_j = 0;    ///< IT energy at the outputs of UPS and of PDUs, with the losses behind them
  double past_ups_j = 0, past_pdu_j = 0;  ///< IT energy that passes none: the category does not exist
  double air_economizer_j = 0, coil_j = 0;  ///< heat that outdoor air takes out of the halls, and their coils
  double economizer_j = 0, plant_heat_j = 0;  ///< heat taken out of the loops without a chiller by economizers; and all of it
  double chiller_j = 0, tower_j = 0, pump_j = 0, crah_j = 0, cdu_j = 0;  ///< tower: fans of dry coolers too; crah: fans of CRACs too
  double free_alone_s = 0, free_beside_s = 0;  ///< time in which economizers carry a loop without chillers, beside them; of all plants together
  double circuit_pump_j = 0, circuit_hydraulic_j = 0, circuit_short_s = 0;  ///< pumps of loops with hydraulics: of pump_j, given to the water, time in which a branch lacked flow
  double crac_j = 0, door_fan_j = 0;        ///< compressors and condenser fans of CRACs; fans of rear doors
  double door_heat_j = 0, latent_j = 0, condensate_kg = 0;  ///< taken by rear doors; latent heat that coils take, and their condensate
  double transformer_loss_j = 0, ups_loss_j = 0, pdu_loss_j = 0;
  double water_kg = 0, evaporation_kg = 0, blow_down_kg = 0, carbon_kg = 0;
  double carbon_marginal_kg = 0;          ///< by the marginal intensity of the grid; NaN where it gives none
  double energy_cost = 0, demand_charge = 0, curtailment_penalty = 0, curtailment_payment = 0;
  double gpu_powered_s = 0, rated_it_j = 0;  ///< accelerators that have power and have booted, times time; rated IT power of the halls that are there, times time
  double heat_rejected_j = 0, heat_to_ambient_j = 0;
  double network_asked_j = 0, reused_j = 0, reused_source_j = 0, heat_pump_j = 0;  ///< asked by heat networks; handed over; out of the plants' water; electricity
  double water_saved_kg = 0;              ///< that towers would have made up for the heat that networks took
  // sums of absolute imbalances
  double electrical_residual_j = 0, thermal_residual_j = 0, heat_in_j = 0;
  // extremes of the instantaneous IT power and of the mean import of a step
  double it_max_w = 0, it_min_w = std::numeric_limits<double>::infinity(), it_max_time_s = 0;
  double import_max_w = 0, import_max_time_s = 0;
  double demand_max_w = 0, demand_max_time_s = 0;  ///< highest mean import of a demand interval; 0 where demand is not metered

  double cost() const { return energy_cost + demand_charge + curtailment_penalty - curtailment_payment; }
  /// What the site used: imported, generated or out of batteries; what goes into them is used when it comes out.
  double supply_j() const { return import_j + generated_j - stored_j; }
  double pue() const { return it_j > 0 ? supply_j() / it_j : std::numeric_limits<double>::quiet_NaN(); }
  double pue1() const { return ups_out_j > 0 && past_ups_j <= 1e-9 * it_j ? supply_j() / ups_out_j : std::numeric_limits<double>::quiet_NaN(); }
  double pue2() const { return pdu_out_j > 0 && past_pdu_j <= 1e-9 * it_j ? supply_j() / pdu_out_j : std::numeric_limits<double>::quiet_NaN(); }
  double wue_l_per_kwh() const { return it_j > 0 ? water_kg / (it_j / 3.6e6) : std::numeric_limits<double>::quiet_NaN(); }
  double erf() const { return it_j > 0 && supply_j() > 0 ? reused_j / supply_j() : std::numeric_limits<double>::quiet_NaN(); }
  double ere() const { return it_j > 0 ? (supply_j() - reused_j) / it_j : std::numeric_limits<double>::quiet_NaN(); }
  double cue_kg_per_kwh() const { return it_j > 0 ? carbon_kg / (it_j / 3.6e6) : std::numeric_limits<double>::quiet_NaN(); }

  /// What was metered since these meters stood at `before`. The extremes stay: they are those since the last restart_extremes().
  SiteMeters since(const SiteMeters& before) const;
  /// Forgets the extremes; what is summed goes on.
  void restart_extremes();
};

/// The same of a hall.
DemandMeters since(const DemandMeters& now, const DemandMeters& before);

}  // namespace netsuden
