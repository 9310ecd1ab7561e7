// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/expand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/base/diagnostics.hpp"
#include "sim/base/random.hpp"
#include "sim/spec/asset_path.hpp"
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
  // A service stands in every copy of its halls.
  for (ServiceSpec& service : all.workload.services) {
    const std::vector<ReservedNodes> reserved = std::exchange(service.reserved, {});
    for (const ReservedNodes& r : reserved) {
      const std::string name = r.hall.substr(0, r.hall.find('.'));
      const auto site = std::find_if(s.sites.begin(), s.sites.end(), [&](const SiteSpec& x) { return x.name == name; });
      for (int k = 0; k < (site == s.sites.end() ? 1 : site->copies); ++k) {
        service.reserved.push_back(r);
        if (site != s.sites.end()) service.reserved.back().hall = copy_name(*site, k) + r.hall.substr(name.size());
      }
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

std::vector<RefreshProblem> apply_refreshes(Scenario& all) {
  std::vector<RefreshProblem> problems;
  for (std::size_t i = 0; i < all.build_plan.size(); ++i) {
    if (!all.build_plan[i].refresh) continue;
    const RefreshSpec& r = *all.build_plan[i].refresh;
    const std::vector<std::string> parts = path_parts(r.hall);
    const auto wrong = [&](const char* key, std::string message) { problems.push_back({i, key, std::move(message)}); };
    const auto site = parts.size() == 4 && parts[0] == "sites" && parts[2] == "halls" ? std::find_if(all.sites.begin(), all.sites.end(), [&](const SiteSpec& x) { return x.name == parts[1]; }) : all.sites.end();
    if (site == all.sites.end()) {
      wrong("hall", fmt::format("`{}` is no hall: it is named like sites.SITE.halls.HALL", r.hall));
      continue;
    }
    const auto named = [&](const std::string& name) { return std::find_if(site->halls.begin(), site->halls.end(), [&](const HallSpec& h) { return h.name == name; }); };
    const auto old = named(parts[3]);
    if (old == site->halls.end()) {
      wrong("hall", fmt::format("there is no hall `{}`", parts[3]));
      continue;
    }
    const std::string name = refreshed_hall(r);
    if (const auto there = named(name); there != site->halls.end()) {
      if (there->replaces != old->name) wrong("as", fmt::format("the site has a hall `{}` already", name));
      continue;  // of a resolved scenario, which has no catalogue
    }
    const auto racks = std::find_if(all.catalogue.racks.begin(), all.catalogue.racks.end(), [&](const auto& e) { return e.name == r.with; });
    if (racks == all.catalogue.racks.end()) {
      std::vector<std::string> names;
      for (const auto& e : all.catalogue.racks) names.push_back(e.name);
      const std::string near = nearest_name(r.with, names);
      wrong("with", fmt::format("there is no entry `{}` in `catalogue.racks`{}", r.with, near.empty() ? fmt::format(" (there are: {})", fmt::join(names, ", ")) : fmt::format("; did you mean `{}`?", near)));
      continue;
    }
    HallSpec h = *old;
    h.name = name;
    h.replaces = old->name;
    h.racks.model = r.with;
    h.racks.params = racks->params;
    h.racks.count = r.count.value_or(old->racks.count);
    h.racks.rows = std::min(h.racks.rows, h.racks.count);
    h.power_groups = std::min(h.power_groups, h.racks.count);
    if (h.air && !h.air->recirculation_map.empty() && h.racks.count != old->racks.count) {
      wrong("count", fmt::format("`{}` has a recirculation map of {} racks", old->name, old->racks.count));
      continue;
    }
    const double liquid = racks->params.liquid_share.value();
    if (liquid > 0 && !h.liquid) {
      wrong("with", fmt::format("`{}` gives {:.0f} % of its heat to liquid, and `{}` has none", r.with, 100 * liquid, old->name));
      continue;
    }
    if (liquid <= 0) h.liquid.reset();
    if (h.liquid && h.liquid->cold_plate) {
      h.liquid->cold_plate->manifold.branches = std::max(1, h.racks.params.nodes_per_rack);
      h.liquid->cold_plate->plates = std::max(1, h.racks.params.nodes_per_rack * std::max(1, h.racks.params.node.gpus));
    }
    const std::string from = site->name + "." + old->name, to = site->name + "." + name;
    for (ProfileSpec& p : all.workload.profiles)
      if (std::find(p.halls.begin(), p.halls.end(), from) != p.halls.end()) p.halls.push_back(to);
    site->halls.push_back(std::move(h));
  }
  return problems;
}

}  // namespace netsuden
