// SPDX-License-Identifier: Apache-2.0
// A power over time as straight lines between points: exact to integrate, filter and add up.
//
// Source: elementary. Verified by tests/unit/workload/training_swing_test.cpp.
#pragma once

#include <vector>

namespace netsuden {

struct SwingPoint {
  double t_s, p_w;
};

/// Points with rising (or, at a jump, equal) times.
using SwingTrace = std::vector<SwingPoint>;

double trace_value(const SwingTrace&, double t_s);
double trace_energy_j(const SwingTrace&);
/// Values at t = from, from + dt, ... (n of them), times `gpus`, plus a fixed power, added to `sum_w` (which has n
/// entries).
void add_samples(const SwingTrace&, double from_s, double dt_s, double gpus, double fixed_w,
                 std::vector<double>& sum_w);

}  // namespace netsuden
