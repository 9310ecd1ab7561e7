// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/hydraulics.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/root.hpp"

namespace netsuden {
namespace {

constexpr double most_flow = 1.6;  // of the rated one: beyond, efficiency is held; assumption

double bank_flow(const CircuitPump& p, const std::vector<double>& speeds, double head_pa) {
  double sum = 0, last_speed = -1, last_flow = 0;
  for (const double r : speeds) {
    if (!(r > 0)) continue;
    if (r != last_speed) last_flow = p.flow_m3_s(head_pa, last_speed = r);
    sum += last_flow;
  }
  return sum;
}

double fastest(const std::vector<double>& speeds) { return speeds.empty() ? 0 : *std::max_element(speeds.begin(), speeds.end()); }

}  // namespace

void describe(Describe& d, PumpCurvePoints& p) {
  const Range shares{0, 5, "shares of the rated point"};
  d.numbers("flow", p.flow, {.required = true, .range = shares, .text = "Rising flows, as shares of the rated flow; from 0 on."});
  d.numbers("head", p.head, {.required = true, .range = shares, .text = "Head at these flows, as shares of the rated head; it falls."});
  d.numbers("efficiency", p.efficiency, {.range = {0, 1, "a share"}, .text = "Total efficiency at these flows, motor and drive included.", .default_text = "from `efficiency`, best at the rated flow"});
}

void describe(Describe& d, CircuitPumpParams& p) {
  d.quantity("rated_flow", p.rated_flow, {.unit = "m3/s", .range = {1e-6, 50, "from a cold plate to a district loop"}, .text = "Flow of one pump at its rated point.", .default_text = "what the branches take at design, over the pumps on duty"});
  d.quantity("rated_head", p.rated_head, {.unit = "kPa", .range = {1, 3000, "closed loops of a site"}, .text = "Pressure difference at the rated point.", .default_text = "`plant_drop` and `differential_pressure` together"});
  d.quantity("shut_off_head", p.shut_off_head, {.unit = "kPa", .range = {1, 6000, "above the rated head"}, .text = "Pressure difference against a shut valve.", .source = "EPANET 2.2 user manual, single-point curve: 133 % of the rated head", .default_text = "4/3 of the rated head"});
  d.fraction("efficiency", p.efficiency, {.unit = "%", .range = {0.05, 0.95, "hydraulic times motor times drive"}, .text = "Efficiency from the wire to the water at the rated point.", .source = "assumption: 0.65 of a Wilo Stratos 80/1-12 (ACC-LIQ-03), more of larger ones"});
  d.object("curve", p.curve, {.text = "Curve by points of the data sheet, instead of `shut_off_head`.", .default_text = "absent: a parabola from the shut-off head through the rated point"});
  d.choice("control", p.control, {{"variable", "speed holds `differential_pressure`"}, {"constant", "full speed when it runs"}}, {.text = "Speed control."});
  d.fraction("minimum_speed", p.minimum_speed, {.unit = "%", .range = {0.05, 1, "a share of the rated speed"}, .text = "Lowest speed while it runs.", .source = "assumption"});
  d.quantity("run_up", p.run_up, {.unit = "s", .range = {0.1, 600, "a drive's ramp"}, .text = "From standstill to rated speed.", .source = "assumption"});
  d.quantity("run_down", p.run_down, {.unit = "s", .range = {0.05, 600, "with a flywheel"}, .text = "Inertia: moment of inertia times rated angular speed over rated torque. After this time without drive the speed is half.", .source = "physics reference 4: 2 to 5 s"});
}

void describe(Describe& d, ControlValveParams& v) {
  d.choice("characteristic", v.characteristic, {{"linear", "flow coefficient in proportion to the lift"}, {"equal_percentage", "equal steps of the lift change it by equal shares"}}, {.text = "Inherent characteristic.", .source = "IEC 60534-2-4"});
  d.fraction("authority", v.authority, {.unit = "%", .range = {0.05, 0.95, "a share of the branch's pressure"}, .text = "Pressure drop of the open valve over that of valve and branch together, at design flow.", .source = "assumption: 50 %"});
  d.plain("rangeability", v.rangeability, {.range = {5, 1000, "from butterfly to pilot-operated valves"}, .text = "Largest over smallest flow coefficient that it controls.", .source = "assumption: 50, as TwoWayEqualPercentage of the Modelica Buildings library"});
}

void describe(Describe& d, CircuitBranchParams& b) {
  d.quantity("flow", b.flow, {.unit = "m3/s", .range = {1e-6, 50, "a coil to a district"}, .text = "Design flow of all machines of the branch together.", .default_text = "that of their rated points"});
  d.quantity("pressure_drop", b.pressure_drop, {.unit = "kPa", .range = {1, 1000, "coils, exchangers and their pipes"}, .text = "Pressure drop at design flow, without the valve.", .source = "assumption"});
  d.object("valve", b.valve, {.text = "Control valve."});
}

Pressure open_drop(const CircuitBranchParams& b) { return b.pressure_drop * (1 / (1 - b.valve.authority.value())); }

double lift_for(const ControlValveParams& v, double kv) {
  if (!(kv > 0)) return 0;
  kv = std::min(kv, 1.0);
  return v.characteristic == ValveCharacteristic::linear ? kv : std::max(0.0, 1 + std::log(kv) / std::log(v.rangeability));
}

CircuitPump::CircuitPump(const CircuitPumpParams& p) : flow_(p.rated_flow->si()), head_(p.rated_head->si()), efficiency_(p.efficiency.value()) {
  shut_off_pa_ = p.shut_off_head ? p.shut_off_head->si() : shut_off_ratio * head_;
  slope_ = (shut_off_pa_ - head_) / (flow_ * flow_);
  if (!p.curve) return;
  x_ = p.curve->flow;
  h_ = p.curve->head;
  eta_ = p.curve->efficiency;
  if (valid()) shut_off_pa_ = head_at_full_speed(0);
}

bool CircuitPump::valid() const {
  if (x_.empty()) return h_.empty() && eta_.empty() && slope_ > 0;
  if (x_.size() < 2 || h_.size() != x_.size() || (!eta_.empty() && eta_.size() != x_.size())) return false;
  for (std::size_t i = 1; i < x_.size(); ++i)
    if (!(x_[i] > x_[i - 1]) || !(h_[i] < h_[i - 1])) return false;
  for (std::size_t i = 0; i < eta_.size(); ++i)
    if (x_[i] > 0 && !(eta_[i] > 0)) return false;
  return x_.front() >= 0 && h_.back() >= 0;
}

double CircuitPump::head_at_full_speed(double flow) const {
  if (x_.empty()) return shut_off_pa_ - slope_ * flow * flow;
  const double x = flow / flow_;
  std::size_t i = 1;
  while (i + 1 < x_.size() && x > x_[i]) ++i;
  return head_ * (h_[i - 1] + (h_[i] - h_[i - 1]) * (x - x_[i - 1]) / (x_[i] - x_[i - 1]));
}

double CircuitPump::head_pa(double flow, double r) const { return r > 0 ? r * r * head_at_full_speed(flow / r) : 0; }

double CircuitPump::flow_m3_s(double head, double r) const {
  if (!(r > 0)) return 0;
  const double h = head / (r * r);  // at full speed
  if (!(h < shut_off_pa_)) return 0;
  if (x_.empty()) return r * std::sqrt((shut_off_pa_ - h) / slope_);
  const double y = h / head_;
  std::size_t i = 1;
  while (i + 1 < h_.size() && y < h_[i]) ++i;
  return std::max(0.0, r * flow_ * (x_[i - 1] + (x_[i] - x_[i - 1]) * (y - h_[i - 1]) / (h_[i] - h_[i - 1])));
}

double CircuitPump::efficiency_over_flow(double x) const {
  if (eta_.empty()) return efficiency_ * (2 - std::clamp(x, 0.0, most_flow));
  // Towards no flow as at the first point with any; beyond the last, its efficiency.
  const std::size_t first = x_.front() > 0 && eta_.front() > 0 ? 0 : 1;
  if (x <= x_[first]) return eta_[first] / x_[first];
  if (x >= x_.back()) return eta_.back() / x;
  std::size_t i = 1;
  while (i + 1 < x_.size() && x > x_[i]) ++i;
  return (eta_[i - 1] + (eta_[i] - eta_[i - 1]) * (x - x_[i - 1]) / (x_[i] - x_[i - 1])) / x;
}

double CircuitPump::power_w(double flow, double r) const {
  if (!(r > 0)) return 0;
  const double x = std::max(0.0, flow) / (r * flow_);
  return r * flow_ * std::max(0.0, head_pa(flow, r)) / efficiency_over_flow(x);
}

bool CircuitPump::covers(double flow, double r) const { return !(r > 0) || flow / (r * flow_) <= (x_.empty() ? most_flow : x_.back() * (1 + 1e-9)); }

double CircuitPump::speed_for(double flow, double head) const {
  if (x_.empty()) return std::sqrt((head + slope_ * flow * flow) / shut_off_pa_);
  double low = std::sqrt(head / shut_off_pa_), high = std::max(low, 1e-3);  // without flow it needs the least
  if (!(flow > 0)) return low;
  while (head_pa(flow, high) < head && high < 1e3) high *= 1.5;
  return falling_root([&](double r) { return head - head_pa(flow, r); }, low, high, head - head_pa(flow, std::max(low, 1e-9)), head - head_pa(flow, high), 1e-10 * head);
}

CircuitPoint solve_circuit(const CircuitPump& pump, const std::vector<double>& speeds, const CircuitSystem& system, std::vector<CircuitBranch>& branches) {
  // Over s = sqrt(header pressure), in which open branches are straight lines.
  const auto taken = [&](double s) {
    double q = 0;
    for (const CircuitBranch& b : branches) q += std::min(b.wanted_m3_s, s / std::sqrt(b.open_pa_s2_m6));
    return q;
  };
  const auto head = [&](double s, double q) { return system.static_pa + s * s + system.common_pa_s2_m6 * q * q; };
  const auto miss = [&](double s) {
    const double q = taken(s);
    return bank_flow(pump, speeds, head(s, q)) - q;
  };
  CircuitPoint point;
  const double r = fastest(speeds), most_pa = r * r * pump.shut_off_pa() - system.static_pa;
  double s = 0;
  if (most_pa > 0) {
    const double top = std::sqrt(most_pa), f_low = miss(0), f_high = miss(top);
    s = f_high < 0 ? falling_root(miss, 0, top, f_low, f_high, 1e-12 * std::max(f_low, 1e-12)) : top;
  }
  for (CircuitBranch& b : branches) {
    b.flow_m3_s = std::min(b.wanted_m3_s, s / std::sqrt(b.open_pa_s2_m6));
    point.flow_m3_s += b.flow_m3_s;
  }
  point.header_pa = s * s;
  point.head_pa = most_pa > 0 ? head(s, point.flow_m3_s) : 0;
  return point;
}

double bank_head_pa(const CircuitPump& pump, const std::vector<double>& speeds, double flow) {
  const double r = fastest(speeds);
  if (!(r > 0)) return 0;
  const bool equal = std::all_of(speeds.begin(), speeds.end(), [r](double x) { return x == r || !(x > 0); });
  if (equal) {
    const auto n = static_cast<double>(std::count(speeds.begin(), speeds.end(), r));
    return std::max(0.0, pump.head_pa(flow / n, r));
  }
  const double top = r * r * pump.shut_off_pa();
  const auto miss = [&](double h) { return bank_flow(pump, speeds, h) - flow; };
  const double f_low = miss(0);
  if (!(f_low > 0)) return 0;
  return falling_root(miss, 0, top, f_low, miss(top), 1e-12 * std::max(flow, 1e-12));
}

}  // namespace netsuden
