// SPDX-License-Identifier: Apache-2.0
#include "app/study_run.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "app/controller_check.hpp"
#include "app/files.hpp"
#include "app/provenance_tables.hpp"
#include "app/run_parts.hpp"
#include "app/summary.hpp"
#include "io/trace/writer.hpp"
#include "sim/base/errors.hpp"
#include "sim/twin/twin.hpp"

namespace netsuden::app {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The runs of a study end when the study says so.
void ignore_interrupts() {
  for (const int s : {SIGINT, SIGTERM, SIGHUP}) std::signal(s, SIG_IGN);
}

void run_it(const StudyWork& work, RunOutcome& out) {
  const Study& study = *work.study;
  Diagnostics d;
  d.add_source(study.file, study.text);
  ComposeOptions options;
  options.overrides = study.overrides(out.run);
  auto loaded = load_scenario(study.spec.base.found, options, d);
  std::optional<Inputs> inputs;
  if (loaded) inputs = load_inputs(*loaded, d);
  if (loaded) check_controllers(*loaded, d);
  if (!inputs || d.has_errors()) {
    out.status = "refused";
    out.message = d.render();
    return;
  }
  out.run_id = run_id(*loaded);
  const TimeZone zone = inputs->zone;
  Twin twin(loaded->scenario, std::move(*inputs));
  std::unique_ptr<TraceWriter> writer;
  const std::string path = work.folder + trace_of_run(out.run);
  if (work.traces) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::filesystem::remove(path + ".part");  // of a run that was killed
    TraceLayout layout = trace_layout(twin, *loaded);
    for (auto& a : study_attributes(study, out.run)) layout.attributes.push_back(std::move(a));
    WriterOptions writing;
    writing.overwrite = true;
    writer = std::make_unique<TraceWriter>(path, layout, writing);
  }
  RunOptions running;
  running.on_engine = ignore_interrupts;
  const RunSummary summary = twin.run(writer.get(), running);
  out.status = summary.status;
  out.message = summary.message;
  if (writer) {
    TraceSummary for_trace = summary_for_trace(summary, zone);
    add_provenance(for_trace, &*loaded);
    writer->close(summary.status, for_trace);
    to_disk(path);
    std::error_code ec;
    out.trace_bytes = static_cast<double>(std::filesystem::file_size(path, ec));
  }
  std::unordered_map<std::string, double> values;
  for (const Metric& m : metrics_of(summary, zone)) values[m.name] = m.value;
  if (summary.status == "complete" || summary.status == "invalid")
    for (std::size_t k = 0; k < work.outputs.size(); ++k)
      if (const auto it = values.find(work.outputs[k].name); it != values.end()) out.metrics[k] = it->second;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> study_attributes(const Study& s, std::size_t run) {
  return {{"study_name", s.spec.name}, {"study_sha256", s.sha256}, {"study_run", std::to_string(run)}, {"study_row", std::to_string(s.row_of(run))},
          {"study_replication", std::to_string(s.replication_of(run))}, {"study_parameters", s.parameters_json(run)}};
}

RunOutcome run_of_study(const StudyWork& work, std::size_t run) noexcept {
  RunOutcome out;
  out.run = run;
  out.metrics.assign(work.outputs.size(), nan);
  ignore_interrupts();
  try {
    run_it(work, out);
  } catch (const IoError& e) {
    out.status = "io";
    out.message = e.what();
  } catch (const std::filesystem::filesystem_error& e) {
    out.status = "io";
    out.message = e.what();
  } catch (const std::exception& e) {
    out.status = "failed";
    out.message = e.what();
  }
  return out;
}

std::vector<Metric> probe_metrics(const Study& study) {
  Diagnostics d;
  ComposeOptions options;
  options.overrides = study.fixed;
  auto loaded = load_scenario(study.spec.base.found, options, d);
  std::optional<Inputs> inputs;
  if (loaded) inputs = load_inputs(*loaded, d);
  if (!inputs) throw SimulationError("the base scenario cannot be loaded:\n" + d.render());
  const TimeZone zone = inputs->zone;
  const int first_year = zone.to_civil(inputs->start_unix).year, last_year = zone.to_civil(inputs->start_unix + inputs->duration() - 1).year;
  Twin twin(std::move(loaded->scenario), std::move(*inputs));
  static std::atomic<bool> stop{false};
  RunOptions running;
  running.stop = &stop;
  running.on_progress = [](double simulated_s) {  // a limit is one once it has been looked at
    if (simulated_s >= 86400) stop = true;
  };
  running.on_engine = ignore_interrupts;
  std::vector<Metric> all = metrics_of(twin.run(nullptr, running), zone);
  // Years that the run did not come to have the metrics of the first.
  const std::string first = fmt::format(".years.{}.", first_year);
  std::vector<Metric> out;
  for (const Metric& m : all) {
    out.push_back(m);
    const std::size_t at = m.name.find(first);
    if (at == std::string::npos) continue;
    for (int year = first_year + 1; year <= last_year; ++year) {
      Metric later = m;
      later.name.replace(at, first.size(), fmt::format(".years.{}.", year));
      out.push_back(std::move(later));
    }
  }
  return out;
}

std::string outcome_line(const RunOutcome& o) {
  using json = nlohmann::ordered_json;
  json metrics = json::array();
  for (const double x : o.metrics) metrics.push_back(std::isfinite(x) ? json(x) : json(nullptr));
  const json j = {{"run", o.run}, {"status", o.status}, {"message", o.message}, {"run_id", o.run_id}, {"trace_bytes", o.trace_bytes}, {"metrics", metrics},
                  {"wall_s", o.wall_s}, {"cpu_s", o.cpu_s}, {"peak_bytes", o.peak_bytes}, {"ended", o.ended_unix_s}, {"host", o.host}};
  return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

bool read_outcome(const std::string& line, RunOutcome& o) {
  const auto j = nlohmann::json::parse(line, nullptr, false);
  if (!j.is_object() || !j.contains("run") || !j.contains("metrics")) return false;
  try {
    o.run = j.at("run");
    o.status = j.at("status");
    o.message = j.at("message");
    o.run_id = j.at("run_id");
    o.trace_bytes = j.at("trace_bytes");
    o.metrics.clear();
    for (const auto& x : j.at("metrics")) o.metrics.push_back(x.is_number() ? x.get<double>() : nan);
    o.wall_s = j.value("wall_s", 0.0);
    o.cpu_s = j.value("cpu_s", 0.0);
    o.peak_bytes = j.value("peak_bytes", 0.0);
    o.ended_unix_s = j.value("ended", 0.0);
    o.host = j.value("host", "");
  } catch (const nlohmann::json::exception&) {
    return false;
  }
  return true;
}

}  // namespace netsuden::app
