// SPDX-License-Identifier: Apache-2.0
// One site of the twin: its state, and the step that advances it. The order of evaluation stands in `advance`.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/cooling/envelope.hpp"
#include "sim/ledger/capacity.hpp"
#include "sim/ledger/demand.hpp"
#include "sim/ledger/meters.hpp"
#include "sim/ledger/summary.hpp"
#include "sim/site/weather.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/scenario.hpp"
#include "sim/twin/auxiliary.hpp"
#include "sim/twin/grid_account.hpp"
#include "sim/twin/hall.hpp"
#include "sim/twin/plant.hpp"
#include "sim/twin/power_chain.hpp"
#include "sim/twin/site_swing.hpp"
#include "sim/twin/supply_way.hpp"
#include "sim/twin/water_loop.hpp"
#include "sim/workload/hall_load.hpp"

namespace netsuden {

inline constexpr double steady_voltage = 0.9;  ///< share of nominal; from here on the racks' supplies live for ever

/// Of the element with a name; -1 if there is none.
template <class T>
int index_of(const std::vector<T>& v, const std::string& name) {
  for (std::size_t i = 0; i < v.size(); ++i)
    if (v[i].name == name) return static_cast<int>(i);
  return -1;
}

/// An asset, or one member of a group of machines, by path.
struct AssetRef {
  enum class What { none, power_node, power_unit, plant, chiller, outdoor, pump, hall, crah, cdu, cdu_pump };
  What what = What::none;
  int index = -1;   ///< of node, plant or hall
  int member = -1;  ///< 0-based
  bool operator==(const AssetRef&) const = default;
};

/// What the last step of a site came to; means over the step.
struct SiteOutputs {
  double t_s = 0, dt_s = 0;
  double it_peak_w = 0;  ///< highest IT power at any instant of the step
  double it_w = 0, cooling_w = 0, loss_w = 0, other_w = 0, import_w = 0;
  double served_share = 1;              ///< of the IT power asked for
  double generated_w = 0, stored_w = 0, missing_w = 0;  ///< generating sets and PV; into batteries; asked of batteries and sets that cannot give it
  DemandStep demand;
  double ups_out_w = 0, pdu_out_w = 0, water_kg_s = 0;
  GridAccount::Rates rates;
  double electrical_residual_j = 0, thermal_residual_j = 0;
  WeatherSample weather;
  std::vector<HallStep> halls;
  std::vector<double> hall_it_w;
  std::vector<double> hall_response_w;     ///< of hall_it_w, what inlets and cases off their reference change and passive rear doors add
  std::vector<Excursion> hall_swing;    ///< of that within the step, by training
  std::vector<DemandStep> hall_demand;
  std::vector<char> hall_shed;
  std::vector<PlantStep> plants;
};

class SiteModel {
 public:
  SiteModel(const Scenario&, int site, const Inputs&, CapacityLedger&);

  const SiteSpec& spec() const { return spec_; }
  int index() const { return index_; }
  double time() const { return t_; }
  const SiteOutputs& outputs() const { return out_; }
  const SiteMeters& meters() const { return meters_; }
  void restart_extremes() { meters_.restart_extremes(); }
  const GridAccount& grid_account() const { return grid_account_; }
  GridAccount& grid_account() { return grid_account_; }
  PowerChain& chain() { return chain_; }
  const PowerChain& chain() const { return chain_; }
  std::vector<Hall>& halls() { return halls_; }
  const std::vector<Hall>& halls() const { return halls_; }
  const std::vector<Plant>& plants() const { return plants_; }
  std::vector<Plant>& plants() { return plants_; }
  /// The circuit of a plant; null without hydraulics.
  const WaterLoop* water(int plant) const { return plant >= 0 && water_[static_cast<std::size_t>(plant)] ? &*water_[static_cast<std::size_t>(plant)] : nullptr; }
  /// The branch of a hall's coils or CDUs; null without.
  const WaterLoop::Branch* branch(int hall, BranchKind) const;
  /// Facility water at the CDUs of a hall, and its coolant; at the end of the last step.
  Temperature facility_water(std::size_t hall) const;
  Temperature coolant_now(std::size_t hall) const;
  HallLoad& load(int hall) { return *loads_[static_cast<std::size_t>(hall)]; }
  const HallLoad& load(int hall) const { return *loads_[static_cast<std::size_t>(hall)]; }

  /// Advances the site to `t_s` with the inputs that held since its last step. Violations that begin or end go to
  /// `on_crossing`.
  void advance(double t_s, const std::function<void(const CapacityLedger::Crossing&)>& on_crossing);
  /// The state in balance with the load at the start.
  void settle_at_start();
  /// A hall that comes into service was run in before: its air is in balance with its load.
  void settle_hall(int h, double t_s);

