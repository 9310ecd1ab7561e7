// SPDX-License-Identifier: Apache-2.0
#include "viz/report/overview_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/trace/start.hpp"
#include "sim/base/calendar.hpp"

namespace netsuden::viz {
namespace {

/// Columns of a trace by name; empty where the trace has none.
class Columns {
 public:
  explicit Columns(const TraceReader& r) : r_(r) {}
  std::vector<double> get(const char* group, const char* channel, std::size_t entity = 0) const {
    const int g = r_.find_group(group);
    const int c = g < 0 ? -1 : r_.find_channel(static_cast<std::size_t>(g), channel);
    if (c < 0) return {};
    return r_.read(static_cast<std::size_t>(g), static_cast<std::size_t>(c), entity);
  }
  const std::vector<std::string>& entities(const char* group) const {
    static const std::vector<std::string> none;
    const int g = r_.find_group(group);
    return g < 0 ? none : r_.groups()[static_cast<std::size_t>(g)].entities;
  }

 private:
  const TraceReader& r_;
};

/// The largest of several columns, row by row.
void fold_max(std::vector<double>& into, const std::vector<double>& column) {
  if (into.empty()) {
    into = column;
    return;
  }
  for (std::size_t i = 0; i < into.size() && i < column.size(); ++i)
    if (!(into[i] >= column[i])) into[i] = column[i];
}

/// Series of another interval, held on the times of the picture.
std::vector<double> held_on(const std::vector<double>& t, const std::vector<double>& from_t, const std::vector<double>& v) {
  if (from_t.size() == t.size()) return v;
  std::vector<double> out(t.size(), std::nan(""));
  std::size_t k = 0;
  for (std::size_t i = 0; i < t.size() && !v.empty(); ++i) {
    while (k + 1 < from_t.size() && from_t[k] < t[i] - 1e-6) ++k;
    if (k < v.size()) out[i] = v[k];
  }
  return out;
}

}  // namespace

OverviewData overview_data(const TraceReader& r, std::size_t site) {
  const Columns columns(r);
  const auto& sites = columns.entities("site");
  OverviewData d;
  d.site = sites[site];
  d.scenario = fmt::format("{}, seed {}", r.attribute("scenario_name"), r.attribute("seed"));
  std::string message;
  d.zone = TimeZone::find(r.attribute("timezone"), message).value_or(TimeZone());
  const double epoch = r.epoch_unix_s(), begin = start_s(r);
  d.t0 = epoch + begin;
  d.t1 = epoch + r.end_s();
  const auto g = static_cast<std::size_t>(r.find_group("site"));
  const std::vector<double> ends = r.times(g);
  // Rows carry the end of their interval; pictures want its start.
  d.t.resize(ends.size());
  for (std::size_t i = 0; i < ends.size(); ++i) d.t[i] = epoch + (i == 0 ? begin : ends[i - 1]);
  d.it_w = columns.get("site", "it_power", site);
  d.cooling_w = columns.get("site", "cooling_power", site);
  d.losses_w = columns.get("site", "loss_power", site);
  d.other_w = columns.get("site", "other_power", site);
  if (std::all_of(d.other_w.begin(), d.other_w.end(), [](double x) { return x == 0; })) d.other_w.clear();
  d.import_w = columns.get("site", "grid_import_max", site);  // limits are judged on the highest
  d.wet_bulb_c = columns.get("site", "wet_bulb", site);
  d.pue = columns.get("site", "pue", site);
  const std::string prefix = d.site + ".";
  const int hall_group = r.find_group("equipment/hall");
  if (hall_group >= 0) {
    const auto t = r.times(static_cast<std::size_t>(hall_group));
    std::vector<double> mean, top;
    const auto& halls = columns.entities("equipment/hall");
    for (std::size_t h = 0; h < halls.size(); ++h) {
      if (!halls[h].starts_with(prefix)) continue;
      fold_max(mean, columns.get("equipment/hall", "inlet_temperature", h));
      fold_max(top, columns.get("equipment/hall", "inlet_temperature_max", h));
    }
    d.inlet_mean_c = held_on(ends, t, mean);
    d.inlet_max_c = held_on(ends, t, top);
  }
  const int capacity = r.find_group("capacity");
  if (capacity < 0) return d;
  const auto cg = static_cast<std::size_t>(capacity);
  const auto ct = r.times(cg);
  const auto& names = columns.entities("capacity");
  std::vector<double> best(ct.size(), -1), apparent_va(ct.size(), 0);
  std::vector<int> which(ct.size(), -1);
  for (std::size_t c = 0; c < names.size(); ++c) {
    if (!names[c].starts_with(prefix)) continue;
    if (names[c].ends_with(".rack_inlet")) {
      const auto limit = columns.get("capacity", "limit", c);
      for (const double x : limit)
        if (std::isfinite(x)) d.inlet_limit_c = std::isfinite(d.inlet_limit_c) ? std::min(d.inlet_limit_c, x) : x;
    }
    if (names[c].ends_with(".capacity") && names[c].find(".power.") != std::string::npos) {  // connection, VA
      const auto limit = columns.get("capacity", "limit", c), value = columns.get("capacity", "value", c);
      if (d.limit_w.empty()) d.limit_w.assign(limit.size(), 0);
      for (std::size_t i = 0; i < limit.size(); ++i)
        if (std::isfinite(limit[i])) {
          d.limit_w[i] += limit[i];
          if (i < value.size() && std::isfinite(value[i])) apparent_va[i] += value[i];
        }
    }
    const auto binding = columns.get("capacity", "binding", c);
    const auto utilisation = columns.get("capacity", "utilisation", c);
    bool any = false;
    for (std::size_t i = 0; i < binding.size(); ++i)
      if (binding[i] > 0.5) {
        which[i] = static_cast<int>(d.constraints.size());
        best[i] = utilisation[i];
        any = true;
      }
    if (any) d.constraints.push_back(names[c].substr(prefix.size()));
  }
  // The connection is rated in VA, the picture shows W: the power factor is that of the run.
  std::vector<double> factors;
  if (ct.size() == ends.size())
    for (std::size_t i = 0; i < ct.size() && i < d.import_w.size(); ++i)
      if (apparent_va[i] > 0 && std::isfinite(d.import_w[i])) factors.push_back(d.import_w[i] / apparent_va[i]);
  if (!factors.empty()) {
    const auto middle = factors.begin() + static_cast<std::ptrdiff_t>(factors.size() / 2);
    std::nth_element(factors.begin(), middle, factors.end());
    for (double& w : d.limit_w) w *= std::min(1.0, *middle);
  }
  if (!d.limit_w.empty())
    for (std::size_t i = 0; i < ct.size(); ++i) d.limit_t.push_back(epoch + (i == 0 ? begin : ct[i - 1]));
  if (ct.size() == ends.size()) {
    d.binding = which;
    d.utilisation = best;
  } else {
    std::vector<double> as_double(which.begin(), which.end());
    for (const double x : held_on(ends, ct, as_double)) d.binding.push_back(std::isfinite(x) ? static_cast<int>(x) : -1);
    d.utilisation = held_on(ends, ct, best);
  }
  return d;
}

}  // namespace netsuden::viz
