// SPDX-License-Identifier: Apache-2.0
// What stands between a site and its grid: the rates that hold, the demand meter, the calls of curtailment programmes, and
// what all of that costs. Rates hold over a step (it ends where one changes); so it does at the end of a demand interval
// where demand is charged for. Elsewhere a step may span several intervals, which then all have its mean.
//   cost = energy + demand charge + penalties - payments
// Verified by tests/invariants/tariff_test.cpp and tests/invariants/curtailment_test.cpp.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/ledger/meters.hpp"
#include "sim/ledger/summary.hpp"
#include "sim/site/curtailment.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

/// The zone of a site's weather, tariff and calls.
TimeZone zone_of(const SiteSpec&, const Inputs&);

/// A call of one of a site's programmes.
struct SiteCall {
  int programme = 0;
  CurtailmentCall when;  ///< POSIX seconds
};
/// Of all programmes of a site, by their starts.
std::vector<SiteCall> site_calls(const Scenario&, int site, const Inputs&);

class GridAccount {
 public:
  struct Rates {
    double price_per_j = 0, carbon_kg_per_j = 0, carbon_marginal_kg_per_j = 0;  ///< marginal: NaN where the grid gives none
  };
  /// A demand interval that ended within the last step.
  struct Interval {
    double end_s = 0, length_s = 0, mean_w = 0;
  };
  struct Call : SiteCall {
    double limit_w = std::numeric_limits<double>::infinity();  ///< from the notice on
    double baseline_from_s = 0, baseline_from_j = 0;
    bool noticed = false, active = false, over = false;
  };

  GridAccount(const Scenario&, int site, const Inputs&);

  /// What holds from t on.
  Rates at(double t_s);
  /// The next date after t at which a step must end.
  double next_change(double t_s);
  /// Demand, calls and money of a step of `dt_s` that ended at `t_s` and had the rates `r`.
  void account(double t_s, double dt_s, double import_w, double power_factor, const Rates& r, SiteMeters&);

  /// Contract demand of the site: its own, else its grid's, else that of all sites.
  const std::optional<ActivePower>& contract() const { return contract_; }
  /// Contract and tariff from now on: rates and prices; windows, intervals and how demand is billed stay.
  void reload(const Scenario&, const SiteSpec&);
  bool has_demand_charge() const { return aligned_; }
  /// Absent where the site has neither contract nor demand charge.
  const std::optional<DemandMeter>& demand_meter() const { return meter_; }
  const std::vector<Interval>& intervals() const { return intervals_; }

  const std::vector<Call>& calls() const { return calls_; }
  /// One hour before a notice, at the notice, at the start, at the end of call `k`; `import_j` is the import meter.
  void look_at_import(int k, double t_s, double import_j);
  void notice(int k, double t_s, double import_j);
  void begin(int k);
  void end(int k);
  /// The call of a programme that is on; null if none is.
  const Call* active_call(int programme) const {
    const int k = active_[static_cast<std::size_t>(programme)];
    return k < 0 ? nullptr : &calls_[static_cast<std::size_t>(k)];
  }
  /// Lowest limit of the calls that are on, or have been announced and begin within `lead_s`; infinity without.
  double limit_w(double t_s, double lead_s) const;
  const std::vector<CurtailmentSummary>& results() const { return results_; }

 private:
  void account_demand(double t_s, double dt_s, double import_w, double power_factor, SiteMeters&);
  void account_calls(double t_s, double dt_s, double import_w, SiteMeters&);
  double year_share(double t_s, double dt_s);

  const Inputs& inputs_;
  std::size_t site_;
  TimeZone zone_;
  std::optional<TariffParams> tariff_;
  std::vector<CurtailmentProgramme> programmes_;
  std::optional<ActivePower> contract_;
  std::optional<DemandMeter> meter_;
  bool aligned_ = false;
  std::vector<Interval> intervals_;
  std::size_t price_cursor_ = 0, carbon_cursor_ = 0, marginal_cursor_ = 0;
  int window_ = -1;                  ///< of the tariff, that holds until ...
  double window_until_s_ = -std::numeric_limits<double>::infinity();
  std::vector<Call> calls_;
  std::size_t first_open_ = 0;       ///< calls before it are over
  std::vector<int> active_;          ///< of each programme: its call that is on, or -1
  std::vector<CurtailmentSummary> results_;
  double year_begin_s_ = 0, year_end_s_ = 0;
};

}  // namespace netsuden
