// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/site_shedding.hpp"

#include <algorithm>

namespace netsuden {
namespace {

constexpr double near_limit = 0.9;

SheddingInputs::Source source(const PowerNode& n) {
  if (n.battery) return {n.battery->asked_w, n.rating(1), n.battery->carries};
  if (!n.sets.empty()) return {n.load_w, n.sets_on_load() * n.rating(1), n.energized};
  return {n.load_w, n.rating(n.units_up()) * (n.rated_load() > 0 ? n.load_w / n.rated_load() : 1), n.energized};  // at the power factor of its load
}

bool over(const SheddingInputs::Source& s, double share) { return s.watched && s.load_w > share * s.capacity_w; }

/// What one watt at `feeds` asks of each node: as things are, or as a load that returns would find them.
std::vector<double> shares(const PowerChain& c, const std::vector<int>& feeds, bool returning) {
  std::vector<double> share(c.nodes().size(), 0);
  const std::vector<int> live = c.live(feeds);
  for (const int f : live) share[static_cast<std::size_t>(f)] += 1 / static_cast<double>(live.size());
  for (const int i : c.flow_order()) {
    const PowerNode& n = c.nodes()[static_cast<std::size_t>(i)];
    const double w = share[static_cast<std::size_t>(i)];
    if (w <= 0 || n.feeding.empty()) continue;
    // Of what a board's own PV and batteries leave, or a UPS does not take from its battery.
    const double passed = !n.local.empty() ? (n.input_w > 0 ? 1 : 0) : n.load_w > 0 ? std::min(n.input_w, n.load_w + n.loss_w) / n.load_w : 1;
    const double taken = w * (returning || n.island_by >= 0 ? std::max(1.0, passed) : passed);
    for (std::size_t k = 0; k < n.feeding.size(); ++k) share[static_cast<std::size_t>(n.feeding[k])] += taken * n.share(k);
  }
  return share;
}

}  // namespace

SiteShedding::SiteShedding(const std::vector<ControlSpec>& specs, const SiteModel& site) : tally_(site.halls().size()) {
  for (const ControlSpec& c : specs) {
    if (c.type != ControlType::load_shedding) continue;
    std::vector<int> nodes;
    for (std::size_t i = 0; i < site.chain().nodes().size(); ++i) {
      const PowerNode& n = site.chain().nodes()[i];
      if (n.solar || (n.battery && !n.spec.island)) continue;  // they give what they can
      if (c.target.empty() || c.target == site.path() + ".power." + n.spec.name) nodes.push_back(static_cast<int>(i));
    }
    if (nodes.empty()) continue;
    const std::size_t n = nodes.size();
    controls_.push_back({c.shedding, std::move(nodes), LoadShedding(c.shedding, n, site.halls().size())});
  }
}

SheddingInputs SiteShedding::inputs(const SiteModel& site, const Control& c) const {
  SheddingInputs in;
  for (const int i : c.nodes) in.sources.push_back(source(site.chain().nodes()[static_cast<std::size_t>(i)]));
  const std::size_t halls = site.halls().size();
  const bool idle = !c.shedding.any_shed() && std::none_of(in.sources.begin(), in.sources.end(), [&](const auto& s) { return over(s, c.params.limit); });
  in.loads.resize(halls);
  in.relief_w.assign(in.sources.size() * halls, 0);
  if (idle) return in;
  for (std::size_t h = 0; h < halls; ++h) {
    const Hall& hall = site.halls()[h];
    const bool shed = c.shedding.is_shed(h);
    in.loads[h] = {hall.spec().priority, site.racks_on(static_cast<int>(h)), hall.in_service && site.chain().any_energized(hall.feeds)};
    const double w = site.hall_asks_w(static_cast<int>(h));
    const std::vector<double> share = shares(site.chain(), hall.feeds, shed);
    for (std::size_t s = 0; s < c.nodes.size(); ++s) in.relief_w[s * halls + h] = w * share[static_cast<std::size_t>(c.nodes[s])];
  }
  return in;
}

std::vector<SiteShedding::Move> SiteShedding::step(const SiteModel& site, double dt_s) {
  std::vector<Move> moves;
  for (Control& c : controls_) {
    const SheddingInputs in = inputs(site, c);
    for (const SheddingMove& m : c.shedding.step(in, Duration::from_si(dt_s))) {
      Move move{m.load, m.shed, -1, 0, 0};
      if (m.source >= 0) {
        const auto& s = in.sources[static_cast<std::size_t>(m.source)];
        move = {m.load, m.shed, c.nodes[static_cast<std::size_t>(m.source)], s.load_w, s.capacity_w};
      }
      if (m.shed == site.is_shed(m.load) || (!m.shed && is_shed(m.load))) continue;  // another control holds it
      Tally& t = tally_[static_cast<std::size_t>(m.load)];
      if (m.shed && t.times++ == 0) t.first_s = site.time();
      moves.push_back(move);
    }
  }
  return moves;
}

bool SiteShedding::is_shed(int hall) const {
  return std::any_of(controls_.begin(), controls_.end(), [&](const Control& c) { return c.shedding.is_shed(static_cast<std::size_t>(hall)); });
}

double SiteShedding::next_event_s() const {
  double next = std::numeric_limits<double>::infinity();
  for (const Control& c : controls_) next = std::min(next, c.shedding.next_event_s());
  return next;
}

bool SiteShedding::near(const SiteModel& site) const {
  return std::any_of(controls_.begin(), controls_.end(), [&](const Control& c) {
    return std::any_of(c.nodes.begin(), c.nodes.end(), [&](int i) { return over(source(site.chain().nodes()[static_cast<std::size_t>(i)]), near_limit * c.params.limit); });
  });
}

}  // namespace netsuden
