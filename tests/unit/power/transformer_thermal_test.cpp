// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/power/exponential_sum.hpp"
#include "sim/power/timing.hpp"
#include "sim/power/transformer_thermal.hpp"
#include "tests/unit/described.hpp"

using namespace netsuden;

namespace {

/// The worked example of IEC 60076-7: an ONAF unit at 25.6 degC.
TransformerThermalParams iec_example() {
  TransformerThermalParams p;
  p.top_oil_rise = TemperatureDiff::from_si(38.3);
  p.hot_spot_factor = 1.4;
  p.winding_gradient = TemperatureDiff::from_si(14.5);
  p.loss_ratio = 1000;
  p.oil_time_constant = 150_min;
  p.winding_time_constant = 7_min;
  return p;
}
TransformerThermalState iec_start() {
  TransformerThermalState s;
  s.top_oil = Temperature::celsius(38.3);
  return s;
}

}  // namespace

TEST_CASE("ACC-ELEC-01: the worked example of IEC 60076-7, printed and exact") {
  const TransformerThermalParams p = iec_example();
  const double until_min[] = {190, 365, 500, 705, 730, 745}, load[] = {1, 0.6, 1.5, 0.3, 2.1, 0};
  const double printed_oil[] = {61.9, 44.4, 89.2, 35.0, 67.9, 60.3},
               printed_hot[] = {83.8, 54.0, 127, 37.54, 138.6, 75.3};
  const double oil[] = {61.87, 44.41, 89.84, 35.03, 67.92, 60.28}, hot[] = {83.78, 54.06, 128.05, 37.57, 138.64, 75.28};
  for (const double dt_min : {5.0, 1.0, 0.1}) {
    TransformerThermalState s = iec_start();
    int done = 0;
    for (int i = 0; i < 6; ++i) {
      for (; done * dt_min < until_min[i] - 1e-6; ++done)
        s = advance_transformer(p, s, {load[i], Temperature::celsius(25.6)}, Duration::from_si(60 * dt_min));
      CHECK(s.top_oil.c() == Approx(printed_oil[i]).margin(1.5));
      CHECK(s.hot_spot().c() == Approx(printed_hot[i]).margin(1.5));
      CHECK(s.top_oil.c() == Approx(oil[i]).margin(0.01));
      CHECK(s.hot_spot().c() == Approx(hot[i]).margin(0.01));
    }
  }
}

TEST_CASE("ACC-ELEC-02: ageing rates of normal and upgraded paper, and loss of life at a held temperature") {
  CHECK(transformer_ageing_rate(TransformerPaper::normal, 98_degC) == 1);
  CHECK(transformer_ageing_rate(TransformerPaper::normal, 100_degC) == Approx(1.259921).epsilon(1e-6));
  CHECK(transformer_ageing_rate(TransformerPaper::upgraded, 100_degC) == Approx(0.349942).epsilon(1e-5));
  // No load losses to speak of at K = 0 and R = 1000: settled at 98 degC ambient the unit stays there and ages a day a
  // day.
  const TransformerThermalParams p = iec_example();
  TransformerThermalInputs in{0, 98_degC};
  TransformerThermalState s = steady_transformer(p, in);
  in.ambient = in.ambient - (s.top_oil - 98_degC);
  s = advance_transformer(p, steady_transformer(p, in), in, 24_h);
  CHECK(s.aged.in(24_h) == Approx(1).epsilon(1e-9));
}

TEST_CASE("ACC-ELEC-03: an unloaded ONAN transformer warms by its no-load losses") {
  TransformerThermalParams p;
  TransformerParams losses;
  losses.no_load_loss = 200_W;
  losses.load_loss = 1000_W;
  p.loss_ratio = transformer_loss_ratio(losses);
  p.ambient_surcharge = 20_K;
  TransformerThermalState s;
  s.top_oil = 25_degC;
  const TransformerThermalInputs in{0, 5_degC};
  const double hours[] = {0, 1, 2, 26, 50}, oil[] = {25.0, 31.22874909, 34.74623658, 39.30968576, 39.30969081};
  for (int i = 0; i < 5; ++i)
    CHECK(advance_transformer(p, s, in, Duration::from_si(3600 * hours[i])).top_oil.c() == Approx(oil[i]).margin(1e-8));
}

