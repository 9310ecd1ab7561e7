// SPDX-License-Identifier: Apache-2.0
#include "sim/expansion/expansion.hpp"

#include <coin/Cbc_C_Interface.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

#include "sim/base/errors.hpp"

namespace netsuden {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double mega = 1e6;  // MW and millions: numbers near 1

struct Column {
  std::string name;
  double low = 0, high = infinity, cost = 0;
  bool whole = false;
};

struct Row {
  std::string name;
  double low = -infinity, high = infinity;
  std::vector<std::pair<int, double>> terms;
};

/// Columns and rows of a problem.
class Programme {
 public:
  explicit Programme(const ExpansionProblem& p, const ExpansionGoal& goal) : p_(p) {
    for (std::size_t o = 0; o < p.options.size(); ++o)
      for (int t = 0; t < p.periods; ++t) {
        const ExpansionOption& x = p.options[o];
        // What cannot come within the periods is not ordered: it only costs.
        const double most = t + x.lead < p.periods ? x.most_in_period ? *x.most_in_period : x.most ? *x.most : infinity : 0;
        columns.push_back({fmt::format("n{}_{}", o + 1, t + 1), 0, most, discount(t) * x.cost / mega, true});
      }
    for (std::size_t r = 0; r < p.rentals.size(); ++r)
      for (int t = 0; t < p.periods; ++t) columns.push_back({fmt::format("o{}_{}", r + 1, t + 1), 0, p.rentals[r].up_to_w / mega, discount(t) * p.rentals[r].price});
    for (std::size_t j = 0; j < p.demands.size(); ++j)
      for (int i = 0; i < p.sites; ++i)
        for (int t = 0; t < p.periods; ++t) {
          const bool may = std::find(p.demands[j].sites.begin(), p.demands[j].sites.end(), i) != p.demands[j].sites.end();
          columns.push_back({fmt::format("s{}_{}_{}", j + 1, i + 1, t + 1), 0, may ? infinity : 0});
        }
    for (std::size_t j = 0; j < p.demands.size(); ++j)
      for (int t = 0; t < p.periods; ++t) columns.push_back({fmt::format("u{}_{}", j + 1, t + 1), 0, infinity, discount(t) * p.demands[j].unserved_price});
    for (std::size_t j = 0; j < p.demands.size(); ++j)
      for (int t = 0; t < p.periods; ++t) {
        const double d = p.demands[j].power_w[static_cast<std::size_t>(t)] / mega;
        Row r{fmt::format("dem{}_{}", j + 1, t + 1), d, d, {{unserved(j, t), 1}}};
        for (int i = 0; i < p.sites; ++i) r.terms.emplace_back(served(j, i, t), 1);
        rows.push_back(std::move(r));
      }
    for (std::size_t k = 0; k < p.resources.size(); ++k)
      for (int t = 0; t < p.periods; ++t) rows.push_back(resource(k, t));
    for (int t = 0; t < p.periods && !p.budget.empty(); ++t) {
      Row r{fmt::format("bud_{}", t + 1), -infinity, p.budget[static_cast<std::size_t>(t)] / mega, {}};
      for (std::size_t o = 0; o < p.options.size(); ++o) r.terms.emplace_back(ordered(o, t), p.options[o].cost / mega);
      rows.push_back(std::move(r));
    }
    for (std::size_t o = 0; o < p.options.size(); ++o)
      if (p.options[o].most) {
        Row r{fmt::format("all{}", o + 1), -infinity, static_cast<double>(*p.options[o].most), {}};
        for (int t = 0; t < p.periods; ++t) r.terms.emplace_back(ordered(o, t), 1);
        rows.push_back(std::move(r));
      }
    if (goal.kind == ExpansionGoal::Kind::served_at_least) rows.push_back(all_served("goal", goal.period, goal.served_w / mega));
    if (goal.kind == ExpansionGoal::Kind::most_served) {
      for (Column& c : columns) c.cost = 0;
      for (std::size_t j = 0; j < p.demands.size(); ++j) columns[static_cast<std::size_t>(unserved(j, goal.period))].cost = 1;
    }
  }

