// SPDX-License-Identifier: Apache-2.0
// Ten thousand random failure sequences on random electrical graphs: no energy is lost or invented at any node, no two sources
// are in parallel that must not be, nothing dark carries anything, no board is left dark that a rule could supply; and what is
// served and what is not is the demand.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "sim/ledger/demand.hpp"
#include "sim/twin/power_chain.hpp"
#include "sim/twin/supply_way.hpp"
#include "tests/invariants/run_scenario.hpp"

using namespace netsuden;

namespace {

using T = PowerNodeType;

/// That the sequences go where it is difficult.
struct Seen {
  int held = 0, overdrawn = 0, ties = 0, islands = 0, on_sets = 0, batteries = 0, refusals = 0, relays = 0, switched = 0, dips = 0, one_sided = 0, smooths = 0, cycles = 0;
};

class Sequence {
 public:
  Seen seen;

  explicit Sequence(unsigned seed) : random_(seed), chain_(graph(), RandomStream(seed, "gensets")) {
    for (const auto& n : chain_.nodes())
      if (n.is(T::pdu) || n.is(T::busway) || n.is(T::switchboard)) places_.push_back(static_cast<int>(&n - chain_.nodes().data()));
  }

  void run() {
    settle();
    for (int op = 0; op < 12; ++op) {
      disturb();
      settle();
      for (int step = 0; step < 4; ++step) advance(std::pow(10, -3 + 6 * uniform()));
    }
  }

 private:
  double uniform() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  bool chance(double p) { return uniform() < p; }
  int below(std::size_t n) { return static_cast<int>(random_() % n); }

  PowerNodeSpec node(const std::string& name, T type, std::vector<std::string> from = {}) {
    PowerNodeSpec n;
    n.name = name;
    n.type = type;
    n.feeds_from = std::move(from);
    n.count = 1 + below(3);
    n.ups.rating = 1_MW;
    n.genset.start_failure = Fraction(0.2);
    n.genset.tank = Volume::from_si(chance(0.2) ? 0.02 : 20);
    n.retransfer = Duration::from_si(chance(0.3) ? 0 : 300 * uniform());
    n.coupler_delay = Duration::from_si(chance(0.3) ? 0 : 5 * uniform());
    n.output_voltage = Voltage::from_si(415);
    if (n.is_ups() && chance(0.7)) {
      n.modes.emplace();
      n.modes->battery.capacity = ActiveEnergy::from_si(3.6e6 * (5 + 100 * uniform()));
      n.modes->strikes = below(4);
      n.modes->automatic_restart = chance(0.7);
    }
    if ((type == T::transformer || type == T::pdu) && chance(0.3)) {
      n.protection.emplace();
      n.protection->setting = Current::from_si(200 + 2000 * uniform());
    }
    if (type == T::transformer && chance(0.3)) n.ageing.emplace();
    if (type == T::bess) {
      n.bess.energy = ActiveEnergy::from_si(3.6e9 * (0.01 + uniform()));
      n.island = chance(0.6);
      n.charge = Fraction(0.1 + 0.8 * uniform());
      n.dispatch.threshold = ActivePower::from_si(2e6 * uniform());
      if (chance(0.5)) {
        n.smoothing.emplace();
        n.smoothing->corner = Frequency::from_si(std::pow(10, -3 + 2 * uniform()));
        n.smoothing->power = n.bess.energy * n.bess.discharge_rate * uniform();
      }
    }
    if (type == T::transfer_switch && chance(0.5)) n.transfer_switch = automatic_transfer_switch();
    if (type == T::busway && chance(0.5)) {
      n.busway.system = CableSystem::direct_current;
      n.busway.voltage = Voltage::from_si(800);
    }
    return n;
  }

