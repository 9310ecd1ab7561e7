// SPDX-License-Identifier: Apache-2.0
// What of the cooling of a site hangs on power nodes of its own (sim/twin/auxiliary.hpp), and what it draws.
#include <algorithm>
#include <string>
#include <vector>

#include "sim/power/timing.hpp"
#include "sim/twin/site_model.hpp"

namespace netsuden {

std::vector<int> SiteModel::feeds_of(const std::vector<std::string>& names) const {
  std::vector<int> f;
  for (const auto& n : names) f.push_back(chain_.find(n));
  return f;
}

/// The plants first, in their order.
void SiteModel::build_auxiliaries() {
  using What = Auxiliary::What;
  const auto add = [&](What what, std::size_t index, const std::vector<std::string>& names) {
    auxiliaries_.push_back({what, index, feeds_of(names)});
    return static_cast<int>(auxiliaries_.size()) - 1;
  };
  pumps_apart_.assign(plants_.size(), -1);
  air_apart_.assign(halls_.size(), -1);
  cdus_apart_.assign(halls_.size(), -1);
  for (std::size_t p = 0; p < plants_.size(); ++p) add(What::plant, p, spec_.cooling[p].fed_by);
  for (std::size_t p = 0; p < plants_.size(); ++p)
    if (const auto& names = spec_.cooling[p].pumps_fed_by; !names.empty()) pumps_apart_[p] = add(What::pumps, p, names);
  for (std::size_t h = 0; h < halls_.size(); ++h) {
    const HallSpec& s = spec_.halls[h];
    if (s.air && !s.air->fed_by().empty()) air_apart_[h] = add(What::air_units, h, s.air->fed_by());
    if (s.liquid && !s.liquid->cdus.fed_by.empty()) cdus_apart_[h] = add(What::cdus, h, s.liquid->cdus.fed_by);
  }
}

/// By the boards as they are. What hangs on none of the hall's own nodes waits for its turn, plants last: they need their pumps.
void SiteModel::switch_auxiliaries() {
  const LoadSequenceParams all_at_once{.delay = {}, .step = {}, .hold = never};
  const LoadSequenceParams& p = spec_.load_sequence ? *spec_.load_sequence : all_at_once;
  const Duration now = Duration::from_si(t_);
  Duration before = -never;
  for (const Auxiliary& a : auxiliaries_)
    if (a.in_line.energized) before = std::max(before, a.in_line.starts);  // who has lost its power has lost its place
  for (const bool plants : {false, true})
    for (Auxiliary& a : auxiliaries_) {
      if ((a.what == Auxiliary::What::plant) != plants) continue;
      before = look(p, a.in_line, chain_.any_energized(a.feeds), now, before);
      a.powered = (!a.of_hall() || halls_[a.index].in_service) && a.in_line.runs(now);
    }
}

double SiteModel::next_in_line_s() const {
  double next = never_s;
  for (const Auxiliary& a : auxiliaries_)
    if (!a.powered && (!a.of_hall() || halls_[a.index].in_service) && a.in_line.energized)
      next = std::min(next, std::max(0.0, a.in_line.starts.si() - t_));
  return next;
}

double SiteModel::auxiliary_w(const Auxiliary& a) const {
  switch (a.what) {
    case Auxiliary::What::plant: return out_.plants[a.index].electric_w() - (pumps_apart_[a.index] < 0 ? 0 : out_.plants[a.index].primary_pump_w);
    case Auxiliary::What::pumps: return out_.plants[a.index].primary_pump_w;
    case Auxiliary::What::air_units: return out_.halls[a.index].air_units_w();
    case Auxiliary::What::cdus: return out_.halls[a.index].cdu_pump_w;
  }
  return 0;
}

/// Fans and pumps of a hall that share the nodes of its racks.
double SiteModel::on_racks_nodes_w(std::size_t h) const {
  const HallStep& s = out_.halls[h];
  return (air_apart_[h] < 0 ? s.air_units_w() : 0) + (cdus_apart_[h] < 0 ? s.cdu_pump_w : 0) + s.door_fan_w;
}

}  // namespace netsuden
