// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/grid.hpp"

namespace netsuden {
namespace {

template <class Q>
void describe_series(Describe& d, SeriesSpec<Q>& s, const char* unit, Range range) {
  d.quantity("flat", s.flat, {.unit = unit, .range = range, .text = "One value for the whole horizon."});
  d.path("file", s.file, {.text = "CSV file with a time column."});
  d.text("column", s.column, {.text = "Column of the values."});
  d.text("unit", s.unit, {.text = "Unit of the column, e.g. JPY/kWh.", .default_text = unit});
  d.text("time", s.time, {.text = "Column of the times; with `slots`, of the dates."});
  d.text("slots", s.slots, {.text = "Column of half-hour slot numbers 1 to 48."});
  d.text("timezone", s.timezone, {.text = "Zone of the file's times.", .default_text = "the horizon's"});
  d.boolean("repeat_years", s.repeat_years, {.text = "Replay the file's years over the horizon, by calendar date."});
  d.quantity("mean", s.mean, {.unit = unit, .range = range, .text = "Mean of a parametric profile: mean (1 + daily + yearly cosine)."});
  d.plain("daily_amplitude", s.daily_amplitude, {.range = {0, 1, "relative to the mean"}, .text = "Amplitude of the daily cosine, relative."});
  d.plain("yearly_amplitude", s.yearly_amplitude, {.range = {0, 1, "relative to the mean"}, .text = "Amplitude of the yearly cosine, relative."});
  d.plain("peak_hour", s.peak_hour, {.range = {0, 24, "hours of the day"}, .text = "Local hour of the daily maximum."});
  d.plain("peak_day", s.peak_day, {.range = {1, 366, "days of the year"}, .text = "Day of the year of the maximum."});
}

}  // namespace

void describe(Describe& d, SeriesSpec<EnergyPrice>& s) { describe_series(d, s, "JPY/kWh", {}); }
void describe(Describe& d, SeriesSpec<CarbonIntensity>& s) { describe_series(d, s, "g/kWh", {0, 5000, "lignite has about 1,100"}); }

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
