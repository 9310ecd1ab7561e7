// SPDX-License-Identifier: Apache-2.0
// The battery of a UPS: discharge at constant or linearly changing power, recharge, wear.
//
//   M = P H / C                                   power over the rate at which the capacity is stated (C = capacity / eta_d in H hours)
//   dE/dt = -(P / eta_d) max(1, M)^(k-1)          Peukert's law in power: C lasts H (C / (P H))^k
//   recharge: P_c = min(P_available, P_limit (C - E) / (C - E_taper)) for E > E_taper, dE/dt = eta_c P_c
//   wear: dw/dt = w_end / life(T), life(T) = life_20 2^(-(T - 20)/10);  dw/dE = w_end / (cycle_life C_new)
// What Peukert's law withholds is booked as loss, so that in = out + loss + stored. All pieces have closed forms:
// linear, power function and exponential. Wear is accumulated exactly and takes effect when `renew_capacity` is called,
// as a capacity test would (once a month), so that a step may be split anywhere.
//
// Source: physics reference 2.2; Peukert as in the textbooks (ACC-ELEC-04). Range: discharge in 5 min to H hours;
// lithium-ion with k of 1.02 to 1.05. Left out: recovery after rest, temperature in the capacity, ageing by depth of
// cycle. Verified by tests/unit/power/ups_battery_test.cpp.
#pragma once

#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"

namespace netsuden {

struct UpsBatteryParams {
  ActiveEnergy capacity = 250_kWh;
  Duration rate_time = 1_h;
  double peukert = 1.03;
  Fraction discharge_efficiency{0.98}, charge_efficiency{0.98};
  Fraction cutoff{0.10};
  Fraction recharge_limit{0.10};
  Fraction taper_from{0.80};
  Duration life = Duration::from_si(15 * constants::year_s);
  TemperatureDiff life_halving = 10_K;
  Temperature temperature = 20_degC;  ///< of the room that it stands in, for its life
  double cycle_life = 4000;
  Fraction end_of_life_loss{0.20};
};
void describe(Describe&, UpsBatteryParams&);
/// The defaults are lithium-ion; this is a valve-regulated lead-acid string.
UpsBatteryParams lead_acid_battery();

struct UpsBattery {
  ActiveEnergy stored, capacity;
  double wear = 0;  ///< share of the new capacity that is lost, not yet all in `capacity`
  ActiveEnergy cutoff(const UpsBatteryParams& p) const { return capacity * p.cutoff.value(); }
  double state_of_charge() const { return stored / capacity; }
};
/// `capacity` is what the terminals give: so much more is stored.
inline ActiveEnergy stored_when_new(const UpsBatteryParams& p) { return p.capacity / p.discharge_efficiency.value(); }
UpsBattery full_battery(const UpsBatteryParams&);

/// Peukert's law: how long a capacity stated for `rate_time` lasts at `draw` (of any unit: Ah and A, or kWh and kW).
Duration peukert_time(Duration rate_time, double capacity, double draw, double exponent);

/// Chemical energy used in `t` while the power at the terminals goes linearly from one value to another; at most what
/// is stored (a step that ends at the cut-off may miss it by rounding).
ActiveEnergy battery_depletion(const UpsBatteryParams&, const UpsBattery&, ActivePower from, ActivePower to,
                               Duration t);
/// Time until the cut-off at that ramp; `never` if the ramp's end comes first (ramps) or the power is nil.
Duration battery_time_left(const UpsBatteryParams&, const UpsBattery&, ActivePower from, ActivePower to, Duration t);

struct Recharge {
  ActiveEnergy drawn, stored;  ///< at the terminals; into the chemistry
  ActivePower end;             ///< terminal power at the end
};
/// `limit` is the charger's setting, `available` what the input can spare of it.
Recharge recharge_battery(const UpsBatteryParams&, const UpsBattery&, ActivePower limit, ActivePower available,
                          Duration t);

/// Wear of a span at a temperature, and of energy taken out.
double battery_wear(const UpsBatteryParams&, Duration, Temperature, ActiveEnergy depleted);
struct CapacityTest {
  UpsBattery battery;
  ActiveEnergy lost;  ///< stored energy above what the worn battery holds
};
CapacityTest renew_capacity(const UpsBatteryParams&, const UpsBattery&);

}  // namespace netsuden
