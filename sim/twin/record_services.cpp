// SPDX-License-Identifier: Apache-2.0
// The group of a trace that holds the services: differences of their meters.
#include <algorithm>
#include <limits>

#include "sim/twin/records.hpp"
#include "sim/twin/service_host.hpp"

namespace netsuden {

void Records::build_services() {
  if (scenario_.workload.services.empty()) return;
  RecordGroup g = service_group();
  for (const ServiceSpec& s : scenario_.workload.services) {
    g.entities.push_back(s.name);
    g.labels[0].values.push_back(s.tenant);
  }
  services_before_.resize(g.entities.size());
  add(std::move(g), scenario_.record.site.value_or(scenario_.resolution.record).si()).services = true;
}

void Records::write_services(double t_s) {
  const std::size_t n = services_before_.size();
  for (std::size_t i = 0; services_ && i < n; ++i) {
    const ServiceMeters& m = services_->fleet(i).meters(t_s);
    const ServiceMeters& b = services_before_[i];
    const double dt = m.seconds - b.seconds, served = m.served() - b.served(), none = std::numeric_limits<double>::quiet_NaN();
    const auto per_s = [&](double now, double before) { return dt > 0 ? (now - before) / dt : none; };
    const double values[] = {per_s(m.asked, b.asked), per_s(m.within, b.within), per_s(m.late, b.late), per_s(m.refused_sum(), b.refused_sum()), per_s(m.tokens_out, b.tokens_out),
                             served > 0 ? (m.first_token_s - b.first_token_s) / served : none, served > 0 ? (m.token_s - b.token_s) / served : none, per_s(m.batch_s, b.batch_s),
                             per_s(m.awake_s, b.awake_s), per_s(m.waking_s, b.waking_s), per_s(m.parked_s, b.parked_s), per_s(m.energy_j, b.energy_j), per_s(m.clock_s, b.clock_s)};
    for (std::size_t c = 0; c < std::size(values); ++c) row_[1 + c * n + i] = values[c];
    services_before_[i] = m;
  }
}

}  // namespace netsuden
