// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "sim/base/calendar.hpp"

namespace netsuden {

Reader::Reader(const DocNode& root, const CurrencyContext& currency, Diagnostics& diagnostics)
    : root_(root), currency_(currency), diagnostics_(diagnostics) {}

void Reader::open_root() {
  path_.clear();
  scopes_.clear();
  Scope s;
  s.layers = {&root_};
  s.loc = root_.loc;
  scopes_.push_back(std::move(s));
}

void Reader::open(std::vector<const DocNode*> layers, const std::string& key, bool report_unknown) {
  Scope s;
  s.path_length = path_.size();
  if (!layers.empty()) s.loc = layers.front()->loc;
  else if (!scopes_.empty()) s.loc = scopes_.back().loc;
  s.layers = std::move(layers);
  s.report_unknown = report_unknown;
  if (!path_.empty()) path_ += '.';
  path_ += key;
  scopes_.push_back(std::move(s));
}

void Reader::close() {
  const Scope scope = std::move(scopes_.back());
  scopes_.pop_back();
  if (scope.report_unknown && !scope.layers.empty()) {
    const std::vector<std::string> names(scope.known.begin(), scope.known.end());
    for (const auto& e : scope.layers.front()->entries) {
      if (scope.known.contains(e.key)) continue;
      SourceLoc at = e.key_loc;
      if (e.key.starts_with("x_")) {
        diagnostics_.note("ignored-key", at, fmt::format("`{}` is ignored (keys that begin with x_ are notes)", e.key));
        continue;
      }
      const std::string near = nearest_name(e.key, names);
      std::string help;
      if (!near.empty()) help = fmt::format("did you mean `{}`?", near);
      else if (!names.empty()) help = fmt::format("allowed here: {}", fmt::join(names, ", "));
      diagnostics_.error("unknown-key", at,
                         fmt::format("unknown key `{}`{}", e.key, path_.empty() ? "" : fmt::format(" in `{}`", path_)), help);
    }
  }
  path_.resize(scope.path_length);
}

std::string Reader::path_of(const char* key) const { return path_.empty() ? key : path_ + "." + key; }

std::vector<const DocNode*> Reader::find_layers(const char* key) {
  Scope& s = scopes_.back();
  s.known.insert(key);
  std::vector<const DocNode*> found;
  for (const DocNode* layer : s.layers) {
    const auto e = std::find_if(layer->entries.begin(), layer->entries.end(), [&](const DocEntry& x) { return x.key == key; });
    if (e == layer->entries.end()) continue;
    if (e->value.kind != DocNode::Kind::null) found.push_back(&e->value);
    else if (e->value.scalar.empty())
      diagnostics_.warning("empty-value", e->key_loc, fmt::format("`{}` has no value: taken as not given", path_of(key)),
                           "write `null` where that is meant");
  }
  return found;
}

const DocNode* Reader::find(const Param& p) {
  const auto found = find_layers(p.key);
  if (found.empty()) {
    if (p.doc.required)
      diagnostics_.error("missing-key", scopes_.back().loc, fmt::format("`{}` is missing{}", p.key,
                         path_.empty() ? "" : fmt::format(" in `{}`", path_)), help_of(p));
    return nullptr;
  }
  places_[path_of(p.key)] = found.front()->loc;
  return found.front();
}

std::string Reader::help_of(const Param& p) const {
  std::string h = p.doc.text;
  if (*p.doc.unit) h += fmt::format("{}Given in {}.", h.empty() ? "" : " ", p.doc.unit);
  return h;
}

/// Says it once of a value: one of a catalogue entry is read where the entry stands and where it is used.
void Reader::error(const char* code, const DocNode& at, std::string message, std::string help) {
  const bool said = !spoken_of_.insert({at.loc.file, at.loc.line, at.loc.column, code}).second;
  if (said && at.loc.line > 0) return;
  diagnostics_.error(code, at.loc, std::move(message), std::move(help));
}

bool Reader::scalar(const DocNode& n, const Param& p, const char* expected) {
  if (n.is_scalar()) return true;
  error("type", n, fmt::format("`{}` must be {}, found {}", path_of(p.key), expected, n.kind_name()), help_of(p));
  return false;
}

namespace {
constexpr std::size_t max_text = 4000;    // attributes of a trace hold 64 KiB
constexpr std::size_t max_pair_key = 200;
}  // namespace

std::string range_words(const Param& p) {
  const Range& r = p.doc.range;
  if (!r.bounded()) return "";
  const double percent = p.type == ValueType::fraction ? 100 : 1;
  const std::string unit = p.type == ValueType::fraction ? " %" : *p.doc.unit ? std::string(" ") + p.doc.unit : "";
  if (r.min == r.max) return format_bound(r.min * percent) + unit;
  if (r.min <= -1e299) return fmt::format("at most {}{}", format_bound(r.max * percent), unit);
  if (r.max >= 1e299) return fmt::format("at least {}{}", format_bound(r.min * percent), unit);
  return fmt::format("{} to {}{}", format_bound(r.min * percent), format_bound(r.max * percent), unit);
}

void Reader::check_range(const Param& p, const DocNode& n, double in_unit) {
  const Range& r = p.doc.range;
  if (r.holds(in_unit)) return;
  const std::string allowed = range_words(p);
  error("range", n, fmt::format("`{}` is {}; allowed: {}", path_of(p.key), n.scalar, allowed),
        *r.why ? fmt::format("the reason: {}", r.why) : "");
}

void Reader::number(const Param& p, double& si, bool* present) {
  const DocNode* n = find(p);
  if (!n) return;
  if (!scalar(*n, p, "a quantity")) return;
  const Want want = p.type == ValueType::temperature ? Want::temperature
                    : p.type == ValueType::fraction  ? Want::fraction
                                                     : Want::number;
  std::string message;
  const auto v = to_si(n->scalar, p.dim, want, currency_, message, p.doc.unit);
  if (!v) {
    error("unit", *n, fmt::format("`{}`: {}", path_of(p.key), message));
    return;
  }
  double in_unit = *v;
  if (*p.doc.unit && p.type != ValueType::fraction) {  // ranges of shares are shares
    std::string ignored;
    if (const auto u = parse_unit(p.doc.unit, currency_, ignored)) in_unit = u->from_si(*v);
  }
  check_range(p, *n, in_unit);
  si = *v;
  if (present) *present = true;
}

void Reader::integer_value(const Param& p, long long& v, bool* present) {
  const DocNode* n = find(p);
  if (!n || !scalar(*n, p, "a whole number")) return;
  long long x = 0;
  const char* end = n->scalar.data() + n->scalar.size();
  const auto [ptr, ec] = std::from_chars(n->scalar.data(), end, x);
  if (ec != std::errc{} || ptr != end || std::abs(x) > 9'000'000'000'000'000LL) {
    error("type", *n, fmt::format("`{}` must be a whole number, found `{}`", path_of(p.key), n->scalar), help_of(p));
    return;
  }
  const int before = diagnostics_.count(Severity::error);
  check_range(p, *n, static_cast<double>(x));
  if (diagnostics_.count(Severity::error) != before) return;
  v = x;
  if (present) *present = true;
}

void Reader::boolean_value(const Param& p, bool& v) {
  const DocNode* n = find(p);
  if (!n || !scalar(*n, p, "true or false")) return;
  if (n->scalar == "true") v = true;
  else if (n->scalar == "false") v = false;
  else error("type", *n, fmt::format("`{}` must be true or false, found `{}`", path_of(p.key), n->scalar));
}

void Reader::text_value(const Param& p, std::string& v, bool* present) {
  const DocNode* n = find(p);
  if (!n || !scalar(*n, p, p.type == ValueType::date ? "a date" : "a text")) return;
  if (p.type == ValueType::date) {
    std::string message;
    if (!parse_time(n->scalar, TimeZone(), message)) {
      error("date", *n, fmt::format("`{}`: {}", path_of(p.key), message),
            "dates are written 2026-04-01 or 2027-08-04T14:00");
      return;
    }
  }
  if (n->scalar.empty()) return error("text", *n, fmt::format("`{}` is an empty text", path_of(p.key)), help_of(p));
  if (n->scalar.size() > max_text)
    return error("text", *n, fmt::format("`{}` has {} characters; allowed: {}", path_of(p.key), n->scalar.size(), max_text), help_of(p));
  v = n->scalar;
  if (present) *present = true;
}

void Reader::choice_value(const Param& p, int& index, const std::vector<Choice>& choices) {
  const DocNode* n = find(p);
  if (!n || !scalar(*n, p, "one of a few names")) return;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (n->scalar == choices[i].name) {
      index = static_cast<int>(i);
      return;
    }
    names.emplace_back(choices[i].name);
  }
  const std::string near = nearest_name(n->scalar, names);
  error("choice", *n, fmt::format("`{}` is `{}`; allowed: {}", path_of(p.key), n->scalar, fmt::join(names, ", ")),
        near.empty() ? "" : fmt::format("did you mean `{}`?", near));
}

