// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/node_power.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

void describe(Describe& d, NodePowerParams& p) {
  const Range watts{0, 1e6, "a node is below a megawatt"};
  const auto curve_keys = [&](Describe& v) {
    v.quantity("idle", p.idle,
               {.unit = "W", .range = watts, .text = "Power of an idle node.", .source = "DGX H100, 2.1 to 2.5 kW"});
    v.quantity("max", p.max,
               {.unit = "W", .range = watts, .text = "Power of a node at full load.", .source = "DGX H100 user guide"});
    v.choice("curve", p.curve,
             {{"linear", "u"},
              {"sqrt", "Square root of u."},
              {"square", "u squared."},
              {"cubic", "u cubed."},
              {"mse", "2u - u^r, r = curve_parameter (Fan et al. 2007)."},
              {"asymptotic", "(1 + u - exp(-u/a))/2, a = curve_parameter."},
              {"asymptotic_dvfs", "(1 + u^3 - exp(-u^3/a))/2, a = curve_parameter."},
              {"points", "Straight lines between curve_points."}},
             {.text = "How power rises from idle to max with the utilisation.", .source = "OpenDC @691036de"});
    v.plain("curve_parameter", p.curve_parameter,
            {.range = {0.01, 5, "r lies in 1..2, a in 0.1..0.5"},
             .text = "r of mse, a of the asymptotic curves.",
             .source = "OpenDC @691036de; r = 1.4 is common"});
    v.numbers("curve_points", p.curve_points,
              {.range = {0, 1.5, "shares of the way from idle to max"},
               .text = "Shares of (max - idle) at equally spaced utilisations from 0 to 1, for `points`.",
               .source = "as measured, e.g. SPECpower"});
    v.integer("gpus", p.gpus,
              {.range = {0, 1024, "accelerators of a node"},
               .text = "Accelerators of a node, for GPU-hours; their power is in that of the node.",
               .source = "assumption: 4; a DGX system has 8"});
    v.quantity("gpu_peak", p.gpu_peak,
               {.unit = "PFLOP/s", .range = {1e-6, 1e4, "one accelerator"}, .text = "Peak of one accelerator, dense BF16: what training runs compute follows from it.", .default_text = "absent: compute is not counted"});
    v.boolean("zero_idle", p.zero_idle,
              {.text = "A node without work is switched off and draws nothing.", .source = "OpenDC @691036de"});
  };
  const auto additive_keys = [&](Describe& v) {
    v.integer("cpus", p.cpus,
              {.range = {0, 64, "sockets of a node"}, .text = "Processors of a node.", .source = "Frontier"});
    v.integer("gpus", p.gpus,
              {.range = {0, 1024, "accelerators of a node"}, .text = "Accelerators of a node.", .source = "Frontier"});
    v.quantity("cpu_idle", p.cpu_idle,
               {.unit = "W", .range = watts, .text = "Idle power of one processor.", .source = "RAPS @6c142bfd"});
    v.quantity("cpu_max", p.cpu_max,
               {.unit = "W", .range = watts, .text = "Full power of one processor.", .source = "RAPS @6c142bfd"});
    v.quantity("gpu_idle", p.gpu_idle,
               {.unit = "W", .range = watts, .text = "Idle power of one accelerator.", .source = "RAPS @6c142bfd"});
    v.quantity("gpu_max", p.gpu_max,
               {.unit = "W", .range = watts, .text = "Full power of one accelerator.", .source = "RAPS @6c142bfd"});
    v.quantity("gpu_peak", p.gpu_peak,
               {.unit = "PFLOP/s", .range = {1e-6, 1e4, "one accelerator"}, .text = "Peak of one accelerator, dense BF16: what training runs compute follows from it.", .default_text = "absent: compute is not counted"});
    v.quantity("other", p.other,
               {.unit = "W",
                .range = watts,
                .text = "Memory, network cards and drives of a node, whatever the load.",
                .source = "RAPS @6c142bfd: 74.26 + 4 x 20 + 30 W"});
  };
  d.variant("power_model", p.model,
            {{"curve", "Idle and full power of the node with a curve between."},
             {"additive", "Processors, accelerators and the rest are added."}},
            {.text = "How the power of a node is computed.", .source = "physics reference 1.1"},
            [&](Describe& v, int i) { i == 0 ? curve_keys(v) : additive_keys(v); });
}

