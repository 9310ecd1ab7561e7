// SPDX-License-Identifier: Apache-2.0
// A resolved scenario as one list of paths with their values as written, units included.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace netsuden {

/// In the order of the text. A list of plain values is one value, "[0.1, 0.2]"; elements of other lists go by their number. Nothing, and what is wrong in
/// `message`, where the text is no YAML.
std::optional<std::vector<std::pair<std::string, std::string>>> scenario_values(const std::string& yaml, std::string& message);

struct KeyDifference {
  std::string key;
  std::optional<std::string> a, b;  ///< none where a scenario does not have the key
};
/// In the order of A; what only B has stands where its neighbours stand.
std::vector<KeyDifference> scenario_differences(const std::vector<std::pair<std::string, std::string>>& a, const std::vector<std::pair<std::string, std::string>>& b);

}  // namespace netsuden
