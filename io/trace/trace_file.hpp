// SPDX-License-Identifier: Apache-2.0
// The structure of a trace on disk, in one place: writer, close and repair create it here.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/hdf5/h5.hpp"
#include "io/trace/plan.hpp"
#include "io/trace/summary_tables.hpp"
#include "sim/ledger/record.hpp"

namespace netsuden {

struct TopologyColumn {
  const char *name, *unit, *long_name;
  bool words;
};
extern const std::array<TopologyColumn, 8> topology_columns;

class TraceFile {
 public:
  /// Everything that the layout names, without rows, with the status `running`.
  static TraceFile create(const std::string& path, const TraceLayout&, std::vector<GroupPlan>);

  void start_swmr() { file_.start_swmr(); }
  /// Raw chunk of one column.
  void write_chunk(std::size_t group, std::size_t column, std::size_t chunk_row, std::size_t chunk_column,
                   std::span<const std::byte>);
  /// The columns in the order in which a follower may see them grow: time last. Before the chunks are written.
  void set_rows(std::size_t group, std::size_t column, std::uint64_t rows);
  /// The dimension of a table without time; after its columns.
  void set_dimension(std::size_t group, std::uint64_t rows);
  void flush() { file_.flush(); }
  void add_summary(const TraceSummary&);  ///< not while SWMR is on
  void set_status(std::string_view);      ///< not while SWMR is on
  void close();
  void abandon() noexcept;  ///< a file that will be removed
  void forget() noexcept;   ///< a file that is kept as it was last flushed

 private:
  struct OpenGroup {
    GroupPlan plan;
    std::vector<h5::Dataset> columns;
    h5::Dataset dimension;  ///< of tables without time
  };
  static OpenGroup create_group(h5::Group& root, const RecordGroup&, GroupPlan, const std::string& time_units);

  h5::File file_;
  std::vector<OpenGroup> groups_;
};

/// Copies the rows of `source_path` (a trace that nobody writes) chunk by chunk into a new file `target_path`, and closes
/// it with status and summary. Rows behind a damaged or missing chunk are left out and named in `losses`; with
/// `damage_is_error` they are an IoError. The result depends only on layout, rows, status and summary.
std::int64_t write_finished(const std::string& source_path, const std::string& target_path, const TraceLayout&,
                            const std::vector<GroupPlan>&, const std::vector<std::uint64_t>& rows, std::string_view status,
                            const TraceSummary&, bool damage_is_error, std::vector<std::string>& losses);

/// Where a chunk begins in its dataset.
h5::Extent chunk_offset(const GroupPlan&, const ColumnPlan&, std::size_t chunk_row, std::size_t chunk_column);

/// "2026-03-31 15:00:00", UTC.
std::string cf_time(double unix_s);

/// Names of root attributes that the format itself sets; a layout may not use them.
bool is_reserved_attribute(std::string_view name);

}  // namespace netsuden
