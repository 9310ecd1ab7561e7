// SPDX-License-Identifier: Apache-2.0
#include "sim/power/bess.hpp"

#include <algorithm>
#include <cmath>

#include "sim/power/timing.hpp"

namespace netsuden {

namespace {

void describe_degradation(Describe& d, BessParams& p) {
  const char* ref = "physics reference 2.5: LFP anchors";
  d.fraction("calendar_loss", p.calendar_loss,
             {.unit = "%",
              .range = {0, 0.2, "of a year"},
              .text = "Capacity lost in the first year at 25 degC and half charge.",
              .source = ref});
  d.quantity("activation", p.activation,
             {.unit = "K",
              .range = {0, 12000, "6000 K are 50 kJ/mol"},
              .text = "Activation energy of calendar ageing over the gas constant.",
              .source = "assumption: 50 kJ/mol"});
  d.plain(
      "calendar_soc", p.calendar_soc,
      {.range = {0, 1.9, "the rate stays positive at any charge"},
       .text =
           "How much faster the square of calendar ageing grows at full charge than at empty, over its value at half.",
       .source = "assumption"});
  d.plain("cycle_life", p.cycle_life,
          {.range = {100, 50000, "full cycles"}, .text = "Full cycles until the end-of-life loss.", .source = ref});
  d.plain("cycle_exponent", p.cycle_exponent,
          {.range = {0.3, 2, "0.5 (diffusion) to 1 (linear)"},
           .text = "Exponent z of cycle ageing.",
           .source = "assumption"});
  d.fraction("end_of_life_loss", p.end_of_life_loss,
             {.unit = "%",
              .range = {0.05, 0.5, "20 % by convention"},
              .text = "Capacity loss after that many cycles.",
              .source = ref});
}

}  // namespace

void describe(Describe& d, BessParams& p) {
  const char* ref = "physics reference 2.5";
  d.quantity("energy", p.energy,
             {.unit = "MWh",
              .range = {0.001, 1e5, "the largest plants built"},
              .text = "Rated energy when new.",
              .source = "assumption"});
  d.quantity("charge_rate", p.charge_rate,
             {.unit = "/h",
              .range = {0.01, 20, "C-rate"},
              .text = "Largest charging power over the rated energy.",
              .source = "assumption"});
  d.quantity("discharge_rate", p.discharge_rate,
             {.unit = "/h",
              .range = {0.01, 20, "C-rate"},
              .text = "Largest discharging power over the rated energy.",
              .source = "assumption"});
  d.fraction("charge_efficiency", p.charge_efficiency,
             {.unit = "%",
              .range = {0.5, 1, "one-way"},
              .text = "Energy stored over energy taken from the AC side.",
              .source = ref});
  d.fraction("discharge_efficiency", p.discharge_efficiency,
             {.unit = "%",
              .range = {0.5, 1, "one-way"},
              .text = "Energy delivered to the AC side over energy taken out.",
              .source = ref});
  d.fraction("soc_min", p.soc_min,
             {.unit = "%", .range = {0, 1, "a share"}, .text = "Lowest state of charge.", .source = ref});
  d.fraction("soc_max", p.soc_max,
             {.unit = "%", .range = {0, 1, "a share"}, .text = "Highest state of charge.", .source = ref});
  d.quantity("self_discharge", p.self_discharge,
             {.unit = "%/month",
              .range = {0, 30, "1 to 3 % for lithium-ion"},
              .text = "Share of the stored energy lost with time.",
              .source = "assumption"});
  d.quantity("auxiliaries", p.auxiliaries,
             {.unit = "%/d",
              .range = {0, 20, "a share of the rated energy a day"},
              .text = "Consumption of cooling and controls over the rated energy.",
              .source = ref});
  describe_degradation(d, p);
}

BessState new_bess(const BessParams& p, double soc) { return {p.energy * soc, p.energy, 0, 0}; }

ActivePower bess_power(const BessParams& p, ActivePower command) {
  return ActivePower::from_si(
      std::clamp(command.si(), -(p.energy * p.discharge_rate).si(), (p.energy * p.charge_rate).si()));
}

namespace {

/// dE/dt = a - lambda E over a step t from e0.
struct Decay {
  double a, lambda;
  double phi(double t) const { return lambda > 0 ? -std::expm1(-lambda * t) / lambda : t; }
  double change(double e0, double t) const { return (a - lambda * e0) * phi(t); }
  double integral(double e0, double t) const {
    const double x = lambda * t;
    const double psi = x < 1e-3 ? 0.5 * t * t * (1 - x / 3 * (1 - x / 4 * (1 - x / 5))) : (t - phi(t)) / lambda;
    return e0 * t + (a - lambda * e0) * psi;
  }
  double reaches(double e0, double e1) const {
    const double rate = a - lambda * e0, f = e1 == e0 ? 0 : (e1 - e0) / rate;
    if (f <= 0) return f == 0 && e1 == e0 ? 0 : never_s;
    if (lambda <= 0) return f;
    return lambda * f < 1 ? -std::log1p(-lambda * f) / lambda : never_s;
  }
};

class Walk {
 public:
  Walk(const BessParams& params, const BessInputs& inputs, BessState& state)
      : p(params), s(state), command_(bess_power(params, inputs.command).si()), lambda_(params.self_discharge.si()) {
    top_ = (p.soc_max.value() - inputs.headroom.value()) * s.capacity.si();
    cycling_ = inputs.cycling.si();
    bottom_ = std::max(p.soc_min.value(), inputs.reserve.value()) * s.capacity.si();
    // Ageing over the step: rates with held temperature.
    constexpr double reference_k = 298.15;
    const double q = p.calendar_loss.value();
    calendar_rate_ = q * q / constants::year_s * std::exp(2 * p.activation.si() * (1 / reference_k - 1 / inputs.temperature.k()));
  }