TEST_CASE("transformer: loss of life in one step or in a thousand, and against the closed form of a pure oil lag") {
  const TransformerThermalParams p = iec_example();
  const TransformerThermalInputs in{1.4, 30_degC};
  const TransformerThermalState once = advance_transformer(p, iec_start(), in, 6_h);
  TransformerThermalState many = iec_start();
  for (int i = 0; i < 1000; ++i) many = advance_transformer(p, many, in, 6_h / 1000);
  CHECK(many.aged.si() == Approx(once.aged.si()).epsilon(1e-9));
  CHECK(many.hot_spot().k() == Approx(once.hot_spot().k()).epsilon(1e-12));

  // Without a winding gradient the hot spot is the top oil: V = 2^((c + b e^(-t/tau) - 98)/6). With x = b ln2/6
  // e^(-t/tau) the integral is 2^((c-98)/6) tau (Ei(x0) - Ei(x1)); Ei(x0) - Ei(x1) = ln(x0/x1) + sum (x0^n - x1^n)/(n
  // n!).
  TransformerThermalParams oil = p;
  oil.winding_gradient = {};
  const TransformerThermalInputs rated{1, 60_degC};
  TransformerThermalState s = iec_start();
  s.top_oil = 60_degC;
  const double c = 60 + 38.3, b = -38.3, tau = 0.5 * 150 * 60, t = 3 * 3600;
  const double x0 = b * std::log(2) / 6, x1 = x0 * std::exp(-t / tau);
  double ei = std::log(x0 / x1), a0 = 1, a1 = 1;
  for (int n = 1; n < 60; ++n) {
    a0 *= x0 / n;
    a1 *= x1 / n;
    ei += (a0 - a1) / n;
  }
  CHECK(advance_transformer(oil, s, rated, 3_h).aged.si() == Approx(std::exp2((c - 98) / 6) * tau * ei).epsilon(1e-9));
}

TEST_CASE("transformer: the time until a limit is the time at which the advance reaches it") {
  const TransformerThermalParams p = iec_example();
  const TransformerThermalInputs in{1.5, Temperature::celsius(25.6)};
  for (const double limit : {80.0, 98.0, 110.0, 120.0, 127.0}) {
    const Duration t = time_to_hot_spot(p, iec_start(), in, Temperature::celsius(limit));
    REQUIRE(t < never);
    CHECK(advance_transformer(p, iec_start(), in, t).hot_spot().c() == Approx(limit).epsilon(1e-12));
    CHECK(advance_transformer(p, iec_start(), in, t * 0.999).hot_spot().c() < limit);
  }
  CHECK(time_to_hot_spot(p, iec_start(), in, 30_degC).si() == 0);
  CHECK(time_to_hot_spot(p, iec_start(), in, 500_degC) == never);
  const Duration oil = time_to_top_oil(p, iec_start(), in, 80_degC);
  CHECK(advance_transformer(p, iec_start(), in, oil).top_oil.c() == Approx(80).epsilon(1e-12));
  CHECK(time_to_top_oil(p, iec_start(), in, 200_degC) == never);
}

TEST_CASE("transformer: the hot spot overshoots its steady value, and a limit between the two is found") {
  // dh1 settles in 14 min, dh2 follows with 75 min: the gradient peaks above H g_r before the oil has moved much.
  TransformerThermalParams p = iec_example();
  p.top_oil_rise = 5_K;
  const TransformerThermalInputs in{2, 20_degC};
  TransformerThermalState s;
  const double steady = steady_transformer(p, in).hot_spot().c();
  double peak = 0;
  for (int i = 1; i < 400; ++i)
    peak = std::max(peak, advance_transformer(p, s, in, Duration::from_si(10.0 * i)).hot_spot().c());
  REQUIRE(peak > steady + 1);
  const Temperature limit = Temperature::celsius(0.5 * (peak + steady));
  const Duration t = time_to_hot_spot(p, s, in, limit);
  REQUIRE(t < never);
  CHECK(advance_transformer(p, s, in, t).hot_spot().c() == Approx(limit.c()).epsilon(1e-12));
  CHECK(time_to_hot_spot(p, s, in, Temperature::celsius(peak + 1)) == never);
}

