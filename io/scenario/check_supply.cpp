// SPDX-License-Identifier: Apache-2.0
// What the grid charges and asks for: tariffs that bill what they say, calls that can come.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "io/scenario/check_context.hpp"
#include "sim/base/calendar.hpp"

namespace netsuden {
namespace {

constexpr int hours_of_week = 168;

/// Hours of a week of each month, as local time: for walking through all of a tariff's windows.
template <class F>
void for_each_hour(F f) {
  for (int month = 1; month <= 12; ++month)
    for (int hour = 0; hour < hours_of_week; ++hour) {
      CivilTime t;
      t.month = month;
      t.weekday = hour / 24;
      t.hour = hour % 24;
      f(t);
    }
}

class Tariff {
 public:
  Tariff(const CheckContext& c, const GridSpec& g) : c_(c), grid_(g), p_(*g.tariff), at_("grids." + g.name + ".tariff") {}

  void check() {
    const double minutes = p_.demand_interval.si() / 60;
    if (std::abs(std::remainder(1440, minutes)) > 1e-6 * minutes)
      c_.error("tariff", at_ + ".demand_interval", fmt::format("{:g} min do not divide a day: demand intervals start anew at midnight", minutes), "for example 15 min, 30 min or 60 min");
    charge();
    windows();
  }

 private:
  void charge() {
    const bool charged = p_.demand_charge.si() > 0 || sets_later(c_.scenario, at_ + ".demand_charge"), agreed = p_.billing == BillingDemand::agreed;
    for (const auto& s : c_.scenario.sites) {
      if (s.grid != grid_.name) continue;
      const bool own = s.contract_demand.has_value();
      if (charged && agreed && !own && !p_.contract && !c_.scenario.constraints.import_limit)
        c_.error("tariff", at_ + ".billing", fmt::format("`agreed` bills the contract demand, and site `{}` has none", s.name),
                 fmt::format("add `contract` to the tariff, or contract_demand: 10 MW to sites.{}", s.name));
      if (!charged && (own || p_.contract))
        c_.warn("tariff", own ? "sites." + s.name + ".contract_demand" : at_ + ".contract",
                fmt::format("the contract demand of `{}` costs nothing: the tariff of `{}` has no demand charge", s.name, grid_.name),
                "it is a limit of the capacity ledger alone; add demand_charge: 1500 JPY/kW to the tariff, for each month");
    }
    const TariffParams unsaid;
    const auto idle = [&](const char* key, bool said, const std::string& why) {
      if (said) c_.warn("unused", at_ + "." + key, fmt::format("`{}` does nothing {}", key, why));
    };
    const std::string no_charge = "without `demand_charge`";
    idle("billing", !charged && p_.billing != unsaid.billing, no_charge);
    idle("base_power_factor", !charged && p_.base_power_factor != unsaid.base_power_factor, no_charge);
    idle("power_factor_slope", !charged && p_.power_factor_slope != unsaid.power_factor_slope, no_charge);
    idle("ratchet_months", p_.ratchet_months != unsaid.ratchet_months && (!charged || agreed), charged ? "where the billing is `agreed`" : no_charge);
    idle("excess_factor", p_.excess_factor != unsaid.excess_factor && (!charged || !agreed), charged ? "where the billing is `ratchet`" : no_charge);
  }

  void windows() {
    const auto& list = p_.time_of_use;
    std::vector<int> hours(list.size(), 0);
    int without = 0;
    for_each_hour([&](const CivilTime& t) {
      const int w = window_at(p_, t);
      if (w < 0) ++without;
      else ++hours[static_cast<std::size_t>(w)];
    });
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string at = fmt::format("{}.time_of_use.{}", at_, i);
      const CalendarWindow& w = list[i].when;
      if (w.from_hour == w.to_hour)
        c_.error("tariff", at + ".to_hour", fmt::format("the window begins and ends at {}:00", w.from_hour), "a whole day is from_hour: 0, to_hour: 24");
      else if (hours[i] == 0)
        c_.warn("tariff", at, fmt::format("{} never counts: windows before it take all of its hours", list[i].name.empty() ? "the window" : "`" + list[i].name + "`"),
                "the first window that fits counts: put the narrower one first");
    }
    if (!list.empty() && without > 0 && !grid_.price.given())
      c_.warn("tariff", at_ + ".time_of_use", fmt::format("in {:.0f} % of the hours no window holds and the grid has no price: energy is free but for the levy", 100.0 * without / (12 * hours_of_week)),
              "add a window without hours, last, for the rest; or `price` to the grid");
  }

  const CheckContext& c_;
  const GridSpec& grid_;
  const TariffParams& p_;
  std::string at_;
};

class Programme {
 public:
  Programme(const CheckContext& c, const SiteSpec& s, const CurtailmentProgramme& p) : c_(c), p_(p), at_("sites." + s.name + ".curtailment." + p.name) {
    std::string message;
    zone_ = TimeZone::find(c.scenario.horizon.timezone, message).value_or(TimeZone());
    from_ = parse_time(c.scenario.horizon.from, zone_, message).value_or(0);
    to_ = parse_time(c.scenario.horizon.to, zone_, message).value_or(0);
    site_zone_ = s.timezone ? TimeZone::find(*s.timezone, message).value_or(zone_) : zone_;
  }

