// SPDX-License-Identifier: Apache-2.0
#include "io/trace/plan.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>

#include "io/hdf5/h5.hpp"
#include "io/trace/writer.hpp"

namespace netsuden {
namespace {
constexpr std::size_t widest_chunk = 64, chunk_samples = 65536, least_rows = 16, group_buffer_bytes = 16u << 20;
constexpr double number_ratio = 0.25, noise_ratio = 0.9, text_ratio = 0.6;       // see estimate_size
constexpr double dataset_overhead = 2048, chunk_overhead = 40;  // object header and scale references; index entry

std::string disk_size(double bytes) {
  return bytes < 1e9 ? fmt::format("{:.1f} MB", bytes / 1e6) : bytes < 1e12 ? fmt::format("{:.1f} GB", bytes / 1e9) : fmt::format("{:.1f} TB", bytes / 1e12);
}
}  // namespace

double expected_rows(const RecordGroup& g, double end_s) {
  if (g.expected_rows > 0) return std::ceil(g.expected_rows);
  if (g.cadence_s > 0) return std::ceil(end_s / g.cadence_s) + 1;
  return 0;
}

GroupPlan plan_of(const RecordGroup& g, double end_s) {
  GroupPlan p;
  p.has_time = g.row_dim == "time";
  p.has_entities = !g.entity.empty();
  p.entities = p.has_entities ? g.entities.size() : 1;
  if (p.has_time) p.row_values = 1;
  std::size_t widest = 1, row_bytes = 8;
  if (p.entities > 0) {
    const std::size_t chunks = (p.entities + widest_chunk - 1) / widest_chunk;
    for (const auto& ch : g.channels) {
      ColumnPlan c;
      c.name = ch.name;
      c.type = ch.type;
      c.text_length = ch.type == DType::text ? std::max(1, ch.text_length) : 0;
      c.two_dimensional = p.has_entities;
      c.entities = p.entities;
      c.chunk_columns = chunks;
      c.chunk_entities = (p.entities + chunks - 1) / chunks;
      c.value_bytes = h5::size_of(c.type, c.text_length);
      widest = std::max(widest, c.chunk_entities);
      row_bytes += c.entities * c.value_bytes;
      (c.type == DType::text ? p.row_texts : p.row_values) += p.entities;
      p.columns.push_back(std::move(c));
    }
  }
  if (p.has_time) p.columns.push_back({.name = "time", .type = DType::f8, .value_bytes = 8});
  p.chunk_rows = std::clamp<std::size_t>(std::bit_floor(chunk_samples / widest), 1024, 8192);
  const double rows = expected_rows(g, end_s);
  if (rows > 0 && rows < static_cast<double>(p.chunk_rows))
    p.chunk_rows = std::max<std::size_t>(64, std::bit_ceil(static_cast<std::size_t>(rows)));
  while (p.chunk_rows > least_rows && p.chunk_rows * row_bytes > group_buffer_bytes) p.chunk_rows /= 2;
  return p;
}

SizeEstimate estimate_size(const TraceLayout& layout) {
  SizeEstimate e;
  double numbers = 0;
  double bytes = 65536 + static_cast<double>(layout.scenario_written.size() + layout.scenario_resolved.size()) +
                 static_cast<double>(layout.topology.size()) * 200;
  for (const auto& g : layout.groups) {
    const GroupPlan p = plan_of(g, layout.end_s);
    const double rows = expected_rows(g, layout.end_s);
    const double chunks = std::ceil(rows / static_cast<double>(p.chunk_rows));
    e.rows += rows;
    for (const auto& c : p.columns) {
      const double samples = rows * static_cast<double>(c.entities);
      e.samples += samples;
      const double plain = samples * static_cast<double>(c.value_bytes);
      if (c.type != DType::text) numbers += plain;
      bytes += plain * (c.type == DType::text ? text_ratio : number_ratio);
      bytes += dataset_overhead + chunks * static_cast<double>(c.chunk_columns) * chunk_overhead;
    }
    for (const auto& name : g.entities) bytes += static_cast<double>(name.size()) + 40;
  }
  e.bytes = bytes;
  e.most_bytes = bytes + numbers * (noise_ratio - number_ratio);
  e.peak_bytes = 2 * bytes;
  return e;
}

void check_fits_on_disk(const std::string& path, double bytes) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  std::error_code error;
  if (!fs::is_directory(folder, error)) throw IoError(path, "the folder " + folder.string() + " does not exist");
  const fs::space_info space = fs::space(folder, error);
  if (error) throw IoError(path, "statvfs: " + error.message());
  const auto available = static_cast<double>(space.available);
  if (bytes > available)
    throw IoError(path, fmt::format("the trace needs about {} and the disk has {} free; record less "
                                    "(longer intervals, no racks, smaller windows) or choose another disk",
                                    disk_size(bytes), disk_size(available)));
}

}  // namespace netsuden
