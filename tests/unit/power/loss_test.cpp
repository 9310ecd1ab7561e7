// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <complex>

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
    CHECK(transformer_loss(t, k[i]).in(1_kW) == Approx(loss_kw[i]).margin(0.005));
    CHECK(efficiency(load, transformer_loss(t, k[i])) == Approx(eta[i]).margin(1e-5));
  }
  const double best = 0.330;  // K*, with the peak efficiency index there
  CHECK(efficiency(63_MW * best, transformer_loss(t, best)) == Approx(0.99789).margin(1e-5));

  t = {};  // EU 548/2014 tier 2, 1000 kVA
  t.rating = 1_MVA;
  t.no_load_loss = 693_W;
  t.load_loss = 7600_W;
  const double small_kw[] = {1.168, 2.593, 4.968, 8.293}, small_eta[] = {0.99535, 0.99484, 0.99342, 0.99178};
  for (int i = 0; i < 4; ++i) {
    const ActivePower load = 1_MW * k[i];
    CHECK(transformer_loss(t, k[i]).in(1_kW) == Approx(small_kw[i]).margin(0.0006));
    CHECK(efficiency(load, transformer_loss(t, k[i])) == Approx(small_eta[i]).margin(1e-5));
  }
}

TEST_CASE("transformer: the exact working point satisfies the circuit, and comes near the textbook's drop") {
  TransformerParams t;
  t.rating = 40_MVA;  // pandapower standard type 40 MVA 110/20 kV
  t.no_load_loss = 18_kW;
  t.load_loss = 136_kW;
  t.impedance = Fraction(0.162);
  t.no_load_current = Fraction(0.0005);
  const double e_r = 0.0034, e_x = std::sqrt(0.162 * 0.162 - e_r * e_r);
  for (const double share : {0.0, 0.3, 1.0, 1.4})
    for (const double pf : {1.0, 0.95, 0.8})
      for (const double v1 : {0.95, 1.0, 1.06}) {
        INFO(share << ' ' << pf << ' ' << v1);
        const double p = share * pf, q = share * std::sqrt(1 - pf * pf);
        const TransformerFlow f = transformer_flow(t, 40_MW * p, ReactivePower::from_si(40e6 * q), v1);
        REQUIRE(f.carried);
        // Kirchhoff: V1 = V2 + (e_r + j e_x) conj(S/V2), V2 real
        const std::complex<double> current = std::conj(std::complex<double>(p, q) / f.voltage);
        CHECK(std::abs(f.voltage + std::complex<double>(e_r, e_x) * current) == Approx(v1).epsilon(1e-12));
        CHECK(f.loss.si() == Approx(18e3 * v1 * v1 + 136e3 * std::norm(current)).epsilon(1e-12));
        const double q0 = std::sqrt(20e3 * 20e3 - 18e3 * 18e3);
        CHECK(f.reactive_loss.si() == Approx(q0 * v1 * v1 + 40e6 * e_x * std::norm(current)).epsilon(1e-12));
      }
  // dU/U = K (e_r cos phi + e_x sin phi), to first order
  const TransformerFlow f = transformer_flow(t, 40_MW * 0.08, ReactivePower::from_si(40e6 * 0.06));
  CHECK(1 - f.voltage == Approx(0.1 * (e_r * 0.8 + e_x * 0.6)).epsilon(0.03));
  CHECK_FALSE(transformer_flow(t, 40_MW * 4, ReactivePower{}).carried);  // beyond 1/(2 e_z)
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
  CHECK(pdu_loss(p, ApparentPower{}).si() == 100);
  CHECK(pdu_loss(p, ApparentPower::from_si(500e3)).si() == Approx(2600));
  CHECK(pdu_loss(p, ApparentPower::from_si(250e3)).si() == Approx(725));
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
