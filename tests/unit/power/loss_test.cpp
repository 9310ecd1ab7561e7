// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "sim/power/loss_curve.hpp"
#include "sim/power/pdu.hpp"
#include "sim/power/transformer.hpp"
#include "sim/power/ups.hpp"

using namespace netsuden;

namespace {
double efficiency(ActivePower out, ActivePower loss) { return out / (out + loss); }
}  // namespace

TEST_CASE("ACC-ELEC-00: losses and efficiency of a 63 MVA transformer") {
  // pandapower standard type 63 MVA 110/20 kV: P0 22 kW, vkr 0.32 % -> Pk 201.6 kW, vk 18 %.
  TransformerParams t;
  t.rating = 63_MVA;
  t.no_load_loss = 22_kW;
  t.load_loss = ActivePower::from_si(0.0032 * 63e6);
  t.impedance = Fraction(0.18);
  const double k[] = {0.25, 0.5, 0.75, 1}, loss_kw[] = {34.60, 72.40, 135.40, 223.60};
  const double eta[] = {0.99781, 0.99771, 0.99714, 0.99646};
  for (int i = 0; i < 4; ++i) {
    const ActivePower load = 63_MW * k[i];
    CHECK(transformer_loss(t, load).in(1_kW) == Approx(loss_kw[i]).margin(0.005));
    CHECK(efficiency(load, transformer_loss(t, load)) == Approx(eta[i]).margin(1e-5));
  }
  CHECK(transformer_peak_load_share(t) == Approx(0.330).margin(5e-4));
  CHECK(transformer_peak_efficiency_index(t) == Approx(0.99789).margin(1e-5));

  t = {};  // EU 548/2014 tier 2, 1000 kVA
  t.rating = 1_MVA;
  t.no_load_loss = 693_W;
  t.load_loss = 7600_W;
  const double small_kw[] = {1.168, 2.593, 4.968, 8.293}, small_eta[] = {0.99535, 0.99484, 0.99342, 0.99178};
  for (int i = 0; i < 4; ++i) {
    const ActivePower load = 1_MW * k[i];
    CHECK(transformer_loss(t, load).in(1_kW) == Approx(small_kw[i]).margin(0.0006));
    CHECK(efficiency(load, transformer_loss(t, load)) == Approx(small_eta[i]).margin(1e-5));
  }
}

TEST_CASE("transformer: power factor raises the loss, voltage drop follows the impedance") {
  TransformerParams t;
  // At 0.8 the current is 1/0.8 of that at 1: the load loss rises by 1/0.64.
  const ActivePower load = 1_MW, p0 = t.no_load_loss;
  CHECK((transformer_loss(t, load, 0.8) - p0) / (transformer_loss(t, load, 1) - p0) == Approx(1 / 0.64));
  CHECK(transformer_loss(t, ActivePower{}).si() == p0.si());
  // Full apparent load at pf 0: only the reactance drops voltage; e_x^2 + e_r^2 = e_z^2.
  t.rating = 1_MVA;
  t.load_loss = 10_kW;
  t.impedance = Fraction(0.06);
  CHECK(transformer_voltage_drop(t, 1_MW, 1) == Approx(0.01));
  CHECK(transformer_voltage_drop(t, 1_MW * 0.6, 0.6) == Approx(0.6 * 0.01 + 0.8 * std::sqrt(0.0036 - 0.0001)));
}

TEST_CASE("ACC-ELEC-05: efficiency of a modern UPS") {
  const UpsLossParams u;
  const double load[] = {0.25, 0.5, 0.75, 1}, eta[] = {0.9599, 0.9702, 0.9709, 0.9690};
  for (int i = 0; i < 4; ++i) {
    const ActivePower out = u.rating * load[i];
    CHECK(efficiency(out, ups_loss(u, out)) == Approx(eta[i]).margin(6e-5));
  }
}

TEST_CASE("UPS: a loss at zero load, and eco mode a third of it above its minimum load") {
  UpsLossParams u;
  CHECK(ups_loss(u, ActivePower{}).si() == Approx(0.00783 * u.rating.si()));
  CHECK(ups_loss(u, ActivePower{}).si() > 0);
  UpsLossParams eco = u;
  eco.mode = UpsMode::eco;
  CHECK(ups_loss(eco, u.rating * 0.5) / ups_loss(u, u.rating * 0.5) == Approx(1.0 / 3));
  CHECK(ups_loss(eco, u.rating * 0.05).si() == ups_loss(u, u.rating * 0.05).si());
}

TEST_CASE("PDU: standby and current-squared loss") {
  const PduParams p;
  CHECK(pdu_loss(p, ActivePower{}).si() == 100);
  CHECK(pdu_loss(p, 500_kW).si() == Approx(2600));
  CHECK(pdu_loss(p, 250_kW, 0.5).si() == Approx(2600));  // the same current
}

TEST_CASE("loss curve: 80 PLUS Titanium at its points, losses straight between them") {
  const LossCurveParams p;
  const LossCurve c(p);
  REQUIRE(c.valid());
  const double load[] = {0.1, 0.2, 0.5, 1}, eta[] = {0.90, 0.94, 0.96, 0.91};
  for (int i = 0; i < 4; ++i) {
    const ActivePower out = p.rating * load[i];
    CHECK(efficiency(out, c.loss(out)) == Approx(eta[i]).epsilon(1e-12));
  }
  // Halfway between 20 % and 50 %: mean of the two losses, 3000 (0.2 (1/.94-1) + 0.5 (1/.96-1)) / 2 W.
  CHECK(c.loss(p.rating * 0.35).si() == Approx(3000 * 0.5 * (0.2 * (1 / 0.94 - 1) + 0.5 * (1 / 0.96 - 1))));
  CHECK(c.loss(ActivePower{}).si() == Approx(18));  // 0.6 % of 3 kW
  for (double l = 0; l < 1.0; l += 0.01) CHECK(c.loss(p.rating * (l + 0.01)).si() >= c.loss(p.rating * l).si());
}

TEST_CASE("loss curve: lists that do not fit are invalid") {
  LossCurveParams p;
  p.load = {0.1, 0.5};
  CHECK_FALSE(LossCurve(p).valid());
  p.efficiency = {0.9, 1.2};
  CHECK_FALSE(LossCurve(p).valid());
  p.efficiency = {0.9, 0.95};
  CHECK(LossCurve(p).valid());
  p.load = {0.5, 0.1};
  CHECK_FALSE(LossCurve(p).valid());
}
