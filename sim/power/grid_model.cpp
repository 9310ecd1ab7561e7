// SPDX-License-Identifier: Apache-2.0
#include "sim/power/grid_model.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "sim/base/errors.hpp"

namespace netsuden::grid {
namespace {

constexpr double stiff_y_pu = 1e6;  // above, a branch of its own would cost the mismatch its digits

Complex open_end(Complex z, Complex y_half) {
  return y_half == Complex(0) ? Complex(0) : y_half + 1.0 / (z + 1.0 / y_half);
}

class Builder {
 public:
  explicit Builder(const Network& n) : n_(n) {}

  Model build() {
    find_live();
    number_nodes();
    add_feeds();
    add_branches();
    add_generators();
    walk();
    return std::move(m_);
  }

 private:
  void find_live() {
    const Parts parts = parts_of(n_);
    for (const int part : parts.of_bus) live_.push_back(parts.fed[part]);
  }

  int add_node(int bus) {
    m_.bus_of_node.push_back(bus);
    m_.kind.push_back(NodeKind::load);
    m_.start.push_back(1);
    m_.shunt.push_back(0);
    return m_.nodes++;
  }

  void number_nodes() {
    for (std::size_t i = 0; i < n_.buses.size(); ++i) m_.node_of_bus.push_back(live_[i] ? add_node(static_cast<int>(i)) : -1);
    const double base = n_.base.si();
    for (const auto& s : n_.shunts)
      if (s.in_service && live_[s.bus]) m_.shunt[m_.node_of_bus[s.bus]] += Complex(s.p.si(), -s.q.si()) / base;
  }

  void add_feeds() {
    std::vector<std::vector<int>> at(n_.buses.size());
    for (std::size_t i = 0; i < n_.sources.size(); ++i)
      if (n_.sources[i].in_service) at[n_.sources[i].bus].push_back(static_cast<int>(i));
    for (std::size_t bus = 0; bus < at.size(); ++bus) {
      if (at[bus].empty()) continue;
      const Equivalent e = equivalent(n_, at[bus]);
      Feed f{static_cast<int>(bus), m_.node_of_bus[bus], -1, e.emf, 0, at[bus]};
      if (!e.ideal && std::abs(e.y) > stiff_y_pu) {
        f.z = 1.0 / e.y;
      } else if (!e.ideal) {
        f.node = add_node(-1);
        f.branch = static_cast<int>(m_.branches.size());
        m_.branches.push_back(two_port(f.node, m_.node_of_bus[bus], 1.0 / e.y, 0, 1));
      }
      m_.kind[f.node] = NodeKind::slack;
      m_.start[f.node] = e.emf;
      m_.feeds.push_back(std::move(f));
    }
  }

  void add_branches() {
    for (std::size_t i = 0; i < n_.branches.size(); ++i) {
      const auto& b = n_.branches[i];
      m_.branch_of.push_back(-1);
      const bool from = b.from_closed && live_[b.from], to = b.to_closed && live_[b.to];
      const Complex z(b.r_pu, b.x_pu), y(b.g_pu, b.b_pu), t = std::polar(b.ratio, b.shift_rad);
      if (b.from_closed && b.to_closed && from) {
        m_.branch_of.back() = static_cast<int>(m_.branches.size());
        m_.branches.push_back(two_port(m_.node_of_bus[b.from], m_.node_of_bus[b.to], z, y, t));
      } else if (from || to) {
        const int node = m_.node_of_bus[from ? b.from : b.to];
        const Complex seen = open_end(z, 0.5 * y) / (from ? b.ratio * b.ratio : 1.0);
        m_.spurs.push_back({static_cast<int>(i), node, from, seen});
        m_.shunt[node] += seen;
      }
    }
  }

  void add_generators() {
    for (const auto& g : n_.generators) {
      if (!g.in_service || !live_[g.bus]) continue;
      const int node = m_.node_of_bus[g.bus];
      if (m_.kind[node] == NodeKind::slack) continue;
      m_.kind[node] = NodeKind::generator;
      m_.start[node] = g.voltage_pu;
    }
  }

