// SPDX-License-Identifier: Apache-2.0
#include "io/import/matpower_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "io/import/matpower_names.hpp"

namespace netsuden::matlab {
namespace {

constexpr int deepest = 100;

const std::map<std::string, double (*)(double), std::less<>> functions{
    {"sin", [](double v) { return std::sin(v); }},   {"cos", [](double v) { return std::cos(v); }},
    {"tan", [](double v) { return std::tan(v); }},   {"asin", [](double v) { return std::asin(v); }},
    {"acos", [](double v) { return std::acos(v); }}, {"atan", [](double v) { return std::atan(v); }},
    {"sqrt", [](double v) { return std::sqrt(v); }}, {"abs", [](double v) { return std::abs(v); }},
    {"exp", [](double v) { return std::exp(v); }},   {"log", [](double v) { return std::log(v); }}};

const std::map<std::string, double, std::less<>> named_numbers{
    {"pi", std::numbers::pi}, {"Inf", std::numeric_limits<double>::infinity()}, {"inf", std::numeric_limits<double>::infinity()},
    {"NaN", std::numeric_limits<double>::quiet_NaN()}, {"nan", std::numeric_limits<double>::quiet_NaN()}};

Matrix number(double v) { return {1, 1, {v}, {}, false, {}}; }

/// Places in a table: rows or columns, 0-based.
using Index = std::vector<std::size_t>;

/// Follows from an error that has been told.
const std::string told;

class Interpreter {
 public:
  explicit Interpreter(std::string_view text) : tokens_(tokens(text, errors_)) {}

  Script run() {
    for (;;) {
      while (now().kind == Token::end_of_line || is(";") || is(",")) ++at_;
      if (now().kind == Token::end || version_1_) return {std::move(fields_), std::move(unreadable_fields_), std::move(errors_), version_1_};
      const std::size_t first = at_;
      try {
        statement();
      } catch (Error& e) {
        if (e.message != told) errors_.push_back(std::move(e));
        give_up(first);
      }
    }
  }

 private:
  /// Goes to the end of the statement that begins with the token `first`, and remembers what it was to set.
  void give_up(std::size_t first) {
    depth_ = brackets_ = 0;
    at_ = first;
    if (opens_block(first)) return skip_block();
    if (now().kind == Token::name && now().text == case_name_ && following().text == "." && tokens_[at_ + 2].kind == Token::name)
      unreadable_fields_.emplace(tokens_[at_ + 2].text);
    else if (now().kind == Token::name)
      unreadable_variables_.emplace(now().text);
    int square = 0, round = 0;
    for (;; ++at_) {
      const Token& t = now();
      if (t.kind == Token::end) return;
      if (t.kind == Token::end_of_line) {
        round = 0;
        if (square == 0 || begins_assignment(at_ + 1)) return;
      }
      if (t.kind != Token::symbol) continue;
      if (t.text == "(") ++round;
      if (t.text == ")") --round;
      if (t.text == "[" || t.text == "{") ++square;
      if (t.text == "]" || t.text == "}") --square;
      square = std::max(square, 0);
      if (t.text == ";" && square == 0 && round <= 0) return;
    }
  }

  bool opens_block(std::size_t at) const {
    static const std::set<std::string_view> words{"for", "if", "while", "switch", "try", "parfor"};
    return tokens_[at].kind == Token::name && words.count(tokens_[at].text) > 0;
  }

  /// To its `end`; blocks may hold others.
  void skip_block() {
    int open = 0;
    for (bool begins = true; now().kind != Token::end; ++at_) {
      if (begins && opens_block(at_)) ++open;
      if (begins && now().kind == Token::name && now().text.substr(0, 3) == "end" && --open == 0) {
        ++at_;
        return;
      }
      begins = now().kind == Token::end_of_line || is(";") || is(",");
    }
  }

  /// `mpc.NAME =` or `mpc.NAME(...) =`: where a table that was not closed must end.
  bool begins_assignment(std::size_t at) const {
    if (at + 3 >= tokens_.size() || tokens_[at].text != case_name_ || tokens_[at + 1].text != "." || tokens_[at + 2].kind != Token::name)
      return false;
    at += 3;
    if (tokens_[at].text == "(")
      while (tokens_[at].kind != Token::end && tokens_[at].kind != Token::end_of_line && tokens_[at++].text != ")") {}
    return tokens_[at].kind == Token::symbol && tokens_[at].text == "=";
  }

