// SPDX-License-Identifier: Apache-2.0
// Estimates within three standard errors of the formulas of the horizon reference 3.3.
#include "sim/reliability/monte_carlo.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace netsuden;

TEST_CASE("Monte Carlo: two units with two crews and one, through time") {
  RandomStream s(1, "two units");
  for (const int crews : {2, 1}) {
    const RepairableGroup g{1, 2, 1e-3, 0.1, crews};
    const GroupHistory h = follow(g, 50000, 4000, s);
    INFO(crews << " crews: " << h.unavailability.mean << " +- " << h.unavailability.standard_error);
    CHECK(h.unavailability.agrees(crews == 2 ? 9.80296e-5 : 1.960400e-4));
    CHECK(h.unavailability.standard_error < 0.05 * h.unavailability.mean);
    CHECK(h.frequency.agrees(failed_units(g)[2] * std::min(2, crews) * g.mu));  // what enters is what leaves
    const Estimate first = first_failure(g, 4000, s);
    CHECK(first.agrees(mean_time_to_failure(g)));
    if (crews == 1) CHECK(first.agrees(51500));
  }
}

TEST_CASE("Monte Carlo: four of five chillers with five crews and one, cold standby") {
  RandomStream s(2, "chillers");
  for (const int crews : {5, 1}) {
    const RepairableGroup g{4, 5, 0.3 / 8760, 1.0 / 36, crews};
    const GroupHistory h = follow(g, 8760 * 200, 2000, s);
    INFO(crews << " crews: " << h.unavailability.mean << " +- " << h.unavailability.standard_error);
    CHECK(h.unavailability.agrees(crews == 5 ? 1.512513e-5 : 3.032456e-5));
    CHECK(h.unavailability.standard_error < 0.1 * h.unavailability.mean);
  }
  const RepairableGroup cold{4, 5, 0.3 / 8760, 1.0 / 36, 5, true};
  CHECK(follow(cold, 8760 * 200, 2000, s).unavailability.agrees(unavailability(cold)));
}

TEST_CASE("Monte Carlo: the single chain and two of it") {
  const std::vector<RepairableUnit> chain{{0.5 / 8760, 2}, {0.006 / 8760, 200}, {0.002 / 8760, 30}, {0.05 / 8760, 10}, {0.01 / 8760, 6}};
  RandomStream s(3, "chain");
  const GroupHistory h = follow_series(chain, 8760 * 100, 3000, s);
  INFO(h.unavailability.mean << " +- " << h.unavailability.standard_error);
  CHECK(h.unavailability.agrees(1 - 0.99967815));
  CHECK(h.frequency.agrees(0.568 / 8760 * 0.99967815));
  // Two chains in states of an instant, a twentieth of the failures common. The unavailability of a chain is raised a hundredfold, so that there is something to see.
  const double u = 100 * (1 - 0.99967815), beta = 0.05;
  const Estimate e = sample_failures([&](RandomStream& r) {
    if (r.uniform() < beta * u) return true;
    return r.uniform() < (1 - beta) * u && r.uniform() < (1 - beta) * u;
  }, 2'000'000, s);
  CHECK(e.agrees(k_of_n_unavailability(1, 2, u, beta)));
}

TEST_CASE("Monte Carlo: generating sets that start and run") {
  RandomStream s(4, "sets");
  for (const double hours : {4.0, 24.0, 72.0})
    for (const int sets : {4, 5, 6}) {
      const Estimate e = sample_failures([&](RandomStream& r) {
        int running = 0;
        for (int i = 0; i < sets; ++i) running += r.uniform() < 0.995 && r.uniform() >= 0.0094 && r.exponential(1100) > hours ? 1 : 0;
        return running < 4;
      }, 400'000, s);
      INFO(sets << " sets over " << hours << " h: " << e.mean << " +- " << e.standard_error);
      CHECK(e.agrees(1 - k_of_n(4, sets, ride_through(0.995, 0.0094, hours, 1100))));
    }
}

TEST_CASE("Monte Carlo: an estimate without a failure says little") {
  CHECK(Estimate{0, 0, 1000}.agrees(1e-4));
  CHECK_FALSE(Estimate{0, 0, 1000}.agrees(0.01));
  CHECK(Estimate{0.5, 0.01, 100}.agrees(0.52));
  CHECK_FALSE(Estimate{0.5, 0.01, 100}.agrees(0.54));
}
