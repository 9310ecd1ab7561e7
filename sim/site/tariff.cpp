// SPDX-License-Identifier: Apache-2.0
#include "sim/site/tariff.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace netsuden {

void describe(Describe& d, TimeOfUse& t) {
  d.text("name", t.name, {.text = "What the window is called on the bill."});
  d.quantity("price", t.price, {.unit = "JPY/kWh", .required = true, .text = "Energy price in the window."});
  describe(d, t.when);
}

void describe(Describe& d, TariffParams& p) {
  d.quantity("demand_charge", p.demand_charge, {.unit = "JPY/kW", .range = {0, 1e6, "not negative"}, .text = "Charge for each month and kW of billing demand.", .source = "TEPCO special high voltage, 2016: 1,576.80 JPY/kW at 60 kV"});
  d.choice("billing", p.billing, {{"agreed", "the contract; demand beyond it costs more"}, {"ratchet", "the highest demand of the last months"}},
           {.text = "What the demand charge is counted on.", .source = "Japan: agreed from 500 kW on, 12-month maximum below"});
  d.quantity("contract", p.contract, {.unit = "MW", .range = {0, 1e5, "not negative"}, .text = "Contract demand of each site that states none of its own (`contract_demand`); a limit of the capacity ledger, and with `agreed` what is billed."});
  d.plain("excess_factor", p.excess_factor, {.range = {1, 10, "a surcharge"}, .text = "Demand beyond an agreed contract is charged this many times.", .source = "assumption: 1.5 in Japanese contracts"});
  d.integer("ratchet_months", p.ratchet_months, {.range = {1, 60, "months"}, .text = "With `ratchet`: months whose highest demand counts, the running one among them; what was before the run is not known.", .source = "Japanese 12-month maximum"});
  d.quantity("demand_interval", p.demand_interval, {.unit = "min", .range = {1, 1440, "a day"}, .text = "Clock-aligned interval over which demand is averaged.", .source = "30 min in Japan, 15 min in much of the world"});
  d.fraction("base_power_factor", p.base_power_factor, {.unit = "%", .range = {0.5, 1, "a power factor"}, .text = "Power factor at which the demand charge is as stated.", .source = "85 % in Japan"});
  d.plain("power_factor_slope", p.power_factor_slope, {.range = {0, 5, "a clause"}, .text = "Change of the demand charge for each unit of power factor; 1 is one per cent for each per cent, 0 no clause.", .source = "Japanese clause"});
  d.list("time_of_use", p.time_of_use, {.text = "Energy prices by hour, month and kind of day; where none fits, the grid's price holds."});
  d.quantity("levy", p.levy, {.unit = "JPY/kWh", .text = "Renewable levy on every kWh.", .source = "Japan, fiscal 2025: about 4 JPY/kWh (unverified)"});
  d.quantity("adjustment", p.adjustment, {.unit = "JPY/kWh", .text = "Fuel-cost and market adjustment on every kWh; may be negative."});
}

int window_at(const TariffParams& p, const CivilTime& t) {
  for (std::size_t i = 0; i < p.time_of_use.size(); ++i)
    if (p.time_of_use[i].when.holds(t)) return static_cast<int>(i);
  return -1;
}

EnergyPrice energy_price(const TariffParams& p, const CivilTime& t, EnergyPrice market) {
  const int w = window_at(p, t);
  return (w < 0 ? market : p.time_of_use[static_cast<std::size_t>(w)].price) + p.levy + p.adjustment;
}

double next_tariff_hour(const TariffParams& p, double second_of_day) {
  double next = 86400;
  for (const TimeOfUse& w : p.time_of_use)
    for (const int hour : {w.when.from_hour, w.when.to_hour})
      if (hour * 3600.0 > second_of_day + 1e-6) next = std::min(next, hour * 3600.0);
  return next;
}

UnixSeconds next_tariff_change(const TariffParams& p, UnixSeconds t, const TimeZone& zone) {
  if (p.time_of_use.empty()) return std::numeric_limits<double>::infinity();
  const CivilTime c = zone.to_civil(t);
  double hour = c.hour * 3600.0 + c.minute * 60.0 + c.second;
  for (;;) {  // where clocks go forward over an hour, its instant is the jump
    hour = next_tariff_hour(p, hour);
    const UnixSeconds at = from_civil(c.year, c.month, c.day, 0, 0, hour, zone);
    if (at > t + 1e-6) return at;
    if (hour >= 86400) return add_days(t, 1, zone);
  }
}