  /// One or two feeders, boards with couplers and sets, switches, UPS, rectifiers, PDUs.
  std::vector<PowerNodeSpec> graph() {
    std::vector<PowerNodeSpec> g{node("fa", T::grid_connection), node("fb", T::grid_connection)};
    const int boards = 1 + below(3);
    std::vector<std::string> bus, low;
    for (int b = 0; b < boards; ++b) {
      const std::string k = std::to_string(b), feeder = chance(0.5) ? "fa" : "fb";
      g.push_back(node("tx" + k, T::transformer, {feeder}));
      std::vector<std::string> from{"tx" + k};
      if (chance(0.3)) {
        g.push_back(node("txx" + k, T::transformer, {feeder}));
        from.push_back("txx" + k);
      }
      if (chance(0.5)) {
        g.push_back(node("sets" + k, T::genset));
        from.push_back("sets" + k);
      }
      g.push_back(node("bus" + k, T::switchboard, from));
      if (chance(0.3)) g.back().sharing = FeedSharing::priority;
      bus.push_back("bus" + k);
      if (chance(0.3)) g.push_back(node("bess" + k, T::bess, {"bus" + k}));
      if (chance(0.3)) g.push_back(node("pv" + k, T::pv, {"bus" + k}));
    }
    for (int b = 1; b < boards; ++b)
      if (chance(0.7)) g.push_back(node("tie" + std::to_string(b), T::bus_coupler, {bus[static_cast<std::size_t>(b) - 1], bus[static_cast<std::size_t>(b)]}));
    low = bus;
    if (boards > 1 && chance(0.5)) {
      g.push_back(node("switch", T::transfer_switch, {bus[0], bus[1]}));
      low.push_back("switch");
    }
    const int columns = 1 + below(4);
    for (int c = 0; c < columns; ++c) {
      const std::string k = std::to_string(c), from = low[static_cast<std::size_t>(below(low.size()))];
      g.push_back(node("ups" + k, chance(0.7) ? T::ups : T::rectifier, {from}));
      g.push_back(node("pdu" + k, chance(0.7) ? T::pdu : T::busway, {"ups" + k}));
    }
    return g;
  }

  void disturb() {
    auto& nodes = chain_.nodes();
    const double what = uniform();
    if (what < 0.15) grid_.voltage = chance(0.5) ? 0 : uniform();
    else if (what < 0.3) connection().grid_voltage = chance(0.4) ? 0 : chance(0.5) ? 1 : uniform();
    else if (what < 0.45) {
      grid_ = {};
      for (auto& n : nodes) n.grid_voltage = 1;
    }
    else if (what < 0.5) grid_.frequency_deviation = 0.1 * uniform();
    else if (what < 0.6) chain_.reset(below(nodes.size()));
    else if (what < 0.8) {
      PowerNode& n = nodes[static_cast<std::size_t>(below(nodes.size()))];
      n.in_service = !n.in_service;
    } else {
      PowerNode& n = nodes[static_cast<std::size_t>(below(nodes.size()))];
      char& unit = n.unit_up[static_cast<std::size_t>(below(n.unit_up.size()))];
      unit = unit ? 0 : 1;
    }
    load_ = 2e6 * uniform();
    chain_.set_cycling(chance(0.5) ? &cycling_ : nullptr);
    sky();
  }

  PowerNode& connection() { return chain_.nodes()[chance(0.5) ? 0 : 1]; }  // fa, fb

  void sky() {
    PvInputs s;
    if (chance(0.5)) {
      s.global = Irradiance::from_si(900 * uniform());
      s.direct_normal = s.global * 0.8;
      s.diffuse = s.global * 0.2;
      s.sun_elevation_deg = 10 + 70 * uniform();
    }
    chain_.set_sky(s);
  }

  void settle() {
    for (int round = 0; round < 20; ++round) {
      chain_.energize(grid_);
      if (!chain_.changed()) return check_supply();
    }
    FAIL("energize does not come to rest");
  }

  void advance(double longest) {
    chain_.clear_loads();
    double served = 0;
    for (const int p : places_)
      if (chain_.add_load({p}, load_ / static_cast<double>(places_.size()))) served += load_ / static_cast<double>(places_.size());
    chain_.solve(0);
    const double dt = std::clamp(chain_.next_event_s(), 1e-6, longest);
    chain_.solve(dt);
    check_energy(served);
    check_demand(served);
    settle();
  }

