// SPDX-License-Identifier: Apache-2.0
// Load shedding: what is given up, in order of priority, when sources are asked for more than they have, and when it is taken
// back. Times advance with the step; who is spared how much by which load is the caller's to know.
//
//   over      load > limit x capacity of a source, for `delay`: loads that hang on it are shed, the lowest priority first and of
//             equals the last declared, until   load - sum(relief) <= limit x capacity
//   room      load + (1 + margin) x sum(need) <= limit x capacity of every source that the load needs, the highest priority
//             first: what finds no room keeps those behind it out; for `hold` without a break: it is taken back
//   no hunt   where a load is shed again before it has been back for the hold, the hold doubles; it is the stated one again when
//             nothing has been shed for as long
// The margin stands for what follows a load that returns: losses, the cooling of its heat, batteries that charge.
// Source: the law is ours (assumption); priorities and blocks of load as in underfrequency shedding schemes (IEEE C37.117).
// Left out: shedding by frequency, parts of a load. Verified by tests/unit/control/load_shedding_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/base/units.hpp"

namespace netsuden {

struct SheddingParams {
  double limit = 1;           ///< share of its capacity that a source may give
  Duration delay = 5_s, hold = 10_min;
  Fraction margin{0.4};
};

struct SheddingInputs {
  struct Source {
    double load_w = 0, capacity_w = 0;
    bool watched = true;      ///< it supplies now
  };
  struct Load {
    int priority = 0;
    bool may_go = true;       ///< it draws
    bool may_return = true;   ///< something would supply it
  };
  std::vector<Source> sources;
  std::vector<Load> loads;
  std::vector<double> relief_w;  ///< [source x loads + load]: what the source is spared if the load goes, has to give if it returns

  double relief(std::size_t source, std::size_t load) const { return relief_w[source * loads.size() + load]; }
};

struct SheddingMove {
  int load = -1;
  bool shed = true;
  int source = -1;            ///< that is over
};

class LoadShedding {
 public:
  LoadShedding(const SheddingParams&, std::size_t sources, std::size_t loads);

  /// What goes and what returns at the end of a step of `dt`. What the inputs show for the first time counts from now on.
  std::vector<SheddingMove> step(const SheddingInputs&, Duration dt);
  /// Seconds to the next move if the inputs stay; infinity without.
  double next_event_s() const;
  bool is_shed(std::size_t load) const { return loads_[load].shed; }
  bool any_shed() const;

 private:
  struct Load {
    bool shed = false;
    bool room = false;              ///< it would find some
    double room_s = 0, back_s = 0;  ///< since when it would find room; since when it is back
    bool returned = false;
  };
  void shed(const SheddingInputs&, std::size_t source, std::vector<SheddingMove>&);
  void look_for_room(const SheddingInputs&, double dt_s);
  void take_back(const SheddingInputs&, std::vector<SheddingMove>&);
  double allowed_w(const SheddingInputs::Source& s) const { return s.capacity_w * params_.limit; }

  SheddingParams params_;
  std::vector<double> over_s_;      ///< of each source: since when it is over; < 0 where it is not
  std::vector<Load> loads_;
  double hold_s_, all_on_s_ = 0;    ///< that holds now; since when nothing is shed
};

}  // namespace netsuden
