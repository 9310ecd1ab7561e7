// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/hall_air.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/linear.hpp"

namespace netsuden {

void describe(Describe& d, HallAirParams& p) {
  d.fraction("recirculation", p.recirculation,
             {.unit = "%",
              .range = {0, 0.9, "beyond it there is no aisle to speak of"},
              .text = "Share of hot air in what the servers draw, with enough supply air.",
              .source = "assumption: 2 to 5 % contained, 10 to 30 % open aisles"});
  d.fraction("bypass", p.bypass,
             {.unit = "%",
              .range = {0, 0.9, "beyond it the supply air misses the servers"},
              .text = "Share of supply air that returns without passing a server.",
              .source = "assumption: 5 to 10 % contained, 30 to 50 % open aisles"});
  d.quantity("server_temperature_rise", p.server_temperature_rise,
             {.unit = "K",
              .range = {3, 40, "air-cooled servers"},
              .text = "Rise of the air through the servers, which their fans hold.",
              .source = "physics reference 1.2: 16.3 K for DGX H100 and B200"});
  d.fraction("minimum_server_flow", p.minimum_server_flow,
             {.unit = "%",
              .range = {0.01, 1, "servers' fans do not stand"},
              .text = "Lowest air flow of the servers, as a share of that at rated heat.",
              .source = "assumption"});
  d.fraction("minimum_crah_flow", p.minimum_crah_flow,
             {.unit = "%",
              .range = {0, 1, "a share"},
              .text = "Lowest air flow of running CRAHs, as a share of that at rated heat.",
              .source = "assumption"});
  d.fraction("natural_circulation", p.natural_circulation,
             {.unit = "%",
              .range = {0, 0.3, "buoyancy only"},
              .text = "Air flow through the coils when the fans stand, as a share of that at rated heat.",
              .source = "assumption: 2 to 5 %"});
  d.quantity(
      "server_heat_capacity", p.server_heat_capacity,
      {.unit = "s/K",
       .range = {0.5, 100, "0.4 to 0.9 kJ/(K kg)"},
       .text = "Heat capacity of the servers for each kW of rated heat to air, in kJ/K: 11 s/K is 11 kJ/K per kW.",
       .source = "assumption: 10 to 12 kJ/K per kW"});
  d.fraction(
      "server_effectiveness", p.server_effectiveness,
      {.unit = "%",
       .range = {0.05, 0.99, "an effectiveness"},
       .text = "Effectiveness of the heat transfer from server mass to air at rated flow; sets its time constant.",
       .source = "assumption: time constant of 3 to 8 min"});
  d.quantity(
      "building_heat_capacity", p.building_heat_capacity,
      {.unit = "kJ/K/m2",
       .range = {1, 1000, "from a container to thick slabs"},
       .text = "Heat capacity of floor, walls and racks that takes part within ten minutes, for each m2 of floor.",
       .source = "assumption: 20 to 60 kJ/K per m2"});
  d.quantity("surface_transfer", p.surface_transfer,
             {.unit = "W/K/m2",
              .range = {0, 200, "films of 5 to 15 W/(m2 K) on a few m2 of surface"},
              .text = "Heat transfer from air to building mass, for each m2 of floor.",
              .source = "assumption: 5 W/(m2 K) on 3 m2 of surface for each m2 of floor"});
  d.quantity("ambient_transfer", p.ambient_transfer,
             {.unit = "W/K/m2",
              .range = {0, 20, "an uninsulated shed"},
              .text = "Heat transfer from building mass to outside, for each m2 of floor.",
              .source = "assumption"});
  d.quantity("height", p.height,
             {.unit = "m", .range = {2, 20, "a hall"}, .text = "Height of the air space.", .source = "assumption"});
  d.fraction("cold_air_share", p.cold_air_share,
             {.unit = "%",
              .range = {0.05, 0.95, "both aisles exist"},
              .text = "Share of the hall's air on the cold side.",
              .source = "assumption"});
}

HallAir size_hall_air(const HallAirParams& p, Area area, HeatFlow rated) {
  HallAir h;
  const double air_j_k = area.si() * p.height.si() * constants::rho_air * constants::cp_air;
  h.cold_air = HeatCapacity::from_si(air_j_k * p.cold_air_share.value());
  h.hot_air = HeatCapacity::from_si(air_j_k * (1 - p.cold_air_share.value()));
  h.servers = HeatCapacity::from_si(std::max(1.0, p.server_heat_capacity.si() * rated.si()));
  h.building = p.building_heat_capacity * area;
  const double flow_w_k = rated.si() / p.server_temperature_rise.si();
  h.design_server_flow = MassFlow::from_si(flow_w_k / constants::cp_air);
  h.server_transfer = Conductance::from_si(-std::log1p(-p.server_effectiveness.value()) * flow_w_k);
  const Conductance surface = p.surface_transfer * area;
  h.cold_building = surface * p.cold_air_share.value();
  h.hot_building = surface * (1 - p.cold_air_share.value());
  h.building_ambient = p.ambient_transfer * area;
  h.recirculation = p.recirculation;
  h.bypass = p.bypass;
  h.minimum_server_flow = p.minimum_server_flow;
  h.minimum_crah_flow = p.minimum_crah_flow;
  h.natural_circulation = p.natural_circulation;
  h.server_temperature_rise = p.server_temperature_rise;
  return h;
}

MassFlow HallAir::design_crah_flow() const {
  return design_server_flow * ((1 - recirculation.value()) / (1 - bypass.value()));
}

MassFlow server_air_flow(const HallAir& h, HeatFlow heat) {
  const double m = heat.si() / (constants::cp_air * h.server_temperature_rise.si());
  const double design = h.design_server_flow.si();
  return MassFlow::from_si(std::clamp(m, h.minimum_server_flow.value() * design, design));
}

HallAirFlows hall_air_flows(const HallAir& h, const HallAirInputs& in) {
  HallAirFlows f;
  const double r0 = h.recirculation.value(), b0 = h.bypass.value();
  const double server = std::max(in.server_flow.si(), 1e-6);
  const double wanted = server * (1 - r0) / (1 - b0), available = std::max(0.0, in.crah_flow_available.si());
  double crah = wanted, r = r0, b = b0;
  if (available >= wanted) {
    crah = std::max(wanted, std::min(available, std::max(h.minimum_crah_flow.value() * h.design_crah_flow().si(), h.least_crah_flow.si())));
    if (crah > wanted) b = 1 - server * (1 - r0) / crah;
  } else {
    crah = std::max(available, std::min(wanted, h.natural_circulation.value() * h.design_crah_flow().si()));
    r = std::clamp(1 - crah * (1 - b0) / server, r0, 1.0);
    f.starved = crah < wanted;
  }
  f.server = MassFlow::from_si(server);
  f.crah = MassFlow::from_si(crah);
  f.recirculation = Fraction(r);
  f.bypass = Fraction(b);
  return f;
}

namespace {

enum Node { C, H, S, B, nodes };
using Vec = LinearVec<nodes>;
using Mat = LinearMat<nodes>;
constexpr double infinity = std::numeric_limits<double>::infinity();

struct Line {
  double at_zero = 0, slope = 0;
  double operator()(double t) const { return at_zero + slope * t; }
};

/// The hall with inputs held, temperatures in K above `ref_k`.
class Held {
 public:
  Held(const HallAir& h, const HallAirInputs& in, double ref_k) : ref_k_(ref_k), flows_(hall_air_flows(h, in)) {
    constexpr double cp = constants::cp_air;
    const double r = flows_.recirculation.value();
    bypass_ = flows_.bypass.value();
    w_srv_ = flows_.server.si() * cp;
    w_rec_ = r * w_srv_;
    w_sup_ = flows_.crah.si() > 0 ? w_srv_ - w_rec_ : 0;
    const double w_crah = flows_.crah.si() * cp;
    w_exchange_ = -std::expm1(-h.server_transfer.si() / w_srv_) * w_srv_;
    if (in.door.si() > 0) {
      has_door_ = true;
      server_e_ = w_exchange_ / w_srv_;
      const double k = std::min(in.door.si(), w_srv_);
      door_full_ = {-k * (in.door_water.k() - ref_k), k};
      door_held_ = in.door_leaving ? Line{-w_srv_ * (in.door_leaving->k() - ref_k), w_srv_} : door_full_;
    }
    inv_hot_ = 1 / h.hot_air.si();
    fan_w_ = in.fan_heat.si();
    set_ = in.supply_set_point.k() - ref_k;
    const double water = in.water_supply.k() - ref_k;
    const auto supply = [&](double kappa) {  // T_sup over T_H with Q_coil = kappa m_crah cp (T_ret - T_w)
      const double phi = w_crah > 0 ? fan_w_ / w_crah : 0;
      const double given = kappa * water + phi, denominator = std::max(1 - bypass_ * (1 - kappa), 1e-9);
      return Line{(1 - kappa) * bypass_ * given / denominator + given, (1 - kappa) * (1 - bypass_) / denominator};
    };
    const double kappa = w_crah > 0 ? std::clamp(in.coil.si() / w_crah, 0.0, 1.0) : 0;
    saturated_ = supply(kappa);
    water_gain_ = kappa * (1 + (1 - kappa) * bypass_ / std::max(1 - bypass_ * (1 - kappa), 1e-9));
    idle_ = supply(0);
    a_ = {};
    const double inv_c = 1 / h.cold_air.si(), inv_h = 1 / h.hot_air.si(), inv_s = 1 / h.servers.si(),
                 inv_b = 1 / h.building.si();
    const double ua_c = h.cold_building.si(), ua_h = h.hot_building.si();
    ua_amb_ = h.building_ambient.si();
    ambient_ = in.ambient.k() - ref_k;
    inv_cold_ = inv_c;
    a_[C] = {-(w_sup_ + w_rec_ + ua_c) * inv_c, w_rec_ * inv_c, 0, ua_c * inv_c};
    a_[H] = {(w_srv_ - w_exchange_) * inv_h, -(w_srv_ + ua_h) * inv_h, w_exchange_ * inv_h, ua_h * inv_h};
    a_[S] = {w_exchange_ * inv_s, 0, -w_exchange_ * inv_s, 0};
    a_[B] = {ua_c * inv_b, ua_h * inv_b, 0, -(ua_c + ua_h + ua_amb_) * inv_b};
    b_ = {0, w_sup_ > 0 ? 0 : fan_w_ * inv_h, in.server_heat.si() * inv_s, ua_amb_ * ambient_ * inv_b};
    if (in.door_fan_heat.si() > 0) b_[H] += in.door_fan_heat.si() * inv_h;
  }

