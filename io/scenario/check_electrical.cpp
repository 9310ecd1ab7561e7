// SPDX-License-Identifier: Apache-2.0
// The electrical graph of a site: no loops, every node reaches the grid, ratings carry what hangs on them.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

#include "io/scenario/check_context.hpp"
#include "sim/spec/complete.hpp"

namespace netsuden {
namespace {

class Graph {
 public:
  Graph(const CheckContext& c, const SiteSpec& site) : c_(c), site_(site), at_("sites." + site.name) {
    for (std::size_t i = 0; i < site.power.size(); ++i) index_[site.power[i].name] = i;
  }

  void check() {
    bool any_grid = false;
    for (const auto& n : site_.power) {
      any_grid = any_grid || n.type == PowerNodeType::grid_connection;
      doubles(n.feeds_from, path(n) + ".feeds_from");
      ambiguous(n);
      if (n.is_ups()) ups(n);
      if (n.is_local()) local(n);
      if (n.taps) taps(n);
      if (n.type == PowerNodeType::transformer) transformer(n);
      if (n.fault_level && *n.fault_level < n.capacity * 2.0)
        c_.error("fault-level", path(n) + ".fault_level", fmt::format("the short-circuit power {} of `{}` is below twice its capacity {}: its voltage would collapse", format_si(n.fault_level->si(), "VA", 3), n.name, format_si(n.capacity.si(), "VA", 3)), "ask the utility for the three-phase short-circuit power there, typically ten to a hundred times the capacity");
      if (n.protection && voltage(n).v <= 0) c_.error("protection", path(n) + ".protection", fmt::format("nothing states the voltage of `{}`, so its relay knows no current", n.name), "add voltage: to the transformer that feeds it");
    }
    for (const auto& h : site_.halls) {
      consumer(h.fed_by, at_ + ".halls." + h.name + ".fed_by", h.name);
      for (const FedApart& f : fed_apart(h)) consumer(*f.fed_by, at_ + ".halls." + h.name + "." + f.path + ".fed_by", h.name);
      if (h.rack_feed) rack_feed(h, at_ + ".halls." + h.name + ".rack_feed");
    }
    for (const auto& p : site_.cooling) {
      consumer(p.fed_by, at_ + ".cooling." + p.name + ".fed_by", p.name);
      consumer(p.pumps_fed_by, at_ + ".cooling." + p.name + ".pumps_fed_by", p.name);
    }
    if (!any_grid && !site_.power.empty())
      return c_.error("power-source", at_ + ".power", "no grid connection: nothing feeds the site", "add a node of type grid_connection");
    if (!order()) return;
    if (!ends()) return;
    for (const auto& n : site_.power) voltages(n);
    for (const auto& h : site_.halls) racks(h);
    reach();
    unused();
    unstated();
    parallel();
    rings();
    ratings_along();
  }

 private:
  std::string path(const PowerNodeSpec& n) const { return at_ + ".power." + n.name; }

  void doubles(const std::vector<std::string>& names, const std::string& where) {
    std::set<std::string> seen;
    for (const auto& n : names)
      if (!seen.insert(n).second)
        c_.error("duplicate-name", where, fmt::format("`{}` is named twice in `{}`", n, where), "name each once: several share the load equally");
  }

  void consumer(const std::vector<std::string>& names, const std::string& where, const std::string& who) {
    doubles(names, where);
    for (const auto& f : names) {
      if (!index_.contains(f)) continue;
      if (node(index_.at(f)).type == PowerNodeType::bus_coupler) c_.error("power-ends", where, fmt::format("`{}` takes from the bus coupler `{}`, which feeds its two boards alone", who, f), "name one of the boards");
      if (node(index_.at(f)).is_local()) c_.error("power-ends", where, fmt::format("`{}` takes from `{}`, which stands beside the board of its feeds_from", who, f), "name that board");
    }
  }

