// SPDX-License-Identifier: Apache-2.0
#include "io/trace/plan.hpp"

#include <random>

#include "io/trace/chunk_codec.hpp"
#include "support.hpp"

using namespace netsuden;
using namespace netsuden::sample;

namespace {
RecordGroup group(std::size_t entities, std::size_t channels, double rows = 0) {
  RecordGroup g;
  g.path = "g";
  g.entity = "e";
  for (std::size_t i = 0; i < entities; ++i) g.entities.push_back(std::to_string(i));
  for (std::size_t i = 0; i < channels; ++i) g.channels.push_back({"c" + std::to_string(i), "W", "", "time: mean"});
  g.expected_rows = rows;
  return g;
}
}  // namespace

TEST_CASE("Chunks cover their group, are at most 64 wide and bounded in bytes") {
  for (const std::size_t entities : {1, 2, 63, 64, 65, 150, 1000, 100000})
    for (const std::size_t channels : {1, 7}) {
      const GroupPlan p = plan_of(group(entities, channels), 1e7);
      const ColumnPlan& c = p.columns[0];
      INFO(entities << " entities, chunk " << p.chunk_rows << " x " << c.chunk_entities);
      CHECK(c.chunk_entities <= 64);
      CHECK(c.chunk_entities * c.chunk_columns >= entities);
      CHECK(c.chunk_entities * (c.chunk_columns - 1) < entities);
      CHECK(p.chunk_bytes(c) <= 256 * 1024);
      CHECK((p.chunk_rows * entities * channels * 4 <= (16u << 20) || p.chunk_rows == 16));
    }
}

TEST_CASE("A short group has short chunks") {
  CHECK(plan_of(group(1, 1, 11), 1e7).chunk_rows == 64);
  CHECK(plan_of(group(1, 1, 365), 1e7).chunk_rows == 512);
}

TEST_CASE("Codec: decode undoes encode and refuses what is none") {
  ChunkCodec codec;
  std::mt19937 random(7);
  for (const std::size_t width : {1, 4, 8}) {
    std::vector<std::byte> raw(width * 1000), out, back(raw.size());
    for (auto& b : raw) b = static_cast<std::byte>(random() % 7);
    codec.encode(raw, width, out);
    REQUIRE(codec.decode(out, width, back));
    CHECK(back == raw);
    std::vector<std::byte> cut(out.begin(), out.end() - 5);
    CHECK_FALSE(codec.decode(cut, width, back));
    CHECK_FALSE(codec.decode({}, width, back));
    out[out.size() / 2] ^= std::byte{0x55};
    CHECK_FALSE((codec.decode(out, width, back) && back == raw));
  }
}

TEST_CASE("The most that the estimate allows for is above the file and not twice as large, for noise that hardly compresses") {
  const Folder f;
  TraceLayout l;
  l.groups = {group(100, 3, 5000)};
  l.end_s = 5000;
  const SizeEstimate e = estimate_size(l);
  CHECK(e.rows == 5000);
  CHECK(e.samples == 5000 * 301);
  std::mt19937_64 random(3);
  std::normal_distribution<double> noise(1000, 300);
  {
    TraceWriter w(f / "a.h5", l);
    std::vector<double> row(301);
    for (int r = 0; r < 5000; ++r) {
      row[0] = r;
      for (std::size_t i = 1; i < row.size(); ++i) row[i] = noise(random);
      w.append(0, row);
    }
    w.close("complete");
  }
  const auto size = static_cast<double>(std::filesystem::file_size(f / "a.h5"));
  CHECK(size < e.most_bytes);
  CHECK(size > e.bytes);
  CHECK(size > e.most_bytes / 2);
}

TEST_CASE("A trace that cannot fit is refused in words") {
  const Folder f;
  check_fits_on_disk(f / "a.h5", 1000);
  CHECK_THROWS_WITH(check_fits_on_disk(f / "a.h5", 1e18), Catch::Contains("free") && Catch::Contains("record less"));
  CHECK_THROWS_WITH(check_fits_on_disk(f / "no/such/a.h5", 1), Catch::Contains("does not exist"));
}
