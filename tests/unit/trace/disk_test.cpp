// SPDX-License-Identifier: Apache-2.0
// Full disks, missing and read-only folders, existing files.
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iostream>

#include "io/trace/repair.hpp"
#include "support.hpp"

using namespace netsuden;
using namespace netsuden::sample;

namespace {

/// Runs `f` in a process of its own; its result, or 100 + signal.
template <typename F>
int in_child(F&& f) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::alarm(60);  // a hang is a failure
    int result = 99;
    try {
      result = f();
    } catch (const std::exception& e) {
      std::cerr << e.what() << '\n';
    }
    ::_exit(result);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

/// Appends until it fails. 0: append() threw the system's words, close() threw as well, and the writer went away.
int fill_up(const std::string& path, const char* words) {
  int result = 1;
  {
    TraceWriter w(path, layout(), {.partial_flush_s = 0.01});
    try {
      for (std::size_t i = 0; i < 3000000; ++i) append_row(w, i);
      result = 2;
    } catch (const IoError& e) {
      if (std::string(e.what()).find(words) == std::string::npos) result = 3;
      try {
        w.close("failed");
        result = 4;
      } catch (const IoError&) {
        if (result == 1) result = 0;
      }
    }
  }
  return result;
}

}  // namespace

TEST_CASE("A file that may not grow: an error in words, what was flushed is kept") {
  const Folder f;
  for (const rlim_t limit : {400000u, 700000u, 1000001u, 2300003u}) {
    const std::string path = f / (std::to_string(limit) + ".h5");
    const int result = in_child([&] {
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit l{limit, limit};
      ::setrlimit(RLIMIT_FSIZE, &l);
      return fill_up(path, "File too large");
    });
    INFO("limit " << limit);
    REQUIRE(result == 0);
    {
      const TraceReader r(path);
      CHECK(r.rows(rack) > 100);
      CHECK(check(r) == "");
    }
    CHECK(repair_trace(path).changed);
    CHECK(check(TraceReader(path)) == "");
  }
}

TEST_CASE("A full disk: an error in words, what was flushed is kept") {
  const Folder f;
  const int result = in_child([&] {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 77;
    const std::string disk = f / "disk";
    std::filesystem::create_directory(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1500k") != 0) return 77;
    const std::string path = disk + "/a.h5";
    // In a process of its own: within one, HDF5 would answer the reader from what the failed writer still holds in memory.
    const int filled = in_child([&] { return fill_up(path, "No space left on device"); });
    if (filled != 0) return filled;
    {
      const TraceReader r(path);
      if (r.rows(rack) < 100) return 9;
      if (const std::string wrong = check(r); !wrong.empty()) {
        std::cerr << wrong << '\n';
        return 10;
      }
    }
    try {
      repair_trace(path);
      return 11;  // there is no room for a second file
    } catch (const IoError&) {
    }
    return std::filesystem::exists(path + ".part") && !std::filesystem::exists(path) && check(TraceReader(path)).empty() ? 0 : 12;
  });
  if (result == 77) {
    WARN("SKIPPED: no right to mount a small disk");
    return;
  }
  CHECK(result == 0);
}

TEST_CASE("A disk with no room at all") {
  const Folder f;
  const int result = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit l{5000, 5000};
    ::setrlimit(RLIMIT_FSIZE, &l);
    try {
      TraceWriter w(f / "a.h5", layout());
    } catch (const IoError&) {
      return std::filesystem::exists(f / "a.h5.part") ? 2 : 0;
    }
    return 1;
  });
  CHECK(result == 0);
}

