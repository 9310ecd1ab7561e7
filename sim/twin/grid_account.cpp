// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/grid_account.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();

const GridSpec* grid_of(const Scenario& s, const SiteSpec& site) {
  const auto it = std::find_if(s.grids.begin(), s.grids.end(), [&](const GridSpec& g) { return g.name == site.grid; });
  return it == s.grids.end() ? nullptr : &*it;
}

}  // namespace

TimeZone zone_of(const SiteSpec& s, const Inputs& in) {
  std::string message;
  return s.timezone ? TimeZone::find(*s.timezone, message).value_or(in.zone) : in.zone;
}

std::vector<SiteCall> site_calls(const Scenario& s, int site, const Inputs& in) {
  const SiteSpec& spec = s.sites[static_cast<std::size_t>(site)];
  std::vector<SiteCall> all;
  for (std::size_t p = 0; p < spec.curtailment.size(); ++p)
    for (const CurtailmentCall& c : curtailment_calls(spec.curtailment[p], in.start_unix, in.end_unix, in.zone, zone_of(spec, in), s.seed,
                                                      "curtailment." + spec.grid + "." + spec.curtailment[p].name))
      all.push_back({static_cast<int>(p), c});
  std::stable_sort(all.begin(), all.end(), [](const SiteCall& a, const SiteCall& b) { return a.when.from < b.when.from; });
  return all;
}

GridAccount::GridAccount(const Scenario& s, int site, const Inputs& in) : inputs_(in), site_(static_cast<std::size_t>(site)) {
  const SiteSpec& spec = s.sites[site_];
  zone_ = zone_of(spec, in);
  if (const GridSpec* g = grid_of(s, spec)) tariff_ = g->tariff;
  aligned_ = tariff_ && (tariff_->demand_charge.si() > 0 || sets_later(s, "grids." + spec.grid + ".tariff.demand_charge"));
  reload(s, spec);
  if (contract_ || aligned_) {
    TariffParams p = tariff_.value_or(TariffParams{});
    p.contract = contract_;
    meter_.emplace(p, zone_, in.start_unix);
  }
  programmes_ = spec.curtailment;
  active_.assign(programmes_.size(), -1);
  for (const CurtailmentProgramme& p : programmes_) {
    CurtailmentSummary r;
    r.name = p.name;
    results_.push_back(std::move(r));
  }
  for (const SiteCall& c : site_calls(s, site, in)) {
    Call k;
    static_cast<SiteCall&>(k) = c;
    calls_.push_back(k);
  }
}

void GridAccount::reload(const Scenario& s, const SiteSpec& spec) {
  if (const GridSpec* g = grid_of(s, spec); g && g->tariff) {
    tariff_ = g->tariff;
    if (meter_) meter_->set_rates(*tariff_);
  }
  const std::optional<ActivePower> of_grid = tariff_ ? tariff_->contract : std::nullopt;
  const auto now = spec.contract_demand ? spec.contract_demand : of_grid ? of_grid : s.constraints.import_limit;
  if (meter_ && now != contract_) meter_->set_contract(now);
  contract_ = now;
}

GridAccount::Rates GridAccount::at(double t) {
  Rates r;
  r.price_per_j = inputs_.price_per_j[site_].at(t, price_cursor_);
  r.carbon_kg_per_j = inputs_.carbon_kg_per_j[site_].at(t, carbon_cursor_);
  const StepSeries& marginal = inputs_.carbon_marginal_kg_per_j[site_];
  r.carbon_marginal_kg_per_j = marginal.empty() ? nan : marginal.at(t, marginal_cursor_);
  if (!tariff_) return r;
  if (t >= window_until_s_ - 1e-6) {
    const UnixSeconds now = inputs_.start_unix + t + 1e-6;
    window_ = window_at(*tariff_, zone_.to_civil(now));
    window_until_s_ = next_tariff_change(*tariff_, now, zone_) - inputs_.start_unix;
  }
  const EnergyPrice energy = window_ < 0 ? EnergyPrice::from_si(r.price_per_j) : tariff_->time_of_use[static_cast<std::size_t>(window_)].price;
  r.price_per_j = (energy + tariff_->levy + tariff_->adjustment).si();
  return r;
}

double GridAccount::next_change(double t) {
  double next = std::min(inputs_.price_per_j[site_].next_change(t, price_cursor_), inputs_.carbon_kg_per_j[site_].next_change(t, carbon_cursor_));
  if (const StepSeries& marginal = inputs_.carbon_marginal_kg_per_j[site_]; !marginal.empty()) next = std::min(next, marginal.next_change(t, marginal_cursor_));
  if (tariff_) {
    at(t);
    next = std::min(next, window_until_s_);
  }
  if (aligned_) {
    const double end = meter_->interval_end() - inputs_.start_unix;
    if (end > t + 1e-6) next = std::min(next, end);
  }
  return next;
}

