// SPDX-License-Identifier: Apache-2.0
#include "viz/model/library.hpp"

#include <algorithm>
#include <tuple>

#include "io/study/index.hpp"
#include "io/trace/probe.hpp"
#include "sim/base/errors.hpp"
#include "viz/model/study_source.hpp"
#include "viz/model/trace_source.hpp"

namespace netsuden::viz {

bool Library::Key::operator<(const Key& o) const {
  const auto stamp = [](const Key& k) { return k.runs ? k.runs->stamp : 0; };
  return std::tuple(run, kind, place, t0, t1, columns, rows, count, stamp(*this)) < std::tuple(o.run, o.kind, o.place, o.t0, o.t1, o.columns, o.rows, o.count, stamp(o));
}

Library::Library(std::size_t memory_limit, std::function<void()> news)
    : memory_limit_(memory_limit), news_(std::move(news)), thread_([this] { work(); }) {}

Library::~Library() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
  }
  stop_ = true;
  wake_.notify_all();
  thread_.join();
}

int Library::open(const std::string& path) {
  const std::lock_guard lock(mutex_);
  runs_.push_back(std::make_unique<Run>());
  runs_.back()->path = path;
  to_open_.push_back(runs_.back().get());
  wake_.notify_all();
  return static_cast<int>(runs_.size()) - 1;
}

void Library::retry(int number) {
  const std::lock_guard lock(mutex_);
  Run& run = *runs_[static_cast<std::size_t>(number)];
  if (run.state != OpenState::failed) return;
  run.state = OpenState::opening;
  to_open_.push_back(&run);
  wake_.notify_all();
}

int Library::count() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(runs_.size());
}
OpenState Library::state(int run) const {
  const std::lock_guard lock(mutex_);
  return runs_[static_cast<std::size_t>(run)]->state;
}
std::string Library::words(int run) const {
  const std::lock_guard lock(mutex_);
  return runs_[static_cast<std::size_t>(run)]->words;
}
std::string Library::path(int run) const {
  const std::lock_guard lock(mutex_);
  return runs_[static_cast<std::size_t>(run)]->path;
}
std::shared_ptr<const RunFacts> Library::facts(int run) const {
  const std::lock_guard lock(mutex_);
  return run >= 0 && static_cast<std::size_t>(run) < runs_.size() ? runs_[static_cast<std::size_t>(run)]->facts : nullptr;
}
RunProgress Library::progress(int run) const {
  const std::lock_guard lock(mutex_);
  return runs_[static_cast<std::size_t>(run)]->progress;
}

std::shared_ptr<const StudyData> Library::study(int run) const {
  const std::lock_guard lock(mutex_);
  return run >= 0 && static_cast<std::size_t>(run) < runs_.size() ? runs_[static_cast<std::size_t>(run)]->study : nullptr;
}

std::shared_ptr<const TraceSeries> Library::series(int run, const SeriesKey& key) {
  if (!key.valid()) return nullptr;
  return std::static_pointer_cast<const TraceSeries>(ask({run, Kind::series, key, 0, 0, 0, 0, 0, {}}));
}
std::shared_ptr<const HeatMatrix> Library::heat(int run, int group, int channel, int first, int count, double t0, double t1, int columns,
                                                    int rows) {
  return std::static_pointer_cast<const HeatMatrix>(ask({run, Kind::heat, {group, channel, first}, t0, t1, columns, rows, count, {}}));
}
std::shared_ptr<const RowValues> Library::row(int run, int group, int channel, double t) {
  return std::static_pointer_cast<const RowValues>(ask({run, Kind::row, {group, channel, 0}, t, 0, 0, 0, 0, {}}));
}
std::shared_ptr<const TraceTable> Library::table(int run, int group) {
  return std::static_pointer_cast<const TraceTable>(ask({run, Kind::table, {group, 0, 0}, 0, 0, 0, 0, 0, {}}));
}

std::shared_ptr<const LimitSummary> Library::limits(int run, double t0, double t1) {
  return std::static_pointer_cast<const LimitSummary>(ask({run, Kind::limits, {}, t0, t1, 0, 0, 0, {}}));
}
std::shared_ptr<const BindingSeries> Library::binding(int run, int site) {
  return std::static_pointer_cast<const BindingSeries>(ask({run, Kind::binding, {0, 0, site}, 0, 0, 0, 0, 0, {}}));
}

std::shared_ptr<const StudyMatrix> Library::matrix(int study, int series, int entity) {
  return std::static_pointer_cast<const StudyMatrix>(ask({study, Kind::matrix, {series, 0, entity}, 0, 0, 0, 0, 0, {}}));
}
std::shared_ptr<const StudyBands> Library::bands(int study, int series, int entity, const std::shared_ptr<const RunSelection>& runs) {
  return std::static_pointer_cast<const StudyBands>(ask({study, Kind::bands, {series, 0, entity}, 0, 0, 0, 0, 0, runs}));
}

