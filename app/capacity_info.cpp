// SPDX-License-Identifier: Apache-2.0
#include "app/capacity_info.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "app/command.hpp"
#include "app/files.hpp"
#include "app/network_info.hpp"
#include "io/trace/start.hpp"
#include "sim/base/calendar.hpp"
#include "sim/base/errors.hpp"
#include "sim/base/unit_table.hpp"
#include "sim/ledger/campus_capacity.hpp"
#include "sim/ledger/capacity.hpp"
#include "sim/ledger/finance.hpp"

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }
// NaN: nothing.
double least(double a, double b) { return std::isnan(b) || a <= b ? a : b; }
double most(double a, double b) { return std::isnan(b) || a >= b ? a : b; }

/// A limit in one quarter.
struct Row {
  double installed = nan, firm = nan, available = nan, used = nan, p95 = nan, margin = nan, utilisation = nan, stranded_w = nan, shadow_w = nan;
  double binds_h = 0, over_h = 0, over_firm_h = 0;
  std::vector<double> values;
};

struct Quarter {
  int year = 0, number = 1;
  double from_s = 0, until_s = 0;
  std::vector<Row> rows;            ///< one a limit
  std::map<std::string, std::pair<double, std::vector<std::pair<std::size_t, ResourceCapacity>>>> tightest;  ///< of a site: least room, and its chain
  std::vector<double> it_per_unit;  ///< of each limit, at that interval
  std::string name() const { return fmt::format("{} Q{}", year, number); }
};

class Ledger {
 public:
  explicit Ledger(const TraceReader& r) : r_(r) {
    const int g = r.find_group("capacity");
    if (g < 0) throw IoError(r.path(), "has no capacity ledger");
    group_ = static_cast<std::size_t>(g);
    names_ = r.groups()[group_].entities;
    for (const EntityLabel& l : r.groups()[group_].labels) {
      if (l.name == "kind") kinds_ = l.values;
      if (l.name == "asset") assets_ = l.values;
      if (l.name == "unit") units_ = l.values;
    }
    for (auto* v : {&kinds_, &assets_, &units_}) v->resize(names_.size());
    std::string message;
    zone_ = TimeZone::find(r.attribute("timezone"), message).value_or(TimeZone());
    read();
  }

  const std::vector<Quarter>& quarters() const { return quarters_; }
  const std::vector<std::string>& names() const { return names_; }
  const std::string& kind(std::size_t i) const { return kinds_[i]; }
  const std::string& unit(std::size_t i) const { return units_[i]; }
  const TimeZone& zone() const { return zone_; }
  std::string date(double t_s) const { return format_compact(r_.epoch_unix_s() + t_s, zone_); }
  std::string site_of(std::size_t i) const {
    const std::string& a = assets_[i];
    const std::size_t dot = a.find('.', 6);
    return a.starts_with("sites.") ? a.substr(6, dot == std::string::npos ? dot : dot - 6) : "";
  }
  bool is_budget(std::size_t i) const { return kinds_[i] == name_of(ConstraintKind::budget); }

 private:
  std::vector<double> column(const char* channel) const {
    const int c = r_.find_channel(group_, channel);
    return c < 0 ? std::vector<double>(r_.rows(group_) * names_.size(), nan) : r_.read_block(group_, static_cast<std::size_t>(c), 0, r_.rows(group_));
  }

  Quarter& quarter_at(double t_s) {
    const CivilTime c = zone_.to_civil(r_.epoch_unix_s() + t_s);
    const int number = (c.month - 1) / 3 + 1;
    if (quarters_.empty() || quarters_.back().year != c.year || quarters_.back().number != number) {
      Quarter q;
      q.year = c.year;
      q.number = number;
      q.from_s = q.until_s = t_s;
      q.rows.resize(names_.size());
      q.it_per_unit.assign(names_.size(), nan);
      quarters_.push_back(std::move(q));
    }
    return quarters_.back();
  }

  /// Loads that grow with the IT power; others are states, shares or sums over a year.
  bool scales(std::size_t i) const { return (units_[i] == "W" || units_[i] == "VA" || units_[i] == "kg/s") && kinds_[i] != name_of(ConstraintKind::rack_power) && kinds_[i] != name_of(ConstraintKind::power_range) && kinds_[i] != name_of(ConstraintKind::oscillation); }

