// SPDX-License-Identifier: Apache-2.0
// The horizon, and what is dated within it: events, controls, values that the build plan sets.
#include <fmt/format.h>

#include "io/scenario/check_context.hpp"
#include "sim/base/calendar.hpp"
#include "sim/spec/path_set.hpp"

namespace netsuden {
namespace {

constexpr int first_year = 1900, last_year = 2200;  // between them, zones and Gregorian dates mean what they say

class Changes {
 public:
  explicit Changes(const CheckContext& c) : c_(c), s_(c.scenario), trial_(c.scenario) {
    std::string message;
    zone_ = TimeZone::find(s_.horizon.timezone, message).value_or(TimeZone());
    from_ = parse_time(s_.horizon.from, zone_, message).value_or(0);
    to_ = parse_time(s_.horizon.to, zone_, message).value_or(0);
  }

  void check() {
    int i = 0;
    for (const auto& p : s_.build_plan) {
      const std::string at = fmt::format("build_plan.{}", i++);
      assignments(p.set, at);
    }
    i = 0;
    for (const auto& e : s_.events) event(e, fmt::format("events.{}", i++));
    i = 0;
    for (const auto& k : s_.control) control(k, fmt::format("control.{}", i++));
    i = 0;
    for (const auto& p : s_.workload.profiles) {
      if (p.from) check_date(c_, *p.from, zone_, fmt::format("workload.profiles.{}.from", i));
      ++i;
    }
    i = 0;
    for (const auto& t : s_.workload.training) {
      const std::string at = fmt::format("workload.training.{}.from", i++);
      if (!t.from) continue;
      const auto from = when(*t.from, at);
      if (from && *from < from_) c_.error("date", at, fmt::format("{} lies before the horizon: nothing runs before it", *t.from), "a date in the horizon, and the duration that is left");
    }
    i = 0;
    for (const auto& r : s_.workload.replay) {
      if (!r.origin.empty()) check_date(c_, r.origin, zone_, fmt::format("workload.replay.{}.origin", i));
      ++i;
    }
  }

 private:
  std::optional<UnixSeconds> when(const std::string& text, const std::string& at) {
    const auto t = check_date(c_, text, zone_, at);
    if (t && *t > to_) c_.warn("date", at, fmt::format("{} lies after the end of the horizon: it never happens", text));
    return t;
  }

  void asset(const std::optional<std::string>& path, const std::string& at) {
    if (!path) return;
    if (const std::string wrong = asset_problem(s_, *path); !wrong.empty()) c_.error("asset", at, fmt::format("`{}`: {}", *path, wrong));
  }

  void assignments(const Pairs& set, const std::string& at) {
    for (const auto& [path, value] : set) {
      std::string wrong = set_by_path(trial_, path, value, c_.currency);
      if (wrong.empty()) wrong = other_limits(path);
      if (!wrong.empty()) c_.error("set-path", at + ".set." + path, fmt::format("`{}`: {}", path, wrong));
    }
  }

  /// Which limits there are is settled when a run starts; their values may change while it is on.
  std::string other_limits(const std::string& path) const {
    const auto switched = [](auto from, auto to) -> std::string {
      if (upper_limit(from).has_value() == upper_limit(to).has_value()) return "";
      return upper_limit(from) ? "a limit cannot end during a run: `none` must hold from the start, or set another class"
                               : "a limit cannot begin during a run: it is `none` at the start; state a class there";
    };
    const ConstraintSpec &from = s_.constraints, &to = trial_.constraints;
    if (path == "constraints.rack_inlet") return switched(from.rack_inlet, to.rack_inlet);
    if (path == "constraints.coolant") return switched(from.coolant, to.coolant);
    for (const auto& site : s_.sites) {
      const bool of_grid = std::any_of(s_.grids.begin(), s_.grids.end(), [&](const GridSpec& g) { return g.name == site.grid && g.tariff && g.tariff->contract; });
      if (path == "sites." + site.name + ".contract_demand" && !site.contract_demand && !of_grid && !from.import_limit)
        return "a limit cannot begin during a run: state `contract_demand` from the start";
    }
    if (path == "constraints.import_limit" && !from.import_limit)
      return "a limit cannot begin during a run: state `import_limit` under `constraints` from the start";
    return "";
  }

  /// The power node that a path names; null if none.
  const PowerNodeSpec* node(const std::string& path) const {
    for (const auto& site : s_.sites)
      for (const auto& n : site.power)
        if (path == "sites." + site.name + ".power." + n.name) return &n;
    return nullptr;
  }

  const PowerNodeSpec* of_type(const std::string& path, PowerNodeType t) const {
    const PowerNodeSpec* n = node(path);
    return n && n->type == t ? n : nullptr;
  }

  /// Whether a grid is named that there is.
  bool grid(const std::optional<std::string>& name, const std::string& at) {
    if (!name) return false;
    if (contains(names_of(s_.grids), *name)) return true;
    c_.error("grid", at, fmt::format("there is no grid `{}`", *name),
             s_.grids.empty() ? "declare it under `grids` and name it at its sites" : fmt::format("there are: {}", fmt::join(names_of(s_.grids), ", ")));
    return false;
  }

  /// Of an outage or a dip: a grid, or the path of one connection. Whether it names a grid.
  bool supply(const std::optional<std::string>& name, const std::string& at) {
    if (!name || !name->starts_with("sites.")) return grid(name, at);
    asset(name, at);
    for (const auto& site : s_.sites)
      for (const auto& n : site.power)
        if (*name == "sites." + site.name + ".power." + n.name && n.type == PowerNodeType::grid_connection) return false;
    if (asset_problem(s_, *name).empty()) c_.error("asset", at, fmt::format("`{}` is no grid connection", *name), "an outage or a dip names a grid, or a connection like sites.SITE.power.NODE");
    return false;
  }

