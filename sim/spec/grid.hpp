// SPDX-License-Identifier: Apache-2.0
// What supplies a site from outside: the grid area with its price, its tariff and its carbon.
#pragma once

#include <optional>
#include <string>

#include "sim/base/describe.hpp"
#include "sim/site/tariff.hpp"
#include "sim/spec/disturbances.hpp"
#include "sim/workload/swing_limits.hpp"

namespace netsuden {

/// A quantity over time: constant, a daily/yearly shape, or a file. Exactly one of `flat`, `file`, `profile`'s
/// `mean` is given.
template <class Q>
struct SeriesSpec {
  std::optional<Q> flat;
  FilePath file;
  std::string column;
  std::string unit;              ///< of the file's column
  std::string time = "time";     ///< time column; with `slots`, the date column
  std::optional<std::string> slots;  ///< column of half-hour slot numbers 1..48
  std::string timezone;          ///< of the file's time column; "" = the horizon's
  bool repeat_years = false;     ///< replay the file's years over the horizon
  std::optional<Q> mean;         ///< profile: mean * (1 + daily and yearly shape)
  double daily_amplitude = 0, yearly_amplitude = 0;
  double peak_hour = 18, peak_day = 213;
  bool given() const { return flat || !file.empty() || mean; }
};

struct GridSpec {
  std::string name;
  Frequency frequency = Frequency::from_si(50);
  SeriesSpec<EnergyPrice> price;
  SeriesSpec<CarbonIntensity> carbon, carbon_marginal;
  std::optional<TariffParams> tariff;
  std::optional<DisturbancesSpec> disturbances;
  std::optional<SwingLimits> limits;  ///< at the point of connection of each site
};

void describe(Describe&, SeriesSpec<EnergyPrice>&);
void describe(Describe&, SeriesSpec<CarbonIntensity>&);
void describe(Describe&, GridSpec&);

}  // namespace netsuden
