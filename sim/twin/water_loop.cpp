// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/water_loop.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/twin/machines_up.hpp"

namespace netsuden {
namespace {

constexpr double rho = constants::rho_water, infinity = std::numeric_limits<double>::infinity();
constexpr double settled = 1e-4;      // of a branch's design flow
constexpr double leaves_below = 0.95; // speed with one pump less, at which it leaves; assumption

/// What is left of a flow long after the pumps have come to rest would carry rounding as heat: that water stands.
double moving(double flow_m3_s, double design_m3_s) { return flow_m3_s > 1e-9 * design_m3_s ? flow_m3_s : 0; }

}  // namespace

WaterLoop::WaterLoop(const HydraulicsSpec& s, std::vector<Branch> branches, Temperature supply)
    : pump_up(static_cast<std::size_t>(s.pumps.count), 1), spec_(s), pump_(s.pumps.params), branches_(std::move(branches)), from_plant_(supply) {
  for (const Branch& b : branches_) design_m3_s_ += b.params.flow->si();
  system_.common_pa_s2_m6 = design_m3_s_ > 0 ? s.plant_drop.si() / (design_m3_s_ * design_m3_s_) : 0;
  if (s.pipes) mains_ = {PlugFlowPipe(s.pipes->supply.si(), supply.k()), PlugFlowPipe(s.pipes->back.si(), supply.k())};
  else mains_ = {PlugFlowPipe(0, supply.k()), PlugFlowPipe(0, supply.k())};
  circuit_.resize(branches_.size());
  for (auto* v : {&speed_, &mean_, &end_, &reach_}) v->assign(pump_up.size(), 0);
  on_.assign(pump_up.size(), 0);
  called_ = ramps_ = on_;
  for (Branch& b : branches_) b.wants_kg_s = b.params.flow->si() * rho;
  step_.at_halls = step_.back = supply;
}

VolumeFlow WaterLoop::flow() const { return VolumeFlow::from_si(step_.flow_kg_s / rho); }

double WaterLoop::target(double head_pa, double flow_m3_s, int pumps) const {
  return spec_.pumps.params.control == PumpControl::constant ? 1 : pump_.speed_for(flow_m3_s / pumps, head_pa);
}

/// Who is to run: those that do first, then those that stand.
void WaterLoop::call(double head_pa, double flow_m3_s) {
  const int there = machines_up(pump_up), duty = firm_count(spec_.pumps.count, spec_.pumps.redundancy);
  int now = 0;
  for (std::size_t i = 0; i < on_.size(); ++i) now += on_[i] != 0 && pump_up[i] != 0 ? 1 : 0;
  int n = std::clamp(now, std::min(duty, there), there);
  if (n > duty && target(head_pa, flow_m3_s, n - 1) < leaves_below) --n;
  else if (n > 0 && n < there && (spec_.pumps.params.control == PumpControl::constant ? pump_.head_pa(flow_m3_s / n, 1) < head_pa : target(head_pa, flow_m3_s, n) > 1)) ++n;
  std::fill(called_.begin(), called_.end(), char{0});
  for (const char wanted : {char{1}, char{0}})
    for (std::size_t i = 0; i < on_.size() && n > 0; ++i)
      if (pump_up[i] != 0 && on_[i] == wanted) called_[i] = 1, --n;
}

bool WaterLoop::solve(double dt_s, bool powered) {
  const CircuitPumpParams& p = spec_.pumps.params;
  const double set_pa = spec_.differential_pressure->si();
  double wanted = 0;
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    const Branch& b = branches_[i];
    CircuitBranch& c = circuit_[i];
    const double f = std::max(b.in_service, 1e-9), design = b.params.flow->si() * f;
    c.open_pa_s2_m6 = open_drop(b.params).si() / (design * design);
    // A valve does not control below its rangeability; branches are balanced to their design flow.
    c.wanted_m3_s = b.in_service > 0 ? std::clamp(b.wants_kg_s / rho, design / b.params.valve.rangeability, design) : 0;
    wanted += std::min(c.wanted_m3_s, std::sqrt(set_pa / c.open_pa_s2_m6));
  }
  const double wanted_pa = system_.static_pa + set_pa + system_.common_pa_s2_m6 * wanted * wanted;
  call(wanted_pa, wanted);
  const int n = machines_up(called_);
  const auto clamp_speed = [&](double r) { return std::clamp(r, p.minimum_speed.value(), 1.0); };
  double together = n > 0 ? clamp_speed(target(wanted_pa, wanted, n)) : 0;
  if (powered && started_ && n > 0) {  // those that do not come to it in this step leave the others more to do
    int there = 0;
    for (std::size_t i = 0; i < speed_.size(); ++i) there += called_[i] != 0 && speed_[i] + dt_s / p.run_up.si() >= together ? 1 : 0;
    if (there > 0 && there < n) together = clamp_speed(target(wanted_pa, wanted, there));
  }
  for (std::size_t i = 0; i < speed_.size(); ++i) {
    PumpSpeed s;
    const bool driven = powered && called_[i] != 0;
    if (driven) s = started_ ? drive(speed_[i], together, p.run_up.si(), dt_s) : PumpSpeed{together, together};
    else s = coast(speed_[i], p.run_down.si(), dt_s);
    ramps_[i] = driven ? s.end != together : s.end > 0;
    mean_[i] = s.mean;
    end_[i] = s.end;
    if (!powered || pump_up[i] == 0) reach_[i] = 0;
    else reach_[i] = driven && started_ ? drive(speed_[i], 1, p.run_up.si(), dt_s).mean : 1;
  }
  const CircuitPoint point = solve_circuit(pump_, mean_, system_, circuit_);
  step_.wanted_kg_s = wanted * rho;
  step_.flow_kg_s = moving(point.flow_m3_s, design_m3_s_) * rho;
  step_.head_pa = point.head_pa;
  step_.header_pa = point.header_pa;
  step_.wanted_pa = wanted_pa;
  // One that still runs up does not count against those at speed: what they give together at this flow.
  step_.most_pa = bank_head_pa(pump_, reach_, wanted);
  step_.firm_pa = std::clamp(pump_.head_pa(wanted / firm_count(spec_.pumps.count, spec_.pumps.redundancy), 1), 0.0, step_.most_pa);
  step_.running = powered ? n : 0;
  step_.outside_curve = false;
  step_.pump_w = step_.hydraulic_w = 0;
  double speeds = 0;
  int turn = 0;
  for (std::size_t i = 0; i < mean_.size(); ++i) {
    if (!(mean_[i] > 0)) continue;
    speeds += mean_[i];
    ++turn;
    if (!powered || called_[i] == 0) continue;
    const double q = pump_.flow_m3_s(point.head_pa, mean_[i]);
    step_.pump_w += pump_.power_w(q, mean_[i]);
    step_.hydraulic_w += q * point.head_pa;
    step_.outside_curve = step_.outside_curve || !pump_.covers(q, mean_[i]);
  }
  step_.speed = turn > 0 ? speeds / turn : 0;
  bool changed = false;
  step_.short_of_flow = false;
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    Branch& b = branches_[i];
    const CircuitBranch& c = circuit_[i];
    const double design = b.params.flow->si() * b.in_service, flow = moving(c.flow_m3_s, design) * rho, open = std::sqrt(point.header_pa / c.open_pa_s2_m6);
    const double most = moving(std::min(design, open), design) * rho;
    changed = changed || std::abs(flow - b.flow_kg_s) > settled * design * rho || std::abs(most - b.most_kg_s) > settled * design * rho;
    b.flow_kg_s = flow;
    b.most_kg_s = most;
    if (open * (1 + 1e-6) < c.wanted_m3_s) step_.short_of_flow = true;
    if (!(flow > 0)) {
      b.lift = b.in_service > 0 && b.wants_kg_s > 0 ? 1 : 0;
      continue;
    }
    // What the branch itself does not take of the pressure is its valve's.
    const double share = c.flow_m3_s / design, valve = open_drop(b.params).si() * b.params.valve.authority.value();
    const double left = point.header_pa - b.params.pressure_drop.si() * share * share;
    b.lift = left > 0 ? lift_for(b.params.valve, share * std::sqrt(valve / left)) : 1;
  }
  return changed;
}

