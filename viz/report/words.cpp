// SPDX-License-Identifier: Apache-2.0
#include "viz/report/words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_map>

namespace netsuden::viz {
namespace {

const std::unordered_map<std::string_view, std::string_view>& table() {
  static const std::unordered_map<std::string_view, std::string_view> t(japanese_words().begin(), japanese_words().end());
  return t;
}

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<const char*, 7> weekdays_ja{"月", "火", "水", "木", "金", "土", "日"};

std::vector<std::string_view> split(std::string_view s) {
  std::vector<std::string_view> out;
  for (std::size_t from = 0; from <= s.size();) {
    const std::size_t to = std::min(s.find(' ', from), s.size());
    out.push_back(s.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

template <std::size_t N>
int place(const std::array<std::string_view, N>& names, std::string_view s) {
  const auto it = std::find(names.begin(), names.end(), s);
  return it == names.end() ? -1 : static_cast<int>(it - names.begin());
}
bool digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

/// "Tue 4 Aug 2027", "4 Aug", "Aug 2027", "Aug", "Tue 4"; nothing for what is no date.
std::string date_ja(std::string_view s) {
  std::string weekday, day, month, year;
  for (const std::string_view part : split(s)) {
    if (const int w = place(weekdays, part); w >= 0 && weekday.empty()) weekday = weekdays_ja[static_cast<std::size_t>(w)];
    else if (const int m = place(months, part); m >= 0 && month.empty()) month = std::to_string(m + 1);
    else if (digits(part) && part.size() <= 2 && day.empty()) day = part;
    else if (digits(part) && part.size() == 4 && year.empty()) year = part;
    else return {};
  }
  if (weekday.empty() && month.empty()) return {};
  std::string out;
  if (!year.empty()) out += year + "年";
  if (!month.empty()) out += month + "月";
  if (!day.empty()) out += day + "日";
  if (!weekday.empty()) out += "(" + weekday + ")";
  return out;
}

}  // namespace

std::string Words::operator()(std::string_view english) const {
  if (language_ == Language::english) return std::string(english);
  const auto it = table().find(english);
  return std::string(it == table().end() ? english : it->second);
}

std::string Words::operator()(std::string_view english, const std::vector<std::string>& values) const {
  const std::string pattern = (*this)(english);
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}' && std::isdigit(static_cast<unsigned char>(pattern[i + 1]))) {
      const auto n = static_cast<std::size_t>(pattern[i + 1] - '0');
      if (n < values.size()) out += values[n];
      i += 2;
    } else {
      out += pattern[i];
    }
  }
  return out;
}

std::string Words::of_chart(std::string_view english) const {
  if (language_ == Language::english) return std::string(english);
  if (const auto it = table().find(english); it != table().end()) return std::string(it->second);
  for (const auto& [begin, ja] : {std::pair<std::string_view, std::string_view>{"limit ", "上限 "}, {"target ", "目標 "}, {"OVER +", "超過 +"}})
    if (english.starts_with(begin)) return std::string(ja) + std::string(english.substr(begin.size()));
  if (const std::string date = date_ja(english); !date.empty()) return date;
  return std::string(english);
}

}  // namespace netsuden::viz
