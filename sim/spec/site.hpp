// SPDX-License-Identifier: Apache-2.0
// A site as a scenario describes it: weather, the electrical graph, cooling plants, halls; and the catalogue from which
// its equipment comes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/describe.hpp"
#include "sim/control/controller.hpp"
#include "sim/control/reset.hpp"
#include "sim/control/staging.hpp"
#include "sim/control/valve_loop.hpp"
#include "sim/cooling/cdu.hpp"
#include "sim/cooling/chiller.hpp"
#include "sim/cooling/chiller_restart.hpp"
#include "sim/cooling/coil.hpp"
#include "sim/cooling/cold_plate.hpp"
#include "sim/cooling/crac.hpp"
#include "sim/cooling/dry_cooler.hpp"
#include "sim/cooling/air_economizer.hpp"
#include "sim/cooling/economizer.hpp"
#include "sim/cooling/fan.hpp"
#include "sim/cooling/hall_air.hpp"
#include "sim/cooling/hall_humidity.hpp"
#include "sim/cooling/heat_recovery.hpp"
#include "sim/cooling/hydraulics.hpp"
#include "sim/cooling/manifold.hpp"
#include "sim/cooling/load_sequence.hpp"
#include "sim/cooling/pump.hpp"
#include "sim/cooling/rear_door.hpp"
#include "sim/cooling/thermal_store.hpp"
#include "sim/cooling/tower.hpp"
#include "sim/power/bess_policy.hpp"
#include "sim/power/bess_smoothing.hpp"
#include "sim/power/cable.hpp"
#include "sim/power/genset.hpp"
#include "sim/power/idmt.hpp"
#include "sim/power/pdu.hpp"
#include "sim/power/pv.hpp"
#include "sim/power/rack_feed.hpp"
#include "sim/power/tap_changer.hpp"
#include "sim/power/transfer_switch.hpp"
#include "sim/power/transformer.hpp"
#include "sim/power/transformer_thermal.hpp"
#include "sim/power/ups.hpp"
#include "sim/power/ups_modes.hpp"
#include "sim/reliability/params.hpp"
#include "sim/site/curtailment.hpp"
#include "sim/site/synthetic_weather.hpp"
#include "sim/spec/disturbances.hpp"
#include "sim/workload/inlet_power.hpp"
#include "sim/workload/node_power.hpp"
#include "sim/workload/rack_supply.hpp"
#include "sim/workload/serving.hpp"