  /// Each place asks for what it draws, or drew last; batteries miss what loads and losses behind them miss.
  void check_demand(double drawn) {
    held_.resize(places_.size());
    const double each = load_ / static_cast<double>(places_.size());
    double demand = 0, served = 0, unserved = 0, overdrawn = 0;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const bool on = chain_.any_energized({places_[i]});
      if (on) last_[places_[i]] = each;
      held_[i].look(on, true, last_[places_[i]], UnservedCause::equipment);
      DemandStep d;
      d.draws(on ? each : 0, chain_.shortfall({places_[i]}), UnservedCause::equipment);
      d.lacks(held_[i]);
      require(std::abs(d.served_w + sum(d.unserved_w) - (on ? each : last_[places_[i]])) < 1e-9 * std::max(1.0, each), "served and unserved are the demand of a load");
      demand += d.demand_w;
      served += d.served_w;
      unserved += sum(d.unserved_w);
      overdrawn += on ? each - d.served_w : 0;
      seen.held += held_[i].off() && held_[i].w() > 0 ? 1 : 0;
    }
    const double scale = std::max(1.0, demand), behind = chain_.loss_w() + std::max(0.0, chain_.stored_w()) + chain_.charged_w() + stored_in_ups();
    require(std::abs(served + unserved - demand) < 1e-9 * scale, "served and unserved are the demand");
    require(std::abs(served + overdrawn - drawn) < 1e-9 * scale, "what is drawn is served, but for what batteries could not give");
    require(overdrawn <= chain_.unserved_w() + 1e-9 * scale, "loads miss more than batteries do");
    require(overdrawn >= chain_.unserved_w() - behind - 1e-9 * scale, "loads and losses miss less than batteries do");
    seen.overdrawn += overdrawn > 1e-6 * scale ? 1 : 0;
  }

  double stored_in_ups() const {
    double w = 0;
    for (const auto& n : chain_.nodes()) w += n.ups ? std::max(0.0, n.stored_w) : 0;
    return w;
  }

