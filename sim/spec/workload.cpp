// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/workload.hpp"

#include "sim/workload/scheduler.hpp"

namespace netsuden {

void describe(Describe& d, JobUsageSpec& u) {
  d.path("file", u.file, {.required = true, .text = "CSV of the series; it covers the horizon."});
  d.text("column", u.column, {.required = true, .text = "Column of what is used."});
  d.text("time", u.time, {.text = "Column of the time, s from the horizon's start; each value holds until the next."});
  d.plain("per_node", u.per_node, {.range = {1e-6, 1e12, "positive"}, .text = "What the column holds for one node in full use: 1 where it counts nodes, 33600 for MHz of 16 cores of 2.1 GHz."});
}

void describe(Describe& d, JobTraceSpec& j) {
  d.path("file", j.file, {.required = true, .text = "Job log; may be packed with gzip."});
  d.choice("format", j.format, {{"csv", "plain columns named below"}, {"raps", "job list written by ExaDigiT RAPS"}, {"philly", "Philly jobs as published with Gavel"}, {"swf", "standard workload format 2.2 of the Parallel Workloads Archive"},
                                 {"alibaba_2023", "pods of Alibaba's cluster-trace-gpu-v2023; those without a GPU, or never placed, are left out"}, {"alibaba_2025", "instances of Alibaba's cluster-trace-gpu-v2025; those without a GPU are left out"}}, {.text = "Format of the log."});
  d.text("id", j.id, {.text = "Column of the job number (csv); need not be in the file."});
  d.text("submit", j.submit, {.text = "Column of the submission, s from the horizon's start (csv)."});
  d.text("nodes", j.nodes, {.text = "Column of the nodes (csv)."});
  d.text("run", j.run, {.text = "Column of the run time at full clock, s (csv)."});
  d.text("utilization", j.utilization, {.text = "Column of the power utilisation, 0 to 1 (csv); need not be in the file where fill_utilization is given."});
  d.text("tenant", j.tenant, {.text = "Column of the tenant (csv); need not be in the file."});
  d.text("limit", j.limit, {.text = "Column of the wall time that is asked for, s (csv); need not be in the file. A scheduler that looks ahead expects the end of a job by it, or by the run time at full clock where it is unknown."});
  d.text("priority", j.priority, {.text = "Column of the priority (csv): the higher the sooner, where `scheduler.order` is priority; need not be in the file."});
  d.choice("tenant_of", j.tenant_of, {{"none", "jobs have no tenant"}, {"user", "user_N"}, {"group", "group_N"}, {"executable", "executable_N"}, {"queue", "queue_N, or its name in the header"}, {"partition", "partition_N, or its name in the header"}}, {.text = "Field whose number makes the tenant (swf)."});
  d.choice("priority_of", j.priority_of, {{"none", "0 for all"}, {"user", "its number"}, {"group", "its number"}, {"executable", "its number"}, {"queue", "its number"}, {"partition", "its number"}}, {.text = "Field whose number is the priority (swf): the higher the sooner."});
  d.integer("procs_per_node", j.procs_per_node, {.range = {1, 1e6, "at least one"}, .text = "Processors of the log that stand for a node; jobs are rounded up to whole nodes (swf, and csv: of the column `nodes`).", .default_text = "MaxProcs over MaxNodes of the header of an swf log, where both are there, else 1"});
  d.choice("start", j.start, {{"first_job", "its first submission is the horizon's start"}, {"header", "by its dates: UnixStartTime of its header"}}, {.text = "Where on the horizon the log lies (swf)."});
  d.fraction("fill_utilization", j.fill_utilization, {.unit = "%", .range = {0, 1, "a share"}, .text = "Power utilisation where the log has none; 100 % for the formats but csv and raps, which have none at all.", .source = "assumption", .default_text = "error for csv and raps, 100 % for the other formats"});
  d.plain("time_scale", j.time_scale, {.range = {1e-6, 1e6, "positive"}, .text = "Submission times are multiplied by it."});
  d.object("usage", j.usage, {.text = "What all jobs of the log used together, over time: the utilisations of those that run are multiplied by one factor such that it comes to that, none beyond full use. For logs whose submissions are their starts.", .default_text = "absent: the utilisation of a job is the same all along"});
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
  d.object("overestimate", s.overestimate, {.text = "Wall time that a job asks for over its run time at full clock; what is drawn below 1 is 1.", .default_text = "absent: no time is asked for, and schedulers expect the run time"});
  d.plain("priority", s.priority, {.range = {-1e9, 1e9, "a number"}, .text = "The higher the sooner, where `scheduler.order` is priority."});
  d.text("tenant", s.tenant, {.text = "Who owns the jobs."});
  d.plain("daily_amplitude", s.daily_amplitude, {.range = {0, 1, "relative to the mean"}, .text = "Amplitude of the daily cosine of the rate."});
  d.plain("peak_hour", s.peak_hour, {.range = {0, 24, "hours of the day"}, .text = "Local hour of most arrivals."});
}

void describe(Describe& d, JobSourceSpec& s) {
  d.object("trace", s.trace, {.text = "Jobs from a log."});
  d.object("synthetic", s.synthetic, {.text = "Jobs from distributions."});
  d.object("residency", s.residency, {.text = "Where these jobs may run, beside what their tenant says.", .default_text = "absent: as their tenant"});
}

void describe(Describe& d, SchedulerSpec& s) {
  std::vector<Choice> policies;
  for (const PolicyInfo& p : scheduling_policies()) policies.push_back({p.name, p.text});
  d.choice("policy", s.policy, policies, {.text = "Who starts beside or before the head of the queue. A job stands in one hall; halls are looked at in the order of the scenario. What is expected of a job's end is its start and the wall time it asks for, or its run time at full clock; one that is still there then is taken to end a second from now.", .source = "Lifka, JSSPP 1995 (EASY); Mu'alem and Feitelson, IEEE TPDS 12(6), 2001 (conservative)"});
  d.choice("order", s.order, {{"submission", "as they come"}, {"priority", "the higher number first"}, {"fair_share", "first the tenant with the least decayed node-seconds over its share"}, {"shortest", "the shorter request first"}, {"largest", "more nodes first"}},
           {.text = "Order of the queue; equal ones by submission, then in the order of their source."});
  d.integer("backfill_depth", s.backfill_depth, {.range = {1, 1e6, "at least one"}, .text = "Queued jobs behind the head that are looked at in a pass and stay queued (easy_backfill), or that have a reservation (conservative_backfill).", .source = "bf_max_job_test of Slurm's backfill scheduler is the like"});
  d.choice("wall_limit", s.wall_limit, {{"ignore", "jobs run on to their end"}, {"kill", "they are killed; `/job/outcome` is killed"}}, {.text = "What becomes of jobs that pass the wall time they asked for."});
  d.quantity("half_life", s.half_life, {.unit = "d", .range = {0.001, 1e5, "minutes to centuries"}, .text = "In which usage that fair share counts decays to half.", .source = "PriorityDecayHalfLife of Slurm: 7 days"});
}

void describe(Describe& d, TenantSpec& t) {
  d.plain("share", t.share, {.range = {1e-6, 1e6, "above 0"}, .text = "Fair share, relative to those of the other tenants; a tenant that is not named has 1.", .source = "assumption"});
  d.fraction("quota", t.quota, {.unit = "%", .range = {0, 1, "a share"}, .text = "Nodes it may hold at once, of those of all halls that take jobs, rounded down; its jobs wait beyond it, and hold nobody up.", .default_text = "absent: not limited"});
  d.integer("quota_nodes", t.quota_nodes, {.range = {0, 2e9, "not negative"}, .text = "The same as a number of nodes; of both the smaller holds.", .default_text = "absent: not limited"});
  d.text("jurisdiction", t.jurisdiction, {.text = "Country where it is at home, ISO 3166 code: that of `jurisdiction` of sites."});
  d.choice("level", t.level, {{"L0", "none"}, {"L1", "its data rest at home: there is a site in its country, its work runs anywhere"}, {"L2", "data and compute at home"}, {"L3", "and the operator is of its country"}, {"L4", "and so are control plane, keys, backups and support"}},
           {.text = "Sovereignty that its work needs; what it bars is refused where nothing else is left.", .source = "horizon reference, section 5"});
  d.text("operator", t.operator_name, {.text = "Operator whose sites are its own: they are looked at first, those of others need a contract.", .default_text = "absent: it may use all sites"});
  d.object("residency", t.residency, {.text = "Where its work may run, beside what `level` says.", .default_text = "absent: anywhere"});
  d.list("site_quotas", t.site_quotas, {.text = "Nodes of a site that its jobs may hold at once."});
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
  d.plain("priority", t.priority, {.range = {-1e9, 1e9, "a number"}, .text = "The higher the sooner, where `scheduler.order` is priority."});
  d.object("swing", t.load.swing, {.text = "How its power swings with its iterations."});
  d.object("smoothing", t.load.smoothing, {.text = "What the GPUs do against it: a floor, which costs energy, and ramps.", .default_text = "absent: nothing"});
  d.object("rack_store", t.load.store, {.text = "Energy storage in the power shelves of its racks.", .default_text = "absent: none"});
}

void describe(Describe& d, WorkloadSpec& w) {
  d.object("scheduler", w.scheduler, {.text = "How jobs are started."});
  d.map("tenants", w.tenants, {.text = "Shares and quotas of tenants, by the name that jobs give."});
  d.list("jobs", w.jobs, {.text = "Batch jobs, from logs or distributions."});
  d.list("profiles", w.profiles, {.text = "Load of the nodes that no job holds."});
  d.list("replay", w.replay, {.text = "Measured IT power."});
  d.list("training", w.training, {.text = "Synchronous training runs, whose power swings."});
  d.list("contracts", w.contracts, {.text = "What operators lend to tenants of others."});
  d.object("largest_training", w.largest_training, {.text = "Of which training run the summary says how large the campus could power it."});
  d.list("services", w.services, {.text = "Language models that answer requests on nodes of their own."});
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
