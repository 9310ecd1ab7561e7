// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/site_swing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <numeric>

namespace netsuden {
namespace {

constexpr double least_rate_hz = 64;       // physics reference 1.4: 50 samples a second and more
constexpr double samples_a_cycle = 3.2;    // of the highest frequency that is judged
constexpr double least_segment_s = 64;     // lines of 1/64 Hz
constexpr double longest_segment_s = 1024;
constexpr int segments = 4;
constexpr double lead_s = 30;              // of a window before what happens in it
constexpr double longest_event_s = 3600;
constexpr double room_steps = 20;          // of the battery's power, so that figures can be looked up
constexpr double scale_steps = 500;        // g to 0.2 %: the battery's limits make of a swing what is not in proportion to it

double power_of_two(double x) { return std::exp2(std::ceil(std::log2(x) - 1e-9)); }

void raise(double& x, double y) { x = std::max(x, y); }
/// Ramps and range of `more`, where they are larger.
void raise(SwingFigures& f, const SwingFigures& more) {
  raise(f.ramp_up, more.ramp_up);
  raise(f.ramp_down, more.ramp_down);
  raise(f.range, more.range);
}

}  // namespace

std::string band_name(const BandLimit& b) { return fmt::format("{:g}_to_{:g}_Hz", b.from.si(), b.to.si()); }

SiteSwing::SiteSwing(const Scenario& scenario, int site, const Inputs& inputs, CapacityLedger& ledger, std::vector<int>& constraints)
    : scenario_(scenario), inputs_(inputs), ledger_(ledger) {
  const SiteSpec& s = scenario.sites[static_cast<std::size_t>(site)];
  trains_ = std::any_of(inputs.training.begin(), inputs.training.end(), [&](const TrainingRun& r) { return r.site == site; });
  for (const GridSpec& g : scenario.grids)
    if (g.name == s.grid && g.limits) {
      limited_ = true;
      limits_ = *g.limits;
    }
  halls_ = static_cast<int>(s.halls.size());
  now_.bands.assign(limits_.bands.size(), 0);
  now_.bands_asked = now_.bands_without = now_.bands;
  peak_.has_battery = std::any_of(s.power.begin(), s.power.end(), [](const PowerNodeSpec& n) { return n.smoothing.has_value(); });
  for (const BandLimit& b : limits_.bands) peak_.bands.push_back({.from_hz = b.from.si(), .to_hz = b.to.si(), .limit_w = b.amplitude.si()});
  const auto add = [&](const std::string& what, ConstraintKind kind, const char* unit) {
    const int i = ledger.add({s.name + ".grid." + what, kind, s.name, unit, site, 0});
    constraints.push_back(i);
    return i;
  };
  if (limits_.ramp_up) ramp_up_ = add("ramp_up", ConstraintKind::ramp, "W/s");
  if (limits_.ramp_down) ramp_down_ = add("ramp_down", ConstraintKind::ramp, "W/s");
  if (limits_.range) range_ = add("range", ConstraintKind::power_range, "W");
  for (const BandLimit& b : limits_.bands) bands_.push_back(add(band_name(b), ConstraintKind::oscillation, "W"));
}

GpuPower SiteSwing::power(int r, double clock, const Loads& loads) const {
  return training_power(loads[static_cast<std::size_t>(run(r).hall)]->rack(), run(r).utilization, clock);
}

/// Starts and stops before `until_s`, and clocks as they are; whether anything is new.
bool SiteSwing::take_changes(double until_s, const Loads& loads) {
  std::vector<Member> event;
  std::size_t taken = 0;
  for (; taken < changes_.size() && changes_[taken].t_s < until_s - 1e-9; ++taken) {
    const Change& c = changes_[taken];
    const auto at = std::lower_bound(running_.begin(), running_.end(), std::pair{c.run, 0.0});
    const bool there = at != running_.end() && at->first == c.run;
    if (c.on == there) continue;
    if (there) {
      event.push_back({c.run, at->second, TrainingPhase::stop});
      running_.erase(at);
    } else {
      event.push_back({c.run, 1, TrainingPhase::start});
      running_.insert(at, {c.run, 1});
    }
  }
  changes_.erase(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(taken));
  bool any = taken > 0;
  for (auto& [r, clock] : running_) {
    const double is = clocks_.at(r);
    any = any || is != clock;
    clock = is;
  }
  event_.reset();
  if (event.empty()) return any;
  for (const auto& [r, clock] : running_) {
    const auto moves = std::find_if(event.begin(), event.end(), [id = r](const Member& m) { return m.run == id; });
    if (moves == event.end()) event.push_back({r, clock, TrainingPhase::steady});
    else moves->clock = clock;
  }
  event_ = transition(event, loads);
  return true;
}

double SiteSwing::highest_rack_w(int hall, const Loads& loads) const {
  if (!steady_) return 0;
  std::vector<std::pair<double, double>> peaks;  // of a GPU, and how many
  for (const auto& [r, peak_w] : steady_->gpu_peak_w)
    if (run(r).hall == hall) peaks.emplace_back(peak_w, run(r).gpus);
  if (peaks.empty()) return 0;
  std::sort(peaks.rbegin(), peaks.rend());
  const HallLoad& load = *loads[static_cast<std::size_t>(hall)];
  const RackModel& rack = load.rack();
  double room = rack.params.nodes_per_rack * rack.params.node.gpus, w = rack.fixed.si();
  for (const auto& [peak_w, gpus] : peaks) {  // the last rack of one run may hold the first nodes of the next
    const double here = std::min(gpus, room);
    w += here * peak_w;
    room -= here;
  }
  return w + room * training_power(rack, 0, load.clock()).idle.si();
}

/// A window around a start, a stop or a checkpoint: long enough for its ramps.
SiteSwing::Figures SiteSwing::transition(const std::vector<Member>& members, const Loads& loads) {
  double length = 10;
  for (const Member& m : members) {
    if (m.phase == TrainingPhase::steady) continue;
    const TrainingLoadParams& load = spec(m.run).load;
    const ActivePower high = power(m.run, m.clock, loads).high;
    double t = (high / load.swing.slew).si() + load.swing.stop.si() + 3 * load.swing.period.si();
    if (m.phase == TrainingPhase::checkpoint) t += load.swing.checkpoint_time.si();
    if (battery_) t += 3 * battery_->params->tau().si();
    if (load.smoothing) t += load.smoothing->hysteresis.si() + (high / load.smoothing->ramp_up).si() + (high / load.smoothing->ramp_down).si();
    raise(length, t);
  }
  length = std::min(longest_event_s, length + std::max(limits_.ramp_window, limits_.range_window).si());
  const SampleGrid grid{least_rate_hz, static_cast<std::size_t>((lead_s + length) * least_rate_hz), lead_s};
  return measure(members, loads, grid, 0);
}

SiteSwing::Figures SiteSwing::measure(const std::vector<Member>& members, const Loads& loads, const SampleGrid& grid, std::size_t segment) {
  std::vector<double> asked(grid.count, 0), drawn(grid.count, 0);
  Figures f;
  f.of_hall.resize(static_cast<std::size_t>(halls_));
  double mean = 0;  // as the run draws it
  std::vector<double> of_hall(grid.count);
  // Stores begin in the middle of their swing: the second half is steady.
  const auto steady = [](const std::vector<double>& w) { return w.begin() + static_cast<std::ptrdiff_t>(w.size() / 2); };
  const auto highest = [&](const std::vector<double>& w) { return *std::max_element(steady(w), w.end()); };
  const auto about = [&](const std::vector<double>& w, double mean_w) {
    return Excursion{std::max(0.0, highest(w) - mean_w), std::min(0.0, *std::min_element(steady(w), w.end()) - mean_w)};
  };
  for (int h = 0; h < halls_; ++h) {
    std::fill(of_hall.begin(), of_hall.end(), 0.0);
    double mean_of_hall = 0;
    bool any = false;
    for (const Member& m : members) {
      if (run(m.run).hall != h) continue;
      any = true;
      const GpuPower gpu = power(m.run, m.clock, loads);
      std::vector<double> of_run(grid.count, 0);
      add_training(spec(m.run).load, gpu, run(m.run).gpus, m.phase, RandomStream(scenario_.seed, "training." + spec(m.run).name), grid, asked, of_run);
      mean_of_hall += run(m.run).gpus * std::max(run(m.run).mean_share * gpu.high.si(), std::min(gpu.high, gpu.idle).si());
      f.gpu_peak_w.emplace_back(m.run, highest(of_run) / std::max(1.0, run(m.run).gpus));
      std::transform(of_run.begin(), of_run.end(), of_hall.begin(), of_hall.begin(), std::plus<>());
    }
    if (!any) continue;
    f.of_hall[static_cast<std::size_t>(h)] = about(of_hall, mean_of_hall);
    mean += mean_of_hall;
    std::transform(of_hall.begin(), of_hall.end(), drawn.begin(), drawn.begin(), std::plus<>());
  }
  f.of_site = about(drawn, mean);
  if (const double two_level = f.of_site.two_level_variance(); two_level > 0) {
    double squares = 0;
    for (auto w = steady(drawn); w != drawn.end(); ++w) squares += (*w - mean) * (*w - mean);
    f.spread = std::min(1.0, squares / static_cast<double>(drawn.end() - steady(drawn)) / two_level);
  }
  Spectrum of_asked = welch(asked, grid.rate_hz, segment), of_drawn = welch(drawn, grid.rate_hz, segment), of_without = of_drawn;
  f.asked = swing_figures(limits_, asked, grid.rate_hz, of_asked);
  f.drawn = f.without = swing_figures(limits_, drawn, grid.rate_hz, of_drawn);
  if (battery_) {
    f.cycling = through_battery(drawn, grid);
    f.behind_battery = about(drawn, mean);
    of_drawn = welch(drawn, grid.rate_hz, segment);
    f.drawn = swing_figures(limits_, drawn, grid.rate_hz, of_drawn);
  }
  if (const double all = band_amplitude(of_asked, 0, grid.rate_hz); segment > 0 && all > worst_w_) {
    worst_w_ = all;
    worst_drawn_ = std::move(of_drawn);
    worst_asked_ = std::move(of_asked);
    worst_without_ = std::move(of_without);
  }
  return f;
}

/// Samples at the racks as they are behind the battery. It starts with the mean, in a transition with that of the time before.
Cycling SiteSwing::through_battery(std::vector<double>& drawn, const SampleGrid& grid) const {
  const double g = scale_ / scale_steps;
  for (double& w : drawn) w *= g;
  const auto before = grid.lead_s > 0 ? drawn.begin() + static_cast<std::ptrdiff_t>(grid.lead_s * grid.rate_hz) : drawn.end();
  const double mean = std::accumulate(drawn.begin(), before, 0.0) / static_cast<double>(std::max<std::ptrdiff_t>(1, before - drawn.begin()));
  BessSmoothingParams within = *battery_->params;  // nothing is exported from its board
  within.power = within.power * (room_ / room_steps);
  SmoothedLoad s = smooth_load(within, battery_->energy, drawn, grid.rate_hz, mean);
  for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i] = s.import_w[i] / g;
  return Cycling(std::move(s.battery_w));
}

