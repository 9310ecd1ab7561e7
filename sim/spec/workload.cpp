// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/workload.hpp"

namespace netsuden {

void describe(Describe& d, JobTraceSpec& j) {
  d.path("file", j.file, {.required = true, .text = "Job log."});
  d.choice("format", j.format, {{"csv", "plain columns named below"}, {"raps", "job list written by ExaDigiT RAPS"}, {"philly", "Philly jobs as published with Gavel"}}, {.text = "Format of the log."});
  d.text("id", j.id, {.text = "Column of the job number (csv); need not be in the file."});
  d.text("submit", j.submit, {.text = "Column of the submission, s from the horizon's start (csv)."});
  d.text("nodes", j.nodes, {.text = "Column of the nodes (csv)."});
  d.text("run", j.run, {.text = "Column of the run time at full clock, s (csv)."});
  d.text("utilization", j.utilization, {.text = "Column of the power utilisation, 0 to 1 (csv); need not be in the file where fill_utilization is given."});
  d.text("tenant", j.tenant, {.text = "Column of the tenant (csv); need not be in the file."});
  d.fraction("fill_utilization", j.fill_utilization, {.unit = "%", .range = {0, 1, "a share"}, .text = "Power utilisation where the log has none; 100 % for `format: philly`, which has none at all.", .source = "assumption", .default_text = "100 % for philly; else a line without one is an error"});
  d.plain("time_scale", j.time_scale, {.range = {1e-6, 1e6, "positive"}, .text = "Submission times are multiplied by it."});
}

void describe(Describe& d, Distribution& x) {
  d.variant("type", x.type,
            {{"constant", ""}, {"uniform", ""}, {"log_uniform", ""}, {"lognormal", ""}, {"exponential", ""}, {"normal", ""}},
            {.text = "Family of the distribution."}, [&x](Describe& v, int i) {
    const auto t = static_cast<DistributionType>(i);
    const Range any{-1e12, 1e12, "numbers of jobs, hours, shares"};
    if (t == DistributionType::constant) v.plain("value", x.value, {.range = any, .text = "The value."});
    if (t == DistributionType::uniform || t == DistributionType::log_uniform) {
      v.plain("min", x.min, {.range = any, .text = "Smallest value."});
      v.plain("max", x.max, {.range = any, .text = "Largest value."});
    }
    if (t == DistributionType::lognormal) {
      v.plain("median", x.median, {.range = {1e-12, 1e12, "positive"}, .text = "Median."});
      v.plain("sigma", x.sigma, {.range = {0, 10, "of the logarithm"}, .text = "Standard deviation of the natural logarithm."});
    }
    if (t == DistributionType::exponential || t == DistributionType::normal) v.plain("mean", x.mean, {.range = any, .text = "Mean."});
    if (t == DistributionType::normal) v.plain("deviation", x.deviation, {.range = {0, 1e12, "not negative"}, .text = "Standard deviation."});
  });
}

void describe(Describe& d, SyntheticJobsSpec& s) {
  d.quantity("rate", s.rate, {.unit = "/d", .range = {0, 1e9, "not negative"}, .text = "Mean arrivals."});
  d.integer("count", s.count, {.range = {0, 1e8, "memory holds each job"}, .text = "Stop after so many jobs."});
  d.object("nodes", s.nodes, {.text = "Nodes of a job; rounded, at least 1."});
  d.object("duration_h", s.duration_h, {.text = "Run time at full clock, hours."});
  d.object("utilization", s.utilization, {.text = "Power utilisation while it runs, 0 to 1; what is drawn beyond is cut."});
  d.quantity("longest", s.longest, {.unit = "h", .range = {0.01, 1e5, "positive"}, .text = "Wall-time limit to which durations are clipped."});
  d.integer("largest", s.largest, {.range = {1, 2e9, "at least one"}, .text = "Largest job, nodes.", .default_text = "the largest hall"});
  d.text("tenant", s.tenant, {.text = "Who owns the jobs."});
  d.plain("daily_amplitude", s.daily_amplitude, {.range = {0, 1, "relative to the mean"}, .text = "Amplitude of the daily cosine of the rate."});
  d.plain("peak_hour", s.peak_hour, {.range = {0, 24, "hours of the day"}, .text = "Local hour of most arrivals."});
}

void describe(Describe& d, JobSourceSpec& s) {
  d.object("trace", s.trace, {.text = "Jobs from a log."});
  d.object("synthetic", s.synthetic, {.text = "Jobs from distributions."});
}

void describe(Describe& d, SchedulerSpec& s) {
  d.choice("policy", s.policy, {{"fcfs", "first come first served, no backfilling"}}, {.text = "Order of starts."});
}

void describe(Describe& d, ProfileSpec& p) {
  d.references("halls", p.halls, "hall", {.text = "Halls it loads; without it all.", .default_text = "all halls"});
  d.fraction("mean", p.mean, {.unit = "%", .range = {0, 1, "a share"}, .text = "Mean power utilisation of the nodes.", .source = "assumption"});
  d.plain("daily_amplitude", p.daily_amplitude, {.range = {0, 1, "relative to the mean"}, .text = "Amplitude of the daily cosine, relative."});
  d.plain("weekend_drop", p.weekend_drop, {.range = {0, 1, "relative to the mean"}, .text = "Drop on Saturdays and Sundays, relative."});
  d.plain("peak_hour", p.peak_hour, {.range = {0, 24, "hours of the day"}, .text = "Local hour of the maximum."});
  d.date("from", p.from, {.text = "Date from which the load ramps up; before, the nodes idle."});
  d.quantity("ramp", p.ramp, {.unit = "d", .range = {0, 1e5, "not negative"}, .text = "Length of a linear ramp from idle to the mean."});
}

void describe(Describe& d, ReplaySpec& r) {
  d.reference("hall", r.hall, "hall", {.required = true, .text = "Hall whose IT power is replayed, as SITE.HALL."});
  d.path("file", r.file, {.required = true, .text = "CSV with measured power."});
  d.texts("columns", r.columns, {.required = true, .text = "Columns that are summed; a range as `cdu1_W..cdu25_W`."});
  d.text("unit", r.unit, {.text = "Unit of the columns."});
  d.text("time", r.time, {.text = "Column of the time, s from `origin`."});
  d.date("origin", r.origin, {.text = "Date of second 0.", .default_text = "the horizon's start"});
}

void describe(Describe& d, TrainingSpec& t) {
  d.text("name", t.name, {.required = true, .text = "Its name, in messages and as its random stream."});
  d.reference("hall", t.hall, "hall", {.required = true, .text = "Hall whose nodes it takes, as SITE.HALL."});
  d.date("from", t.from, {.text = "When it is submitted; it starts once its nodes are free.", .default_text = "the horizon's start"});
  d.quantity("duration", t.duration, {.unit = "h", .range = {0.001, 1e6, "seconds to a century"}, .text = "Run time at full clock without failures, its checkpoints within.", .default_text = "beyond the horizon"});
  d.quantity("compute", t.compute, {.unit = "FLOP", .range = {1e12, 1e32, "positive"}, .text = "What it computes, in place of `duration`: that follows from the accelerators of its nodes, their `gpu_peak` and `mfu`.", .default_text = "as `duration` says"});
  d.fraction("mfu", t.mfu, {.unit = "%", .range = {0.001, 1, "a share of the peak"}, .text = "Model FLOP utilisation: of the peak of its accelerators while it works.", .source = "30 to 45 % for BF16 (Llama 3 405B: 38 to 43 %)"});
  d.object("failures", t.failures, {.text = "Failures of its nodes: each costs the work since the last checkpoint (`swing.checkpoint_interval`) and a restart.", .default_text = "absent: none"});
  d.integer("nodes", t.nodes, {.required = true, .range = {1, 1e6, "at least one"}, .text = "Nodes that work in step."});
  d.fraction("utilization", t.utilization, {.unit = "%", .range = {0, 1, "a share"}, .text = "Power utilisation of the nodes while they compute.", .source = "physics reference 1.4: high level of 0.9 to 1.0 of the rating"});
  d.text("tenant", t.tenant, {.text = "Who owns it."});
  d.object("swing", t.load.swing, {.text = "How its power swings with its iterations."});
  d.object("smoothing", t.load.smoothing, {.text = "What the GPUs do against it: a floor, which costs energy, and ramps.", .default_text = "absent: nothing"});
  d.object("rack_store", t.load.store, {.text = "Energy storage in the power shelves of its racks.", .default_text = "absent: none"});
}

void describe(Describe& d, WorkloadSpec& w) {
  d.object("scheduler", w.scheduler, {.text = "How jobs are started."});
  d.list("jobs", w.jobs, {.text = "Batch jobs, from logs or distributions."});
  d.list("profiles", w.profiles, {.text = "Load of the nodes that no job holds."});
  d.list("replay", w.replay, {.text = "Measured IT power."});
  d.list("training", w.training, {.text = "Synchronous training runs, whose power swings."});
}

RunPlan plan_of(const TrainingSpec& t, double gpus, std::optional<ComputeRate> peak, Duration open_end) {
  RunPlan p;
  p.interval = t.load.swing.checkpoint_interval;
  if (p.interval) p.checkpoint_time = t.load.swing.checkpoint_time;
  const double working = p.interval ? *p.interval / (*p.interval + p.checkpoint_time) : 1;
  p.work = t.compute && peak ? *t.compute / (*peak * (gpus * t.mfu.value())) : t.duration.value_or(open_end) * working;
  if (t.failures) {
    p.between = mean_time_between(*t.failures, gpus, t.nodes);
    p.restart = t.failures->restart;
  }
  return p;
}

}  // namespace netsuden
