// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/dispatcher.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace netsuden {

const std::vector<double>& clock_levels() {
  static const std::vector<double> levels = [] {
    std::vector<double> v;
    for (int percent = 100; percent >= 20; percent -= 5) v.push_back(percent / 100.0);
    return v;
  }();
  return levels;
}

std::size_t clock_level(double clock) {
  const auto& v = clock_levels();
  for (std::size_t i = 0; i < v.size(); ++i)
    if (v[i] <= clock + 1e-9) return i;
  return v.size() - 1;
}

Dispatcher::Dispatcher(std::vector<Job> jobs, Params params, std::function<void(int, double)> on_change, std::function<void(int)> on_done)
    : Model("dispatcher"), jobs_(std::move(jobs)), params_(std::move(params)), scheduler_(params_.scheduler), states_(jobs_.size()), on_change_(std::move(on_change)),
      on_done_(std::move(on_done)) {
  usage_cursor_.resize(params_.usage.size());
  for (std::size_t i = 0; i < params_.usage.size(); ++i) {
    usage_.push_back(params_.usage[i].at(0, usage_cursor_[i]));
    next_usage_s_ = std::min(next_usage_s_, params_.usage[i].next_change(0, usage_cursor_[i]));
  }
  sg::on_exec_completion([this](sg::s4u::Exec const& e) {
    // A cancelled Exec is reported twice, at once and at the end of the round: it is no longer the one of its slot.
    const auto slot = reinterpret_cast<std::intptr_t>(const_cast<sg::s4u::Exec&>(e).get_data<void>()) - 1;
    if (slot >= 0 && slots_[static_cast<std::size_t>(slot)].exec.get() == &e)
      finished(static_cast<int>(slot), sg::s4u::Engine::get_clock());
  });
}

void Dispatcher::add_hall(std::vector<sg::s4u::Host*> lanes, HallLoad* load, bool accepts, int reserved) {
  Hall h;
  h.lanes = std::move(lanes);
  h.load = load;
  h.job_nodes = std::max(0, load->nodes() - reserved);
  h.pool = NodePool(h.job_nodes);
  h.accepts = accepts;
  h.most = accepts ? h.job_nodes : 0;
  scheduler_.add_hall(h.most);
  largest_ = std::max(largest_, h.most);
  halls_.push_back(std::move(h));
}

double Dispatcher::next_occurring_event(double now) {
  if (pending_) return 0;
  double next = next_usage_s_;
  if (next_job_ < jobs_.size()) next = std::min(next, jobs_[next_job_].submit_s);
  if (!overdue_.empty()) next = std::min(next, overdue_.top().at_s);
  return std::isinf(next) ? -1 : std::max(0.0, next - now);
}

void Dispatcher::update_actions_state(double now, double) {
  // A policy that looks ahead (all but the first) is asked when the ends of the instant have been said too: SimGrid says them after this.
  const bool asked = std::exchange(pending_, false);
  use_until(now);
  submit_until(now);
  ended_.clear();
  if (!overdue_.empty()) kill_overdue(now);
  if (asked || (pending_ && params_.scheduler.policy == 0)) {
    pending_ = false;
    start_waiting(now);
  }
}

int Dispatcher::most_nodes(const Job& j) const {
  const int hall = j.hall < 0 ? largest_ : halls_[static_cast<std::size_t>(j.hall)].job_nodes;
  return std::min(hall, scheduler_.tenants().quota(j.tenant));
}

/// Of several halls, the reason of that in which it got furthest.
Refusal Dispatcher::refusal_of(const Job& j) const {
  if (j.nodes > scheduler_.tenants().quota(j.tenant)) return Refusal::quota;
  if (j.rule < 0) return j.nodes > most_nodes(j) ? Refusal::size : Refusal::none;
  Refusal why = Refusal::size;
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    if ((j.hall >= 0 && j.hall != static_cast<int>(h)) || j.nodes > halls_[h].most) continue;
    const Refusal here = scheduler_.placement().barred(j.rule, h);
    if (here == Refusal::none && j.nodes <= scheduler_.placement().most(j.rule, h)) return Refusal::none;
    why = std::max(why, here == Refusal::none ? Refusal::contract : here);
  }
  return why;
}

