// SPDX-License-Identifier: Apache-2.0
// The worked case of the horizon reference 2.6 through the scenario's own description of an investment; money in US$ of 2026.
#include "sim/horizon/investment.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;

namespace {

constexpr double year_s = 31557600;
const double start = from_civil(2026, 1, 1, 0, 0, 0, TimeZone());

MoneyRate a_year(double money) { return MoneyRate::from_si(money / year_s); }

/// 144 racks of GB300 behind 19.008 MW of building; the IT is bought again every five years.
FinanceSpec worked(int years, double price = 0) {
  FinanceSpec f;
  f.discount_rate = Fraction(0.08);
  f.phases = {{"first", "2026-01-01"}};
  CapexSpec facility, it;
  facility.name = "facility";
  facility.phase = "first";
  facility.category = CapexCategory::building;
  facility.price = PricePerPower::from_si(13.5);
  facility.it_power = ActivePower::from_si(19.008e6);
  facility.maintenance = Fraction(0.02);
  it.name = "racks";
  it.phase = "first";
  it.category = CapexCategory::it;
  it.each = Money::from_si(4.0e6 * 1.12);
  it.count = 144;
  it.life = Duration::from_si(5 * year_s);
  it.maintenance = Fraction(0.03);
  it.renew = true;
  f.capex = {facility, it};
  f.staff = StaffSpec{40, a_year(90e3)};
  if (price > 0) {
    f.revenue.emplace();
    f.revenue->price = MoneyRate::from_si(price / 3600);
  }
  f.annualise = AnnualiseSpec{1, years};
  return f;
}

/// What a year of it meters; `share` of it.
std::vector<Operation> run(double share = 1) {
  Operation o;
  o.year = 2026;
  o.until_s = 365 * 86400 * share;
  o.demand_charge = share * 23760 * 1900 * 0.85 * 12 / 150;
  o.energy = share * 19008 * 0.80 * 1.25 * 8760 * 18.18 / 150;
  o.gpu_hours = share * 10368 * 8760 * 0.99 * 0.85;
  o.rated_mw_years = share * 19.008;
  return {o};
}

Investment investment(const FinanceSpec& f) { return {f, 2026, CurrencyContext{}, start, TimeZone()}; }

}  // namespace

TEST_CASE("Investment: the worked levelised cost, from capital that is renewed three times and a year that repeats") {
  const FinanceSummary s = investment(worked(15)).value(run(), 365 * 86400);
  CHECK(s.lcogh == Approx(3.178024216).epsilon(5e-10));
  CHECK(s.gpu_hours == Approx(15 * 76428100).epsilon(1e-6));
  CHECK(s.per_mw_year == Approx(242.890e6 / 19.008).epsilon(1e-5));
  CHECK(s.residual == 0);
  const std::vector<std::pair<std::string, double>> shares{{"capital: building", 12.3}, {"capital: it", 66.5}, {"energy", 8.3}, {"demand charge", 1.3}, {"staff", 1.5}, {"maintenance", 10.1}};
  REQUIRE(s.lines.size() == shares.size());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    CHECK(s.lines[i].name == shares[i].first);
    CHECK(100 * s.lines[i].share == Approx(shares[i].second).margin(0.06));
  }
  // The same as flows: NPV without revenue is what all of it costs.
  double present = 0;
  for (const FinanceLine& l : s.lines) present += l.present_value;
  CHECK(s.npv == Approx(-present).epsilon(1e-12));
}

TEST_CASE("Investment: a quarter of a year with the factor of four gives the same and without it nothing is valued") {
  FinanceSpec f = worked(15);
  f.annualise->factor = 4;
  const FinanceSummary s = investment(f).value(run(0.25), 365 * 86400 / 4.0);
  CHECK(s.lcogh == Approx(3.178024216).epsilon(5e-10));
  CHECK(s.factor == 4);
  f.annualise.reset();
  const FinanceSummary n = investment(f).value(run(0.25), 365 * 86400 / 4.0);
  CHECK_FALSE(n.not_valued.empty());
  CHECK(std::isnan(n.lcogh));
  CHECK(std::isnan(n.npv));
  CHECK(n.years.at(0).energy == Approx(20.181e6 / 4).epsilon(1e-4));  // what was metered is told all the same
}

