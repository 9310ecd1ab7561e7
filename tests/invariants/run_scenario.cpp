// SPDX-License-Identifier: Apache-2.0
#include "tests/invariants/run_scenario.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "sim/twin/records.hpp"
#include "sim/twin/twin.hpp"

namespace netsuden::test {
namespace {

class Archive {
 public:
  std::string bytes;
  std::size_t at = 0;
  bool writing = true;

  void raw(void* p, std::size_t n) {
    if (writing) {
      bytes.append(static_cast<const char*>(p), n);
      return;
    }
    if (at + n > bytes.size()) throw std::runtime_error("the child's answer is cut off");
    std::memcpy(p, bytes.data() + at, n);
    at += n;
  }
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void operator()(T& x) { raw(&x, sizeof x); }
  void operator()(std::string& s) {
    std::size_t n = s.size();
    raw(&n, sizeof n);
    s.resize(n);
    raw(s.data(), n);
  }
  void operator()(std::pair<int, SiteMeters>& p) {
    (*this)(p.first);
    (*this)(p.second);
  }
  template <class T>
  void operator()(std::vector<T>& v) {
    std::size_t n = v.size();
    raw(&n, sizeof n);
    v.resize(n);
    for (T& x : v) (*this)(x);
  }
  void operator()(Table& t) {
    (*this)(t.path);
    (*this)(t.channels);
    (*this)(t.entities);
    (*this)(t.timed);
    (*this)(t.rows);
    (*this)(t.texts);
  }
  void operator()(ConstraintSummary& c) {
    (*this)(c.name);
    (*this)(c.kind);
    (*this)(c.asset);
    (*this)(c.unit);
    for (double* x : {&c.peak_utilisation, &c.p95_utilisation, &c.peak_value, &c.limit, &c.margin, &c.peak_time_s, &c.time_over_s, &c.time_over_firm_s, &c.first_violation_s}) (*this)(*x);
  }
  void operator()(CurtailmentSummary& c) {
    (*this)(c.name);
    (*this)(c.calls);
    (*this)(c.calls_kept);
    for (double* x : {&c.called_s, &c.kept_s, &c.over_j, &c.penalty, &c.payment}) (*this)(*x);
  }
  void operator()(HallSummary& h) {
    (*this)(h.name);
    (*this)(h.demand);
    (*this)(h.times_shed);
    (*this)(h.first_shed_s);
    (*this)(h.envelope.with_inlet_s);
    (*this)(h.envelope.with_coolant_s);
    for (double& x : h.envelope.inlet_s) (*this)(x);
    for (double& x : h.envelope.coolant_s) (*this)(x);
    for (double* x : {&h.case_hottest_c, &h.case_hottest_s, &h.case_above_s}) (*this)(*x);
  }
  void operator()(FuelSummary& f) {
    (*this)(f.name);
    (*this)(f.deliveries);
    for (double* x : {&f.tank_m3, &f.left_m3, &f.lowest_m3, &f.burnt_m3, &f.delivered_m3, &f.load_w, &f.autonomy_s, &f.left_s}) (*this)(*x);
  }
  void operator()(TrainingSummary& t) {
    (*this)(t.name);
    (*this)(t.hall);
    (*this)(t.state);
    for (double* x : {&t.gpus, &t.energy_j, &t.asked_flop, &t.done_flop, &t.mfu, &t.held_h, &t.work_h, &t.checkpoint_h, &t.lost_h, &t.restart_h, &t.dark_h, &t.slowed_h, &t.failures}) (*this)(*x);
  }
  void operator()(Result& r) {
    (*this)(r.status);
    (*this)(r.message);
    (*this)(r.simulated_s);
    (*this)(r.electrical_residual);
    (*this)(r.thermal_residual);
    (*this)(r.steps);
    (*this)(r.events);
    (*this)(r.sites);
    (*this)(r.years);
    (*this)(r.curtailment);
    (*this)(r.halls);
    (*this)(r.fuel);
    (*this)(r.training);
    (*this)(r.finance_years);
    (*this)(r.constraint_names);
    (*this)(r.constraints);
    (*this)(r.jobs);
    (*this)(r.tables);
  }
};

class Memory final : public TraceSink {
 public:
  explicit Memory(std::vector<Table>& tables) : tables_(tables) {}
  void append(std::size_t group, std::span<const double> values, std::span<const std::string_view> texts) override {
    tables_[group].rows.emplace_back(values.begin(), values.end());
    for (const auto t : texts) tables_[group].texts.emplace_back(t);
  }

