// SPDX-License-Identifier: Apache-2.0
// The standard workload format against its definition, and against what the headers and the README of the data say of the published logs.
#include "io/import/swf.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <set>

#include "io/import/gzip.hpp"
#include "tests/unit/import/temp_file.hpp"

using namespace netsuden;
using Catch::Matchers::Contains;

namespace {

const std::string data_dir = NETSUDEN_DATA_DIR;

JobImport swf(const std::string& file = "log.swf") {
  JobImport import;
  import.format = JobFormat::swf;
  import.file = file;
  import.missing_util = 1;
  import.where = {"scenario.yaml", 1, 1};
  return import;
}

std::vector<JobRecord> parsed(const std::string& text, const JobImport& import, std::string* said = nullptr) {
  Diagnostics d;
  const auto jobs = parse_jobs(text, import, d);
  INFO(d.render());
  REQUIRE(jobs.has_value());
  if (said) *said = d.render();
  return *jobs;
}

std::string refusal(const std::string& text, const JobImport& import = swf()) {
  Diagnostics d;
  CHECK_FALSE(parse_jobs(text, import, d).has_value());
  CHECK(d.has_errors());
  return d.render();
}

bool missing(const std::string& file) {
  if (std::filesystem::exists(file)) return false;
  WARN("SKIPPED: " << file);
  return true;
}

std::string gzipped(const std::string& text) {
  z_stream z{};
  REQUIRE(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(text.size() + 1000, '\0'), in = text;
  z.next_in = reinterpret_cast<Bytef*>(in.data());
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

const std::string header = "; Version: 2.2\n; UnixStartTime: 1000000\n; MaxNodes: 16\n; MaxProcs: 64\n; Queue: 1 batch of the night\n; Note: nothing: really\n";

}  // namespace

TEST_CASE("swf: every field has its place") {
  Diagnostics d;
  const auto log = parse_swf(header + "  7 10 5.5 100 8 99.5 1024 12 3600 2048 1 3 4 5 1 2 6 30\n\n", "log.swf", d);
  REQUIRE(log);
  REQUIRE(log->jobs.size() == 1);
  const SwfJob& j = log->jobs[0];
  CHECK(j.number == 7);
  CHECK(j.submit_s == 10);
  CHECK(j.wait_s == 5.5);
  CHECK(j.run_s == 100);
  CHECK(j.procs == 8);
  CHECK(j.cpu_s == 99.5);
  CHECK(j.memory_kb == 1024);
  CHECK(j.requested_procs == 12);
  CHECK(j.requested_s == 3600);
  CHECK(j.requested_memory_kb == 2048);
  CHECK(j.status == 1);
  CHECK(j.user == 3);
  CHECK(j.group == 4);
  CHECK(j.executable == 5);
  CHECK(j.queue == 1);
  CHECK(j.partition == 2);
  CHECK(j.preceding == 6);
  CHECK(j.think_s == 30);
  CHECK(log->header.at("Note") == "nothing: really");
  CHECK(log->number("MaxProcs") == 64);
  CHECK_FALSE(log->number("MaxJobs").has_value());
  CHECK(log->queues.at(1) == "batch");
}

TEST_CASE("swf: processors become nodes, fields become tenants and priorities") {
  const std::string line = "1 100 -1 50 9 -1 -1 -1 -1 -1 1 3 4 5 1 2 -1 -1\n2 90 10 50 -1 -1 -1 8 60 -1 0 3 4 5 2 -1 -1 -1\n";
  JobImport import = swf();
  auto jobs = parsed(header + line, import);  // four processors a node by the header
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].id == 2);                     // by submission; the first is the horizon's start
  CHECK(jobs[0].submit_s == 0);
  CHECK(jobs[0].nodes == 2);                  // as requested, where what was allocated is unknown
  CHECK(jobs[0].limit_s == 60);
  CHECK(jobs[0].recorded_start_s == 10);
  CHECK(jobs[1].submit_s == 10);
  CHECK(jobs[1].nodes == 3);                  // nine processors on nodes of four
  CHECK(std::isnan(jobs[1].limit_s));
  CHECK(std::isnan(jobs[1].recorded_start_s));
  CHECK(jobs[1].tenant.empty());
  CHECK(jobs[1].cpu_util == 1);
  import.swf.procs_per_node = 1;
  CHECK(parsed(header + line, import)[1].nodes == 9);
  import.swf.tenant_of = SwfField::user;
  CHECK(parsed(header + line, import)[1].tenant == "user_3");
  import.swf.tenant_of = SwfField::queue;
  import.swf.priority_of = SwfField::queue;
  jobs = parsed(header + line, import);
  CHECK(jobs[1].tenant == "batch");           // named by the header
  CHECK(jobs[0].tenant == "queue_2");
  CHECK(jobs[0].priority == 2);
  import.swf.tenant_of = SwfField::partition;
  CHECK(parsed(header + line, import)[0].tenant.empty());
}

