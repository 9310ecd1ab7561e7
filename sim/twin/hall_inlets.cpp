// SPDX-License-Identifier: Apache-2.0
// Single inlets of a hall: by a map of whose air each rack or row draws, or by its rows as zones.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "sim/twin/hall.hpp"

namespace netsuden {

void Hall::set_recirculation(const RecirculationShares& s) {
  map_ = RecirculationMap(s);
  above_k_.assign(map_.places(), 0);
  above_in_the_end_k_ = above_k_;
  air_.recirculation = map_.recirculation();
}

void Hall::divide_into_rows() {
  const auto n = static_cast<std::size_t>(spec_.racks.rows);
  row_recirculation_ = spec_.air->rows->recirculation;
  row_recirculation_.resize(n, spec_.air->hall.recirculation.value());
  rows_.resize(n);
  above_k_.resize(n, 0);
  place_heat_w_.resize(n, 0);
  place_flow_.resize(n, 1);
  mix_rows();
}

/// The hall's own cold aisle is that of all rows mixed: its share of hot air is the one that has their mean inlet where their servers warm the
/// air alike, with rows counted by what they draw.
void Hall::mix_rows() {
  double all = 0, own = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    all += place_flow_[i];
    own += place_flow_[i] * row_recirculation_[i] / (1 - row_recirculation_[i]);
  }
  if (all > 0) air_.recirculation = Fraction(own / (all + own));
}

void Hall::spread(const std::vector<double>& rack_w) {
  const HallAir air = air_now();
  std::vector<double>&heat = place_heat_w_, &flow = place_flow_, &rise = place_rise_k_;
  for (auto* v : {&heat, &flow, &rise}) v->assign(places(), 0);
  for (std::size_t r = 0; r < rack_w.size(); ++r) {
    const std::size_t p = place_of(static_cast<int>(r));
    const HeatFlow w = HeatFlow::from_si(rack_air_w(rack_w[r]));
    heat[p] += w.si();
    flow[p] += rack_air_flow(air, spec_.racks.count, w).si();
  }
  if (!rows_.empty()) return;
  const double past_doors = 1 - capture_;
  for (std::size_t p = 0; p < heat.size(); ++p) rise[p] = flow[p] > 0 ? past_doors * heat[p] / (flow[p] * constants::cp_air) : 0;
  std::vector<double>& above = above_in_the_end_k_;
  map_.rises(rise, above);
  // The cold aisle is r / (1 - r) of the hall's rise above the supply: with that taken off, an inlet is x above it.
  const HeatFlow all = HeatFlow::from_si(past_doors * std::accumulate(heat.begin(), heat.end(), 0.0));
  const double r = map_.recirculation().value(), hall_w_k = server_air_flow(air, all).si() * constants::cp_air;
  for (double& k : above) k -= hall_w_k > 0 ? r / (1 - r) * all.si() / hall_w_k : 0;
}

void Hall::follow_spread(double dt_s) {
  if (!rows_.empty()) return follow_rows(dt_s);
  const HallAir air = air_now();
  const double flow_w_k = air.design_server_flow.si() * air.minimum_server_flow.value() * constants::cp_air;
  const double drawn_w_k = std::max(flow_w_k, server_flow_ * constants::cp_air);
  const double tau = air.servers.si() / (drawn_w_k * -std::expm1(-air.server_transfer.si() / drawn_w_k));
  const double left = std::exchange(spread_, true) ? std::exp(-dt_s / tau) : 0;
  hottest_k_ = -std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < above_k_.size(); ++p) {
    above_k_[p] = above_in_the_end_k_[p] + (above_k_[p] - above_in_the_end_k_[p]) * left;
    hottest_k_ = std::max(hottest_k_, above_k_[p]);
  }
}

void Hall::follow_rows(double dt_s) {
  const HallAir air = air_now();
  const bool first = !std::exchange(spread_, true);
  const int n = static_cast<int>(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    RowAirInputs in;
    in.server_heat = HeatFlow::from_si(place_heat_w_[i]);
    in.door_heat = in.server_heat * capture_;
    in.server_flow = MassFlow::from_si(place_flow_[i]);
    in.recirculation = Fraction(row_recirculation_[i]);
    in.own = Fraction(own_share_);
    in.supply = supplied_;
    in.hall_hot = hot_mean_;
    in.building = state_.building;
    rows_[i] = first ? steady_row(air, n, in) : advance_row(air, n, rows_[i], in, Duration::from_si(dt_s));
    if (const TemperatureDiff over = rows_[i].cold - spec_.shutdown.inlet; first && over > TemperatureDiff{})  // as the hall begins
      for (Temperature* t : {&rows_[i].cold, &rows_[i].hot, &rows_[i].servers}) *t = *t - over;
  }
  mix_rows();
  hottest_k_ = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    above_k_[i] = (rows_[i].cold - state_.cold).si();
    hottest_k_ = std::max(hottest_k_, above_k_[i]);
  }
}

}  // namespace netsuden
