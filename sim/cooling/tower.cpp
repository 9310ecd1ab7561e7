// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/tower.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/cooling/tower_yorkcalc.hpp"
#include "sim/site/psychrometrics.hpp"

namespace netsuden {

void describe(Describe& d, TowerWaterParams& p) {
  d.variant("evaporation", p.model,
            {{"saturated_exit", "by the humidity that the air takes up, leaving saturated; yorkcalc towers know no air and take the loss factor"},
             {"loss_factor", "a share of the water flow for each kelvin of range"}},
            {.text = "How evaporation is computed.", .source = "EnergyPlus Engineering Reference, cooling towers"}, [&](Describe& v, int) {
              v.plain("evaporation_per_k", p.evaporation_per_k,
                      {.range = {0, 0.01, "the latent heat of water gives 0.0017"},
                       .text = "Loss factor: evaporated share of the water flow for each kelvin of range.",
                       .source = "EnergyPlus Engineering Reference: 0.15 to 0.27 % for each K"});
            });
  d.fraction("drift", p.drift,
             {.unit = "%",
              .range = {0, 0.02, "drift eliminators hold it far below"},
              .text = "Droplets lost, as a share of the design water flow at full air.",
              .source = "EnergyPlus default 0.008 %"});
  d.plain("cycles_of_concentration", p.cycles_of_concentration,
          {.range = {1.1, 100, "above 1 blow-down is finite"},
           .text = "Dissolved solids of the basin over those of the make-up water.",
           .source = "EnergyPlus Engineering Reference: 3 to 5"});
}

void describe(Describe& d, TowerParams& p) {
  d.variant("method", p.model,
            {{"yorkcalc", "The YorkCalc correlation of EnergyPlus."}, {"merkel", "Merkel's theory in eps-NTU form."}},
            {.text = "How the approach is computed.", .source = "physics reference 5.2"}, [&](Describe& v, int i) {
              if (i == 1)
                v.plain("air_per_heat", p.air_per_heat,
                        {.range = {5e-6, 2e-4, "practical ratios of air to heat"},
                         .text = "Design air flow in m3/s for each W of rated heat.",
                         .source = "EnergyPlus example CoolingTower:VariableSpeed:Merkel"});
            });
  d.quantity("rated_heat", p.rated_heat,
             {.unit = "kW",
              .range = {1, 1e6, "from a packaged tower to a bank of cells"},
              .text = "Heat rejected at the design point.",
              .source = "assumption"});
  d.temperature("wet_bulb", p.wet_bulb,
                {.unit = "degC",
                 .range = {5, 32, "design wet bulbs of the world"},
                 .text = "Wet bulb at design.",
                 .source = "EnergyPlus reference condition"});
  d.quantity("approach", p.approach,
             {.unit = "K",
              .range = {1.5, 20, "below 1.5 K towers are not built"},
              .text = "Leaving water above wet bulb at design.",
              .source = "EnergyPlus reference condition"});
  d.quantity("range", p.range,
             {.unit = "K",
              .range = {1.5, 22, "the correlation's data"},
              .text = "Cooling of the water at design.",
              .source = "EnergyPlus reference condition"});
  d.fraction("fan_power", p.fan_power,
             {.unit = "%",
              .range = {0, 0.1, "fans above a tenth of the heat are a mistake"},
              .text = "Fan power at full speed, as a share of the rated heat.",
              .source = "EnergyPlus default 0.0105"});
  d.integer("cells", p.cells,
            {.range = {1, 200, "at least one"}, .text = "Cells that share the rated heat.", .source = "assumption"});
  d.fraction("minimum_air", p.minimum_air,
             {.unit = "%",
              .range = {0.05, 1, "drives and gears have a lowest speed"},
              .text = "Lowest air ratio while the fans run.",
              .source = "EnergyPlus example"});
  d.fraction("free_convection", p.free_convection,
             {.unit = "%",
              .range = {0, 0.3, "buoyancy only"},
              .text = "Heat without fans, as a share of that with full fans.",
              .source = "EnergyPlus: 0.1 to 0.125"});
  d.fraction("minimum_cell_water", p.minimum_cell_water,
             {.unit = "%",
              .range = {0, 1, "the fill must stay wet"},
              .text = "Lowest water flow of a running cell, as a share of its design flow.",
              .source = "EnergyPlus default 0.33"});
  d.object("water", p.water, {.text = "Evaporation, drift and blow-down.", .source = "physics reference 5.2"});
}

MassFlow evaporation_of(const TowerWaterParams& p, MassFlow water, TemperatureDiff range) {
  return water * (p.evaporation_per_k * std::max(0.0, range.si()));
}

TowerWater tower_water(const TowerWaterParams& p, MassFlow evaporation, MassFlow design_water, double air_ratio) {
  TowerWater w;
  w.evaporation = evaporation;
  w.drift = design_water * (p.drift.value() * air_ratio);
  const MassFlow bleed = w.evaporation / (p.cycles_of_concentration - 1) - w.drift;
  w.blow_down = bleed.si() > 0 ? bleed : MassFlow{};
  w.make_up = w.evaporation + w.drift + w.blow_down;
  return w;
}

Tower size_tower(const TowerParams& p) {
  Tower t;
  t.params = p;
  t.design_water_kg_s = p.rated_heat.si() / (constants::cp_water * p.range.si());
  t.rated_fan_power = ActivePower::from_si(p.fan_power.value() * p.rated_heat.si());
  const double wet_bulb_c = p.wet_bulb.c(), range_k = p.range.si(), approach_k = p.approach.si();
  if (p.model == TowerModel::yorkcalc) {
    t.yorkcalc_ratio = yorkcalc_water_ratio(std::min(wet_bulb_c, 26.7), range_k, approach_k);
    t.feasible = std::isfinite(t.yorkcalc_ratio);
    if (!t.feasible) t.yorkcalc_ratio = 1;
  } else {
    constexpr double rho_air_fan = 1.2;  // kg/m3, standard air to which fan flows refer
    t.merkel = size_merkel(t.design_water_kg_s, rho_air_fan * p.air_per_heat * p.rated_heat.si(), wet_bulb_c,
                           approach_k, range_k);
    t.feasible = std::isfinite(t.merkel.ua_w_k) && t.merkel.ua_w_k > 0;
    if (!t.feasible) t.merkel.ua_w_k = 0;
  }
  return t;
}

namespace {

constexpr double hottest_c = 95;  ///< beyond it the water boils off: the tower has failed

struct Leaving {
  double leaving_c = 0, entering_c = 0;
  ValidityBits outside = 0;
  double uptake_j_kg = 0, leaving_wet_bulb_c = 0;  ///< of the air (merkel)
};

/// One tower of equal cells, `share` of them running: leaving temperature for a heat at an air ratio.
class Cells {
 public:
  Cells(const Tower& t, double heat_w, double water_kg_s, double wet_bulb_c, double share)
      : t_(t), heat_w_(heat_w / share), water_kg_s_(water_kg_s / share), wet_bulb_c_(wet_bulb_c) {
    if (t.params.model == TowerModel::merkel) merkel_.emplace(t.merkel, water_kg_s_, wet_bulb_c);
    range_k_ = heat_w / (water_kg_s * constants::cp_water);
  }
  double range_k() const { return range_k_; }

