// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/load.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "io/scenario/check.hpp"
#include "io/scenario/emit.hpp"
#include "io/scenario/reader.hpp"
#include "sim/spec/complete.hpp"

namespace netsuden {

std::string sha256_hex(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

namespace {

/// The currency must be known before anything with money is read.
CurrencyContext read_currency(const DocNode& root) {
  CurrencyContext c;
  CurrencySpec spec;
  const DocNode* node = root.find("currency");
  if (node && node->is_mapping()) {
    Diagnostics quiet;  // the full reader reports what is wrong here
    Reader r(*node, c, quiet);
    r.read(spec);
  }
  c.base = spec.unit;
  for (const auto& [name, rate] : spec.exchange)
    if (const auto v = parse_number(rate)) c.exchange[name] = *v;
  return c;
}

std::optional<LoadedScenario> finish(std::optional<DocNode> root, std::string written, Diagnostics& d) {
  if (!root || d.has_errors()) return std::nullopt;
  LoadedScenario out;
  out.currency = read_currency(*root);
  Reader reader(*root, out.currency, d);
  reader.read(out.scenario);
  if (out.scenario.sites.empty() && !d.has_errors()) d.error("missing-key", reader.where("sites"), "`sites` has no site");
  check_references(out.scenario, reader, out.currency, d);
  if (d.has_errors()) return std::nullopt;
  out.filled = complete(out.scenario, [&](const std::string& path) { return reader.states(path, {"count", "redundancy"}); });
  out.places = reader.places();
  const bool dated = check_physics(out.scenario, reader, out.currency, d);
  if (d.has_errors()) {
    if (dated) check_files(out, d);  // so that one run names the mistakes of the files as well
    return std::nullopt;
  }
  out.written = std::move(written);
  out.resolved = resolved_yaml(out.scenario, out.currency);
  out.written_sha256 = sha256_hex(out.written);
  out.resolved_sha256 = sha256_hex(out.resolved);
  out.assumptions = list_assumptions(out.scenario);
  return out;
}

/// Collects parameters whose source is an assumption, and values of catalogue entries that say so.
class AssumptionLister final : public Describe {
 public:
  std::vector<std::string> found;

 protected:
  void note(const Param& p) {
    if (std::string_view(p.doc.source).starts_with("assumption")) found.push_back(fmt::format("{}{}: {}", path_, p.key, p.doc.text));
  }
  void number(const Param& p, double&, bool* present) override { if (!present || *present) note(p); }
  void integer_value(const Param& p, long long&, bool*) override { note(p); }
  void boolean_value(const Param& p, bool&) override { note(p); }
  void text_value(const Param& p, std::string&, bool*) override { note(p); }
  void choice_value(const Param& p, int&, const std::vector<Choice>&) override { note(p); }
  void reference_value(const Param&, std::string&, const char*) override {}
  void references_value(const Param&, std::vector<std::string>&, const char*) override {}
  void numbers_value(const Param& p, std::vector<double>&, int) override { note(p); }
  void pairs_value(const Param&, std::vector<std::pair<std::string, std::string>>&) override {}
  void path_value(const Param&, FilePath&) override {}
  void model_value(const Param&, std::string&, const char*) override {}
  void variant_value(const Param& p, int& i, const std::vector<Choice>&, const std::function<void(Describe&, int)>& body) override {
    note(p);
    body(*this, i);
  }
  void object_value(const Param& p, bool* present, const Body& body) override {
    if (present && !*present) return;
    enter(p.key, [&] { body(*this); });
  }
  void list_value(const Param& p, ObjectsAccess& a) override {
    for (std::size_t i = 0; i < a.size(); ++i) enter(fmt::format("{}.{}", p.key, i), [&] { a.describe(*this, i); });
  }
  void map_value(const Param& p, ObjectsAccess& a) override {
    for (std::size_t i = 0; i < a.size(); ++i) enter(fmt::format("{}.{}", p.key, a.name(i)), [&] { a.describe(*this, i); });
  }

 private:
  template <class F>
  void enter(const std::string& key, F&& f) {
    const std::size_t n = path_.size();
    path_ += key + ".";
    f();
    path_.resize(n);
  }
  std::string path_;
};

}  // namespace

SourceLoc LoadedScenario::where(const std::string& path) const {
  for (std::string p = path; !p.empty();) {
    if (const auto it = places.find(p); it != places.end()) return it->second;
    const std::size_t dot = p.rfind('.');
    p = dot == std::string::npos ? "" : p.substr(0, dot);
  }
  return {};
}

std::vector<std::string> list_assumptions(const Scenario& s) {
  Scenario copy = s;
  const Catalogue catalogue = std::move(copy.catalogue);
  copy.catalogue = {};
  AssumptionLister lister;
  describe(lister, copy);
  std::vector<std::string> used;
  for (const auto& site : s.sites) {
    for (const auto& n : site.power) used.push_back(n.model);
    for (const auto& p : site.cooling) used.insert(used.end(), {p.chillers.model, p.towers.model});
    for (const auto& h : site.halls) {
      used.push_back(h.racks.model);
      if (h.air) used.push_back(h.air->crahs.model);
      if (h.liquid) used.push_back(h.liquid->cdus.model);
    }
  }
  std::vector<std::string> out;
  const auto entries = [&](const char* section, const auto& list) {
    for (const auto& e : list)
      if (std::find(used.begin(), used.end(), e.name) != used.end() && e.source.find("assumption") != std::string::npos)
        out.push_back(fmt::format("catalogue.{}.{}: {}", section, e.name, e.source));
  };
  entries("racks", catalogue.racks);
  entries("transformers", catalogue.transformers);
  entries("ups", catalogue.ups);
  entries("pdus", catalogue.pdus);
  entries("crahs", catalogue.crahs);
  entries("cdus", catalogue.cdus);
  entries("chillers", catalogue.chillers);
  entries("towers", catalogue.towers);
  out.insert(out.end(), lister.found.begin(), lister.found.end());
  return out;
}

std::optional<LoadedScenario> load_scenario(const std::string& file, const ComposeOptions& options, Diagnostics& d) {
  auto root = compose(file, options, d);
  const std::string* text = d.source(file);
  return finish(std::move(root), text ? *text : std::string{}, d);
}

std::optional<LoadedScenario> load_scenario_text(const std::string& name, const std::string& text, const ComposeOptions& options, Diagnostics& d) {
  return finish(compose_text(name, text, options, d), text, d);
}

}  // namespace netsuden
