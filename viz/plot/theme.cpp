// SPDX-License-Identifier: Apache-2.0
#include "viz/plot/theme.hpp"

namespace netsuden::viz {
namespace {

enum Index { sky, orange, green, purple, yellow, blue, vermilion, grey };

Theme make_dark() {
  Theme t;
  t.dark = true;
  t.page = Color::hex(0x0f1216);
  t.panel = Color::hex(0x161a20);
  t.grid = Color::hex(0x262c35);
  t.axis = Color::hex(0x46505d);
  t.text = Color::hex(0xe8ecf1);
  t.text_dim = Color::hex(0x9ba6b4);
  t.text_faint = Color::hex(0x6b7685);
  t.palette = {Color::hex(0x56b4e9), Color::hex(0xe69f00), Color::hex(0x009e73), Color::hex(0xcc79a7),
               Color::hex(0xf0e442), Color::hex(0x0072b2), Color::hex(0xd55e00), Color::hex(0x8d97a5)};
  t.limit = Color::hex(0xe8ecf1);
  t.over = Color::hex(0xf0702a);  // vermilion, lightened so that text in it reads at 10 px
  return t;
}

Theme make_light() {
  Theme t;
  t.dark = false;
  t.page = Color::hex(0xffffff);
  t.panel = Color::hex(0xf7f8fa);
  t.grid = Color::hex(0xe3e7ec);
  t.axis = Color::hex(0xa9b2bd);
  t.text = Color::hex(0x1b1f24);
  t.text_dim = Color::hex(0x56606b);
  t.text_faint = Color::hex(0x848e99);
  t.palette = {Color::hex(0x2a8cc7), Color::hex(0xb87a00), Color::hex(0x00805d), Color::hex(0xae5a88),
               Color::hex(0x968c00), Color::hex(0x005a8f), Color::hex(0xb84e00), Color::hex(0x6d7783)};
  t.limit = Color::hex(0x1b1f24);
  t.over = Color::hex(0xc04a00);
  return t;
}

}  // namespace

Color Theme::role(Role r) const {
  switch (r) {
    case Role::it:
      return palette[sky];
    case Role::cooling:
      return palette[green];
    case Role::losses:
      return palette[purple];
    case Role::other:
      return palette[grey];
    case Role::import_power:
      return dark ? text : palette[blue];
    case Role::generation:
      return palette[yellow];
    case Role::storage:
      return palette[blue];
    case Role::temperature_mean:
      return palette[sky];
    case Role::temperature_max:
      return palette[orange];
    case Role::wet_bulb:
      return palette[green];
    case Role::pue:
      return palette[purple];
    case Role::water:
      return palette[blue];
    case Role::carbon:
      return palette[grey];
    case Role::money:
      return palette[yellow];
    case Role::utilisation:
      return palette[yellow];
    case Role::limit:
      return limit;
    case Role::over:
      return over;
  }
  return text;
}

Color Theme::text_on(Color background) {
  const Color black = Color::hex(0x101317), white = Color::hex(0xffffff);
  return contrast(background, black) >= contrast(background, white) ? black : white;
}

const Theme& dark_theme() {
  static const Theme t = make_dark();
  return t;
}
const Theme& light_theme() {
  static const Theme t = make_light();
  return t;
}

Color viridis(double share) {
  // Every sixteenth of the map's 256 colours, joined by straight lines (within 2/255 of the original).
  static constexpr std::array<std::uint32_t, 17> stops{0x440154, 0x48186a, 0x472d7b, 0x424086, 0x3b528b, 0x33638d,
                                                       0x2c728e, 0x26828e, 0x21918c, 0x1fa088, 0x28ae80, 0x3fbc73,
                                                       0x5ec962, 0x84d44b, 0xaddc30, 0xd8e219, 0xfde725};
  if (!(share > 0)) return Color::hex(stops.front());
  if (share >= 1) return Color::hex(stops.back());
  const double place = share * 16;
  const auto i = static_cast<std::size_t>(place);
  return mix(Color::hex(stops[i]), Color::hex(stops[i + 1]), place - static_cast<double>(i));
}

}  // namespace netsuden::viz
