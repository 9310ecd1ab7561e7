// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/cdu.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/linear.hpp"
#include "sim/base/root.hpp"

namespace netsuden {

CoolantProperties coolant_properties(Coolant c) {
  if (c == Coolant::pg25)
    return {3930, 1020};  // 25 % propylene glycol at 40 degC, physics reference section 0 (memory)
  return {};
}

void describe(Describe& d, CduParams& p) {
  d.quantity("rated_heat", p.rated_heat,
             {.unit = "kW",
              .range = {1, 1e5, "from an in-rack unit to a row of skids"},
              .text = "Heat of one unit at its rated point.",
              .source = "CoolIT CHx2000"});
  d.quantity("approach", p.approach,
             {.unit = "K",
              .range = {0.5, 30, "an exchanger of finite size"},
              .text = "Technology supply above facility supply at rated heat.",
              .source = "physics reference 4.2: 3 to 5 K"});
  d.quantity("technology_rise", p.technology_rise,
             {.unit = "K",
              .range = {1, 50, "a finite flow"},
              .text = "Warming of the technology loop at rated heat.",
              .source = "OCP: 1.5 L/min for each kW, at most 10 K"});
  d.quantity("facility_rise", p.facility_rise,
             {.unit = "K",
              .range = {1, 50, "a finite flow; below technology_rise + approach"},
              .text = "Warming of the facility water at rated heat.",
              .source = "assumption"});
  d.choice("coolant", p.coolant, {{"water", "Treated water."}, {"pg25", "Water with 25 % propylene glycol."}},
           {.text = "Coolant of the technology loop.", .source = "physics reference 4.1"});
  d.quantity("pump_power", p.pump_power,
             {.unit = "kW",
              .range = {0, 1000, "a few per cent of the heat"},
              .text = "Electric power of one unit's pumps and controls at rated flow.",
              .source = "CoolIT CHx2000: 12.24 kW"});
  d.choice("pump_control", p.pump_control,
           {{"variable", "Flow in proportion to the heat, power with its cube."},
            {"constant", "Rated flow and power whenever it runs."}},
           {.text = "How the pumps are driven.", .source = "physics reference 4.2"});
  d.integer("pumps", p.pumps,
            {.range = {1, 100, "at least one"},
             .text = "Pumps of one unit, side by side."});
  d.integer("spare_pumps", p.spare_pumps,
            {.range = {0, 99, "fewer than there are"},
             .text = "Pumps of these that stand by and take over when one fails; the others give the rated flow together.",
             .source = "physics reference 4.2: N+1 pumps"});
  d.fraction("minimum_flow", p.minimum_flow,
             {.unit = "%",
              .range = {0.01, 1, "cold plates need some flow"},
              .text = "Lowest flow of variable pumps.",
              .source = "assumption"});
  d.quantity("loop_volume", p.loop_volume,
             {.unit = "L/kW",
              .range = {0.05, 50, "from short manifolds to a row loop with tank"},
              .text = "Coolant in the technology loop for each kW of rated heat.",
              .source = "physics reference 4.1: 1 to 2 L for each kW"});
  d.quantity("head", p.head,
             {.unit = "kPa",
              .range = {1, 5000, "pumps of technology loops"},
              .text = "Pressure that its pumps have for a rack, up to rated flow: where the racks have cold plates, they get no more flow than it drives through them.",
              .source = "OCP Project Deschutes: 80 to 90 psi",
              .default_text = "absent: rated flow whatever the racks' pressure drop"});
}

Cdu size_cdu(const CduParams& p, int count) {
  Cdu c;
  c.coolant = coolant_properties(p.coolant);
  c.exchanger = size_heat_exchanger({p.rated_heat, p.approach, p.technology_rise, p.facility_rise}, c.coolant.cp);
  c.count = count;
  c.technology_flow = c.exchanger.hot_flow * count;
  c.facility_flow = c.exchanger.cold_flow * count;
  c.rated_heat = p.rated_heat * count;
  c.loop = HeatCapacity::from_si(p.loop_volume.si() * c.rated_heat.si() * c.coolant.rho * c.coolant.cp);
  c.pump_power = p.pump_power * count;
  c.pump_control = p.pump_control;
  c.minimum_flow = p.minimum_flow;
  return c;
}

MassFlow technology_flow(const Cdu& c, HeatFlow heat) {
  if (c.pump_control == PumpControl::constant) return c.technology_flow;
  const double share = c.rated_heat.si() > 0 ? heat.si() / c.rated_heat.si() : 0;
  return c.technology_flow * std::clamp(share, c.minimum_flow.value(), 1.0);
}

ActivePower cdu_pump_power(const Cdu& c, MassFlow flow) {
  if (!(flow.si() > 0)) return ActivePower{};
  if (c.pump_control == PumpControl::constant) return c.pump_power;
  const double v = std::max(flow / c.technology_flow, c.minimum_flow.value());
  return c.pump_power * (v * v * v);
}

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Q_out over T_ret: idle up to t_idle, held by the valve up to t_open, K (T_ret - T_fws) above. Temperatures in K.
struct Curve {
  double c_tcs = 0, k = 0, set = 0, fws = 0, t_idle = 0, t_open = 0;

