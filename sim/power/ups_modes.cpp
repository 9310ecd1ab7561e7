// SPDX-License-Identifier: Apache-2.0
#include "sim/power/ups_modes.hpp"

#include <algorithm>
#include <cmath>

#include "sim/power/timing.hpp"

namespace netsuden {

UpsState ups_at_rest(const UpsModesParams& p) {
  UpsState s;
  s.battery = full_battery(p.battery);
  return s;
}

namespace {

using enum UpsOperation;

double loss_w(const UpsModesParams& p, ActivePower load, UpsMode mode) {
  UpsLossParams q = p.losses;
  q.mode = mode;
  q.eco_minimum_load = Fraction(0);
  return ups_loss(q, load).si();
}

/// One UPS with held inputs: what the transitions and the integration ask for.
class Machine {
 public:
  Machine(const UpsModesParams& params, const UpsInputs& inputs, UpsState& state, UpsOutputs& out)
      : p(params), in(inputs), s(state), o(out), rules_(std::min(params.dip_rules.size(), max_dip_rules)) {
    const double share = in.load / p.losses.rating;
    overloaded_ = share > 1;
    overload_rate_ = -1 / p.overload_recovery.si();
    if (overloaded_) {
      overload_rate_ = never_s;  // above the last step: at once
      for (auto step = p.overload.rbegin(); step != p.overload.rend(); ++step)
        if (share <= step->load) overload_rate_ = 1 / step->time.si();
    }
    const double w = in.load.si();
    need_normal_ = w + loss_w(p, in.load, UpsMode::double_conversion);
    need_eco_ = w + loss_w(p, in.load, UpsMode::eco);
    need_battery_ = w + p.battery_loss_share.value() * loss_w(p, in.load, UpsMode::double_conversion);
  }

  void settle() {
    count_dips();
    if (in.release || (s.locked && p.lockout && expired(s.locked_for, *p.lockout))) unlock();
    // A mode may lead to the next at once (battery with an empty battery: off); more than one round each is a loop.
    for (int i = 0; i < 5 && change_mode(); ++i) continue;
  }

  double next_s() const {
    double t = never_s;
    if (!s.struck)
      for (std::size_t i = 0; i < rules_; ++i)
        if (in.voltage < p.dip_rules[i].voltage.value())
          t = std::min(t, remaining_s(s.below[i], p.dip_rules[i].duration));
    if (s.locked && p.lockout) t = std::min(t, remaining_s(s.locked_for, *p.lockout));
    switch (s.operation) {
      case normal:
        t = std::min(t, overload_left_s());
        if (s.walking)
          t = std::min({t, remaining_s(s.walked, p.walk_in), walk_battery_s()});
        else if (eco_allowed())
          t = std::min(t, remaining_s(s.eco_good, p.eco_return));
        break;
      case eco:
        break;
      case battery:
        t = std::min({t, overload_left_s(), battery_left_s()});
        if (recovered()) t = std::min(t, remaining_s(s.good, p.retransfer_delay));
        break;
      case bypass:
        if (may_leave_bypass()) t = std::min(t, remaining_s(s.bypass_ready, p.bypass_return));
        break;
      case off:
        if (may_restart()) t = std::min(t, remaining_s(s.good, p.restart_delay));
        break;
    }
    return t;
  }

  void integrate(double h) {
    const Duration t = Duration::from_si(h);
    move_energy(t);
    for (std::size_t i = 0; i < rules_; ++i)
      if (in.voltage < p.dip_rules[i].voltage.value()) s.below[i] += t;
    for (int i = 0; i < s.strike_count; ++i) s.strike_age_s[i] += h;
    if (s.locked) s.locked_for += t;
    s.good = recovered() ? s.good + t : Duration{};
    s.eco_good = s.operation == normal && !s.walking && eco_allowed() ? s.eco_good + t : Duration{};
    s.bypass_ready = s.operation == bypass && may_leave_bypass() ? s.bypass_ready + t : Duration{};
    const bool inverter_works = s.operation == normal || s.operation == battery;
    if (inverter_works || !overloaded_) s.overload = std::clamp(s.overload + overload_rate_ * h, 0.0, 1.0);
  }

  void report_powers() {
    o.output = s.operation == off ? ActivePower{} : in.load;
    double input = 0, discharge = 0;
    switch (s.operation) {
      case normal:
        if (s.walking) {
          input = walk_share() * need_normal_;
          discharge = need_normal_ - input;
        } else {
          input = need_normal_ + recharge({}).end.si();
          discharge = need_normal_ - input;
        }
        break;
      case eco:
        input = need_eco_ + recharge({}).end.si();
        discharge = need_eco_ - input;
        break;
      case bypass:
        input = need_eco_;
        break;
      case battery:
        discharge = need_battery_;
        break;
      case off:
        break;
    }
    o.input = ActivePower::from_si(input);
    o.battery = ActivePower::from_si(discharge);
  }

