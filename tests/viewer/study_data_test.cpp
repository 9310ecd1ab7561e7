// SPDX-License-Identifier: Apache-2.0
// The study's data layer without a window: what is read is what was written, ranges choose runs, bands are quantiles, damage gets words.
#include <chrono>
#include <cstdlib>
#include <random>

#include "io/study/index.hpp"
#include "io/study/index_tables.hpp"
#include "support.hpp"
#include "viz/model/library.hpp"
#include "viz/model/study_source.hpp"
#include "viz/panels/study.hpp"

using namespace netsuden;
using namespace netsuden::sample;
using namespace netsuden::viz;

namespace {

/// Runs whose metric is three times the parameter; every tenth fails.
StudyIndex index_of(std::size_t runs) {
  StudyIndex x;
  x.attributes = {{"title", "A study of the tests"}, {"status", "complete"}, {"design", "latin_hypercube"}, {"base", "hall.yaml"}, {"currency", "JPY"}, {"timezone", "Asia/Tokyo"}};
  x.runs = runs;
  IndexColumn row{"row", "1", "", DType::i4}, seed{"seed", "1", "", DType::i8}, status{"status", "1", "", DType::i1}, message{"message"}, id{"run_id"};
  status.flags = {"complete", "invalid", "failed"};
  IndexColumn supply{"supply", "degC", "sites.lab.halls.hall1.air.supply"}, kind{"kind", "1", "a.kind"}, pue{"sites.lab.pue", "1"}, peak{"sites.lab.import_peak_w", "W"}, when{"sites.lab.import_peak_at", "seconds since 1970-01-01"};
  for (std::size_t i = 0; i < runs; ++i) {
    const double v = static_cast<double>(i);
    const bool failed = i % 10 == 9;
    row.numbers.push_back(v), seed.numbers.push_back(1000 + v), status.numbers.push_back(failed ? 2 : 0);
    message.words.push_back(failed ? "too hot\nsecond line" : ""), id.words.push_back("id" + std::to_string(i));
    supply.numbers.push_back(v), kind.words.push_back(i % 2 ? "odd" : "even");
    pue.numbers.push_back(failed ? std::nan("") : 3 * v), peak.numbers.push_back(failed ? std::nan("") : 1e6 + v), when.numbers.push_back(failed ? std::nan("") : 1.8e9 + 60 * v);
  }
  x.run_columns = {row, seed, status, message, id};
  x.parameters = {supply, kind};
  x.metrics = {pue, peak, when};
  x.study_text = "written", x.report = "report";
  return x;
}

std::shared_ptr<const StudyData> data_of(const Folder& folder, std::size_t runs) {
  write_index(folder / "index.h5", index_of(runs));
  return StudySource(folder / "index.h5").data();
}

}  // namespace

TEST_CASE("a study reads as it was written") {
  const Folder folder;
  const auto d = data_of(folder, 40);
  CHECK(d->name == "A study of the tests");
  REQUIRE(d->runs == 40);
  REQUIRE(d->columns.size() == 6);
  const StudyColumn& supply = d->column(d->find("supply"));
  CHECK(supply.kind == StudyKind::parameter);
  CHECK(supply.low == 0);
  CHECK(supply.high == 39);
  CHECK(supply.text(24.5, d->zone) == "24.5 \u00B0C");
  const StudyColumn& kind = d->column(d->find("kind"));
  CHECK(kind.words == std::vector<std::string>{"even", "odd"});
  CHECK(kind.text(kind.values[3], d->zone) == "odd");
  const StudyColumn& pue = d->column(d->find("sites.lab.pue"));
  CHECK(pue.title == "PUE");
  for (std::size_t i = 0; i < d->runs; ++i) CHECK(same(pue.values[i], i % 10 == 9 ? std::nan("") : 3 * static_cast<double>(i)));
  CHECK(d->column(d->find("sites.lab.import_peak_w")).title == "import peak");
  CHECK(d->column(d->find("sites.lab.import_peak_w")).text(1234567, d->zone) == "1.235 MW");
  CHECK(d->column(d->find("sites.lab.import_peak_at")).date);
  CHECK(d->count("failed") == 4);
  CHECK(d->state_of(9) == "failed");
  CHECK(d->messages[9] == "too hot\nsecond line");
  CHECK(d->seed[7] == 1007);
  CHECK(d->trace_of(17) == folder / "runs/000/000017.h5");
  CHECK(d->command_of(17) == "netsuden run " + (folder / "index.h5") + " --repeat 17 -o run-17.h5");
  CHECK(d->find("none") == -1);
}

