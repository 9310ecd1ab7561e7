// SPDX-License-Identifier: Apache-2.0
// Whole runs with training: what a swing of 20 MW does to the utility's limits, what a floor changes and costs.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <string>

#include "tests/invariants/run_scenario.hpp"

namespace netsuden::test {
namespace {

/// Two halls; in the second a run of 3,200 nodes of 4 GPUs at 6.2 kW each, from 01:00 on for two hours.
std::string campus(const std::string& limits, const std::string& training) {
  return R"(netsuden: 1
name: training
horizon: {from: 2026-08-04, to: 2026-08-04T04:00, timezone: Asia/Tokyo}
resolution: {calm: 5 min, transient: 1 s, record: 1 min}
grids: {g: {)" + (limits.empty() ? "" : "limits: {" + limits + "}") + R"(}}
sites:
  s:
    weather: {constant: {dry_bulb: 30 degC, relative_humidity: 55 %}}
    grid: g
    halls:
      h1: {racks: {model: gb200_nvl72, count: 180}}
      h2: {racks: {model: gb200_nvl72, count: 180}}
record: {racks_enabled: false}
workload:
  training:
    - {name: run, hall: s.h2, from: 2026-08-04T01:00, duration: 2 h, nodes: 3200, utilization: 90 %, )" + training + "}\n";
}

const std::string square = "swing: {period: 2 s, depth: 45 %, duty: 50 %, jitter: 0 %, slew: 10000 kW/s}";
const std::string band = "bands: [{from: 0.1 Hz, to: 1 Hz, amplitude: 5 MW}]";

/// By what a swing at the racks grows on its way to the grid, while the run goes on (checked by hand behind a UPS further down).
double upstream(const Result& r, std::size_t at = 120) {
  const Table &site = r.table("site"), &grid = r.table("equipment/grid_connection");
  REQUIRE(grid.entities.size() == 1);
  const std::string& feeder = grid.entities.front();
  return (grid.column("load_max", feeder)[at] - grid.column("load", feeder)[at]) / (site.column("it_power_max", "s")[at] - site.column("it_power", "s")[at]);
}
const std::vector<double>& job(const Result& r) { return r.table("job").rows.at(0); }

}  // namespace

TEST_CASE("A run of 20 MW that swings by 45 % breaks a limit of 5 MW, and a floor of 80 % keeps it for its energy") {
  const Result bare = run_text(campus(band, square));
  // A square wave of duty 1/2 has the mean P (1 - 0.45/2), and 2/pi x 0.45 P at 0.5 Hz; its harmonics lie above 1 Hz.
  const double high = job(bare)[5] / 7200 / (1 - 0.45 / 2);
  CHECK(high == Approx(20e6).epsilon(0.01));
  CHECK(job(bare)[8] == 1);  // the hall that it names, though the first one is free
  const ConstraintSummary& c = bare.constraint("s.grid.0.1_to_1_Hz");
  CHECK(c.peak_value == Approx(2 / M_PI * 0.45 * high * upstream(bare)).epsilon(5e-3));
  CHECK(c.limit == 5e6);
  CHECK(c.time_over_s == Approx(7200).margin(1e-6));
  CHECK(bare.event_times("violation_begin").front() == Approx(3601).margin(1e-3));
  CHECK(bare.table("swing").column("filler_power", "s")[120] == 0);

  const Result floored = run_text(campus(band, square + ", smoothing: {floor: 80 %, ramp_up: 1e7 W/s, ramp_down: 1e7 W/s}"));
  const ConstraintSummary& kept = floored.constraint("s.grid.0.1_to_1_Hz");
  CHECK(kept.peak_value == Approx(2 / M_PI * 0.20 * high * upstream(floored)).epsilon(5e-3));
  CHECK(kept.time_over_s == 0);
  const Table& amplitude = floored.table("swing_band");
  CHECK(amplitude.column("amplitude_unmitigated", "s.0.1_to_1_Hz")[120] == Approx(2 / M_PI * 0.45 * high * upstream(floored)).epsilon(5e-3));
  CHECK(amplitude.column("amplitude", "s.0.1_to_1_Hz")[30] == 0);
  // Half of the time at 80 % in place of 55 %: 12.5 % of the power.
  CHECK(job(floored)[5] == Approx(high * 0.9 * 7200).epsilon(1e-4));
  CHECK(floored.table("swing").column("filler_power", "s")[120] == Approx(high * 0.125).epsilon(1e-3));
  CHECK(floored.sites[0].it_j - bare.sites[0].it_j == Approx(high * 0.125 * 7200).epsilon(1e-3));
  CHECK(floored.sites[0].import_j > bare.sites[0].import_j + high * 0.125 * 7200);
}

