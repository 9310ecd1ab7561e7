// SPDX-License-Identifier: Apache-2.0
// Which halls the work of a tenant may use: its level of sovereignty, lists of countries, sites and operators, contracts and quotas.
//
//   L0 nothing | L1 data at rest at home: a site in the tenant's country | L2 the site is there | L3 its operator is of that country
//   L4 control plane, keys, backups and support too
// A predicate, not a price (horizon reference, section 5). Verified by tests/unit/spec/placement_rules_test.cpp.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/spec/scenario.hpp"
#include "sim/workload/placement.hpp"

namespace netsuden {

/// Rules of a scenario's sources of work, made as they are asked for.
class PlacementRules {
 public:
  explicit PlacementRules(const Scenario& s) : s_(s) {}
  /// Of the work of a tenant with a residency of its own beside; -1: it may stand anywhere.
  int of(const std::string& tenant, const ResidencySpec* beside);
  const std::vector<PlacementRule>& rules() const { return rules_; }
  const std::vector<int>& limits() const { return limits_; }

 private:
  Refusal barred(const TenantSpec&, const ResidencySpec* beside, const SiteSpec&) const;
  int limit(const std::string& key, std::optional<int> nodes, std::optional<Fraction> share, int of);
  const Scenario& s_;
  std::vector<PlacementRule> rules_;
  std::vector<int> limits_;
  std::map<std::pair<std::string, const ResidencySpec*>, int> known_;
  std::map<std::string, int> limit_of_;
};

/// Countries: an unsaid one of operator or control plane is that of the site or of the operator.
std::string operator_country(const SiteSpec&);
std::string control_country(const SiteSpec&);

}  // namespace netsuden
