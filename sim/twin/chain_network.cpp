// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/chain_network.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/power/power_flow.hpp"

namespace netsuden {
namespace {

class Builder {
 public:
  Builder(const PowerChain& c, UpsPath path) : c_(c), path_(path) {
    out_.bus.assign(c.nodes().size(), -1);
    out_.feed_link.resize(c.nodes().size());
  }

  ChainNetwork build() {
    for (std::size_t i = 0; i < c_.nodes().size(); ++i) place(i);
    for (std::size_t i = 0; i < c_.nodes().size(); ++i)
      if (out_.bus[i] >= 0) add(i);
    return std::move(out_);
  }

 private:
  const PowerNode& node(std::size_t i) const { return c_.nodes()[i]; }
  double base() const { return out_.network.base.si(); }

  /// Energised, and alternating current at its output.
  bool stands(std::size_t i) const {
    const PowerNode& n = node(i);
    return n.energized && !n.spec.is_local() && !n.is(PowerNodeType::rectifier) && !(n.is(PowerNodeType::busway) && n.rated_in_w());
  }

  /// A node that passes the power of a single feed on is that feed's bus.
  int place(std::size_t i) {
    if (!stands(i) || out_.bus[i] >= 0) return out_.bus[i];
    const PowerNode& n = node(i);
    if (single(n)) return out_.bus[i] = place(static_cast<std::size_t>(n.feeding.front()));
    return out_.bus[i] = out_.network.add_bus(n.spec.name, Voltage::from_si(n.nominal_v));
  }

  bool converts(const PowerNode& n) const { return n.converts() && !(path_ == UpsPath::bypass && n.is(PowerNodeType::ups)); }
  static bool impedes(const PowerNode& n) { return n.is(PowerNodeType::transformer) || n.is(PowerNodeType::busway); }
  bool single(const PowerNode& n) const {
    return n.feeding.size() == 1 && !impedes(n) && !converts(n) && !node(static_cast<std::size_t>(n.feeding.front())).spec.is_local();
  }

  void load(int bus, double p_w, double q_var, const std::string& name = {}) {
    if (p_w == 0 && q_var == 0) return;
    out_.network.loads.push_back({.name = name, .bus = bus, .p = ActivePower::from_si(p_w), .q = ReactivePower::from_si(q_var)});
  }

  void source(const PowerNode& n, int bus, double voltage, double r_pu = 0, double x_pu = 0) {
    out_.network.sources.push_back({.name = n.spec.name, .bus = bus, .voltage_pu = voltage, .r_pu = r_pu, .x_pu = x_pu});
  }

  Network::Branch& branch(const PowerNode& n, int from, int to, double r_pu, double x_pu) {
    Network::Branch b;
    b.name = n.spec.name;
    b.rating = ApparentPower::from_si(n.rating(n.units_up()));
    b.from = from;
    b.to = to;
    b.r_pu = r_pu;
    b.x_pu = x_pu;
    return out_.network.branches.emplace_back(b);
  }

  /// What other nodes take from it through a conversion, or as direct current.
  void add_converters(std::size_t i) {
    for (std::size_t k = 0; k < c_.nodes().size(); ++k) {
      const PowerNode& n = node(k);
      if (!n.energized || n.spec.is_local() || passes(k)) continue;
      const auto feeds = std::count(n.feeding.begin(), n.feeding.end(), static_cast<int>(i));
      if (feeds == 0) continue;
      const double share = static_cast<double>(feeds) / static_cast<double>(n.feeding.size());
      load(out_.bus[i], n.input_w * share, n.input_var * share, n.spec.name);
    }
  }

  /// Whether its output hangs on the voltages of its input.
  bool passes(std::size_t i) const { return out_.bus[i] >= 0 && !converts(node(i)); }

  void add(std::size_t i) {
    const PowerNode& n = node(i);
    const int bus = out_.bus[i];
    load(bus, n.attached_w, n.attached_w * n.tan_phi - n.compensated_var);
    if (n.is(PowerNodeType::pdu)) load(bus, n.loss_w, 0);
    add_converters(i);
    if (n.is_source()) return add_source(n, bus);
    if (!passes(i)) return source(n, bus, n.voltage);
    if (!n.local.empty()) {
      load(bus, beside(i), 0);
      if (n.island_by >= 0) source(n, bus, 1);
    }
    if (single(n)) return;
    const int input = n.feeding.size() == 1 || !impedes(n) ? -1 : out_.network.add_bus(n.spec.name + " input", Voltage::from_si(node(static_cast<std::size_t>(n.feeding.front())).nominal_v));
    for (const int f : n.feeding) {
      const int from = out_.bus[static_cast<std::size_t>(f)];
      if (from < 0) continue;  // a battery
      if (input >= 0) out_.feed_link[i].push_back(add_link(out_.network, n.spec.name, from, input));
      else if (impedes(n)) add_impedance(n, from, bus);
      else out_.feed_link[i].push_back(add_link(out_.network, n.spec.name, from, bus));
    }
    if (input >= 0) add_impedance(n, input, bus);
  }

