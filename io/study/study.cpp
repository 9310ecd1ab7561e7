// SPDX-License-Identifier: Apache-2.0
#include "io/study/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "io/import/csv.hpp"
#include "io/scenario/first_key.hpp"
#include "io/scenario/reader.hpp"
#include "sim/base/random.hpp"

namespace netsuden {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_runs = 1'000'000;

struct WrittenNumber {
  double value = 0;
  std::string unit;
};

/// "18 degC": the number and what stands behind it.
std::optional<WrittenNumber> split_number(const std::string& text) {
  for (std::size_t n = std::min<std::size_t>(text.size(), 40); n > 0; --n)
    if (const auto v = parse_number(std::string_view(text).substr(0, n))) {
      const std::size_t unit = text.find_first_not_of(' ', n);
      return WrittenNumber{*v, unit == std::string::npos ? "" : text.substr(unit)};
    }
  return std::nullopt;
}

std::string number_text(double x, const std::string& unit) { return unit.empty() ? fmt::format("{}", x) : fmt::format("{} {}", x, unit); }

class StudyReader {
 public:
  StudyReader(Study& s, const DocNode& root, Diagnostics& d) : study_(s), d_(d), money_(), reader_(root, money_, d) {}

  bool read() {
    reader_.read(study_.spec);
    if (d_.has_errors()) return false;
    const StudySpec& s = study_.spec;
    for (const auto& [path, value] : s.set) study_.fixed.push_back({path, value, reader_.where("set." + path)});
    if (s.vary.empty() && s.replications == 1) error("empty", "vary", "a study varies something, or repeats its scenario with other seeds", "vary: {NAME: {path: sites..., min: ..., max: ...}}, or replications: 30");
    study_.outputs_at = reader_.where("outputs");
    for (const ParameterSpec& p : s.vary) parameter(p);
    if (s.outputs.empty()) error("empty", "outputs", "`outputs` names no metric", "`netsuden study STUDY.yaml --metrics` lists them");
    paths();
    stop_rule();
    if (d_.has_errors()) return false;
    lay_out();
    correlations();
    return !d_.has_errors();
  }

 private:
  void error(const char* code, const std::string& path, std::string message, std::string help = {}) { d_.error(code, reader_.where(path), std::move(message), std::move(help)); }

  /// A number in the unit of the parameter; the first one that is read gives it.
  double in_unit(const ParameterSpec& p, StudyParameter& out, bool& first, const char* key, const std::string& text, bool spread = false) {
    const auto n = split_number(text);
    const std::string at = fmt::format("vary.{}.{}", p.name, key);
    if (!n) {
      error("number", at, fmt::format("`{}` is `{}`, no number", at, text), "a number with its unit, as 18 degC");
      return 0;
    }
    if (first) out.unit = n->unit;
    else if (n->unit != out.unit && !(spread && out.unit == "degC" && n->unit == "K"))
      error("unit", at, fmt::format("`{}` is in {}, the other numbers of `{}` are in {}", at, n->unit.empty() ? "no unit" : n->unit, p.name, out.unit.empty() ? "no unit" : out.unit),
            "write all of them in one unit (a deviation of degC in K)");
    first = false;
    return n->value;
  }

  void parameter(const ParameterSpec& p) {
    StudyParameter out;
    const std::string at = "vary." + p.name;
    out.name = p.name;
    out.paths = {p.path};
    out.paths.insert(out.paths.end(), p.also.begin(), p.also.end());
    out.whole = p.whole;
    out.where = reader_.where(at + ".path");
    bool first = true;
    Marginal& m = out.marginal;
    const auto ends = [&](const char* low, const char* high) {
      if (!(m.min < m.max)) error("range", at + "." + low, fmt::format("`{}.{}` must be below `{}.{}`, found {} and {}", at, low, at, high, m.min, m.max));
    };
    switch (p.type) {
      case VariationType::values: values(out, p.values); break;
      case VariationType::column: column(out, p); break;
      case VariationType::uniform:
      case VariationType::log_uniform:
      case VariationType::triangular:
        m.type = p.type == VariationType::uniform ? MarginalType::uniform : p.type == VariationType::log_uniform ? MarginalType::log_uniform : MarginalType::triangular;
        m.min = in_unit(p, out, first, "min", p.min);
        m.max = in_unit(p, out, first, "max", p.max);
        ends("min", "max");
        if (p.type == VariationType::log_uniform && !(m.min > 0)) error("range", at + ".min", fmt::format("`{}.min` must be above zero: its logarithm is uniform", at));
        if (p.type == VariationType::triangular) {
          m.middle = in_unit(p, out, first, "mode", p.middle);
          if (!(m.middle >= m.min && m.middle <= m.max)) error("range", at + ".mode", fmt::format("`{}.mode` must lie between min and max, found {}", at, m.middle));
        }
        break;
      case VariationType::normal:
      case VariationType::lognormal: {
        const bool normal = p.type == VariationType::normal;
        m.type = normal ? MarginalType::normal : MarginalType::lognormal;
        m.middle = in_unit(p, out, first, normal ? "mean" : "median", p.middle);
        if (normal) {
          m.spread = in_unit(p, out, first, "deviation", p.spread, true);
        } else {
          const auto sigma = parse_number(p.spread);
          if (!sigma) error("number", at + ".sigma", fmt::format("`{}.sigma` is `{}`, no plain number", at, p.spread));
          m.spread = sigma.value_or(1);
          if (!(m.middle > 0)) error("range", at + ".median", fmt::format("`{}.median` must be above zero", at));
        }
        if (!(m.spread > 0)) error("range", at + (normal ? ".deviation" : ".sigma"), fmt::format("the spread of `{}` must be above zero", p.name));
        if (!p.min.empty()) m.min = in_unit(p, out, first, "min", p.min);
        if (!p.max.empty()) m.max = in_unit(p, out, first, "max", p.max);
        ends("min", "max");
        break;
      }
    }
    study_.parameters.push_back(std::move(out));
  }

