// SPDX-License-Identifier: Apache-2.0
#include "io/trace/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <exception>
#include <filesystem>
#include <future>
#include <limits>
#include <memory>
#include <mutex>
#include <thread>

#include "io/trace/chunk_codec.hpp"
#include "io/trace/part_file.hpp"
#include "io/trace/trace_file.hpp"

namespace netsuden {
namespace {

using WallClock = std::chrono::steady_clock;

/// One chunk row of a group: for each column its chunks one behind another, each chunk row by row.
struct Buffer {
  std::vector<std::unique_ptr<std::byte[]>> columns;
  std::size_t chunk_row = 0;
  std::atomic<std::size_t> rows{0};  ///< complete ones; released by the producer, read by the worker
  bool queued = false;               ///< the worker has it; guarded by the mutex
};

struct GroupState {
  GroupPlan plan;
  Buffer buffers[2];
  std::atomic<int> active{0};
  std::uint64_t total = 0;           ///< rows appended; the producer's
  std::uint64_t flushed = 0;         ///< rows in the file; the worker's
};

template <typename T>
void store_integers(const double* in, std::size_t n, std::byte* out) {
  constexpr T fill = std::is_same_v<T, std::int8_t>    ? static_cast<T>(-127)
                     : std::is_same_v<T, std::int32_t> ? static_cast<T>(-2147483647)
                                                       : static_cast<T>(-9223372036854775806LL);
  constexpr double low = static_cast<double>(std::numeric_limits<T>::min());
  for (std::size_t i = 0; i < n; ++i) {
    const double v = std::nearbyint(in[i]);
    const T x = v >= low && v < -low ? static_cast<T>(v) : fill;
    std::memcpy(out + i * sizeof(T), &x, sizeof(T));
  }
}

void store(DType type, const double* in, std::size_t n, std::byte* out) {
  switch (type) {
    case DType::f4: {
      auto* to = reinterpret_cast<float*>(out);  // vectors of bytes come aligned from new
      for (std::size_t i = 0; i < n; ++i) to[i] = static_cast<float>(in[i]);
      break;
    }
    case DType::f8: std::memcpy(out, in, n * sizeof(double)); break;
    case DType::i1: store_integers<std::int8_t>(in, n, out); break;
    case DType::i4: store_integers<std::int32_t>(in, n, out); break;
    case DType::i8: store_integers<std::int64_t>(in, n, out); break;
    case DType::text: break;
  }
}

void store_text(std::string_view text, std::size_t length, std::byte* out) {
  if (text.size() > length) {  // cut between characters of UTF-8
    std::size_t n = length;
    while (n > 0 && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
    text = text.substr(0, n);
  }
  std::memcpy(out, text.data(), text.size());
  std::memset(out + text.size(), 0, length - text.size());
}

/// What stands in a chunk where no row or entity is.
void blank(const ColumnPlan& c, std::byte* out, std::size_t values) {
  if (c.is_text()) {
    std::memset(out, 0, values * c.value_bytes);
    return;
  }
  if (values == 0) return;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  store(c.type, &nan, 1, out);
  const std::size_t bytes = values * c.value_bytes;
  for (std::size_t done = c.value_bytes; done < bytes; done *= 2) std::memcpy(out + done, out, std::min(done, bytes - done));
}

}  // namespace

struct TraceWriter::Impl {
  std::string path, part;
  TraceLayout layout;
  WriterOptions options;
  TraceFile file;
  WriterLock lock;
  std::deque<GroupState> groups;
  bool open = false;

  std::mutex mutex;
  std::condition_variable work, room;
  struct Item {
    std::size_t group;
    int buffer;
  };
  std::deque<Item> queue;
  bool stop = false;
  std::string status;                // given with `stop`
  const TraceSummary* summary = nullptr;
  std::exception_ptr error;          // guarded by the mutex
  std::atomic<bool> failed{false};
  std::promise<void> created;
  std::thread worker;

  // the worker's, as is every call of the library
  ChunkCodec codec;
  std::vector<std::byte> encoded, scratch;

