// SPDX-License-Identifier: Apache-2.0
// What the network cases share: where their data lie, JSON files, and the sentence for where they do not.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace netsuden::test {

inline const std::string network_cases = NETSUDEN_DATA_DIR "/cases/";

inline bool data_absent() {
  if (std::filesystem::exists(network_cases)) return false;
  WARN("SKIPPED: the shared data folder is absent");
  return true;
}

inline nlohmann::json read_json(const std::string& path) {
  INFO(path);
  std::ifstream in(path);
  REQUIRE(in);
  return nlohmann::json::parse(in);
}

}  // namespace netsuden::test