  /// From the slacks outward: order, parents, no-load profile, and whether there are trees alone.
  void walk() {
    std::vector<int> first(m_.nodes + 1, 0), at;
    for (const Branch& b : m_.branches) ++first[b.from], ++first[b.to];
    for (int i = 0, sum = 0; i <= m_.nodes; ++i) sum += std::exchange(first[i], sum);
    at.resize(first.back());
    std::vector<int> next(first.begin(), first.end() - 1);
    for (std::size_t k = 0; k < m_.branches.size(); ++k) {
      at[next[m_.branches[k].from]++] = static_cast<int>(k);
      at[next[m_.branches[k].to]++] = static_cast<int>(k);
    }
    m_.parent_branch.assign(m_.nodes, -1);
    std::vector<char> seen(m_.nodes, 0);
    int slacks = 0;
    bool generators = false;
    m_.order.reserve(m_.nodes);
    for (const Feed& f : m_.feeds) {
      seen[f.node] = 1;
      m_.order.push_back(f.node);
      ++slacks;
    }
    for (std::size_t k = 0; k < m_.order.size(); ++k) {
      const int i = m_.order[k];
      for (int e = first[i]; e < first[i + 1]; ++e) {
        const Branch& b = m_.branches[at[e]];
        const int j = b.from == i ? b.to : b.from;
        if (seen[j]) continue;
        seen[j] = 1;
        m_.parent_branch[j] = at[e];
        m_.order.push_back(j);
        const Complex u = b.from == i ? m_.start[i] / b.t : m_.start[i] * b.t;
        if (m_.kind[j] == NodeKind::load) m_.start[j] = u;
        if (m_.kind[j] == NodeKind::generator) {
          m_.start[j] = std::polar(std::abs(m_.start[j]), std::arg(u));
          generators = true;
        }
      }
    }
    NETSUDEN_ASSERT(m_.order.size() == static_cast<std::size_t>(m_.nodes), fmt::format("{} nodes", m_.nodes));
    // With as many branches as nodes that are no slack, no branch closes a loop or joins two slacks.
    m_.radial = !generators && static_cast<int>(m_.branches.size()) == m_.nodes - slacks;
  }

  const Network& n_;
  Model m_;
  std::vector<char> live_;
};

}  // namespace

Branch two_port(int from, int to, Complex z, Complex y_shunt, Complex t) {
  const Complex y = 1.0 / z, y_half = 0.5 * y_shunt;
  return {from, to, z, y_half, t, 1.0 / t, (y + y_half) / std::norm(t), -y / std::conj(t), -y / t, y + y_half};
}

Equivalent equivalent(const Network& n, const std::vector<int>& sources) {
  Equivalent e{};
  for (const int i : sources) {
    const auto& s = n.sources[i];
    const Complex emf = std::polar(s.voltage_pu, s.angle_rad);
    if (s.r_pu == 0 && s.x_pu == 0) return {emf, 0, true};
    const Complex y = 1.0 / Complex(s.r_pu, s.x_pu);
    e.emf += y * emf;
    e.y += y;
  }
  if (sources.size() == 1) e.emf = std::polar(n.sources[sources[0]].voltage_pu, n.sources[sources[0]].angle_rad);
  else e.emf /= e.y;
  return e;
}

Model build(const Network& n) {
  const auto wrong = fault_in(n);
  NETSUDEN_ASSERT(!wrong, *wrong);
  Model m = Builder(n).build();
  fill_loads(n, m);
  return m;
}

void fill_loads(const Network& n, Model& m) {
  m.power.assign(m.nodes, 0);
  m.current.assign(m.nodes, 0);
  m.impedance.assign(m.nodes, 0);
  for (const auto& l : n.loads) {
    const int node = m.node_of_bus[l.bus];
    if (!l.in_service || node < 0) continue;
    auto& of = l.model == LoadModel::power ? m.power : l.model == LoadModel::current ? m.current : m.impedance;
    of[node] += Complex(l.p.si(), l.q.si()) / n.base.si();
  }
  for (const auto& g : n.generators)
    if (g.in_service && m.node_of_bus[g.bus] >= 0) m.power[m.node_of_bus[g.bus]] -= g.p.si() / n.base.si();
}

}  // namespace netsuden::grid
