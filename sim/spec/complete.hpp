// SPDX-License-Identifier: Apache-2.0
// Everything unsaid made explicit: plants, CRAHs, CDUs and an electrical chain sized by the racks, references to the only
// candidate. What is filled in appears in the resolved scenario like what was written.
//
// Sizes: plants and CRAHs carry the rated heat with one machine to spare; the chain carries the rated IT power and 45 % on
// top for cooling and losses, at a power factor of 0.98 (assumptions; a scenario that states its equipment overrides them).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/spec/scenario.hpp"

namespace netsuden {

/// Whether a scenario says anything of the machines of a group ("sites.koto.cooling.chilled.towers") beside their model,
/// count, redundancy and feeds: then they are no machines of the catalogue.
using Described = std::function<bool(const std::string& group)>;

/// Completes a scenario whose own keys are read. Returns the paths it filled in, for `netsuden check --verbose`.
std::vector<std::string> complete(Scenario&, const Described& = [](const std::string&) { return false; });

/// Rated input of the racks of a hall, and its shares to air and liquid.
struct HallRatings {
  double it_w = 0, air_w = 0, liquid_w = 0;
};
HallRatings ratings(const HallSpec&);
/// The halls that can stand at one time: of those that follow each other in one place (`replaces`) the one with the highest rating.
std::vector<const HallSpec*> halls_at_once(const SiteSpec&);

/// Rated electric power of the cooling of a hall beside CRACs: fans of the CRAHs, pumps of the CDUs, fans of the rear doors.
struct HallCooling {
  double crahs_w = 0, cdus_w = 0, doors_w = 0;
  double all_w() const { return crahs_w + cdus_w + doors_w; }
};
HallCooling hall_cooling(const HallSpec&);
/// What of it hangs on the power nodes of the racks.
double hall_cooling_w(const HallSpec&);
/// Beside the racks' own: machines of a hall with power nodes of theirs, rated; CRACs at a share of the racks' rating.
struct FedApart {
  const char* path;  ///< in the hall
  const std::vector<std::string>* fed_by;
  double w;
};
std::vector<FedApart> fed_apart(const HallSpec&, double load = 1);
/// Sensible cooling of one CRAC at 35 degC outdoors, with the air that the servers return.
double crac_design_w(const AirSpec&);
/// Of the CRACs of a hall, compressors and fans, at a share of the racks' rating; 0 without CRACs. By the COP of their rating.
double crac_electric_w(const HallSpec&, double load = 1);

/// A plant with all racks at a share of their rating: the heat of its halls, what its towers reject of it, and about what it draws: chillers at
/// their reference COP, towers at their fan power, pumps at the design flow.
struct PlantRatings {
  double heat_w = 0, rejected_w = 0, electric_w = 0;
  double loop_pumps_w = 0;  ///< of electric_w
};
PlantRatings ratings(const SiteSpec&, const PlantSpec&, double load = 1);
/// What a hall may draw: its meters count nanowatts in 64 bits, which end at 9.2 GW.
inline constexpr double largest_hall_w = 5e9;

}  // namespace netsuden
