// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <string>

#include "sim/workload/rack_supply.hpp"

using namespace netsuden;

namespace {

RackPowerParams frontier_rack() {
  RackPowerParams p;
  p.nodes_per_rack = 128;
  p.node.model = NodeModel::additive;
  p.supply = RackSupply::shelf;
  p.rectifiers = 32;
  p.switches = 32;
  p.switch_power = 250_W;
  p.liquid_share = Fraction(0.945);
  return p;
}

struct Point {
  const char* name;
  int busy;
  double cpu, gpu_of_4;
  double total_mw, sivoc_mw, rectifier_mw;
};

}  // namespace

TEST_CASE("ACC-IT-02: Frontier from idle to peak, with conversion losses") {
  // Totals as the published simulator (RAPS) prints them for idle and peak, closed form for the rest.
  const Point points[] = {{"idle", 0, 0, 0, 7.306524, 0.246709, 0.324043},
                          {"HPL on 9216", 9216, 0.33, 3.16, 22.531536, 0.539029, 0.933044},
                          {"HPL on all", 9472, 0.33, 3.16, 22.954453, 0.547149, 0.949961},
                          {"OpenMxP", 9472, 0, 4, 26.314959, 0.611671, 1.084381},
                          {"peak", 9472, 1, 4, 28.227884, 0.648399, 1.160898}};
  const RackModel rack = make_rack(frontier_rack());
  constexpr int racks = 74, nodes = 74 * 128;
  constexpr double cdu_w = 25 * 8473.47;
  for (const Point& p : points) {
    INFO(p.name);
    const ActivePower busy = node_power(rack.params.node, p.cpu, p.gpu_of_4 / 4);
    const ActivePower busy_wall = node_wall_power(rack, p.cpu, p.gpu_of_4 / 4);
    const ActivePower sum = busy * p.busy + node_idle_power(rack.params.node) * (nodes - p.busy);
    const ActivePower walls = busy_wall * p.busy + rack.node_idle * (nodes - p.busy);
    const double total_w = (rack.fixed * racks + walls).si() + cdu_w;
    CHECK(total_w == Approx(p.total_mw * 1e6).epsilon(0).margin(1));
    // Losses of all racks: those of a mean rack, 74 times (the stages are linear).
    const RackLosses l = rack_losses(rack, sum / racks, walls / racks, 128);
    CHECK(l.dcdc.si() * racks == Approx(p.sivoc_mw * 1e6).epsilon(0).margin(1));
    CHECK(l.rectifier.si() * racks == Approx(p.rectifier_mw * 1e6).epsilon(0).margin(1));
  }
}

TEST_CASE("rack input is its fixed power and its nodes, for either supply") {
  for (const RackSupply supply : {RackSupply::shelf, RackSupply::psu}) {
    RackPowerParams p = frontier_rack();
    p.supply = supply;
    const RackModel rack = make_rack(p);
    CHECK(rack.rated.si() == Approx((rack.fixed + rack.node_max * 128).si()));
    // Energy: input = components + switches + losses.
    const ActivePower node = node_power(p.node, 0.4, 0.7), wall = node_wall_power(rack, 0.4, 0.7);
    const RackLosses l = rack_losses(rack, node * 128, wall * 128, 128);
    const double input = (rack.fixed + wall * 128).si();
    const double uses = (node * 128 + p.switch_power * p.switches + l.dcdc + l.rectifier).si();
    CHECK(input == Approx(uses).epsilon(1e-12));
    CHECK(wall > node);
    CHECK(rack.node_off.si() > 0);
  }
}

TEST_CASE("shelf: one node through both stages, by hand") {
  const RackModel rack = make_rack(frontier_rack());
  // physics reference 1.1: max 2704.26 -> 2772.714 W after the DC/DC stage; / 0.96 at the wall.
  CHECK(rack.node_max.si() == Approx(2772.714 / 0.96).margin(1e-3));
  CHECK(rack.fixed.si() == Approx((32 * 250 + 32 * 17) / 0.96));
}

TEST_CASE("psu: shared load sits at the stated efficiency") {
  RackPowerParams p;
  p.node.max = ActivePower::from_si(9000);
  p.supplies_per_node = 6;
  p.psu.rating = 3_kW;
  const RackModel rack = make_rack(p);
  CHECK(wall_power(rack, ActivePower::from_si(9000)).si() == Approx(9000 / 0.96));  // 50 % of each supply
  CHECK(wall_power(rack, ActivePower::from_si(3600)).si() == Approx(3600 / 0.94));  // 20 %
}
