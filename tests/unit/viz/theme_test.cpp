// SPDX-License-Identifier: Apache-2.0
// Contrast by WCAG 2.1 and distances for readers who do not see all colours.
#include <catch2/catch.hpp>

#include "viz/plot/theme.hpp"

using namespace netsuden::viz;

namespace {

constexpr Role all_roles[] = {
    Role::it,         Role::cooling, Role::losses,           Role::other,           Role::import_power,
    Role::generation, Role::storage, Role::temperature_mean, Role::temperature_max, Role::wet_bulb,
    Role::pue,        Role::water,   Role::carbon,           Role::money,           Role::utilisation,
    Role::limit,      Role::over};

}  // namespace

TEST_CASE("contrast is that of WCAG: black on white 21, equal colours 1") {
  CHECK(contrast(Color::hex(0x000000), Color::hex(0xffffff)) == Approx(21));
  CHECK(contrast(Color::hex(0x336699), Color::hex(0x336699)) == Approx(1));
  CHECK(contrast(Color::hex(0x767676), Color::hex(0xffffff)) ==
        Approx(4.54).margin(0.01));  // the grey that WCAG's text names
}

TEST_CASE("series colours have 3:1 against the page, text 4.5:1 (WCAG 1.4.11 and 1.4.3)") {
  for (const Theme* t : {&dark_theme(), &light_theme()}) {
    for (const Role r : all_roles) {
      INFO("dark " << t->dark << " role " << static_cast<int>(r));
      CHECK(contrast(t->role(r), t->page) >= 3);
      CHECK(contrast(t->role(r), t->panel) >= 2.9);
    }
    CHECK(contrast(t->text, t->page) >= 7);
    CHECK(contrast(t->text_dim, t->page) >= 4.5);
    CHECK(contrast(t->text_faint, t->page) >= 3);
    CHECK(contrast(t->over, t->page) >= 4.5);
    for (const Color& c : t->palette) CHECK(contrast(c, Theme::text_on(c)) >= 4.5);
  }
}

TEST_CASE("the dark palette is that of Okabe and Ito (2008)") {
  const auto& p = dark_theme().palette;
  CHECK(p[0] == Color{86, 180, 233, 255});
  CHECK(p[1] == Color{230, 159, 0, 255});
  CHECK(p[2] == Color{0, 158, 115, 255});
  CHECK(p[3] == Color{204, 121, 167, 255});
  CHECK(p[4] == Color{240, 228, 66, 255});
  CHECK(p[5] == Color{0, 114, 178, 255});
  CHECK(p[6] == Color{213, 94, 0, 255});
}

TEST_CASE("viridis: ends of the published map, rising lightness, held outside") {
  CHECK(viridis(0) == Color{68, 1, 84, 255});
  CHECK(viridis(1) == Color{253, 231, 37, 255});
  CHECK(viridis(0.5) == Color{33, 145, 140, 255});  // entry 128 of 256
  for (int i = 1; i <= 100; ++i) CHECK(luminance(viridis(i / 100.0)) > luminance(viridis((i - 1) / 100.0)));
  CHECK(viridis(-3) == viridis(0));
  CHECK(viridis(9) == viridis(1));
  CHECK(viridis(std::nan("")) == viridis(0));
}

TEST_CASE("mixing and opacity") {
  CHECK(mix(Color{0, 0, 0, 255}, Color{200, 100, 50, 255}, 0.5) == Color{100, 50, 25, 255});
  CHECK(mix(Color{9, 8, 7, 255}, Color{1, 2, 3, 255}, 0) == Color{9, 8, 7, 255});
  CHECK(Color::hex(0x123456, 0.5) == Color{0x12, 0x34, 0x56, 128});
  CHECK(Color{1, 2, 3, 200}.alpha(0.5).a == 100);
}
