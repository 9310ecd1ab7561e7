// SPDX-License-Identifier: Apache-2.0
// What the solvers see of a network: its energised nodes and the branches between them, in plain per unit numbers.
//
//   I_from = yff U_f + yft U_t,  I_to = ytf U_f + ytt U_t
//   yff = (y + y_s/2)/|t|^2,  yft = -y/conj(t),  ytf = -y/t,  ytt = y + y_s/2
//   open at one end, seen from the other: y_s/2 + 1/(1/y + 2/y_s), over |t|^2 from the `from` side
//
// Source, range, left out: as power_flow.hpp.
// Verified by tests/unit/power/power_flow_test.cpp.
#pragma once

#include <complex>
#include <vector>

#include "sim/power/network.hpp"

namespace netsuden::grid {

using Complex = std::complex<double>;

enum class NodeKind : unsigned char { load, generator, slack };

struct Branch {
  int from, to;  ///< nodes
  Complex z, y_half, t, one_over_t;
  Complex yff, yft, ytf, ytt;
};

/// A branch that is closed at one end alone.
struct Spur {
  int network_branch, node;
  bool at_from;
  Complex y;
};

/// The sources of a bus.
struct Feed {
  int bus, node;       ///< `node` is the slack: the bus itself, or a node behind the branch
  int branch = -1;     ///< from the slack to the bus; -1: none
  Complex emf, z;      ///< z: what the slack's voltage drops by; zero unless stiff
  std::vector<int> sources;
};

struct Model {
  int nodes = 0;
  std::vector<NodeKind> kind;
  std::vector<Complex> start;   ///< no-load profile; a slack's voltage, a generator's magnitude
  std::vector<Complex> shunt;   ///< admittance, spurs included
  std::vector<Branch> branches;
  std::vector<Spur> spurs;
  std::vector<Feed> feeds;
  std::vector<int> node_of_bus, bus_of_node;  ///< -1: dark; -1: behind a source
  std::vector<int> branch_of;                 ///< of a network branch; -1: dark or not closed at both ends
  std::vector<int> order;                     ///< nodes from the slacks outward
  std::vector<int> parent_branch;             ///< by node; -1 at a slack
  bool radial = false;
  // consumption by node, filled anew before each solution
  std::vector<Complex> power, current, impedance;

  Complex load_at(int node, double magnitude) const {
    return power[node] + magnitude * (current[node] + magnitude * impedance[node]);
  }
};

Branch two_port(int from, int to, Complex z, Complex y_shunt, Complex t);
Model build(const Network&);
void fill_loads(const Network&, Model&);

/// The sources of a bus as one: emf and admittance; an ideal source makes the admittance infinite.
struct Equivalent {
  Complex emf, y;
  bool ideal = false;
};
Equivalent equivalent(const Network&, const std::vector<int>& sources);

}  // namespace netsuden::grid
