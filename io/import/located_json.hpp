// SPDX-License-Identifier: Apache-2.0
// JSON whose values know where they stand, so that an importer can point at what is wrong. Object keys are unique; nesting
// stops at 64. Verified by tests/unit/import/power_grid_model_test.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/diagnostics.hpp"

namespace netsuden {

struct LocatedJson {
  enum class Kind { null, boolean, number, string, array, object } kind = Kind::null;
  double number = 0;             ///< also of a boolean
  std::string text;              ///< of a string
  std::vector<std::string> keys; ///< of an object, beside `items`
  std::vector<LocatedJson> items;
  std::size_t offset = 0, length = 1;

  bool is_object() const { return kind == Kind::object; }
  bool is_array() const { return kind == Kind::array; }
  const LocatedJson* find(std::string_view key) const;
  SourceLoc where(const std::string& file, std::string_view source) const;
};

/// Nothing and an error where the text is not JSON.
std::optional<LocatedJson> parse_located_json(std::string_view text, const std::string& file, Diagnostics&);

}  // namespace netsuden
