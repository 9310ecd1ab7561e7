// SPDX-License-Identifier: Apache-2.0
// A simulation that cannot go on: the trace is closed as failed and keeps the rows until then.
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "io/trace/reader.hpp"
#include "io/trace/writer.hpp"
#include "sim/twin/twin.hpp"
#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {

TEST_CASE("Weather that is not a number ends the run as failed, with date and component, and the rows until then stay") {
  Request q;
  q.file = NETSUDEN_SOURCE_DIR "/scenarios/first-steps.yaml";
  auto [loaded, inputs] = load(q);
  const double broken_s = 86400;  // from the second day on
  std::vector<WeatherSample> samples = inputs.weather[0].samples();
  std::vector<double> times;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    times.push_back(inputs.weather[0].time(i));
    if (times[i] >= inputs.start_unix + broken_s) samples[i].dry_bulb = samples[i].wet_bulb = Temperature::kelvin(std::numeric_limits<double>::quiet_NaN());
  }
  inputs.weather[0] = WeatherSeries::irregular(times, samples);

  const TempFolder folder;
  const std::string path = folder.path() + "/a.h5";
  Twin twin(loaded.scenario, inputs);
  TraceWriter writer(path, twin.layout(loaded.written, loaded.resolved));
  const RunSummary s = twin.run(&writer);
  INFO(s.message);
  CHECK(s.status == "failed");
  CHECK_THAT(s.message, Catch::Contains("t = ") && Catch::Contains("sites.lab"));
  CHECK(s.simulated_s > broken_s - 3600);  // interpolated to the broken sample
  CHECK(s.simulated_s <= broken_s + 900);
  writer.close(s.status);

  const TraceReader r(path);
  CHECK(r.status() == "failed");
  const auto site = static_cast<std::size_t>(r.find_group("site"));
  CHECK(static_cast<double>(r.rows(site)) == std::floor(s.simulated_s / 900 - 1e-9));
  const auto event = static_cast<std::size_t>(r.find_group("event"));
  CHECK(r.read_text(event, static_cast<std::size_t>(r.find_channel(event, "text"))).back() == "failed");
}

}  // namespace netsuden::test
