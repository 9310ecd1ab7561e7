// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/asset_path.hpp"

namespace netsuden {

std::vector<std::string> path_parts(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t from = 0;;) {
    const std::size_t dot = path.find('.', from);
    parts.push_back(path.substr(from, dot == std::string::npos ? dot : dot - from));
    if (dot == std::string::npos) return parts;
    from = dot + 1;
  }
}

std::pair<std::string, int> split_member(const std::string& s) {
  const std::size_t u = s.rfind('_');
  if (u == std::string::npos || u + 1 >= s.size() || s.size() - u > 7) return {s, -1};
  for (std::size_t i = u + 1; i < s.size(); ++i)
    if (s[i] < '0' || s[i] > '9') return {s, -1};
  return {s.substr(0, u), std::stoi(s.substr(u + 1)) - 1};
}

}  // namespace netsuden
