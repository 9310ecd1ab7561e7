// SPDX-License-Identifier: Apache-2.0
// A balanced three-phase network as data: buses, branches, loads, shunts, generators, sources.
//
// Per unit on one power base and the nominal voltage of each bus, Z_base = U_n^2 / S_base. A branch is a pi circuit behind an
// ideal transformer on its `from` side:
//
//   from o--( t : 1 )--+--- r + jx ---+--o to      t = ratio e^(j shift): an unloaded branch has U_from = t U_to
//                   (g+jb)/2       (g+jb)/2        r, x, g, b on the base of the `to` side
//
//   line        z = (r' + j x') l,  b = 2 pi f C' l,  g = b tan(delta)
//   transformer |z| = uk U2^2/S_r,  r = Pk U2^2/S_r^2,  x = sign(uk) sqrt(|z|^2 - r^2);  |y| = i0 S_r/U2^2,  g = P0/U2^2,
//               b = -sqrt(|y|^2 - g^2);  t = (U1/U2)/(U_n1/U_n2) e^(j 30 deg clock); a tap moves U1 or U2 by steps of its size
//   three windings: a star of three transformers. z12, z13, z23 on the rating of winding 1 become
//               z1 = (z12 + z13 - z23)/2 and so on; one of them is often negative. Magnetising branch at winding 1.
//
// Source: IEC 60909-0:2016 6.3 and IEC 60076-1 (impedances from uk and Pk), MATPOWER manual 3.2 (branch model), documentation
// of power-grid-model (clock, taps, star). Range: any mesh; buses without a source are dark. Left out: unbalance, zero
// sequence, mutual coupling, harmonics, saturation. A bus coupler is a link of a very small impedance.
// Verified by tests/unit/power/network_test.cpp and tests/cases/matpower_cases_test.cpp, power_grid_model_cases_test.cpp.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/units.hpp"

namespace netsuden {

/// How the power of a load follows its voltage: not at all, in proportion, by the square. Given at 1 pu.
enum class LoadModel { power, current, impedance };

struct Network {
  struct Bus {
    std::string name;
    Voltage nominal{};  ///< line to line; zero: unknown, results are per unit only
    double v_min_pu = 0, v_max_pu = 0;  ///< what a report may warn of; zero: none
    bool star_point = false;            ///< within a three-winding transformer
  };
  struct Branch {
    std::string name;
    int from = -1, to = -1;
    double r_pu = 0, x_pu = 0, g_pu = 0, b_pu = 0;
    double ratio = 1, shift_rad = 0;
    bool from_closed = true, to_closed = true;
    ApparentPower rating{};  ///< zero: none
    Current ampacity{};      ///< zero: none
    // For IEC 60909 alone: the ratio at the main tap, a transformer's reactance on its own rating (zero: no transformer),
    // and a conductor's temperature at the end of the fault.
    double main_ratio = 1, own_x_pu = 0, end_temperature_c = 20;
  };
  struct Shunt {  ///< power at 1 pu; a capacitor has a negative q
    std::string name;
    int bus = -1;
    ActivePower p{};
    ReactivePower q{};
    bool in_service = true;
  };
  struct Load {
    std::string name;
    int bus = -1;
    ActivePower p{};  ///< consumption; negative for a generator without voltage control
    ReactivePower q{};
    LoadModel model = LoadModel::power;
    bool in_service = true;
    bool generates = false;  ///< a generator, which a report counts as one
  };
  /// Of reactive power; no solver holds them, a report may warn of them.
  struct ReactiveLimits {
    ReactivePower min = ReactivePower::from_si(-std::numeric_limits<double>::infinity());
    ReactivePower max = ReactivePower::from_si(std::numeric_limits<double>::infinity());
  };
  struct Generator {  ///< holds the magnitude of its bus's voltage with its reactive power
    std::string name;
    int bus = -1;
    ActivePower p{};
    double voltage_pu = 1;
    bool in_service = true;
    ReactiveLimits q_limits{};
  };
  struct Source {  ///< a voltage behind an impedance; r = x = 0 holds the voltage of its bus
    std::string name;
    int bus = -1;
    double voltage_pu = 1, angle_rad = 0;
    double r_pu = 0, x_pu = 0;
    bool in_service = true;
    // For IEC 60909: initial short-circuit power and R/X of the network behind. Where the power is zero, r and x count.
    ApparentPower fault_level_max{}, fault_level_min{};
    double rx_max = 0.1, rx_min = 0.1;
    ReactiveLimits q_limits{};
  };

  ApparentPower base = ApparentPower::from_si(1e6);
  std::vector<Bus> buses;
  std::vector<Branch> branches;
  std::vector<Shunt> shunts;
  std::vector<Load> loads;
  std::vector<Generator> generators;
  std::vector<Source> sources;

  int add_bus(std::string name, Voltage nominal);
  double impedance_base_ohm(int bus) const;
  Current current_base(int bus) const;  ///< zero where the nominal voltage is unknown
};

struct LineData {
  double r_ohm = 0, x_ohm = 0;  ///< of the whole length
  double c_farad = 0, tan_delta = 0;
  Frequency frequency = Frequency::from_si(50);
  Current ampacity{};
  double end_temperature_c = 20;
};

/// What a tap position adds to the rated voltage of a winding.
struct TapData {
  int side = 1;  ///< winding 1, 2 or 3
  int steps = 0; ///< from the main position; positive raises the winding's voltage
  Voltage size{};
};

struct TransformerData {
  Voltage u1{}, u2{};  ///< rated voltages of the from and the to side
  ApparentPower rating{};
  double uk = 0;  ///< short-circuit voltage; negative only within a star
  ActivePower load_loss{};
  double i0 = 0;
  ActivePower no_load_loss{};
  int clock = 0;
  TapData tap{};
};

struct ThreeWindingData {
  Voltage u[3] = {};
  ApparentPower rating[3] = {};
  double uk12 = 0, uk13 = 0, uk23 = 0;  ///< each on the smaller rating of its pair
  ActivePower pk12{}, pk13{}, pk23{};
  double i0 = 0;
  ActivePower no_load_loss{};
  int clock12 = 0, clock13 = 0;
  TapData tap{};
};

struct Star {
  int bus = -1;          ///< the star point, which stands on the nominal voltage of winding 1
  int branches[3] = {};  ///< each `from` its winding `to` the star point
};

/// Each returns the index of what it added.
int add_line(Network&, std::string name, int from, int to, const LineData&);
int add_transformer(Network&, std::string name, int from, int to, const TransformerData&);
int add_link(Network&, std::string name, int from, int to);  ///< a coupler: admittance (1 + j) 1e6 pu on 1 MVA
Star add_three_winding(Network&, const std::string& name, int bus1, int bus2, int bus3, const ThreeWindingData&);

/// Buses that closed branches join, numbered from 0 in order of their first bus.
struct Parts {
  std::vector<int> of_bus;
  std::vector<bool> fed;  ///< by part: a source in service
};
Parts parts_of(const Network&);

/// The branches, in their order, that join what is joined already: each closes a loop.
std::vector<int> loop_branches(const Network&);

/// What is wrong with the data (an index, an impedance of zero, a number that is none), or nothing.
std::optional<std::string> fault_in(const Network&);

}  // namespace netsuden
