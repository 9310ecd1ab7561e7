// SPDX-License-Identifier: Apache-2.0
// The filters of a chunk, as HDF5's own shuffle and deflate would do them: byte planes, then zlib level 1.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace netsuden {

class ChunkCodec {
 public:
  ChunkCodec();
  ~ChunkCodec();
  ChunkCodec(const ChunkCodec&) = delete;
  ChunkCodec& operator=(const ChunkCodec&) = delete;

  /// `shuffle_bytes`: bytes of a value, 1 for none (text too).
  void encode(std::span<const std::byte> raw, std::size_t shuffle_bytes, std::vector<std::byte>& out);
  /// False if the bytes are no such chunk of `raw.size()` bytes.
  bool decode(std::span<const std::byte> in, std::size_t shuffle_bytes, std::span<std::byte> raw);

 private:
  struct Streams;
  std::unique_ptr<Streams> streams_;
  std::vector<std::byte> planes_;
};

}  // namespace netsuden
