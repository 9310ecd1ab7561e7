// SPDX-License-Identifier: Apache-2.0
// The ImGui back end without a window: finite vertices, bounded counts, balanced clips.
#include <catch2/catch.hpp>

#include "tests/support/null_imgui.hpp"
#include "tests/unit/viz/synthetic.hpp"
#include "viz/viewer/imgui_canvas.hpp"

using namespace netsuden::viz;

TEST_CASE("the overview draws on ImGui with bounded geometry") {
  NullImGui gui;
  const auto d = synthetic::campus(200, 600);
  for (int k = 0; k < 2; ++k) {
    const int vertices = gui.frame([&] {
      ImGuiCanvas canvas(*ImGui::GetBackgroundDrawList(), {10, 10}, {1400, 860});
      draw_overview(canvas, dark_theme(), d);
    });
    CHECK(vertices > 2000);
    CHECK(vertices < 300000);
  }
}

TEST_CASE("primitives on ImGui: missing values, huge values, concave shapes, turned text") {
  NullImGui gui;
  const double inf = std::numeric_limits<double>::infinity();
  gui.frame([&] {
    ImGuiCanvas c(*ImGui::GetBackgroundDrawList(), {0, 0}, {800, 600}, 1.5);
    for (const double v : {inf, -inf, no_value, 1e300, 5.0}) {
      const std::array<Point, 5> p{Point{1, 1}, {v, 2}, {3, v}, {v, v}, {9, 9}};
      c.polyline(p, {Color{}, 1});
      c.polyline(p, {Color{}, 1, {4, 2}});
      c.fill_polygon(p, Color{});
      const std::array<BandPoint, 2> band{BandPoint{0, v, 1}, {5, 2, v}};
      c.fill_band(band, Color{});
      c.fill_rect({v, 0, 5, 5}, Color{});
      c.text({v, 10}, "text", {});
    }
    c.push_clip({0, 0, 5, 5});  // closed by the destructor
  });
  // A triangle is one triangle; an arrow head of four corners, which is concave, two.
  const std::array<Point, 4> arrow{Point{0, 0}, {20, 10}, {0, 20}, {10, 10}};
  int with = 0;
  const int without = gui.frame([] {});
  with = gui.frame([&] {
    ImGuiCanvas c(*ImGui::GetBackgroundDrawList(), {0, 0}, {800, 600});
    c.fill_polygon(arrow, Color{});
  });
  CHECK(with > without);
  // Turned text stands above its anchor and left of it.
  gui.frame([&] {
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    const int first = list.VtxBuffer.Size;
    ImGuiCanvas c(list, {0, 0}, {800, 600});
    c.text({300, 300}, "turned", {.size = 13, .vertical = true});
    REQUIRE(list.VtxBuffer.Size > first);
    for (int i = first; i < list.VtxBuffer.Size; ++i) {
      CHECK(list.VtxBuffer[i].pos.y <= 302);
      CHECK(list.VtxBuffer[i].pos.x <= 306);
      CHECK(list.VtxBuffer[i].pos.x >= 284);
    }
  });
}