const Cycling* SiteSwing::prepare(double until_s, const Loads& loads, std::optional<Battery> battery) {
  const int scale = battery ? static_cast<int>(std::lround(g_ * scale_steps)) : 0;
  const double power_w = battery ? battery->params->power.si() : 0;
  const int room = power_w > 0 ? static_cast<int>(std::floor(room_steps * std::min(1.0, battery->rest.si() / power_w))) : 0;
  stale_ = stale_ || scale != scale_ || room != room_;
  room_ = room;
  battery_ = battery;
  scale_ = scale;
  const bool moved = take_changes(until_s, loads);
  if (moved || stale_) steady_ = running_.empty() ? nullptr : &figures_of(running_, loads);
  stale_ = false;
  return steady_ && battery_ ? &steady_->cycling : nullptr;
}

const SiteSwing::Figures& SiteSwing::figures_of(const Key& running, const Loads& loads) {
  const std::tuple<int, int, Key> key{scale_, room_, running};
  if (const auto it = known_.find(key); it != known_.end()) return it->second;
  double rate = least_rate_hz, segment_s = least_segment_s;
  for (const BandLimit& b : limits_.bands) {
    raise(rate, power_of_two(samples_a_cycle * b.to.si()));
    raise(segment_s, power_of_two(4 / (b.to - b.from).si()));  // four lines in the narrowest band
    if (b.from.si() > 0) raise(segment_s, power_of_two(4 / b.from.si()));
  }
  segment_s = std::min(segment_s, longest_segment_s);
  const SampleGrid grid{rate, static_cast<std::size_t>(segments * segment_s * rate), 0};
  std::vector<Member> members;
  for (const auto& [r, clock] : running) members.push_back({r, clock, TrainingPhase::steady});
  Figures f = measure(members, loads, grid, static_cast<std::size_t>(segment_s * rate));
  for (Member& m : members) {
    if (!spec(m.run).load.swing.checkpoint_interval) continue;
    m.phase = TrainingPhase::checkpoint;
    const Figures more = transition(members, loads);
    raise(f.drawn, more.drawn);
    raise(f.asked, more.asked);
    raise(f.without, more.without);
    m.phase = TrainingPhase::steady;
  }
  return known_.emplace(key, std::move(f)).first->second;
}