 private:
  bool input_good() const {
    return in.voltage >= p.v_min.value() && in.voltage <= p.v_max &&
           std::abs(in.frequency_deviation) <= p.frequency_tolerance.value();
  }
  bool accepted() const { return input_good() && (!s.locked || in.generator); }
  bool in_dip() const {
    for (std::size_t i = 0; i < rules_; ++i)
      if (in.voltage < p.dip_rules[i].voltage.value()) return true;
    return false;
  }
  bool recovered() const { return accepted() && !in_dip(); }
  bool eco_allowed() const {
    return p.losses.mode == UpsMode::eco && !in.generator && recovered() && !overloaded_ &&
           in.load / p.losses.rating >= p.losses.eco_minimum_load.value() &&
           std::abs(in.voltage - 1) <= p.eco_voltage_tolerance.value() &&
           std::abs(in.frequency_deviation) <= p.eco_frequency_tolerance.value() &&
           in.distortion <= p.eco_distortion.value();
  }
  bool may_leave_bypass() const { return !in.maintenance_bypass && !overloaded_ && accepted(); }
  bool may_restart() const { return (p.automatic_restart || in.release) && recovered() && !overloaded_; }

  double overload_left_s() const {
    if (!overloaded_) return never_s;
    return overload_rate_ == never_s ? 0 : (1 - s.overload) / overload_rate_;
  }
  bool overload_used_up() const { return overload_left_s() <= same_instant_s; }
  double battery_left_s() const {
    const ActivePower w = ActivePower::from_si(need_battery_);
    return battery_time_left(p.battery, s.battery, w, w, 1_s).si();
  }
  double walk_share() const { return p.walk_in.si() > 0 ? std::min(1.0, s.walked / p.walk_in) : 1; }
  double walk_battery_s() const {
    const ActivePower from = ActivePower::from_si((1 - walk_share()) * need_normal_);
    return battery_time_left(p.battery, s.battery, from, {}, p.walk_in - s.walked).si();
  }

  void count_dips() {
    bool due = false;
    for (std::size_t i = 0; i < rules_; ++i) {
      if (in.voltage >= p.dip_rules[i].voltage.value())
        s.below[i] = {};
      else
        due = due || expired(s.below[i], p.dip_rules[i].duration);
    }
    if (!in_dip()) s.struck = false;
    if (!due || s.struck) return;
    s.struck = true;
    if (s.operation == normal || s.operation == eco) go_to_battery();
    if (in.generator || s.operation == off || s.operation == bypass) return;
    ++o.strikes;
    std::rotate(s.strike_age_s.begin(), s.strike_age_s.end() - 1, s.strike_age_s.end());
    s.strike_age_s[0] = 0;
    s.strike_count = std::min<int>(s.strike_count + 1, max_strikes);
    while (s.strike_count > 0 && s.strike_age_s[s.strike_count - 1] > p.strike_window.si() + same_instant_s)
      --s.strike_count;
    if (p.strikes > 0 && s.strike_count >= p.strikes && !s.locked) {
      s.locked = true;
      s.locked_for = {};
    }
  }
  void unlock() {
    s.locked = false;
    s.locked_for = {};
    s.strike_count = 0;
  }

  void enter(UpsOperation next) {
    s.operation = next;
    s.walking = false;
    s.walked = {};
    s.eco_good = s.bypass_ready = {};
  }
  void go_to_battery() {
    if (s.operation == eco) o.gap += p.eco_gap;
    enter(battery);
    s.good = {};
    ++o.transfers;
  }

  bool change_mode() {
    const UpsOperation before = s.operation;
    switch (s.operation) {
      case normal:
      case eco:
        if (!accepted())
          go_to_battery();
        else if (in.maintenance_bypass || (s.operation == normal && overload_used_up()))
          enter(bypass);
        else if (s.operation == eco && !eco_allowed())
          enter(normal);
        else if (s.walking && (expired(s.walked, p.walk_in) || walk_battery_s() <= same_instant_s))
          s.walking = false;
        else if (s.operation == normal && !s.walking && eco_allowed() && expired(s.eco_good, p.eco_return))
          enter(eco);
        break;
      case battery:
        if (overload_used_up())
          enter(input_good() ? bypass : off);
        else if (recovered() && expired(s.good, p.retransfer_delay))
          walk_in();
        else if (battery_left_s() <= same_instant_s)
          enter(recovered() ? normal : off);
        break;
      case bypass:
        if (!input_good()) {
          if (in.maintenance_bypass || overloaded_ || battery_left_s() <= same_instant_s)
            enter(off);
          else
            go_to_battery();
        } else if (may_leave_bypass() && expired(s.bypass_ready, p.bypass_return)) {
          enter(normal);
        }
        break;
      case off:
        if (in.maintenance_bypass && input_good())
          enter(bypass);
        else if (may_restart() && expired(s.good, p.restart_delay))
          enter(normal);
        break;
    }
    return s.operation != before;
  }
  void walk_in() {
    enter(normal);
    s.walking = p.walk_in.si() > same_instant_s && walk_battery_s() > same_instant_s;
  }

