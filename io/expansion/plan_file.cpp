// SPDX-License-Identifier: Apache-2.0
#include "io/expansion/plan_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "io/import/csv.hpp"
#include "io/scenario/first_key.hpp"
#include "io/scenario/reader.hpp"
#include "sim/base/some_of.hpp"

namespace netsuden {
namespace {

constexpr std::size_t most_years = 60, most_things = 2000;

CurrencyContext currency_of(const DocNode& root) {
  CurrencySpec spec;
  if (const DocNode* node = root.find("currency"); node && node->is_mapping()) {
    const CurrencyContext none;
    Diagnostics quiet;  // the whole reader says what is wrong here
    Reader(*node, none, quiet).read(spec);
  }
  return money_of(spec);
}

class PlanReader {
 public:
  PlanReader(PlanFile& plan, const DocNode& root, Diagnostics& d) : plan_(plan), d_(d), reader_(root, plan.currency, d) {}

  bool read() {
    reader_.read(plan_.spec);
    if (d_.has_errors()) return false;
    ExpansionSpec& s = plan_.spec;
    if (s.sites.empty()) s.sites = {"site"};
    sizes();
    if (d_.has_errors()) return false;
    plan_.problem.periods = static_cast<int>(s.demand[0].power.size());
    plan_.problem.sites = static_cast<int>(s.sites.size());
    plan_.problem.rate = s.discount_rate.value();
    for (const auto& r : s.resources) resource(r);
    for (const auto& o : s.options) option(o);
    for (const auto& r : s.rentals) plan_.problem.rentals.push_back({r.name, resource_of(r.resource, "rentals." + r.name), r.up_to.si(), r.price.si()});
    for (const auto& j : s.demand) demand(j);
    const auto years = static_cast<std::size_t>(plan_.problem.periods);
    if (s.budget.size() == 1) s.budget.assign(years, s.budget[0]);
    if (!s.budget.empty() && s.budget.size() != years) error("count", "budget", fmt::format("`budget` has {} amounts for {} years", s.budget.size(), years), "one for all, or one a year");
    for (const std::string& b : s.budget) plan_.problem.budget.push_back(amount(b, dims::money, "budget", "300e6 USD"));
    return !d_.has_errors();
  }

 private:
  void error(const char* code, const std::string& path, std::string message, std::string help = {}) { d_.error(code, reader_.where(path), std::move(message), std::move(help)); }

  void sizes() {
    const ExpansionSpec& s = plan_.spec;
    if (s.resources.empty()) error("empty", "resources", "`resources` has none: nothing would limit anything", "resources: {feeders: {there: 15 MW, per_it: 1.25}}");
    if (s.demand.empty()) error("empty", "demand", "`demand` has none", "demand: {work: {power: [8 MW, 18 MW], unserved: 60 USD/W}}");
    for (const auto& j : s.demand)
      if (j.power.empty() || j.power.size() > most_years || j.power.size() != s.demand[0].power.size())
        error("count", fmt::format("demand.{}.power", j.name), fmt::format("`{}` has {} years, the first demand {}", j.name, j.power.size(), s.demand[0].power.size()), fmt::format("as many for each, 1 to {}", most_years));
    if (s.resources.size() + s.options.size() + s.rentals.size() + s.demand.size() + s.sites.size() > most_things) error("count", "resources", "more than 2,000 resources, options, rentals, demands and sites");
    for (std::size_t i = 0; i < s.sites.size(); ++i)
      if (std::find(s.sites.begin(), s.sites.begin() + static_cast<std::ptrdiff_t>(i), s.sites[i]) != s.sites.begin() + static_cast<std::ptrdiff_t>(i)) error("reference", "sites", fmt::format("`{}` is named twice", s.sites[i]));
  }

  double amount(const std::string& text, Dim dim, const std::string& at, const char* example) {
    std::string message;
    const auto v = to_si(text, dim, Want::number, plan_.currency, message);
    if (!v) error("unit", at, fmt::format("`{}` holds `{}`: {}", at, text, message), fmt::format("for example {}", example));
    else if (*v < 0) error("range", at, fmt::format("`{}` is below zero: {}", at, text));
    return v.value_or(0);
  }

  int site_of(const std::string& name, const std::string& at) {
    const auto& all = plan_.spec.sites;
    if (name.empty()) return 0;
    const auto it = std::find(all.begin(), all.end(), name);
    if (it == all.end()) error("reference", at, fmt::format("there is no site `{}`", name), fmt::format("`sites` has {}", some_of(all, 5)));
    return it == all.end() ? 0 : static_cast<int>(it - all.begin());
  }

  int resource_of(const std::string& name, const std::string& at) {
    const auto& all = plan_.spec.resources;
    for (std::size_t k = 0; k < all.size(); ++k)
      if (all[k].name == name) return static_cast<int>(k);
    std::vector<std::string> names;
    for (const auto& r : all) names.push_back(r.name);
    error("reference", at + ".resource", fmt::format("there is no resource `{}`", name), fmt::format("`resources` has {}", some_of(names, 5)));
    return 0;
  }

