// SPDX-License-Identifier: Apache-2.0
// Files packed with gzip (RFC 1952), told by their first two bytes.
#pragma once

#include <optional>
#include <string>

#include "sim/base/diagnostics.hpp"

namespace netsuden {

/// The text in `bytes`, or they themselves where they are not packed; nothing and an error where they are and break.
std::optional<std::string> unpacked(std::string bytes, const std::string& file, Diagnostics&);

}  // namespace netsuden
