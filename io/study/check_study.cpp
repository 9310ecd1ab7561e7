// SPDX-License-Identifier: Apache-2.0
// A study against its base: what the scenario says of every parameter, before anything runs.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "io/study/study.hpp"
#include "sim/base/calendar.hpp"
#include "sim/spec/asset_path.hpp"

namespace netsuden {
namespace {

/// The scalar at a path of a resolved scenario; empty where there is none.
std::string value_at(const DocNode& root, const std::string& path) {
  const DocNode* at = &root;
  for (const std::string& key : path_parts(path)) {
    if (at->is_sequence()) {
      const auto i = parse_number(key);
      at = i && *i >= 0 && *i < static_cast<double>(at->items.size()) ? &at->items[static_cast<std::size_t>(*i)] : nullptr;
    } else {
      at = at->is_mapping() ? at->find(key) : nullptr;
    }
    if (!at) return "";
  }
  return at->is_scalar() ? at->scalar : "";
}

/// "18 degC" in another unit, NaN where that cannot be.
double converted(const std::string& text, const std::string& unit, const CurrencyContext& money) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::size_t n = text.find(' ');
  const auto value = parse_number(std::string_view(text).substr(0, n));
  if (!value) return nan;
  const std::string own = n == std::string::npos ? "" : text.substr(n + 1);
  if (own == unit) return *value;
  std::string ignored;
  const auto from = parse_unit(own, money, ignored), to = parse_unit(unit, money, ignored);
  return from && to && from->dim == to->dim ? to->from_si(from->to_si(*value)) : nan;
}

/// The values of a parameter that the runs meet and that are tried before.
std::vector<double> tried(const Study& s, std::size_t j) {
  const StudyParameter& p = s.parameters[j];
  std::set<std::string> seen;
  std::vector<double> out;
  double least = std::nan(""), most = std::nan("");
  for (std::size_t r = 0; r < s.rows(); ++r) {
    const double u = s.design.at(r, j);
    if (std::isnan(u)) continue;
    if (p.numeric()) {
      if (!(p.number(u) >= p.number(least))) least = u;
      if (!(p.number(u) <= p.number(most))) most = u;
    } else if (seen.size() < 100 && seen.insert(p.text(u)).second) {
      out.push_back(u);
    }
  }
  for (const double u : {least, most})
    if (!std::isnan(u) && (out.empty() || p.text(out.back()) != p.text(u))) out.push_back(u);
  return out;
}

/// A path that names a site, a node, a plant, a hall or a grid that the base does not have would make a new one: in words what is missing.
std::string missing_name(const DocNode& resolved, const std::string& path, std::string& help) {
  const std::vector<std::string> parts = path_parts(path);
  const DocNode* at = &resolved;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    const bool named = (i == 0 && (parts[0] == "sites" || parts[0] == "grids" || parts[0] == "tenants")) || (i == 2 && parts[0] == "sites" && (parts[2] == "halls" || parts[2] == "power" || parts[2] == "cooling"));
    at = at->is_mapping() ? at->find(parts[i]) : nullptr;
    if (named) {
      std::vector<std::string> names;
      if (at && at->is_mapping())
        for (const auto& e : at->entries) names.push_back(e.key);
      const std::string& wanted = parts[i + 1];
      // Members of `copies` and `count` have their number behind the name.
      const bool there = std::any_of(names.begin(), names.end(), [&](const std::string& n) { return n == wanted || n == wanted + "_1" || wanted.starts_with(n + "_"); });
      if (!there) {
        const std::string near = nearest_name(wanted, names);
        help = near.empty() ? names.empty() ? "" : fmt::format("there are: {}", fmt::join(names, ", ")) : fmt::format("did you mean `{}`?", near);
        return fmt::format("the base scenario has no `{}` in `{}`", wanted, fmt::join(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(i) + 1, "."));
      }
    }
    if (!at) break;
  }
  return "";
}