namespace netsuden {

/// How many of a group may fail without the group failing its duty.
enum class Redundancy { n, n_plus_1, n_plus_2, two_n };

/// Equal machines: what one is, how many stand there, how many of them are spare.
template <class Params>
struct Group {
  std::string model;
  Params params;
  std::optional<int> count;  ///< absent: sized by the load it must carry
  Redundancy redundancy = Redundancy::n;
};

/// With power nodes of its own; none: those of the racks.
template <class Params>
struct FedGroup : Group<Params> {
  std::vector<std::string> fed_by;
};

/// Number that must run of `count` installed.
int firm_count(int count, Redundancy);

struct CrahParams {
  CoilParams coil;
  FanParams fan;
};

enum class WeatherInterpolation { linear, hold };

struct WeatherSpec {
  std::string climate;                       ///< a built-in name
  std::optional<ClimateNormals> normals;
  FilePath file;                             ///< EPW or CSV
  bool repeat_years = false;                 ///< replay the file's years in order
  std::vector<std::pair<std::string, std::string>> replay;  ///< horizon year -> year of the file
  std::string time = "time_local", dry_bulb = "drybulb_C", relative_humidity = "rh_pct", wet_bulb, dew_point,
              pressure, wind;                ///< CSV columns
  WeatherInterpolation interpolation = WeatherInterpolation::linear;
  bool seconds = false;                      ///< the time column counts seconds from the horizon's start
  std::string utc_offset = "+09:00";         ///< of a CSV's time column
  Fraction assumed_humidity{0.65};           ///< where only the wet bulb is known
  struct Constant {
    Temperature dry_bulb = 20_degC;
    Fraction relative_humidity{0.6};
  };
  std::optional<Constant> constant;
  std::optional<Fraction> clearness;         ///< share of a clear sky's irradiance where the weather has none
  double warming_k_per_decade = 0;
  Length elevation = 0_m;
};

enum class PowerNodeType { grid_connection, transformer, switchboard, ups, pdu, genset, transfer_switch, bus_coupler, busway, rectifier, bess, pv };
/// As scenarios write it.
const char* name_of(PowerNodeType);
/// Of nodes that stand side by side: all live ones share equally, the first live one carries everything, or they share as the
/// impedances of the network have it.
enum class FeedSharing { equal, priority, impedance };
/// What a bus coupler does when one of its boards loses its feeds.
enum class CouplerPosition { automatic, open };

/// Temperatures of the transformers outdoors, with the loading regime whose limits they are judged by.
struct TransformerAgeingSpec {
  TransformerThermalParams params;
  LoadingRegime regime = LoadingRegime::normal_cyclic;
};

/// Fuel is ordered when the tanks fall to a level, and comes some time later.
struct FuelDeliverySpec {
  Fraction below{0.4};
  Duration lead = 12_h;
  Volume volume = Volume::from_si(10);
};

struct PowerNodeSpec {
  std::string name;
  PowerNodeType type = PowerNodeType::switchboard;
  std::vector<std::string> feeds_from;
  FeedSharing sharing = FeedSharing::equal;
  std::optional<Voltage> output_voltage;     ///< absent: that of what feeds it
  // grid_connection
  ApparentPower capacity = 10_MVA;
  Voltage voltage = Voltage::from_si(66e3);
  double power_factor = 0.98;                ///< of the loads behind it
  std::optional<ApparentPower> fault_level;  ///< short-circuit power of the grid there; absent: it holds its voltage
  double fault_r_over_x = 0.1;
  std::optional<ConnectionDisturbancesSpec> disturbances;
  // switchboard, transfer_switch, bus_coupler
  ApparentPower rating = 10_MVA;
  Duration retransfer = 5_min;               ///< from generating sets or a coupler back to the feeds
  ReactivePower compensation;                ///< capacitors at nominal voltage
  // the others, `count` in parallel
  std::string model;
  int count = 1;
  Redundancy redundancy = Redundancy::n;
  TransformerParams transformer;
  std::optional<TapChangerParams> taps;
  std::optional<TransformerAgeingSpec> ageing;
  UpsLossParams ups;                         ///< of a rectifier too
  double input_power_factor = 0.99;          ///< of a UPS or rectifier in double conversion
  PduParams pdu;
  std::optional<UpsModesParams> modes;       ///< a UPS or rectifier with a battery; its losses are `ups`
  GensetParams genset;
  Fraction fuel{1};                          ///< level of the tanks at the start
  std::optional<FuelDeliverySpec> delivery;
  bool curtailment = false;                  ///< the sets answer curtailment calls
  Duration curtailment_lead = 2_min;
  TransferSwitchParams transfer_switch;
  CouplerPosition coupler = CouplerPosition::automatic;
  Duration coupler_delay = 1_s;
  CableParams busway;                        ///< of one run; its voltage and current decide the rating
  std::optional<IdmtParams> protection;      ///< in each unit's feed
  // bess, pv: connected to the board that they name
  BessParams bess;
  BessPolicyParams dispatch;
  std::optional<BessSmoothingParams> smoothing;
  Fraction charge{0.5};                      ///< at the start
  Temperature cells = 25_degC;               ///< of the battery, for its ageing
  bool island = false;                       ///< carries its board while nothing else does
  PvParams pv;