std::deque<int> Dispatcher::queue() const {
  std::deque<int> all;
  scheduler_.queue().walk([&](const QueuedJob& j) {
    all.push_back(j.job);
    return true;
  });
  return all;
}

void Dispatcher::submit_until(double now) {
  while (next_job_ < jobs_.size() && jobs_[next_job_].submit_s <= now + 1e-6) {
    const int job = static_cast<int>(next_job_++);
    const Job& j = jobs_[static_cast<std::size_t>(job)];
    if (const Refusal why = refusal_of(j); why != Refusal::none) {
      states_[static_cast<std::size_t>(job)].outcome = JobOutcome::refused;
      states_[static_cast<std::size_t>(job)].refusal = why;
      ++refused_;
      on_done_(job);
      continue;
    }
    queue_up(job);
  }
}

void Dispatcher::queue_up(int job) {
  const Job& j = jobs_[static_cast<std::size_t>(job)];
  JobState& s = states_[static_cast<std::size_t>(job)];
  s.outcome = JobOutcome::queued;
  scheduler_.submit({job, j.nodes, j.hall, j.tenant, (std::isnan(j.limit_s) ? std::max(j.run_s - s.done_s, 1e-6) : j.limit_s) + grace_s, j.priority, j.rule});
  pending_ = true;
}

void Dispatcher::start_waiting(double now) {
  for (const JobStart& w : scheduler_.pass(now)) start(w, now);
}

void Dispatcher::start(const JobStart& w, double now) {
  const int job = w.job.job, hall = w.hall;
  const Job& j = jobs_[static_cast<std::size_t>(job)];
  JobState& s = states_[static_cast<std::size_t>(job)];
  Hall& h = halls_[static_cast<std::size_t>(hall)];
  int slot = 0;
  if (free_slots_.empty()) {
    slot = static_cast<int>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
  }
  Running& r = slots_[static_cast<std::size_t>(slot)];
  r.job = job;
  r.end_s = w.end_s;
  if (params_.kill_at_limit && !std::isnan(j.limit_s)) overdue_.push({r.end_s, job, s.restarts});
  r.nodes.clear();
  h.pool.take(j.nodes, r.nodes);
  r.place = h.running.size();
  h.running.push_back(slot);
  s.outcome = JobOutcome::running;
  s.hall = hall;
  s.start_s = now;
  if (std::isnan(s.first_start_s)) s.first_start_s = now;
  s.since_s = now;
  s.backfilled = w.backfilled;
  r.clock = clock_of(r, hall);
  s.power_nw = power_nw(r, *h.load);
  h.load->start(now, r.nodes, j.nodes, s.power_nw);
  ++running_;
  ++started_;
  launch(r, std::max(j.run_s - s.done_s, 1e-6), slot);
  if (j.training >= 0 && on_training) {
    on_training_clock(j.training, r.clock);
    on_training(j.training, true, now);
  }
  on_change_(hall, now);
}

/// `run_s`: what it has to run at full clock.
void Dispatcher::launch(Running& r, double run_s, int slot) {
  const double hall_clock = clock_levels()[halls_[static_cast<std::size_t>(states_[static_cast<std::size_t>(r.job)].hall)].level];
  r.share = r.clock / hall_clock;
  r.flops = run_s / r.share;
  r.due_s = sg::s4u::Engine::get_clock() + r.flops / hall_clock;
  r.exec = sg::s4u::Exec::init();
  r.exec->set_flops_amount(r.flops);
  r.exec->set_thread_count(jobs_[static_cast<std::size_t>(r.job)].nodes);
  const auto& lanes = halls_[static_cast<std::size_t>(states_[static_cast<std::size_t>(r.job)].hall)].lanes;
  r.exec->set_host(lanes[static_cast<std::size_t>(slot) % lanes.size()]);
  r.exec->set_data(reinterpret_cast<void*>(static_cast<std::intptr_t>(slot + 1)));
  sg::start(r.exec);
}

