// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/changes.hpp"

#include <algorithm>

namespace netsuden {

std::vector<Change> dated_changes(const Scenario& s, const Inputs& in) {
  std::vector<Change> list;
  using What = Change::What;
  const auto at = [&](const std::string& date) {
    std::string message;
    return parse_time(date, in.zone, message).value_or(in.start_unix) - in.start_unix;
  };
  const auto rank = [](What w) {
    switch (w) {
      case What::restore:
      case What::outage_end:
      case What::unset: return 0;
      case What::commission:
      case What::retire: return 1;
      default: return 2;
    }
  };
  for (const auto& p : s.build_plan) {
    const double t = at(p.date);
    if (p.commission) list.push_back({t, What::commission, *p.commission, "", 0});
    if (p.retire) list.push_back({t, What::retire, *p.retire, "", 0});
    for (const auto& [path, value] : p.set) list.push_back({t, What::set, path, value, 0});
  }
  for (const auto& e : s.events) {
    const double t = at(e.at);
    const double end = e.duration ? t + e.duration->si() : -1;
    if (e.trip) {
      list.push_back({t, What::trip, *e.trip, "", 0});
      if (e.duration) list.push_back({end, What::restore, *e.trip, "", 0});
    }
    if (e.outage) {
      list.push_back({t, What::outage, *e.outage, "", 0});
      if (e.duration) list.push_back({end, What::outage_end, *e.outage, "", 0});
    }
    for (const auto& [path, value] : e.set) {
      list.push_back({t, What::set, path, value, 0});
      if (e.duration) list.push_back({end, What::unset, path, "", 0});
    }
  }
  std::erase_if(list, [&](const Change& c) { return c.t_s > in.duration(); });
  for (auto& c : list) c.order = rank(c.what);
  std::stable_sort(list.begin(), list.end(), [](const Change& a, const Change& b) {
    return a.t_s != b.t_s ? a.t_s < b.t_s : a.order < b.order;
  });
  return list;
}

}  // namespace netsuden
