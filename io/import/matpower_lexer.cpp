// SPDX-License-Identifier: Apache-2.0
#include "io/import/matpower_lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace netsuden::matlab {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

class Lexer {
 public:
  Lexer(std::string_view text, std::vector<Error>& errors) : text_(text), errors_(errors) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = line_begin_ = 3;
  }

  std::vector<Token> run() {
    while (at_ < text_.size()) next();
    push(Token::end_of_line, 0);
    push(Token::end, 0);
    return std::move(out_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  Place here() const { return {line_, static_cast<int>(at_ - line_begin_) + 1}; }
  bool blank() const { return at_ > 0 && (text_[at_ - 1] == ' ' || text_[at_ - 1] == '\t'); }

  void push(Token::Kind kind, std::size_t length) {
    Token t;
    t.kind = kind;
    t.text = text_.substr(at_, length);
    t.where = here();
    t.blank_before = blank();
    at_ += length;
    const char after = peek();
    t.blank_after = after == ' ' || after == '\t' || after == '\n' || after == '\r' || after == '\0';
    out_.push_back(t);
  }

  void bad(std::size_t length, std::string message) {
    errors_.push_back({here(), std::move(message), ""});
    push(Token::bad, length);
  }

  std::string_view rest_of_line() const { return text_.substr(at_, text_.find('\n', at_) - at_); }
  void skip_line() { at_ += rest_of_line().size(); }
  void new_line() {
    ++at_;
    ++line_;
    line_begin_ = at_;
  }

  void next() {
    const char c = peek();
    if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (c == '\n') {
      push(Token::end_of_line, 0);
      new_line();
    } else if (c == '%' || c == '#') {
      if (alone('{')) skip_block();
      else skip_line();
    } else if (c == '.' && peek(1) == '.' && peek(2) == '.') {
      skip_line();
      if (at_ < text_.size()) new_line();
    } else if (digit(c) || (c == '.' && digit(peek(1)))) {
      number();
    } else if (letter(c)) {
      std::size_t n = 1;
      while (letter(peek(n)) || digit(peek(n))) ++n;
      push(Token::name, n);
    } else if (c == '\'' || c == '"') {
      string(c);
    } else if (c == '.' && (peek(1) == '*' || peek(1) == '/' || peek(1) == '^')) {
      push(Token::symbol, 2);
    } else if (std::string_view("[](){},;=.+-*/^:<>~&|!@").find(c) != std::string_view::npos) {
      push(Token::symbol, 1);
    } else {
      std::size_t n = 1;
      while ((static_cast<unsigned char>(peek(n)) & 0xC0) == 0x80) ++n;  // the rest of the character
      bad(n, c >= ' ' && c < 127 ? fmt::format("\"{}\" is not understood here", c) : "a character that is not understood");
    }
  }

  /// A block comment begins and ends with %{ and %} alone on their lines.
  bool alone(char bracket) const {
    const std::string_view line = text_.substr(line_begin_, text_.find('\n', line_begin_) - line_begin_);
    const std::size_t first = line.find_first_not_of(" \t"), last = line.find_last_not_of(" \t\r");
    return first != std::string_view::npos && last == first + 1 && (line[first] == '%' || line[first] == '#') && line[last] == bracket;
  }

  void skip_block() {
    const Place begin = here();
    for (int depth = 1; depth > 0;) {
      skip_line();
      if (at_ >= text_.size()) {
        errors_.push_back({begin, "a block comment that does not end", ""});
        return;
      }
      new_line();
      if (alone('{')) ++depth;
      if (alone('}')) --depth;
    }
    skip_line();
  }

  void number() {
    double v = 0;
    const auto r = std::from_chars(text_.data() + at_, text_.data() + text_.size(), v);
    auto n = static_cast<std::size_t>(r.ptr - (text_.data() + at_));
    if (r.ec != std::errc()) return bad(n, "a number out of range");
    if (letter(peek(n))) {
      while (letter(peek(n)) || digit(peek(n))) ++n;
      return bad(n, fmt::format("\"{}\" is not a number", text_.substr(at_, std::min<std::size_t>(n, 40))));
    }
    push(Token::number, n);
    out_.back().value = v;
  }

  void string(char quote) {
    std::size_t n = 1;
    for (;; ++n) {
      const char c = peek(n);
      if (c == '\0' || c == '\n') return bad(std::max<std::size_t>(1, rest_of_line().size()), "a quote that is not closed in its line (transposition is not understood)");
      if (c != quote) continue;
      if (peek(n + 1) != quote) break;
      ++n;
    }
    push(Token::string, n + 1);
    out_.back().text = out_.back().text.substr(1, n - 1);
  }

  std::string_view text_;
  std::vector<Error>& errors_;
  std::size_t at_ = 0, line_begin_ = 0;
  int line_ = 1;
  std::vector<Token> out_;
};

}  // namespace

std::vector<Token> tokens(std::string_view text, std::vector<Error>& errors) { return Lexer(text, errors).run(); }

}  // namespace netsuden::matlab
