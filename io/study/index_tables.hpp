// SPDX-License-Identifier: Apache-2.0
// All of an index of a study (index.hpp): its tables whole, its series run by run. Whatever the file says is held against the number of runs
// before it is read, so that a damaged one gets words.
// Verified by tests/viewer/study_data_test.cpp and tests/viewer/study_test.py (h5py reads the same).
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/hdf5/h5.hpp"

namespace netsuden {

/// No index has more runs; none is read that says so.
inline constexpr std::size_t most_indexed_runs = 5'000'000;

struct IndexedColumn {
  std::string name, unit, long_name;
  std::vector<double> numbers;
  std::vector<std::string> words;  ///< of a column of words; then `numbers` is empty
  std::vector<std::string> flags;  ///< meanings of codes 0, 1, ...
};

struct IndexedTable {
  std::vector<std::string> rows;
  std::vector<IndexedColumn> columns;
  const IndexedColumn* find(const std::string& name) const;  ///< null where there is none
};

struct IndexedSeries {
  std::string group, channel, unit, long_name, cell_methods;
  std::string entity;                 ///< what the labels are: "site", "hall"
  std::vector<std::string> entities;  ///< empty: one value a row
  std::size_t rows = 0, columns = 1;
  double epoch_unix_s = 0;     ///< of its times
  std::vector<double> ends_s;  ///< seconds since the epoch: the end of each row's interval
  bool wide = false;           ///< stored in double precision: meters
};

struct IndexTables {
  std::vector<std::pair<std::string, std::string>> attributes;
  std::size_t runs = 0;
  std::vector<IndexedColumn> run_columns, parameters, metrics;  ///< by run
  IndexedTable statistics, sensitivity;                         ///< empty where the index has none
  std::vector<IndexedSeries> series;
  std::string study_text, report;
  std::string attribute(const std::string& name) const;
  const IndexedColumn* run_column(const std::string& name) const;
};

class IndexFile {
 public:
  /// Throws IoError for what is no index, or one of a newer major version.
  explicit IndexFile(const std::string& path);
  IndexTables tables() const;
  /// One entity of a series in one run, all rows; NaN where there is no trace.
  std::vector<double> series(const IndexedSeries& s, std::size_t run, std::size_t entity) const;

 private:
  h5::File file_;
  std::string path_;
};

}  // namespace netsuden
