// SPDX-License-Identifier: Apache-2.0
#include <hdf5_hl.h>

#include <algorithm>
#include <cstring>

#include "io/hdf5/h5_internal.hpp"

namespace netsuden::h5 {
namespace {
std::size_t product(const Extent& e) {
  std::size_t n = 1;
  for (const auto x : e) n *= static_cast<std::size_t>(x);
  return n;
}
const hsize_t* dims(const Extent& e) {
  static_assert(sizeof(hsize_t) == sizeof(std::uint64_t));
  return reinterpret_cast<const hsize_t*>(e.data());
}
/// Selects the block in the file and gives the memory space for it.
Id select(Handle space, const Extent& offset, const Extent& count) {
  if (offset.empty()) return Id(H5Scopy(space));
  if (H5Sselect_hyperslab(space, H5S_SELECT_SET, dims(offset), nullptr, dims(count), nullptr) < 0) return Id();
  return Id(H5Screate_simple(static_cast<int>(count.size()), dims(count), nullptr));
}
}  // namespace

DatasetShape Dataset::shape() const {
  quiet();
  DatasetShape s;
  const Id type(H5Dget_type(id()));
  if (!type.valid()) fail("H5Dget_type");
  s.type = type_of(type.get(), s.text_length, file_path_, where_);
  s.extent = extent();
  const Id properties(H5Dget_create_plist(id()));
  if (!properties.valid()) fail("H5Dget_create_plist");
  if (H5Pget_layout(properties.get()) == H5D_CHUNKED) {
    s.chunk.resize(s.extent.size());
    if (H5Pget_chunk(properties.get(), static_cast<int>(s.chunk.size()), reinterpret_cast<hsize_t*>(s.chunk.data())) < 0)
      fail("H5Pget_chunk");
  }
  s.deflate = H5Pget_nfilters(properties.get()) > 0;
  return s;
}

Extent Dataset::extent() const {
  quiet();
  const Id space(H5Dget_space(id()));
  const int rank = space.valid() ? H5Sget_simple_extent_ndims(space.get()) : -1;
  if (rank < 0) fail("H5Dget_space");
  Extent e(static_cast<std::size_t>(rank));
  if (rank && H5Sget_simple_extent_dims(space.get(), reinterpret_cast<hsize_t*>(e.data()), nullptr) < 0) fail("H5Dget_space");
  return e;
}

void Dataset::set_extent(const Extent& e) {
  quiet();
  if (H5Dset_extent(id(), dims(e)) < 0) fail("H5Dset_extent");
}

void Dataset::refresh() {
  quiet();
  if (H5Drefresh(id()) < 0) fail("H5Drefresh");
}

void Dataset::make_scale(const std::string& dimension_name) {
  quiet();
  if (H5DSset_scale(id(), dimension_name.c_str()) < 0) fail("H5DSset_scale");
}

void Dataset::attach_scale(const Dataset& scale, unsigned dimension) {
  quiet();
  if (H5DSattach_scale(id(), scale.id(), dimension) < 0) fail("H5DSattach_scale");
}

bool Dataset::is_scale() const {
  quiet();
  return H5DSis_scale(id()) > 0;
}

void Dataset::write(std::span<const double> values) {
  quiet();
  NETSUDEN_ASSERT(product(extent()) == values.size(), where_);
  if (values.empty()) return;
  if (H5Dwrite(id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0) fail("H5Dwrite");
}

void Dataset::write(std::span<const std::string> values) {
  quiet();
  NETSUDEN_ASSERT(product(extent()) == values.size(), where_);
  if (values.empty()) return;
  std::vector<const char*> p;
  for (const auto& v : values) p.push_back(v.c_str());
  const Id type = file_type(DType::text, 0);
  // The library zeroes its conversion buffer for each write, 1 MiB of it unless told what is needed: 16 bytes a value.
  const Id transfer(H5Pcreate(H5P_DATASET_XFER));
  if (H5Pset_buffer(transfer.get(), std::max<std::size_t>(4096, 16 * values.size()), nullptr, nullptr) < 0) fail("H5Pset_buffer");
  if (H5Dwrite(id(), type.get(), H5S_ALL, H5S_ALL, transfer.get(), p.data()) < 0) fail("H5Dwrite");
}

void Dataset::write_chunk(const Extent& offset, std::span<const std::byte> bytes) {
  quiet();
  if (H5Dwrite_chunk(id(), H5P_DEFAULT, 0, dims(offset), bytes.size(), bytes.data()) < 0) fail("H5Dwrite_chunk");
}

bool Dataset::read_chunk(const Extent& offset, std::vector<std::byte>& bytes) const {
  quiet();
  unsigned mask = 0;
  haddr_t address = HADDR_UNDEF;
  hsize_t size = 0;
  if (H5Dget_chunk_info_by_coord(id(), dims(offset), &mask, &address, &size) < 0) fail("H5Dget_chunk_info_by_coord");
  if (address == HADDR_UNDEF || size == 0) return false;
  if (mask != 0) throw IoError(file_path_, where_ + " has a chunk with another filter than a trace has");
  bytes.resize(static_cast<std::size_t>(size));
  std::uint32_t filters = 0;
  if (H5Dread_chunk(id(), H5P_DEFAULT, dims(offset), &filters, bytes.data()) < 0) fail("H5Dread_chunk");
  return true;
}

void Dataset::read(const Extent& offset, const Extent& count, double* out) const {
  quiet();
  if (product(count) == 0) return;
  const Id type(H5Dget_type(id()));
  const H5T_class_t c = type.valid() ? H5Tget_class(type.get()) : H5T_NO_CLASS;
  if (c != H5T_FLOAT && c != H5T_INTEGER) throw IoError(file_path_, where_ + " does not hold numbers");
  const Id space(H5Dget_space(id()));
  if (!space.valid()) fail("H5Dget_space");
  const Id memory = select(space.get(), offset, count);
  if (!memory.valid()) fail("H5Sselect_hyperslab");
  if (H5Dread(id(), H5T_NATIVE_DOUBLE, memory.get(), space.get(), H5P_DEFAULT, out) < 0) fail("H5Dread");
}

std::vector<std::string> Dataset::read_text(const Extent& offset, const Extent& count) const {
  quiet();
  const Id type(H5Dget_type(id()));
  if (!type.valid() || H5Tget_class(type.get()) != H5T_STRING) throw IoError(file_path_, where_ + " does not hold text");
  const Id space(H5Dget_space(id()));
  if (!space.valid()) fail("H5Dget_space");
  const Id memory = select(space.get(), offset, count);
  if (!memory.valid()) fail("H5Sselect_hyperslab");
  bool ok = true;
  auto s = strings_from(
      type.get(), memory.get(), product(count),
      [&](hid_t t, void* p) { return H5Dread(id(), t, memory.get(), space.get(), H5P_DEFAULT, p); }, ok);
  if (!ok) fail("H5Dread");
  return s;
}

std::vector<std::string> Dataset::read_characters(const Extent& offset, const Extent& count) const {
  quiet();
  const Id type(H5Dget_type(id()));
  if (!type.valid() || H5Tget_class(type.get()) != H5T_STRING || H5Tget_size(type.get()) != 1 || count.empty())
    throw IoError(file_path_, where_ + " does not hold characters");
  std::vector<char> c(product(count));
  const auto length = static_cast<std::size_t>(count.back());
  if (c.empty()) return {};
  const Id space(H5Dget_space(id()));
  if (!space.valid()) fail("H5Dget_space");
  const Id memory = select(space.get(), offset, count);
  if (!memory.valid()) fail("H5Sselect_hyperslab");
  if (H5Dread(id(), type.get(), memory.get(), space.get(), H5P_DEFAULT, c.data()) < 0) fail("H5Dread");
  std::vector<std::string> out;
  for (std::size_t i = 0; i < c.size(); i += length)
    out.emplace_back(c.data() + i, ::strnlen(c.data() + i, length));
  return out;
}

std::vector<double> Dataset::read_all() const {
  const Extent e = extent();
  std::vector<double> v(product(e));
  read(Extent(e.size(), 0), e, v.data());
  return v;
}

std::vector<std::string> Dataset::read_all_text() const {
  const Extent e = extent();
  return read_text(Extent(e.size(), 0), e);
}

}  // namespace netsuden::h5
