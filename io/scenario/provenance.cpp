// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/provenance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "io/scenario/scenario_walk.hpp"

namespace netsuden {
namespace {

bool same_place(const SourceLoc& a, const SourceLoc& b) { return a.file == b.file && a.line == b.line && a.column == b.column; }

class Counter final : public ScenarioWalk {
 public:
  Counter(const LoadedScenario& s, const std::map<std::string, std::string>& entries) : s_(s), filled_(s.filled.begin(), s.filled.end()), entries_(entries) {}
  std::map<std::tuple<Origin, std::string, std::string>, int> counts;

 protected:
  void count(const Param& p) {
    const std::string path = path_ + p.key;
    // A value that the catalogue gives has the place of the entry, or none where completion put the entry there; one that the scenario says over it has its own.
    const auto at = s_.places.find(path), of_entry = entry_.empty() ? s_.places.end() : s_.places.find("catalogue." + entry_ + p.key);
    const bool has = at != s_.places.end(), entry_has = of_entry != s_.places.end();
    if (has && !(entry_has && same_place(at->second, of_entry->second))) return add(Origin::scenario, "", "");
    if (entry_has) {
      const std::string name = entry_.substr(0, entry_.find('.', entry_.find('.') + 1));
      const auto it = entries_.find(name);
      return add(Origin::catalogue, name, it == entries_.end() ? "" : it->second);
    }
    // What completion put there is computed, but for what it leaves at a default that is an assumption.
    const bool assumed = std::string_view(p.doc.source).starts_with("assumption");
    if (!assumed && is_filled(path)) return add(Origin::filled, "", "");
    add(Origin::default_value, "", p.doc.source);
  }
  void number(const Param& p, double&, bool* present) override {
    if (!present || *present) count(p);
  }
  void integer_value(const Param& p, long long&, bool* present) override {
    if (!present || *present) count(p);
  }
  void boolean_value(const Param& p, bool&) override { count(p); }
  void text_value(const Param&, std::string&, bool*) override {}
  void choice_value(const Param& p, int&, const std::vector<Choice>&) override { count(p); }
  void numbers_value(const Param& p, std::vector<double>& v, int) override {
    if (!v.empty()) count(p);
  }

 private:
  void add(Origin o, const std::string& entry, const std::string& source) { ++counts[{o, entry, source}]; }
  /// The path or one of its parents was filled in.
  bool is_filled(std::string path) const {
    for (;;) {
      if (filled_.contains(path)) return true;
      const std::size_t dot = path.rfind('.');
      if (dot == std::string::npos) return false;
      path.resize(dot);
    }
  }

  const LoadedScenario& s_;
  std::set<std::string> filled_;
  const std::map<std::string, std::string>& entries_;
};

}  // namespace

const char* name_of(Origin o) {
  switch (o) {
    case Origin::scenario: return "scenario";
    case Origin::catalogue: return "catalogue";
    case Origin::default_value: return "default";
    case Origin::filled: return "filled";
  }
  return "";
}

std::vector<ValueSource> value_sources(const LoadedScenario& s) {
  Scenario copy = s.scenario;
  const Catalogue catalogue = std::move(copy.catalogue);
  copy.catalogue = {};
  std::map<std::string, std::string> entries;
  for_each_entry(catalogue, [&](const char* section, const auto& e) { entries[fmt::format("{}.{}", section, e.name)] = e.source; });
  Counter counter(s, entries);
  describe(counter, copy);
  std::vector<ValueSource> out;
  for (const auto& [key, n] : counter.counts) {
    const auto& [origin, entry, source] = key;
    const bool assumed = origin == Origin::catalogue ? source.find("assumption") != std::string::npos : origin == Origin::default_value && source.starts_with("assumption");
    out.push_back({origin, entry, source, n, assumed});
  }
  return out;
}

}  // namespace netsuden
