// SPDX-License-Identifier: Apache-2.0
// A study as its file says it: a base scenario, what varies, by which design, how often, and what is looked at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/describe.hpp"

namespace netsuden {

enum class DesignType { grid, list, latin_hypercube, sobol, monte_carlo, one_at_a_time, morris, saltelli };
extern const std::vector<Choice> design_types;

struct DesignSpec {
  DesignType type = DesignType::grid;
  int samples = 64, trajectories = 20, levels = 4;
  bool second_order = false;
  Fraction low{0.1}, high{0.9};
  FilePath file;
};

/// What a parameter takes, in the order of its choices: MarginalType, then a column of the design's file.
enum class VariationType { values, uniform, log_uniform, triangular, normal, lognormal, column };

/// Numbers stand as they are written, with their unit.
struct ParameterSpec {
  std::string name, path;
  std::vector<std::string> also;
  VariationType type = VariationType::uniform;
  std::vector<std::string> values;
  std::string min, max, middle, spread;
  std::string unit;
  int levels = 0;
  bool whole = false;
};

struct CorrelationSpec {
  std::vector<std::string> between;
  double rank = 0;
};

struct StopSpec {
  std::string output;
  double half_width = 0, relative = 0;
  Fraction confidence{0.95};
  int at_least = 30, every = 10;
};

enum class SeedRule { common, own };
enum class TraceRule { all, none };

struct StudySpec {
  int version = 0;
  std::string name, description;
  FilePath base;
  std::vector<std::pair<std::string, std::string>> set;
  std::uint64_t seed = 1;
  int replications = 1;
  SeedRule seeds = SeedRule::common;
  DesignSpec design;
  std::vector<ParameterSpec> vary;
  std::vector<CorrelationSpec> correlations;
  std::vector<std::string> outputs, series;
  TraceRule traces = TraceRule::all;
  Fraction confidence{0.95};
  std::optional<StopSpec> stop;
};

void describe(Describe&, DesignSpec&);
void describe(Describe&, ParameterSpec&);
void describe(Describe&, CorrelationSpec&);
void describe(Describe&, StopSpec&);
void describe(Describe&, StudySpec&);

}  // namespace netsuden
