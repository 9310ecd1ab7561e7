// SPDX-License-Identifier: Apache-2.0
// What became of the build plan of a run: dates, floats and spread of its steps, and what stood idle because its parts did not meet.
//
//   stranded   a hall that is there, by the plan, and cannot be powered or cooled at its rating: (1 - served) x rated IT power
//              (sim/twin/standing.hpp, at the hottest wet and dry bulb of the site's weather within the run), from one date of the plan to the next
//   waited for the step on whose date more of it can be served; what is missing on the eve of that date is the cause
//   waiting    a step that delivers and changes nothing by itself (racks on the floor), from its end to the start of the first step that
//              waits for it: what it `adds`, idle until the last of the others is done
//   GPU-days   accelerators x share not served x time
//   capital    CRF(r, life) x (cost - salvage (1+r)^-life) x years x share, of the steps that brought it (horizon reference 2.6: cost of delay)
//   revenue    accelerator-hours x price x share sold
// Range: the plan alone. Failures, trips and maintenance strand nothing here; the ledger has them. Neither has a hall any order of
// precedence: where there is too little for two, both have too little.
// Verified by tests/invariants/build_plan_test.cpp.
#pragma once

#include "sim/horizon/plan_schedule.hpp"
#include "sim/ledger/plan.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

PlanSchedule plan_schedule(const Scenario&, const Inputs&);

/// For how the run came out until `end_s`.
PlanSummary plan_summary(const Scenario&, const Inputs&, double end_s);

/// The finances with the costs of the steps, paid when these were done.
FinanceSpec with_plan_costs(const Scenario&, const Inputs&);

}  // namespace netsuden
