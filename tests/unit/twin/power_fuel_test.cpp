// SPDX-License-Identifier: Apache-2.0
// Tanks of generating sets: hours by HOMER's line (ACC-ELEC-07's coefficients) by hand, orders and deliveries.
#include <catch2/catch.hpp>

#include "tests/unit/twin/chain_fixture.hpp"

using namespace netsuden;
using namespace netsuden::test;

namespace {

constexpr double hour = 3600;
constexpr double flow_l_h = 0.08145 * 1000 + 0.246 * 500;  // 1 MW at half load
constexpr double idle_l_h = 0.08145 * 1000;

/// A board on sets of 1 MW with a tank of 1 m3 each, in an outage.
PowerChain on_sets(int count, std::optional<FuelDeliverySpec> delivery = {}) {
  auto sets = node("sets", T::genset);
  sets.count = count;
  sets.genset.rating = 1_MW;
  sets.genset.tank = Volume::from_si(1);
  sets.delivery = delivery;
  return PowerChain({node("f", T::grid_connection), sets, node("board", T::switchboard, {"f", "sets"})});
}

void run(PowerChain& c, double w, double seconds) {
  walk(c, GridSupply{0, 0}, seconds, [&](PowerChain& live) { live.add_load({live.find("board")}, w); });
}

}  // namespace

TEST_CASE("fuel: a set at half load stops when its tank is empty, at the hour that tank over consumption gives") {
  PowerChain c = on_sets(1);
  // Confirm 2 s, crank 3 s, run up 4 s without load; then 1000 L at 204.45 L/h.
  const double expected = 9 + (1000 - idle_l_h * 4 / hour) / flow_l_h * hour;
  CHECK(expected == Approx(4.891 * hour).epsilon(1e-3));
  run(c, 5e5, expected - 1);
  CHECK(at(c, "board").energized);
  CHECK(at(c, "sets").fuel_m3() * 1000 == Approx(flow_l_h / hour).epsilon(1e-3));
  run(c, 5e5, 2);
  CHECK_FALSE(at(c, "board").energized);
  CHECK(at(c, "sets").fuel_m3() == Approx(0).margin(1e-12));
  CHECK(at(c, "sets").sets[0].out_of_fuel);
  CHECK(at(c, "sets").burnt_m3() == Approx(1).epsilon(1e-12));
  run(c, 5e5, hour);
  CHECK_FALSE(at(c, "board").energized);
  c.deliver(c.find("sets"), Volume::from_si(0.5));  // starts by itself
  run(c, 5e5, 8.9);
  CHECK_FALSE(at(c, "board").energized);
  run(c, 5e5, 0.2);
  CHECK(at(c, "board").energized);
  CHECK(at(c, "sets").fuel.delivered_m3 == Approx(0.5));
}

TEST_CASE("fuel: it is ordered at its level, comes after its lead, and tanks take no more than they hold") {
  FuelDeliverySpec delivery;
  delivery.below = Fraction(0.4);
  delivery.lead = 1_h;
  delivery.volume = Volume::from_si(10);
  PowerChain c = on_sets(1, delivery);
  const double order = 9 + (600 - idle_l_h * 4 / hour) / flow_l_h * hour;
  run(c, 5e5, order - 0.5);
  CHECK(at(c, "sets").fuel.orders == 0);
  run(c, 5e5, 1);
  CHECK(at(c, "sets").fuel.orders == 1);
  CHECK(at(c, "sets").fuel.due_s == Approx(hour - 0.5).margin(1e-3));
  run(c, 5e5, hour - 1);
  CHECK(at(c, "sets").fuel.deliveries == 0);
  const double left_l = 400 - flow_l_h;  // an hour later, when it comes
  run(c, 5e5, 1);
  CHECK(at(c, "sets").fuel.deliveries == 1);
  CHECK(at(c, "sets").fuel.last_m3 * 1000 == Approx(1000 - left_l).epsilon(1e-6));
  CHECK(at(c, "sets").fuel.lowest_m3 * 1000 == Approx(left_l).epsilon(1e-6));
  run(c, 5e5, 48 * hour);  // each cycle as long as the first hours of the first
  CHECK(at(c, "board").energized);
  CHECK(at(c, "sets").fuel.deliveries == 1 + static_cast<int>(48 / (600 / flow_l_h + 1)));
  CHECK(at(c, "sets").burnt_m3() == Approx(at(c, "sets").fuel.filled_m3 - at(c, "sets").fuel_m3()));
}

TEST_CASE("fuel: a delivery that is too small or too late does not keep the sets running, and is ordered again") {
  FuelDeliverySpec delivery;
  delivery.below = Fraction(0.4);
  delivery.lead = 1_h;
  delivery.volume = Volume::from_si(0.1);  // half an hour's worth
  PowerChain c = on_sets(1, delivery);
  run(c, 5e5, 6 * hour);
  CHECK(at(c, "sets").fuel.orders >= 3);
  delivery.lead = 12_h;
  PowerChain late = on_sets(1, delivery);
  run(late, 5e5, 6 * hour);
  CHECK_FALSE(at(late, "board").energized);
}

TEST_CASE("fuel: a delivery goes to the tanks by the space in them") {
  PowerChain c = on_sets(2);
  at(c, "sets").sets[0].fuel = Volume::from_si(0.2);
  at(c, "sets").sets[1].fuel = Volume::from_si(0.8);
  c.deliver(c.find("sets"), Volume::from_si(0.5));
  CHECK(at(c, "sets").sets[0].fuel.si() == Approx(0.6));
  CHECK(at(c, "sets").sets[1].fuel.si() == Approx(0.9));
  c.deliver(c.find("sets"), Volume::from_si(5));
  CHECK(at(c, "sets").fuel_m3() == Approx(2));
  CHECK(at(c, "sets").fuel.last_m3 == Approx(0.5));
}

TEST_CASE("fuel: every order comes on its date, however steps are cut") {
  for (int minutes = 6; minutes <= 40; ++minutes) {
    FuelDeliverySpec delivery;
    delivery.below = Fraction(0.5);
    delivery.lead = Duration::from_si(60.0 * minutes);
    delivery.volume = Volume::from_si(0.5);
    PowerChain c = on_sets(2, delivery);
    c.energize(GridSupply{0, 0});
    double due = -1, t = 0;
    int late = 0, deliveries = 0;
    while (t < 12 * hour) {
      c.clear_loads();
      c.add_load({c.find("board")}, 1.2e6);
      c.solve(0);
      const double dt = std::min(10.1, std::max(c.next_event_s(), 1e-6));
      c.solve(dt);
      t += dt;
      if (c.changed()) c.energize(GridSupply{0, 0});
      const FuelStore& f = at(c, "sets").fuel;
      if (f.deliveries > deliveries) {
        deliveries = f.deliveries;
        late += due > 0 && t > due + 1e-3 ? 1 : 0;
        due = -1;
      }
      if (f.due_s > 0 && due < 0) due = t + f.due_s;
    }
    INFO(minutes << " min");
    CHECK(late == 0);
    CHECK(deliveries >= 3);
    CHECK(at(c, "sets").fuel.orders - deliveries <= 1);
  }
}
