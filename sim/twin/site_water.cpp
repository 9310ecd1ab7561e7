// SPDX-License-Identifier: Apache-2.0
// The circuits of a site's plants with hydraulics: which hall hangs on which branch, and the water that it gets.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/twin/site_model.hpp"

namespace netsuden {

void SiteModel::build_water() {
  branch_.assign(halls_.size(), {-1, -1});
  for (std::size_t p = 0; p < plants_.size(); ++p) {
    water_.emplace_back();
    const PlantSpec& spec = plants_[p].spec();
    if (!spec.hydraulics) continue;
    std::vector<WaterLoop::Branch> branches;
    const auto add = [&](std::size_t h, bool cdus, const CircuitBranchParams& params) {
      branch_[h][cdus ? 1 : 0] = static_cast<int>(branches.size());
      branches.emplace_back();
      branches.back().hall = static_cast<int>(h);
      branches.back().cdus = cdus;
      branches.back().params = params;
    };
    for (std::size_t h = 0; h < halls_.size(); ++h) {
      const HallSpec& s = halls_[h].spec();
      if (halls_[h].air_loop == static_cast<int>(p) && s.air && s.air->branch) add(h, false, *s.air->branch);
      if (halls_[h].liquid_loop == static_cast<int>(p) && s.liquid && s.liquid->branch) add(h, true, *s.liquid->branch);
    }
    water_.back().emplace(*spec.hydraulics, std::move(branches), spec.supply);
    any_water_ = true;
  }
}

const WaterLoop::Branch* SiteModel::branch(int hall, bool cdus) const {
  const auto h = static_cast<std::size_t>(hall);
  const int b = branch_[h][cdus ? 1 : 0];
  return b < 0 ? nullptr : &water(cdus ? halls_[h].liquid_loop : halls_[h].air_loop)->branches()[static_cast<std::size_t>(b)];
}

/// The water for a step; with `dt_s` 0 as it is there now.
void SiteModel::water_of(std::size_t h, HallInputs& in, double dt_s, const std::vector<double>* from_plant_k) const {
  const auto at_hall = [&](int loop) {
    const auto p = static_cast<std::size_t>(loop);
    return water_[p]->at_halls(from_plant_k ? Temperature::kelvin((*from_plant_k)[p]) : plants_[p].supply(), dt_s);
  };
  if (const WaterLoop::Branch* b = branch(static_cast<int>(h), false)) {
    in.water_supply = at_hall(halls_[h].air_loop);
    in.coil_water_kg_s = b->most_kg_s;
  }
  if (const WaterLoop::Branch* b = branch(static_cast<int>(h), true)) {
    in.facility_water = at_hall(halls_[h].liquid_loop);
    in.cdu_water_kg_s = b->most_kg_s;
    in.coolant_set_point = plants_[static_cast<std::size_t>(halls_[h].liquid_loop)].set_point() + halls_[h].spec().liquid->cdus.params.approach;
  }
}

/// What the valves of a hall want after its step.
void SiteModel::note_wants(std::size_t h) {
  const HallStep& s = out_.halls[h];
  if (branch_[h][0] >= 0) water_[static_cast<std::size_t>(halls_[h].air_loop)]->branches()[static_cast<std::size_t>(branch_[h][0])].wants_kg_s = s.coil_wants_kg_s;
  if (branch_[h][1] >= 0) water_[static_cast<std::size_t>(halls_[h].liquid_loop)]->branches()[static_cast<std::size_t>(branch_[h][1])].wants_kg_s = s.cdu_wants_kg_s;
}

bool SiteModel::solve_water(double dt_s) {
  bool moved = false;
  for (std::size_t p = 0; p < plants_.size(); ++p) {
    if (!water_[p]) continue;
    for (WaterLoop::Branch& b : water_[p]->branches()) {
      const Hall& hall = halls_[static_cast<std::size_t>(b.hall)];
      const auto installed = static_cast<double>(b.cdus ? hall.cdu_up.size() : hall.crah_up.size());
      b.in_service = (b.cdus ? hall.cdus_up() : hall.crahs_up()) / installed;
    }
    moved = water_[p]->solve(dt_s, plant_powered_[p] != 0 && plants_[p].in_service) || moved;
  }
  return moved;
}

double SiteModel::next_pump_s() const {
  double next = std::numeric_limits<double>::infinity();
  if (!any_water_) return next;
  for (const auto& w : water_)
    if (w) next = std::min(next, w->next_pump_s());
  return next;
}

Temperature SiteModel::facility_water(std::size_t h) const {
  const auto p = static_cast<std::size_t>(halls_[h].liquid_loop);
  return water_[p] ? water_[p]->at_halls(plants_[p].supply(), 0) : plants_[p].supply();
}

Temperature SiteModel::coolant_now(std::size_t h) const {
  if (const auto t = halls_[h].coolant_supply()) return *t;
  // Without a running CDU the facility water stands for it.
  const double approach = std::isfinite(out_.halls[h].coolant_approach_k) ? out_.halls[h].coolant_approach_k : 0;
  return plants_[static_cast<std::size_t>(halls_[h].liquid_loop)].supply() + TemperatureDiff::from_si(approach);
}

}  // namespace netsuden