  Curve(const Cdu& cdu, const CduInputs& in) {
    c_tcs = in.technology_flow.si() * cdu.coolant.cp;
    k = run_heat_exchanger(cdu.exchanger, Temperature::celsius(1), in.technology_flow, Temperature::celsius(0),
                           in.facility_flow, cdu.count)
            .eps_c_min.si();
    set = in.set_point.k();
    fws = in.facility_supply.k();
    // Held: C (T - set) <= K (T - fws), which ends where the two meet; with set <= fws the valve is open throughout.
    t_idle = std::max(set, fws);
    t_open = set <= fws ? fws : (c_tcs > k ? (c_tcs * set - k * fws) / (c_tcs - k) : infinity);
  }
  double heat(double t) const {
    if (t <= t_idle) return 0;
    return t >= t_open ? k * (t - fws) : c_tcs * (t - set);
  }
  /// The piece that holds just above (rising) or below (falling) t: conductance and the temperature it is counted from.
  void piece(double t, bool rising, double& slope, double& origin, double& until) const {
    const bool idle = t < t_idle || (t == t_idle && !rising);
    const bool open = t > t_open || (t == t_open && rising);
    if (idle) {
      slope = 0;
      origin = fws;
      until = rising ? t_idle : -infinity;
    } else if (open) {
      slope = k;
      origin = fws;
      until = rising ? infinity : t_open;
    } else {
      slope = c_tcs;
      origin = set;
      until = rising ? t_open : t_idle;
    }
  }
};

CduOutputs outputs(const Cdu& cdu, const CduInputs& in, const Curve& curve, double t_ret, double heat_w) {
  CduOutputs out;
  out.heat_out = HeatFlow::from_si(heat_w);
  out.technology_return = Temperature::kelvin(t_ret);
  out.technology_supply = Temperature::kelvin(curve.c_tcs > 0 ? t_ret - heat_w / curve.c_tcs : t_ret);
  out.approach = out.technology_supply - in.facility_supply;
  out.facility_return = in.facility_supply;
  if (!(heat_w > 0)) return out;
  double flow = in.facility_flow.si();
  if (t_ret < curve.t_open) {  // the valve throttles: the flow at which the exchanger passes just this heat
    const auto lacks = [&](double kg_s) {
      return heat_w - run_heat_exchanger(cdu.exchanger, out.technology_return, in.technology_flow, in.facility_supply, MassFlow::from_si(kg_s), cdu.count).heat.si();
    };
    flow = falling_root(lacks, 0, flow, heat_w, lacks(flow), 1e-12 * heat_w);
  }
  out.facility_flow = MassFlow::from_si(flow);
  out.facility_return = in.facility_supply + TemperatureDiff::from_si(heat_w / (flow * cdu.exchanger.cold_cp));
  return out;
}

/// Of a lag that starts with a rate, in its own terms, which hold for any conductance down to none: (1 - e^-x) / x, and its mean over the step.
double mean_of_decay(double x) { return x < 1e-8 ? 1 - 0.5 * x : -std::expm1(-x) / x; }
double mean_of_rise(double x) { return x < 1e-3 ? 0.5 - x / 6 + x * x / 24 - x * x * x / 120 : (x + std::expm1(-x)) / (x * x); }
/// Time until it has come `way` further; infinite where it never does.
double crossing_s(double way, double rate, double per_s) {
  if (!(way * rate > 0)) return way == 0 ? 0 : infinity;
  const double y = way / rate * per_s;  // of the way to its end
  return y < 1 ? way / rate * (y < 1e-8 ? 1 + 0.5 * y : -std::log1p(-y) / y) : infinity;
}

/// Marches T_ret over dt; gives its integral and the heat out.
void march(const Cdu& cdu, const Curve& curve, double q_in, double dt, double& t, double& t_integral,
           double& q_integral) {
  const double m = cdu.loop.si();
  double left = dt;
  t_integral = q_integral = 0;
  for (int i = 0; i < 8 && left > 0; ++i) {
    const double net = q_in - curve.heat(t);
    double slope, origin, until;
    curve.piece(t, net >= 0, slope, origin, until);
    const double start = t, rate = (q_in - slope * (t - origin)) / m;
    double step = left;
    if (rate != 0 && std::isfinite(until)) step = std::min(left, crossing_s(until - t, rate, slope / m));
    t = step < left ? until : t + rate * step * mean_of_decay(slope * step / m);
    t_integral += (start + rate * step * mean_of_rise(slope * step / m)) * step;
    q_integral += q_in * step - m * (t - start);
    left -= step;
  }
}

}  // namespace

