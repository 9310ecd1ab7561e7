// SPDX-License-Identifier: Apache-2.0
// The controller of a site (sim/control/netsuden_controller.h) between its process and the twin: what it is shown, what becomes of its decision.
// A decision holds until the next one; what it leaves out, and everything once it has failed, is the built-in control's.
// Verified by tests/cli/controller_test.py.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "sim/twin/controller_process.hpp"
#include "sim/twin/site_model.hpp"

namespace netsuden {

class SiteController {
 public:
  /// Of a site without one it never runs.
  explicit SiteController(const SiteModel&, std::string program);

  bool exists() const { return exists_; }
  bool runs() const { return process_.runs(); }
  /// Empty, or why it does not run.
  std::string start();
  void end() { process_.end(); }
  /// The next date after `now` at which it is asked; infinite where it does not run.
  double next_s(double now) const;
  bool due(double now) const { return runs() && now >= next_ask_s_ - 1e-6; }

  struct Outcome {
    std::string failure;                ///< empty where the decision stands
    std::vector<std::string> clamped;   ///< in words, what has just left its range
    bool moved = false;                 ///< a set-point or the chillers changed by more than a trifle
  };
  Outcome decide(SiteModel&, double now_s, double unix_s);
  /// Of the import; infinite without.
  double power_cap_w() const { return cap_w_; }
  double floor() const { return spec_.floor.value(); }
  int decisions() const { return decisions_; }

 private:
  void show(const SiteModel&, double now_s, double unix_s);
  std::string apply(SiteModel&, Outcome&);
  void give_back(SiteModel&, Outcome&);
  double within(double value, const Range&, const char* unit, std::size_t place, const std::string& what, Outcome&);

  ControllerSpec spec_;
  std::string program_;
  bool exists_ = false;
  ControllerProcess process_;
  ControllerView view_;
  ControllerDecision decision_;
  double next_ask_s_ = std::numeric_limits<double>::infinity(), cap_w_ = std::numeric_limits<double>::infinity();
  std::vector<char> outside_;  ///< of each value that may be decided: beyond its range at the last decision
  int decisions_ = 0;
};

}  // namespace netsuden