  void transformer(const PowerNodeSpec& n) {
    const TransformerParams& t = n.transformer;
    if (n.ageing && t.insulation == TransformerInsulation::dry)
      c_.error("ageing", path(n) + ".ageing", fmt::format("`{}` is of the dry type, and IEC 60076-7 knows the ageing of oil-immersed transformers", n.name), "leave out `ageing`, or give it a transformer with insulation: oil");
    if (const double resistance = t.load_loss.si() / t.rating.si(); t.impedance.value() < resistance)
      c_.error("impedance", path(n), fmt::format("the impedance {:.2f} % of `{}` is below its resistance {:.2f} %, load_loss over rating", 100 * t.impedance.value(), n.name, 100 * resistance), "the nameplate gives the short-circuit voltage, 4 to 20 %");
    for (const auto& f : n.feeds_from)
      if (index_.contains(f) && voltage(node(index_.at(f))).dc)
        c_.error("voltages", path(n) + ".feeds_from", fmt::format("`{}` is a transformer, and `{}` gives direct current", n.name, f), "feed it from alternating current");
  }

  struct NodeVoltage {
    double v = 0;  ///< 0: nothing states it
    bool dc = false;
    bool unstated = false;  ///< a default
    /// The same kind of current, and within ten per cent the same voltage, where both are known.
    bool fits(const NodeVoltage& o) const { return dc == o.dc && (v <= 0 || o.v <= 0 || std::abs(v - o.v) <= 0.1 * std::max(v, o.v)); }
    std::string words() const { return (v > 0 ? format_si(v, "V", 3) : "some voltage") + (dc ? " DC" : ""); }
  };

  /// At the output of a node.
  NodeVoltage voltage(const PowerNodeSpec& n, std::size_t depth = 0) const {
    NodeVoltage own;
    if (n.type == PowerNodeType::grid_connection) own = {n.voltage.si(), false, !c_.reader.given(path(n) + ".voltage")};
    else if (n.type == PowerNodeType::busway) own = {n.busway.voltage.si(), n.busway.system == CableSystem::direct_current};
    else if (n.output_voltage) own.v = n.output_voltage->si();
    if (n.type == PowerNodeType::rectifier) own.dc = true;
    const bool converts = n.type == PowerNodeType::transformer || n.type == PowerNodeType::rectifier || n.type == PowerNodeType::grid_connection || n.type == PowerNodeType::busway;
    if (converts || depth > site_.power.size()) return own;
    for (const auto& f : n.feeds_from) {
      if (!index_.contains(f)) continue;
      const NodeVoltage above = voltage(node(index_.at(f)), depth + 1);
      if (own.v <= 0) own.v = above.v, own.unstated = above.unstated;
      own.dc = own.dc || (above.dc && n.type != PowerNodeType::ups);
    }
    return own;
  }

  /// What is joined, or switched from one to the other, has one voltage.
  void voltages(const PowerNodeSpec& n) {
    if (n.type == PowerNodeType::busway)
      for (const auto& f : n.feeds_from) {
        if (!index_.contains(f)) continue;
        const NodeVoltage a = voltage(node(index_.at(f))), own = voltage(n);
        if (a.fits(own)) continue;
        c_.error("voltages", path(n) + ".feeds_from", fmt::format("the busway `{}` is for {}, and `{}` gives {}", n.name, own.words(), f, a.words()), a.dc == own.dc ? "a transformer between them, or another busway" : "a rectifier between them, or another busway");
      }
    for (std::size_t k = 1; k < n.feeds_from.size(); ++k) {
      if (!index_.contains(n.feeds_from[0]) || !index_.contains(n.feeds_from[k])) continue;
      const NodeVoltage a = voltage(node(index_.at(n.feeds_from[0]))), b = voltage(node(index_.at(n.feeds_from[k])));
      const bool sets = node(index_.at(n.feeds_from[0])).type == PowerNodeType::genset || node(index_.at(n.feeds_from[k])).type == PowerNodeType::genset;
      if (sets || a.fits(b)) continue;
      c_.error("voltages", path(n) + ".feeds_from", fmt::format("`{}` stands between {} of `{}` and {} of `{}`", n.name, a.words(), n.feeds_from[0], b.words(), n.feeds_from[k]), "a transformer or a rectifier between them, or other feeds");
    }
  }

