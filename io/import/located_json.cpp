// SPDX-License-Identifier: Apache-2.0
#include "io/import/located_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

namespace netsuden {
namespace {

constexpr std::size_t deepest = 64;

/// Tells how far the parser has read.
class Watched {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  Watched(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}
  reference operator*() const { return *at_; }
  Watched& operator++() {
    *furthest_ = ++at_;
    return *this;
  }
  bool operator==(const Watched& o) const { return at_ == o.at_; }
  bool operator!=(const Watched& o) const { return at_ != o.at_; }

 private:
  const char* at_;
  const char** furthest_;
};

SourceLoc place(const std::string& file, std::string_view source, std::size_t offset, std::size_t length) {
  SourceLoc where{file, 1, 1, static_cast<int>(std::min<std::size_t>(length, 200))};
  for (std::size_t i = 0; i < offset && i < source.size(); ++i) {
    if (source[i] == '\n') ++where.line, where.column = 1;
    else if ((static_cast<unsigned char>(source[i]) & 0xC0) != 0x80) ++where.column;
  }
  return where;
}

class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Builder(std::string_view text, const char** furthest, const std::string& file, Diagnostics& d)
      : text_(text), furthest_(furthest), file_(file), diagnostics_(d) {}

  bool null() override { return add(LocatedJson::Kind::null, 0, {}, 4); }
  bool boolean(bool v) override { return add(LocatedJson::Kind::boolean, v, {}, v ? 4 : 5); }
  bool number_integer(number_integer_t v) override { return number(static_cast<double>(v)); }
  bool number_unsigned(number_unsigned_t v) override { return number(static_cast<double>(v)); }
  bool number_float(number_float_t v, const string_t&) override { return number(v); }
  bool string(string_t& v) override { return add(LocatedJson::Kind::string, 0, std::move(v), quoted_length()); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(LocatedJson::Kind::object); }
  bool start_array(std::size_t) override { return open(LocatedJson::Kind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& k) override {
    LocatedJson& object = *open_.back();
    if (std::find(object.keys.begin(), object.keys.end(), k) != object.keys.end()) {
      const std::size_t n = quoted_length();
      return refuse(read() - n, n, "duplicate-key", fmt::format("\"{}\" is given twice in one object", k));
    }
    object.keys.push_back(std::move(k));
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& e) override {
    std::string what = e.what();
    if (const auto colon = what.find(": "); colon != std::string::npos) what.erase(0, colon + 2);
    return refuse(position > 0 ? position - 1 : 0, 1, "json", what);
  }

  LocatedJson root;

 private:
  std::size_t read() const { return static_cast<std::size_t>(*furthest_ - text_.data()); }

  /// Of the string that has just been read, with its quotes.
  std::size_t quoted_length() const {
    const std::size_t end = read();
    std::size_t i = end - 1;
    while (i > 0) {
      --i;
      if (text_[i] != '"') continue;
      std::size_t slashes = 0;
      while (slashes < i && text_[i - 1 - slashes] == '\\') ++slashes;
      if (slashes % 2 == 0) break;
    }
    return end - i;
  }

  /// The parser has read one character beyond a number, unless the text ends there.
  bool number(double v) {
    const auto part = [](char c) { return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E'; };
    std::size_t end = read();
    while (end > 0 && !part(text_[end - 1])) --end;
    std::size_t begin = end;
    while (begin > 0 && part(text_[begin - 1])) --begin;
    return add_at(LocatedJson::Kind::number, v, {}, begin, end - begin) != nullptr;
  }

  bool add(LocatedJson::Kind kind, double v, std::string text, std::size_t length) {
    return add_at(kind, v, std::move(text), read() - length, length) != nullptr;
  }

  LocatedJson* add_at(LocatedJson::Kind kind, double v, std::string text, std::size_t offset, std::size_t length) {
    LocatedJson* at = &root;
    if (!open_.empty()) at = &open_.back()->items.emplace_back();
    at->kind = kind;
    at->number = v;
    at->text = std::move(text);
    at->offset = offset;
    at->length = length;
    return at;
  }

  bool open(LocatedJson::Kind kind) {
    if (open_.size() >= deepest) return refuse(read() - 1, 1, "json", fmt::format("more than {} levels", deepest));
    // Only the last item of each open container grows, so the addresses of those that are open stay.
    open_.push_back(add_at(kind, 0, {}, read() - 1, 1));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  bool refuse(std::size_t offset, std::size_t length, const char* code, std::string message) {
    diagnostics_.error(code, place(file_, text_, offset, length), std::move(message));
    return false;
  }

  std::string_view text_;
  const char** furthest_;
  const std::string& file_;
  Diagnostics& diagnostics_;
  std::vector<LocatedJson*> open_;
};

}  // namespace

const LocatedJson* LocatedJson::find(std::string_view key) const {
  const auto it = std::find(keys.begin(), keys.end(), key);
  return it == keys.end() ? nullptr : &items[static_cast<std::size_t>(it - keys.begin())];
}

SourceLoc LocatedJson::where(const std::string& file, std::string_view source) const { return place(file, source, offset, length); }

std::optional<LocatedJson> parse_located_json(std::string_view text, const std::string& file, Diagnostics& diagnostics) {
  const char* furthest = text.data();
  Builder builder(text, &furthest, file, diagnostics);
  const Watched begin(text.data(), &furthest), end(text.data() + text.size(), &furthest);
  if (!nlohmann::json::sax_parse(begin, end, &builder)) return std::nullopt;
  return std::move(builder.root);
}

}  // namespace netsuden
