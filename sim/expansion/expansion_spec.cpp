// SPDX-License-Identifier: Apache-2.0
#include "sim/expansion/expansion_spec.hpp"

namespace netsuden {

void describe(Describe& d, PlannedResourceSpec& r) {
  d.text("site", r.site, {.text = "Site that it serves, one of `sites`.", .default_text = "the first"});
  d.plain("per_it", r.per_it, {.range = {0.001, 1000, "a share of the IT power"}, .text = "What of it a watt of IT takes: the PUE for feeders, 1 for halls and for what carries the heat of the racks."});
  d.quantity("there", r.there, {.unit = "MW", .range = {0, 1e5, "not negative"}, .text = "Firm capacity at the start.", .default_text = "(units - spare) x unit"});
  d.integer("units", r.units, {.range = {0, 10000, "a count"}, .text = "Equal units at the start, in place of `there`.", .default_text = "absent"});
  d.quantity("unit", r.unit, {.unit = "MW", .range = {0, 1e5, "not negative"}, .text = "Capacity of one of them.", .default_text = "absent"});
  d.integer("spare", r.spare, {.range = {0, 100, "a count"}, .text = "Units that may be down: 1 for N+1."});
  d.texts("limits", r.limits, {.text = "Limits of a run that are this resource, as `*` patterns of their names in the summary (`koto.power.feeder_*`): where one is exceeded, the plan needs more of it."});
}

void describe(Describe& d, PlannedUnitSpec& u) {
  d.texts("commission", u.commission, {.text = "Paths of the assets that it brings; until then they are not there."});
  d.pairs("set", u.set, ValueType::text, {.text = "Values of the scenario that it changes: path: value."});
}

void describe(Describe& d, PlannedOptionSpec& o) {
  d.text("resource", o.resource, {.required = true, .text = "Resource that it adds to."});
  d.quantity("adds", o.adds, {.unit = "MW", .required = true, .range = {1e-6, 1e5, "above 0"}, .text = "Capacity of a unit."});
  d.quantity("cost", o.cost, {.unit = "", .required = true, .text = "Price of a unit, paid when it is ordered."});
  d.integer("lead", o.lead, {.range = {0, 50, "years"}, .text = "Years from the order to the day on which it is there.", .source = "assumption"});
  d.integer("most_a_year", o.most_a_year, {.range = {0, 100000, "a count"}, .text = "Units that can be ordered in a year.", .default_text = "absent: not limited"});
  d.integer("most", o.most, {.range = {0, 100000, "a count"}, .text = "Units in all.", .default_text = "absent: not limited"});
  d.list("units", o.units, {.text = "What the first, the second and so on bring in the base scenario; no more than these are ordered where a base is named."});
}

void describe(Describe& d, PlannedRentalSpec& r) {
  d.text("resource", r.resource, {.required = true, .text = "Resource that it adds to."});
  d.quantity("up_to", r.up_to, {.unit = "MW", .required = true, .range = {0, 1e5, "not negative"}, .text = "Most that can be had."});
  d.quantity("price", r.price, {.unit = "", .required = true, .text = "Price of a year, of each unit of power."});
  d.text("set", r.set, {.text = "Path of a power in the base scenario that is what is rented, from year to year.", .default_text = "absent: runs know nothing of it"});
}

void describe(Describe& d, PlannedDemandSpec& j) {
  d.texts("power", j.power, {.required = true, .text = "IT power that is asked for, of each year: [8 MW, 18 MW]."});
  d.quantity("unserved", j.unserved, {.unit = "", .required = true, .text = "Price of what is not served, of a year, of each unit of power."});
  d.texts("sites", j.sites, {.text = "Sites where it may stand, some of `sites`.", .default_text = "all"});
}

void describe(Describe& d, ExpansionSpec& s) {
  d.integer("netsuden_plan", s.version, {.required = true, .range = {1, 1, "the version of this format"}, .text = "Format version."});
  d.text("name", s.name, {.text = "What the plan is for."});
  d.text("description", s.description, {.text = "More words."});
  d.path("base", s.base, {.text = "Scenario whose runs confirm what is proposed; it has all assets, and no build plan of its own.", .default_text = "absent: nothing is run"});
  d.object("currency", s.currency, {.text = "Currency of the plan, and what others are worth in it."});
  d.integer("from", s.from, {.range = {1990, 2200, "a calendar year"}, .text = "First year."});
  d.fraction("discount_rate", s.discount_rate, {.unit = "%", .range = {0, 1, "a year"}, .text = "Real; payments fall on the start of their year.", .source = "horizon reference, section 8"});
  d.texts("budget", s.budget, {.text = "Most that can be ordered for, of each year; one amount counts for all.", .default_text = "absent: not limited"});
  d.texts("sites", s.sites, {.text = "Names of the sites.", .default_text = "one"});
  d.map("resources", s.resources, {.required = true, .text = "What limits the IT power of a site."});
  d.map("options", s.options, {.text = "What can be bought, in whole units."});
  d.map("rentals", s.rentals, {.text = "What can be had for a year at a time."});
  d.map("demand", s.demand, {.required = true, .text = "What is asked for."});
}

}  // namespace netsuden
