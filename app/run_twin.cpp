// SPDX-License-Identifier: Apache-2.0
#include "app/run_twin.hpp"

#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <memory>

#include "app/command.hpp"
#include "app/figure.hpp"
#include "app/files.hpp"
#include "app/provenance_tables.hpp"
#include "app/summary.hpp"
#include "io/trace/writer.hpp"
#include "sim/base/errors.hpp"

namespace netsuden::app {
namespace {

std::atomic<bool> stop_requested{false};

extern "C" void on_signal(int number) {
  stop_requested.store(true, std::memory_order_relaxed);
  std::signal(number, SIG_DFL);  // a second one ends the process at once
}

void install_handlers() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  if (std::signal(SIGHUP, on_signal) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // as nohup has it
}

}  // namespace

void require_writable_results(const RunResults& o) {
  if (!o.json.empty() && o.json != "-") require_writable(o.json);
  if (!o.report.empty()) require_writable(o.report);
}

int run_twin(Twin& twin, const TraceLayout& layout, const TimeZone& zone, Progress& progress, const RunResults& o) {
  install_handlers();
  std::unique_ptr<TraceWriter> writer;
  if (!o.trace.empty()) {
    const SizeEstimate size = estimate_size(layout);
    check_fits_on_disk(o.trace, size.peak_bytes);
    if (!o.quiet && size.bytes > 100e6) fmt::print(stderr, "the trace will take about {:.1f} GB, at most {:.1f} GB\n", size.bytes / 1e9, size.most_bytes / 1e9);
    WriterOptions options;
    options.overwrite = o.overwrite;
    writer = std::make_unique<TraceWriter>(o.trace, layout, options);
  }
  RunOptions options;
  options.stop = &stop_requested;
  options.on_progress = [&](double t) { progress.update(t); };
  options.on_engine = install_handlers;  // SimGrid installs its own
  options.replayed = o.replayed;
  RunSummary summary;
  try {
    summary = twin.run(o.through ? o.through(writer.get()) : writer.get(), options);
  } catch (const IoError& e) {
    if (!writer) throw;
    throw IoError(o.trace, fmt::format("the run ended because its trace could not be written ({}); what was flushed is kept in {}: "
                                       "`netsuden info` reads it, `netsuden repair` closes it where there is room",
                                       e.what(), writer->part_path()));
  }
  progress.finish();
  if (!o.quiet && o.json != "-") fmt::print("{}", summary_text(summary, zone));
  if (o.json == "-") fmt::print("{}", summary_json(summary, zone));
  if (o.also) o.also(summary);
  std::fflush(stdout);  // the summary is there, whatever happens to the files
  if (writer) {
    TraceSummary for_trace = summary_for_trace(summary, zone);
    add_provenance(for_trace, o.scenario);
    writer->close(summary.status, for_trace);
  }
  if (!o.json.empty() && o.json != "-") write_file(o.json, summary_json(summary, zone));
  if (writer && !o.report.empty()) draw_trace(o.trace, o.report, {});
  if (!o.quiet && writer && o.json != "-") {
    fmt::print("\ntrace    {}\n", o.trace);
    if (!o.report.empty()) fmt::print("picture  {}\n", o.report);
    const std::string bin = program_folder();
    fmt::print("look at  {}netsuden info {}\n", bin, o.trace);
    fmt::print("view     {}netsuden-viewer {}\n", bin, o.trace);
  }
  if (summary.status == "interrupted") return interrupted;
  if (summary.status != "complete") {
    fmt::print(stderr, "error: {}\n", summary.message);
    return simulation_failed;
  }
  return o.fail_on == "violation" && summary.any_violation() ? violation : ok;
}

}  // namespace netsuden::app