std::int64_t Dispatcher::power_nw(const Running& r, const HallLoad& load) const {
  const Job& j = jobs_[static_cast<std::size_t>(r.job)];
  const double k = j.usage < 0 ? 1 : usage_[static_cast<std::size_t>(j.usage)];
  const auto used = [&](float u) { return j.usage < 0 ? static_cast<double>(u) : std::min(1.0, k * static_cast<double>(u)); };
  return load.job_power_nw(j.nodes, used(j.cpu_util), used(j.gpu_util), j.power_share, r.clock);
}

/// The jobs of a series of use take up the values of now.
void Dispatcher::use_until(double now) {
  if (now + 1e-6 < next_usage_s_) return;
  const double at = std::max(now, next_usage_s_);
  next_usage_s_ = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < usage_.size(); ++i) {
    usage_[i] = params_.usage[i].at(at, usage_cursor_[i]);
    next_usage_s_ = std::min(next_usage_s_, params_.usage[i].next_change(at, usage_cursor_[i]));
  }
  for (std::size_t hall = 0; hall < halls_.size(); ++hall) {
    Hall& h = halls_[hall];
    bool changed = false;
    for (const int slot : h.running) {
      const Running& r = slots_[static_cast<std::size_t>(slot)];
      const Job& j = jobs_[static_cast<std::size_t>(r.job)];
      if (j.usage < 0) continue;
      JobState& s = states_[static_cast<std::size_t>(r.job)];
      const std::int64_t power = power_nw(r, *h.load);
      if (power == s.power_nw) continue;
      settle(s, now);
      h.load->end(now, r.nodes, j.nodes, s.power_nw);
      s.power_nw = power;
      h.load->start(now, r.nodes, j.nodes, s.power_nw);
      changed = true;
    }
    if (changed) on_change_(static_cast<int>(hall), now);
  }
}

void Dispatcher::settle(JobState& s, double now) {
  s.energy_j += static_cast<double>(s.power_nw) * 1e-9 * (now - s.since_s);
  s.since_s = now;
}

void Dispatcher::settle(double now) {
  for (const Hall& h : halls_)
    for (const int slot : h.running)
      settle(states_[static_cast<std::size_t>(slots_[static_cast<std::size_t>(slot)].job)], now);
}

/// Takes a job off its nodes: sums, pool, lists. The Exec is the caller's.
void Dispatcher::release(int slot, double now) {
  Running& r = slots_[static_cast<std::size_t>(slot)];
  const Job& j = jobs_[static_cast<std::size_t>(r.job)];
  JobState& s = states_[static_cast<std::size_t>(r.job)];
  Hall& h = halls_[static_cast<std::size_t>(s.hall)];
  settle(s, now);
  s.held_s += now - s.start_s;
  h.load->end(now, r.nodes, j.nodes, s.power_nw);
  h.pool.give_back(r.nodes);
  scheduler_.ended({r.end_s, r.job, j.nodes, s.hall, j.tenant, j.rule}, now);
  if (j.training >= 0 && on_training) on_training(j.training, false, now);
  const int moved = h.running.back();
  h.running[r.place] = moved;
  slots_[static_cast<std::size_t>(moved)].place = r.place;
  h.running.pop_back();
  --running_;
  ended_.push_back(std::move(r.exec));
  r.exec = nullptr;
  r.job = -1;
  free_slots_.push_back(slot);
}

void Dispatcher::ended(int slot, JobOutcome outcome, double now) {
  const int job = slots_[static_cast<std::size_t>(slot)].job;
  JobState& s = states_[static_cast<std::size_t>(job)];
  const int hall = s.hall;
  release(slot, now);
  s.outcome = outcome;
  s.end_s = now;
  ++(outcome == JobOutcome::completed ? completed_ : at_limit_);
  pending_ = true;
  on_done_(job);
  on_change_(hall, now);
}

