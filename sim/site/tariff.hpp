// SPDX-License-Identifier: Apache-2.0
// What a grid connection costs beside the energy of the market: contract demand, time of use, levies, power factor.
//
//   demand of an interval      d = E / T, clock-aligned intervals of T (30 min)
//   demand of a month          D_m = max d
//   billing demand  agreed     the contract; what exceeds it is charged `excess_factor` times
//                   ratchet    B_m = max(D_m, ..., D_(m-11)): this month and the eleven before
//   demand charge of a month   C_d B_m (1 + k (pf_base - pf)),  k = 1: one per cent for each per cent
//   power factor of a month    pf = E / sqrt(E^2 + E_r^2), of its active and reactive energy
//   energy                     time of use by hour, month and kind of day, or the market's price; + levy + adjustment
//
// A month that the run covers in part, or in which the contract or the tariff changes, is charged in proportion to its days. Source:
// Japanese special-high-voltage supply (TEPCO terms of 2016: 1,576.80 JPY/kW and month at 60 kV, base power factor 85 %);
// physics reference 9.2 (ACC-EC-01). Range: one connection; the ratchet knows no month before the run. Left out: seasonal
// reference demand, public holidays, the hours to which a power-factor clause may be confined, whole per cents of it,
// transmission charge of a wheeling contract as an item of its own. Verified by tests/unit/site/tariff_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/describe.hpp"
#include "sim/base/units.hpp"
#include "sim/site/calendar_window.hpp"

namespace netsuden {

using PowerPrice = Quantity<dims::power_price>;

enum class BillingDemand { agreed, ratchet };

/// A window of the week and the year with its energy price; the first that fits counts.
struct TimeOfUse {
  std::string name;
  EnergyPrice price{};
  CalendarWindow when;
};
void describe(Describe&, TimeOfUse&);

struct TariffParams {
  PowerPrice demand_charge{};         ///< for each month
  BillingDemand billing = BillingDemand::ratchet;
  std::optional<ActivePower> contract;
  double excess_factor = 1.5;
  int ratchet_months = 12;
  Duration demand_interval = 30_min;
  Fraction base_power_factor{0.85};
  double power_factor_slope = 1;
  std::vector<TimeOfUse> time_of_use;
  EnergyPrice levy{}, adjustment{};
};
void describe(Describe&, TariffParams&);

/// The first window that fits an instant, by its index; -1 if none does.
int window_at(const TariffParams&, const CivilTime&);
/// Energy price at an instant: of the first window that fits, else `market`; with levy and adjustment.
EnergyPrice energy_price(const TariffParams&, const CivilTime&, EnergyPrice market);
/// The next hour at which a window may begin or end, as seconds of the day above `second_of_day`; 86400 at the latest.
double next_tariff_hour(const TariffParams&, double second_of_day);
/// The next instant at which the price of time of use may change: such an hour, or midnight; infinity without windows.
UnixSeconds next_tariff_change(const TariffParams&, UnixSeconds, const TimeZone&);

/// Demand charge of a whole month: its billing demand and what exceeds the contract.
double monthly_demand_charge(const TariffParams&, ActivePower billing, ActivePower excess, double power_factor);

/// Meter of the highest demand: clock-aligned intervals, months, the ratchet. Money accrues with the days of the month.
class DemandMeter {
 public:
  DemandMeter() = default;
  DemandMeter(const TariffParams&, TimeZone, double start_unix_s);

  /// Mean power since the last call, which must not span the end of an interval (`next_interval_end`). True where it ends one.
  bool add(double until_unix_s, ActivePower mean, double power_factor);
  double next_interval_end(double unix_s) const;
  double time() const { return time_; }
  /// End of the running interval: where `add` may reach.
  double interval_end() const { return interval_end_; }
  /// The contract from now on; what was before stays as it was charged.
  void set_contract(std::optional<ActivePower>);
  /// Demand charge, excess factor and power-factor clause from now on; what was before stays as it was charged, with the month's peak so far.
  void set_rates(const TariffParams&);

  ActivePower demand() const { return ActivePower::from_si(last_w_); }         ///< of the last whole interval
  double interval_s() const { return last_s_; }                                ///< its length
  ActivePower month_peak() const { return ActivePower::from_si(month_peak_w_); }
  ActivePower billing() const;                                                 ///< of the running month so far
  double power_factor() const;                                                 ///< of the running month so far
  /// Money of the months that have ended, and the running month's share so far.
  double charge() const;

 private:
  void end_month(double unix_s);
  double month_share(double unix_s) const;
  bool agreed() const { return params_.billing == BillingDemand::agreed && params_.contract; }

  TariffParams params_;
  TimeZone zone_;
  double time_ = 0, energy_j_ = 0, interval_start_ = 0, interval_end_ = 0, last_w_ = 0, last_s_ = 0;
  double month_begin_ = 0, month_end_ = 0, month_peak_w_ = 0, month_energy_j_ = 0, month_reactive_j_ = 0;
  double billed_from_ = 0, billed_peak_w_ = 0, charged_ = 0;  ///< since when, and under which peak, the running contract counts
  std::vector<double> past_w_;  ///< peaks of the months before, latest first
};

}  // namespace netsuden