/// Errors of a trial, at the study's line and with the base's place beside it; one of each kind a parameter.
void report(const Diagnostics& trial, const StudyParameter& p, const std::string& value, const std::string& base, const LoadedScenario& loaded, std::set<std::string>& said, Diagnostics& d) {
  if (const auto* text = trial.source(base)) d.add_source(base, *text);
  for (const Diagnostic& e : trial.all()) {
    if (e.severity != Severity::error) continue;
    const bool here = e.where.file == p.where.file && e.where.line == p.where.line;
    if (!said.insert(p.name + " " + e.code).second) continue;
    auto& out = d.error(e.code, p.where, here ? e.message : fmt::format("with `{}` = {}: {}", p.paths[0], value, e.message), e.help);
    SourceLoc in_base = here ? loaded.where(p.paths[0]) : e.where;
    if (in_base.file.empty() || in_base.file == p.where.file) in_base = {base, 0, 0, 1};
    if (const auto* text = trial.source(in_base.file)) d.add_source(in_base.file, *text);
    out.related.emplace_back(in_base, here ? fmt::format("the base scenario of `{}`", p.name) : std::string("where the base scenario says so"));
  }
}

}  // namespace

bool check_study(Study& s, Diagnostics& d) {
  const std::string base = s.spec.base.found;
  ComposeOptions options;
  options.overrides = s.fixed;
  std::optional<LoadedScenario> loaded;
  {
    Diagnostics trial;
    trial.add_source(s.file, s.text);
    loaded = load_scenario(base, options, trial);
    std::optional<Inputs> inputs;
    if (loaded) inputs = load_inputs(*loaded, trial);
    if (inputs) s.start_unix_s = inputs->start_unix;
    if (trial.has_errors() || !inputs) {
      for (const Diagnostic& e : trial.all()) {
        if (e.severity != Severity::error) continue;
        if (const auto* text = trial.source(e.where.file)) d.add_source(e.where.file, *text);
        auto& out = d.error(e.code, e.where, e.message, e.help);
        out.related = e.related;
        if (e.where.file != s.file) out.related.emplace_back(SourceLoc{s.file, 0, 0, 1}, "the base scenario of this study");
        else out.related.emplace_back(SourceLoc{base, 0, 0, 1}, "the base scenario");
      }
      return false;
    }
  }
  s.base_sha256 = loaded->resolved_sha256;
  s.base_seed = loaded->scenario.seed;
  s.currency = loaded->scenario.currency.unit;
  s.timezone = loaded->scenario.horizon.timezone;
  Diagnostics quiet;
  const auto resolved = parse_document(base, loaded->resolved, quiet);
  std::set<std::string> said;
  for (std::size_t j = 0; j < s.parameters.size(); ++j) {
    StudyParameter& p = s.parameters[j];
    p.base_text = resolved ? value_at(*resolved, p.paths[0]) : "";
    p.base = p.numeric() ? converted(p.base_text, p.unit, loaded->currency) : std::nan("");
    bool missing = false;
    for (const auto& path : p.paths) {
      std::string help;
      const std::string words = resolved ? missing_name(*resolved, path, help) : "";
      if (words.empty()) continue;
      missing = true;
      d.error("reference", p.where, words, help).related.emplace_back(SourceLoc{base, 0, 0, 1}, "the base scenario");
    }
    if (missing) continue;
    for (const double u : tried(s, j)) {
      Diagnostics trial;
      trial.add_source(s.file, s.text);
      ComposeOptions one = options;
      for (const auto& path : p.paths) one.overrides.push_back({path, p.text(u), p.where});
      const auto variant = load_scenario(base, one, trial);
      if (variant && !p.numeric()) load_inputs(*variant, trial);
      if (trial.has_errors()) report(trial, p, p.text(u), base, *loaded, said, d);
    }
  }
  return !d.has_errors();
}

}  // namespace netsuden
