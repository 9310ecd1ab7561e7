// SPDX-License-Identifier: Apache-2.0
// The session in ImGui frames without a window: the mouse of ImGui arrives, the vertices are finite and few.
#include "runs.hpp"
#include "tests/support/null_imgui.hpp"
#include "viz/viewer/room.hpp"

using namespace netsuden;
using namespace netsuden::viz;
using netsuden::viewer_test::Runs;

TEST_CASE("the room draws every panel with bounded geometry, and takes clicks and the wheel") {
  NullImGui gui;
  Session session;
  session.open(Runs::trace("two-feeders"));
  session.library().wait_idle();
  Room room{session, 1, {}};
  for (const PanelInfo& p : panels()) {
    session.view().open(p.name);
    for (int k = 0; k < 6; ++k) {
      const int vertices = gui.frame([&] { draw_room(room); });
      CHECK(vertices > 200);
      CHECK(vertices < 300000);
      session.library().wait_idle();
    }
  }
  ImGuiIO& io = ImGui::GetIO();
  const Hit* hit = session.scene().hit("panel/capacity");
  REQUIRE(hit != nullptr);
  io.MousePos = {static_cast<float>(hit->box.x + 20), static_cast<float>(hit->box.y + 10)};
  gui.frame([&] { draw_room(room); });
  io.MouseDown[0] = true;
  gui.frame([&] { draw_room(room); });
  io.MouseDown[0] = false;
  gui.frame([&] { draw_room(room); });
  CHECK(session.view().panel == "capacity");
  for (int k = 0; k < 4; ++k) gui.frame([&] { draw_room(room); }), session.library().wait_idle();
  const PlotHit* plot = session.scene().plot("utilisation");
  REQUIRE(plot != nullptr);
  const double whole = session.view().range().length();
  io.MousePos = {static_cast<float>(plot->frame.plot.x + 100), static_cast<float>(plot->frame.plot.y + 30)};
  gui.frame([&] { draw_room(room); });
  io.MouseWheel = 2;
  gui.frame([&] { draw_room(room); });
  CHECK(session.view().range().length() < whole);
  type_character(session, U'?');
  CHECK(session.help_shown());
}

TEST_CASE("the room opens without a trace, in both themes, at any scale") {
  NullImGui gui;
  for (const double scale : {1.0, 1.5, 2.0}) {
    Session session;
    session.set_dark(scale > 1);
    Room room{session, scale, {}};
    for (int k = 0; k < 3; ++k) CHECK(gui.frame([&] { draw_room(room); }) > 40);
    CHECK_FALSE(session.quit());
  }
}
