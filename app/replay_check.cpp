// SPDX-License-Identifier: Apache-2.0
#include "app/replay_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/errors.hpp"

namespace netsuden::app {
namespace {

constexpr double same_date_s = 1e-6;

bool same(double a, double b, bool single) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return single ? static_cast<float>(a) == static_cast<float>(b) : a == b;
}

}  // namespace

ReplayCheck::ReplayCheck(const TraceReader& trace, const TraceLayout& layout, double until_s, TimeZone zone)
    : trace_(trace), groups_(layout.groups), of_group_(layout.groups.size(), -1), until_s_(until_s), zone_(std::move(zone)) {
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const RecordGroup& group = groups_[g];
    const int found = group.path == "site" || group.path == "checkpoint" ? trace.find_group(group.path) : -1;
    if (found < 0) continue;
    Watched w;
    w.in_trace = static_cast<std::size_t>(found);
    w.entities = std::max<std::size_t>(1, group.entities.size());
    const RecordGroup& kept = trace.groups()[w.in_trace];
    if (kept.entities != group.entities) continue;  // of another program
    w.times = trace.times(w.in_trace);
    for (const Channel& c : group.channels) {
      const int k = trace.find_channel(w.in_trace, c.name);
      w.channel.push_back(k < 0 ? TraceReader::all : static_cast<std::size_t>(k));
      w.single.push_back(k >= 0 && kept.channels[static_cast<std::size_t>(k)].type == DType::f4);
    }
    w.block.resize(group.channels.size());
    of_group_[g] = static_cast<int>(watched_.size());
    watched_.push_back(std::move(w));
  }
}

void ReplayCheck::append(std::size_t group, std::span<const double> values, std::span<const std::string_view> texts) {
  // What acts at a date, acts after its row was written, and before its checkpoint.
  const bool before = values[0] <= until_s_ + (groups_[group].path == "site" ? 1 : -1) * same_date_s;
  if (of_group_[group] >= 0 && before) compare(watched_[static_cast<std::size_t>(of_group_[group])], group, values);
  if (next_) next_->append(group, values, texts);
}

void ReplayCheck::compare(Watched& w, std::size_t group, std::span<const double> values) {
  const auto row = static_cast<std::size_t>(std::lower_bound(w.times.begin(), w.times.end(), values[0] - same_date_s) - w.times.begin());
  if (row >= w.times.size() || w.times[row] > values[0] + same_date_s) return;  // a killed run, or a fork that begins later, has no such row
  if (row < w.first || row >= w.first + w.count) {
    w.first = row;
    w.count = std::min<std::size_t>(std::max<std::size_t>(trace_.chunk_rows(w.in_trace), 1), w.times.size() - row);
    for (std::size_t c = 0; c < w.channel.size(); ++c)
      if (w.channel[c] != TraceReader::all) w.block[c] = trace_.read_block(w.in_trace, w.channel[c], row, w.count);
  }
  for (std::size_t c = 0; c < w.channel.size(); ++c)
    for (std::size_t e = 0; e < w.entities && w.channel[c] != TraceReader::all; ++e) {
      const double was = w.block[c][(row - w.first) * w.entities + e], is = values[1 + c * w.entities + e];
      if (same(was, is, w.single[c])) continue;
      const RecordGroup& g = groups_[group];
      throw SimulationError(fmt::format("the run does not go again as it went: at {} {} of /{} at {} is {:.9g} and was {:.9g}; a file of its scenario or a controller has changed since, or the program ({} {}) computes otherwise",
                                        format_compact(trace_.epoch_unix_s() + values[0], zone_), g.channels[c].name, g.path, e < g.entities.size() ? g.entities[e] : "it", is, was,
                                        trace_.attribute("code_version"), trace_.attribute("git_sha")));
    }
  ++compared_;
}

}  // namespace netsuden::app
