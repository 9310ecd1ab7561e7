// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>

#include "viz/model/view.hpp"

using namespace netsuden::viz;

TEST_CASE("a view shows the whole horizon first, and zooms at a place that stays") {
  View v;
  v.set_horizon({1000, 2000});
  CHECK(v.range() == TimeRange{1000, 2000});
  v.zoom(0.5, 1200);
  CHECK(v.range().t0 == Approx(1100));
  CHECK(v.range().t1 == Approx(1600));
  v.zoom(0.5, 1200);
  const double share = (1200 - v.range().t0) / v.range().length();
  CHECK(share == Approx(0.2));
  v.fit();
  CHECK(v.range() == v.horizon());
}

TEST_CASE("whatever hands do, the range stays finite, in order and within the horizon") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> u(0, 1);
  View v;
  v.set_horizon({1.8e9, 1.8e9 + 3.2e8});
  for (int i = 0; i < 20'000; ++i) {
    switch (static_cast<int>(u(random) * 7)) {
      case 0: v.zoom(0.2 + 3 * u(random), v.range().t0 + u(random) * v.range().length()); break;
      case 1: v.pan(4 * u(random) - 2); break;
      case 2: v.jump_to(1.8e9 - 1e8 + u(random) * 5e8); break;
      case 3: v.back(); break;
      case 4: v.forward(); break;
      case 5: v.show({v.range().t1 - u(random) * 1e6, v.range().t0}); break;
      default: v.fit(); break;
    }
    REQUIRE(v.range().length() >= 0.99e-3);
    REQUIRE(v.range().length() <= v.horizon().length() * (1 + 1e-9));
    REQUIRE(v.range().t0 >= v.horizon().t0 - 0.11 * v.range().length());
    REQUIRE(v.range().t1 <= v.horizon().t1 + 0.11 * v.range().length());
    REQUIRE(v.cursor() >= v.horizon().t0);
    REQUIRE(v.cursor() <= v.horizon().t1);
  }
}

TEST_CASE("ranges can be gone back and forward through, a new one ends what lay ahead") {
  View v;
  v.set_horizon({0, 1000});
  v.show({100, 200});
  v.show({300, 400});
  v.back();
  CHECK(v.range() == TimeRange{100, 200});
  v.back();
  CHECK(v.range() == TimeRange{0, 1000});
  CHECK_FALSE(v.can_go_back());
  v.forward();
  v.forward();
  CHECK(v.range() == TimeRange{300, 400});
  v.back();
  v.show({500, 600});
  CHECK_FALSE(v.can_go_forward());
  // A movement is one step, however many frames it takes.
  v.show({510, 610}, true);
  v.show({520, 620}, true);
  v.back();
  CHECK(v.range() == TimeRange{100, 200});
}

TEST_CASE("a layout reads back as it was, a foreign one changes nothing") {
  View v;
  v.panel = "halls";
  v.metric = HallMetric::inlet;
  v.diagram = DiagramMode::failure;
  v.hidden = {"capacity/consumers:IT", "x/y z"};
  v.plots = {{{"site", "pue", "koto"}, {"equipment/hall", "it_power", "koto.hall 1"}}, {}};
  v.least_severity = 2;
  v.flows = FlowKind::heat;
  const std::string text = layout_text(v, false);
  View w;
  bool dark = true;
  apply_layout(text, w, dark);
  CHECK_FALSE(dark);
  CHECK(w.panel == "halls");
  CHECK(w.metric == HallMetric::inlet);
  CHECK(w.diagram == DiagramMode::failure);
  CHECK(w.hidden == v.hidden);
  CHECK(w.flows == FlowKind::heat);
  CHECK(w.plots == v.plots);
  CHECK(layout_text(w, false) == text);
  for (const char* foreign : {"", "something else\npanel events\n", "netsuden-layout 1\nmetric 99\nnonsense\nsignal a/b\n"}) {
    View x;
    apply_layout(foreign, x, dark);
    CHECK(x.panel == "answer");
    CHECK(x.plots.empty());
  }
}

TEST_CASE("signals by name") {
  const auto s = SignalName::parse("equipment/hall/it_power@koto.hall1");
  REQUIRE(s);
  CHECK(s->group == "equipment/hall");
  CHECK(s->channel == "it_power");
  CHECK(s->entity == "koto.hall1");
  CHECK(s->text() == "equipment/hall/it_power@koto.hall1");
  CHECK_FALSE(SignalName::parse("nothing"));
  CHECK_FALSE(SignalName::parse("/x"));
  CHECK_FALSE(SignalName::parse("x/"));
}

TEST_CASE("another site is chosen without what was chosen of the one before") {
  View v;
  v.site = "koto", v.limit = "koto.power.tx_a.rating", v.asset = "sites.koto.power.tx_a", v.hall = "koto.hall1";
  v.choose_site("inzai");
  CHECK(v.site == "inzai");
  CHECK(v.limit.empty());
  CHECK(v.asset.empty());
  CHECK(v.hall.empty());
}
