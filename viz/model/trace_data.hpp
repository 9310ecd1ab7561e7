// SPDX-License-Identifier: Apache-2.0
// What the viewer holds of a trace: facts that do not change while it is open, and series, heat matrices, rows and
// tables that are made once and then only read. Times are POSIX seconds.
//
// Rows of a trace carry the end of their interval. Here a mean or an extreme stands at the start of its interval and
// holds until the next one, so that pictures and cursors find the interval in which a moment lies; meters and states of
// a moment stand at their moment and are joined by lines.
#pragma once

#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/trace/summary_tables.hpp"
#include "sim/base/calendar.hpp"
#include "sim/ledger/record.hpp"
#include "viz/plot/number_format.hpp"
#include "viz/plot/pyramid.hpp"

namespace netsuden::viz {

/// A column of an entity, by place in the file.
struct SeriesKey {
  int group = -1, channel = -1, entity = 0;
  bool valid() const { return group >= 0 && channel >= 0 && entity >= 0; }
  auto operator<=>(const SeriesKey&) const = default;
};

/// A limit by its names. `title` is what people say: "tx_a hot spot".
struct LimitName {
  int entity = 0;  ///< place in /capacity
  std::string name, title, site, kind, asset, unit;
};

/// What is known of a run once it is open.
struct RunFacts {
  std::string path, name, currency;
  double t0 = 0, t1 = 1;  ///< the horizon
  TimeZone zone;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<RecordGroup> groups;
  std::vector<TopologyRow> topology;
  std::vector<SummaryTable> summary;
  std::vector<LimitName> limits;  ///< by place in /capacity
  std::string scenario_written, scenario_resolved;

  std::string attribute(std::string_view key) const;
  int group(std::string_view path) const;  ///< -1: none
  int channel(int group, std::string_view name) const;
  int entity(int group, std::string_view name) const;
  /// Not valid where the trace has no such column.
  SeriesKey find(std::string_view group, std::string_view channel, std::string_view entity = {}) const;
  SeriesKey find(int group, std::string_view channel, int entity) const;
  const RecordGroup& group_at(int g) const { return groups[static_cast<std::size_t>(g)]; }
  const Channel& channel_of(const SeriesKey& k) const;
  /// "/equipment/hall/inlet_temperature [koto.halls.hall]"
  std::string dataset(const SeriesKey& k) const;
  int asset(std::string_view path) const;  ///< row of the topology, -1: none
  const std::vector<std::string>& sites() const;
};

/// A label of each entity of a group ("asset", "kind"); empty where the group has none of that name.
const std::vector<std::string>& labels_of(const RecordGroup& group, std::string_view name);
/// Last part of a dotted path.
std::string last_of(const std::string& path);

/// What changes while a run is followed.
struct RunProgress {
  std::string status;           ///< as stored
  bool running = false;         ///< a process writes it now
  bool died = false;            ///< it says running, and nobody writes it
  double last_time = 0;         ///< of the latest row; POSIX seconds
  double speed = 0;             ///< simulated seconds a second, while it is followed; 0: not known yet
  std::size_t bytes = 0;
  std::vector<std::size_t> rows;
};

/// Anything that the store counts.
class Datum {
 public:
  Datum() = default;
  Datum(const Datum&) = delete;
  Datum& operator=(const Datum&) = delete;
  virtual ~Datum() = default;
  virtual std::size_t bytes() const = 0;
};

/// The times of a group, which its series share.
struct TimeColumn {
  std::vector<double> starts, ends;
};

/// How a channel holds between rows, from its CF cell method.
Hold hold_of(const RecordGroup& group, const Channel& channel);

class TraceSeries final : public Datum {
 public:
  /// `values` are kept as float where the file has them so.
  TraceSeries(std::shared_ptr<const TimeColumn> time, const std::vector<double>& values, DType type, Hold hold);
  /// The same with more rows at its end; `before` is not changed.
  TraceSeries(const TraceSeries& before, std::shared_ptr<const TimeColumn> time, const std::vector<double>& tail);

  Series view() const;
  std::size_t size() const { return wide_ ? doubles_.size() : floats_.size(); }
  /// The value that holds at t; NaN before the first and after the last row.
  double at(double t) const;
  /// Of the rows whose interval touches [t0, t1].
  RangeSummary over(double t0, double t1) const;
  double time_of(std::size_t row) const;
  std::size_t bytes() const override;

 private:
  const std::vector<double>& times() const { return hold_ == Hold::until_next ? time_->starts : time_->ends; }
  void append(const std::vector<double>& values);

  std::shared_ptr<const TimeColumn> time_;
  std::vector<float> floats_;
  std::vector<double> doubles_;
  bool wide_ = false;
  Hold hold_ = Hold::until_next;
  Pyramid pyramid_;
};

/// The largest value of each of `columns` stretches of [t0, t1], row by row. Where a trace has more entities than rows
/// were asked for, neighbours share a row: `first_entity[r]` is the first of row r.
struct HeatMatrix final : Datum {
  double t0 = 0, t1 = 1;
  int columns = 0;
  std::vector<std::vector<float>> rows;
  std::vector<double> edges;  ///< start of each column
  std::vector<int> first_entity;
  float low = 0, high = 1;  ///< extremes of all cells; NaN where there are none
  std::size_t bytes() const override;
};

/// One channel of all entities of a group at a moment.
struct RowValues final : Datum {
  double time = 0;  ///< start of the interval
  std::vector<double> values;
  std::size_t bytes() const override { return values.size() * 8 + 64; }
};

/// A table without time or of events: all columns.
struct TraceTable final : Datum {
  std::vector<std::vector<double>> numbers;      ///< by channel; empty for text
  std::vector<std::vector<std::string>> texts;   ///< by channel; empty for numbers
  std::vector<double> time;                      ///< POSIX; empty for tables without
  std::size_t rows = 0, rows_in_file = 0;
  std::size_t bytes() const override;
};

/// How values of that UDUNITS unit are shown: "W" with prefixes, "degC" as °C, shares in %, J as Wh.
AxisUnit shown_unit(const std::string& udunits, const std::string& currency = {}, bool share = false);
/// Of a channel: a unit of 1 is a share where its values are known to be one (utilisation, charge, clock, ...).
AxisUnit shown_unit(const Channel& channel, const std::string& currency = {});

}  // namespace netsuden::viz