  void read() {
    const std::vector<double> times = r_.times(group_);
    const std::vector<double> installed = column("installed"), limit = column("limit"), firm = column("firm_limit"), value = column("value"), margin = column("margin"), utilisation = column("utilisation"), binding = column("binding"), stranded = column("stranded_power");
    const auto it = it_power(times);
    double before = start_s(r_);
    for (std::size_t t = 0; t < times.size(); ++t) {
      const double hours = (times[t] - before) / 3600;
      Quarter& q = quarter_at((times[t] + before) / 2);
      if (q.until_s == q.from_s) q.from_s = before;
      q.until_s = times[t];
      before = times[t];
      std::map<std::string, std::vector<std::pair<std::size_t, ResourceCapacity>>> chains;
      for (std::size_t i = 0; i < names_.size(); ++i) {
        const std::size_t k = t * names_.size() + i;
        Row& row = q.rows[i];
        if (std::isfinite(installed[k])) row.installed = installed[k];
        if (std::isfinite(limit[k])) row.available = limit[k];
        row.firm = least(row.firm, firm[k]);
        row.used = most(row.used, value[k]);
        row.margin = least(row.margin, margin[k]);
        row.utilisation = most(row.utilisation, utilisation[k]);
        if (std::isfinite(value[k])) row.values.push_back(value[k]);
        if (margin[k] < 0) row.over_h += hours;
        if (value[k] > firm[k]) row.over_firm_h += hours;
        if (binding[k] > 0.5) row.binds_h += hours, row.stranded_w = most(row.stranded_w, stranded[k]);
        const auto now = it.find(site_of(i));
        if (!scales(i) || now == it.end() || !(now->second[t] > 0) || !(value[k] > 0) || !std::isfinite(limit[k])) continue;
        chains[site_of(i)].emplace_back(i, ResourceCapacity{names_[i], now->second[t] * limit[k] / value[k]});
      }
      for (auto& [site, chain] : chains) {
        std::vector<ResourceCapacity> all;
        for (const auto& c : chain) all.push_back(c.second);
        const double room = campus_capacity(all).capacity_w - it.at(site)[t];
        if (const auto held = q.tightest.find(site); held != q.tightest.end() && held->second.first <= room) continue;
        for (const auto& c : chain) q.it_per_unit[c.first] = it.at(site)[t] / value[t * names_.size() + c.first];
        q.tightest[site] = {room, std::move(chain)};
      }
    }
    for (Quarter& q : quarters_) finish(q);
  }

  void finish(Quarter& q) const {
    for (Row& row : q.rows) {
      if (row.values.empty()) continue;
      const auto k = static_cast<std::size_t>(0.95 * static_cast<double>(row.values.size() - 1) + 0.5);
      std::nth_element(row.values.begin(), row.values.begin() + static_cast<std::ptrdiff_t>(k), row.values.end());
      row.p95 = row.values[k];
      row.values.clear();
    }
    for (const auto& [site, tight] : q.tightest) {
      std::vector<ResourceCapacity> all;
      for (const auto& c : tight.second) all.push_back(c.second);
      for (std::size_t i = 0; i < all.size(); ++i)
        if (const std::size_t n = tight.second[i].first; units_[n] != "kg/s") q.rows[n].shadow_w = capacity_gain(all, i, 1e6 * q.it_per_unit[n]);
    }
  }

  /// Of each site at the ends of the ledger's intervals: the mean of the interval of the site series that holds them.
  std::map<std::string, std::vector<double>> it_power(const std::vector<double>& at) const {
    std::map<std::string, std::vector<double>> all;
    const int g = r_.find_group("site");
    if (g < 0) return all;
    const auto group = static_cast<std::size_t>(g);
    const int c = r_.find_channel(group, "it_power");
    if (c < 0) return all;
    const std::vector<double> times = r_.times(group);
    for (std::size_t s = 0; s < r_.groups()[group].entities.size(); ++s) {
      const std::vector<double> w = r_.read(group, static_cast<std::size_t>(c), s);
      std::vector<double>& held = all[r_.groups()[group].entities[s]];
      for (const double t : at) {
        const auto next = static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), t - 1e-3) - times.begin());
        held.push_back(next < w.size() ? w[next] : nan);
      }
    }
    return all;
  }

  const TraceReader& r_;
  std::size_t group_ = 0;
  std::vector<std::string> names_, kinds_, assets_, units_;
  TimeZone zone_;
  std::vector<Quarter> quarters_;
};

