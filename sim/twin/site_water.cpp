// SPDX-License-Identifier: Apache-2.0
// The circuits of a site's plants with hydraulics: which hall hangs on which branch, and the water that it gets.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/twin/site_model.hpp"

namespace netsuden {

void SiteModel::build_water() {
  branch_.assign(halls_.size(), {-1, -1, -1});
  for (std::size_t p = 0; p < plants_.size(); ++p) {
    water_.emplace_back();
    const PlantSpec& spec = plants_[p].spec();
    if (!spec.hydraulics) continue;
    std::vector<WaterLoop::Branch> branches;
    const auto add = [&](std::size_t h, BranchKind kind, const CircuitBranchParams& params) {
      branch_[h][static_cast<std::size_t>(kind)] = static_cast<int>(branches.size());
      branches.emplace_back();
      branches.back().hall = static_cast<int>(h);
      branches.back().kind = kind;
      branches.back().params = params;
    };
    for (std::size_t h = 0; h < halls_.size(); ++h) {
      const HallSpec& s = halls_[h].spec();
      if (halls_[h].air_loop == static_cast<int>(p) && s.air && s.air->branch) add(h, BranchKind::coils, *s.air->branch);
      if (halls_[h].liquid_loop == static_cast<int>(p) && s.liquid && s.liquid->branch) add(h, BranchKind::cdus, *s.liquid->branch);
      if (halls_[h].door_loop == static_cast<int>(p) && s.rear_doors && s.rear_doors->branch) add(h, BranchKind::doors, *s.rear_doors->branch);
    }
    water_.back().emplace(*spec.hydraulics, std::move(branches), spec.supply);
    any_water_ = true;
  }
}

int SiteModel::loop_of(std::size_t h, BranchKind kind) const {
  return kind == BranchKind::coils ? halls_[h].air_loop : kind == BranchKind::cdus ? halls_[h].liquid_loop : halls_[h].door_loop;
}

const WaterLoop::Branch* SiteModel::branch(int hall, BranchKind kind) const {
  const auto h = static_cast<std::size_t>(hall);
  const int b = branch_[h][static_cast<std::size_t>(kind)];
  return b < 0 ? nullptr : &water(loop_of(h, kind))->branches()[static_cast<std::size_t>(b)];
}

/// The water for a step; with `dt_s` 0 as it is there now.
void SiteModel::water_of(std::size_t h, HallInputs& in, double dt_s, const std::vector<double>* from_plant_k) const {
  const auto at_hall = [&](int loop) {
    const auto p = static_cast<std::size_t>(loop);
    return water_[p]->at_halls(from_plant_k ? Temperature::kelvin((*from_plant_k)[p]) : plants_[p].supply(), dt_s);
  };
  if (const WaterLoop::Branch* b = branch(static_cast<int>(h), BranchKind::coils)) {
    in.water_supply = at_hall(halls_[h].air_loop);
    in.coil_water = MassFlow::from_si(b->most_kg_s);
  }
  if (const WaterLoop::Branch* b = branch(static_cast<int>(h), BranchKind::cdus)) {
    in.facility_water = at_hall(halls_[h].liquid_loop);
    in.cdu_water = MassFlow::from_si(b->most_kg_s);
    in.coolant_set_point = plants_[static_cast<std::size_t>(halls_[h].liquid_loop)].set_point() + halls_[h].spec().liquid->cdus.params.approach;
  }
  if (const WaterLoop::Branch* b = branch(static_cast<int>(h), BranchKind::doors)) {
    in.door_water = at_hall(halls_[h].door_loop);
    in.door_flow = MassFlow::from_si(b->most_kg_s);
  }
}

/// Of plants without hydraulics: the share of the design flow that their pumps drive over a step, or now.
double SiteModel::pumped(std::size_t p, double dt_s) const { return water_[p] ? 1 : plants_[p].pumped(moves_water(p), dt_s).mean; }

void SiteModel::pumped_water(std::size_t h, HallInputs& in, double dt_s) const {
  const auto share = [&](int loop) { return loop >= 0 ? pumped(static_cast<std::size_t>(loop), dt_s) : 1; };
  in.coil_pumped = share(halls_[h].air_loop);
  in.cdu_pumped = share(halls_[h].liquid_loop);
  in.door_pumped = share(halls_[h].door_loop);
}

/// What the valves of a hall want after its step.
void SiteModel::note_wants(std::size_t h) {
  const HallStep& s = out_.halls[h];
  for (const auto& [kind, kg_s] : {std::pair{BranchKind::coils, s.coil_wants_kg_s}, std::pair{BranchKind::cdus, s.cdu_wants_kg_s}, std::pair{BranchKind::doors, s.door_wants_kg_s}})
    if (const int b = branch_[h][static_cast<std::size_t>(kind)]; b >= 0) water_[static_cast<std::size_t>(loop_of(h, kind))]->branches()[static_cast<std::size_t>(b)].wants_kg_s = kg_s;
}

bool SiteModel::solve_water(double dt_s) {
  bool moved = false;
  for (std::size_t p = 0; p < plants_.size(); ++p) {
    if (!water_[p]) continue;
    for (WaterLoop::Branch& b : water_[p]->branches()) {
      const Hall& hall = halls_[static_cast<std::size_t>(b.hall)];
      if (b.kind == BranchKind::doors) continue;  // one a rack, always
      const bool cdus = b.kind == BranchKind::cdus;
      b.in_service = (cdus ? hall.cdus_up() : hall.crahs_up()) / static_cast<double>(cdus ? hall.cdu_up.size() : hall.crah_up.size());
    }
    moved = water_[p]->solve(dt_s, moves_water(p)) || moved;
  }
  return moved;
}

/// What a hall gives to its loops in the step at hand.
void SiteModel::give_heat(std::size_t h, std::vector<double>& loops_w) const {
  const HallStep& s = out_.halls[h];
  for (const auto& [loop, w] : {std::pair{halls_[h].air_loop, s.coil_w}, std::pair{halls_[h].liquid_loop, s.liquid_loop_w}, std::pair{halls_[h].door_loop, s.door_w}})
    if (loop >= 0) loops_w[static_cast<std::size_t>(loop)] += w;
}

/// Valves as their halls want them at the start, and the return pipes full of what comes back from them.
void SiteModel::settle_water(const WeatherSample& w) {
  constexpr int rounds = 3;
  std::vector<double> heat_w;
  for (int round = 0; round < rounds; ++round) {
    heat_w.assign(plants_.size(), 0);
    for (std::size_t h = 0; h < halls_.size(); ++h) {
      HallInputs in = hall_inputs(h, loads_[h]->power_w(), w);
      in.dt_s = 1;
      HallStep& s = out_.halls[h] = halls_[h].evaluate(in);
      note_wants(h);
      give_heat(h, heat_w);
      s = {};
    }
    solve_water(1);
  }
  for (std::size_t p = 0; p < plants_.size(); ++p)
    if (water_[p]) water_[p]->settle(plants_[p].supply(), heat_w[p]);
}

double SiteModel::next_pump_s() const {
  double next = std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < water_.size(); ++p) next = std::min(next, water_[p] ? water_[p]->next_pump_s() : plants_[p].next_pump_s(moves_water(p)));
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
  return plants_[static_cast<std::size_t>(halls_[h].liquid_loop)].supply() + TemperatureDiff::from_si(approach) + halls_[h].coolant_excess();
}

}  // namespace netsuden
