// SPDX-License-Identifier: Apache-2.0
#include "app/provenance_tables.hpp"

#include <fmt/format.h>

#include "io/report/facts.hpp"
#include "io/scenario/provenance.hpp"

namespace netsuden::app {

void add_provenance(TraceSummary& summary, const LoadedScenario* s) {
  SummaryTable sources{"input_source", {}, {}, "Where the values of the scenario come from: those that the scenario says, of each entry of the catalogue, defaults by their source, computed ones."};
  SummaryColumn origin{"origin", "", "scenario, catalogue, default or filled (computed from what the scenario says)", {}, {}}, entry{"entry", "", "entry of the catalogue", {}, {}},
      source{"source", "", "document, as the catalogue or the schema has it", {}, {}}, values{"values", "1", "numbers, curves, choices and switches of this origin", {}, {}}, assumed{"assumed", "1", "1: the source says that they are assumptions", {}, {}};
  SummaryTable assumptions{"assumption", {}, {}, "Values that rest on assumptions: defaults that nobody gave, and entries of the catalogue."};
  SummaryColumn value{"value", "", "value with its unit; empty for an entry of the catalogue", {}, {}}, meaning{"meaning", "", "what it is, or what is assumed", {}, {}};
  if (s) {
    int n = 0;
    for (const ValueSource& v : value_sources(*s)) {
      sources.rows.push_back(fmt::format("{} {}", ++n, name_of(v.origin)));
      origin.labels.push_back(name_of(v.origin));
      entry.labels.push_back(v.entry);
      source.labels.push_back(v.source);
      values.values.push_back(v.values);
      assumed.values.push_back(v.assumed ? 1 : 0);
    }
    for (const std::string& text : s->assumptions) {
      const Assumption a = parse_assumption(text);
      assumptions.rows.push_back(a.path);
      value.labels.push_back(a.value);
      meaning.labels.push_back(a.text);
    }
  }
  sources.columns = {origin, entry, source, values, assumed};
  assumptions.columns = {value, meaning};
  summary.tables.push_back(std::move(sources));
  summary.tables.push_back(std::move(assumptions));
}

}  // namespace netsuden::app