void Dispatcher::kill_overdue(double now) {
  while (!overdue_.empty() && overdue_.top().at_s <= now + 1e-6) {
    const Overdue o = overdue_.top();
    overdue_.pop();
    const JobState& s = states_[static_cast<std::size_t>(o.job)];
    if (s.outcome != JobOutcome::running || s.restarts != o.restarts) continue;
    for (const int slot : halls_[static_cast<std::size_t>(s.hall)].running) {
      if (slots_[static_cast<std::size_t>(slot)].job != o.job) continue;
      if (due(slots_[static_cast<std::size_t>(slot)])) break;
      ended(slot, JobOutcome::killed, now);
      ended_.back()->cancel();
      break;
    }
  }
}

void Dispatcher::set_clock(int hall, double clock, double now) {
  Hall& h = halls_[static_cast<std::size_t>(hall)];
  const std::size_t level = clock_level(clock);
  if (level == h.level) return;
  retime(hall, now, [&] {
    h.level = level;
    h.load->set_clock(now, clock_levels()[level]);
    for (auto* lane : h.lanes) lane->set_pstate(level);
  });
}

/// Of a gang: that of the slowest rack it stands in, for its nodes wait for each other.
double Dispatcher::clock_of(const Running& r, int hall) const {
  const HallLoad& load = *halls_[static_cast<std::size_t>(hall)].load;
  double clock = load.clock();
  const int per_rack = load.rack().params.nodes_per_rack;
  for (const NodeRange& n : r.nodes)
    for (int rack = n.first / per_rack; load.has_rack_states() && rack <= (n.end - 1) / per_rack; ++rack) clock = std::min(clock, load.rack_clock(rack));
  return clock;
}

/// The jobs of a hall with the clocks that `change` brings. What a job has left is asked before: SimGrid's speeds change with it.
template <class F>
void Dispatcher::retime(int hall, double now, F change) {
  Hall& h = halls_[static_cast<std::size_t>(hall)];
  std::vector<double> left_s(h.running.size());
  for (std::size_t i = 0; i < h.running.size(); ++i) {
    Running& r = slots_[static_cast<std::size_t>(h.running[i])];
    JobState& s = states_[static_cast<std::size_t>(r.job)];
    settle(s, now);
    left_s[i] = remaining_s(r);
    h.load->end(now, r.nodes, jobs_[static_cast<std::size_t>(r.job)].nodes, s.power_nw);
  }
  if (guest_) guest_->lift(hall, now);
  change();
  if (guest_) guest_->put(hall, now);
  for (std::size_t i = 0; i < h.running.size(); ++i) {
    const int slot = h.running[i];
    Running& r = slots_[static_cast<std::size_t>(slot)];
    const Job& j = jobs_[static_cast<std::size_t>(r.job)];
    JobState& s = states_[static_cast<std::size_t>(r.job)];
    const double before = std::exchange(r.clock, clock_of(r, hall));
    s.power_nw = power_nw(r, *h.load);
    h.load->start(now, r.nodes, j.nodes, s.power_nw);
    if (j.training >= 0 && on_training_clock) on_training_clock(j.training, r.clock);
    if (due(r)) continue;
    if (const double share = r.clock / clock_levels()[h.level]; share == r.share) {
      r.due_s = now + (r.due_s - now) * before / r.clock;
    } else {
      ended_.push_back(std::move(r.exec));
      launch(r, std::max(left_s[i], 1e-6), slot);
      ended_.back()->cancel();
    }
  }
}

