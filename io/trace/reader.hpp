// SPDX-License-Identifier: Apache-2.0
// Reads a trace: complete, of a run that still writes it, or of one that was killed. Throws IoError in words for what is
// not a trace, is damaged, or is of a newer major version; an index out of range is a caller's mistake (assertion).
//
// Rows: a group has as many rows as all its columns have, so that a follower never sees half a row. `rows()` changes
// only with refresh(). Not to be used from two threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/trace/summary_tables.hpp"
#include "sim/ledger/record.hpp"

namespace netsuden {

/// The trace format that this program writes. A reader takes any version up to this major one.
inline constexpr int trace_format_major = 1, trace_format_minor = 0;

class TraceReader {
 public:
  static constexpr std::size_t all = static_cast<std::size_t>(-1);

  /// `path` as the user says it; where NAME.h5 does not exist, NAME.h5.part is taken.
  explicit TraceReader(const std::string& path);
  ~TraceReader();
  TraceReader(TraceReader&&) noexcept;
  TraceReader& operator=(TraceReader&&) noexcept;

  const std::string& path() const;   ///< the file that was opened
  int version_major() const;
  int version_minor() const;
  /// running | complete | failed | invalid | interrupted | recovered, as stored.
  const std::string& status() const;
  bool writer_alive() const;         ///< a process holds the file for writing now
  bool was_killed() const { return status() == "running" && !writer_alive(); }
  /// Followers: the file that was opened has been finished and replaced by NAME.h5; open that.
  bool finished_elsewhere() const;
  std::uint64_t file_bytes() const;

  /// Attributes of the root in their order; numbers as text.
  const std::vector<std::pair<std::string, std::string>>& attributes() const;
  std::string attribute(std::string_view name) const;  ///< "" where there is none
  double epoch_unix_s() const;
  double end_s() const;

  /// As the writer declared them: paths, entities, channels with units and flags, description.
  const std::vector<RecordGroup>& groups() const;
  /// Index of a group or channel by name, -1 where there is none.
  int find_group(std::string_view path) const;
  int find_channel(std::size_t group, std::string_view name) const;
  std::size_t entities(std::size_t group) const;  ///< 1 for plain columns
  std::size_t rows(std::size_t group) const;
  std::size_t chunk_rows(std::size_t group) const;      ///< reading in multiples of these two is cheapest
  std::size_t chunk_entities(std::size_t group) const;

  /// Looks for rows written since (a running trace). Returns whether there are any. Cheap where nothing changed.
  bool refresh();

  /// Seconds from the epoch, of a group with time; `count` is cut at the end.
  std::vector<double> times(std::size_t group, std::size_t first = 0, std::size_t count = all) const;
  /// One column of one entity.
  std::vector<double> read(std::size_t group, std::size_t channel, std::size_t entity = 0, std::size_t first = 0,
                           std::size_t count = all) const;
  /// A block, row by row: result[r * entity_count + e].
  std::vector<double> read_block(std::size_t group, std::size_t channel, std::size_t first, std::size_t count,
                                 std::size_t first_entity = 0, std::size_t entity_count = all) const;
  std::vector<std::string> read_text(std::size_t group, std::size_t channel, std::size_t first = 0,
                                     std::size_t count = all) const;

  std::vector<TopologyRow> topology() const;
  std::string scenario_written() const;
  std::string scenario_resolved() const;
  std::string summary_json() const;  ///< "" while there is none
  std::vector<SummaryTable> summary_tables() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace netsuden
