// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/service_host.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace netsuden {
namespace {

/// The number of a hall, counted over all sites, by its path.
std::map<std::string, int> hall_numbers(const Scenario& s) {
  std::map<std::string, int> numbers;
  int n = 0;
  for (const SiteSpec& site : s.sites)
    for (const HallSpec& h : site.halls) numbers.emplace(site.name + "." + h.name, n++);
  return numbers;
}

}  // namespace

std::vector<int> reserved_nodes(const Scenario& s) {
  const std::map<std::string, int> numbers = hall_numbers(s);
  std::vector<int> reserved(numbers.size(), 0);
  for (const ServiceSpec& service : s.workload.services)
    for (const ReservedNodes& r : service.reserved)
      if (const auto it = numbers.find(r.hall); it != numbers.end()) reserved[static_cast<std::size_t>(it->second)] += r.nodes;
  return reserved;
}

ServiceHost::ServiceHost(const Scenario& s, const Inputs& in, const std::vector<std::unique_ptr<SiteModel>>& sites, const Dispatcher& dispatcher,
                         std::function<void(int, double)> on_change, std::function<void(const ServiceFleet&, bool, double)> on_short)
    : Model("services"), on_change_(std::move(on_change)), on_short_(std::move(on_short)) {
  const std::map<std::string, int> numbers = hall_numbers(s);
  std::vector<HallLoad*> loads;
  std::vector<const SiteSpec*> site_of;
  for (const auto& site : sites)
    for (std::size_t h = 0; h < site->halls().size(); ++h) {
      loads.push_back(&site->load(static_cast<int>(h)));
      site_of.push_back(&site->spec());
    }
  std::vector<int> left(loads.size());
  for (std::size_t h = 0; h < loads.size(); ++h) left[h] = loads[h]->nodes();
  static const RequestBins none;
  for (std::size_t i = 0; i < s.workload.services.size(); ++i) {
    const ServiceSpec& spec = s.workload.services[i];
    std::vector<ServiceFleet::Place> places;
    TimeZone zone = in.zone;
    for (const ReservedNodes& r : spec.reserved) {
      const auto h = static_cast<std::size_t>(numbers.at(r.hall));
      const Dispatcher::Hall& hall = dispatcher.hall(static_cast<int>(h));
      std::string message;
      if (places.empty() && site_of[h]->timezone) zone = TimeZone::find(*site_of[h]->timezone, message).value_or(in.zone);
      left[h] -= r.nodes;
      places.push_back({static_cast<int>(h), loads[h], &hall.blocked, left[h], r.nodes, hall.accepts, i < in.service_rules.size() && in.service_rules[i] >= 0 && dispatcher.scheduler().placement().barred(in.service_rules[i], h) != Refusal::none});
    }
    fleets_.emplace_back(spec, i < in.services.size() ? in.services[i] : none, zone, in.zone, in.start_unix, std::move(places));
  }
  short_.assign(fleets_.size(), 0);
}

void ServiceHost::tell(std::size_t i, double now) {
  for (const int hall : fleets_[i].changed()) on_change_(hall, now);
  const char is_short = fleets_[i].is_short() ? 1 : 0;
  if (std::exchange(short_[i], is_short) != is_short) on_short_(fleets_[i], is_short != 0, now);
}

void ServiceHost::begin() {
  begun_ = true;
  for (std::size_t i = 0; i < fleets_.size(); ++i) {
    fleets_[i].begin(0);
    tell(i, 0);
  }
  next_s_ = std::numeric_limits<double>::infinity();
  for (const ServiceFleet& f : fleets_) next_s_ = std::min(next_s_, f.next_s());
}

double ServiceHost::next_occurring_event(double now) {
  if (fleets_.empty()) return -1;
  return pending_ ? 0 : std::max(0.0, next_s_ - now);
}

void ServiceHost::update_actions_state(double now, double) {
  if (fleets_.empty() || (!pending_ && next_s_ > now + 1e-6)) return;
  const bool all = std::exchange(pending_, false);
  double next = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < fleets_.size(); ++i) {
    if (all || fleets_[i].next_s() <= now + 1e-6) {
      fleets_[i].update(now);
      tell(i, now);
    }
    next = std::min(next, fleets_[i].next_s());
  }
  next_s_ = next;
}

void ServiceHost::lift(int hall, double now) {
  for (ServiceFleet& f : fleets_) f.lift(hall, now);
}

void ServiceHost::put(int hall, double now) {
  for (ServiceFleet& f : fleets_) f.put(hall, now);
  pending_ = pending_ || begun_;
}

void ServiceHost::accepts(int hall, bool up, double now) {
  for (ServiceFleet& f : fleets_) f.set_up(hall, up, now);
  pending_ = pending_ || begun_;
}

}  // namespace netsuden