TEST_CASE("A run that starts rises from idle within a second, or along the ramp of its GPUs") {
  const std::string limits = "ramp_up: 1 MW/s, ramp_down: 30 MW/s, range: 30 MW";
  const Result bare = run_text(campus(limits, square));
  const double high = job(bare)[5] / 7200 / (1 - 0.45 / 2);
  // Idle as the racks stand before: power of the hall less its switches, which the jump does not touch.
  const Table& halls = bare.table("equipment/hall");
  const auto it = halls.column("it_power", "s.h2");
  const double idle = high * (1 - 0.45 / 2) - (it[120] - it[30]);
  const ConstraintSummary& up = bare.constraint("s.grid.ramp_up");
  CHECK(up.peak_value == Approx((high - idle) * upstream(bare)).epsilon(0.02));  // the rest of the campus moves a little with it
  CHECK(up.peak_time_s == Approx(3601).margin(1e-3));
  CHECK(bare.constraint("s.grid.range").peak_value == Approx((high - idle) * upstream(bare)).epsilon(0.02));
  CHECK(bare.constraint("s.grid.range").time_over_s == 0);
  // 10 W/s for each of 12,800 GPUs; the work is asked as before, but the GPUs flatten it too.
  const Result slow = run_text(campus(limits, square + ", smoothing: {floor: 95 %, ramp_up: 10 W/s, ramp_down: 10 W/s}"));
  // Fans, pumps and losses follow the mean power at once: some 0.2 MW on top.
  CHECK(slow.constraint("s.grid.ramp_up").peak_value > 0.128e6 * upstream(slow));
  CHECK(slow.constraint("s.grid.ramp_up").peak_value < 0.128e6 * upstream(slow) + 0.3e6);
  CHECK(slow.constraint("s.grid.ramp_up").time_over_s == 0);
  CHECK(slow.constraint("s.grid.ramp_down").peak_value < 1e6);
}

TEST_CASE("Two runs of one period add up by their phases, and a run that nothing limits is recorded") {
  const std::string text = campus("", square) + "    - {name: other, hall: s.h1, from: 2026-08-04T02:00, duration: 30 min, nodes: 3200, utilization: 90 %, " + square + "}\n";
  const Result r = run_text(text);
  const auto range = r.table("swing").column("range", "s");
  const double high = job(r)[5] / 1800 / (1 - 0.45 / 2);  // the other one ends first
  const double one = 0.45 * high * upstream(r, 110);
  CHECK(range[110] == Approx(one).epsilon(5e-3));
  CHECK(range[30] < 0.01 * one);
  // In step they would come to twice one, in opposition to nothing; square waves out of step by any other part reach both
  // levels. The range within 60 s is therefore twice one run's unless they oppose each other exactly.
  CHECK(range[140] == Approx(2 * 0.45 * high * upstream(r, 140)).epsilon(5e-3));
  CHECK(r.constraint_names.end() == std::find(r.constraint_names.begin(), r.constraint_names.end(), "s.grid.range"));
  // The spectrum is that of both: at 0.5 Hz 2/pi of one, times 2 |cos(half the angle between them)|.
  const Table& lines = r.table("spectrum");
  const auto hz = lines.column("frequency"), amplitude = lines.column("amplitude");
  double peak = 0, at = 0;
  for (std::size_t i = 0; i < hz.size(); ++i)
    if (amplitude[i] > peak) {
      peak = amplitude[i];
      at = hz[i];
    }
  CHECK(at == Approx(0.5).margin(1.0 / 64));
  CHECK(peak > 0);
  CHECK(peak < 2 * 2 / M_PI * 0.45 * high);
}

