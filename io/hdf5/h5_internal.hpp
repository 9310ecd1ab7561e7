// SPDX-License-Identifier: Apache-2.0
// For the sources of io/hdf5 only.
#pragma once

#include <hdf5.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "io/hdf5/h5.hpp"

namespace netsuden::h5 {

static_assert(sizeof(hid_t) == sizeof(Handle));

/// To be called before any other call of the library, in each thread: no printing of errors, no work at exit (a file on a
/// full disk cannot be closed, and the library would try for ever).
void quiet();

/// What the library says of its last failure: the innermost words and, of a system call, the system's.
[[noreturn]] void throw_error(const std::string& path, const std::string& where, const char* call);

/// The type of values in the file (little endian), owned; text of length 0 is of variable length.
Id file_type(DType, int text_length);
/// The inverse; throws for a type that a trace does not have.
DType type_of(Handle h5_type, int& text_length, const std::string& path, const std::string& where);

/// Names as the library walks them in its own order. Asked for another one it builds a table first, and a damaged file makes it free what
/// it has not filled yet (HDF5 1.10.8, links of a group in a fractal heap).
class Walked {
 public:
  void add(const char* name, bool ordered, std::int64_t order) {
    names_.emplace_back(order, name);
    ordered_ = ordered_ && ordered;
  }
  /// In the order of their creation where the file has kept it, else by name.
  std::vector<std::string> in_order() {
    std::sort(names_.begin(), names_.end(), [this](const auto& a, const auto& b) { return ordered_ && a.first != b.first ? a.first < b.first : a.second < b.second; });
    std::vector<std::string> names;
    for (auto& n : names_) names.push_back(std::move(n.second));
    return names;
  }

 private:
  std::vector<std::pair<std::int64_t, std::string>> names_;
  bool ordered_ = true;
};

/// Reads strings of either kind from a dataset or an attribute by way of `read(memory type, buffer)`.
template <typename Read>
std::vector<std::string> strings_from(Handle file_type, Handle space, std::size_t n, Read&& read, bool& ok) {
  std::vector<std::string> out(n);
  ok = true;
  if (n == 0) return out;
  if (H5Tis_variable_str(file_type) > 0) {
    Id memory(H5Tcopy(H5T_C_S1));
    H5Tset_size(memory.get(), H5T_VARIABLE);
    H5Tset_cset(memory.get(), H5Tget_cset(file_type));
    std::vector<char*> p(n, nullptr);
    ok = read(memory.get(), p.data()) >= 0;
    if (!ok) return out;
    for (std::size_t i = 0; i < n; ++i)
      if (p[i]) out[i] = p[i];
    H5Dvlen_reclaim(memory.get(), space, H5P_DEFAULT, p.data());
  } else {
    const std::size_t size = H5Tget_size(file_type);
    std::vector<char> p(n * size, '\0');
    ok = read(file_type, p.data()) >= 0;
    if (!ok) return out;
    for (std::size_t i = 0; i < n; ++i) {
      const char* s = p.data() + i * size;
      std::size_t length = 0;
      while (length < size && s[length] != '\0') ++length;
      out[i].assign(s, length);
    }
  }
  return out;
}

}  // namespace netsuden::h5
