// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/tenant_use.hpp"

#include <cmath>

namespace netsuden {

TenantUse::TenantUse(std::vector<TenantTerms> terms, double half_life_s) : half_life_s_(half_life_s) {
  terms.emplace_back();
  for (const TenantTerms& t : terms) {
    uses_.push_back({.terms = t});
    has_quotas_ = has_quotas_ || t.quota < std::numeric_limits<int>::max();
  }
}

double TenantUse::used(const Use& u, double now) const {
  if (u.held == 0 && u.node_s == 0) return 0;
  const double tau = half_life_s_ / std::log(2.0), gone = -std::expm1(-(now - u.at_s) / tau);
  return u.node_s * (1 - gone) + u.held * tau * gone;
}

void TenantUse::hold(int tenant, int nodes, double now) {
  Use& u = uses_[place(tenant)];
  u.node_s = used(u, now);
  u.at_s = now;
  u.held += nodes;
}

double TenantUse::used_over_share(int tenant, double now) const {
  const Use& u = uses_[place(tenant)];
  return used(u, now) / u.terms.share;
}

}  // namespace netsuden
