// SPDX-License-Identifier: Apache-2.0
// Training runs and the limits of their swings: a hall that takes jobs and is large enough, a waveform above idle, bands
// that can be told apart.
#include <fmt/format.h>

#include <cmath>
#include <set>

#include "io/scenario/check_context.hpp"
#include "sim/workload/training_load.hpp"

namespace netsuden {
namespace {

constexpr double narrowest_band_hz = 4.0 / 1024;  // four lines of the longest segment that is analysed

void limits(const CheckContext& c, const SwingLimits& l, const std::string& at) {
  std::set<std::pair<double, double>> seen;
  for (std::size_t i = 0; i < l.bands.size(); ++i) {
    const BandLimit& b = l.bands[i];
    const std::string band = fmt::format("{}.bands.{}", at, i);
    if (!(b.to > b.from))
      c.error("limits", band, fmt::format("a band from {:g} Hz to {:g} Hz", b.from.si(), b.to.si()), "`to` lies above `from`");
    else if ((b.to - b.from).si() < narrowest_band_hz)
      c.error("limits", band, fmt::format("the band is {:g} Hz wide: the spectrum has lines of {:g} Hz", (b.to - b.from).si(), narrowest_band_hz / 4), fmt::format("at least {:g} Hz", narrowest_band_hz));
    if (!seen.emplace(b.from.si(), b.to.si()).second) c.error("limits", band, "the band is there twice", "one limit for each band");
  }
}

constexpr double most_for_its_work = 20;  // mean time over work: a run that nobody would start; assumption

void run(const CheckContext& c, const TrainingSpec& t, const HallSpec& h, const std::string& at) {
  const int nodes = h.racks.count * h.racks.params.nodes_per_rack;
  if (t.nodes > nodes) c.error("training", at + ".nodes", fmt::format("`{}` wants {} nodes, `{}` has {}", t.name, t.nodes, t.hall, nodes), "fewer nodes or more racks");
  if (t.compute && t.duration) c.error("training", at + ".compute", fmt::format("`{}` has both a duration and a compute", t.name), "one of them");
  const auto& peak = h.racks.params.node.gpu_peak;
  const double gpus = static_cast<double>(t.nodes) * std::max(1, h.racks.params.node.gpus);
  if (t.compute && !peak) c.error("training", at + ".compute", fmt::format("how fast are the accelerators of `{}`? Their racks state no peak", t.hall), "add `gpu_peak` to the `node` of their racks, or a duration in place of compute");
  if (t.failures) {
    const RunPlan p = plan_of(t, gpus, peak, 1_d);
    const double takes = expected_wall(p) / p.work;  // of one without end only its intervals tell
    const std::string between = format_duration(p.between->si()), better = fmt::format("swing.checkpoint_interval of about {}", format_duration(best_interval(t.load.swing.checkpoint_time, *p.between).si()));
    if (takes > most_for_its_work && (p.interval || t.duration || t.compute))
      c.error("training", at + ".failures", fmt::format("`{}` fails every {} on average: it would {}", t.name, between, takes < 1e6 ? fmt::format("take {:.3g} times its work", takes) : "never end"), "checkpoints more often: " + better);
    else if (!p.interval)
      c.warn("training", at + ".failures", fmt::format("`{}` writes no checkpoint: each failure, every {} on average, costs all that it did", t.name, between), better);
  }
  const GpuPower g = training_power(make_rack(h.racks.params), t.utilization.value());
  const double idle = g.idle / g.high, low = 1 - t.load.swing.depth.value();
  if (low < idle - 1e-9)
    c.error("training", at + ".swing.depth",
            fmt::format("a depth of {:.0f} % goes below idle, which is {:.0f} % of the power at a utilisation of {:.0f} %", 100 * t.load.swing.depth.value(), 100 * idle, 100 * t.utilization.value()),
            fmt::format("at most {:.0f} %", std::floor(100 * (1 - idle))));
  if (t.load.smoothing && t.load.smoothing->floor.value() <= low && t.load.smoothing->floor.value() > 0)
    c.warn("training", at + ".smoothing.floor", fmt::format("a floor of {:.0f} % is not above the low level of {:.0f} %: it does nothing", 100 * t.load.smoothing->floor.value(), 100 * low));
  const double edge = (g.high * (1 - low) / t.load.swing.slew).si(), period = t.load.swing.period.si(), duty = t.load.swing.duty.value();
  if (edge > period * std::min(duty, 1 - duty))
    c.warn("training", at + ".swing.slew", fmt::format("an edge takes {:.3g} s, high or low power lasts {:.3g} s: the swing does not reach its levels", edge, period * std::min(duty, 1 - duty)));
}

}  // namespace

void check_training(const CheckContext& c) {
  const Scenario& s = c.scenario;
  for (const auto& g : s.grids)
    if (g.limits) limits(c, *g.limits, "grids." + g.name + ".limits");
  std::set<std::string> held;  // by a replay or a profile
  bool everywhere = false;
  for (const auto& r : s.workload.replay) held.insert(r.hall);
  for (const auto& p : s.workload.profiles) {
    everywhere = everywhere || p.halls.empty();
    held.insert(p.halls.begin(), p.halls.end());
  }
  std::set<std::string> names;
  int i = 0;
  for (const auto& t : s.workload.training) {
    const std::string at = fmt::format("workload.training.{}", i++);
    if (!names.insert(t.name).second) c.error("training", at + ".name", fmt::format("there are two runs `{}`", t.name), "a name of its own: it names the random stream");
    if (everywhere || held.contains(t.hall))
      c.error("training", at + ".hall", fmt::format("`{}` has a profile or a replay", t.hall), "a hall has jobs, a profile or a replay: name the halls of the profiles");
    for (const auto& site : s.sites)
      for (const auto& h : site.halls)
        if (site.name + "." + h.name == t.hall) run(c, t, h, at);
  }
}

}  // namespace netsuden
