// SPDX-License-Identifier: Apache-2.0
// A scenario from its parts: built-in catalogue < include < extends < the file < overrides (a study's) < --set.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>

#include "io/scenario/document.hpp"

namespace netsuden {
namespace {

namespace fs = std::filesystem;
constexpr int max_depth = 32, max_files = 500;

constexpr std::size_t max_bytes = 16u << 20;

/// The whole file, or why not. Pipes are read (the scenario may come from one), endless devices are not.
std::optional<std::string> slurp(const std::string& path, std::string& why) {
  errno = 0;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> f(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!f) {
    why = std::strerror(errno);
    return std::nullopt;
  }
  std::string text;
  char block[1 << 16];
  for (std::size_t n = 0; (n = std::fread(block, 1, sizeof block, f.get())) > 0;) {
    text.append(block, n);
    if (text.size() > max_bytes) {
      why = "it is longer than 16 MiB";
      return std::nullopt;
    }
  }
  if (!std::ferror(f.get())) return text;
  why = std::strerror(errno);  // a directory, for one
  return std::nullopt;
}

class Composer {
 public:
  explicit Composer(Diagnostics& d) : diagnostics_(d) {}

  std::optional<DocNode> file(const std::string& path, const SourceLoc& named_at) {
    std::string why;
    const bool named = named_at.line > 0;  // by another file, not on the command line
    std::error_code ec;
    const fs::file_status status = fs::status(path, ec);
    const auto text = named && fs::exists(status) && !fs::is_regular_file(status) ? std::nullopt : slurp(path, why);
    if (!text) {
      const auto built_in = find_built_in(path);
      if (built_in) return document(path, *built_in);
      if (why.empty()) why = "it is not a file";
      diagnostics_.error("cannot-read", named_at,
                         named ? fmt::format("cannot read `{}`: {}", path, why) : fmt::format("cannot read the scenario: {}", why),
                         named ? "paths are relative to the file that names them" : "");
      return std::nullopt;
    }
    const std::string id = fs::weakly_canonical(path, ec).string();
    if (!open_.insert(id).second) {
      diagnostics_.error("include-cycle", named_at, fmt::format("`{}` includes itself", path),
                         "a file that is included does not include its includer");
      return std::nullopt;
    }
    auto n = document(path, *text);
    open_.erase(id);
    return n;
  }

  std::optional<DocNode> document(const std::string& name, const std::string& text) {
    ++depth_;
    if (depth_ > max_depth || ++files_ > max_files) {
      if (depth_ > max_depth || files_ == max_files + 1)
        diagnostics_.error("include-depth", {name, 0, 0, 1}, fmt::format("more than {} files within files, or {} in all", max_depth, max_files));
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
      diagnostics_.error("type", value.loc, fmt::format("`{}` must be a file or a list of files, found {}", key, value.kind_name()),
                         fmt::format("write {0}: FILE, or {0}: [FILE, FILE]", key));
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
  int depth_ = 0, files_ = 0;
};

/// A value with one place for all of it.
void place(DocNode& n, const SourceLoc& where) {
  n.loc = where;
  for (auto& i : n.items) place(i, where);
  for (auto& e : n.entries) {
    e.key_loc = where;
    place(e.value, where);
  }
}

void lay_over(DocNode& root, const Override& o, Diagnostics& diagnostics) {
  Diagnostics inner;
  auto value = parse_document(o.path, o.value, inner);
  if (!value && o.value.find_first_not_of(" \t") != std::string::npos) {
    for (const Diagnostic& d : inner.all()) diagnostics.error("set-value", o.where, fmt::format("the value of `{}` is not YAML: {}", o.path, d.message), d.help);
    return;
  }
  if (!value) {
    value.emplace();  // an empty one takes the value away
    value->scalar = "null";
  }
  place(*value, o.where);
  assign_path(root, o.path, std::move(*value), o.where, diagnostics);
}

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
  for (const Override& o : options.overrides) lay_over(root, o, diagnostics);
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
    const int shift_by = static_cast<int>(eq) + 1;
    Diagnostics inner;
    auto value = parse_document(source, s.substr(eq + 1), inner);
    if (!value) {
      if (s.find_first_not_of(" \t", eq + 1) != std::string::npos) {
        const auto shifted = [&](SourceLoc at) {
          if (at.line == 1) at.column += shift_by;
          return at;
        };
        for (const Diagnostic& d : inner.all()) {
          auto& out = diagnostics.error("set-value", shifted(d.where), "the value is not YAML: " + d.message, d.help);
          for (const auto& [at, word] : d.related) out.related.emplace_back(shifted(at), word);
        }
        continue;
      }
      value.emplace();  // PATH= takes the value away
      value->scalar = "null";
    }
    const std::function<void(DocNode&)> shift = [&](DocNode& n) {
      if (n.loc.line == 1) n.loc.column += shift_by;
      for (auto& i : n.items) shift(i);
      for (auto& e : n.entries) {
        if (e.key_loc.line == 1) e.key_loc.column += shift_by;
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
