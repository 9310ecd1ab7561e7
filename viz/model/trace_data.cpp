// SPDX-License-Identifier: Apache-2.0
#include "viz/model/trace_data.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "viz/plot/decimate.hpp"

namespace netsuden::viz {

std::string RunFacts::attribute(std::string_view key) const {
  for (const auto& a : attributes)
    if (a.first == key) return a.second;
  return {};
}

int RunFacts::group(std::string_view wanted) const {
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (groups[i].path == wanted) return static_cast<int>(i);
  return -1;
}

int RunFacts::channel(int g, std::string_view wanted) const {
  if (g < 0) return -1;
  const auto& channels = group_at(g).channels;
  for (std::size_t i = 0; i < channels.size(); ++i)
    if (channels[i].name == wanted) return static_cast<int>(i);
  return -1;
}

int RunFacts::entity(int g, std::string_view wanted) const {
  if (g < 0) return -1;
  const auto& names = group_at(g).entities;
  const auto found = std::find(names.begin(), names.end(), wanted);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

SeriesKey RunFacts::find(std::string_view group_path, std::string_view channel_name, std::string_view entity_name) const {
  const int g = group(group_path);
  return {g, channel(g, channel_name), entity_name.empty() ? 0 : entity(g, entity_name)};
}

SeriesKey RunFacts::find(int g, std::string_view channel_name, int e) const { return {g, channel(g, channel_name), e}; }

const Channel& RunFacts::channel_of(const SeriesKey& k) const {
  return group_at(k.group).channels[static_cast<std::size_t>(k.channel)];
}

std::string RunFacts::dataset(const SeriesKey& k) const {
  if (!k.valid()) return {};
  const RecordGroup& g = group_at(k.group);
  std::string out = "/" + g.path + "/" + channel_of(k).name;
  if (!g.entities.empty()) out += " [" + g.entities[static_cast<std::size_t>(k.entity)] + "]";
  return out;
}

int RunFacts::asset(std::string_view wanted) const {
  for (std::size_t i = 0; i < topology.size(); ++i)
    if (topology[i].path == wanted) return static_cast<int>(i);
  return -1;
}

const std::vector<std::string>& RunFacts::sites() const {
  static const std::vector<std::string> none;
  const int g = group("site");
  return g < 0 ? none : group_at(g).entities;
}

const std::vector<std::string>& labels_of(const RecordGroup& group, std::string_view name) {
  static const std::vector<std::string> none;
  for (const auto& l : group.labels)
    if (l.name == name) return l.values;
  return none;
}

std::string last_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos ? path : path.substr(dot + 1);
}

Hold hold_of(const RecordGroup& group, const Channel& channel) {
  if (channel.cell_methods != "time: point") return Hold::until_next;
  // Limits, prices and counts change in steps at the recorded rows; meters, charges and temperatures move between them.
  if (channel.type == DType::f8) return Hold::linear;
  return group.path == "capacity" || group.path == "site" || channel.unit == "1" ? Hold::until_next : Hold::linear;
}

TraceSeries::TraceSeries(std::shared_ptr<const TimeColumn> time, const std::vector<double>& values, DType type, Hold hold)
    : time_(std::move(time)), wide_(type == DType::f8 || type == DType::i4 || type == DType::i8), hold_(hold) {
  append(values);
}

TraceSeries::TraceSeries(const TraceSeries& before, std::shared_ptr<const TimeColumn> time, const std::vector<double>& tail)
    : time_(std::move(time)),
      floats_(before.floats_),
      doubles_(before.doubles_),
      wide_(before.wide_),
      hold_(before.hold_),
      pyramid_(before.pyramid_) {
  append(tail);
}

void TraceSeries::append(const std::vector<double>& values) {
  if (wide_) {
    doubles_.insert(doubles_.end(), values.begin(), values.end());
    pyramid_.append(doubles_);
    return;
  }
  floats_.reserve(floats_.size() + values.size());
  for (const double v : values) floats_.push_back(static_cast<float>(v));
  pyramid_.append(floats_);
}

Series TraceSeries::view() const {
  return {std::span<const double>(times()).first(std::min(times().size(), size())), wide_ ? Values(doubles_) : Values(floats_),
          hold_, &pyramid_};
}

double TraceSeries::time_of(std::size_t row) const { return times()[row]; }

double TraceSeries::at(double t) const {
  const Series s = view();
  if (s.size() == 0 || !(t >= s.t.front())) return no_value;
  const auto after = std::upper_bound(s.t.begin(), s.t.end(), t);
  const auto i = static_cast<std::size_t>(after - s.t.begin()) - 1;
  if (hold_ != Hold::linear) {
    if (i + 1 == s.size() && t > time_->ends[i]) return no_value;
    return s.v[i];
  }
  if (t == s.t[i]) return s.v[i];
  if (i + 1 == s.size()) return no_value;
  return s.v[i] + (s.v[i + 1] - s.v[i]) * (t - s.t[i]) / (s.t[i + 1] - s.t[i]);
}

RangeSummary TraceSeries::over(double t0, double t1) const {
  const Series s = view();
  auto first = static_cast<std::size_t>(std::lower_bound(s.t.begin(), s.t.end(), t0) - s.t.begin());
  const auto last = static_cast<std::size_t>(std::upper_bound(s.t.begin(), s.t.end(), t1) - s.t.begin());
  // The interval in which t0 lies began before it.
  if (hold_ == Hold::until_next && first > 0 && time_->ends[first - 1] > t0) --first;
  return summarise(s, first, last);
}

std::size_t TraceSeries::bytes() const { return 128 + floats_.size() * 6 + doubles_.size() * 10; }

std::size_t HeatMatrix::bytes() const { return 64 + rows.size() * (static_cast<std::size_t>(columns) * sizeof(float) + 32); }

std::size_t TraceTable::bytes() const {
  std::size_t n = 64 + time.size() * 8;
  for (const auto& c : numbers) n += c.size() * 8;
  for (const auto& c : texts)
    for (const auto& s : c) n += sizeof(std::string) + s.size();
  return n;
}

AxisUnit shown_unit(const std::string& u, const std::string& currency, bool share) {
  if (u == "W" || u == "VA" || u == "A" || u == "Hz" || u == "var") return {u, true, 1};
  if (u == "Pa") return {u, true, 1};
  if (u == "l min-1") return {"L/min", false, 1};
  if (u == "J") return axis_units::watt_hour_from_joule();
  if (u == "kW h") return {"Wh", true, 1000};
  if (u == "degC") return axis_units::celsius();
  if (u == "K") return axis_units::celsius_from_kelvin_difference();
  if (u == "kg s-1") return {"kg/s", false, 1};
  if (u == "m3") return {"m\u00B3", false, 1};
  if (u == "kg") return {"g", true, 1000};
  if (u == "W m-2") return {"W/m\u00B2", false, 1};
  if (u == "W s-1") return {"W/s", true, 1};
  if (u == "l kW-1 h-1") return {"L/kWh", false, 1};
  if (u == "kg kW-1 h-1") return {"g/kWh", false, 1000};
  if (u == "kW-1 h-1") return {currency.empty() ? "/kWh" : currency + "/kWh", false, 1};
  if (u == "1") return share ? axis_units::percent_from_share() : axis_units::plain();
  return {u, false, 1};
}

AxisUnit shown_unit(const Channel& c, const std::string& currency) {
  static constexpr std::array<std::string_view, 24> shares{
      "utilisation", "charge",     "clock",       "throttle",   "state",         "on_battery", "off",        "part_load",  "limited",   "air_ratio",  "island",         "voltage_min",
      "travel_max",  "coil_share", "outdoor_air_share", "shed", "speed",         "efficiency", "short_of_flow", "coil_valve", "cdu_valve", "door_valve", "capture", "dry_pads"};
  static constexpr std::array<std::string_view, 4> money{"cost", "energy_cost", "demand_charge", "curtailment_cost"};
  if (std::find(money.begin(), money.end(), c.name) != money.end()) return {currency, false, 1};
  if (c.name == "humidity_ratio") return {"g/kg", false, 1000};
  return shown_unit(c.unit, currency, std::find(shares.begin(), shares.end(), c.name) != shares.end());
}

}  // namespace netsuden::viz
