// SPDX-License-Identifier: Apache-2.0
// Logs of requests against the statistics that the README of the data gives of them, and line by line where they are broken.
#include "io/import/requests.hpp"

#include <catch2/catch.hpp>
#include <numeric>

using namespace netsuden;
using Catch::Matchers::Contains;
using Catch::Matchers::WithinRel;

namespace {

const std::string data_dir = NETSUDEN_DATA_DIR;

RequestImport import_of(RequestFormat format, const std::string& file = "log.csv") {
  RequestImport r;
  r.format = format;
  r.file = file;
  r.time = "t_s";
  r.input = "input_tokens";
  r.output = "output_tokens";
  r.where = {"scenario.yaml", 1, 1};
  return r;
}

std::string errors_of(const std::string& text, RequestFormat format) {
  Diagnostics d;
  CHECK_FALSE(parse_requests(text, import_of(format), d).has_value());
  return d.render();
}

double mean(const std::vector<RequestRecord>& all, double RequestRecord::*what) {
  return std::accumulate(all.begin(), all.end(), 0.0, [&](double sum, const RequestRecord& r) { return sum + r.*what; }) / static_cast<double>(all.size());
}

}  // namespace

TEST_CASE("The Azure log of 2023 is what is said of it") {
  Diagnostics d;
  const auto log = read_requests(import_of(RequestFormat::azure, data_dir + "/workload/azure_llm_2023_code.csv"), d);
  INFO(d.render());
  REQUIRE(log.has_value());
  CHECK(log->size() == 8819);
  CHECK(log->front().at_s == 0);
  CHECK_THAT(mean(*log, &RequestRecord::input), WithinRel(2048.0, 5e-4));
  CHECK_THAT(mean(*log, &RequestRecord::output), WithinRel(27.9, 2e-3));
  CHECK_THAT(8819 / log->back().at_s, WithinRel(2.6, 0.06));  // an hour
}

TEST_CASE("The Mooncake log is what is said of it") {
  Diagnostics d;
  const auto log = read_requests(import_of(RequestFormat::mooncake, data_dir + "/workload/mooncake_conversation_1h.csv"), d);
  INFO(d.render());
  REQUIRE(log.has_value());
  CHECK(log->size() == 12031);
  CHECK_THAT(mean(*log, &RequestRecord::input), WithinRel(12035.0, 5e-4));
  CHECK_THAT(mean(*log, &RequestRecord::output), WithinRel(343.0, 2e-3));
  CHECK_THAT(log->back().at_s, WithinRel(3600.0, 0.02));
}

TEST_CASE("Mooncake's own JSON lines say the same as its columns") {
  Diagnostics d;
  const auto lines = parse_requests("{\"timestamp\": 3000, \"input_length\": 10, \"output_length\": 2, \"hash_ids\": [1, 2]}\n\n{\"timestamp\": 1000, \"input_length\": 20, \"output_length\": 4}\n", import_of(RequestFormat::mooncake), d);
  const auto table = parse_requests("timestamp_ms,input_tokens,output_tokens\n3000,10,2\n1000,20,4\n", import_of(RequestFormat::mooncake), d);
  INFO(d.render());
  REQUIRE((lines && table));
  REQUIRE(lines->size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK((*lines)[i].at_s == (*table)[i].at_s);
    CHECK((*lines)[i].input == (*table)[i].input);
  }
  CHECK((*lines)[0].input == 20);  // sorted, from 0
  CHECK((*lines)[1].at_s == 2);
}

TEST_CASE("Bad lines of a log are named, all at once") {
  const std::string azure = errors_of("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,4808,10\n2023-13-16 18:17:04,3180,8\n2023-11-16 18:17:05,-1,8\n2023-11-16 18:17:06,x,\n", RequestFormat::azure);
  CHECK_THAT(azure, Contains("log.csv:3") && Contains("no date") && Contains("log.csv:4") && Contains("\"-1\"") && Contains("log.csv:5") && Contains("\"x\""));
  CHECK_THAT(errors_of("t_s,input_tokens\n0,1\n", RequestFormat::csv), Contains("output_tokens"));
  CHECK_THAT(errors_of("t_s,input_tokens,output_tokens\n0,1,1\n2026-01-01,1,1\n", RequestFormat::csv), Contains("log.csv:3") && Contains("as those before"));
  CHECK_THAT(errors_of("{\"timestamp\": 1, \"input_length\": 10, \"output_length\": 2}\n{\"timestamp\": 1,\n{\"timestamp\": -5, \"input_length\": 10}\n", RequestFormat::mooncake),
             Contains("log.csv:2") && Contains("not a JSON object") && Contains("log.csv:3") && Contains("`timestamp`") && Contains("there is no `output_length`"));
  CHECK_THAT(errors_of("t_s,input_tokens,output_tokens\n", RequestFormat::csv), Contains("no requests"));
}
