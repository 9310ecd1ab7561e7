// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/build_plan.hpp"

#include <algorithm>

#include "sim/spec/asset_path.hpp"

namespace netsuden {

std::vector<std::string> step_labels(const std::vector<PlanStep>& plan) {
  std::vector<std::string> labels;
  for (const PlanStep& s : plan) {
    std::string label = s.name;
    if (label.empty()) label = !s.commission.empty() ? "commission " + s.commission.front() : !s.retire.empty() ? "retire " + s.retire.front() : s.refresh ? "refresh " + s.refresh->hall : !s.set.empty() ? "set " + s.set.front().first : "step";
    const auto same = [&](const std::string& l) { return std::find(labels.begin(), labels.end(), l) != labels.end(); };
    std::string told = label;
    for (int n = 2; same(told); ++n) told = label + " #" + std::to_string(n);
    labels.push_back(std::move(told));
  }
  return labels;
}

std::string refreshed_hall(const RefreshSpec& r) {
  if (!r.as.empty()) return r.as;
  const std::vector<std::string> parts = path_parts(r.hall);
  return parts.back() + "_" + r.with;
}

std::string refreshed_path(const RefreshSpec& r) { return r.hall.substr(0, r.hall.rfind('.') + 1) + refreshed_hall(r); }

std::vector<AssetChange> asset_changes(const PlanStep& s) {
  std::vector<AssetChange> all;
  for (const std::string& a : s.commission) all.push_back({a, true, 0});
  for (const std::string& a : s.retire) all.push_back({a, false, 0});
  if (s.refresh) {
    all.push_back({s.refresh->hall, false, s.refresh->down.si()});
    all.push_back({refreshed_path(*s.refresh), true, 0});
  }
  return all;
}

void describe(Describe& d, SlipSpec& s) {
  const Range any{-36500, 36500, "a century"};
  d.variant("type", s.type, {{"fixed", "by so much"}, {"triangular", "between `low` and `high`, most often `mode`"}, {"lognormal", "skewed to long delays; never early"}},
            {.text = "Family of the distribution."}, [&](Describe& v, int i) {
    const auto t = static_cast<SlipType>(i);
    if (t == SlipType::fixed) v.quantity("by", s.by, {.unit = "d", .range = any, .text = "How late it is; negative: early."});
    if (t == SlipType::triangular) {
      v.quantity("low", s.low, {.unit = "d", .range = any, .text = "Least; negative: early."});
      v.quantity("mode", s.mode, {.unit = "d", .range = any, .text = "Most likely."});
      v.quantity("high", s.high, {.unit = "d", .range = any, .text = "Most."});
    }
    if (t == SlipType::lognormal) {
      v.quantity("median", s.median, {.unit = "d", .range = {1e-3, 36500, "positive"}, .text = "Median."});
      v.plain("sigma", s.sigma, {.range = {0, 5, "of the logarithm"}, .text = "Standard deviation of the natural logarithm.", .source = "assumption"});
    }
  });
}

void describe(Describe& d, RefreshSpec& r) {
  d.text("hall", r.hall, {.required = true, .text = "Path of the hall whose racks leave: sites.SITE.halls.HALL."});
  d.text("with", r.with, {.required = true, .text = "Entry of the racks of the catalogue that takes their place, in the same hall: power nodes, air, coolant and loops stay."});
  d.text("as", r.as, {.text = "Name under which the hall is recorded from then on.", .default_text = "HALL_MODEL"});
  d.integer("count", r.count, {.range = {1, 1e6, "at least one"}, .text = "How many racks.", .default_text = "as many as before"});
  d.quantity("down", r.down, {.unit = "d", .range = {0, 3650, "years"}, .text = "For how long before the new racks enter service the old ones are out."});
}

void describe(Describe& d, PlanStep& s) {
  d.text("name", s.name, {.text = "By which other steps wait for it (`after`)."});
  d.choice("kind", s.kind, {{"other", "anything else"}, {"land", "the ground"}, {"permit", "a permit, an application, a study"}, {"contract", "a contract, of supply or of works"}, {"shell", "building and fit-out"}, {"feeder", "grid connection and the works of the utility"}, {"transformer", "transformers"}, {"switchgear", "switchgear"}, {"genset", "generating sets"}, {"ups", "UPS blocks"}, {"cooling", "chillers, towers, CDUs, air units"}, {"hall", "a hall"}, {"racks", "delivery of racks"}, {"network", "network and storage"}, {"test", "commissioning tests"}, {"refresh", "other racks in their place"}, {"retire", "end of service"}},
           {.text = "What kind of step it is.", .source = "horizon reference 1.1: milestones of a block"});
  d.date("date", s.date, {.text = "When it is wanted: it is done then or, where what it waits for is late, later.", .default_text = "as early as `start`, `after` and `lead_time` have it"});
  d.date("start", s.start, {.text = "Earliest start: the order, the application.", .default_text = "`date` less the lead time; else when what it waits for is done; else the horizon's start"});
  d.quantity("lead_time", s.lead_time, {.unit = "month", .range = {0, 1200, "a century"}, .text = "From its start to its end; whole months by the calendar.", .source = "horizon reference 1.1", .default_text = "0"});
  d.references("after", s.after, "plan step", {.text = "Steps that must be done before it starts."});
  d.object("slip", s.slip, {.text = "How late it ends, drawn with the seed from a stream of its own.", .default_text = "never"});
  d.quantity("adds", s.adds, {.unit = "MW", .range = {0, 1e6, "not negative"}, .text = "Capacity that it adds, for reports.", .default_text = "the ratings of the halls that it commissions, else the least of its nodes and plants"});
  d.texts("commission", s.commission, {.text = "Path or paths of assets that enter service; before, they are out of service."});
  d.texts("retire", s.retire, {.text = "Path or paths of assets that leave service."});
  d.pairs("set", s.set, ValueType::text, {.text = "New values by path, e.g. {sites.inzai.power.feeder_b.capacity: 120 MVA}."});
  d.object("refresh", s.refresh, {.text = "Other racks in the place of those of a hall."});
  d.object("cost", s.cost, {.text = "Capital of the finances: an entry of `finance.capex`, paid when the step is done.", .default_text = "nothing beside `finance.capex`"});
}

}  // namespace netsuden
