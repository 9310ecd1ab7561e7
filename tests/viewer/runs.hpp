// SPDX-License-Identifier: Apache-2.0
// A trace of a reference scenario for the viewer's tests: run once a process, removed with it.
#pragma once

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
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
  /// The folder of a study of the small hall: 24 runs of a day.
  static std::string study(const std::string& design = "{type: latin_hypercube, samples: 24}", const std::string& extra = "series: [site.it_power, equipment.hall.inlet_temperature]",
                           const std::string& vary = "{supply: {path: sites.lab.halls.hall1.air.supply, type: uniform, min: 19 degC, max: 27 degC}, racks: {path: sites.lab.halls.hall1.racks.count, type: uniform, min: 20, max: 60, whole: true}}") {
    const std::string root = trace("first-steps").substr(0, trace("first-steps").rfind('/')), key = design + extra + vary;
    static std::map<std::string, std::string> made;
    const auto [at, fresh] = made.emplace(key, root + "/study-" + std::to_string(made.size()));
    if (fresh) {
      std::ofstream(at->second + ".yaml") << "netsuden_study: 1\nname: A small study\nbase: " NETSUDEN_SOURCE_DIR "/scenarios/first-steps.yaml\nset: {horizon.to: " << (vary.find("horizon") != std::string::npos ? "2026-08-07" : "2026-08-04") << "}\nseed: 3\ndesign: " << design << "\nvary: " << vary
                                          << "\noutputs: [sites.lab.pue, sites.lab.import_peak_w, sites.lab.import_peak_at]\n" << extra << "\n";
      const std::string command = std::string(NETSUDEN_PROGRAM) + " study " + at->second + ".yaml -o " + at->second + " --quiet > /dev/null";
      REQUIRE(std::system(command.c_str()) == 0);
    }
    return at->second;
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