TEST_CASE("titles are the shortest ends that are told apart, without the unit") {
  CHECK(short_titles({"sites.a.pue", "sites.b.pue", "sites.a.it_energy_kwh"}, {"1", "1", "kW h"}) == std::vector<std::string>{"a PUE", "b PUE", "IT energy"});
  CHECK(short_titles({"x", "x"}, {"", ""}) == std::vector<std::string>{"x", "x"});
  CHECK(short_titles({}, {}).empty());
}

TEST_CASE("ranges choose the runs within all of them, ends included, a run without a value is in none") {
  const Folder folder;
  const auto d = data_of(folder, 100);
  CHECK(select_runs(*d, {})->count == 100);
  CHECK(select_runs(*d, {})->stamp == 0);
  const auto some = select_runs(*d, {{"supply", {10, 19}}});
  CHECK(some->count == 10);
  CHECK(some->in[10] == 1);
  CHECK(some->in[20] == 0);
  CHECK(select_runs(*d, {{"supply", {10, 19}}, {"sites.lab.pue", {0, 1e9}}})->count == 9);  // 19 failed
  CHECK(select_runs(*d, {{"supply", {10, 19}}, {"kind", {0, 0}}})->count == 5);
  CHECK(select_runs(*d, {{"another study's", {0, 1}}})->count == 100);
  CHECK(stamp_of({{"supply", {10, 19}}}) != stamp_of({{"supply", {10, 18}}}));
  CHECK(stamp_of({{"supply", {10, 19}}}) == some->stamp);
  // From one run in sight to the next.
  CHECK(run_beside(*d, *some, -1, 1) == 10);
  CHECK(run_beside(*d, *some, 10, 1) == 11);
  CHECK(run_beside(*d, *some, 18, 10) == 19);
  CHECK(run_beside(*d, *some, 19, 1) == 19);
  CHECK(run_beside(*d, *some, -1, -1) == 19);
  CHECK(run_beside(*d, *some, 50, -1) == 19);
  CHECK(run_beside(*d, *select_runs(*d, {{"supply", {1000, 2000}}}), -1, 1) == -1);
}

TEST_CASE("ranges are written as numbers, words and dates") {
  const Folder folder;
  const auto d = data_of(folder, 20);
  std::string message;
  const auto of = [&](const char* column, const char* text) { return parse_brush(d->column(d->find(column)), d->zone, text, message); };
  CHECK(of("supply", "3..7") == std::pair{3.0, 7.0});
  CHECK(of("supply", "3..")->second > 1e200);
  CHECK(of("kind", "odd..odd") == std::pair{1.0, 1.0});
  CHECK(of("sites.lab.import_peak_at", "2027-01-15T17:00..")->first == 1800000000.0);
  for (const char* bad : {"3", "a..b", "7..3", "nan..2", "1e999..2"}) {
    message.clear();
    CHECK_FALSE(of("supply", bad));
    CHECK_FALSE(message.empty());
  }
}

