// SPDX-License-Identifier: Apache-2.0
// The levels of horizon reference, section 5, on four sites: at home, at home of a foreign operator, at home but run from abroad, abroad.
#include "sim/spec/placement_rules.hpp"

#include <catch2/catch.hpp>

using namespace netsuden;

namespace {

SiteSpec site(const char* name, const char* country, const char* who, std::optional<std::string> of = {}, std::optional<std::string> from = {}) {
  SiteSpec s;
  s.name = name;
  s.jurisdiction = country;
  s.operator_name = who;
  s.operator_jurisdiction = std::move(of);
  s.control_jurisdiction = std::move(from);
  s.halls.emplace_back().name = "hall1";
  s.halls.back().racks.count = 10;
  s.halls.back().racks.params.nodes_per_rack = 4;
  return s;
}

Scenario four() {
  Scenario s;
  s.sites = {site("home", "JP", "sakura"), site("cloud", "JP", "hyper", "US"), site("remote", "JP", "telco", "JP", "US"), site("abroad", "SG", "hyper", "US")};
  return s;
}

TenantSpec tenant(SovereignLevel level, const char* country = "JP") {
  TenantSpec t;
  t.name = "gov";
  t.jurisdiction = country;
  t.level = level;
  return t;
}

using R = Refusal;
std::vector<R> barred(Scenario s, const TenantSpec& t, const ResidencySpec* beside = nullptr) {
  s.workload.tenants = {t};
  PlacementRules rules(s);
  const int rule = rules.of("gov", beside);
  return rule < 0 ? std::vector<R>(4, R::none) : rules.rules()[static_cast<std::size_t>(rule)].barred;
}

}  // namespace

TEST_CASE("Levels bar what they are to bar, each level more than the one before") {
  const Scenario s = four();
  CHECK(barred(s, tenant(SovereignLevel::l0)) == std::vector<R>{R::none, R::none, R::none, R::none});
  CHECK(barred(s, tenant(SovereignLevel::l1)) == std::vector<R>{R::none, R::none, R::none, R::none});
  CHECK(barred(s, tenant(SovereignLevel::l1, "DE")) == std::vector<R>(4, R::country));  // nowhere for its data to rest
  CHECK(barred(s, tenant(SovereignLevel::l2)) == std::vector<R>{R::none, R::none, R::none, R::country});
  CHECK(barred(s, tenant(SovereignLevel::l3)) == std::vector<R>{R::none, R::operated_by, R::none, R::country});
  CHECK(barred(s, tenant(SovereignLevel::l4)) == std::vector<R>{R::none, R::operated_by, R::control, R::country});
}

TEST_CASE("Lists of a tenant and of a source both hold") {
  TenantSpec t = tenant(SovereignLevel::l0);
  t.residency = ResidencySpec{{"JP"}, {}, {}};
  const ResidencySpec beside{{}, {"home", "cloud", "abroad"}, {}};
  CHECK(barred(four(), t, &beside) == std::vector<R>{R::none, R::none, R::site, R::country});
  t.residency = ResidencySpec{{}, {}, {"hyper"}};
  CHECK(barred(four(), t) == std::vector<R>{R::operated_by, R::none, R::operated_by, R::none});
}

TEST_CASE("Partners' sites need a contract, come after the own, and no further than it goes") {
  Scenario s = four();
  TenantSpec t = tenant(SovereignLevel::l0);
  t.operator_name = "telco";
  CHECK(barred(s, t) == std::vector<R>{R::contract, R::contract, R::none, R::contract});
  s.workload.contracts = {{"hyper", "gov", std::nullopt, Fraction(0.25)}};
  t.site_quotas = {{"remote", std::nullopt, 7}};
  s.workload.tenants = {t};
  PlacementRules rules(s);
  const int rule = rules.of("gov", nullptr);
  REQUIRE(rule == 0);
  CHECK(rules.of("gov", nullptr) == 0);
  CHECK(rules.of("somebody", nullptr) == -1);
  const PlacementRule& r = rules.rules()[0];
  CHECK(r.barred == std::vector<R>{R::contract, R::none, R::none, R::none});
  CHECK(r.order == std::vector<int>{2, 0, 1, 3});
  const Placement p(rules.rules(), rules.limits());
  CHECK(p.most(0, 1) == 20);  // a quarter of the 80 nodes of both sites, one limit for both
  CHECK(p.same_limits(0, 1, 3));
  CHECK(p.most(0, 2) == 7);
}