  /// PV and batteries of a board: what its feeds carry less what hangs on it.
  double beside(std::size_t i) const {
    const PowerNode& n = node(i);
    if (n.island_by >= 0) return 0;
    double hangs = n.attached_w;
    for (const PowerNode& k : c_.nodes()) {
      const auto feeds = std::count(k.feeding.begin(), k.feeding.end(), static_cast<int>(i));
      if (feeds > 0) hangs += k.input_w * static_cast<double>(feeds) / static_cast<double>(k.feeding.size());
    }
    return n.input_w - hangs;
  }

  void add_source(const PowerNode& n, int bus) {
    if (!n.spec.fault_level) return source(n, bus, n.voltage);
    const double z = base() / n.spec.fault_level->si(), x = z / std::hypot(1, n.spec.fault_r_over_x);
    source(n, bus, n.voltage, x * n.spec.fault_r_over_x, x);
    Network::Source& s = out_.network.sources.back();
    s.fault_level_max = s.fault_level_min = *n.spec.fault_level;
    s.rx_max = s.rx_min = n.spec.fault_r_over_x;
  }

  void add_impedance(const PowerNode& n, int from, int to) {
    const double units = n.units_up();
    if (n.is(PowerNodeType::busway)) {
      const CableParams& p = n.spec.busway;
      const double ohm = p.length.si() / p.parallel / units, per_unit = base() / (p.voltage.si() * p.voltage.si());
      branch(n, from, to, p.resistance.si() * ohm * per_unit, p.reactance.si() * ohm * per_unit);
      return;
    }
    const TransformerParams& t = n.spec.transformer;
    const double rating = t.rating.si() * units, e_r = t.load_loss.si() / t.rating.si(), e_z = t.impedance.value();
    const double ratio = n.spec.taps ? tapped(*n.spec.taps, n.taps, 1) : 1;
    const double e_x = std::sqrt(std::max(0.0, e_z * e_z - e_r * e_r));
    Network::Branch& b = branch(n, from, to, e_r * base() / rating, e_x * base() / rating);
    b.ratio = 1 / ratio;
    b.own_x_pu = e_x;
    const double p0 = units * t.no_load_loss.si(), i0 = t.no_load_current.value() * rating;
    out_.network.shunts.push_back({.name = n.spec.name,
                                   .bus = from,
                                   .p = ActivePower::from_si(p0 * ratio * ratio),
                                   .q = ReactivePower::from_si(std::sqrt(std::max(0.0, i0 * i0 - p0 * p0)) * ratio * ratio)});
  }

  const PowerChain& c_;
  UpsPath path_;
  ChainNetwork out_;
};

}  // namespace

ChainNetwork chain_network(const PowerChain& c, UpsPath path) { return Builder(c, path).build(); }

std::vector<FeedShares> impedance_shares(const PowerChain& c) {
  const ChainNetwork n = chain_network(c);
  const PowerFlowSolution s = solve_power_flow(n.network);
  std::vector<FeedShares> shares(c.nodes().size());
  if (!s.converged) return shares;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const std::vector<int>& links = n.feed_link[i];
    if (c.nodes()[i].spec.sharing != FeedSharing::impedance || links.size() != c.nodes()[i].feeding.size() || links.size() < 2) continue;
    std::vector<double> p, q;
    for (const int b : links) {
      p.push_back(std::max(0.0, s.branches[static_cast<std::size_t>(b)].p_from.si()));  // a branch that gives nothing takes nothing either
      q.push_back(s.branches[static_cast<std::size_t>(b)].q_from.si());
    }
    const double sum_p = std::accumulate(p.begin(), p.end(), 0.0), sum_q = std::accumulate(q.begin(), q.end(), 0.0);
    if (sum_p <= 0) continue;
    for (double& w : p) w /= sum_p;
    for (double& var : q) var /= sum_q;
    // Reactive power that is small beside the active may go round in circles; nothing is to be shared then.
    shares[i] = {p, std::abs(sum_q) > 1e-3 * sum_p ? q : p};
  }
  return shares;
}

}  // namespace netsuden
