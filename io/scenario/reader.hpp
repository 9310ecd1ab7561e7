// SPDX-License-Identifier: Apache-2.0
// The Describe visitor that fills specs from a scenario document and reports everything that is wrong with it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "io/scenario/document.hpp"
#include "sim/base/describe.hpp"
#include "sim/base/unit_table.hpp"

namespace netsuden {

/// A name used somewhere that must be declared elsewhere.
struct ReferenceUse {
  std::string kind;  ///< "power node", "loop", "grid", "hall", "tenant", ...
  std::string name;
  std::string path;  ///< of the key that uses it
  SourceLoc where;
};

/// The range of a parameter in words and in its display unit: "0.5 to 1 MW", "at least 1".
std::string range_words(const Param&);

class Reader final : public Describe {
 public:
  Reader(const DocNode& root, const CurrencyContext& currency, Diagnostics& diagnostics);

  /// Reads a struct that has a `describe` from the root of the document.
  template <class T>
  void read(T& value) {
    open_root();
    describe(*this, value);
    close();
  }

  const std::vector<ReferenceUse>& references() const { return references_; }
  /// Where the value at a path was written; the place of its nearest ancestor for defaults.
  SourceLoc where(const std::string& path) const;
  const std::map<std::string, SourceLoc>& places() const { return places_; }
  bool given(const std::string& path) const { return places_.contains(path); }
  /// Whether anything below a path was written, beside these keys.
  bool states(const std::string& path, const std::set<std::string>& except) const;

 protected:
  void number(const Param&, double& si, bool* present) override;
  void integer_value(const Param&, long long&, bool* present) override;
  void boolean_value(const Param&, bool&) override;
  void text_value(const Param&, std::string&, bool* present) override;
  void choice_value(const Param&, int& index, const std::vector<Choice>&) override;
  void reference_value(const Param&, std::string&, const char* kind) override;
  void references_value(const Param&, std::vector<std::string>&, const char* kind) override;
  void numbers_value(const Param&, std::vector<double>&, int count) override;
  void pairs_value(const Param&, std::vector<std::pair<std::string, std::string>>&) override;
  void path_value(const Param&, FilePath&) override;
  void model_value(const Param&, std::string&, const char* section) override;
  void variant_value(const Param&, int& index, const std::vector<Choice>&,
                     const std::function<void(Describe&, int)>& body) override;
  void object_value(const Param&, bool* present, const Body& body) override;
  void list_value(const Param&, ObjectsAccess&) override;
  void map_value(const Param&, ObjectsAccess&) override;

 private:
  /// A mapping being read: the user's, then the catalogue's beneath it.
  struct Scope {
    std::vector<const DocNode*> layers;
    std::set<std::string> known;
    std::size_t path_length = 0;
    SourceLoc loc;
    bool report_unknown = true;
  };
  void open_root();
  void open(std::vector<const DocNode*> layers, const std::string& key, bool report_unknown = true);
  void close();
  std::vector<const DocNode*> find_layers(const char* key);
  /// The first layer's value of a key, or null; registers the key and its place, reports a missing required key.
  const DocNode* find(const Param&);
  bool scalar(const DocNode&, const Param&, const char* expected);
  std::string path_of(const char* key) const;
  void error(const char* code, const DocNode& at, std::string message, std::string help = {});
  void check_range(const Param&, const DocNode&, double in_unit);
  bool room_for(const Param&, const DocNode&, std::size_t count);
  std::string help_of(const Param&) const;

  const DocNode& root_;
  const CurrencyContext& currency_;
  Diagnostics& diagnostics_;
  std::vector<Scope> scopes_;
  std::string path_;
  std::size_t elements_ = 0;
  std::set<std::tuple<std::string, int, int, std::string>> spoken_of_;
  std::map<std::string, SourceLoc> places_;
  std::vector<ReferenceUse> references_;
};

}  // namespace netsuden
