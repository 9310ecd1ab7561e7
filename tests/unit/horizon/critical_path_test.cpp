// SPDX-License-Identifier: Apache-2.0
// Sources of the expected values:
//   Taylor, "Introduction to Management Science", chapter 8 (project management), solutions to the network problems: tables of
//     ES, EF, LS, LF and slack of two networks with activities on arcs
//   Hillier and Lieberman, "Introduction to Operations Research", Reliable Construction Co.: 44 weeks; critical A-B-C-E-F-J-L-N;
//     slack D 4, G 4, H 4, I 2, K 1, M 4
#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "sim/horizon/critical_path.hpp"

namespace netsuden {
namespace {

/// An activity between two events, and what the book says of it.
struct Arc {
  int from, to;
  double duration, es, ef, ls, lf, slack;
};

void check_network(const std::vector<Arc>& arcs, int last) {
  std::vector<Activity> all;
  for (const Arc& a : arcs) {
    Activity x;
    if (a.from == 1) x.not_before = 0;
    for (std::size_t i = 0; i < arcs.size(); ++i)
      if (arcs[i].to == a.from) x.after.push_back(static_cast<int>(i));
    all.push_back(x);
  }
  // One end for all, as in the book.
  Activity end;
  for (std::size_t i = 0; i < arcs.size(); ++i)
    if (arcs[i].to == last) end.after.push_back(static_cast<int>(i));
  all.push_back(end);
  const double unit = 86400;  // a second is no slack
  const auto t = critical_path(all, [&](int i, double start) { return start + (i < static_cast<int>(arcs.size()) ? arcs[static_cast<std::size_t>(i)].duration * unit : 0); });
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    INFO(arcs[i].from << "-" << arcs[i].to);
    CHECK(t[i].start == Approx(arcs[i].es * unit));
    CHECK(t[i].finish == Approx(arcs[i].ef * unit));
    CHECK(t[i].late_start == Approx(arcs[i].ls * unit));
    CHECK(t[i].late_finish == Approx(arcs[i].lf * unit));
    CHECK(t[i].total_float == Approx(arcs[i].slack * unit).margin(1e-6));
    CHECK(t[i].critical == (arcs[i].slack == 0));
    CHECK(t[i].free_float <= t[i].total_float + 1e-6);
  }
}

}  // namespace

TEST_CASE("critical path: the tables of a textbook, activities on arcs") {
  check_network({{1, 2, 7, 0, 7, 2, 9, 2}, {1, 3, 10, 0, 10, 0, 10, 0}, {2, 4, 6, 7, 13, 9, 15, 2}, {3, 4, 5, 10, 15, 10, 15, 0}, {3, 5, 4, 10, 14, 14, 18, 4}, {4, 5, 3, 15, 18, 15, 18, 0}, {5, 6, 2, 18, 20, 18, 20, 0}}, 6);
  check_network({{1, 2, 8, 0, 8, 1, 9, 1}, {1, 3, 10, 0, 10, 0, 10, 0}, {1, 4, 9, 0, 9, 6, 15, 6}, {2, 5, 6, 8, 14, 9, 15, 1}, {2, 6, 4, 8, 12, 16, 20, 8}, {3, 5, 5, 10, 15, 10, 15, 0}, {4, 5, 0, 9, 9, 15, 15, 6},
                 {4, 7, 7, 9, 16, 20, 27, 11}, {5, 7, 12, 15, 27, 15, 27, 0}, {5, 8, 15, 15, 30, 16, 31, 1}, {6, 9, 18, 12, 30, 20, 38, 8}, {7, 8, 4, 27, 31, 27, 31, 0}, {8, 9, 7, 31, 38, 31, 38, 0}}, 9);
}

TEST_CASE("critical path: Reliable Construction takes 44 weeks") {
  const std::string names = "ABCDEFGHIJKLMN";
  const std::vector<std::string> after{"", "A", "B", "C", "C", "E", "D", "EG", "C", "FI", "J", "J", "H", "KL"};
  const double weeks[] = {2, 4, 10, 6, 4, 5, 7, 9, 7, 8, 4, 5, 2, 6}, slack[] = {0, 0, 0, 4, 0, 0, 4, 4, 2, 0, 1, 0, 4, 0};
  std::vector<Activity> all(14);
  for (std::size_t i = 0; i < 14; ++i) {
    if (after[i].empty()) all[i].not_before = 0;
    for (const char c : after[i]) all[i].after.push_back(static_cast<int>(names.find(c)));
  }
  all.push_back({});
  all.back().after = {12, 13};
  const double week = 7 * 86400;
  const auto t = critical_path(all, [&](int i, double start) { return start + (i < 14 ? weeks[i] * week : 0); });
  CHECK(t.back().finish / week == Approx(44));
  for (std::size_t i = 0; i < 14; ++i) {
    INFO(names[i]);
    CHECK(t[i].total_float / week == Approx(slack[i]).margin(1e-9));
    CHECK(t[i].critical == (slack[i] == 0));
  }
  CHECK(t[9].driver == 5);  // the wallboard waits for the plumbing, not for the electrical work
  // Without the common end, exterior fixtures and interior fixtures are deliveries of their own.
  all.pop_back();
  const auto apart = critical_path(all, [&](int i, double start) { return start + weeks[i] * week; });
  CHECK(apart[12].total_float == 0);
  CHECK(apart[12].finish / week == Approx(40));
  CHECK(apart[3].total_float == Approx(0).margin(1e-6));
}

TEST_CASE("critical path: dates of their own make float, and circles are found and harmless") {
  std::vector<Activity> all(3);
  all[0].not_before = 0;
  all[1].not_before = 100 * 86400.0;
  all[1].after = {0};
  const auto t = critical_path(all, [](int, double start) { return (start < 0 ? 0 : start) + 10 * 86400.0; });
  CHECK(t[0].total_float == 90 * 86400.0);
  CHECK(t[1].driver == -1);
  CHECK(t[1].start == 100 * 86400.0);
  CHECK(cycle_of(all).empty());
  all[0].after = {2};
  all[2].after = {1};
  const auto circle = cycle_of(all);
  REQUIRE(circle.size() == 3);
  for (std::size_t k = 0; k < 3; ++k) {
    const auto& a = all[static_cast<std::size_t>(circle[k])].after;
    CHECK(std::find(a.begin(), a.end(), circle[(k + 1) % 3]) != a.end());
  }
  CHECK(critical_path(all, [](int, double start) { return start; }).size() == 3);
  std::vector<Activity> itself(1);
  itself[0].after = {0};
  CHECK(cycle_of(itself) == std::vector<int>{0});
}

}  // namespace netsuden
