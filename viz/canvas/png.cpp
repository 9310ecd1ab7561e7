// SPDX-License-Identifier: Apache-2.0
#include "viz/canvas/png.hpp"

#include <png.h>

#include <fstream>

#include "sim/base/errors.hpp"

namespace netsuden::viz {
namespace {

[[noreturn]] void fail(png_structp png, png_const_charp message) {
  (void)png;
  throw std::runtime_error(std::string("libpng: ") + message);
}
void ignore(png_structp, png_const_charp) {}

void append(png_structp png, png_bytep data, std::size_t n) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), n);
}
void flush(png_structp) {}

struct Writer {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, ignore);
  png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { png_destroy_write_struct(&png, &info); }
};

}  // namespace

std::string encode_png(const Image& image, const std::string& title) {
  std::string out;
  Writer w;
  if (w.png == nullptr || w.info == nullptr) throw std::runtime_error("libpng: out of memory");
  png_set_write_fn(w.png, &out, append, flush);
  png_set_IHDR(w.png, w.info, static_cast<png_uint_32>(image.width), static_cast<png_uint_32>(image.height), 8,
               PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(w.png, 9);
  png_set_compression_strategy(w.png, 0);
  png_set_filter(w.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE | PNG_FILTER_UP);
  std::string key = "Title", value = title;
  png_text text{};
  if (!title.empty()) {
    text.compression = PNG_ITXT_COMPRESSION_NONE;
    text.key = key.data();
    text.text = value.data();
    text.itxt_length = value.size();
    png_set_text(w.png, w.info, &text, 1);
  }
  png_write_info(w.png, w.info);
  const std::size_t stride = 3 * static_cast<std::size_t>(image.width);
  for (int y = 0; y < image.height; ++y) png_write_row(w.png, image.rgb.data() + static_cast<std::size_t>(y) * stride);
  png_write_end(w.png, w.info);
  return out;
}

void write_text_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  if (!file) throw IoError(path.string(), "cannot be opened for writing");
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) throw IoError(path.string(), "writing failed");
}

void write_png(const std::filesystem::path& path, const Image& image, const std::string& title) {
  write_text_file(path, encode_png(image, title));
}

}  // namespace netsuden::viz
