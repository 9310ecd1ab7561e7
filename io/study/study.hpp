// SPDX-License-Identifier: Apache-2.0
// From the file of a study to its runs: what each of them sets in the base scenario.
//
// Runs are numbered from 0: run = row of the design * replications + replication. Everything about a run follows from file and number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/scenario/load.hpp"
#include "sim/study/design.hpp"
#include "sim/study/marginal.hpp"
#include "sim/study/study_spec.hpp"

namespace netsuden {

struct StudyParameter {
  std::string name;
  std::vector<std::string> paths;
  Marginal marginal;
  std::vector<std::string> words;  ///< of values: as written
  std::vector<double> numbers;     ///< of values that are numbers of one unit
  std::string unit;                ///< as written
  bool whole = false;
  SourceLoc where;
  std::string base_text;           ///< what the base scenario has, empty where that cannot be told
  double base = 0;                 ///< the same in `unit`, or NaN

  bool numeric() const { return words.empty() || !numbers.empty(); }
  double number(double u) const;     ///< in `unit`; NaN of words; of u = NaN that of the base
  std::string text(double u) const;  ///< as `--set` takes it; of u = NaN that of the base
};

struct Study {
  StudySpec spec;
  std::string file, text, sha256;
  std::vector<StudyParameter> parameters;
  Design design;
  // By check_study, from the base scenario:
  std::string base_sha256;  ///< of the base with the study's `set`, resolved
  std::string currency, timezone;
  double start_unix_s = 0;
  std::uint64_t base_seed = 0;

  std::size_t rows() const { return design.rows(); }
  std::size_t runs() const { return rows() * static_cast<std::size_t>(spec.replications); }
  std::size_t row_of(std::size_t run) const { return run / static_cast<std::size_t>(spec.replications); }
  std::size_t replication_of(std::size_t run) const { return run % static_cast<std::size_t>(spec.replications); }
  /// Nothing where the scenario's own seed holds.
  std::optional<std::uint64_t> seed_of(std::size_t run) const;
  /// What a run sets in the base, places in the study's file.
  std::vector<Override> overrides(std::size_t run) const;
  /// Paths that a run sets beside the study's `set`, with their values: JSON on one line.
  std::string parameters_json(std::size_t run) const;
  std::size_t find_parameter(const std::string& name) const;  ///< parameters.size() where there is none
  std::vector<Override> fixed;  ///< the study's `set`
  SourceLoc outputs_at;
};

/// Whether a file begins as a study does.
bool is_study_file(const std::string& path);

/// Reads a study and lays out its design; all mistakes at once. Nothing where there are errors. Not yet compared with its base.
std::optional<Study> read_study(const std::string& file, Diagnostics&);
/// The same for a text that stood in `file` (an index keeps it).
std::optional<Study> read_study_text(const std::string& file, const std::string& text, Diagnostics&);

/// Loads the base and tries every parameter at its extreme values, or each of its words: whatever the scenario refuses is an error at the study's
/// line, with the base's beside it. False where there are errors.
bool check_study(Study&, Diagnostics&);

}  // namespace netsuden