  int ordered(std::size_t o, int t) const { return static_cast<int>(o) * p_.periods + t; }
  int rented(std::size_t r, int t) const { return ordered(p_.options.size() + r, t); }
  int served(std::size_t j, int i, int t) const { return ordered(p_.options.size() + p_.rentals.size() + j * static_cast<std::size_t>(p_.sites) + static_cast<std::size_t>(i), t); }
  int unserved(std::size_t j, int t) const { return ordered(p_.options.size() + p_.rentals.size() + p_.demands.size() * static_cast<std::size_t>(p_.sites) + j, t); }
  double discount(int t) const { return std::pow(1 + p_.rate, -t); }

  std::vector<Column> columns;
  std::vector<Row> rows;

 private:
  Row resource(std::size_t k, int t) const {
    const ExpansionResource& x = p_.resources[k];
    Row r{fmt::format("res{}_{}", k + 1, t + 1), -infinity, x.there_w / mega, {}};
    for (std::size_t j = 0; j < p_.demands.size(); ++j) r.terms.emplace_back(served(j, x.site, t), x.per_it);
    for (std::size_t o = 0; o < p_.options.size(); ++o)
      for (int from = 0; p_.options[o].resource == static_cast<int>(k) && from + p_.options[o].lead <= t; ++from) r.terms.emplace_back(ordered(o, from), -p_.options[o].adds_w / mega);
    for (std::size_t i = 0; i < p_.rentals.size(); ++i)
      if (p_.rentals[i].resource == static_cast<int>(k)) r.terms.emplace_back(rented(i, t), -1);
    return r;
  }
  Row all_served(const char* name, int t, double at_least) const {
    Row r{name, at_least, infinity, {}};
    for (std::size_t j = 0; j < p_.demands.size(); ++j)
      for (int i = 0; i < p_.sites; ++i) r.terms.emplace_back(served(j, i, t), 1);
    return r;
  }

