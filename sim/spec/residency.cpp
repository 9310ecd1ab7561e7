// SPDX-License-Identifier: Apache-2.0
#include "sim/spec/residency.hpp"

namespace netsuden {

void describe(Describe& d, ResidencySpec& r) {
  d.texts("countries", r.countries, {.text = "Countries, by `jurisdiction` of their sites.", .default_text = "all"});
  d.references("sites", r.sites, "site", {.text = "Sites.", .default_text = "all"});
  d.texts("operators", r.operators, {.text = "Operators, by `operator` of their sites.", .default_text = "all"});
}

void describe(Describe& d, ContractSpec& c) {
  d.text("lender", c.lender, {.required = true, .text = "Operator whose sites are lent."});
  d.reference("borrower", c.borrower, "tenant", {.required = true, .text = "Tenant who may use them, once its own have no room."});
  d.integer("nodes", c.nodes, {.range = {0, 2e9, "not negative"}, .text = "Nodes at once.", .default_text = "absent: not limited"});
  d.fraction("share", c.share, {.unit = "%", .range = {0, 1, "a share"}, .text = "The same as a share of the nodes of the lender, rounded down; of both the smaller holds.", .default_text = "absent: not limited"});
}

void describe(Describe& d, SiteQuotaSpec& q) {
  d.reference("site", q.site, "site", {.required = true, .text = "The site."});
  d.fraction("share", q.share, {.unit = "%", .range = {0, 1, "a share"}, .text = "Share of its nodes, rounded down.", .default_text = "absent: not limited"});
  d.integer("nodes", q.nodes, {.range = {0, 2e9, "not negative"}, .text = "The same as a number; of both the smaller holds.", .default_text = "absent: not limited"});
}

void describe(Describe& d, TrainingCapabilitySpec& t) {
  d.quantity("time", t.time, {.unit = "d", .range = {0.01, 36500, "hours to a century"}, .text = "Time in which the run is to be done.", .source = "horizon reference, section 5: 90 days"});
  d.fraction("mfu", t.mfu, {.unit = "%", .range = {0.001, 1, "a share of the peak"}, .text = "Model FLOP utilisation while it works.", .source = "horizon reference, section 5: 30 to 45 % for BF16"});
  d.fraction("goodput", t.goodput, {.unit = "%", .range = {0.01, 1, "a share of the time"}, .text = "Share of the time in which it works.", .source = "horizon reference, section 5: 85 to 97 %"});
}

}  // namespace netsuden
