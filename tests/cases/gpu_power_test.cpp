// SPDX-License-Identifier: Apache-2.0
// Measured GPU power over utilisation (Cornell BioHPC) and over power caps (Zeus). docs/cases/measured-power.md has every number.
// Nothing is fitted: full power is the vendor's TDP, idle power and the law of the clock are those of one H100, scaled on the TDP.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "io/import/csv.hpp"
#include "sim/workload/node_power.hpp"

namespace netsuden::test {
namespace {

/// 71.8 W of 700 W: H100 SXM, idle (physics reference 1.2, arXiv 2605.23918).
constexpr double idle_share = 71.8 / 700;

std::optional<CsvTable> table(const std::string& name) {
  const std::string file = std::string(NETSUDEN_DATA_DIR "/workload/") + name;
  if (!std::filesystem::exists(file)) {
    WARN("SKIPPED: " + file);
    return std::nullopt;
  }
  Diagnostics d;
  auto csv = CsvTable::read(file, d);
  INFO(d.render());
  REQUIRE(csv);
  return csv;
}

NodePowerParams gpu(double tdp_w) {
  NodePowerParams p;
  p.idle = ActivePower::from_si(idle_share * tdp_w);
  p.max = ActivePower::from_si(tdp_w);
  p.gpus = 1;
  return p;
}

struct OverUse {
  std::size_t hours = 0;
  double energy = 0, mean_abs = 0, rms = 0;  ///< model over measured energy, less 1; errors as shares of the TDP
  double idle_w = 0, busy_w = 0;             ///< measured means at no use and above 95 %
};

OverUse over_use(const CsvTable& csv, double tdp_w) {
  OverUse r;
  const NodePowerParams node = gpu(tdp_w);
  const auto p = *csv.column("powerave_W"), u = *csv.column("utilave_pct");
  double sum = 0, model = 0, squares = 0;
  std::size_t idle = 0, busy = 0;
  for (std::size_t i = 0; i < csv.rows(); ++i) {
    const auto w = csv.try_number(i, p), use = csv.try_number(i, u);
    if (!w || !use) continue;
    const double m = node_power(node, *use / 100, 0).si();
    ++r.hours;
    sum += *w;
    model += m;
    r.mean_abs += std::abs(m - *w) / tdp_w;
    squares += (m - *w) * (m - *w);
    if (*use == 0) {
      r.idle_w += *w;
      ++idle;
    }
    if (*use > 95) {
      r.busy_w += *w;
      ++busy;
    }
  }
  const auto n = static_cast<double>(r.hours);
  r.energy = model / sum - 1;
  r.mean_abs /= n;
  r.rms = std::sqrt(squares / n) / tdp_w;
  r.idle_w /= static_cast<double>(std::max<std::size_t>(1, idle));
  r.busy_w /= static_cast<double>(std::max<std::size_t>(1, busy));
  return r;
}

struct AtCap {
  int runs = 0;
  double speed = 0, speed_abs = 0, power = 0;  ///< mean of model over measured less 1, of its size, and of the power
  void add(double s, double p) {
    ++runs;
    speed += s;
    speed_abs += std::abs(s);
    power += p;
  }
  AtCap mean() const { return {runs, speed / runs, speed_abs / runs, power / runs}; }
};

/// By cap: runs that it binds, those that it does not. The uncapped run of each network, batch size and optimiser is the reference.
std::pair<std::map<double, AtCap>, std::map<double, AtCap>> over_cap(const CsvTable& csv, double tdp_w) {
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::map<double, std::array<double, 3>>> runs;
  const auto col = [&](const char* name) { return *csv.column(name); };
  for (std::size_t i = 0; i < csv.rows(); ++i) {
    const auto text = [&](const char* name) { return std::string(csv.text(i, col(name))); };
    auto& r = runs[{text("dataset"), text("network"), text("batch_size"), text("optimizer")}][*csv.try_number(i, col("power_limit"))];
    r[0] += 1;
    r[1] += *csv.try_number(i, col("time_per_epoch"));
    r[2] += *csv.try_number(i, col("average_power"));
  }
  std::map<double, AtCap> binds, free;
  const double idle = idle_share * tdp_w;
  for (const auto& [of, by_cap] : runs) {
    const auto reference = by_cap.find(tdp_w);
    if (reference == by_cap.end()) continue;
    const auto mean = [](const std::array<double, 3>& r, std::size_t what) { return r[what] / r[0]; };
    const double time = mean(reference->second, 1), power = mean(reference->second, 2);
    for (const auto& [cap, r] : by_cap) {
      if (cap == tdp_w) continue;
      const double measured = time / mean(r, 1);
      // The clock at which the part above idle fits, and work in proportion to the clock: where the control of a hall settles, without its steps and floor.
      const double clock = power <= cap ? 1 : clock_for_dynamic_share((cap - idle) / (power - idle));
      (power > cap ? binds : free)[cap].add(clock / measured - 1, std::min(cap, power) / mean(r, 2) - 1);
    }
  }
  for (auto* m : {&binds, &free})
    for (auto& [cap, a] : *m) a = a.mean();
  return {binds, free};
}

void say(const char* name, double tdp_w, const std::map<double, AtCap>& m) {
  for (const auto& [cap, a] : m) UNSCOPED_INFO(name << " cap " << cap << " W (" << cap / tdp_w << " of TDP), " << a.runs << " runs: speed " << a.speed << ", of size " << a.speed_abs << "; power " << a.power);
}

}  // namespace

// Hourly means of a server. The type of the GPU of the second is not in the data: 300 W is the round figure below its highest hourly mean, 305 W.
TEST_CASE("GPU power over utilisation against the servers of BioHPC") {
  struct Server {
    const char* file;
    double tdp_w;
    std::size_t hours;
  };
  for (const Server& s : {Server{"biohpc_cbsugpu08_hourly.csv", 350, 15277},   // "H100" says the data; 350 W is the PCIe card (NVIDIA data sheet): assumption
                          Server{"biohpc_cbsugpu05_hourly.csv", 300, 11636}}) {
    const auto csv = table(s.file);
    if (!csv) return;
    const OverUse r = over_use(*csv, s.tdp_w);
    INFO(s.file << ": energy " << r.energy << ", mean error " << r.mean_abs << ", RMS " << r.rms << " of the TDP; measured idle " << r.idle_w << " W, above 95 % " << r.busy_w << " W");
    CHECK(r.hours == s.hours);
    // Physics reference 1.8: 15 % where only the TDP is known. An hour is less sure than the sum of all: a tenth of the TDP.
    CHECK(std::abs(r.energy) < 0.15);
    CHECK(r.rms < 0.10);
    CHECK(std::abs(node_power(gpu(s.tdp_w), 1, 0).si() / r.busy_w - 1) < 0.15);
  }
}

TEST_CASE("Training under a power cap against Zeus") {
  struct Card {
    const char* file;
    const char* name;
    double tdp_w;
    int runs;  ///< with a reference
  };
  for (const Card& c : {Card{"zeus_power_v100.csv", "V100", 250, 68}, Card{"zeus_power_a40.csv", "A40", 300, 53}}) {  // the highest limit of the data, the vendor's TDP
    const auto csv = table(c.file);
    if (!csv) return;
    const auto [binds, free] = over_cap(*csv, c.tdp_w);
    say(c.name, c.tdp_w, binds);
    int runs = 0;
    for (const auto* m : {&binds, &free})
      if (const auto at = m->find(150); at != m->end()) runs += at->second.runs;
    CHECK(runs == c.runs);
    for (const auto& [cap, a] : binds) {
      INFO(c.name << " at " << cap << " W");
      const double share = cap / c.tdp_w;
      // The card draws less than its limit: the means are over epochs, with the times in which it waits for data.
      CHECK(a.power > -0.10);
      CHECK(a.power < 0.15);
      if (share > 0.57) {  // of TDP: down to where ACC-IT-06 finds the best work per energy
        CHECK(a.speed_abs < 0.06);
      } else if (share < 0.45) {
        // Known limit: the voltage of a card ends its fall near half of the TDP, and what it draws without work above idle grows in weight;
        // the law, fitted above that, lets the clock fall too little. If this fails the text of docs/cases/measured-power.md is out of date.
        CHECK(a.speed > 0.05);
      }
    }
    for (const auto& [cap, a] : free) {
      INFO(c.name << " at " << cap << " W, which does not bind");
      CHECK(a.speed_abs < 0.07);
      CHECK(std::abs(a.power) < 0.10);
    }
  }
}

}  // namespace netsuden::test
