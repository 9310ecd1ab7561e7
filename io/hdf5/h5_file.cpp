// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "io/hdf5/h5_internal.hpp"

namespace netsuden::h5 {
namespace {
Id access_properties() {
  quiet();
  Id p(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_libver_bounds(p.get(), H5F_LIBVER_V110, H5F_LIBVER_V110);
  H5Pset_fclose_degree(p.get(), H5F_CLOSE_STRONG);
  return p;
}
/// Any format for reading. A follower reads metadata again when its checksum is wrong, because the writer may be at it.
/// The library sleeps 1 ns, 2 ns, 4 ns ... between the attempts, 100 of them by default: on a damaged file for ever. 24
/// attempts are 17 ms.
Id read_properties() {
  quiet();
  Id p(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_metadata_read_attempts(p.get(), 24);
  H5Pset_fclose_degree(p.get(), H5F_CLOSE_STRONG);
  return p;
}
}  // namespace

File::~File() {
  if (id_.valid()) abandon();
}

File& File::operator=(File&& o) noexcept {
  if (this != &o) {
    if (id_.valid()) abandon();
    id_ = std::move(o.id_);
    path_ = std::move(o.path_);
    mode_ = o.mode_;
  }
  return *this;
}

File File::create(const std::string& path) {
  const Id access = access_properties();
  const Id properties(H5Pcreate(H5P_FILE_CREATE));
  H5Pset_obj_track_times(properties.get(), false);
  H5Pset_link_creation_order(properties.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  H5Pset_attr_creation_order(properties.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  File f;
  f.path_ = path;
  f.id_ = Id(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, properties.get(), access.get()));
  if (!f.id_.valid()) throw_error(path, "", "H5Fcreate");
  return f;
}

File File::open_read(const std::string& path) {
  const Id access = read_properties();
  File f;
  f.path_ = path;
  f.mode_ = ReadMode::swmr;
  f.id_ = Id(H5Fopen(path.c_str(), H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, access.get()));
  if (f.id_.valid()) return f;
  H5Eclear2(H5E_DEFAULT);
  f.mode_ = ReadMode::plain;
  f.id_ = Id(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()));
  if (!f.id_.valid()) throw_error(path, "", "H5Fopen");
  return f;
}

File File::open_write(const std::string& path) {
  const Id access = access_properties();
  File f;
  f.path_ = path;
  f.id_ = Id(H5Fopen(path.c_str(), H5F_ACC_RDWR, access.get()));
  if (!f.id_.valid()) throw_error(path, "", "H5Fopen");
  return f;
}

Group File::root() const {
  quiet();
  Group g(H5Gopen2(id_.get(), "/", H5P_DEFAULT), path_, "/");
  if (!g.valid()) throw_error(path_, "/", "H5Gopen2");
  return g;
}

void File::start_swmr() {
  quiet();
  if (H5Fstart_swmr_write(id_.get()) < 0) throw_error(path_, "", "H5Fstart_swmr_write");
}

void File::flush() {
  quiet();
  if (H5Fflush(id_.get(), H5F_SCOPE_GLOBAL) < 0) throw_error(path_, "", "H5Fflush");
}

void File::close() {
  if (!id_.valid()) return;
  quiet();
  const Handle h = id_.release();
  if (H5Fclose(h) < 0) throw_error(path_, "", "H5Fclose");
}

void File::abandon() noexcept {
  if (!id_.valid()) return;
  quiet();
  if (H5Fclose(id_.release()) < 0) H5Eclear2(H5E_DEFAULT);
}

}  // namespace netsuden::h5
