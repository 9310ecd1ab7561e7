// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

namespace netsuden {

/// Of machines that are alike, one flag each: those in service.
inline int machines_up(const std::vector<char>& flags) { return static_cast<int>(std::count(flags.begin(), flags.end(), char{1})); }

}  // namespace netsuden