  /// Length of the next step, after `advance`: doubles while the states are calm, shortens while they move.
  double next_step(double calm_s, double transient_s, double last_dt_s) const;
  /// The next date at which price, carbon or a replayed power changes, or a demand interval ends that is charged for.
  double next_input_change(double t_s);
  /// Seconds until an inlet or coolant limit, or a shutdown temperature, is predicted to be reached within `horizon_s`;
  /// infinity if none is.
  double predicted_crossing(double horizon_s) const;

  AssetRef find(const std::string& path_in_site) const;
  /// Puts an asset in or out of service; `there`: by the build plan. `energize()` is to be called after.
  void set_in_service(const AssetRef&, bool on, bool there);
  bool in_service(const AssetRef&) const;
  void set_grid(const GridSupply& g) { grid_supply_ = g; }
  const GridSupply& grid_supply() const { return grid_supply_; }
  /// The end of a curtailment call; a violation of its limit ends with it.
  std::optional<CapacityLedger::Crossing> end_call(int call);
  /// Who has power now. Returns halls whose racks went dark or came back.
  std::vector<int> energize();
  double hall_voltage(int h) const { return hall_voltage_[static_cast<std::size_t>(h)]; }  ///< share of nominal, since the last `energize`
  /// Highest power of a cord of the hall's racks in the last step, and cords of a rack with power; the hall has rack feeds.
  double cord_w(int h) const;
  int live_cords(int h) const;
  /// The ways to all that has several feeds, halls and plants among them; what goes through one, mean of the last step in W.
  const std::vector<SupplyWay>& supply_ways() const { return ways_; }
  double way_w(const SupplyWay&) const;
  bool way_closed(const SupplyWay&) const;
  /// Machines of a plant; pumps of its loop; CRACs or the fans of CRAHs; pumps of CDUs.
  bool plant_powered(std::size_t plant) const { return auxiliaries_[plant].powered; }
  bool pumps_powered(std::size_t plant) const { return pumps_apart_[plant] < 0 ? plant_powered(plant) : apart(pumps_apart_[plant]).powered; }
  /// Whether the pumps of its loop drive water.
  bool moves_water(std::size_t plant) const { return pumps_powered(plant) && plants_[plant].in_service; }
  bool air_powered(std::size_t hall) const { return air_apart_[hall] < 0 ? hall_powered_[hall] != 0 : apart(air_apart_[hall]).powered; }
  bool cdus_powered(std::size_t hall) const { return cdus_apart_[hall] < 0 ? hall_powered_[hall] != 0 : apart(cdus_apart_[hall]).powered; }
  /// All that has power nodes of its own beside the racks: first the plants, in their order.
  const std::vector<Auxiliary>& auxiliaries() const { return auxiliaries_; }
  double auxiliary_w(const Auxiliary&) const;  ///< that it asks for, mean of the last step
  /// Hottest case of a hall's devices so far, when, and for how long it was above its limit; NaN without cold plates.
  struct CaseTally {
    double hottest_c = std::numeric_limits<double>::quiet_NaN(), hottest_s = std::numeric_limits<double>::quiet_NaN(), above_s = 0;
  };
  const CaseTally& case_tally(int h) const { return case_tally_[static_cast<std::size_t>(h)]; }
  const EnvelopeTimes& envelope_times(int h) const { return envelope_[static_cast<std::size_t>(h)]; }
  bool hall_powered(int h) const { return hall_powered_[static_cast<std::size_t>(h)] != 0; }
  /// Whether a machine, a relay, a timer or low voltage at racks asks for another `energize`.
  bool supply_changed() const;
  /// Halls that were or are shed, as their controls decide; `energize()` is to follow.
  void set_shed(int h, bool shed) { shed_[static_cast<std::size_t>(h)] = shed ? 1 : 0; }
  bool is_shed(int h) const { return shed_[static_cast<std::size_t>(h)] != 0; }
  const DemandMeters& hall_demand_meters(int h) const { return hall_demand_meters_[static_cast<std::size_t>(h)]; }
  /// What the racks, fans and pumps of a hall draw now, or drew when they lost power.
  double hall_asks_w(int h) const;
  /// Seconds until the racks of a hall drop out for low voltage; infinity where it is tolerated.
  double next_drop_out_s() const;
  double next_in_line_s() const;         ///< until the next of the cooling that waits for its turn is switched on
  bool plant_is_low(std::size_t plant) const;
  /// Until the speed of a pump has changed by more than a step should span.
  double next_pump_s() const;
  bool crac_is_low(std::size_t hall) const;
  /// Until chillers or CRACs stop for want of voltage, start again, carry a tenth more, or a plant changes its stage.
  double next_chiller_s() const;
  /// Powered, and not shut down by heat.
  bool racks_on(int h) const { return racks_on_[static_cast<std::size_t>(h)] != 0; }
  /// Racks that save themselves, or start again, at the temperatures reached; true if any did. `energize()` is to follow.
  bool protect();
  /// Takes the parameters of a changed specification; states stay.
  void reload(const SiteSpec&);
  /// Applies replayed power and load profiles of the instant t; true if a hall's power changed.
  bool apply_inputs(double t_s);
  /// To be called after a hall's IT power changed: keeps the extremes between steps. Returns the site's IT power.
  double note_power();
  /// Change of a hall's power since the last step, as a share of its rating.
  double load_change(int h) const;
  /// After a change of the clock: the power of a hall under a load profile.
  void refresh_profile(int h, double t_s);
  /// Racks that had lost their power start; until they are ready they draw what idle racks do.
  void boot(int h, double t_s) { ready_s_[static_cast<std::size_t>(h)] = t_s + halls_[static_cast<std::size_t>(h)].spec().racks.boot.si(); }
  bool boots(int h) const { return std::isfinite(ready_s_[static_cast<std::size_t>(h)]); }
  double next_ready_s() const { return ready_s_.empty() ? std::numeric_limits<double>::infinity() : *std::min_element(ready_s_.begin(), ready_s_.end()) - t_; }
  /// Halls whose racks are ready at t.
  std::vector<int> take_ready(double t_s);
  bool replays(int h) const { return mode_[static_cast<std::size_t>(h)] == LoadMode::replay; }
  bool takes_jobs(int h) const { return mode_[static_cast<std::size_t>(h)] == LoadMode::jobs; }