  void values(StudyParameter& out, const std::vector<std::string>& words) {
    out.marginal.type = MarginalType::values;
    out.marginal.count = words.size();
    out.words = words;
    if (words.empty()) error("empty", fmt::format("vary.{}.values", out.name), fmt::format("`vary.{}.values` has no value", out.name));
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto n = split_number(words[i]);
      if (!n || (i > 0 && n->unit != out.unit) || parse_time_like(words[i])) {
        out.numbers.clear();
        out.unit.clear();
        return;
      }
      out.unit = n->unit;
      out.numbers.push_back(n->value);
    }
  }

  /// "2027-08-04" begins with a number.
  static bool parse_time_like(const std::string& w) { return w.size() >= 8 && w[4] == '-' && std::isdigit(static_cast<unsigned char>(w[5])); }

  void column(StudyParameter& out, const ParameterSpec& p) {
    const StudySpec& s = study_.spec;
    const std::string at = "vary." + p.name;
    if (s.design.type != DesignType::list || s.design.file.empty()) return error("choice", at + ".type", fmt::format("`{}` takes a column, but the design has no file", at), "design: {type: list, file: rows.csv}");
    if (!table_) {
      table_ = CsvTable::read(s.design.file.found, d_);
      if (!table_) return;
    }
    const auto c = table_->column(p.name);
    if (!c) return report_missing_column(*table_, p.name, {}, reader_.where(at), d_);
    std::vector<std::string> words;
    for (std::size_t r = 0; r < table_->rows(); ++r) {
      const std::string field(table_->text(r, *c));
      if (!p.unit.empty() && !parse_number(field)) d_.error("number", table_->where(r, *c), fmt::format("`{}` is no number", field));
      words.push_back(p.unit.empty() ? field : field + " " + p.unit);
    }
    values(out, words);
  }

  void paths() {
    std::map<std::string, std::string> who;
    for (const auto& p : study_.parameters)
      for (const auto& path : p.paths)
        if (const auto [it, fresh] = who.emplace(path, p.name); !fresh)
          d_.error("duplicate-name", p.where, fmt::format("`{}` is set by `{}` and by `{}`", path, it->second, p.name), "a value has one source");
    if (study_.spec.replications > 1 || study_.spec.seeds == SeedRule::own)
      if (who.contains("seed")) error("duplicate-name", "vary", "`seed` is set, and by replications too", "leave one of them");
  }

  void stop_rule() {
    const auto& stop = study_.spec.stop;
    if (!stop) return;
    const DesignType t = study_.spec.design.type;
    if (t != DesignType::monte_carlo && t != DesignType::sobol) error("choice", "stop", "only a Monte Carlo or Sobol study may end early: the rows of others belong together", "design: {type: monte_carlo, samples: 1000}");
    if (!(stop->half_width > 0) && !(stop->relative > 0)) error("missing-key", "stop", "`stop` says no width", "half_width: in the unit of the output, or relative: a share of its mean");
    const auto& o = study_.spec.outputs;
    if (std::find(o.begin(), o.end(), stop->output) == o.end())
      error("reference", "stop.output", fmt::format("`{}` is none of the outputs", stop->output), fmt::format("the outputs are: {}", fmt::join(o, ", ")));
  }

