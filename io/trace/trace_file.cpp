// SPDX-License-Identifier: Apache-2.0
#include "io/trace/trace_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "io/trace/reader.hpp"
#include "io/trace/start.hpp"
#include "sim/base/calendar.hpp"

namespace netsuden {
namespace {

/// A dimension that has no coordinate, in the words that netCDF-4 looks for.
std::string bare_dimension(std::uint64_t length) {
  return fmt::format("This is a netCDF dimension but not a netCDF variable.{:10}", length);
}

std::string flag_meanings(const std::vector<std::string>& flags) {
  std::string s;
  for (const auto& f : flags) {
    if (!s.empty()) s += ' ';
    std::string word = f.empty() ? "_" : f;
    std::replace_if(word.begin(), word.end(), [](unsigned char c) { return c <= ' '; }, '_');
    s += word;
  }
  return s;
}

h5::Dataset text_column(h5::Group& g, const std::string& name, const std::vector<std::string>& values) {
  auto d = g.create_dataset(name, {.type = DType::text, .extent = {values.size()}});
  d.write(values);
  return d;
}

void describe_variable(h5::Dataset& d, const std::string& unit, const std::string& long_name, const std::string& cells = {}) {
  if (!unit.empty()) d.set_text("units", unit);
  if (!long_name.empty()) d.set_text("long_name", long_name);
  if (!cells.empty()) d.set_text("cell_methods", cells);
}

void scalar_text(h5::Group& g, const char* name, const std::string& text) {
  auto d = g.create_dataset(name, {.type = DType::text});
  d.write(std::span<const std::string>(&text, 1));
}

/// A table of fixed size: labels of the rows are the coordinate.
void write_topology(h5::Group& root, const std::vector<TopologyRow>& rows) {
  h5::Group g = root.create_group("topology");
  g.set_text("description", "The assets. Other groups name an asset by its row here.");
  std::vector<std::string> words[5];
  std::vector<double> id, numbers[3];
  for (const auto& r : rows) {
    id.push_back(static_cast<double>(id.size()));
    const std::string* texts[] = {&r.path, &r.kind, &r.parent, &r.feeds, &r.unit};
    for (std::size_t i = 0; i < 5; ++i) words[i].push_back(*texts[i]);
    const double values[] = {r.rating, r.in_service_from_s, r.in_service_until_s};
    for (std::size_t i = 0; i < 3; ++i) numbers[i].push_back(values[i]);
  }
  auto asset = g.create_dataset("asset", {.type = DType::i4, .extent = {rows.size()}});
  asset.write(id);
  asset.make_scale("asset");
  describe_variable(asset, "1", "row");
  for (std::size_t i = 0; i < topology_columns.size(); ++i) {
    const TopologyColumn& c = topology_columns[i];
    h5::Dataset d;
    if (c.words) {
      d = text_column(g, c.name, words[i]);
    } else {
      d = g.create_dataset(c.name, {.type = DType::f8, .extent = {rows.size()}});
      d.write(numbers[i - 5]);
    }
    describe_variable(d, c.unit, c.long_name);
    d.attach_scale(asset, 0);
  }
}

constexpr std::array<std::string_view, 8> reserved{"Conventions",   "netsuden_trace",     "status",          "horizon_start",
                                                   "horizon_end", "horizon_start_unix", "horizon_seconds", "title"};
}  // namespace

const std::array<TopologyColumn, 8> topology_columns{{
    {"path", "", "path of the asset in the scenario", true},
    {"kind", "", "kind of asset", true},
    {"parent", "", "path of what it belongs to", true},
    {"feeds", "", "names it is fed by, with commas between", true},
    {"unit", "", "unit of the rating", true},
    {"rating", "1", "rating, in the unit of the row", false},
    {"in_service_from", "s", "start of service, from the start of the horizon", false},
    {"in_service_until", "s", "end of service, from the start of the horizon", false},
}};

bool is_reserved_attribute(std::string_view name) {
  return std::find(reserved.begin(), reserved.end(), name) != reserved.end();
}

std::string cf_time(double unix_s) {
  const CivilTime c = TimeZone().to_civil(unix_s);
  std::string s = fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:", c.year, c.month, c.day, c.hour, c.minute);
  const double whole = std::floor(c.second);
  return s + (c.second == whole ? fmt::format("{:02.0f}", whole) : fmt::format("{:09.6f}", c.second));
}

TraceFile::OpenGroup TraceFile::create_group(h5::Group& root, const RecordGroup& g, GroupPlan plan,
                                             const std::string& time_units) {
  h5::Group at;
  std::size_t from = 0;
  for (bool last = false; !last;) {
    const std::size_t slash = g.path.find('/', from);
    last = slash == std::string::npos;
    const std::string name = g.path.substr(from, last ? std::string::npos : slash - from);
    h5::Group& parent = at.valid() ? at : root;
    at = parent.has(name) ? parent.open_group(name) : parent.create_group(name);
    from = slash + 1;
  }
  if (!g.description.empty()) at.set_text("description", g.description);
  at.set_text("row_dimension", g.row_dim);
  if (plan.has_entities) at.set_text("entity_dimension", g.entity);
  at.set_number("cadence_seconds", DType::f8, g.cadence_s);
  at.set_number("expected_rows", DType::f8, g.expected_rows);

  OpenGroup open;
  h5::Dataset time, entity;
  if (plan.has_time) {
    time = at.create_dataset("time", {.type = DType::f8, .extent = {0}, .max_extent = {h5::unlimited}, .chunk = {plan.chunk_rows}, .deflate = true});
    time.make_scale("time");
    time.set_text("units", time_units);
    time.set_text("calendar", "proleptic_gregorian");
    time.set_text("standard_name", "time");
    time.set_text("axis", "T");
    time.set_text("long_name", "time (UTC); for means and extremes the end of the interval");
  } else {
    open.dimension = at.create_dataset(g.row_dim, {.type = DType::f4, .extent = {0}, .max_extent = {h5::unlimited}, .chunk = {plan.chunk_rows}});
    open.dimension.make_scale(bare_dimension(0));
  }
  if (plan.has_entities && !g.entities.empty()) {
    entity = text_column(at, g.entity, g.entities);
    entity.make_scale(g.entity);
    for (const auto& l : g.labels) {
      NETSUDEN_ASSERT(l.values.size() == g.entities.size(), g.path + "/" + l.name);
      h5::Dataset d = text_column(at, l.name, l.values);
      d.attach_scale(entity, 0);
      d.set_text("long_name", l.long_name);
    }
  }
  for (std::size_t k = 0; k < plan.columns.size(); ++k) {
    const ColumnPlan& c = plan.columns[k];
    if (plan.has_time && k + 1 == plan.columns.size()) {
      open.columns.push_back(std::move(time));
      break;
    }
    h5::DatasetShape shape{.type = c.type, .text_length = c.is_text() ? 1 : 0, .extent = {0}, .max_extent = {h5::unlimited},
                           .chunk = {plan.chunk_rows}, .deflate = true};
    if (c.two_dimensional) {
      shape.extent.push_back(c.entities);
      shape.max_extent.push_back(c.entities);
      shape.chunk.push_back(c.chunk_entities);
    }
    if (c.is_text())
      for (auto* e : {&shape.extent, &shape.max_extent, &shape.chunk}) e->push_back(c.value_bytes);
    h5::Dataset d = at.create_dataset(c.name, shape);
    const Channel& ch = g.channels[k];
    describe_variable(d, ch.unit, ch.long_name, ch.cell_methods);
    if (c.type == DType::f4 || c.type == DType::f8) {
      const double nan = h5::fill_of(c.type);
      d.set_numbers("_FillValue", c.type, {&nan, 1});
    }
    if (c.is_text()) {
      d.set_text("_Encoding", "utf-8");
      const std::string name = fmt::format("string{}", c.value_bytes);
      const bool first = !at.has(name);
      h5::Dataset characters = first ? at.create_dataset(name, {.type = DType::f4, .extent = {c.value_bytes}}) : at.open_dataset(name);
      if (first) characters.make_scale(bare_dimension(c.value_bytes));
      d.attach_scale(characters, c.two_dimensional ? 2 : 1);
    }
    if (!ch.flags.empty()) {
      std::vector<double> values(ch.flags.size());
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
      d.set_numbers("flag_values", c.type, values);
      d.set_text("flag_meanings", flag_meanings(ch.flags));
    }
    d.attach_scale(plan.has_time ? time : open.dimension, 0);
    if (c.two_dimensional) d.attach_scale(entity, 1);
    open.columns.push_back(std::move(d));
  }
  open.plan = std::move(plan);
  return open;
}

TraceFile TraceFile::create(const std::string& path, const TraceLayout& layout, std::vector<GroupPlan> plans) {
  TraceFile t;
  t.file_ = h5::File::create(path);
  h5::Group root = t.file_.root();
  const std::string units = "seconds since " + cf_time(layout.epoch_unix_s);
  const double version[] = {trace_format_major, trace_format_minor};
  root.set_text("Conventions", "CF-1.10");
  root.set_numbers("netsuden_trace", DType::i4, version);
  for (const auto& [name, value] : layout.attributes) {
    if (is_reserved_attribute(name)) throw IoError(path, "the attribute " + name + " is the format's own");
    const auto number = name == start_attribute ? parse_number(value) : std::nullopt;
    if (number) root.set_number(name, DType::f8, *number);
    else root.set_text(name, value);
  }
  root.set_text("horizon_start", format_iso(layout.epoch_unix_s, TimeZone()));
  root.set_text("horizon_end", format_iso(layout.epoch_unix_s + layout.end_s, TimeZone()));
  root.set_number("horizon_start_unix", DType::f8, layout.epoch_unix_s);
  root.set_number("horizon_seconds", DType::f8, layout.end_s);
  root.set_text("status", "running");
  h5::Group scenario = root.create_group("scenario");
  scalar_text(scenario, "written", layout.scenario_written);
  scalar_text(scenario, "resolved", layout.scenario_resolved);
  write_topology(root, layout.topology);
  for (std::size_t i = 0; i < layout.groups.size(); ++i)
    t.groups_.push_back(create_group(root, layout.groups[i], std::move(plans[i]), units));
  return t;
}

h5::Extent chunk_offset(const GroupPlan& p, const ColumnPlan& c, std::size_t chunk_row, std::size_t chunk_column) {
  h5::Extent offset{chunk_row * p.chunk_rows};
  if (c.two_dimensional) offset.push_back(chunk_column * c.chunk_entities);
  if (c.is_text()) offset.push_back(0);
  return offset;
}

void TraceFile::set_rows(std::size_t group, std::size_t column, std::uint64_t rows) {
  OpenGroup& g = groups_[group];
  const ColumnPlan& c = g.plan.columns[column];
  h5::Extent extent{rows};
  if (c.two_dimensional) extent.push_back(c.entities);
  if (c.is_text()) extent.push_back(c.value_bytes);
  g.columns[column].set_extent(extent);
}

void TraceFile::write_chunk(std::size_t group, std::size_t column, std::size_t chunk_row, std::size_t chunk_column,
                            std::span<const std::byte> bytes) {
  OpenGroup& g = groups_[group];
  const ColumnPlan& c = g.plan.columns[column];
  g.columns[column].write_chunk(chunk_offset(g.plan, c, chunk_row, chunk_column), bytes);
}

void TraceFile::set_dimension(std::size_t group, std::uint64_t rows) {
  if (groups_[group].dimension.valid()) groups_[group].dimension.set_extent({rows});
}

void TraceFile::set_status(std::string_view status) { file_.root().set_text("status", status); }

void TraceFile::add_summary(const TraceSummary& s) {
  if (s.json.empty() && s.tables.empty()) return;
  h5::Group root = file_.root();
  h5::Group summary = root.create_group("summary");
  scalar_text(summary, "json", s.json);
  for (const auto& t : s.tables) {
    h5::Group g = summary.create_group(t.name);
    if (!t.description.empty()) g.set_text("description", t.description);
    auto rows = text_column(g, t.name, t.rows);
    rows.make_scale(t.name);
    for (const auto& c : t.columns) {
      NETSUDEN_ASSERT((c.labels.empty() ? c.values.size() : c.labels.size()) == t.rows.size(), t.name + "." + c.name);
      h5::Dataset d;
      if (!c.unit.empty()) {  // words have none
        d = g.create_dataset(c.name, {.type = DType::f8, .extent = {c.values.size()}});
        d.write(c.values);
      } else {
        d = text_column(g, c.name, c.labels);
      }
      describe_variable(d, c.unit, c.long_name);
      d.attach_scale(rows, 0);
    }
  }
}

void TraceFile::close() {
  groups_.clear();
  file_.close();
}

void TraceFile::forget() noexcept {
  file_.forget();
  for (auto& g : groups_) {
    for (auto& c : g.columns) c.forget();
    g.dimension.forget();
  }
  groups_.clear();
}

void TraceFile::abandon() noexcept {
  groups_.clear();
  file_.abandon();
}

}  // namespace netsuden
