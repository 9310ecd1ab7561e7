// SPDX-License-Identifier: Apache-2.0
// The check values of the horizon reference 3.1 to 3.3. A year has 8,760 h there.
#include "sim/reliability/availability.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/reliability/params.hpp"

using namespace netsuden;

namespace {
constexpr double year_h = 8760;
double a(double per_year, double repair_h) { return availability_of(per_year / year_h, repair_h); }
const std::vector<double> chain{a(0.5, 2), a(0.006, 200), a(0.002, 30), a(0.05, 10), a(0.01, 6)};
}  // namespace

TEST_CASE("availability: figures of IEEE 493 from their rates and repair times") {
  CHECK(a(1.956, 1.32) == Approx(0.9997053).margin(6e-8));
  CHECK(a(0.0011, 5) == Approx(0.99999937).margin(6e-9));
  CHECK(a(0.0095, 7.3) == Approx(0.9999921).margin(6e-8));
  CHECK(a(0.0472, 1.8) == Approx(0.9999902).margin(2e-7));
  CHECK(a(0.00185, 0.5) == Approx(0.9999999).margin(6e-8));
  CHECK(a(0.1235, 18.3) == Approx(0.999742).margin(6e-7));
}

TEST_CASE("availability: of a unit with its planned outages") {
  ReliabilityParams p;
  p.failure_rate = Frequency::from_si(0.05 / (365.25 * 86400));
  p.repair = 10_h;
  CHECK(availability(p) == Approx(1 / (1 + 0.5 / 8766)));
  p.maintenance = Duration::from_si(0.005 * 365.25 * 86400);  // 43.8 h a year
  CHECK(availability(p) == Approx(0.995 / (1 + 0.5 / 8766)));
}

TEST_CASE("availability: hours without power of the Uptime tiers") {
  const auto hours = [](double percent) { return (1 - percent / 100) * year_h; };
  CHECK(hours(99.671) == Approx(28.82).margin(5e-3));
  CHECK(hours(99.741) == Approx(22.69).margin(5e-3));
  CHECK(hours(99.982) == Approx(1.577).margin(5e-4));
  CHECK(hours(99.995) == Approx(0.438).margin(5e-4));
}

TEST_CASE("availability: two units with one or two crews") {
  RepairableGroup g{1, 2, 1e-3, 0.1, 2};
  CHECK(unavailability(g) == Approx(9.80296e-5).epsilon(1e-6));
  CHECK(unavailability(g) == Approx(std::pow(1e-3 / (1e-3 + 0.1), 2)).epsilon(1e-12));
  CHECK(unavailability(g) == Approx(1 - parallel({1 / 1.01, 1 / 1.01})).epsilon(1e-9));
  CHECK(mean_time_to_failure(g) == Approx(51500).epsilon(1e-12));
  g.crews = 1;
  CHECK(unavailability(g) == Approx(1.960400e-4).epsilon(1e-6));
  CHECK(mean_time_to_failure(g) == Approx((3 * 1e-3 + 0.1) / (2 * 1e-6)).epsilon(1e-12));
  // Cold standby: only the one in service fails, so both are down less often.
  g.cold_standby = true;
  CHECK(failed_units(g)[2] == Approx(1e-4 / (1 + 1e-2 + 1e-4)));
}

TEST_CASE("availability: four of five chillers with five crews or one") {
  CHECK(a(0.3, 36) == Approx(0.99876864).epsilon(1e-8));
  RepairableGroup g{4, 5, 0.3 / year_h, 1.0 / 36, 5};
  CHECK(unavailability(g) == Approx(1.512513e-5).epsilon(1e-6));
  CHECK(unavailability(g) * year_h == Approx(0.13250).epsilon(1e-4));
  CHECK(unavailability(g) == Approx(1 - k_of_n(4, 5, a(0.3, 36))).epsilon(1e-9));
  CHECK(unavailability(g) == Approx(k_of_n_unavailability(4, 5, 1 - a(0.3, 36), 0)).epsilon(1e-12));
  g.crews = 1;
  CHECK(unavailability(g) == Approx(3.032456e-5).epsilon(1e-6));
  CHECK(unavailability(g) * year_h == Approx(0.26564).epsilon(1e-4));
}

