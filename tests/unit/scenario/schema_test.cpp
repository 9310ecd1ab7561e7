// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "io/scenario/emit.hpp"

using namespace netsuden;

TEST_CASE("schema: scenarios/SCHEMA.md is what the declarations say") {
  std::ifstream file(std::string(NETSUDEN_SOURCE_DIR) + "/scenarios/SCHEMA.md");
  std::ostringstream text;
  text << file.rdbuf();
  INFO("netsuden schema --markdown > scenarios/SCHEMA.md");
  const bool up_to_date = text.str() == schema_markdown();
  CHECK(up_to_date);
}

TEST_CASE("schema: the table of a plant by hand") {
  const std::string text = schema_markdown();
  for (const char* row : {
           "| `netsuden` | whole number | **required** | 1 (this program reads version 1 of the format) |",
           "| `supply` *(chilled_water)* | degC | 18 degC | 3 to 60 degC (water loops of halls) |",
           "| `exchanger_approach` *(facility_water)* | K | 2 K |",
           "| `volume` *(chilled_water)* | m3 | 3 min of the design flow | 0.01 to 1e6 m3 (positive) |",
           "## `sites.NAME.halls.NAME.racks`",
       }) {
    INFO(row);
    CHECK(text.find(row) != std::string::npos);
  }
}
