// SPDX-License-Identifier: Apache-2.0
#include "io/study/index_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "io/study/index.hpp"
#include "sim/base/calendar.hpp"
#include "sim/base/errors.hpp"

namespace netsuden {
namespace {

constexpr std::size_t most_table_rows = 1'000'000, most_series_rows = 50'000'000, most_columns = 20'000;
constexpr int deepest_group = 4;

std::string optional_text(const h5::Object& o, const char* name) { return o.has_attribute(name) ? o.as_text(name) : ""; }

/// One dimension of so many; a file that says otherwise is damaged.
IndexedColumn column_of(const std::string& path, const h5::Dataset& d, const std::string& name, std::size_t rows) {
  IndexedColumn c;
  c.name = name;
  const h5::Extent e = d.extent();
  if (e.size() != 1 || e[0] != rows) throw IoError(path, fmt::format("{} has {} values where {} are due: the index is damaged", d.where(), e.empty() ? 1 : e[0], rows));
  if (d.shape().type == DType::text) c.words = d.read_all_text();
  else c.numbers = d.read_all();
  c.unit = optional_text(d, "units");
  c.long_name = optional_text(d, "long_name");
  std::istringstream flags(optional_text(d, "flag_meanings"));
  for (std::string word; flags >> word;) c.flags.push_back(word);
  return c;
}

std::vector<IndexedColumn> columns_of(const std::string& path, const h5::Group& g, std::size_t rows, const std::string& but = "run") {
  std::vector<IndexedColumn> out;
  for (const auto& link : g.links()) {
    if (link.is_group || link.name == but) continue;
    if (out.size() == most_columns) throw IoError(path, fmt::format("{} has more than {} columns", g.where(), most_columns));
    out.push_back(column_of(path, g.open_dataset(link.name), link.name, rows));
  }
  return out;
}

IndexedTable table_of(const std::string& path, const h5::Group& root, const std::string& name, const std::string& row_name) {
  IndexedTable t;
  if (!root.has(name)) return t;
  const h5::Group g = root.open_group(name);
  if (!g.has(row_name)) return t;
  const h5::Dataset rows = g.open_dataset(row_name);
  const h5::Extent e = rows.extent();
  if (e.size() != 1 || e[0] > most_table_rows) throw IoError(path, fmt::format("{} is no list of names: the index is damaged", rows.where()));
  t.rows = rows.read_all_text();
  t.columns = columns_of(path, g, t.rows.size(), row_name);
  return t;
}

/// "seconds since 2026-08-02 15:00:00" of UTC.
double epoch_of(const std::string& units) {
  static constexpr std::string_view begin = "seconds since ";
  if (!units.starts_with(begin)) return 0;
  std::string message, when = units.substr(begin.size());
  std::replace(when.begin(), when.end(), ' ', 'T');
  return parse_time(when, TimeZone(), message).value_or(0);
}

void find_series(const h5::Group& g, const std::string& path, std::size_t runs, int depth, std::vector<IndexedSeries>& out) {
  std::vector<IndexedSeries> here;
  IndexedSeries shared;
  for (const auto& link : g.links()) {
    if (link.is_group) {
      if (depth < deepest_group) find_series(g.open_group(link.name), path.empty() ? link.name : path + "/" + link.name, runs, depth + 1, out);
      continue;
    }
    const h5::Dataset d = g.open_dataset(link.name);
    const h5::DatasetShape s = d.shape();
    if (link.name == "time" && s.type != DType::text && s.extent.size() == 1 && s.extent[0] <= most_series_rows) {
      shared.ends_s = d.read_all();
      shared.epoch_unix_s = epoch_of(optional_text(d, "units"));
    } else if (s.type == DType::text && s.extent.size() == 1 && s.extent[0] <= most_table_rows) {
      shared.entity = link.name;
      shared.entities = d.read_all_text();
    } else if (s.type != DType::text && (s.extent.size() == 2 || s.extent.size() == 3) && s.extent[0] == runs && s.extent[1] <= most_series_rows) {
      IndexedSeries one;
      one.channel = link.name;
      one.rows = s.extent[1];
      one.columns = s.extent.size() == 3 ? s.extent[2] : 1;
      one.unit = optional_text(d, "units"), one.long_name = optional_text(d, "long_name"), one.cell_methods = optional_text(d, "cell_methods");
      one.wide = s.type == DType::f8 || s.type == DType::i8;
      here.push_back(std::move(one));
    }
  }
  for (IndexedSeries& s : here) {
    s.group = path;
    s.epoch_unix_s = shared.epoch_unix_s;
    if (shared.ends_s.size() == s.rows) s.ends_s = shared.ends_s;
    if (shared.entities.size() == s.columns) s.entities = shared.entities, s.entity = shared.entity;
    if (s.rows > 0 && s.columns > 0 && s.ends_s.size() == s.rows) out.push_back(std::move(s));
  }
}

}  // namespace

const IndexedColumn* IndexedTable::find(const std::string& name) const {
  for (const IndexedColumn& c : columns)
    if (c.name == name) return &c;
  return nullptr;
}

std::string IndexTables::attribute(const std::string& name) const {
  for (const auto& [key, value] : attributes)
    if (key == name) return value;
  return "";
}

const IndexedColumn* IndexTables::run_column(const std::string& name) const {
  for (const IndexedColumn& c : run_columns)
    if (c.name == name) return &c;
  return nullptr;
}

IndexFile::IndexFile(const std::string& path) : file_(h5::File::open_read(path)), path_(path) { check_index(file_, path); }

IndexTables IndexFile::tables() const {
  const h5::Group root = file_.root();
  IndexTables t;
  for (const auto& name : root.attribute_names()) t.attributes.emplace_back(name, root.as_text(name));
  const h5::Extent runs = root.open_dataset("run").extent();
  if (runs.size() != 1 || runs[0] > most_indexed_runs) throw IoError(path_, "its runs cannot be counted: the index is damaged");
  t.runs = runs[0];
  t.run_columns = columns_of(path_, root, t.runs);
  t.parameters = columns_of(path_, root.open_group("parameter"), t.runs);
  t.metrics = columns_of(path_, root.open_group("metric"), t.runs);
  t.statistics = table_of(path_, root, "statistics", "metric");
  t.sensitivity = table_of(path_, root, "sensitivity", "effect");
  if (root.has("series")) find_series(root.open_group("series"), "", t.runs, 0, t.series);
  const auto text = [&](const char* group, const char* name) {
    if (!root.has(group) || !root.open_group(group).has(name)) return std::string();
    const h5::Dataset d = root.open_group(group).open_dataset(name);
    if (d.extent().size() > 1) return std::string();
    const auto all = d.read_all_text();
    return all.empty() ? std::string() : all[0];
  };
  t.study_text = text("study", "written");
  t.report = text("study", "report");
  return t;
}

std::vector<double> IndexFile::series(const IndexedSeries& s, std::size_t run, std::size_t entity) const {
  const h5::Dataset d = file_.root().open_dataset("series/" + s.group + "/" + s.channel);
  const h5::Extent e = d.extent();
  if (e.size() < 2 || run >= e[0] || e[1] != s.rows || (e.size() > 2 && entity >= e[2])) throw IoError(path_, d.where() + " is not what it was");
  std::vector<double> v(s.rows, std::numeric_limits<double>::quiet_NaN());
  if (e.size() == 2) d.read({run, 0}, {1, s.rows}, v.data());
  else d.read({run, 0, entity}, {1, s.rows, 1}, v.data());
  return v;
}

}  // namespace netsuden
