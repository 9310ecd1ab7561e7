// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/grid.hpp"

namespace netsuden {
namespace {

template <class Q>
void describe_series(Describe& d, SeriesSpec<Q>& s, const char* unit) {
  d.quantity("flat", s.flat, {.unit = unit, .text = "One value for the whole horizon."});
  d.path("file", s.file, {.text = "CSV file with a time column."});
  d.text("column", s.column, {.text = "Column of the values."});
  d.text("unit", s.unit, {.text = "Unit of the column, e.g. JPY/kWh.", .default_text = unit});
  d.text("time", s.time, {.text = "Column of the times; with `slots`, of the dates."});
  d.text("slots", s.slots, {.text = "Column of half-hour slot numbers 1 to 48."});
  d.text("timezone", s.timezone, {.text = "Zone of the file's times.", .default_text = "the horizon's"});
  d.boolean("repeat_years", s.repeat_years, {.text = "Replay the file's years over the horizon, by calendar date."});
  d.quantity("mean", s.mean, {.unit = unit, .text = "Mean of a parametric profile: mean (1 + daily + yearly cosine)."});
  d.plain("daily_amplitude", s.daily_amplitude, {.range = {0, 1, "relative to the mean"}, .text = "Amplitude of the daily cosine, relative."});
  d.plain("yearly_amplitude", s.yearly_amplitude, {.range = {0, 1, "relative to the mean"}, .text = "Amplitude of the yearly cosine, relative."});
  d.plain("peak_hour", s.peak_hour, {.range = {0, 24, "hours of the day"}, .text = "Local hour of the daily maximum."});
  d.plain("peak_day", s.peak_day, {.range = {1, 366, "days of the year"}, .text = "Day of the year of the maximum."});
}

}  // namespace

void describe(Describe& d, SeriesSpec<EnergyPrice>& s) { describe_series(d, s, "JPY/kWh"); }
void describe(Describe& d, SeriesSpec<CarbonIntensity>& s) { describe_series(d, s, "g/kWh"); }

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

void describe(Describe& d, DisturbancesSpec& s) {
  const auto one = [&]<class Kind>(const char* key, std::optional<RandomDisturbance>& field, const char* text, Kind*) {
    std::optional<Kind> k;
    if (field) k.emplace(Kind{*field});
    d.object(key, k, {.text = text});
    field = k ? std::optional<RandomDisturbance>(*k) : std::nullopt;
  };
  one("outages", s.outages, "Outages of the whole area.", static_cast<Outages*>(nullptr));
  one("dips", s.dips, "Voltage dips.", static_cast<Dips*>(nullptr));
  one("frequency", s.frequency, "Deviations of the frequency.", static_cast<Deviations*>(nullptr));
}

void describe(Describe& d, GridSpec& g) {
  d.quantity("frequency", g.frequency, {.unit = "Hz", .range = {50, 60, "50 Hz or 60 Hz systems"}, .text = "Nominal frequency.", .source = "50 Hz east, 60 Hz west of the Fuji river in Japan"});
  d.object("price", g.price, {.text = "Energy price of imports; the market's, where a tariff adds to it."});
  d.object("disturbances", g.disturbances, {.text = "Random outages, dips and frequency events, drawn with the seed; dated ones stand under `events`.", .default_text = "absent: none"});
  d.object("carbon", g.carbon, {.text = "Carbon intensity of imports (average)."});
  d.object("carbon_marginal", g.carbon_marginal, {.text = "Carbon intensity of the plants that follow the load: what one kWh more causes and one less avoids.", .default_text = "not known"});
  d.object("tariff", g.tariff, {.text = "What a connection costs beside the price: demand charge, time of use, levy.", .default_text = "the price alone"});
  d.object("limits", g.limits, {.text = "How fast and how much the load of a site may swing, by the utility.", .default_text = "absent: nothing is judged"});
}

}  // namespace netsuden
