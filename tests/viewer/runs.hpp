// SPDX-License-Identifier: Apache-2.0
// A trace of a reference scenario for the viewer's tests: run once a process, removed with it.
#pragma once

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

namespace netsuden::viewer_test {

class Runs {
 public:
  static std::string trace(const std::string& scenario, const std::string& options = "") {
    static Runs runs;
    const auto [made, fresh] = runs.made_.emplace(scenario + " " + options, runs.folder_ + "/" + scenario + "-" + std::to_string(runs.made_.size()) + ".h5");
    const std::string& name = made->second;
    if (fresh) {
      const std::string command = std::string(NETSUDEN_PROGRAM) + " run " + NETSUDEN_SOURCE_DIR + "/scenarios/" + scenario + ".yaml --quiet -o " + name + " " + options + " > /dev/null";
      REQUIRE(std::system(command.c_str()) == 0);
    }
    return name;
  }

 private:
  Runs() {
    std::string t = (std::filesystem::temp_directory_path() / "netsuden-viewer-test-XXXXXX").string();
    REQUIRE(::mkdtemp(t.data()) != nullptr);
    folder_ = t;
  }
  ~Runs() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  std::string folder_;
  std::map<std::string, std::string> made_;  ///< by scenario and options
};

}  // namespace netsuden::viewer_test
