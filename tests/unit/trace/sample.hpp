// SPDX-License-Identifier: Apache-2.0
// A small trace with every kind of group and channel; its values follow from row, channel and entity in closed form and
// are exact in float32, so that a reader in any language can check them.
#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "sim/ledger/record.hpp"

namespace netsuden::sample {

inline constexpr double no_value = std::numeric_limits<double>::quiet_NaN();
enum Group : std::size_t { site, rack, event, job, windows };
inline constexpr int racks = 150;

inline TraceLayout layout() {
  TraceLayout l;
  RecordGroup g;
  g.path = "site";
  g.entity = "site";
  g.entities = {"osaka", "東京"};
  g.description = "Totals of each site.";
  g.cadence_s = 300;
  g.channels = {{"it_power", "W", "IT power", "time: mean"},
                {"energy", "J", "meter", "time: point", DType::f8},
                {"wet_bulb", "degC", "outdoor wet bulb", "time: mean"}};
  l.groups.push_back(g);
  g = {};
  g.path = "equipment/rack";
  g.entity = "rack";
  for (int i = 0; i < racks; ++i) g.entities.push_back("hall.rack_" + std::to_string(i + 1));
  g.channels = {{"power", "W", "input power", "time: mean"},
                {"inlet_temperature_max", "degC", "highest inlet", "time: maximum"},
                {"state", "1", "state", "time: point", DType::i1, 0, {"off", "on", "in repair"}}};
  l.groups.push_back(g);
  g = {};
  g.path = "event";
  g.channels = {{"severity", "1", "severity", "", DType::i1, 0, {"info", "warning", "critical"}},
                {"code", "1", "kind", "", DType::i4},
                {"value", "1", "value", "", DType::f8},
                {"text", "", "words", "", DType::text, 12}};
  l.groups.push_back(g);
  g = {};
  g.path = "job";
  g.row_dim = "job";
  g.channels = {{"id", "1", "number", "", DType::i8}, {"energy", "J", "energy", "", DType::f8}, {"nodes", "1", "nodes", "", DType::i4}};
  l.groups.push_back(g);
  g = {};
  g.path = "window/index";
  g.row_dim = "window";
  g.channels = {{"start", "s", "start", "", DType::f8}};
  l.groups.push_back(g);
  l.topology = {{"sites.osaka", "site", "", "", "", 0, 0, 1e6}, {"sites.osaka.ups", "ups", "sites.osaka", "pdu_a,pdu_b", "W", 2.5e6, 0, 1e6}};
  l.attributes = {{"run_id", "0123abcd"}, {"seed", "42"}};
  l.scenario_written = "site:\n  name: 大阪\n";
  l.scenario_resolved = std::string(100000, 'x') + "\n";
  l.epoch_unix_s = 1774969200;  // 2026-03-31T15:00:00Z
  l.end_s = 86400 * 365.0;
  return l;
}

inline double value(std::size_t group, std::size_t channel, std::size_t entity, std::size_t row) {
  if ((row + entity) % 97 == 5) return no_value;
  const auto r = static_cast<double>(row), e = static_cast<double>(entity);
  switch (group) {
    case site: return channel == 1 ? r * 1e9 + e + 0.125 : channel == 2 ? 20 - 0.5 * static_cast<double>(row % 64) : 1000 * e + static_cast<double>(row % 4096);
    case rack: return channel == 2 ? static_cast<double>((row + entity) % 3) : 0.25 * static_cast<double>((row * 7 + entity * 13 + channel) % 10007);
    case event: return channel == 0 ? static_cast<double>(row % 3) : channel == 1 ? r - 7 : r / 3;
    case job: return channel == 0 ? 1099511627776.0 + r : channel == 1 ? r * 1.5 : static_cast<double>(row % 100);
    default: return 60 * r;
  }
}
inline std::string text(std::size_t row) { return row % 5 == 4 ? "温度が高い" : "text " + std::to_string(row); }  // 15 bytes: cut to 12
inline std::string text_as_kept(std::size_t row) { return row % 5 == 4 ? "温度が高" : "text " + std::to_string(row); }

inline void append_row(TraceSink& w, std::size_t row) {
  static thread_local std::vector<double> v;
  const double t = 300 * static_cast<double>(row + 1);
  const auto fill = [&](std::size_t group, std::size_t channels, std::size_t entities) {
    for (std::size_t c = 0; c < channels; ++c)
      for (std::size_t e = 0; e < entities; ++e) v.push_back(value(group, c, e, row));
  };
  v.assign(1, t);
  fill(site, 3, 2);
  w.append(site, v);
  v.assign(1, t);
  fill(rack, 3, racks);
  w.append(rack, v);
  if (row % 3 == 0) {
    v.assign(1, t);
    for (std::size_t c = 0; c < 3; ++c) v.push_back(value(event, c, 0, row / 3));
    const std::string words = text(row / 3);
    const std::string_view texts[] = {words};
    w.append(event, v, texts);
  }
  v.clear();
  fill(job, 3, 1);
  w.append(job, v);
  if (row % 10 == 0) {
    const double start = value(windows, 0, 0, row / 10);
    w.append(windows, {&start, 1});
  }
}

}  // namespace netsuden::sample
