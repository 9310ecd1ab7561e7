// SPDX-License-Identifier: Apache-2.0
// What a single failure would do with the loads of the moment at which they were highest (sim/twin/chain_contingency.hpp), on the
// graph as it stands at the end of the run.
#include <algorithm>
#include <string>

#include "sim/base/errors.hpp"
#include "sim/twin/chain_contingency.hpp"
#include "sim/twin/site_model.hpp"

namespace netsuden {

/// After a step in which all that was asked for was served.
void SiteModel::note_highest_loads() {
  const double w = out_.it_w + out_.cooling_w + out_.other_w;
  if (!(w > highest_.w) || out_.missing_w > 0) return;
  highest_.w = w;
  highest_.t_s = out_.t_s;
  highest_.other_w = out_.other_w;
  std::copy(hall_asked_w_.begin(), hall_asked_w_.end(), highest_.halls.begin());
  for (std::size_t a = 0; a < auxiliaries_.size(); ++a) highest_.auxiliaries[a] = auxiliaries_[a].powered ? auxiliary_w(auxiliaries_[a]) : 0;
}

ContingencySummary SiteModel::contingency() const {
  ContingencySummary out;
  if (!(highest_.w > 0)) return out;
  out.at_s = highest_.t_s;
  out.load_w = highest_.w;
  std::vector<ChainLoad> loads;
  for (std::size_t h = 0; h < halls_.size(); ++h)
    if (highest_.halls[h] > 0) loads.push_back({"halls." + halls_[h].spec().name, halls_[h].feeds, highest_.halls[h]});
  for (std::size_t a = 0; a < auxiliaries_.size(); ++a) {
    if (!(highest_.auxiliaries[a] > 0)) continue;
    const Auxiliary& x = auxiliaries_[a];
    const char* part = x.what == Auxiliary::What::pumps ? ".pumps" : x.what == Auxiliary::What::cdus ? ".liquid.cdus" : x.what == Auxiliary::What::air_units ? ".air" : "";
    loads.push_back({(x.of_hall() ? "halls." + halls_[x.index].spec().name : "cooling." + spec_.cooling[x.index].name) + part, x.feeds, highest_.auxiliaries[a]});
  }
  if (highest_.other_w > 0) loads.push_back({"other_load", other_feeds_, highest_.other_w});
  std::vector<PowerNodeSpec> nodes;
  std::vector<char> in_service;
  for (const PowerNode& n : chain_.nodes()) {
    nodes.push_back(n.spec);
    in_service.push_back(n.in_service ? 1 : 0);
  }
  ContingencyOptions options;
  options.voltage = scenario_.constraints.voltage;
  WorstFailures w;
  try {
    w = worst_failures(nodes, in_service, loads, options);
  } catch (const SimulationError&) {
    return out;  // a graph that does not come to rest is no reason to lose the summary: no assets, no failures
  }
  out.failures = w.failures;
  out.secure = w.secure;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < w.assets.size(); ++i) {
    const WorstFailure& f = w.assets[i];
    const bool node = i < nodes.size();
    if (node && in_service[i] == 0) continue;
    out.assets.push_back({node ? "power." + f.asset : f.asset, node ? f.before.load : nan, node ? f.highest.load : nan, node ? f.highest.rating : nan, f.highest.in_w, f.highest.tripped, f.failed, f.dark_by});
  }
  return out;
}

}  // namespace netsuden
