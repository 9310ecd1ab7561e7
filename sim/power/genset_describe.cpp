// SPDX-License-Identifier: Apache-2.0
#include "sim/power/genset.hpp"

namespace netsuden {

namespace {

void describe_start(Describe& d, GensetParams& p) {
  const char* ref = "physics reference 2.4: on load within 10 s (NFPA 110 type 10)";
  const Range seconds{0, 600, "gas turbines take minutes"};
  d.quantity(
      "confirm", p.confirm,
      {.unit = "s", .range = seconds, .text = "Time for which the call must last before cranking.", .source = ref});
  d.quantity("crank", p.crank,
             {.unit = "s", .range = seconds, .text = "Cranking until the engine fires.", .source = ref});
  d.quantity(
      "crank_limit", p.crank_limit,
      {.unit = "s", .range = seconds, .text = "Cranking before an attempt is given up.", .source = "assumption"});
  d.quantity("crank_rest", p.crank_rest,
             {.unit = "s", .range = seconds, .text = "Rest of the starter between attempts.", .source = "assumption"});
  d.integer("crank_attempts", p.crank_attempts,
            {.range = {1, 10, "starter batteries"},
             .text = "Attempts before the set has failed.",
             .source = "NFPA 110: three cycles"});
  d.quantity(
      "run_up", p.run_up,
      {.unit = "s", .range = seconds, .text = "From firing to voltage and frequency within tolerance.", .source = ref});
  d.quantity("synchronise", p.synchronise,
             {.unit = "s",
              .range = seconds,
              .text = "Time to synchronise onto a live bus; a dead bus is taken at once.",
              .source = "physics reference 2.4: 1 to 10 s a set"});
  d.fraction("start_failure", p.start_failure,
             {.unit = "%",
              .range = {0, 1, "a probability"},
              .text = "Probability that a demanded start fails.",
              .source = "physics reference 2.4: 0.5 to 1.5 %"});
  d.quantity("repair", p.repair,
             {.unit = "h",
              .range = {0, 8760 * 3600.0, "a year at most; 0: it waits for a reset"},
              .text = "Time from a failure (a start that failed, an overload, an empty tank) to service.",
              .source = "assumption"});
  d.quantity("cool_down", p.cool_down,
             {.unit = "min",
              .range = {0, 120, "minutes"},
              .text = "Running without load after the call has ended.",
              .source = "physics reference 2.4"});
}

void describe_load(Describe& d, GensetParams& p) {
  d.variant("acceptance", p.acceptance,
            {{"steps", "Load in steps, each after a recovery time: diesel engines."},
             {"ramp", "Load along a ramp: gas engines and turbines."}},
            {.text = "How the set takes load once its breaker is closed.", .source = "ISO 8528-5"},
            [&p](Describe& v, int alternative) {
              if (alternative == 0) {
                v.numbers("steps", p.steps,
                          {.range = {0.01, 1.1, "shares of the rating"},
                           .text = "Shares of the rating available after each step, rising.",
                           .source = "physics reference 2.4: 0-50-80-100 %"});
                v.quantity("step_recovery", p.step_recovery,
                           {.unit = "s",
                            .range = {0.1, 120, "3 s class G3, 5 s class G2"},
                            .text = "Time between two steps.",
                            .source = "ISO 8528-5 class G2"});
                return;
              }
              v.fraction("ramp_start", p.ramp_start,
                         {.unit = "%",
                          .range = {0, 1, "a share of the rating"},
                          .text = "Share of the rating available at once.",
                          .source = "assumption"});
              v.quantity("ramp_rate", p.ramp_rate,
                         {.unit = "%/min",
                          .range = {0.1, 6000, "10 to 50 %/min for gas engines"},
                          .text = "Rise of the available share of the rating.",
                          .source = "physics reference 2.4"});
            });
  d.fraction("minimum_load", p.minimum_load,
             {.unit = "%",
              .range = {0, 1, "a share of the rating"},
              .text = "Below this load running hours are counted as low load.",
              .source = "HOMER: 30 %"});
  d.plain("overload", p.overload,
          {.range = {1, 1.5, "a share of the rating"},
           .text = "Share of the rating above which it cannot hold its frequency.",
           .source = "ISO 8528-1: 10 % of overload"});
  d.quantity("overload_time", p.overload_time,
             {.unit = "s",
              .range = {0.1, 60, "underfrequency relays wait for seconds"},
              .text = "Time above `overload` before it trips.",
              .source = "assumption"});
  d.quantity("fuel_lag", p.fuel_lag,
             {.unit = "s",
              .range = {0.01, 10, "0.3 to 1 s with turbochargers"},
              .text = "Time constant from load to mechanical power.",
              .source = "physics reference 2.4"});
  d.quantity("inertia", p.inertia,
             {.unit = "s",
              .range = {0.1, 20, "0.5 to 1.5 s for diesel sets"},
              .text = "Inertia constant H.",
              .source = "physics reference 2.4"});
  d.fraction("frequency_limit", p.frequency_limit,
             {.unit = "%",
              .range = {0.01, 0.3, "7 % class G3, 10 % G2, 15 % G1"},
              .text = "Largest transient frequency dip.",
              .source = "ISO 8528-5 class G2"});
}

}  // namespace

void describe(Describe& d, GensetParams& p) {
  const char* homer = "physics reference 2.4: HOMER's linear fuel curve";
  d.quantity("rating", p.rating,
             {.unit = "MW",
              .range = {0.001, 600, "from a cabinet to a heavy gas turbine"},
              .text = "Rated output.",
              .source = "assumption"});
  describe_start(d, p);
  describe_load(d, p);
  d.quantity("fuel_rated", p.fuel_rated,
             {.unit = "L/kWh",
              .range = {0, 1, "a good part of the total"},
              .text = "Fuel an hour and kW of the rating, at any load.",
              .source = homer});
  d.quantity("fuel_energy", p.fuel_energy,
             {.unit = "L/kWh",
              .range = {0.05, 2, "10 kWh/L at best"},
              .text = "Fuel for each kWh generated, beside that.",
              .source = homer});
  d.quantity(
      "tank", p.tank,
      {.unit = "m3", .range = {0, 1e5, "a tank farm"}, .text = "Usable fuel of a full tank.", .source = "assumption"});
  d.quantity("heating_value", p.heating_value,
             {.unit = "kWh/L",
              .range = {0.5, 15, "liquid fuels"},
              .text = "Lower heating value.",
              .source = "physics reference 2.4: diesel"});
  d.quantity("carbon", p.carbon,
             {.unit = "kg/L",
              .range = {0, 5, "liquid fuels"},
              .text = "Carbon dioxide emitted by burning.",
              .source = "physics reference 2.4: diesel"});
}

const char* name(GensetPhase phase) {
  static constexpr const char* names[] = {"stopped",       "confirm", "cranking",  "resting", "run_up",
                                          "synchronising", "on_load", "cool_down", "failed"};
  return names[static_cast<int>(phase)];
}

}  // namespace netsuden