  void check() {
    if (p_.level.has_value() == p_.reduction.has_value())
      c_.error("curtailment", at_, p_.level ? "both `level` and `reduction`" : "neither `level` nor `reduction`: what is to be shed?", "give exactly one: level: 5 MW, or reduction: 30 %");
    if (p_.payment.si() > 0 && !(p_.promised.si() > 0))
      c_.error("curtailment", at_ + ".payment", "the payment is for each kW promised, and nothing is promised", "add promised: 1 MW");
    if (p_.promised.si() > 0 && !(p_.payment.si() > 0)) c_.warn("unused", at_ + ".promised", "`promised` does nothing without `payment`");
    if (p_.called == CallSource::dated) dated();
    else random();
  }

 private:
  struct Dated {
    UnixSeconds from = 0, until = 0;
    std::string at;
  };

  void dated() {
    if (p_.events.empty()) c_.warn("curtailment", at_, "the programme is never called: it has no `events`", "list them, or say called: random");
    std::vector<Dated> calls;
    int i = 0;
    for (const auto& e : p_.events) {
      const std::string at = fmt::format("{}.events.{}", at_, i++);
      if (e.duration > p_.longest)
        c_.error("curtailment", at + ".for", fmt::format("the call lasts {}; `longest` is {}", format_duration(e.duration.si()), format_duration(p_.longest.si())), "a longer `longest`, or a shorter call");
      const auto t = check_date(c_, e.at, zone_, at + ".at");
      if (!t) continue;
      calls.push_back({*t, *t + e.duration.si(), at});
      if (*t >= to_) c_.warn("date", at + ".at", fmt::format("{} lies after the end of the horizon: it never happens", e.at));
      else if (*t + e.duration.si() <= from_) c_.warn("date", at + ".at", fmt::format("{} is over before the horizon starts: it never happens", e.at));
      else if (p_.reduction && *t - p_.notice.si() < from_ + 60)
        c_.error("curtailment", at + ".at", "the reduction is counted from the import before the notice, and the notice lies before the horizon", "a later call, a shorter `notice`, or a `level`");
    }
    std::stable_sort(calls.begin(), calls.end(), [](const Dated& a, const Dated& b) { return a.from < b.from; });
    for (std::size_t k = 1; k < calls.size(); ++k)
      if (calls[k].from < calls[k - 1].until - 1e-6)
        c_.error("curtailment", calls[k].at + ".at", fmt::format("the call begins before that of {} has ended", format_compact(calls[k - 1].from, zone_)), "one call at a time");
    std::map<int, double> of_year;
    for (const auto& k : calls) of_year[site_zone_.to_civil(k.from).year] += k.until - k.from;
    for (const auto& [year, seconds] : of_year)
      if (seconds > p_.hours_per_year.si() * (1 + 1e-9))
        c_.error("curtailment", at_ + ".hours_per_year", fmt::format("the calls of {} come to {:g} h; `hours_per_year` allows {:g} h", year, seconds / 3600, p_.hours_per_year.si() / 3600), "fewer or shorter calls, or more hours");
  }

  void random() {
    const CalendarWindow& w = p_.window;
    if (w.from_hour == w.to_hour) return c_.error("curtailment", at_ + ".to_hour", fmt::format("the window begins and ends at {}:00", w.from_hour), "a whole day is from_hour: 0, to_hour: 24");
    const int year = site_zone_.to_civil(from_).year;
    if (const double most = most_random_hours(p_, year); most < p_.hours_per_year.si() / 3600)
      c_.error("curtailment", at_ + ".hours_per_year", fmt::format("the window has room for {:g} h of calls in {}, one a day; `hours_per_year` is {:g} h", most, year, p_.hours_per_year.si() / 3600),
               "a wider window, longer calls, or fewer hours");
  }

  const CheckContext& c_;
  const CurtailmentProgramme& p_;
  std::string at_;
  TimeZone zone_, site_zone_;
  double from_ = 0, to_ = 0;
};

}  // namespace

void check_supply(const CheckContext& c) {
  const Scenario& s = c.scenario;
  for (const auto& g : s.grids)
    if (g.tariff) Tariff(c, g).check();
  bool any_programme = false, all_own = true;
  for (const auto& site : s.sites) {
    for (const auto& p : site.curtailment) Programme(c, site, p).check();
    any_programme = any_programme || !site.curtailment.empty();
    const bool of_grid = std::any_of(s.grids.begin(), s.grids.end(), [&](const GridSpec& g) { return g.name == site.grid && g.tariff && g.tariff->contract; });
    all_own = all_own && (site.contract_demand || of_grid);
  }
  if (s.constraints.import_limit && all_own) c.warn("unused", "constraints.import_limit", "`import_limit` does nothing: every site has a contract demand of its own or of its grid");
  const auto responds = [](const ControlSpec& k) { return k.type == ControlType::demand_response; };
  const auto it = std::find_if(s.control.begin(), s.control.end(), responds);
  if (it != s.control.end() && !any_programme)
    c.warn("unused", fmt::format("control.{}", it - s.control.begin()), "`demand_response` does nothing: no site has a curtailment programme", "add `curtailment` to a site");
  if (it == s.control.end() && any_programme)
    for (const auto& site : s.sites)
      for (const auto& p : site.curtailment)
        if (std::none_of(site.power.begin(), site.power.end(), [](const PowerNodeSpec& n) { return n.curtailment || (n.type == PowerNodeType::bess && n.dispatch.policy == BessPolicy::curtailment); }))
          c.warn("curtailment", "sites." + site.name + ".curtailment." + p.name, fmt::format("nothing answers the calls of `{}`: the halls go on as before", p.name), "add control: [{type: demand_response}]");
}

}  // namespace netsuden