  void check_energy(double served) {
    const double scale = std::max(1.0, served), in = chain_.import_w() + chain_.generated_w() + chain_.unserved_w();
    require(std::abs(in - served - chain_.loss_w() - chain_.stored_w()) < 1e-9 * scale, "the site's balance");
    std::vector<double> asked(chain_.nodes().size(), 0);
    for (const auto& n : chain_.nodes())
      for (std::size_t k = 0; k < n.feeding.size(); ++k) asked[static_cast<std::size_t>(n.feeding[k])] += n.input_w * n.share(k);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const PowerNode& n = chain_.nodes()[i];
      if (n.spec.is_local() || !n.local.empty()) continue;  // they balance together, within the site's
      require(std::abs(n.input_w + n.unserved_w - n.load_w - n.loss_w - n.stored_w) < 1e-9 * scale, n.spec.name + ": its own balance");
      require(std::isfinite(n.input_w) && n.loss_w >= 0, n.spec.name + ": a loss");
      if (!n.sets.empty()) require(n.input_w <= 1.1 * n.rating(n.units_up()) * (1 + 1e-9), n.spec.name + ": gives more than its overload");
      if (n.energized) require(std::abs(n.load_w - n.attached_w - asked[i]) < 1e-9 * scale, n.spec.name + ": load is what is asked of it");
      else require(n.load_w == 0 && asked[i] == 0, n.spec.name + ": dark, and carries something");
    }
    // What the ways bring to a node is what it takes; a coupler passes on what it takes, so that its two ways cancel but for loss.
    std::map<int, double> brought;
    for (const SupplyWay& w : node_ways(chain_)) brought[w.target] += node_way_w(chain_, w.from, w.target);
    for (const auto& [i, w] : brought) {
      const PowerNode& n = chain_.nodes()[static_cast<std::size_t>(i)];
      const bool otherwise = n.island_by >= 0 || (n.feeding.size() == 1 && chain_.nodes()[static_cast<std::size_t>(n.feeding[0])].is(PowerNodeType::bus_coupler));
      require(std::abs(w - (otherwise ? 0 : n.is(PowerNodeType::bus_coupler) ? n.served_loss_w() : n.taken_w())) < 1e-9 * scale, n.spec.name + ": its feeds bring what it takes");
    }
  }

  /// The sources that drive a node's AC voltage.
  std::set<int> sources(int i) const {
    const PowerNode& n = chain_.nodes()[static_cast<std::size_t>(i)];
    if (n.is_source() || n.battery) return {i};
    std::set<int> all;
    for (const int f : n.feeding)
      if (!chain_.nodes()[static_cast<std::size_t>(f)].spec.is_ups()) all.merge(sources(f));
    return all;
  }

  /// Its voltage is that of a UPS.
  bool behind_ups(const PowerNode& n) const {
    return std::any_of(n.feeding.begin(), n.feeding.end(), [&](int f) {
      const PowerNode& above = chain_.nodes()[static_cast<std::size_t>(f)];
      return above.spec.is_ups() || behind_ups(above);
    });
  }

  void note(const PowerNode& n) {
    seen.ties += n.is(T::bus_coupler) && n.tie_to >= 0 ? 1 : 0;
    seen.smooths += n.battery && n.battery->smoothing_w != 0 ? 1 : 0;
    seen.cycles += n.battery && n.battery->cycling_w > 0 ? 1 : 0;
    seen.islands += n.island_by >= 0 ? 1 : 0;
    seen.on_sets += n.is(T::switchboard) && n.on_generator ? 1 : 0;
    seen.batteries += n.ups && n.ups->operation == UpsOperation::battery ? 1 : 0;
    seen.refusals += n.locked_out() ? 1 : 0;
    seen.relays += n.relay && n.relay->tripped ? 1 : 0;
    seen.switched += n.is(T::transfer_switch) && n.energized && n.transfer.source == 1 ? 1 : 0;
    seen.dips += n.is(T::switchboard) && n.energized && n.voltage < 0.85 ? 1 : 0;
  }

  void check_supply() {
    const auto& nodes = chain_.nodes();
    for (int k = 0; k < 2; ++k) {
      const PowerNode& feeder = nodes[static_cast<std::size_t>(k)];
      require(feeder.voltage == (feeder.available() ? std::min(grid_.voltage, feeder.grid_voltage) : 0), feeder.spec.name + ": a voltage that is not that of its disturbances");
    }
    seen.one_sided += nodes[0].voltage > nodes[1].voltage + 0.2 && nodes[1].voltage > 0 ? 1 : 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const PowerNode& n = nodes[i];
      note(n);
      if (n.spec.is_ups()) continue;
      const auto s = sources(static_cast<int>(i));
      if (n.island_by >= 0) require(n.feeding == std::vector<int>{n.island_by}, n.spec.name + ": on its battery and something else");
      require(s.size() <= 1, n.spec.name + ": two sources in parallel");
      if (s.size() == 1 && *s.begin() < 2 && n.energized && !behind_ups(n)) require(n.voltage == nodes[static_cast<std::size_t>(*s.begin())].voltage, n.spec.name + ": the voltage of another connection");
      if (!n.energized) require(n.voltage == 0, n.spec.name + ": voltage without supply");
      for (const int f : n.feeding) require(nodes[static_cast<std::size_t>(f)].energized && nodes[static_cast<std::size_t>(f)].available(), n.spec.name + ": fed by something dark");
      if (n.energized) require(n.available(), n.spec.name + ": energised, and out of service");
      if (n.is(T::switchboard) && n.available() && !n.energized)
        for (const int p : n.parents) require(!nodes[static_cast<std::size_t>(p)].energized, n.spec.name + ": dark beside a live feed");
      if (n.is(T::bus_coupler) && n.tie_to >= 0) {
        const int other = n.parents[n.parents[0] == n.tie_to ? 1 : 0];
        const auto& fed = nodes[static_cast<std::size_t>(n.tie_to)];
        require(fed.feeding == std::vector<int>{static_cast<int>(i)}, n.spec.name + ": closed onto a board that has another feed");
        require(nodes[static_cast<std::size_t>(other)].energized, n.spec.name + ": closed, and nothing behind it");
      }
    }
  }

  void require(bool fine, const std::string& what) {
    if (!fine) FAIL(what);
  }

  std::mt19937 random_;
  PowerChain chain_;
  std::vector<int> places_;
  std::vector<HeldDemand> held_;
  std::map<int, double> last_;  ///< that each place drew
  GridSupply grid_;
  double load_ = 1e6;
  Cycling cycling_{{-3e5, 2e5, 1e5, 0}};
};

}  // namespace

