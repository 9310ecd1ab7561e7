// SPDX-License-Identifier: Apache-2.0
// What of a site's cooling hangs on power nodes of its own: the machines of a plant, the pumps of its loop, CRACs or the fans of CRAHs, the
// pumps of CDUs. Those of which nothing is said share the nodes of their plant or of the racks, and are no auxiliaries of their own.
#pragma once

#include <vector>

#include "sim/cooling/load_sequence.hpp"
#include "sim/ledger/demand.hpp"

namespace netsuden {

struct Auxiliary {
  enum class What { plant, pumps, air_units, cdus };
  What what = What::plant;
  std::size_t index = 0;       ///< plant or hall of the site
  std::vector<int> feeds;      ///< power nodes
  SequencedLoad in_line{};     ///< where its site switches loads on in turn
  bool powered = true;         ///< by now
  HeldDemand demand{};         ///< what it drew when it lost its power

  bool of_hall() const { return what == What::air_units || what == What::cdus; }
};

}  // namespace netsuden
