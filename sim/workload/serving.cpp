// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/serving.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/workload/queueing.hpp"

namespace netsuden {

void describe(Describe& d, ServingParams& p) {
  const char* ml = "ML.ENERGY benchmark v3";
  d.integer("gpus", p.gpus, {.range = {1, 4096, "accelerators of an instance"}, .text = "Accelerators over which the weights of an instance are spread.", .source = ml});
  d.quantity("gpu_idle", p.gpu_idle, {.unit = "W", .range = {0, 1e4, "one accelerator"}, .text = "Idle power of an accelerator of those that were measured.", .source = "physics reference 1.2: bare H100 71.8 W (arXiv 2605.23918)"});
  d.quantity("gpu_rated", p.gpu_rated, {.unit = "W", .range = {1, 1e4, "one accelerator"}, .text = "Its rated power: with it a node draws its full power.", .source = "NVIDIA H100 SXM data sheet"});
  d.numbers("batch", p.batch, {.range = {1, 1e6, "sequences"}, .text = "Sequences that are decoded together, as measured; the last is the most that is admitted.", .source = ml});
  d.numbers("token_time_ms", p.token_time_ms, {.range = {0.01, 1e5, "milliseconds"}, .text = "Time between two tokens of a sequence at these batches, ms.", .source = ml});
  d.numbers("decode_power_w", p.decode_power_w, {.range = {0, 1e4, "one accelerator"}, .text = "Power of an accelerator at these batches, W.", .source = ml});
  d.quantity("prefill_rate", p.prefill_rate, {.unit = "/s", .range = {1, 1e9, "tokens"}, .text = "Tokens of prompts that an instance reads in a second at full clock.", .source = "Splitwise: Llama 2 70B on four H100, prompts of 1,024 tokens"});
  d.quantity("prefill_power", p.prefill_power, {.unit = "W", .range = {0, 1e4, "one accelerator"}, .text = "Power of an accelerator meanwhile.", .source = "Splitwise: prompts draw the rated power"});
  d.fraction("decode_clock", p.decode_clock, {.unit = "%", .range = {0.05, 1, "a share of the full clock"}, .text = "Clock below which decoding slows down; above it the memory sets the pace.", .source = "physics reference 1.5: indifferent to caps above about 0.45 of the rated power, which is 1.13 to 1.25 of 1.98 GHz"});
}

ServingModel::ServingModel(const ServingParams& p) : params_(p) {}

namespace {

/// Segment of rising points that holds x: [i, i+1].
std::size_t segment(const std::vector<double>& x, double at) {
  const auto upper = std::upper_bound(x.begin(), x.end(), at);
  const auto i = static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, upper - x.begin())) - 1;
  return std::min(i, x.size() - 2);
}

}  // namespace

double ServingModel::token_s(double batch) const {
  const auto &b = params_.batch, &t = params_.token_time_ms;
  if (b.size() < 2 || batch <= b.front()) return t.front() * 1e-3;
  const std::size_t i = segment(b, batch);
  return 1e-3 * (t[i] + (t[i + 1] - t[i]) * (batch - b[i]) / (b[i + 1] - b[i]));
}

double ServingModel::decode_w(double batch) const {
  const auto &b = params_.batch, &w = params_.decode_power_w;
  const double idle = params_.gpu_idle.si();
  if (batch <= b.front()) return idle + (w.front() - idle) * std::max(0.0, batch) / b.front();
  if (b.size() < 2 || batch >= b.back()) return w.back();
  const std::size_t i = segment(b, batch);
  return w[i] + (w[i + 1] - w[i]) * (batch - b[i]) / (b[i + 1] - b[i]);
}

ServingSpeed ServingModel::speed(double clock) const { return {clock, std::min(1.0, clock / params_.decode_clock.value())}; }

double ServingModel::power_share(double gpu_w) const {
  const double idle = params_.gpu_idle.si();
  return std::clamp((gpu_w - idle) / std::max(1e-9, params_.gpu_rated.si() - idle), 0.0, 1.0);
}

/// b / tau(b) = x. On a segment tau = u + v b, so that b = x u / (1 - x v).
double ServingModel::batch_of(double x) const {
  const auto &b = params_.batch, &t = params_.token_time_ms;
  const double first = t.front() * 1e-3;
  if (x * first <= b.front()) return x * first;
  for (std::size_t i = 0; i + 1 < b.size(); ++i) {
    if (x * t[i + 1] * 1e-3 > b[i + 1]) continue;
    const double v = 1e-3 * (t[i + 1] - t[i]) / (b[i + 1] - b[i]), u = 1e-3 * t[i] - v * b[i];
    return x * u / (1 - x * v);
  }
  return std::numeric_limits<double>::infinity();
}