  const Leaving& full() {
    if (!full_) full_ = at(1, 1);
    return *full_;
  }

  /// Fans off: the heat is `free` of what full fans reject from water that enters as hot.
  Leaving free(double share) {
    if (!(share > 0)) return {hottest_c, hottest_c + range_k_, 0};
    Leaving l = at(1, 1 / share);
    l.leaving_c = std::min(hottest_c, l.entering_c - range_k_);
    l.outside = 0;  // whether fans are needed is decided by it, the flags are those of the state that results
    return l;
  }
  /// What `free` leaves at least: no exchanger takes more than all of the water's heat above the wet bulb.
  double free_at_least_c(double share) const {
    return share > 0 && merkel_ ? std::min(hottest_c, wet_bulb_c_ + range_k_ * (1 / share - 1) * (1 - 1e-9)) : -hottest_c;
  }

  struct Held {
    Leaving leaving;
    double air_ratio = 1;
    bool too_cold = false;  ///< even at the least air ratio: `leaving` is that state
    bool converged = true;
  };
  /// The air ratio in [least, 1] that holds the set-point; full fans leave the water colder.
  Held hold(double set_c, double least) {
    if (!merkel_) return hold_by_regula_falsi(set_c, least);
    const MerkelInverse::Held h = merkel_->hold(heat_w_, set_c, least, full().entering_c);
    return {leaving(h.result, h.air_ratio, 1), h.air_ratio, h.too_cold, h.converged};
  }

