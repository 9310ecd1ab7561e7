// SPDX-License-Identifier: Apache-2.0
// The chillers of a plant: which are on, how they come back after a loss of power, and what the next step begins with.
#include <algorithm>
#include <limits>

#include "sim/twin/machines_up.hpp"
#include "sim/twin/plant.hpp"

namespace netsuden {

void Plant::stop_chillers() {
  int place = 0;
  if (!spec_.restart) return;
  std::fill(staged_.begin(), staged_.end(), char{0});
  for (const char on : {char{1}, char{0}})  // those that stand have their controls to boot too
    for (std::size_t i = 0; i < restart_.size(); ++i)
      if (on_[i] == on) restart_[i] = stop_chiller(*spec_.restart, restart_[i], chiller_up[i] != 0 ? place++ : 0);
}

void Plant::restart_chiller(std::size_t i) {
  if (!spec_.restart) return;
  restart_[i] = call_chiller(*spec_.restart);
  staged_[i] = 0;
}

int Plant::chillers_restarting() const {
  int n = 0;
  if (!spec_.restart) return n;
  for (std::size_t i = 0; i < restart_.size(); ++i) n += restart_[i].holds && chiller_up[i] != 0 && staged_[i] == 0 ? 1 : 0;
  return n;
}

double Plant::next_restart_s() const {
  Duration next = Duration::from_si(std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < restart_.size(); ++i)
    if (chiller_up[i] != 0 && restart_[i].holds) next = std::min(next, next_restart_event(*spec_.restart, restart_[i]));
  return next.si();
}

double Plant::next_stage_s() const {
  if (chiller_up.empty() || command.chillers) return std::numeric_limits<double>::infinity();
  return next_stage_event(spec_.staging, stages_, last_).si();
}

std::vector<char> Plant::first(int count) const {
  std::vector<char> flags(chiller_up.size(), 0);
  for (const char wanted : {char{1}, char{0}})  // those that are on already stay
    for (std::size_t i = 0; i < flags.size() && count > 0; ++i)
      if (chiller_up[i] != 0 && on_[i] == wanted) flags[i] = 1, --count;
  return flags;
}

bool Plant::are_on(int count) const {
  for (std::size_t i = 0; i < on_.size(); ++i) {
    if (on_[i] == 0) continue;
    if (chiller_up[i] == 0) return false;
    --count;
  }
  return count == 0;
}

/// Those that are called start; a machine that is called the first time in a run is there.
void Plant::call(int count) {
  const std::vector<char> next = first(count);
  for (std::size_t i = 0; i < next.size(); ++i)
    if (next[i] != 0 && on_[i] == 0 && stages_.running >= 0 && !restart_[i].holds) {
      restart_chiller(i);
      staged_[i] = 1;
    }
  on_ = next;
}

Plant::Running Plant::running(const PlantInputs& in, int count) const {
  if (!spec_.restart) return {count, static_cast<double>(count), count};
  Running r;
  const std::vector<char> flags = first(count);
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] == 0) continue;
    ++r.count;
    double share = 1;
    // In the middle of the step; one that is called in it starts with it.
    if (restart_[i].holds || (on_[i] == 0 && stages_.running >= 0)) {
      const ChillerRestart s = restart_[i].holds ? restart_[i] : call_chiller(*spec_.restart);
      share = chiller_share(*spec_.restart, s, Duration::from_si(in.dt_s / 2)).value();
    }
    r.machines += share;
    r.active += share > 0 ? 1 : 0;
  }
  return r;
}

/// The chillers of the next step, and whether the economizer goes on.
void Plant::stage(const PlantStep& s, const PlantInputs& in, Duration dt) {
  last_ = {s.load, machines_up(chiller_up), s.lost};
  const bool first_step = stages_.running < 0;
  Stages next = stages_;
  if (first_step || command.chillers || dt >= spec_.staging.delay) {  // the step has gone to its stage
    next.since_change = s.stages != stages_.running ? Duration{} : next.since_change + dt;
    next.since_stop = s.stages < stages_.running ? Duration{} : next.since_stop + dt;
    next.above = next.below = next.lost = {};
    next.running = s.stages;
  } else {
    next.running = std::max(next.running, s.stages);  // the first, which waits for nothing
    next = advance_stages(spec_.staging, next, last_, dt);
  }
  if (first_step || !are_on(next.running)) call(next.running);
  stages_ = next;
  if (!spec_.economizer) return;
  economizer_ = advance_economizer(economizer_, s.economizes, dt);
  if (economizer_stops(*spec_.economizer, economizer_, trial(in, s))) economizer_ = {false, {}};
}

}  // namespace netsuden