TEST_CASE("The campus's own jumps are ramps too, with no training at all") {
  TempFolder folder;  // the job ends at 02:00, at the date of a checkpoint: neither disturbs the other
  const std::string jobs = folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization\n1,3600,3000,3600,0.9\n");
  std::string text = campus("ramp_up: 5 MW/s", square);
  text = text.substr(0, text.find("  training:")) + "  jobs: [{trace: {file: " + jobs + "}}]\n";
  const Result r = run_text(text);
  const auto import = r.table("site").column("grid_import");
  const ConstraintSummary& up = r.constraint("s.grid.ramp_up");
  // The IT power jumps at once, fans and pumps follow: at 01:00 the import of a minute differs from the one before by both.
  CHECK(up.peak_value == Approx(import[61] - import[58]).epsilon(0.1));
  CHECK(up.peak_time_s == Approx(3601).margin(1e-3));
  CHECK(r.jobs.completed == 1);
  CHECK(job(r)[3] == Approx(7200).margin(1e-6));
  CHECK(up.time_over_s > 0);
  CHECK(up.time_over_s < 60);
}

namespace {

/// The same campus behind boards of its own, with or without a battery of 40 MWh at the first of them; `work` is its workload.
std::string with_battery(const std::string& smoothing, const std::string& limits, const std::string& work) {
  std::string text = campus(limits, square);
  text.insert(text.find("    halls:"), "    power:\n      feeder: {type: grid_connection, capacity: 80 MVA}\n      board: {type: switchboard, rating: 80 MVA, feeds_from: feeder}\n"
              "      ups: {type: ups, model: modular_1500kw, count: 45, feeds_from: board}\n" +
              (smoothing.empty() ? "" : "      storage: {type: bess, feeds_from: board, energy: 40 MWh, charge_rate: 1 /h, discharge_rate: 1 /h, policy: reserve, auxiliaries: 0 %/d, smoothing: {" + smoothing + "}}\n"));
  if (work.empty()) return text;
  return text.substr(0, text.find("  training:")) + work;
}
constexpr double tau = 1 / (2 * M_PI * 0.02);

}  // namespace

