// SPDX-License-Identifier: Apache-2.0
// Reads of a trace what the viewer shows, each as a thing of its own. To be used by one thread: the library's.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io/trace/reader.hpp"
#include "viz/model/limits.hpp"
#include "viz/model/trace_data.hpp"

namespace netsuden::viz {

class TraceSource {
 public:
  /// Events and jobs beyond so many rows are not kept; a table says how many the file has.
  static constexpr std::size_t most_table_rows = 300'000;

  /// Throws IoError in words.
  explicit TraceSource(const std::string& path);

  std::shared_ptr<const RunFacts> facts();
  RunProgress progress() const;
  /// Looks for more rows, and for the finished file in the place of the one that was followed. True: something changed.
  /// `replaced`: it is another file now, and everything but the data read so far must be read anew.
  bool refresh(bool& replaced);

  std::shared_ptr<const TraceSeries> series(const SeriesKey& key);
  /// `before` with the rows that came since; `before` itself where there are none.
  std::shared_ptr<const TraceSeries> extended(const SeriesKey& key, const std::shared_ptr<const TraceSeries>& before);
  std::shared_ptr<const HeatMatrix> heat(int group, int channel, int first_entity, int count, double t0, double t1, int columns, int most_rows);
  std::shared_ptr<const RowValues> row(int group, int channel, double t);
  std::shared_ptr<const TraceTable> table(int group) const;
  std::shared_ptr<const LimitSummary> limits(double t0, double t1);
  std::shared_ptr<const BindingSeries> binding(const std::string& site);

 private:
  const std::shared_ptr<const TimeColumn>& time_of(int group);
  bool has(int group, int channel) const;
  std::string given_;
  TraceReader reader_;
  std::map<int, std::shared_ptr<const TimeColumn>> times_;
  std::shared_ptr<const RunFacts> facts_;
};

}  // namespace netsuden::viz
