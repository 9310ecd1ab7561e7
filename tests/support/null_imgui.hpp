// SPDX-License-Identifier: Apache-2.0
// ImGui without a platform or a renderer: frames of 1440 x 900 whose vertices are checked.
#pragma once

#include <imgui.h>

#include <catch2/catch.hpp>

#include <cmath>

namespace netsuden::viz {

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
  NullImGui(const NullImGui&) = delete;
  NullImGui& operator=(const NullImGui&) = delete;
  /// The number of its vertices.
  template <class F>
  int frame(F draw) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {1440, 900};
    io.DeltaTime = 1.f / 60;
    ImGui::NewFrame();
    draw();
    ImGui::Render();
    const ImDrawData* data = ImGui::GetDrawData();
    for (int i = 0; i < data->CmdListsCount; ++i)
      for (const ImDrawVert& v : data->CmdLists[i]->VtxBuffer) {
        REQUIRE(std::isfinite(v.pos.x));
        REQUIRE(std::isfinite(v.pos.y));
        REQUIRE(std::abs(v.pos.x) < 2e5f);
        REQUIRE(std::abs(v.pos.y) < 2e5f);
      }
    return data->TotalVtxCount;
  }
};

}  // namespace netsuden::viz
