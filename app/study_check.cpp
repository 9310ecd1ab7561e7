// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "app/study_parts.hpp"
#include "app/study_pool.hpp"
#include "sim/base/some_of.hpp"

namespace netsuden::app {

bool resolve_outputs(const Study& s, StudyWork& work, std::vector<Metric>* available, Diagnostics& d) {
  const std::string said = in_own_process([&] {
    nlohmann::json j = nlohmann::json::array();
    for (const Metric& m : probe_metrics(s)) j.push_back({m.name, m.unit, m.date});
    return j.dump();
  });
  std::vector<Metric> all;
  for (const auto& m : nlohmann::json::parse(said)) all.push_back({m[0], m[1], m[2], std::nan("")});
  std::vector<std::string> names;
  for (const Metric& m : all) names.push_back(m.name);
  for (const std::string& wanted : s.spec.outputs) {
    bool found = false;
    for (const Metric& m : all) {
      if (!matches(m.name, wanted)) continue;
      found = true;
      bool there = false;
      for (const Metric& o : work.outputs) there = there || o.name == m.name;
      if (!there) work.outputs.push_back(m);
    }
    if (found) continue;
    const std::string near = nearest_name(wanted, names);
    std::vector<std::string> same_end;  // the last part may be right
    const std::string end = wanted.substr(wanted.rfind('.') == std::string::npos ? 0 : wanted.rfind('.'));
    for (const auto& n : names)
      if (n.ends_with(end)) same_end.push_back(n);
    d.error("reference", s.outputs_at, fmt::format("`{}` is no metric of the base scenario's summary", wanted),
            !near.empty() ? fmt::format("did you mean `{}`?", near) : !same_end.empty() ? fmt::format("there are: {}", some_of(same_end, 5)) : fmt::format("`netsuden study {} --metrics` lists all {}", s.file, names.size()));
  }
  if (work.outputs.size() > 1000) d.error("count", s.outputs_at, fmt::format("the outputs are {} metrics; allowed: 1000", work.outputs.size()), "patterns that take less");
  if (available) *available = std::move(all);
  return !d.has_errors();
}

std::unique_ptr<Study> open_study(const std::string& file, StudyWork& work, std::vector<Metric>* available, Diagnostics& d) {
  auto read = read_study(file, d);
  if (!read) return nullptr;
  auto study = std::make_unique<Study>(std::move(*read));
  if (!check_study(*study, d)) return nullptr;
  work.study = study.get();
  work.traces = study->spec.traces == TraceRule::all;
  return resolve_outputs(*study, work, available, d) ? std::move(study) : nullptr;
}

}  // namespace netsuden::app