void GridAccount::account(double t, double dt, double import_w, double power_factor, const Rates& r, SiteMeters& m) {
  const double e = import_w * dt;
  m.energy_cost += r.price_per_j * e;
  m.carbon_kg += r.carbon_kg_per_j * e;
  m.carbon_marginal_kg += r.carbon_marginal_kg_per_j * e;
  if (meter_) account_demand(t, dt, import_w, power_factor, m);
  if (!programmes_.empty()) account_calls(t, dt, import_w, m);
}

void GridAccount::account_demand(double t, double dt, double import_w, double power_factor, SiteMeters& m) {
  intervals_.clear();
  for (double at = t - dt; t - at > 1e-9;) {
    double end = meter_->interval_end() - inputs_.start_unix;
    if (end > t - 1e-6) end = t;
    if (meter_->add(inputs_.start_unix + end, ActivePower::from_si(import_w), power_factor)) intervals_.push_back({end, meter_->interval_s(), meter_->demand().si()});
    at = end;
  }
  for (const Interval& i : intervals_)
    if (i.mean_w > m.demand_max_w) {
      m.demand_max_w = i.mean_w;
      m.demand_max_time_s = i.end_s;
    }
  if (aligned_) m.demand_charge = meter_->charge();
}

double GridAccount::year_share(double t, double dt) {
  double share = 0;
  for (double at = t - dt; t - at > 1e-9;) {
    if (at >= year_end_s_ - 1e-6) {
      const UnixSeconds begin = start_of_year(inputs_.start_unix + at + 1e-3, zone_);
      year_begin_s_ = begin - inputs_.start_unix;
      year_end_s_ = add_years(begin, 1, zone_) - inputs_.start_unix;
    }
    const double end = std::min(t, year_end_s_);
    share += (end - at) / (year_end_s_ - year_begin_s_);
    at = end;
  }
  return share;
}

void GridAccount::account_calls(double t, double dt, double import_w, SiteMeters& m) {
  const double share = year_share(t, dt);
  for (std::size_t p = 0; p < programmes_.size(); ++p) {
    const double money = (programmes_[p].payment * programmes_[p].promised).si() * share;
    results_[p].payment += money;
    m.curtailment_payment += money;
  }
  for (std::size_t k = first_open_; k < calls_.size() && inputs_.start_unix + t > calls_[k].when.from; ++k) {
    Call& c = calls_[k];
    if (!c.active) continue;
    CurtailmentSummary& r = results_[static_cast<std::size_t>(c.programme)];
    r.called_s += dt;
    if (import_w <= c.limit_w * (1 + 1e-9)) {
      r.kept_s += dt;
      continue;
    }
    c.over = true;
    const double over = (import_w - c.limit_w) * dt;
    const double money = programmes_[static_cast<std::size_t>(c.programme)].penalty.si() * over;
    r.over_j += over;
    r.penalty += money;
    m.curtailment_penalty += money;
  }
}

void GridAccount::look_at_import(int k, double t, double import_j) {
  Call& c = calls_[static_cast<std::size_t>(k)];
  c.baseline_from_s = t;
  c.baseline_from_j = import_j;
}

void GridAccount::notice(int k, double t, double import_j) {
  Call& c = calls_[static_cast<std::size_t>(k)];
  const CurtailmentProgramme& p = programmes_[static_cast<std::size_t>(c.programme)];
  c.noticed = true;
  if (p.level) c.limit_w = p.level->si();
  else if (t > c.baseline_from_s) c.limit_w = (1 - p.reduction->value()) * (import_j - c.baseline_from_j) / (t - c.baseline_from_s);
}

void GridAccount::begin(int k) {
  Call& c = calls_[static_cast<std::size_t>(k)];
  c.active = true;
  active_[static_cast<std::size_t>(c.programme)] = k;
  ++results_[static_cast<std::size_t>(c.programme)].calls;
}

void GridAccount::end(int k) {
  Call& c = calls_[static_cast<std::size_t>(k)];
  c.active = c.noticed = false;
  if (active_[static_cast<std::size_t>(c.programme)] == k) active_[static_cast<std::size_t>(c.programme)] = -1;
  if (!c.over) ++results_[static_cast<std::size_t>(c.programme)].calls_kept;
  const double now = c.when.until;
  while (first_open_ < calls_.size() && calls_[first_open_].when.until <= now && !calls_[first_open_].active && !calls_[first_open_].noticed) ++first_open_;
}

double GridAccount::limit_w(double t, double lead) const {
  double limit = infinity;
  for (std::size_t k = first_open_; k < calls_.size() && calls_[k].when.from <= inputs_.start_unix + t + lead + 1e-6; ++k)
    if (calls_[k].noticed) limit = std::min(limit, calls_[k].limit_w);
  return limit;
}

}  // namespace netsuden
