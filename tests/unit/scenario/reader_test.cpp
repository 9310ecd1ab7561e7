// SPDX-License-Identifier: Apache-2.0
#include "io/scenario/reader.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden {
namespace {

enum class Colour { red, green };
struct Part {
  std::string name;
  double size = 1;
};
void describe(Describe& d, Part& p) { d.plain("size", p.size, {.required = true, .range = {0, 9, "it must fit"}, .text = "Size."}); }

/// One of everything that a scenario can hold.
struct Everything {
  ActivePower power = 5_kW;
  std::optional<ActivePower> maybe;
  Temperature warm = 20_degC;
  Fraction share{0.5};
  double ratio = 2;
  int count = 3;
  std::optional<int> spare;
  bool on = false;
  std::string word = "w", day, link;
  Colour colour = Colour::red;
  std::vector<std::string> links;
  std::array<double, 3> curve{1, 2, 3};
  std::vector<double> points;
  std::vector<std::pair<std::string, std::string>> pairs;
  FilePath file;
  Part inner;
  std::optional<Part> outer;
  std::vector<Part> parts, named;
  int kind = 0;
  double first = 1, second = 2;
};
void describe(Describe& d, Everything& e) {
  d.quantity("power", e.power, {.unit = "kW", .range = {1, 100, "the plug"}, .text = "Power."});
  d.quantity("maybe", e.maybe, {.unit = "W", .text = "Power that may be absent."});
  d.temperature("warm", e.warm, {.unit = "degC", .range = {0, 50, "water"}, .text = "Temperature."});
  d.fraction("share", e.share, {.unit = "%", .range = {0, 1, "a share"}, .text = "Share."});
  d.plain("ratio", e.ratio, {.text = "Ratio."});
  d.integer("count", e.count, {.range = {1, 10, "fingers"}, .text = "Count."});
  d.integer("spare", e.spare, {.text = "Spares."});
  d.boolean("on", e.on, {.text = "On."});
  d.text("word", e.word, {.text = "Word."});
  d.date("day", e.day, {.text = "Day."});
  d.reference("link", e.link, "grid", {.text = "Link."});
  d.choice("colour", e.colour, {{"red", ""}, {"green", ""}}, {.text = "Colour."});
  d.references("links", e.links, "hall", {.text = "Links."});
  d.numbers("curve", e.curve, {.text = "Curve."});
  d.numbers("points", e.points, {.range = {0, 1, "shares"}, .text = "Points."});
  d.pairs("pairs", e.pairs, ValueType::number, {.text = "Pairs."});
  d.path("file", e.file, {.text = "File."});
  d.object("inner", e.inner, {.text = "Inner."});
  d.object("outer", e.outer, {.text = "Outer."});
  d.list("parts", e.parts, {.text = "Parts."});
  d.map("named", e.named, {.text = "Named parts."});
  d.variant("kind", e.kind, {{"one", ""}, {"two", ""}}, {.text = "Kind."}, [&e](Describe& v, int i) {
    if (i == 0)
      v.plain("first", e.first, {.text = "First."});
    else
      v.plain("second", e.second, {.text = "Second."});
  });
}

struct Read {
  Everything e;
  Diagnostics d;
  std::vector<ReferenceUse> references;
  std::map<std::string, SourceLoc> places;
};

Read read(const std::string& yaml) {
  Read r;
  const CurrencyContext currency;
  const auto root = parse_document("t.yaml", yaml, r.d);
  REQUIRE(root);
  Reader reader(*root, currency, r.d);
  reader.read(r.e);
  r.references = reader.references();
  r.places = reader.places();
  return r;
}

Everything good(const std::string& yaml) {
  Read r = read(yaml);
  INFO(r.d.render());
  CHECK_FALSE(r.d.has_errors());
  return r.e;
}

/// The one error of a text; its place as "line:column".
std::pair<std::string, std::string> bad(const std::string& yaml) {
  Read r = read(yaml);
  INFO(r.d.render());
  REQUIRE(r.d.count(Severity::error) == 1);
  const Diagnostic& x = r.d.all().front();
  return {x.code, std::to_string(x.where.line) + ":" + std::to_string(x.where.column)};
}
using Bad = std::pair<std::string, std::string>;

}  // namespace
}  // namespace netsuden

