// SPDX-License-Identifier: Apache-2.0
// The meters of a site after a step, and its balances of electricity and heat: supply and use are summed independently.
//
// Verified by tests/invariants/energy_test.cpp.
#include <cmath>

#include "sim/twin/site_model.hpp"

namespace netsuden {

void SiteModel::account(double dt) {
  SiteMeters& m = meters_;
  m.seconds += dt;
  m.it_j += out_.it_w * dt;
  m.cooling_j += out_.cooling_w * dt;
  m.loss_j += out_.loss_w * dt;
  m.other_j += out_.other_w * dt;
  m.import_j += out_.import_w * dt;
  m.generated_j += out_.generated_w * dt;
  m.stored_j += out_.stored_w * dt;
  m.solar_j += chain_.solar_w() * dt;
  m.curtailed_j += chain_.curtailed_w() * dt;
  m.charged_j += chain_.charged_w() * dt;
  m.discharged_j += chain_.discharged_w() * dt;
  m.missing_j += out_.missing_w * dt;
  account_demand(dt);
  m.ups_out_j += out_.ups_out_w * dt;
  m.pdu_out_j += out_.pdu_out_w * dt;
  m.past_ups_j += out_.served_share * chain_.it_past_ups_w() * dt;
  m.past_pdu_j += out_.served_share * chain_.it_past_pdu_w() * dt;
  m.water_kg += out_.water_kg_s * dt;
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    const RackPowerParams& rack = halls_[h].rack().params;
    if (halls_[h].there) m.rated_it_j += halls_[h].rated_it_w() * dt;
    if (racks_on_[h] != 0 && !boots(static_cast<int>(h))) m.gpu_powered_s += static_cast<double>(halls_[h].spec().racks.count) * rack.nodes_per_rack * rack.node.gpus * dt;
  }
  grid_account_.account(out_.t_s, dt, out_.import_w, grid_account_.demand_meter() ? chain_.import_power_factor() : 1, out_.rates, m);
  // Electricity: what is supplied is what is used, lost and stored, independently summed.
  out_.electrical_residual_j = (out_.import_w + out_.generated_w - (out_.it_w + out_.cooling_w + out_.other_w + out_.loss_w + out_.stored_w)) * dt;
  // Heat: electricity turned into heat in halls and loops leaves by the towers, through the walls, or stays.
  double in = 0, away = 0;
  for (const auto& h : out_.halls) {
    in += (h.air_heat_w + h.liquid_heat_w + h.crah_fan_w + h.cdu_pump_w + h.door_fan_w + h.crac_w + h.vapour_w) * dt;
    away += h.air.to_ambient.si() + h.air.stored.si() + (h.free_w + h.plates.stored_w + h.rejected_w + h.vapour_stored_w) * dt + h.coolant_stored_j;
    m.air_economizer_j += h.free_w * dt;
    m.coil_j += h.coil_w * dt;
    m.heat_to_ambient_j += h.air.to_ambient.si();
    m.crah_j += h.crah_fan_w * dt;
    m.crac_j += h.crac_w * dt;
    m.door_heat_j += h.door_w * dt;
    m.door_fan_j += h.door_fan_w * dt;
    m.latent_j += h.latent_w * dt;
    m.condensate_kg += h.condensate_kg_s * dt;
    m.heat_rejected_j += h.rejected_w * dt;
    m.cdu_j += h.cdu_pump_w * dt;
  }
  for (std::size_t i = 0; i < plants_.size(); ++i) {
    const PlantStep& p = out_.plants[i];
    const double compressors = p.chiller_w * plants_[i].spec().chillers.params.motor_share.value();
    in += (p.primary_pump_w + compressors + p.condenser_pump_w + p.heat_pump_w + p.walls_w) * dt;
    away += (p.rejected_w + p.reused_w + p.store_gain_w) * dt + p.stored_j;
    if (const WaterLoop* w = water(static_cast<int>(i))) {
      away += w->step().stored_j;
      m.circuit_pump_j += w->step().pump_w * dt;
      m.circuit_hydraulic_j += w->step().hydraulic_w * dt;
      if (w->step().short_of_flow) m.circuit_short_s += dt;
    }
    m.heat_rejected_j += p.rejected_w * dt;
    m.chiller_j += p.chiller_w * dt;
    m.tower_j += p.fan_w * dt;
    m.economizer_j += p.economizer_w * dt;
    if (p.economizer_w > 0) (p.chillers_running > 0 ? m.free_beside_s : m.free_alone_s) += dt;
    m.plant_heat_j += p.heat_out_w * dt;
    m.pump_j += (p.primary_pump_w + p.condenser_pump_w) * dt;
    if (plants_[i].spec().heat_recovery) {
      m.network_asked_j += p.asked_w * dt;
      m.reused_j += p.reused_w * dt;
      m.reused_source_j += p.taken_w * dt;
      m.heat_pump_j += p.heat_pump_w * dt;
      m.water_saved_kg += p.water_saved_kg_s * dt;
    }
    plant_year_kg_[i] += p.water_kg_s * dt;
    m.evaporation_kg += p.evaporation_kg_s * dt;
    m.blow_down_kg += p.blow_down_kg_s * dt;
  }
  out_.thermal_residual_j = in - away;
  m.heat_in_j += in;
  m.electrical_residual_j += std::abs(out_.electrical_residual_j);
  m.thermal_residual_j += std::abs(out_.thermal_residual_j);
  double fuel = 0, fuel_carbon = 0;
  for (const auto& n : chain_.nodes()) {
    if (n.sets.empty()) continue;
    fuel += n.burnt_m3();
    fuel_carbon += (Volume::from_si(n.burnt_m3()) * n.spec.genset.carbon).si();
  }
  m.carbon_kg += fuel_carbon - fuel_carbon_kg_;
  m.carbon_marginal_kg += fuel_carbon - fuel_carbon_kg_;
  fuel_carbon_kg_ = fuel_carbon;
  m.fuel_m3 = fuel;
  for (const auto& n : chain_.nodes()) {
    if (n.spec.type == PowerNodeType::transformer) m.transformer_loss_j += n.loss_w * dt;
    if (n.spec.is_ups()) m.ups_loss_j += n.loss_w * dt;
    if (n.is(PowerNodeType::pdu) || n.is(PowerNodeType::busway)) m.pdu_loss_j += n.loss_w * dt;
  }
  if (out_.it_peak_w > m.it_max_w) {
    m.it_max_w = out_.it_peak_w;
    m.it_max_time_s = out_.t_s;
  }
  if (out_.import_w > m.import_max_w) {
    m.import_max_w = out_.import_w;
    m.import_max_time_s = out_.t_s;
  }
}

}  // namespace netsuden
