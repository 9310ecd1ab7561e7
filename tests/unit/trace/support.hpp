// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>

#include <stdlib.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "io/trace/reader.hpp"
#include "io/trace/writer.hpp"
#include "sample.hpp"
#include "sim/base/errors.hpp"

namespace netsuden::sample {

/// A folder of its own that goes with the test.
class Folder {
 public:
  Folder() {
    std::string t = (std::filesystem::temp_directory_path() / "netsuden-trace-XXXXXX").string();
    REQUIRE(::mkdtemp(t.data()) != nullptr);
    path_ = t;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::string bytes_of(const std::string& path) {
  std::ifstream f(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(f), {}};
}

inline bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// "" if every row of the trace has the value of the formula, else where it differs. Reads everything.
inline std::string check(const TraceReader& r) {
  const TraceLayout l = layout();
  if (r.groups().size() != l.groups.size()) return "number of groups";
  for (std::size_t g = 0; g < l.groups.size(); ++g) {
    const std::size_t rows = r.rows(g), entities = r.entities(g);
    const auto where = [&](std::size_t c, std::size_t row, std::size_t e) {
      return l.groups[g].path + " channel " + std::to_string(c) + " row " + std::to_string(row) + " entity " + std::to_string(e);
    };
    const std::size_t step = g == event ? 900 : 300;
    if (l.groups[g].row_dim == "time") {
      const auto t = r.times(g);
      for (std::size_t i = 0; i < rows; ++i)
        if (t[i] != 300 + static_cast<double>(step * i)) return l.groups[g].path + " time " + std::to_string(i);
    }
    for (std::size_t c = 0; c < l.groups[g].channels.size(); ++c) {
      if (l.groups[g].channels[c].type == DType::text) {
        const auto t = r.read_text(g, c);
        for (std::size_t i = 0; i < rows; ++i)
          if (t[i] != text_as_kept(i)) return where(c, i, 0);
        continue;
      }
      const auto v = r.read_block(g, c, 0, rows);
      if (v.size() != rows * entities) return where(c, rows, entities);
      for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t e = 0; e < entities; ++e)
          if (!same(v[i * entities + e], value(g, c, e, i))) return where(c, i, e);
    }
  }
  return "";
}

inline void write_sample(const std::string& path, std::size_t rows, WriterOptions o = {}) {
  TraceWriter w(path, layout(), o);
  for (std::size_t i = 0; i < rows; ++i) append_row(w, i);
  w.close("complete", {"{}", {}});
}

}  // namespace netsuden::sample