TEST_CASE("A battery at the campus takes a swing as a first-order filter does, pays for it and ages by it") {
  const std::string limits = band + ", ramp_up: 1000 MW/s";
  const Result bare = run_text(with_battery("", limits, "")), with = run_text(with_battery("corner: 0.02 Hz, power: 30 MW, response: 0 ms", limits, ""));
  const double unit = bare.constraint("s.grid.0.1_to_1_Hz").peak_value, gain = 1 / std::sqrt(1 + std::pow(0.5 / 0.02, 2));
  CHECK(with.constraint("s.grid.0.1_to_1_Hz").peak_value == Approx(gain * unit).epsilon(0.02));
  CHECK(with.constraint("s.grid.0.1_to_1_Hz").time_over_s == 0);
  const Table& amplitude = with.table("swing_band");
  CHECK(amplitude.column("amplitude_without_bess", "s.0.1_to_1_Hz")[120] == Approx(unit).epsilon(5e-3));
  CHECK(amplitude.column("amplitude_unmitigated", "s.0.1_to_1_Hz")[120] == Approx(unit).epsilon(5e-3));
  CHECK(amplitude.column("amplitude", "s.0.1_to_1_Hz")[120] == Approx(gain * unit).epsilon(0.02));
  // A square wave of +-A with h = 1 s behind the high pass has the mean of |b| A 2 tau/h tanh(h/2 tau); half of it is given.
  const double a = unit * M_PI / 4, given = a * tau * std::tanh(0.5 / tau);
  const Table& bess = with.table("equipment/bess");
  CHECK(bess.column("cycling", "s.storage")[120] == Approx(given).epsilon(0.02));
  CHECK(bess.column("cycling", "s.storage")[30] == 0);
  CHECK(bess.column("smooths", "s.storage")[120] == 1);
  // Besides, tau times each step of the load is given or taken: less than 1 % of it.
  const SiteMeters& m = with.sites[0];
  CHECK(m.discharged_j == Approx(given * 7200).epsilon(0.03));
  CHECK(bess.column("full_cycles", "s.storage").back() == Approx(m.discharged_j / 0.95 / (40 * 3.6e9)).epsilon(1e-9));
  // The import pays the losses: 1/0.9025 - 1 of what is given; the charge stays but for self-discharge.
  const double loss = given * 7200 * (1 / (0.95 * 0.95) - 1);
  CHECK(m.import_j - bare.sites[0].import_j == Approx(loss).epsilon(0.03));
  CHECK(m.charged_j - m.discharged_j == Approx(loss).epsilon(0.03));
  CHECK(bess.column("charge", "s.storage").back() == Approx(0.5).margin(2e-3));
}

TEST_CASE("The inverter's response decides what is left of a fast swing") {
  const Result bare = run_text(with_battery("", band, "")), with = run_text(with_battery("corner: 0.02 Hz, power: 30 MW, response: 50 ms", band, ""));
  const std::complex<double> s(0, 2 * M_PI * 0.5), bend = s * s * tau * 0.05;
  const double gain = std::abs((1.0 + bend) / (1.0 + s * tau + bend));  // of the fundamental at 0.5 Hz
  CHECK(with.constraint("s.grid.0.1_to_1_Hz").peak_value == Approx(gain * bare.constraint("s.grid.0.1_to_1_Hz").peak_value).epsilon(0.02));
  CHECK(gain > 2.5 / std::sqrt(1 + std::pow(0.5 / 0.02, 2)));
}

TEST_CASE("A battery of too little power takes what it can") {
  const Result bare = run_text(with_battery("", band, "")), with = run_text(with_battery("corner: 0.02 Hz, power: 2 MW, response: 0 ms", band, ""));
  // Of a square of +-A it takes 2 MW each way.
  const double a = bare.constraint("s.grid.0.1_to_1_Hz").peak_value * M_PI / 4;
  CHECK(with.constraint("s.grid.0.1_to_1_Hz").peak_value == Approx(4 / M_PI * (a - 2e6)).epsilon(0.02));
  CHECK(with.table("equipment/bess").column("cycling", "s.storage")[120] == Approx(1e6).epsilon(0.02));
}

TEST_CASE("The campus's own jumps go through the battery too, in the limits and in the import") {
  TempFolder folder;
  const std::string jobs = folder.write("jobs.csv", "id,submit_s,nodes,run_s,utilization\n1,3600,3000,3600,0.9\n"), work = "  jobs: [{trace: {file: " + jobs + "}}]\n";
  const Result bare = run_text(with_battery("", "ramp_up: 5 MW/s", work)), with = run_text(with_battery("corner: 0.02 Hz, power: 30 MW", "ramp_up: 5 MW/s", work));
  const double jump = bare.constraint("s.grid.ramp_up").peak_value, first = 1 - std::exp(-1 / tau);
  CHECK(jump > 15e6);
  CHECK(with.constraint("s.grid.ramp_up").peak_value == Approx(jump * first).epsilon(0.03));
  CHECK(with.constraint("s.grid.ramp_up").time_over_s == 0);
  // In the minute after it the import has the battery's share in it: tau x jump less.
  const auto a = bare.table("site").column("grid_import"), b = with.table("site").column("grid_import");
  CHECK((a[60] - b[60]) * 60 == Approx(tau * jump).epsilon(0.05));
  CHECK(b[50] == Approx(a[50]).epsilon(1e-3));
  CHECK(b[90] == Approx(a[90]).epsilon(1e-3));
}

