// SPDX-License-Identifier: Apache-2.0
// The campus as a SimGrid resource model: it wakes at the nearest of step, record, control, dated change, change of price
// or replayed power, checkpoint and predicted crossing, and advances its sites. Inputs are integrated with their old
// values before anything changes. An ordinary job start or end does not wake it: the halls' meters keep the energy.
#pragma once

#include <atomic>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/base/unit_table.hpp"
#include "sim/twin/budget_account.hpp"
#include "sim/twin/changes.hpp"
#include "sim/twin/dispatcher.hpp"
#include "sim/twin/records.hpp"
#include "sim/twin/simgrid.hpp"
#include "sim/twin/site_controller.hpp"
#include "sim/twin/site_model.hpp"
#include "sim/twin/site_shedding.hpp"

namespace netsuden {

/// Of events.
inline constexpr int severity_info = 0, severity_warning = 1, severity_critical = 2;

/// From one checkpoint to the next.
double checkpoint_interval_s(const Scenario&, const Inputs&);

class Facility final : public sg::Model {
 public:
  Facility(Scenario&, const Inputs&, std::vector<std::unique_ptr<SiteModel>>&, CapacityLedger&, Records&, Dispatcher&,
           const std::vector<double>& no_op_wakes, const std::string& controller_program);

  double next_occurring_event(double now) override;
  void update_actions_state(double now, double delta) override;

  /// Before the run: out-of-service assets of the build plan, changes at or before 0, power of the halls, first states.
  void start();
  /// A hall's power changed; a change above the load step opens a transient.
  void on_load_change(int hall, double now);
  /// A training run starts or stops: its site takes a step, so that it runs throughout a step or not at all.
  void on_training(int run, bool on, double now);
  void on_training_clock(int run, double clock);
  /// Ends the processes of controllers; whatever becomes of the run.
  void end_controllers();
  /// Brings every site to the end.
  void finish(double end);

  std::int64_t steps() const { return steps_; }
  /// Meters at the ends of calendar years and at the end of the run: (year, meters of each site).
  std::vector<std::pair<int, std::vector<SiteMeters>>> yearly;
  std::function<void(double)> on_progress;
  std::atomic<bool>* stop = nullptr;
  /// Of a fork: at the checkpoint of that date recording begins; at another, records and steps become as short as these (0: as they are).
  double recorded_from_s = std::numeric_limits<double>::infinity(), finer_from_s = std::numeric_limits<double>::infinity(), finer_step_s = 0, finer_record_s = 0;
  std::function<void(double)> on_recorded;
  BudgetAccount* budget = nullptr;  ///< null: none is stated
  /// Of which machine modes a change is an event.
  enum class MachineMode { ups, lockout, set, order, delivery, supply, relay, island, smoothing };
  const SiteShedding& shedding(std::size_t site) const { return shedding_[site]; }
  int global_hall(int site, int hall) const { return first_hall_[static_cast<std::size_t>(site)] + hall; }

 private:
  void advance_site(std::size_t s, double now);
  void advance_all(double now);
  void refine(double now);
  void plan_step(std::size_t s, double now);
  void open_transient(std::size_t s, double now);
  /// Events of batteries and generating sets since the last call.
  void note_machines(std::size_t s, double now);
  void note_ups(const SiteModel&, const PowerChain::Node&, double now);
  void note_lockout(const SiteModel&, const PowerChain::Node&, double now);
  void note_order(const SiteModel&, const PowerChain::Node&, double now);
  void note_delivery(const SiteModel&, const PowerChain::Node&, double now);
  void note_set(const SiteModel&, const PowerChain::Node&, std::size_t set, double now);
  void note_supply(const SiteModel&, const PowerChain::Node&, double now);
  void note_smoothing(const SiteModel&, const PowerChain::Node&, double now);
  void note_island(const SiteModel&, const PowerChain::Node&, double now);
  void note_relay(const SiteModel&, const PowerChain::Node&, double now);
  void note(const SiteModel&, const PowerChain::Node&, double now, int severity, EventCode, double value, const std::string& text);
  static std::vector<int> modes_at_rest(const SiteModel&);
  static std::vector<int> modes_now(const SiteModel&);
  void apply(const Change&, double now);
  void apply_service(const Change&, double now);
  void apply_grid(const Change&, double now);
  void apply_reset(const Change&, double now);
  void apply_fuel(const Change&, double now);
  void apply_set(const Change&, double now);
  void apply_call(const Change&, double now);
  void call_out_sets(std::size_t s, double now);
  /// Why halls get or lose power: a fault, a planned change, or their own temperature, load shedding.
  enum class Cause { fault, plan, heat, shed };
  /// Racks and jobs follow who has power now.
  void apply_power(std::size_t s, double now, Cause);
  void reload(double now);
  void control(double now);
  /// Devices under cold plates lower their own clocks, after every step.
  void throttle_by_case(std::size_t s, double now);
  void set_hall_clock(std::size_t s, std::size_t h, double wanted, double now, const std::string& why = "");
  // facility_controller.cpp: controllers of the user's own
  void start_controllers();
  void ask_controllers(double now);
  void controller_failed(std::size_t s, double now, const std::string& why);
  /// Halls go and return as load shedding decides after a step.
  void shed(std::size_t s, double now, double dt_s);
  bool near_control(std::size_t s) const;
  // facility_racks.cpp
  /// Racks of a hall whose inlets are known one by one: their clocks, and those that heat has stopped.
  struct RackGuard {
    std::vector<HallLoad::RackState> racks;
    std::vector<double> ready_s, wanted;  ///< until when they boot; clocks that the controls of this tick ask for
    int throttled = 0;
    double slowest = 1;
  };
  void guard_racks();
  /// A control of a hall by the inlets of its racks; false where it has none of its own.
  bool throttle_racks(std::size_t s, std::size_t h, const ControlSpec&);
  void set_rack_clocks(std::size_t s, std::size_t h, double now);
  /// Racks above the temperature at which they stop, and those that have cooled down or booted.
  void protect_racks(std::size_t s, double now);
  double next_rack_s(std::size_t s, double now) const;
  void apply_racks(std::size_t s, std::size_t h, double now);
  static std::pair<double, double> capped_load(const SiteModel&, const ControlSpec&);
  AssetRef find(const std::string& path, std::size_t* site) const;
  void violation(const CapacityLedger::Crossing&, double now);
  void account_budget(double now);

