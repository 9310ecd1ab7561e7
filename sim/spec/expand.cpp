// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/expand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/base/random.hpp"
#include "sim/spec/path_set.hpp"
#include "sim/spec/synthetic_jobs.hpp"

namespace netsuden {

std::string copy_name(const SiteSpec& s, int copy) { return s.copies == 1 ? s.name : fmt::format("{}_{}", s.name, copy + 1); }

Scenario expand_copies(const Scenario& s) {
  Scenario all = s;
  all.sites.clear();
  for (const SiteSpec& site : s.sites)
    for (int k = 0; k < site.copies; ++k) {
      all.sites.push_back(site);
      all.sites.back().name = copy_name(site, k);
      all.sites.back().copies = 1;
    }
  for (ProfileSpec& p : all.workload.profiles) {
    const std::vector<std::string> halls = std::exchange(p.halls, {});
    for (const std::string& hall : halls) {
      const std::string name = hall.substr(0, hall.find('.'));
      const auto site = std::find_if(s.sites.begin(), s.sites.end(), [&](const SiteSpec& x) { return x.name == name; });
      if (site == s.sites.end()) p.halls.push_back(hall);
      else
        for (int k = 0; k < site->copies; ++k) p.halls.push_back(copy_name(*site, k) + hall.substr(name.size()));
    }
  }
  all.workload.training.clear();
  for (const TrainingSpec& t : s.workload.training) {
    const std::string name = t.hall.substr(0, t.hall.find('.'));
    const auto site = std::find_if(s.sites.begin(), s.sites.end(), [&](const SiteSpec& x) { return x.name == name; });
    for (int k = 0; k < (site == s.sites.end() ? 1 : site->copies); ++k) {
      all.workload.training.push_back(t);
      if (site == s.sites.end() || site->copies == 1) continue;
      all.workload.training.back().hall = copy_name(*site, k) + t.hall.substr(name.size());
      all.workload.training.back().name += fmt::format("_{}", k + 1);  // each swings on its own
    }
  }
  return all;
}

std::vector<DrawProblem> apply_draws(Scenario& all, const Scenario& written, const CurrencyContext& money) {
  std::vector<DrawProblem> problems;
  for (std::size_t i = 0; i < written.draws.size(); ++i) {
    const DrawSpec& d = written.draws[i];
    std::vector<std::string> paths{d.path};
    for (const SiteSpec& site : written.sites) {
      const std::string at = "sites." + site.name + ".";
      if (site.copies == 1 || !d.path.starts_with(at)) continue;
      paths.clear();
      for (int k = 0; k < site.copies; ++k) paths.push_back("sites." + copy_name(site, k) + "." + d.path.substr(at.size()));
    }
    for (const std::string& path : paths) {
      RandomStream stream(all.seed, "draw " + path);
      double x = draw(d.distribution, stream);
      if (d.whole) x = std::round(x);
      const std::string value = d.whole ? fmt::format("{:.0f}", x) : d.unit.empty() ? fmt::format("{}", x) : fmt::format("{} {}", x, d.unit);
      if (std::string wrong = set_value(all, path, value, money); !wrong.empty()) {
        problems.push_back({i, fmt::format("{} = {}: {}", path, value, wrong)});
        break;
      }
    }
  }
  all.draws.clear();
  return problems;
}

}  // namespace netsuden
