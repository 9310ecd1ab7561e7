// SPDX-License-Identifier: Apache-2.0
// Every entry of the built-in catalogue keeps the laws that any machine of its kind keeps.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/power/loss_curve.hpp"
#include "tests/invariants/run_scenario.hpp"

using namespace netsuden;

namespace {

const Catalogue& catalogue() {
  static const Catalogue c = [] {
    test::Request q;
    q.text = "netsuden: 1\nname: t\nhorizon: {from: 2026-01-01, to: 2026-01-02}\nsites: {lab: {halls: {h: {racks: {model: dgx_h100, count: 1}}}}}\n";
    return test::load(q).first.scenario.catalogue;
  }();
  return c;
}

/// Over loads from 0 to 120 %: losses are there and rise; the efficiency up to the rating is between 0 and 1.
template <class Loss>
void check_losses(double rated_w, Loss loss) {
  double last = -1;
  for (int i = 0; i <= 120; ++i) {
    const double load = rated_w * i / 100, lost = loss(load);
    INFO(i << " % load: " << lost << " W");
    CHECK(std::isfinite(lost));
    CHECK(lost >= 0);
    CHECK(lost >= last);
    if (i > 0) {
      const double efficiency = load / (load + lost);
      CHECK(efficiency > 0);
      CHECK(efficiency < 1);
    }
    last = lost;
  }
  CHECK(loss(rated_w) > loss(0));
  CHECK(loss(rated_w) < 0.15 * rated_w);  // whatever loses more at full load is no equipment of a data center
}

}  // namespace

TEST_CASE("catalogue: it has entries of every kind, and each names its source") {
  const Catalogue& c = catalogue();
  const auto sourced = [](const char* kind, const auto& entries) {
    INFO(kind);
    CHECK_FALSE(entries.empty());
    for (const auto& e : entries) {
      INFO(e.name);
      CHECK(e.source.size() > 10);
    }
  };
  sourced("racks", c.racks);
  sourced("power supplies", c.power_supplies);
  sourced("transformers", c.transformers);
  sourced("ups", c.ups);
  sourced("pdus", c.pdus);
  sourced("crahs", c.crahs);
  sourced("cracs", c.cracs);
  sourced("cdus", c.cdus);
  sourced("cold plates", c.cold_plates);
  sourced("chillers", c.chillers);
  sourced("towers", c.towers);
  sourced("reliability", c.reliability);
}

TEST_CASE("catalogue: every class of equipment has figures, and is there more often than not") {
  for (const char* of : equipment_classes) {
    INFO(of);
    CHECK(std::any_of(catalogue().reliability.begin(), catalogue().reliability.end(), [&](const auto& e) { return e.name == of; }));
  }
  for (const auto& e : catalogue().reliability) {
    INFO(e.name);
    CHECK(availability(e.params) > 0.97);
    CHECK(availability(e.params) < 1);
    CHECK(e.params.common_cause.value() <= 0.1);
  }
  // IEEE 493 as the horizon reference 3.1 has it.
  const auto figure = [&](const char* name) { return std::find_if(catalogue().reliability.begin(), catalogue().reliability.end(), [&](const auto& e) { return e.name == name; })->params; };
  CHECK(availability(figure("grid")) == Approx(0.9997053).margin(5e-7));
  CHECK(availability(figure("switchboard")) == Approx(0.9999921).margin(1e-7));
  CHECK(availability(figure("genset")) == Approx(0.999742 * 0.995).margin(1e-5));
}

TEST_CASE("catalogue: what carries electricity loses some, more with more load, and never all") {
  for (const auto& e : catalogue().transformers) {
    INFO(e.name);
    for (const double pf : {1.0, 0.9})
      check_losses(e.params.rating.si() * pf, [&](double w) {
        return transformer_flow(e.params, ActivePower::from_si(w), ReactivePower::from_si(w * std::sqrt(1 / (pf * pf) - 1))).loss.si();
      });
    CHECK(transformer_loss(e.params, 0).si() > 0);
    const double best = std::sqrt(e.params.no_load_loss / e.params.load_loss), index = 1 - transformer_loss(e.params, best).si() / (best * e.params.rating.si());
    CHECK(best < 1);
    CHECK(index > 0.98);  // the peak efficiency index
    CHECK(index < 1);
  }
  for (const auto& e : catalogue().ups) {
    INFO(e.name);
    check_losses(e.params.rating.si(), [&](double w) { return ups_loss(e.params, ActivePower::from_si(w)).si(); });
    CHECK(ups_loss(e.params, ActivePower{}).si() > 0);
  }
  for (const auto& e : catalogue().pdus) {
    INFO(e.name);
    check_losses(e.params.rating.si(), [&](double w) { return pdu_loss(e.params, ApparentPower::from_si(w)).si(); });
  }
  for (const auto& e : catalogue().power_supplies) {
    INFO(e.name);
    const LossCurve curve(e.params);
    REQUIRE(curve.valid());
    check_losses(e.params.rating.si(), [&](double w) { return curve.loss(ActivePower::from_si(w)).si(); });
    for (std::size_t i = 0; i < e.params.load.size(); ++i) {
      const ActivePower out = e.params.rating * e.params.load[i];
      CHECK(out / (out + curve.loss(out)) == Approx(e.params.efficiency[i]).epsilon(1e-9));
    }
  }
}

