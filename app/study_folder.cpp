// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "app/command.hpp"
#include "app/files.hpp"
#include "app/study_parts.hpp"
#include "app/study_report.hpp"
#include "sim/base/errors.hpp"

namespace netsuden::app {

namespace fs = std::filesystem;

void replace_file(const std::string& path, const std::string& text) {
  const std::string part = path + ".part";
  write_file(part, text);
  to_disk(part);
  if (std::rename(part.c_str(), path.c_str()) != 0) throw IoError(path, fmt::format("rename: {}", std::strerror(errno)));
}

StudyFolder::StudyFolder(const std::string& folder, const std::string& study_text, bool resume) {
  std::error_code ec;
  if (resume && !fs::exists(folder + "runs.jsonl")) throw UsageError(fmt::format("study: there is nothing to resume in {}", folder));
  if (fs::exists(folder) && !fs::is_directory(folder)) throw UsageError(fmt::format("study: {} is a file; -o names a folder", folder));
  fs::create_directories(folder, ec);
  if (ec) throw IoError(folder, ec.message());
  if (WriterLock::held(folder + "study.lock")) throw UsageError(fmt::format("study: another study works in {}; choose another folder, or wait for it", folder));
  try {
    lock_ = WriterLock(folder + "study.lock");
  } catch (const IoError& e) {
    if (WriterLock::held(folder + "study.lock")) throw UsageError(fmt::format("study: another study works in {}; choose another folder, or wait for it", folder));
    throw;
  }
  if (!fs::exists(folder + "study.yaml")) replace_file(folder + "study.yaml", study_text);
}

std::vector<std::string> write_results(const StudyWork& work, const StudyRuns& runs, const StudyResults& results, const std::string& report) {
  const std::vector<std::string> words = write_index(work.folder + "index.h5", study_index(work, runs, results, report));
  replace_file(work.folder + "runs.csv", runs_csv(work, runs));
  replace_file(work.folder + "statistics.csv", statistics_csv(work, results));
  if (const std::string t = sensitivity_csv(work, results); !t.empty()) replace_file(work.folder + "sensitivity.csv", t);
  if (const std::string t = tornado_svg(work, results); !t.empty()) replace_file(work.folder + "tornado.svg", t);
  replace_file(work.folder + "report.txt", report);
  return words;
}

}  // namespace netsuden::app