void SiteSwing::add_base(const Step& s, double load_w) {
  const double t_s = s.t_s;
  double base_w = load_w;
  if (battery_) {
    const double power = std::max(0.0, std::min(s.rest_w, battery_->params->power.si()) - (steady_ ? steady_->cycling.highest_w() : 0));
    const FollowStep f = follow_load(*battery_->params, power, std::isnan(base_reference_w_) ? load_w : base_reference_w_, load_w, s.dt_s);
    base_reference_w_ = f.reference_w;
    base_w += f.end_w;
  } else {
    base_reference_w_ = std::numeric_limits<double>::quiet_NaN();
  }
  const double ramp = limits_.ramp_window.si(), range = limits_.range_window.si();
  while (base_.size() > 1 && base_[1].t_s < t_s - std::max(ramp, range)) base_.pop_front();  // one stays from before
  base_up_ = base_down_ = base_range_ = 0;
  for (std::size_t i = 0; i < base_.size(); ++i) {
    const double ago = t_s - base_[i].t_s, rise = base_w - base_[i].w;
    const bool last = i + 1 == base_.size();
    if (ago <= ramp || last || t_s - base_[i + 1].t_s < ramp) {  // from before the window, too
      raise(base_up_, rise / std::max(ago, ramp));
      raise(base_down_, -rise / std::max(ago, ramp));
    }
    if (ago <= range || last) raise(base_range_, std::abs(rise));
  }
  base_.push_back({t_s, base_w});
}