  /// Racks take low voltage (IEC 60364-1: up to 1,000 V AC or 1,500 V DC), their cords that of what they hang on.
  void racks(const HallSpec& h) {
    const std::string at = at_ + ".halls." + h.name;
    for (std::size_t k = 1; k < h.fed_by.size(); ++k) {
      if (!index_.contains(h.fed_by[0]) || !index_.contains(h.fed_by[k])) continue;
      const NodeVoltage a = voltage(node(index_.at(h.fed_by[0]))), b = voltage(node(index_.at(h.fed_by[k])));
      if (a.fits(b)) continue;
      const std::string text = fmt::format("the racks of `{}` take from {} of `{}` and from {} of `{}`", h.name, a.words(), h.fed_by[0], b.words(), h.fed_by[k]);
      if (a.dc != b.dc) c_.error("voltages", at + ".fed_by", text, "feed both sides of the racks with the same system, or make two halls of it");
      else if (!a.unstated && !b.unstated) c_.warn("rack-voltage", at + ".fed_by", text, "supplies of a rack share its load at one voltage: the same voltage: on both sides, or two halls");
    }
    for (const auto& f : h.fed_by) {
      if (!index_.contains(f)) continue;
      const NodeVoltage a = voltage(node(index_.at(f)));
      if (!a.unstated && a.v > (a.dc ? 1500 : 1000) * 1.001)
        c_.warn("rack-voltage", at + ".fed_by", fmt::format("the racks of `{}` take from `{}`, which gives {}", h.name, f, a.words()), "racks take at most 1 kV AC or 1.5 kV DC: a transformer between them, with voltage: 415 V; without it its losses are missing");
      if (!h.rack_feed) continue;
      if (!h.rack_feed->current && !c_.reader.given(at + ".rack_feed.voltage") && !c_.reader.given(at + ".rack_feed.system")) continue;
      const NodeVoltage cord{h.rack_feed->voltage.si(), h.rack_feed->system == CableSystem::direct_current};
      if (a.unstated || a.fits(cord)) continue;
      c_.error("voltages", at + ".rack_feed", fmt::format("the cords of `{}` are for {}, and `{}` gives {}", h.name, cord.words(), f, a.words()), "give rack_feed that voltage and system (three_phase or direct_current), or feed the hall from another node");
    }
  }

  void taps(const PowerNodeSpec& n) {
    const TapChangerParams& t = *n.taps;
    if (std::abs(t.position) > t.steps)
      c_.error("tap-position", path(n) + ".taps", fmt::format("position {} is beyond the {} steps to either side", t.position, t.steps), fmt::format("use -{0} to {0}, or give it more steps", t.steps));
    if (t.on_load && t.band.value() < 0.5 * t.step.value())
      c_.error("tap-band", path(n) + ".taps", fmt::format("the band of +-{:.2f} % is narrower than half a step of {:.2f} %: it would hunt", 100 * t.band.value(), 100 * t.step.value()), fmt::format("make the band {:.2f} % or more", 60 * t.step.value()));
  }

  /// The cords of its racks.
  void rack_feed(const HallSpec& h, const std::string& at) {
    const RackFeedParams& f = *h.rack_feed;
    const int sides = static_cast<int>(std::max<std::size_t>(1, h.fed_by.size()));
    if (f.rating.has_value() == f.current.has_value())
      return c_.error("rack-feed", at, f.rating ? "both `rating` and `current`" : "neither `rating` nor `current`: what may a cord carry?", "give exactly one: rating: 60 kW, or current: 63 A with voltage: 415 V");
    if (f.count % sides != 0)
      return c_.error("rack-feed", at + ".count", fmt::format("{} cords do not part equally to {} nodes of `fed_by`", f.count, sides), fmt::format("a multiple of {}", sides));
    const double rack = make_rack(h.racks.params).rated.si(), cord = cord_power(f).si();
    if (const double all = f.count * cord; rack > all)
      c_.warn("rack-feed", at, fmt::format("a rack of `{}` may draw {}, its {} cords carry {} together", h.name, format_si(rack, "W"), f.count, format_si(all, "W")), "more cords, or larger ones");
    else if (const double left = firm_cords(f, sides, sides) * cord; sides > 1 && rack > left)
      c_.warn("rack-feed", at, fmt::format("a rack of `{}` may draw {}, and with one side dark its cords carry {}", h.name, format_si(rack, "W"), format_si(left, "W")), "each side must carry the whole rack: more cords, or larger ones");
  }

