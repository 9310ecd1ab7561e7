// SPDX-License-Identifier: Apache-2.0
// `netsuden info SCENARIO_OR_RUN --add MODEL:COUNT@sites.SITE.halls.HALL --by DATE`: may a hall take more racks by then? The margin of each
// resource, the budget among them.
#pragma once

#include <optional>
#include <string>

#include "sim/twin/chain_contingency.hpp"

namespace netsuden::app {

struct AddOptions {
  std::string add, by, price;  ///< price: of one rack; empty: that of the finances
  bool fail = false;           ///< exit with 4 where the answer is no
};

/// `resolved`: the scenario of a trace; empty: read from `file`.
int add_info(const std::string& file, const std::string& resolved, const AddOptions&, const ContingencyOptions&, const std::optional<std::string>& json);

}  // namespace netsuden::app
