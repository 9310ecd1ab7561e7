// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/service_fleet.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace netsuden {
namespace {

constexpr double precision_s = 1e-6;
std::int64_t to_nw(double w) { return static_cast<std::int64_t>(std::llround(w * 1e9)); }

/// At the input of its rack.
double node_w(const RackModel& rack, double share, double clock) {
  const ActivePower idle = node_idle_power(rack.params.node), most = node_max_power(rack.params.node);
  return wall_power(rack, idle + (most - idle) * (share * (clock == 1 ? 1.0 : dynamic_power_share(clock)))).si();
}

/// Appends the part of `live` from node number `from` on, `count` nodes of it.
void cut(const std::vector<NodeRange>& live, int from, int count, std::vector<NodeRange>& out) {
  for (const NodeRange& r : live) {
    if (count <= 0) return;
    if (from >= r.count()) {
      from -= r.count();
      continue;
    }
    const int first = r.first + from, end = std::min(r.end, first + count);
    out.push_back({first, end});
    count -= end - first;
    from = 0;
  }
}

}  // namespace

int ServiceFleet::Stand::sleeping() const {
  int n = 0;
  for (const auto& w : waking) n += w.second;
  return n;
}

ServiceFleet::ServiceFleet(const ServiceSpec& spec, const RequestBins& bins, const TimeZone& of_site, const TimeZone& of_horizon, UnixSeconds start, std::vector<Place> places)
    : spec_(spec), bins_(bins), model_(spec.engine.params), targets_(spec.target()), zone_(of_site), start_(start), mix_(spec.mix()), known_(8) {
  std::string message;
  if (spec.demand.from) from_s_ = parse_time(*spec.demand.from, of_horizon, message).value_or(start) - start;
  highest_ = highest_of_day(spec.demand);
  int instances = 0;
  int full_nodes = 0;
  const RackModel* rack = nullptr;
  for (const Place& p : places) {
    Stand s;
    static_cast<Place&>(s) = p;
    s.gpus = std::max(1, p.load->rack().params.node.gpus);
    s.unit = nodes_of_instance(s.gpus, spec.engine.params.gpus);
    const int here = instances_in(s.nodes, s.gpus, spec.engine.params.gpus);
    instances += here;
    full_nodes += s.nodes;
    rack = &p.load->rack();
    if (p.barred) {
      barred_ += here;
      continue;
    }
    nodes_ += s.nodes;
    s.waking.reserve(64);
    stands_.push_back(std::move(s));
  }
  changed_.reserve(stands_.size());
  const double most = model_.capacity(instances, mix_, targets_);
  const ServingPoint full = model_.at(most, instances, mix_, targets_);
  const double full_w = rack ? full_nodes * node_w(*rack, model_.power_share(full.gpu_w), 1) : 0;
  const DemandSpec& d = spec.demand;
  if (d.peak) peak_rate_ = d.peak->si();
  else if (d.peak_tokens) peak_rate_ = d.peak_tokens->si() / mix_.output;
  else if (d.peak_power && full_w > 0) peak_rate_ = d.peak_power->si() / full_w * most;
}

double ServiceFleet::demand_at(double t) const {
  const DemandSpec& d = spec_.demand;
  if (t < from_s_) return 0;
  const double ramp = d.ramp.si() > 0 ? std::min(1.0, (t - from_s_) / d.ramp.si()) : 1;
  if (d.log) {
    const std::size_t n = bins_.requests.size();
    if (n == 0) return 0;
    auto i = static_cast<std::size_t>(std::max(0.0, t) / spec_.step.si());
    if (i >= n && !d.log->repeat) return 0;
    i %= n;
    const double grown = std::pow(1 + d.growth, std::max(0.0, t) / constants::year_s);
    return ramp * grown * d.log->scale * bins_.requests[i] / spec_.step.si();
  }
  const CivilTime c = zone_.to_civil(start_ + t);
  return ramp * peak_rate_ * demand_shape(d, highest_, c.hour + c.minute / 60.0 + c.second / 3600.0, c.weekday >= 5, std::max(0.0, t) / constants::year_s);
}