  void create(const TraceLayout&);
  void create_file(std::vector<GroupPlan>);
  void append(std::size_t group, std::span<const double> values, std::span<const std::string_view> texts);
  void hand_over(std::size_t group);
  void work_loop();
  void write_rows(std::size_t group, const Buffer&, std::size_t rows);
  void flush_unfinished();
  void write_rest();
  void finish();
  void close(std::string_view status, const TraceSummary&);
  void fail(std::exception_ptr);
  [[noreturn]] void rethrow();
};

void TraceWriter::Impl::create(const TraceLayout& given) {
  namespace fs = std::filesystem;
  check_fits_on_disk(path, 0);
  if (file_exists(path) && !options.overwrite)
    throw IoError(path, "the file exists; choose another name or ask to overwrite it");
  if (file_exists(path) && !fs::is_regular_file(path)) throw IoError(path, "is not a regular file");
  if (file_exists(part)) {
    if (WriterLock::held(part)) throw IoError(part, "another run writes this trace now");
    if (!options.overwrite)
      throw IoError(part, "the trace of a run that was killed; repair or remove it, or ask to overwrite it");
    remove_file(part);
  }
  layout = given;
  std::vector<GroupPlan> plans;
  for (const auto& g : layout.groups) plans.push_back(plan_of(g, layout.end_s));
  for (const auto& p : plans) {
    GroupState& g = groups.emplace_back();
    g.plan = p;
    for (auto& b : g.buffers)
      for (const auto& c : p.columns) {
        const std::size_t bytes = c.chunk_columns * p.chunk_bytes(c);
        b.columns.push_back(std::make_unique_for_overwrite<std::byte[]>(bytes));
        // Only whole rows are read; what no row fills is the room of entities that the last column of chunks lacks.
        if (c.chunk_columns * c.chunk_entities > c.entities) blank(c, b.columns.back().get(), bytes / c.value_bytes);
      }
  }
  auto ready = created.get_future();
  worker = std::thread([this, &plans] {
    try {
      create_file(std::move(plans));
    } catch (...) {
      created.set_exception(std::current_exception());
      return;
    }
    created.set_value();
    work_loop();
  });
  try {
    ready.get();
  } catch (...) {
    worker.join();
    throw;
  }
  open = true;
}

void TraceWriter::Impl::create_file(std::vector<GroupPlan> plans) {
  // Nobody sees the file by its name before it can be followed: HDF5 locks it again while SWMR begins, and the shared
  // lock of a reader at that moment would end the run.
  const std::string fresh = new_path_of(path);
  lock = WriterLock(fresh);
  try {
    file = TraceFile::create(fresh, layout, std::move(plans));
    file.start_swmr();
    file.flush();
    rename_to_new(fresh, part);
  } catch (...) {
    file.abandon();
    std::error_code ignored;
    std::filesystem::remove(fresh, ignored);
    throw;
  }
}

void TraceWriter::Impl::append(std::size_t group, std::span<const double> values, std::span<const std::string_view> texts) {
  if (failed.load(std::memory_order_relaxed)) rethrow();
  NETSUDEN_ASSERT(open && group < groups.size(), fmt::format("group {} of {}", group, groups.size()));
  GroupState& g = groups[group];
  const GroupPlan& p = g.plan;
  NETSUDEN_ASSERT(values.size() == p.row_values && texts.size() == p.row_texts,
                  fmt::format("{}: {} numbers and {} texts where the layout has {} and {}", layout.groups[group].path,
                              values.size(), texts.size(), p.row_values, p.row_texts));
  Buffer& b = g.buffers[g.active.load(std::memory_order_relaxed)];
  const std::size_t row = b.rows.load(std::memory_order_relaxed);
  const double* in = values.data() + (p.has_time ? 1 : 0);
  const std::string_view* text = texts.data();
  const std::size_t channels = p.columns.size() - (p.has_time ? 1 : 0);
  for (std::size_t k = 0; k < channels; ++k) {
    const ColumnPlan& c = p.columns[k];
    std::byte* chunk = b.columns[k].get();
    const std::size_t chunk_bytes = p.chunk_bytes(c), width = c.chunk_entities * c.value_bytes;
    for (std::size_t from = 0; from < c.entities; from += c.chunk_entities, chunk += chunk_bytes) {
      const std::size_t n = std::min(c.chunk_entities, c.entities - from);
      if (c.is_text()) {
        for (std::size_t e = 0; e < n; ++e) store_text(*text++, c.value_bytes, chunk + row * width + e * c.value_bytes);
      } else {
        store(c.type, in, n, chunk + row * width);
        in += n;
      }
    }
  }
  if (p.has_time) store(DType::f8, values.data(), 1, b.columns.back().get() + row * 8);
  ++g.total;
  b.rows.store(row + 1, std::memory_order_release);
  if (row + 1 == p.chunk_rows) hand_over(group);
}

void TraceWriter::Impl::hand_over(std::size_t group) {
  GroupState& g = groups[group];
  const int full = g.active.load(std::memory_order_relaxed);
  Buffer& next = g.buffers[1 - full];
  {
    std::unique_lock hold(mutex);
    g.buffers[full].queued = true;
    queue.push_back({group, full});
    work.notify_one();
    // Back-pressure: at most one chunk row a group waits.
    room.wait(hold, [&] { return !next.queued || error; });
  }
  if (failed.load()) rethrow();
  next.chunk_row = g.buffers[full].chunk_row + 1;
  next.rows.store(0, std::memory_order_relaxed);
  g.active.store(1 - full, std::memory_order_release);
}

void TraceWriter::Impl::write_rows(std::size_t group, const Buffer& b, std::size_t rows) {
  GroupState& g = groups[group];
  const GroupPlan& p = g.plan;
  const std::uint64_t total = b.chunk_row * p.chunk_rows + rows;
  for (std::size_t k = 0; k < p.columns.size(); ++k) {
    const ColumnPlan& c = p.columns[k];
    const std::size_t bytes = p.chunk_bytes(c), used = rows * c.chunk_entities * c.value_bytes;
    file.set_rows(group, k, total);
    for (std::size_t j = 0; j < c.chunk_columns; ++j) {
      std::span<const std::byte> raw(b.columns[k].get() + j * bytes, bytes);
      if (rows < p.chunk_rows) {
        scratch.resize(bytes);
        std::memcpy(scratch.data(), raw.data(), used);
        blank(c, scratch.data() + used, (bytes - used) / c.value_bytes);
        raw = scratch;
      }
      codec.encode(raw, c.is_text() ? 1 : c.value_bytes, encoded);
      file.write_chunk(group, k, b.chunk_row, j, encoded);
    }
  }
  file.set_dimension(group, total);
  file.flush();
  g.flushed = total;
}

void TraceWriter::Impl::flush_unfinished() {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    GroupState& g = groups[i];
    const int active = g.active.load(std::memory_order_acquire);
    const Buffer& b = g.buffers[active];
    const std::size_t rows = b.rows.load(std::memory_order_acquire);
    // A full buffer is on its way through the queue; before it, nothing of the next one can be written.
    if (rows == g.plan.chunk_rows || b.chunk_row * g.plan.chunk_rows + rows <= g.flushed) continue;
    if (g.flushed < b.chunk_row * g.plan.chunk_rows) continue;
    write_rows(i, b, rows);
  }
}

void TraceWriter::Impl::work_loop() {
  try {
    const bool timed = std::isfinite(options.partial_flush_s);
    const auto every = std::chrono::duration_cast<WallClock::duration>(
        std::chrono::duration<double>(timed ? std::clamp(options.partial_flush_s, 1e-3, 1e6) : 0));
    auto due = WallClock::now() + every;
    for (;;) {
      Item item{};
      bool have = false;
      {
        std::unique_lock hold(mutex);
        const auto ready = [&] { return stop || !queue.empty(); };
        if (timed) work.wait_until(hold, due, ready);
        else work.wait(hold, ready);
        if (!queue.empty()) {
          item = queue.front();
          queue.pop_front();
          have = true;
        } else if (stop) {
          break;
        }
      }
      if (have) {
        Buffer& b = groups[item.group].buffers[item.buffer];
        write_rows(item.group, b, groups[item.group].plan.chunk_rows);
        const std::lock_guard hold(mutex);
        b.queued = false;
        room.notify_one();
      }
      if (timed && WallClock::now() >= due) {
        flush_unfinished();
        due = WallClock::now() + every;
      }
    }
    write_rest();
    finish();
  } catch (...) {
    fail(std::current_exception());
  }
}

void TraceWriter::Impl::fail(std::exception_ptr e) {
  const std::lock_guard hold(mutex);
  error = std::move(e);
  failed.store(true);
  room.notify_all();
}

void TraceWriter::Impl::rethrow() {
  const std::lock_guard hold(mutex);
  std::rethrow_exception(error);
}

void TraceWriter::Impl::write_rest() {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Buffer& b = groups[i].buffers[groups[i].active.load()];
    if (groups[i].total > groups[i].flushed) write_rows(i, b, b.rows.load());
  }
  file.close();
}

