// SPDX-License-Identifier: Apache-2.0
// Dymola reference trajectories of the Modelica Buildings library (commit c4117cce) against our components, point by point.
// docs/cases/cooling-references.md says what matches and what does not. Data files stay where they are.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/cooling/air_economizer.hpp"
#include "sim/cooling/chiller.hpp"
#include "sim/cooling/crac.hpp"
#include "sim/cooling/tower_yorkcalc.hpp"

using namespace netsuden;

namespace {

class Trajectory {
 public:
  static std::optional<Trajectory> read(const std::string& name) {
    std::ifstream file(std::string(NETSUDEN_DATA_DIR) + "/equipment/modelica_ref_" + name + ".json");
    if (!file) {
      WARN("SKIPPED: no modelica_ref_" + name + ".json");
      return {};
    }
    Trajectory t;
    t.data_ = nlohmann::json::parse(file);
    return t;
  }
  std::vector<double> operator[](const char* name) const { return data_.at(name).get<std::vector<double>>(); }

 private:
  nlohmann::json data_;
};

struct Errors {
  int n = 0;
  double sum2 = 0, worst = 0;
  void add(double e) {
    ++n;
    sum2 += e * e;
    worst = std::max(worst, std::abs(e));
  }
  double rms() const { return std::sqrt(sum2 / std::max(1, n)); }
};

}  // namespace

TEST_CASE("Dymola, EIR chiller of four hours: COP within 1e-4 wherever it runs steadily") {
  const auto t = Trajectory::read("Fluid_Chillers_Examples_ElectricEIR");
  if (!t) return;
  ChillerParams c;  // McQuay WSC 471 kW/5.89 COP/vanes, physics reference 5.1
  c.reference_capacity = HeatFlow::from_si(471.2e3);
  c.reference_cop = 5.89;
  c.capacity_curve = {2.521130e-1, 1.324053e-2, -8.637329e-3, 8.581056e-2, -4.261176e-3, 8.661899e-3};
  c.eir_curve = {4.475238e-1, -2.588210e-2, -1.459053e-3, 4.342595e-2, -1.000651e-3, 1.920106e-3};
  c.part_load_curve = {.2778889, .2338363, .4883748};
  c.min_part_load = c.min_unloading = .1;
  c.max_part_load = 1.15;
  c.clamp = false;  // the run leaves the limits of the curves
  const auto leaving = (*t)["chi.TEvaLvg"], condenser = (*t)["chi.TConEnt"], load = (*t)["chi.PLR1"], cop = (*t)["chi.COP"];
  Errors errors;
  for (std::size_t i = 0; i < cop.size(); ++i) {
    if (!(cop[i] > 0.1) || !(load[i] > 0.1)) continue;
    const Temperature t_e = Temperature::kelvin(leaving[i]), t_c = Temperature::kelvin(condenser[i]);
    const HeatFlow full = chiller_available(c, t_e, t_c);
    const ChillerOutputs o = run_chiller(c, {full * (load[i] / c.max_part_load), t_e, t_c});
    errors.add(o.cop / cop[i] - 1);
  }
  CAPTURE(errors.n, errors.rms(), errors.worst);
  CHECK(errors.n > 40);
  CHECK(errors.rms() < 1e-4);
}

TEST_CASE("Dymola, YorkCalc tower of a day: the approach at its wet bulb, range and flows") {
  const auto t = Trajectory::read("Fluid_HeatExchangers_CoolingTowers_Examples_YorkCalc");
  if (!t) return;
  const auto wet_bulb = (*t)["tow.TWetBul"], in = (*t)["TEnt.T"], out = (*t)["tow.TLvg"], air = (*t)["tow.FRAir"], water = (*t)["tow.FRWat"], approach = (*t)["tow.TAppAct"];
  Errors errors;
  for (std::size_t i = 0; i < approach.size(); ++i) {
    if (water[i] < 0.75 || air[i] < 0.3) continue;  // below, the library blends to free convection
    errors.add(yorkcalc_approach_raw(wet_bulb[i] - 273.15, in[i] - out[i], water[i], air[i]) - approach[i]);
  }
  CAPTURE(errors.n, errors.rms(), errors.worst);
  CHECK(errors.n > 50);
  CHECK(errors.rms() < 0.005);
}

