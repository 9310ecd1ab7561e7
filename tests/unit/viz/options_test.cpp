// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "viz/viewer/options.hpp"

using netsuden::viz::parse_viewer_options;

TEST_CASE("viewer: arguments") {
  const auto o = parse_viewer_options({"--theme", "light", "run.h5", "--scale", "1.5", "--frames", "3"});
  CHECK(o.error.empty());
  CHECK(o.trace == "run.h5");
  CHECK_FALSE(o.dark);
  CHECK(o.scale == 1.5);
  CHECK(o.frames == 3);
  const auto picture = parse_viewer_options({"a.h5", "b.h5", "--screenshot", "p.png", "--panel", "compare", "--size", "960x600", "--range", "A..B", "--at", "T", "--site", "s", "--flows", "heat"});
  CHECK(picture.error.empty());
  CHECK(picture.others == std::vector<std::string>{"b.h5"});
  CHECK(picture.screenshot == "p.png");
  CHECK(picture.width == 960);
  CHECK(picture.height == 600);
  CHECK(picture.range == "A..B");
  CHECK(picture.heat);
  CHECK_FALSE(o.heat);
  CHECK(parse_viewer_options({}).trace.empty());
  CHECK(parse_viewer_options({"--help"}).help);
  CHECK(parse_viewer_options({"-h"}).help);
  CHECK(parse_viewer_options({"--version"}).version);
  CHECK(parse_viewer_options({"--", "--odd-name"}).trace == "--odd-name");
}

TEST_CASE("viewer: bad arguments are named") {
  using Arguments = std::vector<std::string>;
  for (const Arguments& bad : {Arguments{"--nonsense"},
                               {"1", "2", "3", "4", "5", "6", "7", "8", "9"},
                               {"--screenshot", "a.png"},
                               {"--screenshot", "a.jpg", "run.h5"},
                               {"--size", "12"},
                               {"--size", "1440x900x3"},
                               {"--size", "10x10"},
                               {"--theme"},
                               {"--theme", "pink"},
                               {"--flows", "water"},
                               {"--scale", "x"},
                               {"--scale", "nan"},
                               {"--scale", "9"},
                               {"--frames", "0"},
                               {""}}) {
    const auto o = parse_viewer_options(bad);
    INFO(bad[0]);
    CHECK_FALSE(o.error.empty());
  }
  CHECK(parse_viewer_options({"--theme", "pink"}).error.find("pink") != std::string::npos);
}