std::string amount(double v, const std::string& unit) {
  if (!std::isfinite(v)) return "-";
  if (unit == "W" || unit == "VA" || unit == "Pa") return format_si(v, unit, 4);
  if (unit == "W/s") return format_si(v, "W", 4) + "/s";
  if (unit == "1") return fmt::format("{:.2f} %", 100 * v);
  if (unit.size() == 3 && std::all_of(unit.begin(), unit.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return money_text(v, unit);
  return fmt::format("{:.4g} {}", v, unit);
}

struct Curtailable {
  std::string site;
  double limit_w = 0;
  CurtailableLoad load;
};

std::vector<Curtailable> curtailable(const TraceReader& r, const Ledger& ledger, double rho) {
  std::vector<Curtailable> all;
  const int g = r.find_group("site");
  const int c = g < 0 ? -1 : r.find_channel(static_cast<std::size_t>(g), "grid_import");
  if (c < 0 || ledger.quarters().empty()) return all;
  const auto group = static_cast<std::size_t>(g);
  const std::vector<double> times = r.times(group);
  if (times.size() < 2) return all;
  const auto& rows = ledger.quarters().back().rows;
  for (std::size_t s = 0; s < r.groups()[group].entities.size(); ++s) {
    Curtailable x;
    x.site = r.groups()[group].entities[s];
    double connections = 0, contract = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (ledger.site_of(i) != x.site || !std::isfinite(rows[i].available)) continue;
      if (ledger.kind(i) == name_of(ConstraintKind::grid_connection)) connections += rows[i].available;
      if (ledger.kind(i) == name_of(ConstraintKind::contract)) contract = rows[i].available;
    }
    x.limit_w = std::min(connections, contract);
    x.load = curtailable_load(r.read(group, static_cast<std::size_t>(c), s), (times[1] - times[0]) / 3600, x.limit_w, rho);
    all.push_back(std::move(x));
  }
  return all;
}

/// Of the run's own summary; empty while there is none.
json summary_of(const TraceReader& r) {
  const std::string text = r.summary_json();
  if (text.empty()) return json::object();
  json j = json::parse(text, nullptr, false);
  return j.is_object() ? j : json::object();
}

std::string report(const TraceReader& r, const Ledger& ledger, const CapacityOptions& o, const json& summary, const std::vector<Curtailable>& curtailed) {
  std::string t = fmt::format("{}: capacity by quarter\n", r.path());
  std::size_t width = 8;
  for (const std::string& n : ledger.names()) width = std::max(width, n.size());
  for (const Quarter& q : ledger.quarters()) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < q.rows.size(); ++i)
      if (std::isfinite(q.rows[i].utilisation)) order.push_back(i);
    const auto rank = [&](std::size_t i) { return ledger.kind(i) == name_of(ConstraintKind::rack_power) && q.rows[i].utilisation <= 1 ? q.rows[i].utilisation - 1000 : q.rows[i].utilisation; };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) > rank(b); });
    const std::size_t found = order.size();
    if (order.size() > static_cast<std::size_t>(o.top)) order.resize(static_cast<std::size_t>(o.top));
    t += fmt::format("\n{}, {} to {}\n  {:<{}}  {:>11}  {:>11}  {:>11}  {:>11}  {:>11}  {:>11}  {:>7}  {:>7}  {:>8}  {:>10}{}\n", q.name(), ledger.date(q.from_s).substr(0, 10), ledger.date(q.until_s).substr(0, 10), "limit", width, "installed", "firm", "available", "used", "p95", "margin", "full", "over h", "binds h", "strands", o.shadow ? "  1 MW frees" : "");
    for (const std::size_t i : order) {
      const Row& x = q.rows[i];
      const std::string& u = ledger.unit(i);
      t += fmt::format("  {:<{}}  {:>11}  {:>11}  {:>11}  {:>11}  {:>11}  {:>11}  {:>6}%  {:>7.0f}  {:>8.0f}  {:>10}{}\n", ledger.names()[i], width, amount(x.installed, u), amount(x.firm, u), amount(x.available, u), amount(x.used, u), amount(x.p95, u), amount(x.margin, u == "degC" ? "K" : u),
                       x.utilisation >= CapacityLedger::no_capacity ? ">9900 " : fmt::format("{:.1f} ", 100 * x.utilisation), x.over_h, x.binds_h, amount(x.stranded_w, "W"), o.shadow ? fmt::format("  {:>10}", amount(x.shadow_w, "W")) : "");
    }
    if (found > order.size()) t += fmt::format("  {} more  (--top N, --json)\n", found - order.size());
  }
  std::vector<std::string> broken;
  if (summary.contains("constraints"))
    for (const json& c : summary["constraints"])
      if (c.value("time_over_s", 0.0) > 0) broken.push_back(fmt::format("  {}: first over its limit at {}, {:.1f} h in all\n", c.value("name", ""), c["first_violation"].is_string() ? c["first_violation"].get<std::string>() : "-", c.value("time_over_s", 0.0) / 3600));
  t += broken.empty() ? "\nno limit was exceeded\n" : "\nexceeded\n";
  for (const std::string& b : broken) t += b;
  if (summary.contains("plan") && !summary["plan"]["time_to_power"].empty()) {
    t += "\ntime to power\n";
    for (const json& e : summary["plan"]["time_to_power"])
      t += fmt::format("  {}: {} asked for {}, {}\n", e.value("hall", ""), format_si(e.value("it_power_w", 0.0), "W", 4), e.value("asked", "").substr(0, 10),
                       e["energised"].is_string() ? fmt::format("at its rating {}, {:.0f} d later", e["energised"].get<std::string>().substr(0, 10), e.value("late_d", 0.0)) : "not at its rating within the plan");
  }
  for (const Curtailable& c : curtailed)
    t += fmt::format("\ncurtailable load of {} beside the recorded import, below {}\n  {} if {} of its energy may be cut: {:.1f} h, {} events, mean {:.1f} h, longest {:.1f} h, deepest {}\n", c.site, format_si(c.limit_w, "W", 4), format_si(c.load.w, "W", 4), fmt::format("{:.3g} %", 100 * c.load.rate), c.load.hours, c.load.events, c.load.mean_h, c.load.longest_h, format_si(c.load.deepest_w, "W", 4));
  return t;
}

