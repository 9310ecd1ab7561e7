// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/thermal_store.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace netsuden {

void describe(Describe& d, ThermalStoreParams& p) {
  d.quantity("volume", p.volume, {.unit = "m3", .range = {0.1, 1e6, "from a buffer to a reservoir"}, .text = "Water in the tank.", .source = "assumption"});
  d.integer("layers", p.layers, {.range = {2, 200, "ten or more for a thermocline"}, .text = "Layers of equal volume.", .source = "physics reference 5.5: 10 to 20 or more"});
  d.plain("height_over_diameter", p.height_over_diameter, {.range = {0.1, 20, "shapes of tanks"}, .text = "Height over diameter, which decides the area of the thermocline.", .source = "assumption"});
  d.plain("mixing", p.mixing, {.range = {0, 1000, "still water is 1"}, .text = "Mixing between layers, over the conduction of still water.", .source = "assumption"});
  d.plain("wall_w_m2k", p.wall_w_m2k, {.range = {0, 20, "bare steel at most"}, .text = "U value of the walls in W/(m2 K).", .source = "assumption: 100 mm of insulation"});
}

namespace {

constexpr double conductivity = 0.6;  // W/(m K), water at 15 degC
constexpr double cp = constants::cp_water, rho = constants::rho_water;

struct Shape {
  double layer_j_k, area_m2, height_m, wall_m2;  ///< of one layer
};
Shape shape_of(const ThermalStoreParams& p) {
  const double v = p.volume.si(), diameter = std::cbrt(4 * v / (M_PI * p.height_over_diameter)), height = diameter * p.height_over_diameter;
  Shape s;
  s.layer_j_k = v * rho * cp / p.layers;
  s.area_m2 = M_PI / 4 * diameter * diameter;
  s.height_m = height / p.layers;
  s.wall_m2 = (M_PI * diameter * height + 2 * s.area_m2) / p.layers;
  return s;
}

/// The profile moved up by `turns` tank volumes, water of `in` after it: what left on average, layers mixed within.
double move_up(std::vector<double>& t, double turns, double in) {
  const auto n = static_cast<double>(t.size());
  const double shift = turns * n;  // in layers
  // Integral of the old profile from below to x layers; the water that enters lies below 0.
  std::vector<double> sum(t.size() + 1, 0);
  for (std::size_t i = 0; i < t.size(); ++i) sum[i + 1] = sum[i] + t[i];
  const auto integral = [&](double x) {
    if (x <= 0) return x * in;
    const double whole = std::floor(std::min(x, n));
    const auto i = static_cast<std::size_t>(whole);
    return sum[i] + (i < t.size() ? (x - whole) * t[i] : 0);
  };
  std::vector<double> next(t.size());
  for (std::size_t i = 0; i < t.size(); ++i) next[i] = integral(static_cast<double>(i) + 1 - shift) - integral(static_cast<double>(i) - shift);
  const double left = (integral(n) - integral(n - shift)) / shift;
  t = std::move(next);
  return left;
}

/// Warmer water under colder water mixes with it: runs of equal temperature, each not below the one under it.
void settle_layers(std::vector<double>& t) {
  if (std::is_sorted(t.begin(), t.end())) return;
  std::vector<std::pair<double, std::size_t>> runs;  // mean, layers
  for (const double x : t) {
    runs.emplace_back(x, 1);
    while (runs.size() > 1 && runs.back().first < runs[runs.size() - 2].first) {
      const auto [above, n] = runs.back();
      runs.pop_back();
      auto& [below, m] = runs.back();
      below = (below * static_cast<double>(m) + above * static_cast<double>(n)) / static_cast<double>(m + n);
      m += n;
    }
  }
  auto to = t.begin();
  for (const auto& [mean, n] : runs) to = std::fill_n(to, n, mean);
}

}  // namespace

ThermalStore full_store(const ThermalStoreParams& p, Temperature supply) { return {std::vector<double>(static_cast<std::size_t>(p.layers), supply.k())}; }