void ServiceFleet::next_demand(double now) {
  const double step = spec_.step.si(), tick = std::floor((now + precision_s) / step);
  next_tick_ = (tick + 1) * step;
  rate_ = demand_at((tick + 0.5) * step);
  if (rate_ > rate_max_) {
    rate_max_ = rate_;
    rate_max_s_ = now;
  }
  if (!spec_.demand.log || bins_.requests.empty()) return;
  const auto i = static_cast<std::size_t>(tick) % bins_.requests.size();
  if (bins_.requests[i] > 0) mix_ = {bins_.input[i], bins_.output[i]};
}

int ServiceFleet::most_nodes() const { return spec_.autoscale && spec_.autoscale->max_nodes ? std::min(nodes_, *spec_.autoscale->max_nodes) : nodes_; }

void ServiceFleet::look(Stand& s) {
  std::vector<NodeRange>& live = s.live_nodes;
  live.clear();
  s.live = 0;
  const int per_rack = s.load->rack().params.nodes_per_rack;
  double clocks = 0;
  for (int rack = s.first / per_rack; s.up && rack <= (s.first + s.nodes - 1) / per_rack; ++rack) {
    if (s.blocked && !s.blocked->empty() && (*s.blocked)[static_cast<std::size_t>(rack)]) continue;
    const NodeRange r{std::max(s.first, rack * per_rack), std::min(s.first + s.nodes, (rack + 1) * per_rack)};
    if (!live.empty() && live.back().end == r.first) live.back().end = r.end;
    else live.push_back(r);
    s.live += r.count();
    clocks += r.count() * s.load->rack_clock(rack);
  }
  s.clock = s.live > 0 ? clocks / s.live : s.load->clock();
  while (s.awake + s.sleeping() > s.live / s.unit * s.unit) {  // lost ones are those that woke last
    const int over = s.awake + s.sleeping() - s.live / s.unit * s.unit;
    if (s.waking.empty()) {
      s.awake -= over;
      break;
    }
    auto& last = s.waking.back();
    const int cutoff = std::min(over, last.second);
    last.second -= cutoff;
    if (last.second == 0) s.waking.pop_back();
  }
}

void ServiceFleet::spread(Stand& s) {
  s.counts[0] = s.awake;
  s.counts[1] = s.sleeping();
  s.counts[2] = s.live - s.counts[0] - s.counts[1];
  for (int k = 0, from = 0; k < 3; from += s.counts[k], ++k) {
    s.ranges[k].clear();
    cut(s.live_nodes, from, s.counts[k], s.ranges[k]);
  }
}

void ServiceFleet::enter(Stand& s, double now) {
  for (int k = 0; k < 3; ++k)
    if (s.counts[k] > 0) s.load->start(now, s.ranges[k], s.counts[k], s.nw[k]);
  s.in_load = true;
}

void ServiceFleet::leave(Stand& s, double now) {
  if (!s.in_load) return;
  for (int k = 0; k < 3; ++k)
    if (s.counts[k] > 0) s.load->end(now, s.ranges[k], s.counts[k], s.nw[k]);
  s.in_load = false;
}

void ServiceFleet::lift(int hall, double now) {
  for (Stand& s : stands_)
    if (s.hall == hall && s.in_load) {
      settle(now);
      leave(s, now);
      for (int k = 0; k < 3; ++k) power_w_ -= static_cast<double>(s.nw[k]) * 1e-9;
    }
}

/// As it was before; `update` of the same instant brings it to what it is now.
void ServiceFleet::put(int hall, double now) {
  for (Stand& s : stands_)
    if (s.hall == hall && !s.in_load && s.up) {
      settle(now);
      enter(s, now);
      for (int k = 0; k < 3; ++k) power_w_ += static_cast<double>(s.nw[k]) * 1e-9;
    }
}

void ServiceFleet::set_up(int hall, bool up, double now) {
  for (Stand& s : stands_) {
    if (s.hall != hall || s.up == up) continue;
    settle(now);
    if (!up) {
      lift(hall, now);
      s.awake = 0;
      s.waking.clear();
      for (int k = 0; k < 3; ++k) s.counts[k] = 0, s.nw[k] = 0;
    }
    s.up = up;
  }
}