TEST_CASE("The disk is too full to finish: the rows stay, repair finishes") {
  const Folder f;
  const std::string path = f / "a.h5";
  const int result = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    TraceWriter w(path, layout(), {.partial_flush_s = 1e9});
    for (std::size_t i = 0; i < 1500; ++i) append_row(w, i);
    TraceSummary s;
    s.json = std::string(20000000, 'x');  // larger than what is allowed from here on
    const rlimit l{10000000, 10000000};
    ::setrlimit(RLIMIT_FSIZE, &l);
    try {
      w.close("complete", s);
    } catch (const IoError& e) {
      return std::string(e.what()).find("repair") != std::string::npos ? 0 : 2;
    }
    return 1;
  });
  REQUIRE(result == 0);
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK_FALSE(std::filesystem::exists(path + ".new"));
  CHECK(repair_trace(path).changed);
  const TraceReader r(path);
  CHECK(r.rows(rack) == 1500);
  CHECK(check(r) == "");
}

TEST_CASE("The disk becomes full at any point of flushing and closing") {
  const Folder f;
  int finished = 0, kept = 0;
  for (rlim_t limit = 130000; limit < 900000; limit += 7001) {
    const std::string path = f / (std::to_string(limit) + ".h5");
    const int result = in_child([&] {
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit l{limit, limit};
      ::setrlimit(RLIMIT_FSIZE, &l);
      try {
        TraceWriter w(path, layout(), {.partial_flush_s = limit % 2 ? 1e9 : 0.002});
        for (std::size_t i = 0; i < 1300; ++i) append_row(w, i);
        w.close("complete");
      } catch (const IoError&) {
        return 5;
      }
      return 0;
    });
    INFO("limit " << limit);
    REQUIRE((result == 0 || result == 5));
    if (!std::filesystem::exists(path) && !std::filesystem::exists(path + ".part")) continue;
    if (result == 5) repair_trace(path);
    const TraceReader r(path);
    CHECK(check(r) == "");
    (result == 0 ? finished : kept) += r.rows(site) > 0 ? 1 : 0;
    if (result == 0) CHECK(r.rows(rack) == 1300);
  }
  INFO(finished << " finished, " << kept << " kept");
  CHECK(finished > 5);  // else this test shows nothing
  CHECK(kept > 5);
}

TEST_CASE("Folders and names") {
  const Folder f;
  CHECK_THROWS_WITH(TraceWriter(f / "no/such/a.h5", layout()), Catch::Contains("does not exist"));
  write_sample(f / "a.h5", 7);
  const std::string before = bytes_of(f / "a.h5");
  CHECK_THROWS_WITH(TraceWriter(f / "a.h5", layout()), Catch::Contains("exists") && Catch::Contains("overwrite"));
  CHECK((before == bytes_of(f / "a.h5")));
  write_sample(f / "a.h5", 8, {.overwrite = true});
  CHECK(TraceReader(f / "a.h5").rows(rack) == 8);
  {
    // An old file stays until the new one is whole.
    TraceWriter w(f / "a.h5", layout(), {.overwrite = true});
    append_row(w, 0);
    CHECK(TraceReader(f / "a.h5").rows(rack) == 8);
    w.close("complete");
  }
  CHECK(TraceReader(f / "a.h5").rows(rack) == 1);
  std::filesystem::create_directory(f / "b.h5");
  CHECK_THROWS_WITH(TraceWriter(f / "b.h5", layout(), {.overwrite = true}), Catch::Contains("not a regular file"));
}

TEST_CASE("A folder in which nothing may be created") {
  const Folder f;
  const std::string folder = f / "closed";
  std::filesystem::create_directory(folder);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec | std::filesystem::perms::others_read | std::filesystem::perms::others_exec);
  std::filesystem::permissions(f / ".", std::filesystem::perms::all);
  const int result = in_child([&] {
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return 77;
    try {
      TraceWriter w(folder + "/a.h5", layout());
    } catch (const IoError& e) {
      return std::string(e.what()).find("Permission denied") != std::string::npos ? 0 : 2;
    }
    return 1;
  });
  if (result == 77) WARN("SKIPPED: cannot become another user");
  else CHECK(result == 0);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
}
