// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "io/hdf5/h5.hpp"
#include "io/study/index.hpp"
#include "sim/base/errors.hpp"

namespace netsuden {

std::string IndexSummary::attribute(const std::string& name) const {
  for (const auto& [key, value] : attributes)
    if (key == name) return value;
  return "";
}

void check_index(const h5::File& file, const std::string& path) {
  const h5::Group root = file.root();
  if (!root.has_attribute("netsuden_index")) throw IoError(path, "is no index of a study");
  const auto version = root.numbers("netsuden_index");
  if (version.empty() || version[0] > index_format_major)
    throw IoError(path, fmt::format("is an index of format {}, this program reads up to {}: take a newer netsuden", version.empty() ? 0 : version[0], index_format_major));
}

IndexSummary read_index(const std::string& path) {
  if (!std::filesystem::exists(path)) throw IoError(path, "there is no such file");
  const h5::File file = h5::File::open_read(path);
  check_index(file, path);
  const h5::Group root = file.root();
  IndexSummary s;
  for (const auto& name : root.attribute_names()) s.attributes.emplace_back(name, root.as_text(name));
  s.runs = root.open_dataset("run").extent().at(0);
  const auto only = [&](const char* name) {
    const auto all = root.open_dataset(name).read_all_text();
    return all.empty() ? std::string() : all[0];
  };
  s.study_text = only("study/written");
  s.report = only("study/report");
  s.run_ids = root.open_dataset("run_id").read_all_text();
  return s;
}

bool is_index_file(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none)) return false;
  std::array<char, 4> begin{};
  std::ifstream(path, std::ios::binary).read(begin.data(), begin.size());
  if (std::string_view(begin.data(), begin.size()) != "\x89HDF") return false;
  try {
    return h5::File::open_read(path).root().has_attribute("netsuden_index");
  } catch (const IoError&) {
    return false;
  }
}

}  // namespace netsuden
