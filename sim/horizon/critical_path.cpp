// SPDX-License-Identifier: Apache-2.0
#include "sim/horizon/critical_path.hpp"

#include <algorithm>

namespace netsuden {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

enum Colour : char { white, grey, black };

struct Walk {
  const std::vector<Activity>& all;
  std::vector<Colour> colour;
  std::vector<int> order;           ///< each after what it waits for
  std::vector<int> way, circle;

  explicit Walk(const std::vector<Activity>& a) : all(a), colour(a.size(), white) {}

  void from(int first) {
    struct Frame {
      int activity;
      std::size_t next;
    };
    std::vector<Frame> stack{{first, 0}};
    colour[at(first)] = grey;
    way = {first};
    while (!stack.empty()) {
      Frame& f = stack.back();
      if (const auto& after = all[at(f.activity)].after; f.next < after.size()) {
        const int p = after[f.next++];
        if (colour[at(p)] == grey && circle.empty()) circle.assign(std::find(way.begin(), way.end(), p), way.end());
        if (colour[at(p)] != white) continue;
        colour[at(p)] = grey;
        way.push_back(p);
        stack.push_back({p, 0});
        continue;
      }
      colour[at(f.activity)] = black;
      order.push_back(f.activity);
      way.pop_back();
      stack.pop_back();
    }
  }
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
};

Walk walked(const std::vector<Activity>& all) {
  Walk w(all);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (w.colour[i] == white) w.from(static_cast<int>(i));
  return w;
}

}  // namespace

std::vector<int> cycle_of(const std::vector<Activity>& all) { return walked(all).circle; }

std::vector<ActivityTimes> critical_path(const std::vector<Activity>& all, const Finish& finish) {
  const std::vector<int> order = walked(all).order;
  std::vector<ActivityTimes> t(all.size());
  std::vector<char> done(all.size(), 0);
  std::vector<std::vector<int>> before(all.size());  // those that wait for it
  for (const int i : order) {
    const auto k = static_cast<std::size_t>(i);
    double start = all[k].not_before;
    for (const int p : all[k].after) {
      const auto q = static_cast<std::size_t>(p);
      if (!done[q]) continue;  // the last link of a circle
      before[q].push_back(i);
      if (t[q].finish > start) start = t[q].finish, t[k].driver = p;
    }
    t[k].start = start;
    t[k].finish = std::max(start, finish(i, start));
    done[k] = 1;
  }
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    ActivityTimes& a = t[static_cast<std::size_t>(*it)];
    double late = infinity, next = infinity;
    for (const int s : before[static_cast<std::size_t>(*it)]) {
      late = std::min(late, t[static_cast<std::size_t>(s)].late_start);
      next = std::min(next, t[static_cast<std::size_t>(s)].start);
    }
    a.late_finish = late < infinity ? late : a.finish;
    a.late_start = a.late_finish - (a.finish - a.start);
    a.total_float = a.late_finish - a.finish;
    a.free_float = next < infinity ? next - a.finish : a.total_float;
    a.critical = a.total_float < 1;
  }
  return t;
}

}  // namespace netsuden
