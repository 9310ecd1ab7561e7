// SPDX-License-Identifier: Apache-2.0
// Thinning must keep extremes, ends, order and gaps: properties on random series, and closed forms.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/unit/viz/synthetic.hpp"
#include "viz/plot/decimate.hpp"

using namespace netsuden::viz;
using synthetic::Random;

namespace {

struct Made {
  std::vector<double> t, v;
};

Made make(std::uint64_t seed, std::size_t n, double gap_share) {
  Random random(seed);
  Made m;
  double t = 1e9, v = 0;
  for (std::size_t i = 0; i < n; ++i) {
    t += random.uniform() < 0.05 ? 50 * random.uniform() : 0.01 + random.uniform();
    v = 0.9 * v + random.around() + (random.uniform() < 0.002 ? 40 : 0);
    m.t.push_back(t);
    m.v.push_back(random.uniform() < gap_share ? no_value : v);
  }
  return m;
}

/// Reference: extremes of the samples with edge(c) <= t < edge(c + 1), by plain comparison.
void extremes(const Made& m, const Columns& grid, int c, double& low, double& high, std::size_t& count) {
  low = 1e300, high = -1e300, count = 0;
  for (std::size_t i = 0; i < m.t.size(); ++i) {
    const bool inside = m.t[i] >= grid.edge(c) && (c + 1 == grid.n ? m.t[i] <= grid.t1 : m.t[i] < grid.edge(c + 1));
    if (!inside || std::isnan(m.v[i])) continue;
    low = std::min(low, m.v[i]), high = std::max(high, m.v[i]);
    ++count;
  }
}

}  // namespace

TEST_CASE("a thinned line keeps the extremes of every column, its ends and its order") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Made m = make(seed, 2000 + 97 * seed, seed % 3 == 0 ? 0.0 : 0.15);
    const double span = m.t.back() - m.t.front();
    const Columns grid{m.t.front() + (seed % 4 == 0 ? 0.2 * span : 0), m.t.back() - (seed % 5 == 0 ? 0.3 * span : 0),
                       static_cast<int>(1 + seed * 7)};
    const Series s{m.t, m.v};
    const auto thin = thin_line(s, grid);
    REQUIRE(thin.size() <= static_cast<std::size_t>(8 * grid.n + 4));
    for (std::size_t i = 1; i < thin.size(); ++i) REQUIRE(thin[i].t >= thin[i - 1].t);
    // Every point is a sample of the series.
    for (const Sample& p : thin) {
      const auto at = std::lower_bound(m.t.begin(), m.t.end(), p.t);
      REQUIRE(at != m.t.end());
      REQUIRE(*at == p.t);
      const double v = m.v[static_cast<std::size_t>(at - m.t.begin())];
      REQUIRE((p.gap() ? std::isnan(v) : v == p.v));
    }
    for (int c = 0; c < grid.n; ++c) {
      double low = 0, high = 0;
      std::size_t count = 0;
      extremes(m, grid, c, low, high, count);
      double thin_low = 1e300, thin_high = -1e300;
      for (const Sample& p : thin) {
        const bool inside = p.t >= grid.edge(c) && (c + 1 == grid.n ? p.t <= grid.t1 : p.t < grid.edge(c + 1));
        if (inside && !p.gap()) thin_low = std::min(thin_low, p.v), thin_high = std::max(thin_high, p.v);
      }
      REQUIRE(thin_low == low);
      REQUIRE(thin_high == high);
    }
    // First and last finite sample of the range are there.
    const auto has = [&](std::size_t i) {
      return std::find(thin.begin(), thin.end(), Sample{m.t[i], m.v[i]}) != thin.end();
    };
    const auto at = column_bounds(m.t, m.t.size(), grid);
    std::size_t first = at.front(), last = at.back() - 1;
    while (std::isnan(m.v[first])) ++first;
    while (std::isnan(m.v[last])) --last;
    REQUIRE(has(first));
    REQUIRE(has(last));
  }
}

TEST_CASE("a gap that fills whole columns splits the line") {
  std::vector<double> t, v;
  for (int i = 0; i < 1000; ++i) t.push_back(i), v.push_back(i >= 400 && i < 600 ? no_value : i % 7);
  const auto thin = thin_line({t, v}, {0, 999, 100});
  const auto gap = std::find_if(thin.begin(), thin.end(), [](const Sample& s) { return s.gap(); });
  REQUIRE(gap != thin.end());
  CHECK(gap->t == 400);        // first time of the gap
  CHECK((gap - 1)->t == 399);  // last sample before it
  CHECK((gap + 1)->gap());
  CHECK((gap + 1)->t == 599);  // last time of the gap
  CHECK((gap + 2)->t == 600);  // first sample behind it
  CHECK(std::count_if(thin.begin(), thin.end(), [](const Sample& s) { return s.gap(); }) == 2);
  CHECK(thin_line({t, std::vector<double>(1000, no_value)}, {0, 999, 100}).empty());
}