  Recharge recharge(Duration t) const {
    const ActivePower limit = p.losses.rating * p.battery.recharge_limit.value();
    const double allowed = limit.si() * (in.generator ? p.generator_recharge.value() : 1.0);
    const double spare = p.losses.rating.si() * p.input_limit - (s.operation == eco ? need_eco_ : need_normal_);
    return recharge_battery(p.battery, s.battery, limit, ActivePower::from_si(std::clamp(spare, 0.0, allowed)), t);
  }

  void move_energy(Duration t) {
    const double h = t.si();
    const double load_j = in.load.si() * h;
    double drawn = 0, loss = 0, depleted = 0, stored = 0, served = load_j;
    switch (s.operation) {
      case normal:
        if (s.walking) {
          const double from = 1 - walk_share();
          s.walked += t;
          const double to = 1 - walk_share();
          drawn = need_normal_ * (1 - 0.5 * (from + to)) * h;
          depleted = battery_depletion(p.battery, s.battery, ActivePower::from_si(from * need_normal_),
                                       ActivePower::from_si(to * need_normal_), t)
                         .si();
          const double terminals = 0.5 * (from + to) * need_normal_ * h;
          loss = need_normal_ * h - load_j + depleted - terminals;
          break;
        }
        [[fallthrough]];
      case eco: {
        const Recharge r = recharge(t);
        stored = r.stored.si();
        const double need = (s.operation == eco ? need_eco_ : need_normal_) * h;
        drawn = need + r.drawn.si();
        loss = need - load_j + (r.drawn - r.stored).si();
        break;
      }
      case battery: {
        const ActivePower w = ActivePower::from_si(need_battery_);
        depleted = battery_depletion(p.battery, s.battery, w, w, t).si();
        loss = depleted - load_j;
        break;
      }
      case bypass:
        drawn = need_eco_ * h;
        loss = drawn - load_j;
        break;
      case off:
        served = 0;
        o.dark += t;
        o.unserved += ActiveEnergy::from_si(load_j);
        break;
    }
    const ActiveEnergy change = ActiveEnergy::from_si(stored - depleted);
    s.battery.wear += battery_wear(p.battery, t, in.battery_temperature, ActiveEnergy::from_si(depleted));
    s.battery.stored += change;
    o.from_input += ActiveEnergy::from_si(drawn);
    o.to_load += ActiveEnergy::from_si(served);
    o.stored_change += change;
    o.loss += ActiveEnergy::from_si(loss);
  }

  const UpsModesParams& p;
  const UpsInputs& in;
  UpsState& s;
  UpsOutputs& o;
  std::size_t rules_;
  bool overloaded_ = false;
  double overload_rate_ = 0;
  double need_normal_ = 0, need_eco_ = 0, need_battery_ = 0;  ///< load + losses, W
};

}  // namespace

UpsStep advance_ups(const UpsModesParams& p, const UpsState& start, const UpsInputs& in, Duration dt) {
  UpsStep r{start, {}};
  Machine m(p, in, r.state, r.out);
  walk_machine(
      "UPS", dt, [&] { m.settle(); }, [&] { return m.next_s(); }, [&](double h) { m.integrate(h); });
  m.report_powers();
  return r;
}

Duration next_ups_event(const UpsModesParams& p, const UpsState& start, const UpsInputs& in) {
  UpsState s = start;
  UpsOutputs ignored;
  Machine m(p, in, s, ignored);
  m.settle();
  if (s.operation != start.operation || s.walking != start.walking || s.locked != start.locked) return {};
  return Duration::from_si(m.next_s());
}

Duration ups_autonomy(const UpsModesParams& p, const UpsState& s, ActivePower load) {
  const double loss = p.battery_loss_share.value() * loss_w(p, load, UpsMode::double_conversion);
  const ActivePower w = load + ActivePower::from_si(loss);
  return battery_time_left(p.battery, s.battery, w, w, 1_s);
}

}  // namespace netsuden