  /// An asset that the build plan or an event names. It runs while it is there and no trip holds it down.
  struct Service {
    std::size_t site = 0;
    AssetRef asset;
    bool there = true;
    int trips = 0;
    bool runs() const { return there && trips <= 0; }
  };
  Service* service(const std::string& path);
  /// Nothing that it is part of has yet to come, or is gone.
  bool stands(const std::string& path) const;

  Scenario& scenario_;
  const Inputs& inputs_;
  std::vector<std::unique_ptr<SiteModel>>& sites_;
  CapacityLedger& ledger_;
  Records& records_;
  Dispatcher& dispatcher_;
  std::vector<Change> changes_;
  std::size_t next_change_ = 0;
  std::vector<double> wakes_;
  std::size_t next_wake_ = 0;
  std::vector<double> next_tick_, step_;
  std::vector<char> forced_;
  bool any_forced_ = false;
  std::vector<int> first_hall_;
  std::vector<double> clock_;
  std::vector<RackGuard> guards_;  ///< one a hall of all sites
  std::vector<double> control_clock_, case_clock_;  ///< what controls, and the cases of devices, allow of it
  std::vector<SiteShedding> shedding_;  ///< one a site
  std::vector<std::unique_ptr<SiteController>> controllers_;  ///< one a site
  bool has_controllers_ = false;
  void note_chillers(std::size_t site, double now);
  void note_pumps(std::size_t site, double now);
  void note_validity(std::size_t site, double now);
  std::vector<ValidityBits> outside_;            ///< of each site: ranges of models that it has left, as told
  /// Of a plant with hydraulics: which pumps are called, and whether all stand.
  struct PumpMode {
    std::vector<char> called;
    bool stand = true;
  };
  std::vector<std::vector<PumpMode>> pumps_;     ///< of each plant
  std::vector<std::vector<int>> restarting_;     ///< of each plant, then of each hall: its chillers or CRACs that have stopped and do not carry yet what they can
  std::vector<std::vector<int>> machine_modes_;  ///< of each site: those of its power nodes, as last noted
  double last_control_ = 0, control_s_ = 60, next_checkpoint_ = 0, checkpoint_s_ = 0, load_step_ = 0.05, calm_s_ = 300, transient_s_ = 1;
  std::vector<std::pair<double, int>> year_ends_;
  std::size_t next_year_ = 0;
  double next_payment_ = 0;
  std::vector<const SiteMeters*> meters_;        ///< of each site, where there is a budget
  std::int64_t steps_ = 0, checkpoint_n_ = 0;
  std::vector<Change> active_sets_;  ///< in order of their starts
  std::vector<Service> services_;
  std::map<std::string, std::size_t> service_of_;  ///< path as written -> index; two paths may name one asset
  /// What holds a grid or a connection down, or off its voltage or frequency.
  struct GridState {
    int outages = 0;
    std::vector<double> dips, deviations;
    GridSupply supply() const;
  };
  std::map<std::string, GridState> grids_;
  Scenario base_;
  CurrencyContext currency_;
};

}  // namespace netsuden
