// SPDX-License-Identifier: Apache-2.0
// What every check of a completed scenario has in hand.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "io/scenario/reader.hpp"
#include "sim/base/calendar.hpp"
#include "sim/spec/asset_path.hpp"
#include "sim/spec/scenario.hpp"

namespace netsuden {

class CheckContext {
 public:
  CheckContext(const Scenario& s, const Reader& r, const CurrencyContext& c, Diagnostics& d) : scenario(s), reader(r), currency(c), diagnostics(d) {}
  const Scenario& scenario;
  const Reader& reader;
  const CurrencyContext& currency;
  Diagnostics& diagnostics;

  /// Says it once: what is wrong with an entry of the catalogue is met again where the entry is used.
  void error(const char* code, const std::string& path, std::string message, std::string help = {}) const {
    if (said(path, message)) return;
    diagnostics.error(code, reader.where(path), std::move(message), std::move(help));
  }
  void warn(const char* code, const std::string& path, std::string message, std::string help = {}) const {
    if (said(path, message)) return;
    diagnostics.warning(code, reader.where(path), std::move(message), std::move(help));
  }

 private:
  bool said(const std::string& path, const std::string& message) const {
    const SourceLoc at = reader.where(path);
    return std::any_of(diagnostics.all().begin(), diagnostics.all().end(), [&](const Diagnostic& d) {
      return d.message == message && d.where.file == at.file && d.where.line == at.line && d.where.column == at.column;
    });
  }
};

template <class T>
std::vector<std::string> names_of(const std::vector<T>& v) {
  std::vector<std::string> n;
  for (const auto& x : v) n.push_back(x.name);
  return n;
}

inline bool contains(const std::vector<std::string>& v, const std::string& s) { return std::find(v.begin(), v.end(), s) != v.end(); }

/// "" when `path` names an asset or one of its members; else what is wrong.
std::string asset_problem(const Scenario&, const std::string& path);

void check_electrical(const CheckContext&, const SiteSpec&);
void check_cooling(const CheckContext&, const SiteSpec&);
void check_hall(const CheckContext&, const SiteSpec&, const HallSpec&);
void check_catalogue(const CheckContext&);
/// Whether the horizon stands (its zone exists, its dates lie in order).
bool check_horizon(const CheckContext&);
void check_workload(const CheckContext&);
/// Tariffs and curtailment programmes. To be called where the horizon stands.
void check_supply(const CheckContext&);
/// A date in the zone; nothing and an error where there is none, a warning where it occurs twice.
std::optional<UnixSeconds> check_date(const CheckContext&, const std::string& text, const TimeZone&, const std::string& at);
void check_training(const CheckContext&);
void check_services(const CheckContext&);
void check_sovereign(const CheckContext&);
/// Finances and reliability. To be called where the horizon stands.
void check_investment(const CheckContext&);
/// Events, controls, values that are set. To be called where the horizon stands.
void check_changes(const CheckContext&);
/// Steps of the build plan. To be called where the horizon stands.
void check_plan(const CheckContext&);
/// A cost of capital, at its path.
void check_capital(const CheckContext&, const FinanceSpec&, const CapexSpec&, const std::string& at);

}  // namespace netsuden