using namespace netsuden;

TEST_CASE("reader: a value of each kind") {
  const Everything e = good(
      "power: 20 kW\nmaybe: 3 kW\nwarm: 30 degC\nshare: 25 %\nratio: 1.5e1\ncount: 7\nspare: 2\non: true\nword: \"a: b\"\nday: 2026-02-28\n"
      "link: east\ncolour: green\nlinks: [a.b, c.d]\ncurve: [4, 5, 6]\npoints: [0, 0.5, 1]\npairs: {USD: 150}\n"
      "inner: {size: 4}\nouter: {size: 5}\nparts: [{size: 1}, {size: 2}]\nnamed: {x: {size: 6}, y-1: {size: 7}}\nkind: two\nsecond: 9\n");
  CHECK(e.power.si() == 20e3);
  CHECK(e.maybe->si() == 3e3);
  CHECK(e.warm.c() == Approx(30));
  CHECK(e.share.value() == 0.25);
  CHECK(e.ratio == 15);
  CHECK(e.count == 7);
  CHECK(e.spare == 2);
  CHECK(e.on);
  CHECK(e.word == "a: b");
  CHECK(e.day == "2026-02-28");
  CHECK(e.link == "east");
  CHECK(e.colour == Colour::green);
  CHECK(e.links == std::vector<std::string>{"a.b", "c.d"});
  CHECK(e.curve == std::array<double, 3>{4, 5, 6});
  CHECK(e.points == std::vector<double>{0, 0.5, 1});
  REQUIRE(e.pairs.size() == 1);
  CHECK(e.pairs[0] == std::make_pair(std::string("USD"), std::string("150")));
  CHECK(e.inner.size == 4);
  CHECK(e.outer->size == 5);
  REQUIRE(e.parts.size() == 2);
  CHECK(e.parts[1].size == 2);
  REQUIRE(e.named.size() == 2);
  CHECK(e.named[1].name == "y-1");
  CHECK(e.named[1].size == 7);
  CHECK(e.second == 9);
}

TEST_CASE("reader: what is not written, and what is null, keeps its default") {
  const Everything e = good("power: null\nmaybe: ~\nouter: null\ncurve:\nparts: null\nnamed: {x: null}\n");
  CHECK(e.power.si() == 5e3);
  CHECK_FALSE(e.maybe);
  CHECK_FALSE(e.outer);
  CHECK(e.curve == std::array<double, 3>{1, 2, 3});
  CHECK(e.named.empty());
  CHECK(e.share.value() == 0.5);
  CHECK(good("{}").links.empty());
  CHECK(good("links: one").links == std::vector<std::string>{"one"});
}

