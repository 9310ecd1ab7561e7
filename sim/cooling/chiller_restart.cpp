// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/chiller_restart.hpp"

#include <algorithm>
#include <limits>

namespace netsuden {

void describe(Describe& d, ChillerRestartParams& p) {
  const Range minutes{0, 7200, "two hours at most"};
  d.quantity("stop_to_start", p.stop_to_start, {.unit = "min", .range = minutes, .text = "Shortest time from a stop to the next start.", .source = "physics reference 5.1: 3 to 15 min"});
  d.quantity("boot", p.boot, {.unit = "s", .range = minutes, .text = "From the return of the power to the start.", .source = "physics reference 5.1: 30 to 60 s with quick restart, else 5 to 15 min"});
  d.quantity("sequence", p.sequence, {.unit = "s", .range = minutes, .text = "Between the starts of the chillers of a plant.", .source = "assumption"});
  d.quantity("loading", p.loading, {.unit = "min", .range = minutes, .text = "From the start to full load.", .source = "physics reference 5.1: 2 to 5 min with quick restart, else 10 to 20 min"});
  d.fraction("start_load", p.start_load, {.unit = "%", .range = {0, 1, "a share"}, .text = "Load at the start, share of the capacity.", .source = "assumption: the smallest load of the machine"});
  d.fraction("undervoltage", p.undervoltage, {.unit = "%", .range = {0, 0.95, "a share; 0: only the dark stops it"}, .text = "Voltage of its board below which a chiller stops.", .source = "assumption: contactors let go at 50 to 70 % of their voltage"});
  d.quantity("hold", p.hold, {.unit = "ms", .range = {0, 600, "ten minutes at most"}, .text = "How long it bears less than that, or the dark.", .source = "assumption: contactors let go within one to three cycles"});
}

namespace {

/// From the return of the power to the start; in the dark, were it to return now.
Duration start_after_power(const ChillerRestartParams& p, const ChillerRestart& s) {
  return std::max(p.stop_to_start - (s.since_stop - s.since_power), p.boot) + p.sequence * static_cast<double>(s.place);
}

}  // namespace

ChillerRestart call_chiller(const ChillerRestartParams& p) { return {true, 0, p.stop_to_start, {}}; }

ChillerRestart stop_chiller(const ChillerRestartParams& p, const ChillerRestart& s, int place) {
  const bool waits = s.holds && (s.since_power.si() == 0 || time_to_start(p, s) > Duration{});
  return {true, place, waits ? s.since_stop : Duration{}, {}};
}

Duration time_to_start(const ChillerRestartParams& p, const ChillerRestart& s) {
  return s.holds ? std::max(Duration{}, start_after_power(p, s) - s.since_power) : Duration{};
}

Fraction chiller_share(const ChillerRestartParams& p, const ChillerRestart& s, Duration ahead) {
  if (!s.holds) return Fraction(1);
  const Duration run = s.since_power + ahead - start_after_power(p, s);
  if (run < Duration{}) return Fraction(0);
  if (run >= p.loading) return Fraction(1);
  return Fraction(p.start_load.value() + (1 - p.start_load.value()) * (run / p.loading));
}

Duration next_restart_event(const ChillerRestartParams& p, const ChillerRestart& s) {
  if (!s.holds) return Duration::from_si(std::numeric_limits<double>::infinity());
  if (const Duration start = time_to_start(p, s); start > Duration{}) return start;
  const Duration left = start_after_power(p, s) + p.loading - s.since_power;
  return std::max(Duration{}, std::min(p.loading * 0.1, left));
}

ChillerRestart advance_restart(const ChillerRestartParams& p, const ChillerRestart& s, bool powered, Duration dt) {
  if (!s.holds) return s;
  ChillerRestart next = s;
  next.since_stop += dt;
  next.since_power = powered ? s.since_power + dt : Duration{};
  if (powered && chiller_share(p, next).value() >= 1) next.holds = false;
  return next;
}

}  // namespace netsuden