void Dispatcher::set_racks(int hall, const std::vector<HallLoad::RackState>& racks, double now) {
  Hall& h = halls_[static_cast<std::size_t>(hall)];
  const int per_rack = h.load->rack().params.nodes_per_rack;
  h.blocked.resize(racks.size(), 0);
  std::vector<int> hit;
  for (const int slot : h.running) {
    const auto& nodes = slots_[static_cast<std::size_t>(slot)].nodes;
    const auto works = [&](int node) { return racks[static_cast<std::size_t>(node / per_rack)].works; };
    const bool all = std::all_of(nodes.begin(), nodes.end(), [&](const NodeRange& n) {
      for (int node = n.first; node < n.end; node += per_rack)
        if (!works(node)) return false;
      return works(n.end - 1);
    });
    if (!all) hit.push_back(slot);
  }
  stop(hit, now);
  for (std::size_t r = 0; r < racks.size(); ++r) {
    const char blocked = racks[r].works ? 0 : 1;
    if (std::exchange(h.blocked[r], blocked) == blocked) continue;
    const NodeRange nodes{static_cast<int>(r) * per_rack, std::min((static_cast<int>(r) + 1) * per_rack, h.job_nodes)};
    if (nodes.count() <= 0) continue;
    if (blocked != 0) h.pool.take(nodes);
    else h.pool.give_back({nodes});
    h.blocked_nodes += blocked != 0 ? nodes.count() : -nodes.count();
    pending_ = true;
  }
  tell_nodes(hall, now);
  retime(hall, now, [&] { h.load->set_racks(now, racks); });
}

void Dispatcher::tell_nodes(int hall, double now) {
  const Hall& h = halls_[static_cast<std::size_t>(hall)];
  scheduler_.set_nodes(hall, h.accepts ? h.job_nodes - h.blocked_nodes : 0, now);
}

/// Jobs that lose their nodes go back to the queue, to their place by submission.
void Dispatcher::stop(const std::vector<int>& slots, double now) {
  for (const int slot : slots) {
    const int job = slots_[static_cast<std::size_t>(slot)].job;
    const Job& j = jobs_[static_cast<std::size_t>(job)];
    const double done = j.run_s - remaining_s(slots_[static_cast<std::size_t>(slot)]);
    release(slot, now);
    ended_.back()->cancel();
    JobState& s = states_[static_cast<std::size_t>(job)];
    s.done_s = j.checkpoint_s > 0 ? std::max(s.done_s, j.checkpoint_s * std::floor(done / j.checkpoint_s)) : 0;
    s.lost_s += std::max(0.0, done - s.done_s);
    ++s.restarts;
    ++killed_;
    queue_up(job);
  }
}

void Dispatcher::set_accepts(int hall, bool accepts, double now) {
  Hall& h = halls_[static_cast<std::size_t>(hall)];
  if (accepts == h.accepts) return;
  h.accepts = accepts;
  if (accepts) pending_ = true;
  else stop(std::vector<int>(h.running.rbegin(), h.running.rend()), now);
  if (guest_) guest_->accepts(hall, accepts, now);
  tell_nodes(hall, now);
}

/// Whether it ends at this very date: SimGrid has finished it and will say so.
bool Dispatcher::due(const Running& r) { return r.due_s <= sg::s4u::Engine::get_clock() + 1e-6; }

/// Seconds at full clock; SimGrid's own remainder counts the flops of all threads.
double Dispatcher::remaining_s(const Running& r) { return due(r) ? 0 : r.share * r.flops * r.exec->get_remaining_ratio(); }

void Dispatcher::rebind() {
  for (Hall& h : halls_)
    for (const int slot : h.running) {
      Running& r = slots_[static_cast<std::size_t>(slot)];
      if (due(r)) continue;
      const double remaining = std::max(remaining_s(r), 1e-6);
      ended_.push_back(std::move(r.exec));
      launch(r, remaining, slot);
      ended_.back()->cancel();
    }
}

void Dispatcher::for_each_running(const std::function<void(int, double, int)>& f) const {
  for (std::size_t h = 0; h < halls_.size(); ++h)
    for (const int slot : halls_[h].running) {
      const Running& r = slots_[static_cast<std::size_t>(slot)];
      f(r.job, remaining_s(r), static_cast<int>(h));
    }
}

}  // namespace netsuden