double utilization_curve(UtilizationCurve curve, double u, double parameter) {
  u = std::clamp(u, 0.0, 1.0);
  switch (curve) {
    case UtilizationCurve::linear:
    case UtilizationCurve::points:
      return u;
    case UtilizationCurve::square_root:
      return std::sqrt(u);
    case UtilizationCurve::square:
      return u * u;
    case UtilizationCurve::cubic:
      return u * u * u;
    case UtilizationCurve::mse:
      return 2 * u - std::pow(u, parameter);
    case UtilizationCurve::asymptotic:
      return 0.5 * (1 + u - std::exp(-u / parameter));
    case UtilizationCurve::asymptotic_dvfs:
      return 0.5 * (1 + u * u * u - std::exp(-u * u * u / parameter));
  }
  return u;
}

double utilization_points(const std::vector<double>& g, double u) {
  if (g.empty()) return std::clamp(u, 0.0, 1.0);
  if (g.size() == 1) return g.front();
  const double at = std::clamp(u, 0.0, 1.0) * static_cast<double>(g.size() - 1);
  const std::size_t i = std::min(static_cast<std::size_t>(at), g.size() - 2);
  return g[i] + (g[i + 1] - g[i]) * (at - static_cast<double>(i));
}

namespace {
constexpr double f_max_ghz = 1.980, clock_linear = 36.76, clock_cubic = 52.46;
constexpr double dynamic_w(double f) { return f * (clock_linear + clock_cubic * f * f); }
}  // namespace

double dynamic_power_share(double clock) { return dynamic_w(clock * f_max_ghz) / dynamic_w(f_max_ghz); }

double clock_for_dynamic_share(double share) {
  if (!(share > 0)) return 0;
  if (share >= 1) return 1;
  double clock = std::cbrt(share);  // from above: the cubic part alone; Newton on a convex rising function
  for (int i = 0; i < 50; ++i) {
    const double f = clock * f_max_ghz;
    const double slope = (clock_linear + 3 * clock_cubic * f * f) * f_max_ghz / dynamic_w(f_max_ghz);
    const double step = (dynamic_power_share(clock) - share) / slope;
    clock -= step;
    if (std::abs(step) < 1e-15) break;
  }
  return clock;
}

ActivePower node_power(const NodePowerParams& p, double cpu_util, double gpu_util, double clock) {
  const double phi = clock == 1 ? 1.0 : dynamic_power_share(clock);
  if (p.model == NodeModel::curve) {
    if (p.zero_idle && !(cpu_util > 0)) return ActivePower{};
    const double g = p.curve == UtilizationCurve::points ? utilization_points(p.curve_points, cpu_util)
                                                         : utilization_curve(p.curve, cpu_util, p.curve_parameter);
    return p.idle + (p.max - p.idle) * (g * phi);
  }
  const double u_c = std::clamp(cpu_util, 0.0, 1.0), u_g = std::clamp(gpu_util, 0.0, 1.0);
  const ActivePower idle = p.cpu_idle * p.cpus + p.gpu_idle * p.gpus + p.other;
  const ActivePower dynamic = (p.cpu_max - p.cpu_idle) * (p.cpus * u_c) + (p.gpu_max - p.gpu_idle) * (p.gpus * u_g);
  return idle + dynamic * phi;
}

ActivePower node_idle_power(const NodePowerParams& p) { return node_power(p, 0, 0); }
ActivePower node_max_power(const NodePowerParams& p) { return node_power(p, 1, 1); }

TemperatureDiff air_temperature_rise(HeatFlow heat, VolumeFlow flow, double rho_kg_m3) {
  return TemperatureDiff::from_si(heat.si() / (rho_kg_m3 * flow.si() * constants::cp_air));
}

}  // namespace netsuden
