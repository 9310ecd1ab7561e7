// SPDX-License-Identifier: Apache-2.0
// `netsuden study`: thousands of runs, one journal, one index.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <memory>
#include <set>
#include <thread>

#include "app/command.hpp"
#include "app/study_journal.hpp"
#include "app/study_parts.hpp"
#include "app/study_pool.hpp"
#include "app/study_report.hpp"
#include "sim/base/errors.hpp"

namespace netsuden::app {
namespace {

std::atomic<int> interrupts{0};

extern "C" void on_study_signal(int) { interrupts.fetch_add(1, std::memory_order_relaxed); }

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_study_signal;  // without SA_RESTART: a wait ends
  for (const int s : {SIGINT, SIGTERM}) sigaction(s, &action, nullptr);
  struct sigaction before {};
  sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);  // as nohup has it
}

struct Options {
  std::string file, folder;
  int jobs = 0;
  double memory_gb = 0;
  bool resume = false, retry = false, dry_run = false, metrics = false, quiet = false;
};

/// The runs, in the order of their numbers as far as there are places.
class StudyLoop {
 public:
  StudyLoop(const StudyWork& work, StudyJournal& journal, Runners& runners, const Options& o, StudyLive& live)
      : work_(work), journal_(journal), runners_(runners), live_(live), end_(work.study->runs()) {
    if (work.study->spec.stop) asked_at_ = static_cast<std::size_t>(work.study->spec.stop->at_least);
    runs_.of.resize(end_);
    for (RunOutcome& r : journal.done()) {
      if (o.retry && r.status != "complete") continue;
      live_.add(r, false);
      runs_.of[r.run] = std::move(r);
    }
    journal.done().clear();
  }

  StudyRuns run() {
    ask_rule();
    std::size_t next = 0;
    for (;;) {
      const int asked = interrupts.load(std::memory_order_relaxed);
      while (asked == 0 && runners_.free_places() > 0) {
        while (next < end_ && !runs_.of[next].status.empty()) ++next;
        if (next >= end_) break;
        on_.insert(next);
        runners_.start(next++);
      }
      if (runners_.running() == 0) break;
      if (asked > 1) give_up();
      for (RunOutcome& r : runners_.wait(0.2)) take(std::move(r));
      live_.update(runners_.running(), asked > 0);
      if (stopped_) give_up();  // what runs now lies behind the end
    }
    journal_.sync();
    live_.finish();
    if (interrupts.load() > 0 && !stopped_ && runs_.done() < end_) runs_.status = "interrupted";
    return std::move(runs_);
  }

 private:
  void give_up() {
    runners_.kill_all();
    std::error_code none;
    for (const std::size_t run : on_)  // none of them is in the journal
      for (const char* end : {"", ".part", ".new"}) std::filesystem::remove(work_.folder + trace_of_run(run) + end, none);
    on_.clear();
  }

  void take(RunOutcome r) {
    on_.erase(r.run);
    if (r.status == "io") {
      give_up();
      journal_.sync();
      throw IoError(work_.folder, fmt::format("run {} could not be written ({}); {} of {} runs are done and kept: --resume goes on where there is room", r.run, r.message, runs_.done(), runs_.of.size()));
    }
    journal_.append(r);
    live_.add(r, true);
    const std::size_t run = r.run;
    if (run < end_) runs_.of[run] = std::move(r);
    ask_rule();
  }

  /// The rule is asked at fixed numbers of runs, of which all before must be there: who ends first decides nothing.
  void ask_rule() {
    const auto& stop = work_.study->spec.stop;
    if (!stop || stopped_) return;
    while (whole_ < end_ && !runs_.of[whole_].status.empty()) ++whole_;
    for (; asked_at_ <= whole_; asked_at_ += static_cast<std::size_t>(stop->every)) {
      const auto words = stop_after(work_, runs_.of, asked_at_);
      if (!words) continue;
      for (std::size_t i = asked_at_; i < runs_.of.size(); ++i)
        if (!runs_.of[i].status.empty()) std::filesystem::remove(work_.folder + trace_of_run(i));
      runs_.of.resize(asked_at_);
      end_ = asked_at_;
      runs_.status = "stopped";
      runs_.stop_words = *words;
      stopped_ = true;
      return;
    }
  }

  const StudyWork& work_;
  StudyJournal& journal_;
  Runners& runners_;
  StudyLive& live_;
  StudyRuns runs_;
  std::set<std::size_t> on_;
  std::size_t end_, whole_ = 0, asked_at_ = 0;
  bool stopped_ = false;
};

