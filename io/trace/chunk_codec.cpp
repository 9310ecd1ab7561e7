// SPDX-License-Identifier: Apache-2.0
#include "io/trace/chunk_codec.hpp"

#include <zlib.h>

#include <cstring>
#include <limits>
#include <stdexcept>

#include "sim/base/errors.hpp"

namespace netsuden {

struct ChunkCodec::Streams {
  z_stream deflate{}, inflate{};
};

ChunkCodec::ChunkCodec() : streams_(std::make_unique<Streams>()) {
  if (deflateInit(&streams_->deflate, 1) != Z_OK || inflateInit(&streams_->inflate) != Z_OK) throw std::bad_alloc();
}

ChunkCodec::~ChunkCodec() {
  deflateEnd(&streams_->deflate);
  inflateEnd(&streams_->inflate);
}

void ChunkCodec::encode(std::span<const std::byte> raw, std::size_t shuffle_bytes, std::vector<std::byte>& out) {
  NETSUDEN_ASSERT(raw.size() < std::numeric_limits<uInt>::max(), "chunk too large");
  const std::byte* in = raw.data();
  if (shuffle_bytes > 1) {
    planes_.resize(raw.size());
    const std::size_t n = raw.size() / shuffle_bytes;
    for (std::size_t b = 0; b < shuffle_bytes; ++b) {
      std::byte* to = planes_.data() + b * n;
      const std::byte* from = raw.data() + b;
      for (std::size_t i = 0; i < n; ++i) to[i] = from[i * shuffle_bytes];
    }
    in = planes_.data();
  }
  z_stream& z = streams_->deflate;
  deflateReset(&z);
  out.resize(deflateBound(&z, static_cast<uLong>(raw.size())));
  z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in));  // zlib's interface, it does not write there
  z.avail_in = static_cast<uInt>(raw.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  const int end = deflate(&z, Z_FINISH);
  NETSUDEN_ASSERT(end == Z_STREAM_END, "deflate");
  out.resize(z.total_out);
}

bool ChunkCodec::decode(std::span<const std::byte> in, std::size_t shuffle_bytes, std::span<std::byte> raw) {
  z_stream& z = streams_->inflate;
  inflateReset(&z);
  if (in.size() > std::numeric_limits<uInt>::max() || raw.size() > std::numeric_limits<uInt>::max()) return false;
  if (shuffle_bytes > 1) planes_.resize(raw.size());
  std::byte* to = shuffle_bytes > 1 ? planes_.data() : raw.data();
  z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data()));
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(to);
  z.avail_out = static_cast<uInt>(raw.size());
  if (inflate(&z, Z_FINISH) != Z_STREAM_END || z.total_out != raw.size()) return false;
  if (shuffle_bytes > 1) {
    const std::size_t n = raw.size() / shuffle_bytes;
    for (std::size_t b = 0; b < shuffle_bytes; ++b)
      for (std::size_t i = 0; i < n; ++i) raw[i * shuffle_bytes + b] = planes_[b * n + i];
  }
  return true;
}

}  // namespace netsuden
