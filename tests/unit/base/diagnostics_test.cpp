// SPDX-License-Identifier: Apache-2.0
#include "sim/base/diagnostics.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace netsuden;
using Catch::Matchers::Contains;

TEST_CASE("a diagnostic is shown with its line, a caret, help and related places") {
  Diagnostics d;
  d.add_source("a.yaml", "netsuden: 1\nsites:\n  inzai: {capasity: 60 MVA}\n");
  auto& e = d.error("unknown-key", {"a.yaml", 3, 11, 8}, "unknown key \"capasity\"", "did you mean capacity?");
  e.related.push_back({{"a.yaml", 2, 1, 5}, "in this section"});
  CHECK(d.render() ==
        "a.yaml:3:11: error[unknown-key]: unknown key \"capasity\"\n"
        " 3 |   inzai: {capasity: 60 MVA}\n"
        "   |           ^~~~~~~~\n"
        "  help: did you mean capacity?\n"
        "a.yaml:2:1: note: in this section\n"
        " 2 | sites:\n"
        "   | ^~~~~\n");
}

TEST_CASE("messages are in order of file and place, and stable") {
  Diagnostics d;
  d.warning("w", {"b.yaml", 1, 1}, "third");
  d.error("e", {"a.yaml", 9, 2}, "second");
  d.note("n", {"a.yaml", 2, 7}, "first");
  d.error("e", {"b.yaml", 1, 1}, "fourth");
  d.error("e", {}, "nowhere");
  CHECK(d.render() ==
        "error[e]: nowhere\n"
        "a.yaml:2:7: note[n]: first\n"
        "a.yaml:9:2: error[e]: second\n"
        "b.yaml:1:1: warning[w]: third\n"
        "b.yaml:1:1: error[e]: fourth\n");
  CHECK(d.count(Severity::error) == 3);
  CHECK(d.count(Severity::warning) == 1);
  CHECK(d.has_errors());
  CHECK_FALSE(Diagnostics{}.has_errors());
}

TEST_CASE("mistakes without end are counted, and the first hundred of each severity shown") {
  Diagnostics d;
  for (int i = 1; i <= 5000; ++i) d.error("e", {"a.yaml", i, 1}, fmt::format("mistake {}", i));
  d.warning("w", {"a.yaml", 6000, 1}, "one warning");
  const std::string out = d.render();
  CHECK(d.count(Severity::error) == 5000);
  CHECK_THAT(out, Contains("a.yaml:100:1: error[e]: mistake 100\n") && !Contains("mistake 101\n") && Contains("one warning"));
  CHECK_THAT(out, Catch::Matchers::EndsWith("and 4900 more messages\n"));
}

TEST_CASE("the caret stands under the character, with tabs and wide characters before it") {
  Diagnostics d;
  d.add_source("t", "\tx: 1\n東京: y\ncrlf: z\r\n");
  d.error("e", {"t", 1, 2, 1}, "tab");   // the tab is four columns wide
  d.error("e", {"t", 2, 5, 1}, "wide");  // two characters of two columns, colon, space
  d.error("e", {"t", 3, 7, 1}, "cr");
  const std::string out = d.render();
  CHECK_THAT(out, Contains(" 1 |     x: 1\n   |     ^\n"));
  CHECK_THAT(out, Contains(" 2 | 東京: y\n   |       ^\n"));
  CHECK_THAT(out, Contains(" 3 | crlf: z\n   |       ^\n"));
}

TEST_CASE("very long lines are cut around the caret") {
  Diagnostics d;
  const std::string line = std::string(5000, 'a') + "B" + std::string(5000, 'c');
  d.add_source("long", line);
  d.error("e", {"long", 1, 5001, 1}, "here");
  const std::string out = d.render();
  const auto first = out.find("| ") + 2, source_end = out.find('\n', first);
  const std::string source = out.substr(first, source_end - first);
  const auto caret = out.substr(source_end + 1);
  CHECK(source.size() < 120);
  CHECK(source.substr(0, 3) == "...");
  CHECK(source.substr(source.size() - 3) == "...");
  CHECK(source[caret.find('^') - caret.find("| ") - 2] == 'B');
}

TEST_CASE("places outside the text and broken UTF-8 do no harm") {
  Diagnostics d;
  d.add_source("x", "ab\xff\xc3\x28\x80\n");
  d.error("e", {"x", 99, 1, 1}, "no such line");
  d.error("e", {"x", 1, 80, 4}, "beyond the end");
  d.error("e", {"x", 1, -3, -1}, "negative");
  d.error("e", {"y", 1, 1, 1}, "unknown file");
  CHECK_THAT(d.render(), Contains("x:99:1: error[e]: no such line\n") && Contains("beyond the end") &&
                             Contains("y:1:1: error[e]: unknown file\n"));
}

TEST_CASE("the nearest name is within a third of the word's length") {
  const std::vector<std::string> names{"capacity", "voltage", "feeds_from", "efficiency", "Asia/Tokyo"};
  CHECK(nearest_name("capasity", names) == "capacity");
  CHECK(nearest_name("votlage", names) == "voltage");  // neighbours swapped: one edit
  CHECK(nearest_name("feed_from", names) == "feeds_from");
  CHECK(nearest_name("Asia/Tokio", names) == "Asia/Tokyo");
  CHECK(nearest_name("asia/tokyo", names) == "Asia/Tokyo");
  CHECK(nearest_name("colour", names).empty());
  CHECK(nearest_name("", names).empty());
  CHECK(nearest_name("x", {}).empty());
}
