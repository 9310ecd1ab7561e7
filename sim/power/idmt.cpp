// SPDX-License-Identifier: Apache-2.0
#include "sim/power/idmt.hpp"

#include <algorithm>
#include <cmath>

#include "sim/power/timing.hpp"

namespace netsuden {

void describe(Describe& d, IdmtParams& p) {
  d.choice("curve", p.curve,
           {{"standard", "Standard inverse."},
            {"very", "Very inverse."},
            {"extremely", "Extremely inverse."},
            {"long_time", "Long-time inverse."},
            {"definite", "The same time at any current above the pick-up."}},
           {.text = "Operating curve.", .source = "IEC 60255-151:2009"});
  d.quantity("setting", p.setting,
             {.unit = "A",
              .range = {1, 1e5, "primary current, from a feeder to a generator bus"},
              .text = "Current setting I_s, primary.",
              .source = "assumption"});
  d.plain("time_multiplier", p.time_multiplier,
          {.range = {0.01, 2, "settings of relays on the market"},
           .text = "Time multiplier setting TMS.",
           .source = "assumption"});
  d.plain("pickup", p.pickup,
          {.range = {1, 1.3, "IEC 60255-151 demands operation from 1.3 on at the latest"},
           .text = "Multiple of the setting up to which it does not operate.",
           .source = "physics reference 2.7"});
  d.plain("saturation", p.saturation,
          {.range = {10, 50, "20 in the standard, 30 in some relays"},
           .text = "Multiple of the setting above which the time no longer falls.",
           .source = "IEC 60255-151:2009"});
  d.quantity("addition", p.addition,
             {.unit = "s",
              .range = {0, 10, "grading beyond that is done by the multiplier"},
              .text = "Fixed time added to the curve for grading.",
              .source = "assumption"});
  d.quantity("definite_delay", p.definite_delay,
             {.unit = "s",
              .range = {0, 600, "from instantaneous to a thermal back-up"},
              .text = "Operating time of the definite-time curve.",
              .source = "assumption"});
  d.choice("reset", p.reset,
           {{"instant", "Accumulated travel is lost at once."},
            {"delayed", "It is held for the reset delay, then lost."},
            {"inverse", "It runs back along the reset curve, as an induction disc does."}},
           {.text = "What happens below the pick-up.", .source = "IEC 60255-151:2009"});
  d.quantity("reset_delay", p.reset_delay,
             {.unit = "s",
              .range = {0, 600, "settings of relays on the market"},
              .text = "Time for which a delayed reset holds the travel.",
              .source = "assumption"});
  d.plain("high_set", p.high_set,
          {.range = {1, 50, "above the pick-up, below saturation of the transformers"},
           .text = "Multiple of the setting from which the high-set stage operates; none without it.",
           .source = "assumption"});
  d.quantity("high_set_delay", p.high_set_delay,
             {.unit = "s",
              .range = {0, 5, "instantaneous stages"},
              .text = "Operating time of the high-set stage.",
              .source = "assumption"});
}

namespace {

struct Constants {
  double k, a, reset, b;
};
Constants constants_of(IdmtCurve c) {
  switch (c) {
    case IdmtCurve::standard:
      return {0.14, 0.02, 13.5, 2};
    case IdmtCurve::very:
      return {13.5, 1, 47.3, 2};
    case IdmtCurve::extremely:
      return {80, 2, 80, 2};
    case IdmtCurve::long_time:
      return {120, 1, 120, 1};
    case IdmtCurve::definite:
      break;
  }
  return {0, 1, 0, 1};
}

/// Operating time in seconds at multiple m; infinite at or below the pick-up.
double operating_s(const IdmtParams& p, double m) {
  if (m <= p.pickup) return never_s;
  if (p.curve == IdmtCurve::definite) return p.definite_delay.si();
  const Constants c = constants_of(p.curve);
  return p.time_multiplier * c.k / (std::pow(std::min(m, p.saturation), c.a) - 1) + p.addition.si();
}

/// Rate at which the travel falls below the pick-up (1/s).
double reset_rate(const IdmtParams& p, double m) {
  const Constants c = constants_of(p.curve);
  if (p.reset != IdmtReset::inverse || c.reset == 0) return 0;
  return std::max(0.0, 1 - std::pow(m, c.b)) / (p.time_multiplier * c.reset);
}

bool holds_travel(const IdmtParams& p) {
  return p.reset == IdmtReset::delayed || (p.reset == IdmtReset::inverse && p.curve != IdmtCurve::definite);
}

bool in_high_set(const IdmtParams& p, double m) { return p.high_set && m >= *p.high_set; }

}  // namespace

Duration idmt_time(const IdmtParams& p, Current i) { return time_to_trip(p, {}, i); }

Duration time_to_trip(const IdmtParams& p, const IdmtState& s, Current i) {
  if (s.tripped) return {};
  const double m = i / p.setting;
  const double curve = operating_s(p, m) * (1 - s.travel);
  const double high = in_high_set(p, m) ? remaining_s(s.above, p.high_set_delay) : never_s;
  return Duration::from_si(std::min(curve, high));
}

Duration next_relay_event(const IdmtParams& p, const IdmtState& s, Current i) {
  if (s.tripped) return never;
  const double m = i / p.setting;
  if (m > p.pickup) return time_to_trip(p, s, i);
  if (s.travel <= 0) return never;
  if (p.reset == IdmtReset::delayed) return Duration::from_si(remaining_s(s.below, p.reset_delay));
  const double rate = reset_rate(p, m);
  return rate > 0 ? Duration::from_si(s.travel / rate) : never;
}

IdmtState advance_relay(const IdmtParams& p, const IdmtState& s, Current i, Duration dt) {
  if (s.tripped) return s;
  IdmtState out = s;
  const double m = i / p.setting;
  if (dt.si() >= time_to_trip(p, s, i).si() - same_instant_s) {
    out.tripped = true;
    out.travel = std::min(1.0, s.travel + dt.si() / operating_s(p, m));
    return out;
  }
  out.above = in_high_set(p, m) ? s.above + dt : Duration{};
  if (m > p.pickup) {
    out.below = {};
    out.travel = s.travel + dt.si() / operating_s(p, m);
    return out;
  }
  out.below += dt;
  if (!holds_travel(p) || (p.reset == IdmtReset::delayed && expired(out.below, p.reset_delay)))
    out.travel = 0;
  else
    out.travel = std::max(0.0, s.travel - reset_rate(p, m) * dt.si());
  return out;
}

}  // namespace netsuden
