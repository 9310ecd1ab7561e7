// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/chain_contingency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/spec/complete.hpp"

namespace netsuden {
namespace {

/// A node, or one of its units.
struct Element {
  int node = 0, unit = -1;
};

std::vector<Element> elements(const PowerChain& c) {
  std::vector<Element> all;
  for (std::size_t i = 0; i < c.nodes().size(); ++i) {
    const PowerNode& n = c.nodes()[i];
    const int node = static_cast<int>(i);
    all.push_back({node, -1});
    if (n.unit_up.size() > 1) all.push_back({node, 0});  // its units are alike
  }
  return all;
}

std::string name_of(const PowerChain& c, Element e) {
  const PowerNode& n = c.nodes()[static_cast<std::size_t>(e.node)];
  return e.unit < 0 ? n.spec.name : fmt::format("one of {} {}", n.unit_up.size(), n.spec.name);
}

std::string name_of(const PowerChain& c, const std::vector<Element>& failed) {
  std::string name = name_of(c, failed.front());
  if (failed.size() > 1) name.append(" with ").append(name_of(c, failed[1]));
  return name;
}

PowerChain failed_chain(const PowerChain& whole, const std::vector<Element>& failed) {
  PowerChain c = whole;
  for (const Element e : failed) {
    PowerNode& n = c.nodes()[static_cast<std::size_t>(e.node)];
    if (e.unit < 0) n.in_service = false;
    else n.unit_up[static_cast<std::size_t>(e.unit)] = 0;
  }
  return c;
}

void settle(PowerChain& c, const std::vector<ChainLoad>& loads, double factor, Duration time) {
  walk(c, GridSupply{}, time.si(), [&](PowerChain& live) {
    for (const ChainLoad& l : loads) live.add_load(l.feeds, l.w * factor);
  });
}

PowerChain sure_starts(std::vector<PowerNodeSpec> nodes) {
  for (auto& n : nodes) n.genset.start_failure = Fraction(0);
  return PowerChain(nodes);
}

NodeLoading loading(const PowerNode& n) {
  const double rating = n.is(PowerNodeType::genset) ? n.sets_available_w() : n.rating(n.units_up());
  const double load = n.battery && n.battery->carries ? n.battery->asked_w : n.rated_load();
  return {n.spec.name, load, rating, n.rated_in_w(), n.relay && n.relay->tripped};
}

/// Of each node: whether all that it gives comes from batteries, which empty.
std::vector<char> on_batteries(const PowerChain& c) {
  std::vector<char> held(c.nodes().size(), 0);
  for (auto it = c.flow_order().rbegin(); it != c.flow_order().rend(); ++it) {
    const PowerNode& n = c.nodes()[static_cast<std::size_t>(*it)];
    const bool by_feeds = !n.feeding.empty() && std::all_of(n.feeding.begin(), n.feeding.end(), [&](int f) { return held[static_cast<std::size_t>(f)] != 0; });
    const bool by_ups = n.ups && n.ups->operation == UpsOperation::battery;
    held[static_cast<std::size_t>(*it)] = n.energized && (by_ups || n.island_by >= 0 || by_feeds) ? 1 : 0;
  }
  return held;
}

ChainOutage judge(const PowerChain& c, const std::vector<ChainLoad>& loads, double factor, const ContingencyOptions& options) {
  ChainOutage o;
  std::set<int> feeds;
  for (const ChainLoad& l : loads) feeds.insert(l.feeds.begin(), l.feeds.end());
  for (const int f : feeds)
    if (const PowerNode& n = c.nodes()[static_cast<std::size_t>(f)]; n.energized && std::abs(n.level - 1) > options.voltage.value()) o.voltages.push_back({n.spec.name, n.level});
  for (const PowerNode& n : c.nodes()) {
    NodeLoading l = loading(n);
    if (l.tripped || (n.energized && l.load > l.rating * (1 + 1e-9))) o.over.push_back(l);
    if (n.energized && l.share() > o.highest.share()) o.highest = std::move(l);
  }
  const std::vector<char> held = on_batteries(c);
  for (const ChainLoad& l : loads) {
    const std::vector<int> by = c.live(l.feeds);
    const int live = static_cast<int>(by.size());
    if (live > 0 && std::all_of(by.begin(), by.end(), [&](int f) { return held[static_cast<std::size_t>(f)] != 0; })) {
      o.on_batteries.push_back(l.name);
      o.battery_w += l.w * factor;
    }
    if (live == 0) {
      o.dark.push_back(l.name);
      o.dark_w += l.w * factor;
    } else if (l.rack_feed) {
      NodeLoading cords{l.name + ".rack_feed", l.rack_w * factor, live_cords(*l.rack_feed, static_cast<int>(l.feeds.size()), live) * cord_power(*l.rack_feed).si(), true};
      if (cords.load > cords.rating * (1 + 1e-9)) o.over.push_back(cords);
      if (cords.share() > o.highest.share()) o.highest = std::move(cords);
    }
  }
  return o;
}

bool breaks(const PowerChain& whole, const std::vector<ChainLoad>& loads, const std::vector<std::vector<Element>>& failures, const ContingencyOptions& o, double factor, std::string* which) {
  for (const auto& f : failures) {
    PowerChain c = failed_chain(whole, f);
    settle(c, loads, factor, o.settle);
    if (judge(c, loads, factor, o).secure()) continue;
    if (which) *which = f.empty() ? "no failure at all" : name_of(whole, f);
    return true;
  }
  return false;
}

}  // namespace

PlantStep at_rest(Plant& plant, const PlantInputs& in) {
  PlantStep step;
  for (double t = 0; t < (4_h).si(); t += in.dt_s) {
    step = plant.evaluate(in);
    plant.commit(step, in);
  }
  return step;
}

std::vector<ChainLoad> design_loads(const SiteSpec& s, const ContingencyOptions& o) {
  const PowerChain graph(s.power);
  const auto feeds = [&](const std::vector<std::string>& names) {
    std::vector<int> f;
    for (const auto& n : names) f.push_back(graph.find(n));
    return f;
  };
  std::vector<ChainLoad> loads;
  const std::vector<const HallSpec*> halls = halls_at_once(s);
  for (const HallSpec* hall : halls) {
    const HallSpec& h = *hall;
    const double w = ratings(h).it_w * o.load + hall_cooling_w(h);
    loads.push_back({"halls." + h.name, feeds(h.fed_by), w, h.rack_feed, make_rack(h.racks.params).rated.si() * o.load});
  }
  for (const PlantSpec& p : s.cooling) {
    Plant plant(p);
    PlantInputs in;
    in.heat_w = ratings(s, p, o.load).heat_w;
    in.dt_s = 60;
    in.wet_bulb = o.wet_bulb;
    in.dry_bulb = o.dry_bulb;
    const PlantStep step = at_rest(plant, in);
    const double pumps_w = p.pumps_fed_by.empty() ? 0 : step.primary_pump_w;
    loads.push_back({"cooling." + p.name, feeds(p.fed_by), step.electric_w() - pumps_w});
    if (pumps_w > 0) loads.push_back({"cooling." + p.name + ".pumps", feeds(p.pumps_fed_by), pumps_w});
  }
  for (const HallSpec* h : halls)
    for (const FedApart& f : fed_apart(*h, o.load))
      if (f.w > 0) loads.push_back({"halls." + h->name + "." + f.path, feeds(*f.fed_by), f.w});
  if (s.other_load.si() > 0 && !s.cooling.empty()) loads.push_back({"other_load", loads[halls.size()].feeds, s.other_load.si()});
  return loads;
}

PowerChain settled_chain(const std::vector<PowerNodeSpec>& specs, const std::vector<ChainLoad>& loads, const ContingencyOptions& o) {
  PowerChain c = sure_starts(specs);
  settle(c, loads, 1, o.settle);
  return c;
}

ChainContingencies chain_contingencies(const std::vector<PowerNodeSpec>& specs, const std::vector<ChainLoad>& loads, const ContingencyOptions& o, const std::function<void(int, int)>& on_progress) {
  const PowerChain whole = sure_starts(specs);
  ChainContingencies all;
  for (const ChainLoad& l : loads) all.load_w += l.w;
  const PowerChain intact = settled_chain(specs, loads, o);
  for (const PowerNode& n : intact.nodes()) all.before.push_back(loading(n));

  // A pair with a single point of failure says no more than that one does.
  std::vector<std::vector<Element>> failures, redundant{{}};  // and without any
  std::vector<Element> secure;
  const auto add = [&](std::vector<Element> f) {
    const bool single = breaks(whole, loads, {f}, o, 1e-3, nullptr);
    if (single) all.single.push_back(name_of(whole, f));
    else redundant.push_back(f);
    failures.push_back(std::move(f));
    return single;
  };
  for (const Element e : elements(whole))
    if (!add({e})) secure.push_back(e);
  if (o.pairs)
    for (std::size_t i = 0; i < secure.size(); ++i)
      for (std::size_t k = i + 1; k < secure.size(); ++k)
        if (secure[i].node != secure[k].node) add({secure[i], secure[k]});
  int done = 0;
  for (const auto& f : failures) {
    PowerChain c = failed_chain(whole, f);
    settle(c, loads, 1, o.settle);
    ChainOutage outage = judge(c, loads, 1, o);
    for (const Element e : f) outage.failed.push_back(name_of(whole, e));
    all.outages.push_back(std::move(outage));
    if (on_progress) on_progress(++done, static_cast<int>(failures.size()));
  }
  std::stable_sort(all.outages.begin(), all.outages.end(), [](const ChainOutage& a, const ChainOutage& b) {
    return a.dark_w + a.battery_w != b.dark_w + b.battery_w ? a.dark_w + a.battery_w > b.dark_w + b.battery_w : a.highest.share() > b.highest.share();
  });

  double low = 0, high = 4;
  if (!breaks(whole, loads, redundant, o, high, nullptr)) low = high;
  while (high - low > 1e-3) {
    const double middle = (low + high) / 2;
    (breaks(whole, loads, redundant, o, middle, &all.limit) ? high : low) = middle;
  }
  all.firm_share = low;
  return all;
}

WorstFailures worst_failures(const std::vector<PowerNodeSpec>& specs, const std::vector<char>& in_service, const std::vector<ChainLoad>& loads, const ContingencyOptions& o) {
  PowerChain whole = sure_starts(specs);
  for (std::size_t i = 0; i < in_service.size(); ++i)
    if (in_service[i] == 0) whole.nodes()[i].in_service = false;
  PowerChain intact = whole;
  settle(intact, loads, 1, o.settle);
  WorstFailures w;
  const std::size_t nodes = intact.nodes().size();
  for (const PowerNode& n : intact.nodes()) w.assets.push_back({n.spec.name, loading(n), loading(n), {}, {}});
  for (const ChainLoad& l : loads) w.assets.push_back({l.name, {}, {}, {}, {}});
  for (const Element e : elements(whole)) {
    if (!whole.nodes()[static_cast<std::size_t>(e.node)].in_service) continue;
    PowerChain c = failed_chain(whole, {e});
    settle(c, loads, 1, o.settle);
    const ChainOutage outage = judge(c, loads, 1, o);
    ++w.failures;
    w.secure += outage.secure() ? 1 : 0;
    const std::string failed = name_of(whole, e);
    for (std::size_t i = 0; i < nodes; ++i) {
      NodeLoading l = loading(c.nodes()[i]);
      WorstFailure& at = w.assets[i];
      const bool worse = (l.tripped && !at.highest.tripped) || (l.tripped == at.highest.tripped && l.share() > at.highest.share() * (1 + 1e-9));
      if (worse && (c.nodes()[i].energized || l.tripped)) at.highest = std::move(l), at.failed = failed;
    }
    for (std::size_t i = 0; i < loads.size(); ++i) {
      const auto among = [&](const std::vector<std::string>& names) { return std::find(names.begin(), names.end(), loads[i].name) != names.end(); };
      if (among(outage.dark) || among(outage.on_batteries)) w.assets[nodes + i].dark_by.push_back(failed);
    }
  }
  return w;
}

}  // namespace netsuden
