// SPDX-License-Identifier: Apache-2.0
// A part of a run's summary (the JSON that `netsuden run --json` writes and the trace keeps). What is not there is nothing: reading on in it gives
// nothing again, so that a trace of an older version or of a killed run needs no special case.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netsuden {

class Fields {
 public:
  Fields() = default;
  /// Nothing for what is no JSON.
  static Fields parse(const std::string& json);

  bool exists() const { return node_ != nullptr; }
  Fields operator[](std::string_view key) const;
  bool has(std::string_view key) const { return (*this)[key].exists(); }
  double number() const;  ///< NaN for what is no number
  double number(std::string_view key) const { return (*this)[key].number(); }
  std::string text() const;  ///< "" for what is no text
  std::string text(std::string_view key) const { return (*this)[key].text(); }
  bool truth(std::string_view key) const;
  std::vector<std::pair<std::string, Fields>> members() const;  ///< of an object, in its order
  std::vector<Fields> items() const;                            ///< of a list

 private:
  std::shared_ptr<const void> root_;
  const void* node_ = nullptr;
};

}  // namespace netsuden
