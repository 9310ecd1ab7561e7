// SPDX-License-Identifier: Apache-2.0
#include "viz/model/assets.hpp"

#include <algorithm>
#include <map>

namespace netsuden::viz {
namespace {

std::vector<std::string> words_of(const std::string& s) {
  std::vector<std::string> out;
  std::size_t from = 0;
  while (from < s.size()) {
    const std::size_t to = std::min(s.find(',', from), s.size());
    if (to > from) out.push_back(s.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

/// What hangs on its board and gives to it.
bool gives_to_its_board(const std::string& kind) { return kind == "pv" || kind == "bess"; }

/// Levels by the longest way from a source; a circle in the feeds, which no valid scenario has, ends.
void set_levels(Diagram& d) {
  for (std::size_t pass = 0; pass < d.nodes.size(); ++pass) {
    bool changed = false;
    for (const DiagramEdge& e : d.edges) {
      DiagramNode& to = d.nodes[static_cast<std::size_t>(e.to)];
      const DiagramNode& from = d.nodes[static_cast<std::size_t>(e.from)];
      const int least = to.beside ? from.level : from.level + 1;
      if (!e.source && to.level < least) to.level = least, changed = true;
    }
    if (!changed) break;
  }
  for (const DiagramEdge& e : d.edges) {
    if (!e.source) continue;
    d.nodes[static_cast<std::size_t>(e.from)].level = std::max(0, d.nodes[static_cast<std::size_t>(e.to)].level - 1);
  }
  for (const DiagramNode& n : d.nodes) d.levels = std::max(d.levels, n.level + 1);
}

/// A source that waits at the top while what it feeds is far below stands right above that.
void lower_sources(Diagram& d) {
  for (std::size_t i = 0; i < d.nodes.size(); ++i) {
    const auto self = static_cast<int>(i);
    if (std::any_of(d.edges.begin(), d.edges.end(), [&](const DiagramEdge& e) { return e.to == self; })) continue;
    int next = d.levels;
    for (const DiagramEdge& e : d.edges)
      if (e.from == self) next = std::min(next, d.nodes[static_cast<std::size_t>(e.to)].level);
    if (next < d.levels) d.nodes[i].level = std::max(d.nodes[i].level, next - 1);
  }
}

/// A coupler stands right after the first of those of its level that it joins.
void put_couplers_between(const Diagram& d, std::vector<int>& row) {
  const auto couplers = std::stable_partition(row.begin(), row.end(), [&](int i) { return !d.nodes[static_cast<std::size_t>(i)].beside; });
  const std::vector<int> moved(couplers, row.end());
  row.erase(couplers, row.end());
  for (const int c : moved) {
    auto place = std::find_if(row.begin(), row.end(), [&](int i) {
      return std::any_of(d.edges.begin(), d.edges.end(), [&](const DiagramEdge& e) { return (e.from == i && e.to == c) || (e.from == c && e.to == i); });
    });
    row.insert(place == row.end() ? place : place + 1, c);
  }
}

/// Order within levels by the mean place of neighbours, then even room.
void set_places(Diagram& d) {
  std::vector<std::vector<int>> rows(static_cast<std::size_t>(d.levels));
  for (std::size_t i = 0; i < d.nodes.size(); ++i) rows[static_cast<std::size_t>(d.nodes[i].level)].push_back(static_cast<int>(i));
  const auto spread = [&](const std::vector<int>& row) {
    for (std::size_t k = 0; k < row.size(); ++k) {
      DiagramNode& n = d.nodes[static_cast<std::size_t>(row[k])];
      n.w = 1 / static_cast<double>(row.size());
      n.x = (static_cast<double>(k) + 0.5) * n.w;
    }
  };
  for (const auto& row : rows) spread(row);
  for (int pass = 0; pass < 8; ++pass) {
    const bool down = pass % 2 == 0;
    for (std::size_t k = 0; k < rows.size(); ++k) {
      auto& row = rows[down ? k : rows.size() - 1 - k];
      std::map<int, double> wish;
      int sources = 0;
      for (const int i : row) {
        double sum = 0;
        int count = 0;
        for (const DiagramEdge& e : d.edges) {
          const int other = e.to == i ? e.from : e.from == i ? e.to : -1;
          if (other < 0) continue;
          const int level = d.nodes[static_cast<std::size_t>(other)].level, own = d.nodes[static_cast<std::size_t>(i)].level;
          if (level == own || (down ? level > own : level < own)) continue;
          sum += d.nodes[static_cast<std::size_t>(other)].x;
          ++count;
        }
        wish[i] = count > 0 ? sum / count : d.nodes[static_cast<std::size_t>(i)].x;
        // Sources beside the main way: on either side of it.
        if ((down ? k : rows.size() - 1 - k) > 0 && std::none_of(d.edges.begin(), d.edges.end(), [&](const DiagramEdge& e) { return e.to == i; }))
          wish[i] += (sources++ % 2 == 0 ? 1e-6 : -1e-6);
      }
      std::stable_sort(row.begin(), row.end(), [&](int a, int b) { return wish[a] < wish[b]; });
      put_couplers_between(d, row);
      spread(row);
    }
  }
}

}  // namespace

SeriesKey asset_channel(const RunFacts& facts, const std::string& asset, std::string_view channel, std::string_view kind) {
  for (std::size_t g = 0; g < facts.groups.size(); ++g) {
    const RecordGroup& group = facts.groups[g];
    if (!group.path.starts_with("equipment/") || (!kind.empty() && group.path.substr(10) != kind)) continue;
    const int c = facts.channel(static_cast<int>(g), channel);
    if (c < 0) continue;
    const auto& assets = labels_of(group, "asset");
    const auto found = std::find(assets.begin(), assets.end(), asset);
    if (found != assets.end()) return {static_cast<int>(g), c, static_cast<int>(found - assets.begin())};
  }
  return {};
}

SeriesKey way_channel(const RunFacts& facts, const std::string& source, const std::string& target, std::string_view channel) {
  const int g = facts.group("equipment/feed");
  if (g < 0) return {};
  const auto &sources = labels_of(facts.group_at(g), "source"), &targets = labels_of(facts.group_at(g), "target");
  for (std::size_t e = 0; e < std::min(sources.size(), targets.size()); ++e)
    if (sources[e] == source && targets[e] == target) return facts.find(g, channel, static_cast<int>(e));
  return {};
}

std::vector<SeriesKey> asset_channels(const RunFacts& facts, const std::string& asset) {
  std::vector<SeriesKey> out;
  for (std::size_t g = 0; g < facts.groups.size(); ++g) {
    if (!facts.groups[g].path.starts_with("equipment/")) continue;
    const bool ways = facts.groups[g].path == "equipment/feed";
    const auto& assets = labels_of(facts.groups[g], ways ? "target" : "asset");
    for (std::size_t e = 0; e < assets.size(); ++e)
      if (assets[e] == asset)
        for (std::size_t c = 0; c < facts.groups[g].channels.size(); ++c) out.push_back({static_cast<int>(g), static_cast<int>(c), static_cast<int>(e)});
  }
  return out;
}

std::vector<int> asset_limits(const RunFacts& facts, const std::string& asset) {
  std::vector<int> out;
  for (const LimitName& n : facts.limits)
    if (n.asset == asset) out.push_back(n.entity);
  return out;
}

std::string site_of_asset(const std::string& path) {
  if (!path.starts_with("sites.")) return {};
  const std::size_t end = path.find('.', 6);
  return path.substr(6, end == std::string::npos ? std::string::npos : end - 6);
}

std::string setting_of(const RunFacts& facts, std::string_view path) {
  const std::string_view text = facts.scenario_resolved;
  const auto part_from = [&](std::size_t begin) { return path.substr(begin, std::min(path.find('.', begin), path.size()) - begin); };
  std::string_view part = part_from(0);
  std::size_t at = 0, depth = 0;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find('\n', from), text.size());
    const std::string_view line = text.substr(from, to - from);
    from = to + 1;
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent == std::string_view::npos) continue;
    if (indent < 2 * depth) return {};  // the block ends without it
    if (indent != 2 * depth || line.substr(indent, part.size()) != part || line.substr(indent + part.size(), 1) != ":") continue;
    if (at + part.size() >= path.size()) {
      const std::size_t value = line.find_first_not_of(' ', indent + part.size() + 1);
      return value == std::string_view::npos ? std::string() : std::string(line.substr(value));
    }
    at += part.size() + 1;
    part = part_from(at);
    ++depth;
  }
  return {};
}

Diagram one_line(const std::vector<TopologyRow>& topology, const std::string& site) {
  Diagram d;
  std::map<std::string, int> by_name;
  for (std::size_t i = 0; i < topology.size(); ++i) {
    const TopologyRow& r = topology[i];
    if (r.kind == "site" || site_of_asset(r.path) != site) continue;
    DiagramNode n;
    n.asset = static_cast<int>(i);
    n.beside = r.kind == "bus_coupler";
    if (r.path.find(".power.") != std::string::npos) by_name[last_of(r.path)] = static_cast<int>(d.nodes.size());
    d.nodes.push_back(n);
  }
  for (std::size_t i = 0; i < d.nodes.size(); ++i) {
    const TopologyRow& r = topology[static_cast<std::size_t>(d.nodes[i].asset)];
    for (const std::string& feeder : words_of(r.feeds)) {
      const auto found = by_name.find(feeder);
      if (found == by_name.end() || found->second == static_cast<int>(i)) continue;
      if (gives_to_its_board(r.kind)) d.edges.push_back({static_cast<int>(i), found->second, true});
      else d.edges.push_back({found->second, static_cast<int>(i), false});
    }
  }
  set_levels(d);
  lower_sources(d);
  set_places(d);
  return d;
}

}  // namespace netsuden::viz