TEST_CASE("swf: the dates of the header, and what ended before the horizon") {
  JobImport import = swf();
  import.swf.by_header = true;
  import.swf.horizon_unix = 1000200;
  std::string said;
  const auto jobs = parsed(header + "1 0 0 100 8 -1 -1 -1 -1 -1 1 1 1 -1 -1 -1 -1 -1\n2 150 10 100 8 -1 -1 -1 -1 -1 1 1 1 -1 -1 -1 -1 -1\n3 300 0 1 8 -1 -1 -1 -1 -1 1 1 1 -1 -1 -1 -1 -1\n", import, &said);
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].submit_s == -50);
  CHECK(jobs[1].submit_s == 100);
  CHECK_THAT(said, Contains("note[jobs-left-out]") && Contains("1 that ended before the horizon"));
  CHECK_THAT(refusal("1 0 0 100 8 -1 -1 -1 -1 -1 1 1 1 -1 -1 -1 -1 -1\n", import), Contains("no UnixStartTime"));
}

TEST_CASE("swf: what cannot run is left out and counted") {
  std::string said;
  const auto jobs = parsed(
      "1 0 -1 -1 8 -1 -1 8 60 -1 5 1 1 -1 -1 -1 -1 -1\n"   // cancelled before it started
      "2 1 5 30 8 -1 -1 8 60 -1 5 1 1 -1 -1 -1 -1 -1\n"    // cancelled while it ran
      "3 2 5 30 8 -1 -1 8 60 -1 0 1 1 -1 -1 -1 -1 -1\n"    // failed
      "4 3 5 30 8 -1 -1 8 60 -1 2 1 1 -1 -1 -1 -1 -1\n"    // a part
      "5 4 5 30 8 -1 -1 8 60 -1 3 1 1 -1 -1 -1 -1 -1\n"
      "6 5 5 -1 8 -1 -1 8 60 -1 1 1 1 -1 -1 -1 -1 -1\n"    // of unknown length
      "7 6 5 30 -1 -1 -1 0 60 -1 1 1 1 -1 -1 -1 -1 -1\n",  // on unknown processors
      swf(), &said);
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].id == 2);
  CHECK(jobs[1].id == 3);
  CHECK_THAT(said, Contains("of 7 lines these are left out: 1 cancelled before they started, 2 parts of jobs (status 2 to 4), 2 of unknown run time or processors"));
}

TEST_CASE("swf: bad lines are reported by line, all at once") {
  const std::string words = refusal(
      header + "1 0 -1 100 8 -1 -1 8 60 -1 1 1 1 -1 -1 -1 -1\n"
               "2 soon -1 100 8 -1 -1 8 60 -1 1 1 1 -1 -1 -1 -1 -1\n"
               "3 0 -1 1e11 8.5 -1 -1 8 60 -1 9 1 1 -1 -1 -1 -1 -1\n"
               "4 -1 -1 5 8 -1 -1 8 60 -1 1 1 1 -1 -1 -1 -1 -1 99\n");
  CHECK_THAT(words, Contains("log.swf:7:") && Contains("17 fields where the standard workload format has 18"));
  CHECK_THAT(words, Contains("log.swf:8:3") && Contains("submit time \"soon\" is not a number"));
  CHECK_THAT(words, Contains("log.swf:9:") && Contains("run time 1e11 is not in the range 0 to 1e10, or -1 for unknown") && Contains("allocated processors 8.5 is not a whole number") && Contains("status 9"));
  CHECK_THAT(words, Contains("log.swf:10:") && Contains("19 fields") && Contains("submit time -1 is not in the range 0 to 1e12"));
  CHECK_THAT(refusal(header), Contains("error[empty]"));
  std::string many;
  for (int i = 0; i < 50; ++i) many += "1 2 3\n";
  CHECK_THAT(refusal(many), Contains("and 30 more of this kind"));
}

