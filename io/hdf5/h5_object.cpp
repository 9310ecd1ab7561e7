// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "io/hdf5/h5_internal.hpp"

namespace netsuden::h5 {

Id& Id::operator=(Id&& o) noexcept {
  if (this != &o) {
    reset();
    h_ = o.h_;
    o.h_ = -1;
  }
  return *this;
}

void Id::reset() noexcept {
  if (h_ < 0) return;
  const Handle h = release();
  quiet();
  if (H5Iis_valid(h) > 0) H5Idec_ref(h);
}

Handle Id::release() {
  const Handle h = h_;
  h_ = -1;
  return h;
}

Object::Object(Handle h, std::string file_path, std::string where)
    : id_(h), file_path_(std::move(file_path)), where_(std::move(where)) {}

void Object::fail(const char* call) const { throw_error(file_path_, where_, call); }

bool Object::has_attribute(const std::string& name) const {
  quiet();
  const htri_t found = H5Aexists(id(), name.c_str());
  if (found < 0) fail("H5Aexists");
  return found > 0;
}

std::vector<std::string> Object::attribute_names() const {
  quiet();
  Walked walked;
  const auto add = [](hid_t, const char* name, const H5A_info_t* info, void* data) -> herr_t {
    static_cast<Walked*>(data)->add(name, info->corder_valid, info->corder);
    return 0;
  };
  hsize_t at = 0;
  if (H5Aiterate2(id(), H5_INDEX_NAME, H5_ITER_NATIVE, &at, add, &walked) < 0) fail("H5Aiterate2");
  return walked.in_order();
}

void Object::set_text(const std::string& name, std::string_view value) {
  quiet();
  if (has_attribute(name) && H5Adelete(id(), name.c_str()) < 0) fail("H5Adelete");
  const bool ascii = std::all_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 128; });
  Id type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.get(), std::max<std::size_t>(1, value.size()));
  H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
  if (!ascii) H5Tset_cset(type.get(), H5T_CSET_UTF8);
  Id space(H5Screate(H5S_SCALAR));
  Id attribute(H5Acreate2(id(), name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT));
  if (!attribute.valid()) fail("H5Acreate2");
  const std::string bytes = value.empty() ? std::string(1, '\0') : std::string(value);
  if (H5Awrite(attribute.get(), type.get(), bytes.data()) < 0) fail("H5Awrite");
}

void Object::set_numbers(const std::string& name, DType type, std::span<const double> values, bool scalar) {
  quiet();
  if (has_attribute(name) && H5Adelete(id(), name.c_str()) < 0) fail("H5Adelete");
  const hsize_t n = values.size();
  Id space(scalar ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &n, nullptr));
  const Id stored = file_type(type, 0);
  Id attribute(H5Acreate2(id(), name.c_str(), stored.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT));
  if (!attribute.valid()) fail("H5Acreate2");
  if (H5Awrite(attribute.get(), H5T_NATIVE_DOUBLE, values.data()) < 0) fail("H5Awrite");
}

namespace {
struct OpenAttribute {
  Id attribute, type, space;
  std::size_t n = 0;
};
OpenAttribute open_attribute(Handle object, const std::string& name) {
  quiet();
  OpenAttribute a;
  a.attribute = Id(H5Aopen(object, name.c_str(), H5P_DEFAULT));
  if (!a.attribute.valid()) return a;
  a.type = Id(H5Aget_type(a.attribute.get()));
  a.space = Id(H5Aget_space(a.attribute.get()));
  const hssize_t n = a.space.valid() ? H5Sget_simple_extent_npoints(a.space.get()) : -1;
  a.n = n > 0 ? static_cast<std::size_t>(n) : 0;
  return a;
}
}  // namespace

std::string Object::text(const std::string& name) const {
  const auto a = open_attribute(id(), name);
  if (!a.attribute.valid() || !a.type.valid()) fail("H5Aopen");
  if (H5Tget_class(a.type.get()) != H5T_STRING) throw IoError(file_path_, "attribute " + name + " is not text");
  bool ok = true;
  const auto s = strings_from(
      a.type.get(), a.space.get(), a.n, [&](hid_t t, void* p) { return H5Aread(a.attribute.get(), t, p); }, ok);
  if (!ok) fail("H5Aread");
  return s.empty() ? std::string() : s.front();
}

std::vector<double> Object::numbers(const std::string& name) const {
  const auto a = open_attribute(id(), name);
  if (!a.attribute.valid() || !a.type.valid()) fail("H5Aopen");
  const H5T_class_t c = H5Tget_class(a.type.get());
  if (c != H5T_FLOAT && c != H5T_INTEGER) throw IoError(file_path_, "attribute " + name + " is not a number");
  std::vector<double> v(a.n);
  if (a.n && H5Aread(a.attribute.get(), H5T_NATIVE_DOUBLE, v.data()) < 0) fail("H5Aread");
  return v;
}

std::string Object::as_text(const std::string& name) const {
  const auto a = open_attribute(id(), name);
  if (!a.attribute.valid() || !a.type.valid()) fail("H5Aopen");
  const H5T_class_t c = H5Tget_class(a.type.get());
  if (c == H5T_STRING) return text(name);
  if (c != H5T_FLOAT && c != H5T_INTEGER) return "";
  std::string s;
  for (const double v : numbers(name)) {
    if (!s.empty()) s += ' ';
    s += fmt::format("{}", v);
  }
  return s;
}

}  // namespace netsuden::h5
