// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/synthetic_jobs.hpp"

#include <algorithm>
#include <cmath>

namespace netsuden {

double mean_of(const Distribution& d) {
  switch (d.type) {
    case DistributionType::constant: return d.value;
    case DistributionType::uniform: return (d.min + d.max) / 2;
    case DistributionType::log_uniform: return d.max > d.min ? (d.max - d.min) / std::log(d.max / d.min) : d.min;
    case DistributionType::lognormal: return d.median * std::exp(d.sigma * d.sigma / 2);
    case DistributionType::exponential:
    case DistributionType::normal: return d.mean;
  }
  return 0;
}

double draw(const Distribution& d, RandomStream& r) {
  switch (d.type) {
    case DistributionType::constant: return d.value;
    case DistributionType::uniform: return r.uniform(d.min, d.max);
    case DistributionType::log_uniform: return r.log_uniform(std::max(d.min, 1e-12), std::max(d.max, 1e-12));
    case DistributionType::lognormal: return r.lognormal(d.median, d.sigma);
    case DistributionType::exponential: return r.exponential(d.mean);
    case DistributionType::normal: return r.normal(d.mean, d.deviation);
  }
  return 0;
}

std::vector<Job> synthetic_jobs(const SyntheticJobsSpec& s, std::uint64_t seed, const std::string& stream, double horizon_s,
                                int largest_nodes, double local_offset_s, std::int64_t first_id, int tenant) {
  RandomStream arrivals(seed, stream + ".arrivals"), thinning(seed, stream + ".thinning"), nodes(seed, stream + ".nodes"),
      durations(seed, stream + ".durations"), utilisations(seed, stream + ".utilisations"), requests(seed, stream + ".requests");
  std::vector<Job> jobs;
  const double rate = s.rate.si(), top = rate * (1 + s.daily_amplitude);
  if (!(top > 0)) return jobs;
  const int largest = std::min(s.largest, largest_nodes);
  for (double t = arrivals.exponential(1 / top); t < horizon_s; t += arrivals.exponential(1 / top)) {
    const double hour = std::fmod((t + local_offset_s) / 3600, 24.0);
    const double now = rate * (1 + s.daily_amplitude * std::cos((hour - s.peak_hour) / 24 * 2 * M_PI));
    if (thinning.uniform() * top > now) continue;
    if (s.count && static_cast<int>(jobs.size()) >= *s.count) break;
    Job j;
    j.id = first_id + static_cast<std::int64_t>(jobs.size());
    j.submit_s = t;
    j.nodes = std::clamp(static_cast<int>(std::lround(std::min(draw(s.nodes, nodes), 1e9))), 1, std::max(1, largest));
    j.run_s = std::clamp(draw(s.duration_h, durations) * 3600, 1.0, s.longest.si());
    j.cpu_util = j.gpu_util = static_cast<float>(std::clamp(draw(s.utilization, utilisations), 0.0, 1.0));
    if (s.overestimate) j.limit_s = j.run_s * std::max(1.0, draw(*s.overestimate, requests));
    j.priority = s.priority;
    j.tenant = tenant;
    jobs.push_back(j);
  }
  return jobs;
}

}  // namespace netsuden
