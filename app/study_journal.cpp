// SPDX-License-Identifier: Apache-2.0
#include "app/study_journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "sim/base/errors.hpp"

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;

json head_of(const StudyWork& w) {
  json outputs = json::array();
  for (const Metric& m : w.outputs) outputs.push_back(m.name);
  const Study& s = *w.study;
  return {{"netsuden_study_journal", 1}, {"name", s.spec.name}, {"study_sha256", s.sha256}, {"base_sha256", s.base_sha256}, {"code", version() + " " + git_revision()}, {"runs", s.runs()}, {"traces", w.traces}, {"outputs", outputs}};
}

/// In words, what a journal's head and this study do not share.
std::string difference(const json& there, const json& here) {
  if (!there.is_object() || !there.contains("netsuden_study_journal")) return "its runs.jsonl does not begin as a journal does";
  if (there.value("study_sha256", "") != here.value("study_sha256", "")) return fmt::format("it was begun by another study file, named `{}`", there.value("name", ""));
  if (there.value("base_sha256", "") != here.value("base_sha256", "")) return "the base scenario has changed since";
  if (there.value("code", "") != here.value("code", "")) return fmt::format("it was begun by netsuden {}, this is {}", there.value("code", ""), here.value("code", ""));
  return there == here ? "" : "its outputs or traces are others";
}

bool trace_stands(const StudyWork& w, const RunOutcome& o) {
  if (!w.traces || o.trace_bytes <= 0) return true;
  std::error_code ec;
  const auto size = std::filesystem::file_size(w.folder + trace_of_run(o.run), ec);
  return !ec && static_cast<double>(size) == o.trace_bytes;
}

}  // namespace

StudyJournal::StudyJournal(const StudyWork& w, bool resume) : path_(w.folder + "runs.jsonl"), saved_(std::chrono::steady_clock::now()) {
  const json head = head_of(w);
  std::uintmax_t whole = 0;  // bytes of whole lines
  bool fresh = true;
  if (std::ifstream in(path_, std::ios::binary); in) {
    std::string line;
    std::vector<std::size_t> at(w.study->runs(), static_cast<std::size_t>(-1));
    while (std::getline(in, line) && !in.eof()) {
      whole += line.size() + 1;
      if (fresh) {
        fresh = false;
        if (!resume) throw UsageError(fmt::format("study: {} holds a study already; --resume goes on with it, another -o begins anew", w.folder));
        if (const std::string why = difference(json::parse(line, nullptr, false), head); !why.empty()) throw UsageError(fmt::format("study: {} cannot be resumed: {}", w.folder, why));
        continue;
      }
      RunOutcome o;
      if (!read_outcome(line, o) || o.run >= at.size() || o.metrics.size() != w.outputs.size()) continue;
      if (!trace_stands(w, o)) continue;
      if (at[o.run] == static_cast<std::size_t>(-1)) {
        at[o.run] = done_.size();
        done_.push_back(std::move(o));
      } else {
        done_[at[o.run]] = std::move(o);
      }
    }
  }
  fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (fd_ < 0) throw IoError(path_, std::strerror(errno));
  if (::ftruncate(fd_, static_cast<off_t>(whole)) != 0 || ::lseek(fd_, 0, SEEK_END) < 0) throw IoError(path_, std::strerror(errno));
  if (!fresh) return;
  const std::string line = head.dump() + "\n";
  if (::write(fd_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) throw IoError(path_, fmt::format("cannot be written: {}", std::strerror(errno)));
  ::fdatasync(fd_);
}

StudyJournal::~StudyJournal() {
  if (fd_ >= 0) ::close(fd_);
}

void StudyJournal::append(const RunOutcome& o) {
  const std::string line = outcome_line(o) + "\n";
  errno = 0;
  const off_t before = ::lseek(fd_, 0, SEEK_CUR);
  if (::write(fd_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    const int why = errno;
    if (::ftruncate(fd_, before) != 0) errno = why;  // a cut line is cut off at the next start as well
    throw IoError(path_, fmt::format("cannot be written ({})", why ? std::strerror(why) : "the disk is full"));
  }
  unsaved_ = true;
  if (std::chrono::steady_clock::now() - saved_ > std::chrono::seconds(1)) sync();
}

void StudyJournal::sync() {
  if (unsaved_) ::fdatasync(fd_);
  unsaved_ = false;
  saved_ = std::chrono::steady_clock::now();
}

}  // namespace netsuden::app
