// SPDX-License-Identifier: Apache-2.0
#include "sim/power/genset.hpp"

#include <algorithm>
#include <cmath>

#include "sim/power/timing.hpp"

namespace netsuden {

GensetState genset_at_rest(const GensetParams& p) {
  GensetState s;
  s.fuel = p.tank;
  return s;
}

HeatEnergy GensetOutputs::heat(const GensetParams& p) const {
  return electric_to_heat(fuel * p.heating_value - given);
}
Mass GensetOutputs::carbon(const GensetParams& p) const { return fuel * p.carbon; }

VolumeFlow fuel_rate(const GensetParams& p, ActivePower load) { return p.rating * p.fuel_rated + load * p.fuel_energy; }

Duration fuel_autonomy(const GensetParams& p, const GensetState& s, ActivePower load) {
  return s.fuel / fuel_rate(p, load);
}

Volume refuel(const GensetParams& p, GensetState& s, Volume delivered) {
  const Volume taken = std::clamp(p.tank - s.fuel, Volume{}, delivered);
  s.fuel += taken;
  if (s.fuel > Volume{}) s.out_of_fuel = false;
  return taken;
}

double frequency_dip(const GensetParams& p, double step) { return step * p.fuel_lag.si() / (2 * p.inertia.si()); }
double largest_step(const GensetParams& p) {
  return std::min(1.0, p.frequency_limit.value() * 2 * p.inertia.si() / p.fuel_lag.si());
}

Duration genset_start_time(const GensetParams& p, bool bus_live) {
  return p.confirm + p.crank + p.run_up + (bus_live ? p.synchronise : Duration{});
}

namespace {

using enum GensetPhase;

class Machine {
 public:
  Machine(const GensetParams& params, const GensetInputs& inputs, GensetState& state, GensetOutputs& out)
      : p(params), in(inputs), s(state), o(out), idle_(p.rating.si() * p.fuel_rated.si()) {}

  void settle() {
    for (int i = 0; i < 12 && change_phase(); ++i) continue;
  }

  double next_s() const {
    double t = never_s;
    switch (s.phase) {
      case stopped: break;
      case failed:
        if (p.repair > Duration{}) t = remaining_s(s.elapsed, p.repair);
        break;
      case confirm:
        t = remaining_s(s.elapsed, p.confirm);
        break;
      case cranking:
        t = remaining_s(s.elapsed, crank_time());
        break;
      case resting:
        t = remaining_s(s.elapsed, p.crank_rest);
        break;
      case run_up:
        t = remaining_s(s.elapsed, p.run_up);
        break;
      case synchronising:
        t = remaining_s(s.elapsed, p.synchronise);
        break;
      case cool_down:
        t = remaining_s(s.elapsed, p.cool_down);
        break;
      case on_load:
        t = next_available_s();
        if (overloaded()) t = std::min(t, remaining_s(s.over, p.overload_time));
        break;
    }
    return running() ? std::min(t, tank_empty_s()) : t;
  }

  void integrate(double h) {
    const Duration t = Duration::from_si(h);
    const double served = power_w() * h + 0.5 * slope_w() * h * h;
    if (running()) {
      const double used = std::min(s.fuel.si(), idle_ * h + p.fuel_energy.si() * given_w() * h);
      s.fuel -= Volume::from_si(used);
      o.fuel += Volume::from_si(used);
      s.running += t;
      if (in.load < p.rating * p.minimum_load.value() || s.phase != on_load) s.low_load += t;
    }
    o.served += ActiveEnergy::from_si(served);
    o.given += ActiveEnergy::from_si(given_w() * h);
    o.refused += ActiveEnergy::from_si(in.load.si() * h - served);
    s.elapsed += t;
    s.over = overloaded() ? s.over + t : Duration{};
  }

  void report() {
    o.available = ActivePower::from_si(available_w());
    o.power = ActivePower::from_si(power_w());
  }

 private:
  bool running() const {
    return s.phase == run_up || s.phase == synchronising || s.phase == on_load || s.phase == cool_down;
  }
  bool overloaded() const { return s.phase == on_load && in.load.si() > p.overload * p.rating.si(); }
  bool fires() const { return !in.start_fails && s.fuel > Volume{}; }
  Duration crank_time() const { return fires() ? p.crank : p.crank_limit; }

