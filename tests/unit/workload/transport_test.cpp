// SPDX-License-Identifier: Apache-2.0
#include "sim/workload/transport.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/base/random.hpp"

using namespace netsuden;
using Catch::Matchers::WithinAbs;

TEST_CASE("The transport check of horizon reference, section 5") {
  // Japan 20 MW, abroad 50 MW; sovereign 26, free 30: 70 >= 56 and still 6 of the sovereign demand are not served; free load moves abroad.
  const std::vector<std::vector<char>> allowed{{1, 0}, {1, 1}};
  for (const bool free_first : {false, true}) {
    const auto t = free_first ? serve({30, 26}, {20, 50}, {{1, 1}, {1, 0}}) : serve({26, 30}, {20, 50}, allowed);
    CHECK_THAT(t.served[free_first ? 1 : 0], WithinAbs(20, 1e-9));
    CHECK_THAT(t.served[free_first ? 0 : 1], WithinAbs(30, 1e-9));
    CHECK_THAT(t.flow[free_first ? 0 : 1][1], WithinAbs(30, 1e-9));
    CHECK_THAT(t.total, WithinAbs(50, 1e-9));
  }
  CHECK(headroom(0, {26, 30}, {20, 50}, allowed) == 0);
  CHECK_THAT(headroom(0, {12, 30}, {20, 50}, allowed), WithinAbs(8, 1e-9));   // the free load goes abroad
  CHECK_THAT(headroom(1, {12, 30}, {20, 50}, allowed), WithinAbs(28, 1e-9));
  CHECK(firm_capacity({20, 8, 50}, {1, 1, 0}, 0) == 28);
  CHECK(firm_capacity({20, 8, 50}, {1, 1, 0}, 1) == 8);
  CHECK(firm_capacity({20, 8, 50}, {1, 1, 0}, 2) == 0);
}

TEST_CASE("The greatest flow is the smallest cut") {
  // Of every set of classes: what they ask less what their pools have. The largest shortage is what is not served (Hall's condition).
  RandomStream random(11, "transport");
  for (int i = 0; i < 500; ++i) {
    const std::size_t classes = 1 + static_cast<std::size_t>(random.uniform() * 5), pools = 1 + static_cast<std::size_t>(random.uniform() * 5);
    std::vector<double> d, k;
    std::vector<std::vector<char>> allowed(classes, std::vector<char>(pools, 0));
    for (std::size_t c = 0; c < classes; ++c) d.push_back(std::floor(random.uniform() * 40));
    for (std::size_t p = 0; p < pools; ++p) k.push_back(std::floor(random.uniform() * 40));
    for (auto& row : allowed)
      for (char& a : row) a = random.uniform() < 0.5 ? 1 : 0;
    double asked = 0, shortage = 0;
    for (const double x : d) asked += x;
    for (unsigned set = 0; set < 1u << classes; ++set) {
      double needs = 0, has = 0;
      for (std::size_t c = 0; c < classes; ++c) needs += set >> c & 1 ? d[c] : 0;
      for (std::size_t p = 0; p < pools; ++p) {
        bool any = false;
        for (std::size_t c = 0; c < classes; ++c) any = any || ((set >> c & 1) && allowed[c][p]);
        has += any ? k[p] : 0;
      }
      shortage = std::max(shortage, needs - has);
    }
    const Transport t = serve(d, k, allowed);
    CHECK_THAT(t.total, WithinAbs(asked - shortage, 1e-6));
    for (std::size_t p = 0; p < pools; ++p) {
      double in = 0;
      for (std::size_t c = 0; c < classes; ++c) {
        in += t.flow[c][p];
        CHECK((t.flow[c][p] >= -1e-9 && (allowed[c][p] || t.flow[c][p] < 1e-9)));
      }
      CHECK(in <= k[p] + 1e-9);
    }
    for (std::size_t c = 0; c < classes; ++c) {
      std::vector<double> more = d;
      const double x = headroom(c, d, k, allowed);
      more[c] += x;
      if (shortage <= 0) CHECK_THAT(serve(more, k, allowed).total, WithinAbs(asked + x, 1e-6));
    }
  }
}
