// SPDX-License-Identifier: Apache-2.0
#include "sim/power/ups_battery.hpp"

#include <algorithm>
#include <cmath>

#include "sim/power/timing.hpp"

namespace netsuden {

void describe(Describe& d, UpsBatteryParams& p) {
  d.quantity("capacity", p.capacity,
             {.unit = "kWh",
              .range = {0.01, 1e6, "from a rack unit to a hall of cabinets"},
              .text = "Energy that a new, full battery gives at the stated rate.",
              .source = "assumption: 10 min at 1.5 MW"});
  d.quantity("rate_time", p.rate_time,
             {.unit = "h",
              .range = {0.05, 100, "capacities are stated for minutes to 100 h"},
              .text = "Discharge time for which the capacity is stated.",
              .source = "assumption: 1 h for lithium-ion, 20 h for lead-acid"});
  d.plain("peukert", p.peukert,
          {.range = {1, 1.5, "1.02 to 1.05 lithium-ion, 1.1 to 1.25 lead-acid"},
           .text = "Peukert exponent k.",
           .source = "physics reference 2.2"});
  d.fraction("discharge_efficiency", p.discharge_efficiency,
             {.unit = "%",
              .range = {0.5, 1, "one-way"},
              .text = "Energy at the terminals over energy taken out of the chemistry, before Peukert's law.",
              .source = "assumption"});
  d.fraction("charge_efficiency", p.charge_efficiency,
             {.unit = "%",
              .range = {0.5, 1, "one-way"},
              .text = "Energy stored over energy at the terminals.",
              .source = "assumption"});
  d.fraction("cutoff", p.cutoff,
             {.unit = "%",
              .range = {0, 0.9, "something must be left to use"},
              .text = "State of charge at which the UPS disconnects.",
              .source = "physics reference 2.2: depth of discharge 80 to 90 %"});
  d.fraction("recharge_limit", p.recharge_limit,
             {.unit = "%",
              .range = {0, 1, "a share of the UPS rating"},
              .text = "Recharge power at the battery over the UPS rating, added to what the feeder carries.",
              .source = "physics reference 2.2: 10 to 20 %"});
  d.fraction("taper_from", p.taper_from,
             {.unit = "%",
              .range = {0, 0.999, "below full"},
              .text = "State of charge from which the recharge power falls towards zero at full.",
              .source = "assumption"});
  d.quantity("life", p.life,
             {.unit = "year",
              .range = {0.5, 40, "from a cheap cell to the best claims"},
              .text = "Calendar life at 20 degC, until the end-of-life loss.",
              .source = "physics reference 2.2: VRLA 10 years"});
  d.quantity("life_halving", p.life_halving,
             {.unit = "K",
              .range = {5, 30, "Arrhenius' law near room temperature"},
              .text = "Temperature rise that halves the calendar life.",
              .source = "physics reference 2.2"});
  d.temperature("temperature", p.temperature,
                {.unit = "degC",
                 .range = {-10, 60, "battery rooms and cabinets"},
                 .text = "Temperature of the battery, for its ageing.",
                 .source = "assumption: the temperature that its life is stated at"});
  d.plain("cycle_life", p.cycle_life,
          {.range = {20, 50000, "full cycles, lead-acid to lithium titanate"},
           .text = "Equivalent full cycles until the end-of-life loss.",
           .source = "physics reference 2.5: 4000 to 8000 for LFP"});
  d.fraction("end_of_life_loss", p.end_of_life_loss,
             {.unit = "%",
              .range = {0.05, 0.5, "20 % by convention"},
              .text = "Share of the capacity that is lost at the end of life.",
              .source = "IEEE 1188: replace at 80 %"});
}

UpsBatteryParams lead_acid_battery() {
  UpsBatteryParams p;
  p.capacity = 400_kWh;
  p.rate_time = 20_h;
  p.peukert = 1.15;
  p.discharge_efficiency = Fraction(1);
  p.charge_efficiency = Fraction(0.85);
  p.cutoff = Fraction(0.0);
  p.life = Duration::from_si(10 * constants::year_s);
  p.cycle_life = 300;
  return p;
}

UpsBattery full_battery(const UpsBatteryParams& p) { return {stored_when_new(p), stored_when_new(p), 0}; }

Duration peukert_time(Duration rate_time, double capacity, double draw, double exponent) {
  return rate_time * std::pow(capacity / (draw * rate_time.in(1_h)), exponent);
}

namespace {

/// Integral over power of the depletion rate times eta_d, and its inverse: dE/dt = dP/dt dF/dP / eta_d.
struct PeukertIntegral {
  double rated_w, k;
  double value(double w) const {
    if (w <= rated_w) return 0.5 * w * w;
    return rated_w * rated_w * (0.5 + (std::pow(w / rated_w, k + 1) - 1) / (k + 1));
  }
  double power(double f) const {
    const double at_rated = 0.5 * rated_w * rated_w;
    if (f <= at_rated) return std::sqrt(2 * f);
    return rated_w * std::pow(1 + (k + 1) * (f / (rated_w * rated_w) - 0.5), 1 / (k + 1));
  }
};

PeukertIntegral integral_of(const UpsBatteryParams& p, const UpsBattery& b) {
  return {b.capacity.si() / p.rate_time.si(), p.peukert};
}

double rate_w(const UpsBatteryParams& p, const UpsBattery& b, double w) {
  const double m = w * p.rate_time.si() / b.capacity.si();
  return w / p.discharge_efficiency.value() * std::pow(std::max(1.0, m), p.peukert - 1);
}

bool constant(double from, double to) { return std::abs(from - to) <= 1e-9 * std::max(from, to); }

}  // namespace

ActiveEnergy battery_depletion(const UpsBatteryParams& p, const UpsBattery& b, ActivePower from, ActivePower to,
                               Duration t) {
  const double w0 = from.si(), w1 = to.si();
  double used = rate_w(p, b, 0.5 * (w0 + w1)) * t.si();
  if (!constant(w0, w1)) {
    const PeukertIntegral f = integral_of(p, b);
    used = (f.value(w0) - f.value(w1)) / (w0 - w1) * t.si() / p.discharge_efficiency.value();
  }
  return ActiveEnergy::from_si(std::min(used, b.stored.si()));
}

Duration battery_time_left(const UpsBatteryParams& p, const UpsBattery& b, ActivePower from, ActivePower to,
                           Duration t) {
  const double left = b.stored.si() - b.cutoff(p).si();
  if (left <= 0) return {};
  const double w0 = from.si(), w1 = to.si();
  if (constant(w0, w1)) {
    const double rate = rate_w(p, b, w0);
    return rate > 0 ? Duration::from_si(left / rate) : never;
  }
  const PeukertIntegral f = integral_of(p, b);
  const double slope = (w0 - w1) / t.si();  // the power falls by this
  const double end = f.value(w0) - left * p.discharge_efficiency.value() * slope;
  if (slope > 0 ? end < f.value(w1) : end > f.value(w1)) return never;
  return Duration::from_si((w0 - f.power(end)) / slope);
}

Recharge recharge_battery(const UpsBatteryParams& p, const UpsBattery& b, ActivePower limit, ActivePower available,
                          Duration t) {
  const double p_lim = limit.si(), p_now = std::clamp(available.si(), 0.0, p_lim);
  const double c = b.capacity.si(), e0 = b.stored.si(), eta = p.charge_efficiency.value();
  if (p_now <= 0 || e0 >= c) return {};
  const double tail = c * (1 - p.taper_from.value());
  const double knee = c - tail * p_now / p_lim;  // from here on the taper asks for less than there is
  double e = e0, left = t.si();
  if (e < knee) {
    const double h = std::min(left, (knee - e) / (eta * p_now));
    e += eta * p_now * h;
    left -= h;
    if (left > 0) e = knee;
  }
  if (left > 0) e = c - (c - e) * std::exp(-left * eta * p_lim / tail);
  const double end = e < knee ? p_now : p_lim * (c - e) / tail;
  return {ActiveEnergy::from_si((e - e0) / eta), ActiveEnergy::from_si(e - e0), ActivePower::from_si(end)};
}

double battery_wear(const UpsBatteryParams& p, Duration t, Temperature at, ActiveEnergy depleted) {
  const double life = p.life.si() * std::exp2(-(at - 20_degC).si() / p.life_halving.si());
  return p.end_of_life_loss.value() * (t.si() / life + (depleted / stored_when_new(p)) / p.cycle_life);
}

CapacityTest renew_capacity(const UpsBatteryParams& p, const UpsBattery& b) {
  CapacityTest r{b, {}};
  r.battery.capacity = stored_when_new(p) * std::max(0.01, 1 - b.wear);
  if (r.battery.stored > r.battery.capacity) {
    r.lost = r.battery.stored - r.battery.capacity;
    r.battery.stored = r.battery.capacity;
  }
  return r;
}

}  // namespace netsuden