void Reader::reference_value(const Param& p, std::string& v, const char* kind) {
  const DocNode* n = find(p);
  if (!n || !scalar(*n, p, "a name")) return;
  v = n->scalar;
  references_.push_back({kind, v, path_of(p.key), n->loc});
}

void Reader::references_value(const Param& p, std::vector<std::string>& v, const char* kind) {
  const DocNode* n = find(p);
  if (!n) return;
  std::vector<const DocNode*> names;
  if (n->is_scalar()) names = {n};
  else if (n->is_sequence())
    for (const auto& i : n->items) names.push_back(&i);
  else return error("type", *n, fmt::format("`{}` must be a name or a list of names, found {}", path_of(p.key), n->kind_name()));
  v.clear();
  for (const DocNode* i : names) {
    if (!i->is_scalar()) {
      error("type", *i, fmt::format("`{}` must be a name or a list of names, found {}", path_of(p.key), i->kind_name()));
      continue;
    }
    v.push_back(i->scalar);
    if (*kind) references_.push_back({kind, i->scalar, path_of(p.key), i->loc});
  }
}

void Reader::numbers_value(const Param& p, std::vector<double>& v, int count) {
  const DocNode* n = find(p);
  if (!n) return;
  if (!n->is_sequence()) return error("type", *n, fmt::format("`{}` must be a list of numbers, found {}", path_of(p.key), n->kind_name()));
  if (count >= 0 && n->items.size() != static_cast<std::size_t>(count))
    return error("count", *n, fmt::format("`{}` takes {} numbers, found {}", path_of(p.key), count, n->items.size()), p.doc.text);
  std::vector<double> read;
  for (const auto& i : n->items) {
    const auto x = i.is_scalar() ? parse_number(i.scalar) : std::nullopt;
    if (!x) return error("type", i, fmt::format("`{}`: `{}` is not a number", path_of(p.key), i.is_scalar() ? i.scalar : i.kind_name()));
    const int before = diagnostics_.count(Severity::error);
    check_range(p, i, *x);
    if (diagnostics_.count(Severity::error) != before) return;
    read.push_back(*x);
  }
  v = std::move(read);
}