  SiteSwing& swing() { return swing_; }
  const SiteSwing& swing() const { return swing_; }

  /// Each element of the graph alone, with the highest loads of the run so far.
  ContingencySummary contingency() const;
  std::vector<double> state() const;
  std::vector<std::string> state_names() const;
  std::string path() const { return "sites." + spec_.name; }
  std::string hall_path(std::size_t h) const { return path() + ".halls." + halls_[h].spec().name; }
  const std::vector<int>& site_constraints() const { return all_constraints_; }
  ValidityBits validity_seen() const { return validity_; }
  double validity_time_s(int bit) const { return validity_s_[static_cast<std::size_t>(bit)]; }

 private:
  enum class LoadMode { jobs, profile, replay };
  /// Assets and members that are not there by the plan; what trips is there.
  std::vector<AssetRef> not_there_;
  bool installed_is_old_ = true;
  int missing(AssetRef::What, std::size_t index) const;  ///< members
  bool stands(AssetRef::What, std::size_t index) const;
  void add_constraints();
  void note_installed();
  bool feeds_consumers(int node) const;
  bool rides_on(std::size_t hall) const;
  bool would_run(std::size_t hall) const;
  UnservedCause supply_cause() const;
  void hold_demand();
  void account_demand(double dt_s);
  void cut_to_served();
  void step_cracs(double dt);
  PlantInputs plant_inputs(std::size_t plant, double heat_w, double dt) const;
  void run_plant(std::size_t plant, double heat_w, double dt);
  double water_left_kg_s(std::size_t plant, double dt) const;
  void order_plants();
  void start_water_year();
  HallInputs hall_inputs(std::size_t hall, double it_w, const WeatherSample&) const;
  void thermal(double dt_s);
  void respond(double dt_s);
  int requests_of(std::size_t plant) const;  ///< halls that ask for colder water
  void build_water();
  void water_of(std::size_t hall, HallInputs&, double dt_s, const std::vector<double>* from_plant_k) const;
  double pumped(std::size_t plant, double dt_s) const;
  void pumped_water(std::size_t hall, HallInputs&, double dt_s) const;
  void note_wants(std::size_t hall);
  bool solve_water(double dt_s);
  void settle_water(const WeatherSample&);
  void give_heat(std::size_t hall, std::vector<double>& loops_w) const;
  void spread_air(double dt_s);
  void swings_ahead(double until_s);
  void electrical(double dt_s);
  DispatchSignals signals() const;
  PvInputs sky(double t_s, double dt_s) const;
  void account(double dt_s);
  void judge(double dt_s, const std::function<void(const CapacityLedger::Crossing&)>& on_crossing);
  double profile_at(const ProfileSpec&, double t_s) const;
  double busiest_now(std::size_t hall) const;

