// SPDX-License-Identifier: Apache-2.0
// A comparison as tables for people and as JSON for machines.
#pragma once

#include <string>

#include "io/report/compare.hpp"

namespace netsuden::app {

std::string comparison_text(const Comparison&, const CompareOptions&, bool all);
std::string comparison_json(const Comparison&, const CompareOptions&, bool all);

}  // namespace netsuden::app