const WaterLoopStep& WaterLoop::evaluate(Temperature from_plant, double heat_w, double dt_s) {
  const MainsStep m = mains_.evaluate(flow(), from_plant, HeatFlow::from_si(heat_w), Duration::from_si(dt_s));
  from_plant_ = from_plant;
  step_.at_halls = m.at_halls;
  step_.back = m.back;
  step_.heat_w = heat_w;
  step_.arriving_w = step_.flow_kg_s > 0 ? m.arriving.si() : heat_w;  // water that stands takes none
  step_.delay_s = mains_.supply.volume_m3() > 0 ? (flow().si() > 0 ? mains_.supply.volume_m3() / flow().si() : infinity) : 0;
  return step_;
}

void WaterLoop::settle(Temperature from_plant, double heat_w) {
  if (spec_.pipes && flow().si() > 0) mains_.back = PlugFlowPipe(spec_.pipes->back.si(), from_plant.k() + heat_w / (flow().si() * rho * constants::cp_water));
}

void WaterLoop::commit(double dt_s) {
  step_.stored_j = mains_.advance(flow(), from_plant_, HeatFlow::from_si(step_.heat_w), Duration::from_si(dt_s)).si();
  speed_ = end_;
  on_ = called_;
  started_ = true;
}

double WaterLoop::next_pump_s() const {
  double next = infinity;
  const CircuitPumpParams& p = spec_.pumps.params;
  for (std::size_t i = 0; i < speed_.size(); ++i)
    if (ramps_[i] != 0) next = std::min(next, std::max(1.0, on_[i] != 0 && step_.running > 0 ? 0.1 * p.run_up.si() : 0.25 * p.run_down.si() / speed_[i]));
  return next;
}

int WaterLoop::turning() const { return static_cast<int>(std::count_if(speed_.begin(), speed_.end(), [](double r) { return r > 0; })); }

std::vector<double> WaterLoop::state() const {
  double speed = 0;
  for (const double r : speed_) speed += r;
  return {speed, mains_.supply.mean_k(), mains_.back.mean_k()};
}

}  // namespace netsuden