std::shared_ptr<const Datum> Library::ask(const Key& key) {
  const std::lock_guard lock(mutex_);
  if (key.run < 0 || static_cast<std::size_t>(key.run) >= runs_.size()) return nullptr;
  Entry& e = entries_[key];
  e.asked = frame_;
  if (!e.known && !e.wanted) {
    e.wanted = true;
    queue_.push_back(key);
    wake_.notify_all();
  }
  return e.datum;
}

void Library::begin_frame() {
  const std::lock_guard lock(mutex_);
  ++frame_;
}
void Library::follow(bool on) {
  const std::lock_guard lock(mutex_);
  follow_ = on;
  wake_.notify_all();
}
bool Library::idle() const {
  const std::lock_guard lock(mutex_);
  return queue_.empty() && to_open_.empty() && !busy_;
}
void Library::wait_idle() {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return queue_.empty() && to_open_.empty() && !busy_; });
}
std::size_t Library::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}
std::size_t Library::items() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), [](const auto& e) { return e.second.datum != nullptr; }));
}
bool Library::next_locked(Key& key) {
  while (!queue_.empty()) {
    key = queue_.back();
    queue_.pop_back();
    const auto found = entries_.find(key);
    if (found == entries_.end()) continue;
    if (found->second.asked + 2 >= frame_) return true;
    entries_.erase(found);  // nobody looks at it any more
  }
  return false;
}

void Library::work() {
  auto next_follow = std::chrono::steady_clock::now();
  for (;;) {
    Run* opening = nullptr;
    Key key;
    bool reading = false, following = false;
    {
      std::unique_lock lock(mutex_);
      const auto something = [&] { return quit_ || !to_open_.empty() || !queue_.empty(); };
      const bool growing = follow_ && std::any_of(runs_.begin(), runs_.end(), [](const auto& r) {
                             return r->state == OpenState::ready && r->progress.status == "running" && !r->progress.died;
                           });
      if (growing) wake_.wait_until(lock, next_follow, something);
      else wake_.wait(lock, something);
      if (quit_) return;
      if (!to_open_.empty()) {
        opening = to_open_.front();
        to_open_.pop_front();
      } else {
        reading = next_locked(key);
      }
      following = growing && std::chrono::steady_clock::now() >= next_follow;
      busy_ = opening != nullptr || reading;
      if (!busy_) done_.notify_all();
    }
    if (opening != nullptr) open_on_thread(*opening);
    if (reading) read_on_thread(key);
    if (following) {
      follow_on_thread();
      next_follow = std::chrono::steady_clock::now() + std::chrono::milliseconds(static_cast<int>(follow_interval_s * 1000));
    }
    {
      const std::lock_guard lock(mutex_);
      busy_ = false;
    }
    done_.notify_all();
    if ((opening != nullptr || reading) && news_) news_();
  }
}

void Library::open_on_thread(Run& run) {
  std::string words;
  std::unique_ptr<TraceSource> source;
  std::unique_ptr<StudySource> study_source;
  std::shared_ptr<const RunFacts> facts;
  std::shared_ptr<const StudyData> study;
  RunProgress progress;
  try {
    const std::string path = index_of_study(run.path);
    probe_in_child(path, [&path] { is_index_file(path) ? read_what_opening_a_study_reads(path) : read_what_opening_reads(path); });
    if (is_index_file(path)) {
      study_source = std::make_unique<StudySource>(path);
      study = study_source->data();
    } else {
      source = std::make_unique<TraceSource>(path);
      facts = source->facts();
      progress = source->progress();
    }
  } catch (const IoError& e) {
    words = e.what();
  } catch (const std::exception& e) {
    words = run.path + ": cannot be read: " + e.what();
  }
  const std::lock_guard lock(mutex_);
  run.source = words.empty() ? std::move(source) : nullptr;
  run.facts = words.empty() ? facts : nullptr;
  run.study_source = words.empty() ? std::move(study_source) : nullptr;
  run.study = words.empty() ? study : nullptr;
  run.progress = progress;
  run.words = words;
  run.state = words.empty() ? OpenState::ready : OpenState::failed;
}

std::shared_ptr<const Datum> Library::read_run(TraceSource& source, const Key& key) {
  switch (key.kind) {
    case Kind::series: return source.series(key.place);
    case Kind::heat: return source.heat(key.place.group, key.place.channel, key.place.entity, key.count, key.t0, key.t1, key.columns, key.rows);
    case Kind::row: return source.row(key.place.group, key.place.channel, key.t0);
    case Kind::table: return source.table(key.place.group);
    case Kind::limits: return source.limits(key.t0, key.t1);
    case Kind::binding: {
      const auto& sites = source.facts()->sites();
      const auto site = static_cast<std::size_t>(key.place.entity);
      return site < sites.size() ? source.binding(sites[site]) : nullptr;
    }
    default: return nullptr;
  }
}

