// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace netsuden {

const DocNode* DocNode::find(std::string_view key) const {
  for (const auto& e : entries)
    if (e.key == key) return &e.value;
  return nullptr;
}
DocNode* DocNode::find(std::string_view key) {
  return const_cast<DocNode*>(static_cast<const DocNode*>(this)->find(key));
}

const char* DocNode::kind_name() const {
  switch (kind) {
    case Kind::null: return "nothing";
    case Kind::scalar: return "a single value";
    case Kind::sequence: return "a list";
    case Kind::mapping: return "a mapping";
  }
  return "";
}

namespace {

constexpr std::size_t max_nodes = 1'000'000;

struct TooLarge {};

std::size_t count_nodes(const DocNode& n) {
  std::size_t c = 1;
  for (const auto& i : n.items) c += count_nodes(i);
  for (const auto& e : n.entries) c += count_nodes(e.value);
  return c;
}

/// Builds DocNodes from yaml-cpp's events.
class Builder : public YAML::EventHandler {
 public:
  Builder(const std::string& file, Diagnostics& d) : file_(file), diagnostics_(d) {}

  DocNode root;
  bool failed = false;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& m, YAML::anchor_t a) override { add(make(m, DocNode::Kind::null), a); }
  void OnAlias(const YAML::Mark& m, YAML::anchor_t a) override {
    auto it = anchors_.find(a);
    if (it == anchors_.end()) {
      diagnostics_.error("yaml-syntax", at(m), "an alias that refers to a value around itself");
      failed = true;
      add(make(m, DocNode::Kind::null), 0);
      return;
    }
    nodes_ += count_nodes(it->second);
    add(it->second, 0);
  }
  void OnScalar(const YAML::Mark& m, const std::string& tag, YAML::anchor_t a, const std::string& v) override {
    DocNode n = make(m, DocNode::Kind::scalar);
    n.scalar = v;
    n.quoted = tag == "!";
    n.loc.length = std::max<int>(1, static_cast<int>(v.size()) + (n.quoted ? 2 : 0));
    if (!n.quoted && (v == "~" || v == "null")) n.kind = DocNode::Kind::null;
    add(std::move(n), a);
  }
  void OnSequenceStart(const YAML::Mark& m, const std::string&, YAML::anchor_t a, YAML::EmitterStyle::value) override {
    open(make(m, DocNode::Kind::sequence), a);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& m, const std::string&, YAML::anchor_t a, YAML::EmitterStyle::value) override {
    open(make(m, DocNode::Kind::mapping), a);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    DocNode node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    DocEntry entry;
    std::map<std::string, SourceLoc> keys;
  };

  SourceLoc at(const YAML::Mark& m) const { return {file_, m.line + 1, m.column + 1, 1}; }
  DocNode make(const YAML::Mark& m, DocNode::Kind k) const {
    DocNode n;
    n.kind = k;
    n.loc = at(m);
    return n;
  }
  void open(DocNode n, YAML::anchor_t a) {
    Open o;
    o.node = std::move(n);
    o.anchor = a;
    stack_.push_back(std::move(o));
  }
  void close() {
    Open o = std::move(stack_.back());
    stack_.pop_back();
    add(std::move(o.node), o.anchor);
  }
  void add(DocNode n, YAML::anchor_t anchor) {
    if (++nodes_ > max_nodes) throw TooLarge{};
    if (anchor != 0) anchors_[anchor] = n;
    if (stack_.empty()) {
      root = std::move(n);
      return;
    }
    Open& top = stack_.back();
    if (top.node.is_sequence()) {
      top.node.items.push_back(std::move(n));
    } else if (!top.has_key) {
      take_key(top, n);
    } else {
      top.has_key = false;
      top.entry.value = std::move(n);
      top.node.entries.push_back(std::move(top.entry));
      top.entry = {};
    }
  }
  void take_key(Open& top, const DocNode& n) {
    top.has_key = true;
    top.entry.key_loc = n.loc;
    top.entry.key = n.scalar;
    if (!n.is_scalar()) {
      diagnostics_.error("yaml-key", n.loc, fmt::format("a key must be a name, found {}", n.kind_name()));
      failed = true;
    } else if (n.scalar == "<<" && !n.quoted) {
      diagnostics_.error("yaml-merge", n.loc, "the merge key `<<` is not supported",
                         "put shared values into the catalogue and name them with `model:`, or use `extends:`");
      failed = true;
    } else if (auto [it, fresh] = top.keys.emplace(n.scalar, n.loc); !fresh) {
      diagnostics_.error("duplicate-key", n.loc, fmt::format("`{}` is given twice in the same mapping", n.scalar),
                         "remove one of the two")
          .related.emplace_back(it->second, "first given here");
      failed = true;
    }
  }

