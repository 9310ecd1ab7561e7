// SPDX-License-Identifier: Apache-2.0
// A picture of a trace: what `info --plot` and `run --report` draw.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace netsuden::app {

struct FigureOptions {
  std::string site;         ///< "" = the first
  std::string theme = "light";
  int width = 1200, height = 820;
};

/// Accepts names of files that end in .svg or .png.
CLI::Validator picture_name();

/// Draws the overview of a trace to a file of such a name. Throws IoError for a trace that cannot be read or a file that
/// cannot be written, UsageError for a site that is not there.
void draw_trace(const std::string& trace, const std::string& file, const FigureOptions&);

}  // namespace netsuden::app
