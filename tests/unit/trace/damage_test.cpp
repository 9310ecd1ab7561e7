// SPDX-License-Identifier: Apache-2.0
// Files that are not, or no longer, a trace: words, never a crash. Each goes through a process of its own.
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "io/hdf5/h5.hpp"
#include "io/trace/repair.hpp"
#include "support.hpp"

using namespace netsuden;
using namespace netsuden::sample;

namespace {

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// Opens, reads all of it and repairs; 0 if every failure was an IoError and every value that was given is right.
int use(const std::string& path) {
  int result = 0;
  try {
    const TraceReader r(path);
    r.topology();
    r.summary_tables();
    r.scenario_resolved();
    result = check(r).empty() ? 0 : 3;
  } catch (const IoError&) {
  }
  try {
    repair_trace(path);
  } catch (const IoError&) {
  }
  return result;
}

template <typename F>
int in_child(F&& f) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::alarm(20);
    int result = 99;
    try {
      result = f();
    } catch (...) {
    }
    ::_exit(result);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

/// A running trace's bytes: flushed, not closed.
std::string running_bytes(const Folder& f) {
  TraceWriter w(f / "run.h5", layout(), {.partial_flush_s = 0.01});
  for (std::size_t i = 0; i < 1300; ++i) append_row(w, i);
  // Until every group is flushed: a copy made while the worker writes would be torn in the middle.
  const auto flushed = [&] {
    const TraceReader r(f / "run.h5");
    for (const std::size_t g : {site, rack, event, job, windows})
      if (static_cast<std::int64_t>(r.rows(g)) != w.rows(g)) return false;
    return true;
  };
  for (int k = 0; k < 1000 && !flushed(); ++k) ::usleep(10000);
  return bytes_of(f / "run.h5.part");
}

void cut_everywhere(const Folder& f, const std::string& whole, int points) {
  int in_words = 0;
  for (int k = 0; k < points; ++k) {
    const std::size_t n = k < 60 ? static_cast<std::size_t>(k * k) : whole.size() * static_cast<std::size_t>(k) / static_cast<std::size_t>(points);
    const std::string path = f / "cut.h5";
    write_bytes(path, whole.substr(0, std::min(n, whole.size() - 1)));
    const int result = in_child([&] { return use(path); });
    INFO("cut at " << n << " of " << whole.size());
    CHECK(result == 0);
    in_words += result == 0;
    for (const char* s : {"cut.h5", "cut.h5.new", "cut.h5.part"}) std::filesystem::remove(f / s);
  }
  CHECK(in_words == points);
}

}  // namespace

TEST_CASE("A finished trace cut at many points is refused in words") {
  const Folder f;
  write_sample(f / "a.h5", 1300);
  const std::string whole = bytes_of(f / "a.h5");
  write_bytes(f / "b.h5", whole.substr(0, whole.size() / 2));
  CHECK_THROWS_WITH(TraceReader(f / "b.h5"), Catch::Contains("truncated"));
  cut_everywhere(f, whole, 200);
}

TEST_CASE("A running trace cut at many points: what is given is right, the rest in words") {
  const Folder f;
  cut_everywhere(f, running_bytes(f), 100);
}

TEST_CASE("A damaged chunk: the reader says where, repair keeps the rows before it") {
  const Folder f;
  write_sample(f / "a.h5", 2500);
  {
    h5::File file = h5::File::open_write(f / "a.h5");
    const std::vector<std::byte> junk(700, std::byte{0x5a});
    file.root().open_dataset("equipment/rack/power").write_chunk({1024, 50}, junk);
    file.root().set_text("status", "running");
    file.close();
  }
  {
    const TraceReader r(f / "a.h5");
    CHECK(r.rows(rack) == 2500);
    CHECK_THROWS_WITH(r.read(rack, 0, 60), Catch::Contains("a.h5") && Catch::Contains("power"));
    CHECK(r.read(rack, 0, 10).size() == 2500);
  }
  const RepairResult result = repair_trace(f / "a.h5");
  REQUIRE(result.losses.size() == 1);
  CHECK_THAT(result.losses[0], Catch::Contains("equipment/rack: 1024 of 2500 rows"));
  const TraceReader r(f / "a.h5");
  CHECK(r.status() == "recovered");
  CHECK(r.rows(rack) == 1024);
  CHECK(r.rows(site) == 2500);
  CHECK(r.summary_json() == "{}");
  CHECK(check(r) == "");
}

