// SPDX-License-Identifier: Apache-2.0
// A service on its nodes: how many of them are awake, what it admits and serves, and what they draw in their halls.
//
// Demand is that of the middle of each step and stays for it. Awake nodes serve by serving.hpp with the mean clock of their racks; waking and
// awake nodes without requests draw idle power, parked ones `parked_power`. With autoscaling the nodes that the demand and its headroom need
// within the targets are woken at once and parked when fewer have done for `park_after`; the first nodes of the list are woken first and
// parked last. Nodes of dark halls and blocked racks do not serve; when they are back they have to wake up. Power is that of
//   P_node = P_idle + share (P_max - P_idle) phi(clock) behind the conversion of its rack, share by the power of an accelerator.
// What is refused is shared out in this order: all nodes that may be awake at full clock could not serve it (capacity); those in halls where it
// may run could not (residency; it uses no others); those that have power could not (dark); nor at their clocks (throttled); the rest, those that are not awake yet (waking).
//
// Verified by tests/unit/twin/service_fleet_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/ledger/service.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/service.hpp"
#include "sim/workload/hall_load.hpp"

namespace netsuden {

class ServiceFleet {
 public:
  /// Nodes [first, first + nodes) of a hall; `blocked`: of its racks, may be empty.
  struct Place {
    int hall = 0;
    HallLoad* load = nullptr;
    const std::vector<char>* blocked = nullptr;
    int first = 0, nodes = 0;
    bool up = true;
    bool barred = false;        ///< the service may not run there
  };
  ServiceFleet(const ServiceSpec&, const RequestBins&, const TimeZone& of_site, const TimeZone& of_horizon, UnixSeconds start, std::vector<Place>);

  const ServiceSpec& spec() const { return spec_; }
  /// At the start: what the first demand needs is awake.
  void begin(double now);
  /// The next date at which something happens by itself.
  double next_s() const;
  /// To be called then, and at the instant of any of the calls below, after them. Halls whose power it changed are in `changed()`.
  void update(double now);
  const std::vector<int>& changed() const { return changed_; }

  /// Its power leaves a hall's load, before the clocks of the hall or of its racks change, and comes back after.
  void lift(int hall, double now);
  void put(int hall, double now);
  /// A hall has power and has booted, or not any more; before its load loses its power.
  void set_up(int hall, bool up, double now);

  /// Meters brought up to date.
  const ServiceMeters& meters(double now);
  ServiceSummary summary(double now);

  double rate() const { return rate_; }
  double admitted() const { return admitted_; }
  double power_w() const { return power_w_; }
  int awake() const { return awake_; }
  int waking() const { return waking_; }
  int live() const { return live_; }
  const ServingPoint& point() const { return point_; }
  bool is_short() const { return admitted_ < rate_ * (1 - 1e-9); }
  /// Requests/s with which it would be at its peak: of a profile.
  double peak_rate() const { return peak_rate_; }
  double demand_at(double now) const;

 private:
  struct Stand : Place {
    int unit = 1, gpus = 1;     ///< nodes of an instance, accelerators of a node
    int live = 0, awake = 0;
    std::vector<NodeRange> live_nodes;           ///< those that have power and are not blocked
    std::vector<std::pair<double, int>> waking;  ///< until when, nodes
    std::vector<NodeRange> ranges[3];            ///< awake, waking, parked: as they stand in the load
    int counts[3] = {0, 0, 0};
    std::int64_t nw[3] = {0, 0, 0};
    std::int64_t told = 0;                       ///< what of it the hall's followers know of
    bool in_load = false;
    double clock = 1;
    int sleeping() const;
  };
  void settle(double now);
  void look(Stand&);            ///< at its racks: which live, at what clock
  void spread(Stand&);
  void enter(Stand&, double now);
  void leave(Stand&, double now);
  void next_demand(double now);
  void scale(double now, bool at_once);
  void wake(int nodes, double ready_s);
  void park(int nodes);
  void count();                 ///< awake, waking and living nodes of all places, and the clock of those that serve
  void serve();
  void draw(double now);
  double capacity(int instances, const ServingSpeed&);
  int instances_awake() const;
  int most_nodes() const;

  const ServiceSpec& spec_;
  const RequestBins& bins_;
  ServingModel model_;
  ServingTargets targets_;
  TimeZone zone_;
  UnixSeconds start_;
  double from_s_ = 0, highest_ = 1, peak_rate_ = 0;
  std::vector<Stand> stands_;
  std::vector<int> changed_;
  TokenMix mix_;
  ServiceMeters meters_;
  ServingPoint point_;
  double t_ = 0, next_tick_ = 0, low_since_ = -1, rate_ = 0, admitted_ = 0, power_w_ = 0, parked_w_ = 0, clock_ = 1;
  double refused_[refusal_causes] = {};
  double power_max_w_ = 0, rate_max_ = 0, rate_max_s_ = 0, first_short_s_ = std::numeric_limits<double>::quiet_NaN();
  int barred_ = 0;              ///< instances that would have room where it may not run
  int nodes_ = 0, awake_ = 0, waking_ = 0, live_ = 0, gpus_awake_ = 0;
  struct Known {
    int instances = -1;
    double prefill = 0, input = 0, output = 0, rate = 0;
  };
  std::vector<Known> known_;
  std::size_t next_known_ = 0;
};

}  // namespace netsuden