  /// PV and batteries.
  void local(const PowerNodeSpec& n) {
    if (n.type == PowerNodeType::pv) {
      if (!site_.latitude_deg || !site_.longitude_deg)
        c_.error("pv-place", path(n), fmt::format("nothing states where `{}` stands, so it knows no sun", n.name), "add latitude: and longitude: to the site");
      return;
    }
    const BessParams& b = n.bess;
    if (b.soc_min >= b.soc_max)
      c_.error("bess-charge", path(n), fmt::format("soc_min {:.0f} % is not below soc_max {:.0f} %", 100 * b.soc_min.value(), 100 * b.soc_max.value()), "leave something between them");
    else if (n.charge < b.soc_min || n.charge > b.soc_max)
      c_.error("bess-charge", path(n), fmt::format("`{}` starts at {:.0f} %, outside soc_min {:.0f} % to soc_max {:.0f} %", n.name, 100 * n.charge.value(), 100 * b.soc_min.value(), 100 * b.soc_max.value()), "start it between them: charge: 50 %");
    if (n.smoothing) smoothing(n);
    if (n.dispatch.policy != BessPolicy::arbitrage) return;
    if (n.dispatch.price_low >= n.dispatch.price_high)
      c_.error("bess-price", path(n), "price_low is not below price_high", "a battery that charges when energy is cheap needs a dear time to discharge");
    const auto grid = std::find_if(c_.scenario.grids.begin(), c_.scenario.grids.end(), [&](const GridSpec& g) { return g.name == site_.grid; });
    const bool changes = grid != c_.scenario.grids.end() && (grid->price.mean || !grid->price.file.empty() || (grid->tariff && !grid->tariff->time_of_use.empty()));
    if (!changes)
      c_.warn("bess-price", path(n), fmt::format("`{}` lives on prices that change, and the grid has none", n.name), "give the grid a price with a shape or a file, or a tariff by time of use");
  }

  /// One battery of a site: two would both answer the same swing.
  void smoothing(const PowerNodeSpec& n) {
    const BessSmoothingParams& p = *n.smoothing;
    const BessParams& b = n.bess;
    const std::string at = path(n) + ".smoothing";
    if (const auto first = std::find_if(site_.power.begin(), site_.power.end(), [](const auto& o) { return o.smoothing.has_value(); }); first->name != n.name)
      c_.error("bess-smoothing", at, fmt::format("`{}` smooths the import of the site already", first->name), "one battery of a site: two would both answer the same swing");
    const ActivePower rated = b.energy * std::min(b.charge_rate, b.discharge_rate);
    if (p.power > rated)
      c_.error("bess-smoothing", at + ".power", fmt::format("`{}` has {}, and {} are asked of it", n.name, format_si(rated.si(), "W"), format_si(p.power.si(), "W")), "less power, a larger battery, or higher charge_rate and discharge_rate");
    const double low = std::max(b.soc_min.value(), n.dispatch.reserve.value()), span = b.soc_max.value() - low, kept = p.kept(b) / b.energy;
    if (2 * kept > span)
      c_.error("bess-smoothing", at, fmt::format("{} below and above take {:.0f} % of the charge, and from {:.0f} % (soc_min, reserve) to {:.0f} % (soc_max) there are {:.0f} %", format_si(p.kept(b).si(), "Wh"), 200 * kept, 100 * low, 100 * b.soc_max.value(), 100 * span), "less energy, or a larger battery");
    const double wanted = (p.power * p.tau()).si();
    if (p.kept(b).si() / 2 < wanted)
      c_.warn("bess-smoothing", at, fmt::format("a step of the load by {} takes {}, and half of the energy kept is {}: it will be empty before the import has followed", format_si(p.power.si(), "W"), format_si(wanted, "Wh"), format_si(p.kept(b).si() / 2, "Wh")), "more energy, or a higher corner");
  }

  /// `tx_2` beside `tx` with two units: both would be sites.SITE.power.tx_2.
  void ambiguous(const PowerNodeSpec& n) {
    const auto [group, member] = split_member(n.name);
    const auto it = index_.find(group);
    if (member >= 0 && it != index_.end() && member < site_.power[it->second].count)
      c_.error("name", path(n), fmt::format("`{}` is also unit {} of `{}`, which has {}", n.name, member + 1, group, site_.power[it->second].count),
               "give it another name: events and plans name units like this");
  }

