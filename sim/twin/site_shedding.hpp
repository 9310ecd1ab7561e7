// SPDX-License-Identifier: Apache-2.0
// The load shedding of a site: for each control of that type the nodes that it watches, and what each hall means to them.
//
//   watched    generating sets by the rating of those on load, a site battery by what its island asks of it, every other node by its
//              load against the rating of its units in service
//   relief     of a node by a hall: the hall's draw along the feeds that carry it now, at each node times input over load
//              (what charges a battery stays), by the shares of its feeds; to return, a hall needs the same with nothing taken off
//   a hall that is dark anyway or shut down by heat is no use to shed
// Range: whole halls. The law: sim/control/load_shedding.hpp. Verified by tests/invariants/demand_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/control/load_shedding.hpp"
#include "sim/twin/site_model.hpp"

namespace netsuden {

class SiteShedding {
 public:
  struct Move {
    int hall = -1;
    bool shed = true;
    int node = -1;                      ///< that is overloaded
    double load_w = 0, capacity_w = 0;  ///< of that node
  };
  /// What shedding did to a hall in a run.
  struct Tally {
    int times = 0;
    double first_s = 0;
  };

  SiteShedding(const std::vector<ControlSpec>&, const SiteModel&);

  bool present() const { return !controls_.empty(); }
  /// After a step of `dt_s` that ended now: halls that go or return.
  std::vector<Move> step(const SiteModel&, double dt_s);
  bool is_shed(int hall) const;
  double next_event_s() const;
  /// Whether a watched node is so near its limit that it is to be looked at more often than calm steps do.
  bool near(const SiteModel&) const;
  const Tally& tally(int hall) const { return tally_[static_cast<std::size_t>(hall)]; }

 private:
  struct Control {
    SheddingParams params;
    std::vector<int> nodes;  ///< watched
    LoadShedding shedding;
  };
  SheddingInputs inputs(const SiteModel&, const Control&) const;

  std::vector<Control> controls_;
  std::vector<Tally> tally_;
};

}  // namespace netsuden
