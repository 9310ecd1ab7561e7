// SPDX-License-Identifier: Apache-2.0
// A text file for the length of a test.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

struct TempFile {
  explicit TempFile(const std::string& text) {
    static int count = 0;
    path = (std::filesystem::temp_directory_path() /
            ("netsuden_import_" + std::to_string(getpid()) + "_" + std::to_string(count++) + ".csv"))
               .string();
    std::ofstream(path, std::ios::binary) << text;
  }
  ~TempFile() { std::filesystem::remove(path); }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  std::string path;
};
