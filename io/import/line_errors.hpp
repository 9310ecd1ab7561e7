// SPDX-License-Identifier: Apache-2.0
// Errors of one kind in the lines of a data file: the first twenty by line, then "and N more".
#pragma once

#include <fmt/format.h>

#include <string>

#include "sim/base/diagnostics.hpp"

namespace netsuden {

class LineErrors {
 public:
  LineErrors(Diagnostics& diagnostics, std::string file, std::string code)
      : diagnostics_(diagnostics), file_(std::move(file)), code_(std::move(code)) {}
  LineErrors(const LineErrors&) = delete;
  LineErrors& operator=(const LineErrors&) = delete;
  ~LineErrors() {
    if (count_ > shown)
      diagnostics_.error(code_, {file_, last_line_, 0}, fmt::format("and {} more of this kind", count_ - shown));
  }
  void add(int line, std::string message, std::string help = {}) { add({file_, line, 0}, std::move(message), std::move(help)); }
  void add(int line, int column, std::string message, std::string help = {}) { add({file_, line, column}, std::move(message), std::move(help)); }
  void add(SourceLoc where, std::string message, std::string help = {}) {
    last_line_ = where.line;
    if (++count_ <= shown) diagnostics_.error(code_, std::move(where), std::move(message), std::move(help));
  }
  bool any() const { return count_ > 0; }

 private:
  static constexpr int shown = 20;
  Diagnostics& diagnostics_;
  std::string file_, code_;
  int count_ = 0, last_line_ = 0;
};

}  // namespace netsuden
