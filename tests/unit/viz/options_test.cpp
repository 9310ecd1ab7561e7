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
  CHECK(parse_viewer_options({}).trace.empty());
  CHECK(parse_viewer_options({"--help"}).help);
  CHECK(parse_viewer_options({"-h"}).help);
  CHECK(parse_viewer_options({"--version"}).version);
  CHECK(parse_viewer_options({"--", "--odd-name"}).trace == "--odd-name");
}

TEST_CASE("viewer: bad arguments are named") {
  using Arguments = std::vector<std::string>;
  for (const Arguments& bad : {Arguments{"--nonsense"},
                               {"a.h5", "b.h5"},
                               {"--theme"},
                               {"--theme", "pink"},
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
