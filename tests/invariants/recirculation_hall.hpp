// SPDX-License-Identifier: Apache-2.0
// A hall of 20 racks with a recirculation map.
#pragma once

#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {

/// A map of `places`: share(i, j) of the air of outlet i is drawn by inlet j.
template <class F>
std::string map_csv(std::size_t places, F share) {
  std::string csv = "outlet";
  for (std::size_t j = 0; j < places; ++j) csv += ",p" + std::to_string(j + 1);
  for (std::size_t i = 0; i < places; ++i) {
    csv += "\np" + std::to_string(i + 1);
    for (std::size_t j = 0; j < places; ++j) csv += "," + std::to_string(share(i, j));
  }
  return csv + "\n";
}

/// Supply 24 degC, a rise of 16 K through the servers; `map` a file or empty, `racks` and `hall` more keys of theirs.
inline std::string mapped_hall(const std::string& map, const std::string& racks, const std::string& hall, const std::string& tail) {
  std::string text = R"(netsuden: 1
name: single inlets
horizon: {from: 2026-08-04, to: 2026-08-05, timezone: Asia/Tokyo}
resolution: {calm: 5 min, transient: 1 s, record: 1 min}
record: {racks: 10 min}
grids: {g: {}}
sites:
  s:
    weather: {constant: {dry_bulb: 33 degC, relative_humidity: 55 %}}
    grid: g
)" + twenty_racks + tail;
  text.replace(text.find("count: 20"), 9, "count: 20" + racks);
  text.replace(text.find("fed_by: ups, air"), 16, "fed_by: ups" + hall + ", air");
  if (!map.empty()) text.replace(text.find("supply: 24 degC"), 15, "supply: 24 degC, recirculation_map: " + map);
  return text;
}

}  // namespace netsuden::test
