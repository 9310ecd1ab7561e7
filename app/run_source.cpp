// SPDX-License-Identifier: Apache-2.0
#include "app/run_source.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>

#include "app/command.hpp"
#include "app/run_parts.hpp"
#include "app/study_run.hpp"
#include "io/expansion/plan_file.hpp"
#include "io/import/csv.hpp"
#include "io/study/index.hpp"

namespace netsuden::app {
namespace {

/// "FILE:17".
std::pair<std::string, std::size_t> file_and_number(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::size_t n = 0;
  const char* end = text.data() + text.size();
  const char* from = text.data() + (colon == std::string::npos ? text.size() : colon + 1);
  const auto [ptr, ec] = std::from_chars(from, end, n);
  if (colon == std::string::npos || colon == 0 || ec != std::errc{} || ptr != end) throw UsageError(fmt::format("run: --params takes FILE.csv:ROW, found `{}`", text));
  return {text.substr(0, colon), n};
}

RunSource from_table(const std::string& scenario, const std::string& params, Diagnostics& d) {
  RunSource s;
  s.file = scenario;
  const auto [file, row] = file_and_number(params);
  s.row = row;
  const auto table = CsvTable::read(file, d);
  if (!table) return s;
  d.add_source(file, table->source());
  if (row < 1 || row > table->rows()) throw UsageError(fmt::format("run: {} has the rows 1 to {}, not {}", file, table->rows(), row));
  for (std::size_t c = 0; c < table->columns().size(); ++c) {
    const std::string value(table->text(row - 1, c));
    if (!value.empty()) s.overrides.push_back({table->columns()[c], value, table->where(row - 1, c)});
  }
  return s;
}

RunSource from_index(const std::string& file, std::size_t run, Diagnostics& d) {
  const IndexSummary index = read_index(file);
  if (run >= index.runs) throw UsageError(fmt::format("run: {} has the runs 0 to {}, not {}", file, index.runs - 1, run));
  const std::string study_file = (std::filesystem::path(file).parent_path() / index.attribute("study_file")).lexically_normal().string();
  const auto study = read_study_text(study_file, index.study_text, d);
  RunSource s;
  if (!study) return s;
  d.add_source(study_file, index.study_text);
  s.file = study->spec.base.found;
  s.overrides = study->overrides(run);
  s.attributes = study_attributes(*study, run);
  s.index = file;
  s.expected_run_id = index.run_ids.at(run);
  return s;
}

}  // namespace

std::string RunSource::is_other_than(const LoadedScenario& loaded) const {
  if (expected_run_id.empty() || run_id(loaded) == expected_run_id) return "";
  return fmt::format("run: this is no longer the run of {}: its base scenario, a file of it or the program has changed since", index);
}

RunSource run_source(const std::string& file, const std::string& params, int repeat, Diagnostics& d) {
  if (repeat >= 0) return from_index(file, static_cast<std::size_t>(repeat), d);
  if (is_index_file(file)) throw UsageError(fmt::format("run: {} is the index of a study; --repeat RUN runs one of it again", file));
  if (is_plan_file(file)) throw UsageError(fmt::format("run: {0} is a plan, no scenario; `netsuden plan {0}` solves it and runs what it proposes", file));
  if (is_study_file(file)) throw UsageError(fmt::format("run: {0} is a study, no scenario; `netsuden study {0}` runs it", file));
  if (!params.empty()) return from_table(file, params, d);
  return {file, {}, {}, 0, {}, {}};
}

std::vector<std::string> split_words(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    const std::size_t begin = text.find_first_not_of(' ', from);
    std::size_t end = comma;
    while (end > from && text[end - 1] == ' ') --end;
    if (begin < end) words.push_back(text.substr(begin, end - begin));
    from = comma + 1;
  }
  return words;
}

}  // namespace netsuden::app
