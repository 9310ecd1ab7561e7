// SPDX-License-Identifier: Apache-2.0
#include "sim/power/transfer_switch.hpp"

#include <algorithm>

#include "sim/power/timing.hpp"

namespace netsuden {

void describe(Describe& d, TransferSwitchParams& p) {
  d.integer("preferred", p.preferred,
            {.range = {0, 1, "there are two sources"},
             .text = "The source to which it returns: 0 is the first of `feeds_from`.",
             .source = "assumption"});
  d.fraction("v_min", p.v_min,
             {.unit = "%",
              .range = {0, 1, "a share of nominal"},
              .text = "A source below this voltage is bad.",
              .source = "assumption: settings of static switches, 85 to 90 %"});
  d.plain("v_max", p.v_max,
          {.range = {1, 1.5, "shares of nominal"},
           .text = "A source above this voltage is bad, as a share of nominal.",
           .source = "assumption"});
  d.quantity("detection", p.detection,
             {.unit = "ms",
              .range = {0, 600000, "a static switch in 2 ms, a contactor after seconds"},
              .text = "Time for which the connected source is bad before the switch opens.",
              .source = "physics reference 2.3"});
  d.quantity("transfer_time", p.transfer_time,
             {.unit = "ms",
              .range = {0.1, 10000, "a quarter cycle to a slow motor drive"},
              .text = "Time without supply between opening and closing.",
              .source = "physics reference 2.3"});
  d.quantity("confirmation", p.confirmation,
             {.unit = "ms",
              .range = {0, 600000, "long enough to tell a source from a flicker"},
              .text = "Time for which the other source must have been good to be taken.",
              .source = "assumption"});
  d.quantity("retransfer_delay", p.retransfer_delay,
             {.unit = "s",
              .range = {0, 7200, "seconds for static switches, 5 to 30 min behind generators"},
              .text = "Time for which the preferred source must have been good before the return to it.",
              .source = "physics reference 2.4"});
  d.boolean(
      "needs_phase", p.needs_phase,
      {.text = "Whether a return to the preferred source waits until the two are in phase.", .source = "assumption"});
}

TransferSwitchParams automatic_transfer_switch() {
  TransferSwitchParams p;
  p.detection = 1_s;
  p.transfer_time = Duration::from_si(0.15);
  p.confirmation = 1_s;
  p.retransfer_delay = 10_min;
  p.needs_phase = false;
  return p;
}

namespace {

bool is_good(const TransferSwitchParams& p, double v) { return v >= p.v_min.value() && v <= p.v_max; }

void watch(const TransferSwitchParams& p, TransferSwitchState& s, const TransferSwitchInputs& in) {
  for (int i = 0; i < 2; ++i)
    if (!is_good(p, in.voltage[i])) s.good[i] = {};
  if (!s.open && is_good(p, in.voltage[s.source])) s.bad = {};
}

bool confirmed(const TransferSwitchParams& p, const TransferSwitchState& s, const TransferSwitchInputs& in, int i) {
  return is_good(p, in.voltage[i]) && expired(s.good[i], p.confirmation);
}

bool may_return(const TransferSwitchParams& p, const TransferSwitchState& s, const TransferSwitchInputs& in) {
  return s.source != p.preferred && is_good(p, in.voltage[p.preferred]) && (in.in_phase || !p.needs_phase);
}

void open(TransferSwitchState& s, TransferSwitchOutputs& out) {
  s.open = true;
  s.opened = {};
  s.bad = {};
  s.source = 1 - s.source;
  ++out.transfers;
}

void settle(const TransferSwitchParams& p, TransferSwitchState& s, const TransferSwitchInputs& in,
            TransferSwitchOutputs& out) {
  watch(p, s, in);
  if (s.open && expired(s.opened, p.transfer_time)) {
    s.open = false;
    watch(p, s, in);
  }
  if (s.open || in.downstream_fault) return;
  if (!is_good(p, in.voltage[s.source])) {
    if (expired(s.bad, p.detection) && confirmed(p, s, in, 1 - s.source)) open(s, out);
  } else if (may_return(p, s, in) && expired(s.good[p.preferred], p.retransfer_delay)) {
    open(s, out);
  }
}

double next_s(const TransferSwitchParams& p, const TransferSwitchState& s, const TransferSwitchInputs& in) {
  if (s.open) return remaining_s(s.opened, p.transfer_time);
  if (in.downstream_fault) return never_s;
  const int other = 1 - s.source;
  if (!is_good(p, in.voltage[s.source])) {
    if (!is_good(p, in.voltage[other])) return never_s;
    return std::max(remaining_s(s.bad, p.detection), remaining_s(s.good[other], p.confirmation));
  }
  return may_return(p, s, in) ? remaining_s(s.good[p.preferred], p.retransfer_delay) : never_s;
}

bool supplies(const TransferSwitchParams& p, const TransferSwitchState& s, const TransferSwitchInputs& in) {
  return !s.open && is_good(p, in.voltage[s.source]);
}

}  // namespace

TransferSwitchStep advance_transfer_switch(const TransferSwitchParams& p, const TransferSwitchState& start,
                                           const TransferSwitchInputs& in, Duration dt) {
  TransferSwitchStep r{start, {}};
  TransferSwitchState& s = r.state;
  walk_machine(
      "transfer switch", dt, [&] { settle(p, s, in, r.out); }, [&] { return next_s(p, s, in); },
      [&](double h) {
        const Duration t = Duration::from_si(h);
        if (!supplies(p, s, in)) r.out.interrupted += t;
        if (s.open)
          s.opened += t;
        else if (!is_good(p, in.voltage[s.source]))
          s.bad += t;
        for (int i = 0; i < 2; ++i)
          if (is_good(p, in.voltage[i])) s.good[i] += t;
      });
  r.out.voltage = s.open ? 0 : in.voltage[s.source];
  r.out.supplied = supplies(p, s, in);
  return r;
}

Duration next_transfer_event(const TransferSwitchParams& p, const TransferSwitchState& start,
                             const TransferSwitchInputs& in) {
  TransferSwitchState s = start;
  TransferSwitchOutputs ignored;
  settle(p, s, in, ignored);
  if (ignored.transfers > 0) return {};
  return Duration::from_si(next_s(p, s, in));
}

}  // namespace netsuden
