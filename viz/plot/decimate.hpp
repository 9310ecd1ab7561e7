// SPDX-License-Identifier: Apache-2.0
// Thinning a series to what a picture of so many columns can show.
//
// Lines: of each column the first, the lowest, the highest and the last sample remain, in the order of time (the "M4"
// aggregation of Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014: the picture of
// the thinned line equals that of the whole one). A peak of one sample in ten years stays. Areas that are stacked:
// time-weighted means, because a stack of maxima shows a load that never was. Heat maps and limits: maxima.
//
// Verified by tests/unit/viz/decimate_test.cpp (extremes, ends, order, gaps, bounds on random series).
#pragma once

#include <vector>

#include "viz/plot/pyramid.hpp"

namespace netsuden::viz {

/// Edges of `n` columns of equal width over [t0, t1]: column c is [edge(c), edge(c + 1)), the last one is closed.
struct Columns {
  double t0 = 0, t1 = 1;
  int n = 1;
  double edge(int c) const { return c >= n ? t1 : t0 + (t1 - t0) * (static_cast<double>(c) / n); }
  double middle(int c) const { return 0.5 * (edge(c) + edge(c + 1)); }
  bool valid() const { return n > 0 && std::isfinite(t0) && std::isfinite(t1) && t1 > t0; }
};

/// The indices of the samples in each column: column c holds [out[c], out[c + 1]).
std::vector<std::size_t> column_bounds(std::span<const double> t, std::size_t size, const Columns& columns);

/// Samples of the line within the columns, with the nearest one beyond either end (so that the line enters and leaves
/// the picture). A gap is one or two samples whose value is NaN, at its first and its last time. Gaps narrower than a
/// column, with values around in it, are bridged. At most 8 samples a column, and 4 beside.
std::vector<Sample> thin_line(const Series& s, const Columns& columns);

/// Time-weighted mean of each column as the series holds; NaN where no part of the column has a value.
std::vector<double> column_means(const Series& s, const Columns& columns);

/// Largest value that holds at any time within each column; NaN where there is none.
std::vector<double> column_max(const Series& s, const Columns& columns);

/// How long the last sample of a step series holds: as long as the one before.
double last_interval(std::span<const double> t);

}  // namespace netsuden::viz
