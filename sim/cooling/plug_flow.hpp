// SPDX-License-Identifier: Apache-2.0
// Water on its way: pipes as plug flow, with the volume that they hold.
//
//   a pipe   parcels of volume and temperature in the order in which they came; what goes in pushes out as much: delay = volume / flow
//   mains    plant -> supply pipe -> halls, which warm it by Q / (m cp) -> return pipe -> plant
//            heat that arrives at the plant = m cp (T_return - T_supply), which is the halls' heat less what the pipes keep
//
// Over a step the flow and what goes in are held; what comes out is the exact mean. Energy is conserved to rounding, and a step of inlet
// temperature comes out after volume / flow, undistorted, whatever the steps are. Parcels below 1/256 of the pipe are
// mixed with their neighbour, which bounds the smearing. Source: physics reference 4.1, transport delay. Left out: heat of the
// pipes' walls and through them, dispersion, branches of different length. Verified by tests/unit/cooling/plug_flow_test.cpp.
#pragma once

#include <array>
#include <cstddef>

#include "sim/base/units.hpp"

namespace netsuden {

class PlugFlowPipe {
 public:
  explicit PlugFlowPipe(double volume_m3 = 0, double kelvin = 293.15);
  double volume_m3() const { return volume_; }
  /// Integral of the temperature over the first `x` m3 that leave; what is beyond the content is as warm as what goes in. K m3.
  double leaving(double x, double inlet_k) const;
  /// As much goes in as comes out.
  void push(double x, double kelvin);
  void take(double x);
  void add(double x, double kelvin);
  double content() const;   ///< integral over what is in it, above `reference_k`, K m3
  double mean_k() const { return volume_ > 0 ? reference_k + content() / volume_ : last_k_; }
  double outlet_k() const;  ///< what leaves next
  /// Each parcel among the first `x` m3 that leave, with its volume and temperature.
  template <class F>
  void each_leaving(double x, double inlet_k, F f) const {
    for (std::size_t i = 0; i < count_ && x > 0; ++i) {
      const Parcel& p = at(i);
      const double v = p.m3 < x ? p.m3 : x;
      f(v, p.kelvin);
      x -= v;
    }
    if (x > 0) f(x, inlet_k);
  }

  static constexpr double reference_k = 295;  ///< near what is in it: less rounding

 private:
  static constexpr std::size_t parts = 256, most = parts + 8;
  struct Parcel {
    double m3 = 0, kelvin = 0;
  };
  const Parcel& at(std::size_t i) const { return parcels_[(first_ + i) % most]; }
  Parcel& at(std::size_t i) { return parcels_[(first_ + i) % most]; }

  double volume_ = 0, last_k_ = 293.15;
  std::array<Parcel, most> parcels_{};
  std::size_t first_ = 0, count_ = 0;
};

struct MainsStep {
  Temperature at_halls, back;  ///< means: water to the halls, and back at the plant
  HeatFlow arriving;           ///< at the plant, mean
};

struct WaterMains {
  PlugFlowPipe supply, back;
  /// With a flow, water of the plant and heat of the halls that are held; nothing moves without flow.
  MainsStep evaluate(VolumeFlow, Temperature from_plant, HeatFlow of_halls, Duration) const;
  /// The same made so; what the pipes keep of the heat.
  HeatEnergy advance(VolumeFlow, Temperature from_plant, HeatFlow of_halls, Duration);
  Temperature at_halls(VolumeFlow, Temperature from_plant, Duration) const;
};

}  // namespace netsuden