TEST_CASE("In an outage a battery does not smooth, and says so") {
  const std::string limits = band;
  const Result r = run_text(with_battery("corner: 0.02 Hz, power: 30 MW", limits, "") + "events: [{at: 2026-08-04T02:00, outage: g, for: 5 min}]\n");
  CHECK(r.event_times("smoothing") == std::vector<double>{7201, 7501});
  CHECK(r.table("equipment/bess").column("smooths", "s.storage")[122] == 0);
}

namespace {
/// The hall of the run behind a UPS of its own.
std::string with_ups(int modules, const std::string& breaker, const std::string& storage) {
  std::string text = campus("", square);
  text.insert(text.find("    halls:"),
              "    power:\n      feeder: {type: grid_connection, capacity: 80 MVA, voltage: 6.6 kV}\n      board: {type: switchboard, rating: 80 MVA, feeds_from: feeder}\n" + storage +
                  "      u1: {type: ups, model: modular_1500kw, count: 20, feeds_from: board}\n      way: {type: switchboard, rating: 80 MVA, feeds_from: board" + breaker +
                  "}\n      u2: {type: ups, model: modular_1500kw, count: " + std::to_string(modules) + ", feeds_from: way}\n");
  text.replace(text.find("count: 180}}"), 12, "count: 180}, fed_by: u1}");
  text.replace(text.find("count: 180}}"), 12, "count: 180}, fed_by: u2}");
  return text;
}
}  // namespace

TEST_CASE("What the swings of a run overload for half of each iteration is a violation, all the way up") {
  const Result r = run_text(with_ups(12, "", ""));
  const double high = job(r)[5] / 7200 / (1 - 0.45 / 2), above = high * 0.45 / 2;
  const Table& ups = r.table("equipment/ups");
  const double mean = ups.column("load", "s.u2")[120];
  REQUIRE(mean < 18e6);
  REQUIRE(mean + above > 18e6);
  CHECK(ups.column("load_max", "s.u2")[120] == Approx(mean + above).epsilon(2e-3));
  CHECK(ups.column("load_max", "s.u2")[30] == Approx(ups.column("load", "s.u2")[30]).epsilon(1e-6));
  CHECK(ups.column("load_max", "s.u1")[120] == Approx(ups.column("load", "s.u1")[120]).epsilon(1e-4));
  const ConstraintSummary& rating = r.constraint("s.power.u2.rating");
  CHECK(rating.peak_value == Approx(mean + above).epsilon(5e-3));
  CHECK(rating.time_over_s == Approx(7200).margin(2));
  CHECK(r.event_times("violation_begin").front() == Approx(3601).margin(1e-3));
  // Losses of a module are a0 + a1 p + a2 p^2 of 1.5 MW: 12 of them between the two instants, and on the mean of the square wave.
  const double p = mean / 18e6, rise = above / 18e6, grown = 1 + 0.00594 + 0.01818 * (2 * p + rise);
  CHECK(ups.column("loss", "s.u2")[120] == Approx(18e6 * (0.00783 + 0.00594 * p + 0.01818 * (p * p + rise * rise))).epsilon(1e-4));
  CHECK(0.01818 * rise * rise > 0.01 * (0.00783 + 0.00594 * p + 0.01818 * p * p));  // which the mean would not show
  const Table& feeder = r.table("equipment/grid_connection");
  CHECK(feeder.column("load_max", "s.feeder")[120] - feeder.column("load", "s.feeder")[120] == Approx(above * grown).epsilon(2e-3));
  CHECK(r.table("site").column("it_power_max", "s")[120] - r.table("site").column("it_power", "s")[120] == Approx(above).epsilon(5e-3));
  CHECK(run_text(with_ups(16, "", "")).constraint("s.power.u2.rating").time_over_s == 0);
}

