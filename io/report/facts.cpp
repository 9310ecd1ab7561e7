// SPDX-License-Identifier: Apache-2.0
#include "io/report/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "io/report/rows_summary.hpp"
#include "io/report/scenario_values.hpp"
#include "sim/cooling/envelope.hpp"

namespace netsuden {
namespace {

std::vector<ReportedEvent> events_of(const TraceReader& r, const std::vector<TopologyRow>& topology) {
  std::vector<ReportedEvent> out;
  const int found = r.find_group("event");
  if (found < 0) return out;
  const auto g = static_cast<std::size_t>(found);
  const auto column = [&](const char* name) { return static_cast<std::size_t>(std::max(0, r.find_channel(g, name))); };
  if (r.find_channel(g, "text") < 0 || r.find_channel(g, "severity") < 0 || r.find_channel(g, "code") < 0 || r.find_channel(g, "asset") < 0) return out;
  const auto t = r.times(g), severity = r.read(g, column("severity")), code = r.read(g, column("code")), asset = r.read(g, column("asset"));
  const auto text = r.read_text(g, column("text"));
  const auto& codes = r.groups()[g].channels[column("code")].flags;
  for (std::size_t i = 0; i < t.size(); ++i) {
    ReportedEvent e;
    e.at_s = r.epoch_unix_s() + t[i];
    e.severity = std::isfinite(severity[i]) ? std::clamp(static_cast<int>(severity[i]), 0, 2) : 0;
    if (code[i] >= 0 && code[i] < static_cast<double>(codes.size())) e.code = codes[static_cast<std::size_t>(code[i])];
    if (asset[i] >= 0 && asset[i] < static_cast<double>(topology.size())) e.asset = topology[static_cast<std::size_t>(asset[i])].path;
    e.text = text[i];
    out.push_back(std::move(e));
  }
  return out;
}

std::vector<BindingShare> binding_of(const TraceReader& r, const std::vector<std::string>& sites) {
  std::vector<BindingShare> out;
  const int found = r.find_group("capacity");
  if (found < 0) return out;
  const auto g = static_cast<std::size_t>(found);
  const int binding = r.find_channel(g, "binding"), stranded = r.find_channel(g, "stranded_power");
  if (binding < 0 || r.rows(g) == 0) return out;
  const auto t = r.times(g);
  const auto& names = r.groups()[g].entities;
  for (std::size_t c = 0; c < names.size(); ++c) {
    const auto b = r.read(g, static_cast<std::size_t>(binding), c);
    if (std::none_of(b.begin(), b.end(), [](double x) { return x > 0.5; })) continue;
    const auto s = stranded < 0 ? std::vector<double>() : r.read(g, static_cast<std::size_t>(stranded), c);
    BindingShare share{names[c], "", 0, 0};
    for (const auto& site : sites)
      if (names[c].starts_with(site + ".")) share.site = site;
    for (std::size_t i = 0; i < b.size(); ++i) {
      if (!(b[i] > 0.5)) continue;
      share.share += (t[i] - (i == 0 ? 0 : t[i - 1])) / std::max(t.back(), 1e-9);
      if (i < s.size() && s[i] > share.stranded_w) share.stranded_w = s[i];
    }
    out.push_back(std::move(share));
  }
  std::stable_sort(out.begin(), out.end(), [](const BindingShare& a, const BindingShare& b) { return a.share > b.share; });
  return out;
}

}  // namespace

int InputOrigins::values() const {
  int n = 0;
  for (const InputSource& s : sources) n += s.values;
  return n;
}
int InputOrigins::assumed() const {
  int n = 0;
  for (const InputSource& s : sources) n += s.assumed ? s.values : 0;
  return n;
}

std::string ReportFacts::attribute(const std::string& key) const {
  for (const auto& [name_, value] : attributes)
    if (name_ == key) return value;
  return "";
}

ReportFacts read_facts(const TraceReader& r) {
  ReportFacts f;
  std::string message;
  f.file = std::filesystem::path(r.path()).filename().string();
  f.name = r.attribute("scenario_name");
  f.currency = r.attribute("currency");
  f.summary = Fields::parse(summary_or_rows(r));
  f.from_rows = f.summary.truth("from_rows");
  f.killed = r.was_killed();
  f.status = r.status();
  f.zone = TimeZone::find(r.attribute("timezone"), message).value_or(TimeZone());
  f.start_s = r.epoch_unix_s();
  f.end_s = f.start_s + r.end_s();
  const double simulated = f.summary.number("simulated_s");
  f.until_s = f.start_s + (std::isfinite(simulated) ? simulated : recorded_until_s(r));
  f.attributes = r.attributes();
  f.format = fmt::format("{}.{}", r.version_major(), r.version_minor());
  for (const auto& site : f.summary["sites"].members()) f.sites.push_back(site.first);
  const std::vector<TopologyRow> topology = r.topology();
  f.events = events_of(r, topology);
  f.binding = binding_of(r, f.sites);
  for (const TopologyRow& a : topology)
    if (a.rating > 0 && !a.unit.empty()) f.assets.push_back({a.path, a.kind, a.unit, a.rating});
  if (auto values = scenario_values(r.scenario_resolved(), message)) f.scenario = std::move(*values);
  f.written = r.scenario_written();
  if (auto values = scenario_values(f.written, message)) f.said = std::move(*values);
  f.inputs = inputs_of(r);
  for (const auto& e : inlet_envelopes) f.inlet_classes.emplace_back(e.name, e.limit_c);
  for (const auto& e : coolant_envelopes) f.coolant_classes.emplace_back(e.name, e.limit_c);
  return f;
}

}  // namespace netsuden
