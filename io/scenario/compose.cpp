// SPDX-License-Identifier: Apache-2.0
// A scenario from its parts: built-in catalogue < include < extends < the file < --set.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <fstream>
#include <set>
#include <sstream>

#include "io/scenario/document.hpp"

namespace netsuden {
namespace {

namespace fs = std::filesystem;
constexpr int max_depth = 32;

std::optional<std::string> slurp(const std::string& path) {
  std::error_code ec;
  if (fs::is_directory(path, ec)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad()) return std::nullopt;
  return text.str();
}

class Composer {
 public:
  explicit Composer(Diagnostics& d) : diagnostics_(d) {}

  std::optional<DocNode> file(const std::string& path, const SourceLoc& named_at) {
    const auto text = slurp(path);
    if (!text) {
      const auto built_in = find_built_in(path);
      if (built_in) return document(path, *built_in);
      diagnostics_.error("file-not-found", named_at, fmt::format("cannot read `{}`", path),
                         "paths are relative to the file that names them");
      return std::nullopt;
    }
    std::error_code ec;
    const std::string id = fs::weakly_canonical(path, ec).string();
    if (!open_.insert(id).second) {
      diagnostics_.error("include-cycle", named_at, fmt::format("`{}` includes itself", path));
      return std::nullopt;
    }
    auto n = document(path, *text);
    open_.erase(id);
    return n;
  }

  std::optional<DocNode> document(const std::string& name, const std::string& text) {
    if (++depth_ > max_depth) {
      diagnostics_.error("include-depth", {name, 0, 0, 1}, fmt::format("more than {} nested files", max_depth));
      --depth_;
      return std::nullopt;
    }
    auto root = parse_document(name, text, diagnostics_);
    if (root && !root->is_mapping()) {
      diagnostics_.error("type", root->loc, fmt::format("a scenario is a mapping, found {}", root->kind_name()),
                         "start with `netsuden: 1`");
      root.reset();
    }
    if (root) root = with_parts(std::move(*root), name);
    --depth_;
    return root;
  }

 private:
  /// The document with what it extends and includes beneath it.
  std::optional<DocNode> with_parts(DocNode root, const std::string& name) {
    DocNode beneath;
    beneath.kind = DocNode::Kind::mapping;
    beneath.loc = root.loc;
    bool ok = true;
    for (const char* key : {"include", "extends"}) {
      auto it = std::find_if(root.entries.begin(), root.entries.end(), [&](auto& e) { return e.key == key; });
      if (it == root.entries.end()) continue;
      const DocNode value = it->value;
      root.entries.erase(it);
      for (const DocNode* part : parts(value, key, ok)) {
        const fs::path wanted(part->scalar);
        const std::string path =
            wanted.is_absolute() ? wanted.string() : (fs::path(name).parent_path() / wanted).string();
        auto n = file(path, part->loc);
        if (!n) {
          ok = false;
          continue;
        }
        if (std::string_view(key) == "include") std::erase_if(n->entries, [](auto& e) { return e.key == "netsuden"; });
        merge_onto(beneath, *n);
      }
    }
    if (!ok) return std::nullopt;
    merge_onto(beneath, root);
    return beneath;
  }

  std::vector<const DocNode*> parts(const DocNode& value, const char* key, bool& ok) {
    std::vector<const DocNode*> names;
    if (value.is_scalar()) names.push_back(&value);
    else if (value.is_sequence())
      for (const auto& i : value.items) names.push_back(&i);
    for (const auto* n : names)
      if (!n->is_scalar()) names.clear();
    if (names.empty() && value.kind != DocNode::Kind::null && !(value.is_sequence() && value.items.empty())) {
      diagnostics_.error("type", value.loc, fmt::format("`{}` names a file or a list of files", key));
      ok = false;
    }
    return names;
  }

  /// `include: [catalogue/gpu.yaml]` finds the shipped file also where no such folder is beside the scenario.
  static const std::string* find_built_in(const std::string& path) {
    for (const auto& [name, text] : built_in_catalogue())
      if (path == name || (path.size() > name.size() && path.ends_with(name) && path[path.size() - name.size() - 1] == '/'))
        return &text;
    return nullptr;
  }

  Diagnostics& diagnostics_;
  std::set<std::string> open_;
  int depth_ = 0;
};

std::optional<DocNode> finish(std::optional<DocNode> user, const ComposeOptions& options, Diagnostics& diagnostics) {
  DocNode root;
  root.kind = DocNode::Kind::mapping;
  for (const auto& [name, text] : built_in_catalogue()) {
    auto n = parse_document(name, text, diagnostics);
    if (n) merge_onto(root, *n);
  }
  if (!user) return std::nullopt;
  root.loc = user->loc;
  merge_onto(root, *user);
  int number = 0;
  for (const std::string& s : options.set) {
    const std::string source = fmt::format("--set #{}", ++number);
    const std::size_t eq = s.find('=');
    const SourceLoc where{source, 1, 1, static_cast<int>(eq == std::string::npos ? s.size() : eq)};
    diagnostics.add_source(source, s);
    if (eq == std::string::npos || eq == 0) {
      diagnostics.error("set-path", where, fmt::format("`{}` is not PATH=VALUE", s),
                        "for example --set sites.inzai.halls.hall1.racks.count=48");
      continue;
    }
    Diagnostics inner;
    auto value = parse_document(source, s.substr(eq + 1), inner);
    if (!value) {
      if (s.size() == eq + 1) value.emplace();  // PATH= removes a value
      else {
        diagnostics.error("set-value", {source, 1, static_cast<int>(eq) + 2, 1},
                          "the value is not YAML: " + (inner.all().empty() ? "" : inner.all().front().message));
        continue;
      }
    }
    const std::function<void(DocNode&)> shift = [&](DocNode& n) {
      n.loc.column += static_cast<int>(eq) + 1;
      for (auto& i : n.items) shift(i);
      for (auto& e : n.entries) {
        e.key_loc.column += static_cast<int>(eq) + 1;
        shift(e.value);
      }
    };
    shift(*value);
    diagnostics.add_source(source, s);
    assign_path(root, s.substr(0, eq), std::move(*value), where, diagnostics);
  }
  return root;
}

}  // namespace

std::optional<DocNode> compose(const std::string& file, const ComposeOptions& options, Diagnostics& diagnostics) {
  Composer c(diagnostics);
  return finish(c.file(file, {file, 0, 0, 1}), options, diagnostics);
}

std::optional<DocNode> compose_text(const std::string& name, const std::string& text, const ComposeOptions& options,
                                    Diagnostics& diagnostics) {
  Composer c(diagnostics);
  return finish(c.document(name, text), options, diagnostics);
}

}  // namespace netsuden
