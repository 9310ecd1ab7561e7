// SPDX-License-Identifier: Apache-2.0
// The index of a study: one file that says of every run what was set, what came out and where its trace is (trace-format.md).
//
//   /            run; row, replication, seed, status, message, run_id of each run
//   /parameter   one variable a parameter over run, in the unit of the study
//   /metric      one variable a metric over run
//   /statistics  mean, deviation, quantiles with their intervals, a row a metric
//   /sensitivity indices of Sobol or Morris, rank correlations, tornado: a row a pair of metric and parameter
//   /series      virtual datasets run x time (x entity) of the traces, for at most 1,000 runs
//   /trace       an external link a run, for at most 1,000 runs
//   /study       the study as written, its report
//
// The file follows from study and runs alone: not from the order in which runs ended, nor from when and where they did.
// Verified by tests/study/results_test.py.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/ledger/record.hpp"

namespace netsuden::h5 {
class File;
}

namespace netsuden {

inline constexpr int index_format_major = 1, index_format_minor = 0;
/// Virtual datasets and external links open a file each: no more runs than that.
inline constexpr std::size_t most_linked_runs = 1000;

struct IndexColumn {
  std::string name, unit = {}, long_name = {};
  DType type = DType::f8;
  std::vector<double> numbers = {};
  std::vector<std::string> words = {};  ///< a column of words; then `numbers` is empty
  std::vector<std::string> flags = {};  ///< meanings of codes 0, 1, ...
};

struct IndexTable {
  std::string path, row_name, description;  ///< "statistics", "metric"
  std::vector<std::string> rows = {};
  std::vector<IndexColumn> columns = {};
};

/// A channel of the traces: "site", "it_power".
struct IndexSeries {
  std::string group, channel;
};

struct IndexTrace {
  std::size_t run = 0;
  std::string file;  ///< relative to the index
};

struct StudyIndex {
  std::vector<std::pair<std::string, std::string>> attributes;
  std::size_t runs = 0;
  std::vector<IndexColumn> run_columns, parameters, metrics;
  std::vector<IndexTable> tables;
  std::vector<IndexTrace> traces;
  std::vector<IndexSeries> series;
  std::string study_text, report;
};

/// Writes beside it, then takes its place. Throws IoError. Words about series that the traces do not have alike, one each.
std::vector<std::string> write_index(const std::string& path, const StudyIndex&);

/// What repeating a run needs.
struct IndexSummary {
  std::vector<std::pair<std::string, std::string>> attributes;
  std::size_t runs = 0;
  std::string study_text, report;
  std::vector<std::string> run_ids;
  std::string attribute(const std::string& name) const;
};
/// Throws IoError for what is no index, or one of a newer major version.
IndexSummary read_index(const std::string& path);
bool is_index_file(const std::string& path);
/// Throws IoError for what is no index, or one of a newer major version.
void check_index(const h5::File&, const std::string& path);
/// "runs/000/000017.h5": the trace of a run, relative to the index.
std::string trace_of_run(std::size_t run);

}  // namespace netsuden
