// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/service.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace netsuden {

void describe(Describe& d, ReservedNodes& r) {
  d.reference("hall", r.hall, "hall", {.required = true, .text = "Hall whose nodes it holds, as SITE.HALL."});
  d.integer("nodes", r.nodes, {.required = true, .range = {1, 1e6, "at least one"}, .text = "How many; jobs do not get them. They are the last of the hall, those of the next service before them."});
}

void describe(Describe& d, ServingSpec& s) {
  d.model(s.model, "serving", {.text = "Measured figures out of the catalogue."});
  describe(d, s.params);
}

void describe(Describe& d, RequestLogSpec& l) {
  d.path("file", l.file, {.required = true, .text = "Log of requests; may be packed with gzip."});
  d.choice("format", l.format, {{"azure", "TIMESTAMP, ContextTokens, GeneratedTokens, as the Azure public dataset has them"}, {"mooncake", "timestamp_ms (or timestamp), input_tokens, output_tokens; or the dataset's own JSON objects, one a line"}, {"csv", "plain columns named below"}}, {.text = "Format of the log. Its first request is the horizon's start."});
  d.text("time", l.time, {.text = "Column of the arrival, s (csv)."});
  d.text("input", l.input, {.text = "Column of the tokens of the prompt (csv)."});
  d.text("output", l.output, {.text = "Column of the tokens that are written (csv)."});
  d.plain("scale", l.scale, {.range = {1e-6, 1e9, "positive"}, .text = "Requests for each one of the log."});
  d.boolean("repeat", l.repeat, {.text = "It begins anew when it is over, after whole steps of the service; else there are no requests from then on."});
}

void describe(Describe& d, DemandSpec& s) {
  const char* shape = "physics reference 1.6: two cosines, a first amplitude of 0.2 to 0.5";
  d.quantity("peak", s.peak, {.unit = "/s", .range = {0, 1e9, "not negative"}, .text = "Requests at the peak of an ordinary day, before growth.", .default_text = "as `peak_tokens`, `peak_power` or `log` says"});
  d.quantity("peak_tokens", s.peak_tokens, {.unit = "/s", .range = {0, 1e12, "not negative"}, .text = "The same in tokens that are written.", .default_text = "as `peak`, `peak_power` or `log` says"});
  d.quantity("peak_power", s.peak_power, {.unit = "MW", .range = {0, 1e5, "not negative"}, .text = "The same as the power, at the input of the racks, of the nodes that serve it when they are as full as the targets allow.", .default_text = "as `peak`, `peak_tokens` or `log` says"});
  d.object("log", s.log, {.text = "Requests as they were recorded, in place of a peak.", .default_text = "absent: a profile"});
  d.plain("daily_amplitude", s.daily_amplitude, {.range = {0, 1, "relative to the mean"}, .text = "Amplitude of the daily cosine, relative to the mean of the day.", .source = shape});
  d.plain("second_amplitude", s.second_amplitude, {.range = {0, 1, "relative to the mean"}, .text = "Amplitude of the cosine of half a day: the dip at noon.", .source = "assumption"});
  d.plain("peak_hour", s.peak_hour, {.range = {0, 24, "hours of the day"}, .text = "Local hour of the maximum of the daily cosine, at the site of its first hall.", .source = "assumption"});
  d.plain("second_hour", s.second_hour, {.range = {0, 24, "hours of the day"}, .text = "Local hour of a maximum of the other.", .source = "assumption"});
  d.plain("weekend_drop", s.weekend_drop, {.range = {0, 1, "relative to other days"}, .text = "Drop on Saturdays and Sundays, relative.", .source = "assumption"});
  d.plain("growth", s.growth, {.range = {-0.99, 20, "a year"}, .text = "Growth in a year, relative (0.5: half as much again), compounded from the horizon's start; of a log too."});
  d.date("from", s.from, {.text = "Date before which there is no demand.", .default_text = "the horizon's start"});
  d.quantity("ramp", s.ramp, {.unit = "d", .range = {0, 36500, "not negative"}, .text = "Time over which demand grows linearly from nothing."});
}

