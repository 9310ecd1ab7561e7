// SPDX-License-Identifier: Apache-2.0
// What a scenario's text must be before YAML is looked for in it: UTF-8 without control characters.
#pragma once

#include <string>

#include "sim/base/diagnostics.hpp"

namespace netsuden {

/// Takes a byte order mark off. False, and an error at its place, for a NUL or other control character, a lone carriage
/// return, UTF-16 and whatever is not UTF-8.
bool check_text(const std::string& name, std::string& text, Diagnostics&);

/// Whether a value holds control characters other than tab and line feed (they come in by escapes: "\0").
bool has_controls(const std::string& value);

}  // namespace netsuden
