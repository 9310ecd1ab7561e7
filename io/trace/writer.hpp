// SPDX-License-Identifier: Apache-2.0
// Writes a trace. The simulation thread fills chunk buffers (no allocation, lock or clock a row); one worker thread makes
// every call of the library: it creates the file, compresses and writes whole chunks and flushes the file after each chunk
// row of a group, and what is there of an unfinished one every `partial_flush_s` of wall time: that is the most that a
// killed run loses.
//
// The file is NAME.h5.part until close(), and readable at any moment, also after kill -9. It depends on how fast the run
// went (flushes of unfinished chunk rows leave dead copies of them); therefore close() copies the chunks, as they are,
// into a fresh file group by group and renames that to NAME.h5: the same run gives the same bytes. Only then NAME.h5.part
// goes. Errors of the worker come out of the next append() or of close(); what was flushed is kept.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "io/trace/summary_tables.hpp"
#include "sim/ledger/record.hpp"

namespace netsuden {

struct WriterOptions {
  bool overwrite = false;        ///< an existing file of that name is replaced, at close
  double partial_flush_s = 10;   ///< infinity: only whole chunk rows are flushed
};

class TraceWriter : public TraceSink {
 public:
  /// Creates everything that the layout names. Throws IoError: missing or read-only folder, existing file, no space.
  TraceWriter(const std::string& path, const TraceLayout&, WriterOptions = {});
  /// Without close() before: closes as "failed" without a summary, errors swallowed.
  ~TraceWriter() override;

  /// One row of a group. NaN in an integer channel becomes its fill value (netCDF's), text is cut at its length.
  void append(std::size_t group, std::span<const double> values, std::span<const std::string_view> texts = {}) override;

  /// Writes what is left, the summary and the status (complete | failed | invalid | interrupted), renames to NAME.h5.
  /// After an IoError the rows flushed so far stand in NAME.h5.part, and readers open them.
  void close(std::string_view status, const TraceSummary& summary = {});

  const std::string& path() const;       ///< NAME.h5
  const std::string& part_path() const;  ///< NAME.h5.part
  std::int64_t rows(std::size_t group) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct SizeEstimate {
  double rows = 0, samples = 0;
  double bytes = 0;       ///< of the finished file
  double peak_bytes = 0;  ///< while close() writes it anew
  double most_bytes = 0;  ///< of the finished file, were all of it noise
};
/// From `expected_rows` (or cadence and horizon). Assumption: numbers compress to 0.25 of their size (the shipped scenarios: 0.02 to
/// 0.27), at most to 0.9 (shuffle + deflate 1 of full-mantissa noise: 0.77 for float32 and 0.83 for float64 measured), text to 0.6.
SizeEstimate estimate_size(const TraceLayout&);
/// Throws IoError in words if the file system of `path` has less than `bytes` free; or if its folder does not exist.
void check_fits_on_disk(const std::string& path, double bytes);

}  // namespace netsuden