void TraceWriter::Impl::finish() {
  std::vector<GroupPlan> plans;
  std::vector<std::uint64_t> rows;
  for (auto& g : groups) {
    plans.push_back(g.plan);
    rows.push_back(g.total);
    for (auto& b : g.buffers) b.columns.clear();
  }
  const std::string fresh = new_path_of(path);
  try {
    remove_file(fresh);
    std::vector<std::string> none;
    write_finished(part, fresh, layout, plans, rows, status, *summary, true, none);
    rename_file(fresh, path);
  } catch (const IoError& e) {
    std::error_code ignored;
    std::filesystem::remove(fresh, ignored);
    throw IoError(part, fmt::format("every row is kept here, but the file could not be finished ({}); `netsuden repair` "
                                    "finishes it",
                                    e.what()));
  }
  remove_file(part);
}

void TraceWriter::Impl::close(std::string_view how, const TraceSummary& result) {
  if (!open) return;
  open = false;
  {
    const std::lock_guard hold(mutex);
    status = how;
    summary = &result;
    stop = true;
    work.notify_one();
  }
  worker.join();
  if (failed.load()) {
    file.forget();
    rethrow();
  }
  lock = WriterLock();
}

TraceWriter::TraceWriter(const std::string& path, const TraceLayout& layout, WriterOptions options)
    : impl_(std::make_unique<Impl>()) {
  impl_->path = path;
  impl_->part = path + ".part";
  impl_->options = options;
  impl_->create(layout);
}

TraceWriter::~TraceWriter() {
  try {
    impl_->close("failed", {});
  } catch (const std::exception&) {  // nobody can be told any more
  }
}

void TraceWriter::append(std::size_t group, std::span<const double> values, std::span<const std::string_view> texts) {
  impl_->append(group, values, texts);
}
void TraceWriter::close(std::string_view status, const TraceSummary& summary) { impl_->close(status, summary); }
const std::string& TraceWriter::path() const { return impl_->path; }
const std::string& TraceWriter::part_path() const { return impl_->part; }
std::int64_t TraceWriter::rows(std::size_t group) const { return static_cast<std::int64_t>(impl_->groups[group].total); }

}  // namespace netsuden
