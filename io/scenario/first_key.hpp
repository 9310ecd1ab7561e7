// SPDX-License-Identifier: Apache-2.0
// What kind of document a YAML file is, by the key that names its format, without reading all of it.
#pragma once

#include <string>
#include <string_view>

namespace netsuden {

/// Whether the first of the keys `netsuden`, `netsuden_study`, `netsuden_plan` at the start of a line among the first 200 is `key`. Files that are not
/// regular are none.
bool first_key_is(const std::string& path, std::string_view key);

}  // namespace netsuden
