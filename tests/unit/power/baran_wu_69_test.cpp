// SPDX-License-Identifier: Apache-2.0
// ACC-PF-02.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "sim/power/power_flow.hpp"
#include "tests/support/baran_wu_69.hpp"

using namespace netsuden;

TEST_CASE("the 69 buses of Baran and Wu") {
  Network n;
  for (int i = 1; i <= 69; ++i) n.add_bus(std::to_string(i), Voltage::from_si(12.66e3));
  n.sources.push_back({.name = "1", .bus = 0});
  for (const auto& s : baran_wu_69::sections) {
    LineData d;
    d.r_ohm = s.r_ohm, d.x_ohm = s.x_ohm;
    add_line(n, "", s.from - 1, s.to - 1, d);
    n.loads.push_back({.name = "", .bus = s.to - 1, .p = ActivePower::from_si(s.kw * 1e3), .q = ReactivePower::from_si(s.kvar * 1e3)});
  }
  PowerFlow flow(n);
  for (const auto method : {PowerFlowOptions::Method::newton, PowerFlowOptions::Method::radial}) {
    const auto& s = flow.solve({.method = method, .from_last = false});
    REQUIRE(s.converged);
    CHECK(s.losses.p.si() / 1e3 == Approx(224.992).margin(5e-4));
    CHECK(s.losses.q.si() / 1e3 == Approx(102.158).margin(5e-4));
    const auto low = std::min_element(s.buses.begin(), s.buses.end(), [](const auto& a, const auto& b) { return a.magnitude_pu < b.magnitude_pu; });
    CHECK(low->magnitude_pu == Approx(0.909188).margin(5e-7));
    CHECK(n.buses[low - s.buses.begin()].name == "65");
  }
}
