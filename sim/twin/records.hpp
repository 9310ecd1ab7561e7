// SPDX-License-Identifier: Apache-2.0
// What a run records: the groups of record_groups.hpp with the entities of the scenario, and the accumulators between two
// records.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/ledger/record.hpp"
#include "sim/ledger/service.hpp"
#include "sim/twin/record_groups.hpp"

namespace netsuden {

class Dispatcher;
class ServiceHost;

/// How a channel comes from the values of the steps in a record interval.
enum class Cell { mean, maximum, minimum, point };

class Records {
 public:
  Records(const Scenario&, const Inputs&, const std::vector<std::unique_ptr<SiteModel>>&, const CapacityLedger&);

  TraceLayout layout(const std::string& written, const std::string& resolved) const;
  void set_sink(TraceSink* sink) { sink_ = sink; }
  /// Whose services are recorded.
  void set_services(ServiceHost* s) { services_ = s; }

  /// After each step of a site: sums and extremes of its channels; the row of an open window.
  void accumulate(const SiteModel&);
  /// Writes the groups that are due at t; all sites stand at t.
  void write_due(double t_s, CapacityLedger&);
  double next_due() const;
  void event(double t_s, int severity, EventCode, const std::string& asset, double value, const std::string& text);
  void job(const Job&, const JobState&);
  void checkpoint(double t_s, Dispatcher*);
  /// Everything from now on goes to this sink: rows, windows and checkpoints are numbered anew, sums between two records go on.
  void begin(double t_s, TraceSink*);
  /// Closes the intervals of all series at t and goes on at the shorter of their cadence and this one.
  void quicken(double t_s, double every_s, CapacityLedger&);
  /// Declares, before layout(), what part of the horizon will be recorded, and at which cadence from when on (0: none).
  void plan_part(double from_s, double until_s, double quick_from_s, double quick_every_s);
  /// Keeps full resolution from some time before to some time after t.
  void open_window(double t_s, EventCode cause, const std::string& asset);

  std::int64_t events() const { return events_; }

 private:
  struct Entity {
    int part = 0;             // within the site
    std::size_t column = 0;   // in the group
  };
  struct Ratio {              // channels of a series: out = factor x over / under
    std::size_t out = 0, over = 0, under = 0;
    double factor = 1;
  };
  struct Series {             // a recorded group on a regular grid
    std::size_t group = 0;
    double every_s = 0;
    std::int64_t n = 0;       // records written since `from_s`
    double from_s = 0;        // of the grid
    double next_s() const { return from_s + static_cast<double>(n + 1) * every_s; }
    double last_s() const { return from_s + static_cast<double>(n) * every_s; }
    const PartGroup* parts = nullptr;
    std::vector<Cell> cells;  // one a channel
    std::vector<Ratio> ratios;
    std::vector<double> sum, none_s, extreme, last, seconds;  // channel-major; none_s: time in which there was no value of a mean; seconds per entity
    std::vector<std::vector<Entity>> of_site;
    bool capacity = false, racks = false, services = false;
  };
  Series& add(RecordGroup g, double every_s);
  std::size_t table(RecordGroup g, double expected_rows);
  void build_topology();
  void build_parts(const PartGroup&);
  void build_capacity();
  // record_racks.cpp
  void build_racks();
  void accumulate_racks(Series&, const SiteModel&);
  // record_services.cpp
  void build_services();
  void write_services(double t_s);
  void build_tables();
  void write(Series&, double t_s, CapacityLedger&);
  void write_ratios(const Series&);
  void write_racks(Series&, double t_s);
  void add_to_day(double t_s, std::size_t racks);
  void window_row(const SiteModel&);
  int topology_index(const std::string& path) const;

  const Scenario& scenario_;
  const Inputs& inputs_;
  const std::vector<std::unique_ptr<SiteModel>>& sites_;
  const CapacityLedger& ledger_;
  std::vector<RecordGroup> groups_;
  std::vector<TopologyRow> topology_;
  std::vector<std::string> topology_paths_;
  std::vector<Series> series_;
  std::size_t event_group_ = 0, job_group_ = 0, checkpoint_group_ = 0, checkpoint_job_group_ = 0, window_group_ = 0,
              window_index_ = 0;
  int daily_group_ = -1, spectrum_group_ = -1;
  std::vector<std::size_t> first_rack_;             ///< of each hall of the campus, in /rack
  std::vector<double> hall_response_j_;                ///< of each hall, what its inlets changed in its energy since the last row
  std::vector<double> rack_above_ks_, rack_top_;    ///< of each rack since the last row, where single inlets differ
  std::vector<double> daily_;  ///< lowest, sum, highest of each rack
  std::int64_t daily_rows_ = 0, days_ = 0;
  bool jobs_ = true, windows_ = false;
  TraceSink* sink_ = nullptr;
  ServiceHost* services_ = nullptr;
  std::vector<ServiceMeters> services_before_;
  std::vector<double> row_;
  std::vector<int> site_of_hall_;
  std::int64_t events_ = 0, checkpoints_ = 0;
  // windows: rows of the recent past, and where the open one ends
  struct WindowRow {
    double t = 0;
    std::vector<double> values;
  };
  std::vector<WindowRow> past_;
  double window_until_ = -1;
  std::int64_t window_rows_ = 0, window_first_ = 0;
  int window_cause_ = 0, window_asset_ = -1;
  double window_start_ = 0;
  void emit_window(const WindowRow&);
  void close_window();

 public:
  /// Writes intervals that the end cuts short, and the index of a window that is still open.
  void finish(double end_s, CapacityLedger&);
};

}  // namespace netsuden
