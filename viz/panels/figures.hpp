// SPDX-License-Identifier: Apache-2.0
// Numbers that several panels show, computed from a trace over a range of time.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

/// What a meter counted within [t0, t1] as far as it was recorded; meters stand at zero at the start of the horizon.
double metered(const TraceSeries& meter, double horizon_start, double t0, double t1);
/// Mean of a channel of means over [t0, t1], weighted by time.
double mean_over(const TraceSeries& s, double t0, double t1);
/// How much of [t0, t1] was recorded, seconds.
double recorded_s(const TraceSeries& s, double t0, double t1);

/// An event of the table, with its words.
struct EventRow {
  std::size_t row = 0;
  double t = 0;
  int severity = 0;
  std::string code, asset, text;
};
/// Those within [t0, t1] that are at least so severe and whose words hold `filter`, in the order of time.
std::vector<EventRow> events_in(const RunFacts& facts, const TraceTable& table, double t0, double t1, int least_severity, const std::string& filter,
                                std::size_t most = 100'000);
const char* severity_word(int severity);
Color severity_color(const Theme& theme, int severity);
/// A sign beside the colour: a triangle for warnings, a filled square for critical ones, a ring for information.
void draw_severity(PanelContext& ctx, Point middle, int severity);

/// The limits over the range in sight; the ones before while they are being judged.
std::shared_ptr<const LimitSummary> limits_in_sight(PanelContext& ctx);
/// Those of a site, the fullest first.
std::vector<LimitPeak> peaks_of_site(const RunFacts& facts, const LimitSummary& all, const std::string& site);
/// A limit's unit as it is shown.
AxisUnit limit_unit(const LimitName& name);
/// How full the fullest limit of an asset is: at the cursor, or the highest in sight. NaN where none watches it.
double fullest_limit(PanelContext& ctx, const std::string& asset, bool highest);
/// The limit that panels show in detail: the one selected, else the tightest of the range. -1: none.
int chosen_limit(PanelContext& ctx, const std::vector<LimitPeak>& peaks);

/// Entities of a group that belong to a site (names begin with "site.").
std::vector<int> entities_of_site(const RunFacts& facts, int group, const std::string& site);
/// The sum of a channel over the site's entities of /equipment/KIND: at the cursor, or the mean over the range in sight.
/// NaN where the site has none.
double site_sum(PanelContext& ctx, std::string_view kind, std::string_view channel, bool over_range);

}  // namespace netsuden::viz
