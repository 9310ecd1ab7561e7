// SPDX-License-Identifier: Apache-2.0
#include "sim/site/tariff.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <tuple>

using namespace netsuden;

namespace {
const TimeZone tokyo = [] {
  std::string message;
  return *TimeZone::find("Asia/Tokyo", message);
}();
double at(int year, int month, int day, int hour = 0) { return from_civil(year, month, day, hour, 0, 0, tokyo); }
PowerPrice jpy_per_kw(double x) { return PowerPrice::from_si(x / 1e3); }
EnergyPrice jpy_per_kwh(double x) { return EnergyPrice::from_si(x / 3.6e6); }

/// Runs a meter over [from, to) with a power that depends on the instant.
template <class F>
DemandMeter metered(const TariffParams& p, double from, double to, F power_w, double power_factor = 1) {
  DemandMeter m(p, tokyo, from);
  for (double t = from; t < to;) {
    const double next = std::min(m.next_interval_end(t), to);
    m.add(next, ActivePower::from_si(power_w(t)), power_factor);
    t = next;
  }
  return m;
}
}  // namespace

TEST_CASE("ACC-EC-01: a year of base charge at 60 kV and full power factor") {
  // TEPCO special high voltage 2016: 1,576.80 JPY/kW and month x 0.85 x 12 = 16,083 JPY/kW.
  TariffParams p;
  p.demand_charge = jpy_per_kw(1576.80);
  const DemandMeter m = metered(p, at(2026, 1, 1), at(2027, 1, 1), [](double) { return 10e6; });
  CHECK(m.charge() / 10e3 == Approx(16083).epsilon(1e-4));
  CHECK(m.billing().si() == Approx(10e6));
  // The worked case of 23,760 kW at 1,900 JPY and 150 JPY a dollar: 3.070 million dollars a year.
  p.demand_charge = jpy_per_kw(1900);
  CHECK(metered(p, at(2026, 1, 1), at(2027, 1, 1), [](double) { return 23.76e6; }).charge() / 150 / 1e6 == Approx(3.070).epsilon(2e-4));
}

TEST_CASE("The ratchet keeps a peak for twelve months") {
  TariffParams p;
  p.demand_charge = jpy_per_kw(1000);
  p.power_factor_slope = 0;
  // 8 MW, but 12 MW for one half hour in March 2026.
  const double peak = at(2026, 3, 10, 14);
  const auto power = [&](double t) { return t >= peak && t < peak + 1800 ? 12e6 : 8e6; };
  const DemandMeter february_after = metered(p, at(2026, 1, 1), at(2027, 2, 28), power), april_after = metered(p, at(2026, 1, 1), at(2027, 3, 31), power);
  CHECK(february_after.billing().si() == Approx(12e6));
  CHECK(april_after.billing().si() == Approx(8e6));
  // Months at 8: January, February 2026, and March 2027 but for its last day; twelve at 12 between.
  CHECK(april_after.charge() == Approx(1000.0 * (2 * 8000 + 12 * 12000 + 8000 * 30.0 / 31)).epsilon(1e-9));
  CHECK(february_after.demand().si() == Approx(8e6));
}

TEST_CASE("Demand is a mean over clock-aligned half hours") {
  TariffParams p;
  p.demand_charge = jpy_per_kw(1000);
  // 15 MW for a quarter of an hour within a half hour of 5 MW: the demand is 10 MW.
  DemandMeter m(p, tokyo, at(2026, 5, 1));
  m.add(at(2026, 5, 1) + 900, ActivePower::from_si(15e6), 1);
  CHECK(m.month_peak().si() == 0);
  m.add(at(2026, 5, 1) + 1800, ActivePower::from_si(5e6), 1);
  CHECK(m.month_peak().si() == Approx(10e6));
  CHECK(m.next_interval_end(at(2026, 5, 1) + 1800) == at(2026, 5, 1) + 3600);
}

TEST_CASE("Demand beyond an agreed contract costs the surcharge, and a poor power factor costs, a good one pays") {
  TariffParams p;
  p.demand_charge = jpy_per_kw(1000);
  p.billing = BillingDemand::agreed;
  p.contract = 10_MW;
  CHECK(metered(p, at(2026, 4, 1), at(2026, 5, 1), [](double) { return 9e6; }, 0.85).charge() == Approx(1000 * 10e3));
  CHECK(metered(p, at(2026, 4, 1), at(2026, 5, 1), [](double) { return 12e6; }, 0.85).charge() == Approx(1000 * (10e3 + 1.5 * 2e3)));
  CHECK(metered(p, at(2026, 4, 1), at(2026, 5, 1), [](double) { return 9e6; }, 0.95).charge() == Approx(1000 * 10e3 * 0.9));
  CHECK(metered(p, at(2026, 4, 1), at(2026, 5, 1), [](double) { return 9e6; }, 0.80).charge() == Approx(1000 * 10e3 * 1.05));
}

