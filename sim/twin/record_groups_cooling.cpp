// SPDX-License-Identifier: Apache-2.0
// What a trace holds of halls and their cooling.
#include <algorithm>
#include <cmath>

#include "sim/site/psychrometrics.hpp"
#include "sim/twin/record_parts.hpp"

namespace netsuden {
namespace {

using namespace record_parts;

std::string liquid_hall_name(S s, int i) { return at(s.halls(), i).spec().liquid ? hall_name(s, i) : ""; }
std::string chilled_plant_name(S s, int i) { return at(s.plants(), i).spec().type == PlantType::chilled_water ? plant_name(s, i) : ""; }
template <RejectsTo Kind>
std::string rejecting_plant_name(S s, int i) { return at(s.plants(), i).spec().rejects_to == Kind ? plant_name(s, i) : ""; }

PartGroup hall_group() {
  return {"equipment/hall", "hall", "Air and liquid of the halls.", {
    {mean("it_power", "W", "IT power at the input of the racks"), [](S s, int i) { return at(s.outputs().hall_it_w, i); }},
    {maximum("it_power_max", "W", "highest IT power: mean of a step, and what swings of training add within it"), [](S s, int i) { return at(s.outputs().hall_it_w, i) + at(s.outputs().hall_swing, i).high; }},
    {mean("inlet_temperature", "degC", "rack inlet (cold aisle)"), [](S s, int i) { return hall_step(s, i).air.mean_inlet.c(); }},
    {maximum("inlet_temperature_max", "degC", "highest inlet of the hottest rack"), [](S s, int i) { return (std::max(hall_step(s, i).air.mean_inlet, hall_step(s, i).air.end.cold) + at(s.halls(), i).hottest_above()).c(); }},
    {mean("hot_aisle_temperature", "degC", "hot aisle"), [](S s, int i) { return hall_step(s, i).air.mean_hot.c(); }},
    {mean("return_temperature", "degC", "air returning to the CRAHs or CRACs"), [](S s, int i) { return hall_step(s, i).air.mean_return.c(); }},
    {mean("supply_temperature", "degC", "air supplied by the CRAHs or CRACs"), [](S s, int i) { return hall_step(s, i).air.mean_supply.c(); }},
    {mean("supply_set_point", "degC", "supply air that is held, as reset or controlled"), [](S s, int i) { return hall_step(s, i).supply_set_point.c(); }},
    {mean("coil_share", "1", "heat taken from the air over what coils and outdoor air could take: how far the valves are open"), [](S s, int i) { return coil_share(hall_step(s, i)); }},
    {mean("air_flow", "kg s-1", "supply air of the CRAHs or CRACs"), [](S s, int i) { return hall_step(s, i).air.flows.crah.si(); }},
    {mean("crah_fan_power", "W", "fans of CRAHs or CRACs"), [](S s, int i) { return hall_step(s, i).crah_fan_w; }},
    {mean("coil_heat", "W", "heat taken by the coils, with the latent one"), [](S s, int i) { return hall_step(s, i).coil_w; }},
    {mean("outdoor_air_heat", "W", "heat taken by outdoor air (air-side economizer)"), [](S s, int i) { return hall_step(s, i).free_w; }},
    {mean("outdoor_air_share", "1", "share of outdoor air in the supply"), [](S s, int i) { return hall_step(s, i).outdoor_share; }},
    {mean("liquid_heat", "W", "heat taken by liquid"), [](S s, int i) { return hall_step(s, i).liquid_heat_w; }},
    {mean("load_demand", "W", "what racks, fans and pumps ask for: what they draw, or drew when they lost power"), [](S s, int i) { return at(s.outputs().hall_demand, i).demand_w; }},
    {mean("load_served", "W", "what of it is served"), [](S s, int i) { return at(s.outputs().hall_demand, i).served_w; }},
    {mean("unserved", "W", "what of it is not"), [](S s, int i) { return sum(at(s.outputs().hall_demand, i).unserved_w); }},
    {mean("shed", "1", "share of the time in which it was shed"), [](S s, int i) { return at(s.outputs().hall_shed, i) != 0 ? 1.0 : 0.0; }},
    {mean("clock", "1", "relative clock, the mean of its racks"), [](S s, int i) { return s.load(i).mean_clock(); }},
    {point("busy_nodes", "1", "nodes held by jobs, and all of services"), [](S s, int i) { return static_cast<double>(s.load(i).busy_nodes()); }},
  }, halls, hall_name, "halls"};
}

/// Rows of all halls whose rows are zones: the hall, and the row in it.
struct RowAt {
  int hall;
  std::size_t row;
};
int zone_rows(S s) {
  std::size_t n = 0;
  for (const Hall& h : s.halls()) n += h.rows().size();
  return static_cast<int>(n);
}
RowAt row_at(S s, int i) {
  auto row = static_cast<std::size_t>(i);
  int hall = 0;
  for (; row >= at(s.halls(), hall).rows().size(); ++hall) row -= at(s.halls(), hall).rows().size();
  return {hall, row};
}
std::string row_name(S s, int i) {
  const RowAt r = row_at(s, i);
  return hall_name(s, r.hall) + ".row_" + std::to_string(r.row + 1);
}
double row_inlet_c(S s, int i, Temperature of_hall) {
  const RowAt r = row_at(s, i);
  return (of_hall + at(s.halls(), r.hall).row_above(r.row)).c();
}

PartGroup row_group() {
  return {"equipment/row", "row", "Rows of racks, in halls whose rows are zones of their own.", {
    {mean("inlet_temperature", "degC", "rack inlet (cold aisle of the row)"), [](S s, int i) { return row_inlet_c(s, i, hall_step(s, row_at(s, i).hall).air.mean_inlet); }},
    {maximum("inlet_temperature_max", "degC", "highest of that inlet"), [](S s, int i) { const HallAirStep& a = hall_step(s, row_at(s, i).hall).air; return row_inlet_c(s, i, std::max(a.mean_inlet, a.end.cold)); }},
    {mean("hot_aisle_temperature", "degC", "hot aisle of the row"), [](S s, int i) { const RowAt r = row_at(s, i); return at(s.halls(), r.hall).rows()[r.row].hot.c(); }},
    {mean("air_heat", "W", "heat of its racks into the hot aisle, behind doors where there are some"), [](S s, int i) { const RowAt r = row_at(s, i); return at(s.halls(), r.hall).row_heat_w(r.row); }},
  }, zone_rows, row_name, "halls"};
}

std::string crac_hall_name(S s, int i) { return at(s.halls(), i).spec().air && at(s.halls(), i).spec().air->cracs ? hall_name(s, i) : ""; }
std::string door_hall_name(S s, int i) { return at(s.halls(), i).spec().rear_doors ? hall_name(s, i) : ""; }
std::string humid_hall_name(S s, int i) { return at(s.halls(), i).spec().air && at(s.halls(), i).spec().air->humidity ? hall_name(s, i) : ""; }

PartGroup crac_group() {
  return {"equipment/crac", "crac", "CRACs of a hall together: direct expansion, condensers outdoors; their fans are /equipment/hall/crah_fan_power.", {
    {mean("power", "W", "compressors and condenser fans"), [](S s, int i) { return hall_step(s, i).crac_w; }},
    {mean("heat", "W", "heat that they take out of the air of the hall, with the latent one"), [](S s, int i) { return hall_step(s, i).coil_w; }},
    {mean("available", "W", "heat that the units in service can take at this air and weather"), [](S s, int i) { return hall_step(s, i).crac_available_w; }},
    {mean("part_load", "1", "part-load ratio of a unit that can run"), [](S s, int i) { return hall_step(s, i).crac_part_load; }},
    {mean("running", "1", "units whose compressors run"), [](S s, int i) { return hall_step(s, i).crac_running; }},
    {mean("cop", "1", "heat over power of the interval"), nullptr, "heat", "power"},
    {mean("rejected", "W", "heat rejected outdoors"), [](S s, int i) { return hall_step(s, i).rejected_w; }},
  }, halls, crac_hall_name, "halls"};
}

PartGroup door_group() {
  return {"equipment/rear_door", "rear_door", "Rear-door heat exchangers of a hall together.", {
    {mean("heat", "W", "heat that they take into their water"), [](S s, int i) { return hall_step(s, i).door_w; }},
    {mean("fan_power", "W", "their own fans"), [](S s, int i) { return hall_step(s, i).door_fan_w; }},
    {mean("server_fan_power", "W", "what the fans of the servers draw more for them, within the IT power"), [](S s, int i) { return hall_step(s, i).door_server_w; }},
    {mean("outlet_temperature", "degC", "air out of the racks, in front of the doors"), [](S s, int i) { return hall_step(s, i).air.mean_outlet.c(); }},
    {mean("capture", "1", "heat over the heat of the racks to air"), [](S s, int i) { return hall_step(s, i).air_heat_w > 0 ? hall_step(s, i).door_w / hall_step(s, i).air_heat_w : 0.0; }},
  }, halls, door_hall_name, "halls"};
}

double dew_point_c(S s, int i) {
  const double w = hall_step(s, i).humidity;
  return std::isnan(w) ? nan : psychro::dew_point_from_humidity_ratio(w, s.outputs().weather.pressure.si());
}

PartGroup humidity_group() {
  return {"equipment/humidity", "humid_hall", "Halls whose humidity is known.", {
    {point("humidity_ratio", "1", "vapour in the air, kg for each kg of dry air"), [](S s, int i) { return hall_step(s, i).humidity; }},
    {point("dew_point", "degC", "dew point of the air"), dew_point_c},
    {mean("latent_heat", "W", "latent heat that the coils take, within their heat"), [](S s, int i) { return hall_step(s, i).latent_w; }},
    {mean("condensate", "kg s-1", "water that the coils take out of the air"), [](S s, int i) { return hall_step(s, i).condensate_kg_s; }},
  }, halls, humid_hall_name, "halls"};
}

std::string fed_hall_name(S s, int i) { return at(s.halls(), i).spec().rack_feed ? hall_name(s, i) : ""; }

PartGroup rack_feed_group() {
  return {"equipment/rack_feed", "rack_feed", "Cords of the racks of a hall.", {
    {maximum("cord_power_max", "W", "highest power of a cord"), [](S s, int i) { return s.cord_w(i); }},
    {minimum("live_cords_min", "1", "fewest cords of a rack with power"), [](S s, int i) { return static_cast<double>(s.live_cords(i)); }},
  }, halls, fed_hall_name, "halls"};
}

PartGroup cdu_group() {
  return {"equipment/cdu", "cdu", "CDUs of a hall together.", {
    {mean("heat", "W", "heat given to the facility water, with that of the pumps"), [](S s, int i) { return hall_step(s, i).liquid_loop_w; }},
    {mean("pump_power", "W", "pumps"), [](S s, int i) { return hall_step(s, i).cdu_pump_w; }},
    {mean("pumps_available", "1", "flow that the pumps in service can give, over the rated flow of all units"), [](S s, int i) { return at(s.halls(), i).cdu_flow_up() / static_cast<double>(at(s.halls(), i).cdu_up.size()); }},
    {mean("coolant_supply_temperature", "degC", "technology loop supply"), [](S s, int i) { return hall_step(s, i).coolant_supply_c; }},
    {maximum("coolant_supply_temperature_max", "degC", "highest technology loop supply"), [](S s, int i) { return hall_step(s, i).coolant_followed ? std::max(hall_step(s, i).coolant_supply_c, hall_step(s, i).coolant_end.c()) : hall_step(s, i).coolant_supply_c; }},
  }, halls, liquid_hall_name, "halls"};
}

std::string plated_hall_name(S s, int i) { return at(s.halls(), i).plates() ? hall_name(s, i) : ""; }
constexpr double l_per_min = 1e-3 / 60;

PartGroup cold_plate_group() {
  return {"equipment/cold_plate", "cold_plate", "Devices of a hall under cold plates.", {
    {mean("case_temperature", "degC", "case of a device with the mean heat and the mean flow"), [](S s, int i) { return hall_step(s, i).plates.mean_c; }},
    {maximum("case_temperature_max", "degC", "highest case: the plate with the least flow, in the rack that draws most"), [](S s, int i) { return hall_step(s, i).plates.highest_c; }},
    {minimum("junction_margin_min", "K", "limit of the junction less its temperature, of that device"), [](S s, int i) { return hall_step(s, i).plates.margin_k; }},
    {mean("flow", "l min-1", "coolant of a plate, mean of all"), [](S s, int i) { return hall_step(s, i).plates.flow_m3_s / l_per_min; }},
    {minimum("flow_min", "l min-1", "coolant of the plate with the least flow"), [](S s, int i) { return hall_step(s, i).plates.least_m3_s / l_per_min; }},
    {mean("coolant_flow", "kg s-1", "technology loop of the hall"), [](S s, int i) { return hall_step(s, i).coolant_kg_s; }},
    {mean("stored_heat", "W", "heat that stays in devices, plates and their coolant; negative while it leaves them"), [](S s, int i) { return hall_step(s, i).plates.stored_w; }},
  }, halls, plated_hall_name, "halls"};
}

PartGroup loop_group() {
  return {"equipment/loop", "loop", "Water loops of the cooling plants.", {
    {mean("supply_temperature", "degC", "supply of the loop"), [](S s, int i) { return plant_step(s, i).mean_supply.c(); }},
    {maximum("supply_temperature_max", "degC", "highest supply"), [](S s, int i) { return std::max(plant_step(s, i).mean_supply.c(), plant_step(s, i).end_supply.c()); }},
    {mean("supply_set_point", "degC", "supply that is held, as reset or controlled"), [](S s, int i) { return at(s.plants(), i).set_point().c(); }},
    {mean("condenser_set_point", "degC", "water from towers or dry coolers that is held, as reset or controlled; of a plant with chillers"), [](S s, int i) { return at(s.plants(), i).spec().type == PlantType::chilled_water ? at(s.plants(), i).condenser_set_point().c() : nan; }},
    {mean("heat", "W", "heat into the loop, with its pumps"), [](S s, int i) { return plant_step(s, i).heat_in_w; }},
    {mean("heat_out", "W", "heat taken out of the loop"), [](S s, int i) { return plant_step(s, i).heat_out_w; }},
    {mean("economizer", "W", "heat of that which the economizer takes, without chillers"), [](S s, int i) { return plant_step(s, i).economizer_w; }},
    {mean("available", "W", "heat that the plant can take, by its store too while that has cold water"), [](S s, int i) { return plant_step(s, i).available_w; }},
    {mean("pump_power", "W", "pumps of the loop and of the water to towers or dry coolers"), [](S s, int i) { return plant_step(s, i).primary_pump_w + plant_step(s, i).condenser_pump_w; }},
    {mean("limited", "1", "share of the time in which the set-point was not held"), [](S s, int i) { return plant_step(s, i).limited ? 1.0 : 0.0; }},
  }, plants, plant_name, "cooling"};
}

std::string piped_plant_name(S s, int i) { return s.water(i) ? plant_name(s, i) : ""; }
const WaterLoopStep& water_step(S s, int i) { return s.water(i)->step(); }

PartGroup pump_group() {
  return {"equipment/pump", "pump", "Pumps of the loop of a plant with hydraulics together, and the water in its pipes.", {
    {mean("flow", "kg s-1", "through the branches"), [](S s, int i) { return water_step(s, i).flow_kg_s; }},
    {minimum("flow_min", "kg s-1", "lowest flow"), [](S s, int i) { return water_step(s, i).flow_kg_s; }},
    {mean("flow_wanted", "kg s-1", "what the branches want"), [](S s, int i) { return water_step(s, i).wanted_kg_s; }},
    {mean("head", "Pa", "pressure difference of the pumps"), [](S s, int i) { return water_step(s, i).head_pa; }},
    {mean("differential_pressure", "Pa", "across the branches"), [](S s, int i) { return water_step(s, i).header_pa; }},
    {mean("speed", "1", "mean speed of the pumps that turn, of the rated one"), [](S s, int i) { return water_step(s, i).speed; }},
    {mean("running", "1", "pumps that are driven"), [](S s, int i) { return static_cast<double>(water_step(s, i).running); }},
    {mean("power", "W", "electric power"), [](S s, int i) { return water_step(s, i).pump_w; }},
    {mean("hydraulic_power", "W", "given to the water as pressure"), [](S s, int i) { return water_step(s, i).hydraulic_w; }},
    {mean("efficiency", "1", "hydraulic over electric power of the interval"), nullptr, "hydraulic_power", "power"},
    {mean("short_of_flow", "1", "share of the time in which a branch has less than it wants"), [](S s, int i) { return water_step(s, i).short_of_flow ? 1.0 : 0.0; }},
    {mean("water_temperature", "degC", "water that comes to the halls"), [](S s, int i) { return water_step(s, i).at_halls.c(); }},
    {mean("return_temperature", "degC", "water that comes back to the plant"), [](S s, int i) { return water_step(s, i).back.c(); }},
    {mean("hall_heat", "W", "heat that the halls give to the water"), [](S s, int i) { return water_step(s, i).heat_w; }},
    {mean("arriving_heat", "W", "heat that comes to the plant"), [](S s, int i) { return water_step(s, i).arriving_w; }},
    {maximum("delay_max", "s", "longest way of the water from plant to halls at the flow of a step; none while it stands"), [](S s, int i) { return std::isfinite(water_step(s, i).delay_s) ? water_step(s, i).delay_s : nan; }},
  }, plants, piped_plant_name, "cooling"};
}

std::string piped_hall_name(S s, int i) { return s.branch(i, BranchKind::coils) || s.branch(i, BranchKind::cdus) || s.branch(i, BranchKind::doors) ? hall_name(s, i) : ""; }
template <BranchKind Kind>
double branch_flow(S s, int i) { return s.branch(i, Kind) ? s.branch(i, Kind)->flow_kg_s : nan; }
template <BranchKind Kind>
double branch_lift(S s, int i) { return s.branch(i, Kind) ? s.branch(i, Kind)->lift : nan; }

PartGroup water_branch_group() {
  return {"equipment/water_branch", "water_branch", "Branches of the halls on plants with hydraulics.", {
    {mean("coil_flow", "kg s-1", "water through the coils"), branch_flow<BranchKind::coils>},
    {mean("coil_valve", "1", "lift of their valve"), branch_lift<BranchKind::coils>},
    {mean("cdu_flow", "kg s-1", "facility water through the CDUs"), branch_flow<BranchKind::cdus>},
    {mean("cdu_valve", "1", "lift of their valve"), branch_lift<BranchKind::cdus>},
    {mean("door_flow", "kg s-1", "water through the rear doors"), branch_flow<BranchKind::doors>},
    {mean("door_valve", "1", "lift of their valves"), branch_lift<BranchKind::doors>},
  }, halls, piped_hall_name, "halls"};
}

std::string stored_plant_name(S s, int i) { return at(s.plants(), i).spec().store ? plant_name(s, i) : ""; }

PartGroup store_group() {
  return {"equipment/store", "store", "Chilled-water tanks of the plants.", {
    {mean("heat", "W", "from the loop into the store; negative while it is charged"), [](S s, int i) { return plant_step(s, i).store_w; }},
    {point("charge", "1", "share of the tank that is cold, between supply and return at design"), [](S s, int i) { return at(s.plants(), i).store_charge(); }},
    {point("bottom_temperature", "degC", "lowest layer"), [](S s, int i) { return at(s.plants(), i).store().bottom().c(); }},
    {point("top_temperature", "degC", "highest layer"), [](S s, int i) { return at(s.plants(), i).store().top().c(); }},
  }, plants, stored_plant_name, "cooling"};
}

std::string giving_plant_name(S s, int i) { return at(s.plants(), i).spec().heat_recovery ? plant_name(s, i) : ""; }

PartGroup heat_recovery_group() {
  return {"equipment/heat_recovery", "heat_recovery", "Heat of the plants that goes to district networks.", {
    {mean("demand", "W", "heat that the network asks for"), [](S s, int i) { return plant_step(s, i).asked_w; }},
    {mean("heat", "W", "heat that it gets, with the power of the heat pump"), [](S s, int i) { return plant_step(s, i).reused_w; }},
    {mean("source_heat", "W", "what of it comes out of the plant's water"), [](S s, int i) { return plant_step(s, i).taken_w; }},
    {mean("lifted", "W", "what of it goes through the heat pump"), [](S s, int i) { return plant_step(s, i).lifted_w; }},
    {mean("power", "W", "heat pump"), [](S s, int i) { return plant_step(s, i).heat_pump_w; }},
    {mean("cop", "1", "lifted heat over power of the interval"), nullptr, "lifted", "power"},
    {mean("water_saved", "kg s-1", "make-up water that towers or pads would have taken for the source heat"), [](S s, int i) { return plant_step(s, i).water_saved_kg_s; }},
  }, plants, giving_plant_name, "cooling"};
}

double while_rejecting(S s, int i, Temperature PlantStep::*t) { return plant_step(s, i).rejected_w > 0 ? (plant_step(s, i).*t).c() : nan; }

PartGroup chiller_group() {
  return {"equipment/chiller", "chiller", "Chillers of a plant together.", {
    {mean("power", "W", "compressors"), [](S s, int i) { return plant_step(s, i).chiller_w; }},
    {mean("heat", "W", "heat that they take, from the loop and out of the store"), [](S s, int i) { return plant_step(s, i).chillers_w; }},
    {mean("part_load", "1", "part-load ratio of a running chiller; 0 while none runs"), [](S s, int i) { return plant_step(s, i).part_load; }},
    {mean("cop", "1", "heat over power of the interval"), nullptr, "heat", "power"},
    {mean("running", "1", "chillers that take heat"), [](S s, int i) { return static_cast<double>(plant_step(s, i).chillers_running); }},
    {mean("stages", "1", "chillers that are on"), [](S s, int i) { return static_cast<double>(plant_step(s, i).stages); }},
    {mean("condenser_temperature", "degC", "water entering the condensers, over the time in which the outdoor side rejects heat; NaN where it was idle all along"), [](S s, int i) { return while_rejecting(s, i, &PlantStep::condenser_in); }},
  }, plants, chilled_plant_name, "cooling"};
}

double dry_pads(S s, int i) { return plant_step(s, i).dry_pads ? 1.0 : 0.0; }

template <RejectsTo Kind>
PartGroup outdoor_group(const char* path, const char* entity, const char* description, const char* leaving, const char* water) {
  PartGroup g{path, entity, description, {
    {mean("heat", "W", "heat rejected"), [](S s, int i) { return plant_step(s, i).rejected_w; }},
    {mean("fan_power", "W", "fans"), [](S s, int i) { return plant_step(s, i).fan_w; }},
    {mean("air_ratio", "1", "air flow over design"), [](S s, int i) { return plant_step(s, i).air_ratio; }},
    {mean("leaving_temperature", "degC", leaving), [](S s, int i) { return while_rejecting(s, i, &PlantStep::outdoor_leaving); }},
    {mean("water_flow", "kg s-1", water), [](S s, int i) { return plant_step(s, i).water_kg_s; }},
  }, plants, rejecting_plant_name<Kind>, "cooling"};
  if (Kind == RejectsTo::dry_coolers) g.columns.push_back({mean("dry_pads", "1", "share of the time in which a limit of the water kept wet pads dry"), dry_pads});
  return g;
}

}  // namespace

std::vector<PartGroup> hall_and_cooling_groups() {
  return {hall_group(), row_group(), crac_group(), door_group(), humidity_group(), rack_feed_group(), cdu_group(), cold_plate_group(), loop_group(), chiller_group(),
          outdoor_group<RejectsTo::towers>("equipment/tower", "tower", "Cooling towers of a plant together.", "water leaving the towers, over the time in which they reject heat; NaN where they were idle all along", "make-up water"),
          outdoor_group<RejectsTo::dry_coolers>("equipment/dry_cooler", "dry_cooler", "Dry coolers of a plant together.", "water leaving the dry coolers, over the time in which they reject heat; NaN where they were idle all along", "water onto the pads of adiabatic ones"),
          store_group(), heat_recovery_group(), pump_group(), water_branch_group()};
}

}  // namespace netsuden