  const Scenario& scenario_;
  const Inputs& inputs_;
  CapacityLedger& ledger_;
  SiteSpec spec_;
  int index_;
  TimeZone zone_;
  PowerChain chain_;
  GridAccount grid_account_;
  std::vector<Plant> plants_;
  std::vector<std::optional<WaterLoop>> water_;  ///< one a plant
  bool any_water_ = false;
  int loop_of(std::size_t hall, BranchKind) const;  ///< the plant; -1: none
  std::vector<std::array<int, 3>> branch_;       ///< of each hall by BranchKind; -1: none
  std::vector<Hall> halls_;
  std::vector<std::unique_ptr<HallLoad>> loads_;
  std::vector<Auxiliary> auxiliaries_;
  std::vector<int> pumps_apart_, air_apart_, cdus_apart_;  ///< of each plant or hall, among the auxiliaries; -1: they share the nodes of plant or racks
  const Auxiliary& apart(int a) const { return auxiliaries_[static_cast<std::size_t>(a)]; }
  bool has_cracs(std::size_t hall) const { return halls_[hall].spec().air && halls_[hall].spec().air->cracs; }
  double on_racks_nodes_w(std::size_t hall) const;
  void build_auxiliaries();
  void switch_auxiliaries();
  /// The highest sum of what halls, auxiliaries and other loads drew.
  struct HighestLoads {
    double t_s = 0, w = 0, other_w = 0;
    std::vector<double> halls, auxiliaries;
  };
  HighestLoads highest_;
  void note_highest_loads();
  std::vector<int> feeds_of(const std::vector<std::string>&) const;
  std::vector<int> other_feeds_;
  std::vector<SupplyWay> ways_;
  std::vector<LoadMode> mode_;
  std::vector<const HallReplay*> replay_;
  std::vector<double> groups_w_;  ///< of `apply_inputs`
  std::vector<const ProfileSpec*> profile_;
  std::vector<std::size_t> replay_cursor_;
  std::vector<char> hall_powered_, racks_on_, shut_down_, shed_;
  std::vector<HeldDemand> rack_demand_, hall_cooling_demand_;
  HeldDemand other_demand_;
  std::vector<DemandMeters> hall_demand_meters_;
  std::vector<EnvelopeTimes> envelope_;
  std::vector<double> rack_w_;            ///< of `spread_air`
  std::vector<CaseTally> case_tally_;
  std::vector<double> busiest_;           ///< of each hall with cold plates: power of the rack that draws most over the mean, in the step
  std::vector<double> loop_rate_k_s_;  ///< of the last step
  std::vector<double> hall_asked_w_;   ///< of the last step, racks and what shares their nodes
  std::vector<double> plant_low_s_, crac_low_s_;  ///< since when a plant lacks the voltage of its chillers, a hall that of its CRACs
  std::vector<double> last_energy_j_, last_profile_;
  std::vector<double> drew_w_;         ///< of each hall: what its racks drew when they lost power; one that boots, before; < 0: never
  std::vector<double> ready_s_;        ///< of each hall: until when its racks boot; infinity: they do not
  GridSupply grid_supply_;
  std::vector<double> low_voltage_s_;  ///< of each hall: for how long its supply has been too low
  std::vector<double> hall_voltage_;
  double t_ = 0, air_change_k_ = 0, loop_change_k_ = 0, case_change_k_ = 0, peak_w_ = 0, low_w_ = 0;
  std::vector<double> plant_year_kg_;  ///< make-up water of the calendar year
  std::vector<std::size_t> plant_order_;  ///< those whose pads may stay dry last
  double year_end_s_ = 0;
  bool pads_share_ = false;               ///< pads of a plant depend on the water of others
  double fuel_carbon_kg_ = 0;  ///< of all sets so far
  std::vector<double> power_at_step_w_, hall_peak_w_;  ///< after the last step; highest within it
  std::vector<double> rack_at_step_w_, rack_peak_w_;    ///< of the rack that draws most, where the hall has rack feeds
  std::vector<double> loop_guess_, loop_last_guess_, loop_last_miss_, loop_heat_, loop_last_heat_;  ///< of `thermal`, one a plant
  SiteOutputs out_;
  SiteMeters meters_;
  ValidityBits validity_ = 0;
  std::array<double, validity::count> validity_s_{};
  // constraints
  std::vector<int> node_constraint_, hot_spot_, voltage_, hall_rack_, hall_feed_, hall_inlet_, hall_coolant_, hall_air_, hall_crac_, hall_cdu_, hall_flow_, hall_case_, plant_capacity_, plant_outdoors_, plant_pumps_, plant_water_flow_, plant_water_year_, curtailment_;
  int contract_ = -1, water_flow_ = -1, water_year_ = -1;
  std::vector<int> all_constraints_;
  SiteSwing swing_;
};

}  // namespace netsuden