  /// Levels of a parameter in a grid.
  std::vector<double> levels(std::size_t j) {
    const StudyParameter& p = study_.parameters[j];
    const Marginal& m = p.marginal;
    const bool ended = m.bounded() && m.type != MarginalType::values;
    const int asked = study_.spec.vary[j].levels;
    const std::size_t n = m.type == MarginalType::values ? m.count : static_cast<std::size_t>(asked);
    if (n == 0) error("missing-key", "vary." + p.name, fmt::format("`levels` is missing in `vary.{}`", p.name), "how many levels the grid has of it, or type: values");
    std::vector<double> u;
    for (std::size_t k = 0; k < n; ++k) u.push_back(ended ? static_cast<double>(k) / static_cast<double>(n - 1) : (static_cast<double>(k) + 0.5) / static_cast<double>(n));
    return u;
  }

  void lay_out() {
    const StudySpec& s = study_.spec;
    const std::size_t d = study_.parameters.size();
    Design& out = study_.design;
    const auto too_many = [&](double rows) {
      if (rows * s.replications <= static_cast<double>(most_runs)) return false;
      error("count", "design", fmt::format("{:.0f} runs; allowed: {}", rows * s.replications, most_runs), "fewer levels, samples or replications");
      return true;
    };
    if (d == 0) {  // replications alone
      out = {1, {nan}};
      return;
    }
    const auto samples = static_cast<std::size_t>(s.design.samples);
    switch (s.design.type) {
      case DesignType::grid: {
        Levels all;
        double rows = 1;
        for (std::size_t j = 0; j < d; ++j) {
          all.push_back(levels(j));
          rows *= static_cast<double>(all.back().size());
        }
        if (d_.has_errors() || too_many(rows)) return;
        out = full_grid(all);
        break;
      }
      case DesignType::list: {
        const std::size_t rows = study_.parameters[0].marginal.count;
        for (const auto& p : study_.parameters)
          if (p.marginal.type != MarginalType::values) d_.error("choice", p.where, fmt::format("a list needs the values of `{}`", p.name), "type: values, or type: column");
          else if (p.marginal.count != rows) d_.error("count", p.where, fmt::format("`{}` has {} values, `{}` has {}: a list goes through them together", p.name, p.marginal.count, study_.parameters[0].name, rows));
        if (d_.has_errors() || too_many(static_cast<double>(rows))) return;
        out.columns = d;
        for (std::size_t r = 0; r < rows; ++r) out.u.insert(out.u.end(), d, (static_cast<double>(r) + 0.5) / static_cast<double>(rows));
        break;
      }
      case DesignType::latin_hypercube:
        if (!too_many(s.design.samples)) out = latin_hypercube(samples, d, s.seed);
        break;
      case DesignType::sobol:
        if (!too_many(s.design.samples)) out = sobol_design(samples, d, s.seed);
        break;
      case DesignType::monte_carlo: {
        std::vector<std::string> names;
        for (const auto& p : study_.parameters) names.push_back(p.name);
        if (!too_many(s.design.samples)) out = monte_carlo(samples, names, s.seed);
        break;
      }
      case DesignType::one_at_a_time: {
        Levels all(d);
        double rows = 1;
        for (std::size_t j = 0; j < d; ++j) {
          const Marginal& m = study_.parameters[j].marginal;
          if (m.type == MarginalType::values) all[j] = levels(j);
          else all[j] = {s.design.low.value(), s.design.high.value()};
          rows += static_cast<double>(all[j].size());
        }
        if (!too_many(rows)) out = one_at_a_time(all);
        break;
      }
      case DesignType::morris:
        if (s.design.levels % 2 != 0) error("range", "design.levels", fmt::format("`design.levels` is {}; allowed: even numbers", s.design.levels));
        else if (!too_many(static_cast<double>(s.design.trajectories) * static_cast<double>(d + 1))) out = morris(static_cast<std::size_t>(s.design.trajectories), d, static_cast<std::size_t>(s.design.levels), s.seed);
        break;
      case DesignType::saltelli:
        if ((s.design.samples & (s.design.samples - 1)) != 0) error("range", "design.samples", fmt::format("`design.samples` is {}; allowed: powers of two, whose samples are balanced", s.design.samples));
        else if (!too_many(static_cast<double>(s.design.samples) * static_cast<double>(d * (s.design.second_order ? 2 : 1) + 2))) out = saltelli(samples, d, s.design.second_order, s.seed);
        break;
    }
    for (std::size_t j = 0; j < d; ++j) {
      const StudyParameter& p = study_.parameters[j];
      for (std::size_t r = 0; r < out.rows(); ++r)
        if (!std::isnan(out.at(r, j)) && std::isinf(quantile(p.marginal, out.at(r, j)))) {
          d_.error("range", p.where, fmt::format("this design goes to the ends of `{}`, which has none", p.name), "cut it with min and max, or take a uniform one");
          break;
        }
    }
  }

