// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/placement_rules.hpp"

#include <algorithm>
#include <limits>

namespace netsuden {
namespace {

bool among(const std::vector<std::string>& list, const std::string& name) { return list.empty() || std::find(list.begin(), list.end(), name) != list.end(); }

int nodes_of(const SiteSpec& s) {
  int n = 0;
  for (const HallSpec& h : s.halls) n += h.racks.count * h.racks.params.nodes_per_rack;
  return n;
}

}  // namespace

std::string operator_country(const SiteSpec& s) { return s.operator_jurisdiction.value_or(s.jurisdiction); }
std::string control_country(const SiteSpec& s) { return s.control_jurisdiction.value_or(operator_country(s)); }

Refusal PlacementRules::barred(const TenantSpec& t, const ResidencySpec* beside, const SiteSpec& site) const {
  const ResidencySpec* const lists[] = {t.residency ? &*t.residency : nullptr, beside};
  const bool home_exists = std::any_of(s_.sites.begin(), s_.sites.end(), [&](const SiteSpec& x) { return x.jurisdiction == t.jurisdiction; });
  if (t.level == SovereignLevel::l1 && !home_exists) return Refusal::country;
  if (t.level >= SovereignLevel::l2 && site.jurisdiction != t.jurisdiction) return Refusal::country;
  for (const ResidencySpec* r : lists)
    if (r && !among(r->countries, site.jurisdiction)) return Refusal::country;
  for (const ResidencySpec* r : lists)
    if (r && !among(r->sites, site.name)) return Refusal::site;
  if (t.level >= SovereignLevel::l3 && operator_country(site) != t.jurisdiction) return Refusal::operated_by;
  for (const ResidencySpec* r : lists)
    if (r && !among(r->operators, site.operator_name)) return Refusal::operated_by;
  if (t.level >= SovereignLevel::l4 && control_country(site) != t.jurisdiction) return Refusal::control;
  if (t.operator_name.empty() || site.operator_name == t.operator_name) return Refusal::none;
  const bool lent = std::any_of(s_.workload.contracts.begin(), s_.workload.contracts.end(), [&](const ContractSpec& c) { return c.borrower == t.name && c.lender == site.operator_name; });
  return lent ? Refusal::none : Refusal::contract;
}

int PlacementRules::limit(const std::string& key, std::optional<int> nodes, std::optional<Fraction> share, int of) {
  if (!nodes && !share) return -1;
  int most = nodes.value_or(std::numeric_limits<int>::max());
  if (share) most = std::min(most, static_cast<int>(share->value() * of * (1 + 1e-12)));
  const auto [it, is_new] = limit_of_.emplace(key, static_cast<int>(limits_.size()));
  if (is_new) limits_.push_back(most);
  return it->second;
}

int PlacementRules::of(const std::string& tenant, const ResidencySpec* beside) {
  const auto [it, is_new] = known_.emplace(std::pair{tenant, beside}, -1);
  if (!is_new) return it->second;
  static const TenantSpec nobody;
  const auto named = std::find_if(s_.workload.tenants.begin(), s_.workload.tenants.end(), [&](const TenantSpec& t) { return t.name == tenant; });
  const TenantSpec& t = named == s_.workload.tenants.end() ? nobody : *named;
  PlacementRule rule;
  bool says = false;
  std::vector<int> partners;
  int n = 0;
  for (const SiteSpec& site : s_.sites) {
    const Refusal why = barred(t, beside, site);
    std::array<int, 2> limits{-1, -1};
    const bool own = t.operator_name.empty() || site.operator_name == t.operator_name;
    if (!own)
      for (const ContractSpec& c : s_.workload.contracts) {
        if (c.borrower != t.name || c.lender != site.operator_name) continue;
        int nodes = 0;
        for (const SiteSpec& x : s_.sites) nodes += x.operator_name == c.lender ? nodes_of(x) : 0;
        limits[0] = limit("contract " + c.lender + " " + t.name, c.nodes, c.share, nodes);
      }
    for (const SiteQuotaSpec& q : t.site_quotas)
      if (q.site == site.name) limits[1] = limit("quota " + q.site + " " + t.name, q.nodes, q.share, nodes_of(site));
    says = says || why != Refusal::none || !own || limits[1] >= 0;
    for (std::size_t h = 0; h < site.halls.size(); ++h, ++n) {
      rule.barred.push_back(why);
      rule.limits.push_back(limits);
      (own ? rule.order : partners).push_back(n);
    }
  }
  if (!says) return -1;
  rule.order.insert(rule.order.end(), partners.begin(), partners.end());
  rules_.push_back(std::move(rule));
  return it->second = static_cast<int>(rules_.size()) - 1;
}

}  // namespace netsuden
