// SPDX-License-Identifier: Apache-2.0
// Controllers of the user's own: when they are asked, and the events of what they do.
#include <fmt/format.h>

#include "sim/twin/facility.hpp"

namespace netsuden {

void Facility::start_controllers() {
  for (std::size_t s = 0; s < sites_.size(); ++s)
    if (const std::string why = controllers_[s]->start(); !why.empty()) controller_failed(s, 0, why);
}

void Facility::end_controllers() {
  for (const auto& c : controllers_) c->end();
}

void Facility::ask_controllers(double now) {
  for (std::size_t s = 0; s < sites_.size(); ++s) {
    if (!controllers_[s]->due(now)) continue;
    const SiteController::Outcome o = controllers_[s]->decide(*sites_[s], now, inputs_.start_unix + now);
    if (!o.failure.empty()) controller_failed(s, now, o.failure);
    for (const std::string& c : o.clamped) records_.event(now, severity_warning, EventCode::controller_clamped, sites_[s]->path(), 0, fmt::format("controller of {}: {}", sites_[s]->path(), c));
    if (o.moved) open_transient(s, now);
  }
}

void Facility::controller_failed(std::size_t s, double now, const std::string& why) {
  records_.event(now, severity_warning, EventCode::controller_failed, sites_[s]->path(), controllers_[s]->decisions(),
                 fmt::format("controller of {} is given up: {}; the built-in control goes on", sites_[s]->path(), why));
  records_.open_window(now, EventCode::controller_failed, sites_[s]->path());
}

}  // namespace netsuden