TEST_CASE("Dymola, DX cooling with air-side economizer over eight days: what is left for the coil behind outdoor air") {
  const auto t = Trajectory::read("Applications_DataCenters_DXCooled_Examples_DXCooledAirsideEconomizer");
  if (!t) return;
  const HeatFlow heat = HeatFlow::from_si(500e3);  // of the room: what the coil takes with closed dampers
  AirEconomizerParams p;
  p.change_over = TemperatureDiff{};
  p.lowest_dew_point = Temperature::celsius(-60);
  p.highest_dew_point = 35_degC;
  const auto supply = (*t)["senTemSupAir.T"], room = (*t)["roo.TRooAir"], outdoor = (*t)["weaBus.TDryBul"], dew = (*t)["weaBus.TDewPoi"], mode = (*t)["ecoCon.cooMod"], coil = (*t)["varSpeDX.QSen_flow"];
  Errors errors;
  int dwelling = 0, mechanical = 0, free = 0;
  for (std::size_t i = 1; i < coil.size(); ++i) {  // it starts at 20 degC everywhere
    if (mode[i] == 2 && outdoor[i] > room[i]) {    // it waits before it closes its dampers
      ++dwelling;
      continue;
    }
    const Temperature out = Temperature::kelvin(outdoor[i]), back = Temperature::kelvin(room[i]);
    const MassFlow air = MassFlow::from_si(heat.si() / (1006 * (room[i] - supply[i])));
    const double left = (heat - free_heat(heat, air, outdoor_share(p, out, Temperature::kelvin(dew[i]), back), out, back)).si();
    errors.add((left + coil[i]) / heat.si());
    mechanical += coil[i] < -1 ? 1 : 0;
    free += left == 0 && coil[i] > -1 ? 1 : 0;
  }
  CAPTURE(errors.n, errors.rms(), errors.worst, mechanical, free);
  CHECK(dwelling == 2);
  CHECK(mechanical > 25);
  CHECK(free > 50);
  CHECK(errors.rms() < 2e-3);
  CHECK(errors.worst < 1e-2);
}

TEST_CASE("Dymola, the DX coil of the same eight days: input ratio of its dry hours between its first and second stage") {
  const auto t = Trajectory::read("Applications_DataCenters_DXCooled_Examples_DXCooledAirsideEconomizer");
  if (!t) return;
  CracParams p;  // 1 MW at a COP of 3 with 82.8 kg/s; its first two stages have the curves of EnergyPlus AirflowNetwork_MultiZone_House
  p.rated_capacity = HeatFlow::from_si(1e6);
  p.rated_cop = 3;
  p.rated_sensible = Fraction(0.8);
  p.fan.rated_flow = MassFlow::from_si(1e6 / 1006 / 12);
  p.capacity_curve = {0.942587793, 0.009543347, 0.000683770, -0.011042676, 0.000005249, -0.000009720};
  p.eir_curve = {0.342414409, 0.034885008, -0.000623700, 0.004977216, 0.000437951, -0.000728028};
  const CracCoil coil = size_crac(p);
  const auto supply = (*t)["senTemSupAir.T"], room = (*t)["roo.TRooAir"], outdoor = (*t)["weaBus.TDryBul"], sensible = (*t)["varSpeDX.QSen_flow"], latent = (*t)["varSpeDX.QLat_flow"], power = (*t)["varSpeDX.P"];
  Errors theirs, energyplus;
  for (std::size_t i = 1; i < power.size(); ++i) {
    const double q = -sensible[i] - latent[i];
    if (latent[i] < -2 || q < 1) continue;
    const MassFlow air = MassFlow::from_si(500e3 / (1006 * (room[i] - supply[i])));  // the fan holds the room
    CracInputs in{Temperature::kelvin(std::min(outdoor[i], room[i])), {}, Temperature::kelvin(outdoor[i]), air, Pressure::from_si(101325)};
    // The library enters its curves for dry coils with the dry bulb, held at their limit of 23.89 degC: saturated air has that wet bulb.
    in.humidity_ratio = 0.0192;
    const CracFullLoad limit = crac_full_load(p, coil, in);
    if (q < 0.375 * limit.total.si()) continue;  // below the first stage the library lets the input ratio fall to nothing
    theirs.add(limit.power.si() / limit.total.si() / (power[i] / q) - 1);
    in.humidity_ratio.reset();
    const CracFullLoad dry = crac_full_load(p, coil, in);
    energyplus.add(dry.power.si() / dry.total.si() / (power[i] / q) - 1);
  }
  CAPTURE(theirs.n, theirs.rms(), theirs.worst, energyplus.rms(), energyplus.worst);
  CHECK(theirs.n >= 8);
  CHECK(theirs.rms() < 0.01);
  CHECK(theirs.worst < 0.02);
  // At the wet bulb at which the coil just stays dry, as EnergyPlus has it and we do, the same curves ask for more.
  CHECK(energyplus.rms() < 0.12);
}
