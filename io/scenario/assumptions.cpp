// SPDX-License-Identifier: Apache-2.0
// Which numbers of a scenario rest on nothing but an assumption: an engineer reads this list before the result.
#include <fmt/format.h>

#include <set>

#include "io/scenario/load.hpp"
#include "io/scenario/scenario_walk.hpp"

namespace netsuden {
namespace {

class Lister final : public ScenarioWalk {
 public:
  Lister(const std::map<std::string, SourceLoc>& places, const CurrencyContext& c) : places_(places), currency_(c) {}
  std::vector<std::string> found;
  std::set<std::pair<std::string, std::string>> used;  ///< section and name of catalogue entries

 protected:
  void note(const Param& p, const std::string& value) {
    if (!std::string_view(p.doc.source).starts_with("assumption")) return;
    if (places_.contains(path_ + p.key) || (!entry_.empty() && places_.contains("catalogue." + entry_ + p.key))) return;
    found.push_back(fmt::format("{}{}{}: {}", path_, p.key, value.empty() ? "" : " = " + value, p.doc.text));
  }
  void number(const Param& p, double& si, bool* present) override {
    if (present && !*present) return;
    const bool plain = p.type == ValueType::fraction || (p.dim.is_plain() && p.type != ValueType::temperature);
    note(p, plain ? fmt::format("{:g}", si) : format_exact(si, *p.doc.unit ? p.doc.unit : "degC", p.dim, currency_));
  }
  void integer_value(const Param& p, long long& v, bool* present) override {
    if (!present || *present) note(p, std::to_string(v));
  }
  void boolean_value(const Param& p, bool& v) override { note(p, v ? "true" : "false"); }
  void text_value(const Param& p, std::string& v, bool*) override {
    note(p, v);
    if (v.starts_with("assumption")) found.push_back(fmt::format("{}{}: {}", path_, p.key, v));  // a scenario's own source
  }
  void choice_value(const Param& p, int& i, const std::vector<Choice>& c) override { note(p, c[static_cast<std::size_t>(i)].name); }
  void numbers_value(const Param& p, std::vector<double>& v, int) override { note(p, fmt::format("[{}]", fmt::join(v, ", "))); }
  void uses(const char* section, const std::string& name) override { used.emplace(section, name); }

 private:
  const std::map<std::string, SourceLoc>& places_;
  const CurrencyContext& currency_;
};

}  // namespace

std::vector<std::string> list_assumptions(const Scenario& s, const std::map<std::string, SourceLoc>& places, const CurrencyContext& currency) {
  Scenario copy = s;
  const Catalogue catalogue = std::move(copy.catalogue);
  copy.catalogue = {};
  Lister lister(places, currency);
  describe(lister, copy);
  std::vector<std::string> out;
  for_each_entry(catalogue, [&](const char* section, const auto& e) {
    if (!lister.used.contains({section, e.name}) || e.source.find("assumption") == std::string::npos) return;
    const bool says_so = e.source.starts_with("assumption: ");
    out.push_back(fmt::format("catalogue.{}.{}: {}", section, e.name, says_so ? e.source.substr(12) : e.source));
  });
  out.insert(out.end(), lister.found.begin(), lister.found.end());
  return out;
}

}  // namespace netsuden
