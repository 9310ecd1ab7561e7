// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/reader.hpp"

#include <fmt/format.h>

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
    const DocNode* n = layer->find(key);
    if (n && n->kind != DocNode::Kind::null) found.push_back(n);
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
  if (*p.doc.unit) h += fmt::format("{}given in {}", h.empty() ? "" : " Unit: ", p.doc.unit);
  return h;
}

void Reader::error(const char* code, const DocNode& at, std::string message, std::string help) {
  diagnostics_.error(code, at.loc, std::move(message), std::move(help));
}

bool Reader::scalar(const DocNode& n, const Param& p, const char* expected) {
  if (n.is_scalar()) return true;
  error("type", n, fmt::format("`{}` must be {}, found {}", path_of(p.key), expected, n.kind_name()), help_of(p));
  return false;
}

std::string range_words(const Param& p) {
  const Range& r = p.doc.range;
  if (!r.bounded()) return "";
  const double percent = p.type == ValueType::fraction ? 100 : 1;
  const std::string unit = p.type == ValueType::fraction ? " %" : *p.doc.unit ? std::string(" ") + p.doc.unit : "";
  if (r.min <= -1e299) return fmt::format("at most {:g}{}", r.max * percent, unit);
  if (r.max >= 1e299) return fmt::format("at least {:g}{}", r.min * percent, unit);
  return fmt::format("{:g} to {:g}{}", r.min * percent, r.max * percent, unit);
}

void Reader::check_range(const Param& p, const DocNode& n, double si, double in_unit) {
  const Range& r = p.doc.range;
  // The bounds are inclusive up to the rounding of a unit conversion.
  const double slack = 1e-12 * std::max(1.0, std::abs(in_unit));
  if (!r.bounded() || (in_unit >= r.min - slack && in_unit <= r.max + slack)) return;
  (void)si;
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
  check_range(p, *n, *v, in_unit);
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
  const std::size_t before = diagnostics_.all().size();
  check_range(p, *n, static_cast<double>(x), static_cast<double>(x));
  if (diagnostics_.all().size() != before) return;
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
    const std::size_t before = diagnostics_.all().size();
    check_range(p, i, *x, *x);
    if (diagnostics_.all().size() != before) return;
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
    if (!e.value.is_scalar()) {
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

void Reader::model_value(const Param& p, std::string& v, const char* section) {
  const DocNode* n = find(p);
  if (!n || !scalar(*n, p, "the name of a catalogue entry")) return;
  v = n->scalar;
  const DocNode* catalogue = root_.find("catalogue");
  const DocNode* entries = catalogue && catalogue->is_mapping() ? catalogue->find(section) : nullptr;
  const DocNode* entry = entries && entries->is_mapping() ? entries->find(v) : nullptr;
  if (entry && entry->is_mapping()) {
    auto& layers = scopes_.back().layers;
    if (layers.size() < 16) layers.push_back(entry);
    return;
  }
  std::vector<std::string> names;
  if (entries)
    for (const auto& e : entries->entries) names.push_back(e.key);
  const std::string near = nearest_name(v, names);
  error("model", *n, fmt::format("`{}`: no entry `{}` among the catalogue's {}", path_of(p.key), v, section),
        near.empty() ? fmt::format("there are: {}", fmt::join(names, ", ")) : fmt::format("did you mean `{}`?", near));
}

void Reader::variant_value(const Param& p, int& index, const std::vector<Choice>& choices,
                           const std::function<void(Describe&, int)>& body) {
  const std::size_t before = diagnostics_.all().size();
  choice_value(p, index, choices);
  if (diagnostics_.all().size() != before) {
    scopes_.back().report_unknown = false;  // which keys belong here is not known
    return;
  }
  body(*this, index);
}

void Reader::object_value(const Param& p, bool* present, const Body& body) {
  const auto layers = find_layers(p.key);
  if (layers.empty()) {
    if (p.doc.required)
      diagnostics_.error("missing-key", scopes_.back().loc, fmt::format("`{}` is missing{}", p.key,
                         path_.empty() ? "" : fmt::format(" in `{}`", path_)), help_of(p));
    // An absent object keeps its defaults; an optional one stays absent.
    return;
  }
  places_[path_of(p.key)] = layers.front()->loc;
  if (!layers.front()->is_mapping()) {
    error("type", *layers.front(), fmt::format("`{}` must be a mapping, found {}", path_of(p.key), layers.front()->kind_name()), help_of(p));
    return;
  }
  std::vector<const DocNode*> maps;
  for (const DocNode* l : layers)
    if (l->is_mapping()) maps.push_back(l);
  if (scopes_.size() > 64) return error("depth", *layers.front(), "nested too deeply");
  open(std::move(maps), p.key);
  body(*this);
  close();
  if (present) *present = true;
}

void Reader::list_value(const Param& p, ObjectsAccess& access) {
  const DocNode* n = find(p);
  if (!n) return;
  if (!n->is_sequence()) return error("type", *n, fmt::format("`{}` must be a list, found {}", path_of(p.key), n->kind_name()), help_of(p));
  access.clear();
  for (std::size_t i = 0; i < n->items.size(); ++i) {
    const DocNode& item = n->items[i];
    if (!item.is_mapping()) {
      error("type", item, fmt::format("`{}.{}` must be a mapping, found {}", path_of(p.key), i, item.kind_name()), help_of(p));
      continue;
    }
    access.add({});
    places_[path_of(p.key) + "." + std::to_string(i)] = item.loc;
    open({&item}, std::string(p.key) + "." + std::to_string(i));
    access.describe(*this, access.size() - 1);
    close();
  }
}

namespace {
bool valid_name(const std::string& s) {
  if (s.empty() || s.size() > 64) return false;
  for (const char c : s)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) return false;
  return true;
}
}  // namespace

void Reader::map_value(const Param& p, ObjectsAccess& access) {
  const DocNode* n = find(p);
  if (!n) return;
  if (!n->is_mapping()) return error("type", *n, fmt::format("`{}` must be a mapping of names, found {}", path_of(p.key), n->kind_name()), help_of(p));
  access.clear();
  for (const auto& e : n->entries) {
    if (e.value.kind == DocNode::Kind::null) continue;  // `name: null` in a variant removes what the base declares
    if (!valid_name(e.key)) {
      diagnostics_.error("name", e.key_loc, fmt::format("`{}` is not a name", e.key),
                         "names have 1 to 64 letters, digits, `_` or `-`: they become paths, columns and file names");
      continue;
    }
    if (!e.value.is_mapping()) {
      error("type", e.value, fmt::format("`{}.{}` must be a mapping, found {}", path_of(p.key), e.key, e.value.kind_name()), help_of(p));
      continue;
    }
    access.add(e.key);
    places_[path_of(p.key) + "." + e.key] = e.key_loc;
    open({&e.value}, std::string(p.key) + "." + e.key);
    access.describe(*this, access.size() - 1);
    close();
  }
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
