// SPDX-License-Identifier: Apache-2.0
#include "viz/plot/decimate.hpp"

#include <algorithm>

namespace netsuden::viz {
namespace {

void push(std::vector<Sample>& out, const Series& s, std::size_t i) {
  if (!out.empty() && out.back().t == s.t[i] && out.back().v == s.v[i]) return;
  out.push_back({s.t[i], s.v[i]});
}
/// A gap keeps its first and its last time: steps hold up to the one or from the other.
void push_gap(std::vector<Sample>& out, double t) {
  if (out.empty()) return;
  const std::size_t n = out.size();
  if (n >= 2 && out[n - 1].gap() && out[n - 2].gap())
    out[n - 1].t = t;
  else if (!out[n - 1].gap() || out[n - 1].t != t)
    out.push_back({t, no_value});
}
bool has_value(const Series& s, std::size_t i) { return std::isfinite(s.v[i]); }

/// Integral and length of the part of a linear piece from (ta, va) to (tb, vb) that lies in [from, to].
void add_linear(double ta, double va, double tb, double vb, double from, double to, double& area, double& length) {
  const double l = std::max(ta, from), r = std::min(tb, to);
  if (!(r > l)) return;
  const double slope = (vb - va) / (tb - ta);
  area += (r - l) * (va + slope * (0.5 * (l + r) - ta));
  length += r - l;
}

/// The first i in [from, size) for which `before(i)` does not hold, where it holds for a prefix. Looks near `guess` first:
/// columns have about as many samples as the one before, and a look far away in a long series is a miss of the cache.
template <class Before>
std::size_t first_not(const Before& before, std::size_t from, std::size_t size, std::size_t guess) {
  std::size_t low = from, high = std::clamp(guess, from, size);
  if (high < size && before(high)) {
    low = high + 1;
    for (std::size_t step = 4; low < size; step *= 4) {
      const std::size_t probe = std::min(size - 1, low + step);
      if (!before(probe)) {
        high = probe;
        break;
      }
      low = high = probe + 1;
    }
  } else {
    for (std::size_t step = 4; high > low; step *= 4) {
      const std::size_t probe = high - low > step ? high - step : low;
      if (before(probe)) {
        low = probe + 1;
        break;
      }
      high = probe;
    }
  }
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

}  // namespace

double last_interval(std::span<const double> t) {
  return t.size() >= 2 ? std::max(0.0, t[t.size() - 1] - t[t.size() - 2]) : 0;
}

std::vector<std::size_t> column_bounds(std::span<const double> t, std::size_t size, const Columns& columns) {
  std::vector<std::size_t> at(static_cast<std::size_t>(std::max(0, columns.n)) + 1, 0);
  if (!columns.valid()) return at;
  size = std::min(size, t.size());
  std::size_t from = 0, width = size;
  for (int c = 0; c <= columns.n; ++c) {
    const double edge = c < columns.n ? columns.edge(c) : columns.t1;
    const bool closed = c == columns.n;  // the last column has its end
    const auto before = [&](std::size_t i) { return closed ? t[i] <= edge : t[i] < edge; };
    const std::size_t found = first_not(before, from, size, from + width);
    width = c > 0 ? found - from : 0;
    from = at[static_cast<std::size_t>(c)] = found;
  }
  return at;
}

std::vector<Sample> thin_line(const Series& s, const Columns& columns) {
  std::vector<Sample> out;
  const std::size_t size = s.size();
  if (size == 0 || !columns.valid()) return out;
  const auto at = column_bounds(s.t, size, columns);
  if (at.front() > 0 && has_value(s, at.front() - 1)) push(out, s, at.front() - 1);
  for (std::size_t c = 0; c + 1 < at.size(); ++c) {
    const std::size_t begin = at[c], end = at[c + 1];
    if (begin >= end) continue;
    if (end - begin <= 4) {
      for (std::size_t i = begin; i < end; ++i) {
        if (has_value(s, i))
          push(out, s, i);
        else
          push_gap(out, s.t[i]);
      }
      continue;
    }
    const RangeSummary r = summarise(s, begin, end);
    if (r.count == 0) {
      push_gap(out, s.t[begin]);
      push_gap(out, s.t[end - 1]);
      continue;
    }
    std::size_t first = begin, last = end - 1;
    while (!has_value(s, first)) ++first;
    while (!has_value(s, last)) --last;
    if (first != begin) {
      push_gap(out, s.t[begin]);
      push_gap(out, s.t[first - 1]);
    }
    push(out, s, first);
    push(out, s, std::min(r.min_at, r.max_at));
    push(out, s, std::max(r.min_at, r.max_at));
    push(out, s, last);
    if (last != end - 1) {
      push_gap(out, s.t[last + 1]);
      push_gap(out, s.t[end - 1]);
    }
  }
  if (at.back() < size) {
    if (has_value(s, at.back()))
      push(out, s, at.back());
    else
      push_gap(out, s.t[at.back()]);
  }
  while (!out.empty() && out.back().gap()) out.pop_back();
  return out;
}

std::vector<double> column_means(const Series& s, const Columns& columns) {
  std::vector<double> out(static_cast<std::size_t>(std::max(0, columns.n)), no_value);
  const std::size_t size = s.size();
  if (size == 0 || !columns.valid()) return out;
  const auto at = column_bounds(s.t, size, columns);
  const double tail = last_interval(s.t.first(size));
  // The piece of the series that begins at sample i.
  const auto piece = [&](std::size_t i, double from, double to, double& area, double& length) {
    if (s.hold == Hold::linear) {
      if (i + 1 < size && has_value(s, i) && has_value(s, i + 1))
        add_linear(s.t[i], s.v[i], s.t[i + 1], s.v[i + 1], from, to, area, length);
      return;
    }
    const double begin = s.t[i], end = i + 1 < size ? s.t[i + 1] : s.hold == Hold::until_next ? begin + tail : begin;
    const std::size_t value = s.hold == Hold::until_next ? i : i + 1;
    if (value >= size || !has_value(s, value)) return;
    const double l = std::max(begin, from), r = std::min(end, to);
    if (r > l) area += (r - l) * s.v[value], length += r - l;
  };
  for (int c = 0; c < columns.n; ++c) {
    const auto k = static_cast<std::size_t>(c);
    const std::size_t begin = at[k] > 0 ? at[k] - 1 : 0, end = std::min(size, at[k + 1] + 1);
    const double from = columns.edge(c), to = columns.edge(c + 1);
    if (s.pyramid != nullptr && at[k + 1] - at[k] > 64) {
      // Thousands of samples in a column: their plain mean. Exact for even sampling but for the two ends.
      out[k] = summarise(s, at[k], at[k + 1]).mean();
      continue;
    }
    double area = 0, length = 0;
    for (std::size_t i = begin; i < end; ++i) piece(i, from, to, area, length);
    if (s.hold == Hold::since_last && at[k] == 0 && size >= 1 && has_value(s, 0)) {
      const double l = std::max(s.t[0] - tail, from), r = std::min(s.t[0], to);
      if (r > l) area += (r - l) * s.v[0], length += r - l;
    }
    if (length > 0)
      out[k] = area / length;
    else if (at[k + 1] > at[k])
      out[k] = summarise(s, at[k], at[k + 1]).mean();
  }
  return out;
}

std::vector<double> column_max(const Series& s, const Columns& columns) {
  std::vector<double> out(static_cast<std::size_t>(std::max(0, columns.n)), no_value);
  const std::size_t size = s.size();
  if (size == 0 || !columns.valid()) return out;
  const auto at = column_bounds(s.t, size, columns);
  const double tail = last_interval(s.t.first(size));
  for (int c = 0; c < columns.n; ++c) {
    const auto k = static_cast<std::size_t>(c);
    const RangeSummary r = summarise(s, at[k], at[k + 1]);
    double max = r.count > 0 ? r.max : no_value;
    const auto take = [&](double v) {
      if (std::isfinite(v) && !(v <= max)) max = v;
    };
    const double from = columns.edge(c), to = columns.edge(c + 1);
    const std::size_t before = at[k] - 1, after = at[k + 1];  // `before` only used where at[k] > 0
    const bool has_before = at[k] > 0, has_after = after < size;
    switch (s.hold) {
      case Hold::until_next:
        if (has_before && (at[k] < size ? s.t[at[k]] > from : s.t[before] + tail > from)) take(s.v[before]);
        break;
      case Hold::since_last:
        if (has_after && (after > 0 ? s.t[after - 1] < to : s.t[after] - tail < to)) take(s.v[after]);
        break;
      case Hold::linear: {
        const auto on_line = [&](std::size_t a, std::size_t b, double t) {
          if (has_value(s, a) && has_value(s, b)) take(s.v[a] + (s.v[b] - s.v[a]) * ((t - s.t[a]) / (s.t[b] - s.t[a])));
        };
        if (has_before && at[k] < size && s.t[at[k]] > from) on_line(before, at[k], from);
        if (has_after && after > 0 && s.t[after] >= to) on_line(after - 1, after, to);
        break;
      }
    }
    out[k] = max;
  }
  return out;
}

}  // namespace netsuden::viz