TEST_CASE("availability: a single chain, two of it, and what they have in common") {
  const double one = series(chain), u = 1 - one;
  CHECK(one == Approx(0.99967815).margin(6e-9));
  CHECK(u * year_h == Approx(2.8194).epsilon(2e-5));
  CHECK(k_of_n_unavailability(1, 2, u, 0) * year_h * 3600 == Approx(3.267).epsilon(2e-4));
  const double common = k_of_n_unavailability(1, 2, u, 0.05);
  CHECK(common == Approx(1.618591e-5).epsilon(1e-6));
  CHECK(common * year_h == Approx(0.14179).epsilon(3e-5));
  CHECK(common / (u * u) == Approx(156).margin(0.5));
  CHECK(series_frequency(chain, {0.5, 0.006, 0.002, 0.05, 0.01}) == Approx(0.568 * one));
}

TEST_CASE("availability: generating sets that must start") {
  const struct {
    double fts, of_4, of_5, of_6;
  } rows[] = {{0.0094, 0.037073, 0.00086711, 1.6263e-5}, {0.005, 0.01985, 0.0002475, 2.472e-6}, {0.015, 0.05866, 0.002183, 6.525e-5}};
  for (const auto& r : rows) {
    INFO(r.fts);
    CHECK(k_of_n_unavailability(4, 4, r.fts, 0) == Approx(r.of_4).epsilon(3e-4));
    CHECK(k_of_n_unavailability(4, 5, r.fts, 0) == Approx(r.of_5).epsilon(3e-4));
    CHECK(k_of_n_unavailability(4, 6, r.fts, 0) == Approx(r.of_6).epsilon(3e-4));
  }
}

TEST_CASE("availability: sets that ride through an outage of four to seventy-two hours") {
  const struct {
    double hours, one, of_4, of_5, of_6;
  } rows[] = {{4, 0.982069, 0.930183, 0.996899, 0.999889}, {24, 0.964375, 0.864935, 0.988189, 0.999166}, {72, 0.923198, 0.726406, 0.949564, 0.992411}};
  for (const auto& r : rows) {
    INFO(r.hours);
    const double p = ride_through(0.995, 0.0094, r.hours, 1100);
    CHECK(p == Approx(r.one).margin(6e-7));
    CHECK(k_of_n(4, 4, p) == Approx(r.of_4).margin(6e-7));
    CHECK(k_of_n(4, 5, p) == Approx(r.of_5).margin(6e-7));
    CHECK(k_of_n(4, 6, p) == Approx(r.of_6).margin(6e-7));
  }
}

TEST_CASE("availability: blackouts in a year, the utility fails and the sets too") {
  const double p = ride_through(0.995, 0.0094, 1.32, 1100), q5 = k_of_n_unavailability(4, 5, 1 - p, 0), q4 = k_of_n_unavailability(4, 4, 1 - p, 0);
  CHECK(q5 == Approx(0.00233927).epsilon(1e-5));
  CHECK(1.956 * q5 == Approx(0.0045756).epsilon(2e-5));
  CHECK(1 / (1.956 * q5) == Approx(218.6).epsilon(5e-4));
  CHECK(1.956 * q4 == Approx(0.118743).epsilon(1e-5));
  CHECK(1 / (1.956 * q4) == Approx(8.42).epsilon(5e-4));
}

TEST_CASE("availability: mean running times from published survival, and rates of earthquakes from their chance in 30 years") {
  CHECK(-336 / std::log(0.8) == Approx(1506).epsilon(5e-4));  // 20 % of well-kept sets fail within two weeks
  CHECK(-48 / std::log(0.5) == Approx(69).epsilon(5e-3));
  CHECK(ride_through(1, 0, 336, 1506) == Approx(0.8).epsilon(1e-3));
  for (const auto& [p, rate] : {std::pair{0.85, 0.0632}, {0.82, 0.0572}, {0.56, 0.0274}, {0.48, 0.0218}, {0.46, 0.0205}}) CHECK(-std::log(1 - p) / 30 == Approx(rate).margin(6e-5));
}
