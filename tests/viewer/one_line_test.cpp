// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>

#include "viz/model/assets.hpp"

using namespace netsuden;
using namespace netsuden::viz;

namespace {

TopologyRow asset(const std::string& path, const std::string& kind, const std::string& feeds) { return {path, kind, "sites.s", feeds, "VA", 1e6, 0, 1}; }

int level_of(const Diagram& d, const std::vector<TopologyRow>& t, const std::string& name) {
  for (const DiagramNode& n : d.nodes)
    if (t[static_cast<std::size_t>(n.asset)].path.ends_with("." + name)) return n.level;
  return -1;
}
double x_of(const Diagram& d, const std::vector<TopologyRow>& t, const std::string& name) {
  for (const DiagramNode& n : d.nodes)
    if (t[static_cast<std::size_t>(n.asset)].path.ends_with("." + name)) return n.x;
  return -1;
}

/// Each asset has a place of its own inside the picture.
void check_places(const Diagram& d) {
  for (std::size_t i = 0; i < d.nodes.size(); ++i) {
    const DiagramNode& a = d.nodes[i];
    CHECK(a.level >= 0);
    CHECK(a.level < d.levels);
    CHECK(a.x - a.w / 2 > -1e-9);
    CHECK(a.x + a.w / 2 < 1 + 1e-9);
    for (std::size_t j = 0; j < i; ++j)
      if (d.nodes[j].level == a.level) CHECK(std::abs(d.nodes[j].x - a.x) >= 0.5 * (a.w + d.nodes[j].w) - 1e-9);
  }
}

}  // namespace

TEST_CASE("settings of the resolved scenario by path: a value, nothing for a block, for what is not there, or for another's") {
  RunFacts f;
  f.scenario_resolved = "sites:\n  s:\n    halls:\n      h1:\n        air:\n          supply: 24 degC\n          loop: cold\n      h10:\n        air:\n          loop: other\n    cooling:\n      cold:\n        loop: none\n";
  CHECK(setting_of(f, "sites.s.halls.h1.air.loop") == "cold");
  CHECK(setting_of(f, "sites.s.halls.h10.air.loop") == "other");
  CHECK(setting_of(f, "sites.s.halls.h1.air.supply") == "24 degC");
  CHECK(setting_of(f, "sites.s.cooling.cold.loop") == "none");
  CHECK(setting_of(f, "sites.s.halls.h1.liquid.loop").empty());
  CHECK(setting_of(f, "sites.s.halls.h2.air.loop").empty());
  CHECK(setting_of(f, "sites.s.halls.h1.air").empty());
  CHECK(setting_of(f, "sites").empty());
  CHECK(setting_of(RunFacts{}, "sites.s").empty());
}

TEST_CASE("one-line: feeds go down, a coupler stands between its boards, stores above theirs") {
  const std::vector<TopologyRow> t{asset("sites.s", "site", ""),           asset("sites.s.power.feeder_a", "grid_connection", ""),  asset("sites.s.power.feeder_b", "grid_connection", ""),
                                   asset("sites.s.power.bus_a", "switchboard", "feeder_a"), asset("sites.s.power.bus_b", "switchboard", "feeder_b"), asset("sites.s.power.tie", "bus_coupler", "bus_a,bus_b"),
                                   asset("sites.s.power.sun", "pv", "bus_b"), asset("sites.s.power.ups", "ups", "bus_a"), asset("sites.s.halls.h", "hall", "ups"), asset("sites.other.power.x", "ups", "")};
  const Diagram d = one_line(t, "s");
  CHECK(d.nodes.size() == 8);  // neither the site nor the other one
  check_places(d);
  CHECK(level_of(d, t, "feeder_a") == 0);
  CHECK(level_of(d, t, "bus_a") == 1);
  CHECK(level_of(d, t, "tie") == 1);
  CHECK(level_of(d, t, "sun") == 0);
  CHECK(level_of(d, t, "ups") == 2);
  CHECK(level_of(d, t, "h") == 3);
  const double tie = x_of(d, t, "tie"), a = x_of(d, t, "bus_a"), b = x_of(d, t, "bus_b");
  CHECK((tie - a) * (tie - b) < 0);
}

TEST_CASE("one-line: any topology has a layout, circles and unknown names included") {
  std::mt19937 random(3);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<TopologyRow> t;
    const int n = 1 + static_cast<int>(random() % 30);
    for (int i = 0; i < n; ++i) {
      std::string feeds;
      for (unsigned k = random() % 4; k > 0; --k) feeds += "n" + std::to_string(random() % 35) + ",";
      const char* kinds[] = {"switchboard", "bus_coupler", "pv", "hall", "transformer"};
      t.push_back(asset("sites.s.power.n" + std::to_string(i), kinds[random() % 5], feeds));
    }
    const Diagram d = one_line(t, "s");
    REQUIRE(d.nodes.size() == t.size());
    check_places(d);
  }
  CHECK(one_line({}, "s").nodes.empty());
}
