// SPDX-License-Identifier: Apache-2.0
// What is fuzzed: a reader each, with what must hold of every input. libFuzzer (main.cpp) and the test of the seeds
// (seeds_test.cpp) call the same functions.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace netsuden::fuzz {

/// What must hold does not.
class Broken : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// A scenario is refused with errors, or loads, and its resolved text loads to the same resolved text. A first line
/// `# set: PATH=VALUE` is an override.
void scenario(const std::string& text);
/// What reads as a quantity reads back as the same double from every way it is written.
void units(const std::string& text);
/// Files: refused with errors, or finite values at rising times.
void weather_csv(const std::string& text);
void epw(const std::string& text);
void series(const std::string& text);
void jobs(const std::string& text);
/// Edits of a trace (trace_target.cpp): the viewer answers, or says in words why not.
void trace(const std::string& text);
/// What it says in place of a picture; nothing where there is one.
std::string words_of_edited_trace(const std::string& text);

struct Target {
  const char* name;
  void (*run)(const std::string&);
};
const std::vector<Target>& targets();

}  // namespace netsuden::fuzz