void print_plan(const Study& s, const StudyWork& work) {
  fmt::print("{}: {} runs: {} rows ({}), {} replication{} each\n", s.spec.name, s.runs(), s.rows(), design_types[static_cast<std::size_t>(s.spec.design.type)].name, s.spec.replications, s.spec.replications == 1 ? "" : "s");
  for (std::size_t j = 0; j < s.parameters.size(); ++j) {
    const StudyParameter& p = s.parameters[j];
    std::vector<std::string> some;
    for (std::size_t r = 0; r < s.rows() && some.size() < 5; ++r) some.push_back(p.text(s.design.at(r, j)));
    fmt::print("  {:<20} {} (base: {}): {}{}\n", p.name, p.paths[0], p.base_text.empty() ? "-" : p.base_text, fmt::join(some, ", "), s.rows() > some.size() ? ", ..." : "");
  }
  for (const Metric& m : work.outputs) fmt::print("  output               {}\n", m.name);
}

int study(const Options& o) {
  Diagnostics d;
  StudyWork work;
  std::vector<Metric> available;
  const auto s = open_study(o.file, work, &available, d);
  if (o.metrics && !available.empty()) {
    for (const Metric& m : available) fmt::print("{:<70} {}\n", m.name, m.date ? "date" : m.unit);
    return ok;
  }
  if (!o.quiet || d.has_errors()) fmt::print(stderr, "{}", d.render());
  if (!s) {
    fmt::print(stderr, "{}: not run: {} error{}\n", o.file, d.count(Severity::error), d.count(Severity::error) == 1 ? "" : "s");
    return bad_input;
  }
  if (o.dry_run) {
    print_plan(*s, work);
    return ok;
  }
  work.folder = o.folder.empty() ? std::filesystem::path(o.file).stem().string() : o.folder;
  if (!work.folder.ends_with('/')) work.folder += '/';
  const StudyFolder folder(work.folder, s->text, o.resume);
  StudyJournal journal(work, o.resume);
  const int jobs = o.jobs > 0 ? o.jobs : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  const auto runners = local_pool(work, jobs, o.memory_gb > 0 ? o.memory_gb * 1e9 : 0.8 * available_memory());
  catch_interrupts();
  StudyRuns runs;
  {
    StudyLive live(work, s->runs(), o.quiet);
    runs = StudyLoop(work, journal, *runners, o, live).run();
  }
  const StudyResults results = results_of(work, runs);
  const std::string report = study_report(work, runs, results);
  const auto words = write_results(work, runs, results, report);
  if (!o.quiet) {
    fmt::print("{}", report);
    for (const auto& w : words) fmt::print("  {}\n", w);
    fmt::print("\nresults  {0}index.h5, {0}runs.csv, {0}statistics.csv{1}\n", work.folder, results.effects.kind == EffectKind::none ? "" : fmt::format(", {0}sensitivity.csv, {0}tornado.svg", work.folder));
    fmt::print("repeat   netsuden run {}index.h5 --repeat 0 -o again.h5\n", work.folder);
  }
  if (runs.status == "interrupted") return interrupted;
  if (runs.count("complete") + runs.count("invalid") == 0) {
    fmt::print(stderr, "error: no run of the study gave a result; the first says: {}\n", runs.of.empty() ? "" : runs.of[0].message);
    return simulation_failed;
  }
  return ok;
}

}  // namespace

Action add_study(CLI::App& cli) {
  auto o = std::make_shared<Options>();
  cli.add_option("FILE", o->file, "Study (YAML): a base scenario, what varies, which outputs")->required()->type_name("");
  cli.add_option("-o,--output", o->folder, "Folder for the results; default: the study's file name, in this folder")->type_name("DIR");
  cli.add_option("-j,--jobs", o->jobs, "Runs at once; default: as many as there are cores")->type_name("N")->check(CLI::Range(1, 4096).description(""));
  cli.add_option("--memory", o->memory_gb, "Memory for all runs together, GB; default: 80 % of what is free")->type_name("GB")->check(CLI::PositiveNumber.description(""));
  cli.add_flag("--resume", o->resume, "Go on with a study that was interrupted: no run is repeated or lost");
  cli.add_flag("--retry-failed", o->retry, "With --resume: run those again that were not complete")->needs("--resume");
  cli.add_flag("--dry-run", o->dry_run, "Check everything and say what would run");
  cli.add_flag("--metrics", o->metrics, "List the metrics that outputs may name");
  cli.add_flag("--quiet,-q", o->quiet, "No progress, no report on standard output, no warnings");
  cli.footer("Example: netsuden study examples/study/supply-air.yaml -o supply-air\n"
             "A run that fails is recorded with its message, and the rest goes on. The folder has index.h5 (runs, parameters, metrics, statistics),\n"
             "the same as CSV, tornado.svg, the traces and runs.jsonl, the journal. The results do not depend on --jobs.\n"
             "An interrupt waits for the runs that are on, a second one gives them up; --resume goes on.\n"
             "Exit codes: 0 done, 2 the study, its base or the command line is wrong (nothing ran), 3 no run gave a result, 5 disk or file, 130 interrupted.");
  return [o] { return study(*o); };
}

}  // namespace netsuden::app
