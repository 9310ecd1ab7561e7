// SPDX-License-Identifier: Apache-2.0
#include "sim/ledger/capacity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace netsuden {
namespace {

void empty_window(ConstraintState& s) {
  s.window_value = s.window_utilisation = -1e300;
  s.window_margin = 1e300;
}

}  // namespace

const char* name_of(ConstraintKind k) {
  switch (k) {
    case ConstraintKind::grid_connection: return "grid_connection";
    case ConstraintKind::contract: return "contract";
    case ConstraintKind::curtailment: return "curtailment";
    case ConstraintKind::transformer: return "transformer";
    case ConstraintKind::switchboard: return "switchboard";
    case ConstraintKind::ups: return "ups";
    case ConstraintKind::pdu: return "pdu";
    case ConstraintKind::rack_power: return "rack_power";
    case ConstraintKind::rack_feed: return "rack_feed";
    case ConstraintKind::rack_inlet: return "rack_inlet";
    case ConstraintKind::facility_water: return "facility_water";
    case ConstraintKind::genset: return "genset";
    case ConstraintKind::transfer_switch: return "transfer_switch";
    case ConstraintKind::bus_coupler: return "bus_coupler";
    case ConstraintKind::busway: return "busway";
    case ConstraintKind::rectifier: return "rectifier";
    case ConstraintKind::bess: return "bess";
    case ConstraintKind::hot_spot: return "hot_spot";
    case ConstraintKind::voltage: return "voltage";
    case ConstraintKind::ramp: return "ramp";
    case ConstraintKind::power_range: return "power_range";
    case ConstraintKind::oscillation: return "oscillation";
    case ConstraintKind::cdu: return "cdu";
    case ConstraintKind::coolant_flow: return "coolant_flow";
    case ConstraintKind::case_temperature: return "case_temperature";
    case ConstraintKind::pump: return "pump";
    case ConstraintKind::air_flow: return "air_flow";
    case ConstraintKind::cooling_capacity: return "cooling_capacity";
    case ConstraintKind::heat_rejection: return "heat_rejection";
    case ConstraintKind::water: return "water";
    case ConstraintKind::budget: return "budget";
  }
  return "";
}

int CapacityLedger::add(Constraint c) {
  constraints_.push_back(std::move(c));
  states_.emplace_back();
  histogram_s_.emplace_back();
  return static_cast<int>(constraints_.size()) - 1;
}

std::optional<CapacityLedger::Crossing> CapacityLedger::update(int i, double now_s, double dt_s, double value,
                                                               double limit, double firm_limit) {
  const auto k = static_cast<std::size_t>(i);
  ConstraintState& s = states_[k];
  const double ref = constraints_[k].reference;
  const double span = limit - ref;
  s.limit = limit;
  s.firm_limit = firm_limit;
  s.value = value;
  s.active = true;
  // Where the limit is the reference itself (a set-point at the limit, a feeder that is not there yet), rounding is no violation.
  const double rounding = 1e-6 * std::max(1.0, std::abs(limit));
  if (span > rounding * 1e-3) s.utilisation = std::min((value - ref) / span, no_capacity);
  else s.utilisation = value > limit + rounding ? no_capacity : limit != 0 && value > limit - rounding ? 1 : 0;
  if (s.utilisation > s.peak_utilisation) {
    s.peak_utilisation = s.utilisation;
    s.peak_value = value;
    s.peak_limit = limit;
    s.peak_time_s = now_s;
  }
  if (std::exchange(s.window_held, false)) empty_window(s);
  s.window_value = std::max(s.window_value, value);
  if (s.utilisation > s.window_utilisation) {
    s.window_utilisation = s.utilisation;
    s.window_limit = limit;
    s.window_firm = firm_limit;
  }
  s.window_margin = std::min(s.window_margin, limit - value);
  const bool over = s.utilisation > 1 + 1e-6;  // means of short steps are rounded to about 1e-7
  s.active_s += dt_s;
  if (over) s.time_over_s += dt_s;
  if (value > firm_limit * (1 + 1e-9)) s.time_over_firm_s += dt_s;
  const int bin = std::clamp(static_cast<int>(s.utilisation * 200), 0, bins - 1);
  histogram_s_[k][static_cast<std::size_t>(bin)] += dt_s;
  if (over == s.over) return std::nullopt;
  s.over = over;
  if (over && !s.first_violation_s) s.first_violation_s = now_s;
  return Crossing{i, over};
}

std::optional<CapacityLedger::Crossing> CapacityLedger::set_inactive(int i) {
  ConstraintState& s = states_[static_cast<std::size_t>(i)];
  s.active = false;
  if (!std::exchange(s.over, false)) return std::nullopt;
  return Crossing{i, false};
}

int CapacityLedger::binding(int site) const {
  int best = -1;
  for (std::size_t k = 0; k < constraints_.size(); ++k) {
    if (constraints_[k].site != site || !states_[k].active) continue;
    if (constraints_[k].kind == ConstraintKind::rack_power && states_[k].window_utilisation <= 1) continue;
    if (best < 0 || states_[k].window_utilisation > states_[static_cast<std::size_t>(best)].window_utilisation)
      best = static_cast<int>(k);
  }
  return best;
}

double CapacityLedger::p95(int i) const {
  const auto& h = histogram_s_[static_cast<std::size_t>(i)];
  const double total = std::accumulate(h.begin(), h.end(), 0.0);
  if (total <= 0) return 0;
  double sum = 0;
  for (int b = 0; b < bins; ++b) {
    sum += h[static_cast<std::size_t>(b)];
    if (sum >= 0.95 * total) return std::min((b + 1) / 200.0, states_[static_cast<std::size_t>(i)].peak_utilisation);  // a bin is 0.5 % wide
  }
  return states_[static_cast<std::size_t>(i)].peak_utilisation;
}

void CapacityLedger::restart_peaks(double now_s) {
  for (std::size_t k = 0; k < states_.size(); ++k) {
    ConstraintState& s = states_[k];
    const ConstraintState fresh;
    s.peak_utilisation = fresh.peak_utilisation;
    s.peak_value = s.peak_limit = s.peak_time_s = s.time_over_s = s.time_over_firm_s = 0;
    s.first_violation_s = s.over ? std::optional<double>(now_s) : std::nullopt;
    histogram_s_[k].fill(0);
  }
}

void CapacityLedger::start_window() {
  for (std::size_t k = 0; k < states_.size(); ++k) {
    ConstraintState& s = states_[k];
    empty_window(s);
    if (!constraints_[k].holds || s.active_s <= 0) continue;
    s.window_value = s.value;
    s.window_utilisation = s.utilisation;
    s.window_margin = s.limit - s.value;
    s.window_limit = s.limit;
    s.window_firm = s.firm_limit;
    s.window_held = true;
  }
}

std::vector<int> CapacityLedger::tightest(int n) const {
  std::vector<int> order;
  for (std::size_t k = 0; k < constraints_.size(); ++k)
    if (states_[k].peak_utilisation > -1e299) order.push_back(static_cast<int>(k));
  const auto rank = [&](int i) {  // nameplates of racks last, unless they are exceeded
    const auto k = static_cast<std::size_t>(i);
    const double u = states_[k].peak_utilisation;
    return constraints_[k].kind == ConstraintKind::rack_power && u <= 1 ? u - 1000 : u;
  };
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return rank(a) > rank(b); });
  if (order.size() > static_cast<std::size_t>(n)) order.resize(static_cast<std::size_t>(n));
  return order;
}

}  // namespace netsuden
