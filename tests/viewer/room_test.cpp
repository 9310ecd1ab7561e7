// SPDX-License-Identifier: Apache-2.0
// The session in ImGui frames without a window: the mouse of ImGui arrives, the vertices are finite and few.
#include <imgui.h>

#include "runs.hpp"
#include "viz/viewer/room.hpp"

using namespace netsuden;
using namespace netsuden::viz;
using netsuden::viewer_test::Runs;

namespace {

class NullImGui {
 public:
  NullImGui() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    unsigned char* pixels = nullptr;
    int w = 0, h = 0;
    io.Fonts->GetTexDataAsAlpha8(&pixels, &w, &h);
  }
  ~NullImGui() { ImGui::DestroyContext(); }
  int frame(Room& room) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {1440, 900};
    io.DeltaTime = 1.f / 60;
    ImGui::NewFrame();
    draw_room(room);
    ImGui::Render();
    const ImDrawData* data = ImGui::GetDrawData();
    for (int i = 0; i < data->CmdListsCount; ++i)
      for (const ImDrawVert& v : data->CmdLists[i]->VtxBuffer) {
        REQUIRE(std::isfinite(v.pos.x));
        REQUIRE(std::isfinite(v.pos.y));
        REQUIRE(std::abs(v.pos.x) < 2e5f);
      }
    return data->TotalVtxCount;
  }
};

}  // namespace

TEST_CASE("the room draws every panel with bounded geometry, and takes clicks and the wheel") {
  NullImGui gui;
  Session session;
  session.open(Runs::trace("two-feeders"));
  session.library().wait_idle();
  Room room{session, 1, {}};
  for (const PanelInfo& p : panels()) {
    session.view().open(p.name);
    for (int k = 0; k < 6; ++k) {
      const int vertices = gui.frame(room);
      CHECK(vertices > 200);
      CHECK(vertices < 300000);
      session.library().wait_idle();
    }
  }
  ImGuiIO& io = ImGui::GetIO();
  const Hit* hit = session.scene().hit("panel/capacity");
  REQUIRE(hit != nullptr);
  io.MousePos = {static_cast<float>(hit->box.x + 20), static_cast<float>(hit->box.y + 10)};
  gui.frame(room);
  io.MouseDown[0] = true;
  gui.frame(room);
  io.MouseDown[0] = false;
  gui.frame(room);
  CHECK(session.view().panel == "capacity");
  for (int k = 0; k < 4; ++k) gui.frame(room), session.library().wait_idle();
  const PlotHit* plot = session.scene().plot("utilisation");
  REQUIRE(plot != nullptr);
  const double whole = session.view().range().length();
  io.MousePos = {static_cast<float>(plot->frame.plot.x + 100), static_cast<float>(plot->frame.plot.y + 30)};
  gui.frame(room);
  io.MouseWheel = 2;
  gui.frame(room);
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
    for (int k = 0; k < 3; ++k) CHECK(gui.frame(room) > 40);
    CHECK_FALSE(session.quit());
  }
}
