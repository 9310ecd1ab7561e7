// SPDX-License-Identifier: Apache-2.0
// Many runs at once: each a point, a line and a part of a band; what drives the metrics; from each run to its trace.
#pragma once

#include "viz/panels/panel.hpp"

namespace netsuden::viz {

void draw_study(PanelContext& ctx, const Rect& area);

/// Keys of the panel; whether it has taken this one.
bool study_key(View& view, const StudyData& data, const std::string& name, const Modifiers& m);
/// What a picture shows where no panel has chosen: sets axes by names; words for names that the study does not have.
std::string choose_in_study(StudyView& view, const StudyData& data, const std::map<std::string, std::string>& choices, const std::vector<std::string>& brushes);
/// The runs in sight, a line each: number, seed, how it ended, parameters and metrics in the units of the index.
std::string runs_as_tsv(const StudyView& view, const StudyData& data, std::size_t most);
/// The run beside this one among those in sight, `by` places further; -1 where none is.
int run_beside(const StudyData& data, const RunSelection& selection, int run, int by);

}  // namespace netsuden::viz