TEST_CASE("Stores of the shelves take their part of the peak: what a first-order low pass leaves of a square") {
  std::string text = with_ups(16, "", "");
  text.insert(text.find("\n", text.find("name: run")) - 1, ", rack_store: {energy_per_gpu: 2000 J, time_constant: 5 s}");
  const Result r = run_text(text);
  const double high = job(r)[5] / 7200 / (1 - 0.45 / 2), left = std::tanh(1.0 / (2 * 5));  // h / 2 tau, h = 1 s
  const Table& site = r.table("site");
  CHECK(site.column("it_power_max", "s")[120] - site.column("it_power", "s")[120] == Approx(left * high * 0.45 / 2).epsilon(0.03));
}

TEST_CASE("A high-set stage trips by the swing, a dependent time by the root mean square") {
  // Mean some 17 MW, 20 to 21 MW at worst: 1.5 and 1.85 kA at 6.6 kV.
  const std::string relay = ", protection: {curve: very, setting: 1700 A, time_multiplier: 0.1";
  // A square wave: its root mean square is the hypotenuse of its mean and of what it swings by.
  const Result carried = run_text(with_ups(14, relay + "}", ""));
  const double load = carried.table("equipment/switchboard").column("load", "s.way")[120], above = carried.table("equipment/switchboard").column("load_max", "s.way")[120] - load;
  const double mean = carried.table("equipment/relay").column("current_max", "s.way")[120] * load / (load + above), rms = mean * std::hypot(load, above) / load;
  const auto trips = [&](double setting_a) {
    return run_text(with_ups(14, ", protection: {curve: very, setting: " + std::to_string(setting_a) + " A, time_multiplier: 0.1}", "")).event_times("relay").size();
  };
  CHECK(trips(0.98 * rms / 1.05) == 1);  // it picks up at 1.05 times its setting
  CHECK(trips(1.02 * rms / 1.05) == 0);
  CHECK(0.98 * rms > mean);
  const Result slow = run_text(with_ups(14, relay + "}", ""));
  CHECK(slow.event_times("relay").empty());
  const auto amperes = slow.table("equipment/relay").column("current_max", "s.way");
  CHECK(amperes[120] > 1700);
  const Result fast = run_text(with_ups(14, relay + ", high_set: " + std::to_string(amperes[120] / 1700 * 0.99) + "}", ""));
  REQUIRE(fast.event_times("relay").size() == 1);
  CHECK(fast.event_times("relay").front() == Approx(3600).margin(2));
  CHECK(run_text(with_ups(14, relay + ", high_set: " + std::to_string(amperes[120] / 1700 * 1.01) + "}", "")).event_times("relay").empty());
}

TEST_CASE("Above the battery that smooths a swing, ratings see what it leaves") {
  const Result bare = run_text(with_ups(14, "", "")),
               with = run_text(with_ups(14, "", "      storage: {type: bess, feeds_from: board, energy: 40 MWh, charge_rate: 1 /h, discharge_rate: 1 /h, policy: reserve, smoothing: {corner: 0.02 Hz, power: 30 MW, response: 0 ms}}\n"));
  const auto above = [](const Result& r, const char* table, const char* node) {
    const Table& t = r.table(table);
    return t.column("load_max", node)[120] - t.column("load", node)[120];
  };
  CHECK(above(with, "equipment/ups", "s.u2") == Approx(above(bare, "equipment/ups", "s.u2")).epsilon(1e-3));
  // A first-order low pass leaves of a square wave of +-A with h = 1 s a triangle of A tanh(h / 2 tau) each way.
  CHECK(above(with, "equipment/grid_connection", "s.feeder") == Approx(std::tanh(0.5 / tau) * above(bare, "equipment/grid_connection", "s.feeder")).epsilon(0.1));
}