  /// What the command comes to at this state of charge: AC power.
  double power_w() const {
    const double e = s.stored.si();
    if (command_ > 0) {
      if (above_top()) return 0;
      if (at_top()) return std::min(command_, lambda_ * e / p.charge_efficiency.value());
      return command_;
    }
    return command_ < 0 && e <= bottom_ + same_instant_s * -command_ / p.discharge_efficiency.value() ? 0 : command_;
  }
  double next_s() const {
    const double e = s.stored.si(), w = power_w();
    const Decay d{chemical_w(w), lambda_};
    if (command_ > 0) {
      if (above_top() && lambda_ > 0) return d.reaches(e, top_);
      return at_top() || above_top() ? never_s : d.reaches(e, top_);
    }
    return command_ < 0 && w < 0 ? d.reaches(e, bottom_) : never_s;
  }
  void integrate(double h, BessOutputs& o) {
    const double e = s.stored.si(), w = power_w();
    if (w != command_) o.limited += Duration::from_si(h);
    const Decay d{chemical_w(w), lambda_};
    const bool held = command_ > 0 && at_top() && w < command_;
    const double change = held ? 0 : d.change(e, h), integral = held ? e * h : d.integral(e, h);
    const double in = std::max(0.0, w) * h, out = std::max(0.0, -w) * h;
    const double eta_c = p.charge_efficiency.value(), eta_d = p.discharge_efficiency.value();
    s.stored += ActiveEnergy::from_si(change);
    const double given = cycling_ * h, taken = given / (eta_c * eta_d);
    s.full_cycles += (out + given) / eta_d / p.energy.si();
    s.calendar += calendar_rate_ * (h + p.calendar_soc * (integral / s.capacity.si() - 0.5 * h));
    o.charged += ActiveEnergy::from_si(in + taken);
    o.discharged += ActiveEnergy::from_si(out + given);
    o.stored_change += ActiveEnergy::from_si(change);
    o.loss += ActiveEnergy::from_si(in * (1 - eta_c) + out * (1 / eta_d - 1) + (taken - given) + lambda_ * integral);
  }

 private:
  double chemical_w(double w) const {
    return w > 0 ? w * p.charge_efficiency.value() : w / p.discharge_efficiency.value();
  }
  double slack() const { return same_instant_s * std::abs(command_) + 1e-14 * s.capacity.si(); }
  bool at_top() const { return std::abs(s.stored.si() - top_) <= slack(); }
  bool above_top() const { return s.stored.si() > top_ + slack(); }

  const BessParams& p;
  BessState& s;
  double command_, lambda_, cycling_ = 0, top_ = 0, bottom_ = 0, calendar_rate_ = 0;
};

}  // namespace

BessStep advance_bess(const BessParams& p, const BessState& start, const BessInputs& in, Duration dt) {
  BessStep r{start, {}};
  Walk w(p, in, r.state);
  walk_machine(
      "BESS", dt, [] {}, [&] { return w.next_s(); }, [&](double h) { w.integrate(h, r.out); });
  r.out.auxiliaries = p.energy * p.auxiliaries * dt;
  r.out.power = ActivePower::from_si(w.power_w());
  return r;
}

Duration next_bess_event(const BessParams& p, const BessState& start, const BessInputs& in) {
  BessState s = start;
  return Duration::from_si(Walk(p, in, s).next_s());
}

double bess_capacity_loss(const BessParams& p, const BessState& s) {
  return std::sqrt(s.calendar) + p.end_of_life_loss.value() * std::pow(s.full_cycles / p.cycle_life, p.cycle_exponent);
}

AgedBess age_bess(const BessParams& p, const BessState& s) {
  AgedBess r{s, {}};
  r.state.capacity = p.energy * std::max(0.01, 1 - bess_capacity_loss(p, s));
  if (s.stored > r.state.capacity) {
    r.lost = s.stored - r.state.capacity;
    r.state.stored = r.state.capacity;
  }
  return r;
}

}  // namespace netsuden
