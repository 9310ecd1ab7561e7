// SPDX-License-Identifier: Apache-2.0
// The capacity ledger: every limit of the campus as one kind of thing.
//
//   utilisation = (value - reference) / (limit - reference)     reference: 0 for loads, the design supply temperature for
//   margin      = limit - value                                 temperatures, so that 1 is the limit in either case
// A limit of 0 or less with a load on it counts as utilisation `no_capacity`. An overload is a result, not an error.
// p95 comes from a time-weighted histogram of the utilisation (bins of 0.5 %, up to 200 %): the upper edge of the bin.
//
// Verified by tests/unit/ledger/capacity_test.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace netsuden {

enum class ConstraintKind {
  grid_connection, contract, curtailment, transformer, switchboard, ups, pdu, genset, transfer_switch, bus_coupler, busway, rectifier, bess, hot_spot, voltage, ramp, power_range, oscillation, cdu, coolant_flow, case_temperature, pump, rack_power, rack_feed, rack_inlet, facility_water, air_flow, cooling_capacity, heat_rejection, water, budget
};
const char* name_of(ConstraintKind);

struct Constraint {
  std::string name;   ///< unique: path of the asset and what of it
  ConstraintKind kind = ConstraintKind::grid_connection;
  std::string asset;
  std::string unit;   ///< of limit and value: W, VA, W/s, degC, kg/s, m3, m3/h, 1
  int site = 0;
  double reference = 0;
  bool holds = false; ///< judged at the ends of intervals of its own: between them the last value stands
};

struct ConstraintState {
  double limit = 0, firm_limit = 0, value = 0, utilisation = 0;
  double installed = std::numeric_limits<double>::quiet_NaN();  ///< nameplate of what is there by the plan; NaN for what is no capacity
  bool active = false;  ///< false: the asset is out of service
  // since the start, or restart_peaks()
  double peak_utilisation = -1e300, peak_value = 0, peak_limit = 0, peak_time_s = 0;
  double time_over_s = 0, time_over_firm_s = 0, active_s = 0;
  std::optional<double> first_violation_s;
  bool over = false;
  // since the last record
  double window_value = -1e300, window_utilisation = -1e300, window_margin = 1e300;
  double window_limit = 0, window_firm = 0;  ///< where the utilisation was highest
  bool window_held = false;                  ///< they are those of the last value: nothing was judged since
};

class CapacityLedger {
 public:
  static constexpr double no_capacity = 99;

  int add(Constraint);
  std::size_t size() const { return constraints_.size(); }
  const Constraint& constraint(int i) const { return constraints_[static_cast<std::size_t>(i)]; }
  const ConstraintState& state(int i) const { return states_[static_cast<std::size_t>(i)]; }

  struct Crossing {
    int constraint = -1;
    bool began = false;
  };
  /// The value that held on [now - dt, now]. Returns whether a violation began or ended.
  std::optional<Crossing> update(int i, double now_s, double dt_s, double value, double limit, double firm_limit);
  std::optional<Crossing> set_inactive(int i);
  void set_installed(int i, double x) { states_[static_cast<std::size_t>(i)].installed = x; }

  /// The active constraint of a site with the highest utilisation since the last record; -1 if there is none. The racks'
  /// own nameplate counts only when it is exceeded: it says how busy the racks are, not what keeps out the next one.
  int binding(int site) const;
  double p95(int i) const;
  /// Peaks, times over the limit, first violations and the histogram begin anew; what is over its limit now is so from now on. Values,
  /// windows and crossings go on as they were.
  void restart_peaks(double now_s);
  /// Starts a new window for `window_*`.
  void start_window();
  /// The `n` constraints with the highest peak utilisation, highest first; nameplates of racks last unless exceeded.
  std::vector<int> tightest(int n) const;

 private:
  static constexpr int bins = 401;
  std::vector<Constraint> constraints_;
  std::vector<ConstraintState> states_;
  std::vector<std::array<double, bins>> histogram_s_;
};

}  // namespace netsuden
