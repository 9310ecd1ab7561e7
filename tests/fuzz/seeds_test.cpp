// SPDX-License-Identifier: Apache-2.0
// The seeds of the fuzzers through the same functions without libFuzzer, so that neither rots: the committed ones (each
// input that a fuzzer broke something with is one), the scenarios, the broken scenarios and the files that they name.
#include "tests/fuzz/targets.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

using namespace netsuden;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files(const std::string& folder, const std::vector<std::string>& endings = {}) {
  std::vector<fs::path> found;
  for (const auto& e : fs::directory_iterator(fs::path(NETSUDEN_SOURCE_DIR) / folder)) {
    const std::string ending = e.path().extension().string();
    std::error_code ec;
    if (fs::is_regular_file(e.path(), ec) && (endings.empty() || std::find(endings.begin(), endings.end(), ending) != endings.end()))
      found.push_back(e.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string read(const fs::path& p) {
  std::ostringstream text;
  text << std::ifstream(p, std::ios::binary).rdbuf();
  return text.str();
}

void feed(void (*target)(const std::string&), const std::vector<fs::path>& paths) {
  for (const auto& p : paths) {
    INFO(p.string());
    CHECK_NOTHROW(target(read(p)));
  }
}

}  // namespace

TEST_CASE("every target keeps its promises on its committed seeds") {
  for (const auto& t : fuzz::targets()) {
    const auto seeds = files("tests/fuzz/seeds/" + std::string(t.name));
    INFO(t.name);
    CHECK(seeds.size() >= 2);
    feed(t.run, seeds);
  }
}

TEST_CASE("the scenarios and the broken scenarios keep the promise of the scenario reader") {
  feed(fuzz::scenario, files("scenarios", {".yaml"}));
  feed(fuzz::scenario, files("tests/diagnostics/cases", {".yaml"}));
}

TEST_CASE("the files of the broken scenarios keep the promises of their readers, whichever is asked") {
  const auto data = files("tests/diagnostics/cases/data", {".csv", ".epw"});
  for (const auto& t : fuzz::targets())
    if (std::string(t.name) != "scenario" && std::string(t.name) != "trace") feed(t.run, data);
}

TEST_CASE("a trace with parts that are taken away, reshaped and filled with other values has an answer, or words") {
  const char* ops[] = {"delete #", "group #", "rows # $", "float # $ $", "int # $", "text # $", "scalar # 1", "fill # nan", "fill # inf", "fill # -1", "fill # 0", "fill # 1e308", "attr # units x", "num # units 3", "noattr # units", "noattr # entities",
                       "attr # channels x", "noattr # flag_meanings", "noattr . status", "noattr . horizon_start_unix", "num . horizon_seconds -5", "attr . timezone Nowhere/None", "move # #", "link # #", "soft # /x", "cut $"};
  const char* panels[] = {"answer", "campus", "capacity", "electrical", "halls", "plant", "energy", "jobs", "events", "signals", "scenario", "inspector"};
  int drawn = 0, refused = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    std::minstd_rand random(seed + 1);
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    std::string text = std::string("panel ") + panels[below(std::size(panels))] + "\n";
    for (std::size_t i = 0; i <= below(6); ++i) {
      for (const char c : std::string(ops[below(std::size(ops))]))
        if (c == '#') text += std::to_string(below(60));
        else if (c == '$') text += std::to_string(below(2) == 0 ? below(5) : below(1200));
        else text += c;
      text += '\n';
    }
    INFO(seed << "\n" << text);
    std::string words;
    CHECK_NOTHROW(words = fuzz::words_of_edited_trace(text));
    ++(words.empty() ? drawn : refused);
  }
  CHECK(drawn > 30);  // the edits leave something
  CHECK(refused > 15);  // and they do damage
  CHECK(fuzz::words_of_edited_trace("panel capacity\n").empty());
  CHECK_FALSE(fuzz::words_of_edited_trace("cut 300\n").empty());
}