  /// Connected to a board beside its feeds: nothing takes from it.
  bool is_local() const { return type == PowerNodeType::bess || type == PowerNodeType::pv; }
  bool is_ups() const { return type == PowerNodeType::ups || type == PowerNodeType::rectifier; }
};

/// Whether loads of a node are rated in W; else in VA.
bool rated_in_watts(const PowerNodeSpec&);
/// Rating of `units` of its units, W or VA.
double node_rating(const PowerNodeSpec&, int units);

enum class PlantType { chilled_water, facility_water };
enum class RejectsTo { towers, dry_coolers };

struct PlantPumps {
  Pressure head = 250_kPa;
  Fraction efficiency{0.65};
  PumpControl control = PumpControl::variable;
};

/// A stratified tank beside the chillers.
struct StoreSpec {
  ThermalStoreParams tank;
  HeatFlow power = HeatFlow::from_si(2e6);   ///< that its pumps can move
  Fraction charge{1};                        ///< at the start
  bool free_cooling = false;                 ///< charged by the economizer too
  std::optional<EnergyPrice> charge_below, discharge_above;  ///< absent: charged whenever chillers have to spare; kept for what they cannot take
  Fraction reserve{0.5};                     ///< charge that the price does not touch
};

enum class WhenShort { warn, dry };

/// What a permit allows.
struct WaterLimitSpec {
  std::optional<VolumeFlow> flow;            ///< of make-up water
  std::optional<Volume> yearly;              ///< of a calendar year
  WhenShort when_short = WhenShort::warn;
};

/// Pumps side by side; those to spare start when one on duty fails, or when the others do not do.
struct CircuitPumpsSpec {
  int count = 3;
  Redundancy redundancy = Redundancy::n_plus_1;
  CircuitPumpParams params;
};

/// Water in the pipes between a plant and its halls, beside the mixed water of its loop.
struct MainsSpec {
  Volume supply = Volume::from_si(5), back = Volume::from_si(5);
};

/// The circuit between a plant and its halls, each a branch for its coils, one for its CDUs and one for its rear doors.
struct HydraulicsSpec {
  CircuitPumpsSpec pumps;
  Pressure plant_drop = 100_kPa;                 ///< chillers or exchanger, strainers, mains: at the design flow of all branches
  std::optional<Pressure> differential_pressure; ///< held across the branches
  std::optional<MainsSpec> pipes;                ///< absent: water is where it is needed at once
};

struct PlantSpec {
  std::string name;
  PlantType type = PlantType::chilled_water;
  Temperature supply = 18_degC;
  TemperatureDiff rise = 8_K;                ///< return minus supply at design
  std::optional<Volume> volume;              ///< of the loop; absent: 3 min of the design flow
  Group<ChillerParams> chillers;
  std::optional<ChillerRestartParams> restart;  ///< of its chillers; absent: they carry their load as soon as they have power
  StagingParams staging;
  std::optional<EconomizerParams> economizer;
  std::optional<StoreSpec> store;            ///< of a chilled-water plant: gives what its chillers cannot, is charged by what they have to spare
  RejectsTo rejects_to = RejectsTo::towers;
  Group<TowerParams> towers;
  Group<DryCoolerParams> dry_coolers;
  Temperature condenser_set_point = 22_degC; ///< leaving towers or dry coolers, held while the fans can
  std::optional<SupplyResetParams> supply_reset;
  std::optional<CondenserResetParams> condenser_reset;
  PlantPumps primary, condenser;
  std::optional<HydraulicsSpec> hydraulics;  ///< absent: the flow follows the heat, whatever the pumps are
  TemperatureDiff exchanger_approach = 2_K;  ///< facility_water: between outdoor water and the loop
  std::optional<HeatRecoveryParams> heat_recovery;
  std::optional<WaterLimitSpec> water_limit;
  std::vector<std::string> fed_by;
  std::vector<std::string> pumps_fed_by;     ///< of the loop's pumps; empty: as its other machines

