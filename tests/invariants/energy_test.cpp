// SPDX-License-Identifier: Apache-2.0
// Energy on random campuses: what is imported is used, lost or stored, whatever happens.
#include <catch2/catch.hpp>

#include <cmath>

#include "tests/invariants/random_campus.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {

TEST_CASE("Energy closes to 1e-9 on thirty random campuses") {
  int trips = 0, dark = 0, throttled = 0, violated = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Request q;
    q.text = random_campus(seed);
    INFO("seed " << seed);
    const Result r = run(q);
    INFO(r.message);
    REQUIRE(r.status == "complete");
    CHECK(r.electrical_residual < 1e-9);
    CHECK(r.thermal_residual < 1e-9);
    trips += static_cast<int>(r.event_times("trip").size());
    dark += static_cast<int>(r.event_times("dark").size());
    throttled += static_cast<int>(r.event_times("throttle").size());
    violated += static_cast<int>(r.event_times("violation_begin").size());
    for (const SiteMeters& m : r.sites) {
      CHECK(m.seconds == Approx(r.simulated_s).epsilon(1e-12));
      // The parts of the import, each metered for itself.
      CHECK(m.import_j == Approx(m.it_j + m.cooling_j + m.loss_j + m.other_j).epsilon(1e-9));
      CHECK(m.cooling_j == Approx(m.chiller_j + m.tower_j + m.pump_j + m.crah_j + m.cdu_j + m.crac_j + m.door_fan_j).epsilon(1e-9));
      CHECK(m.loss_j == Approx(m.transformer_loss_j + m.ups_loss_j + m.pdu_loss_j).epsilon(1e-9));
      for (const double x : {m.it_j, m.cooling_j, m.loss_j, m.other_j, m.chiller_j, m.tower_j, m.pump_j, m.crah_j, m.cdu_j, m.water_kg, m.evaporation_kg, m.blow_down_kg})
        CHECK(x >= 0);
    }
    // Every recorded number is a number, or openly absent; temperatures are physical.
    for (const Table& t : r.tables)
      for (const char* name : {"inlet_temperature", "hot_aisle_temperature", "supply_temperature", "leaving_temperature"}) {
        if (std::find(t.channels.begin(), t.channels.end(), name) == t.channels.end() || t.path == "rack") continue;
        for (const auto& e : t.entities)
          for (const double x : t.column(name, e))
            if (!std::isnan(x) && !(x > -40 && x < 90)) FAIL_CHECK(t.path << " " << name << " of " << e << " reaches " << x);
      }
  }
  CHECK(trips > 30);  // else the campuses were too quiet to show anything
  CHECK(dark > 5);
  CHECK(throttled > 5);
  CHECK(violated > 5);
}

}  // namespace netsuden::test