json to_json(const TraceReader& r, const Ledger& ledger, const CapacityOptions& o, const json& summary, const std::vector<Curtailable>& curtailed) {
  json quarters = json::array();
  for (const Quarter& q : ledger.quarters()) {
    json limits = json::array();
    for (std::size_t i = 0; i < q.rows.size(); ++i) {
      const Row& x = q.rows[i];
      limits.push_back({{"name", ledger.names()[i]}, {"kind", ledger.kind(i)}, {"unit", ledger.unit(i)}, {"installed", number(x.installed)}, {"firm", number(x.firm)}, {"available", number(x.available)}, {"used", number(x.used)}, {"used_p95", number(x.p95)}, {"margin", number(x.margin)},
                        {"utilisation", number(x.utilisation)}, {"over_h", x.over_h}, {"over_firm_h", x.over_firm_h}, {"binding_h", x.binds_h}, {"stranded_w", number(x.stranded_w)}});
      if (o.shadow) limits.back()["one_more_mw_frees_w"] = number(x.shadow_w);
    }
    quarters.push_back({{"quarter", q.name()}, {"from", format_iso(r.epoch_unix_s() + q.from_s, ledger.zone())}, {"until", format_iso(r.epoch_unix_s() + q.until_s, ledger.zone())}, {"limits", limits}});
  }
  json j = {{"file", r.path()}, {"quarters", quarters}, {"limits", json::array()}, {"time_to_power", json::array()}};
  if (summary.contains("constraints"))
    for (const json& c : summary["constraints"]) j["limits"].push_back({{"name", c["name"]}, {"first_violation", c["first_violation"]}, {"over_h", c.value("time_over_s", 0.0) / 3600}, {"over_firm_h", c.value("time_over_firm_s", 0.0) / 3600}, {"peak_utilisation", c["peak_utilisation"]}});
  if (summary.contains("plan")) j["time_to_power"] = summary["plan"]["time_to_power"];
  if (!o.curtail.empty()) {
    j["curtailable"] = json::array();
    for (const Curtailable& c : curtailed)
      j["curtailable"].push_back({{"site", c.site}, {"limit_w", c.limit_w}, {"load_w", c.load.w}, {"rate", c.load.rate}, {"hours", c.load.hours}, {"events", c.load.events}, {"mean_event_h", c.load.mean_h}, {"longest_h", c.load.longest_h}, {"deepest_w", c.load.deepest_w}});
  }
  return j;
}

}  // namespace

int capacity_info(const TraceReader& r, const CapacityOptions& o, const std::optional<std::string>& target) {
  if (target && *target != "-") {
    require_other_file("info", *target, r.path(), "the trace");
    require_writable(*target);
  }
  const double rho = o.curtail.empty() ? 0 : option_si("info", "--curtail", o.curtail, Dim{}, "%", Want::fraction);
  if (rho < 0 || rho > 1) throw UsageError(fmt::format("info: --curtail {}: a share of its energy, 0 to 100 %", o.curtail));
  const Ledger ledger(r);
  const json summary = summary_of(r);
  const std::vector<Curtailable> curtailed = o.curtail.empty() ? std::vector<Curtailable>{} : curtailable(r, ledger, rho);
  const std::string document = to_json(r, ledger, o, summary, curtailed).dump(1) + "\n";
  if (!target || *target != "-") fmt::print("{}", report(r, ledger, o, summary, curtailed));
  if (target && *target != "-") write_file(*target, document);
  else if (target) fmt::print("{}", document);
  return ok;
}

}  // namespace netsuden::app
