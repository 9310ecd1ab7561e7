// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <sstream>

#include "io/scenario/syntax.hpp"
#include "io/scenario/text_check.hpp"

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

// A scenario of a thousand halls has about forty thousand values. Long texts count for more than one.
constexpr std::size_t max_weight = 100'000;
constexpr std::size_t max_depth = 200;

struct TooLarge {};
struct TooDeep {};

std::size_t weight(const std::string& scalar) { return 1 + scalar.size() / 64; }
std::size_t weight(const DocNode& n) {
  std::size_t w = weight(n.scalar);
  for (const auto& i : n.items) w += weight(i);
  for (const auto& e : n.entries) w += weight(e.key) + weight(e.value);
  return w;
}

/// Builds DocNodes from yaml-cpp's events.
class Builder : public YAML::EventHandler {
 public:
  Builder(const std::string& file, const std::string& text, Diagnostics& d) : file_(file), text_(text), diagnostics_(d) {
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') line_begins_.push_back(i + 1);
  }

  DocNode root;
  bool failed = false;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& m, YAML::anchor_t a) override {
    DocNode n = make(m, DocNode::Kind::null);
    for (const char* word : {"~", "null", "Null", "NULL"})  // else there is nothing, and the mark is of what follows
      if (text_.compare(byte_of(m), std::strlen(word), word) == 0) n.scalar = word;
    n.loc.length = std::max<int>(1, static_cast<int>(n.scalar.size()));
    add(std::move(n), a);
  }
  void OnAlias(const YAML::Mark& m, YAML::anchor_t a) override {
    auto it = anchors_.find(a);
    if (it == anchors_.end()) {
      diagnostics_.error("yaml-syntax", at(m), "an alias that refers to a value around itself");
      failed = true;
      add(make(m, DocNode::Kind::null), 0);
      return;
    }
    count(weight(it->second));
    add(it->second, 0);
  }
  void OnScalar(const YAML::Mark& m, const std::string& tag, YAML::anchor_t a, const std::string& v) override {
    count(weight(v));
    DocNode n = make(m, DocNode::Kind::scalar);
    n.scalar = v;
    n.quoted = tag == "!";
    n.loc.length = std::max<int>(1, static_cast<int>(characters(v)) + (n.quoted ? 2 : 0));
    if (has_controls(v)) {
      diagnostics_.error("text-control", n.loc, "a control character in a value", "a scenario is plain text: remove the escape");
      failed = true;
    }
    refuse_tag(n, tag);
    last_value = n.loc;
    add(std::move(n), a);
  }
  void OnSequenceStart(const YAML::Mark& m, const std::string& tag, YAML::anchor_t a, YAML::EmitterStyle::value) override {
    open(make(m, DocNode::Kind::sequence), tag, a);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& m, const std::string& tag, YAML::anchor_t a, YAML::EmitterStyle::value) override {
    open(make(m, DocNode::Kind::mapping), tag, a);
  }
  void OnMapEnd() override { close(); }

  /// yaml-cpp's columns count bytes, ours characters. Counted on from the last place where that is in the same line.
  SourceLoc at(const YAML::Mark& m) {
    const std::size_t begin = line_begins_[std::min(static_cast<std::size_t>(std::max(0, m.line)), line_begins_.size() - 1)];
    const std::size_t byte = byte_of(m);
    if (counted_to_ < begin || counted_to_ > byte) {
      counted_to_ = begin;
      counted_ = 0;
    }
    counted_ += characters(std::string_view(text_).substr(counted_to_, byte - counted_to_));
    counted_to_ = byte;
    return {file_, m.line + 1, static_cast<int>(counted_) + 1, 1};
  }

  SourceLoc last_value;
  /// The mapping or list being read, or null.
  const DocNode* innermost() const { return stack_.empty() ? nullptr : &stack_.back().node; }

 private:
  struct Open {
    DocNode node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    DocEntry entry;
    std::map<std::string, SourceLoc> keys;
  };

  std::size_t byte_of(const YAML::Mark& m) const {
    const auto line = std::min(static_cast<std::size_t>(std::max(0, m.line)), line_begins_.size() - 1);
    return std::min(line_begins_[line] + static_cast<std::size_t>(std::max(0, m.column)), text_.size());
  }
  DocNode make(const YAML::Mark& m, DocNode::Kind k) {
    DocNode n;
    n.kind = k;
    n.loc = at(m);
    return n;
  }
  static std::size_t characters(std::string_view s) {
    return static_cast<std::size_t>(std::count_if(s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  }
  void count(std::size_t w) {
    weight_ += w;
    if (weight_ > max_weight) throw TooLarge{};
  }
  void refuse_tag(const DocNode& n, const std::string& tag) {
    constexpr std::string_view core = "tag:yaml.org,2002:";
    if (tag.empty() || tag == "?" || tag == "!") return;
    diagnostics_.error("yaml-tag", n.loc, fmt::format("the tag `{}` is not supported", tag.starts_with(core) ? "!!" + tag.substr(core.size()) : tag),
                       "remove it: what a value is follows from its key");
    failed = true;
  }
  void open(DocNode n, const std::string& tag, YAML::anchor_t a) {
    if (stack_.size() >= max_depth) throw TooDeep{};
    count(1);
    refuse_tag(n, tag);
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
    if (anchor != 0) {
      count(weight(n));  // of the copy
      anchors_[anchor] = n;
    }
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
      diagnostics_.error("yaml-key", n.loc, fmt::format("a key must be a name, found {}", n.kind_name()),
                         "a text that begins with `{` or `[` needs quotes");
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
  const std::string& text_;
  std::vector<std::size_t> line_begins_{0};
  std::size_t counted_to_ = 0, counted_ = 0;  ///< byte, and characters before it in its line
  Diagnostics& diagnostics_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, DocNode> anchors_;
  std::size_t weight_ = 0;
};

/// Keys of which one excludes the others, by the key of the mapping in which they stand.
const std::vector<std::string>* exclusive_group(std::string_view parent) {
  static const std::map<std::string, std::vector<std::string>, std::less<>> groups{
      {"weather", {"climate", "normals", "file", "constant"}},
      {"price", {"flat", "file", "mean"}},
      {"carbon", {"flat", "file", "mean"}},
      {"carbon_marginal", {"flat", "file", "mean"}},
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

std::optional<DocNode> parse_document(const std::string& name, const std::string& given, Diagnostics& diagnostics) {
  std::string text = given;
  if (!check_text(name, text, diagnostics)) return std::nullopt;
  diagnostics.add_source(name, text);
  Builder builder(name, text, diagnostics);
  const auto syntax = [&](Builder& b, const std::string& said, const SourceLoc& where) {
    const DocNode* open = b.innermost();
    report_syntax({said, where, open ? open->loc : SourceLoc{}, open && open->is_sequence(), b.last_value}, text, diagnostics);
    return std::nullopt;
  };
  Builder second(name, text, diagnostics);
  try {
    // An unclosed quote is found by yaml-cpp where the text ends within a line, not behind one.
    std::istringstream stream(text.substr(0, text.find_last_not_of(" \t\r\n") + 1));
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      diagnostics.error("yaml-empty", {name, 0, 0, 1}, "the document is empty",
                        "a scenario starts with `netsuden: 1`");
      return std::nullopt;
    }
    if (parser.HandleNextDocument(second)) {
      diagnostics.error("yaml-documents", second.root.loc, "a second document in the same file",
                        "a scenario is one document: remove the `---`");
      return std::nullopt;
    }
  } catch (const YAML::DeepRecursion& e) {
    return syntax(builder, "nesting", builder.at(e.mark));
  } catch (const YAML::Exception& e) {
    return syntax(builder, e.msg, builder.at(e.mark));
  } catch (const TooDeep&) {
    Builder& deep = builder.innermost() ? builder : second;  // the first document may have ended
    const DocNode* open = deep.innermost();
    return syntax(deep, "nesting", open ? open->loc : SourceLoc{name, 1, 1, 1});
  } catch (const TooLarge&) {
    diagnostics.error("yaml-size", {name, 0, 0, 1}, fmt::format("more than {} values, aliases counted in full", max_weight),
                      "jobs, weather and prices belong into files of their own");
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
  std::map<std::string, std::size_t> at;
  for (std::size_t i = 0; i < base.entries.size(); ++i) at.emplace(base.entries[i].key, i);
  for (const auto& e : over.entries) {
    const auto [it, fresh] = at.emplace(e.key, base.entries.size());
    if (fresh) {
      base.entries.push_back(e);
    } else {
      base.entries[it->second].key_loc = e.key_loc;
      merge_onto(base.entries[it->second].value, e.value, e.key);
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
      if (next->is_mapping() && value.is_mapping() && value.entries.empty())
        diagnostics.warning("set-value", where, fmt::format("`{}={{}}` changes nothing: an empty map is laid over what is there", path), fmt::format("`{}=` takes it away", path));
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
