// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/add_racks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/spec/complete.hpp"
#include "sim/twin/plan_state.hpp"
#include "sim/twin/standing.hpp"

namespace netsuden {
namespace {

constexpr double rack_area_m2 = 4;  // as halls without a stated area are sized
constexpr const char* added_name = "added racks";

/// The racks that are added, as a hall of their own on the nodes and loops of the other, without machines.
HallSpec added_hall(const HallSpec& h, const AddRequest& request) {
  HallSpec x = h;
  x.name = added_name;
  x.replaces.clear();
  x.racks.params = request.racks;
  x.racks.count = request.count;
  x.racks.rows = 1;
  x.power_groups = 0;
  x.rear_doors.reset();
  if (x.air) {
    x.air->crahs.count = 0;
    x.air->crahs.fed_by.clear();
    if (x.air->cracs) x.air->cracs->units.count = 0;
  }
  if (x.liquid) {
    x.liquid->cdus.count = 0;
    x.liquid->cdus.fed_by.clear();
    x.liquid->cold_plate.reset();
  }
  return x;
}

std::optional<double> contract_w(const Scenario& s, const SiteSpec& site) {
  if (site.contract_demand) return site.contract_demand->si();
  for (const GridSpec& g : s.grids)
    if (g.name == site.grid && g.tariff && g.tariff->contract) return g.tariff->contract->si();
  if (s.constraints.import_limit) return s.constraints.import_limit->si();
  return std::nullopt;
}

ResourceMargin failures(const SiteSpec& before, const SiteSpec& with, const ContingencyOptions& o) {
  double before_w = 0;
  for (const ChainLoad& l : design_loads(before, o)) before_w += l.w;
  const ChainContingencies b = chain_contingencies(with.power, design_loads(with, o), o);
  ResourceMargin r{"N-1 of the power chain", "W", b.load_w, b.firm_share * b.load_w, before_w, b.load_w};
  if (!b.single.empty()) r.note = fmt::format("beside single points: {}", fmt::join(b.single, ", "));
  // By bisection to a thousandth.
  if (b.firm_share >= 1 - 1e-3 && !r.holds()) r.firm = r.with;
  if (!r.holds()) r.note = fmt::format("the first to break is {}{}", b.limit, r.note.empty() ? "" : "; " + r.note);
  return r;
}

}  // namespace

bool AddVerdict::fits() const { return std::all_of(rows.begin(), rows.end(), [](const ResourceMargin& r) { return r.holds(); }); }

const ResourceMargin* AddVerdict::binding() const {
  const auto room = [](const ResourceMargin& r) { return r.firm > 0 ? r.margin() / r.firm : r.with > 0 ? -1e9 : 0; };
  const auto it = std::min_element(rows.begin(), rows.end(), [&](const ResourceMargin& a, const ResourceMargin& b) { return room(a) < room(b); });
  return it == rows.end() ? nullptr : &*it;
}

AddVerdict add_racks(const Scenario& s, const SiteSpec& whole, const std::set<std::string>& absent, const AddRequest& request, const ContingencyOptions& o) {
  AddVerdict v;
  const RackModel rack = make_rack(request.racks);
  v.it_w = rack.rated.si() * request.count;
  const double liquid_w = v.it_w * request.racks.liquid_share.value();
  const auto hall = std::find_if(whole.halls.begin(), whole.halls.end(), [&](const HallSpec& h) { return h.name == request.hall; });
  if (hall == whole.halls.end()) return v;
  const std::string at = "halls." + hall->name;
  if (absent.contains(at)) {
    v.rows.push_back({at, "1", 0, 0, 0, 1, "the hall is not there by then"});
    return v;
  }
  SiteSpec grown = whole;
  grown.halls.push_back(added_hall(*hall, request));
  const bool no_liquid = liquid_w > 0 && !hall->liquid;
  const Standing before = standing(whole, absent, o), with = standing(grown, absent, o);
  const auto used_before = [&](const std::string& name) {
    for (const StandingResource& r : before.resources)
      if (r.name == name) return r.used;
    return 0.0;
  };
  const auto added = [&](const std::string& group) {
    for (const StandingResource& r : with.resources)
      if (r.name == std::string("halls.") + added_name + "." + group) return r.used;
    return 0.0;
  };
  for (const StandingResource& r : with.resources) {
    if (r.name.starts_with(std::string("halls.") + added_name)) continue;
    const double used = r.used + (r.name.starts_with(at + ".") ? added(r.name.substr(at.size() + 1)) : 0);
    if (!(used > used_before(r.name) * (1 + 1e-9) + 1e-6)) continue;
    v.rows.push_back({r.name, r.unit, r.installed, r.firm, used_before(r.name), used});
  }
  for (const StandingHall& h : with.halls)
    if (h.name == added_name && h.power <= 0) v.rows.push_back({h.power_by, "W", 0, 0, 0, v.it_w, "without it nothing supplies the racks"});
  for (const StandingHall& h : with.halls)
    if (h.name == hall->name && h.cooling <= 0) v.rows.push_back({h.cooling_by, "W", 0, 0, 0, v.it_w, "without it nothing cools the racks"});
  if (no_liquid) v.rows.push_back({at + ".liquid", "W", 0, 0, 0, liquid_w, "the hall has no liquid cooling"});
  v.rows.push_back(failures(standing_site(whole, absent), standing_site(grown, absent), o));
  if (const auto contract = contract_w(s, whole)) v.rows.push_back({"contract", "W", *contract, *contract, before.import_w, with.import_w});
  if (hall->rack_feed) {
    const RackFeedParams& f = *hall->rack_feed;
    const int sides = static_cast<int>(hall->fed_by.size());
    const double cord = cord_power(f).si();
    v.rows.push_back({at + ".rack_feed", "W", live_cords(f, sides, sides) * cord, firm_cords(f, sides, sides) * cord, make_rack(hall->racks.params).rated.si(), rack.rated.si(), "of one rack"});
  }
  if (hall->area) {
    const double positions = std::floor(hall->area->si() / rack_area_m2 + 1e-9), standing_now = hall->racks.count;
    // An area that was filled in by the number of racks says nothing of the space beside them.
    if (positions > standing_now) v.rows.push_back({at + ".positions", "1", positions, positions, standing_now, standing_now + request.count, "racks, at 4 m2 each"});
  }
  return v;
}

int most_racks(const Scenario& s, const SiteSpec& site, const std::set<std::string>& absent, AddRequest request, const ContingencyOptions& o, int most) {
  int low = 0, high = most + 1;
  while (high - low > 1) {
    request.count = (low + high) / 2;
    (add_racks(s, site, absent, request, o).fits() ? low : high) = request.count;
  }
  return low;
}

}  // namespace netsuden
