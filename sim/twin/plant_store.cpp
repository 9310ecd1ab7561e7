// SPDX-License-Identifier: Apache-2.0
// The store of a plant: what it gives and takes in a step.
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/root.hpp"
#include "sim/twin/plant.hpp"

namespace netsuden {
namespace {

constexpr double cp_w = constants::cp_water;
constexpr TemperatureDiff thermocline = TemperatureDiff::from_si(0.2);  // assumption: what is left of it in a full store

}  // namespace

/// Heat that the store gives before the chillers do while energy is dear; 0: none.
double Plant::shifts_w(const PlantInputs& in) const {
  if (!spec_.store || !spec_.store->discharge_above || in.price < *spec_.store->discharge_above) return 0;
  const double above = store_charge() - spec_.store->reserve.value();
  return std::max(0.0, above * (store_capacity(spec_.store->tank) * spec_.rise).si() / in.dt_s);
}

/// Heat that is left for chillers where the store gives first.
double Plant::beside_store(double left_w, const PlantStep& s) {
  const double beside = left_w - std::max(0.0, s.store_w);
  return beside > 1e-3 * left_w ? beside : 0;
}

/// What the economizer could take out of the store beside the loop, at full fans: the more it takes, the warmer the outdoor water.
double Plant::free_charge_w(const PlantInputs& in, double need_w, Temperature back) const {
  if (!spec_.store || !spec_.store->free_cooling || !in.powered || !in_service || shifts_w(in) > 0) return 0;
  const TemperatureDiff warm = store_.top() - set_point_;
  if (warm < thermocline) return 0;
  const double most = spec_.store->power.si() * std::min(1.0, warm / spec_.rise);
  const auto spare_w = [&](double charge) {
    const EconomizerDuty d = economizer_duty(exchanger_, HeatFlow{}, back, MassFlow::from_si(loop_flow_kg_s(in)), coldest(in, need_w + charge), exchanger_.cold_flow);
    return d.could.si() - need_w - charge;
  };
  const double at_none = spare_w(0), at_most = spare_w(most);
  if (at_none <= 0) return 0;
  const double tolerance_w = 1e-4 * most;
  return at_most >= 0 ? most : std::max(0.0, falling_root(spare_w, 0.0, most, at_none, at_most, tolerance_w) - tolerance_w);
}

double Plant::store_charge() const {
  return spec_.store ? netsuden::store_charge(store_, spec_.supply, spec_.supply + spec_.rise) : std::numeric_limits<double>::quiet_NaN();
}

MassFlow Plant::most_store_flow() const { return MassFlow::from_si(spec_.store->power.si() / (cp_w * spec_.rise.si())); }

/// What the store can take out of the water that comes back, over the step.
double Plant::store_could_w(const PlantInputs& in, Temperature back) const {
  if (!spec_.store || !in.pumps_powered || !in_service) return 0;
  return std::max(0.0, discharge_duty(spec_.store->tank, store_, spec_.store->power, back, most_store_flow(), in.dry_bulb, Duration::from_si(in.dt_s)).heat.si());
}

/// What is left to be taken and chillers cannot take, from the store; or what they have to spare, for it. `store_w` of the step.
MassFlow Plant::use_store(const PlantInputs& in, double left_w, double most_w, double spare_w, Temperature back, PlantStep& out) const {
  out.store_w = 0;
  if (!spec_.store || !in.pumps_powered || !in_service) return {};
  const StoreSpec& s = *spec_.store;
  const Duration dt = Duration::from_si(in.dt_s);
  const MassFlow most = most_store_flow();
  if (const double lacks = left_w - most_w; lacks > 1e-9 * design_heat_w_) {
    const StoreDuty d = discharge_duty(s.tank, store_, HeatFlow::from_si(std::min(lacks, s.power.si())), back, most, in.dry_bulb, dt);
    out.store_w = d.heat.si();
    return d.flow;
  }
  const TemperatureDiff warm = store_.top() - set_point_;
  if (!(spare_w > 0) || warm < thermocline) return {};
  const MassFlow flow = std::min(most, MassFlow::from_si(std::min(spare_w, s.power.si()) / (cp_w * warm.si()))) * -1.0;
  const StoreStep step = advance_store(s.tank, store_, flow, set_point_, in.dry_bulb, dt);
  out.store_w = flow.si() * cp_w * (step.out - set_point_).si();
  return flow;
}

}  // namespace netsuden
