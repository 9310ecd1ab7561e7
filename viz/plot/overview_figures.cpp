// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "viz/plot/decimate.hpp"
#include "viz/plot/limit.hpp"
#include "viz/plot/overview_parts.hpp"

namespace netsuden::viz {

namespace {

std::string date_of(double t, const TimeZone& zone) {
  const CivilTime c = zone.to_civil(t);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

std::string duration_text(double s) {
  if (s >= 2 * 86400) return fmt::format("{:.3g} days", s / 86400);
  if (s >= 2 * 3600) return fmt::format("{:.3g} h", s / 3600);
  return fmt::format("{:.3g} min", s / 60);
}

}  // namespace

namespace overview_parts {

Series on_time(const OverviewData& d, const std::vector<double>& v) { return {d.t, v, d.hold}; }
Series limit_of(const OverviewData& d) { return {d.limit_t, d.limit_w, Hold::until_next}; }

std::vector<double> import_of(const OverviewData& d) {
  if (!d.import_w.empty()) return d.import_w;
  std::vector<double> sum;
  for (const auto* v : {&d.it_w, &d.cooling_w, &d.losses_w, &d.other_w}) {
    if (v->empty()) continue;
    if (sum.empty()) sum.assign(v->size(), 0.0);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += i < v->size() ? (*v)[i] : no_value;
  }
  return sum;
}

RangeSummary all_of(const std::vector<double>& v) { return summarise(Values(v), 0, v.size()); }
bool any(const std::vector<double>& v) { return all_of(v).count > 0; }

TimeAxis axis_of(const OverviewData& d) {
  TimeAxis axis{d.t0, d.t1, d.zone};
  if (!std::isfinite(axis.t0)) axis.t0 = d.t.empty() || !std::isfinite(d.t.front()) ? 0 : d.t.front();
  if (!std::isfinite(axis.t1)) axis.t1 = d.t.empty() || !std::isfinite(d.t.back()) ? axis.t0 + 86400 : d.t.back();
  if (!(axis.t1 > axis.t0)) axis.t1 = axis.t0 + 3600;
  return axis;
}

std::string horizon_of(const OverviewData& d) {
  const TimeAxis axis = axis_of(d);
  const double days = (axis.t1 - axis.t0) / 86400;
  const std::string length = days >= 2 * 365.25 ? fmt::format("{:.3g} years", days / 365.25)
                             : days >= 90       ? fmt::format("{:.0f} months", days / 30.436875)
                             : days >= 2        ? fmt::format("{:.3g} days", days)
                                                : fmt::format("{:.3g} h", days * 24);
  return date_of(axis.t0, d.zone) + " \u2013 " + date_of(axis.t1, d.zone) + " (" + length + ", " + d.zone.name() + ")";
}

StateSeries states_of(const OverviewData& d) { return {d.t, d.binding, d.constraints}; }

}  // namespace overview_parts

using namespace overview_parts;

std::vector<Kpi> default_kpis(const OverviewData& d) {
  std::vector<Kpi> out;
  const std::vector<double> import = import_of(d);
  const RangeSummary power = all_of(import);
  const Series limit = limit_of(d);
  if (power.count > 0) {
    Kpi k{d.import_w.empty() ? "Peak facility power" : "Peak grid import",
          format_value(power.max, axis_units::watt()),
          {},
          false};
    if (power.max_at < d.t.size()) k.note = date_of(d.t[power.max_at], d.zone);
    out.push_back(k);
  }
  if (power.count > 0 && any(d.limit_w)) {
    const auto over = find_violations(on_time(d, import), limit);
    const double over_s = violation_time(over);
    double worst = 0;
    for (const Violation& v : over) worst = std::max(worst, v.worst);
    out.push_back(over_s > 0 ? Kpi{"Over the grid limit", duration_text(over_s),
                                   "OVER by up to " + format_value(worst, axis_units::watt(), 2), true}
                             : Kpi{"Over the grid limit", "never", "at any recorded time", false});
  }
  const RangeSummary inlet = all_of(d.inlet_max_c);
  if (inlet.count > 0) {
    const bool over = std::isfinite(d.inlet_limit_c) && inlet.max > d.inlet_limit_c;
    std::string note;
    if (std::isfinite(d.inlet_limit_c)) {
      note = "limit " + format_setting(d.inlet_limit_c, axis_units::celsius());
      if (over) note = "OVER, " + note;
    }
    out.push_back({"Hottest rack inlet", format_value(inlet.max, axis_units::celsius()), note, over});
  }
  if (any(d.pue) && d.t.size() >= 2) {
    const Columns whole{d.t.front(), d.t.back(), 1};
    const auto mean = [&](const std::vector<double>& v) {
      return whole.valid() ? column_means(on_time(d, v), whole)[0] : no_value;
    };
    // Each hour counts as much as the IT energy in it, as the PUE of a year is defined.
    std::vector<double> it, weighted;
    for (std::size_t i = 0; i < std::min(d.it_w.size(), d.pue.size()); ++i) {
      weighted.push_back(d.pue[i] * d.it_w[i]);
      it.push_back(std::isfinite(d.pue[i]) ? d.it_w[i] : no_value);
    }
    const double by_energy = mean(weighted) / mean(it);
    if (std::isfinite(by_energy))
      out.push_back({"PUE", format_value(by_energy, axis_units::plain()), "weighted by energy", false});
    else
      out.push_back({"PUE", format_value(mean(d.pue), axis_units::plain()), "mean over time", false});
  }
  const StateSeries states = states_of(d);
  const std::vector<double> shares = state_shares(states, axis_of(d));
  const auto most = std::max_element(shares.begin(), shares.end());
  if (most != shares.end() && *most > 0)
    out.push_back({"Binds most often", d.constraints[static_cast<std::size_t>(most - shares.begin())],
                   fmt::format("{:.0f} % of the time", 100 * *most), false});
  return out;
}

std::string overview_description(const OverviewData& d) {
  std::string out = (d.site.empty() ? "Unnamed site" : d.site) + ", " + horizon_of(d) + ".";
  for (const Kpi& k : d.kpis.empty() ? default_kpis(d) : d.kpis)
    out += ' ' + k.label + ": " + k.value + (k.note.empty() ? "" : " (" + k.note + ")") + '.';
  return out;
}

}  // namespace netsuden::viz