  /// Of the towers or dry coolers that it rejects to.
  const char* outdoor_group() const { return rejects_to == RejectsTo::towers ? "towers" : "dry_coolers"; }
  int outdoor_count() const { return (rejects_to == RejectsTo::towers ? towers.count : dry_coolers.count).value_or(1); }
  Redundancy outdoor_redundancy() const { return rejects_to == RejectsTo::towers ? towers.redundancy : dry_coolers.redundancy; }
  HeatFlow outdoor_rated() const { return rejects_to == RejectsTo::towers ? towers.params.rated_heat : dry_coolers.params.rated_heat; }
};

/// Direct-expansion units in the place of CRAHs, with their compressors and fans on power nodes of their own.
struct CracsSpec {
  Group<CracParams> units;
  std::vector<std::string> fed_by;           ///< absent: the node nearest to the grid
};

/// Rows as zones of their own (sim/cooling/row_air.hpp).
struct RowsSpec {
  std::vector<double> recirculation;         ///< shares, of each row; empty: that of the hall
};

struct AirSpec {
  std::optional<CracsSpec> cracs;
  FedGroup<CrahParams> crahs;                 ///< where there are no CRACs
  bool crahs_beside_cracs = false;           ///< both were written
  std::string loop;
  Temperature supply = 24_degC;
  std::optional<AirResetParams> supply_reset;
  std::optional<ValveLoopParams> valves;     ///< absent: the coils hold the set-point as far as they can
  FilePath recirculation_map;
  std::optional<RowsSpec> rows;
  std::optional<AirEconomizerParams> economizer;
  std::optional<HallHumidityParams> humidity;  ///< absent: nothing is known of it, coils are dry
  std::optional<CircuitBranchParams> branch;  ///< of the coils together, on a plant with hydraulics
  HallAirParams hall;

