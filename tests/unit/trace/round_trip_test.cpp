// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>
#include <limits>
#include <thread>

#include "io/trace/document.hpp"
#include "io/trace/repair.hpp"
#include "support.hpp"

using namespace netsuden;
using namespace netsuden::sample;

TEST_CASE("What is appended is what is read, in every type and at every edge of a chunk") {
  const Folder f;
  // 1024 rows are a chunk row of the racks, 8192 one of the tables.
  for (const std::size_t rows : {0, 1, 1023, 1024, 1025, 9000}) {
    const std::string path = f / fmt::format("{}.h5", rows);
    write_sample(path, rows);
    CHECK_FALSE(std::filesystem::exists(path + ".part"));
    const TraceReader r(path);
    CHECK(r.status() == "complete");
    CHECK(r.rows(site) == rows);
    CHECK(r.rows(rack) == rows);
    CHECK(r.rows(event) == (rows + 2) / 3);
    CHECK(r.rows(job) == rows);
    CHECK(r.rows(windows) == (rows + 9) / 10);
    CHECK(check(r) == "");
  }
}

TEST_CASE("The layout comes back as it was declared") {
  const Folder f;
  const std::string path = f / "a.h5";
  {
    TraceWriter w(path, layout());
    append_row(w, 0);
    w.close("interrupted", {"{\"a\": 1}", {{"site", {"x", "y"}, {{"energy", "J", "energy", {1, 2}, {}}, {"words", "", "", {}, {"p", "q"}}}, "text"}}});
  }
  const TraceReader r(path);
  const TraceLayout l = layout();
  CHECK(r.status() == "interrupted");
  CHECK_FALSE(r.was_killed());
  CHECK(r.version_major() == 1);
  CHECK(r.attribute("run_id") == "0123abcd");
  CHECK(r.attribute("Conventions") == "CF-1.10");
  CHECK(r.attribute("horizon_start") == "2026-03-31T15:00:00Z");
  CHECK(r.epoch_unix_s() == l.epoch_unix_s);
  CHECK(r.end_s() == l.end_s);
  CHECK(r.scenario_written() == l.scenario_written);
  CHECK(r.scenario_resolved() == l.scenario_resolved);
  CHECK(r.summary_json() == "{\"a\": 1}");
  const auto tables = r.summary_tables();
  REQUIRE(tables.size() == 1);
  CHECK(tables[0].rows == std::vector<std::string>{"x", "y"});
  REQUIRE(tables[0].columns.size() == 2);
  CHECK(tables[0].columns[0].values == std::vector<double>{1, 2});
  CHECK(tables[0].columns[0].unit == "J");
  CHECK(tables[0].columns[1].labels == std::vector<std::string>{"p", "q"});
  const auto topology = r.topology();
  REQUIRE(topology.size() == 2);
  CHECK(topology[1].feeds == "pdu_a,pdu_b");
  CHECK(topology[1].rating == 2.5e6);
  REQUIRE(r.groups().size() == l.groups.size());
  for (std::size_t g = 0; g < l.groups.size(); ++g) {
    const RecordGroup &a = l.groups[g], &b = r.groups()[g];
    CHECK(b.path == a.path);
    CHECK(b.entity == a.entity);
    CHECK(b.entities == a.entities);
    CHECK(b.row_dim == a.row_dim);
    CHECK(b.description == a.description);
    CHECK(b.cadence_s == a.cadence_s);
    REQUIRE(b.channels.size() == a.channels.size());
    for (std::size_t c = 0; c < a.channels.size(); ++c) {
      CHECK(b.channels[c].name == a.channels[c].name);
      CHECK(b.channels[c].unit == a.channels[c].unit);
      CHECK(b.channels[c].long_name == a.channels[c].long_name);
      CHECK(b.channels[c].cell_methods == a.channels[c].cell_methods);
      CHECK(b.channels[c].type == a.channels[c].type);
      CHECK(b.channels[c].text_length == a.channels[c].text_length);
      CHECK(b.channels[c].flags.size() == a.channels[c].flags.size());
    }
  }
  CHECK(r.groups()[rack].channels[2].flags[2] == "in_repair");
  CHECK(r.find_group("equipment/rack") == rack);
  CHECK(r.find_group("nothing") == -1);
  CHECK(r.find_channel(rack, "state") == 2);
}

TEST_CASE("Parts of a column, beyond a chunk and beyond the end") {
  const Folder f;
  const std::string path = f / "a.h5";
  write_sample(path, 3000);
  const TraceReader r(path);
  const auto one = r.read(rack, 0, 149, 1000, 1100);
  REQUIRE(one.size() == 1100);
  for (std::size_t i = 0; i < one.size(); ++i) REQUIRE(same(one[i], value(rack, 0, 149, 1000 + i)));
  const auto block = r.read_block(rack, 1, 2990, 100, 60, 10);
  REQUIRE(block.size() == 10 * 10);
  CHECK(same(block[3 * 10 + 7], value(rack, 1, 67, 2993)));
  CHECK(r.read(rack, 0, 0, 5000).empty());
  CHECK(r.times(site, 2999).size() == 1);
}

