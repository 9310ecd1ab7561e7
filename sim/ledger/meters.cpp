// SPDX-License-Identifier: Apache-2.0
#include "sim/ledger/meters.hpp"

namespace netsuden {
namespace {

/// All that is summed.
constexpr double SiteMeters::*sums[] = {
    &SiteMeters::seconds, &SiteMeters::it_j, &SiteMeters::cooling_j, &SiteMeters::loss_j, &SiteMeters::other_j, &SiteMeters::import_j, &SiteMeters::generated_j, &SiteMeters::stored_j, &SiteMeters::missing_j,
    &SiteMeters::solar_j, &SiteMeters::curtailed_j, &SiteMeters::charged_j, &SiteMeters::discharged_j, &SiteMeters::fuel_m3, &SiteMeters::ups_out_j, &SiteMeters::pdu_out_j, &SiteMeters::past_ups_j, &SiteMeters::past_pdu_j,
    &SiteMeters::air_economizer_j, &SiteMeters::coil_j, &SiteMeters::economizer_j, &SiteMeters::plant_heat_j, &SiteMeters::chiller_j, &SiteMeters::tower_j, &SiteMeters::pump_j, &SiteMeters::crah_j, &SiteMeters::cdu_j,
    &SiteMeters::free_alone_s, &SiteMeters::free_beside_s, &SiteMeters::circuit_pump_j, &SiteMeters::circuit_hydraulic_j, &SiteMeters::circuit_short_s, &SiteMeters::crac_j, &SiteMeters::door_fan_j, &SiteMeters::door_heat_j,
    &SiteMeters::latent_j, &SiteMeters::condensate_kg, &SiteMeters::transformer_loss_j, &SiteMeters::ups_loss_j, &SiteMeters::pdu_loss_j, &SiteMeters::water_kg, &SiteMeters::evaporation_kg, &SiteMeters::blow_down_kg,
    &SiteMeters::carbon_kg, &SiteMeters::carbon_marginal_kg, &SiteMeters::energy_cost, &SiteMeters::demand_charge, &SiteMeters::curtailment_penalty, &SiteMeters::curtailment_payment, &SiteMeters::gpu_powered_s,
    &SiteMeters::rated_it_j, &SiteMeters::heat_rejected_j, &SiteMeters::heat_to_ambient_j, &SiteMeters::network_asked_j, &SiteMeters::reused_j, &SiteMeters::reused_source_j, &SiteMeters::heat_pump_j,
    &SiteMeters::water_saved_kg, &SiteMeters::electrical_residual_j, &SiteMeters::thermal_residual_j, &SiteMeters::heat_in_j};
constexpr double SiteMeters::*extremes[] = {&SiteMeters::it_max_w, &SiteMeters::it_min_w, &SiteMeters::it_max_time_s, &SiteMeters::import_max_w, &SiteMeters::import_max_time_s, &SiteMeters::demand_max_w, &SiteMeters::demand_max_time_s};
static_assert(sizeof(SiteMeters) == sizeof(DemandMeters) + (std::size(sums) + std::size(extremes)) * sizeof(double), "a new meter is one of the two");

}  // namespace

DemandMeters since(const DemandMeters& now, const DemandMeters& before) {
  DemandMeters d = now;
  d.demand_j -= before.demand_j;
  d.served_j -= before.served_j;
  for (std::size_t c = 0; c < unserved_causes; ++c) {
    d.unserved_j[c] -= before.unserved_j[c];
    d.off_s[c] -= before.off_s[c];
  }
  d.boot_s -= before.boot_s;
  return d;
}

SiteMeters SiteMeters::since(const SiteMeters& before) const {
  SiteMeters d = *this;
  for (const auto meter : sums) d.*meter -= before.*meter;
  d.demand = netsuden::since(demand, before.demand);
  return d;
}

void SiteMeters::restart_extremes() {
  const SiteMeters fresh;
  for (const auto x : extremes) this->*x = fresh.*x;
}

}  // namespace netsuden
