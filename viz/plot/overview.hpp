// SPDX-License-Identifier: Apache-2.0
// One figure for a whole run: power, temperatures, PUE and the binding constraint on one time axis. What the README
// shows and `netsuden info --plot` writes.
#pragma once

#include <string>
#include <vector>

#include "viz/plot/marks.hpp"

namespace netsuden::viz {

/// A number at the head of the figure: "Peak import", "58.2 MW", "97 % of the connection".
struct Kpi {
  std::string label{}, value{}, note{};
  bool over = false;  ///< drawn as a violation, with the word in `note`
};

/// Everything may be empty: a panel without data is left out, and the others take its room. Vectors on `t` may be
/// shorter than `t`; values that are NaN are gaps.
struct OverviewData {
  std::string site;      ///< "Kawasaki campus"
  std::string scenario;  ///< "reference, seed 1"; may be empty
  TimeZone zone;
  double t0 = no_value, t1 = no_value;  ///< the horizon; NaN: first and last sample

  std::vector<double> t;         ///< POSIX seconds, rising
  Hold hold = Hold::until_next;  ///< how all series on `t` hold
  std::vector<double> it_w, cooling_w, losses_w, other_w;
  std::vector<double> import_w;          ///< grid import; empty: the sum of the consumers
  std::vector<double> limit_t, limit_w;  ///< grid connection by date, a step curve

  std::vector<double> inlet_mean_c, inlet_max_c, wet_bulb_c;
  double inlet_limit_c = no_value;

  std::vector<double> pue;
  double pue_target = no_value;

  std::vector<int> binding;  ///< index into `constraints`; -1: none
  std::vector<std::string> constraints;
  std::vector<double> utilisation;  ///< share, of the binding constraint

  std::vector<TimeMarker> markers;  ///< dates of the plan: "Hall 2", "2nd feeder"
  std::vector<Kpi> kpis;            ///< empty: peaks, mean PUE and time over limits, from the series above
};

struct OverviewStyle {
  bool subtitles = true;  ///< the question that each panel answers
  bool head = true;       ///< name, scenario, horizon and figures; false where the page around says them
};

/// Fills the whole canvas. 1200 x 900 is the size it is made for; from 480 x 360 on it stays readable.
void draw_overview(Canvas& canvas, const Theme& theme, const OverviewData& data, const OverviewStyle& style = {});

/// The figures at the head where the caller gives none.
std::vector<Kpi> default_kpis(const OverviewData& data);
/// One sentence for those who cannot see the picture.
std::string overview_description(const OverviewData& data);

}  // namespace netsuden::viz
