// SPDX-License-Identifier: Apache-2.0
// Swings of a site at its point of connection, and the utility's limits on them. The run itself advances on mean powers:
// what happens within a step is worked out once for each set of training runs and their clocks, and looked up afterwards.
//
//   swing        sum of the waveforms of the running training runs (training_load.hpp), each with its own place in the
//                iteration and its own jitter, sampled for some minutes at 64 Hz or more; times g, by which the chain lets
//                it grow (power_chain.hpp)
//   ramp, range  largest of the swing (with a checkpoint of each run in turn; in the step after a run has started or
//                stopped, with that) plus that of the rest of the import from step to step
//   band         amplitude of the swing in the band, by Welch's estimate without starts, stops and checkpoints
//   excursion    of a hall and of the site from the mean power at the racks, at the highest and the lowest instant
//   battery      one that smooths (bess_smoothing.hpp) sees g times the swing, and, with the power that the steady swing leaves it, the rest
//                of the import; what it does from step to step is in the import already and is taken out for this
//
// Source: physics reference 1.4. Range: swings that the grid sees, hence nothing is judged in an outage, nor what comes back after it. Left out: what
// batteries behind UPS and generating sets take of a swing; load changes below the load step within a calm step; reactive
// power. Iterations shorter than about a second are sampled coarsely: a peak behind stores is 11 to 14 % off at 0.2 s.
// Verified by tests/invariants/training_test.cpp.
#pragma once

#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/base/excursion.hpp"
#include "sim/ledger/capacity.hpp"
#include "sim/ledger/summary.hpp"
#include "sim/power/bess_smoothing.hpp"
#include "sim/spec/inputs.hpp"
#include "sim/spec/scenario.hpp"
#include "sim/workload/hall_load.hpp"

namespace netsuden {

class SiteSwing {
 public:
  using OnCrossing = std::function<void(const CapacityLedger::Crossing&)>;
  using Loads = std::vector<std::unique_ptr<HallLoad>>;

  /// Adds its constraints to the ledger and to `constraints`.
  SiteSwing(const Scenario&, int site, const Inputs&, CapacityLedger&, std::vector<int>& constraints);

  /// Whether the site has training runs or limits; without, nothing is to be called.
  bool present() const { return trains_ || limited_; }
  bool trains() const { return trains_; }
  const SwingLimits& limits() const { return limits_; }
  /// A training run starts or stops. It counts from the next step on.
  void set_running(int run, bool on, double t_s) { changes_.push_back({run, on, t_s}); }
  /// The clock at which it trains: that of the slowest of its racks.
  void set_clock(int run, double clock) { clocks_[run] = clock; }

  /// The battery that smooths now; null if none does.
  struct Battery {
    const BessSmoothingParams* params;
    ActiveEnergy energy;  ///< that swings within seconds may use either way
    ActivePower rest;     ///< what its board takes without it: it gives no more
  };
  /// Before a step that ends at `until_s`: who trains, and how the battery takes it (null: it does not).
  const Cycling* prepare(double until_s, const Loads&, std::optional<Battery>);
  /// The parameters of batteries have changed.
  void forget() {
    known_.clear();
    steady_ = nullptr;
    stale_ = true;
  }

  /// A step of the site, as means; `growth` is that of a swing from the racks to the sources; `smoothing_w` is what its battery follows the load with, `cycling_w` what it gives and takes
  /// beside, and `cycling_loss_w` what it loses by that.
  struct Step {
    double t_s, dt_s, import_w, growth;
    bool connected = true;  ///< some grid connection has voltage: ramps down to nothing are the site's own
    double smoothing_w = 0, cycling_w = 0, cycling_loss_w = 0;
    double rest_w = std::numeric_limits<double>::infinity();  ///< what the battery's board takes without it
  };
  void step(const Step&, const Loads&, const OnCrossing&);