void SiteSwing::step(const Step& s, const Loads& loads, const OnCrossing& on_crossing) {
  double above_idle = 0;
  now_.training_w = now_.filler_w = 0;
  for (const auto& [r, clock] : running_) {
    const GpuPower p = power(r, clock, loads);
    now_.training_w += run(r).gpus * run(r).mean_share * p.high.si();
    now_.filler_w += run(r).gpus * run(r).filler_share * p.high.si();
    above_idle += run(r).gpus * (run(r).mean_share * p.high - p.idle).si();
  }
  peak_.training_j += now_.training_w * s.dt_s;
  peak_.filler_j += now_.filler_w * s.dt_s;
  peak_.battery_j += s.cycling_w * s.dt_s;
  peak_.battery_loss_j += s.cycling_loss_w * s.dt_s;
  if (!running_.empty()) g_ = s.growth;  // else what it was: a stop is the end of that
  const double g = g_;
  now_.ramp_up = now_.ramp_down = now_.range = now_.range_without = 0;
  std::fill(now_.bands.begin(), now_.bands.end(), 0.0);
  std::fill(now_.bands_asked.begin(), now_.bands_asked.end(), 0.0);
  std::fill(now_.bands_without.begin(), now_.bands_without.end(), 0.0);
  if (!s.connected) {  // nothing that the grid could see; what comes back is no ramp of ours
    base_.clear();
    base_reference_w_ = std::numeric_limits<double>::quiet_NaN();
    for (const int c : {ramp_up_, ramp_down_, range_})
      if (c >= 0)
        if (const auto crossing = ledger_.set_inactive(c)) on_crossing(*crossing);
    for (const int c : bands_)
      if (const auto crossing = ledger_.set_inactive(c)) on_crossing(*crossing);
    return;
  }
  add_base(s, s.import_w - s.smoothing_w - g * above_idle);
  SwingFigures drawn = steady_ ? steady_->drawn : SwingFigures{};
  SwingFigures asked = steady_ ? steady_->asked : SwingFigures{};
  SwingFigures without = steady_ ? steady_->without : SwingFigures{};
  if (event_) {
    raise(drawn, event_->drawn);
    raise(asked, event_->asked);
    raise(without, event_->without);
    if (battery_) raise(peak_.battery_w, event_->cycling.highest_w());
  }
  if (steady_ && battery_) raise(peak_.battery_w, steady_->cycling.highest_w());
  now_.ramp_up = base_up_ + g * drawn.ramp_up;
  now_.ramp_down = base_down_ + g * drawn.ramp_down;
  now_.range = base_range_ + g * drawn.range;
  now_.range_without = base_range_ + g * without.range;
  for (std::size_t b = 0; b < drawn.bands.size(); ++b) {
    now_.bands[b] = g * drawn.bands[b];
    now_.bands_asked[b] = g * asked.bands[b];
    now_.bands_without[b] = g * without.bands[b];
    raise(peak_.bands[b].without_w, now_.bands_without[b]);
    raise(peak_.bands[b].amplitude_w, now_.bands[b]);
    raise(peak_.bands[b].asked_w, now_.bands_asked[b]);
  }
  raise(peak_.ramp_up, now_.ramp_up);
  raise(peak_.ramp_down, now_.ramp_down);
  raise(peak_.range_w, now_.range);
  raise(peak_.without_range_w, now_.range_without);
  raise(peak_.asked_range_w, base_range_ + g * asked.range);
  judge(s, on_crossing);
}