ServingPoint ServingModel::at(double rate, double instances, const TokenMix& mix, const ServingTargets& targets, const ServingSpeed& speed) const {
  ServingPoint p;
  const double infinity = std::numeric_limits<double>::infinity();
  const double read_s = mix.input / (params_.prefill_rate.si() * speed.prefill);
  if (!(rate > 0) || !(instances > 0)) {
    p.token_s = token_s(0) / speed.decode;
    p.first_token_s = p.token_s + read_s;
    p.gpu_w = params_.gpu_idle.si();
    p.possible = !(rate > 0);
    return p;
  }
  const double each = rate / instances;
  p.prefill_share = each * read_s;
  p.batch = p.prefill_share < 1 ? batch_of(each * mix.output / (speed.decode * (1 - p.prefill_share))) : infinity;
  p.possible = std::isfinite(p.batch);
  if (!p.possible) {
    p.prefill_share = std::min(1.0, p.prefill_share);
    p.token_s = p.first_token_s = infinity;
    p.within = 0;
    p.gpu_w = p.prefill_share * params_.prefill_power.si() + (1 - p.prefill_share) * params_.decode_power_w.back();
    return p;
  }
  const double step = token_s(p.batch) / speed.decode, offered = rate * read_s;
  p.token_s = step / (1 - p.prefill_share);
  p.first_token_s = mean_wait_s(instances, offered, read_s) + step + read_s;
  const double left = targets.first_token_s - step - read_s;
  p.within = left < 0 ? 0 : 1 - wait_tail(instances, offered, read_s, left);
  p.gpu_w = p.prefill_share * params_.prefill_power.si() + (1 - p.prefill_share) * decode_w(p.batch);
  return p;
}

bool ServingModel::attains(double rate, double instances, const TokenMix& mix, const ServingTargets& targets, const ServingSpeed& speed) const {
  if (!(instances > 0)) return !(rate > 0);
  const ServingPoint p = at(std::max(rate, 1e-12), instances, mix, targets, speed);
  return p.possible && p.token_s <= targets.token_s && p.within >= targets.share;
}

double ServingModel::capacity(double instances, const TokenMix& mix, const ServingTargets& targets, const ServingSpeed& speed) const {
  if (!attains(0, instances, mix, targets, speed) || !(instances > 0)) return 0;
  double low = 0, high = instances * std::min(params_.prefill_rate.si() * speed.prefill / mix.input, speed.decode * params_.batch.back() / (params_.token_time_ms.back() * 1e-3) / mix.output);
  for (int i = 0; i < 60 && high - low > 1e-9 * high; ++i) {
    const double middle = (low + high) / 2;
    (attains(middle, instances, mix, targets, speed) ? low : high) = middle;
  }
  return low;
}

int ServingModel::instances_for(double rate, int most, const TokenMix& mix, const ServingTargets& targets, const ServingSpeed& speed) const {
  if (!(rate > 0)) return 0;
  if (!attains(rate, most, mix, targets, speed)) return most + 1;
  int low = 0, high = most;  // too few, enough
  while (high - low > 1) {
    const int middle = (low + high) / 2;
    (attains(rate, middle, mix, targets, speed) ? high : low) = middle;
  }
  return high;
}

std::string serving_problem(const ServingParams& p) {
  const std::size_t n = p.batch.size();
  if (n == 0 || p.token_time_ms.size() != n || p.decode_power_w.size() != n)
    return fmt::format("{} batches, {} token times and {} powers: one of each for every batch", n, p.token_time_ms.size(), p.decode_power_w.size());
  if (!(p.gpu_idle < p.gpu_rated)) return "the idle power of an accelerator is not below its rated power";
  for (std::size_t i = 0; i + 1 < n; ++i) {
    if (!(p.batch[i] < p.batch[i + 1])) return fmt::format("the batch of {:g} stands before that of {:g}: they rise", p.batch[i], p.batch[i + 1]);
    const double here = p.batch[i] / p.token_time_ms[i], next = p.batch[i + 1] / p.token_time_ms[i + 1];
    if (!(here < next)) return fmt::format("a batch of {:g} writes {:.4g} tokens/s and one of {:g} {:.4g}: larger batches write more, end the list before", p.batch[i], 1e3 * here, p.batch[i + 1], 1e3 * next);
  }
  return {};
}

int instances_in(int nodes, int gpus_per_node, int gpus_per_instance) {
  const int node = std::max(1, gpus_per_node);
  return node >= gpus_per_instance ? nodes * (node / gpus_per_instance) : nodes / nodes_of_instance(node, gpus_per_instance);
}

int nodes_of_instance(int gpus_per_node, int gpus_per_instance) {
  const int node = std::max(1, gpus_per_node);
  return std::max(1, (gpus_per_instance + node - 1) / node);
}

int nodes_for(int instances, int gpus_per_node, int gpus_per_instance) {
  const int node = std::max(1, gpus_per_node);
  if (node < gpus_per_instance) return instances * nodes_of_instance(node, gpus_per_instance);
  const int each = node / gpus_per_instance;
  return (instances + each - 1) / each;
}

}  // namespace netsuden
