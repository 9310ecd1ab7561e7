// SPDX-License-Identifier: Apache-2.0
// ACC-PF-02: the 69-bus feeder of M. E. Baran and F. F. Wu, "Optimal capacitor placement on radial distribution systems", IEEE
// Trans. Power Delivery 4 (1989) 725-734, 12.66 kV; numbers as in MATPOWER's case69. Losses 224.992 kW and 102.158 kvar, lowest
// voltage 0.909188 pu at bus 65 (published: 225 kW, 0.9092).
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "sim/power/power_flow.hpp"

using namespace netsuden;

namespace {

struct Section {
  int from, to;
  double r_ohm, x_ohm, kw, kvar;  ///< load at `to`
};

const Section sections[] = {
    {1, 2, .0005, .0012, 0, 0},        {2, 3, .0005, .0012, 0, 0},         {3, 4, .0015, .0036, 0, 0},         {4, 5, .0251, .0294, 0, 0},
    {5, 6, .366, .1864, 2.6, 2.2},     {6, 7, .381, .1941, 40.4, 30},      {7, 8, .0922, .047, 75, 54},        {8, 9, .0493, .0251, 30, 22},
    {9, 10, .819, .2707, 28, 19},      {10, 11, .1872, .0619, 145, 104},   {11, 12, .7114, .2351, 145, 104},   {12, 13, 1.03, .34, 8, 5.5},
    {13, 14, 1.044, .34, 8, 5.5},      {14, 15, 1.058, .3496, 0, 0},       {15, 16, .1966, .065, 45.5, 30},    {16, 17, .3744, .1238, 60, 35},
    {17, 18, .0047, .0016, 60, 35},    {18, 19, .3276, .1083, 0, 0},       {19, 20, .2106, .069, 1, .6},       {20, 21, .3416, .1129, 114, 81},
    {21, 22, .014, .0046, 5.3, 3.5},   {22, 23, .1591, .0526, 0, 0},       {23, 24, .3463, .1145, 28, 20},     {24, 25, .7488, .2475, 0, 0},
    {25, 26, .3089, .1021, 14, 10},    {26, 27, .1732, .0572, 14, 10},     {3, 28, .0044, .0108, 26, 18.6},    {28, 29, .064, .1565, 26, 18.6},
    {29, 30, .3978, .1315, 0, 0},      {30, 31, .0702, .0232, 0, 0},       {31, 32, .351, .116, 0, 0},         {32, 33, .839, .2816, 14, 10},
    {33, 34, 1.708, .5646, 19.5, 14},  {34, 35, 1.474, .4873, 6, 4},       {3, 36, .0044, .0108, 26, 18.6},    {36, 37, .064, .1565, 26, 18.6},
    {37, 38, .1053, .123, 0, 0},       {38, 39, .0304, .0355, 24, 17},     {39, 40, .0018, .0021, 24, 17},     {40, 41, .7283, .8509, 1.2, 1},
    {41, 42, .31, .3623, 0, 0},        {42, 43, .041, .0478, 6, 4.3},      {43, 44, .0092, .0116, 0, 0},       {44, 45, .1089, .1373, 39.2, 26.3},
    {45, 46, .0009, .0012, 39.2, 26.3}, {4, 47, .0034, .0084, 0, 0},       {47, 48, .0851, .2083, 79, 56.4},   {48, 49, .2898, .7091, 384.7, 274.5},
    {49, 50, .0822, .2011, 384.7, 274.5}, {8, 51, .0928, .0473, 40.5, 28.3}, {51, 52, .3319, .114, 3.6, 2.7},  {9, 53, .174, .0886, 4.3, 3.5},
    {53, 54, .203, .1034, 26.4, 19},   {54, 55, .2842, .1447, 24, 17.2},   {55, 56, .2813, .1433, 0, 0},       {56, 57, 1.59, .5337, 0, 0},
    {57, 58, .7837, .263, 0, 0},       {58, 59, .3042, .1006, 100, 72},    {59, 60, .3861, .1172, 0, 0},       {60, 61, .5075, .2585, 1244, 888},
    {61, 62, .0974, .0496, 32, 23},    {62, 63, .145, .0738, 0, 0},        {63, 64, .7105, .3619, 227, 162},   {64, 65, 1.041, .5302, 59, 42},
    {11, 66, .2012, .0611, 18, 13},    {66, 67, .0047, .0014, 18, 13},     {12, 68, .7394, .2444, 28, 20},     {68, 69, .0047, .0016, 28, 20}};

}  // namespace

TEST_CASE("the 69 buses of Baran and Wu") {
  Network n;
  for (int i = 1; i <= 69; ++i) n.add_bus(std::to_string(i), Voltage::from_si(12.66e3));
  n.sources.push_back({.name = "1", .bus = 0});
  for (const Section& s : sections) {
    LineData d;
    d.r_ohm = s.r_ohm, d.x_ohm = s.x_ohm;
    add_line(n, "", s.from - 1, s.to - 1, d);
    n.loads.push_back({.name = "", .bus = s.to - 1, .p = ActivePower::from_si(s.kw * 1e3), .q = ReactivePower::from_si(s.kvar * 1e3)});
  }
  PowerFlow flow(n);
  for (const auto method : {PowerFlowOptions::Method::newton, PowerFlowOptions::Method::radial}) {
    const auto& s = flow.solve({.method = method, .from_last = false});
    REQUIRE(s.converged);
    CHECK(s.losses.p.si() / 1e3 == Approx(224.992).margin(5e-4));
    CHECK(s.losses.q.si() / 1e3 == Approx(102.158).margin(5e-4));
    const auto low = std::min_element(s.buses.begin(), s.buses.end(), [](const auto& a, const auto& b) { return a.magnitude_pu < b.magnitude_pu; });
    CHECK(low->magnitude_pu == Approx(0.909188).margin(5e-7));
    CHECK(n.buses[low - s.buses.begin()].name == "65");
  }
}
