// SPDX-License-Identifier: Apache-2.0
// Dotted paths of a scenario, and the members of a group of machines: sites.inzai.cooling.chilled.chillers_2.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace netsuden {

/// "a.b.c" -> a, b, c.
std::vector<std::string> path_parts(const std::string& path);
/// "NAME_3" -> ("NAME", 2): a member of a group, counted from 0; -1 where there is no number behind the last underscore.
std::pair<std::string, int> split_member(const std::string&);
/// Whether a path names a member of the group at another.
inline bool is_member_of(const std::string& path, const std::string& group) {
  const auto [name, member] = split_member(path);
  return member >= 0 && name == group;
}

}  // namespace netsuden
