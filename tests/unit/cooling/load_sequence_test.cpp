// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <vector>

#include "sim/cooling/load_sequence.hpp"

namespace netsuden::test {
namespace {

const Duration never = Duration::from_si(std::numeric_limits<double>::infinity());

Duration s(double v) { return Duration::from_si(v); }

/// All look at their boards at once; the starts that they then have.
std::vector<double> look_all(const LoadSequenceParams& p, std::vector<SequencedLoad>& loads, bool energized, double now) {
  Duration before = -never;
  for (const auto& l : loads) before = std::max(before, l.starts);
  std::vector<double> starts;
  for (auto& l : loads) {
    before = look(p, l, energized, s(now), before);
    starts.push_back(l.starts.si());
  }
  return starts;
}

}  // namespace

TEST_CASE("Groups start in turn after a loss of power, and the first after the delay") {
  const LoadSequenceParams p{.delay = s(5), .step = s(10), .hold = s(0.1)};
  std::vector<SequencedLoad> loads(3);
  look_all(p, loads, false, 100);
  for (const auto& l : loads) CHECK_FALSE(l.runs(s(100)));
  CHECK(look_all(p, loads, true, 112) == std::vector<double>{117, 127, 137});
  CHECK_FALSE(loads[1].runs(s(126.9)));
  CHECK(loads[1].waits(s(120)).si() == Approx(7));
  CHECK(loads[1].runs(s(127)));
  CHECK(std::isinf(loads[1].waits(s(127)).si()));
}

TEST_CASE("A break within the hold time drops nothing out, and neither does one while a group waits send it to the end of the line") {
  const LoadSequenceParams p{.delay = {}, .step = s(10), .hold = s(0.1)};
  std::vector<SequencedLoad> loads(2);
  look_all(p, loads, false, 50);
  look_all(p, loads, true, 50.1);
  for (const auto& l : loads) CHECK(l.runs(s(50.1)));
  look_all(p, loads, false, 60);
  look_all(p, loads, true, 61);
  CHECK(loads[1].starts.si() == Approx(71));
  look_all(p, loads, false, 65);
  look_all(p, loads, true, 65.05);
  CHECK(loads[1].starts.si() == Approx(71));
}

TEST_CASE("A second board that returns while the first one's groups still wait comes after them") {
  const LoadSequenceParams p{.delay = s(2), .step = s(10), .hold = {}};
  SequencedLoad a, b, c;
  for (SequencedLoad* l : {&a, &b, &c}) look(p, *l, false, s(0), -never);
  const Duration first = look(p, a, true, s(4), -never), second = look(p, b, true, s(4), first);
  CHECK(first.si() == Approx(6));
  CHECK(second.si() == Approx(16));
  CHECK(look(p, c, true, s(9), second).si() == Approx(26));
  SequencedLoad late;
  look(p, late, false, s(0), -never);
  CHECK(look(p, late, true, s(100), s(26)).si() == Approx(102));  // long after: only its delay
}

}  // namespace netsuden::test