TEST_CASE("A battery beside the loads relieves the connection, and its own feed swings against them") {
  // The first hall, idle, hangs on the battery's board: some 5 MW, more than the battery ever gives.
  std::string text = with_ups(14, "", "      side: {type: switchboard, rating: 40 MVA, feeds_from: board}\n      storage: {type: bess, feeds_from: side, energy: 40 MWh, charge_rate: 1 /h, discharge_rate: 1 /h, policy: reserve, auxiliaries: 0 %/d, smoothing: {corner: 0.02 Hz, power: 30 MW, response: 0 ms}}\n");
  text.replace(text.find("count: 20, feeds_from: board"), 28, "count: 20, feeds_from: side");
  const Result bare = run_text(with_ups(14, "", "")), with = run_text(text);
  const auto above = [](const Result& r, const char* table, const char* node) {
    const Table& t = r.table(table);
    return t.column("load_max", node)[120] - t.column("load", node)[120];
  };
  CHECK(above(with, "equipment/ups", "s.u2") == Approx(above(bare, "equipment/ups", "s.u2")).epsilon(1e-3));
  const double swing = above(bare, "equipment/grid_connection", "s.feeder");
  CHECK(above(with, "equipment/grid_connection", "s.feeder") == Approx(std::tanh(0.5 / tau) * swing).epsilon(0.1));
  // Its board sees what the low pass leaves out: of a square of +-A with h = 1 s, A less that.
  CHECK(above(with, "equipment/switchboard", "s.side") == Approx((1 - std::tanh(0.5 / tau)) * swing).epsilon(0.1));
  // On a board without a load it has nothing to give: nothing is exported, and the connection sees the whole swing.
  text.replace(text.find("count: 20, feeds_from: side"), 27, "count: 20, feeds_from: board");
  const Result alone = run_text(text);
  CHECK(above(alone, "equipment/grid_connection", "s.feeder") == Approx(swing).epsilon(1e-3));
  CHECK(alone.table("equipment/bess").column("cycling", "s.storage")[120] == 0);
}

TEST_CASE("What the campus drops to nothing is a ramp of its own, what an outage takes is none") {
  std::string text = with_ups(14, "", "");
  text.replace(text.find("grids: {g: {"), 12, "grids: {g: {limits: {ramp_up: 1000 MW/s, ramp_down: 1 MW/s}");
  text.replace(text.find("    power:"), 10, "    cooling: {cw: {type: chilled_water, fed_by: board}}\n    power:");
  text = text.substr(0, text.find("workload:"));
  const Result off = run_text(text + "events: [{at: 2026-08-04T00:30, trip: sites.s.power.board, for: 5 min}]\n");
  const double import = off.table("site").column("grid_import")[28];
  REQUIRE(off.table("site").column("grid_import")[32] == 0);
  CHECK(off.constraint("s.grid.ramp_down").peak_value == Approx(import).epsilon(0.02));
  CHECK(off.constraint("s.grid.ramp_up").peak_value > 0.5 * import);
  const Result dark = run_text(text + "events: [{at: 2026-08-04T00:30, outage: g, for: 5 min}]\n");
  CHECK(dark.constraint("s.grid.ramp_down").peak_value < 0.5 * import);
}

TEST_CASE("Without training and limits nothing of swings is watched or recorded") {
  std::string text = campus("", square);
  text = text.substr(0, text.find("workload:"));
  const Result r = run_text(text);
  for (const Table& t : r.tables) CHECK((t.path != "swing" && t.path != "swing_band" && t.path != "spectrum"));
}

