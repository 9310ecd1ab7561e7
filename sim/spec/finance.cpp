// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/finance.hpp"

namespace netsuden {
namespace {
const Range not_negative{0, 1e18, "not negative"};
}

void describe(Describe& d, PhaseSpec& p) { d.date("date", p.date, {.required = true, .text = "When the capital of the phase is paid."}); }

void describe(Describe& d, CapexSpec& c) {
  d.text("phase", c.phase, {.text = "Phase that it belongs to.", .default_text = "none"});
  d.date("date", c.date, {.text = "When it is paid.", .default_text = "of a step of the build plan, when that is done; else the date of its phase, else the horizon's start"});
  d.choice("category", c.category, {{"land", "ground"}, {"building", "shell and fit-out"}, {"electrical", "substation to PDU"}, {"cooling", "plants and halls"}, {"it", "servers and racks"}, {"network", "network and storage"}, {"grid", "share of the utility's works"}, {"other", "fees, design, the rest"}},
           {.text = "What kind of thing it is.", .source = "horizon reference 2.1"});
  d.quantity("amount", c.amount, {.unit = "JPY", .range = not_negative, .text = "Cost of all of it.", .default_text = "`each` times `count`, or `price` times `it_power`"});
  d.quantity("each", c.each, {.unit = "JPY", .range = not_negative, .text = "Cost of one of `count`."});
  d.integer("count", c.count, {.range = {1, 1e9, "at least one"}, .text = "How many are bought."});
  d.quantity("price", c.price, {.unit = "JPY/W", .range = not_negative, .text = "Cost of each W of `it_power`.", .source = "construction indices are by W of IT"});
  d.quantity("it_power", c.it_power, {.unit = "MW", .range = {0, 1e6, "not negative"}, .text = "IT power that it is built for."});
  d.integer("price_year", c.price_year, {.range = {1990, 2100, "a recent year"}, .text = "Year of whose prices the cost is; restated to the base year by `inflation`.", .default_text = "currency.base_year"});
  d.quantity("life", c.life, {.unit = "year", .range = {0.25, 100, "machines of a season to buildings"}, .text = "Life, over which it is written off.", .source = "horizon reference 1.3: servers 3 to 6 years, a facility 15"});
  d.fraction("salvage", c.salvage, {.unit = "%", .range = {0, 1, "a share"}, .text = "What it is worth at the end of its life, of its cost."});
  d.choice("depreciation", c.depreciation, {{"straight_line", "equal parts"}, {"declining_balance", "twice the straight rate, of what is left"}, {"annuity", "so that the cost of capital of each year is the same"}},
           {.text = "How its value falls; what is left at the end of the horizon is an inflow."});
  d.fraction("maintenance", c.maintenance, {.unit = "%", .range = {0, 1, "a share"}, .text = "Cost of its maintenance in a year, of its cost.", .source = "horizon reference 2.2: facility 1.5 to 3 %, IT 2 to 5 %"});
  d.boolean("renew", c.renew, {.text = "Whether it is bought again, at the same real price, at the end of each life."});
}

void describe(Describe& d, StaffSpec& s) {
  d.plain("count", s.count, {.required = true, .range = {0, 1e6, "not negative"}, .text = "Full-time staff."});
  d.quantity("cost", s.cost, {.unit = "JPY/year", .required = true, .range = not_negative, .text = "Cost of one in a year.", .source = "horizon reference 2.2: 60 to 120 thousand US$"});
}

void describe(Describe& d, YearlyCostSpec& s) { d.quantity("cost", s.cost, {.unit = "JPY/year", .required = true, .range = not_negative, .text = "Cost in a year: insurance, tax, rent."}); }

void describe(Describe& d, RevenueSpec& r) {
  d.quantity("price", r.price, {.unit = "JPY/h", .required = true, .range = not_negative, .text = "Price of a GPU-hour, real."});
  d.choice("of", r.of, {{"jobs", "hours of accelerators that jobs and training runs held and that were not lost"}, {"powered", "hours of all accelerators that stand in service, have power and have booted"}},
           {.text = "Which hours are sold."});
  d.fraction("sold", r.sold, {.unit = "%", .range = {0, 1, "a share"}, .text = "Share of these hours that is paid for."});
}

void describe(Describe& d, BudgetSpec& b) {
  d.quantity("total", b.total, {.unit = "JPY", .range = not_negative, .text = "What capital and operation may cost over the horizon.", .default_text = "absent: not limited"});
  d.pairs("by_year", b.by_year, ValueType::text, {.text = "What they may cost in calendar years, e.g. {2027: 40e9 JPY}."});
}

void describe(Describe& d, AnnualiseSpec& a) {
  d.plain("factor", a.factor, {.required = true, .range = {0.01, 1e5, "from decades to minutes"}, .text = "The operation of the run, so many times, counts as a year."});
  d.integer("years", a.years, {.range = {1, 100, "lives of buildings"}, .text = "Years of such operation over which the investment is valued."});
}

void describe(Describe& d, FinanceSpec& f) {
  d.fraction("discount_rate", f.discount_rate, {.unit = "%", .range = {0, 1, "a share"}, .text = "Real interest of a year.", .source = "horizon reference 2.4: 6 to 10 %"});
  d.fraction("inflation", f.inflation, {.unit = "%", .range = {0, 1, "a share"}, .text = "By which prices of another year (`price_year`) are restated; costs and revenue of the run are real already."});
  d.map("phases", f.phases, {.text = "Phases of the investment, with their dates."});
  d.map("capex", f.capex, {.text = "Capital: what is bought, when and for how much."});
  d.object("staff", f.staff, {.text = "Staff.", .default_text = "absent: none"});
  d.map("other", f.other, {.text = "Other costs by year: insurance, tax, rent."});
  d.quantity("water_price", f.water_price, {.unit = "JPY/m3", .range = not_negative, .text = "Price of make-up water and what leaves as sewage."});
  d.quantity("carbon_price", f.carbon_price, {.unit = "JPY/t", .range = not_negative, .text = "Price of the CO2 of imports and fuel."});
  d.quantity("fuel_price", f.fuel_price, {.unit = "JPY/L", .range = not_negative, .text = "Price of the fuel that generating sets burn."});
  d.object("revenue", f.revenue, {.text = "What a GPU-hour brings.", .default_text = "absent: no revenue, hence no rate of return"});
  d.object("budget", f.budget, {.text = "Limits of what may be spent: constraints of the capacity ledger.", .default_text = "absent: not limited"});
  d.object("annualise", f.annualise, {.text = "How the operation of a horizon shorter than a year, or a longer view, is counted.", .default_text = "absent: the horizon is valued as it is, one of less than a year not at all"});
}

}  // namespace netsuden
