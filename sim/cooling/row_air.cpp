// SPDX-License-Identifier: Apache-2.0
#include "sim/cooling/row_air.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/linear.hpp"

namespace netsuden {
namespace {

enum Node { C, H, S, nodes };
using Vec = LinearVec<nodes>;
using Mat = LinearMat<nodes>;

struct System {
  Mat a{};
  Vec b{};
};

/// Temperatures count from the supply air.
System system_of(const HallAir& h, int rows, const RowAirInputs& in) {
  const double m = std::max(in.server_flow.si(), 1e-9) * constants::cp_air, r = in.recirculation.value(), s = in.own.value();
  const double through = -std::expm1(-h.server_transfer.si() / rows / m) * m;
  const double cold_building = h.cold_building.si() / rows, hot_building = h.hot_building.si() / rows;
  const double cold = h.cold_air.si() / rows, hot = h.hot_air.si() / rows, servers = h.servers.si() / rows;
  const double building_k = (in.building - in.supply).si();
  System y;
  y.a[C][C] = -(m + cold_building) / cold;
  y.a[C][H] = m * s * r / cold;
  y.b[C] = (m * (1 - s) * (in.hall_hot - in.supply).si() + cold_building * building_k) / cold;
  y.a[S][S] = -through / servers;
  y.a[S][C] = through / servers;
  y.b[S] = in.server_heat.si() / servers;
  y.a[H][S] = through / hot;
  y.a[H][C] = (m - through) / hot;
  y.a[H][H] = -(m + hot_building) / hot;
  y.b[H] = (hot_building * building_k - in.door_heat.si()) / hot;
  return y;
}

RowAirState state_of(const Vec& x, Temperature supply) {
  const auto at = [&](Node n) { return supply + TemperatureDiff::from_si(x[n]); };
  return {at(C), at(H), at(S)};
}

}  // namespace

RowAirState advance_row(const HallAir& h, int rows, const RowAirState& state, const RowAirInputs& in, Duration dt) {
  const System y = system_of(h, rows, in);
  Vec x{};
  x[C] = (state.cold - in.supply).si();
  x[H] = (state.hot - in.supply).si();
  x[S] = (state.servers - in.supply).si();
  return state_of(advance<nodes>(y.a, y.b, x, dt.si()).end, in.supply);
}

/// S from its balance, then C and H of two equations.
RowAirState steady_row(const HallAir& h, int rows, const RowAirInputs& in) {
  const System y = system_of(h, rows, in);
  // T_S = T_C + q: what the servers give is their heat.
  const double q = y.b[S] / -y.a[S][S];
  const double hot_of_cold = y.a[H][C] + y.a[H][S], hot_b = y.b[H] + y.a[H][S] * q;
  const double det = y.a[C][C] * y.a[H][H] - y.a[C][H] * hot_of_cold;
  Vec x{};
  x[C] = (-y.b[C] * y.a[H][H] + y.a[C][H] * hot_b) / det;
  x[H] = (-y.a[C][C] * hot_b + hot_of_cold * y.b[C]) / det;
  x[S] = x[C] + q;
  return state_of(x, in.supply);
}

}  // namespace netsuden