TEST_CASE("A hole of zeros in a running trace: what is given is right, the rest in words") {
  const Folder f;
  const std::string whole = running_bytes(f);
  for (std::size_t k = 1; k < 20; ++k) {
    std::string torn = whole;
    const std::size_t from = whole.size() * k / 20, n = std::min<std::size_t>(4096, whole.size() - from);
    torn.replace(from, n, n, '\0');
    write_bytes(f / "torn.h5.part", torn);
    INFO("zeros from byte " << from);
    // A hole in a column that is not compressed (names, texts of the scenario) cannot be told from its content.
    const int result = in_child([&] { return use(f / "torn.h5.part"); });
    CHECK((result == 0 || result == 3));
    std::filesystem::remove(f / "torn.h5");
    std::filesystem::remove(f / "torn.h5.part");
  }
}

TEST_CASE("Foreign, empty and missing files") {
  const Folder f;
  CHECK_THROWS_WITH(TraceReader(f / "none.h5"), Catch::Contains("no such file"));
  CHECK_THROWS_WITH(repair_trace(f / "none.h5"), Catch::Contains("no such file"));
  write_bytes(f / "empty.h5", "");
  CHECK_THROWS_WITH(TraceReader(f / "empty.h5"), Catch::Contains("empty"));
  CHECK_THROWS_WITH(repair_trace(f / "empty.h5"), Catch::Contains("empty"));
  write_bytes(f / "text.h5", "site:\n  name: this is a scenario, and longer than a superblock would be\n");
  CHECK_THROWS_WITH(TraceReader(f / "text.h5"), Catch::Contains("not a trace"));
  CHECK_THROWS_WITH(TraceReader(f / "."), Catch::Contains("not a regular file"));
  {
    h5::File other = h5::File::create(f / "other.h5");
    other.root().create_dataset("x", {.type = DType::f8, .extent = {3}}).write(std::vector<double>{1, 2, 3});
    other.close();
  }
  CHECK_THROWS_WITH(TraceReader(f / "other.h5"), Catch::Contains("not a trace of netsuden"));
  CHECK_THROWS_WITH(repair_trace(f / "other.h5"), Catch::Contains("not a trace of netsuden"));
  std::string noise = "\x89HDF\r\n\x1a\n";
  std::mt19937 random(1);
  for (int i = 0; i < 5000; ++i) noise += static_cast<char>(random());
  write_bytes(f / "noise.h5", noise);
  CHECK_THROWS_AS(TraceReader(f / "noise.h5"), IoError);
}

TEST_CASE("A newer major version is refused in plain words, a newer minor one is read") {
  const Folder f;
  write_sample(f / "a.h5", 10);
  const auto set_version = [&](double major, double minor) {
    h5::File file = h5::File::open_write(f / "a.h5");
    const double v[] = {major, minor};
    file.root().set_numbers("netsuden_trace", DType::i4, v);
    file.close();
  };
  set_version(1, 9);
  CHECK(TraceReader(f / "a.h5").rows(rack) == 10);
  set_version(2, 0);
  CHECK_THROWS_WITH(TraceReader(f / "a.h5"), Catch::Contains("newer netsuden") && Catch::Contains("2.0"));
  CHECK_THROWS_WITH(repair_trace(f / "a.h5"), Catch::Contains("newer netsuden"));
}