TEST_CASE("Ten thousand random failure sequences lose no energy and join no sources") {
  Seen all;
  for (unsigned seed = 0; seed < 10000; ++seed) {
    INFO("seed " << seed);
    Sequence one(seed);
    one.run();
    for (const auto part : {&Seen::held, &Seen::overdrawn, &Seen::ties, &Seen::islands, &Seen::on_sets, &Seen::batteries, &Seen::refusals, &Seen::relays, &Seen::switched, &Seen::dips, &Seen::one_sided, &Seen::smooths, &Seen::cycles}) all.*part += one.seen.*part;
  }
  for (const auto part : {&Seen::held, &Seen::overdrawn, &Seen::ties, &Seen::islands, &Seen::on_sets, &Seen::batteries, &Seen::refusals, &Seen::relays, &Seen::switched, &Seen::dips, &Seen::one_sided, &Seen::smooths, &Seen::cycles}) CHECK(all.*part > 100);
}

TEST_CASE("In runs with random trips nothing is above its rating without a violation that says so") {
  // Ratings of the scenario by hand: VA at a power factor of 0.98, UPS in W.
  const std::vector<std::tuple<std::string, std::string, double>> ratings{
      {"transformer", "tx_a", 10e6 * 0.98}, {"transformer", "tx_b", 10e6 * 0.98}, {"transformer", "lv_a", 10e6 * 0.98}, {"transformer", "lv_b", 10e6 * 0.98},
      {"switchboard", "bus_a", 14e6 * 0.98}, {"switchboard", "bus_b", 14e6 * 0.98}, {"ups", "ups_a", 7.5e6}, {"ups", "ups_b", 7.5e6},
      {"transfer_switch", "sts", 1e6 * 0.98}, {"bus_coupler", "tie", 14e6 * 0.98}};
  int over = 0;
  for (unsigned seed = 0; seed < 12; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    test::Request request;
    request.file = NETSUDEN_SOURCE_DIR "/scenarios/two-feeders.yaml";
    request.edit = [&](Scenario& s, Inputs&) {
      s.events.clear();
      for (int i = 0; i < 6; ++i) {
        EventSpec e;
        e.at = "2027-08-04T" + std::to_string(13 + i) + ":" + std::to_string(10 + random() % 50);
        e.trip = "sites.koto.power." + std::get<1>(ratings[random() % ratings.size()]);
        e.duration = Duration::from_si(60.0 * static_cast<double>(1 + random() % 200));
        s.events.push_back(e);
      }
    };
    const test::Result r = test::run(request);
    REQUIRE(r.status == "complete");
    const test::Table& events = r.table("event");
    for (const auto& [kind, name, rating] : ratings) {
      const auto column = r.table("equipment/" + kind).column("load_max", "koto." + name);
      if (*std::max_element(column.begin(), column.end()) <= rating * 1.0001) continue;
      ++over;
      const std::string words = "koto.power." + name + ".rating is over its limit";
      INFO(words);
      CHECK(std::any_of(events.texts.begin(), events.texts.end(), [&](const std::string& t) { return t.find(words) != std::string::npos; }));
    }
  }
  CHECK(over > 5);
}
