// SPDX-License-Identifier: Apache-2.0
// What a report of a run states, read off its trace once: the summary (of the rows, where the run was killed or goes on), events, what binds, where the
// inputs come from, where the trace itself comes from.
// Verified by tests/report/.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "io/report/fields.hpp"
#include "io/trace/reader.hpp"
#include "sim/base/calendar.hpp"

namespace netsuden {

struct ReportedEvent {
  double at_s = 0;   ///< POSIX
  int severity = 0;  ///< 0 information, 1 warning, 2 critical
  std::string code, asset, text;
};

/// How long a limit was the binding one of its site, by the recorded rows.
struct BindingShare {
  std::string limit, site;
  double share = 0;       ///< of the recorded time
  double stranded_w = 0;  ///< the most IT power that it kept out and that the next limits would still have allowed
};

struct Assumption {
  std::string path, value, text;
};

struct InputSource {
  std::string origin;  ///< scenario | catalogue | default | filled
  std::string entry, source;
  int values = 0;
  bool assumed = false;
};

struct InputOrigins {
  bool known = false;  ///< the trace says it, or its scenario as written does
  std::string note;    ///< why not, or what to keep in mind
  std::vector<InputSource> sources;
  std::vector<Assumption> assumptions;
  int values() const;
  int assumed() const;
};

/// An asset with a rating, of the kinds that a reader asks for first.
struct RatedAsset {
  std::string path, kind, unit;
  double rating = 0;
};

struct ReportFacts {
  std::string file, name, currency;
  Fields summary;
  bool from_rows = false, killed = false;
  std::string status;
  TimeZone zone;
  double start_s = 0, end_s = 0, until_s = 0;  ///< POSIX: the horizon; as far as rows go
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string format;
  std::vector<std::string> sites;
  std::vector<ReportedEvent> events;
  std::vector<BindingShare> binding;  ///< the longest first
  std::vector<RatedAsset> assets;
  std::vector<std::pair<std::string, std::string>> scenario;  ///< resolved: paths and values
  std::vector<std::pair<std::string, std::string>> said;      ///< as written, without what it extends
  std::string written;
  InputOrigins inputs;
  std::vector<std::pair<std::string, double>> inlet_classes, coolant_classes;  ///< name and limit in degC
  std::string attribute(const std::string& key) const;
};

ReportFacts read_facts(const TraceReader&);

/// Of a trace whose summary does not say it; for read_facts. The scenario as written is read again.
InputOrigins inputs_of(const TraceReader&);
/// "path = value: meaning", as `netsuden check --assumptions` lists it.
Assumption parse_assumption(const std::string& text);

}  // namespace netsuden
