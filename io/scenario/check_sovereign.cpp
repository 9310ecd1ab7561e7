// SPDX-License-Identifier: Apache-2.0
// Whose work may run where: tenants that are at home somewhere, contracts between those that there are, work that can run nowhere.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "io/scenario/check_context.hpp"
#include "sim/spec/placement_rules.hpp"

namespace netsuden {
namespace {

const char* words_of(Refusal why) {
  switch (why) {
    case Refusal::country: return "no site stands in a country that it allows";
    case Refusal::site: return "no site is among those that it allows";
    case Refusal::operated_by: return "no site has an operator that it allows";
    case Refusal::control: return "no site is run from the country of its tenant";
    case Refusal::contract: return "no operator lends its tenant a site";
    default: return "there is no hall";
  }
}

class Sovereign {
 public:
  explicit Sovereign(const CheckContext& c) : c_(c), s_(c.scenario), rules_(s_) {
    for (const SiteSpec& site : s_.sites) {
      operators_.insert(site.operator_name);
      countries_.insert(site.jurisdiction);
    }
  }

  void check() {
    for (const TenantSpec& t : s_.workload.tenants) {
      const std::string at = "workload.tenants." + t.name;
      if (t.level != SovereignLevel::l0 && t.jurisdiction.empty()) c_.error("sovereign", at + ".level", fmt::format("`{}` has a level of sovereignty and no country", t.name), "add jurisdiction: JP");
      if (!t.operator_name.empty() && !operators_.contains(t.operator_name)) c_.warn("sovereign", at + ".operator", fmt::format("no site has the operator `{}`: `{}` has none of its own", t.operator_name, t.name), listed(operators_));
      if (t.residency) residency(*t.residency, at + ".residency");
    }
    int i = 0;
    for (const ContractSpec& k : s_.workload.contracts) {
      const std::string at = fmt::format("workload.contracts.{}", i++);
      if (!operators_.contains(k.lender)) c_.error("sovereign", at + ".lender", fmt::format("no site has the operator `{}`", k.lender), listed(operators_));
      for (const TenantSpec& t : s_.workload.tenants)
        if (t.name == k.borrower && t.operator_name.empty()) c_.warn("sovereign", at + ".borrower", fmt::format("`{}` has no operator of its own: it may use all sites without a contract", t.name), "add `operator` to the tenant");
    }
    i = 0;
    for (const JobSourceSpec& j : s_.workload.jobs) {
      const std::string at = fmt::format("workload.jobs.{}", i++);
      if (j.residency) residency(*j.residency, at + ".residency");
      if (j.synthetic || j.residency) nowhere(j.synthetic ? j.synthetic->tenant : std::string(), j.residency ? &*j.residency : nullptr, at, "these jobs");
    }
    i = 0;
    for (const TrainingSpec& t : s_.workload.training) one_hall(t.tenant, nullptr, t.hall, fmt::format("workload.training.{}.hall", i++), fmt::format("`{}`", t.name), "it is refused");
    i = 0;
    for (const ServiceSpec& v : s_.workload.services) {
      const std::string at = fmt::format("workload.services.{}", i++);
      if (v.residency) residency(*v.residency, at + ".residency");
      int k = 0;
      for (const ReservedNodes& r : v.reserved) one_hall(v.tenant, v.residency ? &*v.residency : nullptr, r.hall, fmt::format("{}.reserved.{}.hall", at, k++), fmt::format("`{}`", v.name), "its nodes there serve nobody");
    }
  }

 private:
  static std::string listed(const std::set<std::string>& all) {
    std::string t;
    for (const std::string& x : all)
      if (!x.empty()) t += (t.empty() ? "there are: " : ", ") + x;
    return t.empty() ? "no site states one" : t;
  }

  void residency(const ResidencySpec& r, const std::string& at) {
    for (const std::string& x : r.countries)
      if (!countries_.contains(x)) c_.warn("sovereign", at + ".countries", fmt::format("no site has the jurisdiction `{}`", x), listed(countries_));
    for (const std::string& x : r.operators)
      if (!operators_.contains(x)) c_.warn("sovereign", at + ".operators", fmt::format("no site has the operator `{}`", x), listed(operators_));
  }

  void nowhere(const std::string& tenant, const ResidencySpec* beside, const std::string& at, const std::string& who) {
    const int rule = rules_.of(tenant, beside);
    if (rule < 0) return;
    Refusal furthest = Refusal::none;
    for (const Refusal why : rules_.rules()[static_cast<std::size_t>(rule)].barred) {
      if (why == Refusal::none) return;
      furthest = std::max(furthest, why);
    }
    c_.warn("sovereign", at, fmt::format("{} can run nowhere and are refused: {}", who, words_of(furthest)));
  }

  void one_hall(const std::string& tenant, const ResidencySpec* beside, const std::string& hall, const std::string& at, const std::string& who, const char* then) {
    const int rule = rules_.of(tenant, beside);
    if (rule < 0) return;
    std::size_t n = 0;
    for (const SiteSpec& site : s_.sites)
      for (const HallSpec& h : site.halls) {
        const Refusal why = rules_.rules()[static_cast<std::size_t>(rule)].barred[n++];
        if (site.name + "." + h.name == hall && why != Refusal::none) c_.warn("sovereign", at, fmt::format("{} may not run in `{}` ({}): {}", who, hall, refusal_names[static_cast<std::size_t>(why)], then));
      }
  }

  const CheckContext& c_;
  const Scenario& s_;
  PlacementRules rules_;
  std::set<std::string> operators_, countries_;
};

}  // namespace

void check_sovereign(const CheckContext& c) { Sovereign(c).check(); }

}  // namespace netsuden
