// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "io/hdf5/h5_internal.hpp"

namespace netsuden::h5 {
namespace {
std::string join(const std::string& where, const std::string& name) {
  return where.empty() || where == "/" ? "/" + name : where + "/" + name;
}
}  // namespace

bool Group::has(const std::string& name) const {
  quiet();
  const htri_t found = H5Lexists(id(), name.c_str(), H5P_DEFAULT);
  if (found < 0) fail("H5Lexists");
  return found > 0;
}

std::vector<Group::Link> Group::links() const {
  quiet();
  Walked walked;
  const auto add = [](hid_t, const char* name, const H5L_info_t* info, void* data) -> herr_t {
    static_cast<Walked*>(data)->add(name, info->corder_valid, info->corder);
    return 0;
  };
  hsize_t at = 0;
  if (H5Literate(id(), H5_INDEX_NAME, H5_ITER_NATIVE, &at, add, &walked) < 0) fail("H5Literate");
  std::vector<Link> out;
  for (auto& name : walked.in_order()) {
    H5O_info_t info;
    if (H5Oget_info_by_name2(id(), name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) < 0) fail("H5Oget_info_by_name2");
    if (info.type == H5O_TYPE_GROUP || info.type == H5O_TYPE_DATASET)
      out.push_back({std::move(name), info.type == H5O_TYPE_GROUP});
  }
  return out;
}

Group Group::create_group(const std::string& name) {
  quiet();
  const Id properties(H5Pcreate(H5P_GROUP_CREATE));
  if (H5Pset_obj_track_times(properties.get(), false) < 0) fail("H5Pset_obj_track_times");
  if (H5Pset_link_creation_order(properties.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) < 0)
    fail("H5Pset_link_creation_order");
  Group g(H5Gcreate2(id(), name.c_str(), H5P_DEFAULT, properties.get(), H5P_DEFAULT), file_path_, join(where_, name));
  if (!g.valid()) fail("H5Gcreate2");
  return g;
}

Group Group::open_group(const std::string& path) const {
  quiet();
  Group g(H5Gopen2(id(), path.c_str(), H5P_DEFAULT), file_path_, join(where_, path));
  if (!g.valid()) throw_error(file_path_, g.where(), "H5Gopen2");
  return g;
}

Dataset Group::create_dataset(const std::string& name, const DatasetShape& s) {
  quiet();
  const Id type = file_type(s.type, s.text_length);
  const auto* extent = reinterpret_cast<const hsize_t*>(s.extent.data());
  const auto* most = s.max_extent.empty() ? nullptr : reinterpret_cast<const hsize_t*>(s.max_extent.data());
  const Id space(s.extent.empty() ? H5Screate(H5S_SCALAR)
                                  : H5Screate_simple(static_cast<int>(s.extent.size()), extent, most));
  if (!space.valid()) fail("H5Screate_simple");
  const Id properties(H5Pcreate(H5P_DATASET_CREATE));
  if (H5Pset_obj_track_times(properties.get(), false) < 0) fail("H5Pset_obj_track_times");
  if (!s.chunk.empty()) {
    if (H5Pset_chunk(properties.get(), static_cast<int>(s.chunk.size()),
                     reinterpret_cast<const hsize_t*>(s.chunk.data())) < 0)
      fail("H5Pset_chunk");
    // Mandatory: an optional filter that fails is skipped without a word.
    if (s.deflate && size_of(s.type) > 1 && H5Pset_shuffle(properties.get()) < 0) fail("H5Pset_shuffle");
    if (s.deflate && H5Pset_deflate(properties.get(), 1) < 0) fail("H5Pset_deflate");
    if (s.type == DType::i8) {
      const long long fill = -9223372036854775806LL;  // a double cannot hold it
      if (H5Pset_fill_value(properties.get(), H5T_NATIVE_LLONG, &fill) < 0) fail("H5Pset_fill_value");
    } else if (s.type != DType::text) {
      const double fill = fill_of(s.type);
      if (H5Pset_fill_value(properties.get(), H5T_NATIVE_DOUBLE, &fill) < 0) fail("H5Pset_fill_value");
    }
  }
  Dataset d(H5Dcreate2(id(), name.c_str(), type.get(), space.get(), H5P_DEFAULT, properties.get(), H5P_DEFAULT),
            file_path_, join(where_, name));
  if (!d.valid()) throw_error(file_path_, d.where(), "H5Dcreate2");
  return d;
}

void Group::link_external(const std::string& name, const std::string& file, const std::string& path) {
  quiet();
  if (H5Lcreate_external(file.c_str(), path.c_str(), id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT) < 0) fail("H5Lcreate_external");
}

Dataset Group::create_virtual(const std::string& name, DType type, const Extent& extent, std::span<const VirtualSource> sources) {
  quiet();
  const Id properties(H5Pcreate(H5P_DATASET_CREATE));
  if (H5Pset_obj_track_times(properties.get(), false) < 0) fail("H5Pset_obj_track_times");
  const double fill = fill_of(type);
  if (type != DType::text && H5Pset_fill_value(properties.get(), H5T_NATIVE_DOUBLE, &fill) < 0) fail("H5Pset_fill_value");
  const int rank = static_cast<int>(extent.size());
  const auto* whole = reinterpret_cast<const hsize_t*>(extent.data());
  std::vector<hsize_t> start(extent.size(), 0), count(extent.begin(), extent.end());
  count[0] = 1;
  const Id source_space(H5Screate_simple(rank - 1, whole + 1, nullptr));
  for (const VirtualSource& s : sources) {
    const Id space(H5Screate_simple(rank, whole, nullptr));
    start[0] = s.row;
    if (H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr) < 0) fail("H5Sselect_hyperslab");
    if (H5Pset_virtual(properties.get(), space.get(), s.file.c_str(), s.dataset.c_str(), source_space.get()) < 0) fail("H5Pset_virtual");
  }
  const Id space(H5Screate_simple(rank, whole, nullptr));
  const Id stored = file_type(type, 0);
  Dataset d(H5Dcreate2(id(), name.c_str(), stored.get(), space.get(), H5P_DEFAULT, properties.get(), H5P_DEFAULT), file_path_, join(where_, name));
  if (!d.valid()) throw_error(file_path_, d.where(), "H5Dcreate2");
  return d;
}

Dataset Group::open_dataset(const std::string& path, std::size_t cache_bytes) const {
  quiet();
  const Id access(H5Pcreate(H5P_DATASET_ACCESS));
  if (cache_bytes) H5Pset_chunk_cache(access.get(), 521, cache_bytes, 0.75);
  Dataset d(H5Dopen2(id(), path.c_str(), access.get()), file_path_, join(where_, path));
  if (!d.valid()) throw_error(file_path_, d.where(), "H5Dopen2");
  return d;
}

}  // namespace netsuden::h5
