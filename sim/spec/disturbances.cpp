// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/disturbances.hpp"

namespace netsuden {
namespace {

/// The keys of one kind of disturbance: those of outages have no amount.
struct Outages : RandomDisturbance {};
struct Dips : RandomDisturbance {};
struct Deviations : RandomDisturbance {};

void describe_arrivals(Describe& d, RandomDisturbance& r) {
  d.quantity("rate", r.rate, {.unit = "/year", .range = {0, 1e5, "not negative"}, .text = "Mean number.", .source = "assumption: no default is that of a place"});
  d.object("duration_s", r.duration_s, {.text = "Duration, seconds."});
}

}  // namespace

void describe(Describe& d, Outages& r) { describe_arrivals(d, r); }
void describe(Describe& d, Dips& r) {
  describe_arrivals(d, r);
  d.object("voltage", r.amount, {.text = "Remaining voltage, share of nominal; held within 0 and 0.99."});
}
void describe(Describe& d, Deviations& r) {
  describe_arrivals(d, r);
  d.object("deviation", r.amount, {.text = "Frequency less nominal over nominal; held within -0.1 and 0.1."});
}

namespace {

template <class Kind>
void describe_kind(Describe& d, const char* key, std::optional<RandomDisturbance>& field, const char* text) {
  std::optional<Kind> k;
  if (field) k.emplace(Kind{*field});
  d.object(key, k, {.text = text});
  field = k ? std::optional<RandomDisturbance>(*k) : std::nullopt;
}

}  // namespace

void describe(Describe& d, ConnectionDisturbancesSpec& s) {
  describe_kind<Outages>(d, "outages", s.outages, "Outages of this connection alone.");
  describe_kind<Dips>(d, "dips", s.dips, "Voltage dips at this connection alone.");
}

void describe(Describe& d, DisturbancesSpec& s) {
  describe_kind<Outages>(d, "outages", s.outages, "Outages of the whole area.");
  describe_kind<Dips>(d, "dips", s.dips, "Voltage dips.");
  describe_kind<Deviations>(d, "frequency", s.frequency, "Deviations of the frequency.");
}

}  // namespace netsuden
