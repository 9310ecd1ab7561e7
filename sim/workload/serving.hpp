// SPDX-License-Identifier: Apache-2.0
// A language model that answers requests with continuous batching: what a number of instances serves within its targets, and what they draw.
//
// An instance is the group of accelerators over which the weights are spread. A new request is read at once (prefill), before the running
// batch goes on; the batch, of b sequences on average, writes a token each in the token time tau(b) (decode). With lambda requests/s for an
// instance, L_in and L_out tokens each, a prefill rate of p tokens/s, and speeds s_p, s_d of the clock:
//
//   phi  = lambda L_in / (p s_p)                       share of the time that prefill takes
//   b    = lambda L_out tau_served                     Little's law over the time of a sequence in the batch
//   tau_served = tau(b) / (s_d (1 - phi))              time per output token: decode has what prefill leaves
//   W    : M/M/n wait before the n instances with the prefill time L_in / (p s_p) as service time (queueing.hpp)
//   TTFT = W + tau(b) / s_d + L_in / (p s_p)           the running iteration ends, then the prompt is read
//   tau(b), P_d(b) are measured at some batches and straight between; below the first batch tau keeps its first value and the power goes
//   down to idle. tau(b) / b must fall with b: then b follows from lambda in one look at the table.
//   power of an accelerator = phi P_prefill + (1 - phi) P_d(b); of it the share of the way from idle to rated is what a node draws of its way
//   from idle to full, whatever node the instance stands in
//
// Targets are met where tau_served is at most its target, b at most the largest measured batch and P(TTFT <= its target) at least the share asked
// for. All of it gets worse with lambda, so that there is one largest rate, the capacity; what comes beyond it is refused at the door and
// delays nobody.
//   s_p = clock; s_d = min(1, clock / clock_d): decode waits for memory and does not care until the clock is below clock_d.
//
// Source: G.-I. Yu et al., Orca, OSDI 2022 (iteration-level scheduling); P. Patel et al., Splitwise, ISCA 2024 (phases, their times and powers);
// physics reference 1.5 (decode under a cap) and 1.6. Range: 1 to the largest measured batch, phi < 1. Left out: the spread of L_in and L_out
// beyond the exponential service time, the size of the cache over the length of contexts, requests that an unlucky choice of instance
// makes wait while another is free (the wait is that of one queue before all), reuse of cached prompts, disaggregated prefill.
// Verified by tests/unit/workload/serving_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "sim/base/describe.hpp"

namespace netsuden {

/// Measured figures of an instance. Defaults: Llama 3.1 70B on four H100, as in the catalogue.
struct ServingParams {
  int gpus = 4;                                         ///< accelerators of an instance
  ActivePower gpu_idle = ActivePower::from_si(72), gpu_rated = ActivePower::from_si(700);  ///< of those that were measured
  std::vector<double> batch{8, 16, 32, 64, 96, 128, 192, 256, 384};
  std::vector<double> token_time_ms{16.5727, 17.6974, 20.0469, 22.4323, 25.3565, 27.8678, 33.7016, 39.8373, 55.1241};
  std::vector<double> decode_power_w{441.357, 450.951, 448.556, 500.375, 525.387, 545.939, 573.27, 588.575, 585.881};
  Frequency prefill_rate = Frequency::from_si(9700);    ///< tokens
  ActivePower prefill_power = ActivePower::from_si(700);
  Fraction decode_clock{0.6};
};
void describe(Describe&, ServingParams&);

struct TokenMix {
  double input = 1000, output = 250;   ///< tokens of a request, means
};

struct ServingTargets {
  double first_token_s = 2, token_s = 0.05, share = 0.95;
};

struct ServingSpeed {
  double prefill = 1, decode = 1;
};

/// How instances fare at a rate that is admitted.
struct ServingPoint {
  double prefill_share = 0, batch = 0;
  double token_s = 0, first_token_s = 0;  ///< per output token; to the first token, mean
  double within = 1;                      ///< share whose first token is there in its time
  double gpu_w = 0;                       ///< of an accelerator, mean
  bool possible = true;                   ///< the batch holds what is admitted
};

class ServingModel {
 public:
  explicit ServingModel(const ServingParams&);
  const ServingParams& params() const { return params_; }

  /// Token time and power of an accelerator at a batch.
  double token_s(double batch) const;
  double decode_w(double batch) const;
  ServingSpeed speed(double clock) const;
  /// Of a share of the way from idle to rated, of an accelerator's power.
  double power_share(double gpu_w) const;

  ServingPoint at(double rate, double instances, const TokenMix&, const ServingTargets&, const ServingSpeed& = {}) const;
  bool attains(double rate, double instances, const TokenMix&, const ServingTargets&, const ServingSpeed& = {}) const;
  /// The largest rate of requests, /s, with which all targets are met; 0 where a single request misses them.
  double capacity(double instances, const TokenMix&, const ServingTargets&, const ServingSpeed& = {}) const;
  /// The fewest instances that meet the targets; `most` + 1 where those are too few.
  int instances_for(double rate, int most, const TokenMix&, const ServingTargets&, const ServingSpeed& = {}) const;

 private:
  double batch_of(double tokens_per_s) const;  ///< that writes so many; infinite beyond the last
  ServingParams params_;
};

/// What is wrong with measured figures, "" where nothing is: lists of one length, batches that rise, tokens/s that rise with them.
std::string serving_problem(const ServingParams&);

/// Instances in a number of nodes: several a node, or several nodes an instance.
int instances_in(int nodes, int gpus_per_node, int gpus_per_instance);
/// Nodes that come and go together: those of an instance.
int nodes_of_instance(int gpus_per_node, int gpus_per_instance);
/// Nodes that so many instances take.
int nodes_for(int instances, int gpus_per_node, int gpus_per_instance);

}  // namespace netsuden