  const ExpansionProblem& p_;
};

struct Optimum {
  bool feasible = false;
  double value = 0;
  std::vector<double> x;
};

struct DeleteModel {
  void operator()(Cbc_Model* m) const { Cbc_deleteModel(m); }
};

std::unique_ptr<Cbc_Model, DeleteModel> model_of(const Programme& g, bool whole) {
  std::unique_ptr<Cbc_Model, DeleteModel> m(Cbc_newModel());
  const auto n = g.columns.size();
  std::vector<std::vector<std::pair<int, double>>> by_column(n);
  for (std::size_t r = 0; r < g.rows.size(); ++r)
    for (const auto& [c, v] : g.rows[r].terms) by_column[static_cast<std::size_t>(c)].emplace_back(static_cast<int>(r), v);
  std::vector<CoinBigIndex> start{0};
  std::vector<int> index;
  std::vector<double> value, low, high, cost, row_low, row_high;
  for (std::size_t c = 0; c < n; ++c) {
    for (const auto& [r, v] : by_column[c]) index.push_back(r), value.push_back(v);
    start.push_back(static_cast<CoinBigIndex>(index.size()));
    low.push_back(g.columns[c].low), high.push_back(g.columns[c].high), cost.push_back(g.columns[c].cost);
  }
  for (const Row& r : g.rows) row_low.push_back(r.low), row_high.push_back(r.high);
  Cbc_loadProblem(m.get(), static_cast<int>(n), static_cast<int>(g.rows.size()), start.data(), index.data(), value.data(), low.data(), high.data(), cost.data(), row_low.data(), row_high.data());
  for (std::size_t c = 0; c < n; ++c)
    if (g.columns[c].whole && whole) Cbc_setInteger(m.get(), static_cast<int>(c));
  for (const auto& [key, words] : {std::pair{"logLevel", "0"}, {"ratioGap", "0"}, {"allowableGap", "1e-10"}, {"randomSeed", "1"}, {"threads", "0"}}) Cbc_setParameter(m.get(), key, words);
  Cbc_setLogLevel(m.get(), 0);
  return m;
}

Optimum optimum_of(const Programme& g, bool whole) {
  const auto m = model_of(g, whole);
  Cbc_solve(m.get());
  Optimum best;
  if (Cbc_isProvenInfeasible(m.get())) return best;
  if (!Cbc_isProvenOptimal(m.get())) throw SimulationError("the solver of the plan gave up before it had proven an optimum");
  const double* x = Cbc_getColSolution(m.get());
  best.feasible = true;
  best.x.assign(x, x + g.columns.size());
  for (std::size_t c = 0; c < g.columns.size(); ++c) {
    if (g.columns[c].whole && whole) best.x[c] = std::round(best.x[c]);
    best.value += g.columns[c].cost * best.x[c];
  }
  return best;
}

void check(const ExpansionProblem& p) {
  const auto periods = static_cast<std::size_t>(p.periods);
  const auto site = [&](int i) { return i >= 0 && i < p.sites; };
  bool good = p.periods >= 1 && p.sites >= 1 && (p.budget.empty() || p.budget.size() == periods);
  for (const auto& k : p.resources) good = good && site(k.site);
  for (const auto& o : p.options) good = good && o.resource >= 0 && o.resource < static_cast<int>(p.resources.size()) && o.lead >= 0;
  for (const auto& r : p.rentals) good = good && r.resource >= 0 && r.resource < static_cast<int>(p.resources.size());
  for (const auto& d : p.demands) good = good && d.power_w.size() == periods && std::all_of(d.sites.begin(), d.sites.end(), site);
  if (!good) throw SimulationError("the plan's problem does not fit together");
}

}  // namespace

double ExpansionPlan::served(int period) const {
  double w = 0;
  for (const auto& demand : served_w)
    for (const auto& site : demand) w += site[static_cast<std::size_t>(period)];
  return w;
}

ExpansionPlan solve(const ExpansionProblem& p, const ExpansionGoal& goal) {
  check(p);
  if (goal.kind == ExpansionGoal::Kind::most_served) {
    // First how much, then the cheapest way to it.
    const Programme most(p, goal);
    const Optimum x = optimum_of(most, true);
    if (!x.feasible) return {};
    double asked = 0;
    for (const ExpansionDemand& d : p.demands) asked += d.power_w[static_cast<std::size_t>(goal.period)];
    return solve(p, {ExpansionGoal::Kind::served_at_least, goal.period, (asked - x.value * mega) * (1 - 1e-9)});
  }
  const Programme g(p, goal);
  const Optimum best = optimum_of(g, true);
  ExpansionPlan plan;
  plan.feasible = best.feasible;
  if (!best.feasible) return plan;
  plan.cost = best.value * mega;
  plan.bound = optimum_of(g, false).value * mega;
  const auto at = [&](int column) { return best.x[static_cast<std::size_t>(column)]; };
  const auto series = [&](const auto& column, double scale, double price, std::vector<double>* cost) {
    std::vector<double> w;
    double sum = 0;
    for (int t = 0; t < p.periods; ++t) {
      w.push_back(std::max(0.0, at(column(t))) * scale);
      sum += g.discount(t) * w.back() * price;
    }
    if (cost) cost->push_back(sum);
    return w;
  };
  for (std::size_t o = 0; o < p.options.size(); ++o) {
    std::vector<int> n;
    for (const double x : series([&](int t) { return g.ordered(o, t); }, 1, p.options[o].cost, &plan.option_cost)) n.push_back(static_cast<int>(x));
    plan.ordered.push_back(n);
  }
  for (std::size_t r = 0; r < p.rentals.size(); ++r) plan.rented_w.push_back(series([&](int t) { return g.rented(r, t); }, mega, p.rentals[r].price, &plan.rental_cost));
  for (std::size_t j = 0; j < p.demands.size(); ++j) {
    plan.served_w.emplace_back();
    for (int i = 0; i < p.sites; ++i) plan.served_w.back().push_back(series([&](int t) { return g.served(j, i, t); }, mega, 0, nullptr));
    plan.unserved_w.push_back(series([&](int t) { return g.unserved(j, t); }, mega, p.demands[j].unserved_price, &plan.unserved_cost));
  }
  return plan;
}

