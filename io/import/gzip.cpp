// SPDX-License-Identifier: Apache-2.0
#include "io/import/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <memory>

namespace netsuden {

std::optional<std::string> unpacked(std::string bytes, const std::string& file, Diagnostics& diagnostics) {
  constexpr std::size_t most = std::size_t{1} << 30;  // a few bytes may unpack to any size
  if (bytes.size() < 2 || bytes[0] != '\x1f' || bytes[1] != '\x8b') return bytes;
  const auto refuse = [&](const std::string& why) -> std::optional<std::string> {
    diagnostics.error("gzip", {file, 0, 0}, fmt::format("cannot unpack the file: {}", why), "gzip -t tells whether it is whole");
    return std::nullopt;
  };
  z_stream z{};
  if (inflateInit2(&z, 15 + 16) != Z_OK) return refuse("zlib does not start");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&z, inflateEnd);
  std::string text;
  char block[1 << 16];
  z.next_in = reinterpret_cast<Bytef*>(bytes.data());
  z.avail_in = static_cast<uInt>(bytes.size());
  if (bytes.size() > most) return refuse("it is larger than 1 GiB");
  for (;;) {
    z.next_out = reinterpret_cast<Bytef*>(block);
    z.avail_out = sizeof block;
    const int code = inflate(&z, Z_NO_FLUSH);
    text.append(block, sizeof block - z.avail_out);
    if (text.size() > most) return refuse("it unpacks to more than 1 GiB");
    if (code == Z_STREAM_END) {
      if (z.avail_in == 0) return text;
      if (inflateReset(&z) != Z_OK) return refuse("zlib does not go on");  // another member follows
      continue;
    }
    if (code == Z_BUF_ERROR || (code == Z_OK && z.avail_in == 0 && z.avail_out != 0)) return refuse("it ends before its end");
    if (code != Z_OK) return refuse(z.msg != nullptr ? z.msg : "it is damaged");
  }
}

}  // namespace netsuden
