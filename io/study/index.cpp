// SPDX-License-Identifier: Apache-2.0
#include "io/study/index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "io/hdf5/h5.hpp"
#include "sim/base/errors.hpp"

namespace netsuden {
namespace {

void text(h5::Group& g, const std::string& name, const std::string& value) {
  auto d = g.create_dataset(name, {.type = DType::text});
  d.write(std::span<const std::string>(&value, 1));
}

h5::Dataset column(h5::Group& g, const IndexColumn& c) {
  h5::Dataset d;
  if (c.numbers.empty() && !c.words.empty()) {
    d = g.create_dataset(c.name, {.type = DType::text, .extent = {c.words.size()}});
    d.write(c.words);
  } else {
    d = g.create_dataset(c.name, {.type = c.type, .extent = {c.numbers.size()}});
    d.write(c.numbers);
    if (!c.unit.empty()) d.set_text("units", c.unit);
    if (!c.flags.empty()) {
      std::vector<double> codes;
      for (std::size_t i = 0; i < c.flags.size(); ++i) codes.push_back(static_cast<double>(i));
      d.set_numbers("flag_values", c.type, codes);
      d.set_text("flag_meanings", fmt::format("{}", fmt::join(c.flags, " ")));
    }
  }
  if (!c.long_name.empty()) d.set_text("long_name", c.long_name);
  return d;
}

/// The group at a path of several names; those on the way are made.
h5::Group at_path(h5::Group root, const std::string& path) {
  for (std::size_t from = 0; from < path.size();) {
    const std::size_t slash = std::min(path.find('/', from), path.size());
    const std::string name = path.substr(from, slash - from);
    root = root.has(name) ? root.open_group(name) : root.create_group(name);
    from = slash + 1;
  }
  return root;
}

/// Labels and times as the first trace has them; false where it has no such channel.
std::string one_series(h5::File& file, h5::Dataset& run, const StudyIndex& index, const IndexSeries& s, const std::string& folder) {
  const std::string where = s.group + "/" + s.channel;
  h5::DatasetShape shape;
  std::vector<h5::VirtualSource> sources;
  std::size_t other = 0;
  h5::File first;
  for (const IndexTrace& t : index.traces) {
    try {
      h5::File trace = h5::File::open_read(folder + t.file);
      const h5::DatasetShape here = trace.root().open_dataset(where).shape();
      if (sources.empty()) {
        shape = here;
        first = std::move(trace);
      } else if (here.extent != shape.extent) {
        ++other;
        continue;
      }
      sources.push_back({t.run, t.file, "/" + where});
    } catch (const IoError&) {
      ++other;
    }
  }
  if (sources.empty()) return fmt::format("series `{}.{}`: no trace has it", s.group, s.channel);
  h5::Group g = at_path(file.root(), "series/" + s.group);
  const h5::Group source = first.root().open_group(s.group);
  const h5::Dataset channel = source.open_dataset(s.channel);
  h5::Extent extent{index.runs};
  extent.insert(extent.end(), shape.extent.begin(), shape.extent.end());
  h5::Dataset d = g.create_virtual(s.channel, shape.type, extent, sources);
  d.attach_scale(run, 0);
  if (source.has("time")) {
    if (!g.has("time")) {
      const auto times = source.open_dataset("time");
      auto t = g.create_dataset("time", {.type = DType::f8, .extent = {shape.extent[0]}});
      t.write(times.read_all());
      if (times.has_attribute("units")) t.set_text("units", times.text("units"));
      t.make_scale("time");
    }
    h5::Dataset t = g.open_dataset("time");
    if (t.extent()[0] == shape.extent[0]) d.attach_scale(t, 1);
  }
  if (shape.extent.size() > 1) {
    for (const auto& l : source.links()) {
      if (l.is_group || l.name == "time" || l.name == s.channel) continue;
      const auto labels = source.open_dataset(l.name);
      if (labels.shape().type != DType::text || !labels.is_scale()) continue;
      if (!g.has(l.name)) {
        auto copy = g.create_dataset(l.name, {.type = DType::text, .extent = labels.extent()});
        copy.write(labels.read_all_text());
        copy.make_scale(l.name);
      }
      h5::Dataset e = g.open_dataset(l.name);
      if (e.extent()[0] == shape.extent[1]) d.attach_scale(e, 2);
      break;
    }
  }
  for (const char* a : {"units", "long_name", "cell_methods"})
    if (channel.has_attribute(a)) d.set_text(a, channel.text(a));
  return other > 0 ? fmt::format("series `{}.{}`: {} of {} traces have another number of rows or none, and stand as missing", s.group, s.channel, other, index.traces.size()) : "";
}

}  // namespace

std::string trace_of_run(std::size_t run) { return fmt::format("runs/{:03}/{:06}.h5", run / 1000, run); }

std::vector<std::string> write_index(const std::string& path, const StudyIndex& index) {
  namespace fs = std::filesystem;
  const std::string part = path + ".part";
  const std::string folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path().string() + "/" : "";
  std::vector<std::string> words;
  {
    h5::File file = h5::File::create(part);
    h5::Group root = file.root();
    root.set_text("Conventions", "CF-1.10");
    const double version[] = {index_format_major, index_format_minor};
    root.set_numbers("netsuden_index", DType::i4, version);
    for (const auto& [name, value] : index.attributes) root.set_text(name, value);
    std::vector<double> numbers(index.runs);
    for (std::size_t i = 0; i < index.runs; ++i) numbers[i] = static_cast<double>(i);
    auto run = root.create_dataset("run", {.type = DType::i4, .extent = {index.runs}});
    run.write(numbers);
    run.make_scale("run");
    run.set_text("long_name", "number of the run");
    const auto all = [&](h5::Group& g, const std::vector<IndexColumn>& columns) {
      for (const auto& c : columns) column(g, c).attach_scale(run, 0);
    };
    all(root, index.run_columns);
    h5::Group parameters = root.create_group("parameter"), metrics = root.create_group("metric");
    all(parameters, index.parameters);
    all(metrics, index.metrics);
    for (const auto& t : index.tables) {
      h5::Group g = at_path(file.root(), t.path);
      if (!t.description.empty()) g.set_text("description", t.description);
      auto rows = g.create_dataset(t.row_name, {.type = DType::text, .extent = {t.rows.size()}});
      rows.write(t.rows);
      rows.make_scale(t.row_name);
      for (const auto& c : t.columns) column(g, c).attach_scale(rows, 0);
    }
    if (index.runs <= most_linked_runs) {
      for (const auto& s : index.series)
        if (std::string w = one_series(file, run, index, s, folder); !w.empty()) words.push_back(std::move(w));
      if (!index.traces.empty()) {
        h5::Group traces = root.create_group("trace");
        for (const auto& t : index.traces) traces.link_external(fmt::format("{}", t.run), t.file, "/");
      }
    }
    h5::Group study = root.create_group("study");
    text(study, "written", index.study_text);
    text(study, "report", index.report);
    file.close();
  }
  std::error_code ec;
  fs::rename(part, path, ec);
  if (ec) throw IoError(path, "rename: " + ec.message());
  return words;
}

}  // namespace netsuden
