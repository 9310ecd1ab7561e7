// SPDX-License-Identifier: Apache-2.0
// The runs and studies that are open, and what is held of them. One thread owns every HDF5 handle; whoever draws asks, gets what is
// there, and asks again in the next frame: nothing here ever waits for a file.
//
// What was made is never changed; a run that grows gets new things in the place of the old. The least recently used go
// when the memory limit is passed, but never what the present frame has asked for.
// Verified by tests/viewer/library_test.cpp.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "viz/model/limits.hpp"
#include "viz/model/study_data.hpp"
#include "viz/model/trace_data.hpp"

namespace netsuden::viz {

class StudySource;
class TraceSource;

enum class OpenState { opening, ready, failed };

class Library {
 public:
  static constexpr std::size_t default_memory = std::size_t{1} << 30;
  static constexpr double follow_interval_s = 0.25;

  /// `news` is called from the thread whenever something arrived (to wake a sleeping window).
  explicit Library(std::size_t memory_limit = default_memory, std::function<void()> news = {});
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  /// The number of the run, or of the study: a trace, an index of a study or its folder, told apart by what they are. Opened in the background.
  int open(const std::string& path);
  /// Opens one again that failed: its writer may have made more of it since.
  void retry(int run);
  int count() const;  ///< of runs opened so far
  OpenState state(int run) const;
  /// Why it could not be opened; empty else.
  std::string words(int run) const;
  std::string path(int run) const;
  std::shared_ptr<const RunFacts> facts(int run) const;  ///< nullptr until it is open
  RunProgress progress(int run) const;
  std::shared_ptr<const StudyData> study(int run) const;  ///< nullptr until it is open, and for a trace

  /// What is there; nullptr while it is being read, or where there is no such thing.
  std::shared_ptr<const TraceSeries> series(int run, const SeriesKey& key);
  /// Of `count` entities from `first` on.
  std::shared_ptr<const HeatMatrix> heat(int run, int group, int channel, int first, int count, double t0, double t1, int columns, int most_rows);
  std::shared_ptr<const RowValues> row(int run, int group, int channel, double t);
  std::shared_ptr<const TraceTable> table(int run, int group);
  std::shared_ptr<const LimitSummary> limits(int run, double t0, double t1);
  std::shared_ptr<const BindingSeries> binding(int run, int site);  ///< by place in /site
  std::shared_ptr<const StudyMatrix> matrix(int study, int series, int entity);
  std::shared_ptr<const StudyBands> bands(int study, int series, int entity, const std::shared_ptr<const RunSelection>& runs);
  /// How many runs of the series in hand have been read.
  std::size_t runs_read() const { return runs_read_; }

  /// Marks a frame: what was asked for before the last two is no longer wanted if it has not been read.
  void begin_frame();
  /// Follows a running trace at 4 Hz. On from the start.
  void follow(bool on);
  /// Nothing is wanted that has not been read or failed.
  bool idle() const;
  /// For pictures without a window, and tests.
  void wait_idle();
  std::size_t bytes() const;
  std::size_t items() const;

 private:
  enum class Kind { series, heat, row, table, limits, binding, matrix, bands };
  struct Key {
    int run = 0;
    Kind kind = Kind::series;
    SeriesKey place;
    double t0 = 0, t1 = 0;
    int columns = 0, rows = 0, count = 0;
    std::shared_ptr<const RunSelection> runs = nullptr;  ///< compared by its stamp
    bool operator<(const Key& o) const;
  };
  struct Entry {
    std::shared_ptr<const Datum> datum;
    std::uint64_t asked = 0;  ///< frame
    bool wanted = false, known = false;
  };
  struct Run {
    std::string path, words;
    OpenState state = OpenState::opening;
    std::shared_ptr<const RunFacts> facts;
    RunProgress progress;
    std::unique_ptr<TraceSource> source;  ///< of the thread
    std::shared_ptr<const StudyData> study;
    std::unique_ptr<StudySource> study_source;  ///< of the thread
    std::chrono::steady_clock::time_point seen_at{};  ///< when followed first, and how far it was then
    double seen_time = 0;
  };

  std::shared_ptr<const Datum> ask(const Key& key);
  void work();
  void open_on_thread(Run& run);
  void follow_on_thread();
  void follow_one(int run);
  void read_on_thread(const Key& key);
  std::shared_ptr<const Datum> read_run(TraceSource& source, const Key& key);
  std::shared_ptr<const Datum> read_study(StudySource& source, const Key& key);
  void evict_locked();
  bool next_locked(Key& key);

  const std::size_t memory_limit_;
  const std::function<void()> news_;
  mutable std::mutex mutex_;
  std::condition_variable wake_, done_;
  std::deque<std::unique_ptr<Run>> runs_;
  std::deque<Run*> to_open_;
  std::deque<Key> queue_;  ///< the newest at the back, read first
  std::map<Key, Entry> entries_;
  std::size_t bytes_ = 0;
  std::uint64_t frame_ = 1;
  bool quit_ = false, follow_ = true, busy_ = false;
  std::atomic<bool> stop_{false};  ///< `quit_` for what reads long
  std::atomic<std::size_t> runs_read_{0};
  std::thread thread_;
};

}  // namespace netsuden::viz
