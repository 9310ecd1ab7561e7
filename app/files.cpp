// SPDX-License-Identifier: Apache-2.0
#include "app/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "app/command.hpp"
#include "io/expansion/plan_file.hpp"
#include "io/study/study.hpp"
#include "sim/base/errors.hpp"

namespace netsuden::app {
namespace {

constexpr std::size_t looked_at = 1 << 14;

std::string beginning(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none)) return {};  // a pipe can be read once only
  std::ifstream in(path, std::ios::binary);
  std::string text(looked_at, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Without blank lines and lines of comments, MATLAB's or YAML's.
std::string_view first_statement(std::string_view text) {
  for (;;) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    text.remove_prefix(begin);
    if (text[0] != '%' && text[0] != '#') return text;
    text.remove_prefix(std::min(text.find('\n'), text.size()));
  }
}

FileKind by_content(std::string_view text) {
  if (text.starts_with("\x89HDF\r\n\x1a\n")) return FileKind::trace;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::string_view statement = first_statement(text);
  if (statement.starts_with('{') && holds(statement, "\"type\"") && holds(statement, "\"input\"")) return FileKind::power_grid_model;
  if (statement.starts_with("function ") || statement.starts_with("mpc.")) return FileKind::matpower;
  if (statement.starts_with("netsuden:")) return FileKind::scenario;
  if (statement.starts_with("netsuden_study:")) return FileKind::study;
  if (statement.starts_with("netsuden_plan:")) return FileKind::plan;
  return FileKind::unknown;
}

}  // namespace

FileKind kind_of(const std::string& path) {
  std::string ending = std::filesystem::path(path).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (ending == ".m") return FileKind::matpower;
  if (ending == ".yaml" || ending == ".yml") return is_study_file(path) ? FileKind::study : is_plan_file(path) ? FileKind::plan : FileKind::scenario;
  if (ending == ".h5" || ending == ".hdf5" || ending == ".nc") return FileKind::trace;
  const std::string text = beginning(path);
  if (ending == ".json") return holds(text, "\"netsuden\"") ? FileKind::scenario : FileKind::power_grid_model;
  return by_content(text);
}

const char* name_of(FileKind k, bool article) {
  const auto without = [article](const char* name) { return article ? name : name + 2; };
  switch (k) {
    case FileKind::scenario: return without("a scenario");
    case FileKind::study: return without("a study");
    case FileKind::plan: return without("a plan");
    case FileKind::trace: return without("a trace");
    case FileKind::matpower: return without("a MATPOWER case");
    case FileKind::power_grid_model: return without("a power-grid-model input");
    case FileKind::unknown: break;
  }
  return "none of the files that netsuden reads";
}

void require_other_file(const std::string& subcommand, const std::string& result, const std::string& input, const std::string& what) {
  std::error_code none;
  if (std::filesystem::equivalent(result, input, none))
    throw UsageError(fmt::format("{}: `{}` is {} itself; choose another name for the result", subcommand, result, what));
}

std::string program_folder() {
  std::error_code ec;
  const auto exe = std::filesystem::read_symlink("/proc/self/exe", ec);
  return ec ? std::string() : exe.parent_path().string() + "/";
}

void require_writable(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  if (!fs::is_directory(folder)) throw IoError(path, "the folder " + folder.string() + " does not exist");
  if (fs::is_directory(path)) throw IoError(path, "is a folder");
  if (::access(fs::exists(path) ? path.c_str() : folder.c_str(), W_OK) != 0) throw IoError(path, fmt::format("cannot be written: {}", std::strerror(errno)));
}

void to_disk(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  ::fdatasync(fd);
  ::close(fd);
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw IoError(path, "cannot be written completely (is the disk full?)");
}

}  // namespace netsuden::app
