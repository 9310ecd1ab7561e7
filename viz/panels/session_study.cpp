// SPDX-License-Identifier: Apache-2.0
// From a study to its runs: what was opened is told apart, runs are opened, repeated and copied.
#include <fmt/format.h>

#include <filesystem>

#include "viz/panels/session.hpp"
#include "viz/panels/study.hpp"

namespace netsuden::viz {
namespace {

constexpr std::size_t most_copied = 50'000;

}  // namespace

void Session::settle_documents() {
  for (std::size_t i = 0; i < unsettled_.size();) {
    const int number = unsettled_[i];
    if (library_.state(number) == OpenState::opening) {
      ++i;
      continue;
    }
    unsettled_.erase(unsettled_.begin() + static_cast<std::ptrdiff_t>(i));
    if (const auto study = library_.study(number)) {
      // Names of axes stay, what was chosen of another study does not.
      StudyView fresh;
      const StudyView& old = view_.study;
      fresh.x = old.x, fresh.y = old.y, fresh.color = old.color, fresh.metric = old.metric, fresh.axes = old.axes, fresh.series = old.series, fresh.figure = old.figure;
      fresh.document = number;
      view_.study = fresh;
      if (const std::string wrong = netsuden::viz::choose_in_study(view_.study, *study, study_choices_, study_brushes_); !wrong.empty()) say(wrong);
      study_choices_.clear(), study_brushes_.clear();
      view_.open("study");
    } else if (library_.facts(number) && library_.study(view_.run)) {
      view_.run = number;  // the study in view has no cursor and no horizon: the run has
    }
  }
}

std::shared_ptr<const StudyData> Session::study_shown() const {
  const PanelInfo* panel = find_panel(view_.panel);
  return panel != nullptr && panel->of_study ? library_.study(view_.study.document) : nullptr;
}

bool Session::act_in_study(const std::string& request) {
  if (request == "open run") open_run_of_study();
  else if (request == "repeat run") repeat_run_of_study();
  else if (request == "copy command" || request == "copy") {
    const auto study = request == "copy" ? study_shown() : library_.study(view_.study.document);
    if (!study) return request != "copy";
    if (request == "copy") {
      clipboard_ = runs_as_tsv(view_.study, *study, most_copied);
      const std::size_t n = select_runs(*study, view_.study.brushes)->count;
      say(n > most_copied ? fmt::format("the first {} of {} runs in sight are on the clipboard", most_copied, n) : fmt::format("{} runs are on the clipboard", n));
    } else if (view_.study.run < 0) {
      say("choose a run first");
    } else {
      clipboard_ = study->command_of(static_cast<std::size_t>(view_.study.run));
      say(*clipboard_);
    }
  } else {
    return false;
  }
  return true;
}

void Session::open_run_of_study() {
  const auto study = library_.study(view_.study.document);
  if (!study) return;
  if (view_.study.run < 0 || static_cast<std::size_t>(view_.study.run) >= study->runs) return say("choose a run first");
  const auto run = static_cast<std::size_t>(view_.study.run);
  const std::string path = study->trace_of(run);
  std::error_code none;
  if (!std::filesystem::exists(path, none)) {
    view_.study.words = fmt::format("Run {} has left no trace. To repeat it: {}", run, study->command_of(run));
    return;
  }
  int number = 0;
  while (number < library_.count() && library_.path(number) != path) ++number;
  if (number == library_.count()) number = library_.open(path);
  view_.run = number;
  view_.live = false;
  view_.cursor_chosen = false;
  memory_.limits = nullptr, memory_.heat = nullptr;
  view_.open("answer");
}

}  // namespace netsuden::viz