TEST_CASE("gzip: packed logs of any format, several members, and damage") {
  const std::string line = "1 0 0 100 8 -1 -1 -1 -1 -1 1 1 1 -1 -1 -1 -1 -1\n", second = "2 5 0 100 8 -1 -1 -1 -1 -1 1 1 1 -1 -1 -1 -1 -1\n";
  const std::string packed = gzipped(line);
  const auto read = [](const std::string& bytes, std::string& said) {
    const TempFile file(bytes);
    Diagnostics d;
    const auto jobs = read_jobs(swf(file.path), d);
    said = d.render();
    return jobs ? static_cast<int>(jobs->size()) : -1;
  };
  std::string said;
  CHECK(read(packed, said) == 1);
  CHECK(read(packed + gzipped(second), said) == 2);
  CHECK(read(packed.substr(0, packed.size() / 2), said) == -1);
  CHECK_THAT(said, Contains("error[gzip]"));
  std::string damaged = packed;
  damaged[packed.size() / 2] = static_cast<char>(damaged[packed.size() / 2] ^ 0x55);
  CHECK(read(damaged, said) == -1);
  CHECK_THAT(said, Contains("error[gzip]"));
}

TEST_CASE("swf: the NASA iPSC log as its header and the README of the data have it") {
  const std::string file = data_dir + "/workload/NASA-iPSC-1993-3.1-cln.swf.gz";
  if (missing(file)) return;
  Diagnostics d;
  const auto jobs = read_jobs(swf(file), d);
  INFO(d.render());
  REQUIRE(jobs);
  REQUIRE(jobs->size() == 18239);
  double nodes = 0, run = 0;
  for (const JobRecord& j : *jobs) {
    nodes += j.nodes;
    run += j.run_s;
    CHECK((j.nodes >= 1 && j.nodes <= 128));
  }
  CHECK(nodes / 18239 == Approx(17.0).margin(0.05));
  CHECK(run / 18239 == Approx(765).margin(0.5));
  CHECK(jobs->front().submit_s == 0);
  CHECK(jobs->front().nodes == 128);
  CHECK(jobs->front().run_s == 1451);
  CHECK(jobs->back().submit_s / 86400 == Approx(92).margin(0.5));
}

TEST_CASE("swf: the MetaCentrum log as the README of the data has it") {
  const std::string file = data_dir + "/workload/metacentrum_wagap_2013.swf";
  if (missing(file)) return;
  Diagnostics d;
  JobImport import = swf(file);
  import.swf.tenant_of = SwfField::user;
  const auto jobs = read_jobs(import, d);
  INFO(d.render());
  REQUIRE(jobs);
  REQUIRE(jobs->size() == 17898);  // of 17,900 two have a run time of minus their submission
  CHECK_THAT(d.render(), Contains("numbers below -1 are taken as unknown, as -1 is: 2") && Contains("2 of unknown run time or processors"));
  double nodes = 0, run = 0;
  int most = 0;
  std::set<std::string> users;
  for (const JobRecord& j : *jobs) {
    nodes += j.nodes;
    run += j.run_s;
    most = std::max(most, j.nodes);
    users.insert(j.tenant);
  }
  CHECK(nodes / 17898 == Approx(8.3).margin(0.05));
  CHECK(run / 17898 / 3600 == Approx(13.9).margin(0.05));
  CHECK(most == 256);
  CHECK(users.size() > 1);
  CHECK(jobs->front().limit_s == 86400);
  CHECK(jobs->front().recorded_start_s == 0);
}
