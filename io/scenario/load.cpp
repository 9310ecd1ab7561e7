// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/load.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "io/scenario/check.hpp"
#include "io/scenario/emit.hpp"
#include "io/scenario/reader.hpp"
#include "sim/spec/complete.hpp"
#include "sim/spec/expand.hpp"

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
  return money_of(spec);
}

/// Copies, draws and refreshed halls made; what a draw cannot set is an error at the draw.
Scenario expanded(const Scenario& s, const Reader& reader, const CurrencyContext& money, Diagnostics& d) {
  Scenario all = expand_copies(s);
  for (const DrawProblem& p : apply_draws(all, s, money)) d.error("draw", reader.where(fmt::format("draws.{}", p.draw)), p.message, "a draw names a number, with its unit, and stays within its range");
  for (const RefreshProblem& p : apply_refreshes(all)) d.error("refresh", reader.where(fmt::format("build_plan.{}.refresh.{}", p.step, p.key)), p.message);
  return all;
}

std::optional<LoadedScenario> finish(std::optional<DocNode> root, const std::string& name, std::string written, Diagnostics& d) {
  if (!root || d.has_errors()) return std::nullopt;
  LoadedScenario out;
  out.currency = read_currency(*root);
  Reader reader(*root, out.currency, d);
  reader.read(out.scenario);
  if (out.scenario.sites.empty() && !d.has_errors()) d.error("missing-key", reader.where("sites"), "`sites` has no site");
  for (const SiteSpec& site : out.scenario.sites)
    if (site.halls.empty() && !d.has_errors()) d.error("missing-key", reader.where("sites." + site.name), fmt::format("`{}` has no hall", site.name), "add halls: {hall1: {racks: {model: dgx_h100, count: 8}}}");
  check_references(out.scenario, reader, out.currency, d);
  if (d.has_errors()) return std::nullopt;
  out.filled = complete(out.scenario, [&](const std::string& path) { return reader.states(path, {"model", "count", "redundancy", "fed_by"}); });
  out.places = reader.places();
  const bool dated = check_physics(out.scenario, reader, out.currency, d);
  if (d.has_errors()) {
    if (dated) check_files(out, d);  // so that one run names the mistakes of the files as well
    return std::nullopt;
  }
  out.scenario = expanded(out.scenario, reader, out.currency, d);
  if (d.has_errors()) return std::nullopt;
  out.written = std::move(written);
  out.resolved = resolved_yaml(out.scenario, out.currency, std::filesystem::path(name).parent_path().string());
  out.written_sha256 = sha256_hex(out.written);
  out.resolved_sha256 = sha256_hex(out.resolved);
  out.assumptions = list_assumptions(out.scenario, out.places, out.currency);
  return out;
}

}  // namespace

SourceLoc LoadedScenario::where(const std::string& path) const {
  for (std::string p = path; !p.empty();) {
    if (const auto it = places.find(p); it != places.end()) return it->second;
    const std::size_t dot = p.rfind('.');
    p = dot == std::string::npos ? "" : p.substr(0, dot);
  }
  return {};
}

std::optional<LoadedScenario> load_scenario(const std::string& file, const ComposeOptions& options, Diagnostics& d) {
  auto root = compose(file, options, d);
  const std::string* text = d.source(file);
  return finish(std::move(root), file, text ? *text : std::string{}, d);
}

std::optional<LoadedScenario> load_scenario_with(const std::string& name, const std::string& text, const std::vector<DocNode>& events, Diagnostics& d) {
  auto root = compose_text(name, text, {}, d);
  if (root && !events.empty()) {
    if (!root->find("events")) root->entries.push_back({"events", events[0].loc, DocNode{}});
    DocNode& list = *root->find("events");
    if (list.kind == DocNode::Kind::null) list.kind = DocNode::Kind::sequence;
    if (list.is_sequence()) list.items.insert(list.items.end(), events.begin(), events.end());  // what else it is, the reader says
  }
  return finish(std::move(root), name, text, d);
}

std::optional<LoadedScenario> load_scenario_text(const std::string& name, const std::string& text, const ComposeOptions& options, Diagnostics& d) {
  return finish(compose_text(name, text, options, d), name, text, d);
}

}  // namespace netsuden
