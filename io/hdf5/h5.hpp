// SPDX-License-Identifier: Apache-2.0
// Ownership and checked calls over the C interface of HDF5 1.10: nothing more than the trace needs. Every failure is an
// IoError with path, object and call; the library's own printing is off. Only this folder includes <hdf5.h>.
//
// The library has one lock, so objects of different files may be used from different threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/errors.hpp"
#include "sim/ledger/record.hpp"

namespace netsuden::h5 {

using Handle = std::int64_t;  ///< hid_t
using Extent = std::vector<std::uint64_t>;
inline constexpr std::uint64_t unlimited = ~std::uint64_t{0};

/// Bytes of one value in a file.
std::size_t size_of(DType, int text_length = 0);
/// What reads back as "not written": NaN; netCDF's default fill values of integers (as a double); text is zero bytes.
double fill_of(DType);

/// An open object of the library; closed with it.
class Id {
 public:
  Id() = default;
  explicit Id(Handle h) : h_(h) {}
  ~Id() { reset(); }
  Id(Id&& o) noexcept : h_(o.h_) { o.h_ = -1; }
  Id& operator=(Id&& o) noexcept;
  Handle get() const { return h_; }
  bool valid() const { return h_ >= 0; }
  void reset() noexcept;
  Handle release();

 private:
  Handle h_ = -1;
};

/// Anything that carries attributes.
class Object {
 public:
  bool valid() const { return id_.valid(); }
  Handle id() const { return id_.get(); }
  void forget() { static_cast<void>(id_.release()); }  ///< see File::forget
  const std::string& where() const { return where_; }  ///< path inside the file
  const std::string& file_path() const { return file_path_; }

  bool has_attribute(const std::string& name) const;
  std::vector<std::string> attribute_names() const;           ///< in order of creation
  void set_text(const std::string& name, std::string_view);   ///< fixed length; replaces
  void set_numbers(const std::string& name, DType, std::span<const double>, bool scalar = false);  ///< replaces
  void set_number(const std::string& name, DType type, double v) { set_numbers(name, type, {&v, 1}, true); }
  std::string text(const std::string& name) const;             ///< of a string attribute
  std::vector<double> numbers(const std::string& name) const;  ///< of a numeric attribute
  std::string as_text(const std::string& name) const;          ///< of any attribute; numbers with blanks between

 protected:
  Object() = default;
  Object(Handle h, std::string file_path, std::string where);
  [[noreturn]] void fail(const char* call) const;

  Id id_;
  std::string file_path_, where_;
};

struct DatasetShape {
  DType type = DType::f4;
  int text_length = 0;  ///< of text; 0 = variable length (only written whole, before SWMR starts)
  Extent extent = {};      ///< empty: a scalar
  Extent max_extent = {};  ///< empty: as the extent
  Extent chunk = {};       ///< empty: contiguous
  bool deflate = false;              ///< shuffle (where a value has several bytes) and deflate level 1
};

class Dataset : public Object {
 public:
  Dataset() = default;
  Dataset(Handle h, std::string file_path, std::string where) : Object(h, std::move(file_path), std::move(where)) {}

  DatasetShape shape() const;  ///< as it stands in the file, extent of now
  Extent extent() const;
  void set_extent(const Extent&);
  void refresh();  ///< SWMR reader: look again

  void make_scale(const std::string& dimension_name);
  void attach_scale(const Dataset& scale, unsigned dimension);
  bool is_scale() const;

  void write(std::span<const double>);              ///< the whole dataset
  void write(std::span<const std::string>);         ///< the whole dataset, variable-length UTF-8
  /// Filtered bytes of one chunk as they go to the file.
  void write_chunk(const Extent& offset, std::span<const std::byte>);
  /// The filtered bytes of one chunk into `bytes`; false if the chunk was never written.
  bool read_chunk(const Extent& offset, std::vector<std::byte>& bytes) const;

  void read(const Extent& offset, const Extent& count, double* out) const;
  std::vector<std::string> read_text(const Extent& offset, const Extent& count) const;
  /// Of an array of single characters: the last dimension joined, without the zero bytes at the end.
  std::vector<std::string> read_characters(const Extent& offset, const Extent& count) const;
  std::vector<double> read_all() const;
  std::vector<std::string> read_all_text() const;
};

/// A whole dataset of another file, `file` relative to the folder of the one that shows it.
struct VirtualSource {
  std::uint64_t row = 0;
  std::string file, dataset;
};

class Group : public Object {
 public:
  struct Link {
    std::string name;
    bool is_group = false;
  };

  Group() = default;
  Group(Handle h, std::string file_path, std::string where) : Object(h, std::move(file_path), std::move(where)) {}

  bool has(const std::string& name) const;  ///< a direct child
  std::vector<Link> links() const;          ///< groups and datasets, in order of creation
  Group create_group(const std::string& name);
  Group open_group(const std::string& path) const;
  /// A name here for what stands in another file; `file` relative to the folder of this one.
  void link_external(const std::string& name, const std::string& file, const std::string& path);
  Dataset create_dataset(const std::string& name, const DatasetShape&);
  /// A dataset whose values stand in others: row k along the first dimension is all of source k, of the extent of the rest.
  Dataset create_virtual(const std::string& name, DType type, const Extent& extent, std::span<const VirtualSource> sources);
  /// With a chunk cache of `cache_bytes` (0: the library's 1 MiB).
  Dataset open_dataset(const std::string& path, std::size_t cache_bytes = 0) const;
};

/// How a file was opened for reading.
enum class ReadMode { swmr, plain };

class File {
 public:
  File() = default;
  ~File();
  File(File&&) noexcept = default;
  File& operator=(File&& o) noexcept;

  /// Format of HDF5 1.10, no times of objects. A file that exists is emptied.
  static File create(const std::string& path);
  /// As a follower first (works on running, killed and closed files of our kind), then plainly.
  static File open_read(const std::string& path);
  static File open_write(const std::string& path);

  Group root() const;
  const std::string& path() const { return path_; }
  ReadMode mode() const { return mode_; }
  void start_swmr();
  void flush();
  void close();             ///< throws
  void abandon() noexcept;  ///< closes as far as possible
  /// Leaves the file as it was last flushed, as a kill would: for a file that is worth keeping on a full disk, where
  /// closing would write parts of what no longer fits. The handle is lost to the process.
  void forget() noexcept { static_cast<void>(id_.release()); }

 private:
  Id id_;
  std::string path_;
  ReadMode mode_ = ReadMode::plain;
};

}  // namespace netsuden::h5