double monthly_demand_charge(const TariffParams& p, ActivePower billing, ActivePower excess, double power_factor) {
  const double clause = 1 + p.power_factor_slope * (p.base_power_factor.value() - power_factor);
  return p.demand_charge.si() * (billing.si() + p.excess_factor * excess.si()) * std::max(0.0, clause);
}

DemandMeter::DemandMeter(const TariffParams& p, TimeZone zone, double start)
    : params_(p), zone_(std::move(zone)), time_(start), interval_start_(start), month_begin_(start_of_month(start, zone_)),
      month_end_(add_months(month_begin_, 1, zone_)), billed_from_(start) {
  interval_end_ = next_interval_end(start);
}

double DemandMeter::next_interval_end(double unix_s) const {
  const double day = start_of_day(unix_s, zone_), step = params_.demand_interval.si();
  const double next = day + (std::floor((unix_s - day) / step + 1e-9) + 1) * step;
  return std::min({next, month_end_, add_days(unix_s, 1, zone_)});
}

bool DemandMeter::add(double until, ActivePower mean, double power_factor) {
  const double e = mean.si() * (until - time_);
  energy_j_ += e;
  month_energy_j_ += e;
  month_reactive_j_ += reactive_from(mean, power_factor).si() * (until - time_);
  time_ = until;
  if (until < interval_end_ - 1e-6) return false;
  // An interval that the run began within counts with the time it has.
  last_s_ = until - interval_start_;
  last_w_ = energy_j_ / std::max(last_s_, 1e-9);
  month_peak_w_ = std::max(month_peak_w_, last_w_);
  billed_peak_w_ = std::max(billed_peak_w_, last_w_);
  energy_j_ = 0;
  interval_start_ = until;
  if (until >= month_end_ - 1e-6) end_month(until);
  interval_end_ = next_interval_end(until);
  return true;
}

ActivePower DemandMeter::billing() const {
  if (agreed()) return *params_.contract;
  double w = month_peak_w_;
  for (const double p : past_w_) w = std::max(w, p);
  return ActivePower::from_si(w);
}

double DemandMeter::power_factor() const {
  // A month without use has none: it counts as the one of the tariff.
  return month_energy_j_ > 0 ? month_energy_j_ / std::hypot(month_energy_j_, month_reactive_j_) : params_.base_power_factor.value();
}

double DemandMeter::month_share(double unix_s) const { return (unix_s - billed_from_) / (month_end_ - month_begin_); }

void DemandMeter::set_contract(std::optional<ActivePower> contract) {
  if (agreed()) {
    charged_ = charge();
    billed_from_ = time_;
    billed_peak_w_ = 0;
  }
  params_.contract = contract;
}

void DemandMeter::set_rates(const TariffParams& p) {
  const auto rates = [](const TariffParams& t) { return std::tuple(t.demand_charge.si(), t.excess_factor, t.base_power_factor.value(), t.power_factor_slope); };
  if (rates(p) == rates(params_)) return;
  charged_ = charge();
  billed_from_ = time_;
  params_.demand_charge = p.demand_charge;
  params_.excess_factor = p.excess_factor;
  params_.base_power_factor = p.base_power_factor;
  params_.power_factor_slope = p.power_factor_slope;
}

void DemandMeter::end_month(double unix_s) {
  charged_ = charge();
  past_w_.insert(past_w_.begin(), month_peak_w_);
  if (static_cast<int>(past_w_.size()) > params_.ratchet_months - 1) past_w_.resize(static_cast<std::size_t>(params_.ratchet_months - 1));
  month_peak_w_ = billed_peak_w_ = month_energy_j_ = month_reactive_j_ = 0;
  month_begin_ = month_end_;
  month_end_ = add_months(month_begin_, 1, zone_);
  billed_from_ = unix_s;
}

double DemandMeter::charge() const {
  const ActivePower excess = agreed() && billed_peak_w_ > params_.contract->si() ? ActivePower::from_si(billed_peak_w_) - *params_.contract : ActivePower{};
  return charged_ + monthly_demand_charge(params_, billing(), excess, power_factor()) * month_share(time_);
}

}  // namespace netsuden
