// SPDX-License-Identifier: Apache-2.0
// Assets of a run: where their values stand in the trace, which limits watch them, how they hang together. The layout of
// the one-line diagram is computed from the topology alone. Verified by tests/viewer/one_line_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "viz/model/trace_data.hpp"

namespace netsuden::viz {

/// The column of an asset with that name, in whatever group of /equipment records it; of `kind` where that is given.
SeriesKey asset_channel(const RunFacts& facts, const std::string& asset, std::string_view channel, std::string_view kind = {});
/// A column of the way from one asset to another; not valid where that takes from nothing else.
SeriesKey way_channel(const RunFacts& facts, const std::string& source, const std::string& target, std::string_view channel);
/// All columns of an asset, and of the ways that end at it.
std::vector<SeriesKey> asset_channels(const RunFacts& facts, const std::string& asset);
/// Limits that watch it, by place in /capacity.
std::vector<int> asset_limits(const RunFacts& facts, const std::string& asset);
/// "koto" of "sites.koto.power.tx_a".
std::string site_of_asset(const std::string& path);
/// What the resolved scenario says at a path, as "sites.koto.halls.hall1.air.loop"; empty where it says nothing, or a whole block.
std::string setting_of(const RunFacts& facts, std::string_view path);

struct DiagramNode {
  int asset = -1;  ///< row of the topology
  int level = 0;   ///< 0 at the top
  double x = 0;    ///< centre, 0 to 1
  double w = 0;    ///< room that it has, share of the width
  bool beside = false;  ///< joins two of its own level: couplers
};
struct DiagramEdge {
  int from = 0, to = 0;  ///< places in `nodes`; power goes from -> to in normal service
  bool source = false;   ///< a store or PV on its board
};
struct Diagram {
  std::vector<DiagramNode> nodes;
  std::vector<DiagramEdge> edges;
  int levels = 0;
};
/// Feeds from top to bottom: levels by the longest way from a source, places by the mean of those above. Every asset of the
/// site has a place; two of a level never overlap.
Diagram one_line(const std::vector<TopologyRow>& topology, const std::string& site);

}  // namespace netsuden::viz
