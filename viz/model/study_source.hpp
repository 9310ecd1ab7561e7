// SPDX-License-Identifier: Apache-2.0
// Reads of a study what the viewer shows. To be used by one thread: the library's.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "io/study/index_tables.hpp"
#include "viz/model/study_data.hpp"

namespace netsuden::viz {

/// The index of a study where `path` is its folder; `path` itself where it is none. Throws IoError in words for a folder without one.
std::string index_of_study(const std::string& path);

class StudySource {
 public:
  /// Throws IoError in words.
  explicit StudySource(const std::string& index);
  const std::shared_ptr<const StudyData>& data() const { return data_; }
  /// Null where there is no such series, or it was told to stop. Counts the runs that it has read.
  std::shared_ptr<const StudyMatrix> matrix(int series, int entity, const std::atomic<bool>& stop, std::atomic<std::size_t>& read);

 private:
  IndexFile file_;
  std::vector<IndexedSeries> series_;
  std::shared_ptr<const StudyData> data_;
  std::pair<int, int> kept_of_{-1, -1};
  std::shared_ptr<const StudyMatrix> kept_;
};

/// What is read on opening, for a child that tries it first.
void read_what_opening_a_study_reads(const std::string& index);

}  // namespace netsuden::viz