 private:
  std::vector<Table>& tables_;
};

Result run_here(const Request& q) {
  auto [loaded, inputs] = load(q);
  if (q.edit) q.edit(loaded.scenario, inputs);
  Twin twin(loaded.scenario, inputs);
  const TraceLayout layout = twin.layout(loaded.written, loaded.resolved);
  Result r;
  for (const RecordGroup& g : layout.groups) {
    Table t;
    t.path = g.path;
    t.entities = g.entities;
    t.timed = g.row_dim == "time";
    for (const Channel& c : g.channels) t.channels.push_back(c.name);
    r.tables.push_back(std::move(t));
  }
  Memory memory(r.tables);
  std::atomic<bool> stop{false};
  RunOptions options;
  options.no_op_wakes = q.wakes;
  options.stop = &stop;
  if (q.stop_at_s >= 0) options.on_progress = [&](double t) { if (t >= q.stop_at_s) stop = true; };
  const RunSummary s = twin.run(q.record ? &memory : nullptr, options);
  r.status = s.status;
  r.message = s.message;
  r.simulated_s = s.simulated_s;
  r.electrical_residual = s.electrical_residual;
  r.thermal_residual = s.thermal_residual;
  r.steps = s.steps;
  r.events = s.events;
  for (const SiteSummary& x : s.sites) {
    r.sites.push_back(x.meters);
    r.curtailment.insert(r.curtailment.end(), x.curtailment.begin(), x.curtailment.end());
    r.halls.insert(r.halls.end(), x.halls.begin(), x.halls.end());
    r.fuel.insert(r.fuel.end(), x.fuel.begin(), x.fuel.end());
  }
  if (!s.sites.empty()) r.years = s.sites.front().years;
  r.constraints = s.constraints;
  for (const ConstraintSummary& c : s.constraints) r.constraint_names.push_back(c.name);
  r.jobs = s.jobs;
  r.training = s.training;
  if (s.finance) r.finance_years = s.finance->years;
  return r;
}

}  // namespace

std::pair<LoadedScenario, Inputs> load(const Request& q) {
  Diagnostics d;
  ComposeOptions options;
  options.set = q.set;
  auto loaded = q.file.empty() ? load_scenario_text("test.yaml", q.text, options, d) : load_scenario(q.file, options, d);
  std::optional<Inputs> inputs;
  if (loaded) inputs = load_inputs(*loaded, d);
  if (!inputs) throw std::runtime_error("the scenario is refused:\n" + d.render());
  return {std::move(*loaded), std::move(*inputs)};
}

Result run(const Request& q) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no fork");
  if (child == 0) {
    ::close(ends[0]);
    Archive a;
    try {
      Result r = run_here(q);
      a.bytes = "+";
      a(r);
    } catch (const std::exception& e) {
      a.bytes = std::string("-") + e.what();
    }
    for (std::size_t at = 0; at < a.bytes.size();) {
      const ssize_t n = ::write(ends[1], a.bytes.data() + at, a.bytes.size() - at);
      if (n <= 0) break;
      at += static_cast<std::size_t>(n);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  Archive a;
  a.writing = false;
  char buffer[1 << 16];
  for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;) a.bytes.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (a.bytes.empty()) throw std::runtime_error("the run's process died with status " + std::to_string(status));
  if (a.bytes[0] != '+') throw std::runtime_error(a.bytes.substr(1));
  a.at = 1;
  Result r;
  a(r);
  return r;
}

Result run_text(const std::string& text) {
  Request q;
  q.text = text;
  Result r = run(q);
  if (r.status != "complete") throw std::runtime_error("the run ended as " + r.status + ": " + r.message);
  if (!(r.electrical_residual < 1e-9 && r.thermal_residual < 1e-9)) throw std::runtime_error("the run's energy does not close");
  return r;
}

const Table& Result::table(const std::string& path) const {
  for (const Table& t : tables)
    if (t.path == path) return t;
  throw std::runtime_error("the run recorded no " + path);
}

const ConstraintSummary& Result::constraint(const std::string& name) const {
  for (const ConstraintSummary& c : constraints)
    if (c.name == name) return c;
  throw std::runtime_error("no constraint " + name);
}

std::vector<double> Result::event_times(const std::string& code) const {
  const auto& names = event_code_names();
  const auto it = std::find(names.begin(), names.end(), code);
  if (it == names.end()) throw std::runtime_error("no event code " + code);
  const auto number = static_cast<double>(it - names.begin());
  std::vector<double> t;
  for (const auto& row : table("event").rows)
    if (row[2] == number) t.push_back(row[0]);
  return t;
}

std::vector<double> Table::times() const {
  std::vector<double> t;
  for (const auto& row : rows) t.push_back(row[0]);
  return t;
}

std::vector<double> Table::column(const std::string& channel, const std::string& entity) const {
  const auto c = std::find(channels.begin(), channels.end(), channel);
  const auto e = std::find(entities.begin(), entities.end(), entity);
  if (c == channels.end() || (!entity.empty() && e == entities.end()))
    throw std::runtime_error(path + " has no column " + channel + " of " + entity);
  const std::size_t width = std::max<std::size_t>(1, entities.size());
  const std::size_t k = (timed ? 1 : 0) + static_cast<std::size_t>(c - channels.begin()) * width +
                        (entity.empty() ? 0 : static_cast<std::size_t>(e - entities.begin()));
  std::vector<double> v;
  for (const auto& row : rows) v.push_back(row.at(k));
  return v;
}

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "netsuden-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempFolder::write(const std::string& name, const std::string& text) const {
  const std::string p = path_ + "/" + name;
  std::ofstream(p, std::ios::binary) << text;
  return p;
}

}  // namespace netsuden::test