CduOutputs run_cdu(const Cdu& cdu, const CduInputs& in) {
  const Curve curve(cdu, in);
  const double q = std::max(0.0, in.heat.si());
  double t = curve.t_idle;
  if (q > 0) {
    const double held = curve.c_tcs > 0 ? curve.set + q / curve.c_tcs : infinity;
    const double open = curve.k > 0 ? curve.fws + q / curve.k : infinity;
    t = std::max(held, open);
  }
  return outputs(cdu, in, curve, t, q);
}

CduStep advance(const Cdu& cdu, Temperature technology_return, const CduInputs& in, Duration dt) {
  const Curve curve(cdu, in);
  double t = technology_return.k(), t_integral = 0, q_out = 0;
  march(cdu, curve, in.heat.si(), dt.si(), t, t_integral, q_out);
  CduStep s;
  s.technology_return = Temperature::kelvin(t);
  s.heat_in = in.heat * dt;
  s.heat_out = HeatEnergy::from_si(q_out);
  s.stored = cdu.loop * (s.technology_return - technology_return);
  s.end = outputs(cdu, in, curve, t, curve.heat(t));
  const double seconds = dt.si();
  s.mean_return = seconds > 0 ? Temperature::kelvin(t_integral / seconds) : technology_return;
  s.mean_supply = seconds > 0 && curve.c_tcs > 0
                      ? s.mean_return - TemperatureDiff::from_si(q_out / seconds / curve.c_tcs)
                      : s.mean_return;
  return s;
}

Duration time_to_supply(const Cdu& cdu, Temperature technology_return, const CduInputs& in, Temperature threshold,
                        Duration horizon) {
  const Curve curve(cdu, in);
  const auto supply = [&](double t) { return curve.c_tcs > 0 ? t - curve.heat(t) / curve.c_tcs : t; };
  const auto after = [&](double seconds) {
    double t = technology_return.k(), unused_t = 0, unused_q = 0;
    march(cdu, curve, in.heat.si(), seconds, t, unused_t, unused_q);
    return supply(t);
  };
  if (after(0) >= threshold.k()) return Duration::from_si(0);
  if (after(horizon.si()) < threshold.k()) return Duration::from_si(infinity);
  double low = 0, high = horizon.si();  // one mass under constant input: its temperature is monotone
  while (high - low > 1e-6 * (1 + high)) {
    const double mid = 0.5 * (low + high);
    (after(mid) >= threshold.k() ? high : low) = mid;
  }
  return Duration::from_si(high);
}

}  // namespace netsuden
