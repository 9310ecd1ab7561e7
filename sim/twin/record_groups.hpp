// SPDX-License-Identifier: Apache-2.0
// The one table of what a trace holds: each group, each channel with its unit and meaning and, for what is recorded of the
// parts of a site, where its value comes from. io/trace/FORMAT.md is printed from it (`netsuden schema --trace`).
#pragma once

#include <string>
#include <vector>

#include "sim/ledger/record.hpp"
#include "sim/twin/site_model.hpp"

namespace netsuden {

enum class EventCode {
  violation_begin, violation_end, commission, retire, trip, restore, outage, outage_end, set, throttle, job_refused, dark, powered, outside_validity, run_end, thermal_shutdown, thermal_restart, ups, genset, lockout, transfer, relay, dip, dip_end, frequency, frequency_end, reset,
  curtailment_notice, curtailment, curtailment_end, island, smoothing, shed, taken_back, fuel, cooling_dark, cooling_powered, chillers_stop, chillers_run, booted, controller_failed, controller_clamped, pump, maintenance, service_short, service_met
};
const std::vector<std::string>& event_code_names();

/// A channel and its value after a step; `part` counts within the site. Null: a ratio of two other columns of the row, so
/// that it is one of the interval's energies and no mean of ratios.
struct PartColumn {
  Channel channel;
  double (*value)(const SiteModel&, int part);
  const char *over = nullptr, *under = nullptr;  ///< ratio = factor x over / under; NaN where `under` is 0
  double factor = 1;
};

/// Words about each part of a group.
struct PartLabel {
  const char *name, *long_name;
  std::string (*value)(const SiteModel&, int part);
};

/// What is recorded on a regular grid of the site itself, or of its halls, plants or power nodes.
struct PartGroup {
  const char* path;
  const char* entity;
  const char* description;
  std::vector<PartColumn> columns;
  int (*parts)(const SiteModel&);
  std::string (*name)(const SiteModel&, int part);  ///< SITE, SITE.NAME or SITE.NAME.PART; "" where the part is none of the group
  const char* section = nullptr;                    ///< of the site: its assets are sites.SITE.SECTION.NAME
  std::vector<PartLabel> labels = {};               ///< others
};
/// The first is `site`.
const std::vector<PartGroup>& part_groups();

/// The others, without entities, cadences and names of the scenario.
RecordGroup capacity_group();
RecordGroup rack_group();
RecordGroup rack_daily_group();
RecordGroup service_group();
RecordGroup event_group();
RecordGroup job_group();
RecordGroup checkpoint_group();
RecordGroup checkpoint_job_group();
RecordGroup spectrum_group();
RecordGroup window_steps_group();
RecordGroup window_index_group();

/// Every group that a run may have, in the order of the file.
std::vector<RecordGroup> all_record_groups();

/// A group of parts without entities.
RecordGroup group_of(const PartGroup&);

}  // namespace netsuden