double store_charge(const ThermalStore& s, Temperature supply, Temperature ret) {
  double mean = 0;
  for (const double t : s.kelvin) mean += t / static_cast<double>(s.kelvin.size());
  const double span = (ret - supply).si();
  return span > 0 ? std::clamp(1 - (mean - supply.k()) / span, 0.0, 1.0) : 0;
}

HeatCapacity store_capacity(const ThermalStoreParams& p) { return HeatCapacity::from_si(p.volume.si() * rho * cp); }

StoreStep advance_store(const ThermalStoreParams& p, const ThermalStore& before, MassFlow flow, Temperature in, Temperature ambient, Duration dt) {
  const Shape shape = shape_of(p);
  StoreStep r{before, flow.si() > 0 ? before.bottom() : before.top(), {}, {}};
  std::vector<double>& t = r.end.kelvin;
  const double moved = flow.si() * dt.si() / (rho * p.volume.si());
  if (moved != 0) {
    if (moved > 0) std::reverse(t.begin(), t.end());  // what discharges enters above
    r.out = Temperature::kelvin(move_up(t, std::abs(moved), in.k()));
    if (moved > 0) std::reverse(t.begin(), t.end());
    r.gained = HeatEnergy::from_si(std::abs(flow.si()) * dt.si() * cp * (in - r.out).si());
  }
  // Neighbours exchange heat, pair by pair; a pair settles by exp(-2 k dt / C).
  const double k = p.mixing * conductivity * shape.area_m2 / shape.height_m, share = (1 - std::exp(-2 * k * dt.si() / shape.layer_j_k)) / 2;
  for (const std::size_t first : {std::size_t{0}, std::size_t{1}})
    for (std::size_t i = first; i + 1 < t.size(); i += 2) {
      const double heat = share * (t[i + 1] - t[i]);
      t[i] += heat;
      t[i + 1] -= heat;
    }
  settle_layers(t);
  const double loss = -std::expm1(-p.wall_w_m2k * shape.wall_m2 * dt.si() / shape.layer_j_k);
  double walls = 0;
  for (double& x : t) {
    const double warmed = (ambient.k() - x) * loss;
    x += warmed;
    walls += warmed * shape.layer_j_k;
  }
  r.through_walls = HeatEnergy::from_si(walls);
  r.gained += r.through_walls;
  return r;
}

StoreDuty discharge_duty(const ThermalStoreParams& p, const ThermalStore& s, HeatFlow wanted, Temperature ret, MassFlow most, Temperature ambient, Duration dt) {
  if (!(wanted.si() > 0) || !(ret > s.bottom())) return {};
  const auto heat_of = [&](double kg_s) {
    const StoreStep step = advance_store(p, s, MassFlow::from_si(kg_s), ret, ambient, dt);
    return kg_s * cp * (ret - step.out).si();
  };
  // No more than its water that is colder than what comes back: beyond, it would be given heat.
  const auto cold = std::find_if(s.kelvin.begin(), s.kelvin.end(), [&](double t) { return t >= ret.k(); }) - s.kelvin.begin();
  const double useful = std::min(most.si(), static_cast<double>(cold) / static_cast<double>(s.kelvin.size()) * rho * p.volume.si() / dt.si()), all = heat_of(useful);
  if (all <= wanted.si()) return all > 0 ? StoreDuty{MassFlow::from_si(useful), HeatFlow::from_si(all)} : StoreDuty{};
  double low = 0, high = useful, guess = wanted.si() / (cp * (ret - s.bottom()).si());
  for (int i = 0; i < 60 && high - low > 1e-12 * useful; ++i) {
    const double x = guess > low && guess < high ? guess : (low + high) / 2, heat = heat_of(x);
    (heat < wanted.si() ? low : high) = x;
    if (std::abs(heat - wanted.si()) < 1e-9 * wanted.si()) return {MassFlow::from_si(x), HeatFlow::from_si(heat)};
    guess = -1;
  }
  return {MassFlow::from_si(high), HeatFlow::from_si(heat_of(high))};
}

}  // namespace netsuden
