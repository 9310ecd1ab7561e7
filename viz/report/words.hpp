// SPDX-License-Identifier: Apache-2.0
// The fixed words of a report in its language. The key of a sentence is its English text; {0}, {1}, ... stand for what is filled in. Names, paths and the
// texts of events come from the run and stay as they are.
// Verified by tests/report/japanese_test.py (every sentence in viz/report has a translation; no English one is left in a page or a figure).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netsuden::viz {

enum class Language { english, japanese };

class Words {
 public:
  explicit Words(Language l) : language_(l) {}
  Language language() const { return language_; }
  const char* code() const { return language_ == Language::japanese ? "ja" : "en"; }

  std::string operator()(std::string_view english) const;
  std::string operator()(std::string_view english, const std::vector<std::string>& values) const;
  /// The same for what charts write: whole words, ticks of time, "limit 35 °C".
  std::string of_chart(std::string_view english) const;

 private:
  Language language_;
};

/// English and Japanese, sorted by nothing; looked up by `Words`.
const std::vector<std::pair<std::string_view, std::string_view>>& japanese_words();

}  // namespace netsuden::viz