  void resource(const PlannedResourceSpec& r) {
    const std::string at = "resources." + r.name;
    ExpansionResource out{r.name, site_of(r.site, at + ".site"), r.per_it, 0};
    const bool counted = r.units && r.unit;
    if (r.there.has_value() == (r.units || r.unit) || (r.units || r.unit) != counted) error("missing-key", at, fmt::format("`{}` needs either `there` or both of `units` and `unit`", r.name), "units: 3, unit: 6 MW, spare: 1");
    if (counted && r.spare > *r.units) error("range", at + ".spare", fmt::format("{} of {} units are spare", r.spare, *r.units), "fewer");
    if (r.spare > 0 && !counted) error("missing-key", at + ".spare", fmt::format("`{}` has spare units and does not say how many there are", r.name), "units: 3, unit: 6 MW");
    out.there_w = r.there ? r.there->si() : counted ? (*r.units - r.spare) * r.unit->si() : 0;
    plan_.problem.resources.push_back(out);
  }

  void option(const PlannedOptionSpec& o) {
    const std::string at = "options." + o.name;
    ExpansionOption out{o.name, resource_of(o.resource, at), o.adds.si(), o.cost.si(), o.lead, o.most_a_year, o.most};
    if (o.cost.si() < 0) error("range", at + ".cost", fmt::format("`{}` costs less than nothing", o.name));
    const int units = static_cast<int>(o.units.size());
    if (!plan_.spec.base.empty() && o.units.empty()) error("empty", at + ".units", fmt::format("`{}` says nothing of what it brings in the base scenario", o.name), "units: [{commission: sites.koto.power.feeder_b}]");
    if (!o.units.empty()) out.most = std::min(o.most.value_or(units), units);
    plan_.problem.options.push_back(out);
  }

  void demand(const PlannedDemandSpec& j) {
    ExpansionDemand out{j.name, {}, j.unserved.si(), {}};
    for (const std::string& p : j.power) out.power_w.push_back(amount(p, dims::active_power, fmt::format("demand.{}.power", j.name), "8 MW"));
    for (const std::string& name : j.sites) out.sites.push_back(site_of(name, fmt::format("demand.{}.sites", j.name)));
    for (int i = 0; j.sites.empty() && i < plan_.problem.sites; ++i) out.sites.push_back(i);
    plan_.problem.demands.push_back(std::move(out));
  }

  PlanFile& plan_;
  Diagnostics& d_;
  Reader reader_;
};

}  // namespace

bool is_plan_file(const std::string& path) { return first_key_is(path, "netsuden_plan"); }

std::optional<PlanFile> read_plan_text(const std::string& file, const std::string& text, Diagnostics& d) {
  const auto root = parse_document(file, text, d);
  if (!root) return std::nullopt;
  if (!root->is_mapping()) {
    d.error("type", root->loc, fmt::format("a plan is a mapping, found {}", root->kind_name()), "start with `netsuden_plan: 1`");
    return std::nullopt;
  }
  PlanFile plan;
  plan.file = file;
  plan.text = text;
  plan.currency = currency_of(*root);
  if (!PlanReader(plan, *root, d).read()) return std::nullopt;
  return plan;
}

std::optional<PlanFile> read_plan(const std::string& file, Diagnostics& d) {
  const auto text = read_text_file(file, d);
  return text ? read_plan_text(file, *text, d) : std::nullopt;
}

std::string build_plan_of(const PlanFile& plan, const ExpansionPlan& x, const std::string& after_the_end) {
  using json = nlohmann::ordered_json;
  json steps = json::array();
  const ExpansionSpec& s = plan.spec;
  const auto step = [&](const std::string& name, const std::string& date, const PlannedUnitSpec& u) {
    json j = {{"name", name}, {"date", date}};
    if (!u.commission.empty()) j["commission"] = u.commission;
    for (const auto& [path, value] : u.set) j["set"][path] = value;
    steps.push_back(std::move(j));
  };
  for (std::size_t o = 0; o < s.options.size(); ++o) {
    std::size_t unit = 0;
    const auto& units = s.options[o].units;
    for (std::size_t t = 0; t < x.ordered[o].size(); ++t)
      for (int n = 0; n < x.ordered[o][t] && unit < units.size(); ++n, ++unit)
        step(fmt::format("{} {}", s.options[o].name, unit + 1), fmt::format("{}-01-01", s.from + static_cast<int>(t) + s.options[o].lead), units[unit]);
    for (; unit < units.size(); ++unit)
      if (!units[unit].commission.empty()) step(fmt::format("{} {}, not ordered", s.options[o].name, unit + 1), after_the_end, {units[unit].commission, {}});
  }
  for (std::size_t r = 0; r < s.rentals.size(); ++r)
    for (std::size_t t = 0; !s.rentals[r].set.empty() && t < x.rented_w[r].size(); ++t)
      step(fmt::format("{} of {}", s.rentals[r].name, s.from + static_cast<int>(t)), fmt::format("{}-01-01", s.from + static_cast<int>(t)), {{}, {{s.rentals[r].set, fmt::format("{} MW", x.rented_w[r][t] / 1e6)}}});
  return steps.dump();
}

}  // namespace netsuden
