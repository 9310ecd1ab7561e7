// SPDX-License-Identifier: Apache-2.0
// Killed writers, followers, repair. The writer is another process.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "io/trace/repair.hpp"
#include "support.hpp"

extern char** environ;  // NOLINT: POSIX

using namespace netsuden;
using namespace netsuden::sample;

namespace {

pid_t start(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  static std::string program = SAMPLE_TRACE;
  argv.push_back(program.data());
  for (auto& a : arguments) argv.push_back(a.data());
  argv.push_back(nullptr);
  pid_t pid = 0;
  REQUIRE(::posix_spawn(&pid, program.c_str(), nullptr, nullptr, argv.data(), environ) == 0);
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status;
}

void sleep_ms(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

/// Rows of a group (of the racks) that a new reader sees, 0 while there is no file yet.
std::size_t rows_now(const std::string& path, std::size_t group = rack) {
  try {
    return TraceReader(path).rows(group);
  } catch (const IoError&) {
    return 0;
  }
}

template <typename Condition>
bool eventually(Condition&& c, int ms = 20000) {
  for (int t = 0; t < ms; t += 10) {
    if (c()) return true;
    sleep_ms(10);
  }
  return false;
}

}  // namespace

TEST_CASE("kill -9 in the middle: what was flushed is read as it is, and repaired") {
  const Folder f;
  const std::string path = f / "a.h5";
  const pid_t pid = start({path, "1000000", "flush=0.05", "pause=200"});
  const bool grown = eventually([&] { return rows_now(path) > 1500; });
  const std::size_t seen = rows_now(path);
  CHECK(TraceReader(path).writer_alive());
  CHECK_THROWS_WITH(repair_trace(path), Catch::Contains("writes this trace now"));
  ::kill(pid, SIGKILL);
  wait_for(pid);
  REQUIRE(grown);
  std::size_t kept = 0;
  {
    const TraceReader r(path);  // falls back to a.h5.part
    CHECK(r.path() == path + ".part");
    CHECK(r.status() == "running");
    CHECK(r.was_killed());
    kept = r.rows(rack);
    CHECK(kept >= seen);
    CHECK(check(r) == "");
  }
  const RepairResult result = repair_trace(path);
  CHECK(result.changed);
  CHECK(result.path == path);
  CHECK(result.losses.empty());
  CHECK_FALSE(std::filesystem::exists(path + ".part"));
  {
    const TraceReader r(path);
    CHECK(r.status() == "recovered");
    CHECK(r.rows(rack) == kept);
    CHECK(r.attribute("run_id") == "0123abcd");
    CHECK(r.groups()[rack].entities.size() == racks);
    CHECK(r.scenario_resolved() == layout().scenario_resolved);
    CHECK(r.topology().size() == 2);
    CHECK(check(r) == "");
  }
  const std::string bytes = bytes_of(path);
  CHECK_FALSE(repair_trace(path).changed);  // and again: nothing to do
  CHECK((bytes == bytes_of(path)));
}

TEST_CASE("A writer that is killed while its producer stands still has lost nothing older than the interval") {
  const Folder f;
  const std::string path = f / "a.h5";
  const pid_t pid = start({path, "777", "flush=0.1", "stall=60"});
  // Groups are flushed one after another.
  const bool all = eventually([&] { return rows_now(path) == 777 && rows_now(path, event) == 259 && rows_now(path, job) == 777; });
  ::kill(pid, SIGKILL);
  wait_for(pid);
  CHECK(all);
  const TraceReader r(path);
  CHECK(r.rows(rack) == 777);
  CHECK(r.rows(event) == 259);
  CHECK(r.rows(job) == 777);
  CHECK(check(r) == "");
}

TEST_CASE("Killed at any moment: readable or not there, never damaged") {
  const Folder f;
  for (int ms = 5; ms <= 400; ms += 15) {
    const std::string path = f / (std::to_string(ms) + ".h5");
    const pid_t pid = start({path, "6000", "flush=0.003"});
    sleep_ms(ms);
    ::kill(pid, SIGKILL);
    wait_for(pid);
    if (!std::filesystem::exists(path) && !std::filesystem::exists(path + ".part")) continue;
    INFO(ms << " ms");
    try {
      {
        const TraceReader r(path);
        CHECK(check(r) == "");
      }
      repair_trace(path);
      const TraceReader r(path);
      CHECK((r.status() == "recovered" || r.status() == "complete"));
      CHECK(check(r) == "");
    } catch (const IoError& e) {
      // Before everything is created there is no trace, and the words say so.
      INFO(e.what());
      CHECK(std::filesystem::file_size(path + ".part") < 200000);
    }
  }
}

TEST_CASE("A follower sees the rows grow, each of them whole, and the end") {
  const Folder f;
  const std::string path = f / "a.h5";
  const pid_t pid = start({path, "5000", "flush=0.02", "pause=150"});
  REQUIRE(eventually([&] { return rows_now(path) > 0; }));
  TraceReader r(path);
  CHECK(r.path() == path + ".part");
  std::size_t last = r.rows(rack), growths = 0;
  std::string wrong;
  while (!r.finished_elsewhere() && wrong.empty()) {
    if (r.refresh()) {
      CHECK(r.rows(rack) >= last);
      for (std::size_t row = last; row < r.rows(rack) && wrong.empty(); row += 37)
        for (const std::size_t e : {0, 77, 149})
          if (!same(r.read(rack, 0, e, row, 1).at(0), value(rack, 0, e, row))) wrong = "row " + std::to_string(row);
      const auto t = r.times(rack, last);
      for (std::size_t i = 0; i < t.size(); ++i)
        if (t[i] != 300.0 * static_cast<double>(last + i + 1)) wrong = "time " + std::to_string(last + i);
      if (r.rows(rack) > last) ++growths;
      last = r.rows(rack);
    }
    sleep_ms(10);
    if (::kill(pid, 0) != 0) break;
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) == pid) {
      CHECK(status == 0);
      break;
    }
  }
  CHECK(wrong == "");
  CHECK(growths > 5);
  REQUIRE(eventually([&] { return r.finished_elsewhere(); }));
  const TraceReader end(path);
  CHECK(end.path() == path);
  CHECK(end.status() == "complete");
  CHECK(end.rows(rack) == 5000);
  CHECK(check(end) == "");
}