void ServiceFleet::wake(int nodes, double ready_s) {
  for (Stand& s : stands_) {
    if (nodes <= 0) return;
    const int asleep = s.live / s.unit * s.unit - s.awake - s.sleeping();
    const int more = std::min(asleep, (nodes + s.unit - 1) / s.unit * s.unit);
    if (more <= 0) continue;
    if (ready_s <= t_) s.awake += more;
    else if (!s.waking.empty() && s.waking.back().first == ready_s) s.waking.back().second += more;
    else s.waking.emplace_back(ready_s, more);
    nodes -= more;
  }
}

void ServiceFleet::park(int nodes) {
  for (auto s = stands_.rbegin(); s != stands_.rend(); ++s) {
    while (nodes >= s->unit && !s->waking.empty()) {
      auto& last = s->waking.back();
      const int less = std::min(last.second, nodes / s->unit * s->unit);
      last.second -= less;
      nodes -= less;
      if (last.second == 0) s->waking.pop_back();
    }
    const int less = std::min(s->awake, nodes / s->unit * s->unit);
    s->awake -= less;
    nodes -= less;
  }
}

void ServiceFleet::scale(double now, bool at_once) {
  int wanted = nodes_;
  if (const auto& a = spec_.autoscale; a && !stands_.empty()) {
    const int most = most_nodes(), gpus = stands_.front().gpus, each = spec_.engine.params.gpus;
    const double clock = awake_ > 0 ? clock_ : 1;
    const int instances = model_.instances_for(rate_ * (1 + a->headroom.value()), instances_in(most, gpus, each), mix_, targets_, model_.speed(clock));
    wanted = std::clamp(nodes_for(instances, gpus, each), std::min(a->min_nodes, most), most);
  }
  int there = 0;
  for (const Stand& s : stands_) there += s.awake + s.sleeping();
  if (there < wanted) wake(wanted - there, at_once ? now : now + spec_.wake.si());
  if (there <= wanted) {
    low_since_ = -1;
    return;
  }
  if (low_since_ < 0) low_since_ = now;
  if (!spec_.autoscale || now < low_since_ + spec_.autoscale->park_after.si() - precision_s) return;
  park(there - wanted);
  low_since_ = -1;
}

int ServiceFleet::instances_awake() const {
  int n = 0;
  for (const Stand& s : stands_) n += instances_in(s.awake, s.gpus, spec_.engine.params.gpus);
  return n;
}

double ServiceFleet::capacity(int instances, const ServingSpeed& speed) {
  for (const Known& k : known_)
    if (k.instances == instances && k.prefill == speed.prefill && k.input == mix_.input && k.output == mix_.output) return k.rate;
  Known& k = known_[next_known_++ % known_.size()];
  k = {instances, speed.prefill, mix_.input, mix_.output, model_.capacity(instances, mix_, targets_, speed)};
  return k.rate;
}

void ServiceFleet::count() {
  awake_ = waking_ = live_ = gpus_awake_ = 0;
  double clocks = 0, live_clocks = 0;
  for (const Stand& s : stands_) {
    awake_ += s.awake;
    waking_ += s.sleeping();
    live_ += s.live;
    gpus_awake_ += s.awake * s.gpus;
    clocks += s.awake * s.clock;
    live_clocks += s.live * s.clock;
  }
  clock_ = awake_ > 0 ? clocks / awake_ : live_ > 0 ? live_clocks / live_ : 1;
}

void ServiceFleet::serve() {
  count();
  const ServingSpeed speed = model_.speed(clock_);
  const int instances = instances_awake();
  std::fill(std::begin(refused_), std::end(refused_), 0.0);
  admitted_ = rate_;
  if (!model_.attains(rate_, instances, mix_, targets_, speed)) {
    admitted_ = std::min(rate_, capacity(instances, speed));
    int all = 0, powered = 0, left = most_nodes(), left_live = left;
    for (const Stand& s : stands_) {
      const int here = std::min(left, s.nodes), up = std::min(left_live, s.live);
      all += instances_in(here, s.gpus, spec_.engine.params.gpus);
      powered += instances_in(up, s.gpus, spec_.engine.params.gpus);
      left -= here;
      left_live -= up;
    }
    const double levels[refusal_causes] = {capacity(all + barred_, {}), capacity(all, {}), capacity(powered, {}), capacity(powered, speed), admitted_};
    double before = rate_;
    for (std::size_t c = 0; c < refusal_causes; ++c) {
      const double level = c + 1 < refusal_causes ? std::max(admitted_, std::min(before, levels[c])) : admitted_;
      refused_[c] = before - level;
      before = level;
    }
  }
  point_ = model_.at(admitted_, std::max(1, instances), mix_, targets_, speed);
}

