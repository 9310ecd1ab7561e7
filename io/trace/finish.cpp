// SPDX-License-Identifier: Apache-2.0
// The finished file: group by group, whole columns of chunks in a row, no dead copies, no follower's flags.
#include <fmt/format.h>

#include "io/trace/chunk_codec.hpp"
#include "io/trace/trace_file.hpp"

namespace netsuden {
namespace {

struct Source {
  std::vector<h5::Dataset> columns;
  std::vector<std::byte> bytes, raw;
  ChunkCodec codec;

  /// The chunk in `bytes`. False if it is missing, or cannot be decoded where `verify` asks for it.
  bool fetch(const GroupPlan& p, std::size_t column, std::size_t chunk_row, std::size_t chunk_column, bool verify = false) {
    const ColumnPlan& c = p.columns[column];
    if (!columns[column].read_chunk(chunk_offset(p, c, chunk_row, chunk_column), bytes)) return false;
    if (!verify) return true;
    raw.resize(p.chunk_bytes(c));
    return codec.decode(bytes, c.is_text() ? 1 : c.value_bytes, raw);
  }
};

/// Rows up to the first chunk row in which a chunk is missing or damaged.
std::uint64_t intact_rows(Source& s, const GroupPlan& p, std::uint64_t rows) {
  for (std::size_t k = 0; k * p.chunk_rows < rows; ++k)
    for (std::size_t c = 0; c < p.columns.size(); ++c)
      for (std::size_t j = 0; j < p.columns[c].chunk_columns; ++j) {
        bool good = false;
        try {
          good = s.fetch(p, c, k, j, true);
        } catch (const IoError&) {
        }
        if (!good) return k * p.chunk_rows;
      }
  return rows;
}

}  // namespace

std::int64_t write_finished(const std::string& source_path, const std::string& target_path, const TraceLayout& layout,
                            const std::vector<GroupPlan>& plans, const std::vector<std::uint64_t>& rows, std::string_view status,
                            const TraceSummary& summary, bool damage_is_error, std::vector<std::string>& losses) {
  h5::File source = h5::File::open_read(source_path);
  const h5::Group root = source.root();
  TraceFile target = TraceFile::create(target_path, layout, plans);
  std::int64_t total = 0;
  try {
    for (std::size_t g = 0; g < plans.size(); ++g) {
      const GroupPlan& p = plans[g];
      Source s;
      for (const auto& c : p.columns) s.columns.push_back(root.open_dataset(layout.groups[g].path + "/" + c.name));
      const std::uint64_t good = damage_is_error ? rows[g] : intact_rows(s, p, rows[g]);
      if (good < rows[g])
        losses.push_back(fmt::format("{}: {} of {} rows are kept, a chunk behind them is damaged or missing",
                                     layout.groups[g].path, good, rows[g]));
      if (good > 0) {
        for (std::size_t c = 0; c < p.columns.size(); ++c) {
          target.set_rows(g, c, good);
          for (std::size_t j = 0; j < p.columns[c].chunk_columns; ++j)
            for (std::size_t k = 0; k * p.chunk_rows < good; ++k) {
              if (!s.fetch(p, c, k, j))
                throw IoError(source_path, s.columns[c].where() + fmt::format(" is damaged in row {}", k * p.chunk_rows));
              target.write_chunk(g, c, k, j, s.bytes);
            }
        }
        target.set_dimension(g, good);
      }
      total += static_cast<std::int64_t>(good);
    }
    target.add_summary(summary);
    target.set_status(status);
    target.close();
  } catch (...) {
    target.abandon();
    throw;
  }
  return total;
}

}  // namespace netsuden
