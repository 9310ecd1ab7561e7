// SPDX-License-Identifier: Apache-2.0
#include "sim/power/ups_modes.hpp"

namespace netsuden {

void describe(Describe& d, DipRule& p) {
  d.fraction("voltage", p.voltage,
             {.unit = "%",
              .range = {0, 1, "a share of nominal"},
              .text = "An input below this voltage is a dip.",
              .source = "assumption"});
  d.quantity("duration", p.duration,
             {.unit = "ms",
              .range = {0, 60000, "longer is an outage"},
              .text = "Time below it from which the dip counts and the UPS goes to battery.",
              .source = "assumption"});
}

void describe(Describe& d, OverloadStep& p) {
  d.plain("load", p.load,
          {.range = {1, 5, "above that inverters limit their current"},
           .text = "Load over the rating up to which this step holds.",
           .source = "physics reference 2.2"});
  d.quantity("time", p.time,
             {.unit = "s",
              .range = {0, 86400, "longer is continuous"},
              .text = "Time for which such a load is carried.",
              .source = "physics reference 2.2: 110 % 60 min, 125 % 10 min, 150 % 1 min"});
}

namespace {

void describe_tolerances(Describe& d, UpsModesParams& p) {
  const char* manual = "Schneider Galaxy VX operation manual";
  d.fraction("v_min", p.v_min,
             {.unit = "%",
              .range = {0.3, 1, "rectifiers reach down to half voltage at part load"},
              .text = "Lowest input voltage at which the rectifier carries the load.",
              .source = "assumption"});
  d.plain("v_max", p.v_max,
          {.range = {1, 1.5, "insulation"}, .text = "Highest input voltage, over nominal.", .source = "assumption"});
  d.fraction("frequency_tolerance", p.frequency_tolerance,
             {.unit = "%",
              .range = {0.001, 0.2, "rectifiers accept 10 % and more"},
              .text = "Largest deviation of the input frequency.",
              .source = "assumption"});
  d.fraction("eco_voltage_tolerance", p.eco_voltage_tolerance,
             {.unit = "%",
              .range = {0.01, 0.2, "3 to 10 % adjustable"},
              .text = "Largest deviation of the input voltage in eco mode.",
              .source = manual});
  d.fraction("eco_frequency_tolerance", p.eco_frequency_tolerance,
             {.unit = "%",
              .range = {0.0005, 0.1, "what the load tolerates"},
              .text = "Largest deviation of the input frequency in eco mode.",
              .source = "assumption"});
  d.fraction("eco_distortion", p.eco_distortion,
             {.unit = "%",
              .range = {0.01, 0.2, "THDU"},
              .text = "Largest distortion of the input voltage in eco mode.",
              .source = manual});
  d.quantity("eco_return", p.eco_return,
             {.unit = "s",
              .range = {0, 3600, "minutes at most"},
              .text = "Time for which the conditions of eco mode must hold.",
              .source = "assumption"});
  d.quantity("eco_gap", p.eco_gap,
             {.unit = "ms",
              .range = {0, 20, "beyond 20 ms IT supplies fail"},
              .text = "Interruption of a transfer from eco mode to battery.",
              .source = "physics reference 2.2: 0 with the inverter in parallel, else 2 to 10 ms"});
}

void describe_transfers(Describe& d, UpsModesParams& p) {
  const char* nerc = "NERC incident review, January 2025";
  d.list("dip_rules", p.dip_rules,
         {.text = "Which dips put the UPS on battery and are counted (at most 4).", .source = nerc});
  d.integer("strikes", p.strikes,
            {.range = {0, static_cast<double>(max_strikes), "0: the rule is off"},
             .text = "Dips within the window that lock the grid out.",
             .source = nerc});
  d.quantity("strike_window", p.strike_window,
             {.unit = "s",
              .range = {1, 86400, "a minute in the incident of 10 July 2024"},
              .text = "Window in which dips are counted.",
              .source = nerc});
  d.quantity("lockout", p.lockout,
             {.unit = "min",
              .range = {0, 10080, "up to a week"},
              .text = "Time after which a locked-out grid is taken again; where it is not given, someone has to do it.",
              .source = nerc});
  d.quantity("retransfer_delay", p.retransfer_delay,
             {.unit = "s",
              .range = {0, 3600, "seconds to minutes"},
              .text = "Time for which the input must be good before the UPS leaves the battery.",
              .source = "assumption"});
  d.quantity("walk_in", p.walk_in,
             {.unit = "s",
              .range = {0, 300, "5 to 30 s usual"},
              .text = "Time in which the input takes over the load after battery operation.",
              .source = "physics reference 2.2"});
  d.boolean("automatic_restart", p.automatic_restart,
            {.text = "Whether a UPS that is off starts again when its input is back.", .source = "assumption"});
  d.quantity("restart_delay", p.restart_delay,
             {.unit = "s",
              .range = {0, 86400, "up to a day"},
              .text = "Time for which the input must be good before that.",
              .source = "assumption"});
}

}  // namespace

void describe(Describe& d, UpsModesParams& p) {
  d.object("battery", p.battery, {.text = "The battery.", .source = "physics reference 2.2"});
  describe_tolerances(d, p);
  d.list("overload", p.overload,
         {.text = "Overloads and how long they are carried, rising.", .source = "physics reference 2.2"});
  d.quantity("overload_recovery", p.overload_recovery,
             {.unit = "min",
              .range = {0.1, 1440, "thermal recovery"},
              .text = "Time at or below the rating that restores the whole overload time.",
              .source = "assumption"});
  d.quantity("bypass_return", p.bypass_return,
             {.unit = "s",
              .range = {0, 3600, "seconds to minutes"},
              .text = "Time at or below the rating after which the UPS leaves the bypass.",
              .source = "assumption"});
  describe_transfers(d, p);
  d.fraction("battery_loss_share", p.battery_loss_share,
             {.unit = "%",
              .range = {0.2, 1, "the rectifier rests"},
              .text = "Converter losses on battery over those of double conversion.",
              .source = "assumption"});
  d.fraction("generator_recharge", p.generator_recharge,
             {.unit = "%",
              .range = {0, 1, "a share of the recharge limit"},
              .text = "Recharge power while a generating set supplies the input, over the recharge limit.",
              .source = "assumption"});
  d.plain("input_limit", p.input_limit,
          {.range = {1, 3, "input current limit of rectifiers"},
           .text = "Largest input power over the rating; recharge gives way to the load.",
           .source = "assumption"});
}

const char* name(UpsOperation o) {
  static constexpr const char* names[] = {"normal", "eco", "battery", "bypass", "off"};
  return names[static_cast<int>(o)];
}

}  // namespace netsuden