  void event(const EventSpec& e, const std::string& at) {
    const auto t = when(e.at, at + ".at");
    asset(e.trip, at + ".trip");
    assignments(e.set, at);
    if (supply(e.outage, at + ".outage"))
      for (const auto& site : s_.sites)
        if (site.grid == *e.outage && std::none_of(site.power.begin(), site.power.end(), [](const auto& n) { return n.modes.has_value() || (n.type == PowerNodeType::bess && n.island); }))
          c_.warn("outage", at + ".outage", fmt::format("no UPS of `{}` has a battery: the outage darkens its halls at once", site.name), "give its UPS `modes`, for example modes: {battery: {capacity: 150 kWh}}");
    supply(e.dip, at + ".dip");
    grid(e.frequency, at + ".frequency");
    if (e.dip && !e.duration) c_.warn("event", at, "the dip has no end", "add for: 100 ms");
    if (e.fuel_delivery && of_type(*e.fuel_delivery, PowerNodeType::genset) == nullptr)
      c_.error("asset", at + ".fuel_delivery", fmt::format("`{}` is no node of generating sets", *e.fuel_delivery), "a delivery names a node like sites.SITE.power.NODE of type genset");
    if (e.reset) {
      asset(e.reset, at + ".reset");
      if (!node(*e.reset) && asset_problem(s_, *e.reset).empty()) c_.error("asset", at + ".reset", fmt::format("`{}` is no power node", *e.reset), "a reset names a node like sites.SITE.power.NODE");
    }
    if (!e.trip && !e.outage && !e.dip && !e.frequency && !e.reset && !e.fuel_delivery && e.set.empty())
      c_.error("event", at, "an event trips, resets, sets, brings fuel, is an outage, a dip or a deviation of the frequency", "add trip, outage, dip, frequency, reset, fuel_delivery or set");
    if (e.duration && !(e.duration->si() > 0)) c_.error("event", at + ".for", "the event lasts no time", "leave `for` out where it stays");
    if (t && e.duration && *t + e.duration->si() <= from_)
      c_.warn("date", at + ".at",
              fmt::format("{} for {} is over before the horizon starts: it never happens", e.at, format_duration(e.duration->si())));
  }

  void control(const ControlSpec& k, const std::string& at) {
    if (k.type == ControlType::thermal_throttle && k.full <= k.start)
      c_.error("control", at + ".full", fmt::format("`full` of {:.1f} degC is not above `start` of {:.1f} degC", k.full.c(), k.start.c()),
               "the clocks fall from 1 at `start` to `floor` at `full`");
    const bool sheds = k.type == ControlType::load_shedding;
    if ((k.type != ControlType::power_cap && !sheds) || k.target.empty()) return;
    if (const PowerNodeSpec* n = node(k.target)) {
      if (sheds && n->is_local() && !n->island)
        c_.error("asset", at + ".target", fmt::format("`{}` gives what it can: nothing overloads it", k.target), "name the board beside it, or a battery with island: true");
      return;
    }
    const std::string wrong = asset_problem(s_, k.target);
    c_.error("asset", at + ".target", fmt::format("`{}`: {}", k.target, wrong.empty() ? sheds ? "only a whole power node can be watched" : "only a whole power node can be capped" : wrong),
             "a target is named like sites.SITE.power.NODE");
  }

  const CheckContext& c_;
  const Scenario& s_;
  Scenario trial_;  ///< takes the values that plan and events set
  TimeZone zone_;
  double from_ = 0, to_ = 0;
};

}  // namespace

std::optional<UnixSeconds> check_date(const CheckContext& c, const std::string& text, const TimeZone& zone, const std::string& at) {
  std::string message;
  const auto t = parse_time(text, zone, message);
  if (!t)
    c.error("date", at, message);
  else if (!message.empty())
    c.warn("date", at, message);
  return t;
}

bool check_horizon(const CheckContext& c) {
  const Scenario& s = c.scenario;
  std::string message;
  for (const auto& site : s.sites)
    if (site.timezone && !TimeZone::find(*site.timezone, message)) c.error("timezone", "sites." + site.name + ".timezone", message);
  const auto zone = TimeZone::find(s.horizon.timezone, message);
  if (!zone) {
    c.error("timezone", "horizon.timezone", message);
    return false;
  }
  const auto from = check_date(c, s.horizon.from, *zone, "horizon.from"), to = check_date(c, s.horizon.to, *zone, "horizon.to");
  if (s.resolution.transient > s.resolution.calm)
    c.error("resolution", "resolution.transient",
            fmt::format("the transient step of {} is longer than the calm step of {}", format_duration(s.resolution.transient.si()),
                        format_duration(s.resolution.calm.si())),
            "steps grow from `transient` to `calm`");
  if (!from || !to) return false;
  if (*to < *from + 1)
    c.error(
        "horizon", "horizon.to",
        fmt::format("the horizon ends ({}) {} it starts ({})", s.horizon.to, *to < *from ? "before" : *to == *from ? "when" : "less than a second after", s.horizon.from),
        "`to` is the instant at which the run ends: of a day, the next midnight");
  else if (*to - *from > 60 * 366 * 86400.0)
    c.error("horizon", "horizon.to", "the horizon is longer than 60 years",
            "the clock keeps its precision over decades, but models of this kind do not");
  else if (zone->to_civil(*from).year < first_year || zone->to_civil(*to).year > last_year)
    c.error("horizon", "horizon.from", fmt::format("the horizon lies outside the years {} to {}", first_year, last_year),
            "time zones and calendars are known between them");
  else
    return true;
  return false;
}

void check_changes(const CheckContext& c) { Changes(c).check(); }

}  // namespace netsuden
