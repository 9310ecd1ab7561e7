// SPDX-License-Identifier: Apache-2.0
// "a, b and 5 more": a list as words.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace netsuden {

inline std::string some_of(const std::vector<std::string>& all, std::size_t most) {
  const std::size_t shown = std::min(all.size(), most);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + all[i];
  if (all.size() > shown) text += " and " + std::to_string(all.size() - shown) + " more";
  return text;
}

}  // namespace netsuden