  const PowerNodeSpec& node(std::size_t i) const { return site_.power[i]; }

  /// What a node takes from, as far up as it goes, with one way to each: "bus < tx < feeder".
  std::map<std::string, std::string> above(const PowerNodeSpec& n) const {
    std::map<std::string, std::string> ways{{n.name, n.name}};
    std::vector<std::string> open{n.name};
    while (!open.empty()) {
      const std::string at = open.back();
      open.pop_back();
      for (const auto& f : node(index_.at(at)).feeds_from)
        if (index_.contains(f) && ways.emplace(f, ways.at(at) + " < " + f).second) open.push_back(f);
    }
    return ways;
  }

  /// Transfer switches have two sources; couplers stand between two boards, neither of which feeds the other.
  bool ends() {
    bool fine = true;
    const auto wrong = [&](const PowerNodeSpec& n, const std::string& what, const std::string& hint) {
      c_.error("power-ends", path(n) + ".feeds_from", what, hint);
      fine = false;
    };
    for (const auto& n : site_.power) {
      const bool coupler = n.type == PowerNodeType::bus_coupler;
      if (n.is_local() && (n.feeds_from.size() != 1 || (index_.contains(n.feeds_from[0]) && node(index_.at(n.feeds_from[0])).type != PowerNodeType::switchboard))) {
        wrong(n, fmt::format("`{}` is connected to exactly one switchboard", n.name), "feeds_from: BOARD");
        continue;
      }
      if (!coupler && n.type != PowerNodeType::transfer_switch) continue;
      if (n.feeds_from.size() != 2) {
        wrong(n, fmt::format("`{}` names {} nodes, and {} has two", n.name, n.feeds_from.size(), coupler ? "a bus coupler" : "a transfer switch"), "feeds_from: [A, B]");
        continue;
      }
      if (!coupler || !index_.contains(n.feeds_from[0]) || !index_.contains(n.feeds_from[1])) continue;
      for (const auto& end : n.feeds_from)
        if (node(index_.at(end)).type != PowerNodeType::switchboard) wrong(n, fmt::format("`{}` is no switchboard: a bus coupler stands between two of them", end), "name the boards at its ends");
      for (int k = 0; k < 2; ++k) {
        const auto ways = above(node(index_.at(n.feeds_from[static_cast<std::size_t>(k)])));
        if (const auto way = ways.find(n.feeds_from[static_cast<std::size_t>(1 - k)]); way != ways.end())
          wrong(n, fmt::format("`{}` closes a loop: its ends are {}", n.name, way->second), "a coupler stands between boards that do not feed each other");
      }
    }
    for (const auto& n : site_.power)
      for (const auto& f : n.feeds_from)
        if (index_.contains(f) && node(index_.at(f)).is_local())
          wrong(n, fmt::format("`{}` takes from `{}`, which stands beside the board of its feeds_from", n.name, f), "name that board");
        else if (index_.contains(f) && node(index_.at(f)).type == PowerNodeType::bus_coupler)
          wrong(n, fmt::format("`{}` takes from the bus coupler `{}`, which feeds its two boards alone", n.name, f), "name one of the boards");
    return fine;
  }

  /// AC boards that join two grid connections: they would carry the grid's own load flow.
  void parallel() {
    std::map<std::string, std::map<std::string, std::string>> sources;  // node -> connection -> way
    for (const std::size_t i : order_) {
      const auto& n = node(i);
      auto& mine = sources[n.name];
      if (n.type == PowerNodeType::grid_connection) mine[n.name] = n.name;
      // Behind a rectifier there is no phase; a transfer switch joins nothing.
      if (n.is_ups() || n.type == PowerNodeType::bus_coupler) continue;
      const bool joins = n.type != PowerNodeType::transfer_switch && n.sharing == FeedSharing::equal;
      for (const auto& f : n.feeds_from) {
        const auto& theirs = sources[f];
        // Two ways at once: one feed may be on the one connection while the other is on the other.
        for (const auto& [connection, way] : theirs) {
          const auto other = std::find_if(mine.begin(), mine.end(), [&, here = connection](const auto& m) { return m.first != here; });
          if (!joins || other == mine.end()) continue;
          c_.error("power-parallel", path(n) + ".feeds_from",
                   fmt::format("`{}` joins two grid connections: {} < {} and {} < {}", n.name, n.name, other->second, n.name, way),
                   "open one of the two: sharing: priority, a transfer switch, or two boards with a bus coupler between them");
          break;
        }
        mine.insert(theirs.begin(), theirs.end());
      }
      for (auto& [connection, way] : mine)
        if (n.type != PowerNodeType::grid_connection) way = n.name + " < " + way;
    }
  }