TEST_CASE("A reader that comes too early never stops a writer") {
  // HDF5 locks a file again while SWMR begins; a reader that holds its shared lock just then would make that fail.
  const Folder f;
  const std::string path = f / "a.h5";
  std::atomic<bool> stop = false;
  std::size_t opened = 0;
  std::thread reader([&] {
    const std::string part = path + ".part";
    while (!stop) {
      const int fd = ::open(part.c_str(), O_RDONLY | O_CLOEXEC);
      if (fd < 0) continue;
      if (::flock(fd, LOCK_SH | LOCK_NB) == 0) ++opened;
      ::close(fd);
    }
  });
  std::string wrong;
  for (int i = 0; i < 60 && wrong.empty(); ++i) try {
      TraceWriter w(path, layout(), {.overwrite = true});
      append_row(w, 0);
      w.close("complete");
    } catch (const IoError& e) {
      wrong = e.what();
    }
  stop = true;
  reader.join();
  CHECK(wrong == "");
  CHECK(opened > 0);
  CHECK(TraceReader(path).rows(rack) == 1);
}

TEST_CASE("What a killed run left is not overwritten by chance") {
  const Folder f;
  const std::string path = f / "a.h5";
  const pid_t pid = start({path, "100", "flush=0.01", "stall=60"});
  REQUIRE(eventually([&] { return rows_now(path) == 100; }));
  CHECK_THROWS_WITH(TraceWriter(path, layout(), {.overwrite = true}), Catch::Contains("another run"));
  ::kill(pid, SIGKILL);
  wait_for(pid);
  CHECK_THROWS_WITH(TraceWriter(path, layout()), Catch::Contains("killed") && Catch::Contains("repair"));
  CHECK(rows_now(path) == 100);
  // A finished file of the same name appears beside it: repair does not replace it unless asked.
  write_sample(f / "b.h5", 3);
  std::filesystem::rename(f / "b.h5", path);
  CHECK_THROWS_WITH(repair_trace(path + ".part"), Catch::Contains("exists"));
  CHECK_FALSE(repair_trace(path).changed);
  CHECK(repair_trace(path + ".part", {.overwrite = true}).changed);
  CHECK(TraceReader(path).rows(rack) == 100);
  write_sample(path, 5, {.overwrite = true});
  CHECK(TraceReader(path).rows(rack) == 5);
}
