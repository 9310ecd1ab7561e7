// SPDX-License-Identifier: Apache-2.0
// The data layer against the sample trace, whose values follow from row, channel and entity in closed form.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "support.hpp"
#include "viz/model/library.hpp"
#include "viz/plot/decimate.hpp"

extern char** environ;  // NOLINT: POSIX

using namespace netsuden;
using namespace netsuden::sample;
using namespace netsuden::viz;

namespace {

pid_t write_sample(std::vector<std::string> arguments) {
  static std::string program = SAMPLE_TRACE;
  std::vector<char*> argv{program.data()};
  for (auto& a : arguments) argv.push_back(a.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  REQUIRE(::posix_spawn(&pid, program.c_str(), nullptr, nullptr, argv.data(), environ) == 0);
  return pid;
}

template <class Get>
auto wait_for(Library& library, Get get) {
  auto v = get();
  for (int i = 0; i < 100 && !v; ++i) {
    library.wait_idle();
    v = get();
  }
  REQUIRE(v);
  return v;
}

}  // namespace

TEST_CASE("what cannot be opened says so in words") {
  const Folder folder;
  const auto write = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(folder / name, std::ios::binary) << bytes;
    return folder / name;
  };
  Library library;
  const std::vector<std::pair<std::string, std::string>> bad{{folder / "none.h5", "no such file"}, {write("empty.h5", ""), "empty"}, {write("text.h5", "hello, this is no trace at all, but long enough"), "not a trace"},
                                                             {write("cut.h5", std::string("\x89HDF\r\n\x1a\n", 8)), "truncated"}};
  for (const auto& b : bad) {
    const int run = library.open(b.first);
    library.wait_idle();
    CHECK(library.state(run) == OpenState::failed);
    INFO(library.words(run));
    CHECK(library.words(run).find(b.second) != std::string::npos);
    CHECK_FALSE(library.facts(run));
    CHECK_FALSE(library.series(run, {0, 0, 0}));
    library.wait_idle();
  }
}