  void correlations() {
    const StudySpec& s = study_.spec;
    if (s.correlations.empty() || d_.has_errors()) return;
    if (s.design.type != DesignType::monte_carlo) return error("choice", "correlations", "only a Monte Carlo study has correlations: other designs are built on independent parameters", "design: {type: monte_carlo, samples: 1000}");
    const std::size_t n = study_.parameters.size();
    std::vector<double> rank(n * n, 0);
    for (std::size_t i = 0; i < n; ++i) rank[i * n + i] = 1;
    for (std::size_t k = 0; k < s.correlations.size(); ++k) {
      const auto& c = s.correlations[k];
      const std::string at = fmt::format("correlations.{}", k);
      if (c.between.size() != 2) {
        error("count", at + ".between", fmt::format("`{}.between` names {} parameters; allowed: 2", at, c.between.size()));
        continue;
      }
      const std::size_t a = study_.find_parameter(c.between[0]), b = study_.find_parameter(c.between[1]);
      std::vector<std::string> names;
      for (const auto& p : study_.parameters) names.push_back(p.name);
      for (const auto& name : c.between)
        if (study_.find_parameter(name) == n) error("reference", at + ".between", fmt::format("`{}` is no parameter of `vary`", name), fmt::format("there are: {}", fmt::join(names, ", ")));
      if (a == n || b == n) continue;
      if (a == b || rank[a * n + b] != 0) {
        error("duplicate-name", at + ".between", fmt::format("`{}` and `{}` are said twice", c.between[0], c.between[1]));
        continue;
      }
      rank[a * n + b] = rank[b * n + a] = c.rank;
    }
    if (!d_.has_errors() && !correlate(study_.design, rank)) error("range", "correlations", "no three quantities have such correlations together (the matrix is not positive definite)", "smaller ones, or the missing ones beside them");
  }

  Study& study_;
  Diagnostics& d_;
  CurrencyContext money_;
  Reader reader_;
  std::optional<CsvTable> table_;
};

}  // namespace

double StudyParameter::number(double u) const {
  if (std::isnan(u)) return base;
  const double x = quantile(marginal, u);
  if (marginal.type == MarginalType::values) return numbers.empty() ? nan : numbers[static_cast<std::size_t>(x)];
  return whole ? std::round(x) : x;
}

std::string StudyParameter::text(double u) const {
  if (std::isnan(u)) return base_text;
  if (marginal.type == MarginalType::values) return words[static_cast<std::size_t>(quantile(marginal, u))];
  return number_text(number(u), unit);
}

std::optional<std::uint64_t> Study::seed_of(std::size_t run) const {
  const bool own = spec.seeds == SeedRule::own;
  if (spec.replications == 1 && !own) return std::nullopt;
  return RandomStream(spec.seed, fmt::format("{} {}", own ? "run" : "replication", own ? run : replication_of(run))).bits() >> 12;
}

std::vector<Override> Study::overrides(std::size_t run) const {
  std::vector<Override> out = fixed;
  const std::size_t row = row_of(run);
  for (std::size_t j = 0; j < parameters.size(); ++j) {
    const double u = design.at(row, j);
    if (std::isnan(u)) continue;
    for (const auto& path : parameters[j].paths) out.push_back({path, parameters[j].text(u), parameters[j].where});
  }
  if (const auto seed = seed_of(run)) out.push_back({"seed", std::to_string(*seed), {file, 0, 0, 1}});
  return out;
}

std::string Study::parameters_json(std::size_t run) const {
  nlohmann::ordered_json j = nlohmann::ordered_json::object();
  const auto all = overrides(run);
  for (std::size_t i = fixed.size(); i < all.size(); ++i) j[all[i].path] = all[i].value;
  return j.dump();
}

std::size_t Study::find_parameter(const std::string& name) const {
  return static_cast<std::size_t>(std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.name == name; }) - parameters.begin());
}

bool is_study_file(const std::string& path) { return first_key_is(path, "netsuden_study"); }

std::optional<Study> read_study_text(const std::string& file, const std::string& text, Diagnostics& d) {
  const auto root = parse_document(file, text, d);
  if (!root) return std::nullopt;
  if (!root->is_mapping()) {
    d.error("type", root->loc, fmt::format("a study is a mapping, found {}", root->kind_name()), "start with `netsuden_study: 1`");
    return std::nullopt;
  }
  Study s;
  s.file = file;
  s.text = text;
  s.sha256 = sha256_hex(text);
  if (!StudyReader(s, *root, d).read()) return std::nullopt;
  return s;
}

std::optional<Study> read_study(const std::string& file, Diagnostics& d) {
  const auto text = read_text_file(file, d);
  return text ? read_study_text(file, *text, d) : std::nullopt;
}

}  // namespace netsuden
