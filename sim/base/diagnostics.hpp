// SPDX-License-Identifier: Apache-2.0
// Diagnostics that collect: a reader reports everything it finds, then the caller decides. Nothing here throws.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace netsuden {

enum class Severity { note, warning, error };

/// A place in a text: 1-based line and column; line 0 means "the whole file", an empty file "no place".
struct SourceLoc {
  std::string file;
  int line = 0;
  int column = 0;
  int length = 1;  ///< columns to underline
};

struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;     ///< stable, kebab-case: `unknown-key`, `unit`, `range`, ...
  std::string message;  ///< what was found and what is allowed
  std::string help;     ///< what to do; may be empty
  SourceLoc where;
  std::vector<std::pair<SourceLoc, std::string>> related;  ///< other places with a word on each
};

class Diagnostics {
 public:
  /// Keeps the text of a file so that excerpts can be shown.
  void add_source(const std::string& file, std::string text);
  const std::string* source(const std::string& file) const;

  Diagnostic& error(std::string code, SourceLoc where, std::string message, std::string help = {});
  Diagnostic& warning(std::string code, SourceLoc where, std::string message, std::string help = {});
  Diagnostic& note(std::string code, SourceLoc where, std::string message, std::string help = {});

  bool has_errors() const { return count(Severity::error) > 0; }
  int count(Severity s) const { return counts_[static_cast<std::size_t>(s)]; }
  /// The first hundred of each severity; of further ones only their number is kept.
  const std::vector<Diagnostic>& all() const { return all_; }
  /// All messages in order of file and place: `file:line:col: error[code]: ...`, excerpt, caret, help.
  std::string render() const;
  std::string render(const Diagnostic&) const;

 private:
  Diagnostic& push(Severity, std::string code, SourceLoc, std::string message, std::string help);
  std::vector<Diagnostic> all_;
  Diagnostic surplus_;  ///< the last one that was not kept
  std::array<int, 3> counts_{};
  std::map<std::string, std::string> sources_;
};

/// The name among `candidates` that is nearest to `word` (edit distance at most a third of its length), or "".
std::string nearest_name(std::string_view word, const std::vector<std::string>& candidates);


}  // namespace netsuden
