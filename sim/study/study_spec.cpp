// SPDX-License-Identifier: Apache-2.0
#include "sim/study/study_spec.hpp"

namespace netsuden {

const std::vector<Choice> design_types{{"grid", "every combination of the levels of the parameters"},
                                       {"list", "row by row: the k-th value of every parameter, or the rows of a file"},
                                       {"latin_hypercube", "each parameter takes a value in each of so many equally likely slices"},
                                       {"sobol", "a scrambled Sobol sequence, which fills the space evenly"},
                                       {"monte_carlo", "independent draws, with correlations"},
                                       {"one_at_a_time", "the base, then one parameter moved at a time: a tornado chart"},
                                       {"morris", "trajectories of elementary effects: which of many parameters matter at all"},
                                       {"saltelli", "Sobol indices: the share of each parameter in the variance"}};

void describe(Describe& d, DesignSpec& s) {
  d.variant("type", s.type, design_types, {.required = true, .text = "Which combinations are run."}, [&s](Describe& v, int i) {
    const Range rows{2, 1e6, "rows of a study"};
    switch (static_cast<DesignType>(i)) {
      case DesignType::grid: break;
      case DesignType::list: v.path("file", s.file, {.text = "CSV whose columns are named as the parameters of the type `column`."}); break;
      case DesignType::latin_hypercube:
      case DesignType::monte_carlo: v.integer("samples", s.samples, {.required = true, .range = rows, .text = "Rows."}); break;
      case DesignType::sobol: v.integer("samples", s.samples, {.required = true, .range = rows, .text = "Rows; the sequence fills evenly at powers of two."}); break;
      case DesignType::one_at_a_time:
        v.fraction("low", s.low, {.unit = "%", .range = {0, 0.5, "below the median"}, .text = "Quantile to which a parameter is lowered.", .source = "P10, as tornado charts have it"});
        v.fraction("high", s.high, {.unit = "%", .range = {0.5, 1, "above the median"}, .text = "Quantile to which a parameter is raised.", .source = "P90, as tornado charts have it"});
        break;
      case DesignType::morris:
        v.integer("trajectories", s.trajectories, {.range = {2, 1e5, "rows of a study"}, .text = "Trajectories; each is one run more than there are parameters.", .source = "10 to 20 are usual (Campolongo 2007)"});
        v.integer("levels", s.levels, {.range = {2, 64, "even, so that a step of half the levels leads to each alike"}, .text = "Levels of each parameter.", .source = "Morris 1991"});
        break;
      case DesignType::saltelli:
        v.integer("samples", s.samples, {.required = true, .range = {2, 1e5, "rows of a study"}, .text = "Samples, a power of two; parameters + 2 runs each."});
        v.boolean("second_order", s.second_order, {.text = "Indices of pairs as well: 2 parameters + 2 runs a sample."});
        break;
    }
  });
}

void describe(Describe& d, ParameterSpec& p) {
  d.text("path", p.path, {.required = true, .text = "Path of the value in the scenario, as `--set` takes it."});
  d.texts("also", p.also, {.text = "Further paths that take the same value."});
  d.variant("type", p.type,
            {{"values", "a list of values, equally likely"}, {"uniform", "equally likely from min to max"}, {"log_uniform", "its logarithm equally likely"}, {"triangular", "from min over its mode to max"},
             {"normal", "normal, where wanted cut at min and max"}, {"lognormal", "its logarithm normal, where wanted cut at min and max"}, {"column", "the column of that name in the file of the design"}},
            {.text = "How it varies."}, [&p](Describe& v, int i) {
    const auto t = static_cast<VariationType>(i);
    if (t == VariationType::values) v.texts("values", p.values, {.required = true, .text = "The values, numbers with their unit or words."});
    if (t == VariationType::uniform || t == VariationType::log_uniform || t == VariationType::triangular) {
      v.text("min", p.min, {.required = true, .text = "Smallest value, with its unit."});
      if (t == VariationType::triangular) v.text("mode", p.middle, {.required = true, .text = "Likeliest value, with its unit."});
      v.text("max", p.max, {.required = true, .text = "Largest value, with its unit."});
    }
    if (t == VariationType::normal || t == VariationType::lognormal) {
      if (t == VariationType::normal) {
        v.text("mean", p.middle, {.required = true, .text = "Mean before it is cut, with its unit."});
        v.text("deviation", p.spread, {.required = true, .text = "Standard deviation, in the same unit (of degC in K)."});
      } else {
        v.text("median", p.middle, {.required = true, .text = "Median before it is cut, with its unit."});
        v.text("sigma", p.spread, {.required = true, .text = "Standard deviation of the natural logarithm, a plain number."});
      }
      v.text("min", p.min, {.text = "Cut below, with its unit.", .default_text = "not cut"});
      v.text("max", p.max, {.text = "Cut above, with its unit.", .default_text = "not cut"});
    }
    if (t == VariationType::column) v.text("unit", p.unit, {.text = "Unit of the numbers in the file; without it fields are taken as they stand."});
    if (t != VariationType::values && t != VariationType::column) {
      v.integer("levels", p.levels, {.range = {2, 10000, "rows of a study"}, .text = "Levels in a grid: from min to max at equal steps of probability; of distributions without end the middles of so many slices."});
      v.boolean("whole", p.whole, {.text = "Rounded to a whole number."});
    }
  });
}

void describe(Describe& d, CorrelationSpec& c) {
  d.texts("between", c.between, {.required = true, .text = "Two parameters."});
  d.plain("rank", c.rank, {.required = true, .range = {-0.999, 0.999, "a correlation of distinct quantities"}, .text = "Rank correlation (Spearman); a Gaussian copula joins them."});
}

void describe(Describe& d, StopSpec& s) {
  d.text("output", s.output, {.required = true, .text = "The output whose mean is watched."});
  d.plain("half_width", s.half_width, {.range = {0, 1e300, "not negative"}, .text = "Enough once half of the confidence interval of the mean is no wider, in the unit of the output."});
  d.plain("relative", s.relative, {.range = {0, 1, "a share"}, .text = "The same as a share of the mean."});
  d.fraction("confidence", s.confidence, {.unit = "%", .range = {0.5, 0.9999, "a level of confidence"}, .text = "Of the interval.", .source = "usual"});
  d.integer("at_least", s.at_least, {.range = {2, 1e6, "rows of a study"}, .text = "Runs before the rule is asked at all.", .source = "usual: Student's interval of 30 bears moderate skewness"});
  d.integer("every", s.every, {.range = {1, 1e6, "rows of a study"}, .text = "The rule is asked after so many runs more, in the order of their numbers: what stops a study does not depend on how many run at once.", .source = "assumption"});
}

void describe(Describe& d, StudySpec& s) {
  d.integer("netsuden_study", s.version, {.required = true, .range = {1, 1, "the version of this format"}, .text = "Version of the format of studies."});
  d.text("name", s.name, {.required = true, .text = "Name of the study."});
  d.text("description", s.description, {.text = "What it asks."});
  d.path("base", s.base, {.required = true, .text = "The scenario that varies."});
  d.pairs("set", s.set, ValueType::text, {.text = "Values of the scenario that are other in every run: paths, as `--set` takes them."});
  d.integer("seed", s.seed, {.range = {0, 9e15, "exact in every reader of JSON"}, .text = "Seed of the design and of replications."});
  d.integer("replications", s.replications, {.range = {1, 1e6, "rows of a study"}, .text = "Runs of each row, each with another seed; of one alone the seed is the scenario's."});
  d.choice("seeds", s.seeds, {{"common", "the k-th replication of every row has the same seed: rows differ by what varies alone"}, {"own", "every run has a seed of its own"}}, {.text = "Which runs share a seed."});
  d.object("design", s.design, {.required = true, .text = "Which combinations are run."});
  d.map("vary", s.vary, {.required = true, .text = "The parameters by name."});
  d.list("correlations", s.correlations, {.text = "Parameters that go together, of a Monte Carlo study."});
  d.texts("outputs", s.outputs, {.required = true, .text = "Metrics of the summary by their names; `*` stands for any part of a name. `netsuden study --metrics` lists them."});
  d.texts("series", s.series, {.text = "Channels of the trace that the index shows of all runs at once, as `site.it_power`; of at most 1,000 runs."});
  d.choice("traces", s.traces, {{"all", "each run keeps its trace"}, {"none", "no run does"}}, {.text = "Which traces are kept."});
  d.fraction("confidence", s.confidence, {.unit = "%", .range = {0.5, 0.9999, "a level of confidence"}, .text = "Of the intervals in the results.", .source = "usual"});
  d.object("stop", s.stop, {.text = "When a Monte Carlo or Sobol study has run enough.", .default_text = "absent: every run"});
}

}  // namespace netsuden