  void ups(const PowerNodeSpec& n) {
    const auto& u = n.ups;
    if (n.modes && n.modes->dip_rules.size() > max_dip_rules)
      c_.error("dip-rules", path(n) + ".modes.dip_rules", fmt::format("{} rules, and a UPS counts by at most {}", n.modes->dip_rules.size(), max_dip_rules), "leave out those that another one contains");
    for (const double load : {1.0, std::min(1.0, u.a2 > 0 ? std::max(0.0, -u.a1 / (2 * u.a2)) : 1.0)})
      if (const double loss = u.a0 + load * (u.a1 + load * u.a2); loss <= 0)
        return c_.error("ups-loss", path(n),
                        fmt::format("the losses of `{}` are {:.3g} of its rating at {:.0f} % load: it would make energy", n.name, loss, load * 100),
                        "a0 + a1 x + a2 x^2 is above zero for every load x from 0 to 1");
  }

  /// Sources first, in topological order; false and an error where there is a loop.
  bool order() {
    std::map<std::string, int> missing;
    std::vector<std::size_t> ready;
    std::vector<std::vector<std::size_t>> children(site_.power.size());
    for (std::size_t i = 0; i < site_.power.size(); ++i) {
      const auto& n = site_.power[i];
      if (contains(n.feeds_from, n.name)) {
        c_.error("power-loop", path(n) + ".feeds_from", fmt::format("`{}` feeds itself", n.name));
        return false;
      }
      const std::set<std::string> parents(n.feeds_from.begin(), n.feeds_from.end());
      for (const auto& f : parents)
        if (const auto it = index_.find(f); it != index_.end()) {
          children[it->second].push_back(i);
          ++missing[n.name];
        }
      if (missing[n.name] == 0) ready.push_back(i);
    }
    while (!ready.empty()) {
      const std::size_t i = ready.back();
      ready.pop_back();
      order_.push_back(i);
      for (const std::size_t k : children[i])
        if (--missing[site_.power[k].name] == 0) ready.push_back(k);
    }
    if (order_.size() == site_.power.size()) return true;
    report_loop();
    return false;
  }

  /// Walks up within the nodes that never became ready until one is met twice.
  void report_loop() {
    const std::set<std::size_t> done(order_.begin(), order_.end());
    std::size_t at = 0;
    while (done.contains(at)) ++at;
    std::vector<std::size_t> trail;
    while (std::find(trail.begin(), trail.end(), at) == trail.end()) {
      trail.push_back(at);
      for (const auto& f : site_.power[at].feeds_from)
        if (const auto it = index_.find(f); it != index_.end() && !done.contains(it->second)) {
          at = it->second;
          break;
        }
    }
    std::vector<std::string> words;
    for (auto it = std::find(trail.begin(), trail.end(), at); it != trail.end(); ++it) words.push_back(site_.power[*it].name);
    const auto first = words.front();
    words.push_back(first);
    c_.error("power-loop", at_ + ".power." + first + ".feeds_from", fmt::format("`{}` feeds itself: {}", first, fmt::join(words, " < ")),
             "open the loop: one of them must not feed the other");
  }

  void reach() {
    std::set<std::string> live;
    for (const std::size_t i : order_) {
      const auto& n = site_.power[i];
      const bool fed = n.type == PowerNodeType::grid_connection || n.type == PowerNodeType::genset ||
                       std::any_of(n.feeds_from.begin(), n.feeds_from.end(), [&](const auto& f) { return live.contains(f); });
      if (fed)
        live.insert(n.name);
      else
        c_.error("power-source", path(n), fmt::format("nothing feeds `{}`: no way leads from it to a grid connection", n.name),
                 "add feeds_from: NODE");
    }
  }