TEST_CASE("Energy by time of use: night over midnight, season over New Year, weekends, else the market") {
  TariffParams p;
  p.levy = jpy_per_kwh(4.18);
  p.time_of_use = {{"peak", jpy_per_kwh(17.17), {13, 16, 7, 9, DayKind::weekday}}, {"night", jpy_per_kwh(12.09), {22, 8, 1, 12, DayKind::any}},
                   {"winter", jpy_per_kwh(15), {8, 22, 12, 2, DayKind::any}}};
  const auto price = [&](int month, int day, int hour) { return energy_price(p, tokyo.to_civil(at(2026, month, day, hour)), jpy_per_kwh(10)).si() * 3.6e6; };
  CHECK(price(8, 4, 14) == Approx(17.17 + 4.18));  // Tuesday
  CHECK(price(8, 8, 14) == Approx(10 + 4.18));     // Saturday
  CHECK(price(8, 4, 16) == Approx(10 + 4.18));     // the window has ended
  CHECK(price(8, 4, 23) == Approx(12.09 + 4.18));
  CHECK(price(8, 4, 7) == Approx(12.09 + 4.18));
  CHECK(price(1, 15, 12) == Approx(15 + 4.18));
  CHECK(price(12, 15, 12) == Approx(15 + 4.18));
  CHECK(price(3, 15, 12) == Approx(10 + 4.18));
  CHECK(next_tariff_hour(p, 0) == 8 * 3600);
  CHECK(next_tariff_hour(p, 13 * 3600) == 16 * 3600);
  CHECK(next_tariff_hour(p, 22 * 3600) == 86400);
}

TEST_CASE("The price of time of use changes at hours of its windows and at midnight, whatever the clocks do") {
  TariffParams p;
  CHECK(next_tariff_change(p, at(2026, 8, 4, 9), tokyo) == std::numeric_limits<double>::infinity());
  p.time_of_use = {{"day", jpy_per_kwh(16), {8, 22}}};
  CHECK(next_tariff_change(p, at(2026, 8, 4, 7) + 1234, tokyo) == at(2026, 8, 4, 8));
  CHECK(next_tariff_change(p, at(2026, 8, 4, 8), tokyo) == at(2026, 8, 4, 22));
  CHECK(next_tariff_change(p, at(2026, 8, 4, 23), tokyo) == at(2026, 8, 5));
  std::string message;
  const TimeZone berlin = *TimeZone::find("Europe/Berlin", message);
  p.time_of_use = {{"dawn", jpy_per_kwh(16), {2, 3}}};
  // 29 March 2026: clocks go from 2:00 to 3:00, the window is never. 25 October: from 3:00 back to 2:00, it lasts two hours.
  const auto local = [&](int month, int day, int hour) { return from_civil(2026, month, day, hour, 0, 0, berlin); };
  const auto hours_in_window = [&](double from, double to) {
    double hours = 0;
    for (double t = from; t < to;) {
      const double next = next_tariff_change(p, t, berlin);
      REQUIRE(next > t);
      if (window_at(p, berlin.to_civil(t)) == 0) hours += (next - t) / 3600;
      t = next;
    }
    return hours;
  };
  CHECK(hours_in_window(local(3, 29, 0), local(3, 30, 0)) == 0);
  CHECK(hours_in_window(local(10, 25, 0), local(10, 26, 0)) == 2);
  CHECK(hours_in_window(local(10, 26, 0), local(10, 27, 0)) == 1);
}

TEST_CASE("Saturdays and Sundays have windows of their own") {
  const CivilTime saturday = tokyo.to_civil(at(2026, 8, 8, 12)), sunday = tokyo.to_civil(at(2026, 8, 9, 12)), monday = tokyo.to_civil(at(2026, 8, 10, 12));
  for (const auto& [kind, sat, sun, mon] : std::vector<std::tuple<DayKind, bool, bool, bool>>{
           {DayKind::any, true, true, true}, {DayKind::weekday, false, false, true}, {DayKind::weekend, true, true, false}, {DayKind::saturday, true, false, false}, {DayKind::sunday, false, true, false}}) {
    const CalendarWindow w{0, 24, 1, 12, kind};
    CHECK(w.holds(saturday) == sat);
    CHECK(w.holds(sunday) == sun);
    CHECK(w.holds(monday) == mon);
  }
}

TEST_CASE("The power factor of a month is that of its energies") {
  TariffParams p;
  p.demand_charge = jpy_per_kw(1000);
  // Half of June at 10 MW and 0.8 (7.5 Mvar), half at 4 MW and 1: 7 MW and 3.75 Mvar in the mean, 0.88148.
  const double half = at(2026, 6, 16);
  DemandMeter m(p, tokyo, at(2026, 6, 1));
  while (m.time() < at(2026, 6, 30, 23)) m.add(m.interval_end(), ActivePower::from_si(m.time() < half ? 10e6 : 4e6), m.time() < half ? 0.8 : 1);
  while (m.time() < at(2026, 7, 1)) {
    CHECK(m.power_factor() == Approx(7 / std::hypot(7, 3.75)).epsilon(1e-3));  // an hour is missing
    m.add(m.interval_end(), ActivePower::from_si(4e6), 1);
  }
  CHECK(m.charge() == Approx(1000 * 10e3 * (1.85 - 7 / std::hypot(7, 3.75))).epsilon(1e-9));
}

TEST_CASE("A month in which the agreed contract changes is charged by its days") {
  TariffParams p;
  p.demand_charge = jpy_per_kw(1000);
  p.power_factor_slope = 0;
  p.billing = BillingDemand::agreed;
  p.contract = 10_MW;
  // 12 MW all the time: 2 MW too much for ten days of June, within the 15 MW of the other twenty.
  DemandMeter m(p, tokyo, at(2026, 6, 1));
  while (m.time() < at(2026, 7, 1)) {
    if (m.time() == at(2026, 6, 11)) m.set_contract(15_MW);
    m.add(m.interval_end(), 12_MW, 1);
  }
  CHECK(m.charge() == Approx(1000 * ((10e3 + 1.5 * 2e3) * 10 / 30 + 15e3 * 20 / 30)).epsilon(1e-9));
}
