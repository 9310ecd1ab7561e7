// SPDX-License-Identifier: Apache-2.0
// Free nodes of a hall from now on, as steps over time: what runs ends as expected, what is promised takes its place.
#pragma once

#include <cstddef>
#include <vector>

namespace netsuden {

class NodeProfile {
 public:
  explicit NodeProfile(double now = 0, int free = 0) : steps_{{now, free}} {}
  /// `nodes` more (or fewer) on [from, to), from now on.
  void add(double from, double to, int nodes);
  /// `nodes` more from then on; nothing has been said of later.
  void then(double from, int nodes);
  /// The past is forgotten.
  void trim(double now);
  /// First instant from `now` on at which `nodes` are free for `length` seconds; infinity if that is not before `before`.
  double earliest(double now, int nodes, double length, double before) const;
  std::size_t steps() const { return steps_.size(); }

 private:
  struct Step {
    double from;
    int free;  ///< until the next step
  };
  std::size_t split(double at);  ///< the step that begins there
  void join(std::size_t);        ///< with the one before it, where they are equal
  std::vector<Step> steps_;
};

}  // namespace netsuden
