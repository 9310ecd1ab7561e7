// SPDX-License-Identifier: Apache-2.0
// Pictures that are saved, and runs that are launched from the viewer: the scenario of the trace in view is validated,
// run and followed by the program `netsuden`, never by code of its own. It gets the scenario with every default, which
// needs no other scenario file and holds what --set changed. A trace does not say where its scenario stood.
// Left out: data files that the scenario names by relative paths; they are not found, and the words say so.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "sim/base/errors.hpp"
#include "viz/canvas/png.hpp"
#include "viz/canvas/raster_canvas.hpp"
#include "viz/canvas/svg_canvas.hpp"
#include "viz/panels/session.hpp"

namespace netsuden::viz {
namespace {

/// A file of its own for the text; empty where there can be none.
std::string written(const std::string& text) {
  std::error_code error;
  auto folder = std::filesystem::temp_directory_path(error);
  if (error) folder = ".";
  std::string name = (folder / "netsuden-viewer-XXXXXX.yaml").string();
  const int file = ::mkstemps(name.data(), 5);
  if (file < 0) return {};
  ::close(file);
  std::ofstream out(name, std::ios::binary);
  out << text << std::flush;
  return out ? name : std::string();
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
    const std::string name = fmt::format("netsuden-{}-{}.{}", view_.panel, i, save_svg_ ? "svg" : "png");
    if (std::filesystem::exists(name)) continue;
    const auto pointer = std::exchange(pointer_, std::nullopt);
    const int said = std::exchange(said_frames_, 0);
    SvgOptions options;
    options.title = view_.panel;
    SvgCanvas lines(size, options);
    RasterCanvas pixels(size, 1, theme().page);
    save_svg_ ? frame(lines) : frame(pixels);
    pointer_ = pointer, said_frames_ = said;
    try {
      if (save_svg_) write_text_file(name, lines.str());
      else write_png(name, pixels.image(), view_.panel);
    } catch (const IoError& e) {
      return e.what();
    }
    return "saved as " + name;
  }
  return "there are too many pictures in this folder";
}

void Session::validate() {
  if (start_on_scenario("check", {})) memory_.job_words = "checking";
}

void Session::launch(bool follow) {
  const std::string trace = free_trace_name();
  if (trace.empty()) return say("there are too many runs in this folder");
  if (!start_on_scenario("run", {"-o", trace, "--quiet"})) return;
  launched_trace_ = trace;
  follow_launched_ = follow;
  launched_run_ = -1;
  memory_.job_words = "running into " + trace;
}

void Session::repeat_run_of_study() {
  const auto study = library_.study(view_.study.document);
  if (!study || view_.study.run < 0) return say("choose a run first");
  if (launcher_.running()) return say("what was launched before has not ended");
  const std::string trace = free_trace_name();
  if (trace.empty()) return say("there are too many runs in this folder");
  forget_scenario();
  if (const std::string wrong = launcher_.start({"run", study->path, "--repeat", std::to_string(view_.study.run), "-o", trace, "--quiet"}); !wrong.empty()) return say(wrong);
  launched_what_ = "run";
  launched_trace_ = trace;
  follow_launched_ = true;
  launched_run_ = -1;
  view_.study.words = fmt::format("run {} is repeated into {}", view_.study.run, trace);
}

bool Session::start_on_scenario(const std::string& subcommand, const std::vector<std::string>& options) {
  const auto facts = library_.facts(view_.run);
  if (!facts) return false;
  if (launcher_.running()) return say("what was launched before has not ended"), false;
  forget_scenario();
  launched_scenario_ = written(facts->scenario_resolved);
  if (launched_scenario_.empty()) return say("no file can be written for the scenario"), false;
  std::vector<std::string> arguments{subcommand, launched_scenario_};
  arguments.insert(arguments.end(), options.begin(), options.end());
  if (const std::string wrong = launcher_.start(arguments); !wrong.empty()) return say(wrong), false;
  launched_what_ = subcommand;
  memory_.check_text.clear();
  view_.resolved = true;  // the lines that the words speak of
  return true;
}

void Session::forget_scenario() {
  std::error_code ignored;
  if (!launched_scenario_.empty()) std::filesystem::remove(std::exchange(launched_scenario_, {}), ignored);
}

void Session::watch_child() {
  const bool was_running = launcher_.running();
  const bool changed = launcher_.poll();
  if (follow_launched_ && (std::filesystem::exists(launched_trace_) || std::filesystem::exists(launched_trace_ + ".part"))) {
    // Its writer may not have come as far as what a reader needs.
    if (launched_run_ < 0) launched_run_ = library_.open(launched_trace_);
    else if (was_running) library_.retry(launched_run_);
    if (library_.state(launched_run_) == OpenState::ready) {
      follow_launched_ = false;
      view_.run = launched_run_;
      view_.live = true;
      if (view_.panel == "study") view_.open("answer");
      view_.cursor_chosen = false;
      memory_.limits = nullptr;
    }
  }
  if (!changed) return;
  memory_.check_text = launcher_.words();
  if (!was_running || launcher_.running()) return;
  forget_scenario();
  const int code = launcher_.exit_code();
  memory_.check_ok = code == 0;
  if (launched_what_ == "check") memory_.job_words = memory_.check_ok ? "the scenario is right" : fmt::format("the scenario is wrong (exit code {})", code);
  else memory_.job_words = view_.study.words = fmt::format("{}: {}", launched_trace_, memory_.check_ok ? "done" : code == 130 ? "stopped by its user" : fmt::format("ended with exit code {}", code));
  if (code == 2) memory_.job_words += "\ndata files with relative paths are not found from here";
  say(memory_.job_words.substr(0, memory_.job_words.find('\n')));
}

}  // namespace netsuden::viz