  const Token& now() const { return tokens_[at_]; }
  const Token& following() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  bool is(std::string_view symbol) const { return now().kind == Token::symbol && now().text == symbol; }
  bool take(std::string_view symbol) {
    if (!is(symbol)) return false;
    ++at_;
    return true;
  }
  void expect(std::string_view symbol) {
    if (!take(symbol)) wrong(now(), fmt::format("\"{}\" was expected, not {}", symbol, shown(now())));
  }
  static std::string shown(const Token& t) {
    return t.kind == Token::end_of_line || t.kind == Token::end ? "the end of the line" : fmt::format("\"{}\"", t.text);
  }
  [[noreturn]] static void wrong(const Token& t, std::string message, std::string help = {}) {
    throw Error{t.where, t.kind == Token::bad ? told : std::move(message), std::move(help)};
  }
  std::string name(const char* what) {
    if (now().kind != Token::name) wrong(now(), fmt::format("{} was expected, not {}", what, shown(now())));
    return std::string(tokens_[at_++].text);
  }
  void end_statement() {
    if (!is(";") && !is(",") && now().kind != Token::end_of_line)
      wrong(now(), fmt::format("the statement should end before {}", shown(now())));
  }

  void statement() {
    const Token first = now();
    if (first.kind == Token::name && first.text == "function") return function();
    if (first.kind == Token::name && (first.text == "return" || first.text == "end" || first.text == "endfunction") &&
        (following().kind != Token::symbol || following().text == ";")) {
      ++at_;
      return;
    }
    if (first.kind == Token::name && first.text == "define_constants") {
      ++at_;
      for (const auto& [function, constants] : column_names())
        for (const NamedColumn& c : constants) variables_[c.name] = number(c.value);
      return end_statement();
    }
    if (is("[")) return unpack();
    if (first.kind != Token::name || following().kind != Token::symbol)
      wrong(following().kind == Token::bad ? following() : first, fmt::format("the statement that begins with {} is not understood", shown(first)),
            "tables, and arithmetic on their columns, are carried out; loops, conditions and functions are not");
    if (first.text == case_name_ && following().text == ".") return assign_field();
    const std::string variable = name("a name");
    if (!is("=")) wrong(first, fmt::format("\"{}\" is not understood: only values are assigned", first.text));
    ++at_;
    variables_[variable] = expression();
    end_statement();
  }

  /// function CASE = NAME; version 1 returns a list.
  void function() {
    ++at_;
    version_1_ = is("[");
    if (version_1_)
      wrong(now(), "a version 1 case, which returns a list of tables", "convert it with MATPOWER: savecase('new', loadcase('old'))");
    case_name_ = name("the name of what the function returns");
    expect("=");
    name("the name of the case");
    if (take("(")) expect(")");
    end_statement();
  }

  void unpack() {
    ++at_;
    std::vector<std::string> names;
    while (!take("]")) {
      names.push_back(name("a name"));
      take(",");
    }
    expect("=");
    const Token source = now();
    const auto constants = column_names().find(name("idx_bus, idx_brch, idx_gen or idx_cost"));
    if (constants == column_names().end()) wrong(source, fmt::format("\"{}\" is not understood", source.text));
    if (names.size() > constants->second.size())
      wrong(source, fmt::format("{} gives {} numbers, not {}", source.text, constants->second.size(), names.size()));
    for (std::size_t i = 0; i < names.size(); ++i) variables_[names[i]] = number(constants->second[i].value);
    end_statement();
  }

  [[noreturn]] void no_value(const Token& t, const std::string& field) const {
    throw Error{t.where, unreadable_fields_.count(field) > 0 ? told : fmt::format("\"{}.{}\" has no value yet", case_name_, field), ""};
  }

  void assign_field() {
    const Token first = now();
    at_ += 2;
    std::string field = name("the name of a field");
    while (take(".")) {
      field += '.';
      field += name("the name of a field");
    }
    if (!is("(")) {
      expect("=");
      Matrix v = expression();
      end_statement();
      fields_.insert_or_assign(field, Field{std::move(v), first.where});
      return;
    }
    const auto found = fields_.find(field);
    if (found == fields_.end()) no_value(first, field);
    Matrix& m = found->second.value;
    const auto [rows, columns] = indices(m);
    expect("=");
    const Token at = now();
    const Matrix v = expression();
    if (v.is_text || (!v.scalar() && (v.rows != rows.size() || v.columns != columns.size())))
      wrong(at, fmt::format("{} by {} values for {} by {} places", v.rows, v.columns, rows.size(), columns.size()));
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t j = 0; j < columns.size(); ++j)
        m.values[rows[i] * m.columns + columns[j]] = v.scalar() ? v.values[0] : v.at(i, j);
    end_statement();
  }