void SiteSwing::judge(const Step& s, const OnCrossing& on_crossing) {
  const auto update = [&](int c, double value, double limit) {
    if (c < 0) return;
    if (const auto crossing = ledger_.update(c, s.t_s, s.dt_s, value, limit, limit)) on_crossing(*crossing);
  };
  update(ramp_up_, now_.ramp_up, limits_.ramp_up ? limits_.ramp_up->si() : 0);
  update(ramp_down_, now_.ramp_down, limits_.ramp_down ? limits_.ramp_down->si() : 0);
  update(range_, now_.range, limits_.range ? limits_.range->si() : 0);
  for (std::size_t b = 0; b < bands_.size(); ++b) update(bands_[b], now_.bands[b], limits_.bands[b].amplitude.si());
}

SwingSummary SiteSwing::summary() const { return peak_; }

std::vector<SiteSwing::Line> SiteSwing::spectrum() const {
  std::vector<Line> lines;
  for (std::size_t i = 0; i < worst_drawn_.density.size(); ++i) {
    const auto amplitude = [&](const Spectrum& s) { return std::sqrt(2 * s.density[i] * s.step_hz); };
    lines.push_back({worst_drawn_.frequency_hz(i), amplitude(worst_drawn_), amplitude(worst_asked_), amplitude(worst_without_)});
  }
  return lines;
}

}  // namespace netsuden