  /// What nothing takes from is a mistake of wiring, or waits for its load.
  void unused() {
    std::set<std::string> taken;
    const auto take = [&](const std::vector<std::string>& names) { taken.insert(names.begin(), names.end()); };
    for (const auto& n : site_.power) take(n.feeds_from);
    for (const auto& h : site_.halls) {
      take(h.fed_by);
      for (const FedApart& f : fed_apart(h)) take(*f.fed_by);
    }
    for (const auto& p : site_.cooling) {
      take(p.fed_by);
      take(p.pumps_fed_by);
    }
    for (const auto& n : site_.power)
      if (!n.is_local() && n.type != PowerNodeType::bus_coupler && !taken.contains(n.name))
        c_.warn("power-unused", path(n), fmt::format("nothing takes from `{}`", n.name), "name it in feeds_from of a node or fed_by of a hall or plant, or leave it out");
  }

  /// A plant of which nothing is said hangs on one board alone, which is seldom meant where there are several connections.
  void unstated() {
    const auto connections = std::count_if(site_.power.begin(), site_.power.end(), [](const auto& n) { return n.type == PowerNodeType::grid_connection; });
    for (const auto& p : site_.cooling)
      if (const std::string at = at_ + ".cooling." + p.name; connections > 1 && !c_.reader.given(at + ".fed_by"))
        c_.warn("fed-by", at, fmt::format("nothing states what feeds `{}`: it hangs on `{}` alone, and the site has {} grid connections", p.name, fmt::join(p.fed_by, "`, `"), connections), "add fed_by: with each node that feeds it");
  }

  /// Two boards of one connection joined by a third node, and UPS that stand side by side on different nodes.
  void rings() {
    for (const auto& n : site_.power) {
      if (n.type == PowerNodeType::bus_coupler || n.type == PowerNodeType::transfer_switch || n.sharing != FeedSharing::equal) continue;
      std::map<PowerNodeType, std::vector<std::string>> ends;
      for (const auto& f : n.feeds_from)
        if (index_.contains(f)) ends[end_of(node(index_.at(f)))].push_back(f);
      if (const auto& boards = ends[PowerNodeType::switchboard]; boards.size() > 1)
        c_.warn("power-ring", path(n) + ".feeds_from", fmt::format("`{}` closes a ring of `{}` and `{}`: a fault on one takes both", n.name, boards[0], boards[1]),
                "open it: sharing: priority or a transfer switch; or state that it is meant closed with sharing: impedance");
      const auto mains = std::find_if(ends.begin(), ends.end(), [](const auto& e) { return !e.second.empty() && e.first != PowerNodeType::ups && e.first != PowerNodeType::genset && e.first != PowerNodeType::rectifier; });
      if (const auto& ups = ends[PowerNodeType::ups]; !ups.empty() && mains != ends.end())
        c_.error("power-parallel", path(n) + ".feeds_from", fmt::format("`{}` joins the output of the UPS `{}` with the mains of `{}`: on battery its inverter would run against the grid, on bypass it would join both", n.name, ups[0], mains->second[0]),
                 "one at a time: sharing: priority or a transfer switch, or racks with two cords (fed_by of the hall)");
      if (const auto& ups = ends[PowerNodeType::ups]; ups.size() > 1)
        c_.warn("ups-parallel", path(n) + ".feeds_from", fmt::format("`{}` joins the outputs of `{}` and `{}`: UPS side by side must be one synchronised system", n.name, ups[0], ups[1]),
                "one node with their count, a transfer switch between them, or racks with two cords (fed_by of the hall)");
    }
  }

  /// What a node hands on without a conversion of its own: a board or a UPS, or else itself.
  PowerNodeType end_of(const PowerNodeSpec& n) const {
    const bool passes = n.type == PowerNodeType::busway || n.type == PowerNodeType::pdu;
    if (!passes || n.feeds_from.size() != 1 || !index_.contains(n.feeds_from[0])) return n.type;
    return end_of(node(index_.at(n.feeds_from[0])));
  }

  static double rating(const PowerNodeSpec& n) { return node_rating(n, n.count); }