  /// Water that the air of a state carries away, for each J.
  double evaporation_kg_j(const Leaving& l, double dry_bulb_c) const {
    const double p = t_.merkel.pressure_pa, w_in = psychro::humidity_ratio_from_wet_bulb(std::max(dry_bulb_c, wet_bulb_c_), wet_bulb_c_, p);
    const double w_out = psychro::humidity_ratio_from_enthalpy(merkel_->inlet_j_kg() + l.uptake_j_kg, l.leaving_wet_bulb_c);
    return std::max(0.0, w_out - w_in) / l.uptake_j_kg;
  }

 private:
  Leaving at(double air_ratio, double heat_factor) {
    if (merkel_) return leaving(merkel_->at(heat_w_ * heat_factor, air_ratio), air_ratio, heat_factor);
    const double ratio = water_kg_s_ / t_.design_water_kg_s * t_.yorkcalc_ratio;
    const YorkCalcApproach a = yorkcalc_approach(wet_bulb_c_, range_k_ * heat_factor, ratio, air_ratio);
    const double leaving_c = wet_bulb_c_ + a.approach_k;
    return bounded({leaving_c, leaving_c + range_k_ * heat_factor, a.outside_validity}, heat_factor);
  }

  Leaving leaving(const MerkelResult& r, double air_ratio, double heat_factor) const {
    const double uptake_j_kg = r.heat_w / (air_ratio * t_.merkel.air_kg_s);
    return bounded({r.leaving_c, r.entering_c, r.outside_validity, uptake_j_kg, r.leaving_wet_bulb_c}, heat_factor);
  }

  Leaving bounded(Leaving l, double heat_factor) const {
    if (!(l.leaving_c <= hottest_c)) {
      l.leaving_c = hottest_c;
      l.entering_c = hottest_c + range_k_ * heat_factor;
      l.outside |= validity::temperature;
    }
    if (l.entering_c > hottest_c) l.outside |= validity::temperature;
    return l;
  }

  /// Illinois on 1/x, in which the leaving temperature is nearly straight. The full-fan side stays feasible.
  Held hold_by_regula_falsi(double set_c, double least) {
    const Leaving at_least = at(least, 1);
    if (at_least.leaving_c <= set_c) return {at_least, least, true, true};
    double slow = 1 / least, fast = 1;
    double f_slow = at_least.leaving_c - set_c, f_fast = full().leaving_c - set_c;
    Held h{full(), 1, false, true};
    int side = 0;
    for (int i = 0; i < 60; ++i) {
      const double inverse = (slow * f_fast - fast * f_slow) / (f_fast - f_slow);
      h.air_ratio = 1 / inverse;
      h.leaving = at(h.air_ratio, 1);
      const double f = h.leaving.leaving_c - set_c;
      if (std::abs(f) < 1e-6 || slow - fast < 1e-9) return h;
      if (f > 0) {
        slow = inverse;
        f_slow = f;
        if (side == 1) f_fast *= 0.5;
        side = 1;
      } else {
        fast = inverse;
        f_fast = f;
        if (side == -1) f_slow *= 0.5;
        side = -1;
      }
    }
    h.converged = false;
    return h;
  }