TEST_CASE("Integers: the ends of their range are kept, what does not fit reads as no value") {
  const Folder f;
  TraceLayout l;
  RecordGroup g;
  g.path = "t";
  g.row_dim = "row";
  g.channels = {{"a", "1", "", "", DType::i1}, {"b", "1", "", "", DType::i4}, {"c", "1", "", "", DType::i8}, {"d", "1", "", "", DType::f4}};
  l.groups = {g};
  const double inf = std::numeric_limits<double>::infinity();
  const double rows[][4] = {{127, 2147483647, 9007199254740992.0, 1e30}, {-128, -2147483648.0, -9007199254740992.0, -inf}, {128, 2147483648.0, 9.3e18, no_value}, {no_value, inf, -inf, 0.5}};
  {
    TraceWriter w(f / "a.h5", l);
    for (const auto& v : rows) w.append(0, v);
    w.close("complete");
  }
  const TraceReader r(f / "a.h5");
  for (std::size_t c = 0; c < 3; ++c) {
    const auto v = r.read(0, c);
    CHECK(v[0] == rows[0][c]);
    CHECK(v[1] == rows[1][c]);
    CHECK(std::isnan(v[2]));
    CHECK(std::isnan(v[3]));
  }
  const auto d = r.read(0, 3);
  CHECK(d[0] == static_cast<double>(1e30f));
  CHECK(d[1] == -inf);
  CHECK(std::isnan(d[2]));
}

TEST_CASE("Groups at the edges: no entities, many flags, no channels, one layout without groups") {
  const Folder f;
  TraceLayout l;
  RecordGroup none, flags, bare;
  none.path = "none";
  none.entity = "thing";
  none.channels = {{"a", "1", "", ""}};
  flags.path = "flags";
  flags.row_dim = "row";
  flags.channels = {{"tenant", "1", "", "", DType::i4}};
  for (int i = 0; i < 20000; ++i) flags.channels[0].flags.push_back("tenant_" + std::to_string(i));  // beyond 64 KiB
  bare.path = "bare";
  l.groups = {none, flags, bare};
  {
    TraceWriter w(f / "a.h5", l);
    const double t = 5;
    w.append(0, {&t, 1});
    w.append(1, {&t, 1});
    w.append(2, {&t, 1});
    w.close("complete");
  }
  const TraceReader r(f / "a.h5");
  CHECK(r.rows(0) == 1);
  CHECK(r.entities(0) == 0);
  CHECK(r.groups()[1].channels[0].flags.size() == 20000);
  CHECK(r.groups()[1].channels[0].flags[19999] == "tenant_19999");
  CHECK(r.times(2) == std::vector<double>{5});
  {
    TraceWriter w(f / "b.h5", TraceLayout{});
    w.close("complete");
  }
  CHECK(TraceReader(f / "b.h5").groups().empty());
}

TEST_CASE("The same run gives the same bytes, flushed often, rarely or never before its end") {
  const Folder f;
  const std::size_t rows = 2500;
  write_sample(f / "a.h5", rows, {.partial_flush_s = std::numeric_limits<double>::infinity()});
  write_sample(f / "b.h5", rows);
  {
    TraceWriter w(f / "c.h5", layout(), {.partial_flush_s = 0.002});
    std::size_t partial = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      append_row(w, i);
      if (i % 100 == 50) {
        std::this_thread::sleep_for(std::chrono::milliseconds(15));
        const std::size_t seen = TraceReader(f / "c.h5").rows(rack);
        CHECK(seen <= i + 1);
        if (seen % 1024 != 0) ++partial;
      }
    }
    CHECK(partial > 5);  // else this test shows nothing
    w.close("complete", {"{}", {}});
  }
  const std::string a = bytes_of(f / "a.h5");
  CHECK(a.size() > 100000);
  CHECK((a == bytes_of(f / "b.h5")));
  CHECK((a == bytes_of(f / "c.h5")));
}

TEST_CASE("Without close() the trace ends as failed, with its rows") {
  const Folder f;
  {
    TraceWriter w(f / "a.h5", layout());
    for (std::size_t i = 0; i < 10; ++i) append_row(w, i);
  }
  const TraceReader r(f / "a.h5");
  CHECK(r.status() == "failed");
  CHECK(r.rows(rack) == 10);
  CHECK(check(r) == "");
}

TEST_CASE("A layout must not use the format's own attributes") {
  const Folder f;
  TraceLayout l = layout();
  l.attributes.emplace_back("status", "x");
  CHECK_THROWS_WITH(TraceWriter(f / "a.h5", l), Catch::Contains("status"));
  CHECK_FALSE(std::filesystem::exists(f / "a.h5.part"));
}

TEST_CASE("The document names every group and channel") {
  const std::string s = document(layout());
  for (const auto& g : layout().groups) {
    CHECK_THAT(s, Catch::Contains("## /" + g.path + "\n"));
    for (const auto& c : g.channels) CHECK_THAT(s, Catch::Contains("| `" + c.name + "` | " + c.unit));
  }
  CHECK_THAT(s, Catch::Contains("0 info, 1 warning, 2 critical"));
}