/// What its nodes draw enters the loads of their halls; they have been looked at.
void ServiceFleet::draw(double now) {
  changed_.clear();
  power_w_ = parked_w_ = 0;
  const double share = model_.power_share(point_.gpu_w);
  for (Stand& s : stands_) {
    const RackModel& rack = s.load->rack();
    const std::int64_t each[3] = {to_nw(node_w(rack, share, s.clock)), to_nw(rack.node_idle.si()), to_nw(spec_.parked_power.si())};
    spread(s);
    for (int k = 0; k < 3; ++k) s.nw[k] = s.counts[k] * each[k];
    const std::int64_t after = s.nw[0] + s.nw[1] + s.nw[2];
    if (s.up) enter(s, now);
    if (const std::int64_t drawn = s.up ? after : 0; std::exchange(s.told, drawn) != drawn) changed_.push_back(s.hall);
    power_w_ += static_cast<double>(after) * 1e-9;
    parked_w_ += static_cast<double>(s.nw[2]) * 1e-9;
  }
  power_max_w_ = std::max(power_max_w_, power_w_);
  if (is_short() && std::isnan(first_short_s_)) first_short_s_ = now;
}

void ServiceFleet::begin(double now) {
  t_ = now;
  next_demand(now);
  for (Stand& s : stands_) look(s);
  scale(now, true);
  serve();
  draw(now);
}

double ServiceFleet::next_s() const {
  double next = next_tick_;
  for (const Stand& s : stands_)
    if (!s.waking.empty()) next = std::min(next, s.waking.front().first);
  if (low_since_ >= 0 && spec_.autoscale) next = std::min(next, low_since_ + spec_.autoscale->park_after.si());
  return next;
}

void ServiceFleet::update(double now) {
  settle(now);
  const double t = now + precision_s;
  if (next_tick_ <= t) next_demand(now);
  for (Stand& s : stands_) {
    leave(s, now);  // its ranges are looked at anew
    look(s);
    std::size_t ready = 0;
    for (; ready < s.waking.size() && s.waking[ready].first <= t; ++ready) s.awake += s.waking[ready].second;
    s.waking.erase(s.waking.begin(), s.waking.begin() + static_cast<std::ptrdiff_t>(ready));
  }
  count();  // its clock decides how many are wanted
  scale(now, false);
  serve();
  draw(now);
}

void ServiceFleet::settle(double now) {
  const double dt = now - t_;
  t_ = now;
  if (!(dt > 0)) return;
  const double in = admitted_ * point_.within * dt, all = admitted_ * dt;
  meters_.seconds += dt;
  meters_.asked += rate_ * dt;
  meters_.within += in;
  meters_.late += all - in;
  for (std::size_t c = 0; c < refusal_causes; ++c) meters_.refused[c] += refused_[c] * dt;
  meters_.tokens_in += all * mix_.input;
  meters_.tokens_out += all * mix_.output;
  meters_.energy_j += power_w_ * dt;
  meters_.parked_j += parked_w_ * dt;
  meters_.awake_s += awake_ * dt;
  meters_.waking_s += waking_ * dt;
  meters_.parked_s += (live_ - awake_ - waking_) * dt;
  meters_.down_s += (nodes_ - live_) * dt;
  meters_.gpu_s += gpus_awake_ * dt;
  if (all > 0) {
    meters_.first_token_s += point_.first_token_s * all;
    meters_.token_s += point_.token_s * all;
  }
  meters_.batch_s += (admitted_ > 0 ? point_.batch : 0) * dt;
  meters_.clock_s += clock_ * dt;
  if (is_short()) meters_.short_s += dt;
}

const ServiceMeters& ServiceFleet::meters(double now) {
  settle(now);
  return meters_;
}

ServiceSummary ServiceFleet::summary(double now) {
  settle(now);
  return {spec_.name, spec_.tenant, meters_, nodes_, power_max_w_, rate_max_, rate_max_s_, first_short_s_};
}

}  // namespace netsuden
