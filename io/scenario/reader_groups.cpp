// SPDX-License-Identifier: Apache-2.0
// The part of the reader that goes into mappings and lists.
#include <fmt/format.h>

#include "io/scenario/reader.hpp"

namespace netsuden {
namespace {

constexpr std::size_t max_elements = 20'000;

bool valid_name(const std::string& s) {
  if (s.empty() || s.size() > 64) return false;
  for (const char c : s)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-')) return false;
  return true;
}

}  // namespace

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
  const int before = diagnostics_.count(Severity::error);
  choice_value(p, index, choices);
  if (diagnostics_.count(Severity::error) != before) {
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
  open(std::move(maps), p.key);
  body(*this);
  close();
  if (present) *present = true;
}

/// Elements of all lists and maps together, so that aliases cannot make a building of any size.
bool Reader::room_for(const Param& p, const DocNode& n, std::size_t count) {
  elements_ += count;
  if (elements_ <= max_elements) return true;
  error("count", n, fmt::format("`{}` brings the scenario to more than {} named things", path_of(p.key), max_elements));
  return false;
}

void Reader::list_value(const Param& p, ObjectsAccess& access) {
  const DocNode* n = find(p);
  if (!n) return;
  if (!n->is_sequence()) return error("type", *n, fmt::format("`{}` must be a list, found {}", path_of(p.key), n->kind_name()), help_of(p));
  access.clear();
  if (!room_for(p, *n, n->items.size())) return;
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

void Reader::map_value(const Param& p, ObjectsAccess& access) {
  const DocNode* n = find(p);
  if (!n) return;
  if (!n->is_mapping())
    return error("type", *n, fmt::format("`{}` must be a mapping of names, found {}", path_of(p.key), n->kind_name()), help_of(p));
  access.clear();
  if (!room_for(p, *n, n->entries.size())) return;
  for (const auto& e : n->entries) {
    if (e.value.kind == DocNode::Kind::null) {  // `name: null` in a variant removes what the base declares
      if (e.value.scalar.empty())
        diagnostics_.error("type", e.key_loc, fmt::format("`{}.{}` has no value", path_of(p.key), e.key),
                           "write `null` to remove it, `{}` for one with nothing but defaults");
      continue;
    }
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

}  // namespace netsuden
