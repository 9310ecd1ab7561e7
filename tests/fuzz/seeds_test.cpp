// SPDX-License-Identifier: Apache-2.0
// The seeds of the fuzzers through the same functions without libFuzzer, so that neither rots: the committed ones (each
// input that a fuzzer broke something with is one), the scenarios, the broken scenarios and the files that they name.
#include "tests/fuzz/targets.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
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
    if (std::string(t.name) != "scenario") feed(t.run, data);
}