  double ref_k() const { return ref_k_; }
  const HallAirFlows& flows() const { return flows_; }
  double w_sup() const { return w_sup_; }
  double server_flow_w_k() const { return w_srv_; }
  double bypass() const { return bypass_; }
  double ua_ambient() const { return ua_amb_; }
  double ambient() const { return ambient_; }
  double fan_w() const { return fan_w_; }

  SupplyRegime regime(double t_h) const {
    if (!(w_sup_ > 0)) return SupplyRegime::idle;
    const double floor = saturated_(t_h), ceiling = idle_(t_h);
    if (floor >= ceiling || set_ >= ceiling) return SupplyRegime::idle;
    return set_ > floor ? SupplyRegime::held : SupplyRegime::saturated;
  }
  bool has_door() const { return has_door_; }
  /// Outlet air of the servers.
  double outlet(const Vec& x) const { return x[C] + server_e_ * (x[S] - x[C]); }
  DoorRegime door(double t_out) const {
    if (!has_door_) return DoorRegime::none;
    const double full = door_full_(t_out), held = door_held_(t_out);
    if (std::min(full, held) <= 0) return DoorRegime::shut;
    return held < full ? DoorRegime::held : DoorRegime::full;
  }
  Line door_line(DoorRegime d) const { return d == DoorRegime::full ? door_full_ : d == DoorRegime::held ? door_held_ : Line{}; }
  /// How much warmer the water may be for the supply to be held still at T_H.
  double water_margin_k(double t_h) const { return water_gain_ > 0 ? (set_ - saturated_(t_h)) / water_gain_ : 0; }
  Line supply(SupplyRegime g) const {
    return g == SupplyRegime::held ? Line{set_, 0} : (g == SupplyRegime::saturated ? saturated_ : idle_);
  }
  void system(SupplyRegime g, DoorRegime d, Mat& a, Vec& b) const {
    a = a_;
    b = b_;
    if (has_door_) {
      const Line q = door_line(d);
      a[H][C] -= q.slope * (1 - server_e_) * inv_hot_;
      a[H][S] -= q.slope * server_e_ * inv_hot_;
      b[H] -= q.at_zero * inv_hot_;
    }
    const Line s = supply(g);
    a[C][H] += w_sup_ * s.slope * inv_cold_;
    b[C] += w_sup_ * s.at_zero * inv_cold_;
  }
  /// Heat that the coil takes at T_H.
  double coil_w(SupplyRegime g, double t_h) const { return w_sup_ > 0 ? w_sup_ * (t_h - supply(g)(t_h)) + fan_w_ : 0; }