void Reader::pairs_value(const Param& p, std::vector<std::pair<std::string, std::string>>& v) {
  const DocNode* n = find(p);
  if (!n) return;
  if (!n->is_mapping()) return error("type", *n, fmt::format("`{}` must be a mapping, found {}", path_of(p.key), n->kind_name()));
  v.clear();
  for (const auto& e : n->entries) {
    places_[path_of(p.key) + "." + e.key] = e.value.loc;
    if (e.key.empty() || e.key.size() > max_pair_key) {
      diagnostics_.error("name", e.key_loc,
                         fmt::format("a key of {} characters in `{}`; allowed: 1 to {}", e.key.size(), path_of(p.key), max_pair_key));
      continue;
    }
    if (!e.value.is_scalar() || e.value.scalar.empty() || e.value.scalar.size() > max_text) {
      error("type", e.value, fmt::format("`{}.{}` must be a single value, found {}", path_of(p.key), e.key, e.value.kind_name()));
      continue;
    }
    if (p.type == ValueType::number) {
      const auto x = parse_number(e.value.scalar);
      if (!x || !(*x > 0)) {
        error("type", e.value, fmt::format("`{}.{}` must be a number above zero, found `{}`", path_of(p.key), e.key, e.value.scalar));
        continue;
      }
    }
    v.emplace_back(e.key, e.value.scalar);
  }
}

void Reader::path_value(const Param& p, FilePath& v) {
  const DocNode* n = find(p);
  if (!n || !scalar(*n, p, "a file")) return;
  namespace fs = std::filesystem;
  v.written = n->scalar;
  const fs::path w(n->scalar);
  v.found = w.is_absolute() ? w.string() : (fs::path(n->loc.file).parent_path() / w).string();
  std::error_code ec;
  if (n->scalar.empty() || !fs::is_regular_file(v.found, ec))
    error("file-not-found", *n, fmt::format("`{}`: no file `{}`", path_of(p.key), v.found),
          "paths are relative to the scenario file that names them");
}

bool Reader::states(const std::string& path, const std::set<std::string>& except) const {
  const std::string prefix = path + ".";
  for (auto it = places_.lower_bound(prefix); it != places_.end() && it->first.starts_with(prefix); ++it)
    if (!except.contains(it->first.substr(prefix.size()))) return true;
  return false;
}

SourceLoc Reader::where(const std::string& path) const {
  for (std::string p = path; !p.empty();) {
    if (const auto it = places_.find(p); it != places_.end()) return it->second;
    const std::size_t dot = p.rfind('.');
    p = dot == std::string::npos ? "" : p.substr(0, dot);
  }
  return root_.loc;
}

}  // namespace netsuden