TEST_CASE("sums of exponentials: the zeros of a polynomial in e^-t") {
  // (y - 1/2)(y - 1/4)(y - 1/8) with y = e^-t: zeros at ln 2, ln 4, ln 8.
  const std::vector<ExponentialTerm> f{{-1.0 / 64, 0}, {0.125 + 0.0625 + 0.03125, 1}, {-0.875, 2}, {1, 3}};
  const auto zeros = exponential_sum_zeros(f);
  REQUIRE(zeros.size() == 3);
  for (int i = 0; i < 3; ++i) CHECK(zeros[i] == Approx((i + 1) * std::log(2)).epsilon(1e-12));
  CHECK(exponential_sum_zeros({{1, 0}, {1, 2}}).empty());
  CHECK(exponential_sum_zeros({{1, 1}, {-1, 1}, {3, 2}}).empty());  // equal rates cancel
}

TEST_CASE("transformer: hotter with more load and more ambient, and steady state is a fixed point") {
  const TransformerThermalParams p;
  double last = -100;
  for (double k = 0; k <= 2; k += 0.1) {
    const TransformerThermalInputs in{k, 25_degC};
    const TransformerThermalState s = steady_transformer(p, in);
    CHECK(s.hot_spot().c() > last);
    last = s.hot_spot().c();
    CHECK(advance_transformer(p, s, in, 5_h).hot_spot().k() == Approx(s.hot_spot().k()).epsilon(1e-12));
    CHECK(steady_transformer(p, {k, 26_degC}).hot_spot().c() == Approx(last + 1).epsilon(1e-12));
  }
  // Rated: ambient + top-oil rise + H g_r.
  CHECK(steady_transformer(p, {1, 20_degC}).hot_spot().c() == Approx(20 + 60 + 1.3 * 17).epsilon(1e-12));
}

TEST_CASE("transformer: loading limits by size and regime, as named constraints") {
  CHECK(transformer_loading_limits(LoadingRegime::normal_cyclic, 2_MVA).load_factor == 1.5);
  CHECK(transformer_loading_limits(LoadingRegime::normal_cyclic, 200_MVA).load_factor == 1.3);
  CHECK(transformer_loading_limits(LoadingRegime::long_emergency, 2_MVA).load_factor == 1.8);
  CHECK(transformer_loading_limits(LoadingRegime::short_emergency, 63_MVA).load_factor == 1.8);
  const LoadingLimits l = transformer_loading_limits(LoadingRegime::short_emergency, 63_MVA);
  CHECK(l.hot_spot.c() == Approx(160));
  CHECK(l.top_oil.c() == Approx(115));
  TransformerThermalState s;
  s.top_oil = 116_degC;
  s.rise = 20_K;
  const auto c = transformer_constraints(l, s, 1.9);
  CHECK((c[0].broken() && !c[1].broken() && c[2].broken()));
  CHECK(std::string(c[1].name) == "hot spot");
  CHECK(c[1].value == Approx(136));
}

TEST_CASE("transformer thermal parameters are described") { CHECK(described<TransformerThermalParams>() == 13); }

TEST_CASE("a dead transformer cools to the air around it") {
  const TransformerThermalParams p;
  const TransformerThermalState warm = steady_transformer(p, {1, 30_degC});
  const TransformerThermalState cold = advance_transformer(p, warm, {0, 30_degC, false}, 48_h);
  CHECK(cold.top_oil.c() == Approx(30).margin(0.01));
  CHECK(cold.hot_spot().c() == Approx(30).margin(0.01));
  // Unloaded and alive it keeps its no-load rise: 60 K (1/7)^0.8.
  CHECK(steady_transformer(p, {0, 30_degC}).top_oil.c() == Approx(30 + 60 * std::pow(1.0 / 7, 0.8)));
}

TEST_CASE("transformer: an absurd overload ages it without end, and ends the calculation") {
  const TransformerThermalParams p;
  const auto s = advance_transformer(p, steady_transformer(p, {1, 20_degC}), {200, 20_degC}, 3600_s);
  CHECK(s.hot_spot().c() > 1e4);
  CHECK_FALSE(std::isfinite(s.aged.si()));
}