 private:
  double ref_k_;
  HallAirFlows flows_;
  double bypass_ = 0, w_srv_ = 0, w_rec_ = 0, w_sup_ = 0, w_exchange_ = 0, fan_w_ = 0, set_ = 0;
  double ua_amb_ = 0, ambient_ = 0, inv_cold_ = 0, inv_hot_ = 0, water_gain_ = 0, server_e_ = 0;
  bool has_door_ = false;
  Line saturated_, idle_, door_full_, door_held_;
  Mat a_;
  Vec b_;
};

Vec relative(const HallAirState& s, double ref_k) {
  return {s.cold.k() - ref_k, s.hot.k() - ref_k, s.servers.k() - ref_k, s.building.k() - ref_k};
}
HallAirState absolute(const Vec& x, double ref_k) {
  return {Temperature::kelvin(x[C] + ref_k), Temperature::kelvin(x[H] + ref_k), Temperature::kelvin(x[S] + ref_k),
          Temperature::kelvin(x[B] + ref_k)};
}

struct Span {
  Vec end{}, change{}, integral{};
  double supply_integral = 0, door_integral = 0;
  DoorRegime door = DoorRegime::none;
  SupplyRegime regime = SupplyRegime::held;
  bool one_piece = true;
};

/// Advances over dt, changing regime where T_H crosses a boundary.
Span march(const Held& held, const Vec& start, double dt, HallAirMemo* memo = nullptr) {
  Span span;
  span.end = start;
  double left = dt;
  for (int piece = 0; left > 0; ++piece) {
    const Vec x = span.end;
    const SupplyRegime g = held.regime(x[H]);
    const DoorRegime d = held.door(held.outlet(x));
    const auto stays = [&](const Vec& v) { return held.regime(v[H]) == g && (!held.has_door() || held.door(held.outlet(v)) == d); };
    Mat a;
    Vec b;
    held.system(g, d, a, b);
    LinearResult<nodes> r = memo ? advance<nodes>(memo->of(a, left), a, b, x) : advance<nodes>(a, b, x, left);
    double step = left;
    if (piece < 8 && !stays(r.end)) {
      // The last moment in the regime, to a millikelvin of T_H, and of T_out where there are doors: heat is continuous across the boundary.
      double low = 0, high = left;
      Vec t_low = x, t_high = r.end;
      const auto apart = [&] { return std::abs(t_high[H] - t_low[H]) > 1e-3 || (held.has_door() && std::abs(held.outlet(t_high) - held.outlet(t_low)) > 1e-3); };
      LinearResult<nodes> beyond = r;
      for (int i = 0; i < 60 && apart() && high - low > 1e-9; ++i) {
        const double mid = 0.5 * (low + high);
        const LinearResult<nodes> m = advance<nodes>(a, b, x, mid);
        if (stays(m.end)) {
          low = mid;
          t_low = m.end;
        } else {
          high = mid;
          t_high = m.end;
          beyond = m;
        }
      }
      r = beyond;
      step = high;
      span.one_piece = false;
    }
    const Line s = held.supply(g);
    span.supply_integral += s.at_zero * step + s.slope * r.integral[H];
    if (held.has_door()) {
      const Line q = held.door_line(d);
      span.door_integral += q.at_zero * step + q.slope * held.outlet(r.integral);
    }
    for (int i = 0; i < nodes; ++i) {
      span.integral[i] += r.integral[i];
      span.change[i] += r.change[i];
    }
    span.end = r.end;
    left -= step;
  }
  span.regime = held.regime(span.end[H]);
  span.door = held.door(held.outlet(span.end));
  return span;
}

}  // namespace

HallAirStep advance(const HallAir& h, const HallAirState& state, const HallAirInputs& in, Duration dt, HallAirMemo* memo) {
  const Held held(h, in, state.cold.k());
  const Vec x = relative(state, held.ref_k());
  const double dt_s = dt.si();
  const Span span = march(held, x, dt_s, memo);
  HallAirStep out;
  out.end = absolute(span.end, held.ref_k());
  out.flows = held.flows();
  out.regime = span.regime;
  out.door = span.door;
  if (span.one_piece && span.regime == SupplyRegime::held && held.regime(x[H]) == SupplyRegime::held)
    out.held_below = in.water_supply + TemperatureDiff::from_si(std::min(held.water_margin_k(x[H]), held.water_margin_k(span.end[H])) - 1e-9);
  const auto mean = [&](double integral) { return Temperature::kelvin(held.ref_k() + integral / dt_s); };
  const double b = held.bypass();
  if (dt_s > 0) {
    out.mean_inlet = mean(span.integral[C]);
    out.mean_hot = mean(span.integral[H]);
    out.mean_outlet = mean(held.outlet(span.integral));
    out.mean_supply = mean(span.supply_integral);
    out.mean_return = mean((1 - b) * span.integral[H] + b * span.supply_integral);
  } else {
    out.mean_inlet = state.cold;
    out.mean_hot = state.hot;
    out.mean_outlet = Temperature::kelvin(held.ref_k() + held.outlet(x));
  }
  const double end_supply = held.supply(span.regime)(span.end[H]);
  out.end_supply = Temperature::kelvin(held.ref_k() + end_supply);
  out.end_return = Temperature::kelvin(held.ref_k() + (1 - b) * span.end[H] + b * end_supply);
  if (!(dt_s > 0)) {
    out.mean_supply = out.end_supply;
    out.mean_return = out.end_return;
  }
  out.server_heat = in.server_heat * dt;
  out.fan_heat = (in.fan_heat + in.door_fan_heat) * dt;
  out.door_heat = HeatEnergy::from_si(span.door_integral);
  const double fan_j = held.w_sup() > 0 ? held.fan_w() * dt_s : 0;
  out.coil_heat = HeatEnergy::from_si(held.w_sup() * (span.integral[H] - span.supply_integral) + fan_j);
  out.to_ambient = HeatEnergy::from_si(held.ua_ambient() * (span.integral[B] - held.ambient() * dt_s));
  out.stored = HeatEnergy::from_si(h.cold_air.si() * span.change[C] + h.hot_air.si() * span.change[H] +
                                   h.servers.si() * span.change[S] + h.building.si() * span.change[B]);
  out.end_coil_heat = HeatFlow::from_si(held.coil_w(span.regime, span.end[H]));
  Mat a;
  Vec bias;
  held.system(span.regime, span.door, a, bias);
  const Vec rate = linear_rate<nodes>(a, bias, span.end);
  out.cold_rate_k_s = rate[C];
  out.hot_rate_k_s = rate[H];
  if (out.end.hot.c() > 120 || out.end.cold.c() < -40) out.outside_validity |= validity::temperature;
  return out;
}

Duration time_to_inlet(const HallAir& h, const HallAirState& state, const HallAirInputs& in, Temperature threshold,
                       Duration horizon) {
  const Held held(h, in, state.cold.k());
  const double goal = threshold.k() - held.ref_k();
  if (goal == 0) return Duration::from_si(0);
  Vec x = relative(state, held.ref_k());
  const auto reached = [goal](const Vec& v) { return goal > 0 ? v[C] >= goal : v[C] <= goal; };
  double now = 0, stride = horizon.si() / 128;
  while (now < horizon.si()) {
    stride = std::min(stride, horizon.si() - now);
    const Vec next = march(held, x, stride).end;
    if (reached(next)) {
      double low = 0, high = stride;
      while (high - low > 1e-6 * (1 + now)) {
        const double mid = 0.5 * (low + high);
        (reached(march(held, x, mid).end) ? high : low) = mid;
      }
      return Duration::from_si(now + high);
    }
    now += stride;
    x = next;
    stride *= 1.5;
  }
  return Duration::from_si(infinity);
}

namespace {
/// A x = -b by elimination with row pivoting; a singular system gives infinities.
Vec solve_steady(Mat a, Vec b) {
  for (int k = 0; k < nodes; ++k) {
    int pivot = k;
    for (int i = k + 1; i < nodes; ++i)
      if (std::abs(a[i][k]) > std::abs(a[pivot][k])) pivot = i;
    std::swap(a[k], a[pivot]);
    std::swap(b[k], b[pivot]);
    for (int i = k + 1; i < nodes; ++i) {
      const double f = a[i][k] / a[k][k];
      for (int j = k; j < nodes; ++j) a[i][j] -= f * a[k][j];
      b[i] -= f * b[k];
    }
  }
  Vec x{};
  for (int k = nodes - 1; k >= 0; --k) {
    double sum = -b[k];
    for (int j = k + 1; j < nodes; ++j) sum -= a[k][j] * x[j];
    x[k] = sum / a[k][k];
  }
  return x;
}
}  // namespace

HallAirState steady_state(const HallAir& h, const HallAirInputs& in) {
  const Held held(h, in, in.supply_set_point.k());
  Vec best{};
  double best_gap = infinity;
  for (const SupplyRegime g : {SupplyRegime::held, SupplyRegime::saturated, SupplyRegime::idle})
    for (const DoorRegime d : {DoorRegime::full, DoorRegime::held, DoorRegime::shut}) {
      Mat a;
      Vec b;
      held.system(g, d, a, b);
      const Vec x = solve_steady(a, b);
      double gap = std::abs(held.supply(g)(x[H]) - held.supply(held.regime(x[H]))(x[H]));
      if (held.has_door()) {
        const double out = held.outlet(x);
        gap += std::abs(held.door_line(d)(out) - held.door_line(held.door(out))(out)) / held.server_flow_w_k();
      }
      if (gap < best_gap) {
        best = x;
        best_gap = gap;
      }
      if (!held.has_door()) break;
    }
  return absolute(best, held.ref_k());
}

}  // namespace netsuden