std::shared_ptr<const Datum> Library::read_study(StudySource& source, const Key& key) {
  if (key.kind != Kind::matrix && key.kind != Kind::bands) return nullptr;
  auto m = source.matrix(key.place.group, key.place.entity, stop_, runs_read_);
  if (key.kind == Kind::matrix || !m) return m;
  return bands_of(*m, key.runs.get());
}

void Library::read_on_thread(const Key& key) {
  TraceSource* source = nullptr;
  StudySource* study = nullptr;
  bool opening = false;
  {
    const std::lock_guard lock(mutex_);
    const Run& run = *runs_[static_cast<std::size_t>(key.run)];
    source = run.source.get();
    study = run.study_source.get();
    opening = run.state == OpenState::opening;
  }
  std::shared_ptr<const Datum> datum;
  try {
    if (source != nullptr) datum = read_run(*source, key);
    else if (study != nullptr) datum = read_study(*study, key);
  } catch (const std::exception& e) {
    const std::lock_guard lock(mutex_);
    runs_[static_cast<std::size_t>(key.run)]->words = e.what();
  }
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return;
  found->second.wanted = false;
  found->second.known = !opening;
  if (found->second.datum) bytes_ -= found->second.datum->bytes();
  found->second.datum = std::move(datum);
  if (found->second.datum) bytes_ += found->second.datum->bytes();
  evict_locked();
}

void Library::evict_locked() {
  while (bytes_ > memory_limit_) {
    auto oldest = entries_.end();
    for (auto it = entries_.begin(); it != entries_.end(); ++it) {
      if (!it->second.datum || it->second.asked + 1 >= frame_) continue;
      if (oldest == entries_.end() || it->second.asked < oldest->second.asked) oldest = it;
    }
    if (oldest == entries_.end()) return;
    bytes_ -= oldest->second.datum->bytes();
    entries_.erase(oldest);
  }
}

void Library::follow_on_thread() {
  std::size_t count = 0;
  {
    const std::lock_guard lock(mutex_);
    count = runs_.size();
  }
  for (std::size_t i = 0; i < count; ++i) follow_one(static_cast<int>(i));
}

void Library::follow_one(int number) {
  TraceSource* source = nullptr;
  std::vector<std::pair<Key, std::shared_ptr<const Datum>>> held;
  {
    const std::lock_guard lock(mutex_);
    const Run& run = *runs_[static_cast<std::size_t>(number)];
    if (run.state != OpenState::ready || run.progress.status != "running" || run.progress.died) return;
    source = run.source.get();
    for (const auto& [key, entry] : entries_)
      if (key.run == number && entry.known) held.emplace_back(key, entry.datum);
  }
  bool replaced = false, changed = false;
  std::shared_ptr<const RunFacts> facts;
  RunProgress progress;
  std::vector<std::shared_ptr<const Datum>> renewed;
  try {
    changed = source->refresh(replaced);
    if (replaced) facts = source->facts();
    progress = source->progress();
    if (changed) {
      for (const auto& [key, datum] : held) {
        if (key.kind == Kind::series && datum)
          renewed.push_back(source->extended(key.place, std::static_pointer_cast<const TraceSeries>(datum)));
        else renewed.push_back(nullptr);
      }
    }
  } catch (const std::exception& e) {
    const std::lock_guard lock(mutex_);
    Run& run = *runs_[static_cast<std::size_t>(number)];
    run.words = e.what();
    run.progress.died = true;
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    Run& run = *runs_[static_cast<std::size_t>(number)];
    const bool died = progress.died && !run.progress.died;
    const auto now = std::chrono::steady_clock::now();
    if (run.seen_time == 0) run.seen_at = now, run.seen_time = progress.last_time;
    const double wall = std::chrono::duration<double>(now - run.seen_at).count();
    if (wall > 1) progress.speed = (progress.last_time - run.seen_time) / wall;
    run.progress = progress;
    if (facts) run.facts = facts;
    for (std::size_t i = 0; i < renewed.size(); ++i) {
      const auto found = entries_.find(held[i].first);
      if (found == entries_.end()) continue;
      if (found->second.datum) bytes_ -= found->second.datum->bytes();
      if (renewed[i]) {
        bytes_ += renewed[i]->bytes();
        found->second.datum = renewed[i];
      } else if (found->second.asked + 8 >= frame_) {
        // Tables and matrices of a run that grows are read again, and shown as they were until then.
        if (found->second.datum) bytes_ += found->second.datum->bytes();
        if (!found->second.wanted) queue_.push_front(held[i].first);
        found->second.wanted = true;
      } else {
        entries_.erase(found);
      }
    }
    evict_locked();
    changed = changed || died;
  }
  if (changed && news_) news_();
}

}  // namespace netsuden::viz