  const Tower& t_;
  double heat_w_, water_kg_s_, wet_bulb_c_, range_k_ = 0;
  std::optional<MerkelInverse> merkel_;
  std::optional<Leaving> full_;
};

int running_cells(const Tower& t, double water_kg_s, int available) {
  const double lowest = t.params.minimum_cell_water.value() * t.design_water_kg_s / t.params.cells;
  const double most = lowest > 0 ? std::floor(water_kg_s / lowest + 1e-9) : available;
  return static_cast<int>(std::clamp(most, 1.0, static_cast<double>(available)));
}

double fan_ratio(double air_ratio) { return 0.02 + 0.98 * air_ratio * air_ratio * air_ratio; }

TowerOutputs run(const Tower& t, const TowerInputs& in, bool full_fans) {
  TowerOutputs out;
  const int available = in.cells_available < 0 ? t.params.cells : std::min(in.cells_available, t.params.cells);
  const double heat_w = in.heat.si(), water = in.water.si(), wet_bulb_c = in.wet_bulb.c(), set_c = in.set_point.c();
  if (!(heat_w > 0)) {  // nothing to reject: the bypass holds the set-point
    out.leaving = out.entering = std::max(in.set_point, in.wet_bulb);
    out.at_set_point = in.set_point >= in.wet_bulb;
    return out;
  }
  if (available <= 0 || !(water > 0)) {
    out.leaving = out.entering = Temperature::celsius(hottest_c);
    out.outside_validity = validity::temperature;
    return out;
  }
  out.cells = running_cells(t, water, available);
  const double share = static_cast<double>(out.cells) / t.params.cells;
  Cells cells(t, heat_w, water, wet_bulb_c, share);
  const auto finish = [&](const Leaving& l, double air_ratio, double run_share, bool reached) {
    out.leaving = Temperature::celsius(l.leaving_c);
    out.entering = Temperature::celsius(l.leaving_c + cells.range_k());
    out.air_ratio = air_ratio;
    out.run_share = run_share;
    out.at_set_point = reached;
    out.outside_validity = l.outside;
    out.fan_power = t.rated_fan_power * (share * run_share * (run_share > 0 ? fan_ratio(air_ratio) : 0));
    MassFlow evaporation = evaporation_of(t.params.water, in.water, TemperatureDiff::from_si(cells.range_k()));
    if (in.dry_bulb && l.uptake_j_kg > 0 && t.params.water.model == Evaporation::saturated_exit)
      evaporation = MassFlow::from_si(heat_w * cells.evaporation_kg_j(l, in.dry_bulb->c()));
    out.water = tower_water(t.params.water, evaporation, MassFlow::from_si(t.design_water_kg_s * share), air_ratio * run_share);
  };
  const Leaving at_full = cells.full();
  if (full_fans || at_full.leaving_c >= set_c) {
    finish(at_full, 1, 1, at_full.leaving_c <= set_c);
    return out;
  }
  // The set-point is held by cycling or bypass around a state whose air leaves as computed.
  const auto held = [&](const Leaving& l, ValidityBits outside) {
    return Leaving{set_c, set_c + cells.range_k(), outside, l.uptake_j_kg, l.leaving_wet_bulb_c};
  };
  const double free = t.params.free_convection.value();
  std::optional<Leaving> at_rest;
  if (cells.free_at_least_c(free) <= set_c) at_rest = cells.free(free);
  if (at_rest && at_rest->leaving_c <= set_c) {
    finish(held(*at_rest, 0), 0, 0, true);
    return out;
  }
  const Cells::Held running = cells.hold(set_c, t.params.minimum_air.value());
  if (running.too_cold) {
    if (!at_rest) at_rest = cells.free(free);
    const double run_share = (at_rest->leaving_c - set_c) / (at_rest->leaving_c - running.leaving.leaving_c);
    finish(held(running.leaving, running.leaving.outside), running.air_ratio, std::clamp(run_share, 0.0, 1.0), true);
    return out;
  }
  finish(running.leaving, running.air_ratio, 1, true);
  if (!running.converged) out.outside_validity |= validity::no_convergence;
  return out;
}

}  // namespace

TowerOutputs run_tower(const Tower& t, const TowerInputs& in) { return run(t, in, false); }
TowerOutputs run_tower_full(const Tower& t, const TowerInputs& in) { return run(t, in, true); }

}  // namespace netsuden