  /// Loss of a node at its rating, share of it.
  static double full_loss(const PowerNodeSpec& n) {
    if (n.type == PowerNodeType::transformer) return (n.transformer.no_load_loss + n.transformer.load_loss).si() / n.transformer.rating.si();
    if (n.is_ups()) return n.ups.a0 + n.ups.a1 + n.ups.a2;
    return 0;
  }

  /// Racks alone first: they are stated. Then about what cooling and losses add.
  void ratings_along() {
    std::map<std::string, double> behind, all;
    // Generating sets stand by: each carries all that the others do.
    const auto share = [&](std::map<std::string, double>& sum, const std::vector<std::string>& feeds, double w) {
      const auto stands_by = [&](const std::string& f) {
        return std::any_of(site_.power.begin(), site_.power.end(), [&](const auto& n) { return n.name == f && n.type == PowerNodeType::genset; });
      };
      const auto spare = std::count_if(feeds.begin(), feeds.end(), stands_by);
      for (const auto& f : feeds) sum[f] += stands_by(f) ? w / static_cast<double>(spare) : w / static_cast<double>(std::max<std::ptrdiff_t>(1, std::ssize(feeds) - spare));
    };
    for (const HallSpec* hall : halls_at_once(site_)) {
      const HallSpec& h = *hall;
      share(behind, h.fed_by, ratings(h).it_w);
      share(all, h.fed_by, ratings(h).it_w + hall_cooling_w(h));
      for (const FedApart& f : fed_apart(h)) share(all, *f.fed_by, f.w);
    }
    for (const auto& p : site_.cooling) {
      const PlantRatings r = ratings(site_, p);
      const double pumps_w = p.pumps_fed_by.empty() ? 0 : r.loop_pumps_w;
      share(all, p.fed_by, r.electric_w - pumps_w);
      share(all, p.pumps_fed_by, pumps_w);
    }
    if (!site_.cooling.empty()) share(all, site_.cooling.front().fed_by, site_.other_load.si());
    for (auto it = order_.rbegin(); it != order_.rend(); ++it) {
      const PowerNodeSpec& n = site_.power[*it];
      const std::vector<std::string> feeds = usual_feeds(n);
      share(behind, feeds, behind[n.name]);
      share(all, feeds, all[n.name] * (1 + full_loss(n)));
    }
    for (const auto& n : site_.power) {
      const char* unit = rated_in_watts(n) ? "W" : "VA";
      // A feeder of no capacity is one that a build plan brings later.
      if (const double w = behind[n.name]; w > rating(n) && rating(n) > 0)
        c_.warn("rating", path(n), fmt::format("`{}` is rated {} for racks of {}", n.name, format_si(rating(n), unit), format_si(w, "W")),
                "at full load it will be over its rating: more units, or fewer racks");
      else if (const double about = all[n.name] / (rated_in_watts(n) ? 1 : power_factor()); about > rating(n) && rating(n) > 0)
        c_.warn("rating", path(n), fmt::format("`{}` is rated {} for about {}: racks of {}, and cooling and losses", n.name, format_si(rating(n), unit, 4), format_si(about, unit, 4), format_si(w, "W", 4)),
                "at full racks it will be over its rating: more units, or fewer racks");
    }
  }

  /// Those that feed it while nothing has failed.
  static std::vector<std::string> usual_feeds(const PowerNodeSpec& n) {
    if (n.type == PowerNodeType::bus_coupler) return {};
    const auto chosen = static_cast<std::size_t>(n.type == PowerNodeType::transfer_switch ? n.transfer_switch.preferred : 0);
    const bool one = n.type == PowerNodeType::transfer_switch || n.sharing == FeedSharing::priority;
    return one && chosen < n.feeds_from.size() ? std::vector{n.feeds_from[chosen]} : n.feeds_from;
  }

  /// Of the loads behind the first connection.
  double power_factor() const {
    for (const auto& n : site_.power)
      if (n.type == PowerNodeType::grid_connection) return n.power_factor;
    return 1;
  }

  const CheckContext& c_;
  const SiteSpec& site_;
  std::string at_;
  std::map<std::string, std::size_t> index_;
  std::vector<std::size_t> order_;
};

}  // namespace

void check_electrical(const CheckContext& c, const SiteSpec& site) { Graph(c, site).check(); }

}  // namespace netsuden
