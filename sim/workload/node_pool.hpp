// SPDX-License-Identifier: Apache-2.0
// Free nodes of a hall as intervals. A job takes the lowest free nodes, split over as few intervals as that needs; the
// cost depends on the number of intervals, never on the number of nodes.
#pragma once

#include <vector>

#include "sim/workload/job.hpp"

namespace netsuden {

class NodePool {
 public:
  explicit NodePool(int nodes = 0) : free_{{0, nodes}}, free_count_(nodes), total_(nodes) {
    if (nodes == 0) free_.clear();
  }
  int free_nodes() const { return free_count_; }
  int total() const { return total_; }
  /// Appends the lowest `count` free nodes to `out`; false (and nothing taken) if there are not so many.
  bool take(int count, std::vector<NodeRange>& out);
  void give_back(const std::vector<NodeRange>& ranges);
  /// Takes these nodes, which must be free.
  void take(NodeRange);

 private:
  std::vector<NodeRange> free_;  ///< sorted, disjoint, not adjacent
  int free_count_ = 0, total_ = 0;
};

}  // namespace netsuden