  /// (ROWS, COLUMNS) of a table.
  std::pair<Index, Index> indices(const Matrix& m) {
    if (m.is_text) wrong(now(), "text has no rows and columns");
    expect("(");
    Index rows = index(m.rows);
    expect(",");
    Index columns = index(m.columns);
    expect(")");
    return {std::move(rows), std::move(columns)};
  }

  Index index(std::size_t count) {
    Index out;
    if (take(":")) {
      for (std::size_t i = 0; i < count; ++i) out.push_back(i);
      return out;
    }
    const Token at = now();
    const Matrix v = expression();
    for (const double x : v.values) {
      if (!(x >= 1 && x <= static_cast<double>(count)) || x != std::floor(x))
        wrong(at, fmt::format("{:g} is not a whole number from 1 to {}", x, count));
      out.push_back(static_cast<std::size_t>(x) - 1);
    }
    if (v.is_text || out.empty()) wrong(at, "a row or a column was expected");
    return out;
  }

  // Within brackets a blank before a sign and none after it begins a new element.
  bool new_element(const Token& sign) const { return brackets_ > 0 && sign.blank_before && !sign.blank_after; }

  Matrix expression() {
    if (++depth_ > deepest) wrong(now(), "brackets that are nested too deep");
    Matrix left = product();
    while ((is("+") || is("-")) && !new_element(now())) {
      const Token& sign = tokens_[at_++];
      const Matrix right = product();
      left = sign.text == "+" ? combine(sign, left, right, [](double a, double b) { return a + b; })
                              : combine(sign, left, right, [](double a, double b) { return a - b; });
    }
    --depth_;
    return left;
  }

  Matrix product() {
    Matrix left = signed_power();
    while (is("*") || is("/") || is(".*") || is("./")) {
      const Token& sign = tokens_[at_++];
      const Matrix right = signed_power();
      if ((sign.text == "*" && !left.scalar() && !right.scalar()) || (sign.text == "/" && !right.scalar()))
        wrong(sign, "matrix products and divisions are not understood", fmt::format(".{} works element by element", sign.text));
      left = sign.text.back() == '*' ? combine(sign, left, right, [](double a, double b) { return a * b; })
                                     : combine(sign, left, right, [](double a, double b) { return a / b; });
    }
    return left;
  }

  Matrix signed_power() {
    bool negative = false;
    while (is("-") || is("+")) negative ^= tokens_[at_++].text == "-";
    Matrix left = primary();
    while (is("^") || is(".^")) {
      const Token& sign = tokens_[at_++];
      const bool minus = take("-");
      Matrix right = primary();
      if (minus) negate(right);
      if (sign.text == "^" && !(left.scalar() && right.scalar())) wrong(sign, "powers of matrices are not understood", ".^ works element by element");
      left = combine(sign, left, right, [](double a, double b) { return std::pow(a, b); });
    }
    if (negative) negate(left);
    return left;
  }

  static void negate(Matrix& m) {
    for (double& v : m.values) v = -v;
  }

  template <class Operation>
  static Matrix combine(const Token& at, const Matrix& a, const Matrix& b, Operation f) {
    if (a.is_text || b.is_text) wrong(at, "text takes no part in arithmetic");
    if (!a.scalar() && !b.scalar() && (a.rows != b.rows || a.columns != b.columns))
      wrong(at, fmt::format("{} by {} values and {} by {}", a.rows, a.columns, b.rows, b.columns));
    Matrix out = a.scalar() ? b : a;
    out.places.clear();
    for (std::size_t i = 0; i < out.values.size(); ++i)
      out.values[i] = f(a.scalar() ? a.values[0] : a.values[i], b.scalar() ? b.values[0] : b.values[i]);
    return out;
  }

  Matrix primary() {
    const Token t = now();
    if (t.kind == Token::number) {
      ++at_;
      return number(t.value);
    }
    if (t.kind == Token::string) {
      ++at_;
      return {1, 1, {}, {}, true, std::string(t.text)};
    }
    if (take("(")) {
      const int brackets = std::exchange(brackets_, 0);
      Matrix v = expression();
      brackets_ = brackets;
      expect(")");
      return v;
    }
    if (is("[")) return literal("]");
    if (is("{")) return literal("}");
    if (t.kind == Token::name) return named();
    wrong(t, fmt::format("a value was expected, not {}", shown(t)));
  }