namespace {

/// 128 accelerators with a peak of 0.9895 PFLOP/s at an MFU of 40 %: what they compute in two hours.
std::string two_hours(const std::string& run, const std::string& tail = "") {
  return R"(netsuden: 1
name: compute
horizon: {from: 2026-08-04, to: 2026-08-05, timezone: Asia/Tokyo}
resolution: {calm: 5 min, transient: 1 s, record: 5 min}
grids: {g: {}}
sites:
  s:
    weather: {constant: {dry_bulb: 25 degC, relative_humidity: 55 %}}
    grid: g
    power: {feeder: {type: grid_connection, capacity: 1 MVA}}
    halls: {h: {racks: {model: dgx_h100, count: 4, boot: 0 s}, fed_by: feeder}}
record: {racks_enabled: false}
workload:
  training:
    - {name: run, hall: s.h, nodes: 16, compute: 3.6476928e20 FLOP, mfu: 40 %)" + run + "}\n" + tail;
}

}  // namespace

TEST_CASE("A run of so much compute takes what its accelerators, their peak and the MFU say, and checkpoints on top") {
  const Result r = run_text(two_hours(""));
  INFO(r.message);
  const TrainingSummary& t = r.training.at(0);
  CHECK(t.state == "completed");
  CHECK(t.done_flop == Approx(3.6476928e20).epsilon(1e-6));
  CHECK(t.held_h == Approx(128 * 2).epsilon(1e-5));
  CHECK(t.goodput() == Approx(1).epsilon(1e-5));
  const Result with = run_text(two_hours(", swing: {checkpoint_interval: 20 min, checkpoint_time: 1 min}"));
  CHECK(with.training.at(0).held_h == Approx(128 * (2 + 5.0 / 60)).epsilon(1e-5));  // none after the last work
  CHECK(with.training.at(0).checkpoint_h == Approx(128 * 5.0 / 60).epsilon(1e-4));
  CHECK(with.training.at(0).work_h == Approx(256).epsilon(1e-5));
}

TEST_CASE("A run whose hall goes dark goes on from its last checkpoint, and one without begins anew") {
  const std::string outage = "events: [{at: 2026-08-04T01:10, outage: g, for: 3 min}]\n";
  const Result r = run_text(two_hours(", swing: {checkpoint_interval: 20 min, checkpoint_time: 1 min}", outage));
  const TrainingSummary& t = r.training.at(0);
  CHECK(t.state == "completed");
  CHECK(t.dark_h == Approx(128 * 7.0 / 60).epsilon(0.01));  // three cycles of 21 min are safe
  CHECK(t.work_h == Approx(256).epsilon(1e-5));
  CHECK(t.held_h == Approx(128 * (2 + 5.0 / 60 + 7.0 / 60)).epsilon(1e-3));
  const TrainingSummary none = run_text(two_hours("", outage)).training.at(0);
  CHECK(none.dark_h == Approx(128 * 70.0 / 60).epsilon(1e-3));
  CHECK(none.held_h == Approx(128 * (2 + 70.0 / 60)).epsilon(1e-3));
}

TEST_CASE("Failures of a run: its GPU-hours are work, checkpoints, lost work, restarts and nothing else") {
  // Of 3.1 h between failures of 16,384 accelerators: here 128 of them that fail 128 times as often.
  const std::string failing = ", swing: {checkpoint_interval: 10 min, checkpoint_time: 1 min}, failures: {gpu: 500 h, network: 4700 h, node: 126 h, restart: 5 min}";
  const Result r = run_text(two_hours(failing));
  INFO(r.message);
  const TrainingSummary& t = r.training.at(0);
  CHECK(t.state == "completed");
  CHECK(t.work_h == Approx(256).epsilon(1e-5));
  CHECK(t.held_h == Approx(t.work_h + t.checkpoint_h + t.lost_h + t.restart_h).epsilon(1e-5));
  CHECK(t.restart_h == Approx(128 * t.failures * 5 / 60).epsilon(0.35));  // a failure within a restart cuts it short
  CHECK(t.failures > 0);
  // Another seed, other failures; the same seed, the same.
  CHECK(run_text(two_hours(failing)).training.at(0).held_h == t.held_h);
  CHECK(run_text(two_hours(failing, "seed: 7\n")).training.at(0).held_h != t.held_h);
}

}  // namespace netsuden::test
