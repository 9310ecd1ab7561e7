// SPDX-License-Identifier: Apache-2.0
// Records of a fork: they begin at a checkpoint, and may be closer together from a date on.
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/twin/records.hpp"

namespace netsuden {

void Records::plan_part(double from_s, double until_s, double quick_from_s, double quick_every_s) {
  for (Series& r : series_) {
    RecordGroup& g = groups_[r.group];
    const bool quick = quick_every_s > 0 && quick_every_s < r.every_s;
    const double split = quick ? std::clamp(quick_from_s, from_s, until_s) : until_s;
    g.expected_rows = (split - from_s) / r.every_s + 2 + (quick ? (until_s - split) / quick_every_s : 0);
    if (quick) g.cadence_s = quick_every_s;
  }
  if (daily_group_ >= 0) groups_[static_cast<std::size_t>(daily_group_)].expected_rows = (until_s - from_s) / 86400 + 2;
}

void Records::begin(double t_s, TraceSink* sink) {
  sink_ = sink;
  events_ = checkpoints_ = 0;
  past_.clear();  // all that is in the file lies behind its beginning
  window_rows_ = window_first_ = 0;
  if (window_until_ >= 0) window_start_ = t_s;
}

void Records::quicken(double t_s, double every_s, CapacityLedger& ledger) {
  for (Series& r : series_) {
    if (!(every_s > 0 && every_s < r.every_s)) continue;
    if (t_s - r.last_s() > 1e-6) write(r, t_s, ledger);
    r.from_s = t_s;
    r.n = 0;
    r.every_s = every_s;
    if (!r.racks) continue;
    std::fill(daily_.begin(), daily_.end(), std::numeric_limits<double>::quiet_NaN());  // its mean is one of rows of equal length
    daily_rows_ = 0;
  }
}

}  // namespace netsuden