TEST_CASE("Investment: NPV, rate of return and payback of five years at four prices") {
  const struct {
    double price, npv, irr;
  } rows[] = {{2.5, -227.383, -1.06}, {3.0, -74.805, 5.10}, {3.5, 77.772, 10.95}, {4.0, 230.350, 16.56}};
  for (const auto& row : rows) {
    INFO(row.price);
    const FinanceSummary s = investment(worked(5, row.price)).value(run(), 365 * 86400);
    CHECK(s.npv / 1e6 == Approx(row.npv).margin(6e-4));
    REQUIRE(s.irr.size() == 1);
    CHECK(100 * s.irr[0] == Approx(row.irr).margin(6e-3));
    CHECK(s.residual / 1e6 == Approx(171.072).epsilon(1e-9));
    CHECK(s.years.at(0).maintenance / 1e6 == Approx(5.132 + 19.354).epsilon(1e-4));
  }
  // At 3.5 $ a year brings 216.16 M$: 901.7 M$ are back in 4.17 years, before what is left counts.
  const FinanceSummary s = investment(worked(5, 3.5)).value(run(), 365 * 86400);
  const double net = 3.5 * 76.4281 - 51.337;
  CHECK(s.payback_years == Approx(4 + (901.728 - 4 * net) / (net + 171.072)).epsilon(1e-3));
}

TEST_CASE("Investment: capital on its date, renewed at the end of its life, with its book value at the end") {
  FinanceSpec f;
  f.discount_rate = Fraction(0.08);
  CapexSpec c;
  c.name = "ups";
  c.date = "2026-07-01";
  c.amount = Money::from_si(1000);
  c.life = Duration::from_si(2 * year_s);
  c.salvage = Fraction(0.1);
  c.renew = true;
  f.capex = {c};
  const Investment i = investment(f);
  const double end = from_civil(2029, 1, 1, 0, 0, 0, TimeZone()) - start;
  const auto paid = i.payments(end);
  REQUIRE(paid.size() == 2);
  CHECK(i.year_of(paid[1].t_s) == 2028);
  CHECK(paid[1].t_s == from_civil(2028, 7, 1, 0, 0, 0, TimeZone()) - start);
  CHECK(paid[1].renewal);
  std::vector<Operation> years;
  for (int y = 2026; y < 2029; ++y) years.push_back({.year = y, .from_s = from_civil(y, 1, 1, 0, 0, 0, TimeZone()) - start, .until_s = from_civil(y + 1, 1, 1, 0, 0, 0, TimeZone()) - start});
  const FinanceSummary s = i.value(years, end);
  CHECK(s.years[0].capex == 1000);
  CHECK(s.years[1].capex == 0);
  CHECK(s.years[2].capex == 1000);
  const double july = 181.0 / 365, july_28 = 2 + 182.0 / 366;  // years from the start
  const double book = 1000 - 900 * (3 - july_28) / 2;
  CHECK(s.residual == Approx(book));
  CHECK(s.npv == Approx(-1000 * std::pow(1.08, -july) - 900 * std::pow(1.08, -july_28) + book * std::pow(1.08, -3)));
  CHECK(s.irr.empty());
}

TEST_CASE("Investment: prices of another year are restated, budgets belong to their years") {
  FinanceSpec f;
  f.inflation = Fraction(0.02);
  CapexSpec c;
  c.amount = Money::from_si(100);
  c.price_year = 2024;
  f.capex = {c};
  f.water_price = WaterPrice::from_si(300);
  f.carbon_price = MassPrice::from_si(5);
  f.fuel_price = WaterPrice::from_si(120e3);
  f.budget.emplace();
  f.budget->by_year = {{"2026", "80 JPY"}, {"2027", "90 JPY"}};
  const Investment i = investment(f);
  CHECK(i.payments(1).at(0).amount == Approx(104.04));
  CHECK(i.priced(2, 10, 0.001) == Approx(600 + 50 + 120));
  CHECK(std::isnan(i.budget(2028)));
  CHECK(i.budget(2027) == 90);
  const FinanceSummary s = i.value({{.year = 2026, .until_s = 86400}}, 86400);
  CHECK(s.years[0].budget == 80);
  CHECK(s.years[0].spent() > s.years[0].budget);
}
