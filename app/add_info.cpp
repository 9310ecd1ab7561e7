// SPDX-License-Identifier: Apache-2.0
#include "app/add_info.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/files.hpp"
#include "io/scenario/load.hpp"
#include "sim/base/calendar.hpp"
#include "sim/base/unit_table.hpp"
#include "sim/ledger/finance.hpp"
#include "sim/spec/asset_path.hpp"
#include "sim/twin/add_racks.hpp"
#include "sim/twin/budget_account.hpp"
#include "sim/twin/plan_account.hpp"
#include "sim/twin/plan_state.hpp"

namespace netsuden::app {
namespace {

using json = nlohmann::ordered_json;

std::string amount(double v, const std::string& unit) {
  if (unit == "W" || unit == "VA") return format_si(v, unit, 4);
  if (unit == "1") return fmt::format("{:.0f}", v);
  if (unit == "kg/s") return fmt::format("{:.4g} kg/s", v);
  return money_text(v, unit);
}

template <class T>
std::string among(const std::string& name, const std::vector<T>& all) {
  std::vector<std::string> names;
  for (const auto& x : all) names.push_back(x.name);
  const std::string near = nearest_name(name, names);
  return near.empty() ? fmt::format("there are: {}", fmt::join(names, ", ")) : fmt::format("did you mean `{}`?", near);
}

struct Question {
  std::string model, site, hall;
  int count = 0;
};

Question question(const std::string& add) {
  const char* form = "it is MODEL:COUNT@sites.SITE.halls.HALL, as gb300_nvl72:40@sites.inzai.halls.hall2";
  const std::size_t at = add.find('@'), colon = add.rfind(':', at);
  if (at == std::string::npos || colon == std::string::npos) throw UsageError(fmt::format("info: --add {}: {}", add, form));
  Question q;
  q.model = add.substr(0, colon);
  const std::string count = add.substr(colon + 1, at - colon - 1);
  const auto n = parse_number(count);
  if (!n || *n != std::floor(*n) || *n < 1 || *n > 1e6) throw UsageError(fmt::format("info: --add {}: `{}` is no number of racks: 1 to 1000000", add, count));
  q.count = static_cast<int>(*n);
  const std::vector<std::string> parts = path_parts(add.substr(at + 1));
  if (parts.size() != 4 || parts[0] != "sites" || parts[2] != "halls") throw UsageError(fmt::format("info: --add {}: `{}` names no hall; {}", add, add.substr(at + 1), form));
  q.site = parts[1];
  q.hall = parts[3];
  return q;
}

/// What is left of a budget on a date, before the racks; capital alone, as nothing is run.
std::vector<ResourceMargin> budgets(const Scenario& s, const Inputs& in, double t_s, double cost, const std::string& currency) {
  std::vector<ResourceMargin> rows;
  if (!s.finance || !s.finance->budget) return rows;
  const Investment investment = investment_of(s, in);
  const int year = investment.year_of(t_s);
  double all = 0, of_year = 0;
  for (const Payment& p : investment.payments(in.duration())) {
    all += p.amount;
    if (investment.year_of(p.t_s) == year) of_year += p.amount;
  }
  const auto row = [&](const std::string& name, double limit, double spent) { rows.push_back({name, currency, limit, limit, spent, spent + cost, "capital alone: what operation costs comes on top"}); };
  if (const double limit = investment.budget(year); std::isfinite(limit)) row(fmt::format("budget.{}", year), limit, of_year);
  if (s.finance->budget->total) row("budget.total", s.finance->budget->total->si(), all);
  return rows;
}

/// Price of a rack: the last stated one of `each` that is IT; NaN where none is.
double rack_price(const Scenario& s, const Inputs& in) {
  double price = std::numeric_limits<double>::quiet_NaN();
  if (!s.finance) return price;
  const Investment investment = investment_of(s, in);
  for (const CapexSpec& c : investment.spec().capex)
    if (c.each && c.category == CapexCategory::it) price = investment.cost(c) / c.count.value_or(1);
  return price;
}

}  // namespace

int add_info(const std::string& file, const std::string& resolved, const AddOptions& o, const ContingencyOptions& design, const std::optional<std::string>& target) {
  if (target && *target != "-") {
    require_other_file("info", *target, file, resolved.empty() ? "the scenario" : "the trace");
    require_writable(*target);
  }
  const Question q = question(o.add);
  Diagnostics d;
  const auto loaded = resolved.empty() ? load_scenario(file, ComposeOptions{}, d) : load_scenario_text(file, resolved, ComposeOptions{}, d);
  if (!d.all().empty()) fmt::print(stderr, "{}", d.render());
  if (!loaded) return bad_input;
  const Scenario& s = loaded->scenario;
  std::string message;
  Inputs in;
  in.zone = TimeZone::find(s.horizon.timezone, message).value_or(TimeZone());
  in.start_unix = parse_time(s.horizon.from, in.zone, message).value_or(0);
  in.end_unix = parse_time(s.horizon.to, in.zone, message).value_or(0);
  const auto site = std::find_if(s.sites.begin(), s.sites.end(), [&](const SiteSpec& x) { return x.name == q.site; });
  if (site == s.sites.end()) throw UsageError(fmt::format("info: --add {}: there is no site `{}`; {}", o.add, q.site, among(q.site, s.sites)));
  if (std::none_of(site->halls.begin(), site->halls.end(), [&](const HallSpec& h) { return h.name == q.hall; })) throw UsageError(fmt::format("info: --add {}: `{}` has no hall `{}`; {}", o.add, q.site, q.hall, among(q.hall, site->halls)));
  const auto model = std::find_if(s.catalogue.racks.begin(), s.catalogue.racks.end(), [&](const auto& e) { return e.name == q.model; });
  if (model == s.catalogue.racks.end()) throw UsageError(fmt::format("info: --add {}: there are no racks `{}` in the catalogue; {}", o.add, q.model, among(q.model, s.catalogue.racks)));
  double t_s = 0;
  if (!o.by.empty()) {
    const auto by = parse_time(o.by, in.zone, message);
    if (!by) throw UsageError(fmt::format("info: --by {}: {}", o.by, message));
    t_s = *by - in.start_unix;
    if (*by < in.start_unix || *by > in.end_unix) throw UsageError(fmt::format("info: --by {}: outside the horizon, {} to {}", o.by, s.horizon.from, s.horizon.to));
  }
  const PlanState state = plan_state(s, in, t_s);
  const SiteSpec& then = state.scenario.sites[static_cast<std::size_t>(site - s.sites.begin())];
  const auto held = state.absent.find(q.site);
  const std::set<std::string> absent = held == state.absent.end() ? std::set<std::string>{} : held->second;
  ContingencyOptions options = design;
  options.voltage = state.scenario.constraints.voltage;
  const AddRequest request{q.hall, model->params, q.count};
  AddVerdict v = add_racks(state.scenario, then, absent, request, options);
  const int most = v.fits() ? q.count : most_racks(state.scenario, then, absent, request, options, q.count - 1);
  double price = o.price.empty() ? rack_price(s, in) : 0;
  if (!o.price.empty()) {
    const auto stated = to_si(o.price, dims::money, Want::number, loaded->currency, message, s.currency.unit.c_str());
    if (!stated || *stated < 0) throw UsageError(fmt::format("info: --price {}: {}", o.price, stated ? "a price is not negative" : message));
    price = *stated;
  }
  const std::vector<ResourceMargin> money = budgets(s, in, t_s, std::isfinite(price) ? price * q.count : 0, s.currency.unit);
  v.rows.insert(v.rows.end(), money.begin(), money.end());
  std::vector<std::string> notes;
  if (!money.empty() && !std::isfinite(price)) notes.push_back("the price of a rack is not known: state it with --price to have the budget judged");
  if (s.finance && s.finance->budget && money.empty()) notes.push_back("no budget of that year is stated");
  const std::string day = format_compact(in.start_unix + t_s, in.zone).substr(0, 10);
  const ResourceMargin* binding = v.binding();
  std::string text = fmt::format("{} {} in sites.{}.halls.{} by {}: {}\n  {} of IT at their rating, a wet bulb of {:.1f} degC, the build plan as it comes with its slips\n", q.count, q.model, q.site, q.hall, day, v.fits() ? "yes" : "no", format_si(v.it_w, "W", 4), options.wet_bulb.c());
  std::size_t width = 8;
  for (const ResourceMargin& r : v.rows) width = std::max(width, r.name.size());
  text += fmt::format("\n  {:<{}}  {:>12}  {:>12}  {:>12}  {:>12}  {:>12}\n", "resource", width, "installed", "firm", "used", "with them", "margin");
  for (const ResourceMargin& r : v.rows) text += fmt::format("  {:<{}}  {:>12}  {:>12}  {:>12}  {:>12}  {:>12}  {}{}{}\n", r.name, width, amount(r.installed, r.unit), amount(r.firm, r.unit), amount(r.before, r.unit), amount(r.with, r.unit), amount(r.margin(), r.unit), r.holds() ? "ok" : "NO", r.note.empty() ? "" : ": ", r.note);
  if (binding) text += fmt::format("\n  binding: {}\n", binding->name);
  if (!v.fits()) text += fmt::format("  racks that power, cooling and floor take: {}\n", most);
  for (const std::string& n : notes) text += fmt::format("  {}\n", n);
  json rows = json::array();
  for (const ResourceMargin& r : v.rows) rows.push_back({{"resource", r.name}, {"unit", r.unit}, {"installed", r.installed}, {"firm", r.firm}, {"used", r.before}, {"used_with", r.with}, {"margin", r.margin()}, {"holds", r.holds()}, {"note", r.note}});
  const std::string document = json{{"file", file}, {"model", q.model}, {"count", q.count}, {"hall", fmt::format("sites.{}.halls.{}", q.site, q.hall)}, {"by", format_iso(in.start_unix + t_s, in.zone)}, {"it_power_w", v.it_w}, {"answer", v.fits()}, {"binding", binding ? binding->name : ""}, {"most", most}, {"resources", rows}, {"notes", notes}}.dump(1) + "\n";
  if (!target || *target != "-") fmt::print("{}", text);
  if (target && *target != "-") write_file(*target, document);
  else if (target) fmt::print("{}", document);
  return o.fail && !v.fits() ? violation : ok;
}

}  // namespace netsuden::app
