// SPDX-License-Identifier: Apache-2.0
// Logs of requests to language models: when they came, how long their prompts were and how much was written.
//
//   azure     TIMESTAMP,ContextTokens,GeneratedTokens      Azure public dataset, LLM inference traces 2023 and 2024; dates without zone
//   mooncake  timestamp, input_length, output_length as JSON, one object a line (kvcache-ai/Mooncake), or as CSV with the columns
//             timestamp_ms or timestamp, input_tokens or input_length, output_tokens or output_length; milliseconds
//   csv       columns that the scenario names; seconds, or dates
// Sorted by arrival; the first request is at 0. Plain or packed with gzip. Verified by tests/unit/import/requests_test.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/calendar.hpp"
#include "sim/base/diagnostics.hpp"

namespace netsuden {

struct RequestRecord {
  double at_s = 0;
  double input = 0, output = 0;   ///< tokens
};

enum class RequestFormat { csv, azure, mooncake };

struct RequestImport {
  RequestFormat format = RequestFormat::csv;
  std::string file;
  std::string time, input, output;            ///< columns, format csv
  TimeZone zone;                              ///< of dates without offset
  SourceLoc where;                            ///< the place in the scenario
  std::map<std::string, SourceLoc> named_at;  ///< where the scenario names a column, by its name
};

/// The requests, or nothing and at least one error. Every bad line is reported, twenty of a kind at most.
std::optional<std::vector<RequestRecord>> read_requests(const RequestImport&, Diagnostics&);
/// The same of a text that is not in a file.
std::optional<std::vector<RequestRecord>> parse_requests(const std::string& text, const RequestImport&, Diagnostics&);

}  // namespace netsuden
