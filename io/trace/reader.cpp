// SPDX-License-Identifier: Apache-2.0
#include "io/trace/reader.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>

#include "io/hdf5/h5.hpp"
#include "io/trace/part_file.hpp"

namespace netsuden {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Column {
  h5::Dataset data;
  DType type = DType::f4;
};

struct OpenGroup {
  h5::Dataset rows_dimension;  ///< `time`, or the bare dimension of a table
  std::vector<Column> columns;
  std::size_t entities = 1, rows = 0, chunk_rows = 1024, chunk_entities = 1;
  bool has_time = false, two_dimensional = false;
};

std::string optional_text(const h5::Object& o, const char* name) { return o.has_attribute(name) ? o.text(name) : ""; }
double optional_number(const h5::Object& o, const char* name, double otherwise) {
  if (!o.has_attribute(name)) return otherwise;
  const auto v = o.numbers(name);
  return v.empty() ? otherwise : v.front();
}

std::vector<std::string> split_words(const std::string& s) {
  std::vector<std::string> out;
  std::size_t from = 0;
  while (from < s.size()) {
    const std::size_t to = std::min(s.find(' ', from), s.size());
    if (to > from) out.push_back(s.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

/// What can be said before the library opens the file: in words, where the library has only its own.
void look_at_bytes(const std::string& path) {
  struct stat s {};
  if (::stat(path.c_str(), &s) != 0) throw IoError(path, std::strerror(errno));
  if (!S_ISREG(s.st_mode)) throw IoError(path, "is not a regular file");
  if (s.st_size == 0) throw IoError(path, "the file is empty");
  std::FILE* f = std::fopen(path.c_str(), "rb");
  if (!f) throw IoError(path, std::strerror(errno));
  std::array<unsigned char, 48> head{};
  const std::size_t got = std::fread(head.data(), 1, head.size(), f);
  std::fclose(f);
  static constexpr unsigned char signature[8] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  if (got < 8 || std::memcmp(head.data(), signature, 8) != 0)
    throw IoError(path, "is not a trace of netsuden (not an HDF5 file)");
  if (got < head.size()) throw IoError(path, fmt::format("is truncated: {} bytes", s.st_size));
  // Superblock 2 and 3: flags of an open file at byte 11, address of the end at byte 28. A file that a run on a full disk
  // left open may be shorter than it says, and is good up to there.
  if ((head[8] == 2 || head[8] == 3) && head[9] == 8 && head[11] == 0) {
    std::uint64_t end = 0;
    for (int i = 7; i >= 0; --i) end = end << 8 | head[static_cast<std::size_t>(28 + i)];
    if (end > static_cast<std::uint64_t>(s.st_size))
      throw IoError(path, fmt::format("is truncated: {} of {} bytes are there", s.st_size, end));
  }
}

}  // namespace

struct TraceReader::Impl {
  h5::File file;
  h5::Group root;
  std::string path;
  ino_t inode = 0;
  int major = 0, minor = 0;
  std::string status;
  double epoch_s = 0, end_s = 0;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<RecordGroup> groups;
  std::vector<OpenGroup> open;

  void find_groups(const h5::Group&, const std::string& prefix, int depth);
  void open_group(const h5::Group&, const std::string& path);
  /// Rows that all columns have.
  static std::size_t common_rows(const OpenGroup&);
  const OpenGroup& at(std::size_t group) const {
    NETSUDEN_ASSERT(group < open.size(), fmt::format("group {} of {}", group, open.size()));
    return open[group];
  }
  const Column& column(std::size_t group, std::size_t channel) const {
    NETSUDEN_ASSERT(channel < at(group).columns.size(), fmt::format("channel {} of {}", channel, at(group).columns.size()));
    return open[group].columns[channel];
  }
  std::string scalar_text(const std::string& group, const std::string& name) const {
    if (!root.has(group)) return "";
    const h5::Group g = root.open_group(group);
    if (!g.has(name)) return "";
    const auto v = g.open_dataset(name).read_all_text();
    return v.empty() ? "" : v.front();
  }
};

void TraceReader::Impl::find_groups(const h5::Group& at_group, const std::string& prefix, int depth) {
  for (const auto& link : at_group.links()) {
    if (!link.is_group) continue;
    const h5::Group g = at_group.open_group(link.name);
    const std::string name = prefix + link.name;
    if (g.has_attribute("row_dimension")) open_group(g, name);
    if (depth < 4) find_groups(g, name + "/", depth + 1);
  }
}

void TraceReader::Impl::open_group(const h5::Group& g, const std::string& name) {
  RecordGroup r;
  OpenGroup o;
  r.path = name;
  r.row_dim = g.text("row_dimension");
  r.entity = optional_text(g, "entity_dimension");
  r.description = optional_text(g, "description");
  r.cadence_s = optional_number(g, "cadence_seconds", 0);
  r.expected_rows = optional_number(g, "expected_rows", 0);
  o.has_time = r.row_dim == "time";
  o.two_dimensional = !r.entity.empty();
  o.entities = o.two_dimensional ? 0 : 1;
  for (const auto& link : g.links()) {
    if (link.is_group) continue;
    if (link.name == r.row_dim) {
      o.rows_dimension = g.open_dataset(link.name);
      const auto shape = o.rows_dimension.shape();
      if (shape.extent.size() != 1 || shape.chunk.size() != 1) throw IoError(path, name + "/" + link.name + " is no dimension");
      o.chunk_rows = static_cast<std::size_t>(shape.chunk[0]);
    } else if (o.two_dimensional && link.name == r.entity) {
      r.entities = g.open_dataset(link.name).read_all_text();
      o.entities = r.entities.size();
    } else {
      Column c;
      c.data = g.open_dataset(link.name);
      const auto shape = c.data.shape();
      if (c.data.is_scale()) continue;  // length of text
      const bool text = shape.type == DType::text;
      if (o.two_dimensional && text && shape.extent.size() == 1) {
        r.labels.push_back({link.name, optional_text(c.data, "long_name"), c.data.read_all_text()});
        continue;
      }
      const std::size_t rank = (o.two_dimensional ? 2 : 1) + (text ? 1 : 0);
      if (shape.extent.size() != rank || shape.chunk.size() != rank)
        throw IoError(path, name + "/" + link.name + " has another number of dimensions than its group");
      c.type = shape.type;
      if (o.two_dimensional) o.chunk_entities = static_cast<std::size_t>(shape.chunk[1]);
      Channel ch;
      ch.name = link.name;
      ch.type = shape.type;
      if (text) ch.text_length = static_cast<int>(shape.extent.back());
      ch.unit = optional_text(c.data, "units");
      ch.long_name = optional_text(c.data, "long_name");
      ch.cell_methods = optional_text(c.data, "cell_methods");
      ch.flags = split_words(optional_text(c.data, "flag_meanings"));
      r.channels.push_back(std::move(ch));
      o.columns.push_back(std::move(c));
    }
  }
  if (!o.rows_dimension.valid()) throw IoError(path, name + " has no " + r.row_dim);
  for (const auto& c : o.columns)
    if (o.two_dimensional && c.data.extent()[1] != o.entities)
      throw IoError(path, name + ": columns and names of entities differ in number");
  o.rows = common_rows(o);
  groups.push_back(std::move(r));
  open.push_back(std::move(o));
}

std::size_t TraceReader::Impl::common_rows(const OpenGroup& o) {
  auto rows = o.rows_dimension.extent()[0];
  for (const auto& c : o.columns) rows = std::min(rows, c.data.extent()[0]);
  return static_cast<std::size_t>(rows);
}

TraceReader::TraceReader(const std::string& given) : impl_(std::make_unique<Impl>()) {
  Impl& m = *impl_;
  m.path = file_exists(given) ? given : part_path_of(given);
  if (!file_exists(m.path)) throw IoError(given, "no such file");
  look_at_bytes(m.path);
  m.file = h5::File::open_read(m.path);
  m.root = m.file.root();
  struct stat s {};
  if (::stat(m.path.c_str(), &s) == 0) m.inode = s.st_ino;
  if (!m.root.has_attribute("netsuden_trace")) throw IoError(m.path, "is an HDF5 file, but not a trace of netsuden");
  const auto version = m.root.numbers("netsuden_trace");
  if (version.size() != 2) throw IoError(m.path, "is not a trace of netsuden (its version has another form)");
  m.major = static_cast<int>(version[0]);
  m.minor = static_cast<int>(version[1]);
  if (m.major > trace_format_major)
    throw IoError(m.path, fmt::format("was written by a newer netsuden: trace format {}.{}, this program reads up to {}.x; "
                                      "use a newer netsuden",
                                      m.major, m.minor, trace_format_major));
  for (const auto& name : m.root.attribute_names()) m.attributes.emplace_back(name, m.root.as_text(name));
  m.status = optional_text(m.root, "status");
  m.epoch_s = optional_number(m.root, "horizon_start_unix", 0);
  m.end_s = optional_number(m.root, "horizon_seconds", 0);
  m.find_groups(m.root, "", 0);
}

TraceReader::~TraceReader() = default;
TraceReader::TraceReader(TraceReader&&) noexcept = default;
TraceReader& TraceReader::operator=(TraceReader&&) noexcept = default;

const std::string& TraceReader::path() const { return impl_->path; }
int TraceReader::version_major() const { return impl_->major; }
int TraceReader::version_minor() const { return impl_->minor; }
const std::string& TraceReader::status() const { return impl_->status; }
bool TraceReader::writer_alive() const { return WriterLock::held(impl_->path); }
double TraceReader::epoch_unix_s() const { return impl_->epoch_s; }
double TraceReader::end_s() const { return impl_->end_s; }
const std::vector<RecordGroup>& TraceReader::groups() const { return impl_->groups; }
const std::vector<std::pair<std::string, std::string>>& TraceReader::attributes() const { return impl_->attributes; }

bool TraceReader::finished_elsewhere() const {
  if (final_path_of(impl_->path) == impl_->path) return false;
  struct stat s {};
  const bool gone = ::stat(impl_->path.c_str(), &s) != 0 || s.st_ino != impl_->inode;
  return gone && file_exists(final_path_of(impl_->path));
}

std::uint64_t TraceReader::file_bytes() const {
  std::error_code error;
  const auto n = std::filesystem::file_size(impl_->path, error);
  return error ? 0 : n;
}

std::string TraceReader::attribute(std::string_view name) const {
  for (const auto& [key, value] : impl_->attributes)
    if (key == name) return value;
  return "";
}

int TraceReader::find_group(std::string_view path) const {
  for (std::size_t i = 0; i < impl_->groups.size(); ++i)
    if (impl_->groups[i].path == path) return static_cast<int>(i);
  return -1;
}

int TraceReader::find_channel(std::size_t group, std::string_view name) const {
  static_cast<void>(impl_->at(group));
  const auto& channels = impl_->groups[group].channels;
  for (std::size_t i = 0; i < channels.size(); ++i)
    if (channels[i].name == name) return static_cast<int>(i);
  return -1;
}

std::size_t TraceReader::entities(std::size_t group) const { return impl_->at(group).entities; }
std::size_t TraceReader::rows(std::size_t group) const { return impl_->at(group).rows; }
std::size_t TraceReader::chunk_rows(std::size_t group) const { return impl_->at(group).chunk_rows; }
std::size_t TraceReader::chunk_entities(std::size_t group) const { return impl_->at(group).chunk_entities; }

bool TraceReader::refresh() {
  if (impl_->file.mode() != h5::ReadMode::swmr || impl_->status != "running") return false;
  bool more = false;
  for (auto& o : impl_->open) {
    // The rows are counted where they appear last; the columns are looked at only when there are more.
    o.rows_dimension.refresh();
    if (o.rows_dimension.extent()[0] <= o.rows) continue;
    for (auto& c : o.columns) c.data.refresh();
    const std::size_t rows = Impl::common_rows(o);
    more = more || rows > o.rows;
    o.rows = std::max(o.rows, rows);
  }
  return more;
}

std::vector<double> TraceReader::read_block(std::size_t group, std::size_t channel, std::size_t first, std::size_t count,
                                            std::size_t first_entity, std::size_t entity_count) const {
  const OpenGroup& o = impl_->at(group);
  const Column& c = impl_->column(group, channel);
  first = std::min(first, o.rows);
  count = std::min(count, o.rows - first);
  NETSUDEN_ASSERT(first_entity <= o.entities, fmt::format("entity {} of {}", first_entity, o.entities));
  entity_count = std::min(entity_count, o.entities - first_entity);
  std::vector<double> v(count * entity_count);
  // In steps of whole chunk rows, so that each chunk is decompressed once.
  for (std::size_t done = 0; done < count && entity_count > 0;) {
    const std::size_t at = first + done, n = std::min(count - done, o.chunk_rows - at % o.chunk_rows);
    double* out = v.data() + done * entity_count;
    if (o.two_dimensional) c.data.read({at, first_entity}, {n, entity_count}, out);
    else c.data.read({at}, {n}, out);
    done += n;
  }
  if (c.type == DType::i1 || c.type == DType::i4 || c.type == DType::i8) {
    const double fill = h5::fill_of(c.type);
    std::replace(v.begin(), v.end(), fill, nan);
  }
  return v;
}

std::vector<double> TraceReader::read(std::size_t group, std::size_t channel, std::size_t entity, std::size_t first,
                                      std::size_t count) const {
  NETSUDEN_ASSERT(entity < impl_->at(group).entities, fmt::format("entity {} of {}", entity, impl_->at(group).entities));
  return read_block(group, channel, first, count, entity, 1);
}

std::vector<double> TraceReader::times(std::size_t group, std::size_t first, std::size_t count) const {
  const OpenGroup& o = impl_->at(group);
  if (!o.has_time) return {};
  first = std::min(first, o.rows);
  count = std::min(count, o.rows - first);
  std::vector<double> v(count);
  o.rows_dimension.read({first}, {count}, v.data());
  return v;
}

std::vector<std::string> TraceReader::read_text(std::size_t group, std::size_t channel, std::size_t first,
                                                std::size_t count) const {
  const OpenGroup& o = impl_->at(group);
  const Column& c = impl_->column(group, channel);
  first = std::min(first, o.rows);
  count = std::min(count, o.rows - first);
  const auto length = static_cast<std::uint64_t>(impl_->groups[group].channels[channel].text_length);
  if (o.two_dimensional) return c.data.read_characters({first, 0, 0}, {count, o.entities, length});
  return c.data.read_characters({first, 0}, {count, length});
}

std::vector<TopologyRow> TraceReader::topology() const {
  if (!impl_->root.has("topology")) return {};
  const h5::Group g = impl_->root.open_group("topology");
  const auto words = [&](const char* name) { return g.open_dataset(name).read_all_text(); };
  const auto numbers = [&](const char* name) { return g.open_dataset(name).read_all(); };
  const auto path = words("path"), kind = words("kind"), parent = words("parent"), feeds = words("feeds"), unit = words("unit");
  const auto rating = numbers("rating"), from = numbers("in_service_from"), until = numbers("in_service_until");
  std::size_t n = std::min({path.size(), kind.size(), parent.size(), feeds.size(), unit.size(), rating.size(), from.size(), until.size()});
  std::vector<TopologyRow> rows;
  for (std::size_t i = 0; i < n; ++i)
    rows.push_back({path[i], kind[i], parent[i], feeds[i], unit[i], rating[i], from[i], until[i]});
  return rows;
}

std::string TraceReader::scenario_written() const { return impl_->scalar_text("scenario", "written"); }
std::string TraceReader::scenario_resolved() const { return impl_->scalar_text("scenario", "resolved"); }
std::string TraceReader::summary_json() const { return impl_->scalar_text("summary", "json"); }

std::vector<SummaryTable> TraceReader::summary_tables() const {
  std::vector<SummaryTable> tables;
  if (!impl_->root.has("summary")) return tables;
  const h5::Group summary = impl_->root.open_group("summary");
  for (const auto& link : summary.links()) {
    if (!link.is_group) continue;
    const h5::Group g = summary.open_group(link.name);
    SummaryTable t;
    t.name = link.name;
    t.description = optional_text(g, "description");
    for (const auto& column : g.links()) {
      if (column.is_group) continue;
      const h5::Dataset d = g.open_dataset(column.name);
      if (column.name == link.name) {
        t.rows = d.read_all_text();
        continue;
      }
      SummaryColumn c{column.name, optional_text(d, "units"), optional_text(d, "long_name"), {}, {}};
      if (d.shape().type == DType::text) c.labels = d.read_all_text();
      else c.values = d.read_all();
      t.columns.push_back(std::move(c));
    }
    tables.push_back(std::move(t));
  }
  return tables;
}

}  // namespace netsuden
