// SPDX-License-Identifier: Apache-2.0
#include "sim/ledger/meters.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <type_traits>

using namespace netsuden;

namespace {

constexpr double kwh = 3.6e6;

/// An hour at a power of IT and of the whole site, in kW.
void hour(SiteMeters& m, double it_kw, double import_kw) {
  m.seconds += 3600;
  m.it_j += it_kw * kwh;
  m.import_j += import_kw * kwh;
}

}  // namespace

TEST_CASE("ACC-MET-01: PUE of 1200 over 1000 is 1.2, with 300 of it reused ERF is 0.25 and ERE 0.9") {
  SiteMeters m;
  m.import_j = 1200 * kwh;
  m.it_j = 1000 * kwh;
  CHECK(m.pue() == Approx(1.2).epsilon(1e-12));
  m.reused_j = 300 * kwh;  // ERF and ERE of the same identity
  CHECK(m.erf() == Approx(0.25).epsilon(1e-12));
  CHECK(m.ere() == Approx(0.9).epsilon(1e-12));
  CHECK(m.ere() == Approx(m.pue() * (1 - m.erf())).epsilon(1e-12));
}

TEST_CASE("ACC-MET-02: PUE weighs energies, it is no mean of hourly ratios") {
  SiteMeters m;
  hour(m, 100, 200);
  hour(m, 900, 990);
  CHECK(m.pue() == Approx(1.19).epsilon(1e-12));
  CHECK(m.pue() != Approx((200.0 / 100 + 990.0 / 900) / 2).epsilon(1e-3));  // 1.55
}

TEST_CASE("meters: the categories of PUE by where IT is measured") {
  // ISO/IEC 30134-2: PUE1 at the output of the UPS, PUE2 at the output of the PDUs, PUE3 at the input of the IT equipment.
  // Each step further in leaves a loss out of the denominator.
  SiteMeters m;
  m.import_j = 1500 * kwh;
  m.ups_out_j = 1050 * kwh;
  m.pdu_out_j = 1020 * kwh;
  m.it_j = 1000 * kwh;
  CHECK(m.pue1() == Approx(1500.0 / 1050).epsilon(1e-12));
  CHECK(m.pue2() == Approx(1500.0 / 1020).epsilon(1e-12));
  CHECK(m.pue() == Approx(1.5).epsilon(1e-12));
  CHECK(m.pue1() < m.pue2());
  CHECK(m.pue2() < m.pue());
  m.ups_out_j = m.pdu_out_j = 0;  // no UPS, no PDU: no such category
  CHECK(std::isnan(m.pue1()));
  CHECK(std::isnan(m.pue2()));
}

TEST_CASE("meters: what is metered since is the difference of every sum, extremes begin anew") {
  SiteMeters before, now;
  before.import_j = 3 * kwh, now.import_j = 10 * kwh;
  before.solar_j = 1 * kwh, now.solar_j = 1.5 * kwh;
  before.thermal_residual_j = 2, now.thermal_residual_j = 5;
  before.demand.unserved_j[2] = 4, now.demand.unserved_j[2] = 9;
  before.demand.off_s[1] = 60, now.demand.off_s[1] = 61;
  before.it_max_w = 7, now.it_max_w = 8, now.it_min_w = 2, now.demand_max_time_s = 11;
  const SiteMeters d = now.since(before);
  CHECK(d.import_j == 7 * kwh);
  CHECK(d.solar_j == 0.5 * kwh);
  CHECK(d.thermal_residual_j == 3);
  CHECK(d.demand.unserved_j[2] == 5);
  CHECK(d.demand.off_s[1] == 1);
  CHECK(d.it_max_w == 8);
  CHECK(d.it_min_w == 2);
  // Nothing is left out: where all sums are 1 before and 3 now, all are 2 since; the seven extremes and their times stay.
  static_assert(std::is_trivially_copyable_v<SiteMeters>);
  SiteMeters one, two;
  std::array<double, sizeof(SiteMeters) / sizeof(double)> values{};
  values.fill(1);
  std::memcpy(static_cast<void*>(&one), values.data(), sizeof one);
  values.fill(3);
  std::memcpy(static_cast<void*>(&two), values.data(), sizeof two);
  const SiteMeters left = two.since(one);
  std::memcpy(values.data(), &left, sizeof left);
  CHECK(std::count(values.begin(), values.end(), 2.0) == static_cast<std::ptrdiff_t>(values.size()) - 7);
  CHECK(std::count(values.begin(), values.end(), 3.0) == 7);
  now.restart_extremes();
  CHECK(now.it_max_w == 0);
  CHECK(std::isinf(now.it_min_w));
  CHECK(now.demand_max_time_s == 0);
  CHECK(now.import_j == 10 * kwh);
}

TEST_CASE("meters: WUE in litres for each kWh of IT") {
  // ISO/IEC 30134-9. 1.8 L/kWh is what a tower that evaporates its make-up of 1.8 kg for each kWh of IT comes to; a litre
  // is a kilogram.
  SiteMeters m;
  hour(m, 250, 300);
  m.water_kg = 450;
  CHECK(m.wue_l_per_kwh() == Approx(1.8).epsilon(1e-12));
}

TEST_CASE("meters: CUE is PUE times the carbon factor where that is constant") {
  // ISO/IEC 30134-8: CUE = CO2 / E_IT = CEF x PUE for electricity alone.
  const double factor = 0.457;  // kg/kWh
  SiteMeters m;
  hour(m, 100, 200);
  hour(m, 900, 990);
  m.carbon_kg = factor * (200 + 990);
  CHECK(m.cue_kg_per_kwh() == Approx(factor * 1.19).epsilon(1e-12));
}

TEST_CASE("meters: without IT energy there is no ratio") {
  SiteMeters m;
  m.import_j = 5 * kwh;
  m.water_kg = m.carbon_kg = 1;
  CHECK(std::isnan(m.pue()));
  CHECK(std::isnan(m.wue_l_per_kwh()));
  CHECK(std::isnan(m.cue_kg_per_kwh()));
}
