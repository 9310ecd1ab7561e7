// SPDX-License-Identifier: Apache-2.0
#include "sim/power/bess_policy.hpp"

#include <algorithm>

namespace netsuden {

void describe(Describe& d, BessPolicyParams& p) {
  d.variant("policy", p.policy,
            {{"peak_shaving", "Keeps the import below a threshold."},
             {"arbitrage", "Charges when energy is cheap, discharges when it is dear."},
             {"curtailment", "Covers curtailment calls."},
             {"reserve", "Stays charged for an outage."}},
            {.text = "What the battery is for.", .source = "assumption"}, [&p](Describe& v, int alternative) {
              if (alternative == 0)
                v.quantity("threshold", p.threshold,
                           {.unit = "MW",
                            .range = {0, 1e5, "the largest connections"},
                            .text = "Import that the battery keeps.",
                            .source = "assumption"});
              if (alternative != 1) return;
              v.quantity("price_low", p.price_low,
                         {.unit = "JPY/kWh",
                          .range = {-1000, 10000, "prices may be negative"},
                          .text = "At or below this price it charges.",
                          .source = "assumption"});
              v.quantity("price_high", p.price_high,
                         {.unit = "JPY/kWh",
                          .range = {-1000, 10000, "spikes of 250 JPY/kWh have been seen"},
                          .text = "At or above this price it discharges.",
                          .source = "assumption"});
            });
  d.fraction("reserve", p.reserve,
             {.unit = "%",
              .range = {0, 1, "a state of charge"},
              .text = "State of charge that is kept for an outage.",
              .source = "assumption"});
  d.quantity("ramp_up", p.ramp_up,
             {.unit = "MW/s",
              .range = {0, 1e5, "the utility's"},
              .text = "Fastest rise of the import; none without it.",
              .source = "assumption"});
  d.quantity("ramp_down", p.ramp_down,
             {.unit = "MW/s",
              .range = {0, 1e5, "the utility's"},
              .text = "Fastest fall of the import; none without it.",
              .source = "assumption"});
}

ActivePower shave_peak(ActivePower load, ActivePower threshold) { return threshold - load; }

ActivePower arbitrage(EnergyPrice now, EnergyPrice low, EnergyPrice high, ActivePower load, ActivePower full_power) {
  if (now <= low) return full_power;
  if (now >= high) return -std::min(full_power, std::max(load, ActivePower{}));
  return {};
}

ActivePower follow_curtailment(bool called, ActivePower load, ActivePower allowed, ActivePower full_power) {
  if (!called) return full_power;
  return std::min(allowed - load, ActivePower{});
}

ActivePower keep_reserve(double state_of_charge, double reserve, ActiveEnergy energy, ActivePower full_power, Duration dt) {
  constexpr Duration settles = 15_min;
  const double lacks = std::max(0.0, reserve - state_of_charge), share = dt.si() > 0 ? -std::expm1(-dt / settles) / (dt / settles) : 1;
  return std::min(full_power, energy * (lacks * share) / settles);
}

ActivePower limit_ramp(ActivePower load, ActivePower command, ActivePower previous, std::optional<PowerRamp> up,
                       std::optional<PowerRamp> down, Duration dt) {
  ActivePower import = load + command;
  if (up) import = std::min(import, previous + *up * dt);
  if (down) import = std::max(import, previous - *down * dt);
  return import - load;
}

ActivePower bess_command(const BessParams& bess, const BessPolicyParams& p, const DispatchInputs& in, Duration dt) {
  const ActivePower full = bess.energy * bess.charge_rate;
  ActivePower command;
  switch (p.policy) {
    case BessPolicy::peak_shaving:
      command = shave_peak(in.load, p.threshold);
      break;
    case BessPolicy::arbitrage:
      command = arbitrage(in.price, p.price_low, p.price_high, in.load, bess.energy * bess.discharge_rate);
      break;
    case BessPolicy::curtailment:
      command = follow_curtailment(in.curtailed, in.load, in.allowed_import, full);
      break;
    case BessPolicy::reserve:
      command = keep_reserve(in.state_of_charge, p.reserve.value(), bess.energy, full, dt);
      break;
  }
  if (command > ActivePower{} && in.import_limit)
    command = std::clamp(*in.import_limit - in.load, ActivePower{}, command);
  return bess_power(bess, limit_ramp(in.load, command, in.previous_import, p.ramp_up, p.ramp_down, dt));
}

}  // namespace netsuden