  Matrix named() {
    const Token t = tokens_[at_++];
    if (t.text == case_name_ && take(".")) {
      const std::string field = name("the name of a field");
      const auto found = fields_.find(field);
      if (found == fields_.end()) no_value(t, field);
      if (!is("(")) return found->second.value;
      return part(found->second.value);
    }
    if (const auto v = variables_.find(t.text); v != variables_.end()) {
      const Matrix& m = v->second;
      return is("(") && !(brackets_ > 0 && now().blank_before) ? part(m) : m;
    }
    if (const auto v = named_numbers.find(t.text); v != named_numbers.end()) return number(v->second);
    const auto f = functions.find(t.text);
    if (f == functions.end()) {
      const bool known = unreadable_variables_.count(t.text) > 0;
      throw Error{t.where, known ? told : fmt::format("\"{}\" is not understood", t.text), ""};
    }
    expect("(");
    Matrix v = expression();
    expect(")");
    if (v.is_text) wrong(t, "text takes no part in arithmetic");
    for (double& x : v.values) x = f->second(x);
    v.places.clear();
    return v;
  }

  Matrix part(const Matrix& m) {
    const int brackets = std::exchange(brackets_, 0);
    const auto [rows, columns] = indices(m);
    brackets_ = brackets;
    Matrix out;
    out.rows = rows.size();
    out.columns = columns.size();
    for (const std::size_t i : rows)
      for (const std::size_t j : columns) out.values.push_back(m.at(i, j));
    return out;
  }

  /// The usual element of a table: a number with or without a sign, and what ends it. Anything else is an expression.
  bool take_number(Matrix& out) {
    const bool sign = is("-") && !now().blank_after;
    const Token& t = sign ? following() : now();
    if (t.kind != Token::number) return false;
    const Token& after = tokens_[at_ + (sign ? 2 : 1)];
    const bool ends = after.kind == Token::number || after.kind == Token::end_of_line || after.text == ";" || after.text == "," ||
                      after.text == "]" || (after.text == "-" && new_element(after));
    if (!ends) return false;
    out.places.push_back(now().where);
    out.values.push_back(sign ? -t.value : t.value);
    at_ += sign ? 2 : 1;
    return true;
  }

  /// A table in square brackets, or a cell array, of which nothing is kept.
  Matrix literal(std::string_view close) {
    const Token open = tokens_[at_++];
    const bool cell = close == "}";
    if (++depth_ > deepest) wrong(open, "brackets that are nested too deep");
    ++brackets_;
    Matrix out;
    out.is_text = cell;
    std::size_t in_row = 0;
    bool ragged = false;
    const auto end_row = [&](const Token& at) {
      if (in_row == 0) return;
      if (!cell && out.rows > 0 && in_row != out.columns) {
        errors_.push_back({at.where, fmt::format("{} values in a row where the first row has {}", in_row, out.columns), ""});
        ragged = true;
        in_row = 0;
        return;
      }
      out.columns = in_row;
      ++out.rows;
      in_row = 0;
    };
    while (!is(close)) {
      const Token at = now();
      if (at.kind == Token::end) wrong(open, fmt::format("\"{}\" is not closed", open.text));
      if (at.kind == Token::end_of_line && begins_assignment(at_ + 1))
        wrong(open, fmt::format("\"{}\" is not closed before the next statement, in line {}", open.text, tokens_[at_ + 1].where.line));
      if (at.kind == Token::end_of_line || is(";")) {
        end_row(tokens_[at_ > 0 ? at_ - 1 : 0]);
        ++at_;
        continue;
      }
      if (take(",")) continue;
      if (!cell && take_number(out)) {
        ++in_row;
        continue;
      }
      const Matrix v = expression();
      ++in_row;
      if (cell) continue;
      if (!v.scalar()) wrong(at, "a table of tables is not understood: a number was expected");
      out.values.push_back(v.values[0]);
      out.places.push_back(at.where);
    }
    end_row(now());
    if (ragged) throw Error{open.where, told, ""};
    ++at_;
    --brackets_;
    --depth_;
    return out;
  }

  std::vector<Error> errors_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0, brackets_ = 0;
  bool version_1_ = false;
  std::string case_name_ = "mpc";
  Fields fields_;
  std::map<std::string, Matrix, std::less<>> variables_;
  std::set<std::string, std::less<>> unreadable_fields_, unreadable_variables_;
};

}  // namespace

Script run_script(std::string_view text) { return Interpreter(text).run(); }

}  // namespace netsuden::matlab