  const std::vector<std::string>& fed_by() const { return cracs ? cracs->fed_by : crahs.fed_by; }
  int units() const { return (cracs ? cracs->units.count : crahs.count).value_or(1); }
  Redundancy redundancy() const { return cracs ? cracs->units.redundancy : crahs.redundancy; }
  const FanParams& fan() const { return cracs ? cracs->units.params.fan : crahs.params.fan; }
  const char* unit_group() const { return cracs ? "cracs" : "crahs"; }
};

/// Doors behind the racks, one a rack.
struct RearDoorsSpec {
  RearDoorParams params;
  std::string loop;
  std::optional<CircuitBranchParams> branch;  ///< of all doors together, on a plant with hydraulics
};

/// The devices of a rack under cold plates.
struct ColdPlateSpec {
  ColdPlateParams plate;
  std::optional<int> plates;                 ///< of a rack; absent: one an accelerator
  Fraction heat_share{0.75};                 ///< of the rack's heat into liquid
  ManifoldParams manifold;
};

struct LiquidSpec {
  FedGroup<CduParams> cdus;
  std::string loop;
  std::optional<ColdPlateSpec> cold_plate;   ///< absent: cases are not followed
  std::optional<CircuitBranchParams> branch;  ///< of the CDUs together, on a plant with hydraulics
};

struct RacksSpec {
  std::string model;
  RackPowerParams params;
  int count = 1;
  int rows = 1;
  Duration boot = 5_min;
  std::optional<InletPowerParams> inlet_response;  ///< absent: their power does not depend on the inlet
};

/// What the racks of a hall do to save themselves: no run goes on at temperatures at which no server would.
struct ShutdownSpec {
  Temperature inlet = 45_degC, coolant = 65_degC;
  Temperature case_temperature = 90_degC;    ///< of devices under cold plates
  TemperatureDiff reset = 15_K;              ///< back in service when all are this much below
};

struct HallSpec {
  std::string name;
  RacksSpec racks;
  int power_groups = 0;                      ///< racks metered together (0 = each rack on its own)
  int priority = 0;                          ///< of load shedding: higher is kept longer
  std::vector<std::string> fed_by;
  std::optional<RackFeedParams> rack_feed;   ///< absent: not judged
  std::optional<Area> area;                  ///< absent: 4 m2 a rack
  std::optional<AirSpec> air;
  std::optional<LiquidSpec> liquid;
  std::optional<RearDoorsSpec> rear_doors;
  ShutdownSpec shutdown;
  std::string replaces;                      ///< the hall whose place it takes; empty: none's
};

struct SiteSpec {
  std::string name, operator_name, jurisdiction;
  std::optional<std::string> operator_jurisdiction, control_jurisdiction;  ///< of the operator; of control plane, keys, backups and support
  int copies = 1;                            ///< sites like this one, NAME_1 and so on
  std::optional<std::string> timezone;
  std::optional<double> latitude_deg, longitude_deg;
  WeatherSpec weather;
  std::string grid;
  std::optional<ActivePower> contract_demand;  ///< absent: that of the grid's tariff
  std::vector<CurtailmentProgramme> curtailment;
  std::optional<WaterLimitSpec> water_limit;
  std::optional<LoadSequenceParams> load_sequence;  ///< of the cooling on boards of its own; absent: all at once
  std::optional<ControllerSpec> controller;  ///< of the user's own
  ActivePower other_load{};                  ///< lighting, offices, security: constant
  std::vector<PowerNodeSpec> power;
  std::vector<PlantSpec> cooling;
  std::vector<HallSpec> halls;
};

/// A catalogue entry: parameters with the source of their numbers.
template <class Params>
struct Entry {
  std::string name, source;
  Params params;
};

struct Catalogue {
  std::vector<Entry<RackPowerParams>> racks;
  std::vector<Entry<LossCurveParams>> power_supplies;
  std::vector<Entry<TransformerParams>> transformers;
  std::vector<Entry<UpsLossParams>> ups;
  std::vector<Entry<PduParams>> pdus;
  std::vector<Entry<TransferSwitchParams>> transfer_switches;
  std::vector<Entry<CableParams>> busways;
  std::vector<Entry<CrahParams>> crahs;
  std::vector<Entry<CracParams>> cracs;
  std::vector<Entry<CduParams>> cdus;
  std::vector<Entry<ColdPlateParams>> cold_plates;
  std::vector<Entry<ChillerParams>> chillers;
  std::vector<Entry<TowerParams>> towers;
  std::vector<Entry<DryCoolerParams>> dry_coolers;
  std::vector<Entry<ReliabilityParams>> reliability;
  std::vector<Entry<ServingParams>> serving;
};

void describe(Describe&, CrahParams&);
void describe(Describe&, WeatherSpec::Constant&);
void describe(Describe&, WeatherSpec&);
void describe(Describe&, TransformerAgeingSpec&);
void describe(Describe&, FuelDeliverySpec&);
void describe(Describe&, PowerNodeSpec&);
void describe(Describe&, PlantPumps&);
void describe(Describe&, StoreSpec&);
void describe(Describe&, WaterLimitSpec&);
void describe(Describe&, CircuitPumpsSpec&);
void describe(Describe&, MainsSpec&);
void describe(Describe&, HydraulicsSpec&);
void describe(Describe&, PlantSpec&);
void describe(Describe&, CracsSpec&);
void describe(Describe&, AirSpec&);
void describe(Describe&, ColdPlateSpec&);
void describe(Describe&, RearDoorsSpec&);
void describe(Describe&, LiquidSpec&);
void describe(Describe&, RacksSpec&);
void describe(Describe&, ShutdownSpec&);
void describe(Describe&, HallSpec&);
void describe(Describe&, SiteSpec&);
void describe(Describe&, Catalogue&);

template <class Params>
void describe(Describe& d, Entry<Params>& e) {
  d.text("source", e.source, {.required = true, .text = "Where the numbers come from; \"assumption\" where from nowhere."});
  describe(d, e.params);
}

}  // namespace netsuden
