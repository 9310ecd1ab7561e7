// SPDX-License-Identifier: Apache-2.0
// Where the inputs of a run come from: from the tables that the run left, or from its scenario, read again.
#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "io/report/facts.hpp"
#include "io/scenario/provenance.hpp"

namespace netsuden {
namespace {

const SummaryColumn* column(const SummaryTable& t, const char* name) {
  for (const SummaryColumn& c : t.columns)
    if (c.name == name) return &c;
  return nullptr;
}
std::string word(const SummaryTable& t, const char* name, std::size_t i) {
  const SummaryColumn* c = column(t, name);
  return c && i < c->labels.size() ? c->labels[i] : "";
}
double value(const SummaryTable& t, const char* name, std::size_t i) {
  const SummaryColumn* c = column(t, name);
  return c && i < c->values.size() ? c->values[i] : 0;
}

InputOrigins from_tables(const std::vector<SummaryTable>& tables) {
  InputOrigins out;
  for (const SummaryTable& t : tables) {
    if (t.name == "input_source") {
      out.known = out.known || !t.rows.empty();
      for (std::size_t i = 0; i < t.rows.size(); ++i)
        out.sources.push_back({word(t, "origin", i), word(t, "entry", i), word(t, "source", i), static_cast<int>(value(t, "values", i)), value(t, "assumed", i) > 0.5});
    }
    if (t.name == "assumption")
      for (std::size_t i = 0; i < t.rows.size(); ++i) out.assumptions.push_back({t.rows[i], word(t, "value", i), word(t, "meaning", i)});
  }
  return out;
}

InputOrigins from_scenario(const TraceReader& r) {
  InputOrigins out;
  Diagnostics d;
  const std::string written = r.scenario_written();
  std::optional<LoadedScenario> loaded;
  try {
    if (!written.empty()) loaded = load_scenario_text("scenario", written, {}, d);
  } catch (const std::exception&) {  // of a damaged text
  }
  if (!loaded) {
    out.note = "The run left no list of its inputs, and its scenario as written cannot be read without the files that it names.";
    return out;
  }
  out.known = true;
  for (const ValueSource& s : value_sources(*loaded)) out.sources.push_back({name_of(s.origin), s.entry, s.source, s.values, s.assumed});
  for (const std::string& a : loaded->assumptions) out.assumptions.push_back(parse_assumption(a));
  if (loaded->resolved_sha256 != r.attribute("resolved_sha256")) out.note = "The run left no list of its inputs: this one is that of its scenario as written, without what was set beside it or has changed in the program since.";
  return out;
}

}  // namespace

Assumption parse_assumption(const std::string& text) {
  Assumption a;
  const std::size_t colon = text.find(": "), equals = text.find(" = ");
  if (colon == std::string::npos) return {text, "", ""};
  a.text = text.substr(colon + 2);
  a.path = text.substr(0, std::min(colon, equals));
  if (equals < colon) a.value = text.substr(equals + 3, colon - equals - 3);
  return a;
}

InputOrigins inputs_of(const TraceReader& r) {
  InputOrigins out = from_tables(r.summary_tables());
  return out.known ? out : from_scenario(r);
}

}  // namespace netsuden
