// SPDX-License-Identifier: Apache-2.0
// What `netsuden plan` answers, as text and as JSON.
#pragma once

#include <string>
#include <vector>

#include "io/expansion/plan_file.hpp"

namespace netsuden::app {

/// A limit that the run of a proposal exceeded.
struct BrokenLimit {
  std::string name;
  double utilisation = 0;
  std::string when;
  double time_over_s = 0;
  int resource = -1;       ///< of the plan; -1: none
  double factor = 1;       ///< so much more of the resource a watt of IT takes than the programme thought
};

struct PlanTrial {
  ExpansionPlan plan;
  std::string status, message;  ///< of its run; empty: not run
  bool confirmed = false;
  double unserved_kwh = 0;
  std::vector<BrokenLimit> broken;
};

struct PlanAnswer {
  ExpansionProblem problem;  ///< as last solved
  ExpansionGoal goal;
  std::string question;
  int year = 0;              ///< asked for or found; 0: none
  std::vector<PlanTrial> trials;  ///< the last one is the answer; none: there is no plan
  std::vector<double> value_per_w;  ///< of each resource
};

/// What `netsuden check` says of a plan; its exit code.
int check_plan_file(const std::string& file);

std::string plan_text(const PlanFile&, const PlanAnswer&);
std::string plan_json(const PlanFile&, const PlanAnswer&);

}  // namespace netsuden::app
