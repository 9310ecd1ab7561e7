// SPDX-License-Identifier: Apache-2.0
// A scenario from its parts: catalogue < include < extends < the file < --set.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "io/scenario/document.hpp"
#include "tests/invariants/run_scenario.hpp"

using namespace netsuden;
using test::TempFolder;

namespace {

/// The text of a value by path, "-" for null, "" where there is none.
std::string at(const DocNode& root, const std::string& path) {
  const DocNode* n = &root;
  for (std::size_t from = 0; n;) {
    const std::size_t dot = path.find('.', from);
    const std::string key = path.substr(from, dot == std::string::npos ? dot : dot - from);
    if (n->is_sequence()) {
      const auto i = static_cast<std::size_t>(std::atoi(key.c_str()));
      n = i < n->items.size() ? &n->items[i] : nullptr;
    } else {
      n = n->find(key);
    }
    if (dot == std::string::npos) break;
    from = dot + 1;
  }
  if (!n) return "";
  return n->kind == DocNode::Kind::null ? "-" : n->is_scalar() ? n->scalar : n->kind_name();
}

DocNode composed(const std::string& file, std::vector<std::string> set = {}) {
  Diagnostics d;
  auto root = compose(file, {std::move(set)}, d);
  INFO(d.render());
  REQUIRE(root);
  REQUIRE_FALSE(d.has_errors());
  return std::move(*root);
}

/// The codes of the errors, in order.
std::vector<std::string> errors(const std::string& file, std::vector<std::string> set = {}) {
  Diagnostics d;
  compose(file, {std::move(set)}, d);
  std::vector<std::string> codes;
  for (const auto& x : d.all()) codes.push_back(x.code);
  return codes;
}
using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("compose: include lies beneath extends, both beneath the file, --set on top") {
  TempFolder f;
  f.write("include.yaml", "{a: include, b: include, c: include, d: include, netsuden: 9}");
  f.write("base.yaml", "{b: extends, c: extends, d: extends}");
  // The order in which the two are written does not matter.
  for (const char* head : {"include: include.yaml\nextends: base.yaml\n", "extends: base.yaml\ninclude: include.yaml\n"}) {
    const std::string file = f.write("s.yaml", std::string(head) + "c: file\nd: file\n");
    const DocNode root = composed(file, {"d=set"});
    CHECK(at(root, "a") == "include");
    CHECK(at(root, "b") == "extends");
    CHECK(at(root, "c") == "file");
    CHECK(at(root, "d") == "set");
    CHECK(at(root, "netsuden") == "");  // the version is the scenario's own, or its base's
    CHECK(at(root, "include") == "");
  }
}

TEST_CASE("compose: later files of a list lie on earlier ones, mappings merge key by key") {
  TempFolder f;
  f.write("one.yaml", "{sites: {a: {x: 1, y: 1}, b: {x: 1}}}");
  f.write("two.yaml", "{sites: {a: {y: 2, z: 2}}}");
  const DocNode root = composed(f.write("s.yaml", "extends: [one.yaml, two.yaml]\nsites: {a: {z: 3}, c: {x: 3}}\n"));
  CHECK(at(root, "sites.a.x") == "1");
  CHECK(at(root, "sites.a.y") == "2");
  CHECK(at(root, "sites.a.z") == "3");
  CHECK(at(root, "sites.b.x") == "1");
  CHECK(at(root, "sites.c.x") == "3");
}

TEST_CASE("compose: a list replaces a list, null removes what a base says") {
  TempFolder f;
  f.write("base.yaml", "{events: [{at: one}, {at: two}], sites: {a: {x: 1}, b: {x: 2}}, control: [1]}");
  const DocNode root = composed(f.write("s.yaml", "extends: base.yaml\nevents: [{at: three}]\nsites: {a: null}\ncontrol: []\n"));
  CHECK(at(root, "events.0.at") == "three");
  CHECK(at(root, "events.1.at") == "");
  CHECK(at(root, "sites.a") == "-");
  CHECK(at(root, "sites.b.x") == "2");
  CHECK(at(root, "control.0") == "");
}

TEST_CASE("compose: a hall that a variant removes is gone from the scenario") {
  TempFolder f;
  f.write("base.yaml",
          "netsuden: 1\nname: b\nhorizon: {from: 2026-01-01, to: 2026-01-02}\n"
          "sites: {lab: {halls: {a: {racks: {model: dgx_h100, count: 4}}, b: {racks: {model: dgx_h100, count: 5}}}}}\n");
  test::Request q;
  q.file = f.write("s.yaml", "extends: base.yaml\nsites: {lab: {halls: {a: null}}}\n");
  const auto [loaded, inputs] = test::load(q);
  REQUIRE(loaded.scenario.sites[0].halls.size() == 1);
  CHECK(loaded.scenario.sites[0].halls[0].name == "b");
}

TEST_CASE("compose: of keys that exclude each other the newer one stays") {
  TempFolder f;
  f.write("base.yaml", "{sites: {lab: {weather: {climate: tokyo, elevation: 3 m}}}, grids: {g: {price: {mean: 1 JPY/kWh}}}}");
  const std::string file = f.write("s.yaml", "extends: base.yaml\nsites: {lab: {weather: {constant: {dry_bulb: 20 degC}}}}\n");
  const DocNode root = composed(file, {"grids.g.price.flat=2 JPY/kWh"});
  CHECK(at(root, "sites.lab.weather.climate") == "");
  CHECK(at(root, "sites.lab.weather.elevation") == "3 m");
  CHECK(at(root, "sites.lab.weather.constant.dry_bulb") == "20 degC");
  CHECK(at(root, "grids.g.price.mean") == "");
  CHECK(at(root, "grids.g.price.flat") == "2 JPY/kWh");
  CHECK(at(composed(file, {"sites.lab.weather.file=x.csv"}), "sites.lab.weather.constant") == "");
}

TEST_CASE("compose: paths are relative to the file that names them, in any depth") {
  TempFolder f;
  std::filesystem::create_directories(f.path() + "/sub/deep");
  f.write("sub/deep/leaf.yaml", "{a: leaf}");
  f.write("sub/middle.yaml", "{extends: deep/leaf.yaml, b: middle}");
  const DocNode root = composed(f.write("s.yaml", "extends: sub/middle.yaml\nc: top\n"));
  CHECK(at(root, "a") == "leaf");
  CHECK(at(root, "b") == "middle");
  CHECK(at(root, "c") == "top");
}

TEST_CASE("compose: --set assigns values, lists, elements, mappings, and removes") {
  TempFolder f;
  const std::string file = f.write("s.yaml", "events: [{at: one}, {at: two}]\nsites: {lab: {x: 1, y: {z: 2}}}\nplain: 3\n");
  const DocNode root = composed(file, {"sites.lab.x=7", "events.1.at=2026-01-01", "sites.new.halls.h.racks.count=4", "workload.jobs=[{a: 1}, {a: 2}]",
                                       "sites.lab.y={w: 5}", "plain=", "text=\"a = b\""});
  CHECK(at(root, "sites.lab.x") == "7");
  CHECK(at(root, "events.0.at") == "one");
  CHECK(at(root, "events.1.at") == "2026-01-01");
  CHECK(at(root, "sites.new.halls.h.racks.count") == "4");
  CHECK(at(root, "workload.jobs.1.a") == "2");
  CHECK(at(root, "sites.lab.y.z") == "2");  // a mapping goes onto a mapping
  CHECK(at(root, "sites.lab.y.w") == "5");
  CHECK(at(root, "plain") == "-");
  CHECK(at(root, "text") == "a = b");
  // Later assignments win.
  CHECK(at(composed(file, {"plain=4", "plain=5"}), "plain") == "5");
}

TEST_CASE("compose: assignments that are none") {
  TempFolder f;
  const std::string file = f.write("s.yaml", "events: [{at: one}]\n");
  for (const char* wrong : {"novalue", "=5", "a..b=1", ".a=1", "events.1.at=x", "events.one=x"}) {
    INFO(wrong);
    CHECK(errors(file, {wrong}) == Codes{"set-path"});
  }
  CHECK(errors(file, {"a={"}) == Codes{"set-value"});
}

TEST_CASE("compose: cycles, depth, and files that are not there") {
  TempFolder f;
  f.write("a.yaml", "extends: b.yaml\n");
  f.write("b.yaml", "include: a.yaml\n");
  CHECK(errors(f.path() + "/a.yaml") == Codes{"include-cycle"});
  CHECK(errors(f.write("self.yaml", "extends: self.yaml\n")) == Codes{"include-cycle"});
  // A diamond is no cycle.
  f.write("leaf.yaml", "x: 1\n");
  f.write("left.yaml", "extends: leaf.yaml\n");
  f.write("right.yaml", "extends: leaf.yaml\n");
  CHECK(errors(f.write("top.yaml", "extends: [left.yaml, right.yaml]\n")).empty());
  // 32 files deep is the most.
  f.write("0.yaml", "x: 1\n");
  for (int i = 1; i <= 32; ++i) f.write(std::to_string(i) + ".yaml", "extends: " + std::to_string(i - 1) + ".yaml\n");
  CHECK(errors(f.path() + "/31.yaml").empty());
  CHECK(errors(f.path() + "/32.yaml") == Codes{"include-depth"});
  CHECK(errors(f.write("missing.yaml", "extends: [nowhere.yaml, leaf.yaml, nor_here.yaml]\n")) == Codes{"cannot-read", "cannot-read"});
  CHECK(errors(f.path() + "/none.yaml") == Codes{"cannot-read"});
  CHECK(errors(f.path()) == Codes{"cannot-read"});  // a folder
  CHECK(errors(f.write("kind.yaml", "extends: {a: b}\n")) == Codes{"type"});
  CHECK(errors(f.write("list.yaml", "- 1\n- 2\n")) == Codes{"type"});
}

TEST_CASE("compose: the built-in catalogue lies beneath, may be changed and is found without a folder") {
  TempFolder f;
  const DocNode root = composed(f.write("s.yaml", "include: catalogue/racks.yaml\ncatalogue: {racks: {dgx_h100: {switches: 7}}}\n"));
  CHECK(at(root, "catalogue.racks.dgx_h100.switches") == "7");
  CHECK(at(root, "catalogue.racks.dgx_h100.nodes_per_rack") == "4");
  CHECK(at(root, "catalogue.chillers.york_yk_4969kw.reference_cop") == "7.14");
}
