// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/first_key.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace netsuden {

bool first_key_is(const std::string& path, std::string_view key) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none)) return false;  // a device has no end
  std::ifstream file(path, std::ios::binary);
  std::string head(65536, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  std::istringstream in(head);
  std::string line;
  for (int i = 0; i < 200 && std::getline(in, line); ++i)
    for (const char* k : {"netsuden:", "netsuden_study:", "netsuden_plan:"})
      if (line.starts_with(k)) return line.substr(0, line.find(':')) == key;
  return false;
}

}  // namespace netsuden