TEST_CASE("a sparse series stays as it is, with its neighbours outside the picture") {
  const std::vector<double> t{0, 10, 20, 30, 40, 50}, v{5, 4, 3, 2, 1, 0};
  const auto thin = thin_line({t, v}, {15, 35, 800});
  REQUIRE(thin.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(thin[i] == Sample{t[i + 1], v[i + 1]});
}

TEST_CASE("degenerate series and columns give nothing and do not crash") {
  const std::vector<double> none, one{3}, value{7}, inf{std::numeric_limits<double>::infinity()};
  CHECK(thin_line({none, none}, {0, 1, 10}).empty());
  CHECK(thin_line({one, value}, {0, 10, 10}) == std::vector<Sample>{{3, 7}});
  CHECK(thin_line({one, inf}, {0, 10, 10}).empty());
  CHECK(thin_line({one, value}, {0, 10, 0}).empty());
  CHECK(thin_line({one, value}, {5, 5, 10}).empty());
  CHECK(thin_line({one, value}, {no_value, 5, 10}).empty());
  CHECK(column_means({one, value, Hold::until_next}, {5, 5, 3}).size() == 3);
  CHECK(std::isnan(column_max({none, none}, {0, 1, 1})[0]));
}

TEST_CASE("means conserve the integral of a step series") {
  // The area under a step curve is the sum of value x duration, however it is cut into columns.
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Made m = make(seed, 500, 0);
    for (const Hold hold : {Hold::until_next, Hold::since_last}) {
      double area = 0;
      for (std::size_t i = 0; i + 1 < m.t.size(); ++i)
        area += (m.t[i + 1] - m.t[i]) * m.v[hold == Hold::until_next ? i : i + 1];
      for (const int n : {1, 7, 333, 5000}) {
        const Columns grid{m.t.front(), m.t.back(), n};
        const auto means = column_means({m.t, m.v, hold}, grid);
        double sum = 0;
        for (int c = 0; c < n; ++c) sum += means[static_cast<std::size_t>(c)] * (grid.edge(c + 1) - grid.edge(c));
        CHECK(sum == Approx(area).epsilon(1e-7));  // times of 1e9 s leave 1e-7 s
      }
    }
  }
}

TEST_CASE("means of a straight line are its values in the middle of the columns") {
  const std::vector<double> t{0, 10}, v{0, 100};
  const auto means = column_means({t, v, Hold::linear}, {0, 10, 5});
  for (int c = 0; c < 5; ++c) CHECK(means[static_cast<std::size_t>(c)] == Approx(10 + 20 * c));
}

TEST_CASE("a column's maximum is the largest value that holds in it") {
  const std::vector<double> t{0, 10, 20, 30}, v{1, 9, 2, 3};
  const Columns grid{0, 30, 6};  // columns of 5 s
  CHECK(column_max({t, v, Hold::until_next}, grid) == std::vector<double>{1, 1, 9, 9, 2, 3});
  CHECK(column_max({t, v, Hold::since_last}, grid) == std::vector<double>{9, 9, 9, 2, 3, 3});
  // Linear: at the borders of the columns the line stands at (1+9)/2 = 5, (9+2)/2 = 5.5 and 2.5.
  const auto linear = column_max({t, v, Hold::linear}, grid);
  CHECK(linear[0] == Approx(5));
  CHECK(linear[1] == Approx(9));
  CHECK(linear[2] == Approx(9));
  CHECK(linear[3] == Approx(5.5));
}

TEST_CASE("one hot sample in ten years of minutes is in the picture") {
  std::vector<float> v(5'259'600, 20.f);
  std::vector<double> t(v.size());
  for (std::size_t i = 0; i < t.size(); ++i) t[i] = 60.0 * static_cast<double>(i);
  v[3'141'592] = 45.f;
  const Pyramid pyramid{Values(v)};
  const Series s{t, v, Hold::linear, &pyramid};
  const auto thin = thin_line(s, {t.front(), t.back(), 1200});
  CHECK(std::count(thin.begin(), thin.end(), Sample{t[3'141'592], 45}) == 1);
  const auto max = column_max(s, {t.front(), t.back(), 1200});
  CHECK(std::count(max.begin(), max.end(), 45.0) == 1);
}

TEST_CASE("the pyramid agrees with the plain scan on any range, also when it grew in parts") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const Made m = make(seed, 5000 + 333 * seed, 0.1);
    Pyramid grown;
    for (std::size_t n = 0; n <= m.v.size(); n += 700 + 13 * seed) grown.append(Values(std::span(m.v).first(n)));
    const Pyramid whole{Values(m.v)};
    Random random(seed);
    for (int k = 0; k < 300; ++k) {
      std::size_t a = static_cast<std::size_t>(random.uniform() * static_cast<double>(m.v.size()));
      std::size_t b = static_cast<std::size_t>(random.uniform() * static_cast<double>(m.v.size()));
      if (a > b) std::swap(a, b);
      const RangeSummary plain = summarise(Values(m.v), a, b);
      for (const Pyramid* p : {&whole, static_cast<const Pyramid*>(&grown)}) {
        const RangeSummary fast = p->summarise(Values(m.v), a, b);
        REQUIRE(fast.count == plain.count);
        REQUIRE(fast.min_at == plain.min_at);
        REQUIRE(fast.max_at == plain.max_at);
        REQUIRE(fast.sum == Approx(plain.sum).margin(1e-9));
      }
    }
  }
}