TEST_CASE("catalogue: the power of a node rises with its load and its clock, and a rack's rating covers its nodes") {
  for (const auto& e : catalogue().racks) {
    INFO(e.name);
    const RackModel r = make_rack(e.params);
    if (e.params.supply == RackSupply::psu) CHECK(r.psu_loss.valid());
    double last = 0;
    for (int i = 0; i <= 100; ++i) {
      const double u = i / 100.0;
      INFO("utilisation " << u);
      const double dc = node_power(e.params.node, u, u).si(), wall = node_wall_power(r, u, u).si();
      CHECK(wall > dc);  // conversion loses something
      CHECK(dc / wall > 0.8);
      CHECK(wall > last);
      last = wall;
      double slower = 0;
      for (const double clock : {0.3, 0.5, 0.7, 0.9, 1.0}) {
        const double p = node_wall_power(r, u, u, clock).si();
        CHECK(p >= slower);
        CHECK(p >= r.node_idle.si() * (1 - 1e-12));
        slower = p;
      }
    }
    const double full = r.fixed.si() + e.params.nodes_per_rack * r.node_max.si();
    CHECK(r.rated.si() >= full * (1 - 1e-9));
    CHECK(r.rated.si() <= full * 1.1);
    CHECK(r.node_idle < r.node_max);
    CHECK(e.params.liquid_share.value() >= 0);
    CHECK(e.params.liquid_share.value() <= 1);
  }
}

TEST_CASE("catalogue: CRACs are themselves at their rating point, and no coil of them is impossible") {
  for (const auto& e : catalogue().cracs) {
    INFO(e.name);
    const CracCheck k = check_crac(e.params);
    for (const double f : {k.capacity, k.eir, k.capacity_flow, k.eir_flow, k.part_load}) CHECK(f == Approx(1).epsilon(0.05));
    CHECK(size_crac(e.params).feasible);
  }
}

TEST_CASE("catalogue: coils give their rated heat at their design point, fans follow a law of speed") {
  for (const auto& e : catalogue().crahs) {
    INFO(e.name);
    const CoilParams& p = e.params.coil;
    const Coil coil = size_coil(p);
    CHECK(coil.feasible);
    const CoilPerformance at_design = coil_performance(coil, coil.air_flow, coil.water_flow);
    CHECK(at_design.eps_c_min.si() * (p.air_in - p.water_in).si() == Approx(p.rated_heat.si()).epsilon(1e-6));
    CHECK(at_design.effectiveness > 0);
    CHECK(at_design.effectiveness < 1);
    // The fan moves the air that the coil is sized for.
    CHECK(e.params.fan.rated_flow.si() == Approx(coil.air_flow.si()).epsilon(0.01));
    double last = 0;
    for (int i = 1; i <= 12; ++i) {
      const double w = fan_power(e.params.fan, e.params.fan.rated_flow * (i / 10.0)).si();
      CHECK(w >= last);
      last = w;
    }
    CHECK(fan_power(e.params.fan, e.params.fan.rated_flow).si() == Approx(e.params.fan.rated_power.si()));
    CHECK(e.params.fan.rated_power.si() < 0.1 * p.rated_heat.si());
  }
}

TEST_CASE("catalogue: CDUs reach their rated approach, and their pumps draw a small part of the heat") {
  for (const auto& e : catalogue().cdus) {
    INFO(e.name);
    const Cdu cdu = size_cdu(e.params, 3);
    const CduOutputs o = run_cdu(cdu, {cdu.rated_heat, 30_degC, cdu.facility_flow, cdu.technology_flow});
    CHECK(o.approach.si() == Approx(e.params.approach.si()).epsilon(1e-6));
    CHECK((o.technology_return - o.technology_supply).si() == Approx(e.params.technology_rise.si()).epsilon(1e-6));
    CHECK((o.facility_return - 30_degC).si() == Approx(e.params.facility_rise.si()).epsilon(1e-6));
    double last = 0;
    for (int i = 1; i <= 10; ++i) {
      const double w = cdu_pump_power(cdu, technology_flow(cdu, cdu.rated_heat * (i / 10.0))).si();
      CHECK(w >= last);
      last = w;
    }
    CHECK(last == Approx(3 * e.params.pump_power.si()));
    CHECK(last < 0.03 * cdu.rated_heat.si());
  }
}

