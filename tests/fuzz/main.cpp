// SPDX-License-Identifier: Apache-2.0
// The libFuzzer program of one target (NETSUDEN_FUZZ_TARGET), with a mutator that knows lines.
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/targets.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  netsuden::fuzz::NETSUDEN_FUZZ_TARGET(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}

/// Lines are removed, doubled and swapped, values take each other's place: what stays is mostly a text of its kind.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
  std::minstd_rand random(seed);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  if (size == 0 || below(3) == 0) return LLVMFuzzerMutate(data, size, max_size);
  std::vector<std::string> lines(1);
  for (std::size_t i = 0; i < size; ++i) {
    if (data[i] == '\n')
      lines.emplace_back();
    else
      lines.back() += static_cast<char>(data[i]);
  }
  std::string& a = lines[below(lines.size())];
  const std::string b = lines[below(lines.size())];
  const auto value = [](const std::string& s) { return s.find_first_of(":,") == std::string::npos ? 0 : s.find_first_of(":,") + 1; };
  switch (below(6)) {
    case 0:
      lines.erase(lines.begin() + (&a - lines.data()));
      break;
    case 1:
      lines.insert(lines.begin() + (&a - lines.data()), b);
      break;
    case 2:
      a = a.substr(0, value(a)) + b.substr(value(b));
      break;
    case 3:
      a = b.substr(0, value(b)) + a.substr(value(a));
      break;
    case 4:
      a = std::string(below(12), ' ') + a.substr(std::min(a.find_first_not_of(' '), a.size()));
      break;
    default: {  // one value by libFuzzer's own means: numbers, units, words of the dictionary
      std::vector<std::uint8_t> part(a.begin() + static_cast<std::ptrdiff_t>(value(a)), a.end());
      const std::size_t n = part.size();
      part.resize(n + 64);
      part.resize(LLVMFuzzerMutate(part.data(), n, part.size()));
      a = a.substr(0, value(a)) + std::string(part.begin(), part.end());
    }
  }
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) out += (i > 0 ? "\n" : "") + lines[i];
  if (out.size() > max_size) out.resize(max_size);
  std::memcpy(data, out.data(), out.size());
  return out.size();
}
