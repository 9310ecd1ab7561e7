// SPDX-License-Identifier: Apache-2.0
// Rows of a hall against closed forms, a matrix exponential of an independent library, and the hall of which they are parts.
#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>
#include <unsupported/Eigen/MatrixFunctions>

#include "sim/base/random.hpp"
#include "sim/cooling/row_air.hpp"

using namespace netsuden;

namespace {

HallAir hall(double surface = 15) {
  HallAirParams p;
  p.recirculation = Fraction(0.1);
  p.surface_transfer = ConductancePerArea::from_si(surface);
  return size_hall_air(p, Area::from_si(400), HeatFlow::from_si(800e3));
}

RowAirInputs row(double heat_w, double flow_kg_s) {
  RowAirInputs in;
  in.server_heat = HeatFlow::from_si(heat_w);
  in.server_flow = MassFlow::from_si(flow_kg_s);
  in.recirculation = Fraction(0.1);
  in.supply = 22_degC;
  in.hall_hot = 38_degC;
  in.building = 27_degC;
  return in;
}

}  // namespace

TEST_CASE("row air: without a building the inlet is r/(1-r) of the row's own rise above the supply (ACC-TH-00)") {
  const HallAir h = hall(0);
  for (const double r : {0.0, 0.05, 0.3, 0.8}) {
    RowAirInputs in = row(150e3, 7);
    in.recirculation = Fraction(r);
    const double rise = 150e3 / (7 * constants::cp_air);
    const RowAirState s = steady_row(h, 4, in);
    CHECK((s.cold - in.supply).si() == Approx(r / (1 - r) * rise).margin(1e-9));
    CHECK((s.hot - s.cold).si() == Approx(rise).epsilon(1e-9));
  }
}

TEST_CASE("row air: starved of supply air the inlet is what is mixed to it") {
  // s = 0: no supply at all, the aisle is as warm as the hall's hot air. Half of it: the mean of both.
  const HallAir h = hall(0);
  RowAirInputs in = row(150e3, 7);
  in.recirculation = Fraction(0);
  for (const double s : {0.0, 0.5, 1.0}) {
    in.own = Fraction(s);
    CHECK(steady_row(h, 4, in).cold.c() == Approx(s * 22 + (1 - s) * 38).epsilon(1e-9));
  }
}

TEST_CASE("row air: a step is the matrix exponential of its equations, written again") {
  RandomStream random(11, "row air");
  for (int n = 0; n < 200; ++n) {
    const HallAir h = hall(random.uniform(0, 40));
    const int rows = static_cast<int>(random.uniform(1, 12));
    RowAirInputs in = row(random.uniform(0, 400e3), random.uniform(0.5, 20));
    in.recirculation = Fraction(random.uniform(0, 0.6));
    in.own = Fraction(random.uniform(0, 1));
    in.door_heat = HeatFlow::from_si(random.uniform(0, 100e3));
    in.supply = Temperature::celsius(random.uniform(10, 35));
    in.hall_hot = Temperature::celsius(random.uniform(20, 60));
    in.building = Temperature::celsius(random.uniform(10, 45));
    const RowAirState from{Temperature::celsius(random.uniform(10, 40)), Temperature::celsius(random.uniform(20, 60)), Temperature::celsius(random.uniform(20, 80))};
    const double dt = std::exp(random.uniform(std::log(0.1), std::log(3600.0)));
    // States C, H, S and 1, in degC.
    const double k = rows, m = in.server_flow.si() * constants::cp_air, r = in.recirculation.value(), s = in.own.value();
    const double e = 1 - std::exp(-h.server_transfer.si() / k / m), cc = h.cold_air.si() / k, ch = h.hot_air.si() / k, cs = h.servers.si() / k, uc = h.cold_building.si() / k, uh = h.hot_building.si() / k;
    Eigen::Matrix4d a = Eigen::Matrix4d::Zero();
    a.row(0) << (-m * s - m * (1 - s) - uc) / cc, m * s * r / cc, 0, (m * s * (1 - r) * in.supply.c() + m * (1 - s) * in.hall_hot.c() + uc * in.building.c()) / cc;
    a.row(1) << (m - e * m) / ch, (-m - uh) / ch, e * m / ch, (uh * in.building.c() - in.door_heat.si()) / ch;
    a.row(2) << e * m / cs, 0, -e * m / cs, in.server_heat.si() / cs;
    const Eigen::Vector4d x = (a * dt).exp() * Eigen::Vector4d(from.cold.c(), from.hot.c(), from.servers.c(), 1);
    const RowAirState got = advance_row(h, rows, from, in, Duration::from_si(dt));
    CHECK(got.cold.c() == Approx(x(0)).margin(1e-7));
    CHECK(got.hot.c() == Approx(x(1)).margin(1e-7));
    CHECK(got.servers.c() == Approx(x(2)).margin(1e-7));
    // For ever, it comes to the steady state.
    const RowAirState ever = advance_row(h, rows, from, in, Duration::from_si(1e7)), steady = steady_row(h, rows, in);
    CHECK(ever.cold.c() == Approx(steady.cold.c()).margin(1e-6));
    CHECK(ever.hot.c() == Approx(steady.hot.c()).margin(1e-6));
    CHECK(ever.servers.c() == Approx(steady.servers.c()).margin(1e-6));
  }
}

TEST_CASE("row air: rows alike are the hall of which they are parts") {
  const HallAir h = hall();
  const int rows = 5;
  HallAirState whole{25_degC, 37_degC, 46_degC, 28_degC};
  RowAirState part{whole.cold, whole.hot, whole.servers};
  HallAirInputs in;
  in.server_heat = HeatFlow::from_si(600e3);
  in.ambient = 30_degC;
  in.supply_set_point = 22_degC;
  in.water_supply = 10_degC;
  in.coil = Conductance::from_si(2e5);
  in.server_flow = server_air_flow(h, in.server_heat);
  for (const double available : {1.0, 0.7}) {  // with enough air, then starved
    in.crah_flow_available = h.design_crah_flow() * available;
    for (int i = 0; i < 2000; ++i) {
      const HallAirStep s = advance(h, whole, in, Duration::from_si(1));
      RowAirInputs x;
      x.server_heat = in.server_heat / rows;
      x.server_flow = in.server_flow / rows;
      x.recirculation = h.recirculation;
      x.own = Fraction((1 - s.flows.recirculation.value()) / (1 - h.recirculation.value()));
      x.supply = s.mean_supply;
      x.hall_hot = s.mean_hot;
      x.building = whole.building + (s.end.building - whole.building) * 0.5;
      part = advance_row(h, rows, part, x, Duration::from_si(1));
      whole = s.end;
    }
    CHECK(part.cold.c() == Approx(whole.cold.c()).margin(1e-3));
    CHECK(part.hot.c() == Approx(whole.hot.c()).margin(1e-3));
    CHECK(part.servers.c() == Approx(whole.servers.c()).margin(1e-3));
  }
}
