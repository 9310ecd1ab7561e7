// SPDX-License-Identifier: Apache-2.0
// What yaml-cpp says about a text that is not YAML, in words of whoever wrote the scenario.
#pragma once

#include <string>

#include "sim/base/diagnostics.hpp"

namespace netsuden {

struct SyntaxError {
  std::string said;  ///< yaml-cpp's message
  SourceLoc where;
  SourceLoc open;  ///< the mapping or list that was being read; line 0: none
  bool open_is_list = false;
  SourceLoc last_value;  ///< the last value read whole; line 0: none
};

void report_syntax(const SyntaxError&, const std::string& text, Diagnostics&);

}  // namespace netsuden
