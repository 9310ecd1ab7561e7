// SPDX-License-Identifier: Apache-2.0
// A scenario document as a tree in which every node knows its file, line and column: what yaml-cpp's own nodes lose
// on merging, and where duplicate keys stay visible.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/diagnostics.hpp"

namespace netsuden {

struct DocEntry;

struct DocNode {
  enum class Kind { null, scalar, sequence, mapping };
  Kind kind = Kind::null;
  std::string scalar;
  bool quoted = false;
  SourceLoc loc;
  std::vector<DocNode> items;
  std::vector<DocEntry> entries;

  bool is_mapping() const { return kind == Kind::mapping; }
  bool is_sequence() const { return kind == Kind::sequence; }
  bool is_scalar() const { return kind == Kind::scalar; }
  const DocNode* find(std::string_view key) const;
  DocNode* find(std::string_view key);
  const char* kind_name() const;
};

struct DocEntry {
  std::string key;
  SourceLoc key_loc;
  DocNode value;
};

/// Parses one YAML document. What is not UTF-8, syntax errors, duplicate keys, non-scalar keys, tags, merge keys, more
/// than one document, 200 levels or 100,000 values (aliases counted in full) are errors in `diagnostics`. The text is
/// registered as a source.
std::optional<DocNode> parse_document(const std::string& name, const std::string& text, Diagnostics& diagnostics);

/// What `over` says on top of `base`: mappings merge key by key, everything else replaces. Where the keys of an
/// exclusive group meet (a weather's `climate` and `file`), the newer one displaces the older.
void merge_onto(DocNode& base, const DocNode& over, std::string_view key = {});

/// Assigns a parsed value at a dotted path (list elements by number); creates mappings on the way. An empty map over one that is not warns.
void assign_path(DocNode& root, const std::string& path, DocNode value, const SourceLoc& where,
                 Diagnostics& diagnostics);

/// A value that another file lays over the scenario: a study, a table of parameters. `where` is the value's place there.
struct Override {
  std::string path, value;
  SourceLoc where;
};

struct ComposeOptions {
  std::vector<std::string> set;         ///< PATH=VALUE, from the command line
  std::vector<Override> overrides = {}; ///< beneath `set`; messages about them name their place
};

/// Reads FILE with its `extends` and `include` (cycles are errors), the built-in catalogue beneath it, `overrides` and then `set` on top.
std::optional<DocNode> compose(const std::string& file, const ComposeOptions& options, Diagnostics& diagnostics);

/// The same for a text that is not in a file (tests, fuzzing).
std::optional<DocNode> compose_text(const std::string& name, const std::string& text, const ComposeOptions& options,
                                    Diagnostics& diagnostics);

/// The catalogue shipped inside the program: (name, text) of each file of scenarios/catalogue.
const std::vector<std::pair<std::string, std::string>>& built_in_catalogue();

}  // namespace netsuden