void describe(Describe& d, ServingTargetSpec& t) {
  d.quantity("first_token", t.first_token, {.unit = "s", .range = {0.001, 86400, "milliseconds to a day"}, .text = "Time to the first token at most.", .source = "assumption: interactive use; Splitwise and MLPerf Inference v5.0 have 0.45 to 6 s"});
  d.quantity("token", t.token, {.unit = "ms", .range = {0.1, 1e6, "milliseconds to minutes"}, .text = "Time per output token at most, mean of a request.", .source = "assumption: faster than people read; MLPerf Inference v5.0 has 40 to 200 ms"});
  d.fraction("share", t.share, {.unit = "%", .range = {0.01, 0.9999, "a share"}, .text = "Share of the requests whose first token is to be there in its time.", .source = "assumption"});
}

void describe(Describe& d, AutoscaleSpec& a) {
  d.integer("min_nodes", a.min_nodes, {.range = {0, 1e6, "not negative"}, .text = "Nodes that are always awake.", .source = "assumption"});
  d.integer("max_nodes", a.max_nodes, {.range = {1, 1e6, "at least one"}, .text = "Nodes that are awake at most.", .default_text = "all that are reserved"});
  d.fraction("headroom", a.headroom, {.unit = "%", .range = {0, 1, "of the demand"}, .text = "Demand beyond that of now that the awake nodes are to serve within the targets.", .source = "assumption"});
  d.quantity("park_after", a.park_after, {.unit = "min", .range = {0, 10080, "none to a week"}, .text = "For how long fewer nodes must have done before the others are parked.", .source = "assumption"});
}

void describe(Describe& d, ServiceSpec& s) {
  d.text("name", s.name, {.required = true, .text = "Its name, in messages and in the trace."});
  d.text("tenant", s.tenant, {.text = "Who owns it."});
  d.object("engine", s.engine, {.text = "What an instance of its model writes and draws."});
  d.list("reserved", s.reserved, {.required = true, .text = "Nodes that it holds; awake ones are the first of these."});
  d.plain("input_tokens", s.input_tokens, {.range = {1, 1e7, "a prompt"}, .text = "Tokens of a prompt, mean; those of the log where there is one.", .source = "Azure LLM trace 2023: 2,048 for code; Mooncake: 12,035"});
  d.plain("output_tokens", s.output_tokens, {.range = {1, 1e7, "an answer"}, .text = "Tokens that are written for a request, mean; those of the log where there is one.", .source = "Azure LLM trace 2023: 28 for code; Mooncake: 343"});
  d.object("demand", s.demand, {.text = "Requests that come."});
  d.object("targets", s.targets, {.text = "What counts as served in time; what cannot be is refused."});
  d.object("autoscale", s.autoscale, {.text = "Parks nodes that the demand does not need.", .default_text = "absent: all are awake"});
  d.object("residency", s.residency, {.text = "Where it may run, beside what its tenant says; nodes elsewhere stay idle.", .default_text = "absent: as its tenant"});
  d.quantity("parked_power", s.parked_power, {.unit = "W", .range = {0, 1e5, "a node"}, .text = "Power of a parked node at the input of its rack.", .source = "measured: 1,687 nodes switched off at Harvard, GPU nodes 16.2 W on average"});
  d.quantity("wake", s.wake, {.unit = "min", .range = {0, 1440, "seconds to a day"}, .text = "From the decision, or from the return of power, until a node serves: start and weights; it draws idle power meanwhile.", .source = "assumption"});
  d.quantity("step", s.step, {.unit = "min", .range = {0.1, 1440, "seconds to a day"}, .text = "How often demand is looked at; between, it stays. Requests of a log are counted by it."});
}

namespace {

double of_day(const DemandSpec& d, double hour) {
  constexpr double day = 2 * std::numbers::pi / 24;
  return std::max(0.0, 1 + d.daily_amplitude * std::cos((hour - d.peak_hour) * day) + d.second_amplitude * std::cos((hour - d.second_hour) * 2 * day));
}

}  // namespace

double highest_of_day(const DemandSpec& d) {
  double highest = 0;
  for (int minute = 0; minute < 1440; ++minute) highest = std::max(highest, of_day(d, minute / 60.0));
  return highest;
}

double demand_shape(const DemandSpec& d, double highest, double hour, bool weekend, double years) {
  return std::min(1.0, of_day(d, hour) / highest) * (weekend ? 1 - d.weekend_drop : 1) * std::pow(1 + d.growth, years);
}

}  // namespace netsuden