TEST_CASE("catalogue: chillers stay below Carnot, draw more for more heat, and are themselves at reference") {
  for (const auto& e : catalogue().chillers) {
    INFO(e.name);
    const ChillerParams& p = e.params;
    const ChillerCheck check = check_chiller(p);
    CHECK_FALSE(check.curve_warning);
    CHECK_FALSE(check.curve_error);
    CHECK_FALSE(check.above_carnot);
    if (p.model == ChillerModel::carnot) {
      // The stated COP is that of the fraction at the reference temperatures.
      const double cop =
          p.carnot_fraction.value() * p.reference_leaving.k() / (p.reference_condenser - p.reference_leaving + p.heat_exchanger_difference).si();
      CHECK(p.reference_cop == Approx(cop).epsilon(0.01));
    }
    const bool eir = p.model == ChillerModel::eir;
    const double e_min = eir ? p.min_leaving.c() : 10, e_max = eir ? p.max_leaving.c() : 25;
    const double c_min = eir ? p.min_condenser.c() : 12, c_max = eir ? p.max_condenser.c() : 40;
    for (int i = 0; i <= 6; ++i)
      for (int j = 0; j <= 6; ++j) {
        const Temperature t_e = Temperature::celsius(e_min + (e_max - e_min) * i / 6), t_c = Temperature::celsius(c_min + (c_max - c_min) * j / 6);
        INFO(t_e.c() << " / " << t_c.c() << " degC");
        const double available = chiller_available(p, t_e, t_c).si();
        CHECK(available > 0.5 * p.reference_capacity.si());
        double power = 0, heat = 0;
        for (int k = 1; k <= 25; ++k) {
          const ChillerOutputs o = run_chiller(p, {HeatFlow::from_si(available * k / 25), t_e, t_c});
          CHECK(o.outside_validity == 0);
          CHECK(o.power.si() > power);
          CHECK(o.evaporator.si() > heat);
          CHECK(o.condenser.si() == Approx(o.evaporator.si() + p.motor_share.value() * o.power.si()).epsilon(1e-12));
          if (t_c > t_e) CHECK(o.cop < t_e.k() / (t_c - t_e).si());
          power = o.power.si();
          heat = o.evaporator.si();
        }
      }
    // Warmer chilled water and colder condenser water never cost more at the reference load.
    const auto at = [&](double d_e, double d_c) {
      return run_chiller(p, {p.reference_capacity * 0.8, p.reference_leaving + TemperatureDiff::from_si(d_e),
                             p.reference_condenser + TemperatureDiff::from_si(d_c)})
          .power.si();
    };
    CHECK(at(0, -3) < at(0, 0));
    if (!eir || p.reference_leaving < p.max_leaving - 1.5_K) CHECK(at(1.5, 0) < at(0, 0));
  }
}

TEST_CASE("catalogue: towers reach their design point, never go below wet bulb, and evaporate what the heat takes") {
  for (const auto& e : catalogue().towers) {
    INFO(e.name);
    const TowerParams& p = e.params;
    const Tower t = size_tower(p);
    REQUIRE(t.feasible);
    const auto run = [&](double share, Temperature wet_bulb, Temperature set_point) {
      return run_tower(t, {p.rated_heat * share, MassFlow::from_si(t.design_water_kg_s), wet_bulb, set_point});
    };
    const TowerOutputs design = run(1, p.wet_bulb, 0_degC);
    CHECK((design.leaving - p.wet_bulb).si() == Approx(p.approach.si()).epsilon(0.01));
    CHECK((design.entering - design.leaving).si() == Approx(p.range.si()).epsilon(1e-6));
    CHECK(design.fan_power.si() == Approx(p.fan_power.value() * p.rated_heat.si()).epsilon(1e-9));
    CHECK(design.outside_validity == 0);
    // All heat as evaporation would be 0.41 g/kJ; sensible heat takes a part of it.
    CHECK(design.water.evaporation.si() > 0.6 * p.rated_heat.si() / 2.43e6);
    CHECK(design.water.evaporation.si() < 1.25 * p.rated_heat.si() / 2.43e6);
    for (const double wet_bulb : {2.0, 12.0, 22.0, 28.0}) {
      double last_leaving = -100, last_fan = 1e300;
      for (int i = 1; i <= 10; ++i) {
        const TowerOutputs o = run(i / 10.0, Temperature::celsius(wet_bulb), 0_degC);
        INFO(i * 10 << " % at wet bulb " << wet_bulb);
        CHECK(o.leaving.c() > wet_bulb);
        CHECK(o.leaving.c() > last_leaving);
        last_leaving = o.leaving.c();
      }
      for (int i = 0; i <= 8; ++i) {  // a warmer set-point never takes more fan
        const TowerOutputs o = run(0.7, Temperature::celsius(wet_bulb), Temperature::celsius(wet_bulb + 2 + i * 2));
        CHECK(o.fan_power.si() <= last_fan * (1 + 1e-9));
        last_fan = o.fan_power.si();
      }
    }
  }
}
