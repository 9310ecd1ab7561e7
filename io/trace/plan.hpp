// SPDX-License-Identifier: Apache-2.0
// How a group lies on disk: its columns and the shape of their chunks. A function of the layout alone.
// Text is an array of characters with a last dimension for them, as netCDF has it (its C library 4.9.0 breaks off on
// strings of fixed length, and variable length cannot be appended to a file that is followed).
//
// A group of E entities is stored as datasets (rows, E), chunked (chunk_rows, chunk_entities): at most 64 entities wide
// and about 65,536 samples large, because traces are read mostly as series of one entity. A buffer of a group stays
// under 16 MiB down to 16 rows.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/ledger/record.hpp"

namespace netsuden {

struct ColumnPlan {
  std::string name = {};
  DType type = DType::f4;
  int text_length = 0;
  std::size_t entities = 1;        ///< values a row
  std::size_t chunk_entities = 1;
  std::size_t chunk_columns = 1;   ///< chunks side by side
  bool two_dimensional = false;
  std::size_t value_bytes = 4;      ///< of text: its length
  bool is_text() const { return type == DType::text; }
};

struct GroupPlan {
  std::size_t chunk_rows = 1024;
  std::vector<ColumnPlan> columns;  ///< channels in their order; `time` last, if the group has it
  bool has_time = false;
  bool has_entities = false;
  std::size_t entities = 1;
  std::size_t row_values = 0;       ///< numbers that append() takes: time first
  std::size_t row_texts = 0;
  std::size_t chunk_bytes(const ColumnPlan& c) const { return chunk_rows * c.chunk_entities * c.value_bytes; }
};

double expected_rows(const RecordGroup&, double end_s);
GroupPlan plan_of(const RecordGroup&, double end_s);

}  // namespace netsuden
