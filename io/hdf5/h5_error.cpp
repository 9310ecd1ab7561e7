// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include "io/hdf5/h5_internal.hpp"

namespace netsuden::h5 {
namespace {

struct Words {
  std::string innermost, system;
};

herr_t visit(unsigned n, const H5E_error2_t* e, void* data) {
  auto& w = *static_cast<Words*>(data);
  if (!e->desc) return 0;
  const std::string desc = e->desc;
  if (n == 0) w.innermost = desc;
  // The file driver writes "..., errno = 28, error message = 'No space left on device', ...".
  const std::string key = "error message = '";
  if (const auto at = desc.find(key); at != std::string::npos && w.system.empty()) {
    const auto from = at + key.size();
    w.system = desc.substr(from, desc.find('\'', from) - from);
  }
  return 0;
}

}  // namespace

void quiet() {
  static const bool once = [] {
    H5dont_atexit();
    H5open();
    return true;
  }();
  static_cast<void>(once);
  thread_local const bool silenced = H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr) >= 0;
  static_cast<void>(silenced);
}

void throw_error(const std::string& path, const std::string& where, const char* call) {
  Words w;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, visit, &w);
  H5Eclear2(H5E_DEFAULT);
  std::string message = !w.system.empty() ? w.system : !w.innermost.empty() ? w.innermost : "failed";
  message += " (" + std::string(call) + (where.empty() || where == "/" ? "" : " of " + where) + ")";
  throw IoError(path, message);
}

std::size_t size_of(DType t, int text_length) {
  switch (t) {
    case DType::f4: return 4;
    case DType::f8: return 8;
    case DType::i1: return 1;
    case DType::i4: return 4;
    case DType::i8: return 8;
    case DType::text: return static_cast<std::size_t>(text_length);
  }
  return 0;
}

double fill_of(DType t) {
  switch (t) {
    case DType::i1: return -127;
    case DType::i4: return -2147483647;
    case DType::i8: return -9223372036854775806.0;  // rounds to -2^63
    case DType::text: return 0;
    default: return std::numeric_limits<double>::quiet_NaN();
  }
}

Id file_type(DType t, int text_length) {
  quiet();
  switch (t) {
    case DType::f4: return Id(H5Tcopy(H5T_IEEE_F32LE));
    case DType::f8: return Id(H5Tcopy(H5T_IEEE_F64LE));
    case DType::i1: return Id(H5Tcopy(H5T_STD_I8LE));
    case DType::i4: return Id(H5Tcopy(H5T_STD_I32LE));
    case DType::i8: return Id(H5Tcopy(H5T_STD_I64LE));
    case DType::text: break;
  }
  Id s(H5Tcopy(H5T_C_S1));
  H5Tset_size(s.get(), text_length > 0 ? static_cast<std::size_t>(text_length) : H5T_VARIABLE);
  if (text_length != 1) H5Tset_cset(s.get(), H5T_CSET_UTF8);  // netCDF's characters are declared ASCII
  H5Tset_strpad(s.get(), text_length > 1 ? H5T_STR_NULLPAD : H5T_STR_NULLTERM);
  return s;
}

DType type_of(Handle h, int& text_length, const std::string& path, const std::string& where) {
  text_length = 0;
  const std::size_t size = H5Tget_size(h);
  switch (H5Tget_class(h)) {
    case H5T_FLOAT:
      if (size == 4) return DType::f4;
      if (size == 8) return DType::f8;
      break;
    case H5T_INTEGER:
      if (size == 1) return DType::i1;
      if (size == 4) return DType::i4;
      if (size == 8) return DType::i8;
      break;
    case H5T_STRING:
      if (H5Tis_variable_str(h) <= 0) text_length = static_cast<int>(size);
      return DType::text;
    default: break;
  }
  throw IoError(path, where + " has a type that no trace has");
}

}  // namespace netsuden::h5
