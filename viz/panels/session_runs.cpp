// SPDX-License-Identifier: Apache-2.0
// Pictures that are saved, and runs that are launched from the viewer: the scenario of the trace in view is validated, run and followed by the program
// `netsuden`, never by code of its own.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "sim/base/errors.hpp"
#include "viz/canvas/png.hpp"
#include "viz/canvas/raster_canvas.hpp"
#include "viz/panels/session.hpp"

namespace netsuden::viz {
namespace {

/// A file of its own for the text; relative names in it are those of the folder in which the viewer was started.
std::string written(const std::string& text) {
  std::error_code error;
  auto folder = std::filesystem::temp_directory_path(error);
  if (error) folder = ".";
  const auto path = folder / fmt::format("netsuden-viewer-{}.yaml", ::getpid());
  std::ofstream out(path, std::ios::binary);
  out << text;
  return out ? path.string() : std::string();
}

std::string free_trace_name() {
  for (int i = 1; i < 10'000; ++i) {
    const std::string name = fmt::format("viewer-run-{}.h5", i);
    if (!std::filesystem::exists(name) && !std::filesystem::exists(name + ".part")) return name;
  }
  return {};
}

}  // namespace

std::string Session::save_picture(Size size) {
  for (int i = 1; i < 10'000; ++i) {
    const std::string name = fmt::format("netsuden-{}-{}.png", view_.panel, i);
    if (std::filesystem::exists(name)) continue;
    const auto pointer = std::exchange(pointer_, std::nullopt);
    const int said = std::exchange(said_frames_, 0);
    RasterCanvas canvas(size, 1, theme().page);
    frame(canvas);
    pointer_ = pointer, said_frames_ = said;
    try {
      write_png(name, canvas.image(), view_.panel);
    } catch (const IoError& e) {
      return e.what();
    }
    return "saved as " + name;
  }
  return "there are too many pictures in this folder";
}

void Session::validate() {
  const auto facts = library_.facts(view_.run);
  if (!facts) return;
  const std::string file = written(facts->scenario_written);
  if (file.empty()) return say("no file can be written for the check");
  const std::string wrong = launcher_.start({"check", file});
  if (!wrong.empty()) return say(wrong);
  launched_what_ = "check";
  memory_.check_text.clear();
  memory_.job_words = "checking";
}

void Session::launch(bool follow) {
  const auto facts = library_.facts(view_.run);
  if (!facts) return;
  const std::string file = written(facts->scenario_written);
  launched_trace_ = free_trace_name();
  if (file.empty() || launched_trace_.empty()) return say("no file can be written for the run");
  const std::string wrong = launcher_.start({"run", file, "-o", launched_trace_, "--quiet"});
  if (!wrong.empty()) return say(wrong);
  launched_what_ = "run";
  follow_launched_ = follow;
  memory_.check_text.clear();
  memory_.job_words = "running into " + launched_trace_;
}

void Session::watch_child() {
  const bool was_running = launcher_.running();
  const bool changed = launcher_.poll();
  if (follow_launched_ && (std::filesystem::exists(launched_trace_) || std::filesystem::exists(launched_trace_ + ".part"))) {
    follow_launched_ = false;
    view_.run = library_.open(launched_trace_);
    view_.live = true;
    view_.cursor_chosen = false;
    memory_.limits = nullptr;
  }
  if (!changed) return;
  memory_.check_text = launcher_.words();
  if (!was_running || launcher_.running()) return;
  memory_.check_ok = launcher_.exit_code() == 0;
  if (launched_what_ == "check") memory_.job_words = memory_.check_ok ? "the scenario is right" : fmt::format("the scenario is wrong (exit code {})", launcher_.exit_code());
  else memory_.job_words = fmt::format("{}: {}", launched_trace_, memory_.check_ok ? "done" : launcher_.exit_code() == 130 ? "stopped by its user" : fmt::format("ended with exit code {}", launcher_.exit_code()));
  say(memory_.job_words);
}

}  // namespace netsuden::viz
