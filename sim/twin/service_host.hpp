// SPDX-License-Identifier: Apache-2.0
// The services of a scenario as a SimGrid resource model: it wakes at their steps, when nodes have woken or are to be parked, and at the
// instants at which the dispatcher says that a hall has another clock, or has got or lost its power.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/twin/dispatcher.hpp"
#include "sim/twin/service_fleet.hpp"
#include "sim/twin/simgrid.hpp"
#include "sim/twin/site_model.hpp"

namespace netsuden {

/// Nodes of each hall of all sites that services hold.
std::vector<int> reserved_nodes(const Scenario&);

class ServiceHost final : public sg::Model, public NodeGuest {
 public:
  /// `on_change(hall, now)` after the power of a hall has changed; `on_short(service, is, now)` when a service begins, or ends, to refuse.
  ServiceHost(const Scenario&, const Inputs&, const std::vector<std::unique_ptr<SiteModel>>&, const Dispatcher&, std::function<void(int, double)> on_change,
              std::function<void(const ServiceFleet&, bool, double)> on_short);

  double next_occurring_event(double now) override;
  void update_actions_state(double now, double delta) override;

  /// Before the run.
  void begin();
  void lift(int hall, double now) override;
  void put(int hall, double now) override;
  void accepts(int hall, bool, double now) override;

  std::size_t size() const { return fleets_.size(); }
  ServiceFleet& fleet(std::size_t i) { return fleets_[i]; }

 private:
  void tell(std::size_t service, double now);
  std::vector<ServiceFleet> fleets_;
  std::vector<char> short_;
  std::function<void(int, double)> on_change_;
  std::function<void(const ServiceFleet&, bool, double)> on_short_;
  double next_s_ = 0;
  bool pending_ = false, begun_ = false;
};

}  // namespace netsuden
