// SPDX-License-Identifier: Apache-2.0
#include "viz/plot/pyramid.hpp"

#include <algorithm>

namespace netsuden::viz {
namespace {

constexpr std::size_t first_width = 16, factor = 4;

void take(RangeSummary& r, double v, std::size_t at) {
  if (!std::isfinite(v)) return;
  if (r.count == 0 || v < r.min) r.min = v, r.min_at = at;
  if (r.count == 0 || v > r.max) r.max = v, r.max_at = at;
  r.sum += v;
  ++r.count;
}

void scan(RangeSummary& r, const Values& v, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) take(r, v[i], i);
}

}  // namespace

RangeSummary summarise(const Values& v, std::size_t begin, std::size_t end) {
  RangeSummary r;
  scan(r, v, begin, std::min(end, v.size()));
  return r;
}

void Pyramid::append(const Values& v) {
  size_ = std::max(size_, std::min<std::size_t>(v.size(), 0xFFFFFFFEu));
  for (std::size_t level = 0, width = first_width; width <= size_; ++level, width *= factor) {
    if (levels_.size() == level) levels_.push_back({width, {}});
    std::vector<Block>& blocks = levels_[level].blocks;
    for (std::size_t b = blocks.size(); (b + 1) * width <= size_; ++b) {
      RangeSummary r;
      if (level == 0) {
        scan(r, v, b * width, (b + 1) * width);
      } else {
        for (std::size_t i = b * factor; i < (b + 1) * factor; ++i) {
          const Block& below = levels_[level - 1].blocks[i];
          if (below.count == 0) continue;
          const double low = v[below.min_at], high = v[below.max_at];
          if (r.count == 0 || low < r.min) r.min = low, r.min_at = below.min_at;
          if (r.count == 0 || high > r.max) r.max = high, r.max_at = below.max_at;
          r.sum += below.sum;
          r.count += below.count;
        }
      }
      blocks.push_back({static_cast<std::uint32_t>(r.min_at), static_cast<std::uint32_t>(r.max_at),
                        static_cast<std::uint32_t>(r.count), r.sum});
    }
  }
}

RangeSummary Pyramid::summarise(const Values& v, std::size_t begin, std::size_t end) const {
  RangeSummary r;
  end = std::min(end, v.size());
  const std::size_t covered = std::min(end, size_);
  std::size_t i = begin;
  while (i < covered) {
    const Level* best = nullptr;
    for (const Level& l : levels_) {
      if (i % l.width != 0 || i + l.width > covered || i / l.width >= l.blocks.size()) break;
      best = &l;
    }
    if (best == nullptr) {
      const std::size_t stop = std::min(covered, (i / first_width + 1) * first_width);
      scan(r, v, i, stop);
      i = stop;
      continue;
    }
    const Block& b = best->blocks[i / best->width];
    if (b.count > 0) {
      const double low = v[b.min_at], high = v[b.max_at];
      if (r.count == 0 || low < r.min) r.min = low, r.min_at = b.min_at;
      if (r.count == 0 || high > r.max) r.max = high, r.max_at = b.max_at;
      r.sum += b.sum;
      r.count += b.count;
    }
    i += best->width;
  }
  scan(r, v, std::max(begin, covered), end);
  return r;
}

RangeSummary summarise(const Series& s, std::size_t begin, std::size_t end) {
  end = std::min(end, s.size());
  return s.pyramid != nullptr ? s.pyramid->summarise(s.v, begin, end) : summarise(s.v, begin, end);
}

}  // namespace netsuden::viz
