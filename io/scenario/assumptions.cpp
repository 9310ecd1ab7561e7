// SPDX-License-Identifier: Apache-2.0
// Which numbers of a scenario rest on nothing but an assumption: an engineer reads this list before the result.
#include <fmt/format.h>

#include <set>

#include "io/scenario/load.hpp"

namespace netsuden {
namespace {

class Lister final : public Describe {
 public:
  Lister(const std::map<std::string, SourceLoc>& places, const CurrencyContext& c) : places_(places), currency_(c) {}
  std::vector<std::string> found;
  std::set<std::pair<std::string, std::string>> used;  ///< section and name of catalogue entries

 protected:
  void note(const Param& p, const std::string& value) {
    if (!std::string_view(p.doc.source).starts_with("assumption")) return;
    if (places_.contains(path_ + p.key) || (!entry_.empty() && places_.contains(entry_ + p.key))) return;
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
  void reference_value(const Param&, std::string&, const char*) override {}
  void references_value(const Param&, std::vector<std::string>&, const char*) override {}
  void numbers_value(const Param& p, std::vector<double>& v, int) override { note(p, fmt::format("[{}]", fmt::join(v, ", "))); }
  void pairs_value(const Param&, std::vector<std::pair<std::string, std::string>>&) override {}
  void path_value(const Param&, FilePath&) override {}
  void model_value(const Param&, std::string& v, const char* section) override {
    if (v.empty()) return;
    used.emplace(section, v);
    entry_ = fmt::format("catalogue.{}.{}.", section, v);
  }
  void variant_value(const Param& p, int& i, const std::vector<Choice>& c, const std::function<void(Describe&, int)>& body) override {
    choice_value(p, i, c);
    body(*this, i);
  }
  void object_value(const Param& p, bool* present, const Body& body) override {
    if (!present || *present) enter(p.key, entry_.empty() ? "" : entry_ + p.key + ".", [&] { body(*this); });
  }
  void list_value(const Param& p, ObjectsAccess& a) override {
    for (std::size_t i = 0; i < a.size(); ++i) enter(fmt::format("{}.{}", p.key, i), "", [&] { a.describe(*this, i); });
  }
  void map_value(const Param& p, ObjectsAccess& a) override {
    for (std::size_t i = 0; i < a.size(); ++i) enter(fmt::format("{}.{}", p.key, a.name(i)), "", [&] { a.describe(*this, i); });
  }

 private:
  template <class F>
  void enter(const std::string& key, const std::string& entry, F&& f) {
    const std::string outer_path = path_, outer_entry = entry_;
    path_ += key + ".";
    entry_ = entry;
    f();
    path_ = outer_path;
    entry_ = outer_entry;
  }
  const std::map<std::string, SourceLoc>& places_;
  const CurrencyContext& currency_;
  std::string path_, entry_;  ///< with a dot at the end; the catalogue entry that stands behind this object
};

}  // namespace

std::vector<std::string> list_assumptions(const Scenario& s, const std::map<std::string, SourceLoc>& places, const CurrencyContext& currency) {
  Scenario copy = s;
  const Catalogue catalogue = std::move(copy.catalogue);
  copy.catalogue = {};
  Lister lister(places, currency);
  describe(lister, copy);
  std::vector<std::string> out;
  const auto entries = [&](const char* section, const auto& list) {
    for (const auto& e : list) {
      if (!lister.used.contains({section, e.name}) || e.source.find("assumption") == std::string::npos) continue;
      const bool says_so = e.source.starts_with("assumption: ");
      out.push_back(fmt::format("catalogue.{}.{}: {}", section, e.name, says_so ? e.source.substr(12) : e.source));
    }
  };
  entries("racks", catalogue.racks);
  entries("power_supplies", catalogue.power_supplies);
  entries("transformers", catalogue.transformers);
  entries("ups", catalogue.ups);
  entries("pdus", catalogue.pdus);
  entries("transfer_switches", catalogue.transfer_switches);
  entries("busways", catalogue.busways);
  entries("crahs", catalogue.crahs);
  entries("cracs", catalogue.cracs);
  entries("cdus", catalogue.cdus);
  entries("cold_plates", catalogue.cold_plates);
  entries("chillers", catalogue.chillers);
  entries("towers", catalogue.towers);
  entries("dry_coolers", catalogue.dry_coolers);
  entries("reliability", catalogue.reliability);
  entries("serving", catalogue.serving);
  out.insert(out.end(), lister.found.begin(), lister.found.end());
  return out;
}

}  // namespace netsuden