TEST_CASE("bands are quantiles of type 7 of the runs that have a value, and the extremes") {
  StudyMatrix m;
  m.runs = 5, m.columns = 2, m.times = {0, 10};
  m.mean = {1, NAN, 2, 7, 3, NAN, 4, NAN, NAN, NAN};
  const auto all = bands_of(m, nullptr);
  CHECK(all->runs == 4);
  CHECK(all->min[0] == 1);
  CHECK(all->p10[0] == Approx(1.3));  // numpy.quantile([1, 2, 3, 4], 0.1)
  CHECK(all->p50[0] == Approx(2.5));
  CHECK(all->p90[0] == Approx(3.7));
  CHECK(all->max[0] == 4);
  CHECK(all->p50[1] == 7);
  RunSelection some;
  some.in = {1, 0, 1, 0, 1}, some.count = 3;
  const auto two = bands_of(m, &some);
  CHECK(two->runs == 2);
  CHECK(two->p50[0] == 2);
  CHECK(std::isnan(two->p50[1]));
  RunSelection none;
  none.in.assign(5, 0);
  CHECK(bands_of(m, &none)->runs == 0);
  CHECK(std::isnan(quantile_of({}, 0.5)));
  // Where rows were joined, the extremes are of the rows, not of their means.
  m.low = m.mean, m.high = m.mean;
  m.low[0] = -5, m.high[6] = 40;
  CHECK(bands_of(m, nullptr)->min[0] == -5);
  CHECK(bands_of(m, nullptr)->max[0] == 40);
  CHECK(bands_of(m, nullptr)->p50[0] == Approx(2.5));
}

TEST_CASE("a library tells studies from traces by what they are, and says in words what is neither") {
  const Folder folder;
  data_of(folder, 12);
  Library library;
  const int by_file = library.open(folder / "index.h5"), by_folder = library.open(folder / ""), none = library.open(folder / "nothing.h5");
  std::filesystem::create_directory(folder / "empty");
  const int empty = library.open(folder / "empty");
  library.wait_idle();
  for (const int n : {by_file, by_folder}) {
    CHECK(library.state(n) == OpenState::ready);
    REQUIRE(library.study(n));
    CHECK(library.study(n)->runs == 12);
    CHECK_FALSE(library.facts(n));
    CHECK_FALSE(library.series(n, {0, 0, 0}));
    CHECK_FALSE(library.bands(n, 0, 0, nullptr));
  }
  library.wait_idle();
  CHECK(library.state(none) == OpenState::failed);
  CHECK(library.words(empty).find("no index.h5") != std::string::npos);
  CHECK_FALSE(library.study(99));
}

TEST_CASE("an index whose parts do not fit is damaged, in words") {
  const Folder folder;
  const auto words_of = [&](const StudyIndex& x) -> std::string {
    write_index(folder / "i.h5", x);
    try {
      StudySource s(folder / "i.h5");
    } catch (const IoError& e) {
      return e.what();
    }
    return {};
  };
  CHECK(words_of(index_of(8)).empty());
  StudyIndex x = index_of(8);
  x.run_columns[2].flags.clear();  // a status without meanings: unknown, not a crash
  CHECK(words_of(x).empty());
  CHECK(StudySource(folder / "i.h5").data()->state_of(0) == "unknown");
  StudyIndex none = index_of(0);
  CHECK(words_of(none).empty());
  CHECK(StudySource(folder / "i.h5").data()->runs == 0);
}

TEST_CASE("a study of a hundred thousand runs opens in a second, and its runs are chosen in a frame") {
  const Folder folder;
  const std::size_t n = 100'000;
  StudyIndex x = index_of(n);
  for (int k = 0; k < 12; ++k) x.metrics.push_back(x.metrics[0]), x.metrics.back().name += std::to_string(k);
  write_index(folder / "index.h5", x);
  // CPU time of this process and its child, since others share the machine.
  const auto cpu = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; };
  double before = cpu();
  const auto d = StudySource(folder / "index.h5").data();
  CHECK(d->runs == n);
  CHECK(cpu() - before < 1.0);  // measured: 0.1 to 0.2
  before = cpu();
  CHECK(select_runs(*d, {{"supply", {100, 50'000}}, {"sites.lab.pue", {0, 90'000}}})->count == 29'901 - 2'990);
  CHECK(cpu() - before < 0.05);
}