  double available_w() const {
    if (s.phase != on_load) return 0;
    const double t = s.elapsed.si() + same_instant_s;
    if (p.acceptance == LoadAcceptance::ramp)
      return p.rating.si() * std::min(1.0, p.ramp_start.value() + p.ramp_rate.si() * s.elapsed.si());
    if (p.steps.empty()) return p.rating.si();
    const double i = std::floor(t / p.step_recovery.si());
    return p.rating.si() * p.steps[static_cast<std::size_t>(std::min(i, static_cast<double>(p.steps.size() - 1)))];
  }
  double given_w() const { return s.phase == on_load ? std::min(in.load.si(), p.overload * p.rating.si()) : 0; }
  double power_w() const { return std::min(in.load.si(), available_w()); }
  /// Rise of the served power, W/s.
  double slope_w() const {
    const bool rising = s.phase == on_load && p.acceptance == LoadAcceptance::ramp && next_available_s() < never_s;
    return rising && available_w() < in.load.si() ? p.rating.si() * p.ramp_rate.si() : 0;
  }
  double next_available_s() const {
    if (p.acceptance == LoadAcceptance::ramp) {
      const double rate = p.rating.si() * p.ramp_rate.si();
      const double end = std::min(1.0, std::max(p.ramp_start.value(), 0.0)) * p.rating.si();
      const double goal = std::min(p.rating.si(), std::max(in.load.si(), end));
      const double left = rate > 0 ? (goal - available_w()) / rate : never_s;
      return left > same_instant_s ? left : never_s;
    }
    const double i = std::floor((s.elapsed.si() + same_instant_s) / p.step_recovery.si());
    if (i + 1 >= static_cast<double>(p.steps.size())) return never_s;
    return (i + 1) * p.step_recovery.si() - s.elapsed.si();
  }
  double tank_empty_s() const {
    const double flow = idle_ + p.fuel_energy.si() * given_w();
    return flow > 0 ? s.fuel.si() / flow : never_s;
  }

  void enter(GensetPhase next) {
    s.phase = next;
    s.elapsed = s.over = {};
    ++o.phase_changes;
  }
  bool change_phase() {
    const GensetPhase before = s.phase;
    if (running() && tank_empty_s() <= same_instant_s) {
      s.out_of_fuel = true;
      o.fuel += s.fuel;  // what is left for less than a nanosecond
      s.fuel = {};
      enter(failed);
      return true;
    }
    if (in.trip && s.phase != stopped && s.phase != failed) {
      enter(stopped);
      return true;
    }
    switch (s.phase) {
      case stopped:
        if (in.call) {
          s.attempts = 0;
          enter(confirm);
        }
        break;
      case confirm:
        if (!in.call)
          enter(stopped);
        else if (expired(s.elapsed, p.confirm))
          enter(cranking);
        break;
      case cranking:
        if (!in.call)
          enter(stopped);
        else if (expired(s.elapsed, crank_time()))
          crank_ends();
        break;
      case resting:
        if (!in.call)
          enter(stopped);
        else if (expired(s.elapsed, p.crank_rest))
          enter(cranking);
        break;
      case run_up:
        if (!in.call)
          enter(cool_down);
        else if (expired(s.elapsed, p.run_up))
          enter(in.bus_live ? synchronising : on_load);
        break;
      case synchronising:
        if (!in.call)
          enter(cool_down);
        else if (!in.bus_live || expired(s.elapsed, p.synchronise))
          enter(on_load);
        break;
      case on_load:
        if (!in.call) {
          enter(cool_down);
        } else if (overloaded() && expired(s.over, p.overload_time)) {
          s.overloaded = true;
          enter(failed);
        }
        break;
      case cool_down:
        if (in.call)
          enter(in.bus_live ? synchronising : on_load);
        else if (expired(s.elapsed, p.cool_down))
          enter(stopped);
        break;
      case failed:
        if (in.reset || (p.repair > Duration{} && expired(s.elapsed, p.repair))) {
          s.overloaded = false;
          enter(stopped);
        }
        break;
    }
    return s.phase != before;
  }
  void crank_ends() {
    if (fires()) {
      ++s.starts;
      enter(run_up);
    } else if (++s.attempts >= p.crank_attempts) {
      enter(failed);
    } else {
      enter(resting);
    }
  }

  const GensetParams& p;
  const GensetInputs& in;
  GensetState& s;
  GensetOutputs& o;
  double idle_;  ///< fuel without load, m3/s
};

}  // namespace

GensetStep advance_genset(const GensetParams& p, const GensetState& start, const GensetInputs& in, Duration dt) {
  GensetStep r{start, {}};
  Machine m(p, in, r.state, r.out);
  walk_machine(
      "generating set", dt, [&] { m.settle(); }, [&] { return m.next_s(); }, [&](double h) { m.integrate(h); });
  m.report();
  return r;
}

Duration next_genset_event(const GensetParams& p, const GensetState& start, const GensetInputs& in) {
  GensetState s = start;
  GensetOutputs ignored;
  Machine m(p, in, s, ignored);
  m.settle();
  return s.phase != start.phase ? Duration{} : Duration::from_si(m.next_s());
}

}  // namespace netsuden
