// SPDX-License-Identifier: Apache-2.0
// A scenario of ten lines around any rack of the catalogue gets equipment that carries it with one machine out.
#include <catch2/catch.hpp>

#include "sim/spec/complete.hpp"
#include "tests/invariants/run_scenario.hpp"

using namespace netsuden;

TEST_CASE("sizing: every rack of the catalogue, few and many, with one machine of each kind to spare") {
  for (const char* rack : {"dgx_h100", "gb200_nvl72", "frontier"})
    for (const int count : {1, 7, 40, 200}) {
      INFO(count << " x " << rack);
      test::Request q;
      q.text = "netsuden: 1\nname: t\nhorizon: {from: 2026-01-01, to: 2026-01-02}\nsites: {lab: {halls: {h: {racks: {model: " + std::string(rack) +
               ", count: " + std::to_string(count) + "}}}}}\n";
      const SiteSpec site = test::load(q).first.scenario.sites[0];
      const HallSpec& h = site.halls[0];
      const HallRatings r = ratings(h);
      CHECK(r.it_w > 0);
      CHECK(r.air_w + r.liquid_w == Approx(r.it_w));
      CHECK((*h.air->crahs.count - 1) * h.air->crahs.params.coil.rated_heat.si() >= r.air_w * (1 - 1e-9));
      if (r.liquid_w > 0) CHECK((*h.liquid->cdus.count - 1) * h.liquid->cdus.params.rated_heat.si() >= r.liquid_w * (1 - 1e-9));
      for (const auto& p : site.cooling) {
        const double heat = p.type == PlantType::chilled_water ? r.air_w : r.liquid_w;
        if (p.type == PlantType::chilled_water) CHECK((*p.chillers.count - 1) * p.chillers.params.reference_capacity.si() >= heat);
        CHECK((*p.towers.count - 1) * p.towers.params.rated_heat.si() >= heat);
      }
      for (const auto& n : site.power) {
        if (n.type == PowerNodeType::transformer) CHECK((n.count - 1) * n.transformer.rating.si() >= r.it_w * 1.2);
        if (n.type == PowerNodeType::ups) CHECK((n.count - 1) * n.ups.rating.si() >= r.it_w);
        if (n.type == PowerNodeType::pdu) CHECK((n.count - 1) * n.pdu.rating.si() * 0.98 >= r.it_w);
        if (n.type == PowerNodeType::grid_connection) CHECK(n.capacity.si() * n.power_factor >= r.it_w * 1.2);
      }
    }
}
