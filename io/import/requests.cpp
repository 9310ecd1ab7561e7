// SPDX-License-Identifier: Apache-2.0
#include "io/import/requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "io/import/csv.hpp"
#include "io/import/gzip.hpp"
#include "io/import/line_errors.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden {
namespace {

constexpr double most_tokens = 1e8, latest_s = 1e12;

class Reader {
 public:
  Reader(const RequestImport& import, Diagnostics& d) : import_(import), d_(d), errors_(d, import.file, "request") {}

  void table(const std::string& text) {
    const auto table = CsvTable::parse(text, import_.file, d_);
    if (!table) return;
    const auto column = [&](std::initializer_list<std::string> names) -> std::optional<std::size_t> {
      for (const std::string& n : names)
        if (const auto c = table->column(n)) return c;
      report_missing_column(*table, *names.begin(), import_.named_at, import_.where, d_);
      return std::nullopt;
    };
    const bool azure = import_.format == RequestFormat::azure, mooncake = import_.format == RequestFormat::mooncake;
    const auto time = azure ? column({"TIMESTAMP"}) : mooncake ? column({"timestamp_ms", "timestamp"}) : column({import_.time});
    const auto input = azure ? column({"ContextTokens"}) : mooncake ? column({"input_tokens", "input_length"}) : column({import_.input});
    const auto output = azure ? column({"GeneratedTokens"}) : mooncake ? column({"output_tokens", "output_length"}) : column({import_.output});
    if (!time || !input || !output) return;
    requests.reserve(table->rows());
    bool dates = azure, seconds = mooncake;
    for (std::size_t row = 0; row < table->rows(); ++row) {
      const auto tokens = [&](std::size_t c, const char* what) {
        const auto v = table->try_number(row, c);
        if (!v || !(*v >= 0 && *v <= most_tokens)) errors_.add(table->where(row, c), fmt::format("\"{}\" is no number of {} from 0 to {}", table->text(row, c), what, format_bound(most_tokens)));
        return v.value_or(0);
      };
      RequestRecord r;
      r.input = tokens(*input, "tokens of a prompt");
      r.output = tokens(*output, "tokens that are written");
      const auto v = dates ? std::nullopt : table->try_number(row, *time);
      std::string message;
      if (v && std::abs(*v) <= latest_s) {
        seconds = true;
        r.at_s = mooncake ? *v / 1000 : *v;
      } else if (const auto date = seconds ? std::nullopt : parse_time(table->text(row, *time), import_.zone, message); date) {
        dates = true;
        r.at_s = *date;
      } else {
        errors_.add(table->where(row, *time), fmt::format("\"{}\" is no {}", table->text(row, *time), azure ? "date" : mooncake ? "time in milliseconds" : seconds ? "time in seconds, as those before" : dates ? "date, as those before" : "time in seconds and no date"));
      }
      requests.push_back(r);
    }
  }

  /// An object a line.
  void lines(const std::string& text) {
    int line = 0;
    for (std::size_t at = 0; at < text.size(); ++line) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view one(text.data() + at, end - at);
      at = end + 1;
      if (one.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      const auto j = nlohmann::json::parse(one, nullptr, false);
      if (!j.is_object()) {
        errors_.add(line + 1, "the line is not a JSON object", "one object a line: {\"timestamp\": ms, \"input_length\": tokens, \"output_length\": tokens}");
        continue;
      }
      const auto number = [&](const char* key, double most) {
        const auto it = j.find(key);
        if (it != j.end() && it->is_number() && it->get<double>() >= 0 && it->get<double>() <= most) return it->get<double>();
        errors_.add(line + 1, it == j.end() ? fmt::format("there is no `{}`", key) : fmt::format("`{}` is no number from 0 to {}", key, format_bound(most)));
        return 0.0;
      };
      requests.push_back({number("timestamp", latest_s) / 1000, number("input_length", most_tokens), number("output_length", most_tokens)});
    }
  }

  std::vector<RequestRecord> requests;

 private:
  const RequestImport& import_;
  Diagnostics& d_;
  LineErrors errors_;
};

}  // namespace

std::optional<std::vector<RequestRecord>> parse_requests(const std::string& text, const RequestImport& import, Diagnostics& d) {
  const int before = d.count(Severity::error);
  std::vector<RequestRecord> all;
  {
    Reader r(import, d);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (import.format == RequestFormat::mooncake && first != std::string::npos && text[first] == '{') r.lines(text);
    else r.table(text);
    all = std::move(r.requests);
  }
  if (d.count(Severity::error) > before) return std::nullopt;
  if (all.empty()) {
    d.error("request", {import.file, 1, 0}, "there are no requests");
    return std::nullopt;
  }
  std::stable_sort(all.begin(), all.end(), [](const RequestRecord& a, const RequestRecord& b) { return a.at_s < b.at_s; });
  const double zero = all.front().at_s;
  for (RequestRecord& r : all) r.at_s -= zero;
  return all;
}

std::optional<std::vector<RequestRecord>> read_requests(const RequestImport& import, Diagnostics& d) {
  auto bytes = read_text_file(import.file, d);
  if (!bytes) return std::nullopt;
  const auto text = unpacked(std::move(*bytes), import.file, d);
  if (!text) return std::nullopt;
  return parse_requests(*text, import, d);
}

}  // namespace netsuden
