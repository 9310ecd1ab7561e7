// SPDX-License-Identifier: Apache-2.0
#include "app/availability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/unit_table.hpp"

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;

json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }

/// "99.9987 %": as many digits as tell it from whole.
std::string percent(double unavailability) {
  const int digits = unavailability > 0 ? std::clamp(static_cast<int>(std::ceil(-std::log10(unavailability * 100))) + 2, 2, 12) : 2;
  return fmt::format("{:.{}f} %", 100 * (1 - unavailability), digits);
}

std::string of_year(double unavailability) {
  const double s = unavailability * constants::year_s;
  return s >= 1 ? format_duration(s >= 100 ? std::round(s) : s) : fmt::format("{:.2g} s", s);
}

}  // namespace

TopologyClass class_of_site(const Scenario& scenario, const SiteSpec& site, const ChainContingencies& c) {
  std::vector<BrokenBy> broken;
  for (const ChainOutage& o : c.outages) {
    if (o.failed.size() != 1 || o.secure()) continue;
    // "one of 4 lv_a" is a unit of lv_a.
    const std::string& name = o.failed.front();
    const bool unit = name.starts_with("one of ");
    BrokenBy b{unit ? name.substr(name.rfind(' ') + 1) : name, unit, ""};
    if (!o.dark.empty()) b.what = fmt::format("dark: {}", fmt::join(o.dark, ", "));
    else if (!o.on_batteries.empty()) b.what = fmt::format("on batteries alone: {}", fmt::join(o.on_batteries, ", "));
    else if (!o.over.empty()) b.what = fmt::format("{} {} of its rating", o.over.front().node, o.over.front().tripped ? "trips, above" : fmt::format("at {:.0f} %", 100 * o.over.front().share()));
    else b.what = "a voltage outside its range";
    broken.push_back(std::move(b));
  }
  return topology_class(scenario, site, broken);
}

std::string class_text(const TopologyClass& t) {
  static constexpr const char* names[] = {"I", "II", "III", "IV"};
  std::string s = fmt::format("\n  topology            class {} of the Uptime tiers, as far as the model shows it\n", names[t.tier - 1]);
  for (const TopologyVerdict& v : t.verdicts) {
    s += fmt::format("    {:<4}{:<28}{}\n", v.tier, v.demand, v.holds ? "yes" : "no");
    std::size_t shown = 0;
    for (const std::string& e : v.evidence) {
      if (++shown > 6) {
        s += fmt::format("          and {} more\n", v.evidence.size() - 6);
        break;
      }
      s += fmt::format("          {}\n", e);
    }
  }
  for (const std::string& n : t.notes) s += fmt::format("    {}\n", n);
  return s;
}

json class_json(const TopologyClass& t) {
  json verdicts = json::array();
  for (const TopologyVerdict& v : t.verdicts) verdicts.push_back({{"tier", v.tier}, {"demand", v.demand}, {"holds", v.holds}, {"evidence", v.evidence}});
  return {{"tier", t.tier}, {"verdicts", verdicts}, {"notes", t.notes}};
}

std::string availability_text(const std::vector<HallAvailability>& halls, double outage_h) {
  std::string s = fmt::format("\n  availability of power and cooling  (steady state; an outage of the grid lasts {} in the mean)\n", format_duration(std::round(outage_h * 3600)));
  for (const HallAvailability& h : halls) {
    if (h.exact) {
      s += fmt::format("    {}: {}, {} a year; power alone {}\n", h.hall, percent(h.unavailability), of_year(h.unavailability), percent(h.power_unavailability));
      if (h.interruptions > 0) s += fmt::format("      {:.3g} interruptions a year, {} each\n", h.interruptions, format_duration(std::round(h.unavailability * constants::year_s / h.interruptions)));
      std::size_t shown = 0;
      for (const auto& x : h.shares)
        if (++shown <= 6) s += fmt::format("      {}: {} a year\n", x.what, of_year(x.unavailability));
    }
    if (h.sampled.samples > 0) {
      const bool seen = h.sampled.standard_error > 0;
      s += fmt::format("    {}{}Monte Carlo: ", h.exact ? "  " : h.hall, h.exact ? "" : ": ");
      s += seen ? fmt::format("{}, {} a year, standard error {}, {} samples", percent(h.sampled.mean), of_year(h.sampled.mean), of_year(h.sampled.standard_error), h.sampled.samples)
                : fmt::format("no failure in {} samples: below {} a year at 95 %", h.sampled.samples, of_year(3.0 / static_cast<double>(h.sampled.samples)));
      if (h.exact) s += h.sampled.agrees(h.unavailability) ? "; agrees with the formula" : "; OUTSIDE three standard errors of the formula";
      else s += "; too large a net for the formula";
      s += "\n";
    }
  }
  return s;
}

json availability_json(const std::vector<HallAvailability>& halls) {
  json out = json::array();
  for (const HallAvailability& h : halls) {
    json shares = json::array();
    for (const auto& x : h.shares) shares.push_back({{"what", x.what}, {"unavailability", x.unavailability}});
    json j = {{"hall", h.hall}, {"exact", h.exact}, {"availability", number(1 - h.unavailability)}, {"unavailability", number(h.unavailability)}, {"width", number(h.width)}, {"power_unavailability", number(h.power_unavailability)},
              {"interruptions_per_year", number(h.interruptions)}, {"shares", shares}};
    if (h.sampled.samples > 0) j["monte_carlo"] = {{"unavailability", h.sampled.mean}, {"standard_error", h.sampled.standard_error}, {"samples", h.sampled.samples}};
    out.push_back(std::move(j));
  }
  return out;
}

}  // namespace netsuden::app
