// SPDX-License-Identifier: Apache-2.0
// The capacity ledger of a trace, judged over a range of time: what binds, how full each limit is at its worst, for how
// long it is broken, what it strands. Verified by tests/viewer/values_test.py against h5py.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "viz/model/trace_data.hpp"
#include "viz/plot/ribbon.hpp"

namespace netsuden {
class TraceReader;
}

namespace netsuden::viz {

/// What the constraints of /capacity are called; `RunFacts::limits` holds it.
std::vector<LimitName> limit_names(const RunFacts& facts);
std::string limit_title(const std::string& name, const std::string& site);

struct LimitPeak {
  int entity = 0;
  double utilisation = no_value;  ///< highest of the range
  double time = 0;                ///< end of the interval of the peak
  double start = 0;               ///< and its start
  double value = no_value, limit = no_value, firm = no_value, margin = no_value;
  double stranded_w = no_value;   ///< the most that it strands while it binds
  double over_s = 0;              ///< time over the limit, to the length of recorded intervals
  double over_firm_s = 0;
  double binds_s = 0;             ///< time for which it is the tightest of its site
};

/// All limits over [t0, t1], the fullest first; those that were never judged are left out.
struct LimitSummary final : Datum {
  double t0 = 0, t1 = 0, covered_s = 0;
  std::vector<LimitPeak> peaks;
  std::size_t bytes() const override { return 64 + peaks.size() * sizeof(LimitPeak); }
};
std::shared_ptr<const LimitSummary> judge_limits(const TraceReader& reader, const RunFacts& facts, const TimeColumn& time, double t0,
                                                 double t1);

/// Which limit of a site binds, row by row, and how full it is.
struct BindingSeries final : Datum {
  std::shared_ptr<const TimeColumn> time;
  std::vector<int> state;  ///< index into `names`, -1: none
  std::vector<float> utilisation;
  std::vector<std::string> names;
  StateSeries states() const { return {std::span<const double>(time->starts).first(std::min(time->starts.size(), state.size())), state, names}; }
  std::size_t bytes() const override { return 256 + state.size() * 8; }
};
std::shared_ptr<const BindingSeries> read_binding(const TraceReader& reader, const RunFacts& facts, std::shared_ptr<const TimeColumn> time,
                                                  const std::string& site);

}  // namespace netsuden::viz
