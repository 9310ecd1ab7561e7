// SPDX-License-Identifier: Apache-2.0
#include "viz/viewer/room.hpp"

namespace netsuden::viz {
namespace {

void take_mouse(Room& room, ImVec2 origin) {
  const ImGuiIO& io = ImGui::GetIO();
  if (!ImGui::IsMousePosValid(&io.MousePos)) return room.session.leave();
  const Point p{static_cast<double>(io.MousePos.x - origin.x) / room.scale, static_cast<double>(io.MousePos.y - origin.y) / room.scale};
  const Modifiers m{io.KeyShift, io.KeyCtrl, io.KeyAlt};
  room.session.move(p);
  constexpr std::array<std::pair<int, MouseButton>, 3> buttons{{{ImGuiMouseButton_Left, MouseButton::left}, {ImGuiMouseButton_Right, MouseButton::right}, {ImGuiMouseButton_Middle, MouseButton::middle}}};
  for (const auto& b : buttons) {
    if (ImGui::IsMouseClicked(b.first)) room.session.press(p, b.second, m, ImGui::IsMouseDoubleClicked(b.first));
    if (ImGui::IsMouseReleased(b.first)) room.session.release(p, b.second, m);
  }
  if (io.MouseWheel != 0) room.session.wheel(p, static_cast<double>(io.MouseWheel), m);
}

}  // namespace

bool draw_room(Room& room) {
  const ImGuiViewport* view = ImGui::GetMainViewport();
  take_mouse(room, view->Pos);
  ImGui::SetNextWindowPos(view->Pos);
  ImGui::SetNextWindowSize(view->Size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
  ImGui::Begin("##room", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoNav);
  const Size size{static_cast<double>(view->Size.x) / room.scale, static_cast<double>(view->Size.y) / room.scale};
  bool more = false;
  {
    ImGuiCanvas canvas(*ImGui::GetWindowDrawList(), view->Pos, size, room.scale, room.fonts);
    more = room.session.frame(canvas);
  }
  ImGui::End();
  ImGui::PopStyleVar(2);
  if (const auto text = room.session.take_clipboard()) ImGui::SetClipboardText(text->c_str());
  if (room.session.take_save()) room.session.say(room.session.save_picture(size));
  return more;
}

void type_character(Session& session, char32_t c) {
  if (session.typing()) session.type(c);
  else if (c == '?') session.key("?");
  else if (c == '/') session.key("/");
}

}  // namespace netsuden::viz
