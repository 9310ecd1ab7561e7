// SPDX-License-Identifier: Apache-2.0
// PNG of an image, with settings that are fixed and without a time chunk: equal images give equal bytes (with one
// version of zlib; the pixels are equal with any).
#pragma once

#include <filesystem>
#include <string>

#include "viz/canvas/raster_canvas.hpp"

namespace netsuden::viz {

/// `title` is kept as the text chunk "Title" where it is not empty.
std::string encode_png(const Image& image, const std::string& title = {});
/// Throws IoError.
void write_png(const std::filesystem::path& path, const Image& image, const std::string& title = {});
/// Writes text as it is. Throws IoError.
void write_text_file(const std::filesystem::path& path, const std::string& text);

}  // namespace netsuden::viz
