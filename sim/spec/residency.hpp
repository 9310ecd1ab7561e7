// SPDX-License-Identifier: Apache-2.0
// Where work may run: countries, sites, operators; and what a tenant may use of others' sites.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/describe.hpp"

namespace netsuden {

/// Each list says what is allowed; an empty one allows all.
struct ResidencySpec {
  std::vector<std::string> countries, sites, operators;
};

/// What has to be at home (horizon reference, section 5).
enum class SovereignLevel { l0, l1, l2, l3, l4 };

/// What an operator lends to a tenant of others.
struct ContractSpec {
  std::string lender;                 ///< operator of sites
  std::string borrower;               ///< tenant
  std::optional<int> nodes;           ///< at once
  std::optional<Fraction> share;      ///< of the lender's nodes
};

/// Nodes of a site that a tenant may hold at once.
struct SiteQuotaSpec {
  std::string site;
  std::optional<Fraction> share;
  std::optional<int> nodes;
};

/// Of which training run the summary says how large it may be.
struct TrainingCapabilitySpec {
  Duration time = 90_d;
  Fraction mfu{0.4}, goodput{0.9};
};

void describe(Describe&, SiteQuotaSpec&);
void describe(Describe&, TrainingCapabilitySpec&);
void describe(Describe&, ResidencySpec&);
void describe(Describe&, ContractSpec&);

}  // namespace netsuden
