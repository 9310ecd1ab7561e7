// SPDX-License-Identifier: Apache-2.0
// The viewer: what a frame of a long series costs on top of the drawing of its canvas, mean over zooms from all of it to a
// ten-thousandth (target: 1 ms at 10 million points, 2 ms at 100 million); what a pyramid costs to build.
#include <benchmark/benchmark.h>

#include <cmath>

#include "tests/bench/whole_run.hpp"
#include "viz/plot/marks.hpp"
#include "viz/plot/pyramid.hpp"

namespace netsuden::bench {
namespace {

using namespace netsuden::viz;

class NoCanvas final : public Canvas {
 public:
  Size size() const override { return {1920, 1080}; }
  void fill_polygon(std::span<const Point> p, Color) override { points += p.size(); }
  void fill_rect(const Rect&, Color) override { points += 4; }
  void fill_band(std::span<const BandPoint> b, Color) override { points += b.size(); }
  void polyline(std::span<const Point> p, const Stroke&) override { points += p.size(); }
  void text(Point, std::string_view, const TextStyle&) override {}
  double text_width(std::string_view, const TextStyle&) const override { return 10; }
  void push_clip(const Rect&) override {}
  void pop_clip() override {}
  std::size_t points = 0;
};

void draw(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(quick ? state.range(0) / 100 : state.range(0));
  std::vector<float> v(n);
  std::vector<double> t(n);
  for (std::size_t i = 0; i < n; ++i) {
    t[i] = 1.8e9 + static_cast<double>(i);
    v[i] = static_cast<float>(std::sin(static_cast<double>(i) * 1e-5) + 1e-3 * static_cast<double>(i * 7919 % 1000));
  }
  const Pyramid pyramid{Values(v)};
  const Series series{t, v, Hold::until_next, &pyramid};
  NoCanvas canvas;
  Frame frame;
  frame.plot = {20, 20, 1880, 400};
  frame.low = -1, frame.high = 2;
  int step = 0;
  for (auto _ : state) {
    const double share = std::pow(10.0, -4.0 * (step % 60) / 59.0), length = share * static_cast<double>(n);
    frame.time.t0 = 1.8e9 + 0.37 * (static_cast<double>(n) - length);
    frame.time.t1 = frame.time.t0 + length;
    draw_line(canvas, frame, series, {});
    ++step;
  }
  state.counters["target_ms"] = state.range(0) > 50'000'000 ? 2 : 1;
  state.counters["points_a_frame"] = static_cast<double>(canvas.points) / std::max(1, step);
}
BENCHMARK(draw)->Name("viewer/draw")->Arg(10'000'000)->Arg(100'000'000)->Unit(benchmark::kMillisecond);

void build(benchmark::State& state) {
  std::vector<float> v(quick ? 100'000 : 10'000'000);
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<float>(i * 7919 % 1000);
  for (auto _ : state) benchmark::DoNotOptimize(Pyramid{Values(v)});
  state.counters["s_per_sample"] = benchmark::Counter(static_cast<double>(v.size()), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(build)->Name("viewer/pyramid")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace netsuden::bench