TEST_CASE("series hold what the reader reads, at the start of their intervals") {
  const Folder folder;
  const std::string path = folder / "a.h5";
  int status = 0;
  ::waitpid(write_sample({path, "2000"}), &status, 0);
  REQUIRE(status == 0);
  const TraceReader reader(path);
  Library library;
  const int run = library.open(path);
  library.wait_idle();
  REQUIRE(library.state(run) == OpenState::ready);
  const auto facts = library.facts(run);
  for (const SeriesKey key : {facts->find("site", "it_power", "東京"), facts->find("site", "energy", "osaka"), facts->find("equipment/rack", "power", "hall.rack_77")}) {
    REQUIRE(key.valid());
    const auto s = wait_for(library, [&] { return library.series(run, key); });
    const auto g = static_cast<std::size_t>(key.group);
    const auto values = reader.read(g, static_cast<std::size_t>(key.channel), static_cast<std::size_t>(key.entity));
    const auto times = reader.times(g);
    REQUIRE(s->size() == values.size());
    const bool meter = facts->channel_of(key).name == "energy";
    for (std::size_t i = 1; i < values.size(); ++i) {
      // A mean holds over the interval that ends at its row; a meter stands at its row.
      const double middle = facts->t0 + (meter ? times[i] : 0.5 * (times[i - 1] + times[i]));
      REQUIRE(same(s->at(middle), values[i]));
    }
    CHECK(std::isnan(s->at(facts->t0 - 1)));
    CHECK(std::isnan(s->at(facts->t0 + times.back() + 1)));
    // The pyramid: any range, against the plain scan.
    std::mt19937 random(1);
    for (int k = 0; k < 200; ++k) {
      std::size_t a = random() % values.size(), b = random() % values.size();
      if (a > b) std::swap(a, b);
      const RangeSummary fast = summarise(s->view(), a, b), slow = summarise(s->view().v, a, b);
      CHECK(fast.count == slow.count);
      if (slow.count > 0) {
        CHECK(fast.min == slow.min);
        CHECK(fast.max == slow.max);
        CHECK(fast.sum == Approx(slow.sum).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("a heat matrix shows the highest of each stretch, a row the values of the moment") {
  const Folder folder;
  const std::string path = folder / "a.h5";
  int status = 0;
  ::waitpid(write_sample({path, "2000"}), &status, 0);
  const TraceReader reader(path);
  Library library;
  const int run = library.open(path);
  library.wait_idle();
  const auto facts = library.facts(run);
  const int g = facts->group("equipment/rack"), c = facts->channel(g, "power");
  const auto times = reader.times(static_cast<std::size_t>(g));
  const double t0 = facts->t0 + 300 * 40, t1 = facts->t0 + 300 * 1640;
  const auto m = wait_for(library, [&] { return library.heat(run, g, c, 0, sample::racks, t0, t1, 160, 1000); });
  REQUIRE(m->rows.size() == static_cast<std::size_t>(sample::racks));
  const auto all = reader.read_block(static_cast<std::size_t>(g), static_cast<std::size_t>(c), 0, TraceReader::all);
  for (const std::size_t e : {std::size_t{0}, std::size_t{63}, std::size_t{149}}) {
    for (std::size_t k = 0; k < 160; ++k) {
      const double from = t0 + 3000.0 * static_cast<double>(k), to = from + 3000;
      double best = std::nan("");
      for (std::size_t r = 0; r < times.size(); ++r) {
        const double start = facts->t0 + (r > 0 ? times[r - 1] : 0), end = facts->t0 + times[r], v = all[r * static_cast<std::size_t>(sample::racks) + e];
        if (end > from + 1e-6 && start < to - 1e-6 && !(best >= v) && std::isfinite(v)) best = v;
      }
      CHECK(same(static_cast<double>(m->rows[e][k]), best));
    }
  }
  const auto row = wait_for(library, [&] { return library.row(run, g, c, t0 + 150); });
  REQUIRE(row->values.size() == static_cast<std::size_t>(sample::racks));
  CHECK(same(row->values[5], reader.read(static_cast<std::size_t>(g), static_cast<std::size_t>(c), 5, 40, 1)[0]));
  const auto merged = wait_for(library, [&] { return library.heat(run, g, c, 0, sample::racks, t0, t1, 160, 30); });
  CHECK(merged->rows.size() == 30);
  CHECK(merged->high == m->high);
}

TEST_CASE("the store keeps to its memory, and never drops what the present frame shows") {
  const Folder folder;
  const std::string path = folder / "a.h5";
  int status = 0;
  ::waitpid(write_sample({path, "4000"}), &status, 0);
  Library library(200'000);
  const int run = library.open(path);
  library.wait_idle();
  const auto facts = library.facts(run);
  const int g = facts->group("equipment/rack");
  for (int e = 0; e < 60; ++e) {
    library.begin_frame();
    library.series(run, {g, 0, e});
    library.wait_idle();
  }
  CHECK(library.bytes() <= 200'000);
  CHECK(library.items() >= 4);
  CHECK(library.items() < 60);
  // Ten at once are more than fit: all of them stay while they are shown.
  for (int frame = 0; frame < 3; ++frame) {
    library.begin_frame();
    for (int e = 0; e < 10; ++e) library.series(run, {g, 0, e});
    library.wait_idle();
  }
  library.begin_frame();
  for (int e = 0; e < 10; ++e) CHECK(library.series(run, {g, 0, e}));
}

TEST_CASE("a run that is being written is followed, one that was killed is said to have died") {
  const Folder folder;
  const std::string path = folder / "live.h5";
  const pid_t writer = write_sample({path, "100000000", "flush=0.1", "pause=200"});
  std::atomic<int> news{0};
  Library library(Library::default_memory, [&] { ++news; });
  int run = -1;
  // The writer needs a moment to make the file.
  for (int i = 0; i < 500 && (run < 0 || library.state(run) == OpenState::failed); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    run = library.open(path);
    library.wait_idle();
  }
  REQUIRE(library.state(run) == OpenState::ready);
  const SeriesKey key = library.facts(run)->find("site", "it_power", "osaka");
  const auto first = wait_for(library, [&] { return library.series(run, key); });
  const std::size_t had = first->size();
  std::shared_ptr<const TraceSeries> later = first;
  for (int i = 0; i < 600 && later->size() <= had + 300; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    library.begin_frame();
    later = library.series(run, key);
    REQUIRE(later);
  }
  CHECK(later->size() > had + 300);
  CHECK(first->size() == had);  // what was handed out did not change
  CHECK(library.progress(run).running);
  for (std::size_t i = 0; i < had; ++i) REQUIRE(same(first->view().v[i], later->view().v[i]));
  ::kill(writer, SIGKILL);
  int status = 0;
  ::waitpid(writer, &status, 0);
  for (int i = 0; i < 200 && !library.progress(run).died; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(library.progress(run).died);
  CHECK(library.series(run, key)->size() >= later->size());
  CHECK(news > 0);
}