  std::string file_;
  Diagnostics& diagnostics_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, DocNode> anchors_;
  std::size_t nodes_ = 0;
};

/// Keys of which one excludes the others, by the key of the mapping in which they stand.
const std::vector<std::string>* exclusive_group(std::string_view parent) {
  static const std::map<std::string, std::vector<std::string>, std::less<>> groups{
      {"weather", {"climate", "normals", "file", "constant"}},
      {"price", {"flat", "file", "mean"}},
      {"carbon", {"flat", "file", "mean"}},
  };
  auto it = groups.find(parent);
  return it == groups.end() ? nullptr : &it->second;
}

void displace_rivals(DocNode& mapping, std::string_view parent, const std::string& key) {
  const auto* group = exclusive_group(parent);
  if (!group || std::find(group->begin(), group->end(), key) == group->end()) return;
  std::erase_if(mapping.entries, [&](const DocEntry& e) {
    return e.key != key && std::find(group->begin(), group->end(), e.key) != group->end();
  });
}

}  // namespace

std::optional<DocNode> parse_document(const std::string& name, const std::string& text, Diagnostics& diagnostics) {
  diagnostics.add_source(name, text);
  if (text.find('\0') != std::string::npos) {
    diagnostics.error("yaml-syntax", {name, 0, 0, 1}, "the file holds a NUL byte: it is not a text");
    return std::nullopt;
  }
  Builder builder(name, diagnostics);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      diagnostics.error("yaml-empty", {name, 0, 0, 1}, "the document is empty",
                        "a scenario starts with `netsuden: 1`");
      return std::nullopt;
    }
    Builder second(name, diagnostics);
    if (parser.HandleNextDocument(second)) {
      diagnostics.error("yaml-documents", second.root.loc, "a second document in the same file",
                        "a scenario is one document: remove the `---`");
      return std::nullopt;
    }
  } catch (const YAML::Exception& e) {
    diagnostics.error("yaml-syntax", {name, e.mark.line + 1, e.mark.column + 1, 1}, e.msg,
                      "check indentation (spaces, no tabs), colons and quotes");
    return std::nullopt;
  } catch (const TooLarge&) {
    diagnostics.error("yaml-size", {name, 0, 0, 1},
                      fmt::format("more than {} values, with aliases counted in full", max_nodes));
    return std::nullopt;
  }
  if (builder.failed) return std::nullopt;
  return std::move(builder.root);
}

void merge_onto(DocNode& base, const DocNode& over, std::string_view key) {
  if (!base.is_mapping() || !over.is_mapping()) {
    base = over;
    return;
  }
  for (const auto& e : over.entries) displace_rivals(base, key, e.key);
  for (const auto& e : over.entries) {
    auto it = std::find_if(base.entries.begin(), base.entries.end(), [&](const DocEntry& b) { return b.key == e.key; });
    if (it == base.entries.end()) {
      base.entries.push_back(e);
    } else {
      it->key_loc = e.key_loc;
      merge_onto(it->value, e.value, e.key);
    }
  }
}

namespace {
bool is_index(const std::string& s) {
  return !s.empty() && s.size() < 7 && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}
}  // namespace

void assign_path(DocNode& root, const std::string& path, DocNode value, const SourceLoc& where,
                 Diagnostics& diagnostics) {
  DocNode* at = &root;
  std::string parent_key;
  std::size_t from = 0;
  for (;;) {
    const std::size_t dot = path.find('.', from);
    const std::string key = path.substr(from, dot == std::string::npos ? dot : dot - from);
    const bool last = dot == std::string::npos;
    if (key.empty()) {
      diagnostics.error("set-path", where, fmt::format("`{}` is not a path", path),
                        "a path names keys with dots between: sites.NAME.halls.NAME.racks.count");
      return;
    }
    DocNode* next = nullptr;
    if (at->is_sequence()) {
      if (!is_index(key) || std::stoul(key) >= at->items.size()) {
        diagnostics.error("set-path", where,
                          fmt::format("`{}` in `{}`: the list has {} elements, numbered from 0", key, path,
                                      at->items.size()));
        return;
      }
      next = &at->items[std::stoul(key)];
    } else {
      if (!at->is_mapping()) {
        *at = DocNode{};
        at->kind = DocNode::Kind::mapping;
        at->loc = where;
      }
      displace_rivals(*at, parent_key, key);
      next = at->find(key);
      if (!next) {
        at->entries.push_back({key, where, DocNode{}});
        next = &at->entries.back().value;
        next->loc = where;
      }
    }
    if (last) {
      if (next->is_mapping() && value.is_mapping()) merge_onto(*next, value, key);
      else *next = std::move(value);
      return;
    }
    at = next;
    parent_key = key;
    from = dot + 1;
  }
}

}  // namespace netsuden
