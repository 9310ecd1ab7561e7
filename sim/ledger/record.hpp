// SPDX-License-Identifier: Apache-2.0
// What a simulation hands over to whoever records it: a layout, declared once before the run, then rows.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netsuden {

enum class DType { f4, f8, i1, i4, i8, text };

struct Channel {
  std::string name;
  std::string unit;          ///< UDUNITS: "W", "degC", "kg s-1", "1"
  std::string long_name;
  std::string cell_methods{};  ///< CF: "time: mean", "time: maximum", "time: point"
  DType type = DType::f4;
  int text_length = 0;       ///< text: bytes
  std::vector<std::string> flags = {};  ///< CF flag_meanings of integer codes 0, 1, ...
};

/// Words about each entity that do not change: its kind, its unit.
struct EntityLabel {
  std::string name, long_name;
  std::vector<std::string> values;  ///< one an entity
};

struct RecordGroup {
  std::string path;          ///< "site", "equipment/chiller", "rack", "event", "job", "window/<name>", "checkpoint"
  std::string entity;        ///< name of the second dimension; "" = one column a channel
  std::vector<std::string> entities;
  std::vector<Channel> channels;
  double cadence_s = 0;      ///< nominal, for the size estimate; 0 = irregular
  double expected_rows = 0;  ///< for the size estimate
  std::string row_dim = "time";  ///< "time": the group has a time coordinate; otherwise a table ("job", "window")
  std::string description;
  std::vector<EntityLabel> labels = {};
};

struct TopologyRow {
  std::string path, kind, parent, feeds, unit;
  double rating = 0;
  double in_service_from_s = 0, in_service_until_s = 0;
};

struct TraceLayout {
  std::vector<RecordGroup> groups;
  std::vector<TopologyRow> topology;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string scenario_written, scenario_resolved;
  double epoch_unix_s = 0;   ///< second 0 of every time coordinate
  double end_s = 0;          ///< end of the horizon
};

/// Receives the rows of a run. `values`: for time groups the time first, then channel-major (channel, entity); text
/// channels come from `texts` in order.
class TraceSink {
 public:
  virtual ~TraceSink() = default;
  virtual void append(std::size_t group, std::span<const double> values,
                      std::span<const std::string_view> texts = {}) = 0;
};

}  // namespace netsuden
