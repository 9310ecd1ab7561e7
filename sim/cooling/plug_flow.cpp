// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/plug_flow.hpp"

#include <algorithm>

namespace netsuden {
namespace {
constexpr double rho_cp = constants::rho_water * constants::cp_water;
}

PlugFlowPipe::PlugFlowPipe(double m3, double kelvin) : volume_(std::max(0.0, m3)), last_k_(kelvin) {
  if (volume_ > 0) at(count_++) = {volume_, kelvin};
}

double PlugFlowPipe::leaving(double x, double inlet_k) const {
  double sum = 0;
  each_leaving(x, inlet_k, [&](double v, double k) { sum += v * k; });
  return sum;
}

double PlugFlowPipe::content() const {
  double sum = 0;
  for (std::size_t i = 0; i < count_; ++i) sum += at(i).m3 * (at(i).kelvin - reference_k);
  return sum;
}

double PlugFlowPipe::outlet_k() const { return count_ > 0 ? at(0).kelvin : last_k_; }

void PlugFlowPipe::take(double x) {
  if (x >= volume_) count_ = 0;
  while (x > 0 && count_ > 0) {
    Parcel& p = at(0);
    if (p.m3 > x) {
      p.m3 -= x;
      return;
    }
    x -= p.m3;
    first_ = (first_ + 1) % most;
    --count_;
  }
}

void PlugFlowPipe::add(double x, double kelvin) {
  last_k_ = kelvin;
  if (!(volume_ > 0) || !(x > 0)) return;
  if (count_ > 0) {
    Parcel& last = at(count_ - 1);
    if (last.kelvin == kelvin || last.m3 < volume_ / parts || count_ == most) {
      last.kelvin = (last.m3 * last.kelvin + x * kelvin) / (last.m3 + x);
      last.m3 += x;
      return;
    }
  }
  at(count_++) = {x, kelvin};
}

void PlugFlowPipe::push(double x, double kelvin) {
  if (!(x > 0)) return;
  take(x);
  add(std::min(x, volume_), kelvin);
  if (!(volume_ > 0)) last_k_ = kelvin;
}

Temperature WaterMains::at_halls(VolumeFlow flow, Temperature from_plant, Duration dt) const {
  const double x = flow.si() * dt.si();
  return Temperature::kelvin(x > 0 ? supply.leaving(x, from_plant.k()) / x : supply.volume_m3() > 0 ? supply.outlet_k() : from_plant.k());
}

MainsStep WaterMains::evaluate(VolumeFlow flow, Temperature from_plant, HeatFlow of_halls, Duration dt) const {
  MainsStep s;
  const double x = flow.si() * dt.si(), t = from_plant.k();
  s.at_halls = at_halls(flow, from_plant, dt);
  s.back = Temperature::kelvin(back.outlet_k());
  if (!(x > 0)) return s;
  const double rise = of_halls.si() / (flow.si() * rho_cp), beyond = std::max(0.0, x - back.volume_m3());
  double sum = back.leaving(x - beyond, 0);
  if (beyond > 0) sum += supply.leaving(beyond, t) + rise * beyond;
  s.back = Temperature::kelvin(sum / x);
  s.arriving = HeatFlow::from_si(rho_cp * (sum - x * t) / dt.si());
  return s;
}

HeatEnergy WaterMains::advance(VolumeFlow flow, Temperature from_plant, HeatFlow of_halls, Duration dt) {
  const double x = flow.si() * dt.si(), before = supply.content() + back.content();
  if (!(x > 0)) return {};
  const double rise = of_halls.si() / (flow.si() * rho_cp);
  back.take(x);  // what comes in may go out again in the same step
  double through = std::max(0.0, x - back.volume_m3());
  supply.each_leaving(x, from_plant.k(), [&](double v, double k) {
    const double gone = std::min(v, through);
    through -= gone;
    back.add(v - gone, k + rise);
  });
  supply.push(x, from_plant.k());
  return HeatEnergy::from_si(rho_cp * (supply.content() + back.content() - before));
}

}  // namespace netsuden