  /// Of the last step, at the point of connection; powers of training at the racks.
  struct Now {
    double ramp_up = 0, ramp_down = 0, range = 0, training_w = 0, filler_w = 0;
    double range_without = 0;                               ///< without the site battery
    std::vector<double> bands, bands_asked, bands_without;  ///< as drawn, without any mitigation, without the site battery
  };
  const Now& now() const { return now_; }
  /// How the power of the racks departs from its mean in the step ahead, once `prepare` was called. W.
  Excursion of_hall(int hall) const { return steady_ ? steady_->of_hall[static_cast<std::size_t>(hall)] : Excursion{}; }
  Excursion of_site() const { return steady_ ? steady_->of_site : Excursion{}; }
  /// What the battery gives at its highest instant and takes at the lowest, at the point of connection.
  Excursion smoothed_by_battery() const { return steady_ && battery_ ? g_ * (steady_->of_site - steady_->behind_battery) : Excursion{}; }
  /// Its variance over that of a wave with only these two levels.
  double spread() const { return steady_ ? steady_->spread : 1; }
  /// The rack that draws most at its worst instant, of those that train in a hall, as full of GPUs that train as it may be; 0 without. W.
  double highest_rack_w(int hall, const Loads&) const;
  SwingSummary summary() const;
  /// Of the set of runs with the largest swing: amplitudes over frequency, drawn and without mitigation.
  struct Line {
    double frequency_hz, drawn_w, asked_w, without_w;
  };
  std::vector<Line> spectrum() const;

 private:
  struct Change {
    int run;
    bool on;
    double t_s;
  };
  struct Member {
    int run;
    double clock;
    TrainingPhase phase;
  };
  struct Figures {
    SwingFigures drawn, asked, without;
    Cycling cycling;  ///< of the battery, at the point of connection
    Excursion of_site, behind_battery;
    double spread = 1;
    std::vector<Excursion> of_hall;
    std::vector<std::pair<int, double>> gpu_peak_w;  ///< of each run: the most that a GPU draws with its share of the node
  };
  using Key = std::vector<std::pair<int, double>>;  ///< runs with their clocks

  bool take_changes(double until_s, const Loads&);
  const Figures& figures_of(const Key&, const Loads&);
  Figures measure(const std::vector<Member>&, const Loads&, const SampleGrid&, std::size_t segment);
  Cycling through_battery(std::vector<double>& drawn_w, const SampleGrid&) const;
  Figures transition(const std::vector<Member>&, const Loads&);
  void add_base(const Step&, double base_w);
  void judge(const Step&, const OnCrossing&);
  GpuPower power(int run, double clock, const Loads&) const;
  const TrainingSpec& spec(int run) const { return scenario_.workload.training[static_cast<std::size_t>(run)]; }
  const TrainingRun& run(int run) const { return inputs_.training[static_cast<std::size_t>(run)]; }

  const Scenario& scenario_;
  const Inputs& inputs_;
  CapacityLedger& ledger_;
  SwingLimits limits_;
  bool trains_ = false, limited_ = false;
  std::vector<Change> changes_;
  std::map<int, double> clocks_;  ///< of each run that has started
  Key running_;                   ///< by run
  std::map<std::tuple<int, int, Key>, Figures> known_;  ///< by `scale`, `room` and running runs
  std::optional<Battery> battery_;
  int halls_ = 0;
  double g_ = 1;                  ///< of the last step
  int scale_ = 0;                 ///< with a battery, whose power has limits: 500 g, rounded; else 0
  int room_ = 0;                  ///< of its power, what its board can take: twentieths, rounded down
  bool stale_ = false;            ///< figures are to be looked up again
  double base_reference_w_ = std::numeric_limits<double>::quiet_NaN();
  const Figures* steady_ = nullptr;
  std::optional<Figures> event_;  ///< of the start or stop before the step
  struct Base {
    double t_s, w;
  };
  std::deque<Base> base_;         ///< the import without training, at the ends of the steps: it changes with them
  double base_up_ = 0, base_down_ = 0, base_range_ = 0;
  Now now_;
  SwingSummary peak_;
  double worst_w_ = -1;
  Spectrum worst_drawn_, worst_asked_, worst_without_;
  int ramp_up_ = -1, ramp_down_ = -1, range_ = -1;
  std::vector<int> bands_;
};

/// "0.1_to_20_Hz"
std::string band_name(const BandLimit&);

}  // namespace netsuden
