// SPDX-License-Identifier: Apache-2.0
// What each tenant holds and has used: for quotas and for fair share.
//
//   used(t) = sum over the past of nodes x seconds x 2^(-age / half-life),   exact for nodes that are held between two changes:
//   used(t + dt) = used(t) d + nodes tau (1 - d),   d = 2^(-dt / half-life),   tau = half-life / ln 2
//
// Fair share looks first at the jobs of the tenant with the least used / share. Usage counts nodes that are held, at whatever clock.
// Source: the decayed usage of Slurm's multifactor priority (PriorityDecayHalfLife) and of Maui's fairshare windows; no hierarchy of
// accounts, no factors of age or size. Verified by tests/unit/workload/scheduler_test.cpp.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

namespace netsuden {

struct TenantTerms {
  double share = 1;                              ///< above 0; relative to the other tenants'
  int quota = std::numeric_limits<int>::max();   ///< nodes at once
};

class TenantUse {
 public:
  /// One a tenant; jobs without a tenant (or of one without terms) are together one more, of share 1 and without quota.
  TenantUse(std::vector<TenantTerms> terms, double half_life_s);
  /// Nodes that are taken (or given back: below 0) at `now`, which does not go back.
  void hold(int tenant, int nodes, double now);
  int held(int tenant) const { return uses_[place(tenant)].held; }
  int quota(int tenant) const { return uses_[place(tenant)].terms.quota; }
  bool has_quotas() const { return has_quotas_; }
  /// Decayed node-seconds over the share.
  double used_over_share(int tenant, double now) const;

 private:
  struct Use {
    TenantTerms terms;
    int held = 0;
    double node_s = 0, at_s = 0;
  };
  std::size_t place(int tenant) const { return tenant < 0 ? uses_.size() - 1 : std::min(static_cast<std::size_t>(tenant), uses_.size() - 1); }
  double used(const Use&, double now) const;
  std::vector<Use> uses_;
  double half_life_s_;
  bool has_quotas_ = false;
};

}  // namespace netsuden