TEST_CASE("reader: each mistake has its code and stands where it is written") {
  CHECK(bad("power: 20\n") == Bad{"unit", "1:8"});
  CHECK(bad("power: 20 kVA\n") == Bad{"unit", "1:8"});
  CHECK(bad("on: true\npower: 200 kW\n") == Bad{"range", "2:8"});
  CHECK(bad("power: [1 kW]\n") == Bad{"type", "1:8"});
  CHECK(bad("warm: 5 kg\n") == Bad{"unit", "1:7"});
  CHECK(bad("warm: 5 K\n") == Bad{"range", "1:7"});  // kelvins are a point here
  CHECK(bad("warm: 51 degC\n") == Bad{"range", "1:7"});
  CHECK(bad("share: 1.2\n").second == "1:8");
  CHECK(bad("ratio: fast\n").second == "1:8");
  CHECK(bad("count: 2.5\n") == Bad{"type", "1:8"});
  CHECK(bad("count: 11\n") == Bad{"range", "1:8"});
  CHECK(bad("count: 99999999999999999999\n") == Bad{"type", "1:8"});
  CHECK(bad("on: yes\n") == Bad{"type", "1:5"});
  CHECK(bad("day: 2026-02-30\n") == Bad{"date", "1:6"});
  CHECK(bad("colour: blue\n") == Bad{"choice", "1:9"});
  CHECK(bad("curve: [1, 2]\n") == Bad{"count", "1:8"});
  CHECK(bad("curve: [1, 2, x]\n") == Bad{"type", "1:15"});
  CHECK(bad("points: [0, 2]\n") == Bad{"range", "1:13"});
  CHECK(bad("pairs: {USD: 0}\n") == Bad{"type", "1:14"});
  CHECK(bad("file: nowhere.csv\n") == Bad{"file-not-found", "1:7"});
  CHECK(bad("inner: {}\n") == Bad{"missing-key", "1:8"});
  CHECK(bad("inner: 5\n") == Bad{"type", "1:8"});
  CHECK(bad("parts: [{size: 1}, 5]\n") == Bad{"type", "1:20"});
  CHECK(bad("named: {a b: {size: 1}}\n") == Bad{"name", "1:9"});
  CHECK(bad("named: {x: {size: 10}}\n") == Bad{"range", "1:19"});
  CHECK(bad("unknown: 1\n") == Bad{"unknown-key", "1:1"});
  CHECK(bad("kind: one\nsecond: 3\n") == Bad{"unknown-key", "2:1"});
  CHECK(bad("kind: three\nsecond: 3\n") == Bad{"choice", "1:7"});  // which keys belong there is not known then
}

TEST_CASE("reader: all mistakes at once, keys with x_ are notes, near names are offered") {
  const Read r = read("powr: 3 kW\nx_todo: measure\ncount: 0\nshare: 7 kg\n");
  CHECK(r.d.count(Severity::error) == 3);
  CHECK(r.d.count(Severity::note) == 1);
  CHECK(r.d.render().find("did you mean `power`?") != std::string::npos);
  CHECK(r.d.render().find("fingers") != std::string::npos);  // the reason of the range
}

TEST_CASE("reader: ranges include both ends, in the display unit and in any other") {
  CHECK(good("power: 1 kW").power.si() == 1e3);
  CHECK(good("power: 100000 W").power.si() == 1e5);
  CHECK(good("power: 0.1 MW").power.si() == 1e5);
  CHECK(good("warm: 0 degC").warm.c() == Approx(0));
  CHECK(good("warm: 122 degF").warm.c() == Approx(50));
  CHECK(good("share: 0 %").share.value() == 0);
  CHECK(good("share: 1").share.value() == 1);
  CHECK(good("count: 10").count == 10);
}

TEST_CASE("reader: references and places are kept for the checks that follow") {
  const Read r = read("link: east\nlinks: [a, b]\nnamed:\n  x:\n    size: 6\nparts:\n  - {size: 1}\n");
  REQUIRE(r.references.size() == 3);
  CHECK(r.references[0].kind == "grid");
  CHECK(r.references[0].path == "link");
  CHECK(r.references[2].name == "b");
  CHECK(r.references[2].where.line == 2);
  CHECK(r.places.at("named.x.size").line == 5);
  CHECK(r.places.at("parts.0").line == 7);
  CHECK_FALSE(r.places.contains("power"));
}

TEST_CASE("reader: a file is found beside the scenario that names it") {
  test::TempFolder f;
  f.write("data.csv", "x\n");
  Diagnostics d;
  const CurrencyContext currency;
  const auto root = parse_document(f.path() + "/s.yaml", "file: data.csv\n", d);
  REQUIRE(root);
  Everything e;
  Reader reader(*root, currency, d);
  reader.read(e);
  CHECK_FALSE(d.has_errors());
  CHECK(e.file.written == "data.csv");
  CHECK(std::filesystem::equivalent(e.file.found, f.path() + "/data.csv"));
}