double capacity_of(const ExpansionProblem& p, const ExpansionPlan& plan, int resource, int period) {
  double w = p.resources[static_cast<std::size_t>(resource)].there_w;
  for (std::size_t o = 0; o < p.options.size(); ++o)
    for (int from = 0; p.options[o].resource == resource && from + p.options[o].lead <= period; ++from) w += p.options[o].adds_w * plan.ordered[o][static_cast<std::size_t>(from)];
  for (std::size_t r = 0; r < p.rentals.size(); ++r)
    if (p.rentals[r].resource == resource) w += plan.rented_w[r][static_cast<std::size_t>(period)];
  return w;
}

double taken_of(const ExpansionProblem& p, const ExpansionPlan& plan, int resource, int period) {
  const ExpansionResource& x = p.resources[static_cast<std::size_t>(resource)];
  double w = 0;
  for (const auto& demand : plan.served_w) w += demand[static_cast<std::size_t>(x.site)][static_cast<std::size_t>(period)];
  return x.per_it * w;
}

double value_of(const ExpansionProblem& p, const ExpansionPlan& plan, int resource, double more_w) {
  ExpansionProblem more = p;
  more.resources[static_cast<std::size_t>(resource)].there_w += more_w;
  return (plan.cost - solve(more).cost) / more_w;
}

std::optional<EarliestPlan> earliest(const ExpansionProblem& p, double served_w) {
  for (int t = 0; t < p.periods; ++t)
    if (ExpansionPlan plan = solve(p, {ExpansionGoal::Kind::served_at_least, t, served_w}); plan.feasible) return EarliestPlan{t, std::move(plan)};
  return std::nullopt;
}

std::string mps_of(const ExpansionProblem& p, const ExpansionGoal& goal) {
  check(p);
  const Programme g(p, goal);
  std::string t = "NAME          NETSUDEN\nROWS\n N  COST\n";
  for (const Row& r : g.rows) t += fmt::format(" {}  {}\n", r.low == r.high ? "E" : r.high < infinity ? "L" : "G", r.name);
  t += "COLUMNS\n";
  bool whole = false;
  int markers = 0;
  const auto marker = [&](bool begins) { t += fmt::format("    M{}  'MARKER'  '{}'\n", ++markers, begins ? "INTORG" : "INTEND"); };
  for (std::size_t c = 0; c < g.columns.size(); ++c) {
    const Column& x = g.columns[c];
    if (x.whole != whole) marker(whole = x.whole);
    t += fmt::format("    {}  COST  {:.17g}\n", x.name, x.cost);
    for (const Row& r : g.rows)
      for (const auto& [column, v] : r.terms)
        if (column == static_cast<int>(c)) t += fmt::format("    {}  {}  {:.17g}\n", x.name, r.name, v);
  }
  if (whole) marker(false);
  t += "RHS\n";
  for (const Row& r : g.rows) t += fmt::format("    RHS  {}  {:.17g}\n", r.name, r.high < infinity ? r.high : r.low);
  t += "BOUNDS\n";
  for (const Column& x : g.columns) {
    if (x.high < infinity) t += fmt::format(" UP BND  {}  {:.17g}\n", x.name, x.high);
    else t += fmt::format(" PL BND  {}\n", x.name);
  }
  return t + "ENDATA\n";
}

}  // namespace netsuden