TEST_CASE("reader: an entry of the catalogue fills what is not written") {
  const char* text =
      "netsuden: 1\nname: t\nhorizon: {from: 2026-01-01, to: 2026-01-02}\n"
      "catalogue: {racks: {mine: {source: test, nodes_per_rack: 5, liquid_share: 30 %, switches: 4}}}\n"
      "sites: {lab: {halls: {h: {racks: {model: mine, count: 2, switches: 9}}}}}\n";
  test::Request q;
  q.text = text;
  const auto [loaded, inputs] = test::load(q);
  const RackPowerParams& p = loaded.scenario.sites[0].halls[0].racks.params;
  CHECK(p.nodes_per_rack == 5);
  CHECK(p.liquid_share.value() == Approx(0.3));
  CHECK(p.switches == 9);
  CHECK(p.supplies_per_node == RackPowerParams{}.supplies_per_node);
  Diagnostics d;
  std::string wrong(text);
  wrong.replace(wrong.find("model: mine"), 11, "model: mien");
  CHECK_FALSE(load_scenario_text("t.yaml", wrong, {}, d));
  CHECK(d.render().find("did you mean `mine`?") != std::string::npos);
}

TEST_CASE("load: what is said of a machine without a model holds, and only where nothing is said it is one of the catalogue") {
  const auto plant = [](const std::string& keys) {
    test::Request q;
    q.text =
        "netsuden: 1\nname: t\nhorizon: {from: 2026-01-01, to: 2026-01-02}\n"
        "sites: {lab: {halls: {h: {racks: {model: dgx_h100, count: 9}}}, cooling: {c: {type: chilled_water, chillers: {" +
        keys + "}}}}}\n";
    return test::load(q).first.scenario.sites[0].cooling[0];
  };
  CHECK(plant("").chillers.model == "centrifugal_warm_2mw");
  CHECK(plant("redundancy: N+1").chillers.model == "centrifugal_warm_2mw");
  const PlantSpec mine = plant("reference_capacity: 250 kW");
  CHECK(mine.chillers.model.empty());
  CHECK(mine.chillers.params.reference_capacity.si() == 250e3);
  CHECK(*mine.chillers.count >= 3);
}

TEST_CASE("checks: equipment that cannot be is refused where it is written") {
  const std::string head = "netsuden: 1\nname: t\nhorizon: {from: 2026-01-01, to: 2026-01-02}\n";
  const auto codes = [&](const std::string& site) {
    Diagnostics d;
    CHECK_FALSE(load_scenario_text("t.yaml", head + site, {}, d));
    std::vector<std::pair<std::string, int>> found;
    for (const Diagnostic& x : d.all())
      if (x.severity == Severity::error) found.emplace_back(x.code, x.where.line);
    return found;
  };
  using Found = std::vector<std::pair<std::string, int>>;
  CHECK(codes("sites:\n lab:\n  halls: {h: {racks: {model: dgx_h100, count: 1}}}\n  cooling:\n   c: {type: chilled_water,\n       towers: {range: 2 "
              "K, approach: 1.5 K}}\n") == Found{{"tower", 9}});
  CHECK(codes("sites: {lab: {halls: {h: {racks: {model: dgx_h100, count: 1,\n psu: {load: [0.5, 0.2], efficiency: [0.9, 0.9]}}}}}}\n") ==
        Found{{"curve", 5}});
  CHECK(codes("sites: {lab: {halls: {h: {racks: {model: dgx_h100, count: 1,\n psu: {load: [0.5], efficiency: [0.9, 0.9]}}}}}}\n") ==
        Found{{"curve", 5}});
  CHECK(codes("sites: {lab: {halls: {h: {racks: {model: dgx_h100, count: 1,\n node: {power_model: curve, idle: 3 kW, max: 2 kW}}}}}}\n") ==
        Found{{"limits", 5}});
}
